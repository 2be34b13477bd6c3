"""What the tests of shims share: stand-in SDKs, and what the stand-in said."""

import json
import os
import re
import shutil

from harness import EXE_SUFFIX, WINDOWS, GovernTest, program


def own_platform():
    if WINDOWS:
        return "windows-amd64"
    machine = os.uname().machine
    system = os.uname().sysname.lower()
    return f"{system}-" + {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)


class Said:
    """What the stand-in printed, taken apart."""

    def __init__(self, result, text=None):
        self.result = result
        lines = (result.out if text is None else text).splitlines()
        self.args = [line[4:] for line in lines if line.startswith("arg=")]
        self.env = dict(line[4:].split("=", 1) for line in lines if line.startswith("env "))
        self.program = next((line[8:] for line in lines if line.startswith("program=")), None)
        self.stdin = next((line[6:] for line in lines if line.startswith("stdin=")), None)

    @property
    def version(self):
        found = re.search(r"[/\\]go([0-9][^/\\]*)\." + own_platform() + r"[/\\]bin", self.program or "")
        return found.group(1) if found else self.program


class ShimTest(GovernTest):
    def setUp(self):
        super().setUp()
        self.fake_go = program("GOVERN_SHIM").parent / ("fake_go" + EXE_SUFFIX)
        self.make_shims(self.home)
        self.home.env["GOENV"] = "off"

    def make_shims(self, home, *more):
        home.shims.mkdir(parents=True, exist_ok=True)
        for name in ("go", "gofmt", *more):
            self.put(home, program("GOVERN_SHIM"), name)
        # What fails is for the govern beside the shims to explain.
        self.put(home, home.exe, "govern")

    def put(self, home, file, name):
        target = home.shims / (name + EXE_SUFFIX)
        if not target.exists():
            shutil.copy2(file, target)

    def install(self, *versions, home=None):
        home = home or self.home
        for version in versions:
            name = f"go{version}.{own_platform()}"
            folder = home.sdks / name / "bin"
            folder.mkdir(parents=True)
            for tool in ("go", "gofmt"):
                shutil.copy2(self.fake_go, folder / (tool + EXE_SUFFIX))
            home.receipts.mkdir(exist_ok=True)
            system, arch = own_platform().split("-")
            (home.receipts / f"{name}.json").write_text(json.dumps(
                {"version": version if re.search(r"rc|beta|\..*\.", version) else version + ".0", "os": system,
                 "arch": arch, "h1": "h1:", "evidence": "log"}))
            self.make_shims(home, f"go{version}")

    def set_default(self, text, home=None):
        home = home or self.home
        home.state.mkdir(exist_ok=True)
        (home.state / "default").write_text(text)

    def go(self, *args, name="go", code=0, **options):
        return Said(self.check(self.home.shim(name, *args, **options), code))

    def fails(self, code, error, *args, name="go", **options):
        return self.check(self.home.shim(name, *args, **options), code, error)
