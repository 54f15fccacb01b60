# Servers that only listen, and note what comes
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import contextlib
import socket
import threading

from child import own_address


class UdpEar:
    """A STUN server that never answers. `heard` counts what it was asked."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((own_address(), 0))
        self.heard = 0
        address, port = self._socket.getsockname()
        self.uri = f"stun:{address}:{port}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _listen(self):
        with contextlib.suppress(OSError):
            while self._socket.recv(2048):
                self.heard += 1


class HttpEar:
    """A web server that hangs up on whoever asks. `heard` is what they said,
    header lines and all."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.heard = []
        self.ws = f"ws://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._socket.accept()
                with client:
                    self.heard.append(client.recv(65536).decode())
