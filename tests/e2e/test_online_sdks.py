"""The real thing: Go SDKs through the module proxy of this environment, each building and running a program."""

import unittest

import harness
from harness import WINDOWS, WINE, GovernTest, host, native, online, online_environment
from worlds import GO, PLATFORM

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

    def test_partial_and_unknown(self):
        self.installs("1.20")
        self.assertTrue(list(self.home.sdks.glob("go1.20.*")))
        self.run_fails(3, "install", "1.20.99", error="no-such-version", timeout=300)


@online
@unittest.skipUnless(WINDOWS, "an SDK for Windows")
class OnWindows(OnlineTest):
    def test_a_recent_one(self):
        self.installs("1.26.10")
        self.assertIn("go version go1.26.10 windows/amd64", self.go("version").out)
        self.assertEqual(host(self.go("env", "GOROOT").out), self.root("1.26.10"))
        self.home.write("hello.go", PROGRAM)
        # Under Wine one compiler at a time, and longer.
        self.home.env["GOMAXPROCS"] = "2"
        self.home.env["GOTELEMETRY"] = "off"
        if WINE:
            self.home.env["GOFLAGS"] = "-p=1"
        self.built_program_runs("1.26.10")
        self.run_ok("verify", "--offline", timeout=600)
        self.assertTrue((self.root("1.26.10") / "bin" / GO).is_file())


if __name__ == "__main__":
    harness.main()
