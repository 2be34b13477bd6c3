"""Every PowerShell text that is shipped or written parses. doctor's scripts: test_doctor.py."""

import harness
import powershell
from shelltest import ShellTest


@powershell.needs_grammar
class PowerShellSyntax(ShellTest):
    def test_the_grammar_sees_errors(self):
        for wrong in ("if ($a {", "function x {", "$a = @(1, 2"):
            self.assertNotEqual(powershell.syntax_errors(wrong), [], wrong)
        powershell.check(self, "if ($a) { 'b' }\n")

    def test_scripts_and_the_installer(self):
        files = [*powershell.REPOSITORY.glob("scripts/*.ps1"), *powershell.REPOSITORY.glob("packaging/*.ps1")]
        self.assertGreater(len(files), 3)
        for path in files:
            powershell.check(self, path.read_text(encoding="ascii"), path.name)

    def test_what_govern_prints_and_writes(self):
        self.run_ok("init", "pwsh")
        texts = {"govern.ps1": self.written("govern.ps1").read_text(encoding="ascii")}
        for command in (["init", "pwsh"], ["completion", "pwsh"], ["env", "--shell", "pwsh"],
                        ["use", "1.22.5", "--eval", "pwsh"]):
            texts[" ".join(command)] = self.run_ok(*command, env={"GOVERN_VERSION": "1.22.5"}).out
        for name, text in texts.items():
            self.assertNotEqual(text, "", name)
            powershell.check(self, text, name)


if __name__ == "__main__":
    harness.main()
