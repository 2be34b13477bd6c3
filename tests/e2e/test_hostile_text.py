"""What others named (folders, files, servers, variables) steers no terminal and commands no CI host, whatever shows it."""
import json
import re

import harness
from faults import FaultTest
from server import Rule
from worlds import PLATFORM

RAW = ("\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "##vso[", "##[", "##teamcity[", "::set-env", "\nINJECTED", "\rINJECTED")
HOSTILE = "\x1b[2J\u202e##vso[task.x]y ##[error]z ##teamcity[x] ::set-env name=PATH::x\nINJECTED\rINJECTED"
FILE_NAME = re.sub("[\x1b\r\n]", "", HOSTILE).replace(":", ";") if harness.WINDOWS else HOSTILE
COMMANDS = (("list",), ("list", "--remote"), ("current",), ("why",), ("doctor",), ("history",), ("default",),
            ("verify", "--offline"), ("install", "1.97.2"), ("exec", "--", "go"), ("pin",), ("default", HOSTILE),
            ("install", HOSTILE), ("use", HOSTILE), ("pin", HOSTILE), ("exec", "1.97.1", "--", HOSTILE), ("explain", HOSTILE),
            (HOSTILE,), ("list", "--" + HOSTILE), ("uninstall", HOSTILE), ("which", HOSTILE), ("buildinfo", FILE_NAME),
            ("audit",), ("audit", FILE_NAME), ("audit", "--under", "."),
            ("rollback", "--dry-run"), ("ci", "--for", HOSTILE), ("install", "1.97.2", "--source", "official"))


class HostileText(FaultTest):
    def setUp(self):
        super().setUp()
        self.use_site()
        self.run_ok("install", "1.97.1")

    def try_all(self):
        for words in COMMANDS[:: 4 if harness.WINE else 1]:
            for more in (("--json",), ("--verbose",)):
                with self.subTest(words=words, more=more):
                    result = self.home.run(*more, *words)
                    said = result.out + result.err
                    self.assertEqual([raw for raw in RAW if raw in said], [], said)
                    if more == ("--json",):
                        json.loads(result.out)

    def test_names_of_folders(self):
        (self.home.sdks / FILE_NAME.replace("/", "")).mkdir()
        work = self.home.work / FILE_NAME
        work.mkdir()
        self.home.work = work
        (work / "go.mod").write_text("module x\n\ngo 1.97.1\n")
        (work / ".go-version").write_text("1.97.1\n")
        self.try_all()

    def test_texts_of_files(self):
        for name, text in ((".go-version", HOSTILE), ("go.mod", f"module x\n\ngo 1.97.1\n\ntoolchain {HOSTILE}\n"),
                           ("go.mod", f"module x\n\ngo {HOSTILE}\n"), ("go.work", f"go {HOSTILE}\n")):
            (self.home.work / name).write_text(text, encoding="utf-8")
            self.try_all()
            (self.home.work / name).unlink()

    def test_texts_of_the_home(self):
        receipt = self.home.receipts / f"go1.97.1.{PLATFORM}.json"
        stored = json.loads(receipt.read_text())
        for key in list(stored):
            if isinstance(stored[key], str):
                receipt.write_text(json.dumps({**stored, key: HOSTILE}))
                self.assertEqual([raw for raw in RAW for words in (("list",), ("verify", "--offline"), ("repair", "1.97.1", "--offline"))
                                  if raw in str(self.home.run(*words).out + self.home.run(*words).err)], [], key)
        receipt.write_text(json.dumps(stored))
        line = {"id": 99, "time": HOSTILE, "user": HOSTILE, "command": HOSTILE, "kind": HOSTILE, "from": HOSTILE, "to": HOSTILE,
                "sdks": [HOSTILE], "folder": HOSTILE}
        with open(self.home.state / "history", "a") as history:
            history.write(json.dumps(line) + "\n")
        self.try_all()
        for name in ("state/default", "config"):
            path = self.home.home / name
            before = path.read_text() if path.exists() else None
            path.write_text(f"source {HOSTILE}\n" if name == "config" else HOSTILE, encoding="utf-8")
            self.try_all()
            path.write_text(before) if before is not None else path.unlink()

    def test_what_servers_answer(self):
        page = f"<html><head><title>{HOSTILE}</title></head><body>{HOSTILE}</body></html>".encode()
        for rule in (Rule(status=200, body=page, headers={"Content-Type": "text/html"}), Rule(status=403, body=page),
                     Rule(status=200, body=json.dumps([{"version": HOSTILE, "stable": True, "files": []}]).encode())):
            self.site.clear()
            self.site.rule("*", rule)
            self.try_all()

    def test_variables(self):
        for name in ("GOTOOLCHAIN", "GOPROXY", "GOSUMDB", "GOFLAGS", "GOROOT", "GOVERN_VERSION", "GOVERN_MIRROR", "GOWORK",
                     "HTTPS_PROXY", "CC", "GOENV", "GOVERN_SOURCE"):
            before = self.home.env.get(name)
            self.home.env[name] = HOSTILE
            self.try_all()
            self.home.env.pop(name)
            if before is not None:
                self.home.env[name] = before


if __name__ == "__main__":
    harness.main()
