"""Real proxy servers between govern and its sources: goproxy (built through the module proxy of this environment),
nginx and squid (where they are installed)."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from harness import native, online
from realservers import ServerTest, free_port, needs_server, program
from worlds import PLATFORM, Rule, WorldTest

GOPROXY_SERVER = "github.com/goproxy/goproxy"
GOPROXY_VERSION = "v0.17.2"
OLDER, NEWEST = "1.99.1", "1.99.2"
SIZE = 3_000_000


class RealServer(WorldTest, ServerTest):
    @classmethod
    def fill(cls, world):
        for version in (OLDER, NEWEST):
            world.add(version, PLATFORM, extra_bytes=SIZE)

    def setUp(self):
        super().setUp()
        self.use_proxy()  # what stands behind the real one

    def zips_fetched(self):
        return [request.path.rpartition("/")[2] for request in self.proxy.asked("*.zip")]


@online
@unittest.skipIf(harness.WINDOWS, "the server is built for this system alone")
@unittest.skipUnless(shutil.which("go"), "no go on PATH builds the server")
class Goproxy(RealServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="govern-goproxy-")
        cls.addClassCleanup(folder.cleanup)
        cls.server = Path(folder.name) / "goproxy"
        for command in (["mod", "init", "server"], ["mod", "edit", "-require", f"{GOPROXY_SERVER}@{GOPROXY_VERSION}"],
                        ["build", "-mod=mod", "-o", str(cls.server), f"{GOPROXY_SERVER}/cmd/goproxy"]):
            done = subprocess.run(["go", *command], cwd=folder.name, capture_output=True, text=True)
            if done.returncode != 0:
                raise unittest.SkipTest(f"the server cannot be built here: {done.stderr.strip()[-200:]}")

    def use_goproxy(self, upstream):
        port = free_port()
        log = self.world.log
        self.run_server(port, self.server, "server", "--address", f"127.0.0.1:{port}",
                        "--cacher-dir", self.folder / "cache",
                        "--proxied-sumdbs", f"{log.name} {upstream.url('/sumdb/' + log.name)}",
                        env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "GOPROXY": upstream.url().rstrip("/"),
                             "GOSUMDB": f"{log.key} {upstream.url('/sumdb/' + log.name)}", "GOTOOLCHAIN": "local",
                             "GOFLAGS": "-modcacherw"})
        self.home.env["GOPROXY"] = f"http://127.0.0.1:{port}"

    def test_a_cold_one_on_a_slow_line(self):
        """It answers when it has the whole zip, for an .info too, and gives up fetching when the client leaves."""
        self.use_goproxy(self.proxy)
        self.proxy.rule("*.zip", Rule(rate=SIZE // 20))
        result = self.run_ok("install", "1.99")
        self.assert_verifies(NEWEST)
        self.assertIn("waiting for 127.0.0.1", result.err)
        self.assertNotIn("going on at", result.err)
        self.assertEqual(self.zips_fetched(), [f"v0.0.1-go{NEWEST}.{PLATFORM}.zip"], "once, and no other version's")

    def test_a_mirror_behind_it(self):
        """As a fleet has it: the proxy that is there fetches from the folder, and proves by the database in it."""
        mirror = self.home.scratch / "mirror"
        self.run_ok("mirror", native(mirror), OLDER, NEWEST)
        served = self.serve(mirror)
        self.use_goproxy(served)
        asked = len(self.proxy.requests)
        for version in ("latest", OLDER):
            self.run_ok("install", version)
        for version in (NEWEST, OLDER):
            self.assert_verifies(version)
        self.run_fails(3, "install", "1.99.7", error="no-such-version")
        self.assertEqual(len(self.proxy.requests), asked)
        self.assertTrue(served.asked(f"/sumdb/{self.world.log.name}/lookup/*"))


@needs_server("nginx")
@harness.posix_only
class Nginx(RealServer):
    def test_as_a_caching_proxy_in_front(self):
        port = free_port()
        (self.folder / "nginx.conf").write_text(f"""
daemon off; pid {self.folder}/pid; error_log stderr;
events {{}}
http {{
  access_log off; client_body_temp_path {self.folder}/b; proxy_temp_path {self.folder}/p; fastcgi_temp_path {self.folder}/f;
  uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s; gzip on; gzip_types *; gzip_min_length 1;
  proxy_cache_path {self.folder}/cache keys_zone=c:1m;
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass {self.proxy.url().rstrip("/")}; proxy_cache c; proxy_cache_valid 200 1h; }} }}
}}
""")
        self.run_server(port, program("nginx"), "-e", "stderr", "-c", self.folder / "nginx.conf")
        self.home.env["GOPROXY"] = f"http://127.0.0.1:{port}"
        for version in (OLDER, NEWEST):
            self.run_ok("install", version)
            self.assert_verifies(version)


@needs_server("squid")
@harness.posix_only
@harness.needs_root
class Squid(RealServer):
    """A company's web proxy that wants a password."""

    def setUp(self):
        super().setUp()
        self.port = free_port()
        made = subprocess.run(["openssl", "passwd", "-apr1", "s3cret"], capture_output=True, text=True, check=True)
        (self.folder / "hosts").write_text("127.0.0.1 files.test\n")
        (self.folder / "passwords").write_text(f"me:{made.stdout}")
        (self.folder / "squid.conf").write_text(f"""
http_port 127.0.0.1:{self.port}
pid_filename none
hosts_file {self.folder}/hosts
auth_param basic program /usr/lib/squid/basic_ncsa_auth {self.folder}/passwords
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
cache_effective_user proxy
cache_log {self.folder}/cache.log
access_log none
coredump_dir {self.folder}
shutdown_lifetime 0 seconds
""")
        self.run_server(self.port, program("squid"), "-N", "-f", self.folder / "squid.conf")
        port = self.proxy.port
        self.home.env["GOPROXY"] = f"http://files.test:{port}"

    def test_with_and_without_the_password(self):
        result = self.run_fails(5, "install", OLDER, env={"HTTP_PROXY": f"http://127.0.0.1:{self.port}"})
        self.assertIn("407", result.err)
        self.assert_nothing_installed()
        result = self.run_ok("install", OLDER, env={"HTTP_PROXY": f"http://me:s3cret@127.0.0.1:{self.port}"})
        self.assert_verifies(OLDER)
        self.assertNotIn("s3cret", result.out + result.err)


if __name__ == "__main__":
    harness.main()
