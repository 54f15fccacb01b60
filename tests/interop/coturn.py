# coturn: STUN and TURN with long-term credentials
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# At the machine's own address: libnice binds its sockets to a network device,
# from which the loopback cannot be reached.

import functools
import ipaddress
import os
import re
import socket
import struct
import subprocess

from child import Child, free_ports, own_address

STUN_BINDING_REQUEST, STUN_BINDING_RESPONSE = 0x0001, 0x0101
STUN_COOKIE = 0x2112A442
UNIQUE_LOCAL = ipaddress.ip_network("fc00::/7")


@functools.cache
def _help():
    return subprocess.run(["turnserver", "--help"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True).stdout


def relays_to(address):
    """From 4.13 on it refuses peers at unique-local addresses of IPv6, and no
    option allows them."""
    version = subprocess.run(["turnserver", "--version"], text=True,
                             stdout=subprocess.PIPE).stdout
    is_new = tuple(map(int, re.findall(r"\d+", version)[:2])) >= (4, 13)
    return not (is_new and ipaddress.ip_address(address) in UNIQUE_LOCAL)


def _if_known(*options):
    """coturn ends at options that it does not know. In newer ones (4.18) DTLS
    and the CLI are off, and no option says so."""
    return [option for option in options if option in _help()]


class Coturn:
    """`uri` is without credentials; `user` and `password` go with it.
    `accounts` are further users, by name; `options` are turnserver's."""

    user, password = "relay", "r3lay"

    def __init__(self, folder, name="coturn", address=None, accounts=None,
                 options=("--lt-cred-mech",), relay_ports=100):
        self.port, = free_ports(1)
        self.address = address or own_address()
        host = f"[{self.address}]" if ":" in self.address else self.address
        self.place = f"{host}:{self.port}"
        self.uri = f"turn:{self.place}"
        # Apart from those of others that run meanwhile.
        first_port = 40000 + self.port % 200 * 100
        accounts = {self.user: self.password, **(accounts or {})}
        self.child = Child(name, [
            "turnserver", "-n", f"--listening-ip={self.address}",
            f"--relay-ip={self.address}", f"--listening-port={self.port}",
            f"--min-port={first_port}",
            f"--max-port={first_port + relay_ports}",
            *(f"--user={user}:{password}"
              for user, password in accounts.items()),
            "--realm=example.test",
            "--allow-loopback-peers", "--no-tls",
            *_if_known("--no-dtls", "--no-cli"),
            "--log-file=stdout", "--verbose",
            f"--pidfile={folder}/{name}.pid", f"--userdb={folder}/{name}.db",
            *options,
        ], folder)
        self.child.wait_ready(self._answers)

    def stop(self):
        self.child.stop()

    def relayed(self):
        """How many allocations it granted so far."""
        return self.child.log.read_text(errors="replace").count(
            "ALLOCATE processed, success")

    def _answers(self):
        """By TCP, as UDP may be off: it frames STUN messages by itself."""
        request = struct.pack("!HHI", STUN_BINDING_REQUEST, 0,
                              STUN_COOKIE) + os.urandom(12)
        try:
            with socket.create_connection((self.address, self.port),
                                          0.2) as probe:
                probe.sendall(request)
                answer = probe.recv(1024)
        except OSError:
            return False
        return struct.unpack("!H", answer[:2])[0] == STUN_BINDING_RESPONSE
