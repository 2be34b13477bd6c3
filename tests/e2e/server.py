#!/usr/bin/env python3
"""A faulty web server, a CONNECT proxy and a throwaway certificate authority for the black-box tests.

Standard library only. As a library:

    with Server(root) as server:                  # http on a free loopback port; tls=Authority(...) for https
        server.rule("/go1.99.0.linux-amd64.tar.gz", Rule(truncate=1000, times=2))
        ... server.url("/x") ... server.requests ...

As a program, for looking at something by hand: `python3 server.py ROOT [--port N] [--tls FOLDER] [--rate B/S]`.
"""

import argparse
import base64
import fnmatch
import hashlib
import os
import select
import socket
import socketserver
import ssl
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path

_PIECE = 64 * 1024
HTML_PAGE = b"<!DOCTYPE html>\n<html><head><title>Please sign in</title></head><body>guest network</body></html>\n"


@dataclass
class Rule:
    """What is wrong with the answers to one path. Offsets and lengths count in bytes of the body that is sent."""

    status: int = 0            # this status with `body` instead of the file
    body: bytes = b""
    content: bytes = None      # these bytes as if they were the file
    html: bool = False         # a web page with status 200
    headers: dict = field(default_factory=dict)  # added to the answer; a value of None removes one
    redirect: str = None       # 302 to this address
    delay: float = 0           # seconds before the answer
    truncate: int = None       # close after so many bytes, although Content-Length says more
    reset: int = None          # reset (RST) after so many bytes
    stall: int = None          # send so many bytes, then nothing until the server ends or `release()`
    rate: int = 0              # bytes a second
    length: int = 0            # added to Content-Length: a lie; extra bytes are never sent for it
    extra: bytes = b""         # sent behind the announced body
    chunked: bool = False      # no Content-Length
    ranges: bool = True        # False: 200 and everything, whatever Range says
    etag: bool = False         # a strong ETag made of the content; If-Range is respected with it
    range_with_if_range: bool = True  # False: a Range with any If-Range gets 200, as module proxies do
    flip: int = None           # the byte at this offset of the file is changed
    times: int = None          # only so many answers, then the next rule or none
    after: int = 0             # not the first so many answers

    def applies(self):
        """Counts one answer down; False where this rule is used up or not yet due."""
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0


@dataclass
class Request:
    """One request as it came. `headers` has lower-case names."""

    method: str
    path: str                  # with query, as written
    headers: dict
    status: int = 0            # what was answered; 0 where nothing was
    sent: int = 0              # bytes of body that went out
    time: float = 0            # time.monotonic() when it came


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        try:
            while self.one_request():
                pass
        except (OSError, ssl.SSLError):
            pass  # the client left

    def read_request(self):
        line = self.rfile.readline(65536).decode("latin-1").strip()
        if len(line.split(" ")) != 3:
            return None
        headers = {}
        while True:
            text = self.rfile.readline(65536).decode("latin-1")
            if text in ("\r\n", "\n", ""):
                break
            name, _, value = text.partition(":")
            headers[name.strip().lower()] = value.strip()
        method, target, _ = line.split(" ")
        return Request(method, target, headers, time=time.monotonic())

    def one_request(self):
        request = self.read_request()
        if request is None:
            return False
        server = self.server.owner
        rule = server.take(request)
        if rule.delay and server.stopping.wait(rule.delay):
            return False
        if rule.redirect is not None:
            return self.answer(request, rule, 302, {"Location": rule.redirect}, b"")
        if rule.status:
            return self.answer(request, rule, rule.status, {"Content-Type": "text/plain"}, rule.body)
        if rule.html:
            return self.answer(request, rule, 200, {"Content-Type": "text/html; charset=utf-8"}, HTML_PAGE)
        content = rule.content if rule.content is not None else server.content(request.path)
        if content is None:
            return self.answer(request, rule, 404, {"Content-Type": "text/plain"}, b"not found\n")
        return self.file(request, rule, content)

    def file(self, request, rule, content):
        if rule.flip is not None and content:
            at = rule.flip % len(content)
            content = content[:at] + bytes([content[at] ^ 1]) + content[at + 1:]
        kind = "application/json" if request.path.split("?")[0].endswith(".json") else "application/octet-stream"
        headers = {"Content-Type": kind, "Accept-Ranges": "bytes" if rule.ranges else "none"}
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        if rule.etag:
            headers["ETag"] = etag
        wanted = self.wanted(request, rule, len(content), etag)
        if wanted is None:
            return self.answer(request, rule, 200, headers, content)
        first, end = wanted
        if first >= end:
            headers["Content-Range"] = f"bytes */{len(content)}"
            return self.answer(request, rule, 416, headers, b"")
        headers["Content-Range"] = f"bytes {first}-{end - 1}/{len(content)}"
        return self.answer(request, rule, 206, headers, content[first:end])

    @staticmethod
    def wanted(request, rule, size, etag):
        """(first, end) of a single range; None for the whole file."""
        text = request.headers.get("range", "")
        if_range = request.headers.get("if-range")
        if not rule.ranges or not text.startswith("bytes=") or "," in text:
            return None
        if if_range is not None and (not rule.range_with_if_range or not rule.etag or if_range != etag):
            return None
        first, _, last = text[len("bytes="):].partition("-")
        if not first:
            return max(0, size - int(last)), size
        return int(first), min(size, int(last) + 1) if last else size

    def answer(self, request, rule, status, headers, body):
        request.status = status
        headers = {"Server": "govern-tests", "Date": formatdate(usegmt=True), **headers}
        if rule.chunked:
            headers["Transfer-Encoding"] = "chunked"
        else:
            headers["Content-Length"] = str(len(body) + rule.length)
        headers.update(rule.headers)
        head = f"HTTP/1.1 {status} Status\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value is not None)
        self.wfile.write(head.encode("latin-1") + b"\r\n")
        if request.method == "HEAD":
            return True
        return self.body(request, rule, body)

    def body(self, request, rule, body):
        stops = [stop for stop in (rule.truncate, rule.reset, rule.stall) if stop is not None]
        end = min([len(body), *stops])
        for at in range(0, end, _PIECE):
            piece = body[at:min(end, at + _PIECE)]
            self.send(rule, piece)
            request.sent += len(piece)
        if not stops or end < min(stops):
            if rule.chunked:
                self.wfile.write(b"0\r\n\r\n")
            self.wfile.write(rule.extra)
            return rule.length == 0 and not rule.extra
        if rule.stall is not None:
            self.server.owner.wait_released()
        elif rule.reset is not None:
            # With a linger time of zero closing sends RST.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.server.owner.cut(self.connection)
        return False

    def send(self, rule, piece):
        step = max(1, min(len(piece), rule.rate // 50)) if rule.rate else len(piece)
        for at in range(0, len(piece), max(1, step)):
            part = piece[at:at + step]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if rule.chunked else part)
            if rule.rate and self.server.owner.stopping.wait(len(part) / rule.rate):
                return


class _Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128
    owner = None
    tls = None

    def get_request(self):
        connection, address = super().get_request()
        self.owner.connections += 1
        return connection, address

    def finish_request(self, request, client_address):
        # The handshake belongs to the connection's own thread: a client that says nothing must not
        # hold up the others.
        if self.tls is not None:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except (OSError, ssl.SSLError) as error:
                self.owner.tls_errors.append(str(error))
                return
        with request:
            super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        print(f"server.py: {sys.exc_info()[1]!r}", file=sys.stderr)


class _Loopback:
    """What Server and Proxy share: a listener in a thread."""

    handler = None

    def __init__(self, port=0, tls=None):
        self.connections = 0
        self.tls_errors = []
        self.stopping = threading.Event()
        self._listener = _Listener(("127.0.0.1", port), self.handler)
        self._listener.owner = self
        self._listener.tls = tls.server_context() if tls else None
        self._tls = tls is not None
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def base(self):
        # By name, since certificates are checked by name (and Windows's verifier knows no addresses).
        return f"https://localhost:{self.port}" if self._tls else f"http://127.0.0.1:{self.port}"

    def close(self):
        self.stopping.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Server(_Loopback):
    """Serves the files below a folder, each path by the rules that tests set."""

    handler = _Handler

    def __init__(self, root=None, port=0, tls=None):
        self.root = Path(root) if root is not None else None
        self.default = Rule()
        self._rules = []
        self._requests = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        super().__init__(port, tls)

    def url(self, path="/", login=None):
        """The address of a path; `login` is `user:password`."""
        base = self.base if login is None else self.base.replace("://", f"://{login}@")
        return base + path

    def rule(self, pattern, rule):
        """Answers to paths that match (with * and ?, the query not looked at) follow `rule`; of several
        the first set that still applies. Returns it, so that a test may change it later."""
        with self._lock:
            self._rules.append((pattern, rule))
        return rule

    def clear(self):
        """Forgets all rules and requests."""
        with self._lock:
            self._rules.clear()
            self._requests.clear()
        self.default = Rule()

    @property
    def requests(self):
        with self._lock:
            return list(self._requests)

    def asked(self, pattern="*"):
        """The requests whose path matches."""
        return [r for r in self.requests if fnmatch.fnmatchcase(r.path.split("?")[0], pattern)]

    def release(self):
        """Lets stalled answers end: their connections close, now and from now on."""
        self._released.set()

    def close(self):
        self.release()
        super().close()

    # For the handler.

    def take(self, request):
        with self._lock:
            self._requests.append(request)
            path = request.path.split("?")[0]
            for pattern, rule in self._rules:
                if fnmatch.fnmatchcase(path, pattern) and rule.applies():
                    return rule
        return self.default

    def content(self, path):
        if self.root is None:
            return None
        relative = urllib.parse.unquote(urllib.parse.urlsplit(path).path).lstrip("/")
        file = (self.root / relative).resolve()
        inside = file.is_relative_to(self.root.resolve())
        return file.read_bytes() if inside and file.is_file() else None

    def wait_released(self):
        self._released.wait()

    @staticmethod
    def cut(connection):
        # At the descriptor: close() of a socket waits for the files made of it.
        os.close(connection.detach())


class _ProxyHandler(_Handler):
    def one_request(self):
        request = self.read_request()
        if request is None:
            return False
        proxy = self.server.owner
        proxy.seen.append(request)
        if proxy.login is not None:
            expected = "Basic " + base64.b64encode(proxy.login.encode()).decode()
            if request.headers.get("proxy-authorization") != expected:
                return self.refuse(407, 'Proxy-Authenticate: Basic realm="tests"\r\n')
        if proxy.refuse_status:
            return self.refuse(proxy.refuse_status)
        if request.method == "CONNECT":
            self.tunnel(request, *proxy.target(request.path))
        else:
            self.forward(request, proxy)
        return False

    def refuse(self, status, headers=""):
        self.wfile.write(f"HTTP/1.1 {status} No\r\n{headers}Content-Length: 0\r\n\r\n".encode())
        return True

    def tunnel(self, request, host, port):
        with socket.create_connection((host, port), timeout=30) as peer:
            self.wfile.write(b"HTTP/1.1 200 Established\r\n\r\n")
            self.splice(self.connection, peer)

    def forward(self, request, proxy):
        """A plain http request: the absolute address becomes a path."""
        address = urllib.parse.urlsplit(request.path)
        path = address.path + (f"?{address.query}" if address.query else "")
        head = f"{request.method} {path} HTTP/1.1\r\n"
        head += "".join(f"{n}: {v}\r\n" for n, v in request.headers.items() if not n.startswith("proxy-"))
        with socket.create_connection(proxy.target(address.netloc), timeout=30) as peer:
            peer.sendall(head.encode("latin-1") + b"Connection: close\r\n\r\n")
            self.splice(self.connection, peer)

    @staticmethod
    def splice(a, b):
        while True:
            for source in select.select([a, b], [], [])[0]:
                data = source.recv(_PIECE)
                if not data:
                    return
                (b if source is a else a).sendall(data)


class Proxy(_Loopback):
    """An HTTP proxy for CONNECT and plain requests. Go and govern never use a proxy for loopback names, so
    tests ask for made-up hosts (`files.test`), which `targets` maps to real addresses."""

    handler = _ProxyHandler

    def __init__(self, targets, login=None, port=0):
        self.targets = targets        # {"files.test": server, …}; "*" for every other host
        self.login = login            # `user:password`, None: everybody
        self.refuse_status = 0        # answer everything with this instead
        self.seen = []                # every Request
        super().__init__(port)

    def address(self, login=None):
        """For HTTPS_PROXY and HTTP_PROXY."""
        return f"http://{login + '@' if login else ''}127.0.0.1:{self.port}"

    def target(self, host_and_port):
        host = host_and_port.rsplit(":", 1)[0]
        return "127.0.0.1", self.targets.get(host, self.targets.get("*")).port


class Authority:
    """A certificate authority made for one test run by the openssl command, and a certificate for
    these names signed by it (a wildcard would not do for `*.test`). `ca_file` is what govern may be told to trust."""

    def __init__(self, folder, names=("localhost", "files.test", "mirror.test", "proxy.test")):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ca_file = self.folder / "ca.pem"
        self._certificate = self.folder / "server.pem"
        self._key = self.folder / "server.key"
        if not self._certificate.exists():
            self._make(names)

    def _make(self, names):
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30"]
        # RSA signs: Wine 8 refuses an ECDSA signature one of whose numbers begins with a zero byte, which is one in 64.
        self._openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-keyout", "ca.key", "-out", "ca.pem",
                      "-subj", "/CN=govern tests CA",
                      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self._openssl("req", *key[:-2], "-keyout", "server.key", "-out", "server.csr", "-subj", f"/CN={names[0]}")
        extensions = "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName="
        (self.folder / "extensions").write_text(extensions + ",".join(f"DNS:{name}" for name in names) + "\n")
        self._openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                      "-days", "30", "-extfile", "extensions", "-out", "server.pem")

    def _openssl(self, *words):
        done = subprocess.run(["openssl", *words], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {words[0]}: {done.stderr}")

    def server_context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate, self._key)
        return context


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", metavar="FOLDER", help="serve https; the authority's files go to FOLDER")
    parser.add_argument("--rate", type=int, default=0, help="bytes a second")
    options = parser.parse_args()
    authority = Authority(options.tls) if options.tls else None
    with Server(options.root, options.port, authority) as server:
        server.default = Rule(rate=options.rate)
        print(server.base, flush=True)
        if authority:
            print(f"GOVERN_CA_FILE={authority.ca_file}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
