# Edge proxies with WebSockets in front of a registrar, all of them Kamailios
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from child import free_ports
from kamailio import USERS, Locations, Server


class Registrar(Locations, Server):
    """Knows all phones and speaks UDP only; see registrar.cfg for `symbols`.
    `realm` is another name that it has, of a registrar without users."""

    template = "registrar.cfg"
    realm = "registrar.test"

    def __init__(self, folder, symbols=(), min_expires=1, max_expires=3600,
                 flow_timer=0, gruu=True, outbound=True):
        self.users = dict(USERS)
        self._min_expires = min_expires
        self._max_expires = max_expires
        self._flow_timer = flow_timer
        self._gruu = gruu
        self._outbound = outbound
        self.udp_port, self.http_port = free_ports(2)
        super().__init__(folder, "registrar", symbols)

    def _words(self):
        return {
            "DOMAIN": self.domain,
            "REALM": self.realm,
            "UDP_PORT": self.udp_port,
            "HTTP_PORT": self.http_port,
            "MIN_EXPIRES": self._min_expires,
            "MAX_EXPIRES": self._max_expires,
            "FLOW_TIMER": self._flow_timer,
            "GRUU": int(self._gruu),
            "OUTBOUND": int(self._outbound),
            "USERS": self._passwords(),
        }


class Edge(Server):
    """`ws` is what ws-servers takes; see edge.cfg for `symbols`."""

    template = "edge.cfg"

    def __init__(self, folder, registrar, name="edge", symbols=()):
        self._registrar = registrar
        self.udp_port, self.ws_port = free_ports(2)
        self.http_port = self.ws_port
        self.ws = f"ws://127.0.0.1:{self.ws_port}"
        super().__init__(folder, name, symbols)

    def connections(self):
        """How many WebSockets are open here."""
        return self.rpc("ws.dump")["info"]["wscounter"]

    def _words(self):
        return {
            "UDP_PORT": self.udp_port,
            "WS_PORT": self.ws_port,
            "REGISTRAR_PORT": self._registrar.udp_port,
        }
