"""`link` and `unlink`: a local build under a name, which nothing takes for a verified one."""

import os
import random
import shutil
import threading

import harness
from faults import SEED
from harness import EXE_SUFFIX, main, native
from shimtest import Said, ShimTest
from worlds import PLATFORM, WorldTest, file_url

KILLS = harness.count("GOVERN_KILLS", 6 if harness.WINE else 16, 60)


class LinkTest(ShimTest):
    def setUp(self):
        super().setUp()
        self.install("1.22.5", "1.26.1")
        self.set_default("1.22.5\n")
        self.home.env["PATH"] = harness.join_path(self.home.shims)
        self.tip = self.build("go tip's")

    def build(self, name, folder=None):
        """A local build, by its own path as `link` keeps it."""
        root = (folder or self.home.user) / name
        (root / "bin").mkdir(parents=True)
        for tool in ("go", "gofmt"):
            shutil.copy2(self.fake_go, root / "bin" / (tool + EXE_SUFFIX))
        for part in (root, root / "bin", *root.glob("bin/*")):
            part.chmod(0o755)
        return root.resolve()

    def link(self, name="gotip", root=None, *words):
        return self.run_ok("link", name, native(root or self.tip), *words)

    def links_file(self, name="gotip"):
        return self.home.shims.parent / "links" / f"+{name}"

    def ran(self, said):
        """Which GOROOT the stand-in that ran lies in."""
        return harness.host(said.program).parent.parent.resolve()

    def result(self, *words, **options):
        return self.check(self.home.run("--json", *words, **options)).json["result"]

    def rows(self):
        return self.result("history", "--all")["changes"]


class Running(LinkTest):
    def test_every_way_to_run_it(self):
        self.link()
        self.assertEqual(self.ran(self.go("+gotip", "version")), self.tip)
        said = self.go("version", env={"GOVERN_VERSION": "gotip"})
        self.assertEqual(self.ran(said), self.tip)
        self.assertEqual(said.env["GOTOOLCHAIN"], "local")
        self.assertEqual(self.ran(self.go(name="gofmt", env={"GOVERN_VERSION": "gotip"})), self.tip)
        self.assertNotEqual(self.ran(self.go("version")), self.tip)
        for words in (("gotip", "go", "version"), ("gotip", "--", "go", "version")):
            result = self.run_ok("exec", *words)
            self.assertEqual(self.ran(Said(result)), self.tip)
            self.assertIn("warning[link-unverified]: gotip is a link to ", result.err)

    def test_a_matrix_with_a_link(self):
        self.link()
        runs = self.result("exec", "1.22.5", "gotip", "1.26.1", "--", "go", "version")["runs"]
        self.assertEqual([run["version"] for run in runs], ["1.22.5", "gotip", "1.26.1"])
        runs = self.result("compare", "--runs", "1", "1.22.5", "gotip", "--", "go", "version")["versions"]
        self.assertEqual([one["version"] for one in runs], ["1.22.5", "gotip"])
        self.run_fails(2, "exec", "gotip", "--parallel", "--", "go", "version", error="usage")
        # Behind `--` it is the name of a program.
        self.run_fails(1, "exec", "1.22.5", "--", "gotip", error="program-not-found")

    def test_what_is_told_of_it(self):
        self.link()
        env = {"GOVERN_VERSION": "gotip"}
        current = self.check(self.home.run("current", env=env))
        self.assertEqual(current.out, "gotip\n")
        self.assertIn("unverified, not checked", current.err)
        facts = self.result("current", env=env)
        self.assertEqual((facts["version"], facts["go_version"], facts["unverified"]), ("gotip", None, True))
        why = self.check(self.home.run("why", env=env)).out
        self.assertRegex(why, r"(?m)^> GOVERN_VERSION +gotip +chosen, unverified")
        self.assertRegex(why, r"(?m)^runs: gotip \(.*\): unverified, not checked$")
        self.assertTrue(self.result("why", env=env)["chosen"]["unverified"])
        go = native(self.tip / "bin" / ("go" + EXE_SUFFIX))
        for words, more in ((("which",), env), (("which", "gotip"), {})):
            result = self.check(self.home.run(*words, env=more))
            self.assertEqual(result.out, go + "\n")
            self.assertIn("unverified", result.err)
        gofmt = native(self.tip / "bin" / ("gofmt" + EXE_SUFFIX))
        self.assertEqual(self.run_ok("which", "gotip", "gofmt").out, gofmt + "\n")
        handed = self.result("env", "gotip")
        self.assertEqual((handed["version"], handed["unverified"]), ("gotip", True))
        self.assertEqual(handed["variables"]["GOROOT"], native(self.tip))
        self.assertEqual(handed["variables"]["GOTOOLCHAIN"], "local")
        self.assertEqual(self.result("env", env=env)["version"], "gotip")

    def test_use_needs_no_goroot(self):
        self.link()
        result = self.run_ok("--eval", "pwsh" if harness.WINDOWS else "bash", "use", "gotip")
        self.assertIn("GOVERN_VERSION", result.out)
        self.assertIn("gotip", result.out)
        self.assertNotIn(native(self.tip), result.out)
        self.assertIn("unverified", result.err)

    def test_a_path_that_is_gone(self):
        self.link()
        shutil.rmtree(self.tip)
        for result in (self.fails(4, "link-gone", "+gotip", "version"),
                       self.fails(4, "link-gone", "version", env={"GOVERN_VERSION": "gotip"}),
                       self.run_fails(4, "exec", "gotip", "go", "version", error="link-gone"),
                       self.run_fails(4, "which", "gotip", error="link-gone")):
            self.assertIn("gotip", result.err)
            self.assertIn(native(self.tip), result.err)
        self.assertIn("hint: govern unlink gotip\n", result.err)
        listed = self.check(self.home.run("list"))
        self.assertIn("warning[link-gone]", listed.err)
        self.assertIn("gotip", self.result("list")["links"][0]["fault"])
        self.assertIn("found[link-gone]", self.home.run("doctor").err + self.home.run("doctor").out)
        self.run_ok("unlink", "gotip")
        self.assertEqual(self.result("list")["links"], [])

    def test_a_path_that_is_gone_of_the_default(self):
        """`unlink` refuses the default: the hints are what works."""
        self.link()
        self.run_ok("default", "gotip", "--unverified")
        shutil.rmtree(self.tip)
        for result in (self.fails(4, "link-gone", "version"), self.run_fails(4, "which", "gotip", error="link-gone"),
                       self.fails(4, "link-gone", "version", env={"GOVERN_VERSION": "gotip"})):
            self.assertIn("hint: govern default latest\nhint: govern unlink gotip --force\n", result.err)
        self.run_ok("default", "latest")
        self.assertIn("hint: govern unlink gotip\n", self.run_fails(4, "which", "gotip", error="link-gone").err)
        self.run_ok("unlink", "gotip")


class Names(LinkTest):
    def test_names_that_are_refused(self):
        (self.home.shims / ("dlv" + EXE_SUFFIX)).write_bytes(b"a tool's shim")
        for name in ("a", "Tip", "tip.1", "1.22", "1.22.5", "go", "gofmt", "govern", "go1", "v2", "latest", "oldstable",
                     "stable", "system", "con", "nul", "lpt1", "com9", "a/b", "..", "+tip", "x" * 33, "dlv"):
            with self.subTest(name=name):
                self.run_fails(2, "link", name, native(self.tip), error="bad-link-name")
        self.run_fails(2, "link", "gotip", error="usage")
        self.assertEqual(self.result("list")["links"], [])
        self.assertFalse(self.links_file().parent.exists())

    def test_folders_that_are_refused(self):
        empty = self.home.user / "empty"
        empty.mkdir()
        shim = self.home.user / "shim"
        (shim / "bin").mkdir(parents=True)
        shutil.copy2(self.home.shims / ("go" + EXE_SUFFIX), shim / "bin" / ("go" + EXE_SUFFIX))
        for path, words in ((empty, "it has no bin"), (self.home.user / "nowhere", "there is no such folder"),
                            (shim, "is a shim of govern")):
            with self.subTest(path=path.name):
                result = self.run_fails(4, "link", "gotip", native(path), error="link-no-go")
                self.assertIn(words, result.err)
        self.assertFalse(self.links_file().exists())

    @harness.posix_only
    def test_what_others_may_write_to(self):
        self.link()
        for place in (self.tip, self.tip / "bin", self.tip / "bin" / "go"):
            with self.subTest(place=place.name):
                place.chmod(0o777)
                for words in (("link", "other", str(self.tip)), ("exec", "gotip", "go", "version"),
                              ("default", "gotip", "--unverified"), ("env", "gotip")):
                    self.assertIn(str(place), self.run_fails(7, *words, error="link-shared").err)
                place.chmod(0o755)
        self.run_ok("exec", "gotip", "go", "version")

    def test_a_name_that_is_taken(self):
        self.link()
        other = self.build("other")
        result = self.run_fails(1, "link", "gotip", native(other), error="link-exists")
        self.assertIn("hint: govern unlink gotip\n", result.err)
        again = self.run_ok("link", "gotip", native(self.tip))  # the same PATH: nothing happens
        self.assertIn(" already; it is unverified", again.err)
        self.assertEqual(len([row for row in self.rows() if row["kind"] == "link"]), 1)
        self.run_ok("unlink", "gotip")
        self.link("gotip", other)
        self.assertEqual(self.ran(self.go("+gotip")), other)
        self.assertIn("did you mean: gotip", self.run_fails(4, "unlink", "gotp", error="no-such-link").err)

    def test_a_link_on_the_way_and_a_relative_path(self):
        if harness.WINDOWS:
            root = self.tip
        else:
            root = self.home.user / "by-name"
            root.symlink_to(self.tip)
        linked = self.result("link", "gotip", native(root))["linked"]
        self.assertEqual(linked["goroot"], native(self.tip))
        (self.home.work / "near" / "bin").mkdir(parents=True)
        shutil.copy2(self.fake_go, self.home.work / "near" / "bin" / ("go" + EXE_SUFFIX))
        for part in (self.home.work / "near", self.home.work / "near" / "bin"):
            part.chmod(0o755)
        self.run_ok("link", "near", "near")
        self.assertEqual(self.ran(self.go("+near")), (self.home.work / "near").resolve())

    def test_a_file_names_releases_alone(self):
        self.link()
        for file, text in ((".go-version", "gotip\n"), (".tool-versions", "golang gotip\n")):
            path = self.home.write(file, text)
            result = self.fails(1, "bad-version-file", "version")
            self.assertIn("hint: go +gotip", result.err)
            self.assertIn("hint: go +gotip", self.run_fails(1, "current", error="bad-version-file").err)
            (self.home.work / file).unlink()
        self.run_fails(2, "pin", "gotip", error="link-not-in-file")
        self.run_fails(2, "pin", error="link-not-in-file", env={"GOVERN_VERSION": "gotip"})
        self.assertFalse((self.home.work / ".go-version").exists())


class Default(LinkTest):
    def test_never_without_the_word(self):
        self.link()
        result = self.run_fails(6, "default", "gotip", error="link-unverified")
        self.assertIn("hint: govern default gotip --unverified\n", result.err)
        self.assertEqual(self.run_ok("default").out, "1.22.5\n")
        self.run_fails(2, "default", "1.26.1", "--unverified", error="usage")
        self.run_fails(4, "default", "other", "--unverified", error="no-such-link")
        self.assertIn("would be gotip", self.run_ok("default", "gotip", "--unverified", "--dry-run").err)
        self.assertEqual(self.run_ok("default").out, "1.22.5\n")
        set_ = self.result("default", "gotip", "--unverified")
        self.assertEqual((set_["default"], set_["previous"], set_["unverified"]), ("gotip", "1.22.5", True))
        self.assertEqual(self.ran(self.go("version")), self.tip)
        self.assertEqual(self.go("version").env["GOTOOLCHAIN"], "local")
        shown = self.run_ok("default")
        self.assertEqual(shown.out, "gotip\n")
        self.assertIn("unverified", shown.err)
        self.assertRegex(self.run_ok("list").out, r"(?m)^\* gotip +unverified, a link to ")
        self.assertIn("1.22.5 -> gotip (unverified)", self.run_ok("history").out)
        # No release takes its place by the way.
        self.run_fails(6, "upgrade", "--offline", error="link-unverified")

    def test_a_rollback_never_goes_to_one(self):
        self.link()
        self.run_ok("default", "1.26.1")
        self.run_ok("default", "gotip", "--unverified")
        self.run_ok("default", "1.22.5")
        result = self.run_fails(6, "rollback", error="rollback-target-unverified")
        self.assertIn("unverified, not checked", result.err)
        self.assertIn("hint: govern default gotip --unverified\n", result.err)
        self.assertEqual(self.run_ok("default").out, "1.22.5\n")
        self.run_fails(6, "rollback", "gotip", error="link-unverified")

    def test_the_history_names_it(self):
        self.link()
        self.run_ok("default", "gotip", "--unverified")
        row = self.rows()[0]
        self.assertEqual((row["from"], row["to"], row["kind"], row["default"]), ("1.22.5", "gotip", "default", True))

    def test_unlink_of_the_default(self):
        self.link()
        self.run_ok("default", "gotip", "--unverified")
        result = self.run_fails(7, "unlink", "gotip", error="link-is-default")
        self.assertIn("hint: govern unlink gotip --force\n", result.err)
        self.assertTrue(self.result("unlink", "gotip", "--force", "--dry-run")["unlinked"]["cleared_default"])
        self.assertEqual(self.run_ok("default").out, "gotip\n")
        gone = self.result("unlink", "gotip", "--force")["unlinked"]
        self.assertTrue(gone["cleared_default"])
        self.run_fails(4, "default", error="no-default")
        self.assertTrue(self.tip.is_dir())
        self.assertEqual(self.rows()[0]["from"], "gotip")

    def test_commands_that_need_evidence(self):
        self.link()
        for command in ("verify", "repair", "audit"):
            result = self.run_fails(6, command, "gotip", error="link-unverified")
            self.assertIn("unverified, not checked", result.err)
        self.assertIn("gotip: unverified, not checked", self.run_ok("audit").out)
        self.assertEqual(self.result("audit")["links"], [{"name": "gotip", "goroot": native(self.tip)}])
        self.assertIn("gotip: unverified, not checked", self.home.run("verify").out)
        self.assertIn("gotip is a link to", self.home.run("doctor").out + self.home.run("doctor").err)


class Records(LinkTest):
    def test_dry_run_json_and_history(self):
        plan = self.result("link", "gotip", native(self.tip), "--dry-run")["linked"]
        self.assertEqual(plan, {"name": "gotip", "goroot": native(self.tip), "dry_run": True, "was_there": False})
        self.assertFalse(self.links_file().exists())
        self.assertEqual([row for row in self.rows() if row["kind"] == "link"], [])
        self.link()
        self.assertEqual(self.links_file().read_text(encoding="utf-8"), native(self.tip) + "\n")
        self.assertIn("would remove", self.run_ok("unlink", "gotip", "--dry-run").err)
        self.assertEqual(self.result("list")["links"],
                         [{"name": "gotip", "goroot": native(self.tip), "default": False, "fault": None}])
        self.run_ok("unlink", "gotip")
        rows = [row for row in self.rows() if row["kind"] == "link"]
        self.assertEqual([row["outcome"] for row in rows], ["done", "done"])
        self.assertTrue(rows[0]["command"].startswith("unlink gotip"))
        self.assertTrue(rows[1]["command"].startswith("link gotip"))

    def test_completion(self):
        self.link()
        self.link("other")
        for words in (("unlink", "go"), ("use", "go"), ("exec", "go"), ("which", "go"), ("env", "go"), ("default", "go")):
            with self.subTest(words=words):
                self.assertIn("gotip\n", self.run_ok("__complete", "--", *words).out)
        self.assertNotIn("gotip", self.run_ok("__complete", "--", "verify", "go").out)
        self.assertEqual(sorted(self.run_ok("__complete", "--", "unlink", "").out.split()), ["gotip", "other"])

    def test_an_sdk_that_a_link_leads_to_stays(self):
        sdk = next(self.home.sdks.glob("go1.26.1.*"))
        for part in (sdk, sdk / "bin", *sdk.glob("bin/*")):
            part.chmod(0o755)
        self.link("mine", sdk)
        result = self.run_fails(7, "uninstall", "1.26.1", error="in-use")
        self.assertIn("the link mine leads to it", result.err)

    @harness.posix_only
    def test_a_home_that_cannot_be_written(self):
        self.link()
        home = self.home.shims.parent
        if os.geteuid() == 0:
            self.skipTest("root writes everywhere")
        folders = [home, *(path for path in home.iterdir() if path.is_dir())]
        for folder in folders:
            folder.chmod(0o555)
        try:
            for words in (("link", "other", str(self.tip)), ("unlink", "gotip")):
                self.run_fails(7, *words, error="home-read-only")
            self.assertEqual(self.ran(self.go("+gotip")), self.tip)
            self.assertEqual(self.result("list")["links"][0]["name"], "gotip")
        finally:
            for folder in folders:
                folder.chmod(0o755)

    def test_kills(self):
        """link, default and unlink, killed at any moment: the link is whole or absent, and so is what the default says."""
        print(f"GOVERN_SEED={SEED} GOVERN_KILLS={KILLS}", flush=True)
        chance = random.Random(SEED)
        commands = (("link", "gotip", native(self.tip)), ("default", "gotip", "--unverified"), ("unlink", "gotip", "--force"))
        took = {}
        for number in range(KILLS):
            words = commands[number % len(commands)]
            if words[0] != "link" and not self.links_file().exists():
                self.link()
            delay = chance.random() * took.get(words, 0.1)
            with self.subTest(number=number, words=words, delay=f"{delay:.3f}"):
                running = self.home.start(self.home.exe, *words)
                timer = threading.Timer(delay, running.kill)
                timer.start()
                result = running.wait()
                timer.cancel()
                took[words] = result.seconds * 0.9 if result.code == 0 else max(took.get(words, 0.1), delay * 1.3)
                if self.links_file().exists():
                    self.assertEqual(self.links_file().read_text(encoding="utf-8"), native(self.tip) + "\n")
                default = self.home.run("default")
                self.assertIn((default.code, default.out), ((0, "1.22.5\n"), (0, "gotip\n"), (4, "")), default)
                for row in self.rows():
                    self.assertIn(row["outcome"], ("done", "interrupted"))
                if default.code == 4:
                    self.run_ok("default", "1.22.5")


class Rollback(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.98.1", "1.99.1"):
            world.add(version, PLATFORM, embedded=True)

    def test_back_from_a_link_and_over_one(self):
        self.home.env.update(GOVERN_MIRROR=file_url(self.world.site), GOPROXY=file_url(self.world.proxy))
        self.run_ok("install", "1.98.1", "1.99.1")
        before = self.run_ok("default").out.strip()
        other = "1.99.1" if before == "1.98.1" else "1.98.1"
        tip = self.home.user / "tip"
        shutil.copytree(self.sdk("1.99.1"), tip)
        self.run_ok("link", "gotip", native(tip))
        self.run_ok("default", "gotip", "--unverified")
        # The first version of a home becomes the default, but not in the place of a link.
        self.run_ok("uninstall", other)
        self.run_ok("install", other)
        self.assertEqual(self.run_ok("default").out, "gotip\n")
        result = self.run_ok("rollback")
        self.assertIn("it was gotip", result.err)
        self.assertIn("to return: govern default gotip --unverified", result.err)
        self.assertEqual(self.run_ok("default").out, before + "\n")
        self.run_ok("default", other)
        self.run_ok("default", "gotip", "--unverified")
        self.run_ok("default", before)
        refused = self.run_fails(6, "rollback", error="rollback-target-unverified")
        self.assertIn(f"the next older one that is whole is {other}", refused.err)
        self.run_ok("rollback", "--any")
        self.assertEqual(self.run_ok("default").out, other + "\n")

    def test_a_link_that_was_removed_since(self):
        """Nothing installs it again."""
        self.home.env.update(GOVERN_MIRROR=file_url(self.world.site), GOPROXY=file_url(self.world.proxy))
        self.run_ok("install", "1.98.1", "1.99.1")
        tip = self.home.user / "tip"
        shutil.copytree(self.sdk("1.99.1"), tip)
        self.run_ok("link", "gotip", native(tip))
        self.run_ok("default", "gotip", "--unverified")
        self.run_ok("default", "1.99.1")
        self.run_ok("unlink", "gotip")
        gone = self.run_fails(4, "rollback", error="rollback-target-gone")
        self.assertEqual([line for line in gone.err.splitlines() if line.startswith("hint: ")], ["hint: govern rollback --any"])
        self.run_ok("rollback", "--any")
        self.assertEqual(self.run_ok("default").out, "1.98.1\n")
        self.run_ok("link", "gotip", native(tip))
        for name in ("gotip", "1.99.1"):
            self.run_ok("default", name, *(["--unverified"] if name == "gotip" else []))
        self.run_ok("uninstall", "1.98.1", "--force")
        self.run_ok("unlink", "gotip")
        last = self.run_fails(4, "rollback", error="rollback-target-gone")
        self.assertEqual([line for line in last.err.splitlines() if line.startswith("hint: ")], ["hint: govern history"])


if __name__ == "__main__":
    main()
