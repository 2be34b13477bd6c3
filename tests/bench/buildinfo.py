#!/usr/bin/env python3
"""`govern buildinfo` beside `go version -m`: one program of each size, a sparse one of 10 GB, and a folder of 1,000.

Usage: buildinfo.py GOVERN GO [RUNS]
Limits: 0.3 of Go's time; 2 ms over govern's own start-up, whatever the file's size.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = "package main\n\nfunc main() {}\n"


def median_ms(command, environment, runs):
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main():
    govern, go = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        folder = Path(scratch).resolve()
        environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GOTOOLCHAIN": "local", "GOFLAGS": "",
                       "GOVERN_HOME": str(folder / "home"), "GOCACHE": str(folder / "cache")}
        (folder / "main.go").write_text(SOURCE)
        small = folder / "small"
        subprocess.run([go, "build", "-o", small, "main.go"], cwd=folder, env=environment, check=True)
        sparse = folder / "sparse"
        shutil.copy2(small, sparse)
        os.truncate(sparse, 10 << 30)
        many = folder / "many"
        for i in range(1000):
            part = many / f"{i // 100}"
            part.mkdir(parents=True, exist_ok=True)
            os.link(small, part / f"program{i}")
        started = median_ms([govern, "explain", "interrupted"], environment, runs)
        print(f"govern's start-up {started:.2f} ms")
        print(f"{'file':10} {'govern':>9} {'go':>9} {'ratio':>6} {'over start-up':>14}")
        for name, path, times in (("small", small, runs), ("go itself", go, runs), ("10 GB", sparse, runs),
                                  ("1,000", many, max(3, runs // 10))):
            ours = median_ms([govern, "buildinfo", path], environment, times)
            theirs = median_ms([go, "version", "-m", path], environment, times)
            print(f"{name:10} {ours:9.2f} {theirs:9.2f} {ours / theirs:6.2f} {ours - started:11.2f} ms")


if __name__ == "__main__":
    main()
