"""An altered toolchain with answers of the checksum database that Go's own command took for a proof in 2026.

The log and its key are our own; its tree has three levels of tiles. docs/trust.md names the versions of Go."""

import shutil

import harness
import sumdb
from sdks import World
from worlds import PLATFORM, Rule, WorldTest

INNER, EDGE, HONEST = "1.99.1", "1.99.2", "1.99.3"


class ForgedProofs(WorldTest):
    @classmethod
    def fill(cls, world):
        cls.honest = world.add(HONEST, PLATFORM)
        cls.inner = world.add(INNER, PLATFORM)  # in a full tile with full ones above it
        world.write()
        world.log.fill(66_000)
        cls.edge = world.add(EDGE, PLATFORM)    # in the last, partial one
        cls.altered = World(world.folder / "altered", go=cls.fake_go(), log=sumdb.Log("log.test", seed=b"evil"))
        for version in (INNER, EDGE):
            cls.altered.add(version, PLATFORM).files["src/fmt/print.go"] = b"package fmt // altered\n"

    def setUp(self):
        super().setUp()
        self.use_proxy()
        self.log = self.world.log

    def begin(self, sdk, warm):
        """The proxy has the altered SDK; the cache holds nothing, or another SDK's proof."""
        self.proxy.clear()
        for folder in (self.home.cache, self.home.sdks, self.home.receipts, self.home.shims, self.home.state):
            shutil.rmtree(folder, ignore_errors=True)
        if warm:
            self.run_ok("install", HONEST)
            self.run_ok("uninstall", HONEST, "--force")
        evil = self.altered[sdk.name]
        self.assertNotEqual(evil.h1, sdk.h1)
        self.proxy.rule(f"/golang.org/toolchain/@v/{sdk.module_version}.zip", Rule(content=evil.module_zip()))
        return evil

    def answers(self, sdk, text):
        self.proxy.rule(f"/sumdb/log.test/lookup/golang.org/toolchain@{sdk.module_version}", Rule(content=text.encode()))

    def refused(self, sdk, *errors):
        result = self.run_fails(6, "install", sdk.version)
        self.assertIn(result.error_code, errors, result)
        self.assert_nothing_installed()
        self.assertFalse((self.home.shims / ("go" + sdk.version)).exists())
        return result

    def test_an_answer_without_the_entry(self):
        """CVE-2026-42501: a true record, proved and all, but not one of this toolchain."""
        sdk = self.inner
        line = f"golang.org/toolchain {sdk.module_version}"
        other = self.log.number_of(self.honest.name)
        grown = self.log.fork(at=-1)
        only_go_mod = grown.add(f"{line}/go.mod {sumdb.GO_MOD_H1}\n")
        no_line = grown.add("example.com/nothing v1.0.0 h1:x\n")
        for name, log, number in (("of another version", self.log, other), ("with its go.mod alone", grown, only_go_mod),
                                  ("of another module", grown, no_line)):
            for warm in (False, True):
                with self.subTest(name, warm=warm):
                    self.begin(sdk, warm)
                    if log is grown:
                        for tile, content in grown.tiles().items():
                            self.proxy.rule(f"/sumdb/log.test/{tile}", Rule(content=content))
                    self.answers(sdk, log.lookup(number))
                    self.refused(sdk, "log-wrong-record")

    def test_unproved_lines_beside_a_proved_record(self):
        """CVE-2026-56864: the record is the log's; the line that would be believed stands beside it."""
        for sdk in (self.inner, self.edge):
            number = self.log.number_of(sdk.name)
            first, second = self.log.records[number].splitlines(keepends=True)
            head = self.log.head()
            for warm in (False, True):
                evil = self.begin(sdk, warm)
                forged = f"golang.org/toolchain {sdk.module_version} {evil.h1}\n"
                for name, text in {
                    "before the number": f"{forged}{number}\n{first}{second}\n{head}",
                    "before the record": f"{number}\n{forged}{first}{second}\n{head}",
                    "before the record, with a blank line": f"{number}\n{forged}\n{first}{second}\n{head}",
                    "inside the record": f"{number}\n{first}{forged}{second}\n{head}",
                    "in place of its line, which comes last": f"{number}\n{forged}{second}{first}\n{head}",
                    "after the record": f"{number}\n{first}{second}{forged}\n{head}",
                    "after the record, with a blank line": f"{number}\n{first}{second}\n{forged}\n{head}",
                    "before the note": f"{number}\n{first}{second}\n{forged}{head}",
                    "inside the note": f"{number}\n{first}{second}\n" + head.replace("\n\n", f"\n{forged}\n"),
                    "among the signatures": f"{number}\n{first}{second}\n" + head.replace("\n\n", f"\n\n{forged}"),
                    "after the note": f"{number}\n{first}{second}\n{head}{forged}",
                    "after the note, with a blank line": f"{number}\n{first}{second}\n{head}\n{forged}",
                }.items():
                    with self.subTest(name, sdk=sdk.version, warm=warm):
                        self.proxy._rules = [rule for rule in self.proxy._rules if "/lookup/" not in rule[0]]
                        self.answers(sdk, text)
                        # The record alone may be believed; then the files are not what it says.
                        self.refused(sdk, "log-wrong-record", "log-malformed", "log-record-not-in-tree",
                                     "log-bad-signature", "h1-mismatch")

    def test_forged_tiles_above_a_forged_record(self):
        """CVE-2026-56865: leaf tile, its parent and the parent's parent fit each other, but not the signed head."""
        for sdk in (self.inner, self.edge):
            number = self.log.number_of(sdk.name)
            record = sumdb.toolchain_record(sdk.name, self.altered[sdk.name].h1)
            fork = self.log.fork(at=number, record=record)
            everything = {name: content for name, content in fork.tiles().items() if content != self.log.tiles()[name]}
            cases = {f"{levels} of the tiles above it": fork.path_tiles(number, levels) for levels in (0, 1, 2, 3)}
            for name, tiles in {**cases, "every tile that differs": everything}.items():
                for warm in (False, True):
                    with self.subTest(name, sdk=sdk.version, warm=warm):
                        self.begin(sdk, warm)
                        for tile, content in tiles.items():
                            self.proxy.rule(f"/sumdb/log.test/{tile}", Rule(content=content))
                        self.answers(sdk, f"{number}\n{record}\n{self.log.head()}")
                        self.refused(sdk, "log-bad-tile", "log-record-not-in-tree")

    def test_the_honest_ones_are_installed(self):
        for sdk in (self.inner, self.edge):
            self.run_ok("install", sdk.version)
            self.assert_verifies(sdk.version)


if __name__ == "__main__":
    harness.main()
