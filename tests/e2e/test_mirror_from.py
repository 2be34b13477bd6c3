"""Installing from a mirror's folder, a tar of it, and the files of `ci --cache`; releases that this govern does not know."""

import errno
import gzip
import json
import lzma
import os
import re
import shlex
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

import harness
import sdks
from harness import native
from mirrors import MirrorTest
from test_disks import FAULTY_DISK, needs_faulty_disk
from worlds import PLATFORM, file_url


def can_unshare():
    """A network namespace of its own, where even loopback is down."""
    words = ["unshare", "-rn", "true"]
    return bool(shutil.which("unshare")) and subprocess.run(words, capture_output=True).returncode == 0


class From(MirrorTest):
    def setUp(self):
        super().setUp()
        self.mirror = self.home.scratch / "a mirror, \u00fc"  # GOPROXY would take the comma for its own
        self.use_proxy()
        self.fill_mirror("1.99.1", "1.98.2", "1.98.1")
        self.other = self.client(GOPROXY="off", GOVERN_MIRROR=file_url(self.home.scratch / "nowhere"))
        self.tar = self.home.scratch / "all of it.tar"

    def install(self, path, *words, code=0, **options):
        return self.check(self.other.run("install", "--from", native(path), *words, **options), code)

    def row(self, path, *words):
        return self.install(path, "--offline", "--json", *words).json["result"]["installed"][0]

    def test_a_folder(self):
        row = self.row(self.mirror, "1.98")
        self.assertEqual([row[key] for key in ("version", "source", "evidence", "h1")],
                         ["1.98.2", "file", "log", self.of("1.98.2").h1])
        self.assert_verifies("1.98.2", self.other)
        self.install(self.mirror, "1.99.1", "1.98.1", "--offline")
        self.assert_verifies("1.99.1", self.other)
        self.check(self.other.run("install", "--from", native(self.mirror), "1.55.1"), 3, "not-in-mirror")
        self.check(self.other.run("install", "--from", native(self.mirror), "1.55"), 3, "not-in-mirror")

    def hints(self, result, code, error):
        """Of an error of an install without a network: none may need one."""
        error = self.check(result, code, error).json["error"]
        for hint in error["hints"]:
            self.assertNotRegex(hint, r"--remote|^govern install (?!--from)|GOPROXY")
        return error, error["hints"]

    def both(self):
        self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        return self.mirror, self.tar

    def type(self, hint):
        """The words of a hint, as this system's shells read them."""
        words = shlex.split(hint.replace("\\", "\\\\") if harness.WINDOWS else hint)
        self.assertEqual(words[0], "govern")
        return self.check(self.other.run(*words[1:], "--offline"))

    def test_no_version_is_asked_for(self):
        for path in self.both():
            with self.subTest(path=path.name):
                _, hints = self.hints(self.other.run("install", "--from", native(path), "--json"), 2, "mirror-spec-needed")
                self.type(hints[0])
                self.check(self.other.run("uninstall", "1.99.1", "--force"))

    def test_what_it_does_not_hold(self):
        for path in self.both():
            for spec, near in (("1.98.7", "1.98.2"), ("1.55.1", "1.99.1"), ("1.55", "1.99.1")):
                with self.subTest(path=path.name, spec=spec):
                    error, hints = self.hints(self.other.run("install", "--from", native(path), spec, "--json"), 3, "not-in-mirror")
                    self.assertIn(native(path), error["message"])
                    self.assertIn("it holds 1.99.1, 1.98.2, 1.98.1", str(error["notes"]))
                    self.assertTrue(hints[0].endswith(" " + near), hints)
                    self.type(hints[0])
                    self.assertIn(f"govern mirror DIR {spec} ", hints[1])
                    self.check(self.other.run("uninstall", near, "--force"))
            words = ("latest", "--os", "plan9", "--arch", "386")
            error, hints = self.hints(self.other.run("install", "--from", native(path), *words, "--json"), 3, "not-in-mirror")
            self.assertIn("it holds nothing for plan9-386", str(error["notes"]))
            self.assertEqual(len(hints), 1)

    def test_what_is_damaged_in_it(self):
        path = self.module("1.98.2")
        whole = path.read_bytes()
        forged = sdks.Sdk("1.98.2", PLATFORM, b"another program\n").module_zip()
        for content in (whole[:1000], forged, b"", None):
            with self.subTest(size=content and len(content)):
                path.unlink() if content is None else path.write_bytes(content)
                result = self.other.run("install", "--from", native(self.mirror), "1.98.2", "--json")
                error, hints = self.hints(result, 6, "mirror-sdk-unusable")
                self.assertTrue(error["notes"])
                self.assertIn("govern mirror DIR 1.98.2 ", hints[0])
                self.assertIn("govern install --from PATH 1.98.2", hints[1])
        self.assert_nothing_installed(self.other)
        self.fill_mirror("1.98.2")
        self.install(self.mirror, "1.98.2", "--offline")
        path.write_bytes(whole[:1000])
        result = self.other.run("repair", "1.98.2", "--offline", "--json")
        self.assertIn("govern repair 1.98.2 --from PATH", str(self.hints(result, 6, "mirror-sdk-unusable")[1]))

    def test_a_tar(self):
        result = self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar), "--json").json["result"]
        self.assertEqual(result["tar"], {"path": native(self.tar), "bytes": self.tar.stat().st_size})
        shutil.rmtree(self.mirror)
        row = self.row(self.tar, "latest")
        self.assertEqual([row[key] for key in ("version", "evidence")], ["1.99.1", "log"])
        self.assert_verifies("1.99.1", self.other)
        self.install(self.tar, "1.98.1", "1.98.2", "--offline")
        self.assertEqual(self.other.tree(self.other.cache / "downloads"), [])
        self.install(self.tar, "1.55.1", code=3)

    def test_a_compressed_tar(self):
        """Not hostile: it is a mirror, once it is unpacked."""
        self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        by_hand = self.home.scratch / "by hand.tar"
        with tarfile.open(by_hand, "w") as tar:
            tar.add(self.mirror, "./mirror")
        packers = {"gz": (lambda data: gzip.compress(data, 1), "gunzip"), "xz": (lambda data: lzma.compress(data, preset=0), "unxz")}
        if shutil.which("zstd"):
            packers["zst"] = (lambda data: subprocess.run(["zstd", "-1", "-c"], input=data, capture_output=True, check=True).stdout, "unzstd")
        for plain, suffixes in ((self.tar, packers), (by_hand, ["gz"])):
            for suffix in suffixes:
                pack, command = packers[suffix]
                with self.subTest(plain=plain.name, suffix=suffix):
                    packed = self.home.scratch / f"packed.tar.{suffix}"
                    packed.write_bytes(pack(plain.read_bytes()))
                    result = self.other.run("install", "--from", native(packed), "1.98.2", "--offline")
                    self.check(result, 1, "mirror-compressed")
                    hint = re.search(r"hint: (.*), then the same command", result.err).group(1)
                    self.assertTrue(hint.startswith(command + " "), hint)
                    if shutil.which(command) and os.name == "posix" and not harness.WINDOWS:
                        self.check(self.home.run_program("/bin/sh", "-c", hint))
                        self.install(self.home.scratch / "packed.tar", "1.98.2", "--offline")
                        self.check(self.other.run("uninstall", "1.98.2", "--force"))
                        (self.home.scratch / "packed.tar").unlink()
        other = self.home.scratch / "other.tar.gz"
        with tarfile.open(other, "w:gz") as tar:
            tar.add(__file__, "evil/../x")
        self.install(other, "1.98.2", code=6)

    def test_an_incomplete_tar(self):
        """Not hostile: a stick was pulled too early. Whoever packed it, and wherever it ends."""
        self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        tars = [self.tar.read_bytes()]
        for names in (("sumdb", "golang.org"), ("golang.org",), (".govern", "golang.org")):
            with tarfile.open(self.tar, "w") as tar:
                for name in names:
                    tar.add(self.mirror / name, f"./a mirror/{name}")
            tars.append(self.tar.read_bytes())
        for number, whole in enumerate(tars):
            for size in (len(whole) * 9 // 10, len(whole) // 2, 20480 if number < 2 else len(whole) // 4):
                with self.subTest(number=number, size=size):
                    self.tar.write_bytes(whole[:size])
                    for words in (("1.98.2",), ("1.98.2", "1.98.1")):
                        result = self.install(self.tar, *words, "--offline", code=6)
                        self.check(result, 6, "mirror-incomplete")
                        self.assertIn(native(self.tar), result.err)
                        self.assertRegex(result.err, "hint: copy the tar once more")
        self.assert_nothing_installed(self.other)
        other = self.home.scratch / "other.tar"  # an SDK's own archive has such names deeper down
        with tarfile.open(other, "w") as tar:
            tar.add(__file__, "go/src/cmd/vendor/golang.org/x/mod/sumdb/tlog/tile.go")
        other.write_bytes(other.read_bytes()[:3000])
        self.check(self.other.run("install", "--from", native(other), "--offline"), 6, "archive-damaged")

    @needs_faulty_disk
    def test_a_full_disk(self):
        """What is full, how much is free there, and how much it takes."""
        def full(folder, *words, moment=1):
            result = self.run_fails(8, *words, error="no-room-for-copy", env={
                "LD_PRELOAD": FAULTY_DISK, "FAULT_UNDER": folder, "FAULT_ERRNO": errno.ENOSPC, "FAULT_FROM": moment})
            self.assertRegex(result.err, re.escape(native(folder)) + r" has [0-9.]+ .?B free\n")
            self.assertRegex(result.err, "hint: make room on the volume of .*" + re.escape(folder.name))
            return result.err

        folder = self.home.scratch / "elsewhere"
        folder.mkdir()
        self.assertRegex(full(folder, "mirror", native(self.mirror), "--tar", native(folder / "m.tar")), r"m\.tar needs about [0-9.]+ .?B\n")
        self.assertEqual(list(folder.iterdir()), [])
        said = [full(folder, "mirror", native(folder), "1.98.1", moment=moment) for moment in range(1, 12)]
        self.assertRegex("".join(said), r"1\.98\.1\.[a-z0-9-]+\.zip needs about [0-9.]+ .?B\n")
        self.run_ok("mirror", native(folder), "1.98.1")
        self.run_ok("install", "1.98.2")
        self.assertRegex(full(self.home.cache / "ci", "ci", "--cache"), r"go1\.98\.2\.[a-z0-9-]+\.tar needs about [0-9.]+ .?B\n")

    def test_the_same_bytes(self):
        for name in ("one.tar", "two.tar"):
            self.run_ok("mirror", native(self.mirror), "--tar", native(self.home.scratch / name))
        self.assertEqual((self.home.scratch / "one.tar").read_bytes(), (self.home.scratch / "two.tar").read_bytes())

    @unittest.skipUnless(shutil.which("tar"), "tar is not installed")
    def test_a_tar_that_somebody_packed(self):
        for words in (["-C", str(self.mirror), "."], ["-C", str(self.mirror.parent), self.mirror.name]):
            self.tar.unlink(missing_ok=True)
            subprocess.run(["tar", "-cf", str(self.tar), *words], check=True)
            self.install(self.tar, "1.98.2", "--offline")
            self.check(self.other.run("uninstall", "1.98.2", "--force"))

    def test_what_the_project_asks_for(self):
        self.other.write(".go-version", "1.98.1\n")
        self.assertEqual(self.row(self.mirror)["version"], "1.98.1")
        self.other.write(".go-version", "1.97.3\n")
        self.install(self.mirror, code=3)

    def test_damaged(self):
        content = bytearray(self.module("1.98.2").read_bytes())
        content[len(content) // 2] ^= 1
        self.module("1.98.2").write_bytes(content)
        self.install(self.mirror, "1.98.2", "--offline", code=6)
        self.assert_nothing_installed(self.other)

    def test_an_archive_is_still_an_archive(self):
        path = self.module("1.98.2")
        home = self.client(GOPROXY=file_url(self.world.proxy))
        result = self.check(home.run("install", "--from", native(path), "--json")).json["result"]
        self.assertEqual(result["installed"][0]["version"], "1.98.2")

    def test_repair_takes_what_install_took(self):
        self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        self.install(self.tar, "1.98.2", "--offline")
        self.install(self.mirror, "1.98.1", "--offline")
        program = self.sdk("1.98.2", home=self.other) / "VERSION"
        self.check(self.other.run("repair", "1.98.2", "1.98.1", "--offline"))
        self.assert_verifies("1.98.2", self.other)
        self.assert_verifies("1.98.1", self.other)
        zip_file = self.home.scratch / "moved.zip"
        shutil.copy(self.module("1.98.2"), zip_file)
        for path in (self.mirror, self.tar, zip_file):
            program.write_text("x")
            self.check(self.other.run("repair", "1.98.2", "--offline", "--from", native(path)))
            self.assert_verifies("1.98.2", self.other)
        self.check(self.other.run("repair", "1.98.2", "1.98.1", "--offline", "--from", native(self.tar)))
        self.check(self.other.run("repair", "1.98.2", "1.98.1", "--from", native(zip_file)), 2)
        self.check(self.other.run("repair", "1.98.2", "--from", native(self.home.scratch / "nowhere")), 1)

    def test_repair_says_that_a_module_became_complete(self):
        self.use_site()
        self.install(self.tar_of("1.99.1"), "1.99.1", "--offline")
        self.other.env["GOVERN_MIRROR"] = file_url(self.world.site)
        result = self.check(self.other.run("repair", "1.99.1"))  # its tar is there: it stays a module
        self.assertNotIn("complete now", result.err)
        self.assertFalse((self.sdk("1.99.1", home=self.other) / "api").exists())
        archive = self.world.site / self.of("1.99.1").archive_name
        result = self.check(self.other.run("repair", "1.99.1", "--from", native(archive)))
        self.assertIn("complete now", result.err)

    def tar_of(self, version):
        self.run_ok("mirror", native(self.mirror), version, "--tar", native(self.tar))
        return self.tar

    def test_complete_from_a_mirror(self):
        self.use_site()
        self.fill_mirror("1.99.1", "--official")
        self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        for path in (self.mirror, self.tar):
            with self.subTest(path=path):
                self.install(path, "1.98.2", "--complete", "--offline", code=2)
                row = self.row(path, "1.99.1", "--complete")
                self.assertTrue(row["complete"])
                self.assertTrue((self.sdk("1.99.1", home=self.other) / "api").is_dir())
                self.check(self.other.run("repair", "1.99.1", "--offline"))
                self.assertTrue((self.sdk("1.99.1", home=self.other) / "api").is_dir())
                self.check(self.other.run("uninstall", "1.99.1", "--force"))

    def test_nothing_is_downloaded(self):
        self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        for path in (self.mirror, self.tar):
            result = self.install(path, "1.98.1", "--offline")
            self.assertNotIn("download", result.err)
            self.assertIn(f"reading {native(path)}", result.err)
            self.check(self.other.run("uninstall", "1.98.1", "--force"))

    @unittest.skipIf(harness.WINDOWS, "Linux only")
    @unittest.skipUnless(can_unshare(), "no network namespace can be made here")
    def test_without_any_network(self):
        self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        for place, version in ((self.mirror, "1.98.2"), (self.tar, "1.99.1")):
            self.check(self.other.run_program(Path(shutil.which("unshare")), "-rn", "--", str(self.other.exe), "install",
                                              "--from", str(place), version))
            self.assert_verifies(version, self.other)


class CiCache(MirrorTest):
    def test_one_file_for_an_sdk(self):
        self.use_proxy()
        self.run_ok("install", "1.99.1", "1.98.2", "--source", "proxy")
        result = self.run_ok("ci", "--cache", "--json").json["result"]
        files = [harness.host(path) for path in result["cache_files"]]
        self.assertEqual(sorted(files), sorted(self.home.cache / "ci" / f"go{v}.{PLATFORM}.tar" for v in ("1.99.1", "1.98.2")))
        self.assertEqual(sorted(os.listdir(self.home.cache / "ci")), sorted(path.name for path in files))
        times = [path.stat().st_mtime_ns for path in files]
        self.assertEqual(self.run_ok("ci", "--cache", "1.98").out.strip(), native(self.home.cache / "ci" / f"go1.98.2.{PLATFORM}.tar"))
        self.assertEqual([path.stat().st_mtime_ns for path in files], times)
        other = self.client()
        (other.cache / "ci").mkdir(parents=True)
        for file in files:
            shutil.copy(file, other.cache / "ci")
        self.check(other.run("install", "--offline", "1.99.1", "1.98"))
        for version in ("1.99.1", "1.98.2"):
            self.assert_verifies(version, other)
            for name, content in self.of(version).files.items():
                if not name.startswith(sdks.OUTSIDE_MODULE):
                    self.assertEqual((other.sdks / f"go{version}.{PLATFORM}" / name).read_bytes(), content, name)
        self.check(other.run("install", "--offline", "1.98.1"), 5)

    def test_tars_of_different_times(self):
        """Each stands by its own proof: nothing could lead from one head to the other."""
        folder = Path(tempfile.mkdtemp(prefix="govern-world-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        world = sdks.World(folder, go=self.fake_go())
        tars = []
        for version, size in (("1.98.1", 300), ("1.98.2", 900)):
            world.log.fill(size)
            world.add(version, PLATFORM)
            world.write()
            home = self.client(GOPROXY=file_url(world.proxy), **world.environment(native))
            self.check(home.run("install", version, "--offline"))
            tars.append(harness.host(self.check(home.run("ci", "--cache", "--offline")).out.strip()))
        other = self.client(**world.environment(native))
        (other.cache / "ci").mkdir(parents=True)
        for tar in tars:
            shutil.copy(tar, other.cache / "ci")
        self.check(other.run("install", "--offline", "1.98.2", "1.98.1"))

    def test_a_complete_sdk_comes_back_as_a_module(self):
        self.use_site()
        self.home.env["GOPROXY"] = file_url(self.world.proxy)
        self.run_ok("install", "1.97.3")
        tar = harness.host(self.run_ok("ci", "--cache").out.strip())
        other = self.client()
        (other.cache / "ci").mkdir(parents=True)
        shutil.copy(tar, other.cache / "ci")
        self.check(other.run("install", "--offline", "1.97.3"))
        self.assert_verifies("1.97.3", other)

    def test_a_tree_that_differs_is_not_packed(self):
        self.use_proxy()
        self.run_ok("install", "1.98.2")
        (self.sdk("1.98.2") / "src/fmt/print.go").write_bytes(b"package evil\n")
        self.run_fails(6, "ci", "--cache", error="ci-cache-differs")
        self.assertEqual(os.listdir(self.home.cache / "ci"), [])

    def test_a_damaged_tar(self):
        self.use_proxy()
        self.run_ok("install", "1.98.2")
        tar = harness.host(self.run_ok("ci", "--cache").out.strip())
        content = bytearray(tar.read_bytes())
        content[content.index(b"PK\x03\x04") + 400] ^= 1
        other = self.client()
        (other.cache / "ci").mkdir(parents=True)
        (other.cache / "ci" / tar.name).write_bytes(content)
        result = self.check(other.run("install", "--offline", "1.98.2"), 6)
        self.assertIn("warning[ci-cache-wrong]: " + native(other.cache / "ci" / tar.name), result.err)
        self.assertIn("hint: govern install 1.98.2\n", result.err)
        self.assert_nothing_installed(other)
        self.assertFalse((other.cache / "ci" / tar.name).exists(), "each later job would fail on it")
        other.env["GOPROXY"] = self.proxy.url()
        self.check(other.run("install", "1.98.2"))
        self.check(other.run("ci", "--cache"))
        third = self.client()
        (third.cache / "ci").mkdir(parents=True)
        shutil.copy(other.cache / "ci" / tar.name, third.cache / "ci")
        self.check(third.run("install", "--offline", "1.98.2"))

    def test_a_broken_file_is_written_anew(self):
        self.use_proxy()
        self.run_ok("install", "1.98.2")
        tar = harness.host(self.run_ok("ci", "--cache").out.strip())
        whole = tar.read_bytes()
        for content in (b"", b"garbage" * 1000, whole[:len(whole) // 2]):
            with self.subTest(size=len(content)):
                other = self.client(GOPROXY="off", GOVERN_MIRROR=file_url(self.home.scratch / "nowhere"))
                (other.cache / "ci").mkdir(parents=True)
                (other.cache / "ci" / tar.name).write_bytes(content)
                result = other.run("install", "--offline", "1.98.2")
                self.assertNotEqual(result.code, 0)
                self.assertIn(native(other.cache / "ci" / tar.name), result.err)
                tar.write_bytes(content)
                self.run_ok("ci", "--cache")
                self.assertEqual(tar.read_bytes(), whole)

    def test_a_kept_archive_that_is_wrong_is_named(self):
        self.use_proxy()
        self.run_ok("install", "1.98.2", env={"GOVERN_KEEP_ARCHIVES": "true"})
        kept = self.home.cache / "downloads" / f"{self.of('1.98.2').module_version}.zip"
        self.run_ok("uninstall", "1.98.2", "--force")
        self.home.env["GOPROXY"] = "https://proxy.invalid"
        kept.write_bytes(kept.read_bytes()[:-1] + b"xy")
        result = self.home.run("install", "1.98.2", "--offline")
        self.assertNotEqual(result.code, 0)
        self.assertIn(native(kept), result.err)

    def test_words(self):
        self.run_fails(2, "ci", "--cache", "--cache-key")
        self.run_fails(1, "ci", "--cache", error="nothing-to-cache")


class NewReleases(MirrorTest):
    """This govern's embedded list ends before them; the log alone proves them."""

    def setUp(self):
        super().setUp()
        folder = Path(tempfile.mkdtemp(prefix="govern-world-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.world = sdks.World(folder, go=self.fake_go())
        self.world.add("1.98.1", PLATFORM, embedded=True)
        self.world.add("1.98.2", PLATFORM)
        self.world.add("1.99.0", PLATFORM)
        self.world.write()
        self.use_world(self.world)

    def test_by_a_listing(self):
        self.use_site()
        self.home.env["GOPROXY"] = file_url(self.world.proxy)  # for the log
        remote = self.run_ok("list", "--remote", "--json").json["result"]
        self.assertIn("1.99.0", json.dumps(remote))
        row = self.run_ok("install", "latest", "--json").json["result"]["installed"][0]
        self.assertEqual((row["version"], row["evidence"]), ("1.99.0", "log"))

    def test_by_a_proxys_list(self):
        self.use_proxy()
        self.assertIn("1.99.0", json.dumps(self.run_ok("list", "--remote", "--json").json["result"]))
        row = self.run_ok("install", "latest", "--json").json["result"]["installed"][0]
        self.assertEqual((row["version"], row["evidence"]), ("1.99.0", "log"))

    def test_by_asking_for_the_next_patch(self):
        """The proxy's list may lag behind what it serves."""
        (self.world.proxy / "golang.org/toolchain/@v/list").write_text("")
        self.use_proxy()
        row = self.run_ok("install", "1.98", "--json").json["result"]["installed"][0]
        self.assertEqual((row["version"], row["evidence"]), ("1.98.2", "log"))
        self.assertEqual(len(self.asked("1.98.3")), 1)


if __name__ == "__main__":
    harness.main()
