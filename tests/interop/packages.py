# What npm installs for the page: into the build folder, once
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import fcntl
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).parent


class PackagesMissing(Exception):
    """npm could not bring what package-lock.json names."""


def install(folder):
    """Returns the node_modules folder; quick when it is there already."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_text()
    stamp = folder / "installed"
    with open(folder / "lock", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != lock:
            _install(folder)
            stamp.write_text(lock)
    return folder / "node_modules"


def _install(folder):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    try:
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
             "--prefer-offline"], cwd=folder, capture_output=True, text=True,
            timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackagesMissing(str(error)) from error
    if done.returncode != 0:
        raise PackagesMissing(f"npm ci: {done.stderr.strip()}")
