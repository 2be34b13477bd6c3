"""Real tools, built by real Gos through the module proxy of this environment; the debugger stops at a breakpoint."""

import unittest

import harness
from harness import WINDOWS, native, online
from test_online_sdks import OnlineTest

PROGRAM = """package main

import "fmt"

func twice(n int) int {
	return 2 * n
}

func main() {
	fmt.Println("twice", twice(21))
}
"""
LINES = ("1.26.10", "1.22.12")
# gopls alone takes minutes to build: scripts/test --long.
ANALYSERS, ANALYSED = (("staticcheck", "govulncheck", "gopls"), LINES) if harness.long_run() else (("staticcheck", "govulncheck"), LINES[:1])
SLOW = 1500


@online
@unittest.skipIf(WINDOWS, "tools for Linux")
class Tools(OnlineTest):
    def built(self, *words):
        return {one["name"]: one["tool_version"]
                for one in self.run_ok("tool", "install", *words, "--json", timeout=SLOW).json["result"]["installed"]}

    def stops_at_a_breakpoint(self, version):
        """`dlv debug` of a small program, told by a script on its command line."""
        script = self.home.write("script", "break main.twice\ncontinue\nargs\nexit\n")
        result = self.home.shim("dlv", "+" + version, "debug", "--init", native(script), "--allow-non-terminal-interactive=true",
                                "main.go", timeout=SLOW)
        self.assertIn("main.twice()", result.out + result.err, result)
        self.assertIn("n = 21", result.out, result)

    def test_the_debugger_of_each_go_stops_at_a_breakpoint(self):
        self.home.write("main.go", PROGRAM)
        for version in LINES:
            self.installs(version)
            with self.subTest(version):
                self.built("dlv", "--for", version)
                text = self.check(self.home.shim("dlv", "+" + version, "version")).out
                self.assertIn("Delve Debugger", text)
                self.stops_at_a_breakpoint(version)
        tools = {one["version"]: one for one in self.run_ok("tool", "list", "--json").json["result"]["tools"]}
        self.assertEqual({version: one["built_by"] for version, one in tools.items()}, {version: "go" + version for version in LINES})
        self.assertNotEqual(*[one["tool_version"] for one in tools.values()])
        for one in tools.values():
            self.assertTrue(one["fits"], one)

    def test_language_server_and_analysers(self):
        self.home.write("main.go", PROGRAM)
        self.home.write("go.mod", "module example.com/x\n\ngo 1.20\n")
        for version in ANALYSED:
            self.installs(version)
            with self.subTest(version):
                self.built(*ANALYSERS, "--for", version)
                if "gopls" in ANALYSERS:
                    self.assertIn("golang.org/x/tools/gopls", self.check(self.home.shim("gopls", "+" + version, "version")).out)
                self.assertIn("staticcheck", self.check(self.home.shim("staticcheck", "+" + version, "-version")).out)
                self.assertIn("go" + version, self.check(self.home.shim("govulncheck", "+" + version, "-version"), ).out)
                self.check(self.home.shim("staticcheck", "+" + version, "./...", timeout=SLOW))


if __name__ == "__main__":
    harness.main()
