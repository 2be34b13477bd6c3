"""Whatever happens on the way - kills, full disks, bad networks, many at once - a version is there and verified, or it
is not there, and the next run finishes.

GOVERN_KILLS is how many kills are tried (40 unless told; 200 for a long run), GOVERN_SEED their seed."""

import os
import random
import threading
import time
import unittest

import harness
from worlds import GO, PLATFORM, Rule, WorldTest, file_url

KILLS = int(os.environ.get("GOVERN_KILLS", "40"))
SEED = int(os.environ.get("GOVERN_SEED", "20260102"))


class FaultTest(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True, extra_files=400, extra_bytes=3_000_000)
        world.add("1.99.2", PLATFORM, embedded=True, extra_bytes=9_000_000)
        world.add("1.98.3", PLATFORM, embedded=True, extra_files=400, extra_bytes=1_000_000)
        for number in range(10):
            world.add(f"1.97.{number}", PLATFORM, embedded=True)

    def archive_path(self, version="1.99.1"):
        return "/" + self.world[f"go{version}.{PLATFORM}"].archive_name

    def archive_size(self, version="1.99.1"):
        return (self.world.site / self.archive_path(version)[1:]).stat().st_size

    def assert_whole_or_absent(self, version):
        """What `list` shows verifies, and what it does not show cannot be run."""
        listed = f"{version} {PLATFORM}" in self.installed()
        if listed:
            self.assert_verifies(version)
        else:
            self.assertEqual(self.home.shim("go", "+" + version).code if (self.home.shims / GO).exists() else 4, 4)
            self.run_fails(4, "which", version)
        return listed

    def assert_tidy(self):
        """Nothing lies about once a run has ended by itself."""
        self.assertEqual(self.home.tree(self.home.staging), [])
        receipts = {name.split(".json")[0] for name in self.home.tree(self.home.receipts) if name.endswith(".json")}
        self.assertEqual({path.name for path in self.home.sdks.iterdir()}, receipts)


class Kills(FaultTest):
    @unittest.skipIf(harness.WINE, "a kill here ends Wine's launcher, not the Windows program that it started")
    def test_kills_at_any_moment(self):
        """install, repair, default and uninstall, killed after a random part of the time they take."""
        print(f"GOVERN_SEED={SEED} GOVERN_KILLS={KILLS}", flush=True)
        chance = random.Random(SEED)
        self.use_site()
        self.use_proxy()
        took = {}
        ended = 0
        commands = (("install", "1.99.1"), ("install", "1.99.1", "--source", "proxy"), ("repair", "1.98.3"),
                    ("default", "1.97.1"), ("default", "1.98.3"), ("uninstall", "1.99.1", "--force"))
        self.run_ok("install", "1.98.3", "1.97.1")
        for number in range(KILLS):
            words = commands[number % len(commands)]
            if words[0] == "install":
                self.home.run("uninstall", "1.99.1", "--force")
            elif words[0] == "uninstall" and f"1.99.1 {PLATFORM}" not in self.installed():
                self.run_ok("install", "1.99.1")
            for server in (self.site, self.proxy):
                # Slow enough that kills fall into the download too.
                server.default = Rule(rate=40_000_000)
            delay = chance.random() * took.get(words, 0.4)
            with self.subTest(number=number, words=words, delay=f"{delay:.3f}"):
                started = time.monotonic()
                running = self.home.start(self.home.exe, *words)
                timer = threading.Timer(delay, running.kill)
                timer.start()
                result = running.wait()
                timer.cancel()
                if result.code == 0:
                    ended += 1
                    took[words] = (time.monotonic() - started) * 0.9
                else:
                    took[words] = max(took.get(words, 0.4), delay * 1.3)
                # Invariants, before anything may have tidied up.
                self.assert_whole_or_absent("1.99.1")
                self.assert_whole_or_absent("1.98.3")
                default = self.home.run("default")
                self.assertIn((default.code, default.out), ((0, "1.98.3\n"), (0, "1.97.1\n"), (4, "")), default)
                for line in self.history():
                    self.assertIsInstance(line, dict)
                # The next run finishes.
                if words[0] == "repair" and f"1.98.3 {PLATFORM}" not in self.installed():
                    words = ("install", "1.98.3")
                if words[0] == "uninstall" and f"1.99.1 {PLATFORM}" not in self.installed():
                    continue
                self.run_ok(*words)
                if words[0] == "install":
                    self.assert_verifies(words[1])
                    self.assert_tidy()
        print(f"{KILLS - ended} of {KILLS} were killed before they ended", flush=True)
        self.assertGreater(KILLS - ended, KILLS // 4, "too many ended first: the test says little")

    @harness.posix_only
    def test_interrupt(self):
        self.use_site()
        self.site.rule(self.archive_path(), Rule(stall=1_000_000, times=1))
        running = self.home.start(self.home.exe, "install", "1.99.1")
        wait_until(lambda: self.site.asked(self.archive_path()) and self.site.asked(self.archive_path())[0].sent)
        running.interrupt()
        result = running.wait(30)
        self.assertEqual(result.code, 130, result)
        self.assert_nothing_installed()
        self.site.release()
        self.run_ok("install", "1.99.1")
        self.assert_verifies("1.99.1")


def wait_until(condition, seconds=60):
    """Until another program or thread has done something."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.02)


class Resume(FaultTest):
    @unittest.skipIf(harness.WINE, "a kill here ends Wine's launcher, not the Windows program that it started")
    def test_a_killed_download_goes_on_where_it_was(self):
        self.use_site()
        path, size = self.archive_path("1.99.2"), self.archive_size("1.99.2")
        held = self.site.rule(path, Rule(etag=True, stall=6_000_000))
        running = self.home.start(self.home.exe, "install", "1.99.2")
        wait_until(lambda: any(b"have 4" in file.read_bytes() for file in self.home.cache.rglob("*.state")))
        running.kill()
        running.wait()
        self.assert_whole_or_absent("1.99.2")
        held.stall = None
        before = len(self.site.asked(path))
        result = self.run_ok("install", "1.99.2")
        self.assertIn("earlier run", result.err)
        sent = sum(request.sent for request in self.site.asked(path)[before:])
        self.assertLess(sent, size - 4_000_000)
        self.assert_verifies("1.99.2")
        self.assertEqual([file for file in self.home.cache.rglob("*.part*")], [])

    def test_another_file_on_the_server_since(self):
        """What was there does not fit any more: begun anew, not patched together."""
        self.use_site()
        other = self.world.site / self.archive_path("1.98.3")[1:]
        content = other.read_bytes() + bytes(self.archive_size() - other.stat().st_size)
        self.site.rule(self.archive_path(), Rule(etag=True, content=content, truncate=2_000_000, times=1))
        self.site.rule(self.archive_path(), Rule(etag=True))
        first = self.home.run("install", "1.99.1", "--source", "official")
        if first.code != 0:
            self.assert_nothing_installed()
            self.site.clear()
            self.run_ok("install", "1.99.1", "--source", "official")
        self.assert_verifies("1.99.1")


class Networks(FaultTest):
    def installs_with(self, *rules, version="1.99.1"):
        self.use_site()
        for rule in rules:
            self.site.rule(self.archive_path(version), rule)
        result = self.run_ok("install", version, "--source", "official")
        self.assert_verifies(version)
        self.assert_tidy()
        return result

    def test_reset(self):
        self.installs_with(Rule(reset=1_000_000, times=2))

    def test_reset_without_ranges(self):
        self.installs_with(Rule(ranges=False, reset=1_000_000, times=1), Rule(ranges=False))

    def test_cut_off(self):
        self.installs_with(Rule(truncate=1_234_567, times=3))

    def test_no_ranges_at_all(self):
        self.installs_with(Rule(ranges=False))

    def test_no_length(self):
        self.installs_with(Rule(chunked=True))

    def test_ranges_that_refuse_if_range(self):
        self.installs_with(Rule(etag=True, range_with_if_range=False, truncate=1_000_000, times=1),
                           Rule(etag=True, range_with_if_range=False))

    def test_busy_once(self):
        self.installs_with(Rule(status=503, times=1))

    def test_stall(self):
        """A server that says nothing any more is left after a while, and the download goes on."""
        self.use_site()
        self.site.rule(self.archive_path(), Rule(stall=1_500_000, times=1))
        result = self.run_ok("install", "1.99.1")
        self.assertLess(result.seconds, 60)
        self.assert_verifies("1.99.1")


class ManyAtOnce(FaultTest):
    def all_of(self, *commands):
        running = [self.home.start(self.home.exe, *words) for words in commands]
        return [self.check(one.wait(300)) for one in running]

    def test_ten_of_one_version_download_it_once(self):
        self.use_site()
        self.site.default = Rule(rate=4_000_000)
        self.all_of(*[("install", "1.99.1")] * 10)
        sent = sum(request.sent for request in self.site.asked(self.archive_path()))
        self.assertEqual(sent, self.archive_size(), self.site.asked(self.archive_path()))
        self.assert_verifies("1.99.1")
        self.assert_tidy()
        self.assertEqual(len(self.history()), 1)

    def test_ten_different(self):
        self.use_site()
        self.all_of(*[("install", f"1.97.{number}") for number in range(10)])
        self.assertEqual(self.installed(), {f"1.97.{number} {PLATFORM}" for number in range(10)})
        self.run_ok("verify", "--offline")
        self.assert_tidy()
        for number in range(10):
            self.assertTrue((self.home.shims / (f"go1.97.{number}" + harness.EXE_SUFFIX)).is_file())
        self.assertEqual(len(self.history()), 1, "one of them became the default")

    def test_installs_and_uninstalls_at_once(self):
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.97.9", "1.97.0", "1.97.1")
        self.all_of(("install", "1.97.2"), ("uninstall", "1.97.0"), ("install", "1.97.3"), ("uninstall", "1.97.1"),
                    ("default", "1.97.9"), ("list",), ("verify", "1.97.9", "--offline"), ("install", "1.97.9"))
        self.assertEqual(self.installed(), {f"1.97.{number} {PLATFORM}" for number in (2, 3, 9)})
        self.assert_tidy()
        names = {path.stem if harness.WINDOWS else path.name for path in self.home.shims.iterdir()}
        self.assertEqual({name for name in names if name.startswith("go1")}, {"go1.97.2", "go1.97.3", "go1.97.9"})

    def test_a_running_go_outlives_its_repair_and_removal(self):
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.97.9", "1.97.0")
        running = self.home.start(self.home.shims / GO, "+1.97.0", env={"FAKE_GO_SLEEP": "3"})
        while b"ready" not in running.process.stdout.readline():
            pass
        self.run_ok("repair", "1.97.0")
        self.run_ok("uninstall", "1.97.0")
        self.assertNotIn(f"1.97.0 {PLATFORM}", self.installed())
        self.check(running.wait())


class Homes(FaultTest):
    @harness.posix_only
    @unittest.skipIf(hasattr(os, "geteuid") and os.geteuid() == 0, "root may write everywhere; test_bad_input covers it")
    def test_a_read_only_home(self):
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.97.9")
        for folder, _, _ in os.walk(self.home.home):
            os.chmod(folder, 0o555)
        self.run_fails(7, "install", "1.97.8", error="home-read-only")
        self.run_ok("list")
        self.check(self.home.shim("go"))


if __name__ == "__main__":
    harness.main()
