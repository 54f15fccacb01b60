#!/usr/bin/env python3
# Registering at Kamailio through an HTTP proxy, as the environment names it
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import unittest
from unittest import mock

from case import InteropCase, main
from child import free_ports, wait_until
from proxy import Proxy

try:
    from gi.repository import Gio, Gst
except ImportError:
    Gio = Gst = None

# Others than those that a test sets would be in the way.
NO_PROXY = {name: "" for scheme in ("http", "https", "all", "no")
            for name in (f"{scheme}_proxy", f"{scheme}_PROXY".upper())}


def gio_reads_the_environment():
    with mock.patch.dict(os.environ, {**NO_PROXY,
                                      "http_proxy": "http://192.0.2.1:1"}):
        return Gio.ProxyResolver.get_default().lookup(
            "http://example.org", None) == ["http://192.0.2.1:1"]


class ThroughProxy(InteropCase):
    def setUp(self):
        if not gio_reads_the_environment():
            raise unittest.SkipTest("GIO does not look into the environment")

    def proxy(self, *arguments):
        proxy = Proxy(*arguments)
        self.addCleanup(proxy.stop)
        return proxy

    def environment(self, **variables):
        patch = mock.patch.dict(os.environ, {**NO_PROXY, **variables})
        patch.start()
        self.addCleanup(patch.stop)

    def wss_phone(self, user, **properties):
        return self.phone(
            user, frequency=None, ws_servers=self.kamailio.wss,
            tls_ca_file=str(self.kamailio.authority.certificate), **properties)

    def test_ws(self):
        proxy = self.proxy()
        self.environment(http_proxy=proxy.uri)
        self.phone("alice", frequency=None).start().wait_registered()
        self.assertEqual(len(self.kamailio.contacts("alice")), 1)
        self.assertEqual(len(proxy.requests), 1)
        self.assertIn(f"CONNECT 127.0.0.1:{self.kamailio.ws_port} ",
                      proxy.requests[0])

    def test_wss(self):
        proxy = self.proxy()
        self.environment(https_proxy=proxy.uri)
        headers, _ = Gst.Structure.from_string(
            'headers, Cookie=(string)"id=s3cret", '
            'Origin=(string)"https://example.test"')
        phone = self.wss_phone("bob", http_headers=headers)
        phone.start().wait_registered()
        self.assertEqual(len(self.kamailio.contacts("bob")), 1)
        self.assertIn(f"CONNECT 127.0.0.1:{self.kamailio.wss_port} ",
                      proxy.requests[0])
        # That is for the server alone.
        self.assertNotIn("s3cret", proxy.requests[0])
        self.assertNotIn("s3cret", phone.story())

    def test_credentials(self):
        proxy = self.proxy("al:open sesame")
        self.environment(
            https_proxy=proxy.uri.replace("open sesame", "open%20sesame"))
        self.wss_phone("carol").start().wait_registered()

    def test_credentials_are_missing(self):
        proxy = self.proxy("al:sesame")
        self.environment(http_proxy=f"http://127.0.0.1:{proxy.port}")
        phone = self.phone("alice", frequency=None).start()
        wait_until(lambda: "407" in phone.story(), phone.story)
        self.assertIn(f"the proxy http://127.0.0.1:{proxy.port}",
                      phone.story())

    def test_dead_proxy(self):
        port, = free_ports(1)
        self.environment(http_proxy=f"http://al:sesame@127.0.0.1:{port}")
        phone = self.phone("alice", frequency=None).start()
        wait_until(lambda: "is not there" in phone.story(), phone.story)
        self.assertIn(f"the proxy http://127.0.0.1:{port}", phone.story())
        self.assertNotIn("sesame", phone.story())

    def test_no_proxy_for_this_host(self):
        port, = free_ports(1)
        self.environment(http_proxy=f"http://127.0.0.1:{port}",
                         no_proxy="127.0.0.1")
        self.phone("alice", frequency=None).start().wait_registered()


if __name__ == "__main__":
    main()
