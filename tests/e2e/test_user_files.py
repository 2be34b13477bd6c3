"""Files that the user names: links stay links, devices and pipes are written into, and a run that only looks writes nothing."""

import hashlib
import io
import json
import os
import stat
import tarfile
import threading

import harness
from harness import native
from mirrors import MirrorTest
from worlds import PLATFORM, WorldTest, file_url


def null_device(folder):
    """A node like /dev/null of our own: the machine's must survive a test that fails."""
    path = folder / "null"
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        os.chmod(path, 0o666)
        with open(path, "wb") as device:
            device.write(b"x")
    except OSError as error:
        raise harness.unittest.SkipTest(f"no device can be made and used here: {error}") from None
    return path


class Reader(threading.Thread):
    """Reads a pipe to its end."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.content = path, b""
        self.start()

    def run(self):
        with open(self.path, "rb") as pipe:
            self.content = pipe.read()

    def read(self):
        self.join(harness.TIMEOUT)
        return self.content


@harness.posix_only
class Written(MirrorTest):
    def setUp(self):
        super().setUp()
        self.use_proxy()

    def commands(self, file):
        """Each command that writes a file of the user's whole, and whether that has its form."""
        if not self.mirror.exists():
            self.fill_mirror("1.98.2")
        return [(("mirror", native(self.mirror), "--tar", str(file)),
                 lambda content: self.assertIn("golang.org/toolchain/@v/list",
                                               tarfile.open(fileobj=io.BytesIO(content)).getnames())),
                (("audit", "--sarif", str(file)), lambda content: self.assertEqual(json.loads(content)["version"], "2.1.0"))]

    def test_a_link_stays_one(self):
        link, target = self.home.scratch / "link", self.home.scratch / "below" / "target"
        target.parent.mkdir()
        link.symlink_to("below/target")
        for words, check in self.commands(link):
            for there in (False, True):
                with self.subTest(words=words[0], there=there):
                    target.unlink(missing_ok=True)
                    if there:
                        target.write_text("old")
                    self.run_ok(*words)
                    self.assertTrue(link.is_symlink())
                    check(target.read_bytes())
                    self.assertEqual(os.listdir(target.parent), ["target"])

    def test_a_pipe_is_written_into(self):
        pipe = self.home.scratch / "pipe"
        os.mkfifo(pipe)
        for words, check in self.commands(pipe):
            with self.subTest(words=words[0]):
                reader = Reader(pipe)
                self.run_ok(*words)
                check(reader.read())
                self.assertTrue(stat.S_ISFIFO(os.lstat(pipe).st_mode))

    def test_a_device_stays_one(self):
        device = null_device(self.home.scratch)
        link = self.home.scratch / "link"
        link.symlink_to(device)
        for path in (device, link):
            for words, _ in self.commands(path):
                with self.subTest(words=words[0], path=path.name):
                    self.run_ok(*words)
                    self.assertTrue(stat.S_ISCHR(os.lstat(device).st_mode))
                    self.assertTrue(link.is_symlink())

    def test_standard_output_by_its_path(self):
        """A link of our own to where /dev/stdout leads; nothing else is mixed in."""
        link = self.home.scratch / "stdout"
        link.symlink_to("/proc/self/fd/1")
        words, check = self.commands(link)[0]
        for kind in ("file", "pipe"):
            with self.subTest(kind=kind):
                out = self.home.scratch / "out"
                if kind == "file":
                    with open(out, "wb") as file:
                        self.check(self.home.start(self.home.exe, *words, stdout=file).wait())
                    content = out.read_bytes()
                else:
                    read, write = os.pipe()
                    reader = Reader(read)
                    running = self.home.start(self.home.exe, *words, stdout=write)
                    os.close(write)
                    self.check(running.wait())
                    content = reader.read()
                self.assertEqual(len(content) % 10240, 0)
                self.assertTrue(link.is_symlink())
                check(content)

    def test_behind_sarif_on_standard_output_nothing_follows(self):
        link = self.home.scratch / "stdout"
        link.symlink_to("/proc/self/fd/1")
        words, check = self.commands(link)[1]
        result = self.run_ok(*words, "1.98.2")
        check(result.raw_out)
        self.assertTrue(self.run_ok("audit", "1.98.2").out)
        self.assertIn("1.98.2", self.run_ok("--log", str(link), "audit", "1.98.2").out)

    def test_with_json_no_file_is_standard_output(self):
        """There stdout holds exactly one object, whatever happens."""
        link = self.home.scratch / "stdout"
        link.symlink_to("/proc/self/fd/1")
        log = ("--log", str(link), "config", "keep_archives", "true")
        report = ("ci", "--for", "gitlab", "--dotenv", str(link))
        for words in [*(words for words, _ in self.commands(link)), log, report]:
            with self.subTest(words=words[0]):
                result = self.run_fails(2, *words, "--json", error="stdout-taken")
                self.assertEqual(result.json["error"]["code"], "stdout-taken")
        self.assertFalse((self.home.home / "config").exists())
        result = self.run_ok("config", "keep_archives", "true", "--json", env={"GOVERN_LOG": str(link)})
        self.assertEqual([warning["code"] for warning in result.json["warnings"]], ["log-not-written"])
        self.assertEqual(self.run_ok("config", "--json", env={"GOVERN_LOG": str(link)}).json["warnings"], [])
        with open(os.devnull, "w") as null:
            self.check(self.home.start(self.home.exe, "audit", "1.98.2", "--json", "--sarif", os.devnull, stdout=null).wait())

    def test_a_folder_is_refused(self):
        folder = self.home.scratch / "folder"
        folder.mkdir()
        for words, _ in self.commands(folder):
            self.run_fails(1, *words, error="file-error")

    def test_a_dash_is_not_a_file(self):
        for words, _ in self.commands("-"):
            self.assertIn("'-'", self.run_fails(2, *words, error="usage").err)
        self.assertEqual(os.listdir(self.home.work), [])

    def test_a_link_into_the_mirror(self):
        self.fill_mirror("1.98.2")
        link = self.home.scratch / "link"
        link.symlink_to(self.mirror / "x.tar")
        self.run_fails(2, "mirror", native(self.mirror), "--tar", str(link), error="mirror-tar-inside")


@harness.posix_only
class Appended(WorldTest):
    def test_what_cannot_be_flushed_is_written(self):
        device = null_device(self.home.scratch)
        self.assertEqual(self.run_ok("--log", str(device), "config", "keep_archives", "true").err.count("warning"), 0)
        self.use_site()
        self.run_ok("install", "1.99.1")
        names = ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH")
        self.run_ok("ci", "--for", "github", env={name: str(device) for name in names})

    def test_a_log_that_nobody_reads(self):
        pipe = self.home.scratch / "pipe"
        os.mkfifo(pipe)
        result = self.run_ok("--log", str(pipe), "config", "keep_archives", "true")
        self.assertIn("nobody reads", result.err)
        reader = Reader(pipe)
        holder = os.open(pipe, os.O_WRONLY)  # or the reader would end after the first line
        self.assertNotIn("warning", self.run_ok("--log", str(pipe), "config", "keep_archives", "false").err)
        os.close(holder)
        self.assertEqual(reader.read().count(b" govern["), 2)


@harness.posix_only
class Settings(WorldTest):
    def test_a_config_that_is_not_a_file(self):
        device = null_device(self.home.scratch)
        self.home.home.mkdir(parents=True)
        config = self.home.home / "config"
        os.mkfifo(config)
        self.assertIn("not a file", self.run_fails(1, "config", error="file-error").err)
        config.unlink()
        config.symlink_to(device)
        self.assertIn("not a file", self.run_fails(1, "config", "source", "proxy", error="file-error").err)
        self.assertTrue(stat.S_ISCHR(os.lstat(device).st_mode))
        self.assertTrue(config.is_symlink())
        config.unlink()
        config.symlink_to("/dev/null")
        self.run_ok("config")

    def test_a_relative_path_from_a_folder_that_is_gone(self):
        gone = self.home.scratch / "gone"
        gone.mkdir()
        for key in ("log", "ca_file"):
            result = self.run_fails(2, "config", key, "rel", error="bad-setting", cwd=gone,
                                    preexec=lambda: gone.exists() and gone.rmdir())
            self.assertIn("absolute", result.err)
            gone.mkdir(exist_ok=True)


class OnlyLooks(MirrorTest):
    """--dry-run and the flag --check write nothing, neither in the home nor beside it."""

    def commands(self):
        """By name of the command: what to type, with a default, a link and a tool in a home that is there."""
        goroot = self.home.scratch / "build"
        archive = self.world.site / self.of("1.99.1").archive_name
        return {
            "install": [("1.98.2",), ("1.98", "latest"), ("--from", native(archive)), ("--from", native(self.mirror), "1.98.1")],
            "mirror": [(native(self.mirror), "1.98.1"), (native(self.mirror), "--prune"), (native(self.home.scratch / "new"), "1.98.2")],
            "adopt": [("--all",), (native(self.sdk("1.99.1")),)],
            "link": [("other", native(goroot))], "unlink": [("local",)],
            "default": [("1.98.1",)], "pin": [("1.99.1",)], "config": [("keep_archives", "false"), ("source", "--unset")],
            "uninstall": [("1.98.1",), ("1.99.1", "--force")], "repair": [("1.99.1",)], "rollback": [()],
            "upgrade": [(), ("latest",), ("1.99", "--pin")], "tool install": [("dlv",)], "tool uninstall": [("dlv",)],
            "setup": [(), ("--undo",)], "doctor": [("--fix",)], "prune": [("--under", native(self.home.work))],
            "audit": [("--update",), ("--sarif", "findings")],
        }

    def state(self):
        out = {}
        for path in sorted(self.home.scratch.rglob("*")):
            if path.parent == self.home.scratch and path.name.startswith("run-"):  # the harness's own, under Wine
                continue
            status = path.lstat()
            kind = stat.S_IFMT(status.st_mode)
            content = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(kind) else ""
            out[str(path.relative_to(self.home.scratch))] = (kind, status.st_mode, status.st_mtime_ns, content)
        return out

    def with_flag(self):
        """`(command, flag)` of each command that has one, from the help for programs."""
        found, waiting = [], [[]]
        for words in waiting:
            helped = self.run_ok(*words, "--help", "--json").json["result"]
            waiting += [[*words, command["name"]] for command in helped["commands"]]
            flags = {option["name"] for option in helped["options"] if option["value"] is None}
            found += [(" ".join(words), flag) for flag in ("--dry-run", "--check") if flag in flags]
        return found

    def assert_unchanged(self):
        commands = self.commands()
        before = self.state()
        for name, flag in self.with_flag():
            for words in commands[name] if flag == "--dry-run" else [()] if name == "upgrade" else [(native(self.mirror),)]:
                with self.subTest(command=name, words=words, flag=flag):
                    result = self.home.run(*name.split(), *words, flag)
                    self.assertNotEqual(result.error_code, "usage", result)
                    old, before = before, self.state()
                    self.assertEqual({path: (old.get(path), before.get(path)) for path in before.keys() | old.keys()
                                      if before.get(path) != old.get(path)}, {}, result)

    def prepare(self):
        self.use_proxy()
        self.home.env["GOVERN_MIRROR"] = "file:///nope"
        self.fill_mirror("1.98.2")
        self.home.write(".go-version", "1.98.1\n")
        (self.home.scratch / "build" / "bin").mkdir(parents=True)

    def test_a_home_that_is_not_there(self):
        other = self.home
        self.prepare()
        harness.shutil.rmtree(other.home, ignore_errors=True)
        self.assert_unchanged()
        self.assertFalse(self.home.home.exists())

    def test_a_home_that_is_there(self):
        self.prepare()
        self.run_ok("install", "1.98.1", "1.99.1", env={"GOVERN_MIRROR": file_url(self.world.site)})
        harness.shutil.rmtree(self.home.cache)
        self.run_ok("default", "1.98.1")
        self.run_ok("config", "keep_archives", "true")
        self.assert_unchanged()

    @harness.posix_only
    def test_a_home_that_cannot_be(self):
        """--dry-run says what the run would say."""
        self.use_proxy()
        file = self.home.scratch / "file"
        file.touch()
        for home in (file, file / "below" / "govern"):
            for words in (("install", "1.98.2"), ("install", "1.98.2", "--dry-run")):
                result = self.run_fails(1, "--home", str(home), *words)
                self.assertNotIn("would install", result.err)


class History(WorldTest):
    def test_since_takes_a_day(self):
        self.run_ok("config", "keep_archives", "true")
        for word in ("garbage", "yesterday", "2026-13-45", "30.11.2026", "2026-02-30", "2026-1-1", "26-01-01"):
            result = self.run_fails(2, "history", "--since", word, error="usage")
            self.assertIn("YYYY-MM-DD", result.err)
        self.assertIn("config", self.run_ok("history", "--since", "2000-02-29").out)
        result = self.run_ok("history", "--since", "2999-12-31")
        self.assertIn("no change since 2999-12-31", result.err)
        self.assertNotIn("nothing is recorded", result.err)
        self.assertIn("no change of the kind pin", self.run_ok("history", "--kind", "pin").err)

    def test_an_empty_one(self):
        self.assertIn("nothing is recorded", self.run_ok("history", "--since", "2999-12-31").err)


class AnotherHome(WorldTest):
    def test_every_hint_names_it(self):
        self.use_site()
        home = self.home.scratch / "another"
        words = ("--home", native(home))
        self.run_ok(*words, "install", "1.99.1")
        doctor = self.home.run(*words, "doctor")
        self.assertNotRegex(doctor.out, r"hint: govern (?!--home)")
        found = self.home.run(*words, "doctor", "--json").json["result"]["found"]
        for one in found:
            self.assertFalse([hint for hint in one["hints"] if hint.startswith("govern ") and "--home" not in hint], one)
        next((home / "sdks").glob("*/bin/go*")).parent.joinpath("go" + harness.EXE_SUFFIX).unlink()
        self.assertIn(f"govern --home {harness.word(native(home))} repair 1.99.1", self.run_ok(*words, "list").out)
        next((home / "receipts").glob("*.json")).write_text("{")
        result = self.home.run(*words, "verify", "--json")
        hints = result.json["result"]["verified"][0]["error"]["hints"]
        self.assertFalse([hint for hint in hints if hint.startswith("govern ") and "--home" not in hint], hints)


@harness.posix_only
class WithoutProc(WorldTest):
    @harness.needs_root
    def test_govern_knows_its_place(self):
        self.use_site()
        self.run_ok("install", "1.99.1")
        hide = 'mount -t tmpfs none /proc && exec "$@"'
        for words in (("current",), ("--home", str(self.home.home), "current"), ("doctor",), ("install", "1.99.1")):
            with self.subTest(words=words):
                self.check(self.home.run_program("/usr/bin/unshare", "-m", "sh", "-c", hide, "sh",
                                                 str(self.home.exe), *words))
        copy = self.home.shims / "govern"
        self.assertTrue(copy.exists())
        found = self.home.run_program("/usr/bin/unshare", "-m", "sh", "-c", hide, "sh", "govern", "current",
                                      env={"HOME": str(self.home.scratch / "nobody")})
        self.assertIn("1.99.1", self.check(found).out)


if __name__ == "__main__":
    harness.main()
