"""Real SDKs, proved by a rebuild: each program of a linux/amd64 SDK and of its windows/amd64 twin is what its source gives.

One SDK, a minute or two; in a long run its twin too, every line from Go 1.21 on, and one letter of a comment changed."""

import base64
import hashlib
import json
import unittest

import harness
from harness import WINDOWS, online
from test_online_sdks import OnlineTest
from worlds import PLATFORM

VERSION = "1.26.10"
LINES = ["1.21", "1.22", "1.23", "1.24", "1.25", VERSION, "1.27"]
PATIENCE = 1800


@online
@unittest.skipUnless(PLATFORM in ("linux-amd64", "windows-amd64"), f"the recipe of {PLATFORM} is not known")
class OnlineRebuild(OnlineTest):
    def rebuilt(self, version, *words, code=0):
        result = self.check(self.home.run("verify", "--rebuild", version, *words, "--offline", "--json", timeout=PATIENCE), code)
        row = result.json["result"]["verified"][0]
        found = row["rebuild"]
        print(f"REBUILT {row['version']} {row['os']}-{row['arch']} by {found['built_by']}: {found['identical']} of "
              f"{len(found['programs'])} in {found['seconds']:.0f} s, {found['sources']} sources", flush=True)
        self.assertGreater(found["sources"], 1500)
        self.assertGreater(found["only_hashed"], found["sources"])
        return found

    def assert_all_the_same(self, found):
        self.assertEqual([one for one in found["programs"] if not one["identical"]], [])
        self.assertGreaterEqual(len(found["programs"]), 9)

    def assert_twins(self, version):
        own = self.rebuilt(version)
        self.assert_all_the_same(own)
        got = self.home.run("install", version, "--os", "windows", "--arch", "amd64", timeout=600)
        if got.error_code == "no-such-version":
            print(f"SKIPPED {self.id()}: the proxy has no {version} for Windows", flush=True)
            return
        self.check(got)
        twin = self.rebuilt(version, "--os", "windows", "--arch", "amd64")
        self.assert_all_the_same(twin)
        self.assertTrue(twin["built_by"].endswith("linux-amd64"))
        self.assertEqual([one["name"] for one in twin["programs"]], [one["name"] for one in own["programs"]])

    @unittest.skipIf(WINDOWS, "SDKs for Linux")
    def test_an_sdk(self):
        self.installs(VERSION)
        self.assert_all_the_same(self.rebuilt(VERSION))
        self.assertIn(", rebuilt 2", self.run_ok("list").out)

    @unittest.skipIf(WINDOWS, "SDKs for Linux")
    @unittest.skipUnless(harness.long_run(), "takes a quarter of an hour: scripts/test --long")
    def test_every_line(self):
        for line in LINES:
            with self.subTest(line):
                version = self.installs(line).json["result"]["installed"][0]["version"]
                self.assert_twins(version)

    @unittest.skipIf(WINDOWS, "SDKs for Linux")
    @unittest.skipUnless(harness.long_run(), "takes two minutes: scripts/test --long")
    def test_a_letter_of_a_comment(self):
        """With a receipt that was made for the changed tree."""
        self.installs(VERSION)
        source = self.root(VERSION) / "src/cmd/gofmt/doc.go"
        old = source.read_bytes()
        new = old.replace(b"Gofmt formats", b"Gofmt Formats", 1)
        self.assertNotEqual(old, new)
        source.write_bytes(new)
        lines = self.home.receipts / f"go{VERSION}.{PLATFORM}.h1"
        text = lines.read_text().replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest())
        lines.write_text(text)
        receipt = lines.with_suffix(".json")
        data = json.loads(receipt.read_text())
        data["h1"] = "h1:" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        del data["log"]
        receipt.write_text(json.dumps(data))
        found = self.rebuilt(VERSION, code=6)
        self.assertEqual([one["name"] for one in found["programs"] if not one["identical"]], ["gofmt"])
        self.assertIn(".note.go.buildid", [one["difference"] for one in found["programs"] if not one["identical"]][0])

    @unittest.skipUnless(WINDOWS, "an SDK for Windows, by itself")
    @unittest.skipUnless(harness.long_run(), "takes minutes under Wine: scripts/test --long")
    def test_on_windows(self):
        self.installs(VERSION)
        self.assert_all_the_same(self.rebuilt(VERSION))


if __name__ == "__main__":
    harness.main()
