"""The ways in which people get govern, each in a root of its own: deb, rpm, Homebrew, Scoop, WinGet, the installers.

Each has `install(release)` (also over an older one), `remove()`, `govern` (the program to type) and `left()`, what is still there of
it. dpkg and rpm do it themselves; of Homebrew, Scoop and WinGet their manifests are read here, and done what they say."""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path



def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{command}:\n{done.stdout}")
    return done.stdout


class Way:
    """`needs`: programs of this system without which it cannot be tried."""

    needs = ()
    into_home = False  # it installs into the home itself, and runs setup

    def __init__(self, home):
        self.home, self.root = home, home.scratch / "root"
        self.root.mkdir()

    def left(self):
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*govern*"))


class Deb(Way):
    needs = ("dpkg", "cpack")

    def __init__(self, home):
        super().__init__(home)
        for folder in ("info", "updates", "triggers", "parts"):
            (self.root / "var/lib/dpkg" / folder).mkdir(parents=True)
        for file in ("status", "available"):
            (self.root / "var/lib/dpkg" / file).touch()
        self.govern = self.root / "usr/bin/govern"

    def _dpkg(self, *words):
        # No libc is in this root; that it is asked for is another test.
        run("dpkg", f"--root={self.root}", f"--log={self.root}/log", "--force-depends", "--force-unsafe-io", *words)

    def install(self, release):
        self._dpkg("--install", next(release.glob("*.deb")))

    def remove(self):
        self._dpkg("--purge", "govern")


class Rpm(Way):
    needs = ("rpm", "rpmbuild", "cpack")

    def __init__(self, home):
        super().__init__(home)
        self._rpm("--initdb")
        self.govern = self.root / "usr/bin/govern"

    def _rpm(self, *words):
        debian = ["--force-debian"] if Path("/etc/debian_version").exists() and words[0] != "--initdb" else []
        run("rpm", f"--root={self.root}", "--dbpath=/var/lib/rpm", *debian, *words)

    def install(self, release):
        self._rpm("--upgrade", "--nodeps", next(release.glob("*.rpm")))

    def remove(self):
        self._rpm("--erase", "govern")


class Homebrew(Way):
    """Reads the few words that our formula uses; any other one is an error."""

    PLACES = {"prefix": "", "bin": "bin", "man1": "share/man/man1", "bash_completion": "etc/bash_completion.d",
              "zsh_completion": "share/zsh/site-functions", "fish_completion": "share/fish/vendor_completions.d"}

    def __init__(self, home):
        super().__init__(home)
        self.brew = self.root / "home/linuxbrew/.linuxbrew"
        self.cellar = self.brew / "Cellar/govern"
        self.govern = self.brew / "opt/govern/bin/govern"

    def install(self, release):
        formula = (release / "homebrew/govern.rb").read_text()
        facts = dict(re.findall(r'^  (url|sha256|version|license) "([^"]+)"$', formula, re.M))
        archive = release / facts["url"].rpartition("/")[2]
        assert hashlib.sha256(archive.read_bytes()).hexdigest() == facts["sha256"], archive
        source = self.root / "tmp"
        with tarfile.open(archive) as tar:
            tar.extractall(source)
        keg = self.cellar / facts["version"]
        for line in re.search(r"^  def install\n(.*?)^  end\n", formula, re.M | re.S)[1].splitlines():
            self._step(line.strip(), source, keg)
        shutil.rmtree(source)
        for old in self.cellar.iterdir():
            if old != keg:
                self._unlink()
                shutil.rmtree(old)
        self._link(keg)

    def _step(self, line, source, keg):
        place, words = re.fullmatch(r"(\w+)\.install (.+)", line).groups()
        folder = keg / self.PLACES[place]
        folder.mkdir(parents=True, exist_ok=True)
        renamed = re.fullmatch(r'"([^"]+)" => "([^"]+)"', words)
        pattern = re.fullmatch(r'Dir\["([^"]+)"\]', words)
        if renamed:
            moves = [(source / renamed[1], renamed[2])]
        elif pattern:
            moves = [(path, path.name) for path in source.glob(pattern[1])]
        else:
            assert re.fullmatch(r'"[^"]+"(, "[^"]+")*', words), line
            moves = [(source / name, Path(name).name) for name in re.findall(r'"([^"]+)"', words)]
        assert moves, line
        for path, name in moves:
            path.rename(folder / name)

    def _link(self, keg):
        for program in (keg / "bin").iterdir():
            link = self.brew / "bin" / program.name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(program)
        (self.brew / "opt").mkdir(exist_ok=True)
        (self.brew / "opt/govern").symlink_to(keg)

    def _unlink(self):
        for link in (*(self.brew / "bin").iterdir(), self.brew / "opt/govern"):
            link.unlink()

    def remove(self):
        self._unlink()
        shutil.rmtree(self.cellar)


class Zip(Way):
    """What Scoop and WinGet share: the archive that the manifest names, proved and unpacked into a folder."""

    def unpack(self, release, address, digest, folder):
        archive = release / address.rpartition("/")[2]
        assert hashlib.sha256(archive.read_bytes()).hexdigest() == digest.lower(), archive
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)


class Scoop(Zip):
    def __init__(self, home):
        super().__init__(home)
        self.app = self.root / "scoop/apps/govern"

    def install(self, release):
        manifest = json.loads((release / "scoop/govern.json").read_text())
        assert manifest.keys() == {"version", "description", "homepage", "license", "architecture", "bin", "notes"}
        folder = self.app / manifest["version"]
        one = manifest["architecture"]["64bit"]
        self.unpack(release, one["url"], one["hash"], folder)
        for old in self.app.iterdir():
            if old != folder:
                shutil.rmtree(old)
        self.govern = folder / manifest["bin"]  # by the notes, `scoop prefix`: a junction to this folder

    def remove(self):
        shutil.rmtree(self.app)


class WinGet(Zip):
    def __init__(self, home):
        super().__init__(home)
        self.package = self.root / "Microsoft/WinGet/Packages/Govern.Govern_Microsoft.Winget.Source_8wekyb3d8bbwe"

    def install(self, release):
        manifest = (release / "winget/Govern.Govern.installer.yaml").read_text()
        address, digest = re.search(r"Architecture: x64\n  InstallerUrl: (\S+)\n  InstallerSha256: (\w+)", manifest).groups()
        shutil.rmtree(self.package, ignore_errors=True)
        self.unpack(release, address, digest, self.package)
        # ArchiveBinariesDependOnPath: this folder goes onto PATH, and no link is made elsewhere.
        self.govern = self.package / re.search(r"^- RelativeFilePath: (\S+)$", manifest, re.M)[1]

    def remove(self):
        shutil.rmtree(self.package)


class InstallSh(Way):
    into_home = True

    def install(self, release):
        result = self.home.run_program("/bin/sh", release / "install.sh", "--from", release, env={"SHELL": "/bin/bash"})
        assert result.code == 0, result
        self.govern = self.home.shims / "govern"

    def remove(self):
        result = self.home.run_program(self.govern, "setup", "--undo", env={"SHELL": "/bin/bash"})
        assert result.code == 0, result
        shutil.rmtree(self.home.home)


WAYS = {"install.sh": InstallSh, "deb": Deb, "rpm": Rpm, "Homebrew": Homebrew, "Scoop": Scoop, "WinGet": WinGet}

