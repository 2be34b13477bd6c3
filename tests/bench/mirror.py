#!/usr/bin/env python3
"""`govern mirror` against the bare downloads of the same files, and an SDK out of the CI cache against its tree's.

Usage: mirror.py GOVERN [VERSION [RUNS]]     (GOPROXY must name a module proxy that carries the checksum database)
Limits, as medians of the ratios of pairs, taken in turn: mirror 1.1 times `curl` of .info, .mod and .zip, from the proxy and over a
line of 25 MB/s from a server here; restoring cache/ci and `install --offline` 0.35 times `tar -x` of the tree's own archive (zstd where
tar knows it, as CI hosts pack their caches, else gzip).
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from server import Rule, Server  # noqa: E402

RATE = 25_000_000  # bytes a second


def timed(words, environment):
    os.sync()
    began = time.perf_counter()
    done = subprocess.run([str(word) for word in words], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{words}\n{done.stderr}")
    return time.perf_counter() - began


def compare(name, runs, ours, theirs):
    """Both are called with the number of the run; nothing is removed before the end."""
    pairs = [(ours(number), theirs(number)) for number in range(runs)]
    ratios = [a / b for a, b in pairs]
    print(f"{name}: {statistics.median(a for a, _ in pairs):.2f} s against {statistics.median(b for _, b in pairs):.2f} s, "
          f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})", flush=True)


def mirror(govern, version, runs, scratch, environment, line):
    platform = subprocess.run([govern, "mirror", scratch / "dry", version, "--dry-run", "--json"], env=environment,
                              capture_output=True, text=True, check=True).stdout
    url = re.search(r'"url": *"([^"]+)\.zip"', platform)[1]

    def ours(number):
        return timed([govern, "mirror", scratch / f"mirror-{line}-{number}", version], environment)

    def theirs(number):
        folder = scratch / f"curl-{line}-{number}"
        folder.mkdir()
        return timed(["curl", "-sSfL", "--output-dir", folder, "--remote-name-all",
                      *(f"{url}.{extension}" for extension in ("info", "mod", "zip"))], environment)

    compare(f"mirror, curl, {line}", runs, ours, theirs)


def mirror_here(govern, version, runs, scratch, environment):
    """The proxy's answer varies from minute to minute; this line does not."""
    with Server(scratch / "mirror-proxy-0") as server:
        server.default = Rule(rate=RATE)
        mirror(govern, version, runs, scratch, {**environment, "GOPROXY": server.url()}, "25-MB-a-second")


def ci_cache(govern, version, runs, scratch, environment):
    home = Path(environment["GOVERN_HOME"])
    timed([govern, "install", version], environment)
    timed([govern, "ci", "--cache"], environment)
    (tar,) = (home / "cache" / "ci").iterdir()
    packer = "--zstd" if shutil.which("zstd") else "-z"
    archives = {"file": scratch / "file.cache", "tree": scratch / "tree.cache"}
    for name, folders in (("file", ["cache/ci"]), ("tree", ["sdks", "receipts"])):
        timed(["tar", packer, "-cf", archives[name], "-C", home, *folders], environment)
        print(f"{name}: {archives[name].stat().st_size / 1e6:.1f} MB to the host's cache ({packer})", flush=True)

    def ours(number):
        other = scratch / f"home-{number}"
        other.mkdir()
        return timed(["sh", "-c", 'tar -xf "$0" -C "$1" && "$2" install --offline "$3"', archives["file"], other, govern, version],
                     {**environment, "GOVERN_HOME": str(other)})

    def theirs(number):
        other = scratch / f"tree-{number}"
        other.mkdir()
        return timed(["tar", "-xf", archives["tree"], "-C", other], environment)

    compare("restored from cache/ci, tar -x of the tree", runs, ours, theirs)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    govern = Path(sys.argv[1]).resolve()
    version = sys.argv[2] if len(sys.argv) > 2 else "1.22.5"
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as folder:
        scratch = Path(folder)
        environment = {**os.environ, "GOVERN_HOME": str(scratch / "home"), "GOVERN_SOURCE": "proxy"}
        mirror(govern, version, runs, scratch, environment, "proxy")
        mirror_here(govern, version, runs, scratch, environment)
        ci_cache(govern, version, runs, scratch, environment)


if __name__ == "__main__":
    main()
