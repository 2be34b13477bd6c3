"""The real thing: Go SDKs through the module proxy of this environment, each building and running a program."""

import json
import platform
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from harness import WINDOWS, WINE, GovernTest, host, native, online, online_environment
from worlds import PLATFORM

PROGRAM = """package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	fmt.Println("hello from", runtime.Version(), os.Args[1])
	os.Exit(7)
}
"""


class OnlineTest(GovernTest):
    exe = "GOVERN_EXE"  # with the real trust roots

    def setUp(self):
        super().setUp()
        self.home.env.update(online_environment())
        # Go's own folders, in this home.
        for name in ("GOPATH", "GOCACHE"):
            self.home.env[name] = native(self.home.user / name.lower())

    def installs(self, *versions):
        result = self.run_ok("install", *versions, "--json", timeout=600)
        for one in result.json["result"]["installed"]:
            self.assertIn(one["evidence"], ("log", "embedded-list"), result)
            self.assertIn("genuine by", one["proof"])
        return result

    def root(self, version):
        return self.home.sdks / f"go{version}.{PLATFORM}"

    def go(self, *args, name="go", timeout=400, **options):
        return self.check(self.home.shim(name, *args, timeout=timeout, **options))

    def built_program_runs(self, version, *build):
        """Builds a program through the shim, without a network, and runs it."""
        program = self.home.work / ("hello" + harness.EXE_SUFFIX)
        self.go(*build, "build", "-o", native(program), "hello.go", env={"GOPROXY": "off"})
        result = self.check(self.home.run_program(program, "süß"), 7)
        self.assertEqual(result.out.strip(), f"hello from go{version} süß")


@online
@unittest.skipIf(WINDOWS, "SDKs for Linux")
class OnLinux(OnlineTest):
    def test_a_recent_one(self):
        self.installs("1.26.10")
        self.assertIn("go version go1.26.10 linux/", self.go("version").out)
        self.assertEqual(host(self.go("env", "GOROOT").out), self.root("1.26.10"))
        self.home.write("hello.go", PROGRAM)
        self.built_program_runs("1.26.10")
        self.home.write("go.mod", "module example.com/hello\n\ngo 1.21\n")
        self.go("vet", "./...")
        self.assertEqual(self.go("list", "-m").out.strip(), "example.com/hello")
        self.check(self.home.shim("go", "run", ".", "x", timeout=300), 1)  # go run says `exit status 7`
        self.run_ok("verify", timeout=300)

    def test_before_1_21(self):
        self.installs("1.20.14")
        self.assertIn("go version go1.20.14 linux/", self.go("version").out)
        self.assertEqual(host(self.go("env", "GOROOT").out), self.root("1.20.14"))
        self.home.write("hello.go", PROGRAM)
        self.built_program_runs("1.20.14")
        self.run_ok("verify", "--offline", timeout=300)

    def test_before_1_9(self):
        """Such an SDK cannot find itself, and rebuilds its standard library where sources look newer than packages."""
        self.installs("1.8.7")
        root = self.root("1.8.7")
        self.assertIn("go version go1.8.7 linux/", self.go("version").out)
        self.assertEqual(host(self.go("env", "GOROOT").out), root)
        packages = {path: path.stat().st_mtime_ns for path in root.rglob("*.a")}
        self.assertTrue(packages)
        self.home.write("hello.go", PROGRAM)
        plan = self.go("build", "-n", "hello.go")
        self.assertNotRegex(plan.err, r"(?m)^# (fmt|os|runtime)$", "nothing of the standard library is to be built")
        self.built_program_runs("1.8.7")
        self.assertEqual({path: path.stat().st_mtime_ns for path in root.rglob("*.a")}, packages)
        self.run_ok("verify", "--offline", timeout=300)

    def test_gos_own_switch_finds_our_shims(self):
        self.installs("1.26.10", "1.25.14")
        self.run_ok("default", "1.25.14")
        self.home.write("go.mod", "module example.com/hello\n\ngo 1.26.10\n")
        # Only the home's folder is on PATH, and the proxy is off: Go can only switch to what is here.
        result = self.go("version", env={"GOPROXY": "off", "GOTOOLCHAIN": "auto"})
        self.assertIn("go version go1.26.10", result.out)
        self.home.write("go.mod", "module example.com/hello\n\ngo 1.25\n")
        result = self.go("version", env={"GOPROXY": "off", "GOTOOLCHAIN": "go1.26.10"})
        self.assertIn("go version go1.26.10", result.out)
        self.assertEqual(host(self.go("env", "GOROOT", name="go1.26.10").out), self.root("1.26.10"))
        # A pin is not switched away from.
        self.home.write("go.mod", "module example.com/hello\n\ngo 1.26.10\n")
        self.home.write(".go-version", "1.25.14\n")
        result = self.home.shim("go", "version", env={"GOPROXY": "off"})
        self.assertNotIn("go1.26.10 linux", result.out)

    def test_why_and_go_agree(self):
        """What `why` says that Go ends up running is what the real Go says of itself."""
        self.installs("1.25.14", "1.26.10", "1.20.14")
        self.run_ok("default", "1.25.14")
        cases = [  # pin, go.mod's lines, what runs, whether Go then refuses to build
            (None, "go 1.21", "1.25.14", False),
            (None, "go 1.26.10", "1.26.10", False),
            (None, "go 1.25\n\ntoolchain go1.26.10", "1.26.10", False),
            ("1.25.14", "go 1.21", "1.25.14", False),
            ("1.25.14", "go 1.25\n\ntoolchain go1.26.10", "1.25.14", False),
            ("1.26", "go 1.25\n\ntoolchain go1.25.14", "1.26.10", False),
            ("1.25.14", "go 1.26", "1.25.14", True),
            ("1.20.14", "go 1.20", "1.20.14", False),
        ]
        for pin, lines, runs, refused in cases:
            with self.subTest(pin=pin, lines=lines):
                folder = self.home.work / f"project-{cases.index((pin, lines, runs, refused))}"
                folder.mkdir()
                (folder / "go.mod").write_text(f"module example.com/hello\n\n{lines}\n")
                (folder / "hello.go").write_text("package hello\n")
                if pin:
                    (folder / ".go-version").write_text(pin + "\n")
                said = self.run_ok("current", "--json", cwd=folder).json["result"]
                self.assertEqual(bool(said["would_fail"]), refused, said)
                offline = {"GOPROXY": "off"}
                self.assertEqual(self.go("env", "GOVERSION", cwd=folder, env=offline).out.strip(), f"go{runs}")
                if not refused:
                    self.assertEqual(said["version"], runs)
                result = self.home.shim("go", "list", "./...", cwd=folder, env=offline)
                self.assertEqual(result.code != 0, refused, result)

    def test_a_nested_go_follows_its_own_folder(self):
        self.installs("1.25.14", "1.26.10")
        for name, version in (("outer", "1.25.14"), ("inner", "1.26.10")):
            (self.home.work / name).mkdir()
            (self.home.work / name / ".go-version").write_text(version + "\n")
            (self.home.work / name / "go.mod").write_text("module example.com/x\n\ngo 1.21\n")
        (self.home.work / "outer" / "x.go").write_text("//go:generate sh nested.sh\npackage x\n")
        (self.home.work / "outer" / "nested.sh").write_text('cd ../inner && "$SHIM" version > said\n')
        self.go("generate", cwd=self.home.work / "outer", env={"SHIM": str(self.home.shims / "go"), "GOPROXY": "off"})
        self.assertIn("go version go1.26.10 ", (self.home.work / "inner" / "said").read_text())

    def test_rolled_back_below_1_21(self):
        """The warning comes with the pin, before Go's own message that says less."""
        self.installs("1.26.10", "1.20.14")
        self.home.write("go.mod", "module example.com/hello\n\ngo 1.21.0\n\ntoolchain go1.26.10\n")
        self.home.write("hello.go", PROGRAM)
        result = self.run_ok("pin", "1.20.14")
        self.assertIn("go +latest mod edit -go=1.20 -toolchain=none", result.err)
        self.assertNotEqual(self.home.shim("go", "build", "-o", "x", ".").code, 0)
        self.check(self.home.shim("go", "+1.26.10", "mod", "edit", "-go=1.20", "-toolchain=none"))
        self.built_program_runs("1.20.14")

    def test_coverage_of_packages_without_tests(self):
        """Needs `covdata`, which module SDKs since 1.25 do not carry: Go builds it when it is asked for."""
        self.installs("1.25.14")
        self.home.write("go.mod", "module example.com/m\n\ngo 1.25\n")
        self.home.write("a/a.go", "package a\n\nfunc A() int { return 1 }\n")
        self.home.write("b/b.go", "package b\n\nfunc B() int { return 1 }\n")
        self.home.write("b/b_test.go", 'package b\n\nimport "testing"\n\nfunc TestB(t *testing.T) { B() }\n')
        result = self.go("test", "-cover", "./...", env={"GOPROXY": "off"})
        self.assertIn("coverage: 100.0% of statements", result.out)

    def test_partial_and_unknown(self):
        self.installs("1.20")
        self.assertTrue(list(self.home.sdks.glob("go1.20.*")))
        self.run_fails(3, "install", "1.20.99", error="no-such-version", timeout=300)


@online
@unittest.skipUnless(WINDOWS, "SDKs for Windows")
class OnWindows(OnlineTest):
    """Two SDKs that the class installs once; every test has a work folder of its own."""

    OLDER, NEWER = "1.25.14", "1.26.10"
    H1 = {"1.25.14": "h1:DeUvd+5+WQ1iIe887VZlb64V41+zGMXGVBbfc+2HQj4=",
                 "1.26.10": "h1:ZCie1G8rYCijtritoBcOAGoxxCrhTVDHTvM423D7b/o="}

    @classmethod
    def setUpClass(cls):
        cls.shared = harness.Home(exe=cls.exe)
        cls.addClassCleanup(cls.shared.close)
        cls.shared.env.update(online_environment())
        for name in ("GOPATH", "GOCACHE"):
            cls.shared.env[name] = native(cls.shared.user / name.lower())
        cls.installed = cls.shared.run("install", cls.OLDER, cls.NEWER, "--source", "proxy", "--json", timeout=600)

    def setUp(self):
        self.home = self.shared
        self.home.work = Path(tempfile.mkdtemp(dir=self.home.user, prefix="work "))
        self.check(self.installed)

    def test_proven_against_the_log_over_tls(self):
        self.assertIn("genuine by the log", self.installed.json["result"]["installed"][0]["proof"], self.installed)
        for version, h1 in self.H1.items():
            receipt = json.loads((self.home.receipts / f"go{version}.{PLATFORM}.json").read_text())
            self.assertEqual((receipt["source"], receipt["evidence"], receipt["h1"]), ("proxy", "log", h1))
            # A signed tree head, and the path from the record to its root.
            self.assertIn("go.sum database tree\n", receipt["log"]["signed_head"])
            self.assertIn(h1, receipt["log"]["record_text"])
            self.assertTrue(receipt["log"]["inclusion"])
            if not self.home.env["GOPROXY"].startswith("file:"):
                self.assertTrue(receipt["url"].startswith("https://"), receipt["url"])
        self.run_ok("verify", self.OLDER, timeout=600)

    def test_the_first_one_is_the_default(self):
        self.assertEqual(self.go("version").out, f"go version go{self.OLDER} windows/amd64\n")
        self.assertEqual(host(self.go("env", "GOROOT").out), self.root(self.OLDER))
        newer = self.go("version", name=f"go{self.NEWER}")
        self.assertEqual(newer.out, f"go version go{self.NEWER} windows/amd64\n")
        self.assertEqual(self.go("version", env={"GOROOT": native(self.root(self.NEWER))}).out,
                         f"go version go{self.OLDER} windows/amd64\n", "a GOROOT of another SDK must not get through")

    def test_a_program_is_built_and_runs(self):
        self.home.write("hello.go", PROGRAM)
        self.built_program_runs(self.OLDER)
        self.built_program_runs(self.NEWER, f"+{self.NEWER}")
        # `go run` starts what it built, and says `exit status 7` itself.
        self.check(self.home.shim("go", "run", "hello.go", "x", timeout=400, env={"GOPROXY": "off"}), 1)

    @unittest.skipUnless(WINE and platform.machine() == "x86_64", "the program built is for linux/amd64")
    def test_a_program_for_linux_runs_natively(self):
        self.home.write("hello.go", PROGRAM)
        program = self.home.work / "hello"
        self.go("build", "-o", native(program), "hello.go",
                env={"GOPROXY": "off", "GOOS": "linux", "GOARCH": "amd64", "CGO_ENABLED": "0"})
        program.chmod(0o755)
        ran = subprocess.run([program, "süß"], capture_output=True, text=True, env={})
        self.assertEqual((ran.returncode, ran.stdout), (7, f"hello from go{self.OLDER} süß\n"))

    def test_gos_own_switch_by_our_shim(self):
        """go1.25.14.exe runs just that release; Go itself reads go.mod and starts go1.26.10.exe from PATH."""
        self.home.write("go.mod", f"module example.com/hello\n\ngo 1.25.0\n\ntoolchain go{self.NEWER}\n")
        self.home.write("hello.go", PROGRAM)
        older = f"go{self.OLDER}"
        offline = {"GOPROXY": "off", "GOTOOLCHAIN": "auto", "GODEBUG": "toolchaintrace=1"}
        switched = self.go("version", name=older, env=offline)
        self.assertEqual(switched.out, f"go version go{self.NEWER} windows/amd64\n")
        trace = re.search(r"using go1\.26\.10 toolchain located in system PATH \((.*)\)", switched.err)
        self.assertTrue(trace, switched)
        self.assertEqual(host(trace[1]), self.home.shims / f"go{self.NEWER}.exe")
        self.assertEqual(self.go("version", name=older, env={**offline, "GOTOOLCHAIN": "local"}).out,
                         f"go version {older} windows/amd64\n")
        program = self.home.work / "hello.exe"
        self.go("build", "-o", native(program), "hello.go", name=older, env=offline)
        self.assertEqual(self.check(self.home.run_program(program, "x"), 7).out, f"hello from go{self.NEWER} x\n")


if __name__ == "__main__":
    harness.main()
