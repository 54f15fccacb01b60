#!/usr/bin/env python3
"""Prints how many tests passed, failed and were skipped, as one plain line.

usage: tally.py testlog.json

Counts the cases within each test where its log has them (TAP), else the test.

SPDX-FileCopyrightText: 2026 The sipua authors
SPDX-License-Identifier: LGPL-2.1-or-later
"""
import collections
import json
import re
import sys

RESULTS = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}


def count_cases(test):
    """Outcomes of the TAP lines that a test printed."""
    cases = collections.Counter()
    for line in test.get("stdout", "").splitlines():
        match = re.match(r"(not )?ok\b[^#]*(#\s*SKIP)?", line, re.IGNORECASE)
        if match:
            failed, skipped = match.groups()
            cases["failed" if failed else "skipped" if skipped else "passed"] += 1
    return cases


def main(path):
    total = collections.Counter()
    with open(path, encoding="utf-8") as log:
        for line in log:
            test = json.loads(line)
            outcome = RESULTS.get(test["result"], "failed")
            cases = count_cases(test)
            # A test that broke off says so by its result alone.
            if not cases or (outcome == "failed" and not cases["failed"]):
                cases[outcome] += 1
            total += cases
    print("{passed} passed, {failed} failed, {skipped} skipped".format(
        **{name: total[name] for name in ("passed", "failed", "skipped")}))


main(sys.argv[1])
