"""What the tests of CI hosts share: a release to install from, and how hosts carry values from step to step."""
import re
import unittest
from pathlib import Path

import harness
from test_packaging import URL, Packaged
from worlds import PLATFORM, WorldTest

try:
    import yaml
except ImportError:
    yaml = None

REPOSITORY = Path(__file__).resolve().parents[2]
needs_yaml = unittest.skipUnless(yaml, "python3-yaml is not installed")

# A name of a folder that would be a command for hosts and for a shell. (No colon: PATH cannot hold one.)
HOSTILE_FOLDER = "##vso[task.setvariable variable=PATH]x ##[error]y ##teamcity[z] $(touch evil) 'q"


class ReleaseTest(Packaged, WorldTest):
    """`dist` is a release whose govern is the tests' own, to be had where it lies; `checkout` a repository that pins 1.99.1."""

    programs_of_release = ("GOVERN_TEST_EXE", "GOVERN_SHIM")

    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True)
        world.add("1.98.2", PLATFORM, embedded=True)

    def setUp(self):
        super().setUp()
        for script in self.dist.rglob("*.sh"):
            script.write_text(script.read_text().replace(URL, f"file://{self.dist}"))
        self.set_checkout("check out")

    def set_checkout(self, name):
        self.checkout = self.home.work = self.home.user / name
        self.checkout.mkdir()
        (self.checkout / ".go-version").write_text("1.99.1\n")

    def assert_runs(self, out, version="1.99.1", home=None):
        """The last `go version` was that version's."""
        found = re.findall(r"^env GOROOT=(.*)$", out, re.M)
        self.assertTrue(found, out)
        goroot = harness.host(found[-1])
        self.assertEqual(goroot.name, f"go{version}.{PLATFORM}", out)
        self.assertIn("arg=version", out)
        if home:
            self.assertEqual(goroot.parent.parent, home)


class Expression:
    """An expression of GitHub's, of the few kinds that the action has, for these contexts: {"inputs.x": text}."""

    def __init__(self, text, values):
        self.words = re.findall(r"\|\||&&|==|!=|'[^']*'|[\w.-]+|[()!]", text)
        self.values = values

    def value(self):
        out = self.alternatives()
        assert not self.words, self.words
        return out

    def take(self, *words):
        return self.words.pop(0) if self.words and self.words[0] in words else None

    def alternatives(self):
        out = self.conjunction()
        while self.take("||"):
            other = self.conjunction()
            out = out or other
        return out

    def conjunction(self):
        out = self.comparison()
        while self.take("&&"):
            other = self.comparison()
            out = other if out else out
        return out

    def comparison(self):
        out = self.primary()
        operator = self.take("==", "!=")
        if operator:
            same = str(out).lower() == str(self.primary()).lower()
            out = same if operator == "==" else not same
        return out

    def primary(self):
        if self.take("!"):
            return not self.primary()
        if self.take("("):
            out = self.alternatives()
            assert self.take(")")
            return out
        word = self.words.pop(0)
        return word[1:-1] if word.startswith("'") else self.values.get(word, "")


def filled(text, values):
    """`${{ … }}` in a text."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(Expression(found[1], values).value()), str(text))


def environment_file(data):
    """What the runner reads from a file of GITHUB_ENV or GITHUB_OUTPUT."""
    values, lines = {}, iter(data.decode("utf-8").split("\n")[:-1])
    for line in lines:
        heredoc = re.match(r"([^=<]+)<<(.+)$", line)
        if heredoc:
            block = []
            for inner in lines:
                if inner == heredoc[2]:
                    break
                block.append(inner)
            values[heredoc[1]] = "\n".join(block)
        else:
            name, value = line.split("=", 1)
            values[name] = value
    return values


def commands_of_github(log):
    """The commands that the runner finds in a log: `::name …::` at the beginning of a line, `##[name]` anywhere."""
    out, stopped = [], None
    for line in log.splitlines():
        found = re.match(r"\s*::([^\s:]+)([^:]*)::(.*)$", line)
        name = found[1] if found else None
        if stopped:
            stopped = None if name == stopped else stopped
        elif name == "stop-commands":
            stopped = found[3].strip()
        elif name or re.search(r"##\[", line):
            out.append(line)
    assert not stopped, "the host looks for no commands any more"
    return out


def commands_of_azure(log):
    """`(name, properties, message)` of each `##vso[…]`, undone as the agent does."""
    def plain(text):
        for code, letter in (("%3B", ";"), ("%5D", "]"), ("%0D", "\r"), ("%0A", "\n"), ("%AZP25", "%")):
            text = text.replace(code, letter)
        return text

    out = []
    for line in log.splitlines():
        found = re.search(r"##vso\[(\S+?)(?: ([^\]]*))?\](.*)$", line)
        if found:
            properties = dict(part.split("=", 1) for part in (found[2] or "").split(";") if part)
            out.append((found[1], {name: plain(value) for name, value in properties.items()}, plain(found[3])))
    return out
