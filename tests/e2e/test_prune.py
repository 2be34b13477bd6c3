"""`prune`: nothing goes without all of its evidence, and what goes is what the plan said."""

import json
import os
import random
import shutil
import threading
import time

import harness
from faults import SEED, FaultTest
from harness import native
from trees import write_tree
from worlds import OTHER_PLATFORM, PLATFORM, WorldTest, file_url

DAY = 24 * 3600


def whole_blocks(path):
    """What a file or folder takes on the disk: blocks of 4 KiB."""
    return 4096 if path.is_dir() else -(-path.stat().st_size // 4096) * 4096


class PruneTest(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.99.1", "1.99.2", "1.99.3", "1.98.1", "1.98.2", "1.97.1", "1.96.1", "1.95.1"):
            world.add(version, PLATFORM, embedded=True)
        world.add("1.99.1", OTHER_PLATFORM, embedded=True)

    assert_tidy = FaultTest.assert_tidy

    def setUp(self):
        super().setUp()
        self.home.env.update(GOVERN_MIRROR=file_url(self.world.site), GOPROXY=file_url(self.world.proxy))

    def installs(self, *versions, days=40):
        self.run_ok("install", *versions)
        for version in versions:
            self.age(version, days)

    def age(self, version, days, used=None, platform=PLATFORM):
        """Installed and last used so many days ago."""
        file = self.home.receipts / f"go{version}.{platform}.json"
        receipt = json.loads(file.read_bytes())
        receipt["installed_at"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - days * DAY))
        file.write_text(json.dumps(receipt))
        self.use(version, days if used is None else used, platform)

    def use(self, version, days, platform=PLATFORM):
        go = self.sdk(version, platform) / "bin" / ("go.exe" if platform.startswith("windows") else "go")
        os.utime(go, ns=(int((time.time() - days * DAY) * 1e9), go.stat().st_mtime_ns))

    def age_file(self, path, days, content=b"x" * 1000):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (time.time() - days * DAY,) * 2)
        return path

    def plan(self, *words, code=0, **options):
        result = self.check(self.home.run("prune", "--dry-run", "--json", *words, **options), code)
        return result.json["result"]

    def goes(self, *words, **options):
        return {item["version"] for item in self.plan(*words, **options)["pruned"] if item["what"] == "sdk"}

    def kept(self, *words, **options):
        return {one["version"]: one["why"] for one in self.plan(*words, **options)["kept"]}

    def usual(self):
        """1.99.1 and 1.98.1 are needed by nothing."""
        self.installs("1.98.2", "1.99.1", "1.99.2", "1.98.1")


class Evidence(PruneTest):
    def test_older_patches_that_nobody_used(self):
        self.usual()
        plan = self.plan()
        rows = {item["version"]: item for item in plan["pruned"]}
        self.assertEqual(set(rows), {"1.99.1", "1.98.1"})
        self.assertIn("go1.99.2 is installed, not used since ", rows["1.99.1"]["why"])
        self.assertEqual({one["version"]: one["why"] for one in plan["kept"]},
                         {"1.98.2": "it is the default", "1.99.2": "it is the newest of its line"})
        self.assertEqual(rows["1.99.1"]["path"], native(self.sdk("1.99.1")))

    def test_installed_or_used_within_30_days(self):
        self.usual()
        self.age("1.98.1", 29)
        self.age("1.99.1", 40, used=29)
        kept = self.kept()
        self.assertIn("installed within", kept["1.98.1"])
        self.assertIn("used on", kept["1.99.1"])

    @harness.posix_only
    def test_what_govern_reads_itself_is_no_use(self):
        self.usual()
        self.run_ok("verify", "--offline")
        self.run_ok("list")
        self.assertEqual(self.goes(), {"1.99.1", "1.98.1"})

    def test_defaults(self):
        self.installs("1.98.1", "1.98.2", "1.99.1", "1.99.2", "1.99.3", "1.97.1", "1.96.1")
        for version in ("1.98.1", "1.99.1", "1.99.2", "1.97.1", "1.96.1"):
            self.run_ok("default", version)
        for version in ("1.98.1", "1.98.2", "1.99.1", "1.99.2", "1.99.3", "1.97.1", "1.96.1"):
            self.age(version, 40)
        self.assertEqual(self.goes(), {"1.98.1"})  # the fifth last; before it are 1.99.1, 1.99.2 and 1.97.1
        self.assertEqual(self.kept()["1.99.1"], "it is one of the last defaults")
        self.assertEqual(self.kept()["1.97.1"], "the next rollback goes to it")

    def test_a_candidate_that_failed_was_never_the_default(self):
        self.installs("1.99.1", "1.99.2", "1.99.3")
        self.check(self.home.run("upgrade", "1.99.2", "--live", "--", "go", "test", env={"FAKE_GO_EXIT": "7"}), 1, "trial-failed")
        for version in ("1.99.1", "1.99.2", "1.99.3"):
            self.age(version, 40)
        self.assertEqual(self.goes(), {"1.99.2"})

    def test_pins_where_govern_was_used(self):
        self.usual()
        project = self.home.work / "project" / "deep"
        project.mkdir(parents=True)
        (project.parent / ".go-version").write_text("1.99.1\n")
        self.assertEqual(self.goes(), {"1.99.1", "1.98.1"})  # nobody used it there
        self.run_ok("pin", "1.98.1", cwd=project)
        (project / ".go-version").unlink()
        self.assertEqual(self.goes(), {"1.98.1"})
        self.assertIn(".go-version:1 asks for it", self.kept()["1.99.1"])
        shutil.rmtree(project.parent)
        self.assertEqual(self.goes(), {"1.99.1", "1.98.1"})

    def test_every_kind_of_pin_below_folders(self):
        self.usual()
        self.installs("1.97.1", "1.96.1", "1.95.1")
        folder = self.home.work / "projects"
        pins = {".go-version": "1.99.1 # why\n", ".tool-versions": "ruby 3\ngolang 1.99.1\n",
                "go.mod": "module x\n\ngo 1.21\n\ntoolchain go1.99.1\n", "go.work": "go 1.21\n\ntoolchain go1.99.1\n"}
        for name, content in pins.items():
            with self.subTest(name):
                self.home.write(f"projects/a/b/{name}", content)
                self.assertEqual(self.goes("--under", native(folder)), {"1.98.1"})
                self.assertEqual(self.goes("--under", native(self.home.temp)),
                                 {"1.99.1", "1.98.1"})
                shutil.rmtree(folder)
        self.home.write("projects/.go-version", "1.99\n")  # a line: its newest
        self.assertEqual(self.goes("--under", native(folder)), {"1.99.1", "1.98.1"})

    def test_what_is_passed_over(self):
        self.usual()
        folder = self.home.work / "projects"
        for place in (".git", "pkg/mod/x", "a home/sdks/x"):
            self.home.write(f"projects/{place}/.go-version", "1.99.1\n")
        for name in ("receipts", "locks"):
            (folder / "a home" / name).mkdir()
        if not harness.WINDOWS:
            outside = self.home.write("outside/.go-version", "1.99.1\n").parent
            (folder / "link").symlink_to(outside)
        self.assertEqual(self.goes("--under", native(folder)), {"1.99.1", "1.98.1"})

    def test_what_cannot_be_read_keeps_every_sdk(self):
        self.usual()
        old = self.age_file(self.home.cache / "answers" / "x", 40)
        file = self.home.write("projects/.go-version", "nonsense\n")
        result = self.run_fails(1, "prune", "--under", native(file.parent), "--yes", error="pin-unreadable")
        self.assertIn("'nonsense' is not a version", result.err)
        self.assertIn(native(file), result.err)
        self.assertEqual(len(self.installed()), 4)
        self.assertFalse(old.exists())
        self.run_fails(1, "prune", "--under", native(self.home.work / "nowhere"), "--yes", error="file-not-found")
        self.assertEqual(len(self.installed()), 4)

    @harness.posix_only
    def test_a_folder_that_may_not_be_read(self):
        self.usual()
        folder = self.home.work / "projects" / "secret"
        folder.mkdir(parents=True)
        folder.chmod(0)
        if os.geteuid() == 0:
            self.skipTest("root reads every folder")
        self.run_fails(1, "prune", "--under", str(folder.parent), "--yes", error="no-permission")

    def test_adopted_and_alone_are_kept_unless_named(self):
        self.usual()
        self.run_ok("uninstall", "1.99.1", "--force")
        self.run_ok("adopt", native(write_tree(self.world[f"go1.99.1.{PLATFORM}"], self.home.user / "go1.99.1")))
        self.installs("1.97.1")
        self.age("1.99.1", 40)
        self.assertEqual(self.goes(), {"1.98.1"})
        kept = self.kept()
        self.assertIn("adopted", kept["1.99.1"])
        self.assertIn("only one of its line", kept["1.97.1"])
        self.assertEqual(self.goes("1.99.1", "1.97.1"), {"1.99.1", "1.97.1"})
        self.age("1.97.1", 10)
        self.assertEqual(self.goes("1.97.1"), set())  # a name lifts nothing else
        self.assertEqual(self.goes("1.98.2"), set())

    def test_what_is_asked_for_here(self):
        self.usual()
        self.assertEqual(self.goes(env={"GOVERN_VERSION": "1.99.1"}), {"1.98.1"})

    def test_another_platform_is_a_line_of_its_own(self):
        self.usual()
        goos, goarch = OTHER_PLATFORM.split("-")
        self.run_ok("install", "1.99.1", "--os", goos, "--arch", goarch)
        self.age("1.99.1", 40, platform=OTHER_PLATFORM)
        self.assertEqual([item["os"] for item in self.plan()["pruned"] if item["version"] == "1.99.1"],
                         [PLATFORM.split("-")[0]])

    def test_a_home_of_several_accounts(self):
        self.usual()
        history = self.home.state / "history"
        line = json.loads(history.read_text(encoding="utf-8").splitlines()[0])
        with open(history, "a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "id": 900, "user": "somebody else"}) + "\n")
        self.run_fails(2, "prune", "--yes", error="prune-needs-under")
        self.assertEqual(self.goes("--under", native(self.home.temp)), {"1.99.1", "1.98.1"})


class Removal(PruneTest):
    def test_the_plan_is_what_is_done(self):
        self.usual()
        part = self.age_file(self.home.cache / "downloads" / f"go1.97.1.{PLATFORM}.tar.gz.part", 8)
        young = self.age_file(self.home.cache / "downloads" / f"go1.96.1.{PLATFORM}.tar.gz.part", 6)
        answer = self.age_file(self.home.cache / "log.test" / "tile" / "8" / "0" / "000", 31)
        latest = self.age_file(self.home.cache / "log.test" / "latest", 400)
        snapshot = self.age_file(self.home.state / "snapshots" / "1.json", 91)
        recent = self.age_file(self.home.state / "snapshots" / "2.json", 89)
        log = self.age_file(self.home.state / "upgrades" / "1.log", 91)
        recent_log = self.age_file(self.home.state / "upgrades" / "2.log", 89)
        before = self.home.tree()
        plan = self.plan()
        self.assertEqual(self.home.tree(), before)
        self.assertIn(native(self.sdk("1.99.1")), self.run_ok("prune", "--dry-run").out)
        size = sum(whole_blocks(path) for version in ("1.99.1", "1.98.1")
                   for path in (self.sdk(version), *self.sdk(version).rglob("*")))
        size += sum(whole_blocks(path) for path in (part, answer, snapshot, log))
        done = self.run_ok("prune", "--yes", "--json").json["result"]
        shape = [[item[key] for key in ("what", "path", "bytes", "why")] for item in plan["pruned"]]
        self.assertEqual([[item[key] for key in ("what", "path", "bytes", "why")] for item in done["pruned"]], shape)
        self.assertEqual({item["what"] for item in done["pruned"]}, {"sdk", "cache", "part", "snapshot", "log"})
        self.assertTrue(all(item["removed"] for item in done["pruned"]), done)
        self.assertEqual(done["freed"], size)
        self.assertEqual([path.exists() for path in (part, young, answer, latest, snapshot, recent, log, recent_log)],
                         [False, True, False, True, False, True, False, True])
        self.assertEqual(self.installed(), {f"1.98.2 {PLATFORM}", f"1.99.2 {PLATFORM}"})
        self.assert_tidy()
        self.assertFalse((self.home.shims / ("go1.99.1" + harness.EXE_SUFFIX)).exists())
        change = self.run_ok("history", "--json").json["result"]["changes"][0]
        self.assertEqual((change["kind"], change["outcome"]), ("prune", "done"))
        self.assertEqual(set(change["sdks"]), {f"go1.99.1.{PLATFORM}", f"go1.98.1.{PLATFORM}"})
        again = self.run_ok("prune", "--yes")
        self.assertIn("nothing to remove: everything here is needed\n", again.err)

    def test_doctor_says_it_in_one_line(self):
        def notes():
            said = self.home.run("doctor", "--json").json["result"]["notes"]
            return [note for note in said if "govern prune" in note]

        self.usual()
        self.assertEqual([note.split()[0] for note in notes()], ["2"])
        self.run_ok("prune", "--yes")
        self.assertEqual(notes(), [])

    def test_killed_at_any_moment(self):
        """What is there is whole, and the next run does the rest."""
        chance = random.Random(SEED)
        for number in range(harness.count("GOVERN_KILLS", 2 if harness.WINE else 5, 40)):
            self.usual()
            running = self.home.start(self.home.exe, "prune", "--yes")
            timer = threading.Timer(chance.random() * 0.1, running.kill)
            timer.start()
            running.wait()
            timer.cancel()
            with self.subTest(number=number):
                for version in ("1.99.1", "1.98.1"):
                    FaultTest.assert_whole_or_absent(self, version)
                    if harness.WINDOWS and self.sdk(version).exists():
                        self.age(version, 40)  # verify reads it, which counts as use there
                self.run_ok("prune", "--yes")
                self.assertEqual(self.installed(), {f"1.98.2 {PLATFORM}", f"1.99.2 {PLATFORM}"})
                self.assert_tidy()

    def test_without_an_answer_nothing_is_done(self):
        self.usual()
        for words in ((), ("--json",)):
            result = self.run_fails(2, "prune", *words)
            self.assertEqual(len(self.installed()), 4)
            self.assertIn("prune-needs-yes", result.out if words else result.err)
            self.assertIn(native(self.sdk("1.99.1")), json.dumps(result.json, ensure_ascii=False).replace("\\\\", "\\")
                          if words else result.err)

    @harness.posix_only
    def test_on_a_terminal_it_asks(self):
        self.usual()
        seen = self.check(self.home.run_in_terminal("prune", send=b"n\n", after=b"[y/N]"))
        self.assertIn("not used since", seen.out)
        self.assertEqual(len(self.installed()), 4)
        self.check(self.home.run_in_terminal("prune", send=b"\x03", after=b"[y/N]"), 130)
        self.assertEqual(len(self.installed()), 4)
        self.check(self.home.run_in_terminal("prune", send=b"y\n", after=b"[y/N]"))
        self.assertEqual(len(self.installed()), 2)

    def test_kept_archives(self):
        self.run_ok("install", "1.99.1", env={"GOVERN_KEEP_ARCHIVES": "true"})
        archive = self.home.cache / "downloads" / self.world[f"go1.99.1.{PLATFORM}"].archive_name
        self.age_file(archive, 40, archive.read_bytes())
        self.assertEqual([item["path"] for item in self.plan()["pruned"]], [native(archive)])
        self.assertEqual(self.plan(env={"GOVERN_KEEP_ARCHIVES": "true"})["pruned"], [])

    def test_dry_run_of_a_read_only_home(self):
        self.usual()
        if harness.WINDOWS or os.geteuid() != 0:
            self.skipTest("needs root, to be another account")
        for folder in (self.home.scratch, self.home.user):
            folder.chmod(0o755)
        result = self.home.run("prune", "--dry-run", "--under", native(self.home.temp), as_nobody=True)
        self.assertIn("would be removed", self.check(result).err)
        self.check(self.home.run("prune", "--yes", "--under", native(self.home.temp), as_nobody=True), 7)


if __name__ == "__main__":
    harness.main()
