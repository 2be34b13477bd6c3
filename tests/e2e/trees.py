"""SDKs unpacked on a disk as archives, managers and Go itself leave them."""

import os
import shutil
from pathlib import Path

import harness
from sdks import OUTSIDE_MODULE


def write_tree(sdk, folder, names=None):
    """A GOROOT as its archive unpacks."""
    for name in sdk.files if names is None else names:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sdk.files[name])
        path.chmod(0o755 if sdk.is_program(name) else 0o644)
    return Path(folder)


def write_module(sdk, cache, switched=False):
    """A toolchain in Go's module cache: as `go mod download` leaves it (`_go.mod` alone, nothing executable), or as
    Go's own switch does (go.mod beside it, programs executable). All of it is read-only."""
    root = Path(cache) / "golang.org" / f"toolchain@{sdk.module_version}"
    write_tree(sdk, root, [name for name in sdk.files if not name.startswith(OUTSIDE_MODULE)])
    for path in [path for path in root.rglob("*") if path.is_file()]:
        programs = path.relative_to(root).as_posix().startswith(("bin/", "pkg/tool/"))
        path.chmod(0o555 if switched and programs else 0o444)
        if path.name == "go.mod":
            hidden = path.rename(path.with_name("_go.mod"))
            if switched:
                shutil.copyfile(hidden, path)
    if not harness.WINDOWS:
        for folder in [root, *(path for path in root.rglob("*") if path.is_dir())]:
            folder.chmod(0o555)
    return root


def fingerprint(folder):
    """Every path below with its content, mode and time."""
    out = {}
    for path in sorted(Path(folder).rglob("*")):
        status = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
        out[path.relative_to(folder).as_posix()] = (content, status.st_mode, status.st_mtime_ns)
    return out
