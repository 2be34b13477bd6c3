"""What tests of faults share: a world of SDKs, what must hold whatever happened, and ways to wait."""

import os
import time

import harness
from worlds import GO, PLATFORM, WorldTest

SEED = int(os.environ.get("GOVERN_SEED", "20260102"))


def wait_until(condition, seconds=60):
    """Until another program or thread has done something."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.02)


class FaultTest(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True, extra_files=400, extra_bytes=3_000_000)
        world.add("1.99.2", PLATFORM, embedded=True, extra_bytes=9_000_000)
        world.add("1.98.3", PLATFORM, embedded=True, extra_files=400, extra_bytes=1_000_000)
        for number in range(10):
            world.add(f"1.97.{number}", PLATFORM, embedded=True)

    def archive_path(self, version="1.99.1"):
        return "/" + self.world[f"go{version}.{PLATFORM}"].archive_name

    # A zip's end is asked for first: what is in it is known before the rest comes.
    REQUESTS = 2 if harness.WINDOWS else 1

    def archive_size(self, version="1.99.1"):
        return (self.world.site / self.archive_path(version)[1:]).stat().st_size

    def assert_whole_or_absent(self, version):
        """What `list` shows verifies, and what it does not show cannot be run."""
        listed = f"{version} {PLATFORM}" in self.installed()
        if listed:
            self.assert_verifies(version)
        else:
            self.assertEqual(self.home.shim("go", "+" + version).code if (self.home.shims / GO).exists() else 4, 4)
            self.run_fails(4, "which", version)
        return listed

    def assert_tidy(self):
        """Nothing lies about once a run has ended by itself."""
        self.assertEqual(self.home.tree(self.home.staging), [])
        receipts = {name.split(".json")[0] for name in self.home.tree(self.home.receipts) if name.endswith(".json")}
        self.assertEqual({path.name for path in self.home.sdks.iterdir()}, receipts)
        self.assertEqual([name for name in self.home.tree() if ".tmp-" in name], [])
