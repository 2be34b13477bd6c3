"""`adopt`: Gos that other managers left on this machine, taken over by copy once the log has proved them."""

import errno
import json
import os
import random
import shutil
import tempfile
import threading
import unittest
from pathlib import Path

import harness
import sumdb
from faults import SEED, FaultTest, wait_until
from harness import native
from trees import fingerprint, write_module, write_tree
from worlds import GO, OTHER_PLATFORM, PLATFORM, Rule, WorldTest, file_url

KILLS = harness.count("GOVERN_KILLS", 3 if harness.WINE else 8, 60)
FAULTY_DISK = Path(os.environ["GOVERN_BIN"]) / "libfaulty_disk.so"
EXE = harness.EXE_SUFFIX


class AdoptTest(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM)
        world.add("1.99.1", OTHER_PLATFORM)
        world.add("1.99.3", PLATFORM, logged=False)
        world.add("1.98.2", PLATFORM, extra_files=200, extra_bytes=2_000_000)
        old = world.add("1.20.3", PLATFORM, logged=False)
        world.log.add(sumdb.toolchain_record(old.name, "h1:" + "A" * 43 + "="))

    assert_tidy = FaultTest.assert_tidy

    def setUp(self):
        super().setUp()
        self.home.env["GOPROXY"] = file_url(self.world.proxy)

    def of(self, version="1.99.1", platform=PLATFORM):
        return self.world[f"go{version}.{platform}"]

    def tree(self, version="1.99.1", platform=PLATFORM, at=None):
        return write_tree(self.of(version, platform), at or self.home.user / "Gos" / f"go{version}")

    def adopt(self, path, *words, code=0, error=None, **options):
        return self.check(self.home.run("adopt", native(path), *words, **options), code, error)

    def row(self, path, *words, code=0, **options):
        result = self.adopt(path, "--json", *words, code=code, **options)
        self.assertEqual(len(result.json["result"]["found"]), 1, result)
        return result.json["result"]["found"][0]

    def rows(self, *words, **options):
        """What is found in this user's own folder: the machine may have more."""
        result = self.run_ok("adopt", "--json", *words, **options)
        own = [row for row in result.json["result"]["found"] if self.home.user in harness.host(row["path"]).parents]
        return {harness.host(row["path"]).relative_to(self.home.user).as_posix(): row for row in own}

    def assert_refused(self, path, code, error, *words, **options):
        before = fingerprint(path)
        result = self.adopt(path, *words, code=code, error=error, **options)
        self.assert_nothing_installed()
        self.assertEqual(fingerprint(path), before)
        return result


class OneTree(AdoptTest):
    def test_a_tree_is_copied_and_proved_by_the_log(self):
        path = self.tree()
        before = fingerprint(path)
        row = self.row(path)
        self.assertEqual([row[key] for key in ("version", "verdict", "adopted", "here", "moved", "became_default", "error")],
                         ["1.99.1", "genuine", True, False, False, True, None])
        self.assertEqual(sorted(row["left_out"]), ["api/", "doc/", "misc/", "test/"])
        self.assertIn("genuine by the log log.test", row["why"])
        self.assertEqual(fingerprint(path), before)
        receipt = json.loads((self.home.receipts / f"go1.99.1.{PLATFORM}.json").read_bytes())
        self.assertEqual([receipt[key] for key in ("source", "evidence", "complete", "h1")],
                         ["adopted", "log", False, self.of().h1])
        self.assertTrue(receipt["url"].startswith("file://"), receipt)
        for name, content in self.of().files.items():
            copied = self.sdk("1.99.1") / name
            self.assertEqual(copied.read_bytes() if copied.exists() else None,
                             None if name.startswith(("api/", "doc/", "misc/", "test/")) else content, name)
        self.assert_verifies("1.99.1")
        self.assert_tidy()
        shutil.rmtree(path)  # as one removes the old manager
        self.assertEqual(self.goroot_of(self.check(self.home.shim("go", "version"))), self.sdk("1.99.1"))
        change = self.run_ok("history", "--json").json["result"]["changes"][0]
        self.assertEqual((change["kind"], change["outcome"], change["sdks"]), ("adopt", "done", [f"go1.99.1.{PLATFORM}"]))

    def test_words_and_dry_run(self):
        path = self.tree()
        dry = self.adopt(path, "--dry-run")
        self.assertIn("would adopt go1.99.1", dry.err)
        self.assertIn("api/, doc/, misc/, test/", dry.err)
        self.assertFalse(self.home.home.exists())
        done = self.adopt(path)
        self.assertIn("go1.99.1 is adopted from", done.err)
        self.assertIn("is now the default", done.err)
        self.assertEqual(done.out, "")
        again = self.adopt(path)
        self.assertIn("go1.99.1 is already installed", again.err)
        own = self.adopt(self.sdk("1.99.1"), "--move")
        self.assertIn("go1.99.1 is already installed", own.err)
        self.assert_verifies("1.99.1")

    def test_it_becomes_the_default_only_where_an_install_would(self):
        self.row(self.tree("1.98.2"))
        self.assertFalse(self.row(self.tree())["became_default"])
        self.assertEqual(self.run_ok("default").out, "1.98.2\n")

    def test_another_platform(self):
        row = self.row(self.tree(platform=OTHER_PLATFORM))
        self.assertEqual((f"{row['os']}-{row['arch']}", row["adopted"], row["became_default"]),
                         (OTHER_PLATFORM, True, False))
        self.run_fails(4, "default")

    def test_a_folder_of_them(self):
        """All are tried, and the worst code is the command's."""
        folder = self.home.user / "Gos"
        good, bad = self.tree(), self.tree("1.98.2")
        (folder / "notes.txt").write_text("none")
        (bad / "src" / "fmt" / "print.go").write_bytes(b"package fmt // mine\n")
        result = self.adopt(folder, code=6, error="adopt-damaged")
        self.assertIn("go1.99.1 is adopted", result.err)
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}"})
        self.assert_tidy()
        outcomes = [change["outcome"] for change in self.run_ok("history", "--json").json["result"]["changes"]]
        self.assertEqual(outcomes, ["failed: adopt-damaged"])
        self.check(self.home.run("adopt", native(good), native(self.home.user / "nowhere")), 4, "no-go-there")

    def test_no_go_there(self):
        empty = self.home.user / "empty"
        empty.mkdir()
        self.adopt(empty, code=4, error="no-go-there")
        self.adopt(self.home.user / "nowhere", code=4, error="no-go-there")
        self.run_fails(2, "adopt", "--all", native(empty))
        self.run_fails(2, "adopt", "--move")

    def test_what_managers_leave_in_a_goroot_is_left_out(self):
        path = self.tree()
        (path / ".unpacked-success").write_bytes(b"")
        (path / self.of().archive_name).write_bytes(bytes(100))
        (path / "notes.txt").write_bytes(b"mine\n")
        (path / "src" / "fmt" / ".DS_Store").write_bytes(b"x")
        (path / "packages" / "bin").mkdir(parents=True)
        (path / "packages" / "bin" / "gopls").write_bytes(b"x")
        (path / "bin" / f"gopls{EXE}").write_bytes(b"GOBIN of mise is here")
        (path / "pkg" / "obj").mkdir()
        (path / "pkg" / "obj" / "x.a").write_bytes(b"x")
        row = self.row(path)
        self.assertEqual((row["verdict"], row["adopted"]), ("genuine", True))
        self.assertLessEqual({".unpacked-success", self.of().archive_name, "notes.txt", "packages/", f"bin/gopls{EXE}", "src/fmt/.DS_Store",
                              "pkg/obj/"}, set(row["left_out"]))
        self.assertEqual(self.home.tree(self.sdk("1.99.1") / "bin"), sorted([GO, "gofmt" + EXE]))
        self.assertEqual([path.name for path in self.sdk("1.99.1").iterdir() if path.name in row["left_out"]], [])
        self.assert_verifies("1.99.1")
        self.assert_tidy()

    @harness.posix_only
    def test_changed_modes_are_not_taken_over(self):
        path = self.tree()
        for file in path.rglob("*"):
            file.chmod(0o777)
        (path / "bin" / "go").chmod(0o644)
        self.row(path)
        self.assert_verifies("1.99.1")
        self.assertEqual((self.sdk("1.99.1") / "bin" / "go").stat().st_mode & 0o7777, 0o755)
        self.assertEqual((self.sdk("1.99.1") / "VERSION").stat().st_mode & 0o022, 0)

    def test_repair_of_an_adopted_one_fetches_it(self):
        self.row(self.tree())
        (self.sdk("1.99.1") / "VERSION").write_bytes(b"go1.99.1\n")
        self.run_fails(6, "verify")
        self.run_ok("repair", "1.99.1")
        self.assert_verifies("1.99.1")
        self.assertEqual(json.loads((self.home.receipts / f"go1.99.1.{PLATFORM}.json").read_bytes())["source"], "proxy")


class Damaged(AdoptTest):
    def test_every_kind_of_change_is_refused(self):
        def crlf(path):
            for file in path.rglob("*.go"):
                file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

        changes = {
            "a byte": lambda path: (path / "bin" / GO).write_bytes((path / "bin" / GO).read_bytes()[:-1] + b"?"),
            "one added": lambda path: (path / "src" / "fmt" / "mine.go").write_bytes(b"package fmt\n"),
            "one less": lambda path: (path / "src" / "a" / "x.go").unlink(),
            "CRLF": crlf,
            "go.env": lambda path: (path / "go.env").write_bytes(b"GOTOOLCHAIN=local\n"),
        }
        for what, change in changes.items():
            with self.subTest(what):
                path = self.tree(at=self.home.user / what)
                change(path)
                result = self.assert_refused(path, 6, "adopt-damaged")
                self.assertIn("govern install 1.99.1", result.err)
                self.assertEqual(self.row(path, "--dry-run", code=6)["verdict"], "damaged")

    def test_the_files_are_named_where_that_version_is_here_for_another_platform(self):
        self.row(self.tree(platform=OTHER_PLATFORM, at=self.home.user / "other"))
        path = self.tree()
        (path / "src" / "fmt" / "print.go").write_bytes(b"package fmt // mine\n")
        (path / "src" / "a" / "x.go").unlink()
        result = self.adopt(path, code=6, error="adopt-damaged")
        self.assertIn("changed src/fmt/print.go, missing src/a/x.go", result.err)
        row = self.row(path, code=6)
        self.assertEqual((row["changed"], row["missing"]), (["src/fmt/print.go"], ["src/a/x.go"]))

    def test_an_added_source_is_left_out_where_that_version_is_known(self):
        self.row(self.tree(platform=OTHER_PLATFORM, at=self.home.user / "other"))
        path = self.tree()
        (path / "src" / "fmt" / "mine.go").write_bytes(b"package fmt\n")
        row = self.row(path)
        self.assertEqual((row["adopted"], "src/fmt/mine.go" in row["left_out"]), (True, True))
        self.assertFalse((self.sdk("1.99.1") / "src" / "fmt" / "mine.go").exists())
        self.assert_verifies("1.99.1")

    @harness.posix_only
    def test_links_and_pipes_in_a_tree(self):
        for what in ("a link", "a pipe", "a linked folder"):
            with self.subTest(what):
                path = self.tree(at=self.home.user / what)
                file = path / "src" / "fmt" / ("print.go" if what != "a linked folder" else "")
                if what == "a linked folder":
                    moved = file.rename(self.home.user / "fmt elsewhere")
                    file.symlink_to(moved)
                else:
                    content = file.read_bytes()
                    file.unlink()
                    if what == "a link":
                        (self.home.user / "print.go").write_bytes(content)
                        file.symlink_to(self.home.user / "print.go")
                    else:
                        os.mkfifo(file)
                result = self.adopt(path, code=6, error="adopt-damaged")
                self.assertIn("changed src/fmt", result.err)
                self.assert_nothing_installed()

    def test_what_the_log_cannot_say(self):
        for version, words in (("1.99.3", "1.99.3"), ("1.20.3", "made later")):
            with self.subTest(version):
                path = self.tree(version)
                result = self.assert_refused(path, 6, "adopt-unproved")
                self.assertIn(words, result.err)
                self.assertEqual(self.row(path, "--dry-run", code=6)["verdict"], "unknown")

    def test_not_a_release(self):
        path = self.tree()
        (path / "VERSION").write_bytes(b"devel go1.99-abcdef Mon Jan 2\n")
        result = self.assert_refused(path, 6, "adopt-unproved")
        self.assertIn("devel go1.99-abcdef", result.err)

    def test_without_a_way_to_the_log(self):
        path = self.tree()
        self.assert_refused(path, 5, "log-offline", "--offline", env={"GOPROXY": None})
        self.assert_refused(path, 6, "adopt-unproved", env={"GOSUMDB": "off"})

    def test_offline_by_what_the_cache_holds_of_the_log(self):
        path = self.tree()
        self.row(path)
        self.run_ok("uninstall", "1.99.1", "--force")
        self.assertTrue(self.row(path, "--offline", env={"GOPROXY": None})["adopted"])

    @harness.posix_only
    def test_a_tree_that_changes_while_it_is_read(self):
        """Whatever is published is genuine: the copy is what is proved."""
        path = self.tree("1.98.2")
        file = path / "src" / "extra" / "1" / "f150.go"
        genuine, stop = file.read_bytes(), threading.Event()

        def change():
            while not stop.is_set():
                file.write_bytes(b"package extra // mine, and longer\n")
                file.write_bytes(genuine)
                file.unlink()
                file.write_bytes(genuine)

        changing = threading.Thread(target=change)
        changing.start()
        try:
            for _ in range(6):
                result = self.home.run("adopt", str(path))
                self.assertIn((result.code, result.error_code),
                              ((0, None), (6, "adopt-damaged"), (1, "adopt-changed")), result)
                if result.code == 0:
                    self.assert_verifies("1.98.2")
                    self.run_ok("uninstall", "1.98.2", "--force")
                self.assert_nothing_installed()
        finally:
            stop.set()
            changing.join()


class Places(AdoptTest):
    def layouts(self):
        """What each manager makes, below the user's folder, with what else it leaves there."""
        both = {
            "sdk/go1.99.1": "golang.org/dl", ".goenv/versions/1.99.1": "goenv", ".gobrew/versions/1.99.1/go": "gobrew",
            ".go/go1.99.1": "goup", ".goup/go1.99.1": "goup-rs", ".g/versions/1.99.1": "g",
            ".version-fox/cache/golang/v-1.99.1/golang-1.99.1": "vfox",
        }
        if harness.WINDOWS:
            return both | {"scoop/apps/go/1.99.1": "Scoop", "AppData/Local/mise/installs/go/1.99.1": "mise"}
        return both | {".gvm/gos/go1.99.1": "gvm", ".local/share/mise/installs/go/1.99.1": "mise",
                       ".asdf/installs/golang/1.99.1/go": "asdf"}

    def test_the_table_shows_what_each_manager_left(self):
        layouts = self.layouts()
        for place in layouts:
            self.tree(at=self.home.user / place)
        (self.home.user / "sdk" / "go1.99.1" / ".unpacked-success").write_bytes(b"")
        tools = self.home.user / "tool cache"
        self.tree(at=tools / "go" / "1.99.1" / "x64")
        self.home.env["RUNNER_TOOL_CACHE"] = native(tools)
        module = write_module(self.of(), self.home.user / "go" / "pkg" / "mod")
        if not harness.WINDOWS:
            (self.home.user / ".goup" / "current").symlink_to(self.home.user / ".goup" / "go1.99.1")
        rows = self.rows()
        wanted = layouts | {"tool cache/go/1.99.1/x64": "setup-go",
                            module.relative_to(self.home.user).as_posix(): "Go's module cache"}
        self.assertEqual({path: row["manager"] for path, row in rows.items()}, wanted)
        self.assertEqual({(row["version"], row["verdict"], row["adopted"]) for row in rows.values()},
                         {("1.99.1", "genuine", False)})
        self.assertFalse(self.home.home.exists())  # a table writes nothing
        text = self.run_ok("adopt").out
        for path in wanted:
            self.assertIn(native(self.home.user / path), text)
        self.assertRegex(text, rf"genuine +1\.99\.1 +{PLATFORM} ")

    def test_all(self):
        """Whatever is genuine is taken; what is not is said, and no error."""
        self.tree(at=self.home.user / "sdk" / "go1.99.1")
        bad = self.tree("1.98.2", at=self.home.user / "sdk" / "go1.98.2")
        (bad / "VERSION").write_bytes(b"go1.98.2\n# mine\n")
        self.assertTrue(self.run_ok("adopt", "--all", "--dry-run").err.count("would adopt") == 1)
        result = self.run_ok("adopt", "--all")
        self.assertIn("go1.98.2 was left as it is", result.err)
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}"})
        self.assert_tidy()
        rows = self.rows()
        self.assertEqual({path: (row["here"], row["verdict"]) for path, row in rows.items()},
                         {"sdk/go1.99.1": (True, "unknown"), "sdk/go1.98.2": (False, "damaged")})

    def test_module_cache_toolchains_both_ways(self):
        for switched in (False, True):
            with self.subTest(switched=switched):
                path = write_module(self.of(), self.home.user / f"mod {switched}", switched)
                row = self.row(path)
                self.assertEqual((row["adopted"], row["left_out"]), (True, []))
                self.assertEqual((self.sdk("1.99.1") / "src" / "go.mod").read_bytes(), self.of().files["src/go.mod"])
                self.assertEqual(list(self.sdk("1.99.1").rglob("_go.mod")), [])
                self.assert_verifies("1.99.1")
                self.check(self.home.shim("go", "version"))
                self.run_ok("uninstall", "1.99.1", "--force")

    @harness.posix_only
    @harness.needs_root
    @unittest.skipUnless(shutil.which("unshare"), "unshare is not installed")
    def test_a_machine_without_another_go(self):
        """Every Go of this machine lies behind an empty file system, for this one process."""
        places = [row["path"] for row in self.run_ok("adopt", "--json").json["result"]["found"]]
        script = "".join(f"mount -t tmpfs none '{place}' || exit 77; " for place in places) + 'exec "$@"'
        result = self.home.run_program(shutil.which("unshare"), "-m", "sh", "-c", script, "sh", self.home.exe, "adopt")
        if result.code == 77:
            self.skipTest("nothing can be mounted here")
        self.check(result)
        self.assertIn("no Go was found outside of ", result.err)

    @harness.posix_only
    def test_a_distributions_build(self):
        path = self.tree(at=self.home.user / "Cellar" / "go" / "1.99.1" / "libexec")
        result = self.assert_refused(path, 6, "adopt-unproved")
        self.assertIn("built by a distribution", result.err)

    def test_twelve_at_once(self):
        for number in range(12):
            self.world.sdks.get(f"go1.97.{number}.{PLATFORM}") or self.world.add(f"1.97.{number}", PLATFORM)
        self.world.write()
        self.use_world(self.world)
        for number in range(12):
            self.tree(f"1.97.{number}", at=self.home.user / "sdk" / f"go1.97.{number}")
        half = [native(self.home.user / "sdk" / f"go1.97.{number}") for number in range(6, 12)]
        other = self.home.start(self.home.exe, "adopt", *half)  # beside another govern
        self.run_ok("adopt", "--all")
        self.check(other.wait())
        self.assertEqual(len(self.installed()), 12)
        self.run_ok("verify", "--offline")
        self.assert_tidy()

    def test_a_read_only_home(self):
        self.tree(at=self.home.user / "sdk" / "go1.99.1")
        self.row(self.tree("1.98.2"))
        before = fingerprint(self.home.home)
        self.assertEqual(self.rows()["sdk/go1.99.1"]["verdict"], "genuine")
        self.assertEqual(fingerprint(self.home.home), before)

    def adoptable(self):
        """As `doctor` says it, in one line; the machine may have more than this user."""
        notes = self.home.run("doctor", "--json").json["result"]["notes"]
        lines = [note for note in notes if "govern adopt" in note]
        self.assertLessEqual(len(lines), 1)
        return int(lines[0].split()[0]) if lines else 0

    def test_doctor_says_what_would_save_a_download(self):
        before = self.adoptable()
        self.tree(at=self.home.user / "sdk" / "go1.99.1")
        self.assertEqual(self.adoptable(), before + 1)
        self.row(self.home.user / "sdk" / "go1.99.1")
        self.assertEqual(self.adoptable(), before)

    @harness.posix_only
    def test_doctor_counts_what_adopt_would_prove(self):
        """Not a tree that is refused by its names: a link where a release has a file."""
        before = self.adoptable()
        tree = self.tree(at=self.home.user / "sdk" / "go1.99.1")
        file = next(path for path in sorted((tree / "src").rglob("*")) if path.is_file())
        aside = self.home.scratch / "aside"
        file.rename(aside)
        file.symlink_to(aside)
        self.assertEqual(self.adoptable(), before)


class Large(AdoptTest):
    @harness.not_under_wine  # it makes a minute of it
    def test_more_files_than_any_release_has(self):
        path = self.tree()
        crowd = path / "src" / "crowd"
        crowd.mkdir()
        for number in range(60_000):
            os.close(os.open(crowd / f"{number}.go", os.O_CREAT | os.O_WRONLY))
        result = self.adopt(path, code=6, error="adopt-too-many")
        self.assertIn("more than 60000 files", result.err)
        self.assert_nothing_installed()


class Moving(AdoptTest):
    def test_move_removes_the_tree_after_it_was_taken_over(self):
        path = self.tree()
        row = self.row(path, "--move")
        self.assertEqual((row["adopted"], row["moved"], row["error"]), (True, True, None))
        self.assertEqual([entry.name for entry in path.parent.iterdir()], [])
        self.assert_verifies("1.99.1")

    def test_move_of_a_module_cache(self):
        path = write_module(self.of(), self.home.user / "mod", switched=True)
        self.assertTrue(self.row(path, "--move")["moved"])
        self.assertFalse(path.exists())

    def test_a_damaged_tree_is_not_moved(self):
        path = self.tree()
        (path / "VERSION").write_bytes(b"go1.99.1\n")
        self.assert_refused(path, 6, "adopt-damaged", "--move")

    @harness.posix_only
    def test_move_of_what_others_may_write(self):
        path = self.tree()
        (path / "src" / "fmt").chmod(0o777)
        result = self.assert_refused(path, 7, "adopt-move-shared", "--move")
        self.assertIn("src/fmt", result.err)
        self.assertTrue(self.row(path)["adopted"])  # the copy is what is proved

    @unittest.skipUnless(FAULTY_DISK.is_file(), "needs LD_PRELOAD")
    def test_a_tree_that_cannot_be_removed(self):
        """As a folder of a container image's lower layer, which goes nowhere by a rename."""
        path = self.tree()
        before = fingerprint(path)
        result = self.adopt(path, "--move", code=7, error="adopt-not-removed", env={
            "LD_PRELOAD": FAULTY_DISK, "FAULT_UNDER": path, "FAULT_ERRNO": errno.EXDEV, "ASAN_OPTIONS": "verify_asan_link_order=0"})
        self.assertIn("remove it by hand", result.err)
        self.assertEqual(fingerprint(path), before)
        self.assert_verifies("1.99.1")

    def test_a_rest_of_a_killed_move_goes_with_the_next(self):
        path = self.tree()
        self.row(path)
        path.rename(path.with_name(path.name + ".moved-by-govern"))
        self.adopt(path, "--move", code=4)
        self.assertEqual(list(path.parent.iterdir()), [])


class Faults(AdoptTest):
    def test_kills(self):
        """The SDK is there and verified, or it is not there; the source is whole, or it is gone by --move."""
        print(f"GOVERN_SEED={SEED} GOVERN_KILLS={KILLS}", flush=True)
        chance, took = random.Random(SEED), 0.4
        for number in range(KILLS):
            moving = number % 2 == 1
            path = self.tree("1.98.2")
            before = fingerprint(path)
            running = self.home.start(self.home.exe, "adopt", native(path), *(["--move"] if moving else []))
            timer = threading.Timer(chance.random() * took, running.kill)
            timer.start()
            result = running.wait()
            timer.cancel()
            took = result.seconds if result.code == 0 else took
            with self.subTest(number=number, moving=moving, code=result.code):
                there = FaultTest.assert_whole_or_absent(self, "1.98.2")
                if path.exists():
                    self.assertEqual(fingerprint(path), before)
                else:
                    self.assertTrue(moving and there)
                if not there:
                    self.row(path, *(["--move"] if moving else []))
                elif moving:
                    self.home.run("adopt", native(path), "--move")
                self.assert_verifies("1.98.2")
                self.run_ok("uninstall", "1.98.2", "--force")
                self.assert_nothing_installed()
                shutil.rmtree(path.parent)

    @harness.posix_only
    def test_interrupt(self):
        """While the log is asked."""
        path = self.tree("1.98.2")
        proxy = self.use_proxy()
        proxy.default = Rule(stall=0)
        running = self.home.start(self.home.exe, "adopt", str(path))
        wait_until(lambda: proxy.requests)
        running.interrupt()
        result = running.wait(30)
        proxy.release()
        self.assertEqual(result.code, 130, result)
        self.assert_nothing_installed()
        proxy.default = Rule()
        self.assertTrue(self.row(path)["adopted"])

    @unittest.skipUnless(FAULTY_DISK.is_file(), "needs LD_PRELOAD")
    def test_a_full_disk(self):
        path = self.tree("1.98.2")
        for number in (100, 200, 300):  # while files are copied
            with self.subTest(number=number):
                result = self.home.run("adopt", str(path), env={
                    "LD_PRELOAD": FAULTY_DISK, "FAULT_UNDER": self.home.home, "FAULT_ERRNO": errno.ENOSPC,
                    "FAULT_FROM": number, "FAULT_TIMES": 1, "ASAN_OPTIONS": "verify_asan_link_order=0"})
                # What does not matter may fail: an early flush, which the last one repeats.
                self.assertIn(result.code, (0, 8), result)
                if result.code == 0:
                    self.assert_verifies("1.98.2")
                    self.run_ok("uninstall", "1.98.2", "--force")
                self.assert_nothing_installed()
        self.assertTrue(self.row(path)["adopted"])

    @unittest.skipUnless(Path("/dev/shm").is_dir(), "needs another file system")
    @harness.posix_only
    def test_a_home_on_another_file_system(self):
        folder = tempfile.mkdtemp(prefix="govern-", dir="/dev/shm")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        path = self.tree()
        self.assertTrue(self.row(path, "--move", "--home", folder + "/home")["moved"])
        self.assertFalse(path.exists())
        self.run_ok("verify", "--home", folder + "/home")


if __name__ == "__main__":
    harness.main()
