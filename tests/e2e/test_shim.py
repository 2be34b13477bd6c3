"""The shim itself, with stand-in SDKs: what it starts, what it passes on, what it says."""

import os
import shutil
import signal
from pathlib import Path

from harness import EXE_SUFFIX, PATH_SEPARATOR, host, main, native, needs_root, posix_only, windows_only
from shimtest import Said, ShimTest, own_platform
from worlds import WorldTest


class Choice(ShimTest):
    def test_every_source_of_a_version(self):
        self.install("1.20", "1.21.3", "1.22.3", "1.22.5", "1.23.1")
        self.set_default("1.21.3\n")
        self.assertEqual(self.go().version, "1.21.3")
        self.home.write("go.mod", "module m\n\ngo 1.23\n")
        self.assertEqual(self.go().version, "1.23.1")
        self.home.write(".go-version", "1.22\n")
        said = self.go("build", "./...")
        self.assertEqual(said.version, "1.22.5")
        self.assertEqual(said.args, ["build", "./..."])
        self.assertEqual(said.env["GOTOOLCHAIN"], "local")
        self.assertEqual(said.env["GOVERN_GOTOOLCHAIN"], "local")
        self.assertNotIn("GOVERN_VERSION", said.env)
        self.assertEqual(self.go(env={"GOVERN_VERSION": "1.22.3"}).version, "1.22.3")
        said = self.go("+1.20.0", "env", env={"GOVERN_VERSION": "1.22.3"})
        self.assertEqual((said.version, said.args), ("1.20", ["env"]))
        self.assertEqual(said.env["GOVERN_VERSION"], "1.20.0")
        said = self.go("+1.20.0", name="go1.21.3")
        self.assertEqual((said.version, said.args), ("1.21.3", ["+1.20.0"]))
        self.assertNotIn("GOTOOLCHAIN", said.env)
        self.assertEqual(self.go("-l", name="gofmt").program.count("gofmt"), 1)

    def test_a_pin_six_folders_up_and_dash_c(self):
        self.install("1.22.5", "1.23.1")
        self.set_default("1.23.1\n")
        self.home.write(".go-version", "1.22.5\n")
        deep = self.home.work / "a/b/c/d/e/f"
        deep.mkdir(parents=True)
        self.assertEqual(self.go(cwd=deep).version, "1.22.5")
        outside = self.home.scratch / "outside"
        outside.mkdir()
        self.assertEqual(self.go(cwd=outside).version, "1.23.1")
        said = self.go("-C", native(deep), "build", cwd=outside)
        self.assertEqual((said.version, said.args), ("1.22.5", ["-C", native(deep), "build"]))
        # As Go has it, also behind the words of its command.
        for args in (("build", "-C", deep), ("mod", "tidy", "-C", deep), ("work", "sync", f"-C={native(deep)}")):
            args = [native(arg) if arg is deep else arg for arg in args]
            with self.subTest(args=args):
                said = self.go(*args, cwd=outside)
                self.assertEqual((said.version, said.args), ("1.22.5", args))
        self.assertEqual(self.go("build", "-v", "-C", native(deep), cwd=outside).version, "1.23.1")

    @posix_only
    def test_pwd_counts_if_it_is_the_same_folder(self):
        self.install("1.22.5", "1.23.1")
        self.set_default("1.23.1\n")
        real = self.home.scratch / "real"
        real.mkdir()
        linked = self.home.work / "pinned"
        linked.mkdir()
        (linked / ".go-version").write_text("1.22.5")
        (linked / "link").symlink_to(real)
        self.assertEqual(self.go(cwd=linked / "link", env={"PWD": str(linked / "link")}).version, "1.22.5")
        self.assertEqual(self.go(cwd=linked / "link").version, "1.23.1")
        self.assertEqual(self.go(cwd=real, env={"PWD": str(linked)}).version, "1.23.1")

    @posix_only
    def test_dash_c_through_a_link_is_where_the_system_goes(self):
        self.install("1.22.5", "1.23.1")
        self.set_default("1.22.5\n")
        below = self.home.work / "real" / "below"
        below.mkdir(parents=True)
        self.home.write("real/.go-version", "1.23.1\n")
        text = self.home.work / "text"
        text.mkdir()
        (text / "link").symlink_to(below)
        for cwd, folder in ((text / "link", ".."), (text, "link/.."), (text, "link")):
            with self.subTest(cwd=cwd, folder=folder):
                env = {"PWD": str(cwd)}
                self.assertEqual(self.go("-C", folder, "build", cwd=cwd, env=env).version, "1.23.1")
                # It starts where it was called.
                said = self.go("build", "-C", folder, cwd=cwd, env=env)
                self.assertEqual(said.version, "1.23.1")
                self.assertIn(f"cwd={os.path.realpath(cwd)}\n", said.result.out)
        # $PWD counts if it is where -C leads, as for Go.
        (text / ".go-version").write_text("1.22.5\n")
        self.assertEqual(self.go("-C", ".", cwd=text / "link", env={"PWD": str(text / "link")}).version, "1.22.5")

    @windows_only
    def test_dash_c_by_the_drive_alone(self):
        self.install("1.22.5", "1.23.1")
        self.set_default("1.22.5\n")
        folder = self.home.write("by drive/.go-version", "1.23.1\n").parent
        drive, rooted = native(folder)[:2], native(folder)[2:]
        for to in (rooted, rooted.replace("\\", "/"), f"{drive}by drive", f"{drive.lower()}./by drive", ".\\by drive"):
            with self.subTest(to=to):
                self.assertEqual(self.go("-C", to, "build", cwd=self.home.work).version, "1.23.1")

    def test_utf16_as_powershell_writes_it(self):
        self.install("1.22.5")
        self.home.write(".go-version", "1.22.5\r\n".encode("utf-16"))
        self.assertEqual(self.go().version, "1.22.5")

    def test_system_is_no_shim_of_any_home(self):
        self.install("1.22.5")
        other = self.new_home()
        self.make_shims(other)
        self.install("1.23.1", home=other)
        self.set_default("1.23.1\n", home=other)
        real = self.home.scratch / "real go"
        real.mkdir()
        shutil.copy2(self.fake_go, real / ("go" + EXE_SUFFIX))
        self.home.set_path(self.home.shims, other.shims, real)
        root = native(self.home.scratch)
        said = self.go("+system", "version", env={"GOROOT": root, "GOTOOLCHAIN": "auto"})
        self.assertEqual(host(said.program), real / ("go" + EXE_SUFFIX))
        self.assertEqual(said.env["GOROOT"], root)
        self.assertEqual(said.env["GOTOOLCHAIN"], "auto")
        self.assertEqual(said.env["GOVERN_HOPS"][:2], "1" + PATH_SEPARATOR)
        # Two homes on one PATH never mix: each shim asks its own.
        self.assertEqual(Said(self.check(self.home.run_program(other.shims / ("go" + EXE_SUFFIX)))).version, "1.23.1")

    def put_system_go(self):
        real = self.home.scratch / "real go"
        real.mkdir()
        shutil.copy2(self.fake_go, real / ("go" + EXE_SUFFIX))
        self.home.set_path(self.home.shims, real)
        return real

    @posix_only
    def test_the_system_does_not_get_our_root_by_another_name_of_the_home(self):
        self.install("1.22.5")
        self.put_system_go()
        link = self.home.scratch / "link to home"
        link.symlink_to(self.home.home)
        root = link / "sdks" / f"go1.22.5.{own_platform()}"
        self.assertNotIn("GOROOT", self.go("+system", "version", env={"GOROOT": str(root)}).env)

    def test_env_hands_the_system_none_of_our_variables(self):
        self.install("1.22.5")
        real = self.put_system_go()
        ours = {"GOROOT": native(self.home.sdks / f"go1.22.5.{own_platform()}"),
                "GOTOOLCHAIN": "local", "GOVERN_GOTOOLCHAIN": "local"}
        for words, env in ((["env", "system"], ours), (["env"], {**ours, "GOVERN_VERSION": "system"})):
            given = self.check(self.home.run(*words, "--json", env=env)).json["result"]
            self.assertEqual(host(given["path_entry"]), real)
            self.assertEqual(given["variables"], dict.fromkeys(ours))
        self.assertIn("unset GOROOT", self.check(self.home.run("env", "system", "--shell", "bash", env=ours)).out)
        theirs = {"GOROOT": native(self.home.scratch), "GOTOOLCHAIN": "auto"}
        given = self.check(self.home.run("env", "system", "--json", env=theirs)).json["result"]
        self.assertEqual(given["variables"], {})

    def test_a_loop_of_shims_ends_and_names_its_programs(self):
        wrapper = self.home.scratch / "wrapper"
        wrapper.mkdir()
        shutil.copy2(self.fake_go, wrapper / ("go" + EXE_SUFFIX))
        self.home.set_path(self.home.shims, wrapper)
        result = self.home.shim("go", "version", env={
            "FAKE_GO_RUN": None, "GOVERN_HOPS": PATH_SEPARATOR.join(["3", "first", "second", "third"])})
        self.check(result, 1, "shim-loop")
        self.assertIn("first -> second -> third -> " + native(wrapper / ("go" + EXE_SUFFIX)), result.err)

    def test_a_moved_home_works_at_once(self):
        self.install("1.22.5")
        self.set_default("1.22.5\n")
        moved = self.home.scratch / "elsewhere" / "home"
        moved.parent.mkdir()
        shutil.move(self.home.home, moved)
        said = Said(self.check(self.home.run_program(moved / "shims" / ("go" + EXE_SUFFIX))))
        self.assertTrue(str(host(said.program)).startswith(str(moved)), said.program)


class Passing(ShimTest):
    def setUp(self):
        super().setUp()
        self.install("1.22.5")
        self.set_default("1.22.5\n")

    def test_exit_codes(self):
        for code in (0, 1, 2, 42, 255):
            self.go(env={"FAKE_GO_EXIT": str(code)}, code=code)

    @windows_only
    def test_all_32_bits_of_an_exit_code(self):
        for code in (256, 259, 70000, 0xC0000005, 0xFFFFFFFF):
            result = self.home.shim("go", env={"FAKE_GO_EXIT": str(code)})
            self.assertEqual(result.code & 0xFFFFFFFF, code)

    def test_arguments_arrive_untouched(self):
        hostile = ["", " ", "a b", 'a"b', "a\\", "a\\\\", 'a\\"b', "^%PATH%&|<>!*?", "$HOME", "`x`", "\u00e4\u65e5\U0001f439",
                   "-ldflags=-X 'main.v=a b'", "+x", "-C", "--", "'", '""', "a\tb", "\\\\server\\share\\", "@file"]
        said = self.go(*hostile[2:])
        self.assertEqual(said.args, hostile[2:])
        said = self.go("x", *hostile)
        self.assertEqual(said.args, ["x", *hostile])

    @windows_only
    def test_the_raw_command_line_is_passed_on(self):
        exe = native(self.home.shims / "go.exe")
        for tail, expected in ((' a"b c"d', ["ab cd"]), ("   x   y ", ["x", "y"]), (' "+1.22" "q r"', ["q r"]),
                               (' \\\\"a b\\\\"', ["\\a b\\"]), (" a\\b\\", ["a\\b\\"]), ("", [])):
            said = self.go(command_line=f'"{exe}"{tail}')
            self.assertEqual(said.args, expected, tail)

    def test_stdin_reaches_it(self):
        said = self.go(env={"FAKE_GO_READ_STDIN": "1"}, input="hello")
        self.assertEqual(said.stdin, "hello")

    @posix_only
    def test_closed_streams(self):
        for descriptor in (0, 1, 2):
            result = self.home.shim("go", env={"FAKE_GO_EXIT": "3"}, preexec=lambda d=descriptor: os.close(d))
            self.assertEqual(result.code, 3)

    @posix_only
    def test_a_megabyte_of_arguments(self):
        many = ["x" * 100] * 10000
        said = self.go(*many, env={"FAKE_GO_ARGS": "count"})
        self.assertIn("count=10000 length=1000000", said.result.out)
        result = self.home.shim("go", "x" * 100000, *["y" * 100000] * 9, env={"FAKE_GO_ARGS": "count"})
        self.assertIn("count=10 length=1000000", result.out)

    @posix_only
    def test_a_deleted_current_folder(self):
        gone = self.home.scratch / "gone"
        gone.mkdir()
        for variables in ({}, {"PWD": str(gone)}):
            result = self.home.shim("go", "version", cwd=gone, env=variables, preexec=lambda: os.rmdir(gone))
            gone.mkdir(exist_ok=True)
            self.assertEqual(Said(self.check(result)).version, "1.22.5")

    @posix_only
    def test_a_name_without_a_slash(self):
        self.assertEqual(Said(self.check(self.home.shim("go", argv0="go"))).version, "1.22.5")
        self.assertEqual(Said(self.check(self.home.shim("go", argv0=""))).version, "1.22.5")
        self.assertEqual(Said(self.check(self.home.shim("go1.22.5", argv0="go"))).version, "1.22.5")

    @posix_only
    def test_a_link_to_the_shim_finds_its_home(self):
        link = self.home.scratch / "go"
        link.symlink_to(self.home.shims / "go")
        self.assertEqual(Said(self.check(self.home.run_program(link))).version, "1.22.5")

    @posix_only
    def test_signals_are_the_childs(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            running = self.home.start(self.home.shims / "go", env={"FAKE_GO_SLEEP": "30"})
            self.until_ready(running)
            running.process.send_signal(number)
            self.assertEqual(running.wait(20).code, -number)

    @posix_only
    def test_it_can_be_stopped_and_continued(self):
        # A group of its own: in an orphaned one, as under a CI service, SIGTSTP stops nobody (POSIX 11.1.4).
        running = self.home.start(self.home.shims / "go", env={"FAKE_GO_SLEEP": "1"},
                                  preexec=lambda: os.setpgid(0, 0))
        self.until_ready(running)
        running.process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(running.process.pid, os.WUNTRACED)
        self.assertTrue(os.WIFSTOPPED(status))
        running.process.send_signal(signal.SIGCONT)
        self.assertEqual(running.wait(20).code, 0)

    @posix_only
    def test_it_is_the_same_process(self):
        running = self.home.start(self.home.shims / "go", env={"FAKE_GO_SLEEP": "30"})
        self.until_ready(running)
        exe = os.readlink(f"/proc/{running.process.pid}/exe") if Path("/proc/self/exe").exists() else None
        running.process.kill()
        running.wait(20)
        if exe:
            self.assertIn("sdks", exe)

    def until_ready(self, running):
        for line in running.process.stdout:
            if line.strip() == b"ready":
                return
        self.fail("the stand-in never said it was ready")

    def test_the_user_s_goroot_goes(self):
        said = self.go(env={"GOROOT": native(self.home.scratch)})
        self.assertNotIn("GOROOT", said.env)

    @posix_only
    def test_changed_variables_are_there_once(self):
        result = self.home.shim("go", "+1.22.5", env={"GOTOOLCHAIN": "local", "GOVERN_GOTOOLCHAIN": "local",
                                                      "GOVERN_VERSION": "1.22.5"})
        names = [line.split("=")[0] for line in result.out.splitlines() if line.startswith("env ")]
        self.assertEqual(sorted(names), sorted(set(names)))


class Complaints(ShimTest):
    def test_a_missing_version_names_who_asked_and_what_to_type(self):
        self.install("1.22.5")
        pin = self.home.write(".go-version", "# why\n1.99.1\n")
        result = self.fails(4, "wanted-not-installed", "build")
        self.assertIn(f"go1.99.1 is not installed\nnote: {native(pin)}:2 asks for it\nhint: govern install 1.99.1\n",
                      result.err)
        self.assertEqual(result.out, "")
        self.fails(4, "wanted-not-installed", "+1.99")
        self.fails(4, "wanted-not-installed", env={"GOVERN_VERSION": "1.99"})
        pin.unlink()
        self.fails(4, "no-version-chosen")
        self.set_default("1.98.1\n")
        self.fails(4, "wanted-not-installed")

    def test_a_malformed_file_has_a_caret(self):
        pin = self.home.write(".go-version", "  ^1.22\n")
        result = self.fails(1, "bad-version-file")
        self.assertIn(f"{native(pin)}:1: this is not a Go version", result.err)
        self.assertIn("note:   ^1.22\nnote:   ^\n", result.err)
        pin.unlink()
        self.fails(2, "bad-plus-version", "+stable")
        self.fails(2, "bad-version-variable", env={"GOVERN_VERSION": "stable"})

    @posix_only
    def test_paths_beyond_what_a_shim_has_room_for(self):
        long = "/" + "x" * 130_000
        self.fails(1, "too-long", "-C", long, "version", env={"GOENV": long, "GOWORK": long, "GOROOT": long})

    def test_govern_says_the_same(self):
        self.home.write(".go-version", "1.99.1\n")
        said = self.home.run("current")
        if said.error_code is None:
            self.skipTest("this govern has no `current`")
        self.assertEqual(said.err, self.home.shim("go").err)

    @posix_only
    def test_a_program_that_cannot_start(self):
        self.install("1.22.5")
        self.set_default("1.22.5\n")
        go = self.home.sdks / f"go1.22.5.{own_platform()}" / "bin" / "go"
        go.chmod(0o644)
        self.fails(1, "cannot-start")
        go.chmod(0o755)
        go.write_bytes(b"#!/no/such/loader\n")
        self.fails(1, "no-loader")
        go.write_bytes(b"\x7fELF")
        self.fails(1, "cannot-start")

    @posix_only
    def test_govern_needs_a_loader_too(self):
        """On a musl system neither an old SDK nor the govern beside the shims starts: the shim itself says so."""
        self.install("1.20.14")
        self.set_default("1.20.14\n")
        for program in (self.home.sdks / f"go1.20.14.{own_platform()}" / "bin" / "go", self.home.shims / "govern"):
            program.unlink()
            program.write_bytes(b"#!/no/such/loader\n")
            program.chmod(0o755)
        result = self.fails(1, "no-loader")
        self.assertIn("Go 1.21 and newer", result.err)

    @posix_only
    def test_who_ignores_the_end_of_children_hears_why(self):
        result = self.home.shim("go", "+stable", preexec=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
        self.check(result, 2, "bad-plus-version")
        self.assertEqual(result.err.count("error["), 1, result.err)

    def test_a_bad_config_hides_nothing(self):
        (self.home.home / "config").write_text("keep_archive = yes\n")
        result = self.fails(4, "wanted-not-installed", "+1.99.9")
        self.assertIn("warning[config-malformed]", result.err)

    def test_a_folder_that_looks_like_a_list(self):
        folder = self.home.work / "[app]"
        folder.mkdir()
        (folder / ".go-version").write_text("nonsense\n")
        self.install("1.22.5")
        self.set_default("1.22.5\n")
        self.fails(1, "bad-version-file", "-C", "[app]", "version")

    def test_a_program_that_is_not_there(self):
        self.install("1.22.5")
        self.set_default("1.22.5\n")
        self.make_shims(self.home, "godoc")
        self.fails(4, "tool-not-here", name="godoc")

    def test_a_name_that_is_nearly_a_version(self):
        self.install("1.22.5")
        self.set_default("1.22.5\n")
        self.make_shims(self.home, "go1.22.5x")
        self.assertIn("hint: govern install 1.22.5\n", self.fails(4, "tool-not-here", name="go1.22.5x").err)

    @posix_only
    @needs_root
    def test_a_read_only_home_works_for_any_account(self):
        self.install("1.22.5")
        self.set_default("1.22.5\n")
        for folder in (self.home.scratch, self.home.user, self.home.home, self.home.user / ".local",
                       self.home.user / ".local/share", self.home.work):
            folder.chmod(0o755)
        for folder, _, _ in os.walk(self.home.home):
            os.chmod(folder, 0o555)
        result = self.home.shim("go", preexec=lambda: (os.setgroups([]), os.setgid(65534), os.setuid(65534)))
        self.assertEqual(Said(self.check(result)).version, "1.22.5")

    @posix_only
    def test_a_version_file_that_is_a_link_to_nowhere(self):
        """Another Go would run without a word, even the parent's pin."""
        self.install("1.22.5")
        self.set_default("1.22.5")
        self.home.write("go.mod", "module m\n")
        pin = self.home.work / ".go-version"
        for target in ("nowhere", "go.mod/.go-version"):
            pin.symlink_to(target)
            result = self.fails(1, "unreadable-version-file", "version")
            self.assertIn(f"it is a link to {target}, which is not there", result.err)
            pin.unlink()
        os.mkfifo(pin)
        self.fails(1, "unreadable-version-file", "version")
        pin.unlink()
        pin.write_text("../../.go-version")
        self.assertIn("core.symlinks is false", self.fails(1, "bad-version-file", "version").err)

    @posix_only
    @needs_root
    def test_a_file_that_may_not_be_read_is_never_skipped(self):
        self.install("1.22.5")
        self.set_default("1.22.5\n")
        for folder in (self.home.scratch, self.home.user):
            folder.chmod(0o755)
        pin = self.home.write(".go-version", "1.22.5")
        pin.chmod(0)
        become = lambda: (os.setgroups([]), os.setgid(65534), os.setuid(65534))
        self.check(self.home.shim("go", preexec=become), 1, "unreadable-version-file")
        # A folder above that may not even be searched has no files for us, as for Go.
        inner = self.home.scratch / "closed" / "inner"
        inner.mkdir(parents=True)
        inner.parent.chmod(0o700)
        result = self.home.shim("go", cwd=inner, env={"PWD": str(inner)}, preexec=become)
        self.assertEqual(Said(self.check(result)).version, "1.22.5")


class AutoInstall(ShimTest, WorldTest):
    """With the govern beside the shims, and a download site of our own."""

    def setUp(self):
        super().setUp()
        self.home.write(".go-version", "1.99.1\n")

    def test_it_installs_and_goes_on(self):
        self.use_site()
        (self.home.home / "config").write_text("# c\nauto_install = Yes\n")
        for job in ({"CI": "true"}, {"CI": "1"}, {"CI": "True"}, {"TF_BUILD": "True"}, {"GITLAB_CI": "true"},
                    {"GITHUB_ACTIONS": "true"}, {"JENKINS_URL": "http://127.0.0.1:1/"}):
            result = self.home.shim("go", env=job)
            self.assertNotIn("installing it", self.check(result, 4, "wanted-not-installed").err, job)
        self.check(self.home.shim("go", env={"GOVERN_AUTO_INSTALL": "false"}), 4, "wanted-not-installed")
        self.assertEqual(self.site.requests, [])
        result = self.home.shim("go", "build", input="for go only", env={"FAKE_GO_READ_STDIN": "1", "CI": "false"})
        said = Said(self.check(result))
        self.assertEqual((said.version, said.args, said.stdin), ("1.99.1", ["build"], "for go only"))
        self.assertIn("govern: go1.99.1 is not installed, installing it (auto_install)\n", result.err)
        self.assertIn("go1.99.1 is installed: genuine by the embedded list", result.err)
        self.assertTrue(result.out.startswith("program="), result.out)
        self.assertEqual(self.go().result.err, "")

    def test_the_variable_counts_even_in_ci_and_a_failure_is_said(self):
        result = self.home.shim("go", env={"CI": "true", "GOVERN_AUTO_INSTALL": "1"})
        self.check(result, 4, "wanted-not-installed")
        self.assertIn("installing it (auto_install)", result.err)
        self.assertIn("note: no source", result.err)
        self.assertEqual(result.out, "")

    def test_a_partial_version_and_one_that_nobody_publishes(self):
        self.use_site()
        always = {"GOVERN_AUTO_INSTALL": "1"}
        self.assertEqual(self.go("+1.99", env=always).version, "1.99.1")
        self.fails(4, "wanted-not-installed", "+1.99.9", env=always)

    def test_no_govern_beside_the_shims(self):
        govern = self.home.shims / ("govern" + EXE_SUFFIX)
        govern.unlink()
        for args in ((), ("+1.98.1",), ("+stable",)):
            result = self.fails(4, "shim-no-answer", *args, env={"GOVERN_AUTO_INSTALL": "1"})
            self.assertIn(native(govern) + " does not say why\nhint: ", result.err)
            self.assertEqual(result.out, "")


if __name__ == "__main__":
    main()
