#!/usr/bin/env python3
"""Measures unpacking alone: the fast readers against another build's, the second reader against the system's tar.

    scripts/build --tests release && ninja -C build/release unpack_bench
    tests/bench/archives.py [--runs N] [--folder F] [--before OTHER/unpack_bench] [CASE…]

Cases: tar.gz, module, tar.xz, tar.zst, tar.bz2, tar (default: all). The first two are compared with --before and left
out without it; the others with `tar -xf` of the same archive, which hashes nothing. Each row is a ratio of the
smallest times (of the user's and the system's time too), and the median of the ratios taken pair by pair in turn.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from install import LINUX, MADE, Bench
from local_source import LocalSource

ROOT = Path(__file__).resolve().parents[2]
PACKERS = {"tar.gz": ["gzip", "-9"], "tar.xz": ["xz", "-6", "-T0"], "tar.zst": ["zstd", "-q", "-19", "-T0"],
           "tar.bz2": ["bzip2", "-9"], "tar": ["cat"]}


def prepare(folder):
    """One real SDK as a module zip and as a tar in every stream: {case: (path, prefix)}."""
    source = LocalSource(folder)
    module = source.module_zip(*LINUX)
    source.close()
    tree = folder / "tree-linux-amd64" / "go"
    if not tree.exists():
        Bench.unpack_module(module, tree)
        for hidden in list(tree.rglob("_go.mod")):  # as only a module zip names it
            hidden.rename(hidden.with_name("go.mod"))
    out = {"module": (module, f"golang.org/toolchain@v0.0.1-{'.'.join(LINUX)}/")}
    for case, packer in PACKERS.items():
        archive = folder / f"{MADE}.linux-amd64.{case}"
        if not archive.exists():
            part = archive.with_name(archive.name + ".part")
            with open(part, "wb") as file:
                tar = subprocess.Popen(["tar", "-C", tree.parent, "--sort=name", "--owner=0", "--group=0", "-cf", "-", "go"],
                                       stdout=subprocess.PIPE)
                subprocess.run(packer, stdin=tar.stdout, stdout=file, check=True)
                if tar.wait() != 0:
                    sys.exit("tar failed")
            part.rename(archive)
        out[case] = (archive, "go/")
    return out


def timed(words, scratch):
    """(seconds, processor seconds) that a command takes in a new folder, which is its last word."""
    out = Path(tempfile.mkdtemp(dir=scratch))
    os.sync()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([*map(str, words), out], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{words} ended with {done.returncode}: {done.stderr}")
    shutil.rmtree(out)
    return seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def compare(name, ours, reference, runs, scratch):
    pairs = []
    for number in range(runs + 1):
        # In turn, and each of them first as often as the other; the first pair warms the caches.
        pair = {which: timed(words, scratch)
                for which, words in ((0, ours), (1, reference))[::1 if number % 2 else -1]}
        if number > 0:
            pairs.append((pair[0], pair[1]))
    wall, cpu = (min(one[i] for one, _ in pairs) / min(other[i] for _, other in pairs) for i in (0, 1))
    median = statistics.median(one[0] / other[0] for one, other in pairs)
    print(f"{name:30} smallest {wall:.2f}, processor {cpu:.2f}, median of pairs {median:.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "release" / "bin" / "unpack_bench")
    parser.add_argument("--before", type=Path, help="the unpack_bench of another build")
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    archives = prepare(arguments.folder)
    scratch = Path(tempfile.mkdtemp(prefix="runs-", dir=arguments.folder))
    try:
        for case in arguments.cases or archives:
            archive, prefix = archives[case]
            if case in ("tar.gz", "module"):
                flags = ["module"] if case == "module" else ["archive-sha"]
                if arguments.before is not None:
                    # unpack_bench takes its folder before its flags.
                    words = [["sh", "-c", f'exec "$0" "$1" "$2" "$3" {" ".join(flags)}', program, prefix, archive]
                             for program in (arguments.program, arguments.before)]
                    compare(f"{case}, now / before", *words, arguments.runs, scratch)
                continue
            ours = ["sh", "-c", 'exec "$0" "$1" "$2" "$3" archive-sha no-flush', arguments.program, prefix, archive]
            compare(f"{case}, ours / tar -xf", ours, ["tar", "-xf", archive, "-C"], arguments.runs, scratch)
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
