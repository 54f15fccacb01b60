# Kamailio on the loopback: registrar and proxy over ws, wss and UDP
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import argparse
import json
import os
import pathlib
import shlex
import tempfile
import urllib.error
import urllib.request

import rtpengine
from certificates import Authority
from child import Child, free_ports, has_loopback6

HERE = pathlib.Path(__file__).parent
DOMAIN = "example.test"
USERS = {"alice": "wonder land", "bob": "s3cr3t", "carol": "noel",
         "dave": "d,a=v\\\"e"}


def _quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Server:
    """One process of Kamailio. `restart` keeps all ports. What a derived class
    adds is the file of its configuration, the words in it and the symbols that
    it asks for with ifdef."""

    template = None

    def __init__(self, folder, name="kamailio", symbols=()):
        self.folder = pathlib.Path(folder)
        self.name = name
        self.domain = DOMAIN
        self._symbols = symbols
        self.child = None
        self.start()

    def start(self):
        run = self.folder / f"run-{self.name}"
        run.mkdir(exist_ok=True)
        config = self.folder / f"{self.name}.cfg"
        config.write_text(self._configuration())
        symbols = [word for each in self._symbols for word in ("-A", each)]
        self.child = Child(self.name, [
            "kamailio", "-DD", "-E", "-f", config, "-m", "32", "-M", "8",
            *symbols, "-Y", run, "-w", self.folder], self.folder)
        self.child.wait_ready(self._answers)

    def restart(self):
        self.stop()
        self.start()

    def stop(self):
        if self.child is not None:
            self.child.stop()

    def requests(self, method):
        """What it logged of each request with this method: see its route."""
        marker = f"<script>: {method} "
        return [line.partition(marker)[2] for line in
                self.child.log.read_text(errors="replace").splitlines()
                if marker in line]

    def rpc(self, method, *params):
        body = {"jsonrpc": "2.0", "id": 1, "method": method}
        if params:
            body["params"] = params
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http_port}/RPC",
            json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=5) as reply:
                answer = json.load(reply)
        except urllib.error.HTTPError as error:
            raise KamailioError(f"{method}: {error}") from error
        if "error" in answer:
            raise KamailioError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _answers(self):
        try:
            return self.rpc("core.version")
        except (OSError, KamailioError, ValueError):
            return False

    def _configuration(self):
        text = (HERE / self.template).read_text()
        for word, value in self._words().items():
            text = text.replace(f"@{word}@", str(value))
        return text


class Locations:
    """Of a server that is a registrar: who it knows, and where they are."""

    def uri(self, user):
        return f"sip:{user}@{self.domain}"

    def bindings(self, user):
        """What is registered for `user`, oldest first, as ul.lookup has it."""
        try:
            record = self.rpc("ul.lookup", "location", user)
        except KamailioError:
            return []
        return [each["Contact"] for each in record["Contacts"]]

    def contacts(self, user):
        """The Contact URIs among that."""
        return [each["Address"] for each in self.bindings(user)]

    def _passwords(self):
        return "\n".join(f"  $sht(users=>{user}) = {_quoted(password)};"
                         for user, password in self.users.items())


class Kamailio(Locations, Server):
    """All in one. `ws` and `wss` are what ws-servers takes;
    `authority.certificate` is what the wss certificate hangs on. `media` is an
    Rtpengine that translates for phones of UDP with plain RTP."""

    template = "kamailio.cfg"
    # What the functions that challenge take for each qop.
    challenges = {None: 0, "auth": 1, "auth-int": 4}

    def __init__(self, folder, users=None, algorithm="MD5", min_expires=1,
                 certificate=None, qop="auth", nonces="nonce_count",
                 media=None):
        self.users = dict(users or USERS)
        self.authority = Authority(folder)
        self._algorithm = algorithm
        self._qop = qop
        self._nonces = nonces
        self._min_expires = min_expires
        self._media = media
        self._certificate = certificate or self.authority.issue("server")
        self.udp_port, self.ws_port, self.wss_port = free_ports(3)
        self.http_port = self.ws_port
        self.ws = f"ws://127.0.0.1:{self.ws_port}"
        self.wss = f"wss://127.0.0.1:{self.wss_port}"
        self.ws6 = f"ws://[::1]:{self.ws_port}" if has_loopback6() else None
        symbols = {"IPV6": self.ws6, "RTPENGINE": media}
        super().__init__(folder, symbols=[name for name, wanted
                                          in symbols.items() if wanted])

    def _words(self):
        certificate, key = self._certificate
        return {
            "DOMAIN": self.domain,
            "UDP_PORT": self.udp_port,
            "WS_PORT": self.ws_port,
            "WSS_PORT": self.wss_port,
            "CERTIFICATE": certificate,
            "KEY": key,
            "ALGORITHM": self._algorithm,
            "CHALLENGE": self.challenges[self._qop],
            "NONCES": self._nonce_parameters(),
            "MIN_EXPIRES": self._min_expires,
            "USERS": self._passwords(),
            "RTPENGINE_PORT": self._media.control_port if self._media else 0,
            "PLAIN_RTP": rtpengine.PLAIN_RTP,
            "WEBRTC": rtpengine.WEBRTC,
        }

    def _nonce_parameters(self):
        if self._qop is None:
            return ""
        return (f'modparam("auth", "qop", "{self._qop}")\n'
                f'modparam("auth", "{self._nonces}", 1)')


class KamailioError(Exception):
    """What Kamailio answered to a command that it refused."""


def show(server):
    """What is needed for a call; each account is a word list for a shell, to
    be pasted behind `gst-launch-1.0 sipuabin name=ua`."""
    print(f"SIP over WebSocket: {server.ws}",
          f"over TLS: {server.wss}, which takes "
          f"tls-ca-file={server.authority.certificate} as well, since this "
          "server made its certificate itself",
          f"over UDP: sip:127.0.0.1:{server.udp_port}",
          "accounts, as gst-launch-1.0 takes them:", sep="\n")
    for user, password in server.users.items():
        words = [f"uri={server.uri(user)}", f"password={_quoted(password)}",
                 f"ws-servers={server.ws}"]
        print(" ", *map(shlex.quote, words))
    print(f"log: {server.child.log}", flush=True)


def main():
    """Runs until it is interrupted, for calls that are tried by hand."""
    parser = argparse.ArgumentParser(
        description="A SIP server on the loopback with some accounts, to try "
        "sipuabin with. It prints addresses and accounts, and runs until it is "
        "interrupted.")
    parser.parse_args()
    # Kamailio is in sbin, which is not on everybody's path.
    os.environ["PATH"] += ":/usr/sbin"
    with tempfile.TemporaryDirectory(prefix="kamailio-") as folder:
        server = Kamailio(folder)
        show(server)
        try:
            server.child.process.wait()
        except KeyboardInterrupt:
            server.stop()


if __name__ == "__main__":
    main()
