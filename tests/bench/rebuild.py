#!/usr/bin/env python3
"""`govern verify --rebuild` beside the one `go build` that it runs, with empty caches, in turn.

Usage: rebuild.py GOVERN [VERSION [RUNS]]     installs VERSION (1.26.10) into a home of its own; needs the network for that
Limit: 1.1 times the `go build`. A run takes two or three minutes. The rebuild gives way to other work, so that its wall time
says nothing on a busy machine; its CPU time does.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FLAGS = "-trimpath -ldflags=-w -gcflags=cmd/...=-dwarf=false"


def used():
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def timed(words, **options):
    """Wall time and CPU time of a command and all that it waits for."""
    began, cpu = time.perf_counter(), used()
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{words} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - began, used() - cpu


def build(root, folder):
    """As docs/trust.md has it."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "empty").mkdir(parents=True)
    line = next(line for line in (root / "src/go.mod").read_text().splitlines() if line.startswith("go "))
    with_line = r'"module bootstrap\n\ngo "' in (root / "src/cmd/dist/build.go").read_text()
    (folder / "empty/go.mod").write_text("module bootstrap\n" + (f"\n{line}\n" if with_line else ""))
    names = [path.name for place in ("bin", "pkg/tool/linux_amd64") for path in (root / place).iterdir()]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder / "home"), "GOCACHE": str(folder / "cache"), "GOENV": "off",
                   "GOTOOLCHAIN": "local", "GOWORK": "off", "GOPROXY": "off", "CGO_ENABLED": "0", "GOFLAGS": FLAGS}
    took = timed([root / "bin/go", "build", "-o", f"{folder}/out/", *(f"cmd/{name}" for name in names)],
                 cwd=folder / "empty", env=environment)
    shutil.rmtree(folder)
    return took


def main():
    govern = Path(sys.argv[1]).resolve()
    version = sys.argv[2] if len(sys.argv) > 2 else "1.26.10"
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        environment = {**os.environ, "GOVERN_HOME": f"{scratch}/home"}
        timed([govern, "install", version], env=environment)
        root = Path(scratch) / "home" / "sdks" / f"go{version}.linux-amd64"
        ratios, cpu = [], []
        for number in range(runs):
            ours = timed([govern, "verify", "--rebuild", version, "--offline"], env=environment)
            theirs = build(root, Path(scratch) / "build")
            ratios.append(ours[0] / theirs[0])
            cpu.append(ours[1] / theirs[1])
            print(f"run {number + 1}: verify --rebuild {ours[0]:.1f} s, go build {theirs[0]:.1f} s, ratio {ratios[-1]:.3f}; "
                  f"CPU {ours[1]:.1f} s, {theirs[1]:.1f} s, ratio {cpu[-1]:.3f}", flush=True)
        print(f"verify --rebuild of {version}: {statistics.median(ratios):.3f} times its go build "
              f"({min(ratios):.3f}-{max(ratios):.3f}), CPU time {statistics.median(cpu):.3f} times")


if __name__ == "__main__":
    main()
