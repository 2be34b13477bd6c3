#!/usr/bin/env python3
"""Fake SDKs of Go versions that do not exist, in every shape that real ones come in. Standard library only.

    world = World(folder, go=fake_go_program)
    world.add("1.99.1", "linux-amd64")          # and any more
    world.write()
    world.site    the download site: archives, index.json (a folder for GOVERN_MIRROR or a web server)
    world.proxy   the module proxy with sumdb/ beside the modules (for GOPROXY=file://… or a web server)
    world.environment()    GOVERN_TEST_… for the test program: log key, embedded list

As a program, to look at by hand: python3 sdks.py FOLDER --go PROGRAM 1.99.1.linux-amd64…
"""

import argparse
import base64
import gzip
import hashlib
import io
import json
import random
import tarfile
import zipfile
from pathlib import Path

import sumdb

TIME = "2026-01-02T03:04:05Z"
UNIX_TIME = 1767323045
ZIP_TIME = (2026, 1, 2, 3, 4, 4)
OUTSIDE_MODULE = ("api/", "doc/", "misc/", "test/")  # what a module zip leaves out


def dirhash(files):
    """The dirhash lines and h1 of {name: bytes} (golang.org/x/mod/sumdb/dirhash)."""
    lines = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return lines, "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


class Sdk:
    """One SDK: `version` 1.99.1, `platform` linux-amd64. `files` ({name in GOROOT: bytes}) may be changed
    before anything is built of it. `go` is a native program that stands in for bin/go."""

    def __init__(self, version, platform, go, extra_files=0, extra_bytes=0):
        self.version, self.platform, self.name = version, platform, f"go{version}.{platform}"
        self.goos, self.goarch = platform.split("-")
        exe = ".exe" if self.goos == "windows" else ""
        go = Path(go).read_bytes() if isinstance(go, (str, Path)) else go
        self.files = {
            "VERSION": f"go{version}\ntime {TIME}\n".encode(),
            "LICENSE": b"a licence\n",
            "go.env": b"GOPROXY=\nGOSUMDB=log.test\nGOTOOLCHAIN=auto\n",
            f"bin/go{exe}": go,
            f"bin/gofmt{exe}": go,
            f"pkg/tool/{self.goos}_{self.goarch}/compile{exe}": b"a compiler of " + self.name.encode(),
            "src/go.mod": b"module std\n\ngo 1.99\n",
            "src/cmd/go.mod": b"module cmd\n\ngo 1.99\n",
            "src/fmt/print.go": b"package fmt\n",
            "src/a-b/x.go": b"package x\n",  # sorts before src/a/ as whole names do
            "src/a/x.go": b"package x\n",
            "src/make.bash": b"#!/bin/sh\n",
            "api/go1.txt": b"pkg fmt\n",
            "doc/go_mem.html": b"<p>memory</p>\n",
            "misc/wasm/go_js_wasm_exec": b"#!/bin/sh\n",
            "test/fixedbugs/x.go": b"package main\n",
        }
        noise = random.Random(self.name)
        for number in range(extra_files):
            self.files[f"src/extra/{number // 100}/f{number}.go"] = b"package extra // %d\n" % number
        if extra_bytes:
            self.files["pkg/noise.bin"] = noise.randbytes(extra_bytes)

    def is_program(self, name):
        return name.startswith(("bin/", "pkg/tool/")) or name.endswith((".bash", "_exec"))

    # The official archive.

    @property
    def archive_name(self):
        arch = "armv6l" if self.platform == "linux-arm" else self.goarch
        return f"go{self.version}.{self.goos}-{arch}" + (".zip" if self.goos == "windows" else ".tar.gz")

    def archive(self):
        files = {"go/" + name: content for name, content in self.files.items()}
        return self._zip(files) if self.goos == "windows" else self._tar_gz(files)

    def _tar_gz(self, files):
        folders = sorted({str(parent) + "/" for name in files for parent in Path(name).parents if str(parent) != "."})
        buffer = io.BytesIO()
        with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as tar:
            for name in sorted([*files, *folders]):
                entry = tarfile.TarInfo(name)
                entry.mtime = UNIX_TIME
                if name.endswith("/"):
                    entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                    tar.addfile(entry)
                else:
                    entry.size, entry.mode = len(files[name]), 0o755 if self.is_program(name[3:]) else 0o644
                    tar.addfile(entry, io.BytesIO(files[name]))
        return buffer.getvalue()

    @staticmethod
    def _zip(files):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), files[name], zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    # The toolchain module.

    @property
    def module_version(self):
        return "v0.0.1-" + self.name

    @property
    def module_prefix(self):
        return f"golang.org/toolchain@{self.module_version}/"

    def module_files(self):
        out = {}
        for name, content in self.files.items():
            if not name.startswith(OUTSIDE_MODULE):
                folder, slash, base = name.rpartition("/")
                out[self.module_prefix + folder + slash + ("_go.mod" if base == "go.mod" else base)] = content
        return out

    def module_zip(self):
        return self._zip(self.module_files())

    def hash_lines(self):
        return dirhash(self.module_files())[0]

    @property
    def h1(self):
        return dirhash(self.module_files())[1]


class World:
    """SDKs, the sites that serve them, and the checksum database that knows them."""

    def __init__(self, folder, go=b"no program\n", log=None):
        self.folder, self.go, self.sdks = Path(folder), go, {}
        self.site, self.proxy = self.folder / "dl", self.folder / "proxy"
        self.log = log or sumdb.Log("log.test").fill(300)

    def add(self, version, platform, *, site=True, proxy=True, logged=True, embedded=False, **more):
        """Adds an SDK: where it is served, whether the log has its record, and whether the test program's
        embedded list is to know its archive."""
        sdk = Sdk(version, platform, self.go, **more)
        sdk.on_site, sdk.on_proxy, sdk.logged, sdk.embedded = site, proxy, logged, embedded
        self.sdks[sdk.name] = sdk
        return sdk

    def __getitem__(self, name):
        return self.sdks[name]

    def listing(self):
        """What the download site answers for ?mode=json&include=all."""
        releases = {}
        for sdk in self.sdks.values():
            if sdk.on_site:
                content = (self.site / sdk.archive_name).read_bytes()
                releases.setdefault(sdk.version, []).append({
                    "filename": sdk.archive_name, "os": sdk.goos,
                    "arch": "armv6l" if sdk.platform == "linux-arm" else sdk.goarch, "version": "go" + sdk.version,
                    "sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "kind": "archive"})
        return json.dumps([{"version": "go" + version, "stable": "rc" not in version and "beta" not in version, "files": files}
                           for version, files in releases.items()], indent=1)

    def write(self):
        """Writes everything below the folder. May be called again after more was added."""
        modules = self.proxy / "golang.org" / "toolchain" / "@v"
        self.site.mkdir(parents=True, exist_ok=True)
        modules.mkdir(parents=True, exist_ok=True)
        embedded = ""
        for sdk in self.sdks.values():
            content = sdk.archive()
            if sdk.on_site:
                (self.site / sdk.archive_name).write_bytes(content)
            if sdk.embedded:
                embedded += f"{sdk.archive_name}\t{hashlib.sha256(content).hexdigest()}\t{len(content)}\n"
            if sdk.on_proxy:
                version = sdk.module_version
                (modules / f"{version}.info").write_bytes(json.dumps({"Version": version, "Time": TIME}).encode() + b"\n")
                (modules / f"{version}.mod").write_bytes(b"module golang.org/toolchain\n")
                (modules / f"{version}.zip").write_bytes(sdk.module_zip())
            record = sumdb.toolchain_record(sdk.name, sdk.h1)
            if sdk.logged and record not in self.log.records:
                self.log.add(record)
        listed = [sdk.module_version for sdk in self.sdks.values() if sdk.on_proxy]
        (modules / "list").write_bytes("".join(version + "\n" for version in listed).encode())
        (self.site / "index.json").write_bytes(self.listing().encode())
        (self.folder / "embedded.tsv").write_bytes(embedded.encode())
        self.log.write(self.proxy / "sumdb" / self.log.name)
        return self

    def environment(self, native=str):
        """Variables for the test program; `native` spells a host path as that program sees it."""
        return {"GOVERN_TEST_LOG_KEY": self.log.key,
                "GOVERN_TEST_EMBEDDED": native(self.folder / "embedded.tsv")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--go", required=True, help="a native program that stands in for bin/go")
    parser.add_argument("sdks", nargs="+", help="such as 1.99.1.linux-amd64")
    arguments = parser.parse_args()
    world = World(arguments.folder, arguments.go)
    for name in arguments.sdks:
        version, _, platform = name.rpartition(".")
        world.add(version, platform)
    world.write()
    print(world.log.key)


if __name__ == "__main__":
    main()
