"""What makes a new user stop: each is said by its name, or works as it was typed."""

import shutil
import subprocess

import harness
from harness import WINDOWS, native
from server import Rule
from worlds import OTHER_PLATFORM, PLATFORM, WorldTest, file_url


class FrictionTest(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.98.2", "1.98.3", "1.99.1"):
            world.add(version, PLATFORM, embedded=True)
        world.add("1.99.1", OTHER_PLATFORM, embedded=True)
        world.add("1.99.4", PLATFORM)  # newer than the embedded list
        world.add("1.99.8", PLATFORM, site=False, extra_bytes=12_000_000)


class Words(FrictionTest):
    def test_the_words_of_other_managers(self):
        for word, here in (("ls", "list"), ("ls-remote", "list --remote"), ("remove", "uninstall"), ("rm", "uninstall"),
                           ("global", "default"), ("local", "pin"), ("update", "upgrade")):
            with self.subTest(word):
                result = self.run_fails(2, word, "1.99.1", error="unknown-command")
                self.assertIn(f"did you mean: govern {here}\n", result.err)
                self.run_ok(*here.split(), "--help")

    def test_a_command_without_arguments_says_so(self):
        self.assertIn("`govern current` takes none", self.run_fails(2, "current", "version", error="usage").err)

    def test_platforms_that_nobody_has(self):
        result = self.run_fails(2, "list", "--remote", "--os", "linx", error="bad-platform")
        self.assertIn("did you mean linux?", result.err)
        self.run_fails(2, "install", "1.99.1", "--arch", "amd46", error="bad-platform")

    def test_what_go_version_prints_as_a_version_file(self):
        self.home.write(".go-version", "go version go1.16.5 linux/amd64\n")
        result = self.run_fails(1, "current", error="bad-version-file")
        self.assertIn("this is what `go version` prints", result.err)
        self.assertIn("hint: govern pin 1.16.5\n", result.err)
        self.run_ok("pin", "1.16.5")
        self.run_fails(4, "current", error="wanted-not-installed")

    def test_a_version_file_of_two_lines(self):
        self.home.write(".go-version", "1.98.2\n1.99.1\n")
        result = self.run_fails(1, "current", error="second-version")
        self.assertIn(".go-version:2: a second version", result.err)

    def test_use_of_nothing(self):
        self.assertIn("hint: govern use 1.22.5", self.run_fails(2, "use", error="use-needs-version").err)


    def test_a_version_of_govern_s_own_as_a_version_of_go(self):
        env = {"GOVERN_VERSION": "0.1.0"}
        result = self.run_fails(1, "current", error="not-a-go-number", env=env)
        self.assertIn("note: GOVERN_VERSION says which Go runs; govern's own version is shown by: govern version\n", result.err)
        hint = "set GOVERN_VERSION=" if WINDOWS else "unset GOVERN_VERSION"
        self.assertIn("GOVERN_VERSION", result.err.partition("hint: ")[2])
        if not WINDOWS:
            self.assertIn(f"hint: {hint}\n", result.err)
        self.assertNotIn("govern install 0.1.0", result.err)
        result = self.run_fails(2, "current", error="bad-version-variable", env={"GOVERN_VERSION": "v0.1.0+5"})
        self.assertIn("govern's own version is shown by", result.err)
        self.assertNotIn("own version", self.run_fails(2, "current", env={"GOVERN_VERSION": "1.22-x"}).err)
        self.home.write(".go-version", "0.9\n")
        result = self.run_fails(1, "current", error="not-a-go-number")
        self.assertNotIn("own version", result.err)
        self.run_fails(1, "install", error="not-a-go-number")
        for command in ("install", "pin", "use", "default", "which"):
            self.run_fails(2, command, "0.1.0", error="malformed-spec")


class OldHabits(FrictionTest):
    """What users of golang.org/dl, of WebAssembly and of Go's own cache type."""

    def test_download_by_the_name_of_a_release(self):
        self.use_site()
        self.run_ok("install", "1.99.1")
        result = self.check(self.home.shim("go1.99.1", "download"))
        self.assertEqual(result.out, "")
        self.assertIn(f"go1.99.1 is here already, installed by govern in {native(self.sdk('1.99.1'))}\n", result.err)
        self.assertIn("arg=download", self.check(self.home.shim("go", "download")).out)  # a matter for Go
        shim = self.home.shims / ("go1.99.1" + harness.EXE_SUFFIX)
        kept = self.home.scratch / "kept.exe"
        shutil.copy2(shim, kept)
        self.run_ok("uninstall", "1.99.1", "--force")
        shutil.copy2(kept, shim)  # as in a home whose SDK somebody removed by hand
        result = self.check(self.home.shim("go1.99.1", "download"), 4, "wanted-not-installed")
        self.assertIn("hint: govern install 1.99.1\n", result.err)
        result = self.check(self.home.shim("go1.99.1", "download", env={"GOVERN_AUTO_INSTALL": "1"}))
        self.assertEqual(result.err.count("installed by govern in"), 1, result)
        self.assertIn("did you mean: govern install\n", self.run_fails(2, "download", "1.99.1", error="unknown-command").err)

    def test_a_file_that_only_the_official_archive_has(self):
        self.use_site()
        self.use_proxy()
        self.run_ok("install", "1.99.1", "--source", "proxy")
        for words in (("go_js_wasm_exec",), ("1.99.1", "go_js_wasm_exec")):
            result = self.run_fails(4, "which", *words, error="only-in-official")
            self.assertIn("hint: govern install 1.99.1 --complete\n", result.err)
        self.run_ok("install", "1.99.1", "--complete")
        found = self.run_ok("which", "go_js_wasm_exec").out.strip()
        self.assertEqual(harness.host(found), self.sdk("1.99.1") / "misc" / "wasm" / "go_js_wasm_exec")

    def test_the_module_cache_of_go_as_a_proxy(self):
        cache = self.home.scratch / "cache" / "download"
        shutil.copytree(self.world.proxy, cache)
        log = next((cache / "sumdb").iterdir())
        for name in ("supported", "latest"):
            (log / name).unlink()
        self.home.env["GOPROXY"] = file_url(cache)
        self.assertIn("genuine by the log", self.run_ok("install", "1.99.4").err)
        shutil.rmtree(log / "lookup")
        result = self.run_fails(5, "install", "1.99.8", error="log-unreachable")
        self.assertIn("carries no checksum database (404)\nnote: a folder that `govern mirror` fills has its part of it", result.err)
        self.assertIn("GOMODCACHE/cache/download", self.run_ok("explain", "log-unreachable").out)


class Lists(FrictionTest):
    def setUp(self):
        super().setUp()
        self.use_site()
        self.run_ok("install", "1.98.2", "1.98.3", "1.99.1")

    def versions(self, *args):
        result = self.run_ok("list", *args, "--json").json["result"]
        return [one["version"] for one in result.get("published", result.get("installed"))]

    def test_latest_and_oldstable(self):
        self.assertEqual(self.versions("latest"), ["1.99.1"])
        self.assertEqual(self.versions("oldstable"), ["1.98.3"])
        self.assertEqual(self.versions("1.98"), ["1.98.3", "1.98.2"])
        self.assertEqual(self.versions("--remote", "latest"), ["1.99.4"])

    def test_no_match_names_the_nearest(self):
        for words in (("default",), ("use",), ("verify",), ("exec",)):
            with self.subTest(words):
                result = self.run_fails(4, *words, "1.98.4", *(["--", "go"] if words == ("exec",) else []), error="no-match-installed")
                self.assertIn("note: did you mean 1.98.3?\n", result.err)
                self.assertTrue(result.err.endswith("hint: govern install 1.98.4\n"), result)

    def test_no_match_is_said(self):
        result = self.run_ok("list", "1.50")
        self.assertEqual((result.out, result.err), ("", "nothing installed matches 1.50: govern list\n"))
        self.assertIn("nothing published for", self.run_ok("list", "--remote", "1.50").err)

    def test_what_is_here_for_another_platform_is_not_installed_here(self):
        goos, arch = OTHER_PLATFORM.split("-")
        rows = self.run_ok("list", "--remote", "--os", goos, "--arch", arch, "--json").json["result"]["published"]
        self.assertEqual([one["installed"] for one in rows if one["version"] == "1.99.1"], [False])
        self.run_ok("install", "1.99.1", "--os", goos, "--arch", arch)
        rows = self.run_ok("list", "--remote", "--os", goos, "--arch", arch, "--json").json["result"]["published"]
        self.assertEqual([one["installed"] for one in rows if one["version"] == "1.99.1"], [True])


class Early(FrictionTest):
    """Said before the bytes come."""

    def test_a_dry_run_refuses_what_the_run_will_refuse(self):
        self.use_proxy()
        for words in ((), ("--dry-run",)):
            self.run_fails(6, "install", "1.99.4", *words, error="sumdb-off", env={"GOSUMDB": "off"})
        self.assertIn("would install", self.run_ok("install", "1.99.4", "--dry-run").err)

    def test_an_unreachable_log_ends_the_download(self):
        proxy = self.use_proxy()
        proxy.rule("/sumdb/*", Rule(status=404))
        proxy.rule(f"*go1.99.8.{PLATFORM}.zip", Rule(rate=3_000_000))
        result = self.run_fails(5, "install", "1.99.8", error="log-unreachable")
        sent = sum(request.sent for request in proxy.requests if request.path.endswith(".zip"))
        self.assertLess(sent, 9_000_000, result)
        self.assert_nothing_installed()

    def test_a_proxy_that_wants_a_user(self):
        self.use_proxy().default = Rule(status=401)
        result = self.run_fails(5, "install", "1.99.4", error="sources-unusable")
        self.assertIn("it wants a user, in the address (USER:PASSWORD@HOST) or by a line of .netrc", result.err)

    def test_the_nearest_is_what_the_proxy_lists(self):
        self.use_proxy()
        self.assertIn("the nearest: 1.99.8", self.run_fails(3, "install", "1.99.9", error="no-such-version").err)


class Homes(FrictionTest):
    def test_values_with_what_a_script_left_on_them(self):
        folder = native(self.home.scratch / "other home")
        for value, what in ((folder + "\r", "a line end"), (f'"{folder}"', "quotes"), (f" {folder}", "blanks")):
            with self.subTest(what):
                result = self.run_fails(2, "list", error="home-wrapped", env={"GOVERN_HOME": value})
                self.assertIn(what, result.err)
                self.run_fails(2, "list", "--home", value, error="home-wrapped")

    @harness.posix_only
    def test_a_tilde_that_no_shell_expanded(self):
        path = "~/bin:" + self.home.env["PATH"]
        self.assertIn("found[path-tilde]: PATH has the entry ~/bin,", self.home.run("doctor", env={"PATH": path}).out)
        self.assertNotIn("path-tilde", self.home.run("doctor").out)

    def test_an_empty_value_is_a_mistake(self):
        """Such as "$UNSET": what it was to check or to name would be left out without a word."""
        for words in (("install", "1.99.1", "--sha256"), ("install", "1.99.1", "--os"), ("install", "1.99.1", "--from"),
                      ("mirror", "m", "1.99.1", "--tar"), ("ci", "--dotenv"), ("upgrade", "--max-slower"),
                      ("tool", "install", "dlv", "--for")):
            for last in ([*words, ""], [*words[:-1], words[-1] + "="]):
                with self.subTest(last):
                    result = self.run_fails(2, *last, error="usage")
                    self.assertIn(f"{words[-1]} needs a value", result.err)
        for words, name in ((("audit",), "SPEC|FILE"), (("buildinfo",), "PATH"), (("link", "foo"), "PATH"), (("adopt",), "PATH")):
            with self.subTest(words):
                self.assertIn(f"{name} is empty", self.run_fails(2, *words, "", error="usage").err)
        for command in ("pin", "default", "rollback", "use", "install", "list", "which", "env", "ci", "verify", "upgrade"):
            with self.subTest(command):
                self.run_fails(2, command, "", error="malformed-spec")
        self.assertFalse((self.home.work / ".go-version").exists())

    def test_no_home_named(self):
        for words in (("--home=",), ("--home", "")):
            self.assertIn("--home needs a value", self.run_fails(2, "list", *words, error="usage").err)

    @harness.posix_only
    def test_an_sdk_that_an_editor_puts_first(self):
        self.use_site()
        self.run_ok("install", "1.99.1")
        self.run_ok("setup", env={"SHELL": "/bin/bash"})
        self.home.set_path(self.sdk("1.99.1") / "bin", self.home.shims)
        env = {"SHELL": "/bin/bash"}
        done = self.home.run_program("/bin/bash", "-c", "govern why 2>&1", env=env)
        self.assertIn("warning[go-shadowed]", done.out)
        self.assertIn("note: it comes from an SDK that `govern env`, `govern ci` or an editor put first", done.out)
        hint = next(line.removeprefix("hint: ") for line in done.out.splitlines() if line.startswith("hint: "))
        self.assertNotIn("go-shadowed", self.home.run_program("/bin/bash", "-c", f"{hint}\ngovern why 2>&1", env=env).out)

    @harness.posix_only
    def test_a_home_folder_that_is_no_path(self):
        for value in ("~", "relative"):
            result = self.home.run("list", env={"GOVERN_HOME": None, "XDG_DATA_HOME": None, "HOME": value})
            self.check(result, 1, "no-home")
            self.assertIn(f"HOME is '{value}', which is not an absolute path", result.err)

    @harness.posix_only
    def test_relative_folders_of_xdg_do_not_count(self):
        """XDG Base Directory Specification: "consider the path invalid and ignore it"."""
        env = {"GOVERN_HOME": None, "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config"}
        own = self.home.user / ".local/share/govern"
        said = self.check(self.home.run("why", env=env), 4).out
        self.assertIn(f"home: {own} (XDG_DATA_HOME is 'data', which is not an absolute path and does not count)\n", said)
        (self.home.user / ".config/fish").mkdir(parents=True)
        self.check(self.home.run("setup", env=env))
        self.assertTrue((self.home.user / ".config/fish/conf.d/govern.fish").is_file())
        self.assertEqual([one.name for one in self.home.work.iterdir()], [])

    @harness.posix_only
    def test_init_by_hand_in_a_home_without_shims(self):
        self.assertFalse(self.home.shims.exists())
        exe = native(self.home.exe)
        for shell in ("bash", "sh"):
            line = f'eval "$("{exe}" init {shell})"; govern list; govern use 1.99.1; echo "$?"'
            done = subprocess.run([shell, "-c", line], env=self.home.variables(None), capture_output=True, text=True)
            self.assertNotIn("No such file", done.stderr)
            self.assertIn("nothing is installed", done.stderr)
            self.assertEqual(done.stdout, "4\n", done.stderr)


if __name__ == "__main__":
    harness.main()
