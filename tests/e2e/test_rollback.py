"""The record of changes, and the way back to the last good Go."""

import json
import os
import shutil
import subprocess
import sys

import harness
from harness import native
from trees import write_tree
from worlds import GO, OTHER_PLATFORM, PLATFORM, Rule, WorldTest, file_url


class RecordTest(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.97.1", "1.98.1", "1.99.1", "1.99.2"):
            world.add(version, PLATFORM, embedded=True)
        world.add("1.99.9", OTHER_PLATFORM, embedded=True)

    def setUp(self):
        super().setUp()
        self.use_site()

    def install(self, *versions):
        self.run_ok("install", *versions)

    def default(self):
        return (self.home.state / "default").read_text().strip()

    def rollback(self, *words):
        return self.run_ok("rollback", *words, "--json").json["result"]

    def rows(self, *words):
        return self.run_ok("history", *words, "--json").json["result"]["changes"]


class History(RecordTest):
    def test_what_was_changed_by_whom_and_from_what(self):
        self.assertEqual(self.rows(), [])
        self.install("1.98.1", "1.99.1")
        self.run_ok("default", "1.99.1")
        newest, oldest = self.rows()
        self.assertEqual((newest["id"], newest["kind"], newest["from"], newest["to"], newest["outcome"]),
                         (2, "default", "1.98.1", "1.99.1", "done"))
        self.assertEqual((oldest["id"], oldest["kind"], oldest["from"], oldest["to"]), (1, "install", None, "1.98.1"))
        self.assertEqual((newest["default"], newest["next_rollback"]), (True, False))
        self.assertEqual((oldest["default"], oldest["next_rollback"]), (False, True))
        self.assertRegex(newest["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        text = self.run_ok("history").out.splitlines()
        self.assertRegex(text[0], r"^\*\s+2 .* default .*1\.98\.1 -> 1\.99\.1 .*govern default 1\.99\.1$")
        self.assertRegex(text[1], r"^<\s+1 .* install .*none -> 1\.98\.1 ")
        self.assertIn("command  govern default 1.99.1\n", self.run_ok("history", "2").out)
        self.assertEqual(self.run_ok("history", "2", "--json").json["result"]["change"]["to"], "1.99.1")

    def test_every_command_that_changes_something_is_recorded(self):
        self.install("1.98.1", "1.99.1")
        sdk = next(path for path in self.sdk("1.99.1").rglob("VERSION"))
        sdk.unlink()
        self.run_ok("repair", "1.99.1")
        self.run_ok("pin", "1.99.1")
        self.run_ok("doctor", "--fix")
        self.run_ok("uninstall", "1.99.1", "--force", env={"GOVERN_VERSION": None})
        self.home.run("install", "1.55.5")
        self.run_ok("install", "1.99.1")
        kinds = [(row["kind"], row["outcome"], row["sdks"]) for row in reversed(self.rows())]
        name = f"go1.99.1.{PLATFORM}"
        self.assertEqual(kinds[0], ("install", "done", [f"go1.98.1.{PLATFORM}", name]))
        self.assertEqual(kinds[1:], [("repair", "done", [name]), ("pin", "done", [name]), ("doctor", "done", []),
                                     ("uninstall", "done", [name]), ("install", "done", [name])])
        self.assertEqual(self.rows()[-1]["command"], "install 1.98.1 1.99.1")

    def test_a_failed_install_says_how(self):
        archive = f"go1.98.1.{PLATFORM}" + (".zip" if harness.WINDOWS else ".tar.gz")
        self.site.rule("/" + archive, Rule(status=404))
        result = self.home.run("install", "1.98.1")
        self.assertNotEqual(result.code, 0)
        self.assertEqual(self.rows()[0]["outcome"], f"failed: {result.error_code}")

    def test_nothing_was_recorded_yet(self):
        self.assertIn("nothing is recorded in ", self.run_ok("history").err)

    @harness.posix_only
    def test_what_cannot_be_recorded_goes_on(self):
        self.install("1.98.1")
        for folder in (self.home.scratch, self.home.work):
            folder.chmod(0o777)
        as_nobody = {"as_nobody": True} if os.geteuid() == 0 else {}
        if not as_nobody:
            self.home.home.chmod(0o555)
            self.home.state.chmod(0o555)
        done = self.run_ok("pin", "1.98.1", "--verbose", **as_nobody)
        self.assertIn("this change is not recorded: the home ", done.err)

    def test_a_dry_run_of_each_changes_nothing(self):
        self.install("1.98.1", "1.99.1")
        # The listing that was asked is kept for an hour.
        tree = lambda: [path for path in self.home.tree() if not path.startswith("cache")]
        before = tree()
        for words, says in ((("default", "1.99.1"), "the default would be go1.99.1, it is go1.98.1"),
                            (("pin", "1.99.1"), "would say 1.99.1"), (("uninstall", "1.99.1", "--force"), "would remove go1.99.1"),
                            (("uninstall", "1.98.1", "--force"), "no default would be set any more (it is go1.98.1)"),
                            (("repair", "1.99.1"), "would install go1.99.1")):
            with self.subTest(words):
                result = self.run_ok(*words, "--dry-run")
                self.assertIn(says, result.err)
        self.assertEqual(self.run_fails(7, "uninstall", "1.98.1", "--dry-run").error_code, "in-use")
        self.assertEqual((self.default(), len(self.rows())), ("1.98.1", 1))
        self.assertEqual(tree(), before)
        self.assertEqual(list(self.home.work.iterdir()), [])

    def test_a_log_for_collectors(self):
        log = self.home.work / "govern.log"
        self.run_ok("install", "1.98.1", "--log", "govern.log")
        self.run_ok("install", "1.99.1", env={"GOVERN_LOG": "govern.log"})
        self.home.run("install", "9.9.9")
        (self.home.home / "config").write_text(f"log = {harness.native(log)}\n", encoding="utf-8")
        self.run_ok("default", "1.99.1")
        lines = log.read_text(encoding="utf-8").splitlines()
        stamp = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ govern\[\d+\] "
        self.assertRegex(lines[-2], stamp + r"change 3 begins: default by .*, default 1\.98\.1 -> 1\.99\.1: govern default 1\.99\.1$")
        self.assertRegex(lines[-1], stamp + "change 3 done$")
        bad = self.home.run("default", "1.98.1", "--log", harness.native(self.home.work))
        self.assertEqual((bad.code, "warning[log-not-written]" in bad.err), (0, True), bad.err)

    @harness.posix_only
    def test_events_for_the_system(self):
        """syslog of a namespace of its own: only upgrades, rollbacks and failed proofs arrive there."""
        unshare = shutil.which("unshare")
        script = (
            "import os, socket, subprocess, sys\n"
            "log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
            "log.bind('/dev/log')\n"
            "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode\n"
            "log.setblocking(False)\n"
            "try:\n"
            "    while True: print(log.recv(9000).decode())\n"
            "except BlockingIOError: sys.exit(code)\n")
        hide = 'mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && exec "$@"'
        if not unshare or subprocess.run([unshare, "-m", "sh", "-c", hide, "sh", "true"], capture_output=True).returncode != 0:
            self.skipTest("needs a mount namespace: root and unshare")

        def events(*words):
            return self.home.run_program(unshare, "-m", "sh", "-c", hide, "sh", sys.executable, "-c", script,
                                         str(self.home.exe), *words, env={"GOVERN_EVENTS": "system"})

        self.install("1.98.1", "1.99.1")
        self.assertEqual(events("default", "1.99.1").out, "")
        back = events("rollback")
        self.assertEqual(back.code, 0, back.err)
        self.assertRegex(back.out, r"<13>.* govern\[\d+\]: .*: change 3 begins: rollback by .*, default 1\.99\.1 -> 1\.98\.1")
        self.assertRegex(back.out, r"<13>.* govern\[\d+\]: .*: change 3 done")
        sdk = self.sdk("1.98.1")
        (sdk / "bin" / "go").write_bytes(b"changed")
        bad = events("verify", "1.98.1")
        self.assertEqual(bad.code, 6)
        self.assertRegex(bad.out, r"<11>.* govern\[\d+\]: govern verify 1\.98\.1: ")
        (self.home.home / "config").write_text("events = everything\n", encoding="utf-8")
        self.assertIn("events are `system` or `none`", self.home.run("list").err)

    def test_filters(self):
        self.install("1.98.1", "1.99.1")
        for version in ("1.99.1", "1.98.1") * 12:
            self.run_ok("default", version)
        self.assertEqual(len(self.rows()), 20)
        self.assertEqual(len(self.rows("--all")), 25)
        self.assertEqual([row["id"] for row in self.rows("--kind", "install")], [1])
        self.assertEqual(self.rows("--since", "2999-01-01"), [])
        self.assertIn("no change since 2999-01-01 is recorded in ", self.run_ok("history", "--since", "2999-01-01").err)
        self.assertIn("no change of the kind pin is recorded in ", self.run_ok("history", "--kind", "pin").err)
        self.assertEqual(self.home.run("history", "--kind", "nonsense").code, 2)
        self.assertEqual(self.home.run("history", "--kind", "nonsense").error_code, "unknown-kind")
        result = self.home.run("history", "99")
        self.assertEqual((result.code, result.error_code), (1, "no-such-change"))
        for words in (("history", "x"), ("history", "diff", "1", "x")):
            result = self.check(self.home.run(*words), 2, "usage")
            self.assertIn("x' is not a change: changes have numbers, as `govern history` shows them", result.err)

    def test_a_line_from_elsewhere_cannot_steer_the_terminal(self):
        self.install("1.98.1")
        with open(self.home.state / "history", "a", encoding="utf-8") as file:
            file.write(json.dumps({"id": 7, "command": "x\x1b[2J\n##vso[x]", "from": "", "to": "1.\x07"}) + "\n")
        out = self.run_ok("history").out
        self.assertNotIn("\x1b", out)
        self.assertNotIn("\x07", out)
        self.assertEqual(len(out.splitlines()), 2)


class Rollback(RecordTest):
    def test_walks_back_and_never_toggles(self):
        self.install("1.97.1", "1.98.1", "1.99.1")
        self.run_ok("default", "1.98.1")
        self.run_ok("default", "1.99.1")
        done = self.run_ok("rollback")
        self.assertEqual(self.default(), "1.98.1")
        self.assertEqual(done.out, "")
        for words in ("go1.98.1 again", "it was go1.99.1", "change 3", "would go to 1.97.1", "govern default 1.99.1"):
            self.assertIn(words, done.err)
        second = self.rollback()
        self.assertEqual((second["from"], second["to"], second["undoes"], second["next"]),
                         ("1.98.1", "1.97.1", [2], None))
        self.assertEqual(self.default(), "1.97.1")
        third = self.home.run("rollback")
        self.assertEqual((third.code, third.error_code), (4, "nothing-before"))
        self.assertIn("installed: 1.99.1, 1.98.1, 1.97.1", third.err)
        self.assertIn("hint: govern default 1.99.1\n", third.err)  # not the present one
        empty = self.check(self.new_home("empty").run("rollback"), 4, "nothing-before")
        self.assertIn("hint: govern install latest\n", empty.err)
        self.assertEqual(self.default(), "1.97.1")
        self.assertEqual(self.rows()[0]["undoes"], [2])

    def test_what_cannot_run_here_is_not_hinted_at(self):
        self.install("1.97.1")
        self.install("1.99.9", "--os", "darwin", "--arch", "arm64")
        nothing = self.run_fails(4, "rollback", error="nothing-before")
        self.assertIn("hint: govern history\n", nothing.err)

    def test_what_was_taken_back_is_out_of_the_walk(self):
        self.install("1.97.1", "1.98.1", "1.99.1", "1.99.2")
        self.run_ok("default", "1.98.1")
        self.run_ok("default", "1.99.1")
        self.rollback()
        self.run_ok("default", "1.99.2")
        self.assertEqual(self.rollback()["to"], "1.98.1")
        self.assertEqual(self.rollback()["to"], "1.97.1")

    def test_what_is_told_to_be_next_is_next(self):
        self.install("1.97.1", "1.98.1")
        for version in ("1.98.1", "1.97.1", "1.98.1"):
            self.run_ok("default", version)
        for _ in range(3):
            told = self.rollback()
            following = self.home.run("rollback", "--dry-run", "--json").json
            self.assertEqual(told["next"], following["result"]["to"] if following["ok"] else None)

    def test_what_decides_here_all_the_same_is_said(self):
        self.install("1.97.1", "1.98.1")
        self.run_ok("default", "1.98.1")
        for text, code in (("nonsense\n", "bad-version-file"), ("1.98.9\n", "wanted-not-installed"), ("1.98.1\n", "no-effect-here")):
            self.home.write(".go-version", text)
            back = self.run_ok("rollback")
            self.assertIn(f"warning[{code}]", back.err)
            self.assertIn(".go-version", back.err)
            self.run_ok("default", "1.98.1")

    def test_to_a_change_or_a_version(self):
        self.install("1.97.1", "1.98.1", "1.99.1")
        self.run_ok("default", "1.98.1")
        self.run_ok("default", "1.99.1")
        to_first = self.rollback("1")
        self.assertEqual((to_first["to"], to_first["undoes"]), ("1.97.1", [3, 2]))
        again = self.rollback("3")  # taken back before: a change like any other
        self.assertEqual((again["to"], again["undoes"]), ("1.99.1", []))
        self.assertEqual(self.rollback()["to"], "1.97.1")
        self.run_ok("default", "1.98.1")
        self.assertEqual(self.rollback("1.97")["to"], "1.97.1")
        never = self.home.run("rollback", "1.99.2")
        self.assertEqual((never.code, never.error_code), (4, "never-the-default"))
        self.assertEqual(self.home.run("rollback", "77").error_code, "no-such-change")
        self.assertEqual(self.home.run("rollback", "system").code, 2)

    def test_a_dry_run_changes_nothing(self):
        self.install("1.97.1", "1.98.1")
        self.run_ok("default", "1.98.1")
        before = (self.home.state / "history").read_bytes()
        plan = self.rollback("--dry-run")
        self.assertEqual((plan["to"], plan["id"], plan["dry_run"]), ("1.97.1", None, True))
        self.assertEqual((self.default(), (self.home.state / "history").read_bytes()), ("1.98.1", before))
        done = self.rollback()
        self.assertEqual({key: plan[key] for key in ("from", "to", "undoes", "next")},
                         {key: done[key] for key in ("from", "to", "undoes", "next")})

    def test_a_target_that_is_gone_or_damaged_changes_nothing(self):
        self.install("1.97.1", "1.98.1", "1.99.1")
        self.run_ok("default", "1.98.1")
        self.run_ok("default", "1.99.1")
        cases = [("gone", 4, "rollback-target-gone"), ("a file less", 6, "rollback-target-damaged"),
                 ("bin/go changed", 6, "rollback-target-damaged")]
        sdk = self.sdk("1.98.1")
        for what, code, error in cases:
            with self.subTest(what):
                if what == "gone":
                    aside = self.home.user / "aside"
                    sdk.rename(aside)
                elif what == "a file less":
                    file = next(path for path in (sdk / "src").rglob("*") if path.is_file())
                    content = file.read_bytes()
                    file.unlink()
                else:
                    go = sdk / "bin" / GO
                    stamp = go.stat()
                    whole = go.read_bytes()
                    go.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
                result = self.home.run("rollback")
                self.assertEqual((result.code, result.error_code), (code, error), result.err)
                self.assertIn("1.97.1 (change 1)", result.err)
                self.assertIn("govern rollback --any", result.err)
                self.assertEqual(self.default(), "1.99.1")
                if what == "gone":
                    aside.rename(sdk)
                elif what == "a file less":
                    file.write_bytes(content)
                else:
                    any_way = self.rollback("--any")
                    self.assertEqual(any_way["to"], "1.97.1")
                    go.write_bytes(whole)
                    os.utime(go, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    def test_the_hint_keeps_what_was_asked_for(self):
        """Typed as it is printed, it goes where the note says: to what is older than the target."""
        self.install("1.97.1", "1.98.1", "1.99.1", "1.99.2")
        for version in ("1.98.1", "1.99.1", "1.99.2"):
            self.run_ok("default", version)
        self.sdk("1.98.1").rename(self.home.user / "aside")
        for words in (("2",), ("1.98",)):
            with self.subTest(words):
                refused = self.run_fails(4, "rollback", *words, error="rollback-target-gone")
                self.assertIn("the next older one that is whole is 1.97.1 (change 1)", refused.err)
                self.assertIn(f"hint: govern rollback {words[0]} --any\n", refused.err)
                self.assertEqual(self.rollback(*words, "--any", "--dry-run")["to"], "1.97.1")
        verified = self.run_fails(4, "rollback", "2", "--verify", error="rollback-target-gone")
        self.assertIn("hint: govern rollback 2 --verify --any\n", verified.err)
        # Change 2 is taken back, and 1.99.1 of a later change is not older.
        self.rollback("1")
        self.run_ok("default", "1.99.1")
        self.run_ok("default", "1.99.2")
        taken_back = self.run_fails(4, "rollback", "2", error="rollback-target-gone")
        self.assertIn("the next older one that is whole is 1.97.1 (change 1)", taken_back.err)
        self.assertEqual(self.rollback("2", "--any")["to"], "1.97.1")

    def test_the_default_of_now_is_not_a_way_back(self):
        """1.97.1, 1.98.1, 1.99.1, 1.98.1: behind 1.99.1, which is gone, 1.98.1 comes first, and it runs already."""
        self.install("1.97.1", "1.98.1", "1.99.1")
        for version in ("1.98.1", "1.99.1", "1.98.1"):
            self.run_ok("default", version)
        self.sdk("1.99.1").rename(self.home.user / "aside")
        result = self.home.run("rollback")
        self.assertEqual((result.code, result.error_code), (4, "rollback-target-gone"))
        self.assertIn("1.97.1 (change 1)", result.err)
        self.assertEqual(self.rollback("--any", "--dry-run")["to"], "1.97.1")
        self.assertEqual(self.rollback("--any")["to"], "1.97.1")
        self.assertEqual(self.default(), "1.97.1")

    def test_two_files_that_changed_their_sizes_alike(self):
        self.install("1.97.1", "1.98.1")
        self.run_ok("default", "1.98.1")
        files = sorted((path for path in (self.sdk("1.97.1") / "src").rglob("*")
                        if path.is_file() and path.stat().st_size > 1), key=str)[:2]
        first, second = (path.read_bytes() for path in files)
        files[0].write_bytes(first + b"x")
        files[1].write_bytes(second[:-1])
        result = self.home.run("rollback")
        self.assertEqual((result.code, result.error_code), (6, "rollback-target-damaged"))
        self.assertNotIn("--any", result.err)  # there is nothing older
        self.assertIn("hint: govern repair 1.97.1\n", result.err)
        sizes = self.home.receipts / f"go1.97.1.{PLATFORM}.sizes"
        written = sizes.read_bytes()
        sizes.write_bytes((b"1" if written[:1] == b"0" else b"0") + written[1:])
        self.assertEqual(self.rollback("--dry-run")["to"], "1.97.1", "sizes that do not fit count as absent")

    def test_a_copied_home_has_other_times(self):
        self.install("1.97.1", "1.98.1")
        self.run_ok("default", "1.98.1")
        os.utime(self.sdk("1.97.1") / "bin" / GO)
        self.assertEqual(self.rollback()["to"], "1.97.1")

    def test_one_changed_byte_is_found_by_hashing(self):
        self.install("1.97.1", "1.98.1")
        self.run_ok("default", "1.98.1")
        file = next(path for path in sorted((self.sdk("1.97.1") / "src").rglob("*"))
                    if path.is_file() and path.stat().st_size)
        content = file.read_bytes()
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        self.assertEqual(self.rollback("--dry-run")["to"], "1.97.1", "the quick check does not read files")
        result = self.home.run("rollback", "--verify")
        self.assertEqual((result.code, result.error_code), (6, "rollback-target-damaged"))
        file.write_bytes(content)
        self.assertGreater(self.rollback("--verify")["verified_seconds"], 0)

    def test_uninstall_guards_where_the_next_rollback_goes(self):
        self.install("1.97.1", "1.98.1", "1.99.1")
        self.run_ok("default", "1.98.1")
        self.run_ok("default", "1.99.1")
        self.rollback()
        refused = self.home.run("uninstall", "1.97.1")
        self.assertEqual((refused.code, refused.error_code), (7, "in-use"))
        self.assertIn("the next rollback goes to it", refused.err)
        self.run_ok("uninstall", "1.99.1")

    def test_a_default_that_an_uninstall_cleared_is_passed_over(self):
        self.install("1.97.1", "1.98.1", "1.99.1")
        self.run_ok("default", "1.98.1")
        self.run_ok("uninstall", "1.98.1", "--force")
        self.run_ok("default", "1.99.1")
        result = self.home.run("rollback")
        self.assertEqual((result.code, result.error_code), (4, "rollback-target-gone"))
        passing = self.run_ok("rollback", "--any")  # as asked: no refusal, no other command
        self.assertIn("1.98.1 is passed over: it is not installed\n", passing.err)
        self.assertNotRegex(passing.err, "warning|error")
        self.assertEqual(self.default(), "1.97.1")
        self.run_ok("default", "1.99.1")
        self.sdk("1.97.1").rename(self.home.user / "aside")
        none = self.run_fails(4, "rollback", "--any", error="nothing-before")
        self.assertIn("note: 1.97.1 is passed over: it is not installed\n", none.err)
        self.assertIn("hint: govern history\n", none.err)

    def assert_set_by_what_failed(self):
        """The only change so far failed, and 1.98.1 is its default: that counts as any change of it."""
        first, = self.rows()
        self.assertEqual((first["to"], first["default"]), ("1.98.1", True))
        self.assertIn("failed: ", first["outcome"])
        self.install("1.99.1")
        self.run_ok("default", "1.99.1")
        self.assertTrue(self.rows()[-1]["next_rollback"])
        self.run_fails(7, "uninstall", "1.98.1", "--dry-run", error="in-use")
        for words in ((), ("1",), ("1.98",)):
            self.assertEqual(self.rollback(*words)["to"], "1.98.1")
            self.run_ok("default", "1.99.1")

    def test_an_adopt_of_several_that_failed_in_one(self):
        self.home.env["GOPROXY"] = file_url(self.world.proxy)
        tree = write_tree(self.world[f"go1.98.1.{PLATFORM}"], self.home.user / "Gos" / "go1.98.1")
        self.run_fails(4, "adopt", native(tree), native(self.home.user / "nothere"), error="no-go-there")
        self.assert_set_by_what_failed()

    def test_an_install_of_several_that_failed_in_one(self):
        archive = f"go1.97.1.{PLATFORM}" + (".zip" if harness.WINDOWS else ".tar.gz")
        self.site.rule("/" + archive, Rule(status=404))
        self.assertNotEqual(self.home.run("install", "1.98.1", "1.97.1").code, 0)
        self.assert_set_by_what_failed()

    def test_a_change_after_which_nothing_was_the_default(self):
        self.install("1.97.1")
        self.run_ok("uninstall", "1.97.1", "--force")
        cleared = str(self.rows()[0]["id"])
        self.install("1.98.1")
        self.run_fails(4, "rollback", cleared, error="change-has-no-default")
        self.assertEqual(self.default(), "1.98.1")

    def test_a_history_of_many_lines(self):
        """100,000 older lines: the way back is the same, ids count on, and what was long ago is found."""
        self.install("1.97.1", "1.98.1")
        line = {"time": "2026-01-01T00:00:00Z", "user": "ci", "command": "install 9", "kind": "install", "from": "", "to": "",
                "sdks": [], "folder": "/"}
        file = self.home.state / "history"
        lines = [json.dumps({**line, "id": number}) for number in range(2, 100_002)]
        file.write_text(file.read_text() + "\n".join(lines) + "\n")
        self.run_ok("default", "1.98.1")
        self.assertEqual(self.rows()[0]["id"], 100_002)
        self.assertEqual(self.rollback()["to"], "1.97.1")
        self.assertEqual(self.run_ok("history", "7", "--json").json["result"]["change"]["command"], "install 9")
        self.assertLess(file.stat().st_size, 5 << 20)

    def test_an_sdk_behind_a_link(self):
        """A folder on another volume counts while it is there."""
        self.install("1.97.1", "1.98.1")
        self.run_ok("default", "1.98.1")
        volume = self.home.user / "volume"
        self.sdk("1.97.1").rename(volume)
        if not harness.links_work(self.sdk("1.97.1"), volume):
            self.skipTest("no links of folders here")
        self.assertEqual(self.rollback("--dry-run", "--verify")["to"], "1.97.1")
        away = self.home.user / "away"
        volume.rename(away)
        result = self.home.run("rollback")
        self.assertEqual((result.code, result.error_code, self.default()), (4, "rollback-target-gone", "1.98.1"), result.err)
        away.rename(volume)
        self.assertEqual(self.rollback()["to"], "1.97.1")

    def test_at_once_with_other_changes(self):
        """Whoever comes first: what the default names is here and whole, and each change is in the record."""
        self.install("1.97.1", "1.98.1")
        pairs = ((("rollback",), ("uninstall", "1.97.1", "--force")), (("rollback",), ("upgrade", "1.99.2")),
                 (("upgrade", "1.99.1"), ("upgrade", "1.99.2")), (("rollback",), ("rollback",)))
        for words in pairs * harness.count("GOVERN_ROUNDS", 2, 20):
            with self.subTest(words):
                self.install("1.97.1", "1.98.1")
                self.run_ok("default", "1.97.1")
                self.run_ok("default", "1.98.1")
                running = [self.home.start(self.home.exe, *one) for one in words]
                ended = [one.wait() for one in running]
                for result in ended:
                    self.assertIn(result.code, (0, 1, 2, 4, 6, 7), result)  # 2: older than the other one; 6: half removed
                self.assertIn(0, [result.code for result in ended])
                if words[1][0] == "uninstall" and not (self.home.state / "default").exists():
                    continue  # it took the default that the rollback had just set
                self.assertTrue(self.sdk(self.default()).is_dir(), self.default())
                self.run_ok("verify", self.default())
                self.assertNotIn("interrupted", [row["outcome"] for row in self.rows()[:3]])

    def test_a_torn_line_and_an_older_history(self):
        self.install("1.97.1", "1.98.1", "1.99.1")
        state = self.home.state
        state.joinpath("history").write_text(
            '{"command":"install","folder":"/","from":"","id":1,"time":"2026-01-01T00:00:00Z","to":"1.97.1","user":"ann"}\n'
            '{"command":"default","folder":"/","from":"1.97.1","id":2,"time":"2025-01-01T00:00:00Z","to":"1.98.1","user":"ann"}\n'
            '{"id":3,"time":"2026-0', encoding="utf-8")
        state.joinpath("default").write_text("1.98.1\n")
        self.run_ok("default", "1.99.1")
        self.assertEqual([row["id"] for row in self.rows()], [4, 2, 1])
        self.assertEqual(self.rollback()["to"], "1.98.1")
        self.assertEqual(self.rollback()["to"], "1.97.1")


if __name__ == "__main__":
    harness.main()
