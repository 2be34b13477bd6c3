"""`install --from FILE`: one archive that is here already, told by its content and proved as a download is."""

import bz2
import errno
import gzip
import hashlib
import io
import json
import lzma
import os
import random
import re
import shutil
import subprocess
import tarfile
import threading
import unittest
import zipfile
from pathlib import Path

import harness
from faults import SEED, FaultTest
from harness import native
from sdks import Sdk
from worlds import OTHER_PLATFORM, PLATFORM, WorldTest

KILLS = harness.count("GOVERN_KILLS", 4 if harness.WINE else 10, 60)
FAULTY_DISK = Path(os.environ["GOVERN_BIN"]) / "libfaulty_disk.so"


def tar_of(sdk):
    """A plain tar as one packs a GOROOT by hand."""
    return gzip.decompress(sdk._tar_gz({"go/" + name: content for name, content in sdk.files.items()}))


def zip_of(sdk):
    return sdk._zip({"go/" + name: content for name, content in sdk.files.items()})


def zstd(content):
    return subprocess.run(["zstd", "-q"], input=content, stdout=subprocess.PIPE, check=True).stdout


class FromFile(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True)
        world.add("1.99.1", OTHER_PLATFORM, embedded=True)
        world.add("1.98.2", PLATFORM, site=False)                           # the log alone knows it
        world.add("1.97.3", PLATFORM, site=False, proxy=False, logged=False)  # nobody does
        world.add("1.97.5", PLATFORM, embedded=True, extra_bytes=3_000_000, extra_files=200)

    assert_tidy = FaultTest.assert_tidy

    def setUp(self):
        super().setUp()
        self.folder = self.home.user / "Downloads"
        self.folder.mkdir()

    def file(self, content, name="an archive \u00fc"):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def of(self, version, platform=PLATFORM):
        return self.world[f"go{version}.{platform}"]

    def official(self, version="1.99.1", platform=PLATFORM, name="an archive \u00fc"):
        return self.file(self.of(version, platform).archive(), name)

    def from_file(self, path, *words, code=0, error=None, **options):
        return self.check(self.home.run("install", "--from", native(path), *words, **options), code, error)

    def row_of(self, path, *words, **options):
        return self.from_file(path, "--json", *words, **options).json["result"]["installed"][0]

    def assert_nothing_left(self):
        self.assert_nothing_installed()
        downloads = self.home.cache / "downloads"
        self.assertEqual(self.home.tree(downloads) if downloads.is_dir() else [], [])

    def refused(self, path, code, error, *words, **options):
        """Ends so, and leaves nothing."""
        result = self.from_file(path, *words, code=code, error=error, **options)
        self.assert_nothing_left()
        return result


class WhatItIs(FromFile):
    def test_an_archive_of_the_embedded_list(self):
        """Whatever it is called, and without a network."""
        path = self.official()
        row = self.row_of(path, "--offline")
        self.assertEqual([row[key] for key in ("version", "source", "evidence", "complete", "was_there", "became_default")],
                         ["1.99.1", "file", "embedded-list", True, False, True])
        self.assertEqual(f"{row['os']}-{row['arch']}", PLATFORM)
        self.assertEqual(row["archive_sha256"], hashlib.sha256(path.read_bytes()).hexdigest())
        self.assertTrue(row["url"].startswith("file:///"), row)
        for name, content in self.of("1.99.1").files.items():
            self.assertEqual((self.sdk("1.99.1") / name).read_bytes(), content, name)
        self.assert_verifies("1.99.1")
        self.assert_tidy()
        receipt = json.loads((self.home.receipts / f"go1.99.1.{PLATFORM}.json").read_bytes())
        self.assertEqual((receipt["source"], receipt["url"]), ("file", row["url"]))
        self.check(self.home.shim("go", "version"))
        self.assertEqual(self.home.tree(self.home.cache / "downloads"), [])
        self.assertIn(path.name, self.history()[0]["command"])

    def test_a_name_below_the_current_folder(self):
        self.home.write("sub/go.tgz", self.of("1.99.1").archive())
        result = self.run_ok("install", "--offline", "--from", os.path.join("sub", "go.tgz"))
        self.assertIn("genuine by the embedded list", result.err)
        self.assertIn("go.tgz", result.err)

    def test_another_platform_by_its_hash(self):
        row = self.row_of(self.official(platform=OTHER_PLATFORM), "--offline")
        self.assertEqual(f"{row['os']}-{row['arch']}", OTHER_PLATFORM)
        self.from_file(self.official(), "--os", "plan9", "--arch", "arm", code=2, error="holds-another")

    def test_every_form(self):
        """Told by the content; the log proves the files, and nothing but it is asked."""
        proxy = self.use_proxy()
        sdk = self.of("1.98.2")
        tar = tar_of(sdk)
        forms = {"tar.gz": gzip.compress(tar), "tar": tar, "tar.xz": lzma.compress(tar), "tar.bz2": bz2.compress(tar),
                 "zip": zip_of(sdk), "module zip": sdk.module_zip(),
                 "two members": gzip.compress(tar[:70_000]) + gzip.compress(tar[70_000:]),
                 "./go": sdk._tar_gz({"./go/" + name: content for name, content in sdk.files.items()})}
        if shutil.which("zstd"):
            forms["tar.zst"] = zstd(tar)
        else:
            print("SKIPPED test_install_from: tar.zst: zstd is not installed", flush=True)
        for form, content in forms.items():
            with self.subTest(form):
                path = self.file(content)
                row = self.row_of(path)
                self.assertEqual([row[key] for key in ("version", "evidence", "complete", "h1")],
                                 ["1.98.2", "log", False, sdk.h1])
                self.assertEqual(row["archive_sha256"], hashlib.sha256(content).hexdigest())
                self.assertFalse((self.sdk("1.98.2") / "api").exists(), "the h1 does not cover api")
                self.assert_verifies("1.98.2")
                self.run_ok("verify", "1.98.2")
                self.run_ok("uninstall", "1.98.2", "--force")
        self.assertEqual([request.path for request in proxy.requests if "/sumdb/" not in request.path], [])
        # The proof is in the cache now.
        row = self.row_of(self.file(lzma.compress(tar)), "--offline")
        self.assertEqual(row["evidence"], "log")
        self.assert_tidy()

    def test_the_platform_where_only_a_name_or_the_user_tells_it(self):
        sdk = Sdk("1.97.4", PLATFORM, self.fake_go())
        sdk.files = {name: content for name, content in sdk.files.items() if not name.startswith("pkg/")}
        tar = tar_of(sdk)
        trust = ("--offline", "--sha256", hashlib.sha256(tar).hexdigest())
        path = self.file(tar)
        result = self.refused(path, 2, "platform-not-told", *trust)
        self.assertIn("--os GOOS --arch GOARCH", result.err)
        goos, goarch = PLATFORM.split("-")
        self.from_file(path, *trust, "--os", goos, "--arch", goarch)
        self.assert_verifies("1.97.4")
        self.run_ok("uninstall", "1.97.4", "--force")
        self.from_file(self.file(tar, f"go1.97.4.{PLATFORM}.tar"), *trust)
        self.assert_verifies("1.97.4")

    def test_its_tools_are_of_another_platform(self):
        content = tar_of(self.of("1.97.3"))
        result = self.refused(self.file(content, "go1.97.3.plan9-arm.tar"), 6, "version-mismatch", "--offline",
                              "--sha256", hashlib.sha256(content).hexdigest())
        self.assertIn("Go for " + PLATFORM, result.err)

    def test_a_spec_must_match(self):
        path = self.official()
        for spec in ("1.99.2", "1.98", "1.99rc1"):
            result = self.refused(path, 2, "holds-another", spec, "--offline")
            self.assertIn(f"holds go1.99.1.{PLATFORM}, not {spec}", result.err)
        for spec in ("latest", "oldstable"):  # which one that is, no file says
            result = self.refused(path, 2, "file-is-no-list", spec, "--offline")
            self.assertIn(f"hint: govern install --from {harness.word(native(path))} 1.99.1\n", result.err)
        for spec in ("1.99.1", "1.99.x"):
            self.from_file(path, spec, "--offline")

    def test_what_is_not_a_release(self):
        sdk = Sdk("1.97.4", PLATFORM, b"go")
        for version, error in {b"devel go1.28-1234567 Mon Jan 2": "not-a-release", b"go1.22": "not-a-release",
                               b"go1.22.5-custom\n": "not-a-release", b"": "not-a-release", None: "not-an-sdk",
                               b"\x1b[31mgo\n": "not-a-release"}.items():
            with self.subTest(version):
                sdk.files["VERSION"] = version
                if version is None:
                    del sdk.files["VERSION"]
                result = self.refused(self.file(tar_of(sdk)), 6, error, "--offline")
                self.assertNotIn("\x1b[31m", result.err)
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
            tar.addfile(tarfile.TarInfo("etc/passwd"))
        self.refused(self.file(buffer.getvalue()), 6, "archive-hostile", "--offline")

    def test_a_module_zip_of_something_else(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("golang.org/toolchain@v0.0.1-gotip.linux-amd64/VERSION", "gotip")
        self.refused(self.file(buffer.getvalue()), 6, "not-a-release", "--offline")

    def test_options_that_do_not_go_together(self):
        path = self.official()
        for words in (("1.99.1", "1.98.2"), ("--source", "proxy")):
            self.refused(path, 2, "usage", *words)
        self.run_fails(2, "install", "--from", "", error="usage")

    def test_complete(self):
        self.use_proxy()
        sdk = self.of("1.98.2")
        self.refused(self.file(sdk.module_zip()), 2, "not-complete", "--complete")
        self.refused(self.file(tar_of(sdk)), 2, "not-complete", "--complete")
        self.run_ok("install", "1.99.1", "--source", "proxy")
        self.assertFalse((self.sdk("1.99.1") / "api").exists())
        row = self.row_of(self.official(), "--complete")
        self.assertEqual((row["complete"], row["was_there"]), (True, False))
        self.assertTrue((self.sdk("1.99.1") / "api" / "go1.txt").exists())


class WhatProvesIt(FromFile):
    def test_nothing(self):
        sdk = self.of("1.97.3")
        path = self.official("1.97.3", name=sdk.archive_name)
        result = self.refused(path, 6, "no-evidence", "--offline")
        self.assertIn("--offline", result.err)
        self.assertIn("--sha256 <64 hex digits", result.err)
        self.use_proxy()
        self.refused(path, 6, "no-evidence")
        self.refused(path, 6, "no-evidence", env={"GOSUMDB": "off"})
        self.home.env["GOPROXY"] = "http://127.0.0.1:9"
        self.refused(path, 6, "no-evidence")
        for words in ((), ("--dry-run",)):  # what a run refuses, its plan does not promise
            result = self.refused(self.file(sdk.module_zip()), 6, "no-evidence", "--offline", *words)
        self.assertNotIn("hint: govern install --from", result.err)

    @harness.posix_only
    def test_the_hint_may_be_typed(self):
        """A file's name is one word of it, and no shell reads anything into that."""
        for name in ("a b.tar.gz", "$(touch pwned).tar.gz", "`touch pwned`;touch pwned", "it's \"so\"", "a&b|c <d> *?[e]", "~", "-f",
                     "back\\slash\\", "%PATH% !!", "\u00fc"):
            with self.subTest(name):
                path = self.official("1.97.3", name=name)
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                said = self.refused(path, 6, "no-evidence", "--offline").err
                hint = re.search("^hint: (.*)$", said, re.M)[1].replace("<64 hex digits from a place you trust>", digest)
                self.assertIn(f" --from {harness.word(path)} --sha256", hint)
                done = self.home.run_program("/bin/bash", "-c", f'govern() {{ "$GOVERN" "$@"; }}; {hint} --offline',
                                             env={"GOVERN": str(self.home.exe)})
                self.assertEqual(done.code, 0, done)
                self.assert_verifies("1.97.3")
                self.run_ok("uninstall", "1.97.3", "--force")
                self.assertEqual(list(self.home.scratch.rglob("pwned")), [])
                path.unlink()

    @harness.posix_only
    def test_a_name_that_cannot_be_typed_has_a_word_for_it(self):
        said = self.refused(self.official("1.97.3", name="a\nhint: rm"), 6, "no-evidence", "--offline").err
        self.assertIn("hint: govern install --from FROM --sha256 <64", said)
        self.assertIn("a\\x0ahint: rm", said)

    def test_the_users_sha256(self):
        path = self.official("1.97.3")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.refused(path, 6, "sha256-mismatch", "--sha256", "0" * 64)
        result = self.from_file(path, "--offline", "--sha256", digest)
        self.assertIn("by your SHA-256", result.err)
        self.assertNotIn("genuine", result.err)
        self.assertTrue((self.sdk("1.97.3") / "api").exists())
        self.assert_verifies("1.97.3")
        self.from_file(path, "--offline", "--sha256", digest)
        self.run_ok("repair", "1.97.3", "--offline")
        away = path.rename(self.folder / "away")
        gone = self.run_fails(1, "repair", "1.97.3", error="archive-gone")
        self.assertIn("govern repair 1.97.3 --from FILE", gone.err)
        self.run_ok("repair", "1.97.3", "--offline", "--from", native(away))
        module = self.file(self.of("1.97.3").module_zip(), "module.zip")
        self.run_ok("uninstall", "1.97.3", "--force")
        self.refused(module, 6, "no-evidence", "--offline", "--sha256",
                     hashlib.sha256(module.read_bytes()).hexdigest())

    def test_the_log_says_otherwise(self):
        self.use_proxy()
        sdk = Sdk("1.98.2", PLATFORM, self.fake_go())
        sdk.files["src/fmt/print.go"] = b"package evil\n"
        for content in (tar_of(sdk), sdk.module_zip()):
            result = self.refused(self.file(content), 6, "h1-mismatch")
            self.assertIn("do not use that file", result.err)
            self.refused(self.file(content), 6, "h1-mismatch", "--sha256", hashlib.sha256(content).hexdigest())

    def test_another_archive_of_a_listed_release(self):
        """Packed anew it is not the listed file: the log decides, and without it that is said."""
        path = self.file(gzip.compress(tar_of(self.of("1.99.1")), 1), self.of("1.99.1").archive_name)
        result = self.refused(path, 6, "no-evidence", "--offline")
        self.assertIn("another SHA-256 for " + self.of("1.99.1").archive_name, result.err)
        self.use_proxy()
        self.assertEqual(self.row_of(path)["evidence"], "log")
        self.run_ok("verify", "1.99.1")
        self.assert_verifies("1.99.1")

    def test_require_log(self):
        path = self.official()
        self.refused(path, 5, "log-offline", "--offline", "--require-log")
        self.use_proxy()
        self.from_file(path, "--require-log")

    def test_dry_run(self):
        row = self.row_of(self.official(), "--offline", "--dry-run")
        self.assertEqual([row[key] for key in ("version", "source", "evidence", "dry_run")],
                         ["1.99.1", "file", "embedded-list", True])
        self.assertEqual(self.home.tree(self.home.home) if self.home.home.exists() else [], [])

    def test_it_is_there_already(self):
        path = self.official()
        self.from_file(path, "--offline")
        self.assertTrue(self.row_of(path, "--offline")["was_there"])

    def test_keep_archives(self):
        """Kept is what a download of that name would be, and used as such."""
        keep = {"GOVERN_KEEP_ARCHIVES": "true"}
        sdk = self.of("1.99.1")
        self.from_file(self.official(), "--offline", env=keep)
        kept = self.home.cache / "downloads"
        self.assertEqual([path.name for path in kept.iterdir()], [sdk.archive_name])
        self.run_ok("uninstall", "1.99.1", "--force")
        self.run_ok("install", "1.99.1", "--offline", env={"GOVERN_MIRROR": "http://127.0.0.1:1"})
        self.use_proxy()
        self.from_file(self.file(lzma.compress(tar_of(self.of("1.98.2")))), env=keep)
        self.assertEqual([path.name for path in kept.iterdir()], [sdk.archive_name])

    def test_repair(self):
        """From the same file while it is there, from another one, or from a source."""
        path = self.official()
        self.from_file(path, "--offline")
        print_go = self.sdk("1.99.1") / "src" / "fmt" / "print.go"

        def damage():
            print_go.chmod(0o644)
            print_go.write_bytes(b"package damaged\n")

        damage()
        self.run_ok("repair", "1.99.1", "--offline")
        self.assert_verifies("1.99.1")
        other = path.rename(self.folder / "moved")
        damage()
        self.run_fails(5, "repair", "1.99.1", "--offline")
        self.run_ok("repair", "1.99.1", "--offline", "--from", native(other))
        self.assert_verifies("1.99.1")
        self.run_fails(2, "repair", "1.99.1", "--from", native(self.official("1.97.3")), error="holds-another")
        damage()
        self.use_site()
        self.run_ok("repair", "1.99.1")
        self.assert_verifies("1.99.1")


class Faults(FromFile):
    def test_what_is_not_a_file(self):
        self.refused(self.folder / "none", 1, "file-not-found")
        result = self.refused(self.folder, 1, "not-a-file")
        self.assertIn("a folder", result.err)
        self.refused(self.file(b""), 6, "archive-damaged")
        self.refused(self.file(b"<html>not found</html>" * 100), 6, "archive-damaged")
        if not harness.WINDOWS:
            os.mkfifo(self.folder / "pipe")
            self.refused(self.folder / "pipe", 1, "not-a-file")
            self.refused(Path("/dev/null"), 1, "not-a-file")
            self.refused(Path("/dev/stdin"), 1, "not-a-file", input=b"x")
            (self.folder / "link").symlink_to(self.official())
            self.from_file(self.folder / "link", "--offline")

    @harness.posix_only
    def test_a_file_that_may_not_be_read(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        path = self.official()
        path.chmod(0)
        self.refused(path, 7, "no-permission")

    def test_a_file_that_is_larger_than_any_archive(self):
        path = self.file(b"\x1f\x8b")
        os.truncate(path, (1 << 30) + 1)
        self.refused(path, 6, "archive-too-large")

    def test_damaged(self):
        good = self.of("1.97.5").archive()
        for name, content in {"cut": good[:-1000], "cut early": good[:3000],
                              "altered": good[:50_000] + b"\0" * 20 + good[50_020:]}.items():
            with self.subTest(name):
                # A file of this name says its platform; nothing knows its hash.
                result = self.from_file(self.file(content, self.of("1.97.5").archive_name), "--offline", code=6)
                self.assertIn(result.error_code, ("archive-damaged", "no-evidence"))
                self.assert_nothing_left()

    def test_a_file_that_grows(self):
        """Another program writes to it all the time."""
        path = self.official("1.97.5")
        done = threading.Event()

        def write():
            with open(path, "ab") as file:
                while not done.is_set():
                    file.write(b"more")
                    file.flush()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            # On a busy machine it may have grown only before it was read: then it has bytes too many. The test below
            # lets it grow at each read.
            refused = self.from_file(path, "--offline", code=None)
            self.assertIn((refused.code, refused.error_code), ((1, "archive-changed"), (6, "archive-damaged")), refused)
            self.assert_nothing_left()
        finally:
            done.set()
            writer.join()

    @unittest.skipUnless(FAULTY_DISK.is_file(), "LD_PRELOAD is Linux only")
    def test_a_share_that_goes_away_and_a_file_that_grows_at_any_read(self):
        path = self.official("1.97.5")
        self.use_proxy()  # which knows the files, whatever packs them
        asan = ":".join(filter(None, [self.home.env.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))
        behind = {"LD_PRELOAD": FAULTY_DISK, "FAULT_READS": self.folder, "ASAN_OPTIONS": asan}
        content = path.read_bytes()
        reads = len(content) // (1 << 20) + 2
        for at in range(1, 2 * reads):
            with self.subTest("stale", at=at):
                result = self.refused(path, 1, "file-error", env={**behind, "FAULT_STALE": at})
                self.assertIn(os.strerror(errno.ESTALE), result.err)
            with self.subTest("grows", at=at):
                # The first read tells whether it is a mirror's tar: what grew by then is what is looked at.
                code, error = (6, "archive-damaged") if at == 1 else (1, "archive-changed") if at < reads else (None, None)
                self.from_file(path, env={**behind, "FAULT_GROWS": at}, code=code, error=error)
                if at >= reads:
                    self.fail_unless_whole()
                path.write_bytes(content)

    def check(self, result, code=0, error=None):
        return result if code is None else super().check(result, code, error)

    def fail_unless_whole(self):
        """A byte more after the last that was copied changes nothing; before, the file is refused."""
        if f"1.97.5 {PLATFORM}" in self.installed():
            self.assert_verifies("1.97.5")
            self.run_ok("uninstall", "1.97.5", "--force")
        self.assert_nothing_left()

    @harness.posix_only
    def test_a_disk_that_is_full(self):
        import resource  # POSIX only

        path = self.official("1.97.5")
        limit = 1 << 20
        running = self.home.start(self.home.exe, "install", "--offline", "--from", path,
                                  preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.check(running.wait(), 8, "no-space")
        self.assert_nothing_left()
        self.from_file(path, "--offline")

    def test_kills_at_any_moment(self):
        print(f"GOVERN_SEED={SEED} GOVERN_KILLS={KILLS}", flush=True)
        chance = random.Random(SEED)
        path = self.official("1.97.5")
        took = self.from_file(path, "--offline").seconds
        killed = 0
        for number in range(KILLS):
            self.run_ok("uninstall", "1.97.5", "--force")
            delay = chance.random() * took
            with self.subTest(number=number, delay=f"{delay:.3f}"):
                running = self.home.start(self.home.exe, "install", "--offline", "--from", native(path))
                timer = threading.Timer(delay, running.kill)
                timer.start()
                killed += running.wait().code != 0
                timer.cancel()
                if f"1.97.5 {PLATFORM}" in self.installed():
                    self.assert_verifies("1.97.5")
                self.from_file(path, "--offline")
                self.assert_verifies("1.97.5")
                self.assert_tidy()
                self.assertEqual(self.home.tree(self.home.cache / "downloads"), [])
        print(f"killed before they ended: {killed}", flush=True)


if __name__ == "__main__":
    harness.main()
