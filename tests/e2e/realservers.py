"""Servers that others wrote, as programs of this machine on loopback; and a network that has nothing else."""

import http.client
import re
import select
import shutil
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path

import harness
from faults import wait_until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def program(name):
    """A server's program; Debian keeps them where only root's PATH leads."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def needs_server(name):
    return harness.unittest.skipUnless(program(name), f"{name} is not installed")


class ServerTest(harness.GovernTest):
    """`self.folder` is for the server's own files."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="govern-server-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.folder.chmod(0o777)

    def run_server(self, port, *command, ready=None, **options):
        """Until the test ends; `ready` says whether it answers."""
        log = (self.folder / "log").open("wb")
        self.addCleanup(log.close)
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **options)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        wait_until(lambda: (ready or answers)(port) or server.poll() is not None)
        self.assertIsNone(server.poll(), self.server_log())

    def server_log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


class Relay:
    """Passes bytes on to a server, notes what was asked and answered, and can break a line once."""

    def __init__(self, port):
        self._target, self._streams = port, []
        self._cut = None
        relay = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                relay._pass_on(self.request)

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self.port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    def cut_after(self, size):
        """The next connection that brings so many bytes ends there."""
        self._cut = size

    def exchanges(self):
        """(path, status, the request's header lines) of each, in the order of the connections."""
        out = []
        for asked, answered in self._streams:
            requests = re.findall(rb"^(?:GET|HEAD) (\S+) HTTP/1\.[01]\r\n(.*?\r\n)\r\n", bytes(asked), re.S | re.M)
            statuses = re.findall(rb"HTTP/1\.[01] (\d{3})", bytes(answered))
            out += [(urllib.parse.unquote(path.decode()), int(status), head.decode().lower())
                    for (path, head), status in zip(requests, statuses)]
        return out

    def statuses(self, part=""):
        return {status for path, status, _ in self.exchanges() if part in path}

    def close(self):
        self._listener.shutdown()
        self._listener.server_close()

    def _pass_on(self, client):
        asked, answered = bytearray(), bytearray()
        self._streams.append((asked, answered))
        with socket.create_connection(("127.0.0.1", self._target), timeout=30) as server:
            while True:
                for source in select.select([client, server], [], [])[0]:
                    try:
                        data = source.recv(65536)
                        (server if source is client else client).sendall(data)
                    except OSError:
                        data = b""
                    if not data:
                        return
                    (asked if source is client else answered).extend(data)
                    if self._cut is not None and len(answered) >= self._cut:
                        self._cut = None
                        return


def plain_get(url):
    """(status, body) of one request without any header of ours."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Island:
    """A network in which there is loopback and nothing else. `words(…)` is a command to be run there."""

    WAY = ["unshare", "-rn", "sh", "-c", "ip link set lo up && echo up && exec cat"]

    def __init__(self):
        self._holder = subprocess.Popen(self.WAY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if self._holder.stdout.readline() != b"up\n":
            self.close()
            raise OSError("no network of its own can be made here")

    @classmethod
    def missing(cls):
        """Why there can be none here; None where it works."""
        if harness.WINDOWS or not (shutil.which("unshare") and shutil.which("nsenter") and program("ip")):
            return "unshare, nsenter and ip (Linux) make a network of its own"
        try:
            cls().close()
        except OSError as error:
            return str(error)
        return None

    def words(self, *command):
        return ["nsenter", "-t", str(self._holder.pid), "-U", "-n", "--preserve-credentials", "--", *map(str, command)]

    def answers(self, port):
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}))"
        return subprocess.run(self.words(sys.executable, "-c", code), capture_output=True).returncode == 0

    def close(self):
        self._holder.stdin.close()
        self._holder.stdout.close()
        self._holder.wait()


_island = Island.missing()
needs_island = harness.unittest.skipIf(_island is not None, _island or "")
