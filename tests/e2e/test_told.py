"""What commands say of the Go that runs here in the end, where that is not what was just chosen."""

import harness
from harness import main, native
from shimtest import ShimTest


class Told(ShimTest):
    def setUp(self):
        super().setUp()
        self.install("1.20.12", "1.22.5", "1.26.1")
        self.set_default("1.22.5")
        self.home.env["PATH"] = harness.join_path(self.home.shims)

    def warns(self, code, hint, *args, env=None):
        result = self.check(self.home.run(*args, env=env))
        self.assertIn(f"warning[{code}]", result.err)
        self.assertIn(f"hint: {hint}\n", result.err)
        return result

    def silent(self, *args, env=None):
        self.assertNotIn("warning", self.check(self.home.run(*args, env=env)).err)

    def test_a_pin_or_default_that_a_variable_beats(self):
        env = {"GOVERN_VERSION": "1.26.1"}
        for command in ("pin", "default"):
            result = self.warns("no-effect-here", "govern use --unset", command, "1.20.12", env=env)
            self.assertIn("GOVERN_VERSION decides here (1.26.1)", result.err)
            self.silent(command, "1.26.1", env=env)

    def test_a_default_that_a_file_beats(self):
        self.home.write(".go-version", "1.26.1\n")
        self.warns("no-effect-here", "govern pin 1.20.12", "default", "1.20.12")
        self.silent("default", "1.26.1")

    def test_a_default_that_go_mod_beats_is_not_to_be_pinned(self):
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        result = self.warns("no-effect-here", "govern why", "default", "1.22.5")
        self.assertIn("project-needs-newer", result.err)

    def test_go_switches_after_a_pin(self):
        result = self.warns("go-switches-here", "govern why", "pin", "1.22.5", env={"GOTOOLCHAIN": "go1.26.1"})
        self.assertIn("switches to 1.26.1, because of GOTOOLCHAIN=go1.26.1", result.err)
        self.silent("pin", "1.22.5")

    def test_who_is_to_blame(self):
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        self.home.write(".go-version", "1.26.1\n")
        result = self.check(self.home.run("current", env={"GOTOOLCHAIN": "go1.22.5"}))
        self.assertIn("would fail: go.mod line 3 needs 1.26, GOTOOLCHAIN=go1.22.5 makes Go run 1.22.5", result.err)
        self.assertNotIn(".go-version", result.err)

    def test_toolchain_default_asks_for_nothing(self):
        self.home.write("go.mod", "module m\n\ngo 1.22\n\ntoolchain default\n")
        result = self.check(self.home.run("install"))
        self.assertIn("go.mod asks for nothing: it says `toolchain default`; go1.22.5 runs", result.err)

    def test_why_names_a_go_that_is_not_this_homes_shim(self):
        self.assertTrue(self.home.run("why", "--json").json["result"]["go_on_path"]["ours"])
        other = self.home.scratch / "other"
        shims = other / "shims"
        shims.mkdir(parents=True)
        (other / "receipts").mkdir()
        harness.shutil.copy2(harness.program("GOVERN_SHIM"), shims / ("go" + harness.EXE_SUFFIX))
        env = {"PATH": harness.join_path(shims, self.home.shims)}
        result = self.warns("go-shadowed", "govern setup", "why", env=env)
        self.assertIn("not this home's shim (another govern home, " + native(other), result.out)
        result = self.home.run("why", "--json", env=env).json["result"]["go_on_path"]
        self.assertEqual(result, {"path": native(shims / ("go" + harness.EXE_SUFFIX)), "ours": False})


if __name__ == "__main__":
    main()
