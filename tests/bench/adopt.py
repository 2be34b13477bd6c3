#!/usr/bin/env python3
"""`govern adopt` of a real SDK, its proof included, against `cp -a` of the same tree to the same disk.

Usage: adopt.py GOVERN GOROOT [RUNS]     (a GOROOT of a release that the log knows; its record comes into the home first)
Limit: the median of the ratios of pairs, taken in turn, is at most 1.3.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def timed(words, environment):
    began = time.perf_counter()
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return time.perf_counter() - began


def main():
    govern, tree = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        home = Path(scratch) / "home"
        environment = {**os.environ, "HOME": scratch, "GOVERN_HOME": str(home)}
        adopt = [govern, "adopt", tree]
        timed(adopt, environment)  # brings the log's record, and the tree into memory
        ratios, ours, theirs = [], [], []
        for number in range(runs):
            # Nothing is removed before the end: a file system that hands out the numbers of lost files gets slower.
            shutil.move(home / "sdks", Path(scratch) / f"sdks-{number}")
            (home / "sdks").mkdir()
            os.sync()
            ours.append(timed([*adopt, "--offline"], environment))
            os.sync()
            # An adopted SDK is on the disk, so the copy must be too.
            theirs.append(timed(["sh", "-c", f'cp -a "$0" "$1" && sync -f "$1"', tree, f"{scratch}/copy-{number}"], environment))
            ratios.append(ours[-1] / theirs[-1])
        print(f"adopt {statistics.median(ours):.2f} s, cp -a and sync {statistics.median(theirs):.2f} s, "
              f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})")


if __name__ == "__main__":
    main()
