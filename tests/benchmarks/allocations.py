#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fails when a message takes more than two allocations to parse and to read.

allocations.py COUNTER PEER FOLDER
"""
import pathlib
import sys

import messages


def main(counter, peer, folder):
    files = sorted(map(str, pathlib.Path(folder).glob("*.sip")))
    rows = messages.read_rows(peer, ["--alloc", *files],
                              {"LD_PRELOAD": counter})
    for name, (_, calls, _, _) in rows.items():
        print(f"{name}: {calls}")
    return int(not rows or any(row[1] > messages.MOST_ALLOCATIONS
                               for row in rows.values()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
