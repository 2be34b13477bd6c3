"""What is seen of a download: a bar on a terminal, one plain line a step elsewhere, nothing with --quiet."""

import re

import harness
from worlds import PLATFORM, Rule, WorldTest


class Progress(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.99.1", "1.99.2"):
            world.add(version, PLATFORM, embedded=True, extra_files=1200, extra_bytes=2_000_000)

    def setUp(self):
        super().setUp()
        self.use_site()
        self.use_proxy()

    def files(self, module):
        sdk = self.world[f"go1.99.1.{PLATFORM}"]
        return len(sdk.module_files() if module else sdk.files)

    @harness.posix_only
    def test_on_a_terminal(self):
        for source, module in (("official", False), ("proxy", True)):
            with self.subTest(source):
                for server in (self.site, self.proxy):
                    server.default = Rule(rate=2_000_000)
                seen = self.home.run_in_terminal("install", "1.99.1", "--source", source, columns=100)
                self.check(seen)
                self.assertRegex(seen.out, r"go1\.99\.1 download \[#*\.*\] \d+\.\d MB of \d+\.\d MB, \d+\.\d [kM]B/s, \d+ s left")
                self.assertRegex(seen.out, rf"go1\.99\.1 unpack .*{self.files(module)} of {self.files(module)} files")
                # The bytes come first; the bar is gone at the end, and what was done stays as lines.
                self.assertLess(seen.out.index(" download "), seen.out.rindex(" unpack "))
                self.assertTrue(re.search(r"\r\x1b\[Kgo1\.99\.1 is installed", seen.out), seen)
                self.run_ok("uninstall", "1.99.1", "--force")

    @harness.posix_only
    def test_a_result_stands_on_a_line_of_its_own(self):
        self.run_ok("install", "1.99.1")
        seen = self.home.run_in_terminal("verify", columns=100)
        self.check(seen)
        self.assertIn(" verify [", seen.out)
        self.assertTrue(re.search(rf"\r\x1b\[Kgo1\.99\.1\.{PLATFORM}: {self.files(False)} files", seen.out), seen)

    @harness.posix_only
    def test_on_a_narrow_terminal(self):
        self.site.default = Rule(rate=2_000_000)
        seen = self.home.run_in_terminal("install", "1.99.1", columns=40)
        bars = re.findall(r"\r\x1b\[K(go1\.99\.1 download [^\r\n]*)", seen.out)
        self.assertTrue(bars, seen)
        for bar in bars:
            self.assertLess(len(bar), 40)
            self.assertRegex(bar, r"^go1\.99\.1 download [\d.]+ [kM]B of [\d.]+ MB(, [\d.]+ [kM]B/s)?$", "no half words")

    def test_elsewhere(self):
        for source, module in (("official", False), ("proxy", True)):
            with self.subTest(source):
                result = self.run_ok("install", "1.99.1", "--source", source)
                self.assertNotIn("\x1b", result.err)
                self.assertEqual(len(re.findall(r"(?m)^go1\.99\.1: .* downloaded$", result.err)), 1, result)
                self.assertEqual(re.findall(r"(?m)^go1\.99\.1: (\d+) files unpacked$", result.err),
                                 [str(self.files(module))], result)
                self.run_ok("uninstall", "1.99.1", "--force")

    def test_quiet(self):
        self.assertEqual(self.run_ok("install", "1.99.1", "--quiet").err, "")


if __name__ == "__main__":
    harness.main()
