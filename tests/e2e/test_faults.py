"""Whatever happens on the way - bad networks, many at once - a version is there and verified, or it is not there, and
the next run finishes. Kills are in test_kills, disks in test_disks, what peers get wrong in test_peer_faults."""

import os
import re
import threading
import unittest

import harness
from faults import FaultTest
from worlds import GO, PLATFORM, Rule, file_url


class Resume(FaultTest):
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

    def test_a_proxy_that_refuses_is_soon_left_for_the_next(self):
        proxy = self.use_proxy()
        self.home.env["GOPROXY"] = "http://127.0.0.1:9|" + proxy.url()
        result = self.run_ok("install", "1.99.1", "--source", "proxy")
        self.assertLessEqual(len(re.findall(r"\(\d+ of \d+\)", result.err)), 1, result)
        self.assert_verifies("1.99.1")

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
        """A server that says nothing any more is left after a while, which is said, and the download goes on."""
        self.use_site()
        self.site.rule(self.archive_path(), Rule(stall=1_000_000, times=1, after=self.REQUESTS - 1))
        result = self.run_ok("install", "1.99.1")
        self.assertRegex(result.err, r"(not one byte|no more than .* bytes) for \d+ seconds; going on at 1\.0 MB")
        self.assertEqual(sum(request.sent for request in self.site.asked(self.archive_path())), self.archive_size())
        self.assert_verifies("1.99.1")

    def test_ranges_that_are_others(self):
        """Where each range asked for is answered with another part, the whole file is fetched without ranges."""
        for headers in ({"Content-Range": None}, {"Content-Range": f"bytes 0-99/{self.archive_size()}"}):
            with self.subTest(headers):
                self.setUp()
                result = self.installs_with(Rule(truncate=1_000_000, times=1, after=self.REQUESTS - 1),
                                            Rule(headers=headers, times=1, after=self.REQUESTS - 1), Rule())
                self.assertIn("the server sent another part than was asked for; starting over", result.err)

    def test_nodes_with_etags_of_their_own(self):
        """What begins on one node of a mirror and goes on at another is begun anew, and that is done, not only said."""
        result = self.installs_with(Rule(headers={"ETag": '"one"'}, truncate=1_000_000, times=1),
                                    Rule(headers={"ETag": '"two"'}))
        self.assertIn("the file changed on the server; starting over", result.err)


    def test_nodes_that_name_one_file_differently(self):
        """A zip comes in two requests; where each node has an ETag of its own, it comes in one."""
        self.use_proxy()
        for number in range(6):
            self.proxy.rule("*.zip", Rule(headers={"ETag": f'"node{number}"'}, times=1))
        self.run_ok("install", "1.99.2", "--source", "proxy")
        self.assert_verifies("1.99.2")

    def test_a_server_that_refuses_suffix_ranges(self):
        self.use_proxy()
        self.proxy.rule("*.zip", Rule(status=501, times=1))
        self.run_ok("install", "1.99.2", "--source", "proxy")

    def test_more_than_was_announced_is_not_taken(self):
        self.use_site()
        archive = (self.world.site / self.archive_path()[1:]).read_bytes()
        self.site.rule(self.archive_path(), Rule(chunked=True, content=archive + bytes(60_000_000), ranges=False))
        self.run_fails(5, "install", "1.99.1", "--source", "official", error="sources-unusable")
        for request in self.site.asked(self.archive_path()):
            self.assertLess(request.sent, 50_000_000)
        self.assert_tidy()


class ManyAtOnce(FaultTest):
    def all_of(self, *commands):
        running = [self.home.start(self.home.exe, *words) for words in commands]
        return [self.check(one.wait(300)) for one in running]

    def test_ten_of_one_version_download_it_once(self):
        self.use_site()
        self.site.default = Rule(rate=1_000_000)  # who waits says so after a second
        results = self.all_of(*[("install", "1.99.1")] * 10)
        waited = [result for result in results if "waiting for" in result.err]
        self.assertEqual(len(waited), 9)
        for result in waited:
            self.assertRegex(result.err, r"(?m)^go1\.99\.1: waiting for (process \d+ of \S|another process)")
            self.assertIn("already installed", result.err)
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


class OneWriterManyReaders(FaultTest):
    READERS = 8

    def test_readers_see_whole_versions_only(self):
        """While one changes a home, others list it and run what is in it."""
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.97.9", "1.98.3")
        before = self.shared_files()
        done = threading.Event()
        seen, problems = [], []

        def read(number):
            while not done.is_set():
                for look in (self.look_at_the_list, self.run_the_default, self.run_what_comes_and_goes):
                    try:
                        seen.append(look())
                    except Exception as error:  # told by the main thread
                        problems.append(f"reader {number}: {error}")
                        return

        readers = [threading.Thread(target=read, args=(number,)) for number in range(self.READERS)]
        for reader in readers:
            reader.start()
        try:
            for _ in range(1 if harness.WINE else 3):
                for words in (("install", "1.97.1"), ("default", "1.98.3"), ("repair", "1.97.1"), ("default", "1.97.9"),
                              ("uninstall", "1.97.1", "--force")):
                    self.run_ok(*words)
        finally:
            done.set()
            for reader in readers:
                reader.join()
        self.assertEqual(problems, [])
        self.assertGreater(len(seen), self.READERS)
        self.assert_tidy()
        self.assertEqual(self.shared_files(), before, "readers write nothing, and the writer nothing that is not its own")

    def shared_files(self):
        return [self.home.tree(self.home.sdks / f"go{version}.{PLATFORM}") for version in ("1.97.9", "1.98.3")]

    def as_reader(self, path, *args):
        """Another account where that can be had: what it may only read it cannot disturb."""
        another = not harness.WINDOWS and os.geteuid() == 0
        if another:
            os.chmod(self.home.scratch, 0o755)
        return self.home.start(path, *args, as_nobody=another).wait()

    def look_at_the_list(self):
        listed = self.check(self.as_reader(self.home.exe, "list", "--json")).json["result"]["installed"]
        versions = {one["version"] for one in listed}
        self.assertLessEqual({"1.97.9", "1.98.3"}, versions)
        self.assertLessEqual(versions, {"1.97.1", "1.97.9", "1.98.3"})

    def run_the_default(self):
        result = self.check(self.as_reader(self.home.shims / GO, "version"))
        self.assertIn(self.goroot_of(result).name, (f"go1.97.9.{PLATFORM}", f"go1.98.3.{PLATFORM}"))

    def run_what_comes_and_goes(self):
        result = self.as_reader(self.home.shims / GO, "+1.97.1", "version")
        if result.code == 0:
            self.assertEqual(self.goroot_of(result).name, f"go1.97.1.{PLATFORM}")
        else:
            self.check(result, 4)


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
