"""What a person at a terminal sees, and what a pipe gets instead."""

import harness
from worlds import WorldTest, file_url


class Terminal(WorldTest):
    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)

    @harness.posix_only  # Wine's console keeps what it does not know
    def test_windows_terminal_shows_progress_in_the_taskbar(self):
        seen = self.home.run_in_terminal("install", "1.99.1", env={"WT_SESSION": "1"})
        self.check(seen)
        self.assertRegex(seen.out, r"\x1b\]9;4;1;\d+\x07")
        self.assertEqual(seen.out.rindex("\x1b]9;4;"), seen.out.rindex("\x1b]9;4;0;0\x07"), "taken away at the end")

    @harness.posix_only
    def test_other_terminals_get_a_bar_only(self):
        seen = self.home.run_in_terminal("install", "1.99.1")
        self.check(seen)
        self.assertNotIn("\x1b]9", seen.out)
        self.assertIn("\r\x1b[K", seen.out)

    def test_a_pipe_gets_plain_lines(self):
        result = self.run_ok("install", "1.99.1", env={"WT_SESSION": "1"})
        self.assertNotIn(b"\x1b", result.raw_out + result.raw_err)
        self.assertIn("1.99.1: ", result.err)

    def test_json_is_ascii_whatever_the_paths(self):
        """PowerShell 5.1 reads pipes in the console's code page; ASCII is the same in all of them."""
        result = self.run_ok("doctor", "--json")
        self.assertTrue(result.raw_out.isascii())
        self.assertIn("Jörg", str(result.json))


if __name__ == "__main__":
    harness.main()
