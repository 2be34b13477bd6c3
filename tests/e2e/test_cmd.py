"""What only Windows has: govern-use started where its cmd ends, hints for batch files, two spellings of one variable."""

import re

import harness
from harness import native, windows_only
from pwshtest import PowerShellTest, word
from shelltest import ShellTest

CMD = r"C:\windows\system32\cmd.exe"


class GovernUse(ShellTest):
    """govern-use in a cmd of its own, which ends with the switch."""

    @windows_only
    def test_alone_behind_cmd_c_it_switches_nothing(self):
        self.run_ok("setup")
        self.addCleanup(self.home.run, "setup", "--undo")
        result = self.check(self.home.run_program(CMD, "/d", "/c", "govern-use.cmd", "1.22.5"), 2, "switch-would-be-lost")
        self.assertIn("hint: govern exec 1.22.5 COMMAND", result.err)
        self.assertEqual(list(self.home.temp.glob("govern-*.cmd")), [])

    @windows_only
    def test_with_a_command_behind_it_it_works(self):
        self.run_ok("setup")
        self.addCleanup(self.home.run, "setup", "--undo")
        result = self.home.start(CMD, command_line='cmd /d /c "govern-use 1.22.5 && set GOVERN_VERSION"').wait()
        self.assertIn("GOVERN_VERSION=1.22.5", result.out, result)


@harness.needs_shell("pwsh")
class FromPowerShell(PowerShellTest):
    @windows_only
    def test_the_line_for_powershell_is_told(self):
        self.set_up()
        batch = word(self.home.shims / "govern-use.cmd")
        result = self.pwsh(f"& {batch} 1.22.5; \"[$env:GOVERN_VERSION]\"", code=2)
        self.assertIn("hint: govern use 1.22.5", result.out)
        self.assertIn("[]", result.out)


class Lines(ShellTest):
    @windows_only
    def test_no_hint_that_cmd_would_read_otherwise(self):
        batch = self.home.write("b.cmd", "@echo off\r\n")
        for bad in ("a&calc", "%PATH%", 'a"b', "a|b", "a^b", "$(x)", "`x`"):
            result = self.check(self.home.run("exec", "1.22.5", "--", native(batch), bad, "plain"), 1, "batch-refused")
            line = re.search(r"^hint: (.*?)\r?$", result.err, re.M)[1]
            self.assertNotIn(bad, line)
            self.assertTrue(line.rstrip('"').endswith("b.cmd"), line)
        odd = self.home.write("100% & more/b.cmd", "@echo off\r\n")
        result = self.check(self.home.run("exec", "1.22.5", "--", native(odd), "a"), 1, "batch-refused")
        self.assertNotIn("100%", "".join(line for line in result.err.splitlines() if line.startswith("hint:")))

    @windows_only
    def test_the_first_of_two_spellings_counts(self):
        path = self.home.env.pop("PATH")
        self.home.env = {"GOVERN_VERSION": "1.22.5", "govern_version": "1.20.12", **self.home.env, "PATH": path}
        self.assertEqual(self.run_ok("current").out.split()[0], "1.22.5")


if __name__ == "__main__":
    harness.main()
