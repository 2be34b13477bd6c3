"""Transfers over TLS, through proxies and with logins, by the client alone (net_fetch)."""

import itertools
import os
import socket
import struct
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import harness
from faults import wait_until
from harness import GovernTest, native
from server import Authority, Proxy, Rule, Server

BODY = bytes(range(256)) * 20_000


class NetworkTest(GovernTest):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory(prefix="govern-ca-")
        cls.addClassCleanup(cls._folder.cleanup)
        cls.authority = Authority(Path(cls._folder.name) / "ours")
        cls.stranger = Authority(Path(cls._folder.name) / "another")

    def setUp(self):
        super().setUp()
        self.fetcher = Path(os.environ["GOVERN_BIN"]) / ("net_fetch" + harness.EXE_SUFFIX)
        self.home.env["GOVERN_CA_FILE"] = native(self.authority.ca_file)

    def serve(self, root=None, tls=False, authority=None):
        server = Server(root, tls=(authority or self.authority) if tls else None)
        self.addCleanup(server.close)
        server.rule("/hello", Rule(content=b"hello"))
        return server

    def proxy(self, **options):
        proxy = Proxy(**options)
        self.addCleanup(proxy.close)
        return proxy

    def fetch(self, *args, code=0, error=None, **env):
        return self.check(self.home.run_program(self.fetcher, *args, env=env), code, error)

    def download(self, part, url):
        return self.fetch("--download", url, PART=native(part))


class Tls(NetworkTest):
    def test_own_authority_is_trusted_by_name(self):
        server = self.serve(tls=True)
        self.assertEqual(self.fetch(server.url("/hello")).out.split("\n")[1], "hello")

    def test_unknown_authority_is_refused(self):
        server = self.serve(tls=True, authority=self.stranger)
        result = self.fetch(server.url("/hello"), code=5, error="tls-failed")
        self.assertEqual(server.requests, [])
        self.assertIn("certificate", result.err)

    def test_wrong_name_is_refused(self):
        server = self.serve(tls=True)
        address = server.url("/hello").replace("localhost", "127.0.0.1")
        self.fetch(address, code=5, error="tls-failed")
        self.assertEqual(server.requests, [])

    @harness.not_under_wine  # its Schannel checks nothing without certificates of our own
    def test_system_certificates_do_not_know_it(self):
        server = self.serve(tls=True)
        self.fetch(server.url("/hello"), code=5, error="tls-failed", GOVERN_CA_FILE=None)
        self.assertEqual(server.requests, [])

    @harness.posix_only
    @harness.needs_root
    def test_a_machine_without_certificates(self):
        server = self.serve(tls=True)
        bundle = Path("/etc/ssl/certs/ca-certificates.crt")
        hide = f'mount --bind /dev/null {bundle} && exec "$@"'
        if not bundle.exists() or subprocess.run(["unshare", "--mount", "sh", "-c", hide, "sh", "true"],
                                                 capture_output=True).returncode != 0:
            self.skipTest("no certificates are where they could be hidden")
        result = self.check(self.home.run_program("/usr/bin/unshare", "--mount", "sh", "-c", hide, "sh", str(self.fetcher),
                                                  server.url("/hello"), env={"GOVERN_CA_FILE": None}), 5, "no-certificates")
        self.assertIn("ca-certificates", result.err)

    def test_never_from_https_to_http(self):
        plain = self.serve()
        server = self.serve(tls=True)
        server.rule("/away", Rule(redirect=plain.url("/hello")))
        self.fetch(server.url("/away"), code=5, error="redirect-insecure")
        self.assertEqual(plain.requests, [])

    def test_from_http_to_https(self):
        secure = self.serve(tls=True)
        server = self.serve()
        server.rule("/away", Rule(redirect=secure.url("/hello")))
        self.assertIn("hello", self.fetch(server.url("/away")).out)

    def test_a_cut_transfer_resumes(self):
        server = self.serve(tls=True)
        server.rule("/big", Rule(content=BODY, truncate=2_000_000, times=1))
        server.rule("/big", Rule(content=BODY))
        part = self.home.work / "part"
        result = self.download(part, server.url("/big"))
        self.assertEqual(part.read_bytes(), BODY)
        self.assertIn("going on at", result.err)
        ranges = [r.headers.get("range") for r in server.asked("/big")]
        self.assertEqual(ranges[0], None)
        self.assertRegex(ranges[-1], r"^bytes=[1-9]\d*-$")  # on a busy machine one may end before its first byte


class Proxies(NetworkTest):
    REG = r"C:\windows\system32\reg.exe"

    def test_connect_with_and_without_password(self):
        server = self.serve(tls=True)
        for login in (None, "us:s3cret"):
            proxy = self.proxy(targets={"files.test": server}, login=login)
            result = self.fetch("https://files.test/hello", HTTPS_PROXY=proxy.address(login))
            self.assertIn("hello", result.out)
            self.assertNotIn("s3cret", result.out + result.err)
            self.assertEqual(proxy.seen[-1].path, "files.test:443")

    def test_wrong_password_says_407(self):
        proxy = self.proxy(targets={}, login="us:right")
        result = self.fetch("https://files.test/", code=5, error="proxy-refused",
                            HTTPS_PROXY=proxy.address("us:s3cret"))
        self.assertIn("407", result.err)
        self.assertNotIn("s3cret", result.err)

    def test_plain_requests_and_no_proxy(self):
        server = self.serve()
        proxy = self.proxy(targets={"*": server})
        variables = dict(HTTP_PROXY=proxy.address(), NO_PROXY="other.test,.inside.test")
        self.assertIn("hello", self.fetch("http://files.test/hello", **variables).out)
        self.fetch("http://other.test/hello", code=5, error="host-not-found", **variables)
        self.fetch("http://a.inside.test/hello", code=5, error="host-not-found", **variables)
        self.assertIn("hello", self.fetch(server.url("/hello"), **variables).out)
        self.assertEqual(len(proxy.seen), 1)

    @unittest.skipUnless(harness.WINE, "changes the account's own settings")
    def test_the_system_proxy_of_the_account(self):
        """Internet Options, where no variable names a proxy: by the list, and not for what it leaves out."""
        server = self.serve()
        proxy = self.proxy(targets={"*": server})
        key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections"
        # As Windows keeps it: version, counter, flags (1 direct, 2 a proxy), then the lists with their lengths.
        lists = [proxy.address()[len("http://"):].encode(), b"*.inside.test;<local>", b""]
        settings = struct.pack("<3I", 0x46, 1, 3) + b"".join(struct.pack("<I", len(text)) + text for text in lists) + bytes(32)
        words = [key, "/v", "DefaultConnectionSettings"]
        self.check(self.home.run_program(self.REG, "add", *words, "/t", "REG_BINARY", "/d", settings.hex(), "/f"))
        self.addCleanup(self.home.run_program, self.REG, "delete", *words, "/f")
        self.assertIn("hello", self.fetch("http://files.test/hello").out)
        self.fetch("http://a.inside.test/hello", code=5, error="host-not-found")
        self.assertEqual([request.path for request in proxy.seen], ["http://files.test/hello"])
        dead = self.proxy(targets={})
        dead.close()
        self.fetch("http://files.test/hello", code=5, error="connect-failed", HTTP_PROXY=dead.address())

    def test_a_dead_proxy_is_named(self):
        proxy = self.proxy(targets={})
        proxy.close()
        result = self.fetch("https://files.test/", code=5, error="connect-failed", HTTPS_PROXY=proxy.address("us:s3cret"))
        self.assertIn(f"127.0.0.1:{proxy.port}", result.err)
        self.assertNotIn("s3cret", result.err)


class Logins(NetworkTest):
    def test_netrc_over_https_only(self):
        secure, plain = self.serve(tls=True), self.serve()
        lines = f"machine localhost:{secure.port} login me password s3cret\n"
        netrc = self.home.write("netrc", lines + f"machine 127.0.0.1:{plain.port} login me password s3cret\n")
        for server in (secure, plain):
            self.fetch("--netrc", server.url("/hello"), NETRC=native(netrc))
        self.assertEqual(secure.requests[0].headers.get("authorization"), "Basic bWU6czNjcmV0")
        self.assertNotIn("authorization", plain.requests[0].headers)
        self.fetch(secure.url("/hello"), NETRC=native(netrc))
        self.assertNotIn("authorization", secure.requests[1].headers)

    def test_the_address_password_is_shown_nowhere(self):
        server = self.serve(tls=True)
        server.rule("/busy", Rule(status=503))
        for path in ("/hello", "/busy"):
            result = self.fetch(server.url(path, login="me:s3cret"))
            self.assertNotIn("s3cret", result.out + result.err)
        self.assertEqual(server.requests[0].headers.get("authorization"), "Basic bWU6czNjcmV0")


class Faults(NetworkTest):
    def test_each_fault_of_a_download_heals(self):
        faults = {
            "reset": Rule(content=BODY, reset=1_000_000, times=1),
            "stall": Rule(content=BODY, stall=1_000_000, times=1),
            "busy": Rule(status=503, times=2),
            "chunked, cut": Rule(content=BODY, chunked=True, truncate=1_000_000, times=1),
            "without ranges": Rule(content=BODY, ranges=False, truncate=1_000_000, times=1),
            "changed": Rule(content=BODY[::-1], etag=True, truncate=1_000_000, times=1),
            "longer than it is": Rule(content=BODY, length=1000, times=1),
        }
        for number, (name, fault) in enumerate(faults.items()):
            with self.subTest(name), Server() as server:
                path = f"/{number}"
                server.rule(path, fault)
                server.rule(path, Rule(content=BODY, etag=fault.etag, ranges=fault.ranges))
                part = self.home.work / f"part {number}"
                self.download(part, server.url(path))
                self.assertTrue(part.read_bytes() == BODY, name)

    def test_a_trickle_is_a_stall(self):
        """A server that drips a few bytes a second is left, listing or archive, and said."""
        server = self.serve()
        for path in ("/listing", "/big"):
            server.rule(path, Rule(content=BODY, rate=100, times=1))
            server.rule(path, Rule(content=b"all of it"))
        result = self.fetch(server.url("/listing"))
        self.assertEqual(len(server.asked("/listing")), 2)
        part = self.home.work / "part"
        server.clear()
        server.rule("/big", Rule(content=BODY, rate=100, times=1))
        server.rule("/big", Rule(content=BODY))
        result = self.download(part, server.url("/big"))
        self.assertRegex(result.err, r"no more than \d+ bytes for 2 seconds")
        self.assertEqual(part.read_bytes(), BODY)

    def test_interim_answers_without_end(self):
        """100 Continue over and over is no answer; a few before the real one do no harm."""
        for count in (3, None):
            listener = socket.create_server(("127.0.0.1", 0))
            self.addCleanup(listener.close)
            threading.Thread(target=self.answer_interim, args=(listener, count), daemon=True).start()
            with self.subTest(count):
                url = f"http://127.0.0.1:{listener.getsockname()[1]}/hello"
                if count:
                    self.assertIn("hello", self.fetch(url).out)
                else:
                    self.assertIn("interim answers (100)", self.fetch(url, code=5, error="transfer-failed").err)

    @staticmethod
    def answer_interim(listener, count):
        try:
            connection = listener.accept()[0]
            with connection:
                connection.recv(65536)
                for _ in itertools.repeat(None) if count is None else range(count):
                    connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        except OSError:
            pass  # the client left

    def test_a_kill_is_resumed(self):
        server = self.serve()
        server.rule("/big", Rule(content=BODY, stall=4_500_000, times=1))
        server.rule("/big", Rule(content=BODY))
        part = self.home.work / "part"
        running = self.home.start(self.fetcher, "--download", server.url("/big"), env={"PART": native(part)})
        state = part.with_name("part.state")
        wait_until(lambda: state.exists() and b"have 4" in state.read_bytes(), seconds=30)
        running.kill()
        running.wait()
        result = self.download(part, server.url("/big"))
        self.assertIn("from an earlier run", result.err)
        self.assertEqual(part.read_bytes(), BODY)
        self.assertRegex(server.asked("/big")[-1].headers["range"], r"^bytes=4\d{6}-$")


if __name__ == "__main__":
    harness.main()
