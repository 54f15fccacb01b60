# A server or browser that a test starts, waits for, freezes and ends
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Each child is the head of its own process group, so that what it forked can
# be stopped with it, and dies with the test even if that one crashes.

import os
import pathlib
import random
import signal
import socket
import subprocess
import time


LOOPBACK = "127.0.0.1"


def wait_until(condition, what, timeout=10.0, interval=0.02):
    """Asks until the answer is true, and returns it. Says what it waited for
    when it never was."""
    end = time.monotonic() + timeout
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            detail = what() if callable(what) else what
            raise TimeoutError(f"waited {timeout} s for {detail}")
        time.sleep(interval)


def free_ports(count):
    """Ports of the loopback that are free for both UDP and TCP. They are below
    those that systems give to connections, so that none takes the port of a
    server which is about to start, or to return."""
    ports = []
    while len(ports) < count:
        port = random.randrange(10240, 32768)
        if port not in ports and _is_free(port):
            ports.append(port)
    return ports


def _is_free(port):
    try:
        with socket.create_server((LOOPBACK, port)), \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            udp.bind((LOOPBACK, port))
    except OSError:
        return False
    return True


def own_address():
    """Of the network, the loopback's where there is none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return LOOPBACK
        return probe.getsockname()[0]


def has_loopback6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def own_address6():
    """Of the network and of IPv6, None where there is none."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("2001:db8::1", 9))
        except OSError:
            return None
        return probe.getsockname()[0]


class Child:
    """One running program. `log` is what it printed. Others than our own must
    not get what is preloaded into the test, a sanitizer."""

    def __init__(self, name, command, folder, pass_fds=(), is_ours=False):
        self.name = name
        self.log = pathlib.Path(folder) / f"{name}.log"
        # A crash of the test must not leave servers behind.
        command = ["setpriv", "--pdeathsig", "TERM", *map(str, command)]
        environment = {key: value for key, value in os.environ.items()
                       if is_ours or key != "LD_PRELOAD"}
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                cwd=folder, env=environment, pass_fds=pass_fds,
                process_group=0)

    def is_alive(self):
        return self.process.poll() is None

    def signal(self, number):
        os.killpg(self.process.pid, number)

    def freeze(self):
        """Keeps its sockets open and never reads from them again."""
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        """As a power cut would: no farewell on any connection of its own."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, timeout=5.0):
        if self.is_alive():
            self.thaw()
            self.process.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                pass
        try:
            self.kill()
        except ProcessLookupError:
            pass

    def wait_ready(self, probe, timeout=15.0):
        """Waits until `probe` answers; an exit meanwhile is the error."""
        def is_ready():
            if not self.is_alive():
                raise RuntimeError(
                    f"{self.name} ended with {self.process.returncode}:\n"
                    f"{self.tail()}")
            return probe()
        wait_until(is_ready, lambda: f"{self.name}:\n{self.tail()}", timeout)

    def tail(self, lines=40):
        text = self.log.read_text(errors="replace").splitlines()
        return "\n".join(text[-lines:])
