"""`tool`: the release that fits, built by the SDK's own go, run by the shim of the Go that is chosen."""

import errno
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import harness
from fake_tools import Modules, tool_program
from faults import SEED, FaultTest, wait_until
from harness import native
from test_disks import PreloadTest, needs_faulty_disk
from worlds import PLATFORM, WorldTest, file_url

ROOT = Path(__file__).resolve().parent.parent.parent
DELVE, DLV = "github.com/go-delve/delve", "github.com/go-delve/delve/cmd/dlv"
NEW, MIDDLE, OLD = "1.26.1", "1.22.12", "1.20.14"
GOS = (NEW, MIDDLE, OLD)
EXE = harness.EXE_SUFFIX
MOMENTS = harness.count("GOVERN_MOMENTS", 5, 40)


class ToolTest(WorldTest):
    assert_tidy = FaultTest.assert_tidy

    @classmethod
    def fill(cls, world):
        for version in (*GOS, "1.26.2", "1.15.15"):
            world.add(version, PLATFORM, embedded=True)

    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.modules = Modules(self.home.scratch / "go-modules", (*GOS, "1.26.2"))
        for version in ("v1.21.2", "v1.25.2", "v1.26.3", "v1.27.1"):
            self.modules.add(DELVE, version, command="/cmd/dlv")
        self.proxy = self.serve(self.modules.proxy)
        self.home.env.update(self.modules.environment(self.proxy.url()))

    def has(self, *versions):
        self.run_ok("install", *versions)

    def tool_file(self, version, name="dlv"):
        return self.home.home / "tools" / f"go{version}.{PLATFORM}" / (name + EXE)

    def tools(self):
        return {(one["name"], one["version"]): one for one in self.run_ok("tool", "list", "--json").json["result"]["tools"]}

    def runs(self, *args, name="dlv", **options):
        """The version of the SDK whose tool the shim runs."""
        result = self.check(self.home.shim(name, *args, **options))
        line = next(line for line in result.out.splitlines() if line.startswith("program="))
        return harness.host(line.removeprefix("program=")).parent.name.removeprefix("go").removesuffix("." + PLATFORM)

    def rows(self):
        return self.run_ok("history", "--json").json["result"]["changes"]


class Fitting(ToolTest):
    def test_each_go_gets_the_newest_that_fits_and_the_shim_runs_the_one_of_the_go_chosen(self):
        self.has(NEW, MIDDLE)
        self.assertIn("hint: govern tool install dlv\n", self.run_fails(1, "which", "dlv", error="program-not-in-sdk").err)
        first = self.run_ok("tool", "install", "dlv", "--json").json["result"]["installed"]
        self.assertEqual([(one["name"], one["tool_version"], one["version"], one["package"], one["was_there"]) for one in first],
                         [("dlv", "v1.27.1", NEW, DLV, False)])
        self.run_ok("tool", "install", "dlv", "--for", MIDDLE)
        tools = self.tools()
        self.assertEqual({key: (one["tool_version"], one["built_by"], one["fits"], one["active"]) for key, one in tools.items()},
                         {("dlv", NEW): ("v1.27.1", "go" + NEW, True, True),
                          ("dlv", MIDDLE): ("v1.25.2", "go" + MIDDLE, True, False)})
        self.assertEqual(self.runs(), NEW)
        self.assertEqual(self.runs("+" + MIDDLE, "debug"), MIDDLE)
        self.assertEqual(self.runs(env={"GOVERN_VERSION": "1.22"}), MIDDLE)
        self.run_ok("pin", MIDDLE)
        self.assertEqual(self.runs(), MIDDLE)
        result = self.home.shim("dlv", "debug", "ä b", "+x", env={"FAKE_GO_EXIT": "3"})
        self.assertEqual(result.code, 3)
        self.assertIn("arg=debug\narg=ä b\narg=+x\n", result.out.replace("\r\n", "\n"))
        self.assertIn("env GOTOOLCHAIN=local", result.out)
        self.assertEqual(harness.host(self.run_ok("which", "dlv").out.strip()), self.tool_file(MIDDLE))
        self.assertEqual([row["kind"] for row in self.rows()][:3], ["pin", "tool", "tool"])
        self.assertEqual(self.rows()[1]["sdks"], [f"go{MIDDLE}.{PLATFORM}"])
        self.assert_tidy()

    def test_the_floor_counts_for_a_tool_too(self):
        self.has(OLD, NEW)
        self.run_ok("tool", "install", "dlv", "--for", NEW)
        self.run_ok("tool", "install", "dlv", "--for", OLD)
        self.assertEqual(self.tools()["dlv", OLD]["tool_version"], "v1.21.2")
        self.assertEqual(self.runs(), OLD)
        self.home.write("go.mod", "module x\n\ngo 1.26.1\n")
        self.assertEqual(self.runs(), NEW)

    def test_an_unfit_version_is_refused_before_it_is_built_and_the_fitting_one_named(self):
        self.has(MIDDLE)
        before = self.home.tree()
        for wish in ("dlv@v1.27.1", "dlv@1.27.1", "dlv@latest", DLV + "@v1.27.1"):
            failed = self.run_fails(1, "tool", "install", wish, error="tool-does-not-fit")
            self.assertIn("dlv v1.27.1 does not fit Go 1.22.12: it accepts Go 1.25 to 1.27", failed.err)
            self.assertIn("hint: govern tool install dlv@v1.25.2", failed.err)
        failed = self.run_fails(1, "tool", "install", "gopls@v0.17.0", error="tool-does-not-fit")
        self.assertIn("it needs Go 1.23.1", failed.err)
        self.assertEqual(self.modules.calls(), [])
        self.assertEqual(self.home.tree(), before)
        self.run_ok("tool", "install", "dlv@v1.25.2")
        self.assertEqual(self.runs(), MIDDLE)

    def test_newer_than_the_tables_by_the_go_line(self):
        self.has(NEW, MIDDLE)
        self.modules.add(DELVE, "v1.99.0", go="1.26.0", command="/cmd/dlv")
        self.modules.add(DELVE, "v1.100.0", go="1.27.0", command="/cmd/dlv")
        self.modules.add(DELVE, "v1.101.0-rc.1", go="1.22", command="/cmd/dlv")
        plan = self.run_ok("tool", "install", "dlv", "--dry-run", "--json").json["result"]["installed"]
        self.assertEqual((plan[0]["tool_version"], plan[0]["dry_run"]), ("v1.99.0", True))
        plan = self.run_ok("tool", "install", "dlv", "--for", MIDDLE, "--dry-run", "--json").json["result"]["installed"]
        self.assertEqual(plan[0]["tool_version"], "v1.25.2")
        failed = self.run_fails(1, "tool", "install", "dlv@v1.100.0", error="tool-does-not-fit")
        self.assertIn("it needs Go 1.27.0", failed.err)
        self.assertIn("govern tool install dlv@v1.99.0", failed.err)

    def test_without_a_table_the_list_from_the_newest_down(self):
        self.has(MIDDLE)
        for version, go in (("v0.9.0", "1.26"), ("v0.8.0", "1.23.4"), ("v0.7.0", "1.22.0"), ("v0.6.0", "1.20"), ("v0.10.0-rc.1", "1.20")):
            self.modules.add("mvdan.cc/gofumpt", version, go=go)
        self.modules.add("github.com/golangci/golangci-lint/v2", "v2.1.0", go="1.24", command="/cmd/golangci-lint")
        self.modules.add("github.com/golangci/golangci-lint", "v1.60.0", go="1.22.1", command="/cmd/golangci-lint")
        done = self.run_ok("tool", "install", "gofumpt", "golangci-lint", "--json").json["result"]["installed"]
        self.assertEqual([(one["name"], one["tool_version"]) for one in done], [("gofumpt", "v0.7.0"), ("golangci-lint", "v1.60.0")])
        self.run_fails(1, "tool", "install", "golangci-lint@v2.1.0", error="tool-does-not-fit")
        self.assertEqual(self.runs(name="gofumpt"), MIDDLE)

    def test_no_release_fits(self):
        self.has(MIDDLE)
        self.modules.add("mvdan.cc/gofumpt", "v0.9.0", go="1.26")
        failed = self.run_fails(3, "tool", "install", "gofumpt", error="tool-none-fits")
        self.assertIn("v0.9.0: it needs Go 1.26", failed.err)
        self.has("1.15.15")
        self.run_fails(1, "tool", "install", "dlv", "--for", "1.15.15", error="tool-go-too-old")

    def test_where_no_proxy_tells_the_table_does_and_else_go_itself(self):
        self.has(MIDDLE)
        self.modules.add("mvdan.cc/gofumpt", "v0.7.0", latest=True)
        for goproxy in ("direct", "off"):
            done = self.run_ok("tool", "install", "dlv", "gofumpt", "--dry-run", "--json", env={"GOPROXY": goproxy}).json["result"]["installed"]
            self.assertEqual([one["tool_version"] for one in done], ["v1.25.2", "latest"])
        self.run_ok("tool", "install", "gofumpt", env={"GOPROXY": "direct"})
        self.assertEqual(self.tools()["gofumpt", MIDDLE]["tool_version"], "v0.7.0")

    def test_the_tables_are_made_of_the_recorded_data(self):
        data = ROOT / "tests/data"
        done = subprocess.run([sys.executable, ROOT / "scripts/update-tools", "--check", data / "delve_compat.tsv",
                               data / "gopls_go_directive.tsv", data / "staticcheck_go_directive.tsv"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)


class Words(ToolTest):
    def test_any_package_by_its_path(self):
        self.has(MIDDLE)
        self.modules.add("example.com/x/v2", "v2.3.4", command="/cmd/hi", latest=True)
        self.modules.add("example.com/lint/v3", "v3.0.0", latest=True)
        self.run_ok("tool", "install", "example.com/x/v2/cmd/hi@v2.3.4", "example.com/lint/v3")
        self.assertEqual([words for words, _ in self.modules.calls()],
                         [["install", "example.com/x/v2/cmd/hi@v2.3.4"], ["install", "example.com/lint/v3@latest"]])
        self.assertEqual(self.runs(name="hi"), MIDDLE)
        self.assertEqual(self.tools()["lint", MIDDLE]["tool_version"], "v3.0.0")
        self.assertIn("govern tool install --for 1.26.1 example.com/lint/v3 example.com/x/v2/cmd/hi", self.run_ok("install", NEW).err)

    def test_what_is_no_tool(self):
        self.has(MIDDLE)
        for wish, error in (("dvl", "tool-unknown"), ("x", "tool-unknown"), ("-toolexec=x/y", "unknown-option"), ("../x.y", "tool-unknown"),
                            ("example.com/x/go", "tool-name-taken"), ("example.com/x/gofmt", "tool-name-taken"),
                            ("example.com/govern/v2", "tool-name-taken"), ("example.com/go1.22.5", "tool-name-taken"),
                            ("example.com/con", "tool-name-taken"), ("dlv@", "tool-bad-version"), ("dlv@v1", "tool-bad-version"),
                            ("dlv@master", "tool-bad-version"), ("example.com/x@v1.0.0 -x", "tool-bad-version")):
            with self.subTest(wish):
                self.run_fails(2, "tool", "install", wish, error=error)
        twice = self.run_fails(2, "tool", "install", "example.com/b/cmd/hi", "example.com/x/v2/cmd/hi@v2.0.0", error="tool-twice").err
        self.assertIn("example.com/b/cmd/hi@latest and example.com/x/v2/cmd/hi@v2.0.0 would both be the tool hi", twice)
        self.assertIn("did you mean: govern tool install dlv", self.home.run("tool", "install", "dvl").err)
        self.assertEqual(self.modules.calls(), [])
        self.run_fails(2, "tool", error="usage")
        self.run_fails(2, "tool", "instal", "dlv", error="usage")
        self.run_fails(4, "tool", "install", "dlv", "--for", "1.19", error="no-match-installed")

    def test_completion(self):
        self.has(MIDDLE)
        self.assertEqual(self.run_ok("__complete", "--", "tool", "").out.split(), ["list", "install", "uninstall", "check"])
        self.assertIn("staticcheck", self.run_ok("__complete", "--", "tool", "install", "").out.split())
        self.run_ok("tool", "install", "dlv")
        self.assertEqual(self.run_ok("__complete", "--", "tool", "uninstall", "").out.split(), ["dlv"])
        self.assertEqual(self.run_ok("__complete", "--", "tool", "install", "--for", "").out.split(), [MIDDLE])


class Building(ToolTest):
    def test_settings_of_other_builds_do_not_count(self):
        self.has(MIDDLE)
        elsewhere = self.home.scratch / "bin"
        goenv = self.home.write("goenv", f"GOBIN={native(elsewhere)}\nGOFLAGS=-mod=vendor\nGOOS=plan9\nGOARCH=arm\n")
        self.home.write("go.mod", "not a go.mod\n")
        self.run_ok("tool", "install", "dlv", env={
            "GOENV": native(goenv), "GOBIN": native(elsewhere), "GOFLAGS": "-x", "GOOS": "plan9", "GOARCH": "arm",
            "GOTOOLCHAIN": "go9.99.9", "GO111MODULE": "off", "GOROOT": native(elsewhere)})
        (words, variables), = self.modules.calls()
        self.assertEqual(words, ["install", DLV + "@v1.25.2"])
        goos, goarch = PLATFORM.split("-")
        self.assertEqual((variables["GOOS"], variables["GOARCH"], variables["GOFLAGS"].strip(), variables["GOTOOLCHAIN"],
                          variables["GO111MODULE"], variables["GOPROXY"], variables["GOENV"], variables.get("GOROOT", "")),
                         (goos, goarch, "", "local", "on", self.proxy.url(), native(goenv), ""))
        self.assertTrue(harness.host(variables["GOBIN"]).is_relative_to(self.home.staging))
        self.assertFalse(elsewhere.exists())

    @harness.posix_only
    def test_whatever_the_umask_everybody_may_run_it(self):
        self.has(MIDDLE)
        self.run_ok("tool", "install", "dlv", preexec=lambda: os.umask(0o077))
        for path in (self.tool_file(MIDDLE), self.tool_file(MIDDLE).parent, self.home.home / "tools"):
            self.assertEqual(path.stat().st_mode & 0o777, 0o755, path)

    def test_a_failed_build_leaves_nothing(self):
        self.has(MIDDLE)
        before = self.home.tree()
        failed = self.run_fails(1, "tool", "install", "staticcheck", error="tool-build-failed")
        self.assertIn("go: no such version here", failed.err)
        self.assertEqual(self.rows()[0]["outcome"], "failed: tool-build-failed")
        self.assertEqual([name for name in self.home.tree() if not name.startswith(("locks", "state"))],
                         [name for name in before if not name.startswith(("locks", "state"))])
        # The first of two is there, and the second is told.
        failed = self.home.run("tool", "install", "dlv", "staticcheck", "--json")
        self.assertEqual((failed.code, [one["name"] for one in failed.json["result"]["installed"]]), (1, ["dlv"]))
        self.assertEqual(self.runs(), MIDDLE)
        self.assert_tidy()

    def test_offline_is_go_without_a_proxy(self):
        self.has(MIDDLE)
        self.run_ok("tool", "install", "dlv", "--offline")
        self.assertEqual(self.modules.calls()[0][1]["GOPROXY"], "off")
        self.run_fails(5, "tool", "install", "staticcheck", "--offline", error="tool-offline")
        self.run_fails(5, "tool", "install", "gofumpt", "--offline", error="tool-offline")
        self.assertEqual(self.proxy.asked("*/@v/*"), [])

    def test_what_is_there_is_not_built_again(self):
        self.has(MIDDLE)
        self.assertIn("would build dlv ", self.run_ok("tool", "install", "dlv", "--dry-run").err)
        self.run_ok("tool", "install", "dlv")
        again = self.run_ok("tool", "install", "dlv", "--json")
        self.assertTrue(again.json["result"]["installed"][0]["was_there"])
        self.assertIn("is there already", again.err)
        self.assertEqual(len(self.modules.calls()), 1)
        self.modules.add(DELVE, "v1.98.0", go="1.20", command="/cmd/dlv")
        self.run_ok("tool", "install", "dlv")
        self.assertEqual(self.tools()["dlv", MIDDLE]["tool_version"], "v1.98.0")

    @harness.posix_only
    def test_interrupts_and_kills_while_it_builds(self):
        self.has(MIDDLE)
        before = [name for name in self.home.tree() if not name.startswith(("locks", "state"))]
        called = self.modules.programs / "called"
        for end in ("interrupt", "kill"):
            with self.subTest(end):
                called.unlink(missing_ok=True)
                running = self.home.start(self.home.exe, "tool", "install", "dlv", env={"FAKE_GO_SLEEP": "1000"})
                wait_until(lambda: called.exists() and b"ready" in called.read_bytes())
                child = subprocess.run(["pgrep", "-f", "install " + DLV], capture_output=True, text=True).stdout.split()
                getattr(running, end)()
                result = running.wait()
                self.assertEqual(self.run_ok("tool", "list", "--json").json["result"]["tools"], [])
                wait_until(lambda: not any(Path(f"/proc/{number}").exists() for number in child))
                if end == "interrupt":
                    self.check(result, 130, "interrupted")
                    self.assertEqual(self.rows()[0]["outcome"], "failed: interrupted")
                else:
                    self.assertEqual(self.rows()[0]["outcome"], "interrupted")
                    self.run_ok("prune", "--yes")  # sweeps
                self.assertEqual([name for name in self.home.tree() if not name.startswith(("locks", "state"))], before)
        self.run_ok("tool", "install", "dlv")
        self.assertEqual(self.runs(), MIDDLE)
        self.assert_tidy()

    @harness.posix_only
    def test_a_home_that_is_read_only(self):
        self.has(MIDDLE)
        self.run_ok("tool", "install", "dlv")
        os.chmod(self.home.home, 0o555)
        self.addCleanup(os.chmod, self.home.home, 0o755)
        self.assertIn("dlv", self.run_ok("tool", "list").out)
        self.run_ok("tool", "check")
        self.run_ok("tool", "install", "dlv", "--dry-run")
        self.run_ok("tool", "uninstall", "dlv", "--dry-run")
        if os.geteuid() != 0:
            self.run_fails(7, "tool", "install", "dlv")
            self.run_fails(7, "tool", "uninstall", "dlv")


class Missing(ToolTest):
    def test_the_shim_says_the_one_line(self):
        self.has(NEW, MIDDLE)
        self.run_ok("tool", "install", "dlv")
        self.run_ok("pin", MIDDLE)
        failed = self.check(self.home.shim("dlv", "debug"), 4, "tool-not-here")
        self.assertIn("go1.22.12 runs here, and it has no dlv", failed.err)
        self.assertIn("hint: govern tool install dlv\n", failed.err.replace("\r\n", "\n"))
        self.run_ok("tool", "install", "dlv")
        self.assertEqual(self.runs("debug"), MIDDLE)
        self.run_ok("tool", "uninstall", "dlv", "--for", MIDDLE)
        (self.home.work / ".go-version").unlink()
        failed = self.check(self.home.shim("dlv", "+" + MIDDLE), 4, "tool-not-here")
        self.assertIn("hint: govern tool install dlv --for 1.22.12", failed.err)

    def test_a_go_that_is_not_there_is_told_as_for_go(self):
        self.has(NEW)
        self.run_ok("tool", "install", "dlv")
        self.home.write(".go-version", "1.21.0\n")
        failed = self.check(self.home.shim("dlv"), 4)
        self.assertIn("hint: govern install 1.21.0", failed.err)

    def test_under_system_the_next_one_on_path(self):
        self.has(NEW)
        self.run_ok("tool", "install", "dlv")
        self.home.write(".go-version", "system\n")
        system = self.home.scratch / "system"
        other = self.home.scratch / "other"
        for folder, name in ((system, "go"), (other, "dlv")):
            folder.mkdir()
            shutil.copy(Path(os.environ["GOVERN_BIN"]) / ("fake_go" + EXE), folder / (name + EXE))
        self.home.set_path(self.home.shims, system)
        failed = self.check(self.home.shim("dlv"), 4, "tool-not-here")
        self.assertIn("the system's Go runs here", failed.err)
        self.assertIn(f"hint: go install {DLV}@latest", failed.err)
        self.home.set_path(self.home.shims, system, other)
        self.assertIn("program=" + native(other / ("dlv" + EXE)), self.check(self.home.shim("dlv")).out)
        self.run_fails(4, "tool", "install", "dlv", error="tool-needs-sdk")

    def test_under_a_link_the_next_one_on_path(self):
        self.has(NEW)
        self.run_ok("tool", "install", "dlv")
        root, other = self.home.scratch / "tip", self.home.scratch / "other"
        for folder, name in ((root / "bin", "go"), (other, "dlv")):
            folder.mkdir(parents=True)
            shutil.copy(Path(os.environ["GOVERN_BIN"]) / ("fake_go" + EXE), folder / (name + EXE))
            (folder / (name + EXE)).chmod(0o755)
        self.run_ok("link", "gotip", native(root))
        env = {"GOVERN_VERSION": "gotip"}
        self.home.set_path(self.home.shims)
        failed = self.check(self.home.shim("dlv", env=env), 4, "tool-not-here")
        self.assertIn("gotip runs here", failed.err)
        self.home.set_path(self.home.shims, other)
        self.assertIn("program=" + native(other / ("dlv" + EXE)), self.check(self.home.shim("dlv", env=env)).out)

    def test_a_link_to_an_sdk_gets_no_tools(self):
        self.has(NEW)
        self.run_ok("link", "gotip", native(self.sdk(NEW)))
        said = self.run_fails(4, "tool", "install", "dlv", error="tool-needs-sdk", env={"GOVERN_VERSION": "gotip"}).err
        self.assertIn("a local build that is linked runs here", said)
        self.assertIn("hint: the same command with --for latest\n", said)

    def test_another_one_first_on_path_is_told(self):
        self.has(NEW)
        other = self.home.scratch / "other"
        other.mkdir()
        shutil.copy(Path(os.environ["GOVERN_BIN"]) / ("fake_go" + EXE), other / ("dlv" + EXE))
        self.home.set_path(self.home.shims, other)
        self.assertNotIn("tool-shadowed", self.run_ok("tool", "install", "dlv").err)
        self.home.set_path(other, self.home.shims)
        told = self.run_ok("tool", "install", "dlv").err
        self.assertIn("warning[tool-shadowed]", told)
        self.assertIn("hint: govern setup\n", told)
        self.assertIn(native(other / ("dlv" + EXE)), told)


class Going(ToolTest):
    def test_uninstall_of_a_tool_takes_the_shim_with_the_last(self):
        self.has(NEW, MIDDLE)
        self.run_ok("tool", "install", "dlv")
        self.run_ok("tool", "install", "dlv", "--for", MIDDLE)
        self.assertEqual(len(self.run_ok("tool", "uninstall", "dlv", "--dry-run", "--json").json["result"]["removed"]), 2)
        self.run_ok("tool", "uninstall", "dlv", "--for", NEW)
        self.assertEqual(set(self.tools()), {("dlv", MIDDLE)})
        self.assertTrue((self.home.shims / ("dlv" + EXE)).exists())
        self.run_ok("tool", "uninstall", "dlv")
        self.assertEqual(self.tools(), {})
        self.assertFalse((self.home.shims / ("dlv" + EXE)).exists())
        self.assertEqual(self.home.tree(self.home.home / "tools"), [])
        self.run_fails(4, "tool", "uninstall", "dlv", error="tool-not-installed")
        self.assertIn("no tool is installed", self.run_ok("tool", "list").err)
        self.assert_tidy()

    def test_uninstall_of_a_version_takes_its_tools_along(self):
        self.has(NEW, MIDDLE)
        for version in (NEW, MIDDLE):
            self.run_ok("tool", "install", "dlv", "--for", version)
        self.run_ok("uninstall", MIDDLE)
        self.assertEqual(self.home.tree(self.home.home / "tools"),
                         [f"go{NEW}.{PLATFORM}", os.path.join(f"go{NEW}.{PLATFORM}", "dlv" + EXE)])
        self.run_ok("uninstall", NEW, "--force")
        self.assertEqual(self.home.tree(self.home.home / "tools"), [])
        self.assertFalse((self.home.shims / ("dlv" + EXE)).exists())
        self.assert_tidy()

    def test_prune_removes_tools_of_sdks_that_went(self):
        self.has(NEW, MIDDLE)
        self.run_ok("tool", "install", "dlv", "--for", MIDDLE)
        shutil.rmtree(self.home.sdks / f"go{MIDDLE}.{PLATFORM}")
        self.assertEqual(self.tools(), {})
        plan = self.run_ok("prune", "--dry-run", "--json").json["result"]["pruned"]
        self.assertEqual([(one["what"], harness.host(one["path"])) for one in plan], [("tools", self.tool_file(MIDDLE).parent)])
        self.assertGreater(plan[0]["bytes"], 1000)
        self.assertTrue(self.tool_file(MIDDLE).exists())
        self.run_ok("prune", "--yes")
        self.assertEqual(self.home.tree(self.home.home / "tools"), [])
        self.assertFalse((self.home.shims / ("dlv" + EXE)).exists())
        self.assertEqual(self.home.tree(self.home.staging), [])

    def test_a_repair_keeps_them(self):
        self.has(MIDDLE)
        self.run_ok("tool", "install", "dlv")
        self.run_ok("repair", MIDDLE)
        self.assertEqual(self.runs(), MIDDLE)

    def test_install_and_upgrade_offer_the_line(self):
        self.has(NEW)
        self.run_ok("tool", "install", "dlv")
        self.modules.add("honnef.co/go/tools", "v0.99.0", go="1.20", command="/cmd/staticcheck")
        self.run_ok("tool", "install", "staticcheck")
        said = self.run_ok("install", MIDDLE).err
        self.assertIn("govern tool install --for 1.22.12 dlv staticcheck", said)
        self.assertNotIn("tool install", self.run_ok("install", MIDDLE).err, "it was there already")
        self.run_ok("tool", "install", "--for", MIDDLE, "dlv", "staticcheck")
        said = self.run_ok("upgrade", "1.26.2").err
        self.assertIn("govern tool install --for 1.26.2 dlv staticcheck", said)
        self.run_ok("tool", "install", "--for", "1.26.2", "dlv", "staticcheck")
        self.assertEqual(self.runs(), "1.26.2")


@needs_faulty_disk
class OnFailingDisks(ToolTest):
    behind, changes_of = PreloadTest.behind, PreloadTest.changes_of

    def test_a_full_disk_at_any_moment(self):
        print(f"GOVERN_SEED={SEED} GOVERN_MOMENTS={MOMENTS}", flush=True)
        chance = random.Random(SEED)
        self.has(MIDDLE)
        words = ("tool", "install", "dlv")
        total = self.changes_of(*words)
        content = self.tool_file(MIDDLE).read_bytes()
        for moment in sorted(chance.sample(range(1, total + 1), min(MOMENTS, total))):
            with self.subTest(moment=f"{moment} of {total}"):
                self.run_ok("tool", "uninstall", "dlv")
                result = self.behind(*words, errno=errno.ENOSPC, **{"from": moment})
                self.assertIn(result.code, (0, 1, 8), result)
                if self.tool_file(MIDDLE).exists():
                    self.assertEqual(self.tool_file(MIDDLE).read_bytes(), content)
                self.run_ok(*words)
                self.assertEqual(self.runs(), MIDDLE)
                self.assert_tidy()


class Checking(ToolTest):
    def plant(self, folder, name, version, module, module_version, package=None):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / (name + EXE)
        file.write_bytes(tool_program(version, package or module, module, module_version))
        file.chmod(0o755)
        return file

    def test_programs_in_gobin_and_gopath(self):
        one = self.plant(self.home.user / "go" / "bin", "dlv", "1.20.1", DELVE, "v1.20.1", DLV)
        two = self.plant(self.home.scratch / "gobin", "mine", "1.20.1", "example.com/mine", "(devel)")
        clean = self.plant(self.home.scratch / "gobin", "new", "1.98.1", "example.com/new", "v1.0.0")
        (self.home.user / "go" / "bin" / "script").write_text("#!/bin/sh\n")
        self.home.env["GOBIN"] = native(two.parent)
        before = self.home.tree()
        result = self.run_ok("tool", "check", "--json").json["result"]
        self.assertEqual([harness.host(folder) for folder in result["folders"]], [two.parent, one.parent])
        rows = {harness.host(row["file"]).name.removesuffix(EXE): row for row in result["programs"]}
        self.assertEqual(set(rows), {"dlv", "mine", "new"})
        self.assertEqual((rows["dlv"]["go_version"], rows["dlv"]["version"], rows["dlv"]["package"], rows["dlv"]["tool_version"]),
                         ("go1.20.1", "1.20.1", DLV, "v1.20.1"))
        self.assertGreater(len(rows["dlv"]["vulnerabilities"]), 5)
        self.assertRegex(rows["dlv"]["rebuild"][0], r"^govern install 1\.\d+\.\d+$")
        self.assertRegex(rows["dlv"]["rebuild"][1], rf"^govern exec 1\.\d+\.\d+ -- go install {DLV}@v1\.20\.1$")
        self.assertEqual((rows["mine"]["rebuild"], rows["new"]["rebuild"], rows["new"]["vulnerabilities"]), ([], [], []))
        self.assertIn("rebuild: govern exec", self.run_ok("tool", "check").out)
        self.assertEqual(self.home.tree(), before)
        self.assertIn("2 of 3 Go programs", self.home.run("doctor").out)
        for file in (one, two):
            file.unlink()
        self.assertTrue(clean.exists())
        self.assertNotIn("Go programs in", self.home.run("doctor").out, "only where it helps")

    def test_nothing_to_look_at(self):
        self.assertEqual(self.run_ok("tool", "check", "--json").json["result"], {"folders": [], "programs": []})
        self.assertEqual(self.run_ok("tool", "check").err, "no Go program is in GOBIN or in bin of a GOPATH\n")


if __name__ == "__main__":
    harness.main()
