"""The faults in which other version managers were watched, each against govern: it refuses or carries on, says why in
words that help, leaves nothing behind that could run or poison the next run, and that next run heals.

Rows 1 to 5b are tried on the official archive and on the module zip. Elsewhere: row 6 (stalls) and 9 (many at once) in
test_faults, 7 (kills) in test_kills, 8 (full disks) in test_bad_input and test_disks, 10 (read-only homes) in test_disks."""

import os
import shutil

import harness
import sumdb
from sdks import World
from server import HTML_PAGE
from worlds import PLATFORM, Rule, WorldTest

VERSION = "1.99.1"


class PeerTest(WorldTest):
    @classmethod
    def fill(cls, world):
        cls.wanted = world.add(VERSION, PLATFORM, embedded=True, extra_bytes=4_000_000)
        world.add("1.98.3", PLATFORM, embedded=True)

    def assert_nothing_there(self):
        """Nothing that could run, and no part of a download that a later run would build on."""
        self.assert_nothing_installed()
        self.assertFalse((self.home.state / "default").exists())
        self.assertFalse((self.home.shims / ("go" + VERSION + harness.EXE_SUFFIX)).exists())


class Rows:
    """Each row for one source; the classes below run them."""

    source = None

    def setUp(self):
        super().setUp()
        if self.source == "official":
            self.server = self.use_site()
            self.path = "/" + self.wanted.archive_name
            self.content = (self.world.site / self.wanted.archive_name).read_bytes()
        else:
            self.server = self.use_proxy()
            self.path = f"/golang.org/toolchain/@v/{self.wanted.module_version}.zip"
            self.content = (self.world.proxy / self.path[1:]).read_bytes()

    def fails(self, code, *words, **rule):
        """An install from a server that answers so fails, says these words, and leaves nothing to build on."""
        self.server.rule(self.path, Rule(**rule))
        result = self.run_fails(code, "install", VERSION)
        self.assertIsNotNone(result.error_code, result)
        for word in words:
            self.assertIn(word, result.err)
        # A page's text and an archive's bytes are nothing to print.
        self.assertTrue(all(letter.isprintable() or letter == "\n" for letter in result.err), result)
        self.assert_nothing_there()
        return result

    def heals(self, at_most=None):
        """The same command against a good server gives the whole tree; how much it fetched for that."""
        self.server.clear()
        self.run_ok("install", VERSION)
        self.assert_verifies(VERSION)
        sent = sum(request.sent for request in self.server.asked(self.path))
        self.assertLessEqual(sent, len(self.content) if at_most is None else at_most)
        self.assertEqual([name for name in self.home.tree(self.home.cache) if ".part" in name], [])

    def parts(self):
        return list((self.home.cache / "downloads").glob("*"))

    def test_row_1_flipped_byte(self):
        for offset in (0, len(self.content) // 2, len(self.content) - 1):
            with self.subTest(offset=offset):
                self.fails(6, "go" + VERSION, flip=offset)
                self.assertEqual(self.parts(), [], "what is known to be wrong is not kept")
                self.heals()
                self.run_ok("uninstall", VERSION, "--force")

    def test_row_1b_forged_archive_with_an_honest_sum(self):
        self.fails(6, content=self.forged())
        self.assertEqual(self.parts(), [])
        self.heals()

    def forged(self):
        """A well-made archive of an SDK with one file more."""
        world = World(self.home.scratch / "forged", go=self.fake_go())
        sdk = world.add(VERSION, PLATFORM, extra_bytes=4_000_000)
        sdk.files["bin/evil"] = b"#!/bin/sh\n"
        return sdk.archive() if self.source == "official" else sdk.module_zip()

    def test_row_3_web_page(self):
        self.fails(5, "web page", html=True)
        self.assertEqual(self.parts(), [])
        self.heals()

    def test_row_3b_web_page_for_every_request(self):
        self.server.default = Rule(html=True)
        result = self.run_fails(5, "install", VERSION)
        self.assertIn("web page", result.err)
        self.assertNotIn(HTML_PAGE.decode().strip(), result.err)
        self.assert_nothing_there()
        self.heals()

    def test_row_4_cut_every_time(self):
        """Where a server has ranges it comes piece by piece; where it has none it ends, and the next run resumes."""
        self.fails(5, "go" + VERSION, truncate=len(self.content) // 2, ranges=False)
        self.server.clear()
        kept = sum(part.stat().st_size for part in (self.home.cache / "downloads").glob("*.part"))
        self.assertGreater(kept, len(self.content) // 3)
        directory_first = 2 << 20 if self.path.endswith(".zip") else 0
        self.heals(at_most=len(self.content) - kept + directory_first + 65536)

    def test_row_4_cut_every_time_with_ranges(self):
        self.server.rule(self.path, Rule(truncate=900_000))
        self.run_ok("install", VERSION)
        self.assert_verifies(VERSION)

    def test_row_5a_length_too_small(self):
        self.fails_or_heals(length=-(len(self.content) // 2))

    def test_row_5b_length_too_large(self):
        self.fails_or_heals(length=1_000_000)

    def fails_or_heals(self, **rule):
        """A length that lies all the time, and one that lies once."""
        self.server.rule(self.path, Rule(**rule))
        result = self.home.run("install", VERSION)
        if result.code == 0:
            self.assert_verifies(VERSION)
            self.run_ok("uninstall", VERSION, "--force")
        else:
            self.assertIn(result.code, (5, 6), result)
            self.assertIsNotNone(result.error_code, result)
            self.assert_nothing_there()
        shutil.rmtree(self.home.cache, ignore_errors=True)
        self.server.clear()
        self.server.rule(self.path, Rule(times=1, **rule))
        again = self.home.run("install", VERSION)
        if again.code != 0:
            self.run_ok("install", VERSION)
        self.assert_verifies(VERSION)


class OfficialRows(Rows, PeerTest):
    source = "official"

    def test_row_2_archive_and_sum_forged(self):
        """A mirror that made its own listing for its own archive."""
        world = World(self.home.scratch / "mirror", go=self.fake_go())
        world.add(VERSION, PLATFORM).files["bin/evil"] = b"#!/bin/sh\n"
        world.write()
        self.use_site(world)
        result = self.run_fails(6, "install", VERSION)
        self.assertIn(self.wanted.archive_name, result.err)
        self.assert_nothing_there()
        self.use_site()
        self.run_ok("install", VERSION)
        self.assert_verifies(VERSION)
        self.assertFalse((self.home.shims / "evil").exists())


class ProxyRows(Rows, PeerTest):
    source = "proxy"

    def test_row_2_archive_and_database_forged(self):
        """A proxy that made its own checksum database for its own archive; no setting of Go's opens the door."""
        world = World(self.home.scratch / "mirror", go=self.fake_go(), log=sumdb.Log("log.test", seed=b"its own key"))
        world.add(VERSION, PLATFORM).files["bin/evil"] = b"#!/bin/sh\n"
        world.write()
        self.use_world(self.world)
        self.use_proxy(world)
        for env in ({}, {"GOSUMDB": "off"}, {"GONOSUMDB": "*"}, {"GOPRIVATE": "*", "GONOSUMCHECK": "1", "GOFLAGS": "-insecure"}):
            with self.subTest(**env):
                shutil.rmtree(self.home.cache, ignore_errors=True)
                self.run_fails(6, "install", VERSION, env=env)
                self.assert_nothing_there()
        self.use_proxy()
        self.run_ok("install", VERSION)
        self.assert_verifies(VERSION)


class Row11VersionFiles(PeerTest):
    """1.98.3 is the default; the file asks for 1.99.1, in every shape that was tried on peers."""

    PINS = {
        "plain": b"1.99.1\n", "UTF-8 BOM": b"\xef\xbb\xbf1.99.1\n", "CRLF": b"1.99.1\r\n",
        "UTF-16LE with BOM": "\ufeff1.99.1\r\n".encode("utf-16-le"), "UTF-16BE with BOM": "\ufeff1.99.1\n".encode("utf-16-be"),
        "comment first": b"# pin\n1.99.1\n", "comment after": b"1.99.1 # pin\n", "blank line first": b"\n1.99.1\n",
        "go1.99.1": b"go1.99.1\n",
    }
    BAD = {"empty": (b"", 1), "unknown": (b"1.50.0\n", 4), "garbage": (b"what?\n", 1), "binary": (bytes(range(256)), 1)}
    GO_MODS = {
        "plain": b"module m\n\ngo 1.99.1\n", "UTF-8 BOM": b"\xef\xbb\xbfmodule m\n\ngo 1.99.1\n",
        "CRLF": b"module m\r\n\r\ngo 1.99.1\r\n", "comment first": b"// a\nmodule m\n\ngo 1.99.1\n",
        "comment after": b"module m\n\ngo 1.99.1 // a\n", "toolchain": b"module m\n\ngo 1.98\n\ntoolchain go1.99.1\n",
    }

    def setUp(self):
        super().setUp()
        self.use_site()
        self.run_ok("install", "1.98.3", VERSION)
        self.run_ok("default", "1.98.3")

    def ran(self):
        return self.goroot_of(self.check(self.home.shim("go", "version"))).name

    def test_pins(self):
        for name, content in self.PINS.items():
            with self.subTest(name):
                self.home.write(".go-version", content)
                self.assertEqual(self.ran(), f"go1.99.1.{PLATFORM}")
                self.assertEqual(self.run_ok("current").out, "1.99.1\n")

    def test_bad_pins_never_run_another_go(self):
        for name, (content, code) in self.BAD.items():
            with self.subTest(name):
                path = self.home.write(".go-version", content)
                for result in (self.home.shim("go", "version"), self.home.run("current")):
                    self.assertNotEqual(result.code, 0, result)
                    self.assertEqual(result.out, "")
                    self.assertIn(harness.native(path), result.err)
                self.check(self.home.shim("go", "version"), code)

    def test_go_mod(self):
        for name, content in self.GO_MODS.items():
            with self.subTest(name):
                self.home.write("go.mod", content)
                self.assertEqual(self.ran(), f"go1.99.1.{PLATFORM}")


class Row12ChangedAfterwards(PeerTest):
    def test_it_is_noticed_named_and_repaired(self):
        self.use_site()
        self.run_ok("install", VERSION)
        root = self.sdk(VERSION)
        changes = {
            "src/fmt/print.go": lambda path: path.write_bytes(b"package fmt // altered\n"),
            "bin/gofmt" + harness.EXE_SUFFIX: lambda path: path.write_bytes(b"another"),
            "src/a/x.go": lambda path: path.unlink(),
        }
        for name, change in changes.items():
            with self.subTest(name):
                # As quick as a person would never be: the time of the file stays the same too.
                stat = (root / name).stat()
                change(root / name)
                if (root / name).exists():

                    os.utime(root / name, ns=(stat.st_atime_ns, stat.st_mtime_ns))
                result = self.run_fails(6, "verify", VERSION, "--offline")
                self.assertIn(name, result.out.replace("\\", "/") + result.err.replace("\\", "/"))
                self.run_ok("repair", VERSION)
                self.assert_verifies(VERSION)
        shutil.rmtree(root / "src")
        self.run_fails(6, "verify", VERSION, "--offline")
        self.run_ok("repair", VERSION)
        self.assert_verifies(VERSION)
        self.assertEqual(self.home.tree(self.home.staging), [])


if __name__ == "__main__":
    harness.main()
