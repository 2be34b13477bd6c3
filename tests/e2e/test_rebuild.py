"""`verify --rebuild`: the programs of an SDK, built again from its own source, are the same bytes or are found not to be."""

import hashlib
import json
import os
import signal
import subprocess
import unittest
from pathlib import Path

import harness
import sumdb
from faults import wait_until
from harness import native
from sdks import Sdk
from standins import BARE, FLAGS, furnish, place, program
from trees import fingerprint
from worlds import PLATFORM, WorldTest

TWIN = "windows-amd64" if PLATFORM == "linux-amd64" else "linux-amd64"
GENUINE, OWN, OLD, STALLS = "1.99.1", "1.97.1", "1.20.3", "1.95.1"
NAMES = ["asm", "compile", "go", "gofmt", "link"]


def another_byte(sdk):
    name = place(sdk, "compile")
    sdk.files[name] = sdk.files[name][:-1] + b"!"


def letter_in_comment(sdk):
    sdk.files["src/cmd/gofmt/main.go"] = b"package main // gofmT\n"


def built_with_another_flag(sdk):
    sdk.files[place(sdk, "link")] = program(sdk, "link", flags="-trimpath")


def without_source(sdk):
    sdk.files["bin/more" + (".exe" if sdk.goos == "windows" else "")] = b"a program of somebody\n"


def none_made(sdk):
    sdk.files["src/cmd/asm/main.go"] = b"package main\n//fake:none\n"


def source_and_program(sdk):
    letter_in_comment(sdk)
    sdk.files[place(sdk, "gofmt")] = program(sdk, "gofmt")


# What is changed, and the programs of which that is found. Their receipts are made for the changed trees.
FOUND = {"1.98.1": (another_byte, {"compile"}), "1.98.2": (letter_in_comment, {"gofmt"}),
         "1.98.3": (built_with_another_flag, {"link"}), "1.98.4": (without_source, {"more"}), "1.98.5": (none_made, {"asm"})}
BOTH_CHANGED = "1.98.9"
UNKNOWN = {"1.96.1": dict(flags=FLAGS + " -toolexec=/bin/evil"), "1.96.2": dict(flags=""), "1.96.3": dict(stub='"module other"')}
# What the source asks the stand-in to do, the exit code and its error.
FAILS = {"1.94.1": ("fail", 6, "rebuild-failed"), "1.94.2": ("killed", 1, "rebuild-broken-off"), "1.94.3": ("full", 8, "rebuild-no-space")}


@unittest.skipUnless(PLATFORM in ("linux-amd64", "windows-amd64"), f"the recipe of {PLATFORM} is not known")
class RebuildTest(WorldTest):
    @staticmethod
    def fake_go():
        return Path(os.environ["GOVERN_BIN"]) / ("fake_builder" + harness.EXE_SUFFIX)

    def setUp(self):
        super().setUp()
        self.use_site()

    def rebuild(self, version, *words, code=0, error=None, **options):
        """The answer for one SDK, as JSON."""
        result = self.check(self.home.run("verify", "--rebuild", version, "--offline", "--json", *words, **options), code, error)
        return result.json["result"]["verified"][0] if "result" in result.json else None

    def differing(self, row):
        return {one["name"] for one in row["rebuild"]["programs"] if not one["identical"]}

    def record(self, version=GENUINE, platform=PLATFORM):
        return self.home.receipts / f"go{version}.{platform}.rebuilt"

    def assert_nothing_left(self):
        self.assertEqual(self.home.tree(self.home.staging), [])
        self.assertEqual(list(self.home.temp.iterdir()), [])


class Rebuild(RebuildTest):
    @classmethod
    def fill(cls, world):
        furnish(world.add(GENUINE, PLATFORM, embedded=True))
        furnish(world.add(GENUINE, TWIN, embedded=True))
        furnish(world.add("1.99.2", PLATFORM, embedded=True), go_mod="module bootstrap", stub=BARE)
        furnish(world.add("1.99.3", PLATFORM, embedded=True))
        furnish(world.add("1.99.3", TWIN, embedded=True)).files["src/fmt/print.go"] = b"package fmt // other\n"
        furnish(world.add(GENUINE, "darwin-arm64", embedded=True))
        furnish(world.add(OWN, PLATFORM, logged=False))
        furnish(world.add(OLD, PLATFORM, embedded=True))
        for version, (change, _) in FOUND.items():
            change(furnish(world.add(version, PLATFORM, embedded=True)))
        for version, options in UNKNOWN.items():
            furnish(world.add(version, PLATFORM, embedded=True), **options)
        for version, (word, _, _) in FAILS.items():
            furnish(world.add(version, PLATFORM, embedded=True)).files["src/cmd/link/main.go"] = f"package main\n//fake:{word}\n".encode()
        # Changed alike, and the log knows the genuine one.
        genuine = furnish(Sdk(BOTH_CHANGED, PLATFORM, world.go))
        source_and_program(furnish(world.add(BOTH_CHANGED, PLATFORM, embedded=True, logged=False)))
        world.log.add(sumdb.toolchain_record(genuine.name, genuine.h1))

    def test_every_program_is_the_same(self):
        self.run_ok("install", GENUINE)
        before = fingerprint(self.sdk(GENUINE))
        row = self.rebuild(GENUINE)
        found = row["rebuild"]
        self.assertEqual([one["name"] for one in sorted(found["programs"], key=lambda one: one["name"])], NAMES)
        self.assertEqual(self.differing(row), set())
        self.assertEqual(found["sources"], 4 + len(NAMES), "of runtime, which is built twice, four files; of each command one")
        self.assertEqual(found["only_hashed"], row["files"] - found["sources"] - len(NAMES))
        self.assertEqual((found["built_by"], found["identical"], found["recorded"], found["kept"]),
                         (f"go{GENUINE}.{PLATFORM}", len(NAMES), True, None))
        self.assertGreater(found["seconds"], 0)
        self.assertEqual(fingerprint(self.sdk(GENUINE)), before, "the SDK is never written to")
        self.assert_nothing_left()

    def test_what_is_said(self):
        self.run_ok("install", GENUINE)
        self.assertNotIn("rebuilt", self.run_ok("list").out)
        result = self.run_ok("verify", "--rebuild", GENUINE, "--offline")
        self.assertRegex(result.out, rf"(?m)^go{GENUINE}\.{PLATFORM}: rebuilt by go{GENUINE}\.{PLATFORM} in \d+ s: "
                                     r"5 of 5 programs identical; 9 source files took part, the other \d+ files are hash-checked only$")
        self.assertIn("builds 5 programs from their source", result.err)
        self.assertRegex(self.run_ok("list").out, r", rebuilt \d{4}-\d\d-\d\d")
        self.assertRegex(self.run_ok("verify", "--offline").out, r", rebuilt \d{4}-\d\d-\d\d$")
        when = self.run_ok("list", "--json").json["result"]["installed"][0]["rebuilt"]
        self.assertRegex(when, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        row = self.run_ok("verify", "--offline", "--json").json["result"]["verified"][0]
        self.assertEqual((row["rebuilt"], row["rebuild"]), (when, None))

    @harness.posix_only
    def test_the_bar_is_gone_before_the_answer(self):
        self.run_ok("install", GENUINE)
        for words in (("verify",), ("verify", "--rebuild", GENUINE)):
            seen = self.check(self.home.run_in_terminal(*words, "--offline", columns=100))
            self.assertRegex(seen.out, rf"(^|\r\x1b\[K|\n)go{GENUINE}\.{PLATFORM}: \d+ files, all as installed", seen)

    def test_found(self):
        self.run_ok("install", *FOUND)
        for version, (change, names) in FOUND.items():
            with self.subTest(change.__name__):
                row = self.rebuild(version, code=6, error="rebuild-differs")
                self.assertTrue(row["ok"], "its hashes are those of its receipt")
                self.assertEqual(self.differing(row), names)
                self.assertFalse(row["rebuild"]["recorded"])
                self.assertFalse(self.record(version).exists())
        result = self.run_fails(6, "verify", "--rebuild", "1.98.3", "--offline")
        self.assertIn("1 of 5 programs are not what its own source gives", result.err)
        self.assertRegex(result.err, r"(?m)^note: pkg/tool/\w+/link(\.exe)?: \d+ bytes, its source gives \d+")
        self.assertIn("hint: govern repair 1.98.3", result.err)
        self.assert_nothing_left()

    def test_a_source_and_its_program_changed_together_are_the_logs_to_find(self):
        self.run_ok("install", BOTH_CHANGED)
        self.assertEqual(self.differing(self.rebuild(BOTH_CHANGED)), set())
        self.use_proxy()
        self.run_fails(6, "verify", "--rebuild", BOTH_CHANGED, error="log-differs")

    def test_one_that_differs_takes_the_date_away(self):
        self.run_ok("install", "1.98.1")
        receipt = json.loads((self.home.receipts / f"go1.98.1.{PLATFORM}.json").read_text())
        self.record("1.98.1").write_text(json.dumps({"schema": 1, "h1": receipt["h1"], "time": "2026-01-02T03:04:05Z"}))
        self.assertIn("rebuilt 2026-01-02", self.run_ok("list").out)
        self.rebuild("1.98.1", code=6)
        self.assertFalse(self.record("1.98.1").exists())

    def test_a_tree_that_differs_is_never_started(self):
        self.run_ok("install", GENUINE)
        (self.sdk(GENUINE) / "src/cmd/asm/main.go").write_bytes(b"package main\n//fake:stall\n")  # would never end
        result = self.run_fails(6, "verify", "--rebuild", GENUINE, "--offline", error="tree-differs")
        self.assertIn("warning[rebuild-left-out]", result.err)
        row = self.rebuild(GENUINE, code=6, error="tree-differs")
        self.assertEqual((row["ok"], row["rebuild"]), (False, None))
        (self.home.receipts / f"go{GENUINE}.{PLATFORM}.h1").write_text("")
        self.assertIn("rebuild-left-out", self.run_fails(6, "verify", "--rebuild", GENUINE, "--offline", error="receipt-differs").err)

    def test_for_another_platform(self):
        """Built by this machine's SDK of the same version, which must be there, whole, and of the same source."""
        goos, goarch = TWIN.split("-")
        twin = ("--os", goos, "--arch", goarch)
        self.run_ok("install", GENUINE, *twin)
        result = self.run_fails(4, "verify", "--rebuild", GENUINE, *twin, "--offline", error="rebuild-host-missing")
        self.assertIn(f"hint: govern install {GENUINE}\n", result.err)
        self.run_ok("install", GENUINE)
        row = self.rebuild(GENUINE, *twin)
        self.assertEqual((self.differing(row), row["rebuild"]["built_by"], row["os"]), (set(), f"go{GENUINE}.{PLATFORM}", goos))
        self.assertTrue(self.record(platform=TWIN).exists())
        self.assertFalse(self.record().exists())
        (self.sdk(GENUINE) / "src/cmd/asm/main.go").write_bytes(b"package main\n//fake:stall\n")
        self.rebuild(GENUINE, *twin, code=6, error="tree-differs")
        self.run_ok("install", "1.99.3")
        self.run_ok("install", "1.99.3", *twin)
        self.assertIn("src/fmt/print.go", self.run_fails(6, "verify", "--rebuild", "1.99.3", *twin, "--offline",
                                                         error="rebuild-sources-differ").err)

    def test_a_recipe_that_is_not_known(self):
        self.run_ok("install", OLD, *UNKNOWN)
        for version in (OLD, *UNKNOWN):
            row = self.rebuild(version, code=1, error="rebuild-recipe-unknown")
            self.assertEqual((row["ok"], row["rebuild"]["error"]["code"]), (True, "rebuild-recipe-unknown"))
        self.run_ok("install", GENUINE, "--os", "darwin", "--arch", "arm64")
        self.rebuild(GENUINE, "--os", "darwin", "--arch", "arm64", code=1, error="rebuild-recipe-unknown")

    def test_the_go_line_of_the_stub_is_as_dist_writes_it(self):
        self.run_ok("install", "1.99.2")
        self.assertEqual(self.differing(self.rebuild("1.99.2")), set())

    def test_nothing_of_the_callers_settings_counts(self):
        self.run_ok("install", GENUINE)
        env = {"GOFLAGS": "-x", "GOROOT": "/nowhere", "GODEBUG": "x=1", "GOOS": "plan9", "GOEXPERIMENT": "x", "GOAMD64": "v3",
               "GOCACHE": native(self.home.scratch / "cache"), "GOTOOLCHAIN": "go1.2.3", "GOENV": native(self.home.scratch / "goenv")}
        self.assertEqual(self.differing(self.rebuild(GENUINE, env=env)), set())
        self.assertFalse((self.home.scratch / "cache").exists())

    def test_official_by_the_users_own_hash_and_module(self):
        archive = self.world[f"go{OWN}.{PLATFORM}"].archive()
        self.run_ok("install", OWN, "--source", "official", "--sha256", hashlib.sha256(archive).hexdigest())
        self.assertEqual(self.differing(self.rebuild(OWN)), set())
        self.use_proxy()
        self.run_ok("install", GENUINE, "--source", "proxy")
        self.assertEqual(self.differing(self.rebuild(GENUINE)), set())

    def test_builds_that_fail(self):
        self.run_ok("install", *FAILS)
        for version, (word, code, error) in FAILS.items():
            with self.subTest(word):
                self.rebuild(version, code=code, error=error)
        self.assertIn("note: main.go:1: this does not compile\n", self.run_fails(6, "verify", "--rebuild", "1.94.1", "--offline").err)
        self.assert_nothing_left()

    def test_usage(self):
        self.run_ok("install", GENUINE, "1.98.1")
        full = self.home.work / "full"
        full.mkdir()
        (full / "file").write_text("mine")
        self.run_fails(2, "verify", "--rebuild", error="usage")
        self.run_fails(2, "verify", GENUINE, "--keep", "kept", error="usage")
        self.run_fails(2, "verify", "--rebuild", GENUINE, "1.98.1", "--keep", "kept", error="usage")
        for path in (full, full / "file", self.home.home / "kept", self.home.home):
            self.run_fails(2, "verify", "--rebuild", GENUINE, "--offline", "--keep", native(path), error="keep-refused")
        self.run_fails(4, "verify", "--rebuild", "1.93.1", error="no-match-installed")
        self.assertEqual([path.name for path in full.iterdir()], ["file"])

    def test_several(self):
        self.run_ok("install", GENUINE, "1.98.1")
        result = self.home.run("verify", "--rebuild", GENUINE, "1.98.1", "--offline", "--json")
        self.check(result, 6, "rebuild-differs")
        self.assertEqual([self.differing(row) for row in result.json["result"]["verified"]], [set(), {"compile"}])

    def test_what_was_built_is_kept(self):
        self.run_ok("install", GENUINE, "1.98.1")
        (self.home.work / "empty").mkdir()
        for version, folder, code in ((GENUINE, "new/below", 0), ("1.98.1", "empty", 6)):
            row = self.rebuild(version, "--keep", folder, code=code)
            kept, sdk = self.home.work / folder, self.world[f"go{GENUINE}.{PLATFORM}"]
            self.assertEqual(harness.host(row["rebuild"]["kept"]), kept)
            files = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
            self.assertEqual(files, {place(sdk, name) for name in NAMES})
            self.assertEqual((kept / place(sdk, "compile")).read_bytes(), sdk.files[place(sdk, "compile")], "what the source gives")
        self.assert_nothing_left()

    def test_repair_and_install_drop_the_date(self):
        self.run_ok("install", GENUINE)
        self.rebuild(GENUINE)
        self.run_ok("install", GENUINE)  # here already
        self.assertTrue(self.record().exists())
        self.run_ok("repair", GENUINE)
        self.assertFalse(self.record().exists())
        self.rebuild(GENUINE)
        self.run_ok("uninstall", GENUINE, "--force")
        self.assertFalse(self.record().exists())

    def test_a_date_of_other_files_does_not_count(self):
        self.run_ok("install", GENUINE)
        self.rebuild(GENUINE)
        for text in ('{"h1": "h1:other", "time": "2026-01-02T03:04:05Z"}', "[]", "", "{"):
            self.record().write_text(text)
            self.assertNotIn("rebuilt", self.run_ok("list").out)
            self.assertIsNone(self.run_ok("verify", "--offline", "--json").json["result"]["verified"][0]["rebuilt"])


class Places(RebuildTest):
    @classmethod
    def fill(cls, world):
        furnish(world.add(GENUINE, PLATFORM, embedded=True))
        furnish(world.add("1.98.1", PLATFORM, embedded=True))

    @harness.posix_only
    @harness.needs_root
    def test_a_home_that_cannot_be_written(self):
        self.run_ok("install", GENUINE)
        for folder in [self.home.scratch, *self.home.scratch.rglob("*")]:
            if folder.is_dir() and not folder.is_symlink():
                folder.chmod(0o755)
        self.home.temp.chmod(0o777)
        old = self.home.temp / "govern-rebuild-1-1"  # a killed one's
        old.mkdir()
        (old / "lock").write_text("")
        for path in (old, old / "lock"):
            os.chown(path, 65534, 65534)
        before = self.home.tree()
        row = self.rebuild(GENUINE, as_nobody=True, env={"GOVERN_HOME": str(self.home.home), "HOME": None})
        self.assertEqual((self.differing(row), row["rebuild"]["recorded"]), (set(), False))
        self.assertEqual(self.home.tree(), before)
        self.assert_nothing_left()

    @harness.posix_only
    @harness.needs_root
    def test_the_space_is_looked_at_first(self):
        self.run_ok("install", GENUINE)
        staging = self.home.staging
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100m,mode=755", "tmpfs", str(staging)], capture_output=True).returncode:
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(staging)])
        result = self.run_fails(8, "verify", "--rebuild", GENUINE, "--offline", error="rebuild-no-space")
        self.assertNotIn("builds", result.err)
        self.assertEqual(self.home.tree(staging), [])


@harness.posix_only
class Stopped(RebuildTest):
    @classmethod
    def fill(cls, world):
        furnish(world.add(STALLS, PLATFORM, embedded=True)).files["src/cmd/asm/main.go"] = b"package main\n//fake:stall\n"
        furnish(world.add(GENUINE, PLATFORM, embedded=True))

    def setUp(self):
        super().setUp()
        self.run_ok("install", STALLS)
        self.stalled = self.home.staging / f"go{STALLS}.{PLATFORM}.rebuild" / "out" / "stalled"

    def start(self):
        """A rebuild that will not end, and the processes of its build."""
        running = self.home.start(self.home.exe, "verify", "--rebuild", STALLS, "--offline")
        wait_until(self.stalled.exists)
        first, second, self.nice = map(int, self.stalled.read_text().split())
        return running, (first, second)

    @staticmethod
    def is_alive(process):
        try:
            return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False

    def assert_gone(self, processes):
        wait_until(lambda: not any(map(self.is_alive, processes)))

    def test_ctrl_c_and_a_request_to_end(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            running, processes = self.start()
            self.assertGreaterEqual(self.nice, 10, "it gives way to other work")
            running.process.send_signal(number)
            self.check(running.wait(), 130, "interrupted")
            self.assertFalse(any(map(self.is_alive, processes)))
            self.assert_nothing_left()
            self.assertFalse(self.record(STALLS).exists())

    def test_kill(self):
        running, processes = self.start()
        running.kill()
        running.wait()
        self.assert_gone(processes)
        self.assertTrue(self.stalled.exists())
        self.run_ok("install", GENUINE)  # whatever writes next sweeps
        self.assert_nothing_left()

    def test_others_do_not_wait_for_it(self):
        running, processes = self.start()
        self.run_ok("install", GENUINE)
        self.run_ok("repair", STALLS)
        self.assertTrue(self.stalled.exists(), "it is in use, so nothing sweeps it")
        running.kill()
        running.wait()
        self.assert_gone(processes)

    def test_an_sdk_that_was_replaced_meanwhile_is_not_accused(self):
        running, processes = self.start()
        self.run_ok("repair", STALLS)
        os.kill(processes[0], signal.SIGTERM)  # the build fails
        self.check(running.wait(), 1, "rebuild-overtaken")
        self.assert_gone(processes)
        self.assert_nothing_left()
        running, processes = self.start()
        os.kill(processes[0], signal.SIGTERM)
        self.check(running.wait(), 6, "rebuild-failed")

    def test_the_same_at_once_waits(self):
        running, _ = self.start()
        second = self.home.start(self.home.exe, "verify", "--rebuild", STALLS, "--offline", stderr=subprocess.PIPE)
        said = b""
        while b"waiting for process" not in said:
            piece = os.read(second.process.stderr.fileno(), 4096)
            self.assertTrue(piece, said)
            said += piece
        second.kill()
        second.wait()
        running.interrupt()
        self.check(running.wait(), 130)
        self.assert_nothing_left()

    def test_on_a_terminal(self):
        seen = self.home.run_in_terminal("verify", "--rebuild", STALLS, "--offline", columns=100, send=b"\x03", after=b" s left", timeout=30)
        self.check(seen, 130)
        self.assertRegex(seen.out, rf"go{STALLS} rebuild \[#*\.*\] \d+ of 18 files, \d+ s left")
        self.assert_nothing_left()


if __name__ == "__main__":
    harness.main()
