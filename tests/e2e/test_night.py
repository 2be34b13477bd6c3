"""The night job from its beginning to its end, as it is typed: the upgrade of yesterday broke the builds."""

import os
import shutil

import harness
from harness import WINDOWS, native
from pwshtest import PowerShellTest, word
from test_accounts import ANOTHER, become
from test_cmd import CMD
from test_like import elf
from worlds import PLATFORM, WorldTest

OLD, NEW = "1.98.3", "1.99.1"
# The lines, the exit code of each, and what it says.
STORY = (
    ("govern history", 0, f"{OLD} -> {NEW}"),
    ("govern rollback", 0, f"go{OLD}"),
    ("govern current", 0, OLD),
    ("go version", 0, f"go{OLD}.{PLATFORM}"),
    ("govern verify", 0, f"go{OLD}.{PLATFORM}: "),
    ("govern buildinfo app", 0, f"go{OLD}"),
    ("govern exec --like app -- go build -o hotfix ./cmd/app", 0, f"go{OLD}.{PLATFORM}"),
    (f"govern compare {OLD} {NEW} -- go test ./...", 0, NEW),
    ("govern upgrade 1.99 -- go test ./...", 0, f"go{NEW}"),
    ("govern current", 0, NEW),
)


class Night:
    """The story in one shell, one line after the other; `typed` runs the lines and gives what they print."""

    @classmethod
    def fill(cls, world):
        world.add(OLD, PLATFORM, embedded=True)
        world.add(NEW, PLATFORM, embedded=True)

    def yesterday(self, home=()):
        self.run_ok(*home, "install", OLD)
        self.run_ok(*home, "upgrade", "latest")
        settings = [("GOARCH", "amd64"), ("GOOS", "windows" if WINDOWS else "linux"), ("CGO_ENABLED", "0"), ("-tags", "netgo")]
        self.home.write("app", elf(f"go{OLD}", settings))

    def hear(self, said):
        """`said`: the lines' output, each followed by a line `code N`."""
        for line, code, words in STORY:
            before, _, said = said.partition("\ncode ")
            found, _, said = said.partition("\n")
            with self.subTest(line):
                self.assertEqual(found.strip(), str(code), before)
                self.assertIn(words, before)
        last = self.run_ok("history", "--json").json["result"]["changes"][0]["id"]
        self.run_ok("history", "diff", "2", str(last))


class Bash(Night, WorldTest):
    @harness.needs_shell("bash")
    def test_on_a_home_of_ones_own(self):
        self.use_site()
        self.yesterday()
        self.hear(self.typed())

    def typed(self):
        script = "".join(f"{line}; printf '\\ncode %d\\n' $?\n" for line, _, _ in STORY)
        return self.home.run_program(shutil.which("bash"), "-c", f"exec 2>&1\n{script}").out

    @harness.posix_only
    @harness.needs_root
    @harness.needs_shell("bash")
    def test_on_the_home_of_the_machine(self):
        """What the person on call changes holds for the service account at its next `go`."""
        self.use_site()
        self.home.scratch.chmod(0o755)
        os.chmod(self.world.folder, 0o755)
        self.home.user.chmod(0o755)
        self.home.env["GOVERN_HOME"] = str(self.home.home)
        self.yesterday()
        for folder in (self.home.home, *self.home.home.parents):
            if self.home.user in (folder, *folder.parents):
                folder.chmod(0o755)
        service = lambda: self.goroot_of(self.home.start(self.home.shims / "go", cwd="/", preexec=become(ANOTHER)).wait()).name
        self.assertEqual(service(), f"go{NEW}.{PLATFORM}")
        self.run_ok("rollback")
        self.assertEqual(service(), f"go{OLD}.{PLATFORM}")
        reader = self.home.start(harness.for_everybody(self.home.exe), "history", cwd="/", preexec=become(ANOTHER)).wait()
        self.assertIn("rollback", self.check(reader).out)
        one = self.home.start(harness.for_everybody(self.home.exe), "history", "2", cwd="/", preexec=become(ANOTHER)).wait()
        self.assertIn("readable by", self.check(one).out + one.err)
        self.run_ok("default", NEW)
        self.hear(self.typed())


@harness.needs_shell("pwsh")
class PowerShell(Night, PowerShellTest, WorldTest):
    def install(self, version):
        """The versions of other tests of PowerShell are left out."""

    def test_on_a_home_of_ones_own(self):
        self.use_site()
        self.yesterday()
        self.set_up()
        # Under Wine PowerShell finds no program on PATH, whichever.
        words = {"go version": f"& {word(self.home.shims / 'go.exe')} version"} if harness.WINE else {}
        script = "".join(f"{words.get(line, line)}; \"`ncode $LASTEXITCODE\"\n" for line, _, _ in STORY)
        self.hear(self.pwsh(script).out.replace("\r\n", "\n"))


class Cmd(Night, WorldTest):
    @harness.windows_only
    def test_on_a_home_of_ones_own(self):
        self.use_site()
        self.yesterday()
        lines = "".join(f"call {line}\r\necho.& echo code %errorlevel%\r\n" for line, _, _ in STORY)
        self.home.write("night.cmd", "@echo off\r\n" + lines)
        said = self.home.start(CMD, command_line='cmd /d /c "night.cmd 2>&1"').wait()
        self.hear(said.out.replace("\r\n", "\n"))


if __name__ == "__main__":
    harness.main()
