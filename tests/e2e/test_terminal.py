"""What a person at a terminal sees, and what a pipe gets instead."""

import os
import shutil
import subprocess
import unittest
from pathlib import Path

import harness
from harness import native
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
        result = self.home.run("doctor", "--json")
        self.assertTrue(result.raw_out.isascii())
        self.assertIn("Jörg", str(result.json))

    @unittest.skipUnless(harness.WINE, "needs a program called powershell.exe and a console of code page 850")
    def test_powershell_gets_its_console_s_code_page(self):
        """That is how it reads pipes; everybody else gets UTF-8."""
        for parent, wanted in (("powershell.exe", "cp850"), ("other.exe", "utf-8")):
            starter = self.home.scratch / parent
            shutil.copy(Path(os.environ["GOVERN_BIN"]) / "winrun.exe", starter)
            words, _ = self.home._wine_words(self.home.exe, ["doctor"], self.home.variables(), self.home.work, None)
            batch = self.home.scratch / "start.cmd"
            batch.write_text(f"@echo off\r\nchcp 850 >nul\r\n{native(starter)} {words[-1]}\r\n", newline="")
            self.assertIn("Jörg".encode(wanted), self.in_console(words[0], "cmd", "/c", native(batch)), parent)

    @staticmethod
    def in_console(*words):
        """What it writes to a pipe, the rest being a terminal."""
        import fcntl
        import pty
        import termios

        master, slave = pty.openpty()

        def take_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        names = ("PATH", "HOME", "GOVERN_WINEPREFIX")
        variables = {"TERM": "xterm", **{name: os.environ[name] for name in names if name in os.environ}}
        done = subprocess.run(words, stdin=slave, stderr=slave, stdout=subprocess.PIPE, preexec_fn=take_terminal,
                              env=variables, timeout=harness.TIMEOUT)
        os.close(slave)
        os.close(master)
        return done.stdout


if __name__ == "__main__":
    harness.main()
