#!/usr/bin/env python3
"""Prints how many tests passed, failed and were skipped, as one plain line.

usage: tally.py testlog.json

Counts the cases within each test where its log has them (TAP, Check, Python's
unittest), else the test.

SPDX-FileCopyrightText: 2026 The sipua authors
SPDX-License-Identifier: LGPL-2.1-or-later
"""
import collections
import json
import re
import sys

RESULTS = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}


CHECK = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$",
                   re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(.*)$",
                      re.MULTILINE)


def count_tap(output):
    cases = collections.Counter()
    for line in output.splitlines():
        match = re.match(r"(not )?ok\b[^#]*(#\s*SKIP)?", line, re.IGNORECASE)
        if match:
            failed, skipped = match.groups()
            cases["failed" if failed else "skipped" if skipped else "passed"] += 1
    return cases


def count_check(output):
    cases = collections.Counter()
    for match in CHECK.finditer(output):
        total, *bad = map(int, match.groups())
        cases.update(passed=total - sum(bad), failed=sum(bad))
    return cases


def count_unittest(output):
    """One case may have several failures, in its subtests."""
    cases = collections.Counter()
    for total, details in UNITTEST.findall(output):
        found = {name: int(n)
                 for name, n in re.findall(r"(\w+)=(\d+)", details)}
        skipped = found.get("skipped", 0)
        failed = min(found.get("failures", 0) + found.get("errors", 0),
                     int(total) - skipped)
        cases.update(passed=int(total) - skipped - failed, failed=failed,
                     skipped=skipped)
    return cases


def count_cases(test):
    """Outcomes of the cases that a test told of."""
    output = test.get("stdout", "")
    return (count_tap(output) or count_check(output)
            or count_unittest(test.get("stderr", "")))


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
