# A registrar that is strict about digest authentication
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Written from RFC 7616, RFC 8760 and RFC 3261 section 22, with Python's hashes.
# An answer that is not written as they say is a fault of the client, one that
# has the wrong password is not.

import dataclasses
import hashlib
import itertools
import re

from sipserver import SipServer

HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
# Which parameters are in quotes (RFC 7616 section 3.4).
QUOTED = {"username", "realm", "nonce", "uri", "response", "cnonce", "opaque"}
BARE = {"algorithm", "qop", "nc"}
PARAMETER = re.compile(r'\s*([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))\s*'
                       r'(?:,|$)')


def digest(algorithm, *parts):
    name = HASHES[algorithm.removesuffix("-sess")]
    return hashlib.new(name, ":".join(parts).encode()).hexdigest()


def quote(text):
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def unquote(text):
    return re.sub(r"\\(.)", r"\1", text)


def read_answer(value):
    """The parameters of an Authorization, quotes and backslashes undone."""
    scheme, rest = value.split(" ", 1)
    assert scheme == "Digest", scheme
    found, position = {}, 0
    while position < len(rest):
        match = PARAMETER.match(rest, position)
        assert match, f"at {rest[position:]!r}"
        name, quoted, bare = match.groups()
        assert name not in found, f"{name} twice"
        assert name in (QUOTED if bare is None else BARE), f"{name} in quotes"
        found[name] = unquote(quoted) if bare is None else bare
        position = match.end()
    return found


@dataclasses.dataclass
class Gate:
    """Who asks for credentials: a proxy (407) or the registrar (401).
    `offers` are pairs of algorithm and qop, None for none, the preferred one
    first; `uses` is how often a nonce is good, None for ever; `stale` says
    whether old ones are called so; `renews` gives the next in advance; `raw`
    is put before the offers as it stands."""

    realm: str = "example.test"
    offers: tuple = (("MD5", "auth"),)
    proxy: bool = False
    uses: int = None
    stale: bool = True
    renews: bool = False
    raw: tuple = ()
    one_line: bool = False
    methods: tuple = ("REGISTER", "INVITE", "BYE")

    def __post_init__(self):
        self.numbers = itertools.count(1)
        self.nonces = {}
        self.answered = []
        self.opaque = 'op"aq\\ue'
        self.nonce = self.new_nonce()

    def new_nonce(self):
        nonce = f'{self.realm}"{next(self.numbers)}\\='
        self.nonces[nonce] = []
        return nonce

    def expire(self):
        self.nonce = self.new_nonce()

    def challenges(self, stale=False):
        values = [self._challenge(*offer, stale) for offer in self.offers]
        if self.one_line:
            values = [", ".join([*self.raw, *values])]
        else:
            values = [*self.raw, *values]
        name = "proxy-authenticate" if self.proxy else "www-authenticate"
        return [(name, value) for value in values]

    def _challenge(self, algorithm, qop, stale):
        words = [f"Digest realm={quote(self.realm)}",
                 f"nonce={quote(self.nonce)}", f"opaque={quote(self.opaque)}"]
        words += [f"algorithm={algorithm}"] if algorithm else []
        words += [f'qop="{qop}"'] if qop else []
        words += ["stale=true"] if stale and self.stale else []
        return ", ".join(words)

    def judge(self, request, passwords):
        """"right", "stale", "wrong" or "missing"."""
        name = "proxy-authorization" if self.proxy else "authorization"
        answers = [answer for answer in map(read_answer, request.all(name))
                   if answer["realm"] == self.realm]
        if not answers:
            return "missing"
        answer, = answers
        self._check_form(request, answer)
        if answer["response"] != self.response(request.method, request.body,
                                               answer, passwords):
            return "wrong"
        assert answer["nonce"] in self.nonces, "a nonce of our own"
        if answer["nonce"] != self.nonce:
            return "stale"
        return self._count(answer)

    def _count(self, answer):
        """Gates in front of this one may have held a request back."""
        counts = self.nonces[self.nonce]
        last = counts[-1] if counts else 0
        counts.append(int(answer["nc"], 16) if "nc" in answer else last + 1)
        assert counts[-1] > last, f"nc {answer['nc']} after {last}"
        if self.uses is not None and len(counts) > self.uses:
            self.expire()
            return "stale"
        self.answered.append(answer)
        return "right"

    def _check_form(self, request, answer):
        assert answer["uri"] == request.uri, answer["uri"]
        assert answer["opaque"] == self.opaque, answer["opaque"]
        offered = dict(self.offers)
        algorithm = answer.get("algorithm")
        assert algorithm in offered, f"{algorithm} was not offered"
        qops = (offered[algorithm] or "").split(",")
        assert answer.get("qop", "") in qops, answer.get("qop")
        assert ("nc" in answer) == ("qop" in answer), "nc goes with qop"
        has_cnonce = "qop" in answer or (algorithm or "").endswith("-sess")
        assert ("cnonce" in answer) == has_cnonce, "cnonce"
        assert re.fullmatch(r"[0-9a-f]{8}", answer.get("nc", "0" * 8))
        size = 32 if (algorithm or "MD5").startswith("MD5") else 64
        assert re.fullmatch(rf"[0-9a-f]{{{size}}}", answer["response"])

    def response(self, method, body, answer, passwords):
        algorithm = answer.get("algorithm", "MD5")
        user = answer["username"]
        key = digest(algorithm, user, self.realm, passwords.get(user, "?"))
        if algorithm.endswith("-sess"):
            key = digest(algorithm, key, answer["nonce"], answer["cnonce"])
        what = [method, answer["uri"]]
        if answer.get("qop") == "auth-int":
            what.append(digest(algorithm, body))
        middle = ([answer[name] for name in ("nc", "cnonce", "qop")]
                  if "qop" in answer else [])
        return digest(algorithm, key, answer["nonce"], *middle,
                      digest(algorithm, *what))

    def info(self, passwords):
        """Authentication-Info for the last right answer."""
        answer = self.answered[-1]
        proof = self.response("", "", answer, passwords)
        words = [f'rspauth="{proof}"']
        if "qop" in answer:
            words += [f"qop={answer['qop']}", f"nc={answer['nc']}",
                      f"cnonce={quote(answer['cnonce'])}"]
        if self.renews:
            self.expire()
            words.append(f"nextnonce={quote(self.nonce)}")
        name = ("proxy-authentication-info" if self.proxy
                else "authentication-info")
        return [(name, ", ".join(words))]


class DigestServer(SipServer):
    """The gates are passed one after the other. `asked` counts challenges,
    `registered` REGISTERs that were accepted; calls that pass all gates find
    their callee busy."""

    def __init__(self, *gates, users=None, together=False):
        self.gates = gates
        self.users = users or {"alice": "wonder land"}
        self.together = together
        self.asked = self.registered = self.called = 0
        self.requests = []
        super().__init__()

    def received(self, connection, request):
        if not request.is_request:
            return
        self.requests.append(request)
        if request.method == "ACK":
            return
        try:
            asking = self.ask(request)
        except AssertionError:
            connection.send(request.response(400))
            raise
        if asking:
            self.asked += 1
            is_proxy = any(gate.proxy for gate, _verdict in asking)
            connection.send(request.response(407 if is_proxy else 401, [
                header for gate, verdict in asking
                for header in gate.challenges(verdict == "stale")]))
            return
        connection.send(self.accept(request))

    def ask(self, request):
        asking = []
        for gate in self.gates:
            if request.method not in gate.methods:
                continue
            verdict = gate.judge(request, self.users)
            if verdict != "right":
                asking.append((gate, verdict))
                if not self.together:
                    break
        return asking

    def accept(self, request):
        if request.method == "REGISTER":
            self.registered += 1
            return request.response(200, [
                ("contact", request.header("Contact")),
                *(header for gate in self.gates
                  if "REGISTER" in gate.methods
                  for header in gate.info(self.users))])
        self.called += 1
        return request.response(486)
