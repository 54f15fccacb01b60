# What all interop tests share: the servers, the phones, skipping, the logs
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# SIPUA_INTEROP is "enabled" when nothing may be skipped. SIPUA_INTEROP_DIR is
# where packages and logs go, a temporary folder by default.

import faulthandler
import functools
import os
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

try:
    import gi
except ImportError:
    gi = None

import packages
from baresip import Baresip
from child import LOOPBACK, own_address, wait_until
from chromium import Chromium
from coturn import Coturn
from kamailio import Kamailio

SKIPPED = 77
PROGRAMS = {"kamailio": "kamailio", "setpriv": "util-linux",
            "openssl": "openssl"}
PACKAGE_PROGRAMS = {"npm": "npm", "node": "nodejs"}
COTURN_PROGRAMS = {"turnserver": "coturn"}
BARESIP_PROGRAMS = {"baresip": "baresip-core"}
RTPENGINE_PROGRAMS = {"rtpengine": "rtpengine-daemon"}
ELEMENTS = {"webrtcbin": "gstreamer1.0-plugins-bad",
            "nicesrc": "gstreamer1.0-nice",
            "rtpbin": "gstreamer1.0-plugins-good",
            "opusenc": "gstreamer1.0-plugins-base",
            "x264enc": "gstreamer1.0-plugins-ugly",
            "avdec_h264": "gstreamer1.0-libav"}


class InteropCase(unittest.TestCase):
    """One Kamailio for each class of tests, and a TURN server for those that
    ask for it; one browser for each file."""

    needs_browser = False
    needs_packages = False
    needs_coturn = False
    needs_baresip = False
    needs_rtpengine = False
    browser_class = Chromium
    # Programs that Debian has in some suites only, with their packages: they
    # may always be missing.
    programs_of_some = {}
    kamailio_options = {}

    @classmethod
    def setUpClass(cls):
        cls.folder = _empty_folder(cls.__name__)
        cls.start_servers()
        if cls.needs_coturn:
            cls.coturn = Coturn(cls.folder)
            cls.addClassCleanup(cls.coturn.stop)
        if cls.needs_browser:
            cls.browser = _browser(cls.browser_class)

    @classmethod
    def start_servers(cls):
        """`kamailio` is who registers the phones, `ws` where they connect."""
        cls.kamailio = cls.keep(Kamailio(cls.folder, **cls.kamailio_options))
        cls.ws = cls.kamailio.ws

    @classmethod
    def keep(cls, server):
        """Until the tests of the class are done."""
        cls.addClassCleanup(server.stop)
        return server

    def browser_phone(self, user, **options):
        """A phone in a tab, made for `user`, not yet registered."""
        phone = self.browser.phone(**{
            "uri": self.kamailio.uri(user), "user": user,
            "password": self.kamailio.users[user],
            "server": self.ws, **options})
        self.addCleanup(phone.close)
        return phone

    def phone(self, user, **properties):
        """A pipeline with a sipuabin, made for `user`, not yet started."""
        # Only what needs the element needs PyGObject.
        from phone import Phone
        phone = Phone(**{
            "uri": self.kamailio.uri(user),
            "password": self.kamailio.users[user],
            "ws_servers": self.ws, **properties})
        self.addCleanup(phone.stop)
        return phone

    def baresip(self, user, **options):
        """A baresip of `user` that is registered over UDP."""
        phone = Baresip(
            self.folder, self.kamailio.uri(user), user,
            self.kamailio.users[user],
            f"sip:127.0.0.1:{self.kamailio.udp_port}", **options)
        self.addCleanup(phone.stop)
        wait_until(lambda: self.kamailio.contacts(user),
                   f"baresip to register:\n{phone.child.tail()}")
        return phone

    def run(self, result=None):
        def count():
            return len(result.failures) + len(result.errors)
        before = count()
        self.started = time.time()
        print(f"# {self.id()}", file=sys.stderr, flush=True)
        super().run(result)
        if count() > before:
            self._show_logs()
        return result

    def _show_logs(self):
        for log in sorted(self.folder.parent.rglob("*.log")):
            if log.stat().st_mtime < self.started:
                continue
            text = log.read_text(errors="replace").splitlines()[-30:]
            print(f"--- {log}", *text, sep="\n", file=sys.stderr)


@functools.cache
def _browser(browser_class):
    folder = _empty_folder("browser")
    browser = browser_class(folder, install_packages())
    unittest.addModuleCleanup(browser.stop)
    return browser


def install_packages():
    """What npm brings; returns its folder."""
    return packages.install(_folder() / "packages")


def _empty_folder(name):
    folder = _folder() / "run" / pathlib.Path(sys.argv[0]).stem / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _folder():
    return pathlib.Path(os.environ["SIPUA_INTEROP_DIR"])


def _has_element(name):
    gi.require_version("Gst", "1.0")
    from gi.repository import Gst
    Gst.init(None)
    return Gst.ElementFactory.find(name) is not None


def _missing_in_suite(case):
    """What the suite of Debian may not have at all."""
    for program, package in case.programs_of_some.items():
        if shutil.which(program) is None:
            return (f"no {program}: install Debian's package {package}, where "
                    "the suite has it")
    return None


def _missing(case):
    """What the tests need and the machine has not, as a sentence."""
    programs = dict(PROGRAMS)
    if case.needs_packages:
        programs.update(PACKAGE_PROGRAMS)
    if case.needs_browser:
        programs.update(PACKAGE_PROGRAMS)
        programs[case.browser_class.program] = case.browser_class.program
    if case.needs_coturn:
        programs.update(COTURN_PROGRAMS)
    if case.needs_baresip:
        programs.update(BARESIP_PROGRAMS)
    if case.needs_rtpengine:
        programs.update(RTPENGINE_PROGRAMS)
    for program, package in programs.items():
        # Servers are in sbin, which is not on everybody's path.
        if shutil.which(program) is None:
            return f"no {program}: install Debian's package {package}"
    try:
        gi.require_version("GstApp", "1.0")
    except (AttributeError, ValueError):
        return "no bindings: install Debian's package python3-gst-1.0"
    if own_address() == LOOPBACK:
        return "no address beside the loopback's, which ICE does not take"
    for element, package in ELEMENTS.items():
        if not _has_element(element):
            return f"no element {element}: install Debian's package {package}"
    if case.needs_browser or case.needs_packages:
        try:
            install_packages()
        except packages.PackagesMissing as error:
            return f"no SIP.js: {error}"
    return None


def main():
    """Runs the tests of the file that calls it; exits with 77 to skip."""
    faulthandler.enable()
    os.environ["PATH"] += ":/usr/sbin"
    os.environ.setdefault("SIPUA_INTEROP_DIR",
                          f"{tempfile.gettempdir()}/sipua-interop")
    tests = sys.modules["__main__"]
    for case in vars(tests).values():
        if isinstance(case, type) and issubclass(case, InteropCase):
            if missing := _missing_in_suite(case):
                print(missing, file=sys.stderr)
                sys.exit(SKIPPED)
            if missing := _missing(case):
                print(missing, file=sys.stderr)
                sys.exit(1 if os.environ.get("SIPUA_INTEROP") == "enabled"
                         else SKIPPED)
    unittest.main(module=tests, verbosity=2, warnings="ignore")
