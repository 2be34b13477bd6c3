#!/usr/bin/env python3
"""`govern prune --dry-run` over 1,000 projects that pin versions, in a home with 20 of them.

Usage: prune.py GOVERN [RUNS]
Limit: 1 s, the projects' folders being in the system's memory.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECTS, PACKAGES, FILES, VERSIONS = 1000, 6, 8, 20


def make_projects(folder):
    for number in range(PROJECTS):
        project = folder / f"team{number // 50}" / f"project{number}"
        for package in range(PACKAGES):
            below = project / f"p{package}"
            below.mkdir(parents=True)
            for file in range(FILES):
                (below / f"f{file}.go").write_text("package p\n")
        (project / "go.mod").write_text("module x\n\ngo 1.21\n\ntoolchain go1.22.1\n")
        (project / ".go-version").write_text(f"1.22.{number % 3 + 1}\n")


def make_home(home):
    for name in ("sdks", "receipts", "state", "locks", "staging", "shims", "cache/downloads"):
        (home / name).mkdir(parents=True)
    for number in range(1, VERSIONS + 1):
        stem = f"go1.22.{number}.linux-amd64"
        go = home / "sdks" / stem / "bin" / "go"
        go.parent.mkdir(parents=True)
        go.write_bytes(b"x")
        os.utime(go, (0, 0))
        (home / "receipts" / f"{stem}.json").write_text(json.dumps(
            {"schema": 1, "version": f"1.22.{number}", "os": "linux", "arch": "amd64", "source": "official", "url": "",
             "h1": "h1:", "evidence": "log", "installed_at": "2020-01-01T00:00:00Z"}))


def main():
    govern = Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        home, projects = Path(scratch) / "home", Path(scratch) / "projects"
        make_home(home)
        make_projects(projects)
        environment = {"HOME": scratch, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GOVERN_HOME": str(home)}
        command = [govern, "prune", "--dry-run", "--json", "--under", projects]
        times = []
        for _ in range(runs + 1):
            began = time.perf_counter()
            done = subprocess.run(command, env=environment, capture_output=True, check=True)
            times.append(time.perf_counter() - began)
        removed = len(json.loads(done.stdout)["result"]["pruned"])
        print(f"prune --dry-run over {PROJECTS} projects: {statistics.median(times[1:]):.3f} s "
              f"({min(times[1:]):.3f}-{max(times[1:]):.3f}); {removed} of {VERSIONS} would go")


if __name__ == "__main__":
    main()
