"""--strict: what is only a warning about a version that does not fit the project becomes exit code 1."""

from harness import main
from shimtest import Said, ShimTest


class Strict(ShimTest):
    def setUp(self):
        super().setUp()
        self.install("1.20.12", "1.22.5")
        # Go before 1.21 cannot read a toolchain line.
        self.home.write("go.mod", "module m\n\ngo 1.20\n\ntoolchain go1.22.5\n")

    def warns(self, code, *args):
        result = self.check(self.home.run(*args), code)
        self.assertRegex(result.err, r"Go 1\.20\.12 cannot read [^\n]*go\.mod[^\n]*\n[^\n]*toolchain go1\.22\.5", args)
        return result

    def test_default_and_pin(self):
        for command in ("default", "pin"):
            self.warns(0, command, "1.20.12")
            self.warns(1, command, "1.20.12", "--strict")
            result = self.check(self.home.run(command, "1.22.5", "--strict"))
            self.assertNotIn("cannot read", result.err)

    def test_use_changes_nothing_then(self):
        result = self.warns(0, "use", "1.20.12", "--eval", "bash")
        self.assertIn("1.20.12", result.out)
        result = self.warns(1, "use", "1.20.12", "--strict", "--eval", "bash")
        self.assertEqual(result.out, "")

    def test_exec_runs_nothing_then(self):
        self.assertEqual(Said(self.warns(0, "exec", "1.20.12", "go", "build")).version, "1.20.12")
        result = self.warns(1, "exec", "--strict", "1.20.12", "go", "build")
        self.assertEqual(result.out, "")
        self.assertEqual(self.warns(1, "exec", "--strict", "1.22.5", "1.20.12", "--", "go", "build").out, "")
        said = Said(self.check(self.home.run("exec", "--strict", "1.22.5", "go", "build", env={"FAKE_GO_EXIT": "3"}), 3))
        self.assertEqual((said.version, said.args), ("1.22.5", ["build"]))


if __name__ == "__main__":
    main()
