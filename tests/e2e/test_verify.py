"""`verify` redoes what `install` proved, and says what it could not ask."""

import base64
import hashlib
import json
import os
import shutil

import harness
import sumdb
from sdks import World
from worlds import PLATFORM, WorldTest

LISTED, LOGGED, OLD = "1.99.1", "1.99.2", "1.20.3"


class Verify(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add(LISTED, PLATFORM, embedded=True)
        world.add(LOGGED, PLATFORM)
        old = world.add(OLD, PLATFORM, embedded=True, logged=False)
        world.write()
        # Made afterwards, of an archive that was packed anew.
        world.log.add(sumdb.toolchain_record(old.name, "h1:" + base64.b64encode(bytes(32)).decode()))
        world.log.fill(300)

    def install_without_log(self, version=LISTED):
        self.use_site()
        self.run_ok("install", version)

    def test_what_the_log_did_not_say_is_said(self):
        self.install_without_log()
        offline = self.run_ok("verify", "--offline")
        self.assertIn("without the log: --offline", offline.out)
        self.home.env["HTTPS_PROXY"] = "http://127.0.0.1:1"
        self.home.env["GOPROXY"] = "https://proxy.invalid"
        self.assertIn("without the log: ", self.run_ok("verify").out)
        result = self.run_ok("verify", "--json").json["result"]["verified"][0]
        self.assertEqual((result["ok"], result["log_checked"]), (True, False))
        self.assertTrue(result["log_why"])

    def test_a_forked_log_stops_it(self):
        self.install_without_log()
        self.use_proxy()
        self.run_ok("install", LOGGED)  # keeps a head of the log
        folder = self.home.scratch / "forked"
        shutil.copytree(self.world.proxy / "golang.org", folder / "golang.org")
        self.world.log.fork(at=2).fill(700).write(folder / "sumdb" / "log.test")
        self.home.env["GOPROXY"] = self.serve(folder).url()
        self.run_fails(6, "verify", LISTED, error="log-forked")

    def test_a_record_made_afterwards_is_a_warning_only_beside_the_archive(self):
        """`verify` has no archive to hash: what the log contradicts it cannot call genuine."""
        self.use_proxy()
        self.use_site()
        for words in (("install", OLD), ("repair", OLD)):
            self.assertIn("warning[log-cross-check]", self.run_ok(*words).err, words)
            self.run_fails(6, "verify", OLD, error="log-differs")
        self.assertIn("says its receipt", self.run_ok("verify", OLD, "--offline").out)

    def other_log(self, *records):
        """GOSUMDB of a log that somebody else runs."""
        log = sumdb.Log("other.test", seed=b"somebody").fill(20)
        for record in records:
            log.add(record)
        folder = self.home.scratch / "other log"
        log.write(folder / "sumdb" / "other.test")
        return f"{log.key} {self.serve(folder).url('/sumdb/other.test')}"

    def test_a_receipt_signed_by_somebody_else(self):
        """The receipt's log block is as good as its key: Go's own log is asked all the same."""
        genuine = self.world[f"go{LOGGED}.{PLATFORM}"]
        gosumdb = self.other_log(sumdb.toolchain_record(genuine.name, genuine.h1))
        self.use_proxy()
        self.run_ok("install", LOGGED, env={"GOSUMDB": gosumdb})
        offline = self.run_ok("verify", "--offline")
        self.assertIn("which is not Go's own, says its receipt; without the log", offline.out)
        self.assertFalse(self.run_ok("verify", "--offline", "--json").json["result"]["verified"][0]["log_checked"])
        # By the key that GOSUMDB names it counts, also without a network.
        named = self.run_ok("verify", "--offline", "--json", env={"GOSUMDB": gosumdb}).json["result"]["verified"][0]
        self.assertTrue(named["log_checked"])
        asked = self.run_ok("verify", "--json").json["result"]["verified"][0]
        self.assertTrue(asked["log_checked"])
        self.assertIn("genuine by the log log.test", asked["proof"])

    def test_a_receipt_whose_proof_was_edited(self):
        self.use_proxy()
        self.run_ok("install", LOGGED)
        file = self.home.receipts / f"go{LOGGED}.{PLATFORM}.json"
        receipt = json.loads(file.read_bytes())
        receipt["log"]["tree_size"] += 1
        file.write_text(json.dumps(receipt))
        self.run_fails(6, "verify", LOGGED, error="proof-wrong")

    def test_another_sdk_signed_by_somebody_else(self):
        forged = World(self.home.scratch / "forged", go=self.fake_go())
        sdk = forged.add(LOGGED, PLATFORM)
        sdk.files["src/make.bash"] = b"echo forged\n"
        forged.write()
        gosumdb = self.other_log(sumdb.toolchain_record(sdk.name, sdk.h1))
        self.use_proxy(forged)
        self.run_ok("install", LOGGED, env={"GOSUMDB": gosumdb})
        self.use_proxy()
        self.run_fails(6, "verify", LOGGED, error="log-differs")

    def test_a_receipt_of_another_archive(self):
        """A log block of somebody else does not keep the embedded list from being compared."""
        listed = self.world[f"go{LISTED}.{PLATFORM}"]
        gosumdb = self.other_log(sumdb.toolchain_record(listed.name, listed.h1))
        self.use_site()
        self.run_ok("install", LISTED, "--require-log", env={"GOSUMDB": gosumdb})
        file = self.home.receipts / f"go{LISTED}.{PLATFORM}.json"
        receipt = json.loads(file.read_text())
        self.assertIn("log", receipt)
        file.write_text(json.dumps({**receipt, "archive_sha256": "0" * 64}))
        self.run_fails(6, "verify", LISTED, "--offline", error="receipt-differs")

    def test_what_the_log_contradicts(self):
        """A program, its hash line and the receipt all changed alike: only the log can tell."""
        self.install_without_log()
        version = self.sdk(LISTED) / "src" / "make.bash"
        before = hashlib.sha256(version.read_bytes()).hexdigest()
        version.write_bytes(b"changed\n")
        base = self.home.receipts / f"go{LISTED}.{PLATFORM}"
        lines = base.with_name(base.name + ".h1").read_text().replace(before, hashlib.sha256(b"changed\n").hexdigest())
        base.with_name(base.name + ".h1").write_text(lines)
        file = base.with_name(base.name + ".json")
        receipt = json.loads(file.read_text())
        receipt["h1"] = "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()
        file.write_text(json.dumps(receipt))
        self.assertIn("without the log", self.run_ok("verify", "--offline").out)
        self.use_proxy()
        self.run_fails(6, "verify", error="log-differs")

    def test_require_log_holds_for_what_is_installed(self):
        self.install_without_log()
        self.run_fails(5, "install", LISTED, "--require-log")
        self.use_proxy()
        self.run_ok("install", LISTED, "--require-log")
        self.assertTrue(self.run_ok("verify", "--offline", "--json").json["result"]["verified"][0]["log_checked"])

    @harness.posix_only
    def test_a_folder_that_others_may_write_is_a_change(self):
        self.install_without_log()
        os.chmod(self.sdk(LISTED) / "bin", 0o777)
        self.assertIn("mode of bin", self.run_fails(6, "verify", error="tree-differs").err)

    def test_json_has_the_error(self):
        self.install_without_log()
        (self.sdk(LISTED) / "VERSION").write_text("go1.0\n")
        result = self.home.run("verify", "--json")
        self.assertEqual((result.code, result.json["ok"], result.json["error"]["code"]), (6, False, "tree-differs"))
        self.assertEqual(result.json["result"]["verified"][0]["changed"], ["VERSION"])

    def test_an_empty_home_is_told(self):
        self.assertIn("nothing is installed", self.run_ok("verify").err)

    def test_repair_without_network(self):
        self.install_without_log()
        self.run_fails(5, "--offline", "repair", LISTED, error="not-installed-offline")
        self.assertTrue(self.sdk(LISTED).is_dir())


if __name__ == "__main__":
    harness.main()
