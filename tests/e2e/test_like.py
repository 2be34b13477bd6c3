"""`exec --like`: a program that was built once is built again by the Go, for the target and with the flags it records."""

import shutil
import unittest

import harness
from harness import native
from worlds import PLATFORM, WorldTest

MAGIC = b"\xff Go buildinf:\x08\x02" + bytes(16)
MARKS = bytes.fromhex("3077af0c9274080241e1c107e6d618e6"), bytes.fromhex("f932433186182072008242104116d8f2")


def text_with_length(data):
    out, length = b"", len(data)
    while length > 0x7f:
        out += bytes([length & 0x7f | 0x80])
        length >>= 7
    return out + bytes([length]) + data


def elf(go_version, settings, letters=b"letters"):
    """A little ELF file that records these facts, with a section of other bytes in front."""
    lines = "path\texample.com/app\nmod\texample.com/app\t(devel)\t\n"
    for key, value in settings:
        needs_quotes = any(c in value for c in " \t\r\n\"'`")
        lines += f"build\t{key}=" + ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if needs_quotes else value) + "\n"
    facts = MAGIC + text_with_length(go_version.encode()) + text_with_length(MARKS[0] + lines.encode() + MARKS[1])
    names = b"\0.rodata\0.go.buildinfo\0.shstrtab\0"
    parts = [(1, letters), (9, facts), (23, names)]
    offset, body, table = 64, b"", bytes(64)
    for name, data in parts:
        pad = -(offset + len(body)) % 16
        body += bytes(pad)
        table += (name.to_bytes(4, "little") + (1).to_bytes(4, "little") + (2).to_bytes(8, "little")
                  + (0x400000 + offset + len(body)).to_bytes(8, "little") + (offset + len(body)).to_bytes(8, "little")
                  + len(data).to_bytes(8, "little") + bytes(24))
        body += data
    program = ((1).to_bytes(4, "little") + (6).to_bytes(4, "little") + (0).to_bytes(8, "little")
               + (0x400000).to_bytes(8, "little") * 2 + (len(body) + 4096).to_bytes(8, "little") * 2 + bytes(8))
    start = offset + len(body) + len(program)
    head = (b"\x7fELF\x02\x01\x01" + bytes(9) + (2).to_bytes(2, "little") + (62).to_bytes(2, "little") + (1).to_bytes(4, "little")
            + bytes(8) + (offset + len(body)).to_bytes(8, "little") + start.to_bytes(8, "little") + bytes(4)
            + (64).to_bytes(2, "little") + (56).to_bytes(2, "little") + (1).to_bytes(2, "little") + (64).to_bytes(2, "little")
            + (4).to_bytes(2, "little") + (3).to_bytes(2, "little"))
    return head + body + program + table


PLAIN = [("-buildmode", "exe"), ("-compiler", "gc"), ("CGO_ENABLED", "0"), ("GOARCH", "arm64"), ("GOARM64", "v8.0"), ("GOOS", "linux")]


class Like(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True)
        world.add("1.98.3", PLATFORM, embedded=True)
        world.add("1.24.13", PLATFORM, embedded=True)  # a line whose values of GOEXPERIMENT are known

    def setUp(self):
        super().setUp()
        self.use_site()

    def program(self, settings=(), go_version="go1.98.3", name="app", plain=PLAIN, letters=b"letters"):
        return self.home.write(name, elf(go_version, [*plain, *settings], letters))

    def go(self, *options, words=("go", "build"), env=None, code=0, error=None):
        """What the fake go of `--like` got: its variables, and the result."""
        result = self.check(self.home.run("exec", *options, "--", *words, env=env), code, error)
        lines = [line.removeprefix("env ").partition("=") for line in result.out.splitlines() if line.startswith("env ")]
        return {name: value for name, _, value in lines}, result

    def installed_like(self, *settings, **options):
        self.run_ok("install", "1.98.3", "1.99.1")
        return self.program(settings, **options)

    def test_settings_become_variables_and_flags(self):
        app = self.installed_like(("-tags", "one,two"), ("-ldflags", "-s -w -X 'main.a=b'"), ("-trimpath", "true"), ("-gcflags", "all=-N"),
                                  ("GOEXPERIMENT", "fieldtrack"), ("DefaultGODEBUG", "x=1"), ("vcs", "git"), ("vcs.time", "2024"))
        variables, result = self.go("--like", native(app), env={"GOOS": "plan9", "GOAMD64": "v3", "GOFIPS140": "latest"})
        self.assertEqual({name: variables.get(name) for name in ("GOOS", "GOARCH", "GOARM64", "GOEXPERIMENT", "GOFIPS140", "GOTOOLCHAIN")},
                         {"GOOS": "linux", "GOARCH": "arm64", "GOARM64": "v8.0", "GOEXPERIMENT": "fieldtrack", "GOFIPS140": None,
                          "GOTOOLCHAIN": "local"})
        self.assertEqual(variables["GOFLAGS"],
                         "-tags=one,two \"-ldflags=-s -w -X 'main.a=b'\" -trimpath=true -gcflags=all=-N")
        self.assertEqual(self.goroot_of(result).name, f"go1.98.3.{PLATFORM}")
        self.assertIn("-ldflags, because it was built with -trimpath", result.err)

    def test_the_callers_goflags(self):
        app = self.installed_like(("-tags", "one"))
        env = {"GOFLAGS": "-tags=mine -mod=mod '-gcflags=all=-N -l' -buildmode=pie -compiler=gccgo"}
        variables, result = self.go("--like", native(app), env=env)
        self.assertEqual(variables["GOFLAGS"], "-mod=mod '-gcflags=all=-N -l' -tags=one")
        self.assertIn("[like-flags-kept]", result.err)
        self.assertIn("-mod=mod -gcflags=all=-N -l", result.err)
        settings = self.home.write("goenv", "GOFLAGS=-race\nGOEXPERIMENT=other\n")
        variables, result = self.go("--like", native(app), env={"GOENV": native(settings)})
        self.assertEqual(variables["GOFLAGS"], "-race -tags=one")
        self.assertIn("go env -u GOEXPERIMENT", result.err)
        plain = self.program(name="plain")
        variables, result = self.go("--like", native(plain), env={"GOFLAGS": "-buildmode=pie"})
        self.assertEqual(variables["GOFLAGS"].strip(), "")

    def test_the_commands_own_words_win(self):
        app = self.installed_like(("-tags", "one"), ("-ldflags", "-s -w"), ("-buildmode", "pie"), plain=PLAIN[1:])
        variables, result = self.go("--like", native(app), words=("go", "build", "-tags", "mine", "--ldflags=-s", "-args", "-buildmode"))
        self.assertEqual(variables["GOFLAGS"], "-buildmode=pie")
        self.assertIn("-tags=one -ldflags=-s -w", result.err)

    def test_what_is_said_and_not_passed(self):
        app = self.installed_like(("-ldflags", "-X 'main.a=\"b c\"'"), ("-toolexec", "evil"), ("GOPROXY", "file:///evil"),
                                  ("CGO_ENABLED", "1"), ("CGO_CFLAGS", ""), ("-pgo", "/x/default.pgo"), plain=PLAIN[3:])
        variables, result = self.go("--like", native(app), env={"CGO_CFLAGS": "-O1"})
        self.assertEqual((variables["GOFLAGS"].strip(), variables.get("GOPROXY"), variables.get("CGO_CFLAGS")), ("", None, None))
        self.assertEqual(result.err.count("[like-not-passed]"), 3, result)
        self.assertIn("both kinds of quotes", result.err)
        self.assertIn("the C compiler", result.err)

    def test_what_the_goenv_file_sets_and_the_program_was_built_without(self):
        app = self.installed_like(("CGO_CFLAGS", ""), plain=PLAIN)
        settings = self.home.write("goenv", "CGO_CFLAGS=-O1\n")
        _, result = self.go("--like", native(app), env={"GOENV": native(settings)})
        self.assertIn("[like-goenv]", result.err)

    def test_strict_judges_by_the_variables_that_the_command_gets(self):
        self.run_ok("install", "1.24.13")
        app = self.program(go_version="go1.24.13")
        env = {"GOEXPERIMENT": "nosuch", "GOFIPS140": "bogus", "GOFLAGS": "-compiler=nosuch"}
        variables, result = self.go("--like", native(app), "--strict", env=env)
        self.assertEqual((variables.get("GOEXPERIMENT"), variables.get("GOFIPS140")), (None, None))
        self.assertNotIn("would fail", result.err)
        _, result = self.go("--like", native(app), "--strict", env={**env, "GO111MODULE": "ON"}, code=1)
        self.assertIn("warning[would-fail-go-setting]: would fail: GO111MODULE=ON", result.err)
        settings = self.home.write("goenv", "GOEXPERIMENT=nosuch\n")  # it counts where the variable is not set
        _, result = self.go("--like", native(app), "--strict", env={"GOENV": native(settings)}, code=1)
        self.assertIn("would fail: GOEXPERIMENT=nosuch", result.err)

    def test_another_target(self):
        app = self.installed_like()
        variables, _ = self.go("--like", native(app), "--target", "windows/arm64")
        self.assertEqual((variables["GOOS"], variables["GOARCH"], variables["GOARM64"]), ("windows", "arm64", "v8.0"))
        variables, _ = self.go("--like", native(app), "--target", "darwin/amd64")
        self.assertEqual((variables["GOOS"], variables["GOARCH"], variables.get("GOARM64")), ("darwin", "amd64", None))
        for target in ("windows", "foo/bar", "windows/", "/amd64", "linux/amd64/x", "windows/bar"):
            said = self.go("--like", native(app), "--target", target, code=2, error="bad-platform")[1]
            self.assertIn(f"'{target}'", said.err)
            self.assertIn("hint: for example: --target linux/arm64", said.err)

    def test_what_is_not_installed(self):
        app = self.program()
        _, result = self.go("--like", native(app), code=4, error="no-match-installed")
        self.assertIn("govern install 1.98.3", result.err)
        self.go("--like", native(app), "--install", words=("no-such-program",), code=1, error="program-not-found")
        self.assert_nothing_installed()
        self.go("--like", native(app), "--install")
        self.assertEqual(self.installed(), {f"1.98.3 {PLATFORM}"})

    def test_usage(self):
        app = native(self.installed_like())
        for words in (("exec", "--like", app, "1.98.3", "--", "go", "build"), ("exec", "--like", app, "go", "build"),
                      ("exec", "--like", app, "--"), ("exec", "--install", "1.98.3", "--", "go"),
                      ("exec", "--target", "linux/arm64", "1.98.3", "--", "go")):
            with self.subTest(words):
                self.run_fails(2, *words, error="usage")
        self.run_fails(1, "exec", "--like", native(self.home.write("text", "x")), "--", "go", error="not-a-go-program")

    def test_versions_that_are_no_release(self):
        self.run_ok("install", "1.98.3")
        for version in ("devel go1.99-0123456789 Tue", "go1.98.3-vendor", "go1.98.3 X:fieldtrack"):
            with self.subTest(version):
                _, result = self.go("--like", native(self.program(go_version=version)), code=1, error="like-not-a-release")
                self.assertIn(version, result.err)
        for version in ("go1.98.3 X:fieldtrack", "go1.98.3-X:fieldtrack"):
            variables, result = self.go("--like", native(self.program([("GOEXPERIMENT", "fieldtrack")], version)))
            self.assertEqual(variables["GOEXPERIMENT"], "fieldtrack")
            self.assertIn("is go1.98.3 with", result.err)

    def test_a_program_that_tells_no_version(self):
        app = self.installed_like(go_version="", letters=b'\xff Go build ID: "a/b/c"\n \xff')
        self.go("--like", native(app), code=1, error="like-no-version")

    def test_programs_that_record_no_settings(self):
        app = self.installed_like(plain=[])
        variables, result = self.go("--like", native(app), env={"GOOS": "plan9"})
        self.assertEqual(variables["GOOS"], "plan9")
        self.assertIn("[like-not-recorded]", result.err)
        self.assertIn("does not record target and flags", result.err)

    @harness.posix_only
    @unittest.skipUnless(shutil.which("git"), "git is not installed")
    def test_the_folders_commit(self):
        app = self.installed_like(("vcs", "git"), ("vcs.revision", "0123456789"), ("vcs.modified", "true"))
        _, result = self.go("--like", native(app))
        self.assertIn("[like-no-commit]", result.err)
        self.assertIn("[like-uncommitted]", result.err)
        for words in (["init", "-q"], ["-c", "user.name=x", "-c", "user.email=x", "commit", "-q", "--allow-empty", "-m", "x"]):
            self.check(self.home.run_program(shutil.which("git"), *words))
        _, result = self.go("--like", native(app))
        self.assertIn("warning[like-other-commit]", result.err)
        self.assertIn("git checkout 0123456789", result.err)
        head = self.home.run_program(shutil.which("git"), "rev-parse", "HEAD").out.strip()
        app = self.program([("vcs", "git"), ("vcs.revision", head), ("vcs.modified", "false")])
        self.assertNotIn("like-", self.go("--like", native(app))[1].err)

    def test_json(self):
        app = self.installed_like(("-tags", "one"))
        result = self.run_ok("exec", "--like", native(app), "--json", "--", "go", "build", env={"GOFLAGS": "-mod=mod"}).json["result"]
        self.assertEqual((result["version"], result["exit"]), ("1.98.3", 0))
        like = result["like"]
        self.assertEqual((like["file"], like["flags"], like["kept_flags"]), (native(app), ["-tags=one"], ["-mod=mod"]))
        self.assertEqual((like["variables"]["GOOS"], like["variables"]["GOFIPS140"]), ("linux", None))

    # --check: the command is a shell's, which puts a file where a compiler would.

    def rebuild(self, script, code=0, error=None, out="out"):
        self.run_ok("install", "1.98.3")
        app = self.program([("-tags", "one")])
        words = ("sh", "-c", script)
        return self.check(self.home.run("exec", "--like", native(app), "--check", out, "--json", "--", *words), code, error)

    @harness.posix_only
    def test_check_of_the_same_file(self):
        self.home.write("out", "old")
        result = self.rebuild("test ! -e out && cp app out")
        check = result.json["result"]["check"]
        self.assertEqual((check["same"], check["offset"], check["section"], check["settings"]), (True, None, None, []))
        self.assertIn("byte for byte", result.err)
        self.assertFalse((self.home.work / "out.before").exists())

    @harness.posix_only
    def test_check_of_another_file(self):
        self.home.write("out", "old")
        self.home.write("other", elf("go1.98.3", [*PLAIN, ("-tags", "two"), ("vcs.revision", "1")], b"Letters"))
        result = self.rebuild("cp other out", 1, "check-differs")
        check = result.json["result"]["check"]
        self.assertEqual((check["same"], check["section"], check["sections"]), (False, ".rodata", [".rodata", ".go.buildinfo"]))
        self.assertEqual(check["settings"], [{"name": "-tags", "file": "one", "out": "two"}, {"name": "vcs.revision", "file": None, "out": "1"}])
        self.assertIn("first section that differs: .rodata", result.err)
        self.assertIn("-tags: 'one', rebuilt 'two'", result.err)
        self.assertIn("-buildvcs=false", result.err)
        self.assertEqual((self.home.work / "out.before").read_text(), "old")
        self.assertEqual((self.home.work / "out").read_bytes(), (self.home.work / "other").read_bytes())
        self.rebuild("cp app out", 1, "check-before-exists")
        self.assertEqual((self.home.work / "out.before").read_text(), "old")

    @harness.posix_only
    def test_check_of_a_link(self):
        """What it leads to is made again; the link stays one."""
        link, target = self.home.work / "out", self.home.work / "target"
        link.symlink_to("target")
        self.rebuild("cat app > out")
        self.assertTrue(link.is_symlink())
        self.assertEqual(target.read_bytes(), (self.home.work / "app").read_bytes())
        target.write_text("mine")
        self.rebuild("exit 3", 3)
        self.assertEqual((link.is_symlink(), target.read_text()), (True, "mine"))
        self.assertEqual(sorted(self.home.work.glob("*.before")), [])

    @harness.posix_only
    def test_check_of_a_link_that_the_command_replaces(self):
        """As `go build -o` does: the file that stands there then is compared, and the other one stays."""
        link, target = self.home.work / "out", self.home.work / "target"
        self.home.write("other", "not a Go program")
        for old in (None, "mine"):
            for source, code, error in (("app", 0, None), ("other", 1, "check-differs")):
                with self.subTest(old=old, source=source):
                    for path in (link, target):
                        path.unlink(missing_ok=True)
                    link.symlink_to("target")
                    if old:
                        target.write_text(old)
                    result = self.rebuild(f"cp {source} new && mv new out", code, error)
                    self.assertEqual("the settings of one of them cannot be read" in result.err, source == "other")
                    self.assertEqual((link.is_symlink(), link.read_bytes()), (False, (self.home.work / source).read_bytes()))
                    self.assertEqual(target.read_text() if target.exists() else None, old)
                    self.assertEqual(sorted(self.home.work.glob("*.before")), [])

    @harness.posix_only
    def test_check_where_nothing_was_made(self):
        self.rebuild("true", 1, "check-out-missing")
        self.home.write("out", "old")
        self.rebuild("true", 1, "check-out-missing")
        self.rebuild("echo half > out; exit 3", 3)
        self.assertEqual((self.home.work / "out").read_text(), "old")
        self.rebuild("echo half > out; kill -INT $$", 130)
        self.assertEqual(((self.home.work / "out").read_text(), (self.home.work / "out.before").exists()), ("old", False))

    @harness.posix_only
    def test_check_of_the_program_itself(self):
        app = self.home.work / "app"
        (self.home.work / "link").symlink_to("app")
        app.write_bytes(b"x")
        (self.home.work / "twin").hardlink_to(app)
        for out in ("app", native(app), "link", "twin"):
            with self.subTest(out):
                self.rebuild("true", 2, "check-same-file", out)
        (self.home.work / "folder").mkdir()
        self.rebuild("true", 2, "check-not-a-file", "folder")


if __name__ == "__main__":
    harness.main()
