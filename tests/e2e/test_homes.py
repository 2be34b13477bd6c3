"""SDKs that something else than govern has changed, and several commands on one SDK at once."""
import json
import os
import threading

import harness
from faults import FaultTest, wait_until
from worlds import GO, OTHER_PLATFORM, PLATFORM

if os.name == "posix":
    import fcntl


class Changed(FaultTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True)
        world.add("1.99.1", OTHER_PLATFORM, embedded=True)
        world.add("1.99.2", PLATFORM)

    def setUp(self):
        super().setUp()
        self.use_site()

    def receipt(self, version):
        return self.home.receipts / f"go{version}.{PLATFORM}.json"

    def test_a_folder_without_receipt_is_kept(self):
        notes = self.sdk("1.99.1") / "notes.txt"
        notes.parent.mkdir(parents=True)
        notes.write_text("mine")
        kept = self.sdk("1.99.1").with_name(f"go1.99.1.{PLATFORM}.kept-1")
        self.assertIn(kept.name, self.run_ok("install", "1.99.1").err)
        self.assertEqual((kept / "notes.txt").read_text(), "mine")
        self.assert_verifies("1.99.1")
        self.assertEqual(self.run_ok("list", "--json").json["result"]["unknown"], [kept.name])
        self.run_ok("repair", "1.99.1")
        self.assertEqual((kept / "notes.txt").read_text(), "mine")

    @harness.posix_only
    def test_a_linked_sdk_is_one_for_every_command(self):
        self.run_ok("install", "1.99.1")
        elsewhere = self.home.scratch / "elsewhere"
        self.sdk("1.99.1").rename(elsewhere)
        self.sdk("1.99.1").symlink_to(elsewhere)
        self.check(self.home.shim("go", "version"))
        self.assertIn("complete, genuine", self.run_ok("list").out)
        self.assert_verifies("1.99.1")
        self.run_ok("uninstall", "1.99.1", "--force")
        self.assertFalse(self.sdk("1.99.1").is_symlink())
        self.assertTrue((elsewhere / "VERSION").is_file(), "only the link is govern's")
        self.assert_tidy()

    def test_without_its_go_it_is_broken_and_installed_anew(self):
        self.run_ok("install", "1.99.1")
        (self.sdk("1.99.1") / "bin" / GO).unlink()
        self.assertRegex(self.run_ok("list").out, r"(?m)^\* 1\.99\.1 +broken, .*govern repair 1\.99\.1$")
        self.assertIn("govern repair 1.99.1", self.run_ok("default", "1.99.1").err)
        self.assertIn("hint: govern repair 1.99.1\n", self.run_fails(1, "which", "1.99.1", error="program-not-in-sdk").err)
        self.run_fails(7, "uninstall", "1.99.1", error="in-use")
        self.assertIn("go1.99.1 is installed", self.run_ok("install", "1.99.1").err)
        self.check(self.home.shim("go", "version"))
        self.assert_verifies("1.99.1")
        self.assert_tidy()

    def test_a_default_with_a_damaged_receipt_is_warned_of(self):
        self.run_ok("install", "1.99.1")
        self.receipt("1.99.1").write_text("")
        result = self.run_ok("default", "1.99.1")
        self.assertIn("warning[receipt-malformed]", result.err)
        self.assertIn("govern repair 1.99.1", result.err)

    def test_only_what_the_default_runs_is_starred(self):
        self.run_ok("install", "1.99.1")
        goos, arch = OTHER_PLATFORM.split("-")
        self.run_ok("install", "1.99.1", "--os", goos, "--arch", arch)
        rows = self.run_ok("list", "--json").json["result"]["installed"]
        self.assertEqual({f"{row['os']}-{row['arch']}": row["default"] for row in rows},
                         {PLATFORM: True, OTHER_PLATFORM: False})

    def test_an_older_list_gives_no_verdict(self):
        """As installed by a later govern, whose embedded list has it."""
        self.use_proxy()
        self.run_ok("install", "1.99.2")
        receipt = json.loads(self.receipt("1.99.2").read_text())
        receipt.pop("log", None)
        receipt["evidence"] = "embedded-list"
        self.receipt("1.99.2").write_text(json.dumps(receipt))
        self.assertIn("the embedded list of this govern does not know", self.run_ok("verify", "--offline").out)

    def test_locks_may_be_deleted(self):
        self.run_ok("install", "1.99.1")
        for file in (self.home.home / "locks").iterdir():
            file.unlink()
        (self.home.home / "locks").rmdir()
        (self.home.shims / ("go1.99.1" + harness.EXE_SUFFIX)).unlink()
        self.run_ok("install", "1.99.1")
        self.assertTrue((self.home.shims / ("go1.99.1" + harness.EXE_SUFFIX)).exists())


class AtOnce(FaultTest):
    def setUp(self):
        super().setUp()
        self.use_site()

    @harness.posix_only
    def test_what_was_removed_before_an_interruption_is_told_and_tidy(self):
        self.run_ok("install", "1.97.1", "1.97.2", "1.97.3")
        with open(self.home.home / "locks" / f"go1.97.3.{PLATFORM}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            running = self.home.start(self.home.exe, "uninstall", "1.97.2", "1.97.3", "--json")
            wait_until(lambda: not self.sdk("1.97.2").exists())
            running.interrupt()
            result = running.wait()
        self.assertEqual(result.code, 130, result)
        self.assertEqual([one["version"] for one in result.json["result"]["removed"]], ["1.97.2"])
        self.assertFalse((self.home.shims / "go1.97.2").exists())
        self.assertTrue(self.sdk("1.97.3").exists())

    def test_a_default_is_never_one_that_is_removed_at_once(self):
        self.run_ok("install", "1.97.1")
        for _ in range(4 if harness.WINE else 20):
            self.run_ok("install", "1.97.2")
            self.run_ok("default", "1.97.1")
            (self.home.state / "history").unlink(missing_ok=True)
            pair = [self.home.start(self.home.exe, word, "1.97.2") for word in ("default", "uninstall")]
            codes = [one.wait().code for one in pair]
            default = self.run_ok("default").out.strip()
            there = self.sdk("1.97.2").exists()
            self.assertIn((codes, default, there), (([0, 7], "1.97.2", True), ([4, 0], "1.97.1", False)))

    def test_verify_of_what_is_replaced_meanwhile_is_no_verdict(self):
        self.run_ok("install", "1.99.1")
        ended = threading.Event()
        codes = []

        def verify():
            while not ended.is_set():
                codes.append(self.home.run("verify", "1.99.1", "--offline").code)

        reader = threading.Thread(target=verify)
        reader.start()
        try:
            for _ in range(3 if harness.WINE else 15):
                self.run_ok("repair", "1.99.1")
                self.run_ok("uninstall", "1.99.1", "--force")
                self.run_ok("install", "1.99.1")
        finally:
            ended.set()
            reader.join()
        self.assertLessEqual(set(codes), {0, 4})
        self.assertIn(0, codes)


if __name__ == "__main__":
    harness.main()
