"""The harness itself: what a test asks for is what the program gets."""

import os
import unittest
from unittest import mock

import harness
from harness import GovernTest, WINE, native


class Length(unittest.TestCase):
    def test_a_long_run_tries_more_and_a_variable_has_the_last_word(self):
        for long_run, named, expected in (("", "", 3), ("0", "", 3), ("1", "", 20), ("", "7", 7), ("1", "7", 7)):
            with mock.patch.dict(os.environ, {"GOVERN_LONG": long_run, "GOVERN_TRIES": named}):
                self.assertEqual(harness.count("GOVERN_TRIES", 3, 20), expected)


class Environment(GovernTest):
    """Run with the programs that every system has: cmd under Wine, sh elsewhere."""

    def say(self, **options):
        if WINE:
            cmd = harness.host(r"C:\windows\system32\cmd.exe")
            return self.home.run_program(cmd, "/c", "echo [%HOME%][%LOCALAPPDATA%][%MARK%]& cd& exit /b 70000", **options)
        return self.home.run_program("/bin/sh", "-c", 'echo "[$HOME][$XDG_DATA_HOME][$MARK]"; pwd; exit 70', **options)

    def test_variables_folder_and_code(self):
        result = self.say(env={"MARK": "a b"})
        first, second = result.out.splitlines()[:2]
        home = "" if WINE else native(self.home.user)
        if not WINE:  # cmd's own echo loses letters outside the code page
            self.assertEqual(first, f"[{home}][][a b]")
            self.assertEqual(second, native(self.home.work))
        else:
            self.assertTrue(first.startswith("[%HOME%][Z:\\"), result)
            self.assertTrue(first.endswith("[a b]"), result)
        self.assertEqual(result.code, 70000 if WINE else 70)

    def test_nothing_is_inherited(self):
        names = {name.split("=")[0].upper() for name in self.listing().out.splitlines() if "=" in name}
        self.assertFalse({n for n in names if n.startswith(("GO", "GOVERN_", "HTTP", "XDG_"))}, names)

    def listing(self):
        if WINE:
            return self.home.run_program(harness.host(r"C:\windows\system32\cmd.exe"), "/c", "set")
        return self.home.run_program("/usr/bin/env")

    def test_input_arrives_and_terminal_is_one(self):
        if WINE:
            self.skipTest("needs a program that reads stdin; the shim's tests do this")
        self.assertEqual(self.home.run_program("/bin/cat", input="süß\n").out, "süß\n")
        seen = self.home.run_in_terminal("-c", "test -t 1 && stty size", exe="/bin/sh", columns=77)
        self.assertEqual((seen.code, seen.out.split()), (0, ["24", "77"]))

    def test_a_killed_program_is_gone(self):
        path = harness.host(r"C:\windows\system32\cmd.exe") if WINE else "/bin/cat"
        running = self.home.start(path, stdin=harness.subprocess.PIPE)
        running.kill()
        self.assertNotEqual(running.wait(20).code, 0)


if __name__ == "__main__":
    harness.main()
