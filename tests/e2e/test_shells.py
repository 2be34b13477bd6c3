"""Every POSIX shell and fish that is installed here, driven for real: use, its undo, init, completion by Tab."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import time

import harness
from harness import needs_shell, posix_only
from shelltest import ShellTest

# What each shell's language is likeliest to trip over, line ends included.
HOSTILE = "/o'd d\"q $HOME `id` $(id) %PATH% !x ^ & | ; \u00e9 \U0001f439 \u2018c\u2019 \\ * ? ~ # {a,b} \ttab\nline\n"
# What shells change by themselves.
NOISE = {"_", "SHLVL", "PWD", "OLDPWD", "BASHOPTS", "SHELLOPTS", "ZDOTDIR", "FUNCNEST"}


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
                                       "GOVERN_UNDO_GOROOT", "GOVERN_UNDO_PATH", "GOVERN_UNDO_SHIMS"})

    def test_nothing_to_take_back(self):
        self.assertIn("nothing to undo: this session has not used `use`", self.run_ok("--eval", "bash", "use", "--unset").err)

    def test_global_options_may_stand_before_use(self):
        home = self.word(str(self.home.home))
        before, used, again, undone = self.run_and_dump(
            "govern --quiet use 1.22.5", f"govern -q --color never --home {home} use 1.20.12",
            f"govern --home={home} use --unset")
        self.assertEqual(used["GOVERN_VERSION"], "1.22.5")
        self.assertEqual(again["GOVERN_VERSION"], "1.20.12")
        self.assertEqual(undone, before)
        out = self.sh(self.start() + "govern --offline --color never exec 1.22.5 echo use\ngovern --quiet\n").out
        self.assertIn("use\n", out)
        self.assertIn("Usage", out)

    def test_use_cannot_print_json(self):
        for words in ("use --json 1.22.5", "--json use 1.22.5"):
            said = json.loads(self.sh(self.start() + f"govern {words}\n", code=2).out)  # one object, whatever happens
            self.assertEqual((said["ok"], said["exit"]), (False, 2))

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
        self.home.write("a-certain-program", "#!/bin/sh\necho it runs\n").chmod(0o755)
        self.in_terminal([("READY", b"govern exec 1.22.5 ./a-cer\t"), ("a-certain-program", enter)], "it runs")
        self.in_terminal([("READY", b"govern --home ./a-cer\t"), ("a-certain-program", enter)], "Usage")
        self.in_terminal([("READY", b"govern exec 1.22.5 unexpa\t"), ("nd ", b" --version" + enter)], "coreutils")
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
        self.in_terminal([("READY", b"govern install --source=off\t"), ("official", b" --help\n")], "Arguments:")

    def test_an_open_quote_is_no_hindrance(self):
        with (self.home.user / ".bashrc").open("a") as rc:
            rc.write("PS1='READY '\n")
        self.in_terminal([("READY", b'govern which "1.20\t'), ("1.20.12", b"\n")], "bin/go")

    def test_an_exported_function(self):
        script = self.strict + self.start() + "export -f govern\nbash -uc 'govern current'\n"
        self.assertEqual(self.sh(script, env={"GOVERN_VERSION": "1.22.5"}).out, "1.22.5\n")

    def test_nocasematch(self):
        shims = str(self.home.shims)
        script = "shopt -s nocasematch\n" + self.start() + "echo \"$PATH\"\n"
        path = f"{shims.upper()}:{shims}:/usr/bin:/bin:{shims}"
        self.assertEqual(self.sh(script, env={"PATH": path}).out, f"{shims}:{shims.upper()}:/usr/bin:/bin\n")

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

    def test_profile_loads_it_in_shells_that_run_one_command(self):
        for options in (["-c"], ["-lc"]):
            done = subprocess.run(["zsh", *options, "command -v go"], env=self.home.variables(None), capture_output=True, text=True)
            self.assertEqual(done.stdout, f"{self.home.shims}/go\n", done.stderr)

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

    def test_it_comes_before_what_config_fish_puts_first(self):
        """fish reads config.fish after conf.d; --undo leaves it as it was."""
        other = self.home.scratch / "other"
        other.mkdir()
        (other / "go").write_text("#!/bin/sh\n")
        (other / "go").chmod(0o755)
        config = self.home.user / ".config/fish/config.fish"
        text = f"set -gx PATH {self.word(str(other))} $PATH\n"
        config.write_text(text)
        self.assertEqual(self.sh("command -s go", options=[]).out, f"{other}/go\n")
        self.set_up()
        self.assertEqual(self.sh("command -s go", options=[]).out, f"{self.home.shims}/go\n")
        self.run_ok("setup", "--undo")
        self.assertEqual(config.read_text(), text)

    def test_tab_completes_versions(self):
        with self.profile().open("a") as rc:
            rc.write("function fish_prompt; echo 'READY '; end\n")
        self.complete_in_terminal(b"\r")


if __name__ == "__main__":
    harness.main()
