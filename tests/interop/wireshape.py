# What two phones' messages have in common but for chance
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Tags, branches, numbers and names that are drawn at random become words, what
# may stand in any order is sorted, and products lose their names.

import re

from digestserver import read_answer

# The parts of a message that the desk made, and that come back.
ECHOED = {"via", "from", "call-id", "cseq", "record-route"}
WORDS = [
    (r"sip:[0-9a-z]{8}@", "sip:USER@"),
    (r"\b[0-9a-z]{12}\.invalid", "HOST.invalid"),
    (r"\b192\.0\.2\.\d+", "192.0.2.N"),
    (r"\b127\.0\.0\.1:\d+", "SERVER"),
    (r";tag=(?!bob|desk)[^;]+", ";tag=TAG"),
    (r"branch=z9hG4bK(?!desk)\S+", "branch=BRANCH"),
    (r"\banonymous\.[0-9a-z]{6}\b", "anonymous.X"),
]


def shape(message):
    """Header names and what is in them; "start" is the first line."""
    found = {"start": _words(message.start)}
    for name in dict.fromkeys(name for name, _value in message.headers):
        if message.is_request or name not in ECHOED:
            found[name] = " & ".join(_value(name, value)
                                     for value in message.all(name))
    return found


def _value(name, value):
    if name in ("allow", "supported", "accept"):
        return ", ".join(sorted(re.split(r"\s*,\s*", value)))
    if name in ("contact", "route", "from", "to"):
        return _words(_sorted_parameters(value))
    if name in ("user-agent", "server"):
        return "PRODUCT"
    if name in ("authorization", "proxy-authorization"):
        return _answer(value)
    if name == "call-id":
        return "CALL-ID"
    if name == "cseq":
        return value.replace(value.split()[0], "N")
    if name == "content-length":
        return "N" if value != "0" else "0"
    return _words(value)


def _words(text):
    for pattern, word in WORDS:
        text = re.sub(pattern, word, text)
    return text


def _sorted_parameters(text):
    """Of the URI, and behind it."""
    before, _, rest = text.partition("<")
    uri, _, behind = rest.partition(">")
    return f"{before}<{_sorted(uri)}>{_sorted(behind)}"


def _sorted(text):
    first, *parameters = text.split(";")
    return ";".join([first, *sorted(parameters)])


def _answer(value):
    answer = read_answer(value)
    for each in ("response", "cnonce"):
        answer[each] = each.upper()
    return _words("; ".join(sorted(f"{name}={text}"
                                   for name, text in answer.items())))
