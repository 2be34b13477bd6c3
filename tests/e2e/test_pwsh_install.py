"""install.ps1 in a real PowerShell: from a folder and from web servers, over itself, damaged, typed as `irm | iex`."""

import harness
from harness import native, needs_shell, windows_only
from pwshtest import PowerShellTest
from server import Server
from test_packaging import Packaged


def word(text):
    return "'" + str(text).replace("'", "''") + "'"


@windows_only
@needs_shell("pwsh")
class InstallPs1(PowerShellTest, Packaged):
    def run_installer(self, source, home, *, release=None, code=0):
        script = f"& {word(native((release or self.dist) / 'install.ps1'))} -From {word(source)} -GovernHome {word(native(home))} -NoSetup"
        return self.pwsh(script, init=False, code=code)

    def installed(self, home):
        return sorted(path.name for path in (home / "shims").iterdir() if ".old-" not in path.name)

    def test_from_a_folder_twice_into_odd_homes(self):
        for name in ("a b", "o'x [y] $HOME `n", "J\u00f6rg \u65e5"):
            home = self.home.scratch / name
            for _ in range(2):
                self.assertIn("govern 1.2.3 is in", self.run_installer(native(self.dist), home).out)
            self.assertEqual(self.installed(home), ["go.exe", "gofmt.exe", "govern.exe"])

    def test_over_an_older_one(self):
        home = self.home.scratch / "home"
        programs = self.home.scratch / "older programs"
        programs.mkdir()
        for program in self.programs.iterdir():
            (programs / program.name).write_bytes(program.read_bytes() + b"older")
        older = self.make(self.id(), version="1.2.2", programs=programs)
        self.assertIn("govern 1.2.2 is in", self.run_installer(native(older), home, release=older).out)
        (home / "shims/govern-shim.exe").write_bytes(b"MZ")  # as older installers left it
        self.run_installer(native(self.dist), home)
        self.assertEqual(self.installed(home), ["go.exe", "gofmt.exe", "govern.exe"])
        for name, program in (("go", "govern-shim"), ("gofmt", "govern-shim"), ("govern", "govern")):
            self.assertTrue((home / f"shims/{name}.exe").read_bytes() == (self.programs / f"{program}.exe").read_bytes(), name)

    def test_from_a_file_address_and_a_web_server(self):
        server = Server(self.dist)
        self.addCleanup(server.close)
        for number, source in enumerate((server.url(""), "file:///" + native(self.dist).replace("\\", "/"))):
            home = self.home.scratch / f"home {number}"
            self.assertIn("govern 1.2.3 is in", self.run_installer(source.rstrip("/"), home).out)
            self.assertEqual(self.installed(home), ["go.exe", "gofmt.exe", "govern.exe"])

    def test_what_is_damaged_or_missing_is_not_installed(self):
        data = bytearray(self.archive.read_bytes())
        data[len(data) // 2] ^= 1
        self.archive.write_bytes(data)
        home = self.home.scratch / "home"
        result = self.run_installer(native(self.dist), home, code=1)
        self.assertIn("is damaged or another one: its SHA-256 is", result.out + result.err)
        self.archive.unlink()
        self.run_installer(native(self.dist), home, code=1)
        script = self.dist / "install.ps1"
        script.write_bytes(script.read_bytes().replace(self.archive.name.encode(), b"another.zip"))
        self.assertIn("this installer knows no", str(self.run_installer(native(self.dist), home, code=1)))
        self.assertFalse(home.exists())
        self.assertEqual(list(self.home.temp.glob("govern-*")), [])

    def test_typed_as_irm_iex_it_leaves_the_session_as_it_is(self):
        home = self.home.scratch / "home"
        text = word(native(self.dist / "install.ps1"))
        script = (f"$env:GOVERN_HOME = {word(native(home))}\n"
                  f"$text = (Get-Content -Raw -LiteralPath {text}) -replace '(?m)^    \\[switch\\]\\$NoSetup', '    [switch]$NoSetup = $true'\n"
                  f"$text = $text -replace \"From = '[^']*'\", \"From = {word(native(self.dist))}\"\n"
                  "Invoke-Expression $text\n\"$ErrorActionPreference $ProgressPreference\"; Get-Variable sums, work, shims -ErrorAction Ignore")
        out = self.pwsh(script, init=False).out.splitlines()
        self.assertEqual(out[-1], "Continue Continue")
        self.assertEqual(self.installed(home), ["go.exe", "gofmt.exe", "govern.exe"])


if __name__ == "__main__":
    harness.main()
