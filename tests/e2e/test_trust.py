"""Nothing unverified is ever published: altered archives, hostile mirrors, and logs that lie."""

import hashlib
import io
import json
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import harness
import sumdb
from sdks import World
from worlds import PLATFORM, Rule, WorldTest, file_url

LOOKUP = "/sumdb/log.test/lookup/golang.org/toolchain@v0.0.1-{}." + PLATFORM


class TrustTest(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.98.3", PLATFORM, embedded=True)
        world.add("1.99.1", PLATFORM)
        world.add("1.99.2", PLATFORM)
        world.add("1.97.9", PLATFORM, logged=False)

    def copy_of_world(self):
        """The world's files in a folder that a test may change."""
        folder = Path(tempfile.mkdtemp(prefix="govern-world-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        shutil.copytree(self.world.folder, folder, dirs_exist_ok=True)
        return folder

    def refused(self, error, *args, code=6):
        result = self.run_fails(code, *(args or ("install", "1.99.1")), error=error)
        self.assert_nothing_installed()
        return result

    def lookup(self, version):
        return LOOKUP.format("go" + version)

    def lookup_text(self, version, log=None):
        log = log or self.world.log
        return log.lookup(log.number_of(f"go{version}.{PLATFORM}"))


class Log(TrustTest):
    def setUp(self):
        super().setUp()
        self.use_proxy()

    def test_cost(self):
        self.run_ok("install", "1.99.1")
        asked = self.proxy.asked("/sumdb/*")
        self.assertLessEqual(len(asked), 12)
        self.assertLessEqual(sum(request.sent for request in asked), 60_000)
        self.run_ok("uninstall", "1.99.1", "--force")
        self.run_ok("install", "1.99.1")
        self.assertEqual(len(self.proxy.asked("/sumdb/*")), len(asked), "the same version again costs nothing")

    def test_a_flipped_bit_in_a_tile(self):
        self.proxy.rule("/sumdb/log.test/tile/8/0/*", Rule(flip=40))
        self.assertIn("tile/8/0/", self.refused("log-bad-tile").err)

    def test_a_flipped_bit_in_the_head(self):
        text = self.lookup_text("1.99.1")
        self.proxy.rule(self.lookup("1.99.1"), Rule(content=text.replace("database tree\n3", "database tree\n2").encode()))
        self.refused("log-bad-signature")

    def test_another_key(self):
        other = sumdb.Log("log.test", seed=b"another").fill(300)
        other.add(sumdb.toolchain_record(f"go1.99.1.{PLATFORM}", self.world[f"go1.99.1.{PLATFORM}"].h1))
        self.proxy.rule(self.lookup("1.99.1"), Rule(content=self.lookup_text("1.99.1", other).encode()))
        self.refused("log-unknown-key")

    def test_a_record_that_is_not_in_the_log(self):
        h1, other = self.world[f"go1.99.1.{PLATFORM}"].h1, self.world[f"go1.99.2.{PLATFORM}"].h1
        self.proxy.rule(self.lookup("1.99.1"), Rule(content=self.lookup_text("1.99.1").replace(h1, other).encode()))
        self.refused("log-record-not-in-tree")

    def test_a_truncated_record(self):
        self.proxy.rule(self.lookup("1.99.1"), Rule(content=self.lookup_text("1.99.1").encode()[:120]))
        self.refused("log-malformed")

    def test_the_record_of_another_version(self):
        self.proxy.rule(self.lookup("1.99.1"), Rule(content=self.lookup_text("1.99.2").encode()))
        self.refused("log-wrong-record")

    def test_no_record(self):
        self.refused("log-no-record", "install", "1.97.9")

    def test_no_log_at_all(self):
        self.proxy.rule("/sumdb/*", Rule(status=404))
        self.refused("log-unreachable", code=5)

    def test_gosumdb_off(self):
        self.home.env["GOSUMDB"] = "off"
        self.refused("sumdb-off")
        self.home.env["GOSUMDB"] = "on"
        self.refused("gosumdb-malformed", code=1)

    def test_no_variable_exempts_a_toolchain(self):
        self.home.env.update(GONOSUMDB="golang.org/*", GOPRIVATE="*", GOINSECURE="*", GOFLAGS="-insecure", GONOSUMCHECK="1")
        self.proxy.rule(self.lookup("1.99.1"), Rule(status=404))
        self.refused("log-no-record")

    def test_another_database_is_never_called_genuine(self):
        other = sumdb.Log("other.test", seed=b"other").fill(20)
        other.add(sumdb.toolchain_record(f"go1.99.1.{PLATFORM}", self.world[f"go1.99.1.{PLATFORM}"].h1))
        folder = self.copy_of_world()
        other.write(folder / "proxy" / "sumdb" / other.name)
        self.home.env.update(GOPROXY=self.serve(folder / "proxy").url(), GOSUMDB=other.key)
        result = self.run_ok("install", "1.99.1")
        self.assertIn("other.test", result.err)
        self.assertNotIn("genuine", result.err)
        self.assert_verifies("1.99.1")

    def test_an_older_head_is_older_and_no_more(self):
        self.run_ok("install", "1.99.1")
        log = self.world.log
        number = log.number_of(f"go1.99.2.{PLATFORM}")
        self.proxy.rule(self.lookup("1.99.2"), Rule(content=log.lookup(number, number + 1).encode()))
        self.run_ok("install", "1.99.2")
        saved = (self.home.cache / "log.test" / "latest").read_text(encoding="utf-8")
        self.assertEqual(saved.split("\n")[1], str(log.size))

    def test_a_fork_stops_everything_and_is_kept(self):
        self.run_ok("install", "1.99.1")
        fork = self.world.log.fork(at=7).fill(self.world.log.size + 50)
        folder = self.copy_of_world()
        fork.write(folder / "proxy" / "sumdb" / fork.name)
        self.home.env["GOPROXY"] = self.serve(folder / "proxy").url()
        result = self.run_fails(6, "install", "1.99.2", error="log-forked")
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}"})
        heads = {path.read_text(encoding="utf-8") for path in (self.home.cache / "log.test").glob("fork-*")}
        self.assertEqual(heads, {self.world.log.head(), fork.head()})
        self.assertEqual(result.err.count("fork-"), 2, result)
        self.assertEqual((self.home.cache / "log.test" / "latest").read_text(encoding="utf-8"), self.world.log.head())
        # Not even what the embedded list vouches for is installed beside such a log.
        self.use_site()
        self.run_fails(6, "install", "1.98.3", error="log-forked")

    def test_a_damaged_cache_costs_requests(self):
        self.run_ok("install", "1.99.1")
        for path in (self.home.cache / "log.test" / "tile").rglob("*"):
            if path.is_file():
                content = bytearray(path.read_bytes())
                content[3] ^= 1
                path.write_bytes(content)
        self.run_ok("uninstall", "1.99.1", "--force")
        before = len(self.proxy.asked("/sumdb/*"))
        self.run_ok("install", "1.99.1")
        self.assertGreater(len(self.proxy.asked("/sumdb/*")), before)

    def test_what_was_proved_once_needs_no_log_again(self):
        proxy = self.copy_of_world() / "proxy"
        self.home.env["GOPROXY"] = file_url(proxy)
        self.run_ok("install", "1.99.1")
        self.run_ok("uninstall", "1.99.1", "--force")
        shutil.rmtree(proxy / "sumdb")
        self.run_ok("install", "1.99.1")
        self.run_fails(5, "install", "1.99.2", error="log-unreachable")


class Modules(TrustTest):
    def altered_zip(self, change):
        folder = self.copy_of_world()
        path = next((folder / "proxy").rglob(f"v0.0.1-go1.99.1.{PLATFORM}.zip"))
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        change(files, f"golang.org/toolchain@v0.0.1-go1.99.1.{PLATFORM}/")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        path.write_bytes(buffer.getvalue())
        self.home.env["GOPROXY"] = self.serve(folder / "proxy").url()

    def test_a_file_more_than_the_log_knows(self):
        self.altered_zip(lambda files, prefix: files.update({prefix + "src/evil.go": b"package evil\n"}))
        self.refused("h1-mismatch")

    def test_a_file_less(self):
        self.altered_zip(lambda files, prefix: files.pop(prefix + "src/fmt/print.go"))
        self.refused("h1-mismatch")

    def test_another_content(self):
        self.altered_zip(lambda files, prefix: files.update({prefix + "src/fmt/print.go": b"package fmt // evil\n"}))
        self.refused("h1-mismatch")

    def test_two_names_that_differ_only_in_case(self):
        self.altered_zip(lambda files, prefix: files.update({prefix + "src/FMT/print.go": b"package fmt\n"}))
        self.refused("archive-hostile")


class Mirrors(TrustTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Of most releases the list knows no size, which would give these archives away before their hash.
        known = cls.world.folder / "embedded.tsv"
        known.write_bytes(re.sub(rb"\t\d+\n", b"\t0\n", known.read_bytes()))

    def hostile_mirror(self):
        """A mirror whose listing fits its own archives, which are not the real ones."""
        folder = tempfile.mkdtemp(prefix="govern-hostile-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        world = World(folder, go=self.fake_go(), log=sumdb.Log("log.test", seed=b"hostile").fill(300))
        for version in ("1.98.3", "1.99.1"):
            world.add(version, PLATFORM).files["src/fmt/print.go"] = b"package fmt // evil\n"
        return world.write()

    def test_its_listing_is_no_evidence(self):
        self.use_site(self.hostile_mirror())
        self.use_proxy()
        self.refused("sha256-mismatch", "install", "1.98.3", "--source", "official")
        self.refused("h1-mismatch", "install", "1.99.1", "--source", "official")

    def test_without_the_log_nothing_speaks_for_an_unknown_archive(self):
        self.use_site(self.hostile_mirror())
        result = self.home.run("install", "1.99.1")
        self.assertIn(result.code, (5, 6), result)
        self.assert_nothing_installed()

    def test_every_variable_in_favour_of_a_hostile_mirror(self):
        world = self.hostile_mirror()
        site = self.use_site(world)
        proxy = self.use_proxy(world)
        listing = json.loads((world.site / "index.json").read_bytes())
        sha = next(one["files"][0]["sha256"] for one in listing if one["version"] == "go1.98.3")
        self.home.env.update(
            GOVERN_SOURCE="official", GOVERN_GOPROXY=proxy.url(), GOVERN_SHA256=sha, GOVERN_INSECURE="1", GOVERN_VERIFY="0",
            GOVERN_OFFICIAL_SITES=site.url(), GOVERN_LOG_KEY=world.log.key, GOVERN_KEEP_ARCHIVES="1", GOVERN_AUTO_INSTALL="1")
        self.refused("sha256-mismatch", "install", "1.98.3")
        self.home.env["GOVERN_SOURCE"] = "proxy"
        self.refused("log-unknown-key", "install", "1.98.3")

    def test_your_sha256_must_agree_with_what_is_known(self):
        world = self.hostile_mirror()
        self.use_site(world)
        name = world[f"go1.98.3.{PLATFORM}"].archive_name
        theirs = hashlib.sha256((world.site / name).read_bytes()).hexdigest()
        self.refused("sha256-mismatch", "install", "1.98.3", "--sha256", theirs)


if __name__ == "__main__":
    harness.main()
