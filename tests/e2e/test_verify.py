"""`verify` redoes what `install` proved, and says what it could not ask."""

import base64
import hashlib
import json
import os
import shutil

import harness
import sumdb
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

    def test_a_record_made_afterwards_is_a_warning_for_both(self):
        self.use_proxy()
        self.install_without_log(OLD)
        for words in (("verify", OLD), ("repair", OLD), ("verify", OLD)):
            result = self.run_ok(*words)
            self.assertIn("warning[log-cross-check]", result.err, words)

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
