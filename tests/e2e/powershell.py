"""A real PowerShell: where one is, and what its own parser says of a text.

The parser also holds a text against Windows PowerShell 5.1, which runs nowhere here: tests/helpers/parse_for_5_1.ps1 has the
operators and statements, tests/data/powershell-5.1.tsv the commands and parameters.
"""

import functools
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
UNPACKED = REPOSITORY / "build/pwsh"
MISSING = "no PowerShell is here: docs/testing.md says how to get one"
# For every start: PowerShell tells Microsoft of each otherwise, and colours its output.
VARIABLES = {"POWERSHELL_TELEMETRY_OPTOUT": "1", "POWERSHELL_UPDATECHECK": "Off", "NO_COLOR": "1"}


@functools.cache
def find(windows=os.name == "nt"):
    """The PowerShell program for this system (`windows`: for Windows), or None.

    GOVERN_PWSH names a program or a folder with linux/pwsh and windows/pwsh.exe; without it PATH is asked, and then
    build/pwsh, which ../shared/pwsh fills where it is there.
    """
    inside = "windows/pwsh.exe" if windows else "linux/pwsh"
    named = os.environ.get("GOVERN_PWSH")
    if named:
        path = Path(named) / inside if Path(named).is_dir() else Path(named)
        return path if path.is_file() and (path.suffix.lower() == ".exe") == windows else None
    on_path = shutil.which("pwsh") if windows == (os.name == "nt") else None
    if on_path:
        return Path(on_path)
    unpack = REPOSITORY.parent / "shared/pwsh/unpack"
    if unpack.is_file():
        # Only where a shell runs it, so there is fcntl. In a fresh clone two tests come at once.
        import fcntl
        UNPACKED.parent.mkdir(exist_ok=True)
        with open(UNPACKED.parent / "pwsh.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            subprocess.run([unpack, UNPACKED, Path(inside).parts[0]], stdout=subprocess.DEVNULL, check=True)
    return UNPACKED / inside if (UNPACKED / inside).is_file() else None


def problems(texts):
    """[[name, line, what]] of what is no PowerShell, or none of 5.1's, in {name: text}. Functions of one text serve all."""
    with tempfile.TemporaryDirectory(prefix="govern-parse-") as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps(texts), encoding="utf-8")
        done = subprocess.run(
            [find(), "-NoProfile", "-NonInteractive", "-File", REPOSITORY / "tests/helpers/parse_for_5_1.ps1", file,
             REPOSITORY / "tests/data/powershell-5.1.tsv"],
            capture_output=True, text=True, env={**os.environ, **VARIABLES})
    if done.returncode != 0:
        raise AssertionError(f"the parser failed:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def check(test, texts):
    """Fails the test where one of these is no PowerShell of 5.1, or 5.1 would read it in another code page. Says nothing
    where no PowerShell is here: test_powershell.py does."""
    for name, text in texts.items():
        test.assertTrue(text.isascii(), f"{name} is not ASCII")
    if find():
        test.assertEqual(problems(texts), [])


needs_parser = unittest.skipUnless(find(), MISSING)
