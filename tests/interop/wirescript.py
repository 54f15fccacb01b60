# One telephone conversation after the other, as a server sees them
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The same script for each phone: what it sends is kept under a name that says
# what it is. `Desk` plays the registrar, the proxy and the peer.

import itertools
import queue
import re

from child import wait_until
from sipserver import SipServer

TIMEOUT = 15
SDP_TYPE = "application/sdp"
CHALLENGE = ('Digest realm="example.test", nonce="abc", algorithm=MD5, '
             'qop="auth", opaque="xyz"')
PEER = "sip:bob@example.test"
CONTACT = ("contact", "<sip:bob@peer.invalid;transport=ws>")
ROUTE = ("record-route", "<sip:proxy.example.test;transport=ws;lr>")
SDP = f"""v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
m=audio 9 UDP/TLS/RTP/SAVPF 0
c=IN IP4 0.0.0.0
a=rtcp-mux
a=ice-ufrag:abcd
a=ice-pwd:0123456789abcdefghijklmn
a=fingerprint:sha-256 {":".join(["00"] * 32)}
a=setup:@SETUP@
a=mid:@MID@
a=sendrecv
a=rtpmap:0 PCMU/8000
""".replace("\n", "\r\n")


def offer_of(direction):
    return (SDP.replace("@SETUP@", "actpass").replace("@MID@", "0")
            .replace("sendrecv", direction))


def answer_to(offer):
    mid = re.search(r"^a=mid:(\S+)", offer, re.MULTILINE)
    return SDP.replace("@SETUP@", "active").replace(
        "@MID@", mid[1] if mid else "0")


class Desk(SipServer):
    """`seen` is all that came, by name."""

    def __init__(self):
        self.seen = {}
        self._queue = queue.SimpleQueue()
        self._numbers = itertools.count(1)
        super().__init__()

    def received(self, connection, message):
        self._queue.put((connection, message))

    def take(self, name, *wanted):
        """The next message of that method or status; others are passed
        over."""
        while True:
            try:
                self.connection, message = self._queue.get(timeout=TIMEOUT)
            except queue.Empty:
                raise TimeoutError(f"no {name}") from None
            what = message.method if message.is_request else message.status
            if what in wanted:
                self.seen.setdefault(name, message)
                return message

    def reply(self, request, status, *headers, body="", tag="desk"):
        if body:
            headers += (("content-type", SDP_TYPE),)
        self.connection.send(request.response(status, headers, body, tag))

    def send(self, method, uri=None, body="", **more):
        """Returns its headers, for what follows upon it."""
        number = next(self._numbers)
        headers = {
            "Via": f"SIP/2.0/WS peer.invalid;branch=z9hG4bKdesk{number}",
            "Max-Forwards": "70",
            "From": f'"Bob" <{PEER}>;tag=bob{number}',
            "To": f"<{self.uri('alice')}>",
            "Call-ID": f"desk{number}",
            "CSeq": f"1 {method}",
            "Contact": CONTACT[1],
            **({"Content-Type": SDP_TYPE} if body else {}),
            **{name.replace("_", "-"): value for name, value in more.items()},
            "Content-Length": str(len(body)),
        }
        lines = [f"{method} {uri or self.contact} SIP/2.0",
                 *(f"{name}: {value}" for name, value in headers.items())]
        self.connection.send("\r\n".join([*lines, "", body]))
        return headers

    def follow(self, method, headers, response=None, **more):
        """A request that belongs to one that was sent."""
        kept = {name.replace("-", "_"): headers[name]
                for name in ("From", "To", "Call-ID", "CSeq", "Via")}
        if response is not None:
            kept["To"] = response.header("To")
            kept["Call_ID"] = response.header("Call-ID")
        number = headers["CSeq"].split()[0]
        return self.send(method, **{**kept, "CSeq": f"{number} {method}",
                                    **more})

    @staticmethod
    def contact_of(message):
        return re.search("<(.*?)>", message.header("Contact"))[1]

    def offer(self):
        return self.send("INVITE", body=offer_of("sendrecv"))


def connect(desk, phone):
    phone.start()
    wait_until(lambda: desk.connections, "a connection")
    desk.connection = desk.connections[0]


def register(desk, phone):
    phone.start()
    request = desk.take("REGISTER", "REGISTER")
    desk.contact = desk.contact_of(request)
    desk.reply(request, 401, ("www-authenticate", CHALLENGE))
    request = desk.take("REGISTER with credentials", "REGISTER")
    desk.reply(request, 200, ("contact", request.header("Contact")))


def unregister(desk, phone):
    phone.unregister()
    request = desk.take("REGISTER of no more", "REGISTER")
    desk.reply(request, 200)
    phone.stop()


def call_and_hang_up(desk, phone):
    phone.call()
    invite = desk.take("INVITE", "INVITE")
    desk.reply(invite, 407, ("proxy-authenticate", CHALLENGE))
    desk.take("ACK of a refusal", "ACK")
    invite = desk.take("INVITE with credentials", "INVITE")
    desk.reply(invite, 100)
    desk.reply(invite, 180, CONTACT, ROUTE)
    desk.reply(invite, 200, CONTACT, ROUTE, body=answer_to(invite.body))
    desk.take("ACK of an answer", "ACK")
    phone.hangup()
    bye = desk.take("BYE", "BYE")
    desk.reply(bye, 200)


def call_and_cancel(desk, phone):
    phone.call()
    invite = desk.take("INVITE", "INVITE")
    if not invite.header("Proxy-Authorization"):
        desk.reply(invite, 407, ("proxy-authenticate", CHALLENGE))
        invite = desk.take("INVITE with credentials", "INVITE")
    desk.reply(invite, 180, CONTACT)
    # Phones that have read a later message have read the 180.
    desk.send("OPTIONS", uri=desk.contact_of(invite))
    desk.take("200 of OPTIONS", 200)
    phone.hangup()
    cancel = desk.take("CANCEL", "CANCEL")
    desk.reply(cancel, 200)
    desk.reply(invite, 487)
    desk.take("ACK of a refusal", "ACK")


def be_called(desk, phone):
    invite = desk.offer()
    desk.take("180", 180)
    phone.answer()
    answer = desk.take("200 of INVITE", 200)
    desk.follow("ACK", invite, answer)
    again = desk.follow("INVITE", invite, answer, CSeq="2 INVITE",
                        Via="SIP/2.0/WS peer.invalid;branch=z9hG4bKhold",
                        body=offer_of("sendonly"))
    desk.follow("ACK", again, desk.take("200 of hold", 200))
    bye = desk.follow("BYE", invite, answer, CSeq="3 BYE",
                      Via="SIP/2.0/WS peer.invalid;branch=z9hG4bKbye")
    desk.take("200 of BYE", 200)
    desk.follow("BYE", bye, answer, CSeq="4 BYE",
                Via="SIP/2.0/WS peer.invalid;branch=z9hG4bKagain")
    desk.take("481", 481)


def refuse(desk, phone):
    invite = desk.offer()
    desk.take("180", 180)
    phone.reject()
    desk.follow("ACK", invite, desk.take("486", 486))


def be_cancelled(desk, phone):
    invite = desk.offer()
    desk.take("180", 180)
    desk.follow("CANCEL", invite)
    desk.take("200 of CANCEL", 200)
    desk.follow("ACK", invite, desk.take("487", 487))


def not_answer(desk, phone):
    """Where no-answer-timeout is a second."""
    invite = desk.offer()
    desk.take("180", 180)
    desk.follow("ACK", invite, desk.take("no answer", 408, 480))


def ask(desk, phone):
    """What phones of all kinds are asked, out of the blue."""
    desk.send("OPTIONS")
    desk.take("200 of OPTIONS", 200)
    desk.send("FROBNICATE")
    desk.take("unknown method", 405, 501)
    invite = desk.send("INVITE", uri="sip:nobody@elsewhere.invalid",
                       body=SDP)
    desk.follow("ACK", invite, desk.take("404", 404))
