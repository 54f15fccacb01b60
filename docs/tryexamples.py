# Whether the examples of docs/properties.md do what they say
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Each is set in its own way of use: the words by gst-launch-1.0's parser, the
# lines of Python as they stand, those of C in a program that is compiled. All
# three have to come to the same.

import os
import pathlib
import shlex
import subprocess
import tempfile

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GObject, Gst  # noqa: E402

PROGRAM = """#include <gst/gst.h>

int
main (int argc, char **argv)
{
  GstElement *ua;

  gst_init (&argc, &argv);
  ua = gst_element_factory_make ("sipuabin", NULL);
  for (int i = 1; i < argc; i++) {
    GParamSpec *pspec =
        g_object_class_find_property (G_OBJECT_GET_CLASS (ua), argv[i]);
    GValue value = G_VALUE_INIT;

    switch (i) {
%s
    }
    if (!(pspec->flags & G_PARAM_READABLE)) {
      g_print ("-\\n");
      continue;
    }
    g_value_init (&value, pspec->value_type);
    g_object_get_property (G_OBJECT (ua), argv[i], &value);
    g_print ("%%s\\n", gst_value_serialize (&value));
    g_value_unset (&value);
  }
  gst_object_unref (ua);
  return 0;
}
"""


def check(examples):
    """examples: for each property its GParamSpec and its three lines"""
    in_c = run_c(examples)
    for (spec, launch, _c, python), from_c in zip(examples, in_c):
        parsed = Gst.parse_launchv(["sipuabin", *shlex.split(launch)])
        ua = Gst.ElementFactory.make("sipuabin")
        before = read(ua, spec)
        exec(python, {"ua": ua, "Gst": Gst})
        after = read(ua, spec)
        if spec.flags & GObject.ParamFlags.READABLE:
            assert after != before, f"{python}: it is {before} anyway"
        assert read(parsed, spec) == after, f"{launch}: not {python}"
        assert from_c == after, f"{spec.name} in C: {from_c}, not {after}"


def read(element, spec):
    """The value as text; write-only ones cannot be looked at."""
    if not spec.flags & GObject.ParamFlags.READABLE:
        return "-"
    value = element.get_property(spec.name)
    return value if value is None else Gst.value_serialize(
        GObject.Value(spec.value_type, value))


def run_c(examples):
    cases = "\n".join(f"      case {number}: {c_line} break;"
                      for number, (_spec, _launch, c_line, _python)
                      in enumerate(examples, 1))
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "gstreamer-1.0"], check=True,
        stdout=subprocess.PIPE, text=True).stdout.split()
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "examples.c"
        source.write_text(PROGRAM % cases)
        program = source.with_suffix("")
        subprocess.run(["cc", "-Wall", "-Werror", source, "-o", program,
                        *flags], check=True)
        out = subprocess.run(
            [program, *(spec.name for spec, *_lines in examples)],
            env={**os.environ, "G_DEBUG": "fatal-warnings"},
            check=True, stdout=subprocess.PIPE, text=True).stdout
    return out.splitlines()
