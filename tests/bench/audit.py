#!/usr/bin/env python3
"""`govern audit` of 20 installed versions, by the embedded list, a fetched one and beside a cached listing.

Usage: audit.py GOVERN [RUNS]
Limits: audit 5 ms over govern's own start-up, offline; list 1 ms.
"""

import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VERSIONS = [f"1.{minor}.{patch}" for minor in range(18, 28) for patch in (0, 3)]
DATA = Path(__file__).resolve().parent.parent / "data"


def make_home(home):
    for version in VERSIONS:
        name = f"go{version.removesuffix('.0') if version < '1.21' else version}.linux-amd64"
        (home / "sdks" / name / "bin").mkdir(parents=True)
        go = home / "sdks" / name / "bin/go"
        go.touch()
        go.chmod(0o755)
        (home / "receipts").mkdir(exist_ok=True)
        (home / "receipts" / f"{name}.json").write_text("{}")


def fetch(home):
    """What `audit --update` keeps."""
    rows = [line for line in (DATA / "go_vulns.tsv").read_text().splitlines() if line and line[0] != "#"]
    (home / "cache/vuln").mkdir(parents=True)
    text = f"govern vulnerabilities 2099-01-01 {len(rows)}\n" + "\n".join(rows) + "\n"
    (home / "cache/vuln/list").write_text(hashlib.sha256(text.encode()).hexdigest() + "\n" + text)


def cache_listing(home):
    """A listing of two megabytes, as the download site's is with all its archives."""
    names = [line.split("\t")[0] for line in (DATA / "go_release_dates.tsv").read_text().splitlines()[1:]]
    listing = [{"version": name, "stable": True, "files": [
        {"filename": f"{name}.os{i}-arch.tar.gz", "os": f"os{i}", "arch": "arch", "version": name, "sha256": f"{i:064x}",
         "size": 70_000_000 + i, "kind": "archive"} for i in range(30)]} for name in reversed(names)]
    body = json.dumps(listing, indent=1)
    head = f"govern listing 3\n1\n\n{hashlib.sha256(body.encode()).hexdigest()}\n"
    (home / "cache/listing-0000000000000000").write_text(head + body)


def median_ms(command, environment, runs):
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), min(times), max(times)


def main():
    govern = Path(sys.argv[1]).resolve()
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory(prefix="govern-bench-") as scratch:
        home = Path(scratch).resolve() / "home"
        make_home(home)
        environment = {"HOME": scratch, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "GOVERN_HOME": str(home)}
        start, *_ = median_ms([govern, "explain", "interrupted"], environment, runs)
        print(f"{len(VERSIONS)} versions; start-up {start:.2f} ms")
        for name, prepare in (("embedded", None), ("fetched", fetch), ("and a listing", cache_listing)):
            if prepare:
                prepare(home)
            for command in ("audit", "list"):
                median, low, high = median_ms([govern, command], environment, runs)
                print(f"{name:14} {command:6} {median:7.2f} ms  {low:.2f}-{high:.2f}  {median - start:.2f} ms over start-up")


if __name__ == "__main__":
    main()
