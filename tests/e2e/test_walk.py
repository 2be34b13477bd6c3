"""What docs/windows.md tells to type in PowerShell and in cmd, typed there with made-up SDKs: what is printed there is printed.

The page shows Windows. On Linux its PowerShell story is typed into Linux' PowerShell, with this system's words in place of Windows'."""

import os
import re
import shutil
import subprocess

import harness
from harness import EXE_SUFFIX, native
from pwshtest import PowerShellTest, word
from shelltest import ShellTest
from stories import plain, stories
from test_cmd import CMD
from worlds import PLATFORM, WorldTest

PAGE = "docs/windows.md"
MARK = "====typed===="


class Story(WorldTest):
    home_name = "ann"

    @classmethod
    def fill(cls, world):
        for version in ("1.22.5", "1.26.10"):
            world.add(version, PLATFORM, site=False)

    def setUp(self):
        super().setUp()
        self.use_proxy()
        self.home.env.update(FAKE_GO_VERSION="1", GOENV="off", NO_COLOR="1")
        # What the installer leaves in the home.
        self.home.shims.mkdir(parents=True)
        for file, name in ((self.home.exe, "govern"), (os.environ["GOVERN_SHIM"], "go"), (os.environ["GOVERN_SHIM"], "gofmt")):
            shutil.copy2(file, self.home.shims / (name + EXE_SUFFIX))
        self.run_ok("init", "pwsh")
        self.home.work = self.home.user

    def as_on_windows(self, text):
        """One way to write the folders, the platform and the log."""
        text = text.replace(native(self.home.home), r"C:\Users\ann\AppData\Local\govern").replace(native(self.home.user), r"C:\Users\ann")
        text = text.replace(PLATFORM, "windows-amd64").replace(PLATFORM.replace("-", "/"), "windows/amd64")
        text = text.replace(f"bin{os.sep}go)", r"bin\go.exe)").replace("log.test", "sum.golang.org")
        return re.sub(r"[^\s()]*\\[^\s()]*|[^\s()]*/[^\s()]*", lambda path: path[0].replace("\\", "/"), text)

    def compare(self, story, printed):
        """`printed`: for each command the text that came."""
        wanted, told = [], []
        for (command, lines), text in zip(story, printed, strict=True):
            wanted += [f"> {command}", *plain(map(self.as_on_windows, lines))]
            # The page is read on a terminal, which shows progress in place of these two lines.
            shown = [line for line in text.splitlines() if not re.search(" downloaded$| files unpacked$", line)]
            told += [f"> {command}", *plain(map(self.as_on_windows, shown))]
        self.assertEqual("\n".join(told), "\n".join(wanted))


@harness.needs_shell("pwsh")
class PowerShell(Story):
    pwsh, written = PowerShellTest.pwsh, ShellTest.written

    def setUp(self):
        super().setUp()
        self.home.env.update(PowerShellTest.variables())

    def test_the_page_s_story(self):
        story, = stories(PAGE, "PS> ")
        exe = self.home.shims / ("govern" + EXE_SUFFIX)
        script = [f"& {word(exe)} init pwsh | Out-String | Invoke-Expression"]
        if harness.WINE:  # PowerShell finds no program by its bare name there
            script += [f"Set-Alias go {word(self.home.shims / 'go.exe')}"]
        for command, _ in story:
            script += [f"'{MARK}'", command]
        out = self.pwsh("\n".join(script), init=False).out
        self.compare(story, out.split(MARK)[1:])


@harness.windows_only
class Cmd(Story):
    def test_the_page_s_story(self):
        story, = stories(PAGE, "> ")
        lines = ["@echo off"]
        for command, _ in story:
            # A batch file goes on after another one only by `call`; that is all in which it differs from what is typed.
            lines += [f"echo {MARK}", ("call " if command.startswith("govern-use") else "") + command]
        batch = self.home.write("typed.cmd", "\r\n".join([*lines, ""]))
        result = self.home.start(CMD, "/d", "/c", native(batch), stderr=subprocess.STDOUT).wait()
        self.compare(story, result.out.split(MARK)[1:])


if __name__ == "__main__":
    harness.main()
