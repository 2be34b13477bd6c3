"""Tests of installs: a world of fake SDKs, served by a download site and a module proxy on loopback."""

import json
import os
import platform
import tempfile
from pathlib import Path

import harness
from harness import WINDOWS, GovernTest, native
from sdks import World
from server import Rule, Server

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
PLATFORM = ("windows-" if WINDOWS else "linux-") + ("amd64" if harness.WINE else _MACHINES[platform.machine().lower()])
OTHER_PLATFORM = "darwin-arm64"
GO, GOFMT = "go" + harness.EXE_SUFFIX, "gofmt" + harness.EXE_SUFFIX


def file_url(folder):
    """A file:// URL as the program under test understands it."""
    text = native(folder).replace("\\", "/")
    for letter in (" ", "'"):
        text = text.replace(letter, f"%{ord(letter):02X}")
    return "file://" + ("" if text.startswith("/") else "/") + text


class WorldTest(GovernTest):
    """`self.world` is shared by a class (see `fill`); each test has a home, a `self.site` and a `self.proxy` of its own.

    Nothing is reached unless a test says `use_site()` or `use_proxy()`."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="govern-world-")
        cls.addClassCleanup(folder.cleanup)
        cls.world = World(Path(folder.name), go=cls.fake_go())
        cls.fill(cls.world)
        cls.world.write()

    @classmethod
    def fill(cls, world):
        """The SDKs of this class."""
        world.add("1.99.1", PLATFORM, embedded=True)

    @staticmethod
    def fake_go():
        return Path(os.environ["GOVERN_BIN"]) / ("fake_go" + harness.EXE_SUFFIX)

    def setUp(self):
        super().setUp()
        self.use_world(self.world)

    def use_world(self, world):
        self.home.env.update(world.environment(native))

    def serve(self, root, tls=None):
        server = Server(root, tls=tls)
        self.addCleanup(server.close)
        return server

    def use_site(self, world=None):
        """GOVERN_MIRROR is the world's download site over http from now on."""
        self.site = self.serve((world or self.world).site)
        self.home.env["GOVERN_MIRROR"] = self.site.url()
        return self.site

    def use_proxy(self, world=None, tls=None):
        """GOPROXY is the world's module proxy from now on, over https where `tls` is an Authority."""
        self.proxy = self.serve((world or self.world).proxy, tls=tls)
        self.home.env["GOPROXY"] = self.proxy.url()
        return self.proxy

    def sdk(self, version, platform=PLATFORM, home=None):
        return (home or self.home).sdks / f"go{version}.{platform}"

    def installed(self, home=None):
        return {f"{one['version']} {one['os']}-{one['arch']}"
                for one in self.check((home or self.home).run("list", "--json")).json["result"]["installed"]}

    def assert_nothing_installed(self, home=None):
        """No folder in sdks/, no receipt, staging empty."""
        home = home or self.home
        for folder in (home.sdks, home.receipts, home.staging):
            left = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
            self.assertEqual(left, [], folder.name)

    def assert_verifies(self, version, home=None):
        result = self.check((home or self.home).run("verify", version, "--json", "--offline"))
        self.assertTrue(result.json["result"]["verified"][0]["ok"], result)

    def history(self):
        """The first lines of the changes of the default, oldest first; of two with one id the later."""
        file = self.home.state / "history"
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
        by_id = {line["id"]: line for line in lines if "outcome" not in line}
        return [line for _, line in sorted(by_id.items()) if line["from"] != line["to"]]

    def goroot_of(self, result):
        """The GOROOT of the fake go that ran, by its own path (`program=…`)."""
        line = next(line for line in result.out.splitlines() if line.startswith("program="))
        return harness.host(line.removeprefix("program=")).parent.parent


__all__ = ["GO", "GOFMT", "OTHER_PLATFORM", "PLATFORM", "Rule", "WorldTest", "file_url"]
