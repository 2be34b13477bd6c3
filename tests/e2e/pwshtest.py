"""What the tests of PowerShell share: a real one, natively or Windows' under Wine, and a home that is set up for it."""

import harness
import powershell
from harness import WINDOWS, WINE, native
from shelltest import ShellTest

PWSH = powershell.find(WINDOWS)
LONGEST = 150  # seconds; under Wine a session takes 5, and 30 on a busy machine


def word(path):
    """A path, as the program sees it, as one word of PowerShell."""
    return "'" + native(path).replace("'", "''") + "'"


def run_pwsh(home, words, env=None):
    """Windows' PowerShell needs a console, and Wine has one only on a terminal."""
    if WINE:
        return home.run_in_terminal(*words, exe=PWSH, env=env, timeout=LONGEST)
    return home.run_program(PWSH, *words, env=env)


def printed(test, block, *options, env=None):
    """The Result of one PowerShell that runs a block, also where its policy lets no script run."""
    out = test.home.scratch / "printed"
    out.write_bytes(b"")
    line = f"& {{ {block} }} *>&1 | Out-File -Encoding utf8NoBOM -Width 4096 {word(out)}; exit $LASTEXITCODE"
    words = ["-NoLogo", "-NonInteractive", *options, "-Command", line]
    run = run_pwsh(test.home, words, env)
    if WINE and run.code < 0 and not out.read_bytes():
        print(f"Wine's PowerShell did not start within {LONGEST} s and was killed; tried once more: {test.id()}", flush=True)
        run = run_pwsh(test.home, words, env)
    return harness.Result(run.command, run.code, out.read_bytes(), run.raw_out + run.raw_err, run.seconds)


class PowerShellTest(ShellTest):
    shell = "pwsh"

    def setUp(self):
        super().setUp()
        self.home.env.update(self.variables())

    @staticmethod
    def variables():
        """What every PowerShell here needs; under Wine its garbage collector crashes otherwise."""
        return {**powershell.VARIABLES, **({"DOTNET_EnableWriteXorExecute": "0"} if WINE else {})}

    def set_up(self):
        if WINDOWS:
            self.addCleanup(self.home.run, "setup", "--undo")
        return super().set_up()

    def pwsh(self, script, *options, code=0, init=True, profile=False, env=None):
        """Runs a script in PowerShell, in a session that has init.ps1 where `init`, or the profile where `profile`. `out` is
        what it printed on all streams; `code` the exit status of the last program, as for anybody who calls PowerShell."""
        start = f". {word(self.written('init.ps1'))}\n" if init and not profile else ""
        file = self.home.scratch / "script.ps1"
        file.write_text(start + script + "\n", encoding="utf-8-sig")
        result = printed(self, f". {word(file)}", *([] if profile else ["-NoProfile"]), *options, env=env)
        return result if code is None else self.check(result, code)

    def lines(self, script, *options, **more):
        return self.pwsh(script, *options, **more).out.splitlines()
