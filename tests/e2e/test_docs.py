"""The documentation says what the program says."""

import re
import shlex
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


# Words that stand for something in the pages, and something to stand there.
STAND_INS = {"SPEC": "1.22.5", "SPEC…": "1.22.5", "SHELL": "bash", "CODE": "no-version-chosen", "KIND": "install",
             "FOLDER": "nowhere", "PATH": "nowhere", "COMMAND": "true", "CMD": "true", "[--]": "--"}
# Not a command line, or one that changes the machine itself.
PASSED_OVER = re.compile(r"^govern (/|@|X$|--home HOME|COMMAND|setup --machine)")
NOT_UNDERSTOOD = {"usage", "unknown-command", "unknown-option", "malformed-spec", "unknown-code", "unknown-kind"}


def typed_lines():
    """Every command of govern's that a page names, as a user would type it: {words: page}."""
    out = {}
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for line in re.findall(r"`(govern [^`\n]+)`", text) + re.findall(r"^(?:    |\$ )+(govern [^\n]+)$", text, re.M):
            line = re.split(r"\s+#\s|\s{3,}|\s\\?\||\s>\s|\s&&\s", line)[0].removesuffix(" …")
            if not PASSED_OVER.match(line):
                out[tuple(STAND_INS.get(word, word) for word in shlex.split(line) if word != "…")] = page.name
    return out


@harness.posix_only
class Typed(harness.GovernTest):
    exe = "GOVERN_EXE"

    def type(self, words):
        """Types a line. A path from the root lies in this test's own folder."""
        return self.home.run(*(f"{self.home.scratch}{word}" if word.startswith("/") else word for word in words))

    def test_every_command_line_of_the_pages_is_understood(self):
        lines = typed_lines()
        self.assertGreater(len(lines), 60)
        for words, page in lines.items():
            with self.subTest(" ".join(words), page=page):
                result = self.type(words[1:])
                if not re.search("is missing|needs a value|takes a folder", result.err):  # a sentence that names the command alone
                    self.assertNotIn(result.error_code, NOT_UNDERSTOOD, result)

    def test_every_example_of_help_is_understood(self):
        seen = 0
        todo = [()]
        while todo:
            command = todo.pop()
            helped = self.run_ok(*command, "--help", "--json").json["result"]
            todo += [(*command, one["name"]) for one in helped["commands"]]
            example = helped.get("example")
            if example:
                seen += 1
                words = shlex.split(re.search(r'govern [^)|"]+', example)[0])
                with self.subTest(example):
                    self.assertEqual(tuple(words[1:1 + len(command)])[:1], command[:1], "of another command")
                    self.assertNotIn(self.type(words[1:]).error_code, NOT_UNDERSTOOD)
                    self.assertTrue(helped["usage"].startswith("govern " + " ".join(command)), helped["usage"])
                    self.assertEqual(len(re.findall(r"\[COMMAND\]", helped["usage"])), 1 if helped["commands"] else 0)
        self.assertGreater(seen, 30)


if __name__ == "__main__":
    harness.main()
