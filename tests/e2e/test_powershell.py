"""Every PowerShell text that is shipped or written parses, and in Windows PowerShell 5.1 too. doctor's scripts: test_doctor.py."""

import harness
import powershell
from shelltest import ShellTest

# What 5.1 lacks, each with a word of what the check has to say of it.
NEWER = {
    "a && b": "&&", "a || b": "||", "a &": "operator &", "$a ? 1 : 2": "? :", "$a ?? 1": "??", "$a ??= 1": "??=",
    "${a}?.b": "?.", "${a}?.b()": "?.", "${a}?[0]": "?.", "function f { clean { } }": "clean", "$a.b[int](1)": "generic",
    "1u": "number", "0b11": "number", "0x1fus": "number", '"`e[0m"': "escape", '"`u{e9}"': "escape", "$IsWindows": "$IsWindows",
    "1 | ForEach-Object -Parallel { 1 }": "-Parallel", "Join-Path a b c": "three parts", "Split-Path -LeafBase a": "-LeafBase",
    "Test-Json '{}'": "Test-Json", "Copy-Item a b -Nonsense": "-Nonsense",
}
OLD = ("if ($a) { 'b' }", "$PSVersionTable.PSVersion.Major -lt 6 -or $IsWindows", "0x1d + 1d + 1kb + 2l", '"``e"', "Copy-Item -Lit a -Dest b",
       "Get-Item a -ErrorAction Stop", "Join-Path (Join-Path a b) c", "& 'a.exe' -x", "function f { 1 }; f")


@powershell.needs_parser
class Texts(ShellTest):
    def test_the_check_sees_what_is_wrong(self):
        for wrong in ("if ($a {", "function x {", "$a = @(1, 2"):
            self.assertNotEqual(powershell.problems({"": wrong}), [], wrong)
        found = powershell.problems(dict(zip(NEWER, NEWER)))
        for text, word in NEWER.items():
            self.assertTrue([what for name, _, what in found if name == text and "5.1 lacks" in what and word in what], (text, found))
        self.assertEqual(powershell.problems(dict(zip(OLD, OLD))), [])

    def test_scripts_and_the_installer(self):
        files = [*powershell.REPOSITORY.glob("scripts/*.ps1"), *powershell.REPOSITORY.glob("packaging/*.ps1")]
        self.assertGreater(len(files), 3)
        powershell.check(self, {path.name: path.read_text(encoding="ascii") for path in files})

    def test_what_govern_prints_and_writes(self):
        self.run_ok("init", "pwsh")
        texts = {"govern.ps1": self.written("govern.ps1").read_text(encoding="ascii")}
        for command in (["init", "pwsh"], ["completion", "pwsh"], ["env", "--shell", "pwsh"],
                        ["use", "1.22.5", "--eval", "pwsh"]):
            texts[" ".join(command)] = self.run_ok(*command, env={"GOVERN_VERSION": "1.22.5"}).out
        self.assertNotIn("", texts.values())
        powershell.check(self, texts)


if __name__ == "__main__":
    harness.main()
