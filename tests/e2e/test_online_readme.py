"""README's two stories, typed into a real bash on a terminal, with real Gos: what is printed there is printed."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from harness import EXE_SUFFIX, WINDOWS, online, online_environment
from stories import Terminal, plain, stories


@online
@unittest.skipIf(WINDOWS or not shutil.which("bash"), "typed into bash")
class Readme(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="govern-readme-")
        self.addCleanup(subprocess.run, ["chmod", "-R", "u+w", folder.name], stderr=subprocess.DEVNULL)
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name) / "ann"
        programs = Path(folder.name) / "programs"
        for made in (self.home, programs, self.home / "project"):
            made.mkdir()
        for name in ("govern", "govern-shim"):
            shutil.copy2(Path(os.environ["GOVERN_BIN"]) / (name + EXE_SUFFIX), programs)
        self.env = {"PATH": f"{programs}:/usr/bin:/bin", "CGO_ENABLED": "1", **online_environment()}
        self.terminal = self.open()

    def open(self):
        terminal = Terminal(self.home, self.env)
        self.addCleanup(terminal.end)
        return terminal

    def tell(self, story):
        wanted, told = [], []
        for command, lines in story:
            if "--rebuild" in command:  # minutes; online.rebuild types it
                continue
            wanted += [f"$ {command}", *plain(lines)]
            told += [f"$ {command}", *plain(self.terminal.type(command))]
            if lines[-1:] == ["…"]:  # README stops there
                del told[len(wanted) - 1:], wanted[-1]
        self.assertEqual("\n".join(told), "\n".join(wanted))

    def test_thirty_seconds(self):
        (self.home / "project" / "go.mod").write_text("module example.com/project\n\ngo 1.22\n")
        (self.home / "project" / "main_test.go").write_text("package main\n\nimport \"testing\"\n\nfunc Test(*testing.T) {}\n")
        other = self.open()  # what golang.org/dl leaves
        other.type(f"govern --home {self.home}/other install 1.21.13 2>/dev/null")
        tree = self.home / "sdk" / "go1.21.13"
        shutil.copytree(next((self.home / "other" / "sdks").glob("go1.21.13.*")), tree)
        for name in ("api", "doc", "misc", "test"):
            (tree / name).mkdir(exist_ok=True)
            (tree / name / "extra").write_text("not in the module\n")
        (tree / ".unpacked-success").write_text("")
        self.tell(stories()[0])

    def test_at_three_in_the_morning(self):
        app = self.home / "app.d"
        app.mkdir()
        (app / "go.mod").write_text("module example.com/app\n\ngo 1.25\n")
        (app / "main.go").write_text("package main\n\nfunc main() { println(\"hello\") }\n")
        for line in ("govern setup >/dev/null 2>&1", ". ~/.local/share/govern/shell/init.bash", "cd app.d",
                     "govern install 1.25.5 1.25.6 2>/dev/null", "go build -o app .",
                     "govern upgrade 1.25 -- go test ./... >/dev/null 2>&1"):
            self.terminal.type(line)
        self.tell(stories()[1])


if __name__ == "__main__":
    harness.main()
