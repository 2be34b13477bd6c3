#!/usr/bin/env python3
"""What govern costs in PowerShell: the profile at the start of a session, `use`, a forwarded command, Tab; medians in ms.

Usage: powershell.py BIN [RUNS]    BIN: the folder of govern and govern-shim
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
import powershell  # noqa: E402

# Each pair in turn, so that a busy machine counts for both.
IN_SESSION = """
function median($list) { $s = @($list | Sort-Object); $s[[int]($s.Count / 2)] }
function compare($name, $most, $one, $other) {
    $a = @(); $b = @()
    foreach ($i in 1..RUNS) { $a += (Measure-Command $one).TotalMilliseconds; $b += (Measure-Command $other).TotalMilliseconds }
    '{0,-44} {1,8:n2} {2,8:n2} {3,8:n2}   {4}' -f $name, (median $a), (median $b), ((median $b) - (median $a)), $most
}
$program = "$env:BENCH_HOME/shims/govern"
compare 'forwarded: govern list' 3 { & $program list >$null } { govern list >$null }
compare 'forwarded: govern exec 1.22.5 true -- -v' 3 { & $program exec 1.22.5 true -- -v } { govern exec 1.22.5 true -- -v }
compare 'govern use, against the program alone' 10 { & $program --eval pwsh use 1.22.5 >$null 2>&1 } { govern use 1.22.5 2>$null }
function tab($line) { [Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null) }
compare 'Tab, against the program alone' 10 { & $program __complete -- use 1 >$null } { $null = tab 'govern use 1' }
"""


def make_home(user, programs):
    home = user / ".local/share/govern"
    name = "go1.22.5.linux-amd64"
    (home / "sdks" / name / "bin").mkdir(parents=True)
    go = home / "sdks" / name / "bin/go"
    go.write_text("#!/bin/sh\n")
    go.chmod(0o755)
    (home / "receipts").mkdir()
    (home / "receipts" / f"{name}.json").write_text("{}\n")
    environment = {"HOME": str(user), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SHELL": "/usr/bin/pwsh",
                   "BENCH_HOME": str(home), **powershell.VARIABLES}
    subprocess.run([programs / "govern", "setup"], env=environment, check=True, capture_output=True)
    return environment


def start(environment, profile, text):
    """Milliseconds of a session that ends at once, with this profile."""
    profile.write_text(text)
    began = time.monotonic()
    subprocess.run([powershell.find(), "-NoLogo", "-Command", "exit"], env=environment, check=True)
    return (time.monotonic() - began) * 1000


def main():
    programs = Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 21
    if not powershell.find():
        sys.exit(powershell.MISSING)
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        environment = make_home(Path(scratch), programs)
        profile = Path(scratch) / ".config/powershell/profile.ps1"
        ours = profile.read_text()
        pairs = [(start(environment, profile, "$null = 1\n"), start(environment, profile, ours)) for _ in range(runs)]
        plain, with_us = (statistics.median(column) for column in zip(*pairs))
        print(f"{'':44} {'without':>8} {'with':>8} {'added':>8}   most")
        print(f"{'a session, against a profile of one line':44} {plain:8.2f} {with_us:8.2f} {with_us - plain:8.2f}   10")
        sys.stdout.flush()
        subprocess.run([powershell.find(), "-NoLogo", "-NonInteractive", "-Command", IN_SESSION.replace("RUNS", str(runs))],
                       env=environment, check=True)


if __name__ == "__main__":
    main()
