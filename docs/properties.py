#!/usr/bin/python3
"""Writes docs/properties.md from what the element says of its properties.

usage: properties.py --check FILE | --write FILE

The text is that of the code; only an example value for each property stands
here, from which the lines for the three ways of use are made. --check fails
when FILE is not what would be written, and tries each line: see tryexamples.py.

SPDX-FileCopyrightText: 2026 The sipua authors
SPDX-License-Identifier: LGPL-2.1-or-later
"""
import pathlib
import shlex
import sys

try:
    import gi
    gi.require_version("Gst", "1.0")
    from gi.repository import GObject, Gst
except (ImportError, ValueError) as error:
    print("skipped:", error)
    sys.exit(77)

import tryexamples  # noqa: E402

Gst.init(None)

EXAMPLES = {
    "audio-codecs": "PCMA,PCMU",
    "authorization-ha1": "21fa5eccf29ba5bba4e6ad47e8f51c61",
    "authorization-user": "alice123",
    "auto-answer": True,
    "connection-recovery-max-interval": 60,
    "connection-recovery-min-interval": 4,
    "display-name": "Alice ¶€ĸøĸø",
    "extra-headers": Gst.Structure.from_string(
        "headers,X-Tenant=(string)blue")[0],
    "hack-ip-in-contact": True,
    "hack-via-tcp": True,
    "http-headers": Gst.Structure.from_string(
        'headers,Origin=(string)"https://example.com",'
        'Authorization=(string)"Bearer abc"')[0],
    "ice-gathering-timeout": 1000,
    "ice-transport-policy": "relay",
    "instance-id": "8f1fa16a-1165-4a96-8341-785b1ef24f12",
    "latency": 100,
    "log-builtin-enabled": False,
    "log-level": "debug",
    "max-calls": 1,
    "no-answer-timeout": 120,
    "password": "1234",
    "register": False,
    "register-expires": 300,
    "registrar-server": "sip:registrar.example.com",
    "stun-servers": "stun:stun.example.org,stun:stun2.example.org:8000",
    "target": "sip:bob@example.com",
    "tls-ca-file": "/etc/ssl/certs/example.pem",
    "tls-validation": False,
    "trace-sip": True,
    "turn-servers": '{"urls":["turn:turn.example.org"],'
                    '"username":"Al","password":"yo"}',
    "uri": "sip:alice@example.com",
    "use-preloaded-route": True,
    "user-agent": "Door 1.0",
    "video-codecs": "H264",
    "ws-servers": '[{"ws_uri":"ws://a.example.com","weight":10},'
                  '"ws://b.example.com"]',
}

HEAD = """# Properties of sipuabin

Made by `docs/properties.py` from the element itself: change the text there where
the property is declared, in `gst/sip/ua/gstsipuaconfigproperties.c`.

Names may be written with underscores too. Lists are strings: one URI, several
separated by commas or white space, or JSON where an object is needed. The JSON
may be as JavaScript has it: names without quotes, single quotes, comments.
gst-launch-1.0 ends a value at a space between double quotes and at the end of a
line: use single quotes inside, and for several lines double quotes around it,
`'ws-servers="[{ws_uri: ...}, ...]"'`. Write each backslash twice, as in
`'password=a\\\\b'`: one alone is left out, and at the end of a value it takes the
space after it along, and what follows.

What is wrong is said in these ways:

* A value that the type cannot hold is refused by GStreamer as it is set
  (`could not set property "register-expires" ... to "abc"`), a number out of
  range by GObject with a warning on the terminal; the value before stays.
* A value that makes no sense is an error on the bus when the element goes from
  READY to PAUSED. It names the property and quotes the value. Set it right and
  set the state again.
* While the element is PAUSED or PLAYING, a property that is fixed then, or a
  value that makes no sense, is refused with a warning on the bus; the value
  before stays.

Passwords, tokens and keys cannot be read back; in URIs that can, a password is
blanked.
"""


def own_properties(element):
    inherited = {spec.name for spec in
                 GObject.list_properties(GObject.type_from_name("GstBin"))}
    return sorted((spec for spec in element.list_properties()
                   if spec.name not in inherited), key=lambda spec: spec.name)


def is_enum(spec):
    return spec.value_type.is_a(GObject.TYPE_ENUM)


def default_of(spec):
    """PyGObject from 3.50 on has a number for that of an enumeration, and a
    method for its value."""
    if is_enum(spec) and hasattr(spec, "get_default_value"):
        return spec.get_default_value()
    return getattr(spec, "default_value", None)


def describe_type(spec):
    if is_enum(spec):
        nicks = [value.value_nick for _number, value in
                 sorted(type(default_of(spec)).__enum_values__.items())]
        return "one of " + ", ".join(f"`{nick}`" for nick in nicks)
    if spec.value_type == GObject.TYPE_UINT:
        return f"number, {spec.minimum} to {spec.maximum}"
    return {GObject.TYPE_STRING: "string", GObject.TYPE_BOOLEAN: "boolean",
            Gst.Structure.__gtype__: "structure"}.get(
                spec.value_type, f"`{spec.value_type.name}`")


def describe_default(spec):
    default = default_of(spec)
    if is_enum(spec):
        return f"`{default.value_nick}`"
    if isinstance(default, bool):
        return "`true`" if default else "`false`"
    if isinstance(default, (str, int)):
        return f"`{default}`"
    return "none of its own"


def describe_access(spec):
    if not spec.flags & GObject.ParamFlags.WRITABLE:
        return "read-only"
    readable = spec.flags & GObject.ParamFlags.READABLE
    live = spec.flags & Gst.PARAM_MUTABLE_PLAYING
    return ("" if readable else "write-only, ") + (
        "may change while running" if live else
        "fixed while PAUSED or PLAYING")


def launch_text(spec, value):
    """The value as gst-launch-1.0 takes it, for a shell."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Gst.Structure):
        return shlex.quote(value.to_string().rstrip(";"))
    return shlex.quote(str(value))


def c_string(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def c_line(spec, value):
    if isinstance(value, Gst.Structure):
        structure = c_string(value.to_string())
        return (f'gst_util_set_object_arg (G_OBJECT (ua), "{spec.name}",\n'
                f"    {structure});")
    if is_enum(spec):
        return (f'gst_util_set_object_arg (G_OBJECT (ua), "{spec.name}", '
                f'"{value}");')
    text = (str(value).upper() if isinstance(value, bool) else
            c_string(value) if isinstance(value, str) else str(value))
    separator = " " if len(spec.name) + len(text) < 50 else "\n    "
    return f'g_object_set (ua, "{spec.name}",{separator}{text}, NULL);'


def python_line(spec, value):
    if isinstance(value, Gst.Structure):
        return (f'ua.set_property("{spec.name}", Gst.Structure.from_string(\n'
                f'    {value.to_string()!r})[0])')
    line = f'ua.set_property("{spec.name}", {value!r})'
    return line if len(line) < 80 else line.replace(", ", ",\n    ", 1)


def section(spec):
    lines = [f"\n## {spec.name}\n", f"{spec.blurb}.\n".replace("..", "."),
             f"{describe_type(spec)}; default {describe_default(spec)}; "
             f"{describe_access(spec)}.\n"]
    for _spec, *examples in lines_of([spec]):
        lines += ["```", *examples, "```\n"]
    return "\n".join(lines)


def lines_of(specs):
    """What the page has for those that may be set, for who wants to try."""
    return [(spec, f"{spec.name}={launch_text(spec, EXAMPLES[spec.name])}",
             c_line(spec, EXAMPLES[spec.name]),
             python_line(spec, EXAMPLES[spec.name]))
            for spec in specs
            if spec.flags & GObject.ParamFlags.WRITABLE]


def main(mode, path):
    element = Gst.ElementFactory.make("sipuabin")
    specs = own_properties(element)
    text = HEAD + "".join(section(spec) for spec in specs)
    if mode == "--write":
        pathlib.Path(path).write_text(text)
        return 0
    tryexamples.check(lines_of(specs))
    if pathlib.Path(path).read_text() == text:
        return 0
    print(f"{path} is not what the element says; run\n"
          f"  meson compile -C build update-properties", file=sys.stderr)
    return 1


sys.exit(main(*sys.argv[1:]))
