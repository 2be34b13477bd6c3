"""Every shell that is installed here, driven for real: use and its undo, init, setup, completion."""

import os
import pty
import re
import select
import shutil
import time

import harness
from harness import EXE_SUFFIX, WINDOWS, GovernTest, native, needs_root, needs_shell, posix_only, windows_only

PLATFORM = ("windows" if WINDOWS else "linux") + "-amd64"
# What each shell's language is likeliest to trip over, line ends included.
HOSTILE = "/o'd d\"q $HOME `id` $(id) %PATH% !x ^ & | ; \u00e9 \U0001f439 \u2018c\u2019 \\ * ? ~ # {a,b} \ttab\nline\n"
# What shells change by themselves.
NOISE = {"_", "SHLVL", "PWD", "OLDPWD", "BASHOPTS", "SHELLOPTS", "ZDOTDIR", "FUNCNEST"}


class ShellTest(GovernTest):
    def setUp(self):
        super().setUp()
        self.install("1.22.5")
        self.install("1.20.12")

    def install(self, version):
        """A folder and a receipt, which is what `installed` means."""
        name = f"go{version}.{PLATFORM}"
        program = self.home.sdks / name / "bin" / ("go" + EXE_SUFFIX)
        program.parent.mkdir(parents=True, exist_ok=True)
        if WINDOWS:
            program.write_bytes(b"MZ")
        else:
            program.write_text(f"#!/bin/sh\necho go version go{version} $*\n")
        program.chmod(0o755)
        self.home.receipts.mkdir(parents=True, exist_ok=True)
        (self.home.receipts / f"{name}.json").write_text("{}")

    def goroot(self, version):
        return native(self.home.sdks / f"go{version}.{PLATFORM}")

    def set_up(self):
        """Shims and the written shell files, in a home folder of the test's own."""
        return self.run_ok("setup", env={"SHELL": "/usr/bin/" + getattr(self, "shell", "sh")})

    def written(self, name):
        return self.home.home / "shell" / name


class PosixShell:
    """What every POSIX shell and fish must do; the classes below name the shell and its words."""

    shell = ""
    options = ()
    strict = ""
    init = ""

    def setUp(self):
        super().setUp()
        self.set_up()
        self.dumps = 0

    def sh(self, script, env=None, options=None, code=0):
        words = [*(self.options if options is None else options), "-c", script]
        result = self.home.run_program(shutil.which(self.shell), *words, env=env)
        self.check(result, code)
        return result

    def start(self):
        return f". '{self.quoted(self.written(self.init))}'\n"

    def quoted(self, path):
        return str(path).replace("'", "'\\''")

    def dump(self):
        """A line that writes the environment down, and the file it goes to."""
        self.dumps += 1
        file = self.home.scratch / f"dump-{self.dumps}"
        return f"env -0 > '{file}'\n", file

    def read(self, file):
        pairs = (entry.split(b"=", 1) for entry in file.read_bytes().split(b"\0") if entry)
        return {k.decode(): v.decode("utf-8", "replace") for k, v in pairs if k.decode() not in NOISE}

    def run_and_dump(self, *steps, env=None, options=None):
        """The environment after init and after each of these lines."""
        script, files = self.strict + self.start(), []
        for step in ("", *steps):
            line, file = self.dump()
            script += step + "\n" + line
            files.append(file)
        self.sh(script, env=env, options=options)
        return [self.read(file) for file in files]

    def test_use_sets_three_variables_and_undo_is_exact(self):
        before, used, undone = self.run_and_dump("govern use 1.22.5", "govern use --unset")
        self.assertEqual(used["GOVERN_VERSION"], "1.22.5")
        self.assertEqual(used["GOROOT"], self.goroot("1.22.5"))
        self.assertEqual(used["PATH"].split(":")[0], str(self.home.shims))
        self.assertEqual(undone, before)
        changed = {name for name in used if used.get(name) != before.get(name)}
        self.assertLessEqual(changed, {"GOVERN_VERSION", "GOROOT", "PATH", "GOVERN_UNDO_VERSION",
                                       "GOVERN_UNDO_GOROOT", "GOVERN_UNDO_PATH"})

    def test_hostile_values_survive(self):
        env = {"GOROOT": HOSTILE, "GOVERN_VERSION": "1.20.12",
               "PATH": self.home.env["PATH"] + ":" + HOSTILE + ":/last"}
        before, used, again, undone = self.run_and_dump(
            "govern use 1.22.5", "govern use 1.20.12", "govern use --unset", env=env)
        self.assertEqual(before["GOROOT"], HOSTILE)
        self.assertIn(HOSTILE, used["PATH"])
        self.assertEqual(again["GOROOT"], self.goroot("1.20.12"))
        self.assertEqual(undone, before)

    def test_empty_stays_empty(self):
        before, used, undone = self.run_and_dump("govern use 1.22.5", "govern use --unset", env={"GOROOT": ""})
        self.assertEqual(undone, before)
        self.assertEqual(undone["GOROOT"], "")

    def test_another_edit_of_path_in_between_stays(self):
        add = "set -gx PATH /new $PATH" if self.shell == "fish" else 'PATH="/new:$PATH"'
        before, _, _, undone = self.run_and_dump("govern use 1.22.5", add, "govern use --unset")
        self.assertEqual(undone["PATH"], "/new:" + before["PATH"])

    def test_system_and_a_second_init(self):
        other = self.home.scratch / "other"
        other.mkdir()
        (other / "go").write_text("#!/bin/sh\n")
        (other / "go").chmod(0o755)
        env = {"GOROOT": "/x", "PATH": self.home.env["PATH"] + ":" + str(other)}
        before, used, undone = self.run_and_dump(
            "govern use system\n" + self.start(), self.start() + "govern use --unset", env=env)
        self.assertEqual((used["GOVERN_VERSION"], used["GOROOT"]), ("system", "/x"))
        self.assertEqual(undone, before)
        self.assertEqual(undone["PATH"].split(":").count(str(self.home.shims)), 1)

    def test_exit_codes_are_kept(self):
        status = "echo code $status" if self.shell == "fish" else "echo code $?"
        fish = self.shell == "fish"
        guard = "" if fish else "set +e\n"
        out = self.sh(self.start() + guard + f"govern use 1.99.9\n{status}\ngovern use 1.22.5\n{status}\n"
                      f"govern nonsense\n{status}\ngovern use\n{status}\ngovern current\n").out
        self.assertEqual(out.split(), "code 4 code 0 code 2 code 2 1.22.5".split())

    def test_help_is_shown_and_not_run(self):
        out = self.sh(self.start() + "govern use --help").out
        self.assertIn("--unset", out)

    def test_arguments_and_pipes_pass_untouched(self):
        words = ["a b", "", "*", "$HOME", "'", "-x", "--", "é\n"]
        quoted = " ".join(self.word(word) for word in words)
        out = self.sh(self.start() + f"govern exec 1.22.5 printf '<%s>' {quoted}").raw_out
        self.assertEqual(out.decode(), "".join(f"<{word}>" for word in words))
        out = self.sh(self.start() + "head -c 3000 /dev/zero | govern exec 1.22.5 cat | wc -c").out
        self.assertEqual(out.strip(), "3000")

    def word(self, text):
        return "'" + text.replace("'", "'\\''") + "'"

    def test_sourcing_starts_no_process(self):
        env = {"PATH": "/nowhere"}
        program = self.home.shims / "govern"
        program.unlink()
        result = self.sh(self.start() + "echo fine", env=env)
        self.assertEqual(result.out, "fine\n")
        self.assertEqual(result.err, "")

    def test_a_missing_written_file_is_no_error(self):
        profile = self.profile().read_text()
        shutil.rmtree(self.home.home / "shell")
        self.assertEqual(self.sh(profile + "\necho fine").out, "fine\n")

    def profile(self):
        return self.home.user / ".profile"

    def test_go_is_our_shim(self):
        out = self.sh(self.start() + "command -v go", env={"PATH": "/usr/bin:/bin:" + str(self.home.shims)}).out
        self.assertEqual(out.strip(), str(self.home.shims / "go"))

    def test_without_integration_use_says_what_works_now(self):
        line = {"fish": "set -gx GOVERN_VERSION 1.22.5"}.get(self.shell, "export GOVERN_VERSION=1.22.5")
        script = f"'{self.quoted(self.home.shims)}/govern' use 1.22.5; exit $status" if self.shell == "fish" else \
            f"'{self.quoted(self.home.shims)}/govern' use 1.22.5; exit $?"
        result = self.sh(script, code=2)
        self.assertIn(line, result.err)
        self.assertIn("govern exec 1.22.5", result.err)
        self.assertEqual(result.out, "")

    def test_env_can_be_evaluated(self):
        evaluate = "govern env 1.22.5 --shell fish | source" if self.shell == "fish" else \
            f'eval "$(govern env 1.22.5 --shell {self.shell})"'
        before, after = self.run_and_dump(evaluate, env={"PATH": self.home.env["PATH"] + ":" + HOSTILE})
        self.assertEqual(after["PATH"], self.goroot("1.22.5") + "/bin:" + before["PATH"])
        self.assertEqual((after["GOROOT"], after["GOTOOLCHAIN"]), (self.goroot("1.22.5"), "local"))

    # A terminal.

    def in_terminal(self, steps, until, options=("-i",)):
        """Types into an interactive shell on a terminal: each line once the text before it has appeared since
        the last one. True if `until` appears in the end."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.home.work)
            os.execve(shutil.which(self.shell), [self.shell, *options], self.home.variables({"TERM": "xterm"}))
        try:
            for text, line in steps:
                self.wait_for(terminal, text)
                os.write(terminal, line)
            self.wait_for(terminal, until)
        finally:
            os.close(terminal)
            os.kill(pid, 9)
            os.waitpid(pid, 0)

    def wait_for(self, terminal, text):
        seen, ended = b"", time.monotonic() + 60
        while text not in self.plain(seen):
            self.assertLess(time.monotonic(), ended, f"waiting for {text!r} in {self.plain(seen)!r}")
            if select.select([terminal], [], [], 0.5)[0]:
                try:
                    seen += os.read(terminal, 65536)
                except OSError:
                    self.fail(f"ended before {text!r}: {self.plain(seen)!r}")

    def complete_in_terminal(self, enter=b"\n"):
        self.in_terminal([("READY", b"govern use 1.20\t"), ("1.20.12", enter),
                          ("READY", b'echo "now $GOVERN_VERSION"' + enter)], "now 1.20.12")

    @staticmethod
    def plain(data):
        text = re.sub(rb"\x1b(\[[0-9;?<=>]*[a-zA-Z~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-B0-2]|.)", b"", data)
        return text.replace(b"\r", b"").decode("utf-8", "replace")


@posix_only
class Bash(PosixShell, ShellTest):
    shell, init, options = "bash", "init.bash", ("--norc", "--noprofile")
    strict = "set -euo pipefail\n"

    def test_a_failed_use_stops_a_strict_script(self):
        script = self.strict + self.start() + "govern use 1.99.9\necho went on\n"
        self.assertEqual(self.sh(script, code=4).out, "")

    def test_an_alias_of_the_same_name_is_no_hindrance(self):
        script = "shopt -s expand_aliases\nalias govern='echo alias'\n" + self.start() + "govern current\n"
        self.assertEqual(self.sh(script, env={"GOVERN_VERSION": "1.22.5"}).out, "1.22.5\n")

    def test_profiles_load_it_in_interactive_and_login_shells(self):
        for options in (["-i"], ["-l"]):
            out = self.sh("type -t govern; command -v go", options=options).out
            self.assertEqual(out, f"function\n{self.home.shims}/go\n", options)

    def test_tab_completes_versions(self):
        with (self.home.user / ".bashrc").open("a") as rc:
            rc.write("PS1='READY '\n")
        self.complete_in_terminal()

    def test_init_by_eval(self):
        script = f"eval \"$('{self.quoted(self.home.shims)}/govern' init bash)\"\ngovern use 1.22.5\ngovern current\n"
        self.assertEqual(self.sh(script).out, "1.22.5\n")


@posix_only
@needs_shell("zsh")
class Zsh(PosixShell, ShellTest):
    shell, init, options = "zsh", "init.zsh", ("-f",)
    strict = "setopt errexit nounset pipefail\n"

    def test_unusual_options_do_not_matter(self):
        script = "setopt ksharrays shwordsplit globsubst nonomatch\n" + self.start() + "govern use 1.22.5\ngovern current\n"
        self.assertEqual(self.sh(script).out, "1.22.5\n")

    def test_profile_loads_it_in_interactive_shells(self):
        out = self.sh("whence -w govern; command -v go", options=["-i"]).out
        self.assertEqual(out, f"govern: function\n{self.home.shims}/go\n")

    def test_tab_completes_versions(self):
        rc = self.home.user / ".zshrc"
        rc.write_text("autoload -Uz compinit && compinit -u\n" + rc.read_text() + "PS1='READY '\n")
        self.complete_in_terminal()


@posix_only
@needs_shell("dash")
class Dash(PosixShell, ShellTest):
    shell, init = "dash", "init.sh"
    strict = "set -eu\n"

    def test_env_can_be_evaluated(self):
        before, after = self.run_and_dump('eval "$(govern env 1.22.5 --shell sh)"')
        self.assertEqual(after["PATH"], self.goroot("1.22.5") + "/bin:" + before["PATH"])


@posix_only
@needs_shell("fish")
class Fish(PosixShell, ShellTest):
    shell, init, options = "fish", "init.fish", ("--no-config",)

    def quoted(self, path):
        return str(path).replace("\\", "\\\\").replace("'", "\\'")

    def word(self, text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def profile(self):
        return self.home.user / ".config" / "fish" / "conf.d" / "govern.fish"

    def test_profile_loads_it(self):
        out = self.sh("functions -q govern; and echo function; command -s go", options=[]).out
        self.assertEqual(out, f"function\n{self.home.shims}/go\n")

    def test_tab_completes_versions(self):
        with self.profile().open("a") as rc:
            rc.write("function fish_prompt; echo 'READY '; end\n")
        self.complete_in_terminal(b"\r")


@posix_only
class SetupForProfiles(ShellTest):
    shell = "bash"

    def test_twice_changes_nothing_and_undo_is_exact(self):
        profiles = {".bashrc": "a=1", ".bash_profile": "[ -r ~/.bashrc ] && . ~/.bashrc\n", ".zshrc": ""}
        for name, content in profiles.items():
            (self.home.user / name).write_text(content)
        (self.home.user / ".bashrc").chmod(0o600)
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
        if os.geteuid() == 0:
            self.skipTest("runs as root")
        self.run_fails(7, "setup", "--machine", error="setup-needs-administrator")


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

    def test_an_empty_word_and_the_option_for_it(self):
        self.assertEqual(self.complete("use", ""), ["1.22.5", "1.20.12", "system"])
        out = self.run_ok("__complete", "--current=:", "--", "use").out.split()
        self.assertEqual(out, ["1.22.5", "1.20.12", "system"])

    def test_shells_without_completion_say_so(self):
        for shell in ("sh", "cmd"):
            result = self.run_ok("completion", shell)
            self.assertEqual(result.out, "")
            self.assertIn(shell, result.err)
        self.run_fails(2, "completion", "tcsh", error="unknown-shell")


class Cmd(ShellTest):
    """cmd.exe; under Wine, whose `call` turns every failure into 1."""

    home_name = "x86 user (a) & b's"

    @windows_only
    def test_govern_use_switches_and_takes_back(self):
        self.run_ok("setup")
        self.addCleanup(self.home.run, "setup", "--undo")
        lines = ["@echo off", "set > before.txt", "call govern-use 1.22.5", "set > used.txt",
                 "call govern-use 1.20.12", "set > again.txt", "call govern-use --unset", "set > undone.txt"]
        script = self.home.write("t.cmd", "\r\n".join(lines) + "\r\n")
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", native(script))
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
        result = self.home.run("use", "1.22.5", "--json")
        self.assertEqual(result.code, 2)
        result = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", native(self.home.exe), "use", "1.22.5")
        self.assertIn("set GOVERN_VERSION=1.22.5", result.err)
        self.assertIn("govern-use 1.22.5", result.err)

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

    def query(self):
        return self.home.run_program(r"C:\windows\system32\reg.exe", "query", r"HKCU\Environment", "/v", "Path").out


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


@posix_only
@needs_shell("pwsh")
class PowerShell(ShellTest):
    shell = "pwsh"

    def pwsh(self, script, code=0):
        result = self.home.run_program(shutil.which("pwsh"), "-NoProfile", "-NonInteractive", "-Command",
                                       f". '{str(self.written('init.ps1')).replace(chr(39), chr(39) * 2)}'\n" + script)
        self.check(result, code)
        return result

    def test_use_and_undo(self):
        self.set_up()
        script = ("Set-StrictMode -Version Latest; $ErrorActionPreference='Stop'\n$p=$env:PATH\ngovern use 1.22.5\n"
                  "$env:GOVERN_VERSION; $env:GOROOT\ngovern use --unset\n$p -ceq $env:PATH; $null -eq $env:GOROOT")
        self.assertEqual(self.pwsh(script).out.splitlines(), ["1.22.5", self.goroot("1.22.5"), "True", "True"])

    def test_exit_codes(self):
        self.set_up()
        self.assertEqual(self.pwsh("govern use 1.99.9; \"$? $LASTEXITCODE\"; govern current").out.split()[:2],
                         ["False", "4"])


if __name__ == "__main__":
    harness.main()
