"""Disks, file systems and clocks that misbehave: failing and short writes at any moment, a read-only file system, one
without links and without case, clocks that jump. libfaulty_disk.so (tests/helpers) and real mounts do the misbehaving.

GOVERN_MOMENTS is how many moments of each command are tried (3 unless told, 20 in a long run), GOVERN_SEED their seed."""

import errno
import json
import os
import random
import shutil
import subprocess
import unittest
from datetime import datetime, timezone
from pathlib import Path

import harness
from faults import SEED, FaultTest
from harness import native
from worlds import GO, GOFMT, PLATFORM, Rule, WorldTest, file_url

MOMENTS = harness.count("GOVERN_MOMENTS", 3, 20)
FAULTY_DISK = Path(os.environ["GOVERN_BIN"]) / "libfaulty_disk.so"

needs_faulty_disk = unittest.skipUnless(FAULTY_DISK.is_file(), "LD_PRELOAD is Linux only")


class PreloadTest(WorldTest):
    """Runs govern behind libfaulty_disk.so."""

    @classmethod
    def fill(cls, world):
        for version in ("1.99.1", "1.98.3", "1.97.1"):
            world.add(version, PLATFORM, embedded=True, extra_files=8, extra_bytes=300_000)

    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)

    assert_whole_or_absent = FaultTest.assert_whole_or_absent
    assert_tidy = FaultTest.assert_tidy

    def behind(self, *words, **faults):
        """`govern words` with FAULT_… variables, which are named without their prefix."""
        env = {f"FAULT_{name.upper()}": value for name, value in faults.items()}
        # A sanitizer's library wants to be first, but does not have to.
        asan = ":".join(filter(None, [self.home.env.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))
        return self.home.run(*words, env={"LD_PRELOAD": FAULTY_DISK, "FAULT_UNDER": self.home.home,
                                          "ASAN_OPTIONS": asan, **env})

    def changes_of(self, *words):
        """How many changes of the disk a command makes."""
        count = self.home.scratch / "count"
        self.check(self.behind(*words, count=count))
        return int(count.read_text())


@needs_faulty_disk
class UpgradesOnFailingDisks(PreloadTest):
    """Whatever of `upgrade` fails, a version whose check fails is not the default in the end."""

    def at_any_moment(self, number, *options):
        print(f"GOVERN_SEED={SEED} GOVERN_MOMENTS={MOMENTS}", flush=True)
        chance = random.Random(SEED + number)
        words = ("upgrade", "1.98.3", *options, "--retry", "--", "go", "test")
        self.run_ok("install", "1.97.1", "--default")
        self.home.env["FAKE_GO_EXIT"] = "7"
        count = self.home.scratch / "count"
        self.check(self.behind(*words, count=count), 1)
        total = int(count.read_text())
        for moment in sorted(chance.sample(range(1, total + 1), min(3 * MOMENTS, total))):
            with self.subTest(words=words, moment=f"{moment} of {total}", errno=number):
                self.run_ok("uninstall", "1.98.3", "--force")
                result = self.behind(*words, errno=number, **{"from": moment})
                self.assertNotEqual(result.code, 0, result)
                self.assertIsNotNone(result.error_code, result)
                told = self.home.run("list").err
                self.assertEqual("upgrade-pending" in told, (self.home.state / "pending").exists(), told)
                self.run_ok("install", "1.97.1")
                self.assertEqual((self.home.state / "default").read_text(), "1.97.1\n")
                self.assertFalse((self.home.state / "pending").exists())
                self.run_ok("install", "1.98.3")

    def test_a_full_disk_with_the_check_before_the_switch(self):
        self.at_any_moment(errno.ENOSPC)

    def test_a_full_disk_with_the_check_after_the_switch(self):
        self.at_any_moment(errno.ENOSPC, "--live")

    def test_a_disk_that_became_read_only(self):
        self.at_any_moment(errno.EROFS, "--live")


@needs_faulty_disk
class FailingDisks(PreloadTest):
    COMMANDS = (("install", "1.99.1"), ("install", "1.99.1", "--source", "proxy"), ("repair", "1.99.1"),
                ("default", "1.97.1"), ("uninstall", "1.99.1", "--force"))

    def at_any_moment(self, number, code, **faults):
        """Each command, its changes failing from a random one on."""
        self.use_proxy()
        print(f"GOVERN_SEED={SEED} GOVERN_MOMENTS={MOMENTS}", flush=True)
        chance = random.Random(SEED + number)
        self.run_ok("install", "1.98.3", "1.97.1")
        for words in self.COMMANDS:
            self.prepare(words)
            total = self.changes_of(*words)
            self.assertGreater(total, 3)
            for moment in sorted(chance.sample(range(1, total + 1), min(MOMENTS, total))):
                with self.subTest(words=words, moment=f"{moment} of {total}", **faults):
                    self.prepare(words)
                    result = self.behind(*words, errno=number, **{"from": moment}, **faults)
                    # What does not matter to the outcome may fail: the words in a lock file, a cache.
                    self.assertIn(result.code, (0, *code), result)
                    if result.code != 0:
                        self.assertIsNotNone(result.error_code, result)
                        self.assertIn(str(self.home.home), result.err)
                    self.check_outcome(words, result)
                    self.finish(words)

    def prepare(self, words):
        self.run_ok("install", "1.99.1", "1.97.1")
        self.run_ok("default", "1.98.3")
        if words[0] == "install":
            self.run_ok("uninstall", "1.99.1", "--force")

    def check_outcome(self, words, result):
        there = [self.assert_whole_or_absent(version) for version in ("1.99.1", "1.98.3", "1.97.1")]
        self.assertEqual(there[1:], [True, True])
        if result.code == 0:
            self.assertEqual(there[0], words[0] != "uninstall")
        default = self.run_ok("default").out
        self.assertIn(default, ("1.98.3\n", "1.97.1\n"))
        if words[0] == "default":
            # Recorded if it was done; a line of what then failed is too much, but no lie of what runs.
            last = self.history()[-1]
            self.assertIn(default.strip(), (last["to"], last["from"]))
            self.assertTrue(default != "1.97.1\n" or last["to"] == "1.97.1")
            self.assertTrue(default == "1.97.1\n" or result.code != 0, result)

    def finish(self, words):
        if words[0] != "uninstall":
            self.run_ok(*(words if words[0] != "repair" else ("install", "1.99.1")))
            self.assert_verifies(words[1])
        self.run_ok("install", "1.98.3")
        self.assert_tidy()

    def test_io_error(self):
        self.at_any_moment(errno.EIO, (1,))

    def test_one_io_error(self):
        self.at_any_moment(errno.EIO, (1,), times=1)

    def test_full(self):
        self.at_any_moment(errno.ENOSPC, (8,))

    def test_read_only_from_now_on(self):
        """As Linux does with a disk that has failed."""
        self.at_any_moment(errno.EROFS, (7,))

    def test_downloaded_bytes_that_cannot_be_read(self):
        """A mapped page that the disk does not deliver ends a process: with words, and nothing is published."""
        self.use_proxy()
        for words in (("install", "1.99.1"), ("install", "1.97.1", "--source", "proxy")):
            result = self.behind(*words, map=1)
            self.check(result, 1, "archive-unreadable")
            self.assertIn(str(self.home.home), result.err)
            self.assertFalse(self.assert_whole_or_absent(words[1]))
            self.run_ok(*words)
            self.assert_verifies(words[1])
        self.assert_tidy()

    def test_a_mirrors_bytes_that_cannot_be_read(self):
        self.use_proxy()
        mirror = self.home.scratch / "mirror"
        result = self.behind("mirror", mirror, "1.99.1", map=1, under=mirror)
        self.check(result, 1, "archive-file-unreadable")
        self.assertIn(str(mirror), result.err)
        self.run_ok("mirror", mirror, "1.99.1")
        self.run_ok("mirror", mirror, "--check")

    def test_short_writes(self):
        self.use_proxy()
        for words in (("install", "1.99.1"), ("install", "1.97.1", "--source", "proxy"), ("default", "1.97.1"),
                      ("repair", "1.99.1"), ("uninstall", "1.99.1", "--force")):
            self.check(self.behind(*words, short=1))
        self.assert_verifies("1.97.1")
        self.assertEqual([line["to"] for line in self.history()], ["1.99.1", "1.97.1"])
        self.assertEqual(self.run_ok("default").out, "1.97.1\n")
        self.check(self.home.shim("go"))
        self.assert_tidy()


@needs_faulty_disk
class Clocks(PreloadTest):
    DAY = 86400

    def test_any_time_and_jumps(self):
        """A clock that is wrong, and one that jumps while things are under way, stops nothing."""
        now = datetime.now(timezone.utc)
        to_1970 = -int(now.timestamp()) + 10
        for clock in (-self.DAY, self.DAY, to_1970, 40_000 * self.DAY, f"{self.DAY}/20", f"-{self.DAY}/20"):
            with self.subTest(clock=clock):
                result = self.check(self.behind("install", "1.99.1", clock=clock))
                self.assertNotIn("not one byte", result.err)
                self.assert_verifies("1.99.1")
                receipt = json.loads((self.home.receipts / f"go1.99.1.{PLATFORM}.json").read_text())
                datetime.strptime(receipt["installed_at"], "%Y-%m-%dT%H:%M:%SZ")
                self.check(self.behind("default", "1.99.1", clock=clock))
                self.check(self.home.shim("go"))
                self.run_ok("uninstall", "1.99.1", "--force")
                self.assert_tidy()
        ids = [line["id"] for line in self.history()]
        self.assertEqual(ids, list(range(1, len(ids) + 1)), "the order is that of the changes, whatever the clock said")

    def test_the_hour_of_an_unusable_source(self):
        """It lasts an hour of a clock that runs, and no longer where the clock is set back."""
        self.use_site()
        self.use_proxy()
        self.site.rule("/*", Rule(status=403))
        self.check(self.behind("install", "1.99.1"))
        asked = len(self.site.requests)
        self.assertGreater(asked, 0)
        for clock, asks in ((3000, False), (-2 * self.DAY, True), (2 * 3600, True)):
            with self.subTest(clock=clock):
                self.site.clear()
                self.site.rule("/*", Rule(status=403))
                self.check(self.behind("install", "1.97.1", clock=clock))
                self.assertEqual(len(self.site.requests) > 0, asks)
                self.run_ok("uninstall", "1.97.1", "--force")

    def test_waiting_for_a_lock(self):
        self.use_site()
        self.site.default = Rule(rate=1_000_000)
        first = self.home.start(self.home.exe, "install", "1.99.1")
        second = self.behind("install", "1.99.1", clock=f"{-self.DAY}/5")
        self.check(first.wait())
        self.check(second)
        self.assert_verifies("1.99.1")


def mount(*words):
    return subprocess.run(["mount", *map(str, words)], capture_output=True).returncode == 0


class Mounts(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.99.1", "1.98.3"):
            world.add(version, PLATFORM, embedded=True, extra_files=8)

    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.volume = self.home.scratch / "volume"
        self.volume.mkdir()
        self.home.home = self.volume / "govern"
        self.home.env["GOVERN_HOME"] = native(self.home.home)
        self.home.set_path(self.home.shims)

    def mount_volume(self, options):
        if not mount("-t", "tmpfs", "-o", options, "tmpfs", self.volume):
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.volume)])

    @harness.posix_only
    @harness.needs_root
    def test_remounted_read_only(self):
        self.mount_volume("size=256m,mode=755")
        self.run_ok("install", "1.99.1")
        before = self.home.tree()
        self.assertTrue(mount("-o", "remount,ro", self.volume))
        for words in (("install", "1.98.3"), ("default", "1.99.1"), ("uninstall", "1.99.1", "--force"), ("repair", "1.99.1")):
            result = self.run_fails(7, *words, error="home-read-only")
            self.assertIn(str(self.home.home), result.err)
        for words in (("install", "1.99.1"), ("list",), ("which",), ("current",), ("verify", "1.99.1", "--offline"),
                      ("exec", "1.99.1", "--", "go")):
            self.run_ok(*words)
        self.check(self.home.shim("go"))
        self.assertEqual(self.home.tree(), before)
        self.assertTrue(mount("-o", "remount,rw", self.volume))
        self.run_ok("install", "1.98.3")
        self.assert_verifies("1.98.3")

    @harness.posix_only
    @harness.needs_root
    def test_a_volume_that_starts_no_programs(self):
        self.mount_volume("size=256m,mode=755,noexec")
        self.assertIn("noexec", self.run_ok("install", "1.99.1").err)
        self.assertTrue(mount("-o", "remount,exec", self.volume))
        self.assertNotIn("noexec", self.run_ok("install", "1.98.3").err)

    @harness.posix_only
    @harness.needs_root
    def test_without_links_and_case(self):
        """exFAT: no hard links, no symbolic links, no modes, names alike whatever their case."""
        self.mount_exfat()
        self.assertTrue((self.volume / "probe").write_bytes(b"") == 0 and (self.volume / "PROBE").exists())
        with self.assertRaises(OSError):
            os.symlink("probe", self.volume / "link")
        with self.assertRaises(OSError):
            os.link(self.volume / "probe", self.volume / "link")
        self.use_proxy()
        self.run_ok("install", "1.99.1")
        self.run_ok("install", "1.98.3", "--source", "proxy", env={"GOVERN_KEEP_ARCHIVES": "1"})
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}", f"1.98.3 {PLATFORM}"})
        for version in ("1.99.1", "1.98.3"):
            self.assert_verifies(version)
            ran = self.check(self.home.shim("go" + version, "version"))
            self.assertEqual(self.goroot_of(ran), self.sdk(version))
        self.run_ok("default", "1.98.3")
        self.assertEqual(self.goroot_of(self.check(self.home.shim("gofmt"))), self.sdk("1.98.3"))
        self.run_ok("repair", "1.99.1")
        self.run_ok("uninstall", "1.99.1", "--force")
        self.assertEqual(self.installed(), {f"1.98.3 {PLATFORM}"})
        self.assertEqual({path.name for path in self.home.shims.iterdir()}, {GO, GOFMT, "govern", "go1.98.3"})

    def mount_exfat(self):
        missing = [tool for tool in ("mkfs.exfat", "mount.exfat-fuse", "losetup")
                   if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
        if missing or not Path("/dev/fuse").exists():
            self.skipTest(f"no exFAT here: {', '.join(missing) or '/dev/fuse'} is missing")
        image = self.home.scratch / "exfat.img"
        with open(image, "wb") as file:
            file.truncate(128 << 20)
        self.tool("mkfs.exfat", image)
        loop = self.tool("losetup", "-f", "--show", image)
        self.addCleanup(self.tool, "losetup", "-d", loop)
        self.tool("mount.exfat-fuse", "-o", "umask=022", loop, self.volume)
        self.addCleanup(self.tool, "umount", self.volume)

    def tool(self, *words):
        done = subprocess.run([*map(str, words)], capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"})
        if done.returncode != 0:
            self.skipTest(f"no exFAT here: {words[0]} failed: {done.stderr.strip()}")
        return done.stdout.strip()


if __name__ == "__main__":
    harness.main()
