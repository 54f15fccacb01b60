#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Parsing and writing SIP messages, beside other libraries in the same run.

messages.py [--check] COUNTER FOLDER PEER...

COUNTER is the library that counts allocations, FOLDER has the messages, the
first PEER is this project's. Instructions are callgrind's, so they are the same
on each run; nanoseconds are this machine's. With --check the run fails when the
budget is exceeded.
"""
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
N_LOOPS = 200
# In the geometric mean over all messages.
MOST_INSTRUCTIONS = 13000
MOST_ALLOCATIONS = 2
MOST_SERIALISE = 1 / 3  # of what parsing takes


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


def count_instructions(peer, work, message):
    with tempfile.NamedTemporaryFile() as out:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", "--toggle-collect=run_loop",
             f"--callgrind-out-file={out.name}", peer, "--loop", work,
             str(N_LOOPS), message], capture_output=True, text=True,
            check=True)
    return int(re.search(r"Collected : (\d+)", result.stderr)[1]) / N_LOOPS


def read_rows(peer, arguments, env=None):
    """By message, the numbers of a row."""
    result = subprocess.run([peer, *arguments], capture_output=True, text=True,
                            env=env, check=True)
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    return {row[1]: [int(field) for field in row[2:]] for row in rows}


def measure(peer, counter, messages):
    """By message: instructions, allocations and time of parse and write."""
    allocations = read_rows(peer, ["--alloc", *messages],
                            {**os.environ, "LD_PRELOAD": counter})
    times = read_rows(peer, messages)
    rows = {}
    for message in messages:
        name = pathlib.Path(message).name
        rows[name] = {
            "instr": count_instructions(peer, "parse", message),
            "allocs": allocations[name][1],
            "bytes": allocations[name][0],
            "ns": times[name][1],
            "ser instr": count_instructions(peer, "ser", message),
            "ser allocs": allocations[name][3],
            "ser ns": times[name][2],
        }
    return rows


def summarize(rows):
    columns = next(iter(rows.values()))
    return {column: geometric_mean([max(row[column], 1)
                                    for row in rows.values()])
            for column in columns}


def print_table(peer, rows, mean):
    print(f"\n{peer:20}" + "".join(f"{column:>11}" for column in mean))
    for name, row in [*rows.items(), ("geometric mean", mean)]:
        print(f"  {name:18}" + "".join(f"{value:11.0f}"
                                       for value in row.values()))


def print_ratios(means):
    ours, *others = means.items()
    for peer, mean in others:
        print(f"\n{peer} / {ours[0]}: " + ", ".join(
            f"{column} {mean[column] / value:.1f}"
            for column, value in ours[1].items()))


def is_within_budget(mean):
    budget = [
        ("instructions to parse", mean["instr"], MOST_INSTRUCTIONS),
        ("allocations to parse", mean["allocs"], MOST_ALLOCATIONS),
        ("instructions to write", mean["ser instr"],
         mean["instr"] * MOST_SERIALISE),
    ]
    print()
    for what, value, most in budget:
        print(f"{what}: {value:.0f} of {most:.0f}")
    return all(value <= most for _, value, most in budget)


def main(arguments):
    check = "--check" in arguments
    counter, folder, *peers = [a for a in arguments if a != "--check"]
    messages = sorted(map(str, pathlib.Path(folder).glob("*.sip")))
    means = {}
    if shutil.which("valgrind") is None:
        print("valgrind is not installed")
        return SKIP
    for peer in peers:
        name = pathlib.Path(peer).name.removeprefix("peer-")
        rows = measure(peer, counter, messages)
        means[name] = summarize(rows)
        print_table(name, rows, means[name])
    print_ratios(means)
    within = is_within_budget(next(iter(means.values())))
    return 0 if within or not check else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
