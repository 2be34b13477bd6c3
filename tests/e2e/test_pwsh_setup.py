"""setup for PowerShell: its profile, signed ones, and `init` by hand, in a real PowerShell."""

import os
import shutil

import harness
from harness import needs_shell, windows_only
from pwshtest import PowerShellTest, printed, word

SIGNED = "'mine'\r\n# SIG # Begin signature block\r\n# MIIabc\r\n# SIG # End signature block\r\n"


class SignedProfiles(PowerShellTest):
    def profile(self):
        """PowerShell's profile as setup names it; without our lines in it."""
        steps = self.set_up_json()["steps"]
        self.run_ok("setup", "--undo")
        return next(harness.host(step["what"]) for step in steps if step["what"].endswith("profile.ps1"))

    def set_up_json(self):
        return self.run_ok("--json", "setup", env={"SHELL": "/usr/bin/pwsh"}).json["result"]

    def test_a_signed_profile_is_left_alone(self):
        file = self.profile()
        self.addCleanup(file.unlink, missing_ok=True)
        self.addCleanup(self.home.run, "setup", "--undo")
        file.parent.mkdir(parents=True, exist_ok=True)
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            with self.subTest(encoding):
                content = SIGNED.encode(encoding)
                file.write_bytes(content)
                result = self.check(self.home.run("setup", env={"SHELL": "/usr/bin/pwsh"}), 1)
                self.assertEqual(file.read_bytes(), content)
                self.assertIn("warning[profile-not-changed]", result.err)
                self.assertIn("the script is signed", result.err)
                self.assertIn("init.ps1", result.err)
                self.assertIn(file.name, result.err)


class Callers(PowerShellTest):
    """The calling shell is the nearest one above, whatever starts programs for it."""

    def hint(self, *words):
        result = self.home.run_program(*words, env={"SHELL": "/usr/bin/fish"})
        return next(line for line in result.err.splitlines() if "for this session, type:" in line)

    @harness.posix_only
    def test_powershell_as_a_tool_of_dotnet(self):
        dotnet = self.home.scratch / "dotnet"
        shutil.copy(os.path.realpath("/bin/sh"), dotnet)
        script = self.home.write("pwsh.dll", "./govern use 1.22.5\ntrue\n")
        (self.home.work / "govern").symlink_to(self.home.exe)
        self.assertIn("$env:GOVERN_VERSION", self.hint(dotnet, script))

    @harness.posix_only
    def test_behind_programs_that_start_others(self):
        (self.home.work / "govern").symlink_to(self.home.exe)
        self.assertIn("export GOVERN_VERSION", self.hint("/bin/sh", "-c", "timeout 100 nice ./govern use 1.22.5; true"))


@needs_shell("pwsh")
class Profile(PowerShellTest):
    @harness.posix_only  # Windows' lies in Documents, which all homes of a Wine prefix share
    def test_a_new_session_has_it_and_undo_takes_it_back(self):
        profile = self.home.user / ".config/powershell/profile.ps1"
        profile.parent.mkdir(parents=True)
        profile.write_text("$mine = 'kept'")
        self.set_up()
        script = "govern use 1.22.5 2>$null; $env:GOVERN_VERSION; $mine; (Get-Command go).Source"
        self.assertEqual(self.lines(script, profile=True), ["1.22.5", "kept", str(self.home.shims / "go")])
        self.run_ok("setup", "--undo", env={"SHELL": "/usr/bin/pwsh"})
        self.assertEqual(profile.read_text(), "$mine = 'kept'")
        self.assertEqual(self.lines("$mine; [bool]$alias:govern", profile=True), ["kept", "False"])

    def test_init_by_hand(self):
        self.set_up()
        line = f"& {word(self.home.exe)} init pwsh | Out-String | Invoke-Expression\n"
        self.assertEqual(self.lines(line + "govern use 1.22.5 2>$null; $env:GOVERN_VERSION; (Get-Alias govern).Name", init=False),
                         ["1.22.5", "govern"])

    @windows_only
    def test_init_by_hand_where_no_script_may_run(self):
        self.set_up()
        text = harness.native(self.home.exe).replace("'", "''")
        script = f"& '{text}' init pwsh | Out-String | Invoke-Expression; [bool]$alias:govern; @($env:PATH -split ';')[0]"
        for policy in ("Restricted", "AllSigned"):
            with self.subTest(policy):
                result = printed(self, script, "-NoProfile", "-ExecutionPolicy", policy).out
                self.assertIn("is left out", result)
                self.assertIn("False", result)
                self.assertIn(harness.native(self.home.shims), result)


if __name__ == "__main__":
    harness.main()
