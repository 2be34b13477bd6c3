"""setup and its undo for an account and a machine, what completion answers, cmd.exe, and PowerShell's code."""

import json
import os
import re
import shutil

import harness
from harness import native, needs_root, posix_only, windows_only
from shelltest import ShellTest


@posix_only
class SetupForProfiles(ShellTest):
    shell = "bash"

    def test_twice_changes_nothing_and_undo_is_exact(self):
        profiles = {".bashrc": "a=1", ".bash_profile": "[ -r ~/.bashrc ] && . ~/.bashrc\n", ".zshrc": ""}
        for name, content in profiles.items():
            (self.home.user / name).write_text(content)
        (self.home.user / ".bashrc").chmod(0o600)
        planned = self.run_ok("setup", "--dry-run", env={"SHELL": "/bin/bash"}).err
        self.assertIn("would put govern and its shims into ", planned)
        self.assertIn("would change: ", planned)
        self.set_up()
        after = {name: (self.home.user / name).read_text() for name in profiles}
        for content in after.values():
            self.assertEqual(content.count("# >>> govern setup >>>"), 1)
        again = self.run_ok("--json", "setup", env={"SHELL": "/bin/bash"})
        self.assertFalse([step for step in again.json["result"]["steps"] if step["changed"]])
        self.assertEqual(after, {name: (self.home.user / name).read_text() for name in profiles})
        self.run_ok("setup", "--undo", env={"SHELL": "/bin/bash"})
        self.assertEqual(profiles, {name: (self.home.user / name).read_text() for name in profiles})
        self.assertEqual((self.home.user / ".bashrc").stat().st_mode & 0o777, 0o600)
        self.assertFalse((self.home.home / "shell").exists())

    def test_several_at_once(self):
        """Each sees what the one before did: one block, and the first state for the undo."""
        (self.home.user / ".bashrc").write_text("a=1\n")
        running = [self.home.start(self.home.exe, "setup", env={"SHELL": "/bin/bash"}) for _ in range(6)]
        for one in running:
            self.check(one.wait())
        self.assertEqual((self.home.user / ".bashrc").read_text().count("# >>> govern setup >>>"), 1)
        self.assertEqual(len(list((self.home.state / "backups").glob("*-.bashrc"))), 1)
        self.run_ok("setup", "--undo", env={"SHELL": "/bin/bash"})
        self.assertEqual((self.home.user / ".bashrc").read_text(), "a=1\n")

    def test_a_link_to_a_profile_stays_a_link(self):
        target = self.home.user / "dotfiles"
        target.write_text("x=1\n")
        (self.home.user / ".bashrc").symlink_to(target)
        self.set_up()
        self.assertTrue((self.home.user / ".bashrc").is_symlink())
        self.assertIn("govern setup", target.read_text())

    def test_backups_are_for_nobody_else(self):
        (self.home.user / ".bashrc").write_text("export TOKEN=secret\n")
        self.set_up()
        self.assertEqual((self.home.state / "backups").stat().st_mode & 0o077, 0)

    def test_nowhere_to_write_to_is_no_success(self):
        """A service's account often has no HOME: nothing is made up, and what works is said."""
        for folder in ("", "relative", str(self.home.scratch / "none" / "such")):
            with self.subTest(folder):
                result = self.home.run("--home", native(self.home.home), "setup", env={"HOME": folder, "SHELL": "/bin/bash"})
                self.check(result, 1, "no-profile")
                self.assertIn(native(self.home.shims), result.err)
                self.assertNotIn("from now on", result.err)
                self.assertFalse((self.home.work / "relative").exists())
                self.assertFalse((self.home.scratch / "none").exists())

    def test_setup_goes_on_past_an_obstacle(self):
        (self.home.user / ".bashrc").mkdir()
        (self.home.user / ".zshrc").touch()
        result = self.home.run("setup", env={"SHELL": "/bin/bash"})
        self.check(result, 1)
        self.assertIn("profile-not-changed", result.err)
        self.assertIn("govern setup", (self.home.user / ".zshrc").read_text())

    def test_undo_goes_on_past_an_obstacle(self):
        for name in (".bashrc", ".zshrc"):
            (self.home.user / name).write_text("a=1\n")
        self.set_up()
        rest = (self.home.user / ".zshrc").read_text()
        (self.home.user / ".zshrc").unlink()
        (self.home.user / ".zshrc").mkdir()
        result = self.check(self.home.run("setup", "--undo", env={"SHELL": "/bin/bash"}), 1)
        self.assertIn("profile-not-changed", result.err)
        self.assertNotIn("is taken back", result.err)
        self.assertEqual((self.home.user / ".bashrc").read_text(), "a=1\n")
        (self.home.user / ".zshrc").rmdir()
        (self.home.user / ".zshrc").write_text(rest)
        self.run_ok("setup", "--undo", env={"SHELL": "/bin/bash"})
        self.assertEqual((self.home.user / ".zshrc").read_text(), "a=1\n")

    def test_undo_is_complete_beside_profiles_that_setup_never_touched(self):
        """A link that leads nowhere, a folder, and a file that nobody may read hold nothing of ours."""
        def dangling(path):
            path.symlink_to("nowhere")

        def closed(path):
            path.write_text("a=1\n")
            path.chmod(0)

        (self.home.user / ".bashrc").touch()
        for make in (dangling, type(self.home.user).mkdir, closed):
            with self.subTest(make.__name__):
                self.set_up()
                stranger = self.home.user / ".zshrc"
                make(stranger)
                result = self.run_ok("setup", "--undo", env={"SHELL": "/bin/bash"})
                self.assertNotIn("profile-not-changed", result.err)
                self.assertEqual((self.home.user / ".bashrc").read_bytes(), b"")
                self.assertFalse((self.home.user / ".profile").exists())
                self.assertFalse((self.home.state / "setup").exists() or (self.home.home / "shell").exists())
                stranger.rmdir() if stranger.is_dir() else stranger.unlink()

    def test_what_an_undo_leaves_is_told_truthfully(self):
        """The profile that fails still loads our code, so that stays, and only that profile is left to undo."""
        for name in (".bashrc", ".zshrc"):
            (self.home.user / name).write_text("a=1\n")
        self.set_up()
        rest = (self.home.user / ".zshrc").read_text()
        (self.home.user / ".zshrc").unlink()
        (self.home.user / ".zshrc").mkdir()
        for _ in range(2):
            result = self.check(self.home.run("setup", "--undo", env={"SHELL": "/bin/bash"}), 1)
            self.assertIn("to finish, type: govern setup --undo", result.err)
            self.assertEqual(list(json.loads((self.home.state / "setup").read_text())["files"]),
                             [str(self.home.user / ".zshrc")])
        self.home.set_path()
        hint = self.run_ok("default", "1.22.5", env={"SHELL": "/bin/bash"}).err
        for file in re.findall(r"hint: \. '?(/.*?init\.\w+)'?$", hint.replace("'\\''", "'"), re.M):
            self.assertTrue(os.path.exists(file), hint)
        (self.home.user / ".bashrc").write_text("mine\n")
        (self.home.user / ".zshrc").rmdir()
        (self.home.user / ".zshrc").write_text(rest)
        self.run_ok("setup", "--undo", env={"SHELL": "/bin/bash"})
        self.assertEqual((self.home.user / ".zshrc").read_text(), "a=1\n")
        self.assertEqual((self.home.user / ".bashrc").read_text(), "mine\n")
        self.assertFalse((self.home.state / "setup").exists() or (self.home.home / "shell").exists())

    def test_without_the_written_files_hints_say_setup(self):
        """An undo that failed in an older govern left the record without them."""
        self.set_up()
        shutil.rmtree(self.home.home / "shell")
        self.home.set_path()
        for words in (("default", "1.22.5"), ("use", "1.22.5")):
            said = self.home.run(*words, env={"SHELL": "/bin/bash"}).err
            self.assertIn("hint: govern setup\n", said)
            self.assertNotIn("init.bash", said)

    def two_names(self):
        """`.profile` is `.bashrc`: setup makes the same of it each time, and every shell can read it."""
        rc, profile = self.home.user / ".bashrc", self.home.user / ".profile"
        self.set_up()
        once = rc.read_text()
        self.assertEqual(once.count("# >>> govern setup >>>"), 1)
        for _ in range(3):
            again = self.run_ok("--json", "setup", env={"SHELL": "/bin/bash"})
            self.assertFalse([step for step in again.json["result"]["steps"] if step["changed"]])
        self.assertEqual(rc.read_text(), once)
        self.assertEqual(profile.read_text(), once)
        for shell in ("sh", "bash", "bash --posix", "zsh", "dash", "ksh"):
            if shutil.which(shell.split()[0]):
                found = self.home.run_program("/usr/bin/env", *shell.split(), "-c",
                                              'set -eu; . "$1"; type govern >/dev/null; command -v go', "x", str(profile),
                                              env={"PATH": "/usr/bin:/bin"})
                self.check(found)
                self.assertEqual((found.out.strip(), found.err), (str(self.home.shims / "go"), ""), shell)
        self.run_ok("setup", "--undo", env={"SHELL": "/bin/bash"})

    def test_two_names_of_one_file_are_one_profile(self):
        rc, profile = self.home.user / ".bashrc", self.home.user / ".profile"
        joins = {"link to .bashrc": lambda: profile.symlink_to(".bashrc"),
                 "hard link": lambda: os.link(rc, profile),
                 "link to .profile": lambda: (rc.rename(profile), rc.symlink_to(".profile"))}
        for name, join in joins.items():
            with self.subTest(name):
                rc.write_bytes(b"export Q=1")
                join()
                self.two_names()
                self.assertEqual((rc.read_bytes(), profile.read_bytes()), (b"export Q=1", b"export Q=1"))
                self.assertTrue(rc.samefile(profile))
                rc.unlink()
                profile.unlink()

    def test_two_names_of_a_file_that_is_not_there_yet(self):
        profile = self.home.user / ".profile"
        profile.symlink_to(".bashrc")
        self.two_names()
        self.assertTrue(profile.is_symlink())
        self.assertFalse((self.home.user / ".bashrc").exists())

    def test_it_warns_of_a_go_in_front(self):
        other = self.home.scratch / ".asdf" / "shims"
        other.mkdir(parents=True)
        (other / "go").write_text("#!/bin/sh\n")
        (other / "go").chmod(0o755)
        self.home.set_path(other, self.home.shims)
        self.set_up()
        result = self.run_ok("default", "1.22.5")
        self.assertIn("warning[go-shadowed]", result.err)
        self.assertIn("asdf", result.err)

    def test_machine_needs_an_administrator(self):
        self.home.scratch.chmod(0o755)
        by_root = os.geteuid() == 0
        result = self.home.start(self.home.exe, "setup", "--machine", as_nobody=by_root).wait()
        self.check(result, 7, "setup-needs-administrator")
        self.assertRegex(result.err, r"hint: sudo '.*' setup --machine")
        result = self.home.start(self.home.exe, "--home", self.home.scratch / "a b", "setup", "--machine", as_nobody=by_root).wait()
        self.assertRegex(result.err, r"hint: sudo '.*' --home '.*/a b' setup --machine")

    @posix_only
    def test_a_colon_in_the_home_is_told_by_a_dry_run_too(self):
        home = self.home.scratch / "x:y"
        for words in (["setup", "--dry-run"], ["setup"]):
            self.check(self.home.run("--home", str(home), *words), 1, "shims-not-representable")
        self.assertFalse((home / "shell").exists() or (home / "state" / "setup").exists())


@posix_only
@needs_root
class MachineHome(ShellTest):
    """`setup --machine` with an /etc of the test's own, and an account that may not write."""

    def setUp(self):
        super().setUp()
        self.etc = self.home.scratch / "etc"
        (self.etc / "profile.d").mkdir(parents=True)
        for name in ("passwd", "group"):
            shutil.copy(f"/etc/{name}", self.etc / name)
        (self.etc / "profile").write_text('for f in /etc/profile.d/*.sh; do . "$f"; done\n')
        self.home.scratch.chmod(0o755)
        if self.in_own_etc("true").code != 0:
            self.skipTest("no mount namespaces here")
        self.machine = self.home.scratch / "opt & govern"
        self.govern = f"'{self.home.exe}' --home '{self.machine}'"

    def in_own_etc(self, script):
        mount = f"mount --bind '{self.etc}' /etc && {script}"
        return self.home.run_program(shutil.which("unshare"), "-m", "/bin/sh", "-c", mount)

    def as_nobody(self, script):
        """A login shell of another account."""
        return f"setpriv --reuid 65534 --regid 65534 --clear-groups sh -lc '{script}'"

    def test_every_account_sees_a_changed_default_at_its_next_call(self):
        shutil.copytree(self.home.home, self.machine)
        script = " && ".join([
            "umask 077", f"{self.govern} setup --machine", f"{self.govern} default 1.22.5",
            self.as_nobody("command -v go; go"), f"{self.govern} default 1.20.12", self.as_nobody("go"),
            self.as_nobody('"$(dirname "$(command -v go)")/govern" install 1.19.1; echo $?').replace("\"", '"'),
        ])
        result = self.check(self.in_own_etc(script))
        self.assertEqual(result.out.splitlines(), [
            f"{self.machine}/shims/go", "go version go1.22.5", "go version go1.20.12", "7"], result)
        self.assertIn("it belongs to root", result.err)

    def test_a_home_of_somebody_else_is_refused(self):
        self.machine.mkdir()
        os.chown(self.machine, 65534, 65534)
        result = self.check(self.in_own_etc(f"{self.govern} setup --machine"), 7, "machine-home-foreign")
        self.assertEqual(list(self.machine.iterdir()), [], result)

    def test_a_folder_in_it_of_somebody_else_is_refused(self):
        for name in ("shims", "sdks", "receipts", "state", "cache", "locks"):
            folder = self.machine / name
            folder.mkdir(parents=True)
            os.chown(folder, 65534, 65534)
            result = self.check(self.in_own_etc(f"{self.govern} setup --machine"), 7, "home-foreign")
            self.assertIn(str(folder), result.err)
            self.assertEqual(list((self.etc / "profile.d").iterdir()), [], result)
            shutil.rmtree(self.machine)

    def test_what_others_could_write_in_it_is_closed(self):
        for name in ("shims", "sdks/a/bin"):
            (self.machine / name).mkdir(parents=True)
            (self.machine / name).chmod(0o777)
        (self.machine / "sdks/a/bin/go").write_text("")
        (self.machine / "sdks/a/bin/go").chmod(0o666)
        result = self.check(self.in_own_etc(f"{self.govern} setup --machine"))
        self.assertIn(f"hint: govern --home {harness.word(self.machine)} verify", result.err)
        self.assertEqual([path for path in self.machine.rglob("*") if path.stat().st_mode & 0o022], [])

    def test_a_record_of_somebody_else_is_not_believed(self):
        (self.machine / "state").mkdir(parents=True)
        stranger = self.home.scratch / "stranger"
        stranger.write_text("# >>> govern setup >>>\nx\n# <<< govern setup <<<\n")
        (self.machine / "state" / "setup").write_text(json.dumps({"files": {str(stranger): {"existed": False, "backup": ""}}}))
        for owner, mode, code in ((65534, 0o755, "machine-home-foreign"), (0, 0o777, "home-shared")):
            os.chown(self.machine, owner, owner)
            self.machine.chmod(mode)
            self.check(self.in_own_etc(f"{self.govern} setup --machine --undo"), 7, code)
            self.assertTrue(stranger.exists())

    def test_what_lay_in_a_home_that_others_could_write_is_doubted(self):
        self.machine.mkdir(mode=0o755)
        self.machine.chmod(0o777)
        result = self.check(self.in_own_etc(f"{self.govern} setup --machine"))
        self.assertIn(f"hint: govern --home {harness.word(self.machine)} verify", result.err)
        self.assertEqual(self.machine.stat().st_mode & 0o777, 0o755)

    def test_doctor_repairs_nothing_in_a_home_of_another_account(self):
        result = self.check(self.in_own_etc("\n".join([
            "umask 022", f"{self.govern} setup --machine", self.as_nobody("govern doctor --fix; echo $?")])))
        self.assertEqual(result.out.splitlines(), ["7"], result)
        self.assertIn("it belongs to root", result.err)

    def test_undo(self):
        result = self.check(self.in_own_etc(f"{self.govern} setup --machine && {self.govern} setup --machine --undo"))
        self.assertEqual(sorted(path.name for path in (self.etc / "profile.d").iterdir()), [], result)


class Completion(ShellTest):
    def complete(self, *words):
        return self.run_ok("__complete", "--", *words).out.split()

    def test_commands_options_and_versions(self):
        self.assertIn("install", self.complete(""))
        self.assertEqual(self.complete("comp"), ["compare", "completion"] if "compare" in self.complete("") else
                         ["completion"])
        self.assertNotIn("__complete", self.complete("_"))
        self.assertEqual(self.complete("use", "1.2"), ["1.22.5", "1.20.12"])
        self.assertEqual(self.complete("--json", "--home", native(self.home.home), "use", "1.22"), ["1.22.5"])
        self.assertIn("--unset", self.complete("use", "--"))
        self.assertNotIn("--eval", self.complete("use", "--"))
        self.assertIn("--home", self.complete("use", "--h"))
        self.assertEqual(self.complete("env", "--shell", "z"), ["zsh"])
        self.assertEqual(self.complete("init", "p"), ["pwsh"])
        self.assertIn("latest", self.complete("install", "l"))

    def test_descriptions_follow_a_tab(self):
        lines = self.run_ok("__complete", "--described", "--", "inst").out.splitlines()
        self.assertEqual(lines, ["install\tdownload, verify and publish Go versions"])
        lines = self.run_ok("__complete", "--described", "--", "use", "--uns").out.splitlines()
        self.assertEqual([line.split("\t")[0] for line in lines], ["--unset"])
        self.assertTrue(lines[0].split("\t")[1], lines)
        self.assertEqual(self.run_ok("__complete", "--described", "--", "buildinfo", "").out, ":files\n")

    def test_an_empty_word_and_the_option_for_it(self):
        self.assertEqual(self.complete("use", ""), ["1.22.5", "1.20.12", "system"])
        out = self.run_ok("__complete", "--current=:", "--", "use").out.split()
        self.assertEqual(out, ["1.22.5", "1.20.12", "system"])

    def test_a_value_behind_an_equals_sign(self):
        self.assertEqual(self.complete("--color=a"), ["--color=auto", "--color=always"])
        # As bash cuts it.
        self.assertEqual(self.complete("install", "--source", "=", "p"), ["proxy"])
        self.assertEqual(self.complete("install", "--source", "="), ["official", "proxy"])
        self.assertEqual(self.complete("--home", "=", native(self.home.home), "use", "1.22"), ["1.22.5"])

    def test_values_of_global_options(self):
        self.assertEqual(self.complete("--color", "a"), ["auto", "always"])
        other = self.home.scratch / "other"
        self.assertEqual(self.complete("--home", native(other), "use", ""), ["system"])
        self.assertEqual(self.complete("completion", ""), ["bash", "zsh", "fish", "pwsh"])

    def test_files_and_programs_are_the_shell_s_to_know(self):
        for words in (("--home", "/x"), ("use", "--home", ""), ("ci", "--dotenv", ""), ("exec", "1.22.5", "make", ""),
                      ("exec", "1.22.5", "--", "ls", "--color"), ("exec", "1.22.5", "--", "./x")):
            self.assertEqual(self.complete(*words), [":files"], words)
        self.assertEqual(self.complete("exec", "1.22.5", "--", "l"), [":commands"])
        self.assertEqual(self.complete("exec", "1.22.5", "1.20"), [":commands", "1.20.12"])
        self.assertEqual(self.complete("exec", "1.22.5", ""), ["1.22.5", "1.20.12", "system"])
        self.assertIn("--strict", self.complete("exec", "--s"))

    def test_shells_without_completion_say_so(self):
        for shell in ("sh", "cmd"):
            result = self.run_fails(2, "completion", shell, error="no-completion")
            self.assertEqual(result.out, "")
            self.assertIn(f"there is no completion for {shell}\n", result.err)
            self.assertIn("hint: one of: bash, zsh, fish, pwsh\n", result.err)
        result = self.run_fails(2, "completion", "tcsh", error="unknown-shell")
        self.assertIn("hint: one of: bash, zsh, fish, pwsh\n", result.err)
        self.assertIn("sh, fish, pwsh, cmd\n", self.run_fails(2, "init", "tcsh", error="unknown-shell").err)


class Cmd(ShellTest):
    """cmd.exe; under Wine, whose `call` turns every failure into 1."""

    home_name = "x86 user (a) & b's"

    @windows_only
    def test_govern_use_switches_and_takes_back(self):
        self.run_ok("setup")
        self.addCleanup(self.home.run, "setup", "--undo")
        lines = ["@echo off", "set > before.txt", "call govern-use 1.22.5", "set > used.txt",
                 "call govern-use 1.20.12", "set > again.txt", "call govern-use --unset", "set > undone.txt"]
        self.home.write("t.cmd", "\r\n".join(lines) + "\r\n")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", "t.cmd")
        before, used, again, undone = (self.read(name) for name in ("before", "used", "again", "undone"))
        self.assertEqual(used.get("GOVERN_VERSION"), "1.22.5", result)
        self.assertEqual(used["GOROOT"], self.goroot("1.22.5"))
        self.assertEqual(again["GOVERN_VERSION"], "1.20.12")
        self.assertEqual(undone, before)
        self.assertEqual(list(self.home.temp.glob("govern-*.cmd")), [])

    def read(self, name):
        text = (self.home.work / f"{name}.txt").read_bytes().decode("utf-8", "replace")
        return dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("="))

    @windows_only
    def test_without_the_batch_file_it_says_what_works_now(self):
        result = self.home.run("use", "1.22.5") # started by no shell: both lines
        self.check(result, 2, "no-shell-integration")
        self.assertIn("set GOVERN_VERSION=1.22.5", result.err)
        self.assertRegex(result.err, r"in PowerShell instead: .*\$env:GOVERN_VERSION='1\.22\.5'")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", native(self.home.exe), "use", "1.22.5")
        self.assertIn("set GOVERN_VERSION=1.22.5", result.err)
        self.assertIn("hint: govern setup", result.err) # which makes govern-use.cmd
        self.assertNotIn("PowerShell", result.err)
        self.addCleanup(self.home.run, "setup", "--undo")
        self.run_ok("setup")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", native(self.home.exe), "use", "1.22.5")
        self.assertIn("hint: govern-use 1.22.5", result.err)

    @windows_only
    def test_a_batch_file_is_refused_with_the_line_that_runs_it(self):
        batch = self.home.write("my dir/b.cmd", "@echo got %1 %2\r\n")
        result = self.home.run("exec", "1.22.5", "--", native(batch), "a", "b c")
        self.check(result, 1, "batch-refused")
        line = re.search(r"^hint: govern (.*?)\r?$", result.err, re.M)[1]
        self.home.write("t.cmd", f'@"{native(self.home.exe)}" {line}\r\n')
        done = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", "t.cmd")
        self.assertIn('got a "b c"', done.out, done)

    @windows_only
    def test_several_at_once(self):
        """Each draws the same names from the same second; who is late draws another."""
        self.run_ok("setup")
        self.addCleanup(self.home.run, "setup", "--undo")
        self.home.write("t.cmd", "@call govern-use 1.20.12\r\n@if not \"%GOVERN_VERSION%\"==\"1.20.12\" exit 9\r\n")
        running = [self.home.start(r"C:\windows\system32\cmd.exe", "/d", "/c", "t.cmd") for _ in range(6)]
        for one in running:
            self.check(one.wait())
        self.assertEqual(list(self.home.temp.glob("govern-*.cmd")), [])

    @windows_only
    def test_a_code_file_that_is_there_is_left_alone(self):
        file = self.home.temp / "govern-1.cmd"
        file.write_text("mine")
        result = self.home.run("--eval", "cmd", "use", "1.22.5", env={"GOVERN_CODE_FILE": native(file)})
        self.assertEqual((result.code, file.read_text()), (75, "mine"), result)
        self.assertNotIn("error", result.err)

    @windows_only
    def test_strict_leaves_no_code_behind(self):
        self.run_ok("setup")
        self.addCleanup(self.home.run, "setup", "--undo")
        self.home.write("go.mod", "module m\n\ngo 1.99\n")
        self.home.write("t.cmd", "@call govern-use 1.22.5 --strict\r\n@echo version=%GOVERN_VERSION%.\r\n")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", "t.cmd")
        self.assertIn("version=.", result.out, result)
        self.assertEqual(list(self.home.temp.glob("govern-*.cmd")), [])

    @windows_only
    def test_temp_that_leads_nowhere_is_named(self):
        folder = self.home.scratch / "no temp"
        result = self.home.run("--eval", "cmd", "use", "1.22.5", env={"GOVERN_CODE_FILE": native(folder / "govern-1.cmd")})
        self.check(result, 1, "code-file-not-made")
        self.assertIn(f'hint: mkdir "{native(folder)}"', result.err)

    @windows_only
    def test_a_home_that_path_cannot_name_changes_nothing(self):
        before = self.query()
        home = self.home.scratch / "100%"
        result = self.home.run("--home", native(home), "setup")
        self.check(result, 1, "shims-not-representable")
        self.assertFalse((home / "shell").exists() or (home / "state" / "setup").exists())
        self.assertEqual(self.query(), before)

    @windows_only
    def test_a_path_of_another_type_is_left_alone(self):
        before = self.query()
        reg = r"C:\windows\system32\reg.exe"
        self.addCleanup(self.home.run_program, reg, "delete", r"HKCU\Environment", "/v", "Path", "/f")
        self.home.run_program(reg, "add", r"HKCU\Environment", "/v", "Path", "/t", "REG_MULTI_SZ", "/d", r"C:\a\0C:\b", "/f")
        odd = self.query()
        self.assertIn("REG_MULTI_SZ", odd, before)
        for words in (["setup"], ["setup", "--undo"]):
            self.run_fails(1, *words, error="environment-not-readable")
            self.assertEqual(self.query(), odd)
        self.assertFalse((self.home.home / "state" / "setup").exists())

    @windows_only
    def test_a_home_whose_name_windows_cuts_is_refused(self):
        for name in ("home.", "a b ", "x.\\home"):
            home = native(self.home.scratch) + "\\" + name
            self.check(self.home.run("--home", home, "setup"), 2, "home-name-not-kept")
        self.assertEqual([path.name for path in self.home.scratch.iterdir() if path.name.rstrip(". ") in ("home", "a b", "x")], [])

    @windows_only
    def test_user_path_in_the_registry(self):
        before = self.query()
        self.addCleanup(self.home.run, "setup", "--undo")
        self.run_ok("setup")
        after = self.query()
        self.assertIn("REG_EXPAND_SZ", after)
        self.assertIn(native(self.home.shims), after)
        self.run_ok("setup")
        self.assertEqual(self.query(), after)
        self.run_ok("setup", "--undo")
        self.assertEqual(self.query(), before)

    @windows_only
    def test_machine_path_in_the_registry(self):
        machine = self.home.scratch / "all users"
        key = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
        before = self.query(key)
        self.addCleanup(self.home.run, "--home", native(machine), "setup", "--machine", "--undo")
        self.run_ok("--home", native(machine), "setup", "--machine")
        after = self.query(key)
        self.assertIn(native(machine / "shims") + ";", after)
        self.assertTrue((machine / "shims" / "go.exe").is_file())
        self.run_ok("--home", native(machine), "setup", "--machine", "--undo")
        self.assertEqual(self.query(key), before)

    @windows_only
    def test_exit_codes_of_the_batch_file(self):
        self.addCleanup(self.home.run, "setup", "--undo")
        self.run_ok("setup")
        for words, code in ((["9.9.9"], 4), ([], 2)):
            result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", "govern-use.cmd", *words)
            self.check(result, code)
        self.check(self.home.start(r"C:\windows\system32\cmd.exe", command_line='cmd /d /c "govern-use.cmd 1.22.5 & rem"').wait())

    @windows_only
    def test_a_variable_called_errorlevel_hides_no_failure(self):
        self.addCleanup(self.home.run, "setup", "--undo")
        self.run_ok("setup")
        self.home.write("t.cmd", "@set ERRORLEVEL=0\r\n@call govern-use 9.9.9\r\n@if errorlevel 1 echo told\r\n")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", "t.cmd")
        self.assertIn("told", result.out, result)

    @windows_only
    def test_a_temp_that_cmd_would_change_is_refused(self):
        self.addCleanup(self.home.run, "setup", "--undo")
        self.run_ok("setup")
        folder = self.home.scratch / "b^c"
        folder.mkdir()
        self.home.write("t.cmd", "@call govern-use 1.20.12\r\n@if errorlevel 1 echo version=%GOVERN_VERSION%.\r\n")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", "t.cmd", env={"TEMP": native(folder)})
        self.assertIn("version=.", result.out, result)
        self.assertIn("error[shell-cannot-hold]", result.err)
        self.assertEqual(list(folder.iterdir()), [])

    @windows_only
    def test_a_temp_with_quotes_is_named(self):
        self.addCleanup(self.home.run, "setup", "--undo")
        self.run_ok("setup")
        folder = native(self.home.scratch)
        self.home.write("t.cmd", "@call govern-use 1.20.12\r\n@if errorlevel 1 echo version=%GOVERN_VERSION%.\r\n")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", "t.cmd", env={"TEMP": f'"{folder}"'})
        self.assertIn("version=.", result.out, result)
        self.assertIn("error[code-file-not-made]", result.err)
        self.assertIn(f'set "TEMP={folder}"', result.err)

    @windows_only
    def test_a_group_policy_without_scripts_is_said(self):
        reg, key = r"C:\windows\system32\reg.exe", r"HKCU\Software\Policies\Microsoft\Windows\PowerShell"
        self.addCleanup(self.home.run_program, reg, "delete", key, "/f")
        self.addCleanup(self.home.run, "setup", "--undo")
        for value, scripts in (("0", False), ("1", True)):
            self.home.run_program(reg, "add", key, "/v", "ExecutionPolicy", "/d", "RemoteSigned", "/f")
            self.home.run_program(reg, "add", key, "/v", "EnableScripts", "/t", "REG_DWORD", "/d", value, "/f")
            said = self.run_ok("setup").err
            self.assertEqual("Windows PowerShell runs no profile here: its execution policy is Restricted" in said,
                             not scripts, said)

    def query(self, key=r"HKCU\Environment"):
        return self.home.run_program(r"C:\windows\system32\reg.exe", "query", key, "/v", "Path").out


class CmdFiles(ShellTest):
    """What cmd reads back from a file, in a home whose name is not ASCII."""

    home_name = "J\u00f6rg"

    @windows_only
    def test_init_and_env_are_in_the_code_page_of_cmd(self):
        lines = ["@echo off", "chcp 437 >nul", f'"{native(self.home.exe)}" env 1.22.5 --shell cmd > env.cmd', "call env.cmd",
                 'if exist "%GOROOT%\\bin\\go.exe" echo found', f'"{native(self.home.exe)}" init cmd > init.cmd',
                 r"set PATH=C:\windows\system32", "call init.cmd",
                 'for %%i in (is.here) do if not "%%~$PATH:i"=="" echo shims']
        self.home.shims.mkdir(parents=True, exist_ok=True)
        (self.home.shims / "is.here").write_text("")
        batch = self.home.write("t.cmd", "\r\n".join(lines) + "\r\n")
        result = self.home.run_in_terminal("/d", "/c", native(batch), exe=r"C:\windows\system32\cmd.exe", columns=200)
        self.assertIn("found", result.out, result)
        self.assertIn("shims", result.out, result)


class PowerShellText(ShellTest):
    """What can be said of PowerShell's code without PowerShell."""

    def test_code_is_ascii_and_free_of_what_5_1_lacks(self):
        self.run_ok("init", "pwsh")
        texts = [self.run_ok("init", "pwsh").raw_out, self.written("govern.ps1").read_bytes(),
                 self.run_ok("use", "1.22.5", "--eval", "pwsh").raw_out, self.run_ok("completion", "pwsh").raw_out]
        for text in texts:
            code = text.decode("ascii")
            self.assertNotRegex(code, r"&&|\|\||\?\?|\?\.|-Parallel")
            for opening, closing in ("()", "{}", "[]"):
                bare = re.sub(r"'[^']*'|\"(`.|[^\"`])*\"|#.*", "", code)
                self.assertEqual(bare.count(opening), bare.count(closing))

    def test_use_writes_assignments(self):
        code = self.run_ok("use", "1.22.5", "--eval", "pwsh").out
        self.assertTrue(code.startswith("# govern session\n"))
        self.assertIn("$env:GOVERN_VERSION = ('1.22.5')", code)


if __name__ == "__main__":
    harness.main()
