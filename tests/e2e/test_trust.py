"""Nothing unverified is ever published, whatever a mirror, a proxy or a network does."""

import hashlib
import io
import json
import random
import re
import shutil
import struct
import tarfile
import unittest
import warnings
import zipfile
import zlib

import harness
import sumdb
from harness import WINDOWS, native
from sdks import World
from worlds import PLATFORM, Rule, WorldTest, file_url

LOGGED, LISTED = "1.99.1", "1.99.2"


class TrustTest(WorldTest):
    @classmethod
    def fill(cls, world):
        cls.logged = world.add(LOGGED, PLATFORM)                # only the log knows it
        cls.listed = world.add(LISTED, PLATFORM, embedded=True)
        world.write()  # their records come first
        world.log.fill(600)

    def setUp(self):
        super().setUp()
        self.use_proxy()
        self.lookup = f"/sumdb/log.test/lookup/golang.org/toolchain@{self.logged.module_version}"
        self.zip = f"/golang.org/toolchain/@v/{self.logged.module_version}.zip"

    def refused(self, error=None, code=6, version=LOGGED, **options):
        """The install fails so, and leaves nothing that could run."""
        result = self.run_fails(code, "install", version, error=error, **options)
        if code == 6:
            self.assertIsNotNone(result.error_code, result)
        self.assert_nothing_installed()
        self.assertFalse((self.home.state / "default").exists())
        self.assertFalse((self.home.shims / ("go" + version)).exists())
        return result

    def forget(self):
        """No rules, no requests, no cache: as on the first day."""
        self.proxy.clear()
        shutil.rmtree(self.home.cache, ignore_errors=True)

    def works(self, version=LOGGED):
        self.run_ok("install", version)
        self.assert_verifies(version)


class Archives(TrustTest):
    def zip_of(self, changes=None, entries=()):
        """The module zip with other files, and raw entries [(name, content or ZipInfo)] added."""
        files = {**self.logged.module_files(), **(changes or {})}
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in [*files.items(), *entries]:
                if content is not None:
                    archive.writestr(name, content)
        return buffer.getvalue()

    def serves(self, content):
        self.forget()
        self.proxy.rule(self.zip, Rule(content=content))

    def test_one_flipped_bit(self):
        size = (self.world.proxy / self.zip.lstrip("/")).stat().st_size
        chosen = random.Random(1)
        for offset in [0, size - 1, *(chosen.randrange(size) for _ in range(6))]:
            with self.subTest(offset=offset):
                self.forget()
                self.proxy.rule(self.zip, Rule(flip=offset))
                result = self.home.run("install", LOGGED)
                if result.code == 0:
                    # A bit that no content hangs on, such as one of a file time.
                    self.assert_verifies(LOGGED)
                    self.run_ok("uninstall", LOGGED, "--force")
                    continue
                self.assertEqual(result.code, 6, result)
                self.assertIn(result.error_code, ("archive-damaged", "archive-hostile", "h1-mismatch"), result)
                self.assert_nothing_installed()

    @unittest.skipIf(WINDOWS, "there the official archive is a zip too")
    def test_one_flipped_bit_in_an_official_archive(self):
        self.use_site()
        size = len(self.listed.archive())
        for offset in (4, 30, size // 2, size - 6, size - 1):
            with self.subTest(offset=offset):
                self.site.clear()
                self.site.rule("/go1*", Rule(flip=offset))
                result = self.run_fails(6, "install", LISTED, "--source", "official")
                self.assertIn(result.error_code, ("archive-damaged", "sha256-mismatch"))
                self.assert_nothing_installed()

    def test_files_that_are_not_the_logs(self):
        prefix = self.logged.module_prefix
        for name, changes in {
            "an extra file": {prefix + "src/fmt/evil.go": b"package fmt\n"},
            "a changed file": {prefix + "src/fmt/print.go": b"package fmt // \n"},
            "a missing file": {prefix + "src/make.bash": None},
            "an extra file of api": {prefix + "api/evil.txt": b"x"},
        }.items():
            with self.subTest(name):
                self.serves(self.zip_of(changes))
                result = self.home.run("install", LOGGED)
                if name == "an extra file of api" and result.code == 0:
                    self.assertFalse((self.sdk(LOGGED) / "api").exists(), "the h1 does not cover api")
                    self.run_ok("uninstall", LOGGED, "--force")
                    continue
                self.check(result, 6, "h1-mismatch")
                self.assertIn(self.logged.h1, result.err)
                self.assert_nothing_installed()

    def test_hostile_names(self):
        prefix = self.logged.module_prefix
        names = {
            "absolute": "/etc/evil", "parent": prefix + "../evil", "parent inside": prefix + "src/../../../evil",
            "backslash": prefix + "src\\..\\..\\evil", "drive": prefix + "C:/evil", "drive alone": "C:\\evil",
            "stream": prefix + "LICENSE:evil", "reserved": prefix + "src/NUL", "reserved with ending": prefix + "src/com1.txt",
            "dot at the end": prefix + "src/evil.", "space at the end": prefix + "src/evil ", "control": prefix + "a\x01b",
            "another module": "golang.org/other@v1.0.0/x", "unicode twin of a device": prefix + "src/COM\u00b9",
        }
        for name, entry in names.items():
            with self.subTest(name):
                self.serves(self.zip_of(entries=[(zip_name(entry), b"evil")]))
                self.refused("archive-hostile")
        self.assertEqual([path for path in self.home.scratch.rglob("evil*")], [])

    def test_two_entries_of_one_file(self):
        prefix = self.logged.module_prefix
        for name, entry in {"same": "LICENSE", "case": "License", "case of a folder": "SRC/x.go",
                            "file where a folder is": "src"}.items():
            with self.subTest(name):
                with warnings.catch_warnings():  # zipfile knows better
                    warnings.simplefilter("ignore")
                    self.serves(self.zip_of(entries=[(prefix + entry, b"other")]))
                self.refused("archive-hostile")

    def test_links(self):
        link = zipfile.ZipInfo(self.logged.module_prefix + "src/link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        self.serves(self.zip_of(entries=[(link, b"/etc/passwd")]))
        self.refused("archive-hostile")

    @unittest.skipIf(WINDOWS, "there official archives are zips")
    def test_links_and_names_in_a_tar(self):
        self.use_site()
        for name, kind, target in (("go/link", tarfile.SYMTYPE, "/etc"), ("go/hard", tarfile.LNKTYPE, "go/VERSION"),
                                   ("go/pipe", tarfile.FIFOTYPE, ""), ("go/../evil", tarfile.REGTYPE, ""),
                                   ("/evil", tarfile.REGTYPE, ""), ("go/device", tarfile.CHRTYPE, "")):
            with self.subTest(name):
                buffer = io.BytesIO()
                with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
                    entry = tarfile.TarInfo(name)
                    entry.type, entry.linkname = kind, target
                    tar.addfile(entry)
                self.site.clear()
                # Not in the embedded list: its size is not known beforehand.
                self.site.rule(f"/go{LOGGED}.*", Rule(content=buffer.getvalue()))
                listing = json.loads(self.world.listing())
                for release in listing:
                    for file in release["files"]:
                        file["sha256"], file["size"] = hashlib.sha256(buffer.getvalue()).hexdigest(), len(buffer.getvalue())
                self.site.rule("/*", Rule(content=json.dumps(listing).encode()))
                shutil.rmtree(self.home.cache, ignore_errors=True)
                result = self.run_fails(6, "install", LOGGED, "--source", "official", error="archive-hostile")
                self.assert_nothing_installed()
                self.assertIn(name, result.err)

    def test_too_many_entries(self):
        self.serves(raw_zip([(f"{self.logged.module_prefix}src/f{n}", b"", 0, 0) for n in range(70_000)]))
        self.refused("archive-hostile")

    def test_a_bomb(self):
        """Ten gigabytes when unpacked, ten megabytes on the wire."""
        size = 64 << 20
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(bytes(size)) + packer.flush()
        crc = zlib.crc32(bytes(size))
        self.serves(raw_zip([(f"{self.logged.module_prefix}src/f{n}", packed, size, crc) for n in range(160)]))
        self.refused("archive-hostile")

    def test_a_bomb_that_lies(self):
        """An entry that unpacks to more than it says."""
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(bytes(64 << 20)) + packer.flush()
        self.serves(raw_zip([(f"{self.logged.module_prefix}VERSION", packed, 10, zlib.crc32(bytes(10)))]))
        self.refused()

    def test_an_sdk_of_another_version(self):
        world = World(self.home.scratch / "mislabelled", go=self.fake_go())
        world.add("1.99.5", PLATFORM).files["VERSION"] = b"go1.99.4\ntime 2026-01-02T03:04:05Z\n"
        world.add("1.99.6", PLATFORM).files.pop("VERSION")
        self.use_world(world.write())
        self.use_proxy(world)
        self.refused("version-mismatch", version="1.99.5")
        self.refused("not-an-sdk", version="1.99.6")


def zip_name(name):
    """zipfile itself changes some names; ZipInfo's attribute does not."""
    entry = zipfile.ZipInfo("x")
    entry.filename = name
    return entry


def raw_zip(entries):
    """A zip of (name, deflated content, size, crc) as they are, true or not; empty content is stored."""
    body, directory = io.BytesIO(), io.BytesIO()
    for name, packed, size, crc in entries:
        raw = name.encode()
        head = struct.pack("<HHHHHIIIHH", 20, 0, 8 if packed else 0, 0, 0x21, crc, len(packed), size, len(raw), 0)
        directory.write(b"PK\1\2\x14\0" + head + struct.pack("<HHHII", 0, 0, 0, 0, body.tell()) + raw)
        body.write(b"PK\3\4" + head + raw + packed)
    start, count = body.tell(), len(entries)
    short = min(count, 0xFFFF)
    body.write(directory.getvalue())
    if count > 0xFFFF:
        end = body.tell()
        body.write(struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(directory.getvalue()), start))
        body.write(struct.pack("<IIQI", 0x07064B50, 0, end, 1))
    body.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, short, short, len(directory.getvalue()), start, 0))
    return body.getvalue()


class TheLog(TrustTest):
    def serves_log(self, log, **options):
        """From now on GOPROXY is a proxy with the same SDKs and this log."""
        folder = self.home.scratch / "proxy with another log"
        shutil.copytree(self.world.proxy / "golang.org", folder / "golang.org", dirs_exist_ok=True)
        log.write(folder / "sumdb" / "log.test", **options)
        self.proxy = self.serve(folder)
        self.home.env["GOPROXY"] = self.proxy.url()

    def test_a_flipped_bit_in_any_tile(self):
        size = self.world.log.size
        number = self.world.log.number_of(self.logged.name)
        self.run_ok("install", LOGGED)
        used = {request.path for request in self.proxy.asked("/sumdb/*/tile/*") if request.status == 200}
        self.run_ok("uninstall", LOGGED, "--force")
        self.assertGreaterEqual(len(used), 2, (size, number))
        for tile in sorted(used):
            for offset in (5, -7):
                with self.subTest(tile=tile, offset=offset):
                    self.forget()
                    self.proxy.rule(tile, Rule(flip=offset))
                    self.refused("log-bad-tile")

    def test_a_flipped_bit_in_the_answer(self):
        answer = self.world.log.lookup(self.world.log.number_of(self.logged.name)).encode()
        head = answer.index(b"go.sum database tree")
        signature = answer.index("\u2014 ".encode()) + len("\u2014 log.test ") + 12
        for name, offset, errors in (
                ("record number", 0, ("log-record-not-in-tree", "log-malformed", "log-wrong-record", "log-bad-tile")),
                ("hash in the record", answer.index(b"h1:") + 10, ("log-record-not-in-tree", "log-wrong-record", "log-malformed")),
                ("name in the record", answer.index(b"go1."), ("log-wrong-record",)),
                ("tree size", head + 22, ("log-bad-signature", "log-malformed")),
                ("root", head + 30, ("log-bad-signature", "log-malformed")),
                ("signature", signature, ("log-bad-signature", "log-malformed")),
                ("near its end", len(answer) - 8, ("log-bad-signature", "log-malformed"))):
            with self.subTest(name):
                self.forget()
                self.proxy.rule(self.lookup, Rule(flip=offset))
                self.assertIn(self.refused().error_code, errors)

    def test_a_cut_answer(self):
        answer = self.world.log.lookup(self.world.log.number_of(self.logged.name)).encode()
        for length in (0, 1, 30, answer.index(b"\n\n"), len(answer) - 20):
            with self.subTest(length=length):
                self.forget()
                self.proxy.rule(self.lookup, Rule(content=answer[:length]))
                self.refused()

    def test_another_sdks_record(self):
        self.proxy.rule(self.lookup, Rule(content=self.world.log.lookup(self.world.log.number_of(self.listed.name)).encode()))
        self.refused("log-wrong-record")

    def test_a_record_made_up_for_a_real_head(self):
        log = self.world.log
        number = log.number_of(self.logged.name)
        text = sumdb.toolchain_record(self.logged.name, "h1:" + "A" * 43 + "=")
        self.proxy.rule(self.lookup, Rule(content=f"{number}\n{text}\n{log.head()}".encode()))
        self.refused("log-record-not-in-tree")

    def test_wrong_key(self):
        other = sumdb.Log("log.test", seed=b"somebody else")
        for text in self.world.log.records:
            other.add(text)
        self.serves_log(other)
        self.refused("log-unknown-key")

    def test_a_forked_log_stops_everything_and_saves_both_heads(self):
        self.works(LOGGED)
        fork = self.world.log.fork(at=5).fill(700)
        # The whole of it is well made and well signed, only its past is another.
        self.serves_log(fork)
        for _ in range(2):
            result = self.run_fails(6, "install", LISTED, error="log-forked")
            self.assertIn("CONTRADICTS ITSELF", result.err)
            saved = sorted((self.home.cache / "log.test").glob("fork-*.note"))
            self.assertEqual([path.read_bytes().decode() for path in saved], [self.world.log.head(), fork.head()])
            for path in saved:
                self.assertIn(native(path), result.err)
        # Even what the embedded list proves does not get past it.
        self.use_site()
        self.run_fails(6, "install", LISTED, "--source", "official", error="log-forked")
        self.assertEqual(self.installed(), {f"{LOGGED} {PLATFORM}"})

    def test_an_older_head_is_only_older(self):
        number = self.world.log.number_of(self.listed.name)
        self.works(LOGGED)
        latest = (self.home.cache / "log.test" / "latest").read_bytes()
        self.serves_log(self.world.log, sizes=(400,), lookups={self.listed.name: 400})
        self.assertLess(number, 400)
        self.run_ok("install", LISTED, "--source", "proxy")
        self.assertEqual((self.home.cache / "log.test" / "latest").read_bytes(), latest, "the newer head stays")

    def test_a_log_that_grew(self):
        self.works(LOGGED)
        grown = self.world.log.fork(at=-1).fill(1100)
        self.assertEqual(grown.root(self.world.log.size), self.world.log.root())
        self.serves_log(grown)
        self.run_ok("install", LISTED, "--source", "proxy")
        self.assertEqual((self.home.cache / "log.test" / "latest").read_bytes().decode(), grown.head())

    def test_a_partial_tile_that_is_gone(self):
        """The full tile takes its place."""
        grown = self.world.log.fork(at=-1).fill(1100)
        for name in sumdb.Log.tiles(self.world.log):
            if ".p/" in name:
                full = name.split(".p/")[0]
                self.proxy.rule(f"/sumdb/log.test/{name}", Rule(status=404))
                level, index = int(full.split("/")[2]), int(full.split("/")[3])
                if (grown.size >> 8 * level) >= (index + 1) << 8:
                    self.proxy.rule(f"/sumdb/log.test/{full}", Rule(content=grown.tile(level, index)))
                else:
                    self.proxy.rule(f"/sumdb/log.test/{full}", Rule(content=b""))
        # The uppermost tile has no full form yet: that one stays.
        top = next(name for name in self.world.log.tiles() if name.startswith("tile/8/1/"))
        self.proxy._rules = [pair for pair in self.proxy._rules if not pair[0].endswith(top)]
        self.works()

    def test_no_record(self):
        for status in (404, 410, 403):
            with self.subTest(status):
                self.forget()
                self.proxy.rule(self.lookup, Rule(status=status))
                self.refused("log-no-record")

    def test_nobody_answers_for_the_log(self):
        for name, rule in {"no log": Rule(status=404), "web page": Rule(html=True), "down": Rule(status=503)}.items():
            with self.subTest(name):
                self.forget()
                self.proxy.rule("/sumdb/*", rule)
                result = self.home.run("install", LOGGED)
                self.assertIn((result.code, result.error_code), ((5, "log-unreachable"), (6, "log-no-record")), result)
                self.assert_nothing_installed()

    def test_a_log_that_never_answers(self):
        """Holds up nothing that is proved without it, nor what fails anyhow."""
        self.use_site()
        self.proxy.rule("/sumdb/*", Rule(delay=100))
        result = self.run_ok("install", LISTED, "--verbose")
        self.assertIn("log-not-asked", result.err)
        self.assertLess(result.seconds, 12)
        self.assert_verifies(LISTED)
        self.home.env.pop("GOVERN_MIRROR")
        self.proxy.rule(self.zip, Rule(status=404))
        self.assertLess(self.run_fails(3, "install", LOGGED).seconds, 12)

    def test_a_folder_without_its_log(self):
        copy = self.home.scratch / "proxy copy"
        shutil.copytree(self.world.proxy / "golang.org", copy / "golang.org")
        result = self.home.run("install", LOGGED, env={"GOPROXY": file_url(copy)})
        self.check(result, 5, "log-unreachable")
        self.assert_nothing_installed()

    def test_gosumdb(self):
        self.refused("sumdb-off", env={"GOSUMDB": "off"})
        self.refused("sumdb-off", env={"GOSUMDB": "off", "GONOSUMDB": "*", "GOPRIVATE": "*", "GONOSUMCHECK": "1"})
        self.refused("gosumdb-malformed", code=1, env={"GOSUMDB": "nonsense"})
        self.assertEqual(self.proxy.asked(self.zip), [], "known before anything is fetched")
        self.run_ok("install", LOGGED, env={"GONOSUMDB": "*", "GOPRIVATE": "*", "GOFLAGS": "-insecure", "GOINSECURE": "*"})
        self.assertIn("genuine by the log", self.run_ok("list").out)

    def test_another_database_is_never_genuine(self):
        other = sumdb.Log("other.test", seed=b"a company").fill(20)
        other.add(sumdb.toolchain_record(self.logged.name, self.logged.h1))
        folder = self.home.scratch / "company"
        other.write(folder / "sumdb" / "other.test")
        server = self.serve(folder)
        result = self.run_ok("install", LOGGED, "--json", env={
            "GOSUMDB": f"{other.key} {server.url('/sumdb/other.test')}"})
        text = result.out + self.run_ok("list").out
        self.assertIn("other.test", text)
        self.assertNotIn("genuine by", text)

    def test_cost(self):
        """A cold proof takes at most 12 requests and 60 kB, the same again none."""
        self.run_ok("install", LOGGED)
        asked = self.proxy.asked("/sumdb/*")
        self.assertLessEqual(len(asked), 12, [request.path for request in asked])
        self.assertLess(sum(request.sent for request in asked), 60_000)
        self.run_ok("uninstall", LOGGED, "--force")
        self.proxy.clear()
        self.works()
        self.assertEqual(self.proxy.asked("/sumdb/*"), [])

    def test_damage_in_the_cache(self):
        """A damaged tile or record is fetched again; a damaged head is said aloud."""
        self.run_ok("install", LOGGED)
        self.run_ok("uninstall", LOGGED, "--force")
        cache = self.home.cache / "log.test"
        for file in [path for path in cache.rglob("*") if path.is_file() and "tile" in path.parts] + [
                path for path in cache.rglob("toolchain@*")]:
            with self.subTest(file.name):
                content = bytearray(file.read_bytes())
                content[7] ^= 1
                file.write_bytes(content)
                self.works()
                self.run_ok("uninstall", LOGGED, "--force")
        head = cache / "latest"
        head.write_bytes(head.read_bytes().replace(b"tree\n6", b"tree\n7"))
        self.refused("log-saved-head-damaged")


class HostileMirrors(TrustTest):
    def hostile_site(self):
        """A mirror that serves its own SDKs under real names, with a listing that fits them."""
        world = World(self.home.scratch / "hostile", go=self.fake_go(), log=sumdb.Log("log.test", seed=b"evil").fill(10))
        for sdk in (self.logged, self.listed):
            world.add(sdk.version, PLATFORM, embedded=True).files["src/fmt/print.go"] = b"package fmt // evil\n"
        return world.write()

    def test_a_listing_of_the_mirror_proves_nothing(self):
        world = self.hostile_site()
        self.use_site(world)
        self.proxy.close()
        self.assertIn(self.refused(version=LISTED).error_code, ("sha256-mismatch", "size-mismatch"))
        shutil.rmtree(self.home.cache)
        self.refused("log-unreachable", code=5, version=LOGGED)

    def test_the_log_sees_through_it(self):
        self.use_site(self.hostile_site())
        result = self.run_fails(6, "install", LOGGED, "--source", "official", error="h1-mismatch")
        self.assertIn(self.logged.h1, result.err)
        self.assert_nothing_installed()

    def test_every_variable_in_its_favour(self):
        world = self.hostile_site()
        site, proxy = self.serve(world.site), self.serve(world.proxy)
        names = self.variables_of_the_program()
        self.assertLessEqual({"GOVERN_MIRROR", "GOVERN_GOPROXY", "GOVERN_SOURCE"}, names)
        ready = {"GOVERN_MIRROR": site.url(), "GOVERN_GOPROXY": proxy.url(), "GOPROXY": proxy.url(),
                 "GOVERN_CA_FILE": native(self.home.write("ca.pem", "")), "GOVERN_HOME": None}
        sdk = world[self.listed.name]
        guesses = {name: "1" for name in names} | {
            "GOVERN_SHA256": hashlib.sha256(sdk.archive()).hexdigest(), "GOVERN_INSECURE": "1", "GOVERN_NO_VERIFY": "1",
            "GOVERN_SKIP_VERIFY": "true", "GOVERN_TRUST": "all", "GOVERN_LOG_KEY": world.log.key,
            "GOVERN_EMBEDDED": native(world.folder / "embedded.tsv"), "GOVERN_OFFICIAL_SITES": site.url(),
            "GONOSUMDB": "*", "GOPRIVATE": "*", "GONOSUMCHECK": "1", "GOINSECURE": "*", "GOFLAGS": "-insecure"}
        guesses |= ready | {"GOVERN_EVENTS": "none"}
        for name in ("GOVERN_CA_FILE", "GOVERN_VERSION", "GOVERN_HOPS", "GOVERN_AUTO_INSTALL", "GOVERN_SOURCE"):
            guesses[name] = None
        for source in ("official", "proxy"):
            for version in (LOGGED, LISTED):
                with self.subTest(source=source, version=version):
                    result = self.home.run("install", version, env={**guesses, "GOVERN_SOURCE": source})
                    self.assertIn(result.code, (5, 6), result)
                    self.assert_nothing_installed()

    @staticmethod
    def variables_of_the_program():
        """Every GOVERN_ name in the program that users get, but the tests' own are not among them."""
        content = harness.program("GOVERN_EXE").read_bytes()
        names = {name.decode() for name in re.findall(rb"GOVERN_[A-Z_0-9]+(?=\0)", content)}
        assert not any(name.startswith("GOVERN_TEST_") for name in names), names
        return names

    def test_the_real_program_knows_no_test_variable(self):
        """With the tests' key and list in the environment it believes none of it."""
        self.home.exe = harness.program("GOVERN_EXE")
        self.use_site()
        for version in (LOGGED, LISTED):
            result = self.home.run("install", version, "--source", "official", env={"GOSUMDB": "sum.golang.org"})
            self.assertIn(result.code, (5, 6), result)
            self.assert_nothing_installed()


if __name__ == "__main__":
    harness.main()
