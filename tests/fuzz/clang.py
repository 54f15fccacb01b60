#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds for libFuzzer, whatever compiler builds the rest.

clang.py CLANG OUTPUT ROOT PACKAGES FILE...

An OUTPUT that ends in .a is an archive of the FILEs; any other is a fuzz target
that is linked of them. PACKAGES is a list for pkg-config, with commas.
"""
import pathlib
import subprocess
import sys

FLAGS = ["-g", "-O1", "-std=gnu11", "-fno-omit-frame-pointer",
         "-fno-sanitize-recover=undefined", "-DBUILDING_GST_SIP",
         '-DG_LOG_DOMAIN="GStreamer-SIP"', "-DGST_USE_UNSTABLE_API"]
SANITIZERS = "address,undefined"


def pkg_config(option, packages):
    return subprocess.run(["pkg-config", option, *packages.split(",")],
                          capture_output=True, text=True,
                          check=True).stdout.split()


def compile_archive(clang, output, flags, sources):
    folder = output.with_suffix(".o.p")
    folder.mkdir(exist_ok=True)
    objects = []
    for source in sources:
        objects.append(folder / (pathlib.Path(source).stem + ".o"))
        subprocess.run([clang, *flags, "-c", source, "-o", objects[-1],
                        f"-fsanitize=fuzzer-no-link,{SANITIZERS}"],
                       check=True)
    output.unlink(missing_ok=True)
    subprocess.run(["ar", "rcs", output, *objects], check=True)


def main(clang, output, root, packages, *files):
    output = pathlib.Path(output)
    flags = [*FLAGS, f"-I{root}", *pkg_config("--cflags", packages)]
    if output.suffix == ".a":
        compile_archive(clang, output, flags, files)
    else:
        subprocess.run([clang, *flags, *files, "-o", output,
                        f"-fsanitize=fuzzer,{SANITIZERS}",
                        *pkg_config("--libs", packages)], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
