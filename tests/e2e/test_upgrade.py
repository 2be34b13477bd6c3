"""To a newer Go after a check, and back where the check fails."""

import os
import random
import sys
import threading
import time
from pathlib import Path

import harness
from harness import native, posix_only
from worlds import PLATFORM, WorldTest

FAKE = ("1.97.1", "1.98.1", "1.98.2", "1.98.3", "1.99.1")


class UpgradeTest(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in FAKE:
            world.add(version, PLATFORM, embedded=True)

    def setUp(self):
        super().setUp()
        self.use_site()
        self.run_ok("install", "1.98.1")

    def default(self):
        return (self.home.state / "default").read_text().strip()

    def rows(self, *words):
        return self.run_ok("history", *words, "--json").json["result"]["changes"]

    def upgrade(self, *words, code=0, **options):
        return self.check(self.home.run("upgrade", *words, **options), code)

    def assert_nothing_pending(self):
        self.assertFalse((self.home.state / "pending").exists())


class TrialFirst(UpgradeTest):
    def test_the_default_goes_to_the_newest_patch_once_the_check_passed(self):
        done = self.upgrade("--", "go", "version")
        self.assertEqual(self.default(), "1.98.3")
        self.assertIn("the default is go1.98.3 now, it was go1.98.1", done.err)
        self.assertIn("arg=version", done.err)
        self.assertIn("GOVERN_VERSION=1.98.3", done.err)
        for words in ("install ", "trial ", "switch "):
            self.assertIn(words, done.out)
        row = self.rows()[0]
        self.assertEqual((row["kind"], row["from"], row["to"], row["outcome"], row["sdks"]),
                         ("upgrade", "1.98.1", "1.98.3", "done", [f"go1.98.3.{PLATFORM}"]))
        self.assertEqual(row["command"], "upgrade -- go version")
        log = (self.home.state / "upgrades" / f"{row['id']}.log").read_text(encoding="utf-8")
        self.assertIn("arg=version", log)
        self.run_ok("rollback")
        self.assertEqual(self.default(), "1.98.1")

    def test_a_failed_check_leaves_the_default_and_marks_the_candidate(self):
        failed = self.upgrade("latest", "--", "go", "test", code=1, env={"FAKE_GO_EXIT": "3"})
        self.assertEqual(failed.error_code, "trial-failed")
        self.assertIn("exit code 3 under go1.99.1", failed.err)
        self.assertIn("the default is still 1.98.1", failed.err)
        self.assertIn("| arg=test", failed.out)
        self.assertEqual(self.default(), "1.98.1")
        row = self.rows()[0]
        self.assertEqual(row["outcome"], "failed: trial-failed")
        self.assertRegex(self.run_ok("list").out, rf"1\.99\.1 .*failed in upgrade {row['id']}\b")
        again = self.upgrade("latest", "--", "go", "test")
        self.assertIn("warning[failed-before]: 1.99.1 failed in upgrade", again.err)
        self.assertEqual(self.default(), "1.98.3", "the newest that has not failed")
        self.upgrade("latest", "--retry", "--", "go", "test")
        self.assertEqual(self.default(), "1.99.1")
        self.assertNotIn("failed in upgrade", self.run_ok("list").out, "a pass takes the mark away")

    def test_the_hint_after_a_failed_candidate_keeps_the_check(self):
        pin = self.home.write(".go-version", "1.98.1\n")
        check = ("--", "go", "test", "a b")
        self.upgrade("1.98.3", "--pin", *check, code=1, env={"FAKE_GO_EXIT": "3"})
        self.upgrade("1.98", "--pin", "--time-limit", "90s", "--max-slower", "900%", *check, code=0)
        self.assertEqual(pin.read_text(), "1.98.2\n")
        told = self.upgrade("1.98", "--pin", "--live", "--time-limit", "90s", "--max-slower", "900%", "--dry-run", *check)
        quoted = '"a b"' if harness.WINDOWS else "'a b'"
        self.assertIn("hint: govern upgrade 1.98.3 --pin --live --time-limit 90s --max-slower 900% -- go test " + quoted + "\n",
                      told.err)
        bare = self.upgrade("1.98", "--pin", "--check")
        self.assertIn("hint: govern upgrade 1.98.3 --pin\n", bare.err)
        secret = self.upgrade("1.98", "--pin", "--dry-run", "--", "go", "test", "API_TOKEN=hunter2")
        self.assertIn("hint: the same command with --retry\n", secret.err)

    def test_an_exact_version_needs_no_retry(self):
        self.upgrade("1.99.1", "--", "go", "test", code=1, env={"FAKE_GO_EXIT": "1"})
        self.upgrade("1.99.1", "--", "go", "test")
        self.assertEqual(self.default(), "1.99.1")

    def test_without_a_check_nothing_is_tried_and_that_is_said(self):
        self.assertIn("nothing was tried", self.upgrade().err)
        self.assertEqual(self.default(), "1.98.3")
        again = self.upgrade()
        self.assertIn("nothing newer", again.err)
        self.assertEqual(self.rows()[0]["id"], 2, "nothing was done, nothing is recorded")

    def test_check_tells_and_writes_nothing(self):
        before = self.home.tree()
        newer = self.upgrade("--check", code=1)
        self.assertEqual(newer.out, "1.98.3\n")
        self.assertEqual(self.upgrade("1.98.1", "--check").out, "")
        self.assertEqual([path for path in self.home.tree() if not path.startswith("cache")],
                         [path for path in before if not path.startswith("cache")])

    def test_a_dry_run_prints_the_plan_and_changes_nothing(self):
        plan = self.upgrade("latest", "--dry-run", "--json", "--", "go", "test").json["result"]
        self.assertEqual((plan["from"], plan["to"], plan["installed"], plan["dry_run"]),
                         ("1.98.1", "1.99.1", False, True))
        self.assertEqual((self.default(), len(self.rows())), ("1.98.1", 1))
        self.assertEqual(self.installed(), {"1.98.1 " + PLATFORM})
        done = self.upgrade("latest", "--json", "--", "go", "test").json["result"]
        same = ("from", "to", "check", "live", "time_limit_seconds", "max_slower", "passed_over")
        self.assertEqual({key: done[key] for key in same}, {key: plan[key] for key in same})
        self.assertEqual([step["step"] for step in done["steps"]], ["install", "trial", "switch"])

    def test_what_cannot_be_is_refused_before_anything_is_fetched(self):
        cases = [(("--", "nonesuch-program"), 2, "check-not-found"),
                 (("1.97.1", "--", "go", "test"), 2, "upgrade-older"),
                 (("1.144",), 3, "no-such-version"),
                 (("1.99.1", "go", "test"), 2, "usage"),
                 (("--live",), 2, "usage"),
                 (("--time-limit", "fast", "--", "go"), 2, "usage"),
                 (("--max-slower", "x", "--", "go"), 2, "usage"),
                 (("--pin", "--", "go"), 2, "upgrade-needs-pin"),
                 (("system",), 2, "spec-not-here")]
        for words, code, error in cases:
            with self.subTest(words):
                self.assertEqual(self.upgrade(*words, code=code).error_code, error)
        self.assertEqual(self.installed(), {"1.98.1 " + PLATFORM})
        self.assertEqual(len(self.rows()), 1)
        (self.home.state / "default").unlink()
        self.assertEqual(self.upgrade(code=4).error_code, "no-default")

    def test_a_check_that_cannot_be_started_is_told_before_too(self):
        for path in (self.home.work, self.home.work / "absent"):
            refused = self.upgrade("--live", "--", native(path), code=2)
            self.assertEqual(refused.error_code, "check-not-found")
            self.assertIn(native(path), refused.err)
        if not harness.WINDOWS:
            text = self.home.write("text", "no program")
            self.assertEqual(self.upgrade("--live", "--", "./text", code=2).error_code, "check-not-found")
            text.chmod(0o755)
        self.assertEqual(self.installed(), {"1.98.1 " + PLATFORM})
        self.assertEqual(len(self.rows()), 1)

    @harness.windows_only
    def test_a_batch_file_is_not_a_check(self):
        self.assertEqual(self.upgrade("--", "build.cmd", code=2).error_code, "check-is-batch")
        self.assertEqual(self.installed(), {"1.98.1 " + PLATFORM})

    def test_an_older_version_that_nobody_has_is_not_hinted_at(self):
        older = self.upgrade("1.97.1", code=2)
        self.assertIn("hint: govern install --default 1.97.1\n", older.err)
        self.run_ok("install", "1.97.1")
        self.assertIn("hint: govern default 1.97.1\n", self.upgrade("1.97.1", code=2).err)
        nobody = self.upgrade("1.44.1", code=3)
        self.assertEqual(nobody.error_code, "no-such-version")
        self.assertNotIn("default 1.44.1", nobody.err)

    def test_the_time_limit_ends_the_check(self):
        began = time.monotonic()
        failed = self.upgrade("--time-limit", "1s", "--", "go", "test", code=1, env={"FAKE_GO_SLEEP": "100"})
        self.assertEqual(failed.error_code, "trial-timed-out")
        self.assertIn("after 1 s", failed.err)
        self.assertLess(time.monotonic() - began, 60)
        self.assertEqual(self.default(), "1.98.1")

    def test_slower_than_before(self):
        script = self.home.write("check.py", "import os, time\n"
                                             "time.sleep(0 if os.environ['GOVERN_VERSION'] == '1.98.1' else 1)\n")
        if harness.WINDOWS:
            self.skipTest("no Python for Windows programs here")
        failed = self.upgrade("--max-slower", "20%", "--", sys.executable, script, code=1)
        self.assertEqual(failed.error_code, "trial-slower")
        self.assertEqual(self.default(), "1.98.1")
        plan = self.upgrade("--max-slower", "7.5%", "--dry-run", "--json", "--", sys.executable, script)
        self.assertEqual(plan.json["result"]["max_slower"], 0.075)
        self.upgrade("--retry", "--max-slower", "10000%", "--", sys.executable, script)
        self.assertEqual(self.default(), "1.98.3")

    @posix_only
    def test_nothing_else_of_govern_runs_while_a_check_is_measured(self):
        log = self.home.work / "runs"
        slow = self.home.write("slow", f'#!/bin/sh\necho "begin $1" >> "{log}"\n'
                                       '[ "$1" = test ] || sleep 0.3\n'
                                       f'echo "end $1" >> "{log}"\n')
        slow.chmod(0o755)
        self.run_ok("install", "1.98.3")
        self.upgrade("--max-slower", "10000%", "--", "go", "test", env={"FAKE_GO_RUN": native(slow)})
        lines = log.read_text().splitlines()
        self.assertEqual(lines[:6], ["begin version", "end version", "begin env", "end env", "begin test", "end test"])

    def test_no_comparison_where_the_check_fails_now(self):
        failed = self.upgrade("--max-slower", "20%", "--", "go", "test", code=1, env={"FAKE_GO_EXIT": "7"})
        self.assertEqual(failed.error_code, "trial-before-failed")
        self.assertEqual(self.default(), "1.98.1")
        self.assertNotIn("failed in upgrade", self.run_ok("list").out, "the candidate is not to blame")

    def test_the_trial_of_a_default_where_a_pin_decides(self):
        self.home.write(".go-version", "1.98.1\n")
        done = self.upgrade("--", "go", "test")
        self.assertIn("; the trial runs under go1.98.3 all the same", done.err)
        self.assertEqual(self.default(), "1.98.3")

    def test_the_pin_in_place_of_the_default(self):
        pin = self.home.write(".go-version", b"# ours\r\n1.98.1  # why\r\n")
        self.upgrade("--pin", "--", "go", "test")
        self.assertEqual(pin.read_bytes(), b"# ours\r\n1.98.3  # why\r\n")
        self.assertEqual(self.default(), "1.98.1")
        self.assertEqual((self.rows()[0]["kind"], self.rows()[0]["to"]), ("upgrade", None))
        tools = self.home.write("sub/.tool-versions", "nodejs 20\ngolang 1.98.1 # x\n")
        self.upgrade("latest", "--pin", "--live", "--", "go", "test", code=1, cwd=tools.parent,
                     env={"FAKE_GO_EXIT": "1"})
        self.assertEqual(tools.read_text(), "nodejs 20\ngolang 1.98.1 # x\n")
        self.upgrade("latest", "--retry", "--pin", "--", "go", "test", cwd=tools.parent)
        self.assertEqual(tools.read_text(), "nodejs 20\ngolang 1.99.1 # x\n")
        for encoding in ("utf-16", "utf-16-le"):
            tools.write_bytes("nodejs 20\r\ngolang 1.98.1 # x\r\n".encode(encoding))
            self.upgrade("1.98.3", "--pin", "--", "go", "test", cwd=tools.parent)
            self.assertEqual(tools.read_bytes(), "nodejs 20\r\ngolang 1.98.3 # x\r\n".encode(encoding))

    def test_what_is_older_than_a_pin_is_pinned(self):
        """Neither `rollback` nor `default` does anything for a pin."""
        self.home.write(".go-version", "1.98.2\n")
        self.run_ok("install", "1.98.2")
        refused = self.upgrade("1.98.1", "--pin", code=2)
        self.assertEqual(refused.error_code, "upgrade-older")
        self.assertEqual([line for line in refused.err.splitlines() if line.startswith("hint: ")], ["hint: govern pin 1.98.1"])

    def test_the_way_back_of_a_pin(self):
        """What is said to return does, wherever the version file lies."""
        pin = self.home.write(".go-version", "1.98.1\n")
        here = self.upgrade("1.98.2", "--pin")
        self.assertIn("note: to return: govern pin 1.98.1\n", here.err)
        self.run_ok("pin", "1.98.1")
        below = self.home.work / "sub"
        below.mkdir()
        from_below = self.upgrade("1.98.2", "--pin", cwd=below)
        self.assertIn(f"note: to return: govern pin 1.98.1, typed in {native(pin.parent)}\n", from_below.err)
        self.run_ok("pin", "1.98.1")
        self.assertEqual(pin.read_text(), "1.98.1\n")
        tools = self.home.write("sub/.tool-versions", "golang 1.98.1\n")
        of_tools = self.upgrade("1.98.2", "--pin", cwd=below)
        self.assertIn(f"note: to return: write 1.98.1 into {native(tools)}\n", of_tools.err)
        older = self.upgrade("1.98.1", "--pin", cwd=below, code=2)
        self.assertIn(f"hint: write 1.98.1 into {native(tools)}\n", older.err)

    def test_the_jobs_summary_on_github(self):
        summary = self.home.work / "summary"
        self.upgrade("--", "go", "test", env={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": native(summary)})
        self.assertIn("### govern upgrade", summary.read_text(encoding="utf-8"))
        self.assertIn("go1.98.3", summary.read_text(encoding="utf-8"))
        summary.write_text("a line left open")
        env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": native(summary)}
        self.upgrade("1.99.1", "--", "go", "test", env=env)
        self.assertTrue(summary.read_text(encoding="utf-8").startswith("a line left open\n### govern upgrade\n"))
        before = "## ours\r\n".encode("utf-16")
        summary.write_bytes(before)
        self.run_ok("default", "1.98.1")
        refused = self.upgrade("1.99.1", "--", "go", "test", env=env)
        self.assertIn("warning[ci-file-utf16]", refused.err)
        self.assertIn("-Encoding utf8 $env:GITHUB_STEP_SUMMARY\n", refused.err)
        self.assertEqual(summary.read_bytes(), before)

    def test_a_check_that_reads_stdin_finds_it_empty(self):
        done = self.upgrade("--", "go", "test", env={"FAKE_GO_READ_STDIN": "1"}, input="not for the check")
        self.assertIn("stdin=\n", done.err)

    def test_secrets_of_the_command_are_not_recorded(self):
        self.upgrade("--", "go", "test", "API_TOKEN=hunter2", "https://me:pw@host/x")
        history = (self.home.state / "history").read_text(encoding="utf-8")
        self.assertNotIn("hunter2", history)
        self.assertNotIn("pw@", history)
        words = ("1.99.1", "--", "go", "test", "API_TOKEN=hunter2", "https://me:pw@host/x")
        planned = self.run_ok("upgrade", *words[:1], "--dry-run", *words[1:])
        told = self.upgrade(*words)
        log = next((self.home.state / "upgrades").glob("3.log")).read_text(encoding="utf-8")
        trying = next(line for line in told.err.splitlines() if "trying" in line)
        for text in (planned.out, trying, log.splitlines()[0],
                     str(self.run_ok("upgrade", "--dry-run", "--json", *words).json)):
            self.assertNotIn("hunter2", text)
            self.assertNotIn("pw@", text)

    def test_gotoolchain_does_not_take_the_candidates_place(self):
        done = self.upgrade("--", "go", "version", env={"GOTOOLCHAIN": "go1.97.1"})
        self.assertIn("GOTOOLCHAIN=go1.97.1 decides; the trial runs under go1.98.3 all the same", done.err)
        self.assertIn("env GOTOOLCHAIN=local", done.err)

    def test_what_decides_here_is_said_by_a_dry_run_too(self):
        """By the same answer as the upgrade: also of a GOENV file, and where it names the version in use."""
        goenv = self.home.write("goenv", "GOTOOLCHAIN=go1.98.1\n")
        for env in ({"GOTOOLCHAIN": "go1.98.1"}, {"GOENV": native(goenv)}):
            planned = self.upgrade("--dry-run", "--", "go", "version", env=env)
            self.assertIn("GOTOOLCHAIN=go1.98.1 decides; the trial runs under go1.98.3 all the same", planned.err)
            self.assertNotIn("decides", self.upgrade("--dry-run", env=env).err, "nothing is tried")
            live = self.upgrade("--live", "--", "go", "version", code=2, env=env)
            self.assertEqual(live.error_code, "upgrade-not-decided-here")
        self.assertNotIn("decides", self.upgrade("--dry-run", "--", "go", "version", env={"GOTOOLCHAIN": "local"}).err)

    def test_a_candidate_that_is_removed_meanwhile(self):
        gone = self.upgrade("--", native(self.home.exe), "uninstall", "1.98.3", "--force", code=4)
        self.assertEqual(gone.error_code, "no-match-installed")
        self.assertEqual(self.default(), "1.98.1")


class Live(UpgradeTest):
    def test_it_stays_once_the_check_passed_through_the_shims(self):
        done = self.upgrade("--live", "--", "go", "test")
        self.assertEqual(self.default(), "1.98.3")
        self.assertNotIn("env GOVERN_VERSION=", done.err)
        self.assert_nothing_pending()
        self.assertEqual(self.rows()[0]["outcome"], "done")

    def test_a_failed_check_brings_the_old_one_back(self):
        failed = self.upgrade("--live", "--", "go", "test", code=1, env={"FAKE_GO_EXIT": "7"})
        self.assertEqual(failed.error_code, "trial-failed")
        self.assertIn("the default is again 1.98.1", failed.err)
        self.assertEqual(self.default(), "1.98.1")
        self.assert_nothing_pending()
        row = self.rows()[0]
        self.assertEqual(row["outcome"], "rolled back")
        self.assertFalse(row["default"])

    def test_what_else_decides_here_is_named(self):
        self.home.write(".go-version", "1.98.1\n")
        refused = self.upgrade("--live", "--", "go", "test", code=2)
        self.assertEqual(refused.error_code, "upgrade-not-decided-here")
        self.assertIn(".go-version line 1", refused.err)
        self.assertEqual(self.installed(), {"1.98.1 " + PLATFORM})

    def test_a_default_in_between_wins(self):
        self.run_ok("install", "1.97.1")
        done = self.upgrade("--live", "--", native(self.home.exe), "default", "1.97.1", code=1)
        self.assertEqual(done.error_code, "default-changed")
        self.assertEqual(self.default(), "1.97.1")
        self.assert_nothing_pending()
        self.assertEqual([row["outcome"] for row in self.rows()[:2]], ["done", "failed: default-changed"])
        self.run_ok("rollback")
        self.assertEqual(self.default(), "1.98.1", "not what was on trial")

    def test_what_it_was_before_set_in_between_wins_too(self):
        done = self.upgrade("--live", "--", native(self.home.exe), "default", "1.98.1", code=1)
        self.assertEqual(done.error_code, "default-changed")
        self.assertIn("it was 1.98.3 on trial", done.err)
        self.assertNotIn("nothing was switched", done.err)

    def test_a_pin_in_between_wins(self):
        self.run_ok("install", "1.97.1")
        pin = self.home.write(".go-version", "1.98.1\n")
        self.check(self.home.run("upgrade", "--pin", "--live", "--", native(self.home.exe), "pin", "1.97.1"), 1, "pin-changed")
        self.assertEqual(pin.read_text(), "1.97.1\n")
        self.assert_nothing_pending()

    @posix_only
    def test_a_pin_that_cannot_be_put_back(self):
        """The check left a folder in its place."""
        pin = self.home.write(".go-version", "1.98.1\n")
        words = ("upgrade", "--pin", "--live", "--", "sh", "-c", f"rm '{pin.name}'; mkdir '{pin.name}'; exit 3")
        result = self.check(self.home.run(*words), 1, "not-put-back")
        self.assertIn("hint: govern install 1.98.1\n", result.err)
        self.assertTrue(pin.is_dir())
        self.assertEqual(self.default(), "1.98.1")

    def test_a_killed_upgrade_of_a_pin_leaves_the_default_alone(self):
        self.run_ok("install", "1.97.1")
        self.run_ok("default", "1.97.1")
        pin = self.home.write(".go-version", "1.98.1\n")
        running = self.home.start(self.home.exe, "upgrade", "--pin", "--live", "--", "go", "test", env={"FAKE_GO_SLEEP": "60"})
        self.wait_until(running, lambda: pin.read_text() == "1.98.3\n")
        running.kill()
        running.wait()
        seen = self.home.run("current").err
        self.assertIn("warning[upgrade-pending]", seen)
        self.assertIn("hint: govern install 1.98.1\n", seen)
        self.run_ok("install", "1.98.1")
        self.assertEqual((pin.read_text(), self.default()), ("1.98.1\n", "1.97.1"))

    def test_a_killed_upgrade_of_a_pin_that_was_changed_since(self):
        self.run_ok("install", "1.97.1")
        pin = self.home.write(".go-version", "1.98.1\n")
        running = self.home.start(self.home.exe, "upgrade", "--pin", "--live", "--", "go", "test", env={"FAKE_GO_SLEEP": "60"})
        self.wait_until(running, lambda: pin.read_text() == "1.98.3\n")
        running.kill()
        running.wait()
        pin.write_text("1.97.1\n")
        self.run_ok("install", "1.98.1")
        self.assertEqual(pin.read_text(), "1.97.1\n")
        self.assertEqual(self.rows("--kind", "upgrade")[0]["outcome"], "failed: pin-changed")

    def wait_until(self, running, holds):
        deadline = time.monotonic() + harness.TIMEOUT
        while not holds():
            self.assertLess(time.monotonic(), deadline)
            self.assertIsNone(running.process.poll())
            time.sleep(0.02)

    def start_live(self, **env):
        running = self.home.start(self.home.exe, "upgrade", "--live", "--", "go", "test",
                                  env={"FAKE_GO_SLEEP": "60", **env})
        self.wait_until(running, lambda: self.default() == "1.98.3")
        return running

    def test_killed_while_the_check_runs_it_comes_back_by_itself(self):
        running = self.start_live()
        second = self.home.run("upgrade", "latest")
        self.assertEqual((second.code, second.error_code), (7, "upgrade-running"))
        if not harness.WINE:  # which has numbers of its own
            self.assertIn(str(running.process.pid), second.err)
        row = self.rows()[0]
        self.assertEqual(row["outcome"], "running")
        self.assertIn("running: govern upgrade", self.run_ok("history").out)
        self.assertIn("outcome  running\n", self.run_ok("history", str(row["id"])).out)
        running.kill()
        running.wait()
        self.assertEqual(self.rows()[0]["outcome"], "interrupted")
        seen = self.home.run("current")
        self.assertIn("warning[upgrade-pending]", seen.err)
        self.assertIn("govern default 1.98.1", seen.err)
        self.assertEqual(self.default(), "1.98.3")
        back = self.run_ok("install", "1.98.1")
        self.assertIn("warning[upgrade-put-back]", back.err)
        self.assertEqual(self.default(), "1.98.1")
        self.assert_nothing_pending()
        self.assertEqual(self.rows("--kind", "upgrade")[0]["outcome"], "rolled back")
        self.assertEqual(self.home.run("current").err, "")

    def test_a_rollback_to_an_upgrade_that_came_to_nothing(self):
        """It goes to the default as it was after that change, which is the one before it."""
        self.run_ok("install", "1.97.1")
        fails = {"FAKE_GO_EXIT": "7"}
        running = self.start_live()
        running.kill()
        running.wait()
        self.run_ok("install", "1.98.1")
        self.upgrade("1.98.3", "--live", "--", "go", "test", code=1, env=fails)
        self.upgrade("1.98.3", "--max-slower", "20%", "--", "go", "test", code=1, env=fails)
        self.upgrade("1.98.3", "--live", "--", native(self.home.exe), "default", "1.97.1", code=1)
        moved, *came_to_nothing = [row for row in self.rows() if row["to"]][:-1]
        self.assertEqual([row["outcome"] for row in came_to_nothing],
                         ["failed: default-changed", "failed: trial-before-failed", "rolled back", "rolled back"])
        for row in came_to_nothing:
            with self.subTest(row["outcome"]):
                back = self.run_ok("rollback", str(row["id"]), "--dry-run", "--json").json["result"]
                self.assertEqual((back["to"], back["undoes"]), ("1.98.1", [moved["id"]]))
        self.check(self.home.run("rollback", "1.98.3"), 4, "never-the-default")
        self.run_ok("rollback")
        for row in came_to_nothing:
            already = self.run_ok("rollback", str(row["id"]))
            self.assertIn("the default is go1.98.1 already", already.err)
            self.assertNotIn("taken back", already.err)
        again = self.run_ok("rollback", str(moved["id"]))
        self.assertIn("the default is go1.97.1 again, it was go1.98.1: no change is taken back\n", again.err)
        self.assertEqual(self.default(), "1.97.1")

    def test_what_a_killed_one_left_in_doctor_and_dry_runs(self):
        pending = lambda *words: [one for one in self.home.run("doctor", *words, "--json").json["result"]["found"]
                                  if one["code"] == "upgrade-pending"]
        running = self.start_live()
        self.assertEqual(pending(), [], "it runs still")
        running.kill()
        running.wait()
        found, = pending()
        self.assertEqual((found["changes_go"], found["fix_repairs"]), (True, True))
        self.assertEqual(self.home.run("doctor").code, 1)
        # A dry run says what the run would: that one begins by putting the old one back.
        told = self.run_ok("default", "1.98.3", "--dry-run")
        self.assertIn("the default would be put back to 1.98.1 first\n", told.err)
        self.assertIn("the default would be go1.98.3, it is go1.98.1\n", told.err)
        back = self.run_ok("rollback", "--dry-run", "--json").json["result"]
        self.assertEqual((back["to"], back["id"], back["undoes"], back["dry_run"]), ("1.98.1", None, [], True))
        self.run_fails(7, "uninstall", "1.98.1", "--dry-run", error="in-use")
        self.run_ok("uninstall", "1.98.3", "--dry-run")
        plan = self.upgrade("1.99.1", "--dry-run", "--json").json["result"]
        self.assertEqual(plan["from"], "1.98.1")
        self.assertEqual(len(pending("--fix", "--dry-run")), 1)
        self.assertEqual(self.default(), "1.98.3", "nothing was changed")
        self.assertEqual(pending("--fix"), [])
        self.assertEqual(self.default(), "1.98.1")
        self.assert_nothing_pending()

    def test_killed_and_the_default_was_changed_since(self):
        self.run_ok("install", "1.97.1")
        running = self.start_live()
        running.kill()
        running.wait()
        (self.home.state / "default").write_text("1.97.1\n")
        left = self.run_ok("install", "1.98.1")
        self.assertIn(" was interrupted; the default was changed since, and stays", left.err)
        self.assertEqual(self.default(), "1.97.1")
        self.assert_nothing_pending()

    def test_snapshots(self):
        self.run_ok("install", "1.97.1")
        (self.home.state / "default").write_text("1.97.1\n")
        self.upgrade("1.98.2")
        first = self.rows()[0]["id"]
        self.upgrade("1.98.3")
        second = self.rows()[0]["id"]
        text = self.run_ok("history", str(first)).out
        self.assertIn("  default = 1.97.1\n", text)
        self.assertIn("  PATH = ", text)
        self.assertIn("  go version = ", text)
        change = self.run_ok("history", str(first), "--json").json["result"]["change"]
        self.assertEqual(change["kind"], "upgrade")
        differences = self.run_ok("history", "diff", str(first), str(second), "--json").json["result"]["differences"]
        self.assertIn({"what": "default", "before": "1.97.1", "after": "1.98.2"}, differences)
        none = self.home.run("history", "diff", "1", str(second))
        self.assertEqual((none.code, none.error_code), (1, "no-snapshot"))
        if not harness.WINDOWS:
            self.assertEqual((self.home.state / "snapshots").stat().st_mode & 0o077, 0)

    @posix_only
    def test_a_snapshot_asks_a_compiler_whose_path_is_quoted(self):
        compiler = self.home.write("a compiler", "#!/bin/sh\necho strange-target\n")
        compiler.chmod(0o755)
        self.upgrade("1.98.2", env={"CC": f'"{compiler}" -g'})
        self.assertIn("  CC target = strange-target\n", self.run_ok("history", str(self.rows()[0]["id"])).out)

    def test_a_rollback_after_a_kill_takes_that_one_step_back(self):
        self.run_ok("install", "1.97.1", "--default")
        self.run_ok("default", "1.98.1")
        running = self.start_live()
        running.kill()
        running.wait()
        self.run_ok("rollback")
        self.assertEqual(self.default(), "1.98.1")
        self.run_ok("rollback")
        self.assertEqual(self.default(), "1.97.1")

    @posix_only
    def test_ctrl_c_brings_the_old_one_back(self):
        running = self.start_live(FAKE_GO_ON_INTERRUPT="9")
        running.interrupt()
        result = running.wait()
        self.assertEqual((result.code, result.error_code), (130, "interrupted"))
        self.assertEqual(self.default(), "1.98.1")
        self.assert_nothing_pending()
        self.assertNotIn("failed in upgrade", self.run_ok("list").out, "the candidate is not to blame")


class Kills(UpgradeTest):
    """kill -9 at random moments of `upgrade --live`: never a version that passed no check, without a word."""

    def test_kills(self):
        self.run_ok("install", "1.98.3")
        words = ("upgrade", "1.98.3", "--live", "--retry", "--", "go", "test")
        whole = self.run_ok(*words).seconds
        moments = random.Random(20)
        kills = harness.count("GOVERN_UPGRADE_KILLS", 4 if harness.WINE else 12, 20 if harness.WINE else 100)
        for number in range(kills):
            self.run_ok("default", "1.98.1")
            fails = number % 2 == 0
            delay = moments.uniform(0, 1.3 * whole)
            with self.subTest(number=number, delay=delay, fails=fails):
                running = self.home.start(self.home.exe, *words, env={"FAKE_GO_EXIT": "7" if fails else "0"})
                timer = threading.Timer(delay, running.kill)
                timer.start()
                running.wait()
                timer.cancel()
                pending = (self.home.state / "pending").exists()
                seen = self.home.run("list")
                self.assertEqual("upgrade-pending" in seen.err, pending, seen)
                self.run_ok("install", "1.98.1")
                self.assert_nothing_pending()
                self.assertIn(self.default(), ("1.98.1",) if fails else ("1.98.1", "1.98.3"))


@posix_only
class Trees(UpgradeTest):
    """What a check starts ends with it."""

    def script(self, text):
        path = self.home.write("check.sh", "#!/bin/sh\n" + text)
        path.chmod(0o755)
        return path

    def alive(self, pid):
        try:
            return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False

    def assert_ends(self, pid):
        deadline = time.monotonic() + 10
        while self.alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(self.alive(pid), "what the check started is still there")

    SERVERS = ("sleep 300 & echo $! > server\n"
               f"{sys.executable} -c 'import os,time; os.setsid(); open(\"daemon\",\"w\").write(str(os.getpid())); "
               "time.sleep(300)' &\n"
               "while ! test -s daemon; do sleep 0.05; done\n")

    def pids(self):
        return [int((self.home.work / name).read_text()) for name in ("server", "daemon")]

    def test_servers_that_a_check_leaves(self):
        self.upgrade("--", self.script(self.SERVERS + "exit 0\n"))
        self.assertEqual(self.default(), "1.98.3")
        for pid in self.pids():
            self.assert_ends(pid)

    def test_a_check_that_never_ends(self):
        failed = self.upgrade("--time-limit", "3s", "--", self.script("trap '' TERM\n" + self.SERVERS + "wait\n"), code=1)
        self.assertEqual(failed.error_code, "trial-timed-out")
        for pid in self.pids():
            self.assert_ends(pid)

    def test_govern_is_killed(self):
        running = self.home.start(self.home.exe, "upgrade", "--", str(self.script(self.SERVERS + "wait\n")))
        deadline = time.monotonic() + harness.TIMEOUT
        while not (self.home.work / "daemon").exists() or not (self.home.work / "daemon").read_text():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        running.kill()
        running.wait()
        for pid in self.pids():
            self.assert_ends(pid)
        self.assertEqual(self.default(), "1.98.1")
        self.assertEqual(self.rows()[0]["outcome"], "interrupted")

    def test_a_check_that_closes_its_output_or_prints_much(self):
        self.upgrade("--", self.script("exec >&- 2>&-\nsleep 0.5\n"))
        self.assertEqual(self.default(), "1.98.3")
        self.upgrade("latest", "--quiet", "--", self.script("head -c 80000000 /dev/zero | tr '\\0' 'x'\n"))
        log = self.home.state / "upgrades" / f"{self.rows()[0]['id']}.log"
        self.assertLess(log.stat().st_size, (64 << 20) + 200)
        with open(log, "rb") as file:
            file.seek(-60, os.SEEK_END)
            self.assertRegex(file.read(), rb"--- \d+ more bytes were not kept\n$")

    def test_others_cannot_read_the_log(self):
        self.upgrade("--", "go", "test")
        self.assertEqual((self.home.state / "upgrades").stat().st_mode & 0o077, 0)


if __name__ == "__main__":
    harness.main()
