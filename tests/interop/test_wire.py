#!/usr/bin/env python3
# What we send, beside what SIP.js and JsSIP send with the same parameters
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Whatever differs must be in the table below, with its reason, which is also
# in docs/sipjs.md; what is in the table must differ.

import fnmatch
import pathlib
import re
import threading
import unittest

import wirescript
from case import InteropCase, install_packages, main
from wirephones import OwnPhone, StackPhone
from wirescript import Desk
from wireshape import shape

UUID = "8f1fa16a-1165-4a96-8341-785b1ef24f12"
PAGE = pathlib.Path(__file__).parents[2] / "docs" / "sipjs.md"
STACKS = ("sipjs07", "sipjs", "jssip")
ALL = (wirescript.register, wirescript.call_and_hang_up,
       wirescript.call_and_cancel, wirescript.be_called, wirescript.refuse,
       wirescript.be_cancelled, wirescript.ask, wirescript.not_answer,
       wirescript.unregister)
SOME = (wirescript.register, wirescript.call_and_hang_up,
        wirescript.be_called, wirescript.unregister)
CALL_ONLY = (wirescript.connect, wirescript.call_and_hang_up)

# Name: parameters, script, stacks that know them.
CASES = {
    "plain": ({}, ALL, STACKS),
    "named": ({
        "display_name": "Alice ¶€ĸøĸø", "authorization_user": "alice123",
        "registrar_server": "sip:registrar.example.test",
        "register_expires": 300}, SOME, STACKS),
    # SIP.js wants its users to escape these.
    "quoted": ({"display_name": 'Alice "¶" \\o/'}, SOME, ("jssip",)),
    "hacks": ({"hack_ip_in_contact": True, "hack_via_tcp": True}, SOME,
              ("sipjs07", "sipjs")),
    # SIP.js 0.7 throws an exception here.
    "routed": ({"use_preloaded_route": True}, SOME, ("sipjs", "jssip")),
    "without registering": ({"register": False}, CALL_ONLY, STACKS),
    "anonymous": ({"uri": None, "register": False}, CALL_ONLY, ("sipjs07",)),
}

METHODS = "ACK, BYE, CANCEL, INFO, INVITE, OPTIONS, UPDATE"
CONTACT = "<sip:USER@HOST.invalid;transport=ws>"
ANSWERS = "180|200*|4*|no answer|unknown method"
AGAIN = ("a nonce that is known answers the next request, counted up; SIP.js "
         "repeats an old count, and both wait to be asked again")
WHERE_IT_HELPS = ("Supported is where it can change the answer "
                  "(RFC 3261 section 8.1.1.9)")
PRODUCTS = "requests have User-Agent, answers have Server, ACK and CANCEL none"

# Header, messages, stacks, what we send, what they send ("-" for nothing),
# and why. A bar is between alternatives.
DELIBERATE = [
    ("accept", "200 of OPTIONS", "*", "application/sdp",
     "application/dtmf-relay, application/sdp",
     "tones come with the media; INFO is answered, but not read"),
    ("allow", "REGISTER*|INVITE*|180|200*|unknown method", "*", METHODS, "*",
     "what is in Allow is what we take"),
    ("allow", "ACK*|BYE|CANCEL", "jssip", "-", "*",
     "Allow is where a peer may learn it"),
    ("authorization", "REGISTER of no more", "sipjs*", "*nc=0000000[45];*",
     "*nc=00000001;*", AGAIN),
    ("authorization", "REGISTER of no more", "jssip", "*nc=0000000[45];*",
     "-", AGAIN),
    ("proxy-authorization", "INVITE with credentials", "*",
     "*nc=00000002;*", "*nc=00000001;*", AGAIN),
    ("proxy-authorization", "BYE", "*", "*nc=0000000[23];*", "-", AGAIN),
    ("proxy-authorization", "ACK of an answer", "*", "*nc=0000000[12];*", "-",
     "an ACK has the credentials of its INVITE (RFC 3261 section 22.1)"),
    ("contact", "180|200 of INVITE|200 of hold", "*", "<sip:USER@*;ob;transport=ws>",
     "<sip:USER@*;transport=ws>",
     "proxies may route by the connection, whoever made the call"),
    ("contact", "REGISTER*", "jssip",
     f'{CONTACT};+sip.instance="<urn:uuid:{UUID}>";expires=*;reg-id=1',
     f'{CONTACT};+sip.ice;+sip.instance="<urn:uuid:{UUID}>";expires=*'
     ";reg-id=1", "+sip.ice was never more than a draft"),
    ("expires", "REGISTER*", "sipjs*", "*", "-",
     "some registrars read Expires only"),
    ("max-forwards", "*", "jssip", "70", "69",
     "70 is the number of RFC 3261 section 8.1.1.6"),
    ("max-forwards", "ACK of a refusal|CANCEL", "sipjs07", "70", "-",
     "every request has a Max-Forwards (RFC 3261 section 8.1.1)"),
    ("reason", "no answer", "*", 'Q.850;cause=19;text="no answer"', "-",
     "the caller is told that nobody answered (RFC 3326)"),
    ("server", ANSWERS, "*", "PRODUCT", "-", PRODUCTS),
    ("user-agent", ANSWERS, "sipjs*", "-", "PRODUCT", PRODUCTS),
    ("user-agent", "ACK*|CANCEL", "*", "-", "PRODUCT", PRODUCTS),
    ("session-expires", "INVITE*|200 of *", "jssip", "-", "90*",
     "we ask for no session timer, and answer the peer's refreshes"),
    ("start", "no answer", "sipjs07|jssip",
     "SIP/2.0 480 Temporarily Unavailable", "SIP/2.0 408 Request Timeout",
     "408 is for a server that cannot find the phone in time"),
    ("start", "unknown method", "*", "SIP/2.0 501 Not Implemented",
     "SIP/2.0 405 Method Not Allowed",
     "a method that nobody knows is 501, one that we do not take is 405"),
    ("supported", "INVITE*|180|200*", "*", "gruu, outbound",
     "*outbound*", "we know what a GRUU is; timer, ice and replaces are not "
     "here yet"),
    ("supported", f"ACK*|BYE|CANCEL|{ANSWERS}", "*", "-", "*outbound*",
     WHERE_IT_HELPS),
    ("to", "REGISTER*", "sipjs07", "<sip:alice@example.test>",
     '"Alice ¶€ĸøĸø" <sip:alice@example.test>',
     "the registrar needs no name in To"),
]

# Attribute of an offer, who has it, and why.
ATTRIBUTES = {
    "group": ("theirs", "peers that do not bundle can be answered to"),
    "rtcp": ("theirs", "RTCP has no port of its own"),
    "ice-options": ("theirs", "all candidates are in the offer"),
    "end-of-candidates": ("ours", "all candidates are in the offer"),
    "extmap": ("theirs", "no header extension is used"),
    "extmap-allow-mixed": ("theirs", "no header extension is used"),
    "rtcp-fb": ("theirs", "for audio, nothing is asked for by feedback"),
    "rtcp-xr": ("theirs", "for audio, nothing is asked for by feedback"),
    "msid-semantic": ("theirs", "it has not been used since RFC 8830"),
}


def matches(value, pattern):
    return any(fnmatch.fnmatchcase(value or "-", each)
               for each in pattern.split("|"))


class Wire(InteropCase):
    needs_packages = True

    @classmethod
    def start_servers(cls):
        cls.packages = install_packages()
        cls.used = set()

    def play(self, stack, case):
        parameters, script, _stacks = CASES[case]
        desk = Desk()
        self.addCleanup(desk.stop)
        configuration = {"uri": desk.uri("alice"), "ws_servers": desk.ws,
                         "password": "secret", "instance_id": UUID,
                         "no_answer_timeout": 1, **parameters}
        configuration = {name: value for name, value in configuration.items()
                         if value is not None}
        phone = (OwnPhone(configuration, wirescript.PEER) if stack is None
                 else StackPhone(stack, self.packages, self.folder,
                                 configuration, wirescript.PEER,
                                 [f"<sip:127.0.0.1:{desk.port};lr"
                                  ";transport=ws>"]))
        self.addCleanup(phone.close)
        for step in script:
            try:
                step(desk, phone)
            except TimeoutError as error:
                raise AssertionError(f"{stack or 'ours'}: {error}") from error
        self.assertEqual(desk.faults, [])
        return {name: shape(each) for name, each in desk.seen.items()}

    def play_all(self, case):
        """At the same time, as they wait most of it."""
        found, problems = {}, []

        def play(stack):
            try:
                found[stack] = self.play(stack, case)
            except AssertionError as error:
                problems.append(error)
        threads = [threading.Thread(target=play, args=(stack,))
                   for stack in (None, *CASES[case][2])]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual(problems, [])
        return found.pop(None), found

    def differences(self, case):
        ours, others = self.play_all(case)
        for stack, theirs in others.items():
            self.assertEqual(ours.keys(), theirs.keys())
            for message, own in ours.items():
                other = theirs[message]
                for header in {**own, **other}:
                    if own.get(header) != other.get(header):
                        yield (header, message, stack, own.get(header),
                               other.get(header))

    def is_deliberate(self, *difference):
        for row in DELIBERATE:
            if all(map(matches, difference, row)):
                self.used.add(row)
                return True
        return False

    def test_differences(self):
        unknown = []
        for case in CASES:
            for each in self.differences(case):
                if not self.is_deliberate(*each):
                    header, message, stack, own, other = each
                    unknown.append(f"{case}, {message}, {stack}: {header} "
                                   f"{own!r}, theirs {other!r}")
        self.assertFalse(unknown, "\n".join(["", *unknown]))
        self.assertEqual([row for row in DELIBERATE if row not in self.used],
                         [], "what does not differ any more")


class Offers(InteropCase):
    """Of audio, beside that of SIP.js in Chromium."""

    needs_browser = True

    @classmethod
    def start_servers(cls):
        pass

    def offer_of(self, make_phone):
        desk = Desk()
        self.addCleanup(desk.stop)
        phone = make_phone(desk)
        self.addCleanup(phone.close)
        # What the browser is told to do ends when its server has answered.
        caller = threading.Thread(target=self.call, args=(phone, desk))
        caller.start()
        invite = desk.take("INVITE", "INVITE")
        desk.reply(invite, 486)
        caller.join()
        return invite.body

    def call(self, phone, desk):
        if isinstance(phone, OwnPhone):
            wirescript.connect(desk, phone)
            phone.call()
        else:
            phone.call(wirescript.PEER)

    def ours(self, desk):
        return OwnPhone({"uri": desk.uri("alice"), "ws_servers": desk.ws,
                         "register": False}, wirescript.PEER)

    def theirs(self, desk):
        phone = self.browser.phone(uri=desk.uri("alice"), user="alice",
                                   password="-", server=desk.ws)
        registering = threading.Thread(target=phone.register)
        registering.start()
        desk.reply(desk.take("REGISTER", "REGISTER"), 200)
        registering.join()
        return phone

    def test_attributes(self):
        ours = self.offer_of(self.ours)
        theirs = self.offer_of(self.theirs)
        names = [set(re.findall(r"^a=([\w-]+)", each, re.MULTILINE))
                 for each in (ours, theirs)]
        found = {**{name: "ours" for name in names[0] - names[1]},
                 **{name: "theirs" for name in names[1] - names[0]}}
        self.assertEqual(found, {name: who for name, (who, _why)
                                 in ATTRIBUTES.items()})
        for pattern in (r"^m=audio \d+ UDP/TLS/RTP/SAVPF 111 ", r"^s=-$",
                        "^t=0 0$", "^a=setup:actpass$", "^a=sendrecv$",
                        "^a=rtcp-mux$", "^a=fingerprint:sha-256 ",
                        r"^a=rtpmap:111 opus/48000/2$"):
            for each in (ours, theirs):
                self.assertRegex(each.replace("\r", ""),
                                 re.compile(pattern, re.MULTILINE))


class Page(unittest.TestCase):
    def test_has_all_reasons(self):
        page = re.sub(r"\s+", " ", PAGE.read_text())
        for row in (*DELIBERATE, *ATTRIBUTES.values()):
            self.assertIn(row[-1], page)


if __name__ == "__main__":
    main()
