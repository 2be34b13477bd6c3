"""User and password of a URL are in no output, receipt, history, cache or log: everything that govern says and writes is
searched for them, whichever way they came in and whatever went wrong."""

import base64
import hashlib
import os
import shutil

import harness
from faults import FaultTest, wait_until
from harness import native
from server import Authority, Proxy, Rule
from worlds import PLATFORM

LOGIN = "me:s3cret%2Fwo,rd"          # as a URL has it
LIST_LOGIN = "me:s3cret%2Fwo%2Crd"  # where a comma ends an entry
DECODED = "me:s3cret/wo,rd"         # as the server gets it
BASIC = base64.b64encode(DECODED.encode()).decode()
NEEDLES = [b"s3cret", b"wo,rd", b"wo%2Crd", BASIC.encode()]


class SecretsTest(FaultTest):
    def setUp(self):
        super().setUp()
        self.said = []
        self.own_files = set()

    def tearDown(self):
        """Whatever a test did: nothing said and nothing written has the password."""
        for result in self.said:
            for needle in NEEDLES:
                self.assertNotIn(needle, result.raw_out + result.raw_err, result)
        for folder, _, names in os.walk(self.home.scratch):
            for name in names:
                path = os.path.join(folder, name)
                if path in self.own_files or name.endswith(".spec"):  # what the test wrote, for govern or for winrun
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                for needle in NEEDLES + self.hashes():
                    self.assertNotIn(needle, path.encode())
                    self.assertFalse(needle in content, f"{needle} is in {path}")
        super().tearDown()

    def hashes(self):
        """SHA-256 of the download's addresses with their logins: what can be guessed at is no better."""
        addresses = []
        for server in (getattr(self, "site", None), getattr(self, "proxy", None)):
            if server is not None:
                path = self.archive_path() if server is getattr(self, "site", None) else self.zip_path()
                addresses += [server.url(path, login=login) for login in (LOGIN, LIST_LOGIN)]
        return [hashlib.sha256(address.encode()).hexdigest().encode() for address in addresses]

    def zip_path(self):
        return f"/golang.org/toolchain/@v/{self.world[f'go1.99.1.{PLATFORM}'].module_version}.zip"

    def govern(self, *words, **options):
        result = self.home.run(*words, **options)
        self.said.append(result)
        return result

    def everything(self):
        """Every command that looks at settings and addresses, in both ways of talking."""
        for words in (("list",), ("list", "--remote"), ("which",), ("why",), ("current",), ("doctor",), ("env",),
                      ("ci",), ("verify", "1.99.1"), ("default",), ("install", "1.97.77"), ("install", "latest", "--dry-run")):
            for more in ((), ("--json",), ("--verbose",)):
                self.govern(*words, *more)

    def install_in_every_way(self):
        for more in (("--dry-run", "--verbose"), ("--verbose",), ("--json", "--verbose"), ()):
            self.check(self.govern("install", "1.99.1", *more))
        self.check(self.govern("default", "1.99.1"))
        self.check(self.govern("repair", "1.99.1", "--verbose"))
        self.everything()

    def fail_in_every_way(self, server, path):
        """The same while the server refuses, breaks off, lies, and is not there at all."""
        more = ()
        for rule in (Rule(status=401), Rule(status=403), Rule(status=404), Rule(status=500), Rule(html=True),
                     Rule(truncate=1000, ranges=False), Rule(flip=-1), Rule(redirect="http://nowhere.invalid/x")):
            server.clear()
            server.rule(path, rule)
            shutil.rmtree(self.home.cache, ignore_errors=True)  # what is proven already needs no log
            self.assertNotEqual(self.govern("install", "1.99.1", "--verbose", *more).code, 0)
            more = () if more else ("--json",)

    def kill_in_the_middle(self, server, path):
        """What a killed run leaves lies there while it is searched."""
        server.clear()
        server.rule(path, Rule(stall=1_000_000))
        running = self.home.start(self.home.exe, "install", "1.99.1", "--verbose")
        wait_until(lambda: list(self.home.cache.rglob("*.part.state")))
        running.kill()
        self.said.append(running.wait())


class SourceAddresses(SecretsTest):
    def test_mirror(self):
        site = self.use_site()
        self.home.env["GOVERN_MIRROR"] = site.url(login=LOGIN)
        self.install_in_every_way()
        self.assertEqual(site.asked(self.archive_path())[0].headers.get("authorization"), "Basic " + BASIC)

    def test_mirror_that_fails(self):
        site = self.use_site()
        self.home.env["GOVERN_MIRROR"] = site.url(login=LOGIN)
        self.fail_in_every_way(site, self.archive_path())
        self.everything()
        self.kill_in_the_middle(site, self.archive_path())

    def use_proxy_over_tls(self):
        authority = Authority(self.home.scratch / "authority")
        self.home.env["GOVERN_CA_FILE"] = native(authority.ca_file)
        return self.use_proxy(tls=authority)

    def test_no_login_goes_over_http(self):
        """Go refuses to pass it to a module proxy, whatever GOINSECURE says (cmd/go/internal/web)."""
        proxy = self.use_proxy()
        login = proxy.url(login=LIST_LOGIN)
        for insecure in ("", "golang.org/toolchain"):
            self.home.env["GOINSECURE"] = insecure
            self.home.env["GOPROXY"] = login
            result = self.check(self.govern("install", "1.99.1"), 5)
            self.assertIn("its user and password are not sent", result.err)
            self.everything()
            self.assertEqual(proxy.requests, [])
        self.home.env["GOPROXY"] = login + "|" + proxy.url()
        self.check(self.govern("install", "1.99.1"))
        self.assertTrue(all("authorization" not in request.headers for request in proxy.requests))

    def test_module_proxy(self):
        proxy = self.use_proxy_over_tls()
        self.home.env["GOPROXY"] = proxy.url(login=LIST_LOGIN) + ",http://you:s3cret@127.0.0.1:9|direct"
        self.install_in_every_way()
        self.assertTrue(all(request.headers.get("authorization") == "Basic " + BASIC for request in proxy.requests))

    def test_module_proxy_that_fails(self):
        proxy = self.use_proxy_over_tls()
        self.home.env["GOPROXY"] = proxy.url(login=LIST_LOGIN)
        self.fail_in_every_way(proxy, self.zip_path())
        self.fail_in_every_way(proxy, "/sumdb/*")
        self.everything()
        self.kill_in_the_middle(proxy, self.zip_path())

    def test_addresses_that_are_none(self):
        for address in (f"ftp://{LOGIN}@host/", f"https://{LOGIN}@host:port/", "https://me:s3cret/wo,rd@host/",
                        "https://me:s3cret|wo,rd@host /", f"https://{LOGIN}@"):
            for variable in ("GOVERN_MIRROR", "GOVERN_GOPROXY", "GOPROXY", "HTTPS_PROXY"):
                with self.subTest(variable=variable, address=address):
                    for more in ((), ("--json", "--verbose")):
                        self.govern("install", "1.99.1", *more, env={variable: address})
                    self.govern("doctor", env={variable: address})
            config = self.home.home / "config"
            config.parent.mkdir(parents=True, exist_ok=True)
            config.write_text(f"mirror = {address}\n")
            self.own_files.add(str(config))
            self.assertNotEqual(self.govern("install", "1.99.1").code, 0)
            config.unlink()


class Queries(SecretsTest):
    def test_a_signed_address(self):
        """A site that redirects to another with the right to read in its query."""
        store = self.serve(self.world.site)
        site = self.use_site()
        signed = store.url(self.archive_path() + "?X-Credential=s3cret&X-Signature=wo,rd")
        site.rule(self.archive_path(), Rule(redirect=signed))
        self.install_in_every_way()
        self.assertIn("s3cret", store.requests[0].path)
        self.home.run("uninstall", "1.99.1", "--force")
        for rule in (Rule(status=403), Rule(status=500), Rule(html=True), Rule(truncate=1000, ranges=False)):
            store.clear()
            store.rule(self.archive_path(), rule)
            shutil.rmtree(self.home.cache, ignore_errors=True)
            self.assertNotEqual(self.govern("install", "1.99.1", "--verbose").code, 0)
        self.assertNotEqual(self.govern("install", "1.99.2", env={"GOVERN_MIRROR": store.url("/none?token=s3cret")}).code, 0)


    def test_a_proxy_with_a_query(self):
        """Go joins the path before it and sends it with each request; what follows a # it leaves out."""
        proxy = self.use_proxy()
        proxy_url = proxy.url().rstrip("/")
        for tail in ("?token=s3cret", "/?token=s3cret#x?y"):
            proxy.clear()
            shutil.rmtree(self.home.cache, ignore_errors=True)  # with the proof
            self.home.env["GOPROXY"] = proxy_url + tail
            self.install_in_every_way()
            self.assertEqual({request.path.partition("?")[2] for request in proxy.requests}, {"token=s3cret"})
            self.assertIn(self.zip_path() + "?token=s3cret", [request.path for request in proxy.requests])
            self.assertTrue(any(request.path.startswith("/sumdb/") for request in proxy.requests))
            self.assertNotIn("downloading http://v", "".join(result.err for result in self.said))
            self.home.run("uninstall", "1.99.1", "--force")


class OtherWays(SecretsTest):
    def through_a_proxy(self, login):
        site = self.serve(self.world.site)
        web_proxy = Proxy(targets={"files.test": site}, login=DECODED)
        self.addCleanup(web_proxy.close)
        self.home.env["GOVERN_MIRROR"] = "http://files.test/"
        self.home.env["HTTP_PROXY"] = self.home.env["HTTPS_PROXY"] = web_proxy.address(login)
        return web_proxy

    def test_http_proxy(self):
        web_proxy = self.through_a_proxy(LOGIN)
        self.install_in_every_way()
        self.assertGreater(len(web_proxy.seen), 0)
        self.home.env["GOVERN_MIRROR"] = "https://files.test/"
        self.govern("install", "1.99.2", "--verbose")

    def test_http_proxy_that_refuses(self):
        self.through_a_proxy("me:s3cret-and-wrong")
        for more in (("--verbose",), ("--json",)):
            self.check(self.govern("install", "1.99.1", *more), 5)
        self.everything()

    def test_netrc(self):
        """Go reads it for https only; over http nothing of it may be said or sent either."""
        proxy = self.use_proxy()
        netrc = self.home.write("netrc", f"machine 127.0.0.1:{proxy.port} login me password s3cret\n")
        self.own_files.add(str(netrc))
        self.home.env["NETRC"] = native(netrc)
        self.install_in_every_way()
        self.assertTrue(all("authorization" not in request.headers for request in proxy.requests))


if __name__ == "__main__":
    harness.main()
