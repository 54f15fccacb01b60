#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fails when a file includes a header that its room must not know.

The arrows (docs/architecture.md) point one way:

    base <- message <- transaction <- {transport, dialog} <- ua <- ext/sipua

and within ext/sipua

    net <- {websocket, ice},  sdp <- stream <- webrtc,  ice <- webrtc,

with the element itself on top of all.

Also refused: a public header that includes a private one, which would not be
there after installation, and an include of the library's own headers by less
than their whole path.
"""
import pathlib
import re
import sys

RANKS = {"base": 0, "message": 1, "transaction": 2,
         "transport": 3, "dialog": 3, "ua": 4,
         "sipua/net": 5, "sipua/sdp": 5, "sipua/websocket": 6, "sipua/ice": 6,
         "sipua/stream": 6, "sipua/webrtc": 7, "sipua": 8}
INCLUDE = re.compile(r'#\s*include\s+[<"]([^">]+)[">]')
GENERATED = {"gstsip-enumtypes.h"}


def room_of(path):
    """The room of a path such as gst/sip/base/x.h or ext/sipua/net/x.h."""
    parts = pathlib.PurePosixPath(path).parts
    if parts[:2] == ("ext", "sipua"):
        return "/".join(parts[1:-1])
    if parts[:2] == ("gst", "sip") and len(parts) > 3:
        return parts[2]
    return None


def public_headers(root):
    """What the gstsip_headers of each room's meson.build list."""
    found = set()
    for build in (root / "gst/sip").glob("*/meson.build"):
        for block in re.findall(r"gstsip_headers \+= files\((.*?)\)",
                                build.read_text(), re.S):
            for name in re.findall(r"'([^']+)'", block):
                found.add(f"gst/sip/{build.parent.name}/{name}")
    return found


def complaints(file, room, include, public):
    target = room_of(include)
    if target is None:
        if include.startswith("gstsip") and include not in GENERATED:
            yield f"{include}: write the whole path, gst/sip/..."
        if not room.startswith("sipua") and include == "gst/sip/sip.h":
            yield f"{room} must not include everything"
        return
    if target not in RANKS:
        yield f"{include}: no such room"
        return
    if target != room and RANKS[target] >= RANKS[room]:
        yield f"{room} must not know of {target}"
    if file in public and include not in public:
        yield f"public, but includes {include}, which is private"


def main(root):
    public = public_headers(root)
    bad = False
    for folder in ("gst/sip", "ext/sipua"):
        for path in sorted((root / folder).rglob("*.[ch]")):
            file = path.relative_to(root).as_posix()
            room = room_of(file)
            if room is None:
                continue
            for n, line in enumerate(path.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                if match is None:
                    continue
                for what in complaints(file, room, match[1], public):
                    print(f"{file}:{n}: {what}")
                    bad = True
    return bad


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
