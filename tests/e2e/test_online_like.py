"""`exec --like` with real Gos: a program is built again byte for byte, and is not after one letter of its source changed."""

import os
import shutil
import unittest

import harness
from harness import WINDOWS, GovernTest, online, online_environment

# Settings are recorded from Go 1.18 on.
VERSIONS = ["1.18.10", "1.20.14", "1.22.12", "1.24.12", "1.26.10", "1.27.0"] if harness.long_run() else ["1.20.14", "1.26.10"]
SOURCE = {"go.mod": "module example.com/hello\n\ngo 1.18\n", "main.go": "package main\n\nvar word string\n\nfunc main() { println(\"hello\", word) }\n",
          "shared/main.go": "package main\n\nimport \"C\"\n\n//export Hello\nfunc Hello() { println(\"hello\") }\n\nfunc main() {}\n"}

# How it is built, what the command has to say itself when it is built again, and the package.
VARIANTS = {
    "plain": ([], {}, [], "."),
    "flags": (["-tags=one,two", "-ldflags=-s -w -X 'main.word=a b'", "-gcflags=all=-N -l"], {}, [], "."),
    "trimmed": (["-trimpath", "-ldflags=-w"], {}, ["-ldflags=-w"], "."),
    "windows": ([], {"GOOS": "windows", "GOARCH": "386"}, [], "."),
    "v3": ([], {"GOAMD64": "v3", "GOOS": "darwin", "GOARCH": "amd64"}, [], "."),
    "experiment": ([], {"GOEXPERIMENT": "fieldtrack"}, [], "."),
    "pie": (["-buildmode=pie"], {}, [], "."),
}
if shutil.which("cc"):
    VARIANTS["c-shared"] = (["-buildmode=c-shared"], {"CGO_ENABLED": "1", "CGO_CFLAGS": "-O1 -g"}, [], "./shared")


@online
@unittest.skipIf(WINDOWS, "SDKs for Linux")
class RealGo(GovernTest):
    exe = "GOVERN_EXE"

    def setUp(self):
        super().setUp()
        self.home.env.update(online_environment())
        self.home.env.update(GOCACHE=str(self.home.user / "gocache"), GOPATH=str(self.home.user / "gopath"), GOENV="off", CGO_ENABLED="0")
        for name, text in SOURCE.items():
            self.home.write(name, text)

    def check_rebuild(self, version, variant, code, error=None):
        _, _, own, package = VARIANTS[variant]
        out = f"{version}-{variant}-again"
        return self.check(self.home.run("exec", "--like", f"{version}-{variant}", "--check", out, "--json", "--",
                                        "go", "build", *own, "-o", out, package, timeout=900), code, error).json["result"]

    def test_the_same_bytes_and_not_after_a_letter_changed(self):
        self.run_ok("install", *VERSIONS, timeout=1200)
        for version in VERSIONS:
            for variant, (flags, env, _, package) in VARIANTS.items():
                with self.subTest(f"{version} {variant}"):
                    self.run_ok("exec", version, "--", "go", "build", *flags, "-o", f"{version}-{variant}", package, env=env, timeout=900)
                    result = self.check_rebuild(version, variant, 0)
                    self.assertTrue(result["check"]["same"], result)
        main = self.home.work / "main.go"
        main.write_text(main.read_text().replace("hello", "Hello"))
        for version in VERSIONS:
            with self.subTest(f"{version}, one letter"):
                check = self.check_rebuild(version, "plain", 1, "check-differs")["check"]
                self.assertIn(".rodata", check["sections"])
                self.assertEqual(check["settings"], [])
        check = self.check(self.home.run("exec", "--like", f"{VERSIONS[-1]}-plain", "--check", "tagged", "--json", "--", "go", "build", "-tags=mine",
                                         "-o", "tagged", ".", timeout=900), 1, "check-differs").json["result"]["check"]
        self.assertEqual(check["settings"], [{"name": "-tags", "file": None, "out": "mine"}])


if __name__ == "__main__":
    os.environ.pop("GOFLAGS", None)
    harness.main()
