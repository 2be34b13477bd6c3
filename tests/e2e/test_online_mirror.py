"""A mirror of a real Go: from its folder Go itself switches, and govern installs; without any network but loopback where
such a one can be made."""

import shutil
import sys
from pathlib import Path

import harness
from realservers import Island, ServerTest, free_port
from worlds import file_url


@harness.online
class Real(ServerTest):
    """A real Go runs from the folder, proved by what the folder holds."""

    exe = "GOVERN_EXE"
    VERSION = "1.22.5"

    def test_go_and_govern(self):
        go = shutil.which("go")
        if go is None or harness.WINDOWS:
            self.skipTest("no go on PATH that runs here")
        mirror = self.home.scratch / "mirror"
        environment = harness.online_environment()
        self.check(self.home.run("mirror", str(mirror), self.VERSION, env=environment))
        self.check(self.home.run("mirror", str(mirror), "--check"))
        around = self.on_an_island()
        port = free_port()
        self.run_server(port, *around, sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", mirror,
                        ready=self.island and self.island.answers)
        for goproxy in (file_url(mirror), f"http://127.0.0.1:{port}"):
            cache = self.home.scratch / ("cache " + goproxy[:4])
            variables = {"GOTOOLCHAIN": "go" + self.VERSION, "GOPROXY": goproxy, "GOMODCACHE": str(cache / "mod"),
                         "GOCACHE": str(cache / "build"), "GOFLAGS": "-modcacherw", "GOENV": "off", "GONOSUMDB": None,
                         "HTTP_PROXY": None, "HTTPS_PROXY": None}
            result = self.run_around(around, self.home, go, "version", env=variables)
            self.assertIn("go" + self.VERSION, result.out)
            self.assertTrue((cache / "mod/cache/download/sumdb/sum.golang.org/lookup").is_dir())
            other = self.new_home()
            self.run_around(around, other, other.exe, "install", self.VERSION, env={"GOPROXY": goproxy, "GOVERN_SOURCE": "proxy"})
            self.check(other.run("verify", "--offline"))
        log = self.server_log()
        self.assertRegex(log, r'GET /sumdb/sum.golang.org/lookup/\S+ HTTP/1.1" 200')
        self.assertNotRegex(log, '" [345][0-9][0-9] ')

    def on_an_island(self):
        """The words before a command that runs there."""
        self.island = None
        missing = Island.missing()
        if missing:
            print(f"SKIPPED online.mirror in a network of loopback alone: {missing}", flush=True)
            return []
        self.island = Island()
        self.addCleanup(self.island.close)
        return self.island.words()

    def run_around(self, around, home, *command, env):
        first, *words = [*around, *map(str, command)]
        return self.check(home.run_program(Path(shutil.which(first)), *words, env=env))


if __name__ == "__main__":
    harness.main()
