"""A release made from the built programs: archives, checksums, installers, manifests."""

import atexit
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
from harness import GovernTest
from server import Authority, Rule, Server

REPOSITORY = Path(__file__).resolve().parents[2]
PLATFORM = "windows-amd64" if harness.WINDOWS else "linux-amd64"
URL = "https://example.com/releases/1.2.3"
FOR_REPOSITORIES = ["action", "devcontainer", "docker"]


_releases = {}  # by what they are made of; the classes of a file share them


class Packaged(GovernTest):
    """A release in self.dist, without .deb and .rpm unless `packages` says so; of the other platforms' programs only stand-ins."""

    programs_of_release = ("GOVERN_EXE", "GOVERN_SHIM")
    packages = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = (cls.programs_of_release, cls.packages)
        if kind not in _releases:
            cls.prepare()
            _releases[kind] = (cls.made, cls.make("release"), cls.told)
        cls.made, cls.release, cls.told = _releases[kind]
        cls.name_parts()

    @classmethod
    def name_parts(cls):
        cls.programs, cls.stand_ins, cls.notices = (cls.made / name for name in ("programs", "stand-ins", "notices of libraries"))

    @classmethod
    def prepare(cls):
        """What releases are made of."""
        cls.made = Path(tempfile.mkdtemp(prefix="govern-release-"))
        atexit.register(shutil.rmtree, cls.made, ignore_errors=True)
        cls.name_parts()
        cls.programs.mkdir()
        cls.stand_ins.mkdir()
        for name, variable in zip(("govern", "govern-shim"), cls.programs_of_release):
            path, target = harness.program(variable), cls.programs / (name + harness.EXE_SUFFIX)
            # Programs with debug information are twenty times as large.
            if not harness.WINDOWS and shutil.which("strip"):
                subprocess.run(["strip", "-o", target, path], check=True)
            else:
                shutil.copy(path, target)
            (cls.stand_ins / (name + ".exe")).write_bytes(b"MZ" + name.encode())
        cls.notices.write_text("fmt: MIT\n")

    @classmethod
    def make(cls, name, *more, url=URL, when="1700000000", windows=("windows-amd64", "windows-arm64"), version="1.2.3",
             programs=None, **options):
        target = cls.made / name
        folders = [f"{PLATFORM}={programs or cls.programs}"]
        if not harness.WINDOWS:
            folders += [f"{platform}={cls.stand_ins}" for platform in windows]
        env = dict(os.environ)
        if not (cls.packages or harness.WINDOWS):
            tools = cls.made / "tools"  # without the makers of packages
            tools.mkdir(exist_ok=True)
            if shutil.which("ssh-keygen") and not (tools / "ssh-keygen").exists():
                (tools / "ssh-keygen").symlink_to(shutil.which("ssh-keygen"))
            env["PATH"] = str(tools)
        command = [sys.executable, REPOSITORY / "packaging/package.py", target, version, url, cls.notices, when, *folders, *more]
        cls.told = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=env, **options).stdout.decode()
        return target

    def setUp(self):
        super().setUp()
        self.dist = self.home.scratch / "dist"
        shutil.copytree(self.release, self.dist)
        self.archive = next(self.dist.glob(f"govern-1.2.3-{PLATFORM}.*"))

    @staticmethod
    def contents(folder):
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def sums(self):
        return dict(reversed(line.split("  ")) for line in (self.dist / "SHA256SUMS").read_text().splitlines())


class Artefacts(Packaged):
    def test_archive_holds_both_programs_and_what_their_licences_ask_for(self):
        suffix = harness.EXE_SUFFIX
        names = {"govern" + suffix: 0o755, "govern-shim" + suffix: 0o755, "LICENSE.txt": 0o644, "NOTICES.txt": 0o644}
        if harness.WINDOWS:
            with zipfile.ZipFile(self.archive) as archive:
                self.assertEqual({entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}, names)
                texts = [archive.read(name) for name in ("LICENSE.txt", "NOTICES.txt")]
        else:
            with tarfile.open(self.archive) as tar:
                first = [member for member in tar if "/" not in member.name]
                self.assertEqual([(m.name, m.mode, m.uid, m.uname) for m in first], [(n, names[n], 0, "") for n in names])
                texts = [tar.extractfile(name).read() for name in ("LICENSE.txt", "NOTICES.txt")]
                others = {m.name for m in tar} - set(names)
                self.assertLess({"man/govern.1", "man/govern-install.1", "man/govern-history-diff.1", "completions/govern.bash",
                                 "completions/_govern", "completions/govern.fish"}, others)
                self.assertEqual({m.mode for m in tar if m.name in others}, {0o644})
        self.assertEqual(texts, [(REPOSITORY / "LICENSE").read_bytes(), self.notices.read_bytes()])

    def test_one_list_has_the_checksum_of_every_file(self):
        files = {name: hashlib.sha256(data).hexdigest() for name, data in self.contents(self.dist).items()}
        del files["SHA256SUMS"]
        self.assertEqual(self.sums(), files)
        self.assertIn(self.archive.name, files)

    @harness.posix_only
    @unittest.skipUnless(shutil.which("ssh-keygen"), "ssh-keygen is not installed")
    def test_a_signature_stands_for_the_list(self):
        key = self.home.scratch / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        signers = self.home.write("signers", "govern " + key.with_suffix(".pub").read_text())
        signed = [self.make(name, "--sign", str(key), stderr=subprocess.DEVNULL) for name in ("signed", "signed again")]
        signatures = [(release / "SHA256SUMS.sig").read_bytes() for release in signed]
        self.assertEqual(signatures[0], signatures[1])
        command = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "govern", "-n", "govern-release",
                   "-s", signed[0] / "SHA256SUMS.sig"]
        sums = (signed[0] / "SHA256SUMS").read_bytes()
        for data, code in ((sums, 0), (sums.replace(b"1", b"2", 1), 255)):
            self.assertEqual(subprocess.run(command, input=data, capture_output=True).returncode, code)

    @harness.windows_only
    def test_no_library_is_taken_from_beside_the_programs(self):
        # Libraries of Wine's own, not our programs, load its version.dll from beside the program.
        of_ours = ("bcrypt", "crypt32", "secur32", "iphlpapi", "winhttp", "rstrtmgr", "userenv")
        for name in of_ours if harness.WINE else (*of_ours, "version"):
            (self.home.work / f"{name}.dll").write_bytes(b"planted")
        for program in self.programs.iterdir():
            shutil.copy(program, self.home.work)
        self.check(self.home.run_program(self.home.work / "govern.exe", "--version"))
        self.check(self.home.run_program(self.home.work / "govern.exe", "list"))

    def test_equal_programs_give_equal_files(self):
        again = self.make("again")
        self.assertEqual(self.contents(again), self.contents(self.release))

    @harness.posix_only
    def test_a_package_that_cannot_be_made_is_told(self):
        self.make("without packages")
        for name in ("cpack", "rpmbuild"):
            self.assertRegex(self.told, rf"note: no \.\w+ is made: {name} is missing")

    def test_the_licence_has_one_name(self):
        text = (REPOSITORY / "LICENSE").read_text()
        self.assertIn("Apache License\n", text)
        self.assertIn("   Copyright The govern authors\n", text)
        self.assertEqual(json.loads((self.dist / "scoop/govern.json").read_text())["license"], "Apache-2.0")
        self.assertIn("\nLicense: Apache-2.0\n", (self.dist / "winget/Govern.Govern.locale.en-US.yaml").read_text())
        if not harness.WINDOWS:
            self.assertIn('\n  license "Apache-2.0"\n', (self.dist / "homebrew/govern.rb").read_text())
        self.assertEqual(json.loads((REPOSITORY / "vcpkg.json").read_text())["license"], "Apache-2.0")
        self.assertIn("Apache-2.0", (REPOSITORY / "README.md").read_text())

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
        self.assertEqual(sorted(p.name for p in plain.iterdir() if p.is_dir()), FOR_REPOSITORIES)

    @harness.posix_only
    def test_a_manifest_is_made_where_its_archive_is(self):
        alone = self.make("linux", windows=[])
        self.assertEqual(sorted(p.name for p in alone.iterdir() if p.is_dir()), sorted([*FOR_REPOSITORIES, "homebrew"]))
        self.assertIn(f"from='{URL}'", (alone / "install.sh").read_text())

    def test_the_installers_hold_the_checksums(self):
        for script, suffix in (("install.sh", ".tar.gz"), ("install.ps1", ".zip")):
            text = (self.dist / script).read_text()
            for name, digest in self.sums().items():
                self.assertEqual(digest in text, name.endswith(suffix), (script, name))

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


@harness.posix_only
class Installer(Packaged):
    """install.sh with files beside it, as somebody without network would use it."""

    def install(self, *options):
        return self.home.run_program("/bin/sh", self.dist / "install.sh", "--from", self.dist, *options)

    def test_installs_into_the_home(self):
        for _ in range(2):
            self.check(self.install("--no-setup"))
        tree = [name for name in self.home.tree() if not name.startswith("share/man/man1/")]
        self.assertEqual(tree, ["share", "share/doc", "share/doc/govern", "share/doc/govern/LICENSE.txt",
                                "share/doc/govern/NOTICES.txt", "share/man", "share/man/man1", "shims", "shims/go",
                                "shims/gofmt", "shims/govern"])
        self.assertTrue((self.home.home / "share/man/man1/govern-install.1").is_file())
        installed = self.home.run_program(self.home.shims / "govern", "--version")
        self.check(installed)

    def test_a_home_named_from_here(self):
        self.check(self.install("--home", "my home"))
        self.check(self.home.run_program(self.home.work / "my home" / "shims" / "govern", "--version"))

    def test_what_others_put_into_the_home_stays(self):
        """The home may be ~/.local or /usr/local."""
        theirs = {name: self.home.home / name for name in
                  ("LICENSE.txt", "share/man/man1/other.1", "share/man/man1/governor.1", "share/man/man8/other.8")}
        for name, path in theirs.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        ours = self.home.home / "share/man/man1/govern-of-an-older-one.1"
        ours.write_text("")
        self.check(self.install("--no-setup"))
        self.assertEqual({name: path.read_text() for name, path in theirs.items()}, {name: name for name in theirs})
        self.assertFalse(ours.exists())

    def test_the_home_is_the_one_that_govern_finds(self):
        home = self.home.scratch / "x"
        absolute = "which is not an absolute path"
        for env, options, said in (({"HOME": None}, [], "HOME is not set"), ({"HOME": ""}, [], "HOME is not set"),
                                   ({"HOME": "~"}, [], "HOME is '~', " + absolute),
                                   ({"GOVERN_HOME": "rel"}, [], "GOVERN_HOME is 'rel', " + absolute),
                                   ({"GOVERN_HOME": f"{home}\r"}, [], "a line end at its end"),
                                   ({}, ["--home", f"{home} "], "a blank or a line end"),
                                   ({}, ["--home", ""], "--home needs a value"), ({}, ["--from", ""], "--from needs a value")):
            result = self.install_with({"GOVERN_HOME": None, **env}, *options)
            self.assertIn(said, self.check(result, 1).err)
        self.assertEqual(list(self.home.work.iterdir()), [])
        self.check(self.install_with({"HOME": None, "GOVERN_HOME": None}, "--home", home))
        self.assertTrue((home / "shims/govern").exists())
        for data, where in (("rel", ".local/share/govern"), (str(self.home.scratch / "data"), "../data/govern")):
            env = {"HOME": str(self.home.scratch / "user 2"), "XDG_DATA_HOME": data, "GOVERN_HOME": None}
            self.check(self.install_with(env))
            self.assertTrue((self.home.scratch / "user 2" / where / "shims/govern").exists())

    def install_with(self, env, *options):
        (self.home.scratch / "user 2").mkdir(exist_ok=True)
        return self.home.run_program("/bin/sh", self.dist / "install.sh", *options, "--no-setup",
                                     *([] if "--from" in options else ["--from", self.dist]), env=env)

    def test_a_home_that_others_may_write_to_is_refused(self):
        for folder in (self.home.home, self.home.shims):
            self.home.shims.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o777)
            self.assertIn(f"others may write to {folder}", self.check(self.install("--no-setup"), 1).err)
            self.assertEqual(self.home.tree(), ["shims"])
            folder.chmod(0o755)

    def test_the_line_for_path_runs_nothing(self):
        home = self.home.scratch / "$(touch evil) `touch evil` \" $HOME 'x"
        out = self.check(self.install("--no-setup", "--home", home)).out
        line = next(line for line in out.splitlines() if line.startswith("add it to PATH: ")).split(": ", 1)[1]
        result = self.home.run_program("/bin/sh", "-c", line + "\nprintf '%s' \"$PATH\"", env={"PATH": "/usr/bin:/bin"})
        self.assertEqual(self.check(result).out, f"{home}/shims:/usr/bin:/bin")
        self.assertFalse((self.home.work / "evil").exists())

    def test_setup_puts_the_shims_on_path(self):
        self.home.env["SHELL"] = "/bin/bash"
        self.check(self.install())
        shell = self.home.run_program("/bin/bash", "-l", "-i", "-c", "type -P govern", env={"PATH": "/usr/bin:/bin"})
        self.assertEqual(shell.out.strip(), str(self.home.shims / "govern"), shell)

    def test_what_it_tells_to_type_is_for_the_shell_it_was_typed_in(self):
        """Not for the sh that runs the script: fish could not read that line."""
        line = f'sh "{self.dist}/install.sh" --from "{self.dist}"; true'
        for shell, file in (("bash", "init.bash"), ("fish", "init.fish"), ("sh", "init.sh")):
            if shutil.which(shell):
                with self.subTest(shell):
                    told = self.check(self.home.run_program(shutil.which(shell), "-c", line, env={"SHELL": "/bin/false"}))
                    self.assertIn(f"/shell/{file}'", told.err + told.out)
        self.assertEqual(list(self.home.temp.iterdir()), [])

    def test_from_a_web_server_whatever_the_umask(self):
        if not (shutil.which("curl") or shutil.which("wget")):
            self.skipTest("neither curl nor wget is installed")
        server = Server(self.dist)
        self.addCleanup(server.close)
        result = self.home.start("/bin/sh", self.dist / "install.sh", "--from", server.url(""), "--no-setup",
                                 preexec=lambda: os.umask(0)).wait()
        self.check(result)
        self.assertEqual(self.home.home.stat().st_mode & 0o777, 0o755)
        self.assertNotIn("home-shared", self.home.run_program(self.home.shims / "govern", "doctor", "--fix").out)
        self.assertEqual([request.path for request in server.requests], [f"/{self.archive.name}"])

    @unittest.skipUnless(shutil.which("curl") and shutil.which("openssl"), "curl or openssl is not installed")
    def test_https_stays_https_behind_a_redirect(self):
        authority = Authority(self.home.scratch / "authority")
        plain, safe, other = Server(self.dist), Server(self.dist, tls=authority), Server(self.dist, tls=authority)
        for server in (plain, safe, other):
            self.addCleanup(server.close)
        env = {"CURL_CA_BUNDLE": str(authority.ca_file), "PATH": os.environ["PATH"]}
        for target, code in ((plain, 1), (other, 0)):
            safe.clear()
            safe.rule("/*", Rule(redirect=target.url("/" + self.archive.name)))
            self.check(self.home.run_program("/bin/sh", self.dist / "install.sh", "--from", safe.url(""), "--no-setup", env=env), code)
            self.assertEqual(self.home.home.exists(), code == 0)
        self.assertEqual(plain.requests, [])

    def test_an_archive_exchanged_with_its_checksum_is_refused(self):
        """Whoever may write beside the archive may write SHA256SUMS: what counts is in the script."""
        other = self.make("other", when="1700000001")
        for name in (self.archive.name, "SHA256SUMS"):
            shutil.copy(other / name, self.dist)
        self.assertIn("is damaged or another one", self.check(self.install("--no-setup"), 1).err)
        self.assertFalse(self.home.home.exists())

    @harness.needs_root
    def test_a_home_of_another_account_is_refused(self):
        for folder in (self.home.home, self.home.shims):
            self.home.shims.mkdir(parents=True, exist_ok=True)
            os.chown(folder, 12345, 12345)
            self.assertIn("belongs to another account", self.check(self.install("--no-setup"), 1).err)
            self.assertEqual(self.home.tree(), ["shims"])
            os.chown(folder, 0, 0)

    def test_a_damaged_archive_is_refused(self):
        data = bytearray(self.archive.read_bytes())
        data[len(data) // 2] ^= 1
        self.archive.write_bytes(data)
        result = self.check(self.install("--no-setup"), 1)
        self.assertIn("is damaged or another one: its SHA-256 is", result.err)
        self.assertFalse(self.home.home.exists())

    def test_an_archive_without_checksum_is_refused(self):
        script = self.dist / "install.sh"
        script.write_text(script.read_text().replace(self.archive.name, "another.tar.gz"))
        self.assertIn("this installer knows no", self.check(self.install("--no-setup"), 1).err)
        self.assertFalse(self.home.home.exists())


if __name__ == "__main__":
    harness.main()
