"""Packages: each way to get govern tried in a root of its own, from its installation to its removal; what is in them."""

import os
import re
import shutil
import subprocess
import tarfile
import unittest

import harness
from harness import needs_root, needs_shell, posix_only, windows_only
from installs import WAYS
from test_packaging import REPOSITORY, Packaged
from trees import fingerprint
from worlds import PLATFORM, WorldTest

if not harness.WINDOWS:
    from test_shells import PosixShell

# What `setup` leaves that the package managers keep elsewhere, or that has the moment in its name.
TEXTS = re.compile(r"LICENSE\.txt|NOTICES\.txt|share(/.*)?|state/backups/.*")
SETUP = {} if harness.WINDOWS else {"SHELL": "/bin/bash"}


def man_pages(home, govern):
    """The words of the command that each page is of, by the page's name."""
    pages, waiting = {}, [[]]
    for words in waiting:
        pages["-".join(["govern", *words])] = words
        helped = home.run_program(govern, *words, "--help", "--json").json["result"]["commands"]
        waiting += [[*words, command["name"]] for command in helped]
    return pages


class WithPackages(Packaged):
    programs_of_release = ("GOVERN_TEST_EXE", "GOVERN_SHIM")
    packages = True


class Lifecycle(WithPackages, WorldTest):
    """Installed, used, upgraded over an older one and removed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        older = cls.made / "older programs"
        shutil.copytree(cls.programs, older)
        for program in older.iterdir():  # as long as the newer ones
            program.write_bytes(cls.older_than(program.read_bytes()))
        cls.older = cls.make("older", version="1.2.2", programs=older)

    @staticmethod
    def older_than(program):
        """Another one that runs: what lies at the end of a program is loaded by no system."""
        return program[:-1] + bytes([program[-1] ^ 1])

    def live(self, name):
        way = WAYS[name](self.home)
        for folder in (way.root / "root", way.root / "home/ann"):
            (folder / ".local/share/govern/state").mkdir(parents=True)
            (folder / ".local/share/govern/state/default").write_text("1.20.12\n")
            (folder / ".bashrc").write_text("b=2\n")
        (self.home.user / ".bashrc").write_text("a=1\n")
        there = way.left()
        self.untouched(way, lambda: way.install(self.older))
        self.use(way)
        before = {name: (self.home.shims / (name + harness.EXE_SUFFIX)).read_bytes() for name in ("govern", "go", "go1.99.1")}
        self.untouched(way, lambda: way.install(self.release))
        self.check(self.home.run_program(way.govern, "setup", env=SETUP))
        for name, old in before.items():
            new = (self.programs / (("govern" if name == "govern" else "govern-shim") + harness.EXE_SUFFIX)).read_bytes()
            self.assertTrue(old == self.older_than(new), name)
            self.assertTrue((self.home.shims / (name + harness.EXE_SUFFIX)).read_bytes() == new, name)
        self.check(self.home.shim("go", "version"))
        self.untouched(way, way.remove)
        self.assertEqual(way.left(), there)
        if not way.into_home:
            self.check(self.home.shim("go", "version"))
            self.check(self.home.run_program(self.home.shims / ("govern" + harness.EXE_SUFFIX), "setup", "--undo", env=SETUP))
        if not harness.WINDOWS:
            self.assertEqual((self.home.user / ".bashrc").read_text(), "a=1\n")

    def untouched(self, way, step):
        """Does it; this account's home and the others' in that root stay as they are."""
        folders = [way.root / "root", way.root / "home/ann"] + ([] if way.into_home else [self.home.user])
        before = [fingerprint(folder) for folder in folders]
        step()
        self.assertEqual(before, [fingerprint(folder) for folder in folders])

    def use(self, way):
        """As somebody does who has just installed it."""
        if not way.into_home:
            self.assertTrue(way.govern.with_name("govern-shim" + harness.EXE_SUFFIX).is_file())
            self.untouched(way, lambda: self.check(self.home.run_program(way.govern, "--version")))
            self.untouched(way, lambda: self.check(self.home.run_program(way.govern, "list")))
            self.set_up(self.home, way.govern)
        self.assertEqual(self.layout(self.home), self.layout_by_setup())
        self.use_site()
        self.check(self.home.run_program(self.home.shims / ("govern" + harness.EXE_SUFFIX), "install", "1.99.1"))
        ran = self.check(self.home.shim("go", "version"))
        self.assertEqual(self.goroot_of(ran), self.sdk("1.99.1"))

    def set_up(self, home, govern):
        self.check(home.run_program(govern, "setup", env=SETUP))
        undo = home.shims / ("govern" + harness.EXE_SUFFIX)
        self.addCleanup(lambda: undo.exists() and home.run_program(undo, "setup", "--undo", env=SETUP))

    @staticmethod
    def layout(home):
        return [name for name in home.tree() if not TEXTS.fullmatch(name.replace("\\", "/"))]

    def layout_by_setup(self):
        """What `setup` makes of both programs in one folder."""
        home = self.new_home()
        folder = home.scratch / "programs"
        shutil.copytree(self.programs, folder)
        (home.user / ".bashrc").write_text("a=1\n")
        self.set_up(home, folder / ("govern" + harness.EXE_SUFFIX))
        return self.layout(home)

    def needs(self, name):
        missing = [program for program in WAYS[name].needs if not shutil.which(program)]
        if missing:
            self.skipTest(f"{', '.join(missing)} not installed")

    @posix_only
    @needs_root
    def test_deb(self):
        self.needs("deb")
        self.live("deb")

    @posix_only
    @needs_root
    def test_rpm(self):
        self.needs("rpm")
        self.live("rpm")

    @posix_only
    def test_homebrew(self):
        self.live("Homebrew")

    @posix_only
    def test_install_sh(self):
        self.live("install.sh")

    @windows_only
    def test_scoop(self):
        self.live("Scoop")

    @windows_only
    def test_winget(self):
        self.live("WinGet")


@posix_only
class Contents(WithPackages):
    def package(self, suffix):
        found = list(self.release.glob("*" + suffix))
        if not found:
            self.skipTest("no " + suffix + ": " + self.told)
        return found[0]

    def output(self, *command):
        return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, env={**os.environ, "TZ": "UTC"}).stdout

    def places(self, licences, zsh):
        """Every file of a package."""
        found = {"/usr/bin/govern", "/usr/bin/govern-shim", "/usr/share/bash-completion/completions/govern", zsh,
                 "/usr/share/fish/vendor_completions.d/govern.fish", *licences}
        return found | {f"/usr/share/man/man1/{page}.1.gz" for page in man_pages(self.home, self.programs / "govern")}

    def test_deb(self):
        package = self.package(".deb")
        self.assertEqual(package.name, "govern_1.2.3_amd64.deb")
        rows = [line.split(None, 5) for line in self.output("dpkg-deb", "--contents", package).splitlines()]
        self.assertEqual({(row[1], row[3]) for row in rows}, {("root/root", "2023-11-14")})
        files = {row[5][1:]: row[0] for row in rows if not row[5].endswith("/")}
        licences = ("/usr/share/doc/govern/copyright", "/usr/share/doc/govern/NOTICES.txt")
        self.assertEqual(set(files), self.places(licences, "/usr/share/zsh/vendor-completions/_govern"))
        self.assertEqual({path for path, mode in files.items() if mode == "-rwxr-xr-x"}, {"/usr/bin/govern", "/usr/bin/govern-shim"})
        self.assertEqual({row[0] for row in rows if row[5].endswith("/")}, {"drwxr-xr-x"})
        facts = self.output("dpkg-deb", "--field", package)
        self.assertRegex(facts, r"(?m)^Depends: libc6 \(>= 2\.\d+\), libcurl4 \| libcurl3-gnutls, ca-certificates$")
        self.assertIn("Type 'govern setup' once", facts)
        self.assertNotRegex(self.output("dpkg-deb", "--info", package), r"\b(pre|post)(inst|rm)\b")
        folder = self.home.scratch / "unpacked"
        self.output("dpkg-deb", "--extract", package, folder)
        self.assertEqual((folder / licences[0][1:]).read_bytes(), (REPOSITORY / "LICENSE").read_bytes())
        self.assertEqual((folder / licences[1][1:]).read_bytes(), self.notices.read_bytes())

    def test_rpm(self):
        package = self.package(".rpm")
        self.assertEqual(package.name, "govern-1.2.3-1.x86_64.rpm")
        rows = [line.split() for line in self.output("rpm", "-qplv", package).splitlines()]
        self.assertEqual({(row[2], row[3], row[7]) for row in rows}, {("root", "root", "2023")})
        files = {row[-1]: row[0] for row in rows if row[0].startswith("-")}
        licences = ("/usr/share/licenses/govern/LICENSE.txt", "/usr/share/licenses/govern/NOTICES.txt")
        self.assertEqual(set(files), self.places(licences, "/usr/share/zsh/site-functions/_govern"))
        self.assertEqual({path for path, mode in files.items() if mode == "-rwxr-xr-x"}, {"/usr/bin/govern", "/usr/bin/govern-shim"})
        self.assertEqual([row[-1] for row in rows if row[0].startswith("d")], ["/usr/share/licenses/govern"])
        self.assertEqual(self.output("rpm", "-qp", "--licensefiles", package).split(), list(licences))
        self.assertRegex(self.output("rpm", "-qp", "--requires", package),
                         r"(?s)ca-certificates\n.*libc\.so\.6\(GLIBC_2\.\d+\)\(64bit\)\n.*libcurl\.so\.4\(\)\(64bit\)\n")
        self.assertEqual(self.output("rpm", "-qp", "--scripts", package), "")
        self.assertEqual(self.output("rpm", "-qp", "--qf", "%{LICENSE} %{BUILDHOST}", package), "Apache-2.0 localhost")

    def test_twice_the_same_bytes(self):
        """Made by another account's habits: umask, time zone, language, macros of rpm."""
        self.package(".rpm")
        user = self.home.user
        (user / ".rpmmacros").write_text("%_buildhost elsewhere\n%packager somebody\n")
        habits = {"HOME": str(user), "TZ": "Asia/Tokyo", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
        before = {name: os.environ.get(name) for name in habits}
        os.environ.update(habits)
        try:
            again = self.make("again", umask=0o077, cwd=user)
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})
        self.assertEqual(self.contents(again).keys(), self.contents(self.release).keys())
        for name, data in self.contents(again).items():
            self.assertEqual(data, self.contents(self.release)[name], name)


@posix_only
class Texts(WithPackages):
    """Man pages and completions, as the archive holds them."""

    in_terminal = None if harness.WINDOWS else PosixShell.in_terminal
    wait_for = None if harness.WINDOWS else PosixShell.wait_for
    plain = None if harness.WINDOWS else staticmethod(PosixShell.plain)

    def setUp(self):
        super().setUp()
        self.files = self.home.scratch / "files"
        with tarfile.open(self.archive) as tar:
            tar.extractall(self.files)
        self.home.set_path(self.files)
        self.completions = self.files / "completions"

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_man_pages_have_what_the_help_has(self):
        pages = man_pages(self.home, self.programs / "govern")
        self.assertIn(["history", "diff"], pages.values())
        for page in sorted((self.files / "man").iterdir()):
            done = subprocess.run(["groff", "-man", "-ww", "-Tascii", "-P-cbou", "-rLL=400n", "-rHY=0", page], capture_output=True,
                                  text=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
            self.assertEqual((done.returncode, done.stderr), (0, ""), page.name)
            words = pages[page.stem]
            helped = self.run_ok(*words, "--help", "--json").json["result"]
            shown = " ".join(done.stdout.split())
            said = [helped["summary"], helped["usage"], helped["example"]] if words else ["verification failed"]
            for option in (*helped["options"], *helped.get("arguments", ())):
                said += [option["name"], option["help"]] + [option[key] for key in ("short", "value") if option[key]]
            for command in helped["commands"]:
                said += [command["name"], command["summary"]]
            for text in said:
                self.assertIn(" ".join(text.split()), shown, page.name)
            self.assertIn("govern 1.2.3", shown)

    @unittest.skipUnless(shutil.which("man"), "man is not installed")
    def test_man_finds_the_page_of_a_command(self):
        """Two words name one page, and install.sh puts the pages where man looks."""
        self.check(self.home.run_program("/bin/sh", self.dist / "install.sh", "--from", self.dist, "--no-setup"))
        self.home.set_path(self.home.shims)
        found = self.check(self.home.run_program(shutil.which("man"), "-w", "govern", "install")).out.split()
        self.assertIn(str(self.home.home / "share/man/man1/govern-install.1"), " ".join(found))

    @needs_shell("bash")
    def test_bash(self):
        self.shell = "bash"
        rc = self.home.write("rc", f". '{self.completions}/govern.bash'\nPS1='READY '\n")
        self.in_terminal([("READY", b"govern upgra\t"), ("upgrade ", b"--help\n")], "Usage: govern upgrade", ("--rcfile", str(rc), "-i"))

    @needs_shell("zsh")
    def test_zsh(self):
        self.shell = "zsh"
        (self.home.user / ".zshrc").write_text(
            f"fpath=('{self.completions}' $fpath)\nautoload -Uz compinit && compinit -u\nPS1='READY '\n")
        self.in_terminal([("READY", b"govern upgra\t"), ("upgrade ", b"--help\n")], "Usage: govern upgrade")

    @needs_shell("fish")
    def test_fish(self):
        code = f"set -p fish_complete_path '{self.completions}'; complete -C 'govern upgra'"
        result = self.home.run_program(shutil.which("fish"), "-i", "-c", code, env={"TERM": "dumb"})
        self.assertRegex(self.check(result).out, r"(?m)^upgrade\t\w")

    @unittest.skipUnless(shutil.which("ruby"), "ruby is not installed")
    def test_the_formula_is_ruby(self):
        self.check(self.home.run_program(shutil.which("ruby"), "-c", self.dist / "homebrew/govern.rb"))


if __name__ == "__main__":
    harness.main()
