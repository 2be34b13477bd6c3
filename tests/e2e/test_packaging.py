"""A release made from the built programs: archives, checksums, installers, manifests."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

import harness
from harness import GovernTest, HOSTILE_NAME
from server import Server

REPOSITORY = Path(__file__).resolve().parents[2]
PLATFORM = "windows-amd64" if harness.WINDOWS else "linux-amd64"
URL = "https://example.com/releases/1.2.3"


class Packaged(GovernTest):
    """A release in self.dist; of the other platforms' programs only stand-ins."""

    @classmethod
    def setUpClass(cls):
        cls.made = Path(tempfile.mkdtemp(prefix="govern-release-"))
        cls.addClassCleanup(shutil.rmtree, cls.made, ignore_errors=True)
        cls.programs = cls.made / "programs"
        cls.stand_ins = cls.made / "stand-ins"
        cls.programs.mkdir()
        cls.stand_ins.mkdir()
        for variable in ("GOVERN_EXE", "GOVERN_SHIM"):
            path = harness.program(variable)
            # Programs with debug information are twenty times as large.
            if not harness.WINDOWS and shutil.which("strip"):
                subprocess.run(["strip", "-o", cls.programs / path.name, path], check=True)
            else:
                shutil.copy(path, cls.programs)
            (cls.stand_ins / path.with_suffix(".exe").name).write_bytes(b"MZ" + path.name.encode())
        cls.release = cls.make("release")

    @classmethod
    def make(cls, name, url=URL, when="1700000000", windows=("windows-amd64", "windows-arm64")):
        target = cls.made / name
        folders = [f"{PLATFORM}={cls.programs}"]
        if not harness.WINDOWS:
            folders += [f"{platform}={cls.stand_ins}" for platform in windows]
        subprocess.run([sys.executable, REPOSITORY / "packaging/package.py", target, "1.2.3", url, "MIT", when, *folders],
                       check=True, stdout=subprocess.DEVNULL)
        return target

    def setUp(self):
        super().setUp()
        self.dist = self.home.scratch / "dist"
        shutil.copytree(self.release, self.dist)
        self.archive = next(self.dist.glob(f"govern-1.2.3-{PLATFORM}.*"))

    def sums(self):
        return dict(reversed(line.split("  ")) for line in (self.dist / "SHA256SUMS").read_text().splitlines())


class Artefacts(Packaged):
    def test_archive_holds_both_programs(self):
        suffix = harness.EXE_SUFFIX
        names = ["govern" + suffix, "govern-shim" + suffix]
        if harness.WINDOWS:
            self.assertEqual(zipfile.ZipFile(self.archive).namelist(), names)
        else:
            with tarfile.open(self.archive) as tar:
                self.assertEqual([(m.name, m.mode, m.uid, m.uname) for m in tar], [(n, 0o755, 0, "") for n in names])
        self.assertEqual(self.sums()[self.archive.name], hashlib.sha256(self.archive.read_bytes()).hexdigest())

    def test_equal_programs_give_equal_archives(self):
        again = self.make("again")
        self.assertEqual((again / self.archive.name).read_bytes(), self.archive.read_bytes())

    def test_manifests(self):
        digest = self.sums()["govern-1.2.3-windows-amd64.zip"]
        scoop = json.loads((self.dist / "scoop/govern.json").read_text())
        self.assertEqual(scoop["version"], "1.2.3")
        self.assertEqual(scoop["architecture"]["64bit"],
                         {"url": URL + "/govern-1.2.3-windows-amd64.zip", "hash": digest})
        self.assertEqual(scoop["bin"], "govern.exe")
        self.assertEqual("arm64" in scoop["architecture"], not harness.WINDOWS)
        installer = (self.dist / "winget/Govern.Govern.installer.yaml").read_text()
        self.assertIn(f"InstallerUrl: {URL}/govern-1.2.3-windows-amd64.zip\n", installer)
        self.assertIn(f"InstallerSha256: {digest.upper()}\n", installer)
        self.assertIn("\nArchiveBinariesDependOnPath: true\n", installer)
        kinds = set()
        for path in (self.dist / "winget").glob("*.yaml"):
            text = path.read_text()
            self.assertNotIn("@", text.replace("yaml-language-server", ""))
            self.assertIn("PackageIdentifier: Govern.Govern\nPackageVersion: 1.2.3\n", text)
            kinds.add(re.search(r"^ManifestType: (\w+)$", text, re.M)[1])
        self.assertEqual(kinds, {"version", "installer", "defaultLocale"})

    @harness.posix_only
    def test_arm64_is_named_where_it_was_made(self):
        def made(release):
            scoop = json.loads((release / "scoop/govern.json").read_text())["architecture"]
            winget = (release / "winget/Govern.Govern.installer.yaml").read_text()
            return scoop, re.findall(r"^- Architecture: (\w+)\n  InstallerUrl: (\S+)\n  InstallerSha256: (\w+)$", winget, re.M)

        name = "govern-1.2.3-windows-arm64.zip"
        digest = self.sums()[name]
        scoop, winget = made(self.dist)
        self.assertEqual(scoop["arm64"], {"url": f"{URL}/{name}", "hash": digest})
        self.assertEqual(winget[1], ("arm64", f"{URL}/{name}", digest.upper()))
        scoop, winget = made(self.make("amd64-only", windows=["windows-amd64"]))
        self.assertEqual(list(scoop), ["64bit"])
        self.assertEqual([row[0] for row in winget], ["x64"])

    def test_without_an_address_there_are_no_manifests(self):
        plain = self.make("plain", url="")
        self.assertEqual(sorted(p.name for p in plain.iterdir() if p.is_dir()), [])

    def test_powershell_installer_suits_5_1(self):
        raw = (self.dist / "install.ps1").read_bytes()
        self.assertTrue(raw.isascii())
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        text = raw.decode()
        code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        for newer in (r"\?\?", r"\?\.", r"&&", r"\|\|", r"\? .* : ", r"-AsByteStream", r"-SkipCertificateCheck", r"\bternary\b"):
            self.assertIsNone(re.search(newer, code), newer)
        self.assertEqual(code.count("{"), code.count("}"))
        self.assertEqual(code.count("("), code.count(")"))

    def test_powershell_installer_leaves_the_session_as_it_is(self):
        """Typed as `irm | iex` it runs in the caller's scope: all but its parameters stands in a block."""
        lines = (self.dist / "install.ps1").read_text().splitlines()
        code = [line for line in lines[lines.index(")") + 1:] if line and not line.startswith("#")]
        self.assertEqual((code[0], code[-1]), ("& {", "}"))
        self.assertEqual([line for line in code[1:-1] if not line.startswith("    ")], [])
        self.assertIn("    $ErrorActionPreference = 'Stop'", code)

    @unittest.skipUnless(shutil.which("pwsh"), "pwsh is not installed")
    @harness.windows_only
    def test_powershell_installer_runs(self):
        target = self.home.scratch / HOSTILE_NAME / "home"
        done = subprocess.run(["pwsh", "-NoProfile", "-File", self.dist / "install.ps1", "-From", self.dist, "-GovernHome",
                               target, "-NoSetup"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertTrue((target / "shims" / "govern-shim.exe").is_file())


@harness.posix_only
class Installer(Packaged):
    """install.sh with files beside it, as somebody without network would use it."""

    def install(self, *options):
        return self.home.run_program("/bin/sh", self.dist / "install.sh", "--from", self.dist, *options)

    def test_installs_into_the_home(self):
        for _ in range(2):
            self.check(self.install("--no-setup"))
        self.assertEqual(self.home.tree(), ["shims", "shims/govern", "shims/govern-shim"])
        installed = self.home.run_program(self.home.shims / "govern", "--version")
        self.check(installed)

    def test_a_home_named_from_here(self):
        self.check(self.install("--home", "my home"))
        self.check(self.home.run_program(self.home.work / "my home" / "shims" / "govern", "--version"))

    def test_setup_puts_the_shims_on_path(self):
        self.home.env["SHELL"] = "/bin/bash"
        self.check(self.install())
        shell = self.home.run_program("/bin/bash", "-l", "-i", "-c", "type -P govern", env={"PATH": "/usr/bin:/bin"})
        self.assertEqual(shell.out.strip(), str(self.home.shims / "govern"), shell)

    def test_from_a_web_server_whatever_the_umask(self):
        if not (shutil.which("curl") or shutil.which("wget")):
            self.skipTest("neither curl nor wget is installed")
        server = Server(self.dist)
        self.addCleanup(server.close)
        result = self.home.start("/bin/sh", self.dist / "install.sh", "--from", server.url(""), "--no-setup",
                                 preexec=lambda: os.umask(0)).wait()
        self.check(result)
        self.assertEqual(self.home.home.stat().st_mode & 0o777, 0o755)
        self.check(self.home.run_program(self.home.shims / "govern", "doctor", "--fix"))
        asked = [request.path for request in server.requests]
        self.assertEqual(asked, [f"/{self.archive.name}", "/SHA256SUMS"])

    def test_a_damaged_archive_is_refused(self):
        data = bytearray(self.archive.read_bytes())
        data[len(data) // 2] ^= 1
        self.archive.write_bytes(data)
        result = self.check(self.install("--no-setup"), 1)
        self.assertIn("is damaged: its SHA-256 is", result.err)
        self.assertFalse(self.home.home.exists())

    def test_an_archive_without_checksum_is_refused(self):
        (self.dist / "SHA256SUMS").write_text("")
        self.assertIn("does not name", self.check(self.install("--no-setup"), 1).err)
        self.assertFalse(self.home.home.exists())


if __name__ == "__main__":
    harness.main()
