"""The documentation says what the program says."""

import re
import subprocess
import sys
import unittest
from pathlib import Path

import harness

ROOT = Path(__file__).resolve().parent.parent.parent


@harness.posix_only
class Docs(unittest.TestCase):
    def test_errors_page_is_what_explain_says(self):
        done = subprocess.run(
            [sys.executable, ROOT / "scripts" / "update-docs", harness.program("GOVERN_EXE"), "--check"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout.decode())

    def test_every_command_is_documented(self):
        helped = subprocess.run([harness.program("GOVERN_EXE"), "--help"], stdout=subprocess.PIPE, check=True)
        commands = re.findall(r"^  ([a-z]+) ", helped.stdout.decode().split("Options of")[0], re.M)
        self.assertGreater(len(commands), 15)
        page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
        for command in commands:
            self.assertRegex(page, rf"\| `{command}[ `]", command)

    def test_links_between_pages_lead_somewhere(self):
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
            for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
                self.assertTrue((page.parent / target).exists(), f"{page.name} links to {target}")


if __name__ == "__main__":
    harness.main() if hasattr(harness, "main") else unittest.main()
