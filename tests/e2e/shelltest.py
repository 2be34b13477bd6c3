"""What the tests of shells share: a home with two versions in it."""

from harness import EXE_SUFFIX, WINDOWS, GovernTest, native

PLATFORM = ("windows" if WINDOWS else "linux") + "-amd64"


class ShellTest(GovernTest):
    def setUp(self):
        super().setUp()
        self.install("1.22.5")
        self.install("1.20.12")

    def install(self, version):
        """A folder and a receipt, which is what `installed` means."""
        name = f"go{version}.{PLATFORM}"
        program = self.home.sdks / name / "bin" / ("go" + EXE_SUFFIX)
        program.parent.mkdir(parents=True, exist_ok=True)
        if WINDOWS:
            program.write_bytes(b"MZ")
        else:
            program.write_text(f"#!/bin/sh\necho go version go{version} $*\n")
        program.chmod(0o755)
        self.home.receipts.mkdir(parents=True, exist_ok=True)
        (self.home.receipts / f"{name}.json").write_text("{}")

    def goroot(self, version):
        return native(self.home.sdks / f"go{version}.{PLATFORM}")

    def set_up(self):
        """Shims and the written shell files, in a home folder of the test's own."""
        return self.run_ok("setup", env={"SHELL": "/usr/bin/" + getattr(self, "shell", "sh")})

    def written(self, name):
        return self.home.home / "shell" / name
