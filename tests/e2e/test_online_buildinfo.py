"""What `buildinfo` says of real programs and other files is what the real Go says of them, file by file."""

import os
import unittest

import go_programs
import harness
from harness import WINDOWS, GovernTest, native, online, online_environment
from test_buildinfo import facts
from worlds import PLATFORM

VERSION = "1.26.10"  # the judge: go version -m -json came with Go 1.25
LONG = harness.long_run()
LINES = ["1.13.15", "1.16.15", "1.17.13", "1.18.10", "1.20.14", "1.22.12", "1.24.12", "1.27.0"] if LONG else []
TARGETS = go_programs.TARGETS if LONG else ["linux/amd64", "windows/386", "darwin/amd64", "aix/ppc64"]


@online
@unittest.skipIf(WINDOWS, "SDKs for Linux")
class AgainstGo(GovernTest):
    exe = "GOVERN_EXE"

    def setUp(self):
        super().setUp()
        self.home.env.update(online_environment())

    def root(self, version):
        return self.home.sdks / f"go{version}.{PLATFORM}"

    def compare(self, files):
        """Where Go finds facts, ours are the same. Where it finds none, ours may be of Plan 9 or of a stripped XCOFF."""
        go = self.root(VERSION) / "bin/go"
        found = {}
        for start in range(0, len(files), 200):
            result = self.home.run("buildinfo", "--json", *[native(path) for path in files[start:start + 200]], timeout=300)
            found.update((one["file"], one) for one in result.json["result"]["programs"])
        programs = 0
        for path in files:
            expected = go_programs.go_says(go, path)
            ours = found.get(native(path))
            with self.subTest(path):
                if expected is None:
                    self.assertTrue(ours is None or not ours["go_version"] or "plan9" in path.name or "aix" in path.name, ours)
                    continue
                programs += 1
                self.assertIsNotNone(ours)
                lines = expected.split("\n")[:-1]
                settings = [line for line in lines if line.startswith("build\t")]
                self.assertEqual(facts(ours), lines[:len(lines) - len(settings)] + sorted(settings))
        return programs

    def test_programs_of_every_line_and_files_that_are_none(self):
        self.run_ok("install", VERSION, *LINES, timeout=1200)
        source = go_programs.write_source(self.home.work / "source")
        os.environ.update({name: self.home.env[name] for name in ("GOPROXY", "GOSUMDB") if name in self.home.env})
        os.environ.update(GOCACHE=str(self.home.user / "gocache"), GOPATH=str(self.home.user / "gopath"))
        made = []
        for version in [VERSION, *LINES]:
            made += go_programs.build_all(self.root(version), source, self.home.work / version, TARGETS)
        root = self.root(VERSION)
        own = [path for folder in ("bin", "pkg/tool") for path in (root / folder).rglob("*") if path.is_file()]
        others = sorted(path for path in (root / "src").rglob("testdata/*") if path.is_file())[:500]
        self.assertGreater(len(made) + len(own) + len(others), 300)
        self.assertGreater(self.compare(made + own + others), len(made) // 2 + len(own) // 2)


if __name__ == "__main__":
    harness.main()
