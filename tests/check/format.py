#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fails when a C file is not laid out as .clang-format says.

Other versions of clang-format lay out a little differently, so the test is
skipped (77) where version 14 is not installed.
"""
import pathlib
import re
import shutil
import subprocess
import sys

SKIP = 77


def find_clang_format():
    for name in ("clang-format-14", "clang-format"):
        path = shutil.which(name)
        if path is None:
            continue
        version = subprocess.run([path, "--version"], capture_output=True,
                                 text=True, check=True).stdout
        if re.search(r"version 14\.", version):
            return path
    return None


def source_files(root):
    """What git tracks; in a tarball, what lies in the three folders."""
    try:
        listed = subprocess.run(
            ["git", "-C", root, "ls-files", "-z", "--", "*.c", "*.h"],
            capture_output=True, text=True, check=True).stdout
        files = [root / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = []
        for folder in ("gst", "ext", "tests"):
            files += (root / folder).rglob("*.[ch]")
    return sorted(file for file in files if file.exists())


def main(root):
    clang_format = find_clang_format()
    if clang_format is None:
        print("clang-format 14 is not installed")
        return SKIP
    result = subprocess.run([clang_format, "--dry-run", "-Werror",
                             *source_files(root)], cwd=root)
    return result.returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
