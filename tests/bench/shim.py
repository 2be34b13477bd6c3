#!/usr/bin/env python3
"""What a shim adds to calling the SDK's own `go` directly: one home with 13 versions, wishes six folders up.

Usage: shim.py BIN [RUNS]    BIN: the folder of govern-shim, shim_bench and empty_program
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VERSIONS = [f"1.{minor}.{patch}" for minor in (20, 21, 22, 23) for patch in (1, 2, 3)] + ["1.24.1"]
DEFAULT = "1.24.1"
# case: the file, what it says, the version that runs
CASES = {
    "exact pin": (".go-version", "1.22.2\n", "1.22.2"),
    "partial pin": (".go-version", "1.22\n", "1.22.3"),
    "go.mod": ("go.mod", "module example.com/m\n\ngo 1.23.1\n\nrequire example.com/x v1.0.0\n", DEFAULT),
    "default": (None, None, DEFAULT),
}


def platform():
    machine = os.uname().machine
    return f"{os.uname().sysname.lower()}-" + {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


def make_home(home, programs):
    for version in VERSIONS:
        name = f"go{version}.{platform()}"
        (home / "sdks" / name / "bin").mkdir(parents=True)
        shutil.copy2(programs / "empty_program", home / "sdks" / name / "bin" / "go")
        (home / "receipts").mkdir(exist_ok=True)
        (home / "receipts" / f"{name}.json").write_text("{}\n")
    (home / "shims").mkdir()
    shutil.copy2(programs / "govern-shim", home / "shims" / "go")
    (home / "state").mkdir()
    (home / "state" / "default").write_text(DEFAULT + "\n")


def main():
    programs = Path(sys.argv[1]).resolve()
    runs = sys.argv[2] if len(sys.argv) > 2 else "2000"
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        home = Path(scratch).resolve() / "home"
        make_home(home, programs)
        print(f"{'case':12} {'direct':>8} {'shim':>8} {'added':>8}  ratio")
        for name, (file, text, version) in CASES.items():
            top = home.parent / "work" / name.replace(" ", "-")
            deep = top / "a/b/c/d/e/f"
            deep.mkdir(parents=True)
            if file:
                (top / file).write_text(text)
            environment = {"HOME": str(home.parent), "PATH": f"{home}/shims:/usr/bin:/bin", "LANG": "C.UTF-8"}
            direct = home / "sdks" / f"go{version}.{platform()}" / "bin" / "go"
            out = subprocess.run([programs / "shim_bench", runs, deep, direct, home / "shims" / "go", "version"],
                                 env=environment, capture_output=True, text=True, check=True).stdout
            direct_us, shim_us, added_us = map(float, out.split())
            print(f"{name:12} {direct_us:6.0f} us {shim_us:5.0f} us {added_us:5.0f} us  {shim_us / direct_us:.2f}")


if __name__ == "__main__":
    main()
