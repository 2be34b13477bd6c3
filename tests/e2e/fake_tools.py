"""Stand-ins for Go tools: programs that record what a Go linker would, the module proxy that lists them, and what
the fake `go` of the test SDKs "builds" them of (tests/helpers/fake_go.c)."""

import os
import re
from pathlib import Path

import harness
from harness import native

_START = bytes.fromhex("3077af0c9274080241e1c107e6d618e6")
_END = bytes.fromhex("f932433186182072008242104116d8f2")
_MAGIC = b"\xff Go buildinf:"


def _counted(content):
    size, out = len(content), b""
    while size >= 0x80:
        out, size = out + bytes([size & 0x7F | 0x80]), size >> 7
    return out + bytes([size]) + content


def tool_program(go_version, package, module, version):
    """The bytes of a program that runs, and says it was built by that Go from that module."""
    name = "fake_tool" + harness.EXE_SUFFIX
    program = (Path(os.environ["GOVERN_BIN"]) / name).read_bytes()
    lines = f"path\t{package}\nmod\t{module}\t{version}\th1:x\nbuild\tGOOS={'windows' if harness.WINDOWS else 'linux'}\n"
    record = (_MAGIC + b"\x08\x02" + bytes(16) + _counted(f"go{go_version}".encode())
              + _counted(_START + lines.encode() + _END))
    at = program.index(_MAGIC)
    assert program.find(_MAGIC, at + 1) < 0 and len(record) < 4096
    return program[:at] + record + program[at + len(record):]


class Modules:
    """A module proxy of tools, and the programs that the fake go makes of them for each of these Gos."""

    def __init__(self, folder, gos):
        self.proxy, self.programs, self.gos = folder / "modules", folder / "programs", gos
        self.proxy.mkdir(parents=True)
        self.programs.mkdir()

    def add(self, module, version, go="1.16", command="", latest=False, listed=True):
        """A release of a module with a tool in the package `command` below it."""
        answers = self.proxy / module / "@v"
        answers.mkdir(parents=True, exist_ok=True)
        if listed:
            with open(answers / "list", "a", encoding="utf-8", newline="\n") as file:
                file.write(version + "\n")
        (answers / f"{version}.mod").write_text(f"module {module}\n\ngo {go} // its line\n\nrequire example.com/x v1.0.0\n")
        package = module + command
        for built_by in self.gos:
            for name in (version, "latest") if latest else (version,):
                file = self.programs / f"{package.replace('/', '!')}@{name}+{built_by}"
                file.write_bytes(tool_program(built_by, package, module, version))
        return package

    def environment(self, proxy_url):
        return {"GOPROXY": proxy_url, "FAKE_GO_TOOLS": native(self.programs)}

    def calls(self):
        """What each call of `go install` was: its words and its variables."""
        file = self.programs / "called"
        text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
        out = []
        for part in re.split(r"^\ufeff?program=", text, flags=re.M)[1:]:
            lines = part.splitlines()
            variables = dict(line[4:].split("=", 1) for line in lines if line.startswith("env "))
            out.append(([line[4:] for line in lines if line.startswith("arg=")], variables))
        return out
