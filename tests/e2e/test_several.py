"""Several versions in one call of `install`."""
import harness
from faults import FaultTest, wait_until
from server import Rule
from worlds import PLATFORM


class Several(FaultTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True, extra_files=400, extra_bytes=3_000_000)
        world.add("1.99.2", PLATFORM, embedded=True, extra_bytes=3_000_000)
        world.add("1.98.3", PLATFORM, embedded=True)

    def setUp(self):
        super().setUp()
        self.use_site()

    def test_the_next_begins_while_one_is_under_way(self):
        held = self.site.rule(self.archive_path("1.99.1"), Rule(stall=100_000, times=1))
        running = self.home.start(self.home.exe, "install", "1.99.1", "1.99.2", "1.98.3")
        wait_until(lambda: self.site.asked(self.archive_path("1.99.2")), seconds=14)
        self.assertEqual(self.site.asked(self.archive_path("1.98.3")), [], "two at a time")
        self.site.release()
        result = running.wait()
        self.assertEqual((result.code, held.times), (0, -self.REQUESTS), result)
        said = [line.split()[0] for line in result.err.splitlines() if " is installed: " in line]
        self.assertEqual(said, ["go1.99.1", "go1.99.2", "go1.98.3"], "in the order asked for")
        for version in ("1.99.1", "1.99.2", "1.98.3"):
            self.assert_verifies(version)
        self.assert_tidy()

    def test_one_failure_leaves_the_others_whole(self):
        self.site.rule(self.archive_path("1.99.1"), Rule(flip=50_000))
        self.run_fails(6, "install", "1.99.1", "1.99.2", "1.98.3")
        self.assertFalse(self.assert_whole_or_absent("1.99.1"))
        self.assert_whole_or_absent("1.99.2")
        self.assertFalse(self.assert_whole_or_absent("1.98.3"), "no other begins after a failure")
        self.assert_tidy()

    def test_json_names_what_was_done_beside_a_failure(self):
        self.site.rule(self.archive_path("1.98.3"), Rule(flip=50_000))
        result = self.home.run("install", "1.99.1", "1.98.3", "--json")
        self.assertEqual((result.code, result.json["ok"]), (6, False))
        self.assertEqual([one["version"] for one in result.json["result"]["installed"]], ["1.99.1"])
        self.assertEqual(result.json["error"]["code"], "archive-damaged")

    def test_a_source_that_is_down_is_said_once(self):
        self.use_proxy()
        self.home.env["GOVERN_MIRROR"] = "http://127.0.0.1:1"
        result = self.run_ok("install", "1.99.1", "1.98", "1.99.2")
        self.assertEqual(result.err.count("warning[source-unusable]"), 1, result)

    def test_the_same_version_twice(self):
        result = self.run_ok("install", "1.99.1", "1.99.1", "1.99.1", "--json").json["result"]["installed"]
        self.assertEqual([one["version"] for one in result], ["1.99.1"] * 3)
        self.assertEqual(len(self.site.asked(self.archive_path("1.99.1"))), self.REQUESTS)

    def test_an_unknown_one_is_said_before_anything_is_fetched(self):
        self.run_fails(3, "install", "1.99.1", "1.96.7")
        self.assertEqual(self.site.asked(self.archive_path("1.99.1")), [])
        self.assert_nothing_installed()

    def test_what_no_proxy_has_is_said_before_anything_is_fetched(self):
        self.use_proxy()
        self.run_fails(3, "install", "1.99.1", "1.96.7", error="no-such-version")
        self.assertEqual([one.path for one in self.site.requests + self.proxy.requests
                          if one.path.endswith((".zip", ".gz"))], [])
        self.assert_nothing_installed()


if __name__ == "__main__":
    harness.main()
