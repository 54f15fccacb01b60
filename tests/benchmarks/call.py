#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a call costs, beside bare webrtcbin with equal settings in the same run.

call.py CALL BARE [ROUNDS]

Both make pairs of calls within one process, audio both ways, UPnP off and with
the same jitter buffer. Rounds alternate; the median of each number is printed.
"""
import re
import statistics
import subprocess
import sys

# name, unit, how the yardstick prints it
ROWS = [
    ("set-up-median", "ms", r"first decoded buffer after \d+ / (\d+) /"),
    ("set-up-maximum", "ms", r"first decoded buffer after \d+ / \d+ / (\d+) ms"),
    ("set-up-cpu", "ms/end", r"= (\d+) ms per side"),
    ("media-cpu", "s/min/end", r"= ([\d.]+) CPU s per minute"),
    ("memory", "MB/pair", r"([\d.]+) MB per pair"),
    ("threads", "", r"VmHWM.*threads (\d+)"),
    ("descriptors", "", r"VmHWM.*fds (\d+)"),
]
SETTINGS = [
    ["-n", "1", "-c", "opus"],
    ["-n", "1", "-c", "pcma"],
    ["-n", "8", "-c", "pcma"],
]


def run(program, arguments):
    return subprocess.run([program, *arguments], check=True, text=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def measure(program, arguments, pattern_of):
    output = run(program, arguments)
    return [float(re.search(pattern_of(row), output)[1]) for row in ROWS]


def main(call, bare, rounds=3):
    for settings in SETTINGS:
        common = [*settings, "-d", "5", "-l", "200"]
        ours, theirs = [], []
        for _ in range(int(rounds)):
            ours.append(measure(call, common,
                                lambda row: rf"{row[0]} ([\d.]+)"))
            theirs.append(measure(bare, [*common, "-u"], lambda row: row[2]))
        print(f"\n{' '.join(settings):24}{'sipua':>10}{'webrtcbin':>11}")
        for row, a, b in zip(ROWS, zip(*ours), zip(*theirs)):
            a, b = statistics.median(a), statistics.median(b)
            print(f"{row[0] + ' ' + row[1]:24}{a:10g}{b:11g}")


if __name__ == "__main__":
    main(*sys.argv[1:])
