"""`buildinfo` on programs of tests/data/programs, made whole again as sparse files, and on what is no program."""

import base64
import os
import unittest
from pathlib import Path

import harness
from harness import GovernTest, native

DATA = Path(__file__).resolve().parent.parent / "data/programs"


def write_program(name, path):
    """The program as a sparse file; the facts that Go has of it, as lines."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    with open(path, "wb") as file:
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "size":
                file.truncate(int(rest))
            elif kind == "at":
                offset, _, data = rest.partition(" ")
                file.seek(int(offset))
                file.write(base64.b64decode(data))
            else:
                break
    start = next(i for i, line in enumerate(lines) if line.startswith("by "))
    return lines[start + 1:-1]


def facts(program):
    """A member of `programs` as the lines of tests/data/programs."""
    def module(kind, one):
        lines.append("\t".join((kind, one["path"], one["version"], one["sum"])))
        if one.get("replace"):
            module("=>", one["replace"])

    lines = [program["go_version"]]
    if program["path"]:
        lines.append("path\t" + program["path"])
    if program["main"]:
        module("mod", program["main"])
    for one in program["deps"]:
        module("dep", one)
    return lines + sorted(f"build\t{key}={value}" for key, value in program["settings"].items())


class BuildInfo(GovernTest):
    def program(self, name, as_name=None):
        path = self.home.work / (as_name or name)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path, write_program(name, path)

    def programs(self, *paths, code=0, error=None):
        result = self.check(self.home.run("buildinfo", "--json", *[native(path) for path in paths]), code, error)
        return result.json["result"]["programs"]

    def test_every_recorded_program_has_the_facts_that_go_finds(self):
        names = (DATA / "LIST").read_text().split()
        self.assertGreaterEqual(len(names), 40)
        expected = [self.program(name[:-len(".txt")], f"{i:03}")[1] for i, name in enumerate(names)]
        found = self.programs(self.home.work)
        self.assertEqual(len(found), len(names))
        for name, program, lines in zip(names, found, expected):
            with self.subTest(name):
                settings = [line for line in lines if line.startswith("build\t")]
                self.assertEqual(facts(program), lines[:len(lines) - len(settings)] + sorted(settings))

    def test_what_is_known_of_the_toolchain(self):
        path, _ = self.program("go1.18.10-linux-amd64-vcs")
        program, = self.programs(path)
        self.assertEqual((program["version"], program["installed"]), ("1.18.10", False))
        self.assertEqual((program["support_ended"], program["support_ended_on"]), (True, "2023-02-01"))
        text = self.run_ok("buildinfo", "--modules", native(path)).out
        for part in ("go1.18.10", "out of support since 2023-02-01", "linux/amd64", "with changes that were not committed",
                     "github.com/tidwall/match v1.0.1", "github.com/tidwall/match v1.1.1"):
            self.assertIn(part, text)
        self.assertNotIn("tidwall", self.run_ok("buildinfo", native(path)).out)
        path, _ = self.program("go1.27.0-linux-amd64-experiment")
        self.assertIsNone(self.programs(path)[0]["version"], "an experiment is not the release")

    def test_a_named_file_that_is_no_program_is_said_and_the_others_are_shown(self):
        good, _ = self.program("go1.27.0-windows-386-stripped", "sub folder/söme.exe")
        script = self.home.write("script.sh", "#!/bin/sh\n")
        found = self.programs(script, good, code=1, error="not-a-go-program")
        self.assertEqual([one["version"] for one in found], ["1.27.0"])
        result = self.home.run("buildinfo", native(script))
        self.assertIn("script.sh", result.err)
        missing = self.home.work / "missing"
        result = self.check(self.home.run("buildinfo", native(missing), native(good)), 1)
        self.assertIn("missing", result.err)
        self.assertIn("go1.27.0", result.out)
        self.check(self.home.run("buildinfo"), 2, "usage")

    def test_a_folder_passes_over_what_is_no_program(self):
        self.home.write("script.sh", "#!/bin/sh\n")
        (self.home.work / "empty").touch()
        self.assertEqual(self.programs(self.home.work), [])
        good, _ = self.program("go1.13.15-darwin-amd64-plain", "a/b/c/program")
        cut = self.home.work / "cut"
        cut.write_bytes(good.read_bytes()[:1000])
        found = self.programs(self.home.work)
        self.assertEqual([one["file"] for one in found], [native(good)])

    def test_a_program_that_is_cut_off_at_any_kilobyte(self):
        good, lines = self.program("go1.17.13-linux-386-plain", "programs/whole")
        data, size = good.read_bytes(), good.stat().st_size
        for length in range(0, size, 1024 if harness.long_run() else 16 * 1024):
            with open(good.parent / f"cut{length}", "wb") as file:
                file.write(data[:length] if length < 65536 else data[:length].rstrip(b"\0"))
                file.truncate(length)
        result = self.home.run("buildinfo", "--json", native(good.parent), timeout=300)
        self.assertIn(result.code, (0, 1), result)
        found = result.json["result"]["programs"]
        self.assertIn(native(good), [one["file"] for one in found])
        self.assertEqual({one["go_version"] for one in found}, {lines[0]})
        half = good.parent / f"cut{size // 2 // 16384 * 16384}"
        result = self.check(self.home.run("buildinfo", native(half)), 1, "program-cut-short")
        self.assertIn(f"and it has {half.stat().st_size}\n", result.err)

    def test_files_that_are_no_programs_of_go(self):
        elf = b"\x7fELF\x02\x01\x01" + bytes(9)
        magic = b"\xff Go buildinf:\x08\x02" + bytes(16) + b"\x08go1.22.1\x00"
        header = b"\x3e\x00\x01\x00\x00\x00" + bytes(34) + b"\x40\x00\x38\x00\x00\x00\x40\x00\x00\x00\x00\x00"
        files = {
            "empty": b"", "one byte": b"\x7f", "script": b"#!/bin/sh\nexit\n", "magic alone": magic, "magic in text": b"text " + magic,
            "archive": b"!<arch>\n__.PKGDEF       0           0     0     644     4         `\ngo o", "wasm": b"\0asm\x01\0\0\0" + bytes(64),
            "object": elf + b"\x01\x00" + header + bytes(64) + magic, "core": elf + b"\x04\x00" + header + bytes(4096),
            "class": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + bytes(64),
        }
        for name, data in files.items():
            with self.subTest(name):
                path = self.home.write("odd/" + name, data)
                result = self.home.run("buildinfo", native(path))
                self.check(result, 1, "not-a-go-program")
                self.assertIn(name, result.err)
                self.assertRegex(result.err, "can be read: .*[a-z]")
        packed = self.home.write("odd/packed", elf + b"\x02\x00" + header + b"UPX!" + bytes(4096))
        result = self.check(self.home.run("buildinfo", native(packed)), 1, "packed-program")
        self.assertIn("upx -d -o UNPACKED", result.err)
        self.assertEqual(self.programs(self.home.work / "odd"), [])

    @harness.posix_only
    def test_pipes_links_and_sparse_files(self):
        good, _ = self.program("go1.27.0-linux-mips-plain", "programs/hello")
        os.mkfifo(good.parent / "pipe")
        (good.parent / "loop").symlink_to(".")
        (good.parent / "link").symlink_to("hello")
        with open(good.parent / "sparse", "wb") as file:
            file.write(b"\x7fELF")
            file.truncate(10 << 30)
        self.assertEqual(len(self.programs(good.parent)), 1)
        self.assertEqual(len(self.programs(good.parent / "link")), 1, "a link that is named is followed")
        self.programs(good.parent / "pipe", code=1, error="not-a-go-program")
        (good.parent / "itself").symlink_to("itself")
        self.programs(good.parent / "itself", code=1)

    @harness.posix_only
    @unittest.skipIf(hasattr(os, "geteuid") and os.geteuid() == 0, "root reads everything")
    def test_what_cannot_be_read_below_a_folder_is_a_warning(self):
        good, _ = self.program("go1.27.0-linux-mips-plain", "programs/hello")
        locked = self.home.write("programs/locked", "x")
        locked.chmod(0)
        result = self.check(self.home.run("buildinfo", native(good.parent)), 1)
        self.assertIn("locked", result.err)
        self.assertIn("go1.27.0", result.out)

    def test_files_are_completed(self):
        self.assertEqual(self.run_ok("__complete", "--", "buildinfo", "").out.split(), [":files"])


if __name__ == "__main__":
    harness.main()
