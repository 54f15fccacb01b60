# rtpengine: the media proxy between WebRTC and phones with plain RTP
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# At the machine's own address, as ICE does not take the loopback's. Kamailio
# commands it over UDP.

import socket

from child import LOOPBACK, Child, free_ports, own_address

PORTS = 100
# What Kamailio tells it of the side that a description is for.
PLAIN_RTP = "RTP/AVP ICE=remove rtcp-mux-demux replace-origin"
WEBRTC = ("transport-protocol=UDP/TLS/RTP/SAVPF ICE=force rtcp-mux-require "
          "generate-mid SDES-off replace-origin")


class Rtpengine:
    """`control_port` is where Kamailio finds it."""

    def __init__(self, folder, name="rtpengine"):
        self.control_port, = free_ports(1)
        # Apart from those of others that run meanwhile, coturn's among them.
        first_port = 33000 + self.control_port % 60 * PORTS
        self.child = Child(name, [
            "rtpengine", "--config-file=none", "--foreground", "--log-stderr",
            "--table=-1", f"--interface={own_address()}",
            f"--listen-ng={LOOPBACK}:{self.control_port}",
            f"--port-min={first_port}", f"--port-max={first_port + PORTS}",
            "--num-threads=2", "--delete-delay=0",
        ], folder)
        self.child.wait_ready(self._answers)

    def stop(self):
        self.child.stop()

    def _answers(self):
        """A cookie and a dictionary in bencode, both ways."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.5)
            try:
                probe.connect((LOOPBACK, self.control_port))
                probe.send(b"1 d7:command4:pinge")
                return b"4:pong" in probe.recv(100)
            except OSError:
                return False
