#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""GstSip-1.0 as a Python program uses it: properties, methods, signals, and
classes of its own for the transport and the media."""
import sys
import unittest

try:
    import gi
    gi.require_version("Gst", "1.0")
    gi.require_version("GstSip", "1.0")
    from gi.repository import GLib, GObject, Gst, GstSip
except (ImportError, ValueError) as error:
    print("skipped:", error)
    sys.exit(77)

Gst.init(None)

LINE = "\r\n"


class Server(GstSip.Transport):
    """A transport with a registrar at its end, and bob, who is busy."""

    def __init__(self):
        super().__init__()
        self.requests = []

    def do_open(self, uri):
        GLib.idle_add(self.opened)

    def do_close(self):
        pass

    def do_send(self, data):
        message = GstSip.Message.parse(data)
        if not message.is_request():
            return True
        self.requests.append(message.get_method_name())
        if message.get_method_name() in ("REGISTER", "BYE"):
            self.answer(message, 200)
        elif message.get_method_name() == "INVITE":
            self.answer(message, 486)
        return True

    def answer(self, request, status):
        response = GstSip.Message.new_response(request, status, None)
        GLib.idle_add(self.deliver, response.serialize())

    def deliver(self, data):
        self.received(data)
        return GLib.SOURCE_REMOVE

    def call_alice(self):
        text = LINE.join([
            "INVITE sip:alice@example.com SIP/2.0",
            "Via: SIP/2.0/WS b.invalid;branch=z9hG4bKb",
            "From: \"Bob\" <sip:bob@example.com>;tag=b",
            "To: <sip:alice@example.com>",
            "Call-ID: in",
            "CSeq: 1 INVITE",
            "Contact: <sip:bob@b.invalid>",
            "Content-Type: application/sdp",
            "", "an offer"])
        GLib.idle_add(self.deliver, GLib.Bytes.new(text.encode()))


class Media(GstSip.Media):
    """Media that makes up text."""

    def do_create_offer(self):
        self.described(GLib.Bytes.new(b"an offer"))

    def do_create_answer(self, content_type, offer):
        assert content_type == "application/sdp"
        self.described(GLib.Bytes.new(b"an answer to " + offer.get_data()))


class BareTransport(GstSip.Transport):
    """A transport that cannot do anything."""


class BareMedia(GstSip.Media):
    """Media that cannot do anything."""


class TestBindings(unittest.TestCase):
    def setUp(self):
        self.loop = GLib.MainLoop()
        self.config = GstSip.UaConfig()
        self.config.props.uri = "sip:alice@example.com"
        self.config.set_property("ws_servers", "ws://server")
        self.server = Server()
        self.ua = GstSip.Ua.new(self.config, self.server)
        self.ua.set_media_factory(lambda call: Media())
        self.seen = []

    def watch(self, thing, signal, quit_loop=False):
        def note(emitter, *values):
            self.seen.append((signal, *values))
            if quit_loop:
                self.loop.quit()
        thing.connect(signal, note)

    def run_loop(self):
        def late():
            self.loop.quit()
            self.fail("nothing happened in time")
        source = GLib.timeout_add_seconds(10, late)
        self.loop.run()
        GLib.source_remove(source)

    def test_calls(self):
        self.watch(self.ua, "connected")
        self.watch(self.ua, "registered", quit_loop=True)
        self.ua.start()
        self.run_loop()
        self.assertEqual(
            self.seen, [("connected", "ws://server"), ("registered", 600)])

        call = self.ua.call("bob", None)
        self.assertEqual(call.props.direction, GstSip.CallDirection.OUTGOING)
        self.assertEqual(call.props.remote_uri, "sip:bob@example.com")
        self.watch(call, "ended", quit_loop=True)
        self.run_loop()
        self.assertEqual(self.seen[-1], ("ended", 486, "Busy Here"))
        self.assertEqual(call.get_state(), GstSip.CallState.ENDED)
        self.assertEqual(call.props.status, 486)
        self.assertEqual(self.ua.get_calls(), [])

    def test_transport_without_functions(self):
        ua = GstSip.Ua.new(self.config, BareTransport())
        with self.assertRaisesRegex(GLib.Error, r"BareTransport.* open\(\)"):
            ua.start()

    def test_media_without_functions(self):
        self.ua.set_media_factory(lambda call: BareMedia())
        self.watch(self.ua, "registered", quit_loop=True)
        self.ua.start()
        self.run_loop()
        call = self.ua.call("bob", None)
        self.watch(call, "ended", quit_loop=True)
        self.run_loop()
        self.assertRegex(call.props.reason, r"BareMedia.* create_offer\(\)")
        self.assertEqual(call.props.status, 500)

    def incoming(self):
        self.config.props.register = False
        self.ua = GstSip.Ua.new(self.config, self.server)
        self.ua.set_media_factory(lambda call: Media())
        self.watch(self.ua, "connected", quit_loop=True)
        self.ua.start()
        self.run_loop()
        self.watch(self.ua, "incoming-call", quit_loop=True)
        self.server.call_alice()
        self.run_loop()
        call = self.seen[-1][1]
        self.assertEqual(call.props.remote_display_name, "Bob")
        return call

    # The methods and the action signals have the same names.

    def test_answer_by_method(self):
        call = self.incoming()
        self.watch(call, "established", quit_loop=True)
        call.answer(None)
        self.run_loop()
        self.assertEqual(call.props.state, GstSip.CallState.ESTABLISHED)

    def test_answer_by_signal(self):
        call = self.incoming()
        self.watch(call, "established", quit_loop=True)
        call.emit("answer", None)
        self.run_loop()
        self.assertEqual(call.props.state, GstSip.CallState.ESTABLISHED)

    def test_reject_by_method(self):
        call = self.incoming()
        self.watch(call, "ended", quit_loop=True)
        call.reject(603, "no")
        self.run_loop()
        self.assertEqual(self.seen[-1], ("ended", 603, "no"))

    def test_hangup_by_signal(self):
        call = self.incoming()
        self.watch(call, "ended", quit_loop=True)
        call.emit("hangup")
        self.run_loop()
        self.assertEqual(call.props.status, 480)

    def test_errors(self):
        self.config.props.registrar_server = "sip:bob@example.com"
        with self.assertRaises(GLib.Error) as caught:
            self.config.validate()
        self.assertIn("registrar-server: 'sip:bob@example.com'",
                      caught.exception.message)
        self.assertTrue(caught.exception.matches(
            GstSip.Error.quark(), GstSip.Error.CONFIGURATION))
        with self.assertRaises(TypeError):
            print(self.config.props.password)


if __name__ == "__main__":
    unittest.main()
