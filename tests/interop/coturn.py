# coturn: STUN and TURN with long-term credentials
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# At the machine's own address: libnice binds its sockets to a network device,
# from which the loopback cannot be reached.

import os
import socket
import struct

from child import Child, free_ports, own_address

STUN_BINDING_REQUEST, STUN_BINDING_RESPONSE = 0x0001, 0x0101
STUN_COOKIE = 0x2112A442


class Coturn:
    """`uri` is without credentials; `user` and `password` go with it."""

    user, password = "relay", "r3lay"

    def __init__(self, folder, first_relay_port=51000, relay_ports=200):
        self.port, = free_ports(1)
        self.address = own_address()
        self.uri = f"turn:{self.address}:{self.port}"
        self.child = Child("coturn", [
            "turnserver", "-n", f"--listening-ip={self.address}",
            f"--relay-ip={self.address}", f"--listening-port={self.port}",
            f"--min-port={first_relay_port}",
            f"--max-port={first_relay_port + relay_ports}",
            "--lt-cred-mech", f"--user={self.user}:{self.password}",
            "--realm=example.test",
            "--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli",
            "--log-file=stdout", "--verbose",
            f"--pidfile={folder}/coturn.pid", f"--userdb={folder}/turn.db",
        ], folder)
        self.child.wait_ready(self._answers)

    def stop(self):
        self.child.stop()

    def relayed(self):
        """How many allocations it granted so far."""
        return self.child.log.read_text(errors="replace").count(
            "ALLOCATE processed, success")

    def _answers(self):
        request = struct.pack("!HHI", STUN_BINDING_REQUEST, 0,
                              STUN_COOKIE) + os.urandom(12)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.2)
            try:
                probe.connect((self.address, self.port))
                probe.send(request)
                answer = probe.recv(1024)
            except OSError:
                return False
        return struct.unpack("!H", answer[:2])[0] == STUN_BINDING_RESPONSE
