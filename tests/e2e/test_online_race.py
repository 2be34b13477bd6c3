"""Three versions at once through a proxy that mixes up what is asked for on a shared connection (libcurl 7.88, curl's issue
4885): an honest server is never accused. Named online for what it needs beside us: a `go` on PATH, to build the proxy."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
import sumdb
from server import Authority
from test_online_proxies import RealServer, free_port
from worlds import PLATFORM

SOURCE = Path(__file__).resolve().parents[1] / "helpers" / "race_server.go"
VERSIONS = ("1.99.1", "1.99.2", "1.98.1")


@harness.posix_only
@unittest.skipUnless(shutil.which("go"), "no go on PATH builds the proxy that mixes answers up")
class MixedAnswers(RealServer):
    @classmethod
    def fill(cls, world):
        for number, version in enumerate(VERSIONS):  # their records far from each other: tiles of many places and widths
            world.log.fill(7_001 * (number + 1))
            sdk = world.add(version, PLATFORM, extra_bytes=300_000)
            world.log.add(sumdb.toolchain_record(sdk.name, sdk.h1))
        world.log.fill(30_011)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="govern-race-")
        cls.addClassCleanup(folder.cleanup)
        cls.server = Path(folder.name) / "race_server"
        built = subprocess.run(["go", "build", "-o", str(cls.server), str(SOURCE)], cwd=folder.name, capture_output=True, text=True,
                               env={**os.environ, "GOTOOLCHAIN": "local", "GO111MODULE": "off", "GOFLAGS": ""})
        if built.returncode != 0:
            raise unittest.SkipTest(f"the proxy cannot be built here: {built.stderr.strip()[-200:]}")

    def test_nobody_is_accused(self):
        authority = Authority(self.folder / "authority")
        port = free_port()
        self.run_server(port, self.server, str(port), self.proxy.url().rstrip("/"), "3000", authority.folder / "server.pem",
                        authority.folder / "server.key")
        self.home.env.update(GOPROXY=f"https://localhost:{port}", SSL_CERT_FILE=str(authority.ca_file))
        for number in range(harness.count("GOVERN_RACES", 5, 200)):
            home = self.home.scratch / f"home {number}"
            result = self.home.run("install", *VERSIONS, "--source", "proxy", "--home", str(home))
            self.assertEqual((result.code, "log-" in result.err), (0, False), f"run {number}: {result}")
            shutil.rmtree(home)


if __name__ == "__main__":
    harness.main()
