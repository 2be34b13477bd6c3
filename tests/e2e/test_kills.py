"""kill -9 at any moment of a command: every version is there and verified, or it is not there, and the next run finishes.

GOVERN_KILLS is how many kills are tried (40 unless told, 200 in a long run), GOVERN_SEED their seed."""

import random
import threading
import time

import harness
from faults import SEED, FaultTest, wait_until
from worlds import PLATFORM, Rule

KILLS = harness.count("GOVERN_KILLS", 12 if harness.WINE else 40, 60 if harness.WINE else 200)
COMMANDS = (("install", "1.99.1"), ("repair", "1.98.3"), ("default", "1.97.1"), ("uninstall", "1.99.1", "--force"),
            ("install", "1.99.1", "--source", "proxy"), ("default", "1.98.3"))


class Kills(FaultTest):
    def test_kills_at_any_moment(self):
        """install, repair, default and uninstall, killed after a random part of the time they take."""
        print(f"GOVERN_SEED={SEED} GOVERN_KILLS={KILLS}", flush=True)
        chance = random.Random(SEED)
        self.use_site()
        self.use_proxy()
        for server in (self.site, self.proxy):
            # Slow enough that kills fall into the download too.
            server.default = Rule(rate=40_000_000)
        self.run_ok("install", "1.98.3", "1.97.1")
        took, killed = {}, {}
        for number in range(KILLS):
            words = COMMANDS[number % len(COMMANDS)]
            self.prepare(words)
            delay = chance.random() * took.get(words, 0.4)
            with self.subTest(number=number, words=words, delay=f"{delay:.3f}"):
                result = self.run_and_kill(words, delay)
                if result.code == 0:
                    took[words] = result.seconds * 0.9
                else:
                    took[words] = max(took.get(words, 0.4), delay * 1.3)
                    killed[words[0]] = killed.get(words[0], 0) + 1
                self.check_invariants()
                self.finish(words)
        print(f"killed before they ended: {killed}", flush=True)
        self.assertGreater(sum(killed.values()), KILLS // 4, "too many ended first: the test says little")
        if KILLS >= 4 * len(COMMANDS):
            self.assertEqual(set(killed), {words[0] for words in COMMANDS})

    def prepare(self, words):
        there = self.installed()
        if words[0] == "install" and f"1.99.1 {PLATFORM}" in there:
            self.run_ok("uninstall", "1.99.1", "--force")
        elif words[0] == "uninstall" and f"1.99.1 {PLATFORM}" not in there:
            self.run_ok("install", "1.99.1")
        elif words[0] in ("repair", "default"):
            self.run_ok("install", words[1])

    def run_and_kill(self, words, delay):
        running = self.home.start(self.home.exe, *words)
        timer = threading.Timer(delay, running.kill)
        timer.start()
        result = running.wait()
        timer.cancel()
        return result

    def check_invariants(self):
        """Before anything may have tidied up."""
        for version in ("1.99.1", "1.98.3", "1.97.1"):
            self.assert_whole_or_absent(version)
        default = self.home.run("default")
        self.assertIn((default.code, default.out), ((0, "1.98.3\n"), (0, "1.97.1\n"), (0, "1.99.1\n"), (4, "")), default)
        for line in self.history():
            self.assertIsInstance(line, dict)

    def finish(self, words):
        """The next run does what the killed one did not."""
        there = self.installed()
        if words[0] == "uninstall":
            if f"1.99.1 {PLATFORM}" in there:
                self.run_ok(*words)
            self.assertNotIn(f"1.99.1 {PLATFORM}", self.installed())
        elif words[0] == "default":
            self.run_ok(*words)
            self.assertEqual(self.run_ok("default").out, words[1] + "\n")
        else:
            self.run_ok(*(words if f"{words[1]} {PLATFORM}" in there or words[0] == "install" else ("install", words[1])))
            self.assert_verifies(words[1])
        # Whatever command comes next: one that writes sweeps.
        self.run_ok("install", "1.97.1")
        self.assert_tidy()


class Interrupts(FaultTest):
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


if __name__ == "__main__":
    harness.main()
