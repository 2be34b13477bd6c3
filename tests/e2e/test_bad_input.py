"""Bad input: each kind gets a clear error with its own code and exit status, and nothing is half installed."""

import ctypes.util
import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import harness
from harness import GovernTest, native
from sdks import World
from server import Authority, Server
from worlds import PLATFORM, Rule, WorldTest, file_url

FAULTY_MEMORY = Path(os.environ["GOVERN_BIN"]) / "libfaulty_memory.so"


class BadInputTest(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.98.3", "1.99.1"):
            world.add(version, PLATFORM, embedded=True)
        world.add("1.99.4", PLATFORM)  # no embedded SHA-256

    def fails(self, code, error, *args, **options):
        result = self.run_fails(code, *(args or ("install", "1.99.1")), error=error, **options)
        self.assertEqual(result.out, "")
        self.assert_nothing_installed()
        self.assertFalse((self.home.state / "default").exists())
        return result


class Specs(BadInputTest):
    def test_unknown_version_names_the_nearest(self):
        self.use_site()
        result = self.fails(3, "no-such-version", "install", "1.98.7")
        self.assertIn("the nearest: 1.99.1, 1.98.3", result.err)
        self.fails(3, "no-such-version", "install", "1.50")
        self.assertEqual(self.site.asked("/go1*"), [])

    def test_unknown_version_everywhere(self):
        self.use_site()
        self.use_proxy()
        result = self.fails(3, "no-such-version", "install", "1.98.7")
        self.assertIn("official (", result.err)
        self.assertIn("proxy (", result.err)

    def test_malformed_spec_has_a_caret(self):
        for spec, offset in (("1.22.x5", 5), ("1..2", 2), ("go1.22-", 6), ("1.022", 2)):
            with self.subTest(spec):
                result = self.fails(2, "malformed-spec", "install", spec)
                lines = result.err.splitlines()
                caret = next((i for i, line in enumerate(lines) if line.endswith("^")), None)
                self.assertIsNotNone(caret, result)
                self.assertEqual(lines[caret].index("^") - lines[caret - 1].index(spec), offset, result)

    def test_what_is_no_release(self):
        self.use_site()
        self.fails(2, None, "install", "system")
        for spec in ("^1.22", ">=1.22", "../x", "https://example.com/go.tar.gz", "lts/*", ""):
            with self.subTest(spec):
                self.fails(2, "malformed-spec", "install", spec)
        self.assertEqual(self.site.requests, [])

    def test_commands_and_options(self):
        self.assertIn("install", self.fails(2, "unknown-command", "instal", "1.99.1").err)
        self.assertIn("--source", self.fails(2, "unknown-option", "install", "1.99.1", "--sorce", "proxy").err)
        self.fails(2, None, "install", "1.99.1", "--source", "elsewhere")
        for word in ("unistall", "rm"):
            of_tool = self.fails(2, "unknown-command", "tool", word).err
            self.assertRegex(of_tool, f"there is no command 'tool {word}'\nhint: did you mean: govern tool uninstall.*\nhint: govern tool --help\n")
        self.assertNotIn("did you mean", self.fails(2, "unknown-command", "tool", "global").err, "tool has no default")


class Listings(BadInputTest):
    """What a site may answer where its listing should be; 1.99.4 cannot be had without it."""

    def answers(self, rule, code, error="sources-unusable"):
        site = self.use_site()
        site.rule("/", rule)
        site.rule("/index.json", rule)
        return self.fails(code, error, "install", "1.99.4")

    def test_unreadable(self):
        for name, content in {"no json": b"{[", "another shape": b'{"a": 1}', "empty": b"", "cut": self.world.listing().encode()[:200]}.items():
            with self.subTest(name):
                self.home.close()
                self.home = self.new_home()
                self.use_world(self.world)
                self.answers(Rule(content=content), 5)

    def test_web_page(self):
        self.assertIn("web page", self.answers(Rule(html=True), 5).err)

    def test_refused(self):
        self.assertIn("403", self.answers(Rule(status=403), 5).err)

    def test_server_error_is_tried_again_first(self):
        self.assertIn("500", self.answers(Rule(status=500), 5).err)
        self.assertGreater(len(self.site.requests), 2)

    def test_one_server_error_heals(self):
        site = self.use_site()
        self.use_proxy()
        site.rule("/*", Rule(status=503, times=1))
        self.run_ok("install", "1.99.4", "--source", "official")


class Archives(BadInputTest):
    """What a site may answer where the archive should be."""

    def answers(self, rule, code, error, *words):
        site = self.use_site()
        site.rule("/go1.99.1.*", rule)
        result = self.fails(code, error, "install", "1.99.1")
        for word in words:
            self.assertIn(word, result.err)
        # Nothing of it is in the way of the next run.
        site.clear()
        self.run_ok("install", "1.99.1")
        self.assert_verifies("1.99.1")
        return result

    def test_not_found(self):
        self.answers(Rule(status=404), 3, "no-such-version", "404")

    def test_forbidden(self):
        self.answers(Rule(status=403), 5, "sources-unusable", "403")

    def test_server_error(self):
        self.answers(Rule(status=500), 5, "sources-unusable", "500")

    def test_web_page(self):
        self.answers(Rule(html=True), 5, "sources-unusable", "web page")

    def test_cut_off_every_time(self):
        self.answers(Rule(truncate=1000, ranges=False), 5, "sources-unusable")

    def test_longer_than_the_list_says(self):
        content = (self.world.site / self.world[f"go1.99.1.{PLATFORM}"].archive_name).read_bytes()
        self.answers(Rule(content=content + b"more"), 6, "size-mismatch")

    def test_shorter_than_the_list_says(self):
        content = (self.world.site / self.world[f"go1.99.1.{PLATFORM}"].archive_name).read_bytes()
        self.answers(Rule(content=content[:-10]), 6, "size-mismatch")

    def test_same_length_other_bytes(self):
        sdk = self.world[f"go1.99.1.{PLATFORM}"]
        self.answers(Rule(flip=len(sdk.archive()) // 2), 6, None)

    def test_no_archive_at_all(self):
        self.answers(Rule(content=b"nothing that was ever packed " * 300), 6, "size-mismatch")


class Networks(BadInputTest):
    def test_nobody_listens(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{unused.getsockname()[1]}"
            result = self.fails(5, "sources-unusable", env={"GOVERN_MIRROR": address})
        self.assertIn(address, result.err)

    def test_no_such_host(self):
        result = self.fails(5, "sources-unusable", env={"GOVERN_MIRROR": "http://mirror.invalid"})
        self.assertIn("mirror.invalid", result.err)

    def test_no_such_folder(self):
        self.assertEqual(self.home.run("install", "1.99.1", env={"GOVERN_MIRROR": file_url(self.home.work / "none")}).code, 3)
        self.assert_nothing_installed()

    def test_no_such_file(self):
        """A folder answers no 404: the file that is not there is named."""
        nowhere = self.home.work / "none"
        for words in (("install", "1.99.1"), ("install", "latest"), ("install", "1.99.1", "--dry-run")):
            for variable in ("GOVERN_MIRROR", "GOPROXY"):
                result = self.home.run(*words, env={variable: file_url(nowhere)})
                self.assertIn(result.code, (3, 5), result)
                self.assertIn("there is no file " + native(nowhere), result.err)
                self.assertNotIn("404", result.err)

    def break_libraries(self, *names):
        broken = self.home.scratch / "broken libraries"
        broken.mkdir()
        for name in names:
            (broken / name).write_bytes(b"not a library\n" * 100)
        self.home.env["LD_LIBRARY_PATH"] = str(broken)

    @unittest.skipUnless(sys.platform == "linux" and not harness.WINDOWS, "breaks the libcurl of a Linux system")
    def test_without_libcurl(self):
        """It is loaded for a transfer alone."""
        self.use_site()
        self.break_libraries("libcurl.so.4", "libcurl-gnutls.so.4")
        result = self.fails(5, "libcurl-missing")
        self.assertIn("hint: apt install libcurl4", result.err)
        self.run_ok("install", "1.99.1", env={"GOVERN_MIRROR": file_url(self.world.site)})

    def test_a_ca_file_that_is_none(self):
        site = self.use_site()
        path = self.home.work / "company.pem"
        damaged = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        for content in (None, b"", b"no certificate\n", damaged, b"-----BEGIN CERTIFICATE-----\nMIIB\n"):
            if content is not None:
                path.write_bytes(content)
            for variable in ("GOVERN_CA_FILE", "SSL_CERT_FILE"):
                with self.subTest(content=content, variable=variable):
                    result = self.fails(1, "ca-file-unusable", env={variable: native(path)})
                    self.assertIn(native(path), result.err)
                    self.assertIn(variable, result.err)
        self.assertEqual(site.requests, [])

    def test_tls(self):
        with tempfile.TemporaryDirectory(prefix="govern-ca-") as folder:
            ours, stranger = Authority(Path(folder) / "ours"), Authority(Path(folder) / "stranger")
            with Server(self.world.site, tls=stranger) as server:
                ca_file = native(ours.ca_file)
                result = self.fails(5, "sources-unusable", env={"GOVERN_MIRROR": server.url(), "GOVERN_CA_FILE": ca_file})
                self.assertRegex(result.err, "(?i)certificate")
                self.assertRegex(result.err, "hint: .*GOVERN_CA_FILE, SSL_CERT_FILE, SSL_CERT_DIR, or ca_file")
                self.assertEqual(server.requests, [])
            with Server(self.world.site, tls=ours) as server:
                self.run_ok("install", "1.99.1", env={"GOVERN_MIRROR": server.url(), "GOVERN_CA_FILE": ca_file})

    def test_folders_of_certificates(self):
        """SSL_CERT_DIR as Go reads it: every file of each folder, whatever its name; others are passed over."""
        with tempfile.TemporaryDirectory(prefix="govern-ca-") as folder:
            ours, folders = Authority(Path(folder) / "ours"), [Path(folder) / name for name in ("a", "none", "b")]
            for one in (folders[0], folders[2]):
                one.mkdir()
                (one / "README").write_bytes(b"no certificate\n")
                (one / "damaged.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nMIIB\n")
            (folders[2] / "company").write_bytes(b"a comment\n" + ours.ca_file.read_bytes())
            (folders[2] / "again.0").write_bytes(ours.ca_file.read_bytes())
            with Server(self.world.site, tls=ours) as server:
                variables = {"GOVERN_MIRROR": server.url(), "GOVERN_CA_FILE": None, "SSL_CERT_FILE": None}
                listed = (";" if harness.WINDOWS else ":").join(map(native, folders))
                self.run_ok("install", "1.99.1", env={**variables, "SSL_CERT_DIR": listed})
                if not harness.WINE:  # its Schannel checks nothing without certificates of our own
                    self.run_ok("uninstall", "1.99.1", "--force")
                    self.fails(5, "sources-unusable", env={**variables, "SSL_CERT_DIR": native(folders[0])})

    @unittest.skipUnless(sys.platform == "linux" and not harness.WINDOWS and ctypes.util.find_library("curl-gnutls"),
                         "needs libcurl-gnutls.so.4 of a Linux system")
    def test_certificates_with_gnutls(self):
        """That libcurl takes no certificates from memory."""
        self.break_libraries("libcurl.so.4")
        self.test_tls()
        self.run_ok("uninstall", "1.99.1", "--force")
        self.test_folders_of_certificates()

    def test_no_password_is_shown(self):
        site = self.use_site()
        site.rule("/go1.99.1.*", Rule(status=500))
        site.rule("/*", Rule(status=401))
        address = site.url(login="me:s3cret")
        result = self.fails(5, None, env={"GOVERN_MIRROR": address})
        self.assertNotIn("s3cret", result.err)
        self.assertNotIn("s3cret", self.home.run("install", "1.99.1", "--json", env={"GOVERN_MIRROR": address}).out)
        site.clear()
        result = self.run_ok("install", "1.99.1", "--json", "--verbose", env={"GOVERN_MIRROR": address})
        self.assertNotIn("s3cret", result.out + result.err)
        for file in self.home.home.rglob("*"):
            if file.is_file() and not file.is_relative_to(self.home.sdks) and file.parent != self.home.shims:
                self.assertNotIn(b"s3cret", file.read_bytes(), file)


class Homes(BadInputTest):
    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)

    @harness.posix_only
    def test_a_home_others_can_write(self):
        self.home.home.mkdir(parents=True)
        self.home.home.chmod(0o777)
        self.assertIn(f"hint: govern --home {harness.word(self.home.home)} doctor --fix", self.fails(7, "home-shared").err)
        mended = self.home.run("--home", self.home.home, "doctor", "--fix")
        self.assertNotIn("doctor --fix", mended.out)
        self.assertIn(f"hint: govern --home {harness.word(self.home.home)} verify", mended.out)
        self.assertEqual(self.home.home.stat().st_mode & 0o777, 0o755)
        self.assertEqual([path.read_text() for path in self.home.state.glob("backups/*-home-rights")], [f"0777 {self.home.home}\n"])
        self.run_ok("install", "1.99.1")

    @harness.posix_only
    def test_the_umask_does_not_open_the_home(self):
        self.check(self.home.start(self.home.exe, "install", "1.99.1", preexec=lambda: os.umask(0)).wait())
        for folder in (self.home.home, self.home.shims, self.home.sdks):
            self.assertEqual(folder.stat().st_mode & 0o777, 0o755, folder)

    @harness.posix_only
    @harness.needs_root
    def test_a_home_of_somebody_else(self):
        self.run_ok("install", "1.98.3")
        os.chmod(self.home.scratch, 0o755)
        other = self.home.scratch / "other work"
        other.mkdir()

        def run(*args):
            exe = self.home.shims / "govern"
            return self.home.start(exe, *args, cwd=other, as_nobody=True).wait()

        before = self.home.tree()
        for words in (("install", "1.99.1"), ("uninstall", "1.98.3", "--force"), ("repair", "1.98.3")):
            result = self.check(run(*words), 7, "home-read-only")
            self.assertIn("root", result.err)
            self.assertIn("--home", result.err)
        self.assertEqual(run("default", "1.98.3").code, 7)
        # Reading and running work for every account.
        for words in (("list",), ("current",), ("which",), ("why",), ("default",), ("exec", "1.98.3", "--", "go")):
            self.check(run(*words))
        self.check(self.home.start(self.home.shims / "go", cwd=other, as_nobody=True).wait())
        self.assertEqual(self.home.tree(), before)

    def test_home_names(self):
        for name in ("a b'c\"d" if not harness.WINDOWS else "a b'c", "Ünïcödé ✓ 🐹", "$HOME %PATH% & ;", "-x"):
            with self.subTest(name):
                home = self.home.scratch / name / "govern home"
                self.run_ok("install", "1.99.1", "--home", native(home))
                self.check(self.home.run_program(home / "shims" / ("go" + harness.EXE_SUFFIX)))
                self.run_ok("verify", "--home", native(home))

    def test_relative_home(self):
        self.fails(2, "home-not-absolute", "install", "1.99.1", "--home", "relative")

    def test_a_file_where_the_home_should_be(self):
        self.home.home.parent.mkdir(parents=True, exist_ok=True)
        self.home.home.write_bytes(b"")
        result = self.home.run("install", "1.99.1")
        self.assertIn(result.code, (1, 7), result)
        self.assertIsNotNone(result.error_code, result)


class FewThreads(WorldTest):
    @harness.posix_only
    @harness.needs_root
    def test_an_account_that_may_have_no_more(self):
        """RLIMIT_NPROC, or the pids of a container: what threads there are do the work, at the end one alone."""
        import resource

        account = 4_000_000 + os.getpid()  # whose processes are ours alone
        exe = harness.for_everybody(self.home.exe)
        os.chmod(self.world.folder, 0o755)
        for source in (file_url(self.world.site), self.use_site().url()):
            for most in (1, 2, 3, 5):
                def confine(most=most):
                    os.setgid(account)
                    os.setuid(account)
                    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))

                with self.subTest(source=source, most=most), tempfile.TemporaryDirectory(prefix="govern-few-") as folder:
                    os.chown(folder, account, account)
                    home = {"GOVERN_HOME": folder + "/home", "HOME": folder, "TMPDIR": folder, "GOVERN_MIRROR": source}
                    for words in (("install", "1.99.1"), ("verify", "1.99.1"), ("repair", "1.99.1"), ("uninstall", "1.99.1", "--force")):
                        self.check(self.home.start(exe, *words, cwd=folder, env=home, preexec=confine).wait())


class LittleMemory(GovernTest):
    @unittest.skipUnless(FAULTY_MEMORY.is_file(), "LD_PRELOAD is Linux only")
    def test_memory_that_is_not_to_be_had(self):
        """Two megabytes for a history: what no code of ours expects is still an error with a code."""
        if b"__asan_init" in self.home.exe.read_bytes():
            self.skipTest("a sanitizer brings its own memory")
        self.home.state.mkdir(parents=True)
        (self.home.state / "history").write_text('{"id": 1}\n' * 200_000)
        result = self.run_fails(1, "history", error="internal",
                                env={"LD_PRELOAD": FAULTY_MEMORY, "FAULT_ALLOCATION": 1_000_000})
        self.assertIn("something failed inside govern: std::bad_alloc", result.err)


@unittest.skipUnless(Path("/dev/full").exists() and not harness.WINDOWS, "there is no /dev/full")
class LostAnswers(GovernTest):
    def test_an_answer_that_cannot_be_written(self):
        for words in (("explain", "--list"), ("list", "--json"), ("--help",)):
            with self.subTest(words), open("/dev/full", "wb") as full:
                result = self.run_fails(1, *words, stdout=full, error="output-lost")
                self.assertIn("hint: look at the file or pipe it goes to", result.err)


class FullDisk(BadInputTest):
    @harness.posix_only
    @harness.needs_root
    def test_no_space(self):
        """A small file system of its own: full before, and full in the middle."""
        folder = self.home.scratch / "small disk"
        folder.mkdir()
        size = self.home.exe.stat().st_size + (32 << 20)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)],
                          capture_output=True).returncode != 0:
            self.skipTest("a small file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(folder)])
        home = folder / "govern"
        self.home.env["GOVERN_HOME"] = str(home)
        world = self.big_world()
        self.use_world(world)
        self.home.env["GOVERN_MIRROR"] = file_url(world.site)
        filler = folder / "filler"
        self.leave(filler, 4 << 20)
        result = self.run_fails(8, "install", "1.99.6", error="not-enough-space")
        self.assertIn(str(home), result.err)
        self.leave(filler, 12 << 20)
        # Highly compressible: the archive fits many times over, its files do not.
        result = self.run_fails(8, "install", "1.99.7", error="no-space")
        for name in ("sdks", "receipts", "staging"):
            left = list((home / name).iterdir()) if (home / name).is_dir() else []
            self.assertEqual(left, [], name)
        filler.unlink()
        self.run_ok("install", "1.99.7")
        self.run_ok("verify", "1.99.7")

    @harness.posix_only
    @harness.needs_root
    def test_no_inode(self):
        """Room for bytes, none for one more file: before anything is fetched, and in the middle."""
        folder = self.home.scratch / "few files"
        folder.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m,mode=755,nr_inodes=400", "tmpfs", str(folder)],
                          capture_output=True).returncode != 0:
            self.skipTest("a small file system cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(folder)])
        self.home.env["GOVERN_HOME"] = str(folder / "govern")
        world = World(self.home.scratch / "world", go=self.fake_go())
        world.add("1.99.6", PLATFORM, embedded=True)
        world.add("1.99.7", PLATFORM, embedded=True, extra_files=150)
        self.use_world(world.write())
        self.use_site(world)
        self.run_ok("install", "1.99.6")
        fillers = [folder / f"filler{number}" for number in range(os.statvfs(folder).f_favail)]
        for filler in fillers:
            filler.touch()
        result = self.run_fails(8, "install", "1.99.7", error="no-inodes")
        self.assertIn("no inode is left on its volume\nnote: it has ", result.err)
        self.assertEqual(self.site.asked("/go1.99.7*"), [])
        for filler in fillers[:60]:
            filler.unlink()
        self.run_fails(8, "install", "1.99.7", error="no-inodes")
        self.assertEqual([one.name for one in (folder / "govern" / "sdks").iterdir()], [f"go1.99.6.{PLATFORM}"])
        self.assertEqual(list((folder / "govern" / "staging").iterdir()), [])
        for filler in fillers[60:]:
            filler.unlink()
        self.run_ok("install", "1.99.7")

    @harness.posix_only
    def test_files_over_the_limit_of_the_account(self):
        """`ulimit -f`: the signal that comes with it would end govern in the middle."""
        import resource # POSIX only

        world = self.big_world()
        self.use_world(world)
        self.home.env["GOVERN_MIRROR"] = file_url(world.site)
        limit = 3 << 20
        running = self.home.start(self.home.exe, "install", "1.99.7",
                                  preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.check(running.wait(), 8, "no-space")
        for name in ("sdks", "receipts", "staging"):
            self.assertEqual(list((self.home.home / name).iterdir()), [], name)
        self.run_ok("install", "1.99.7")

    @staticmethod
    def leave(filler, size):
        """Fills the disk but for so many bytes."""
        filler.write_bytes(b"")
        free = os.statvfs(filler).f_bavail * os.statvfs(filler).f_frsize
        with open(filler, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - size)

    def big_world(self):
        world = World(self.home.scratch / "big world", go=self.fake_go())
        world.add("1.99.6", PLATFORM, embedded=True, extra_bytes=2 << 20)
        sdk = world.add("1.99.7", PLATFORM, embedded=True)
        sdk.files.update({f"pkg/zeros{number}": bytes(5 << 20) for number in range(3)})
        return world.write()


if __name__ == "__main__":
    harness.main()
