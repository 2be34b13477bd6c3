#!/usr/bin/env python3
"""Measures govern against what a user would do instead, side by side in one run, on real SDKs from a local server.

    scripts/build release
    tests/bench/install.py [--runs N] [--folder F] [CASE…]

Cases: tar_gz, zip, module, rates, several, start, uninstall, verify, memory (default: all). Every row is the median
of the ratios `govern / reference`, taken pair by pair in turn, with the smallest and largest. The SDKs come once
from the module proxy of this environment and are kept in build/bench, as are the scratch homes.
"""

import argparse
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from local_source import LocalSource, write_listing

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "build" / "release" / "bin"
LINUX, WINDOWS = ("go1.22.5", "linux-amd64"), ("go1.26.10", "windows-amd64")
MADE = "go1.98.1"  # a real SDK under this name: no embedded hash knows it


class Bench:
    def __init__(self, folder, runs):
        self.folder, self.runs = folder, runs
        folder.mkdir(parents=True, exist_ok=True)
        self.source = LocalSource(folder)
        self.rows = []
        # Nothing is removed before the end: a file system that hands out the numbers of files it lost lately
        # (ext4) would make every run slower than the one before.
        self.scratch = Path(tempfile.mkdtemp(prefix="runs-", dir=folder))
        self.count = 0
        self.fresh()

    # --- Material ---

    def prepare(self):
        """The module zips, and archives in the download site's shape made of them."""
        dl = self.folder / "dl"
        dl.mkdir(exist_ok=True)
        self.tar_gz = dl / f"{MADE}.linux-amd64.tar.gz"
        self.zip = dl / f"{MADE}.windows-amd64.zip"
        for (version, platform), archive in ((LINUX, self.tar_gz), (WINDOWS, self.zip)):
            tree = self.folder / f"tree-{platform}" / "go"
            if not tree.exists():
                self.unpack_module(self.source.module_zip(version, platform), tree)
            if not archive.exists():
                part = archive.with_suffix(".part")
                self.pack(tree, part, archive.suffix == ".zip")
                part.rename(archive)
        files = {}
        for archive, system in ((self.tar_gz, "linux"), (self.zip, "windows")):
            digest = hashlib.sha256(archive.read_bytes()).hexdigest()
            files[archive.name] = (system, "amd64", digest, archive.stat().st_size)
        self.digests = {name: entry[2] for name, entry in files.items()}
        write_listing(dl, files)
        self.tree = self.folder / "tree-linux-amd64" / "go"

    @staticmethod
    def unpack_module(archive, tree):
        with zipfile.ZipFile(archive) as opened:
            for name in opened.namelist():
                inside = name.split("/", 2)[2]
                file = tree / inside
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(opened.read(name))
                if inside.startswith(("bin/", "pkg/tool/")):
                    file.chmod(0o755)
        (tree / "VERSION").write_text(f"{MADE}\n")

    @staticmethod
    def pack(tree, part, as_zip):
        if as_zip:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out:
                for file in sorted(p for p in tree.rglob("*") if p.is_file()):
                    out.write(file, "go/" + file.relative_to(tree).as_posix())
        else:
            with tarfile.open(part, "w:gz", compresslevel=9) as out:
                out.add(tree, "go")

    # --- Running ---

    def fresh(self):
        """A new empty folder to work in and a home that is not there yet."""
        self.count += 1
        self.out = self.scratch / f"{self.count}"
        self.home = self.scratch / f"{self.count}-home"
        self.out.mkdir()

    def close(self):
        self.source.close()
        shutil.rmtree(self.scratch)

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GOVERN", "GO"))}
        return {**kept, "GOPROXY": f"{self.source.base}/proxy", "GOVERN_MIRROR": f"{self.source.base}/dl",
                "GOENV": "off", "CI": "true", "GOVERN_HOME": str(self.home)}

    def timed(self, command):
        """Seconds that a command takes; a shell line or a list of words."""
        # govern ends with a flush of the file system: it must not wait for what others left unwritten.
        os.sync()
        shell = isinstance(command, str)
        words = ["/bin/bash", "-c", "set -o pipefail; " + command] if shell else [str(w) for w in command]
        began = time.monotonic()
        done = subprocess.run(words, cwd=self.out, env=self.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        seconds = time.monotonic() - began
        if done.returncode != 0:
            sys.exit(f"{words} ended with {done.returncode}: {done.stderr}")
        return seconds

    def govern(self, *words):
        return [BIN / "govern", *words]

    def compare(self, title, ours, references, goal="", before=None, runs=None):
        """One round runs ours and each reference, from a clean folder; a row for each reference."""
        ratios = {name: [] for name in references}
        seconds = []
        for turn in range((runs or self.runs) + 1):
            self.fresh()
            if before:
                before()
            mine = self.timed(ours)
            for name, reference in references.items():
                self.fresh()
                if before:
                    before()
                ratio = mine / self.timed(reference)
                if turn > 0:  # the first round warms the caches
                    ratios[name].append(ratio)
            if turn > 0:
                seconds.append(mine)
        self.fresh()
        for name, found in ratios.items():
            self.row(title, name, f"{statistics.median(found):.2f}", f"{min(found):.2f}–{max(found):.2f}", goal,
                     f"{statistics.median(seconds):.2f} s")
            goal = ""

    def row(self, *cells):
        self.rows.append(cells)
        print(" | ".join(cells), flush=True)

    # --- Cases ---

    def install_tar_gz(self):
        return self.govern("install", MADE, "--source", "official", "--os", "linux", "--arch", "amd64", "--sha256",
                           self.digests[self.tar_gz.name])

    def install_zip(self):
        return self.govern("install", MADE, "--source", "official", "--os", "windows", "--arch", "amd64", "--sha256",
                           self.digests[self.zip.name])

    def install_module(self, module=WINDOWS):
        system, arch = module[1].split("-")
        return self.govern("install", module[0], "--source", "proxy", "--os", system, "--arch", arch)

    def url(self, archive):
        return f"{self.source.base}/dl/{archive.name}"

    def module_url(self, module=WINDOWS):
        return f"{self.source.base}/proxy/golang.org/toolchain/@v/v0.0.1-{module[0]}.{module[1]}.zip"

    def case_tar_gz(self):
        url = self.url(self.tar_gz)
        self.compare("install a tar.gz", self.install_tar_gz(), {
            "`curl \\| tar -xz`": f"curl -sf {url} | tar -xz",
            "`curl`, `sha256sum`, `tar -xzf`": f"curl -sfO {url} && sha256sum *.gz && tar -xzf *.gz",
            "`curl \\| bsdtar -x`": f"curl -sf {url} | bsdtar -xf -",
            "`cp -a` of the tree": f"cp -a {self.tree} .",
        }, "0.38")

    def case_zip(self):
        url = self.url(self.zip)
        self.compare("install a Windows zip", self.install_zip(), {
            "`curl -O`, `unzip -q`": f"curl -sfO {url} && unzip -q *.zip",
            "`curl`, `sha256sum`, `unzip -q`": f"curl -sfO {url} && sha256sum *.zip && unzip -q *.zip",
            "`curl -O`, `bsdtar -xf`": f"curl -sfO {url} && bsdtar -xf *.zip",
        }, "0.28")

    def case_module(self):
        url = self.module_url()
        self.compare("install a module zip, log proof included", self.install_module(), {
            "`curl -O`, `unzip -q`": f"curl -sfO {url} && unzip -q *.zip",
        }, "0.28")
        self.compare("linux/amd64 out of the module zip", self.install_module(LINUX), {
            "`curl \\| tar -xz` of the tar.gz": f"curl -sf {self.url(self.tar_gz)} | tar -xz",
        }, "0.32")

    def case_rates(self):
        for rate in (50, 10):
            self.source.rate = rate * 1_000_000
            for title, ours, url in (("tar.gz", self.install_tar_gz(), self.url(self.tar_gz)),
                                     ("module zip", self.install_module(), self.module_url())):
                self.compare(f"install a {title} at {rate} MB/s", ours,
                             {"the download alone": f"curl -sf {url} -o /dev/null"}, "1.03", runs=3)
            self.source.rate = 0

    def case_several(self):
        other = ("go1.25.14", "windows-amd64")
        both = self.govern("install", WINDOWS[0], other[0], "--source", "proxy", "--os", "windows", "--arch", "amd64")
        one_by_one = " && ".join(" ".join(map(str, self.install_module(module))) for module in (WINDOWS, other))
        for rate in (0, 50):
            self.source.rate = rate * 1_000_000
            where = f" at {rate} MB/s" if rate else ""
            self.compare(f"two versions in one call{where}", both, {"one call after the other": one_by_one}, runs=3)
        self.source.rate = 0

    def case_start(self):
        empty = self.folder / "empty"
        source = Path(__file__).with_name("empty_program.cpp")
        subprocess.run(["c++", "-O2", "-static", "-o", empty, source], check=True)
        self.fresh()
        self.timed(self.install_tar_gz())
        for words, goal in ((["--version"], "+ 1 ms"), (["list"], "+ 1 ms"), (["current"], "+ 1 ms"),
                            (["install", MADE], "+ 2 ms")):
            added = self.added(empty, self.govern(*words))
            self.row("`govern " + " ".join(words) + "`" + (", installed already" if len(words) > 1 else ""),
                     "an empty static program", f"+ {statistics.median(added):.2f} ms",
                     f"{min(added):.2f}–{max(added):.2f}", goal, "")

    def added(self, empty, command, rounds=200):
        """Milliseconds that `command` takes longer than an empty program, pair by pair."""
        environment = self.environment()
        environment["PATH"] = f"{self.home}/shims:{environment['PATH']}"
        words = [str(word) for word in command]

        def once(words):
            began = time.perf_counter()
            pid = os.posix_spawn(words[0], words, environment, file_actions=[
                (os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)])
            status = os.waitpid(pid, 0)[1]
            if status != 0:
                sys.exit(f"{words} ended with {status}")
            return (time.perf_counter() - began) * 1000

        found = [once(words) - once([str(empty)]) for _ in range(rounds)]
        return sorted(found)[rounds // 20:-rounds // 20]

    def case_uninstall(self):
        gone, ratios = [], []
        for turn in range(self.runs + 1):
            self.fresh()
            self.timed(self.install_tar_gz())
            sdk = next((self.home / "sdks").iterdir())
            copy = self.out / "copy"
            shutil.copytree(sdk, copy, symlinks=True)
            os.sync()
            words = [str(w) for w in self.govern("uninstall", MADE, "--force")]
            began = time.monotonic()
            pid = os.posix_spawn(words[0], words, self.environment(),
                                 file_actions=[(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_RDWR, 0)])
            while os.path.exists(sdk):
                pass
            vanished = time.monotonic() - began
            if os.waitpid(pid, 0)[1] != 0:
                sys.exit("uninstall failed")
            ours = time.monotonic() - began
            theirs = self.timed(["rm", "-rf", copy])
            if turn > 0:
                gone.append(vanished * 1000)
                ratios.append(ours / theirs)
        self.row("uninstall: gone for everybody", "", f"{statistics.median(gone):.1f} ms",
                 f"{min(gone):.1f}–{max(gone):.1f}", "5 ms", "")
        self.row("uninstall: space free", "`rm -rf`", f"{statistics.median(ratios):.2f}",
                 f"{min(ratios):.2f}–{max(ratios):.2f}", "0.80", "")

    def case_verify(self):
        self.fresh()
        self.timed(self.install_module())
        home = self.home
        sdk = next((home / "sdks").iterdir())
        ours = self.govern("verify", WINDOWS[0], "--os", "windows", "--arch", "amd64", "--offline")
        references = {"`find \\| xargs sha256sum`": f"find {sdk} -type f -print0 | xargs -0 sha256sum",
                      "`find \\| xargs cat`": f"find {sdk} -type f -print0 | xargs -0 cat"}
        fresh, self.fresh = self.fresh, lambda: None  # one home for all
        self.compare("verify, warm", ours, references, "0.25")
        drop = Path("/proc/sys/vm/drop_caches")
        if os.access(drop, os.W_OK):
            def cold():
                os.sync()
                drop.write_text("3\n")
            self.compare("verify, cold", ours, references, "0.45", before=cold)
        else:
            print("SKIPPED verify, cold: the page cache cannot be dropped by this user")
        self.fresh = fresh

    def case_memory(self):
        for title, ours in (("tar.gz", self.install_tar_gz()), ("module zip", self.install_module())):
            peaks = []
            for _ in range(3):
                self.fresh()
                peaks.append(self.peak([str(w) for w in ours]))
            self.row(f"peak memory, {title}", "beside the mapped archive", f"{statistics.median(peaks):.0f} MiB",
                     f"{min(peaks):.0f}–{max(peaks):.0f}", "64 MiB", "")

    def peak(self, words):
        """The most anonymous memory seen, in MiB."""
        running = subprocess.Popen(words, env=self.environment(), cwd=self.out, stderr=subprocess.DEVNULL)
        most = 0
        while running.poll() is None:
            try:
                text = Path(f"/proc/{running.pid}/status").read_text()
            except OSError:
                break
            for line in text.splitlines():
                if line.startswith("RssAnon:"):
                    most = max(most, int(line.split()[1]))
            time.sleep(0.002)
        return most / 1024

    def print_table(self):
        print("\n| operation, everything verified | reference | measured | range | goal | govern takes |\n|---|---|---|---|---|---|")
        for cells in self.rows:
            print("| " + " | ".join(cells) + " |")


def main():
    names = [name[len("case_"):] for name in vars(Bench) if name.startswith("case_")]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(names))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    options = parser.parse_args()
    if not (BIN / "govern").exists():
        sys.exit("no release build: scripts/build release")
    bench = Bench(options.folder.resolve(), options.runs)
    try:
        bench.prepare()
        for name in options.cases or names:
            getattr(bench, f"case_{name}")()
        bench.print_table()
    finally:
        bench.close()


if __name__ == "__main__":
    main()
