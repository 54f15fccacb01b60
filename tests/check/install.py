#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What "meson install" leaves is enough for another project, in C or Python.

usage: install.py MESON BUILD_FOLDER PREFIX EXAMPLE PYTHON [with-typelib]

Installs into a temporary folder, and uses only what is there: the headers
through pkg-config, the library, the plugin, the typelib.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

MESON, BUILD, PREFIX, EXAMPLE, PYTHON = sys.argv[1:6]
WITH_TYPELIB = "with-typelib" in sys.argv[6:]

APPLICATION = """
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstSip", "1.0")
from gi.repository import Gst, GstSip
Gst.init(None)
ua = Gst.ElementFactory.make("sipuabin")
ua.set_property("ws-servers", "ws://127.0.0.1:9")
ua.set_state(Gst.State.PLAYING)
call = ua.emit("call", "sip:bob@example.com", None)
assert isinstance(call, GstSip.Call), call
assert call.props.direction == GstSip.CallDirection.OUTGOING
call.hangup()
ua.set_state(Gst.State.NULL)
"""


def run(*command, **options):
    """Returns what a program printed; its complaint is the test's."""
    done = subprocess.run([str(word) for word in command], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=60, **options)
    return done.returncode, done.stdout


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="sipua-install-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        status, text = run(MESON, "install", "--no-rebuild", "-C", BUILD,
                           "--destdir", cls.folder)
        if status != 0:
            raise AssertionError(text)
        cls.root = cls.folder / PREFIX.lstrip("/")
        cls.env = cls._environment()
        cls.flags = cls._compiler_flags()

    @classmethod
    def _only(cls, pattern):
        found = list(cls.root.glob(pattern))
        assert len(found) == 1, f"{pattern}: {found}"
        return found[0]

    @classmethod
    def _environment(cls):
        """Finds what is installed; of other plugins only the core's."""
        library = cls._only("lib/**/libgstsip-1.0.so").parent
        env = dict(os.environ,
                   LD_LIBRARY_PATH=str(library),
                   GST_PLUGIN_PATH=str(library / "gstreamer-1.0"),
                   GST_REGISTRY=str(cls.folder / "registry.bin"),
                   GI_TYPELIB_PATH=str(library / "girepository-1.0"),
                   PKG_CONFIG_PATH=str(library / "pkgconfig"))
        env.pop("GST_PLUGIN_SYSTEM_PATH", None)
        return env

    @classmethod
    def _compiler_flags(cls):
        """As pkg-config tells them once the file says where it now is."""
        file = cls._only("lib/**/gstreamer-sip-1.0.pc")
        file.write_text(re.sub(r"(?m)^prefix=.*", f"prefix={cls.root}",
                               file.read_text()))
        status, text = run("pkg-config", "--cflags", "--libs",
                           "gstreamer-sip-1.0", env=cls.env)
        if status != 0:
            raise AssertionError(text)
        return text.split()

    def succeed(self, *command):
        status, text = run(*command, env=self.env)
        self.assertEqual(status, 0, text)
        return text

    def test_each_header_stands_alone(self):
        headers = self._only("include/**/gst/sip/sip.h").parent
        for header in headers.rglob("*.h"):
            name = header.relative_to(headers.parent.parent)
            with self.subTest(header=str(name)):
                source = self.folder / "alone.c"
                source.write_text(f"#include <{name}>\n")
                self.succeed("cc", "-Wall", "-Werror", "-fsyntax-only", source,
                             *self.flags)

    def test_program(self):
        program = self.folder / "answer"
        self.succeed("cc", "-Wall", "-Werror", "-o", program, EXAMPLE,
                     *self.flags)
        status, text = run(program, env=self.env)
        self.assertEqual((status, text.split(":")[0]), (2, "usage"), text)

    def test_program_without_installing(self):
        """As in "meson devenv"."""
        status, text = run("pkg-config", "--cflags", "--libs",
                           "gstreamer-sip-1.0", env=dict(
                               os.environ, PKG_CONFIG_PATH=str(
                                   pathlib.Path(BUILD) / "meson-uninstalled")))
        self.assertEqual(status, 0, text)
        self.succeed("cc", "-Wall", "-Werror", "-o", self.folder / "devenv",
                     EXAMPLE, *text.split())

    def test_plugin(self):
        text = self.succeed("gst-inspect-1.0", "sipuabin")
        self.assertIn(str(self.root), text)

    @unittest.skipUnless(WITH_TYPELIB, "built without introspection")
    def test_python(self):
        self.succeed(PYTHON, "-c", APPLICATION)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
