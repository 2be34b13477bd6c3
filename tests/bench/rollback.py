#!/usr/bin/env python3
"""`govern rollback` and `history` in a home of 20 versions of 12,000 files each and 10,000 changes.

Usage: rollback.py GOVERN [RUNS]
Limits: rollback 50 ms, its quick check of every file included; history 2 ms over govern's own start-up.
"""

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES, VERSIONS, CHANGES = 12_000, 20, 10_000
PLATFORM = ("linux", "amd64")


def make_tree(folder):
    """A GOROOT by its shape; gives the lines of its sizes."""
    lines = []
    for i in range(FILES):
        name = "bin/go" if i == 0 else f"src/p{i // 40}/f{i}.go"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * (1000 + i % 500))
        lines.append(f"{1000 + i % 500} {name}")
    os.chmod(folder / "bin/go", 0o755)
    return lines


def make_home(home):
    real = home / "tree"
    lines = make_tree(real)
    go = (real / "bin/go").stat()
    versions = [f"1.22.{i + 1}" for i in range(VERSIONS)]
    for name in ("sdks", "receipts", "state", "locks", "staging", "shims", "cache/downloads"):
        (home / name).mkdir(parents=True)
    for version in versions:
        stem = f"go{version}.{'-'.join(PLATFORM)}"
        (home / "sdks" / stem).symlink_to(real)
        receipt = json.dumps({"schema": 1, "version": version, "os": PLATFORM[0], "arch": PLATFORM[1], "source": "official",
                              "url": "https://example.org/", "archive_sha256": "", "h1": "h1:" + "A" * 43 + "=", "evidence": "embedded-list",
                              "complete": True, "installed_at": "", "files": FILES,
                              "bytes": sum(int(line.split()[0]) for line in lines),
                              "go_size": go.st_size, "go_mtime_ns": go.st_mtime_ns})
        (home / "receipts" / f"{stem}.json").write_text(receipt)
        bound = hashlib.sha256(receipt.encode()).hexdigest()
        (home / "receipts" / f"{stem}.sizes").write_text("\n".join([bound, *lines]) + "\n")
    with open(home / "state/history", "w") as file:
        before = ""
        for i in range(1, CHANGES + 1):
            after = versions[i % VERSIONS]
            row = {"id": i, "time": "2026-01-01T00:00:00Z", "user": "ann", "command": f"default {after}", "kind": "default",
                   "from": before, "to": after, "sdks": [], "folder": "/"}
            file.write(json.dumps(row) + "\n" + json.dumps({"id": i, "outcome": "done"}) + "\n")
            before = after
    (home / "state/default").write_text(before + "\n")
    (home / "tree").chmod(0o755)


def timed(command, environment):
    began = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - began) * 1000


def main():
    govern = Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        home = Path(scratch).resolve() / "home"
        home.mkdir()
        make_home(home)
        environment = {"HOME": scratch, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GOVERN_HOME": str(home)}
        timed([govern, "rollback"], environment)  # warm
        for name, words, over in (("start-up", ["explain", "interrupted"], False), ("rollback", ["rollback"], False),
                                  ("history", ["history"], True), ("list", ["list"], True)):
            times = [timed([govern, *words], environment) for _ in range(runs)]
            start = statistics.median(times) if name == "start-up" else start
            median = statistics.median(times)
            print(f"{name:9} {median:7.2f} ms  {min(times):.2f}-{max(times):.2f}"
                  + (f"  {median - start:.2f} ms over start-up" if over else ""))


if __name__ == "__main__":
    main()
