"""`audit` of real programs names the standard-library ids that govulncheck names, by the same database."""

import json
import os
import shutil
import subprocess
import unittest

import harness
import vulndb
from harness import WINDOWS, GovernTest, native, online, online_environment
from worlds import file_url

GOVULNCHECK = "golang.org/x/vuln/cmd/govulncheck@v1.1.4"
SOURCE = "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\"127.0.0.1:0\", nil) }\n"


@online
@unittest.skipIf(WINDOWS, "a judge for this system")
@unittest.skipUnless(shutil.which("go"), "no go on PATH to build govulncheck with")
class AgainstGovulncheck(GovernTest):
    exe = "GOVERN_EXE"

    def go(self, *words, **environment):
        scratch = self.home.scratch
        env = {**os.environ, **online_environment(), "GOPATH": str(scratch / "gopath"), "GOBIN": str(scratch / "bin"),
               "GOFLAGS": "-modcacherw", "CGO_ENABLED": "0", **environment}
        return subprocess.run([shutil.which("go"), *words], env=env, cwd=self.home.work, capture_output=True, text=True,
                              timeout=1200)

    def judge(self):
        built = self.go("install", GOVULNCHECK)
        if built.returncode != 0:
            self.skipTest("govulncheck cannot be built: " + built.stderr.strip().splitlines()[-1])
        return self.home.scratch / "bin/govulncheck"

    @staticmethod
    def found(judge, database, program):
        """The ids of the standard library that may concern a program; nothing where it cannot be read."""
        done = subprocess.run([judge, "-mode", "binary", "-scan", "module", "-format", "json", "-db", database, program],
                              capture_output=True, text=True)
        if done.returncode != 0:
            return None, done.stderr
        ids, text, decoder = set(), done.stdout.strip(), json.JSONDecoder()
        while text:
            message, end = decoder.raw_decode(text)
            text = text[end:].lstrip()
            finding = message.get("finding")
            if finding and finding["trace"][0]["module"] == "stdlib":
                ids.add(finding["osv"])
        return ids, ""

    def test_it_names_the_same_ids(self):
        judge = self.judge()
        database = file_url(vulndb.write_database(self.home.scratch / "vulndb", vulndb.recorded()))
        self.home.write("go.mod", "module example.com/x\n\ngo 1.18\n")
        self.home.write("main.go", SOURCE)
        programs = []
        for goos in ("linux", "windows", "darwin"):
            program = self.home.work / f"app-{goos}"
            built = self.go("build", "-o", str(program), ".", GOOS=goos, GOTOOLCHAIN="local")
            self.assertEqual(built.returncode, 0, built.stderr)
            programs.append(program)
        self.home.run("install", "1.20.3", "1.22.3", env=online_environment(), timeout=1200)
        for version in ("1.20.3", "1.22.3"):
            go = next(iter(self.home.sdks.glob(f"go{version}.*/bin/go")), None)
            if go:
                program = self.home.work / f"app-{version}"
                env = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "", "CGO_ENABLED": "0"}
                env.pop("GOROOT", None)
                subprocess.run([go, "build", "-o", program, "."], cwd=self.home.work, env=env, check=True)
                programs.append(program)
        compared = 0
        for program in programs:
            with self.subTest(program.name):
                expected, why = self.found(judge, database, program)
                self.assertIsNotNone(expected, why)
                result = self.run_ok("audit", native(program), "--json").json["result"]
                entry, = result["programs"]
                self.assertEqual({one["id"] for one in entry["vulnerabilities"]}, expected)
                compared += len(expected)
        self.assertGreater(compared, 50, "programs of old releases have many")


if __name__ == "__main__":
    harness.main()
