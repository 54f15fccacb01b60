# A STUN server that tells addresses of our choice
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# On one machine nothing translates addresses, and a candidate that a server
# told would be no other than the host's. This one claims that everybody is at
# `mapped`, so that a session description shows which server was asked.

import ipaddress
import socket
import struct
import threading

from child import own_address

BINDING_REQUEST, BINDING_RESPONSE = 0x0001, 0x0101
COOKIE = 0x2112A442
MAPPED_ADDRESS, XOR_MAPPED_ADDRESS = 0x0001, 0x0020
FAMILIES = {4: 1, 6: 2}


class StunServer:
    """`silent` servers read and say nothing."""

    def __init__(self, mapped, address=None, silent=False):
        self.mapped = ipaddress.ip_address(mapped)
        self.silent = silent
        self.requests = 0
        address = address or own_address()
        self._socket = socket.socket(
            socket.AF_INET6 if ":" in address else socket.AF_INET,
            socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        port = self._socket.getsockname()[1]
        host = f"[{address}]" if ":" in address else address
        self.uri = f"stun:{host}:{port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self):
        self.silent = True
        self._socket.close()

    def _serve(self):
        while True:
            try:
                request, peer = self._socket.recvfrom(2048)
            except OSError:
                return
            kind, _length, cookie = struct.unpack("!HHI", request[:8])
            if kind != BINDING_REQUEST:
                continue
            self.requests += 1
            if not self.silent:
                answer = (_mapped if cookie != COOKIE else _xor_mapped)(
                    self.mapped, peer[1], request[4:20])
                self._socket.sendto(
                    struct.pack("!HH", BINDING_RESPONSE, len(answer)) +
                    request[4:20] + answer, peer)


def _mapped(address, port, _transaction):
    """As RFC 3489 has it, which is what libnice 0.1.21 asks by."""
    return _attribute(MAPPED_ADDRESS, address.version, port, address.packed)


def _xor_mapped(address, port, transaction):
    return _attribute(XOR_MAPPED_ADDRESS, address.version,
                      port ^ COOKIE >> 16,
                      bytes(a ^ b for a, b in
                            zip(address.packed, transaction)))


def _attribute(kind, version, port, address):
    value = struct.pack("!BBH", 0, FAMILIES[version], port) + address
    return struct.pack("!HH", kind, len(value)) + value
