#!/usr/bin/python3
"""Whether docs/sipjs.md names all that there is, and nothing else.

usage: sipjs.py PAGE

SPDX-FileCopyrightText: 2026 The sipua authors
SPDX-License-Identifier: LGPL-2.1-or-later
"""
import pathlib
import re
import sys

try:
    import gi
    gi.require_version("Gst", "1.0")
    from gi.repository import GObject, Gst
except (ImportError, ValueError) as error:
    print("skipped:", error)
    sys.exit(77)

# The configuration document's.
PARAMETERS = """uri ws_servers authorization_user
connection_recovery_max_interval connection_recovery_min_interval display_name
hack_ip_in_contact hack_via_tcp instance_id log.builtinEnabled log.level
log.connector no_answer_timeout password register register_expires
registrar_server stun_servers trace_sip turn_servers
use_preloaded_route""".split()


def own_names(type_):
    """Of properties and of signals, without what every element has."""
    inherited = {spec.name for spec in GObject.list_properties(Gst.Bin)}
    properties = {spec.name for spec in GObject.list_properties(type_)}
    return properties - inherited, set(GObject.signal_list_names(type_))


def rows_of(page, heading):
    section = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines() if line.startswith("|")]


def main(path):
    Gst.init(None)
    page = pathlib.Path(path).read_text()
    ua = Gst.ElementFactory.make("sipuabin")
    properties, signals = own_names(type(ua).__gtype__)
    call_properties, call_signals = own_names(
        GObject.type_from_name("GstSipCall"))
    problems = []

    # Parameter by parameter; what stands for each is there.
    here = {row[0].strip("`"): row[2] for row in rows_of(page, "Parameters")
            if len(row) > 2}
    for name in PARAMETERS:
        found = re.match(r"(signal )?`([\w-]+)`", here.get(name, ""))
        if found is None or found[2] not in (
                signals if found[1] else properties):
            problems.append(f"parameter {name}: {here.get(name)}")

    # All that the element and its calls have is told.
    told = set(re.findall(r"`([a-z][a-z0-9-]+)(?: \(.*?\))?`", page))
    for what, names in (("property", properties), ("signal", signals),
                        ("property of a call", call_properties),
                        ("signal of a call", call_signals)):
        problems += [f"{what} {name}: not told" for name in names - told]
    print(*problems, sep="\n")
    return 1 if problems else 0


sys.exit(main(*sys.argv[1:]))
