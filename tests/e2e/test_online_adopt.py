"""Real SDKs that Go itself put into its module cache, taken over by the real log's proof."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness
from harness import native, online
from test_online_sdks import OnlineTest
from worlds import PLATFORM

VERSION = "1.26.10" if harness.WINDOWS else "1.22.12"


@online
@unittest.skipUnless(shutil.which("go"), "needs a go on PATH")
class OnlineAdopt(OnlineTest):
    def go_of_the_machine(self, *words, cache, **variables):
        """A real `go`, with Go's own variables and a module cache that this test keeps."""
        environment = {**harness.online_environment(), "HOME": str(self.home.user), "PATH": "/usr/bin:/bin",
                       "GOMODCACHE": str(cache), "GOCACHE": str(self.home.user / "gocache"), "GOFLAGS": "-modcacherw",
                       **variables}
        return subprocess.run([shutil.which("go"), *words], env=environment, cwd=self.home.work, capture_output=True,
                              text=True, timeout=600)

    def adopts(self, path):
        result = self.run_ok("adopt", native(path), "--json", timeout=600)
        row = result.json["result"]["found"][0]
        self.assertEqual((row["verdict"], row["adopted"], row["error"]), ("genuine", True, None), result)
        self.assertIn("genuine by the log sum.golang.org", row["why"])
        shutil.rmtree(path)
        self.run_ok("verify", timeout=300)
        return row

    @unittest.skipIf(harness.WINDOWS, "SDKs for Linux")
    def test_as_gos_own_switch_leaves_it(self):
        cache = self.home.user / "mod"
        self.home.write("go.mod", f"module example.com/x\n\ngo 1.21\n\ntoolchain go{VERSION}\n")
        done = self.go_of_the_machine("version", cache=cache, GOTOOLCHAIN=f"go{VERSION}")
        self.assertIn(f"go{VERSION} ", done.stdout, done)
        row = self.adopts(cache / "golang.org" / f"toolchain@v0.0.1-go{VERSION}.{PLATFORM}")
        self.assertEqual(row["left_out"], [])
        self.assertIn(f"go version go{VERSION} ", self.go("version").out)

    @unittest.skipIf(harness.WINE and not harness.long_run(), "takes three minutes under Wine: scripts/test --long")
    def test_as_go_mod_download_leaves_it(self):
        cache = self.home.user / "mod"
        module = f"golang.org/toolchain@v0.0.1-go{VERSION}.{PLATFORM}"
        done = self.go_of_the_machine("mod", "download", module, cache=cache, GOTOOLCHAIN="local")
        self.assertEqual(done.returncode, 0, done.stderr)
        path = cache / "golang.org" / module.removeprefix("golang.org/")
        (path / "src" / "fmt" / "print.go").chmod(0o644)
        copy = Path(tempfile.mkdtemp(dir=self.home.scratch)) / "changed"
        shutil.copytree(path, copy)
        with open(copy / "src" / "fmt" / "print.go", "ab") as file:
            file.write(b"\n")
        self.run_fails(6, "adopt", native(copy), error="adopt-damaged", timeout=600)
        self.adopts(path)
        self.home.write("hello.go", 'package main\n\nfunc main() { println("hello") }\n')
        self.go("run", "hello.go", env={"GOPROXY": "off"})


if __name__ == "__main__":
    harness.main()
