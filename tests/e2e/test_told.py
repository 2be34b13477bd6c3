"""What commands say of the Go that runs here in the end, where that is not what was just chosen."""

import shutil

import harness
from harness import main, native
from shimtest import ShimTest, own_platform


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

    def test_a_default_where_something_else_keeps_go_from_running(self):
        """`default` changes what runs elsewhere: here a bad pin or variable still decides. `rollback`: test_rollback."""
        self.run_ok("default", "1.26.1")
        for number, (pin, env, code, says) in enumerate((
                ("nonsense\n", {}, "bad-version-file", ".go-version"), ("1.98.9\n", {}, "wanted-not-installed", "1.98.9"),
                (None, {"GOVERN_VERSION": "nonsense"}, "bad-version-variable", "GOVERN_VERSION"),
                (None, {"GOVERN_VERSION": "1.98.9"}, "wanted-not-installed", "GOVERN_VERSION"),
                (None, {"GOTOOLCHAIN": "nonsense"}, "would-fail-setting", "GOTOOLCHAIN=nonsense"))):
            (self.home.work / ".go-version").unlink(missing_ok=True)
            if pin:
                self.home.write(".go-version", pin)
            with self.subTest(number=number):
                result = self.check(self.home.run("default", "1.22.5", env=env))
                self.assertIn(f"warning[{code}]", result.err)
                self.assertIn(says, result.err)
        self.home.write(".go-version", "nonsense\n")
        self.check(self.home.run("default", "1.20.12", "--strict"), 1)
        # What is chosen for this shell or folder is what decides: nothing is wrong with it.
        self.silent("pin", "1.20.12")

    def test_a_pin_that_decides_and_fails_too(self):
        self.home.write(".go-version", "1.20.12\n")
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        result = self.check(self.home.run("default", "1.26.1"))
        self.assertIn("warning[no-effect-here]", result.err)
        self.assertIn("would fail: go.mod line 3 needs 1.26, .go-version line 1 pins 1.20.12", result.err)

    def test_a_default_that_go_mod_beats_is_not_to_be_pinned(self):
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        result = self.warns("no-effect-here", "govern why", "default", "1.22.5")
        self.assertIn("project-needs-newer", result.err)

    def test_go_switches_after_a_pin(self):
        result = self.warns("go-switches-here", "govern why", "pin", "1.22.5", env={"GOTOOLCHAIN": "go1.26.1"})
        self.assertIn("switches to 1.26.1, because of GOTOOLCHAIN=go1.26.1", result.err)
        self.silent("pin", "1.22.5")

    def test_go_switches_under_exec(self):
        env = {"GOTOOLCHAIN": "go1.26.1"}
        result = self.warns("go-switches-here", "govern why", "exec", "1.22.5", "--", "go", "version", env=env)
        self.assertIn("switches to 1.26.1", result.err)
        self.silent("exec", "1.22.5", "--", "go", "version")
        one = self.check(self.home.run("exec", "1.22.5", "--json", "--", "go", "version")).json["result"]
        self.assertEqual(one["version"], "1.22.5")

    def test_who_is_to_blame(self):
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        self.home.write(".go-version", "1.26.1\n")
        result = self.check(self.home.run("current", env={"GOTOOLCHAIN": "go1.22.5"}))
        self.assertIn("would fail: go.mod line 3 needs 1.26, GOTOOLCHAIN=go1.22.5 makes Go run 1.22.5", result.err)
        self.assertNotIn(".go-version", result.err)

    def test_why_names_what_keeps_go_from_switching(self):
        self.home.write("go.mod", "module m\n\ngo 1.21\n\ntoolchain go1.99.1\n")
        said = "then: Go itself does not switch to 1.99.1 (go.mod line 5): GOTOOLCHAIN=local in "
        result = self.check(self.home.run("why", env={"GOTOOLCHAIN": "local"}))
        self.assertIn(said + "the environment\n", result.out)
        goenv = self.home.write("goenv", "GOTOOLCHAIN=local\n")
        self.assertIn(said + native(goenv) + " line 1\n", self.check(self.home.run("why", env={"GOENV": native(goenv)})).out)
        held = self.check(self.home.run("why", "--json", env={"GOTOOLCHAIN": "local"})).json["result"]["go_ends_up"]["held"]
        self.assertEqual(held, {"version": "1.99.1", "because": "go.mod line 5", "setting": "GOTOOLCHAIN=local", "place": "the environment"})
        self.assertNotIn("does not switch", self.check(self.home.run("why")).out)

    def test_what_a_session_pins_a_session_changes(self):
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        result = self.check(self.home.run("current", env={"GOVERN_VERSION": "1.22.5"}))
        self.assertIn("hint: govern use 1.26\n", result.err)

    def test_install_says_which_decision_failed(self):
        """Without SPEC: a version file that cannot be read is not 'nothing here asks for one'."""
        for text, error in (("1.2x.3\n", "bad-version-file"), ("# nothing\n", "empty-version-file"), ("1.22.5\n1.20.12\n", "second-version")):
            file = self.home.write(".go-version", text)
            result = self.home.run("install", "--offline")
            self.assertEqual(result.error_code, error, result)
            self.assertIn(native(file), result.err)
        file.unlink()
        result = self.home.run("install", "--offline", env={"GOVERN_VERSION": "junk"})
        self.assertEqual((result.code, result.error_code), (2, "bad-version-variable"), result)

    def test_toolchain_default_asks_for_nothing(self):
        self.home.write("go.work", "go 1.22\n\ntoolchain default\n")
        result = self.check(self.home.run("install"))
        self.assertIn("go.work asks for nothing: it says `toolchain default`; go1.22.5 runs", result.err)

    def test_install_never_says_that_what_fails_already_does(self):
        self.home.write("go.mod", "module m\n\ngo 1.27.1\n")
        env = {"GOTOOLCHAIN": "local", "GOVERN_MIRROR": "http://127.0.0.1:1", "GOPROXY": "off"}
        result = self.home.run("install", "--offline", env=env)
        self.assertNotIn("already does", result.err)
        self.assertIn("1.27.1", result.err)  # is what it would fetch
        self.assertEqual(result.code, 5, result)
        # Go 1.20 knows no switch: it refuses this one, and an older one tries what may not compile.
        self.home.write("go.mod", "module m\n\ngo 1.27\n")
        for version in ("1.20.12", "1.18.1"):
            self.install(*({version} - {"1.20.12"}))
            self.set_default(version)
            result = self.check(self.home.run("install", "--offline", env=env), 5, "not-installed-offline")
            self.assertIn("1.27 would have to be fetched", result.err)
        self.set_default("1.20.12")
        self.assertIn("would fail: go.mod line 3 needs 1.27", self.check(self.home.run("current")).err)
        self.set_default("1.22.5")
        for line in ("toolchain 1.27.1", "toolchain nonsense"):
            self.home.write("go.mod", f"module m\n\ngo 1.22\n\n{line}\n")
            result = self.check(self.home.run("install", env=env), 1, "would-fail-line")
            self.assertIn("go.mod line 5", result.err)
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        result = self.check(self.home.run("install", env={**env, "GOVERN_VERSION": "1.22.5"}), 1, "would-fail")
        self.assertIn("GOVERN_VERSION pins 1.22.5", result.err)

    def test_what_variables_choose_is_judged_too(self):
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        self.warns("would-fail", "govern use 1.26", "current", env={"GOVERN_VERSION": "1.22.5"})
        self.silent("current", env={"GOVERN_VERSION": "1.26.1"})

    def test_env_and_ci_hand_over_what_runs(self):
        def bin_of(version):
            return native(self.home.sdks / f"go{version}.{own_platform()}" / "bin")

        env = {"GOTOOLCHAIN": "go1.26.1"}
        for command in ("env", "ci"):
            with self.subTest(command=command):
                given = self.home.run(command, "--json", env=env).json["result"]
                self.assertEqual(given["path_entry"], bin_of("1.26.1"))
                self.silent(command, env=env)
        self.home.write("go.mod", "module m\n\ngo 1.99.1\n")
        for command in ("env", "ci"):
            result = self.warns("handed-over-differs", "govern install 1.99.1", command, env={"GOTOOLCHAIN": "auto"})
            self.assertIn("go.mod line 3", result.err)
        self.home.write(".go-version", "1.22.5\n")
        for command in ("env", "ci"):
            self.warns("project-needs-newer", "govern pin 1.99.1", command)
            self.warns("project-needs-newer", "govern pin 1.99.1", command, "1.26.1")
        self.home.write("go.mod", "module m\n\ngo 1.25.3\n")  # which 1.26.1 meets, and it is here
        self.warns("project-needs-newer", "govern pin 1.26.1", "env")

    def test_each_line_that_needs_a_newer_go_has_its_own_hint(self):
        self.home.write("go.work", "go 1.24\n\nuse ./m\n")
        self.home.write("m/go.mod", "module m\n\ngo 1.99.1\n")
        result = self.check(self.home.run("pin", "1.22.5", "--force"))
        self.assertRegex(result.err, r"go\.work line 1 needs 1\.24\n.*\nhint: govern pin 1\.26\.1\n")
        self.assertRegex(result.err, r"go\.mod line 3 needs 1\.99\.1\n.*\nhint: govern pin 1\.99\.1\n")

    def test_a_system_go_whose_interpreter_is_gone(self):
        if harness.WINDOWS:
            self.skipTest("Windows has no such scripts")
        folder = self.home.scratch / "usr"
        folder.mkdir()
        (folder / "go").write_text("#!/there/is/none\n")
        (folder / "go").chmod(0o755)
        env = {"PATH": harness.join_path(self.home.shims, folder), "GOVERN_VERSION": "system"}
        result = self.fails(1, "cannot-start", "version", env=env)
        self.assertNotIn("1.21", result.err)

    @harness.posix_only
    def test_a_linked_version_file_stays_a_link(self):
        shared = self.home.write("shared/version", "1.20.12 # ours\n")
        link = self.home.work / ".go-version"
        link.symlink_to("shared/version")
        self.silent("pin", "1.26.1")
        self.assertTrue(link.is_symlink())
        self.assertEqual(shared.read_text(), "1.26.1 # ours\n")

    def test_utf16_without_a_mark_stays_so(self):
        for encoding in ("utf-16-le", "utf-16-be"):
            file = self.home.write(".go-version", "1.20.12\r\n".encode(encoding))
            self.silent("pin", "1.26.1")
            self.assertEqual(file.read_bytes(), "1.26.1\r\n".encode(encoding))
            self.assertEqual(self.check(self.home.run("current")).out, "1.26.1\n")

    def test_which_takes_the_name_of_a_program(self):
        for version in ("1.22.5", "1.20.12"):
            shutil.copy2(self.fake_go, self.bin(version) / ("gofmt" + harness.EXE_SUFFIX))
        for words, version, name in ((["go"], "1.22.5", "go"), (["gofmt"], "1.22.5", "gofmt"), (["1.20", "gofmt"], "1.20.12", "gofmt")):
            found = self.check(self.home.run("which", *words)).out
            self.assertEqual(found, harness.native(self.bin(version) / (name + harness.EXE_SUFFIX)) + "\n")
        missing = self.check(self.home.run("which", "1.20", "dlv"), 1, "program-not-in-sdk")
        self.assertIn("programs there: go", missing.err)
        self.assertIn("hint: govern tool install dlv\n", missing.err)
        # A program that is not there is 1, as with any `which`; what was meant for a version is 2.
        absent = self.check(self.home.run("which", "staticcheck"), 1, "program-not-in-sdk")
        self.assertIn("hint: govern tool install staticcheck\n", absent.err)
        absent = self.check(self.home.run("which", "nonsense"), 1, "program-not-in-sdk")
        self.assertNotIn("tool install", absent.err)
        self.assertIn("did you mean: latest", self.check(self.home.run("which", "lates"), 2, "malformed-spec").err)

    def bin(self, version):
        return next(self.home.sdks.glob(f"go{version}.*")) / "bin"

    def test_nobody_asks_for_which_system(self):
        result = self.check(self.home.run("which", "system"), 4, "no-system-go")
        self.assertNotIn("asks for", result.err)

    @harness.posix_only
    def test_this_home_by_another_name_is_this_home(self):
        (self.home.scratch / "linked").symlink_to(self.home.home)
        (self.home.scratch / "bin").mkdir()
        (self.home.scratch / "bin" / "go").symlink_to(self.home.shims / "go")
        for folder in (self.home.scratch / "linked" / "shims", self.home.scratch / "bin"):
            self.silent("why", env={"PATH": str(folder)})

    @harness.posix_only
    def test_the_shims_of_other_managers_are_no_home(self):
        other = self.home.scratch / ".asdf" / "shims"
        other.mkdir(parents=True)
        (other / "go").write_text("#!/bin/sh\n")
        (other / "go").chmod(0o755)
        result = self.check(self.home.run("doctor", env={"PATH": f"{other}:{self.home.shims}", "GOVERN_HOME": str(self.home.home)}), 1)
        self.assertNotIn("other-home", result.out)
        self.assertIn("asdf", result.out)

    def test_what_needs_no_config_bears_a_bad_one(self):
        (self.home.home / "config").write_text("sourc = x\n")
        self.assertEqual(self.home.run("list").code, 1)
        self.silent("explain", "config-malformed")
        for words in (("init", "bash"), ("doctor",)):
            self.assertIn("warning[config-malformed]", self.home.run(*words).err, words)

    @harness.posix_only
    def test_use_without_integration_tells_a_line_that_works(self):
        other = self.home.scratch / "other"
        other.mkdir()
        (other / "go").write_text("#!/bin/sh\necho another\n")
        (other / "go").chmod(0o755)
        env = {"PATH": f"{other}:/usr/bin:/bin", "SHELL": "/bin/sh"}
        result = self.home.run("use", "1.20.12", env=env)
        line = next(line for line in result.err.splitlines() if "for this session, type: " in line).split("type: ", 1)[1]
        ran = self.check(self.home.run_program("/bin/sh", "-c", line + "; go version", env=env))
        self.assertIn("1.20.12", ran.out)

    def test_a_partial_pin_says_what_runs(self):
        self.install("1.27rc1")
        result = self.warns("pinned-not-installed", "govern install 1.27", "pin", "--partial", "1.27rc1")
        self.assertNotIn("no-effect", result.err)
        self.install("1.20.14")
        self.assertNotIn("no-effect", self.check(self.home.run("pin", "--partial", "1.20.12")).err)

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
