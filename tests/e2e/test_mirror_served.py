"""A mirror behind servers as they come, with the lines of docs/fleet.md: govern and Go itself fetch from them."""

import re
import shutil
import sys
from pathlib import Path

import harness
from harness import native
from mirrors import MirrorTest
from realservers import Island, Relay, ServerTest, free_port, needs_island, needs_server, plain_get, program
from worlds import PLATFORM, file_url

PAGE = Path(__file__).parents[2] / "docs/fleet.md"
BLOCK = re.compile(r"^```\w+\n# ([\w. ]+)[^\n]*\n(.*?)^```$", re.M | re.S)
SIZE = 1_500_000


def block(name):
    """The lines that the page gives for a server."""
    return dict(BLOCK.findall(PAGE.read_text(encoding="utf-8")))[name]


class ServedTest(MirrorTest, ServerTest):
    @classmethod
    def fill(cls, world):
        for version, size in (("1.99.1", SIZE), ("1.98.2", 0)):
            sdk = world.add(version, PLATFORM, embedded=True, extra_files=20, extra_bytes=size)
            sdk.files["lib/wasm/go_js_wasm_exec"] = b"#!/bin/sh\n"  # what Go itself looks for in a toolchain

    def setUp(self):
        super().setUp()
        self.use_proxy()
        self.use_site()
        self.home.scratch.chmod(0o755)  # a server runs as somebody else

    def go(self, goproxy, *words, toolchain="go1.99.1", around=(), cache=None, gosumdb=None):
        """The real one."""
        go = shutil.which("go")
        if go is None:
            self.skipTest("no go on PATH")
        variables = {"GOTOOLCHAIN": toolchain, "GOPROXY": goproxy, "GOSUMDB": gosumdb or self.world.log.key, "GOENV": "off",
                     "GOMODCACHE": str(cache or self.home.scratch / "cache"), "GOFLAGS": "-modcacherw"}
        command = [*around, go, *words]
        return self.home.run_program(Path(shutil.which(command[0])), *command[1:], env=variables)

    def run_go(self, goproxy, *around):
        """Go itself takes a toolchain from there, proved by the database there. (One for Windows would not run here.)"""
        if harness.WINDOWS:
            return
        cache = self.home.scratch / f"cache {len(list(self.home.scratch.glob('cache *')))}"
        result = self.check(self.go(goproxy, "version", around=around, cache=cache))
        self.assertIn("arg=version", result.out)
        self.assertIn(f"env GOROOT={cache}/golang.org/toolchain@v0.0.1-go1.99.1.{PLATFORM}\n", result.out)
        self.assertTrue((cache / "cache/download/sumdb" / self.world.log.name).is_dir())


class Served:
    """What holds behind each of them. `serve_files(root, more)` starts one and returns its port."""

    RANGES = TAGS = True

    def start(self, root, more=False):
        self.relay = Relay(self.serve_files(root, more))
        self.addCleanup(self.relay.close)

    def test_as_the_page_says(self):
        self.fill_mirror("1.99.1", "1.98.2")
        self.start(self.mirror)
        self.assert_serves("1.99.1", "1.98.2", goproxy=self.relay.url())
        self.assertLessEqual(self.relay.statuses(), {200, 206})
        self.run_go(self.relay.url())
        self.assertLessEqual(self.relay.statuses(), {200, 206})
        self.assertEqual(self.relay.statuses(f"/sumdb/{self.world.log.name}/supported"), {200})

    def test_below_a_folder(self):
        """Whose name is not as simple as `go`."""
        self.mirror = self.home.scratch / "served" / "Go +~!\u00fc"
        self.mirror.parent.mkdir(mode=0o755)
        self.fill_mirror("1.99.1")
        self.start(self.mirror.parent)
        for ending in ("", "/"):
            self.assert_serves("1.99.1", goproxy=self.relay.url("/Go%20+~!%C3%BC" + ending))
        self.run_go(self.relay.url("/Go%20+~!%C3%BC"))
        self.assertLessEqual(self.relay.statuses(), {200, 206})

    def test_all_that_a_server_may_add(self):
        """Types, charsets, compression, pages for folders and for what is missing."""
        self.fill_mirror("1.99.1", "1.98.2", "--official")
        self.start(self.mirror, more=True)
        self.assert_is_hostile()
        home = self.client(GOPROXY=self.relay.url(), GOVERN_SOURCE="proxy")
        self.assertIn("1.98.2", self.check(home.run("list", "--remote", "--json")).out)
        self.check(home.run("install", "latest", "1.98"))
        self.check(home.run("verify", "--offline"))
        self.check(home.run("install", "1.55.1"), 3, "no-such-version")
        self.check(home.run("install", "1.55"), 3, "no-such-version")
        self.assertIn(404, self.relay.statuses("go1.55.1"))
        site = self.client(GOPROXY="off", GOVERN_MIRROR=self.relay.url("/dl"))
        self.check(site.run("list", "--remote", "--json"))
        self.check(site.run("install", "1.99", "--source", "official"))
        self.assertTrue((site.sdks / f"go1.99.1.{PLATFORM}" / "api").is_dir())
        self.check(site.run("install", "1.98.55", "--source", "official"), 3, "no-such-version")
        if self.TAGS:
            self.assertIn(304, self.relay.statuses("index.json"))
        self.run_go(self.relay.url())

    def test_a_line_that_breaks(self):
        self.fill_mirror("1.99.1")
        self.start(self.mirror)
        home = self.client(GOPROXY=self.relay.url())
        self.relay.cut_after(SIZE // 2)
        self.check(home.run("install", "1.99.1"))
        self.assert_verifies("1.99.1", home)
        again = [(status, head) for path, status, head in self.relay.exchanges() if path.endswith(".zip")][1:]
        self.assertTrue(again)
        if self.RANGES:
            self.assertEqual({status for status, _ in again}, {206})


@needs_server("nginx")
class Nginx(Served, ServedTest):
    def serve_files(self, root, more):
        port = free_port()
        lines = block("nginx.conf").replace("listen 80", f"listen 127.0.0.1:{port}").replace("/srv/go", f'"{root}"')
        added = """autoindex on; charset utf-8; charset_types *; override_charset on; default_type text/html;
            gzip on; gzip_types *; gzip_min_length 1; gzip_http_version 1.0;""" if more else ""
        (self.folder / "nginx.conf").write_text(f"""
daemon off; pid {self.folder}/pid; error_log stderr;
events {{}}
http {{
  access_log off; client_body_temp_path {self.folder}/b; proxy_temp_path {self.folder}/p; fastcgi_temp_path {self.folder}/f;
  uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;
  {added}
  {lines}
}}
""", encoding="utf-8")
        self.run_server(port, program("nginx"), "-e", "stderr", "-c", self.folder / "nginx.conf")
        return port

    def assert_is_hostile(self):
        self.assertIn(b"Index of", plain_get(self.relay.url("/golang.org/toolchain/@v/"))[1])
        self.assertEqual(plain_get(self.relay.url("/dl"))[0], 301)


@needs_server("caddy")
class Caddy(Served, ServedTest):
    def serve_files(self, root, more):
        port = free_port()
        lines = block("Caddyfile").replace(":80", f":{port}").replace("/srv/go", f'"{root}"')
        if more:
            lines = lines.replace("file_server", """file_server browse
                header Content-Type "text/html; charset=utf-8"
                encode gzip {
                    minimum_length 1
                    match status 200
                }
                handle_errors {
                    respond "<html>{http.error.status_code}</html>" 404
                }""")
        (self.folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n" + lines,
                                               encoding="utf-8")
        self.run_server(port, program("caddy"), "run", "--adapter", "caddyfile", "--config", self.folder / "Caddyfile",
                        env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"})
        return port

    def assert_is_hostile(self):
        status, page = plain_get(self.relay.url("/golang.org/toolchain/@v/"))
        self.assertEqual((status, b"<html" in page.lower()), (200, True))
        self.assertIn(b"<html>404", plain_get(self.relay.url("/nothing"))[1])


@needs_server("lighttpd")
class Lighttpd(Served, ServedTest):
    def serve_files(self, root, more):
        port = free_port()
        lines = block("lighttpd.conf").replace("= 80", f"= {port}").replace("/srv/go", str(root))
        lines += '\nserver.bind = "127.0.0.1"\n'
        if more:
            lines += 'server.modules = ("mod_dirlisting")\ndir-listing.activate = "enable"\n'
            lines += 'mimetype.assign = ("" => "text/html; charset=utf-8")\n'
        (self.folder / "lighttpd.conf").write_text(lines, encoding="utf-8")
        self.run_server(port, program("lighttpd"), "-D", "-f", self.folder / "lighttpd.conf")
        return port

    def assert_is_hostile(self):
        self.assertIn(b"Index of", plain_get(self.relay.url("/golang.org/toolchain/@v/"))[1])
        self.assertIn(b"<html", plain_get(self.relay.url("/nothing"))[1])


class PythonsOwn(Served, ServedTest):
    """One without ranges, tags and lasting connections."""

    RANGES = TAGS = False

    def serve_files(self, root, _):
        port = free_port()
        words = block("shell").strip().replace(" 80 ", f" {port} --bind 127.0.0.1 ").split(" ")
        self.assertEqual(words[0], "python3")
        self.run_server(port, sys.executable, *[str(root) if word == "/srv/go" else word for word in words[1:]])
        return port

    def assert_is_hostile(self):
        self.assertIn(b"Directory listing", plain_get(self.relay.url("/golang.org/toolchain/@v/"))[1])


class Addresses(ServedTest):
    def test_a_folder_whose_name_means_something_in_goproxy(self):
        """`mirror` says how it is written there, and Go takes that too."""
        names = ["a,b", "a%20b", "a#b", "%", "a b +~!@=;&'ü"] + ([] if harness.WINDOWS else ["a|b", "a?b"])
        for name in names:
            with self.subTest(name=name):
                self.mirror = self.home.scratch / "named" / name
                said = re.findall(r"^in GOPROXY write (\S+):", self.run_ok("mirror", native(self.mirror), "1.99.1").err, re.M)
                self.assertEqual(len(said), 0 if "+" in name else 1)
                url = said[0] if said else file_url(self.mirror)
                self.assert_serves("1.99.1", goproxy=url)
                self.run_go(url)

    def test_spaces_as_they_are(self):
        """Go takes them in a file URL, so they are taken here."""
        self.fill_mirror("1.99.1")
        url = file_url(self.mirror).replace("%20", " ")
        self.assertIn(" ", url)
        self.assert_serves("1.99.1", goproxy=url)
        self.run_go(url)

    @harness.posix_only
    def test_when_go_itself_asks_no_database(self):
        self.fill_mirror("1.99.1")
        url = file_url(self.mirror)
        self.assertEqual(self.go(url + ",off", "version", gosumdb="off").code, 1)
        self.check(self.go(url, "version", gosumdb="off"))

    def test_a_proxy_without_the_database_in_front(self):
        """As an Athens that is told of no database: the next entry's is asked."""
        self.fill_mirror("1.99.1")
        bare = self.home.scratch / "bare"
        shutil.copytree(self.mirror / "golang.org", bare / "golang.org")
        front, behind = self.serve(bare), self.serve(self.mirror)
        goproxy = f"{front.url()},{behind.url()}"
        self.assert_serves("1.99.1", goproxy=goproxy)
        self.run_go(goproxy)
        self.assertEqual([request.path for request in behind.asked("*.zip")], [])
        self.assertTrue(front.asked("*.zip"))

    @harness.posix_only
    def test_what_a_proxy_asks_go_for(self):
        """Athens fetches by these two commands."""
        self.fill_mirror("1.99.1", "1.98.2")
        module, version = "golang.org/toolchain", f"v0.0.1-go1.99.1.{PLATFORM}"
        for words in (["mod", "download", "-json", f"{module}@{version}"], ["list", "-m", "-versions", "-json", f"{module}@latest"]):
            answer = self.check(self.go(self.serve(self.mirror).url(), *words, toolchain="local")).json
            self.assertEqual(answer["Version"], version)


@needs_island
class WithoutANetwork(ServedTest):
    """Loopback, a plain server, and nothing else."""

    def test_go_and_govern(self):
        self.fill_mirror("1.99.1")
        island = Island()
        self.addCleanup(island.close)
        port = free_port()
        self.run_server(port, *island.words(sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory",
                                            self.mirror), ready=island.answers)
        url = f"http://127.0.0.1:{port}"
        home = self.client(GOPROXY=self.proxy.url())
        nsenter, *words = island.words(home.exe, "install", "1.99.1")
        self.check(home.run_program(Path(shutil.which(nsenter)), *words), 5)  # where it came from is not there
        self.check(home.run_program(Path(shutil.which(nsenter)), *words, env={"GOPROXY": url}))
        self.assert_verifies("1.99.1", home)
        self.run_go(url, *island.words())
        log = self.server_log()
        self.assertRegex(log, rf"GET /sumdb/{self.world.log.name}/lookup/\S+ HTTP/1.1\" 200")
        self.assertNotIn('" 404 ', log)


if __name__ == "__main__":
    harness.main()
