#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a libFuzzer target for some seconds.

run.py TARGET SECONDS SEEDS... [-- OPTION...]

What it finds that is new to it goes into a folder that is thrown away; set
FUZZ_CORPUS to a folder of your own to keep it, and FUZZ_SECONDS to go on for
longer. An input that fails stays in the current folder.
"""
import os
import subprocess
import sys
import tempfile


def main(target, seconds, *arguments):
    split = arguments.index("--") if "--" in arguments else len(arguments)
    seeds, options = arguments[:split], arguments[split + 1:]
    seconds = os.environ.get("FUZZ_SECONDS", seconds)
    with tempfile.TemporaryDirectory() as scratch:
        corpus = os.environ.get("FUZZ_CORPUS", scratch)
        return subprocess.run(
            [target, corpus, *seeds, f"-max_total_time={seconds}",
             "-timeout=5", "-error_exitcode=1", "-rss_limit_mb=1024", "-print_final_stats=1",
             *options]).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
