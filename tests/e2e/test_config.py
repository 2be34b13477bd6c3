"""config: the settings of the home and of the machine, shown and changed."""
import os

import harness
from harness import WINDOWS, native, needs_root, posix_only
from worlds import PLATFORM, WorldTest, file_url

KEYS = ["source", "mirror", "goproxy", "auto_install", "ca_file", "keep_archives", "log", "events"]


class ConfigTest(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.99.1", PLATFORM, embedded=True)

    def setUp(self):
        super().setUp()
        self.file = self.home.home / "config"
        self.machine = self.home.scratch / "govern.conf"
        # Under Wine, and without root, the file belongs to the account that runs the tests.
        self.home.env |= {"GOVERN_TEST_MACHINE_CONFIG": native(self.machine), "GOVERN_TEST_MACHINE_OURS": "1"}

    def write_home(self, text):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(text, encoding="utf-8", newline="")

    def write_machine(self, text):
        self.machine.write_text(text)
        self.machine.chmod(0o644)

    def settings(self, **options):
        rows = self.run_ok("config", "--json", **options).json["result"]["settings"]
        return {row["key"]: (row["value"], row["from"], row["place"]) for row in rows}


class Show(ConfigTest):
    def test_nothing_is_set(self):
        before = self.home.tree(self.home.user)
        lines = self.run_ok("config").out.splitlines()
        self.assertEqual([line.split()[0] for line in lines], KEYS)
        self.assertRegex(lines[0], r"^source +- +built in$")
        self.assertRegex(lines[3], r"^auto_install +false +built in$")
        self.assertEqual(self.home.tree(self.home.user), before, "reading makes no home")

    def test_where_each_value_is_from(self):
        log = self.home.scratch / "log of mine"
        self.write_machine("keep_archives = yes\nsource = official\nevents = none # quiet\n")
        self.write_home(f"source = proxy\nlog = {native(log)}\n")
        self.home.env["GOVERN_AUTO_INSTALL"] = "true"
        found = self.settings()
        self.assertEqual(found["source"], ("proxy", "home", native(self.file)))
        self.assertEqual(found["keep_archives"], ("true", "machine", native(self.machine)))
        self.assertEqual(found["events"], ("none", "machine", native(self.machine)))
        self.assertEqual(found["auto_install"], ("true", "variable", "GOVERN_AUTO_INSTALL"))
        self.assertEqual(found["log"], (native(log), "home", native(self.file)))
        self.assertEqual(found["mirror"], (None, "built-in", None))
        other = native(self.home.scratch / "other")
        self.assertEqual(self.settings(env={"GOVERN_LOG": other})["log"], (other, "variable", "GOVERN_LOG"))
        row = self.run_ok("--log", other, "config", "log", "--json").json["result"]
        self.assertEqual((row["value"], row["from"], row["place"]), (other, "option", "--log"))
        self.assertIn(native(self.machine), self.run_ok("config").out)

    def test_one(self):
        self.write_home("source = proxy # theirs\n")
        self.assertEqual(self.run_ok("config", "source").out, "proxy\n")
        self.assertEqual(self.run_ok("config", "mirror").out, "\n")
        self.assertIn("govern config mirror\n", self.run_fails(2, "config", "miror", error="unknown-setting").err)

    def test_certificates_of_a_variable(self):
        file = native(self.home.scratch / "ca.pem")
        self.assertEqual(self.settings(env={"SSL_CERT_FILE": file})["ca_file"], (file, "variable", "SSL_CERT_FILE"))

    def test_no_password_is_shown(self):
        self.write_home("mirror = https://user:s3cret@mirror.example/go\n")
        for words in (["config"], ["config", "mirror"], ["config", "--json"]):
            self.assertNotIn("s3cret", str(self.run_ok(*words)))

    def test_a_bad_file_is_an_error(self):
        self.write_home("sorce = proxy\n")
        self.run_fails(1, "config", error="config-malformed")

    def test_a_value_forms_no_log_command(self):
        self.write_home("log = /x/##vso[task.setvariable variable=PATH]evil\ngoproxy = ::set-output name=a::b\n")
        for words in (["config"], ["config", "goproxy"], ["config", "--json"], ["config", "log"]):
            out = self.run_ok(*words, env={"TF_BUILD": "True"}).out
            self.assertNotIn("##vso[", out)
            self.assertNotIn("::set-output", out)


class Change(ConfigTest):
    def test_set_and_unset(self):
        result = self.run_ok("config", "source", "proxy")
        self.assertIn("source = proxy", result.err)
        self.assertEqual(self.file.read_text(), "source = proxy\n")
        self.assertEqual(self.settings()["source"][:2], ("proxy", "home"))
        self.assertIn("already", self.run_ok("config", "source", "proxy").err)
        self.run_ok("config", "keep_archives", "YES")
        self.assertEqual(self.file.read_text(), "source = proxy\nkeep_archives = true\n")
        self.run_ok("config", "--unset", "source")
        self.assertEqual(self.file.read_text(), "keep_archives = true\n")
        self.assertIn("does not set", self.run_ok("config", "source", "--unset").err)
        kinds = [row["kind"] for row in self.run_ok("history", "--json", "--all").json["result"]["changes"]]
        self.assertEqual(kinds, ["config"] * 3)

    def test_comments_stay(self):
        self.write_home("# ours\r\nsource = proxy   # why\r\n\r\n# end\r\n")
        self.run_ok("config", "source", "official")
        self.run_ok("config", "events", "none")
        self.assertEqual(self.file.read_bytes().decode(),
                         "# ours\r\nsource = official   # why\r\n\r\n# end\r\nevents = none\r\n")
        self.run_ok("config", "--unset", "source")
        self.assertEqual(self.file.read_bytes().decode(), "# ours\r\n# why\r\n\r\n# end\r\nevents = none\r\n")

    def test_what_cannot_be_is_exit_2_and_writes_nothing(self):
        self.assertIn("`proxy`", self.run_fails(2, "config", "source", "prxy", error="bad-setting").err)
        self.run_fails(2, "config", "sorce", "proxy", error="unknown-setting")
        self.run_fails(2, "config", "--unset", "sorce", error="unknown-setting")
        self.run_fails(2, "config", "mirror", "ftp://x.example", error="bad-setting")
        self.run_fails(2, "config", "goproxy", "https://p.example,ftp://x", error="bad-setting")
        for key in ("mirror", "goproxy"):
            result = self.run_fails(2, "config", key, r"D:\go dir" if WINDOWS else "/srv/go dir", error="bad-setting")
            self.assertIn("did you mean `file:///" + ("D:/go" if WINDOWS else "srv/go") + "%20dir`?", result.err)
        self.run_fails(2, "config", "mirror", "", error="bad-setting")
        self.run_fails(2, "config", "goproxy", "https://p.example # x", error="bad-setting")
        self.run_fails(2, "config", "--unset", error="usage")
        self.run_fails(2, "config", "--unset", "source", "proxy", error="usage")
        self.run_fails(2, "config", "--machine", "source", error="usage")
        self.assertFalse(self.home.home.exists())
        secret = self.home.run("config", "mirror", "https://user:s3cret@m org/")
        self.assertNotIn("s3cret", secret.err)

    def test_a_relative_path_is_the_one_from_here(self):
        self.run_ok("config", "ca_file", "my ca.pem")
        self.assertEqual(self.run_ok("config", "ca_file").out.strip(), native(self.home.work / "my ca.pem"))

    def test_dry_run(self):
        result = self.run_ok("config", "source", "proxy", "--dry-run", "--json").json["result"]
        self.assertEqual((result["changed"], result["dry_run"], result["file"]), (True, True, native(self.file)))
        self.assertFalse(self.home.home.exists())
        self.run_ok("config", "source", "proxy")
        self.assertIn(" would no longer set source\n", self.run_ok("config", "source", "--unset", "--dry-run").err)
        self.assertIn("proxy", self.file.read_text())

    def test_utf16_as_powershell_writes_it(self):
        """`>` of Windows PowerShell 5.1: it is read, and a change keeps its encoding, as of a .go-version."""
        self.file.parent.mkdir(parents=True)
        log = self.home.user / "log"  # with letters outside ASCII and the BMP
        for encoding in ("utf-16-le", "utf-16-be", "utf-8"):
            for mark in ("\ufeff", ""):
                with self.subTest(encoding=encoding, mark=bool(mark)):
                    def text(content):
                        return (mark + content).encode(encoding)

                    self.file.write_bytes(text("source = proxy # why\r\n"))
                    self.assertEqual(self.run_ok("config", "source").out, "proxy\n")
                    result = self.run_ok("config", "auto_install", "true")
                    self.assertNotIn("warning", result.err)
                    self.assertEqual(self.file.read_bytes(), text("source = proxy # why\r\nauto_install = true\r\n"))
                    self.run_ok("config", "log", native(log))
                    self.assertEqual(self.run_ok("config", "log").out, native(log) + "\n")
                    self.run_ok("config", "--unset", "source")
                    self.assertEqual(self.file.read_bytes(),
                                     text(f"# why\r\nauto_install = true\r\nlog = {native(log)}\r\n"))
                    self.run_ok("config", "--unset", "log")

    def test_half_a_character_is_an_error(self):
        self.file.parent.mkdir(parents=True)
        self.file.write_bytes("\ufeffsource = proxy\r\n# \ud800\r\n".encode("utf-16-le", "surrogatepass"))
        result = self.run_fails(1, "config", "source", error="config-malformed")
        self.assertIn("config:2: this is not UTF-8 or UTF-16 text", result.err)

    def test_a_mistake_in_the_file_can_be_mended(self):
        self.write_home("sorce = proxy\nmirror = nonsense\n")
        self.assertIn("config-malformed", self.run_ok("config", "--unset", "sorce").err)
        self.run_ok("config", "mirror", "https://mirror.example/go")
        self.assertEqual(self.file.read_text(), "mirror = https://mirror.example/go\n")
        self.run_ok("config")

    def test_what_wins_over_it_is_said(self):
        result = self.run_ok("config", "source", "proxy", env={"GOVERN_SOURCE": "official"})
        self.assertIn("warning[setting-no-effect]", result.err)
        self.assertIn("unset GOVERN_SOURCE", result.err)

    def test_no_password_is_recorded(self):
        self.run_ok("config", "mirror", "https://user:s3cret@mirror.example/go")
        self.assertIn("s3cret", self.file.read_text())
        self.assertNotIn("s3cret", (self.home.state / "history").read_text())

    @posix_only
    def test_a_link_stays_one(self):
        target = self.home.user / "dotfiles"
        target.write_text("# mine\n")
        self.file.parent.mkdir(parents=True)
        self.file.symlink_to(target)
        self.run_ok("config", "source", "proxy")
        self.assertTrue(self.file.is_symlink())
        self.assertEqual(target.read_text(), "# mine\nsource = proxy\n")

    @posix_only
    def test_a_file_that_others_may_not_read_stays_so(self):
        self.write_home("# mine\n")
        self.file.chmod(0o600)
        self.run_ok("config", "source", "proxy")
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)

    @posix_only
    @needs_root
    def test_a_read_only_home(self):
        self.write_home("source = proxy\n")
        for folder in [self.home.scratch, *self.home.scratch.rglob("*")]:
            folder.chmod(0o755 if folder.is_dir() else 0o644)
        words = ["--home", str(self.home.home), "config"]
        self.check(self.home.start(self.home.exe, *words, as_nobody=True).wait())
        self.check(self.home.start(self.home.exe, *words, "source", "official", as_nobody=True).wait(), 7)
        self.check(self.home.start(self.home.exe, *words, "sorce", "official", as_nobody=True).wait(), 2)
        self.assertEqual(self.file.read_text(), "source = proxy\n")


class Machine(ConfigTest):
    def test_it_stands_under_the_homes(self):
        self.run_ok("config", "--machine", "mirror", file_url(self.world.site))
        self.run_ok("config", "--machine", "source", "proxy")
        self.assertIn("mirror = ", self.machine.read_text())
        self.assertFalse(self.file.exists(), "the home has no part in it")
        self.run_ok("config", "source", "official")
        self.assertEqual(self.settings()["source"][:2], ("official", "home"))
        self.run_ok("install", "1.99.1")
        result = self.run_ok("config", "--machine", "source", "official")
        self.assertIn("warning[setting-no-effect]", result.err)
        self.assertIn("govern config --unset source", result.err)
        self.run_ok("config", "--machine", "--unset", "mirror")
        self.assertEqual(self.machine.read_text(), "source = official\n")

    def test_a_shim_installs_where_the_machine_says_so(self):
        self.use_site()
        self.run_ok("install", "1.99.1")
        self.write_machine("auto_install = true\n")
        self.run_ok("uninstall", "1.99.1", "--force")
        self.home.write(".go-version", "1.99.1\n")
        self.check(self.home.shim("go", "version"))
        self.assertEqual(len(self.installed()), 1)

    def test_what_others_may_write_does_not_count(self):
        self.write_machine("mirror = https://evil.example/go\nsource = proxy\n")
        self.machine.chmod(0o666)
        result = self.run_ok("config", "source")
        self.assertIn("warning[machine-config-open]", result.err)
        self.assertEqual(result.out, "\n")
        self.assertIn("others than its owner may write it", result.err)
        self.assertIn("machine-config-open", self.run_ok("list").err)
        self.assertNotIn("machine-config-open", self.run_ok("explain", "usage").err)
        self.run_fails(7, "config", "--machine", "events", "none", error="setting-for-nobody")
        self.assertNotIn("events", self.machine.read_text())

    @posix_only
    def test_a_link_does_not_count(self):
        target = self.home.scratch / "target"
        target.write_text("source = proxy\n")
        self.machine.symlink_to(target)
        self.assertIn("warning[machine-config-open]", self.run_ok("config", "source").err)

    @posix_only
    @needs_root
    def test_only_roots_file_counts(self):
        del self.home.env["GOVERN_TEST_MACHINE_OURS"]
        self.write_machine("source = proxy\n")
        self.assertEqual(self.run_ok("config", "source").out, "proxy\n")
        os.chown(self.machine, 12345, 12345)
        result = self.run_ok("config", "source")
        self.assertIn("it belongs to 12345", result.err)
        self.assertIn(f"chown root {self.machine}", result.err)
        self.assertEqual(result.out, "\n")

    @posix_only
    @needs_root
    def test_another_account(self):
        del self.home.env["GOVERN_TEST_MACHINE_OURS"]
        self.write_machine("source = proxy\n")
        for folder in [self.home.scratch, *self.home.scratch.rglob("*")]:
            folder.chmod(0o755 if folder.is_dir() else 0o644)
        def run(*words):
            return self.home.start(self.home.exe, *words, as_nobody=True).wait()
        self.assertEqual(self.check(run("config", "source")).out, "proxy\n")
        self.check(run("config", "--machine", "source", "official"), 7, "setting-needs-admin")
        self.machine.chmod(0o600)
        result = self.check(run("config", "source"))
        self.assertIn("this account may not read it", result.err)
        self.assertEqual(self.machine.read_text(), "source = proxy\n")

    def test_a_mistake_in_it_names_it(self):
        self.write_machine("sorce = proxy\n")
        result = self.run_fails(1, "list", error="config-malformed")
        self.assertIn(native(self.machine), result.err)
        self.run_ok("config", "--machine", "--unset", "sorce")
        self.run_ok("list")

    def test_the_real_program_has_one_place_alone(self):
        self.write_machine("source = nonsense\n")
        self.home.exe = harness.program("GOVERN_EXE")
        self.run_ok("list")


if __name__ == "__main__":
    harness.main()
