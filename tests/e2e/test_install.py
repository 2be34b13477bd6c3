"""Installing, running, listing and removing SDKs, from a mirror of the download site and from a module proxy."""

import json
import os
import re
import shutil
import socket
import unittest

import harness
from faults import wait_until
from harness import EXE_SUFFIX, GovernTest, host, join_path, native, posix_only, program
from worlds import GO, GOFMT, OTHER_PLATFORM, PLATFORM, Rule, WorldTest, file_url


class InstallTest(WorldTest):
    @classmethod
    def fill(cls, world):
        for version in ("1.97.9", "1.98.3", "1.99.1", "1.99.2"):
            world.add(version, PLATFORM, embedded=True)
        world.add("1.20.99", PLATFORM, embedded=True)
        world.add("1.99.3", PLATFORM, proxy=False)          # only on the site, only the log speaks for it
        world.add("1.99rc1", PLATFORM)
        world.add("1.98.4", PLATFORM, site=False)           # only in the module proxy
        world.add("1.99.2", OTHER_PLATFORM, embedded=True)


class FromTheSite(InstallTest):
    def test_exact_over_http(self):
        self.use_site()
        result = self.run_ok("install", "1.99.1")
        self.assertIn("go1.99.1 is installed: genuine by the embedded list", result.err)
        self.assertIn("go1.99.1 is now the default (the first version installed)", result.err)
        self.assertEqual(result.out, "")
        self.assertEqual(len(self.site.asked("/go1.99.1.*")), 1)
        self.assertEqual(len(self.site.requests), 1, "no listing is needed for what the embedded list knows")
        for name, content in self.world[f"go1.99.1.{PLATFORM}"].files.items():
            self.assertEqual((self.sdk("1.99.1") / name).read_bytes(), content, name)
        self.assert_verifies("1.99.1")
        self.assertEqual(self.home.tree(self.home.staging), [])

    def test_from_a_folder(self):
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        result = self.run_ok("install", "1.98.3", "--json").json["result"]["installed"][0]
        self.assertEqual((result["version"], result["source"], result["evidence"], result["complete"]),
                         ("1.98.3", "official", "embedded-list", True))
        self.assertEqual(harness.host(result["goroot"]), self.sdk("1.98.3"))
        self.assert_verifies("1.98.3")

    def test_partial_and_latest_mean_the_newest_release(self):
        self.use_site()
        self.use_proxy()
        self.run_ok("install", "1.98", "--source", "official")
        self.run_ok("install", "1.97.x")
        self.assertEqual(self.installed(), {f"1.98.3 {PLATFORM}", f"1.97.9 {PLATFORM}"})
        self.run_ok("install", "latest", "oldstable")
        self.assertIn(f"1.99.3 {PLATFORM}", self.installed())
        self.assertIn(f"1.98.4 {PLATFORM}", self.installed(), "the union of what site and proxy list")
        self.run_ok("install", "1.99rc1")
        self.assertIn(f"1.99rc1 {PLATFORM}", self.installed())

    def test_several_at_once(self):
        self.use_site()
        result = self.run_ok("install", "1.99.1", "1.98.3", "1.97", "--json").json["result"]["installed"]
        self.assertEqual([one["version"] for one in result], ["1.99.1", "1.98.3", "1.97.9"])
        self.assertEqual([one["became_default"] for one in result], [True, False, False])

    def test_the_log_alone_speaks_for_it(self):
        self.use_site()
        self.use_proxy()
        result = self.run_ok("install", "1.99.3", "--json").json["result"]["installed"][0]
        self.assertEqual((result["evidence"], result["complete"]), ("log", False))
        self.assertFalse((self.sdk("1.99.3") / "api").exists(), "the h1 does not cover api")
        self.assert_verifies("1.99.3")

    def test_keep_archives(self):
        self.use_site()
        self.run_ok("install", "1.99.1", env={"GOVERN_KEEP_ARCHIVES": "true"})
        sdk = self.world[f"go1.99.1.{PLATFORM}"]
        kept = [path for path in self.home.cache.rglob("*") if path.name == sdk.archive_name]
        self.assertEqual([path.read_bytes() for path in kept], [sdk.archive()])
        self.run_ok("install", "1.98.3")
        self.assertFalse([path for path in self.home.cache.rglob("go1.98.3*")])

    def test_an_archive_that_cannot_be_kept_is_only_said(self):
        self.use_site()
        name = self.world[f"go1.99.1.{PLATFORM}"].archive_name
        (self.home.cache / "downloads" / name / "in the way").mkdir(parents=True)
        result = self.run_ok("install", "1.99.1", env={"GOVERN_KEEP_ARCHIVES": "true"})
        self.assertIn("warning[archive-not-kept]", result.err)
        self.assert_verifies("1.99.1")
        self.assertEqual(list(self.home.staging.iterdir()), [])

    def test_an_archive_that_is_called_a_web_page(self):
        """By its Content-Type alone, as some servers do; its bytes say what it is."""
        as_page = Rule(headers={"Content-Type": "text/html"})
        self.use_site().rule("/go1*", as_page)
        self.run_ok("install", "1.99.1")
        self.use_proxy().rule("*.zip", as_page)
        self.run_ok("install", "1.98.4")

    def test_a_size_that_no_archive_has(self):
        """A listing that tells one is not believed; who comes after it is asked."""
        self.use_proxy()
        listing = json.loads((self.world.site / "index.json").read_bytes())
        files = {one["filename"]: one for release in listing for one in release["files"]}
        for size in (1_500_000_000, 10**13, 3689348814741910324):
            with self.subTest(size):
                files[self.world[f"go1.99.3.{PLATFORM}"].archive_name]["size"] = size
                self.use_site().rule("/", Rule(content=json.dumps(listing).encode()))
                result = self.run_fails(5, "install", "1.99.3", "--source", "official", error="sources-unusable")
                self.assertIn("more than any archive", result.err)
                result = self.run_fails(3, "install", "1.99.3")
                self.assertTrue(self.proxy.asked("*.zip"), "the proxy behind it is asked")
                self.proxy.clear()

    def test_a_kept_archive_is_used(self):
        """By the next install of that version, --offline too; a damaged one is removed and fetched anew."""
        site = self.use_site()
        keep = {"GOVERN_KEEP_ARCHIVES": "true"}
        sdk = self.world[f"go1.99.1.{PLATFORM}"]
        kept = self.home.cache / "downloads" / sdk.archive_name
        self.run_ok("install", "1.99.1", env=keep)
        for more in ((), ("--offline",)):
            self.run_ok("uninstall", "1.99.1", "--force")
            site.clear()
            self.run_ok("install", "1.99.1", "--dry-run", *more)
            self.run_ok("install", "1.99.1", *more)
            self.assertEqual(site.asked("/go1.99.1*"), [])
            self.assert_verifies("1.99.1")
            self.assertEqual(kept.read_bytes(), sdk.archive())
        self.assertEqual([path.name for path in kept.parent.iterdir()], [kept.name])
        good = sdk.archive()
        for name, damaged in {"cut": good[:-100], "altered": good[:2000] + b"\0" * 20 + good[2020:], "empty": b""}.items():
            with self.subTest(name):
                self.run_ok("uninstall", "1.99.1", "--force")
                kept.write_bytes(damaged)
                self.run_fails(5, "install", "1.99.1", "--offline")
                self.assert_nothing_installed()
                kept.write_bytes(damaged)
                self.run_ok("install", "1.99.1", env=keep)
                self.assertTrue(site.asked("/go1.99.1*"))
                site.clear()
                self.assert_verifies("1.99.1")
                self.assertEqual(kept.read_bytes(), good)
        self.run_fails(5, "install", "1.98.3", "--offline")


class FromTheProxy(InstallTest):
    def test_exact_over_http(self):
        self.use_proxy()
        result = self.run_ok("install", "1.99.1")
        self.assertRegex(result.err, r"go1\.99\.1 is installed: genuine by the log log\.test \(record \d+\)")
        self.assertFalse((self.sdk("1.99.1") / "api").exists())
        self.assertTrue((self.sdk("1.99.1") / "src" / "go.mod").is_file())
        self.assert_verifies("1.99.1")

    def test_from_a_folder_with_its_log_beside(self):
        self.home.env["GOPROXY"] = file_url(self.world.proxy)
        result = self.run_ok("install", "1.98", "--json").json["result"]["installed"][0]
        self.assertEqual((result["version"], result["source"], result["evidence"]), ("1.98.4", "proxy", "log"))
        self.assertEqual(result["h1"], self.world[f"go1.98.4.{PLATFORM}"].h1)

    def test_the_site_is_tried_first_and_passed_over_when_it_is_down(self):
        self.use_site().close()
        self.use_proxy()
        result = self.run_ok("install", "1.99.1")
        self.assertEqual(result.err.count("cannot be used"), 1, result)
        self.assertIn("genuine by", result.err)
        # The hour's memory: not asked again, and said where somebody wants to know.
        result = self.run_ok("install", "1.98.3", "--verbose")
        self.assertIn("is skipped", result.err)

    def test_source_never_falls_through(self):
        self.use_site().close()
        self.use_proxy()
        result = self.run_fails(5, "install", "1.99.1", "--source", "official", error="sources-unusable")
        self.assertIn("no module proxy was asked: --source", result.err)
        self.assert_nothing_installed()
        self.assertEqual(self.proxy.asked("/golang.org/*"), [])
        self.run_ok("install", "1.99.1", "--source", "proxy")

    def put_system_go(self, go_env=None):
        """A Go of the system on PATH behind our shims, as `setup` leaves it. A go.env of its own, or none."""
        root = self.home.scratch / "system go"
        (root / "bin").mkdir(parents=True)
        shutil.copy2(self.fake_go(), root / "bin" / GO)
        if go_env is not None:
            (root / "go.env").write_bytes(go_env.encode())
        self.home.set_path(self.home.shims, root / "bin")
        return root

    def test_the_proxy_of_the_system_go_is_found_behind_the_shims(self):
        self.use_site()
        self.run_ok("install", "1.99.1")
        del self.home.env["GOVERN_MIRROR"]
        proxy = self.serve(self.world.proxy)
        root = self.put_system_go()
        self.assertTrue((self.home.shims / GO).is_file())
        self.run_fails(5, "install", "1.98.4", "--source", "proxy", error="no-source")
        # Go 1.13 to 1.20 have no go.env: their program knows.
        self.home.env["FAKE_GO_PROXY"] = proxy.url()
        result = self.run_ok("install", "1.98.4", "--source", "proxy", "--json").json["result"]["installed"][0]
        self.assertEqual((result["source"], result["evidence"]), ("proxy", "log"))
        # Later ones have it in go.env, which comes first.
        self.home.env["FAKE_GO_PROXY"] = "off"
        (root / "go.env").write_bytes(f"GOPROXY={proxy.url()}\n".encode())
        self.run_ok("install", "1.98.3", "--source", "proxy")
        (root / "go.env").write_bytes(b"")
        result = self.run_fails(5, "install", "1.99.2", "--source", "proxy", error="no-source")
        self.assertIn("GOPROXY says `off` (", result.err)
        self.assertIn("env GOPROXY", result.err)

    def test_the_proxy_of_an_installed_go_is_asked_for_last(self):
        self.use_site()
        self.run_ok("install", "1.20.99", "1.99.1")
        self.run_ok("default", "1.99.1")
        del self.home.env["GOVERN_MIRROR"]
        self.home.set_path(self.home.shims)
        self.home.env["FAKE_GO_PROXY"] = self.serve(self.world.proxy).url()
        self.run_ok("install", "1.98.4", "--source", "proxy")

    def test_a_distribution_s_go_env_takes_no_trust_away(self):
        proxy = self.serve(self.world.proxy)
        self.put_system_go(f"GOPROXY={proxy.url()}\nGOSUMDB=off\n")
        result = self.run_ok("install", "1.98.4", "--source", "proxy", "--json").json["result"]["installed"][0]
        self.assertEqual(result["evidence"], "log")
        (self.home.scratch / "system go" / "go.env").write_bytes(b"GOPROXY=direct\n")
        result = self.run_fails(5, "install", "1.98.3", "--source", "proxy", error="no-source")
        self.assertIn("GOPROXY says `direct`", result.err)
        self.assertIn("go.env", result.err)

    def test_an_empty_list_of_proxies_is_not_off(self):
        self.home.env["GOPROXY"] = " , "
        result = self.run_fails(5, "install", "1.98.3", "--source", "proxy", error="no-source")
        self.assertIn("GOPROXY says `,` (environment)", result.err)

    def test_complete_replaces_the_module(self):
        self.use_proxy()
        self.run_ok("install", "1.99.1")
        self.use_site()
        self.assertIn("already installed", self.run_ok("install", "1.99.1").err)
        self.assertFalse((self.sdk("1.99.1") / "api").exists())
        result = self.run_ok("install", "1.99.1", "--complete", "--json").json["result"]["installed"][0]
        self.assertEqual((result["complete"], result["was_there"], result["source"]), (True, False, "official"))
        self.assertTrue((self.sdk("1.99.1") / "api" / "go1.txt").is_file())
        self.assert_verifies("1.99.1")
        self.assertTrue(self.run_ok("install", "1.99.1", "--complete", "--json").json["result"]["installed"][0]["was_there"])

    def test_require_log_for_an_archive(self):
        self.use_site()
        self.run_fails(5, "install", "1.99.1", "--require-log", error="log-unreachable")
        self.assert_nothing_installed()
        self.use_proxy()
        result = self.run_ok("install", "1.99.1", "--require-log", "--source", "official")
        self.assertIn("genuine by the embedded list and the log log.test", result.err)


class Running(InstallTest):
    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.99.1", "1.98.3", "1.97.9")

    def runs(self, *args, name="go", **options):
        result = self.check(self.home.shim(name, *args, **options))
        root = self.goroot_of(result)
        self.assertEqual(root.parent, self.home.sdks)
        return root.name.removeprefix("go").removesuffix("." + PLATFORM)

    def test_every_way_to_choose(self):
        self.assertEqual(self.runs("version"), "1.99.1")
        self.assertEqual(self.runs("-l", name="gofmt"), "1.99.1")
        self.assertEqual(self.runs("+1.98.3", "version"), "1.98.3")
        self.assertEqual(self.runs("version", env={"GOVERN_VERSION": "1.97"}), "1.97.9")
        self.assertEqual(self.runs("version", name="go1.98.3"), "1.98.3")
        self.home.write(".go-version", "1.97.9\n")
        self.assertEqual(self.runs("version"), "1.97.9")
        self.home.write(".go-version", "\ufeffgo1.98 # the line\r\n")
        self.assertEqual(self.runs("version"), "1.98.3")
        self.assertEqual(self.runs("version", env={"GOVERN_VERSION": ""}), "1.98.3")
        self.assertEqual(self.runs("version", env={"GOVERN_VERSION": "1.99.1"}), "1.99.1")

    def test_govern_says_the_same(self):
        self.home.write("a/.go-version", "1.98\n")
        for folder, version in ((self.home.work, "1.99.1"), (self.home.work / "a", "1.98.3")):
            self.assertEqual(self.run_ok("current", cwd=folder).out, version + "\n")
            path = harness.host(self.run_ok("which", cwd=folder).out)
            self.assertEqual(path, self.sdk(version) / "bin" / GO)
            self.assertEqual(self.run_ok("which", "--json", cwd=folder).json["result"]["path"], native(path))
        self.assertEqual(harness.host(self.run_ok("which", "1.97").out), self.sdk("1.97.9") / "bin" / GO)

    def test_missing_versions_say_who_asked_and_what_helps(self):
        self.home.write(".go-version", "\n1.99.9\n")
        result = self.home.shim("go", "version")
        self.assertEqual(result.code, 4, result)
        self.assertIn(".go-version", result.err)
        self.assertIn("govern install 1.99.9", result.err)
        self.run_fails(4, "which", "1.99.9")
        self.run_fails(4, "exec", "1.99.9", "--", "go", "version")
        self.run_fails(4, "default", "1.99.9")
        self.run_fails(4, "uninstall", "1.99.9")

    def test_arguments_exit_code_and_stdin_are_untouched(self):
        words = ["a b", "", 'say "hi"', "tail\\", "$HOME %PATH%", "süß", "*", "--json"]
        result = self.home.shim("go", *words, env={"FAKE_GO_EXIT": "70", "FAKE_GO_READ_STDIN": "1"}, input="one\ntwo")
        self.assertEqual(result.code, 70)
        self.assertEqual([line[4:] for line in result.out.splitlines() if line.startswith("arg=")], words)
        self.assertIn("stdin=one\ntwo", result.out)

    @harness.posix_only
    def test_a_signal_is_the_childs(self):
        running = self.home.start(self.home.shims / GO, env={"FAKE_GO_SLEEP": "60"})
        while running.process.stdout.readline() != b"ready\n":
            pass
        running.interrupt()
        self.assertEqual(running.wait().code, -harness.signal.SIGINT)

    def test_exec(self):
        result = self.run_ok("exec", "1.98.3", "--", "go", "build", "-x")
        self.assertEqual(self.goroot_of(result), self.sdk("1.98.3"))
        self.assertIn("env GOVERN_VERSION=1.98.3\n", result.out)
        self.assertEqual(self.home.run("exec", "1.98", "go", env={"FAKE_GO_EXIT": "3"}).code, 3)

    def test_exec_without_a_command(self):
        for words in ((), ("1.99.1",), ("1.99.1", "--")):
            self.run_fails(2, "exec", *words, error="nothing-to-run")

    def test_exec_of_several(self):
        for how in ((), ("--parallel",)):
            result = self.home.run("exec", "1.98.3", "1.99.1", *how, "--", "go", "build", env={"FAKE_GO_EXIT": "3"})
            self.assertEqual(result.code, 3)
            first, second = (result.out.index(f"GOVERN_VERSION={version}\n") for version in ("1.98.3", "1.99.1"))
            self.assertLess(first, second, how)
            self.assertRegex(result.err, r"(?s)go1\.98\.3 +exit 3.*go1\.99\.1 +exit 3")
            rows = self.home.run("exec", "1.98.3", "1.99.1", *how, "--json", "--", "go", "build").json["result"]["runs"]
            self.assertEqual([(row["version"], row["exit"]) for row in rows], [("1.98.3", 0), ("1.99.1", 0)])
        result = self.run_fails(2, "exec", "1.98.3", "--paralel", "--", "go", "build", error="unknown-option")
        self.assertIn("--parallel", result.err)

    def test_a_code_that_shells_use_for_signals_ends_only_its_own_run(self):
        for how in ((), ("--parallel",), ("--json",)):
            for code in ("130", "143"):
                result = self.home.run("exec", "1.98.3", "1.99.1", *how, "--", "go", "test", env={"FAKE_GO_EXIT": code})
                self.assertEqual(result.code, int(code), result)
                if how == ("--json",):
                    self.assertEqual([row["exit"] for row in result.json["result"]["runs"]], [int(code)] * 2)
                else:
                    self.assertRegex(result.err, rf"(?s)go1\.98\.3 +exit {code}.*go1\.99\.1 +exit {code}")

    @harness.posix_only
    def test_a_signal_that_ends_one_of_several_ends_them_all(self):
        result = self.home.run("exec", "1.98.3", "1.99.1", "--", "sh", "-c", "kill -TERM $$")
        self.assertEqual(result.code, 130, result)
        self.assertNotIn("--- go1.99.1", result.err)

    @harness.posix_only
    def test_a_request_to_end_reaches_a_run_whose_output_is_collected(self):
        begun = self.home.scratch / "begun"
        running = self.home.start(self.home.exe, "exec", "1.98.3", "1.99.1", "--parallel", "--",
                                  "sh", "-c", f"echo begun >> {begun}; exec sleep 3600")
        wait_until(lambda: begun.exists() and begun.read_text() == "begun\nbegun\n")
        running.process.terminate()
        self.assertEqual(running.wait().code, 130)

    @harness.posix_only
    def test_ctrl_c_ends_all_of_several_whatever_the_command_makes_of_it(self):
        env = {"FAKE_GO_SLEEP": "60", "FAKE_GO_ON_INTERRUPT": "1"}
        for how, shown in (((), b"ready"), (("--parallel",), b"---")):
            result = self.home.run_in_terminal("exec", "1.98.3", "1.99.1", *how, "--", "go", "test", env=env,
                                               send=b"\x03", after=shown)
            self.assertEqual(result.code, 130, result)
            self.assertNotIn("--- go1.99.1", result.out)

    @harness.posix_only
    def test_parallel_is_at_once(self):
        one, two = (self.home.scratch / name for name in ("one", "two"))
        for pipe in (one, two):
            harness.os.mkfifo(pipe)
        # Each waits for the other.
        script = f"case $GOVERN_VERSION in 1.98.3) echo first > {one}; cat {two} ;; *) cat {one}; echo second > {two} ;; esac"
        result = self.run_ok("exec", "1.98.3", "1.99.1", "--parallel", "--", "sh", "-c", script)
        self.assertEqual(result.out, "second\nfirst\n")

    def test_env(self):
        for shell, sample in (("sh", "export GOROOT="), ("fish", "set -gx GOROOT "), ("pwsh", "$env:GOROOT")):
            result = self.home.run("env", "--shell", shell)
            if result.code == 2 and shell == "sh":
                result = self.home.run("env", "--shell", "bash")
            self.assertIn(sample, self.check(result).out)
        result = self.run_ok("env", "--json").json["result"]
        self.assertIn(f"go1.99.1.{PLATFORM}", str(result))


class Defaults(InstallTest):
    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)

    def test_default_is_stored_whole_and_recorded(self):
        self.assertEqual(self.run_fails(4, "default", error="no-default").out, "")
        self.run_ok("install", "1.98.3", "1.99.1")
        self.assertEqual(self.run_ok("default").out, "1.98.3\n")
        result = self.run_ok("default", "1.99", "--json").json["result"]
        self.assertEqual((result["default"], result["previous"]), ("1.99.1", "1.98.3"))
        self.assertEqual((self.home.state / "default").read_text().strip(), "1.99.1")
        self.run_ok("install", "1.99.2")
        self.assertEqual(self.run_ok("default").out, "1.99.1\n", "an install never changes what runs")
        self.run_ok("install", "1.97.9", "--default")
        self.assertEqual(self.run_ok("default").out, "1.97.9\n")
        lines = self.history()
        self.assertEqual(len(lines), 3, lines)
        for line, version in zip(lines, ("1.98.3", "1.99.1", "1.97.9")):
            self.assertIn(version, str(line))

    def test_doing_it_again_changes_nothing(self):
        self.run_ok("install", "1.99.1")
        self.run_ok("default", "1.99.1")
        self.assertEqual(len(self.history()), 1)
        self.assertTrue(self.run_ok("install", "1.99.1", "--json").json["result"]["installed"][0]["was_there"])

    def test_first_install_and_default_look_go_up(self):
        other = self.home.scratch / "other go"
        other.mkdir()
        (other / GO).write_bytes(self.fake_go().read_bytes())
        (other / GO).chmod(0o755)
        self.home.set_path(other, self.home.shims)
        for words in (("install", "1.99.1"), ("default", "1.99.1")):
            result = self.run_ok(*words)
            self.assertIn(native(other / GO), result.err)
            self.assertIn("govern setup", result.err)
        self.home.set_path(self.home.shims)
        self.assertNotIn("setup", self.run_ok("default", "1.99.1").err)


class Listing(InstallTest):
    def test_installed(self):
        self.assertIn("nothing is installed", self.run_ok("list").err)
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.98.3", "1.99.1")
        out = self.run_ok("list").out
        self.assertRegex(out, r"(?m)^\* 1\.98\.3 ")
        self.assertRegex(out, r"(?m)^  1\.99\.1 +complete, genuine by the embedded list$")
        rows = self.run_ok("list", "--json").json["result"]["installed"]
        self.assertEqual([(row["version"], row["default"]) for row in rows], [("1.99.1", False), ("1.98.3", True)])

    def test_a_folder_without_receipt_is_unknown_and_never_run(self):
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.98.3", "1.99.1")
        (self.home.receipts / f"go1.99.1.{PLATFORM}.json").unlink()
        self.assertRegex(self.run_ok("list").out, r"(?m)^\? go1\.99\.1\.\S+ +unknown")
        self.assertEqual(self.home.shim("go", "+1.99.1").code, 4)
        self.assertIn("[unknown-folder]", self.home.run("doctor").out)
        self.run_fails(4, "which", "1.99.1")
        self.run_ok("install", "1.99.1")
        self.assert_verifies("1.99.1")

    def test_what_is_not_an_sdk_is_not_told_to_be_installed(self):
        """In sdks/: a folder and a file of another name, an SDK without a receipt, one for another platform."""
        goos, arch = OTHER_PLATFORM.split("-")
        for name in ("old-backup", "go1.97.1", f"go1.97.1.{PLATFORM}", f"go1.97.2.{OTHER_PLATFORM}"):
            (self.home.sdks / name).mkdir(parents=True)
        (self.home.sdks / "notes.txt").write_text("x")
        found = {}
        for item in self.home.run("doctor", "--json").json["result"]["found"]:
            told = re.match(r"(.*) (?:has no receipt|is not an SDK)", item["message"])
            if told:
                found[host(told[1]).name] = item
        for name in ("old-backup", "go1.97.1", "notes.txt"):
            self.assertEqual(found[name]["code"], "stray-entry")
            self.assertNotIn("install", " ".join(found[name]["hints"]))
            self.assertIn("move it", " ".join(found[name]["hints"]))
        ours, theirs = found[f"go1.97.1.{PLATFORM}"], found[f"go1.97.2.{OTHER_PLATFORM}"]
        self.assertEqual((ours["code"], theirs["code"]), ("unknown-folder", "unknown-folder"))
        self.assertTrue(ours["hints"][0].endswith("govern install 1.97.1"), ours)
        self.assertTrue(theirs["hints"][0].endswith(f"govern install 1.97.2 --os {goos} --arch {arch}"), theirs)
        listed = self.run_ok("list").out
        self.assertRegex(listed, r"(?m)^\? old-backup +not an SDK")
        self.assertRegex(listed, r"(?m)^\? go1\.97\.1\.\S+ +unknown")

    def test_remote(self):
        self.use_site()
        self.use_proxy()
        out = self.run_ok("list", "--remote").out.split()
        for version in ("1.99.3", "1.98.4", "1.97.9"):
            self.assertIn(version, out)
        self.assertNotIn("1.99rc1", out)
        self.assertEqual(out.index("1.99.3"), 0)
        self.assertIn("1.99rc1", self.run_ok("list", "--remote", "--all").out.split())
        rows = self.run_ok("list", "--remote", "1.98", "--json").json["result"]["published"]
        self.assertEqual([row["version"] for row in rows], ["1.98.4", "1.98.3"])


class Removing(InstallTest):
    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.99.1", "1.98.3", "1.97.9")

    def test_what_nobody_uses_goes_whole(self):
        self.run_ok("uninstall", "1.98.3")
        self.assertEqual([name for name in self.home.tree() if "1.98.3" in name and "locks" not in name], [])
        self.assertEqual(self.home.tree(self.home.staging), [])
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}", f"1.97.9 {PLATFORM}"})

    def test_what_is_in_use_stays(self):
        self.assertIn("it is the default", self.run_fails(7, "uninstall", "1.99.1", error="in-use").err)
        self.run_ok("default", "1.97.9")
        self.run_fails(7, "uninstall", "1.98.3", "1.99.1", error="in-use")
        self.assertIn(f"1.98.3 {PLATFORM}", self.installed(), "all are checked before the first is touched")
        file = self.home.write(".go-version", "1.98.3\n")
        self.assertIn(native(file), self.run_fails(7, "uninstall", "1.98.3", error="in-use").err)
        file.unlink()
        result = self.run_fails(7, "uninstall", "1.98.3", error="in-use", env={"GOVERN_VERSION": "1.98.3"})
        self.assertIn("GOVERN_VERSION", result.err)
        go_mod = self.home.write("go.mod", "module m\n\ngo 1.98.1\n")
        self.assertIn(native(go_mod), self.run_fails(7, "uninstall", "1.98.3", error="in-use").err)
        go_mod.unlink()
        # What Go itself switches to, by our shims.
        here = {"GOTOOLCHAIN": "go1.98.3", "PATH": harness.PATH_SEPARATOR.join([native(self.home.shims), self.home.env.get("PATH", "")])}
        self.assertEqual(self.run_ok("current", env=here).out.strip(), "1.98.3")
        self.assertIn("GOTOOLCHAIN", self.run_fails(7, "uninstall", "1.98.3", error="in-use", env=here).err)

    def test_hints_are_for_the_home_that_was_named(self):
        other = native(self.home.scratch / "other")
        said = self.run_fails(4, "--home", other, "default", "1.98.3").err
        self.assertIn(f"hint: govern --home {harness.word(other)} install 1.98.3", said)
        said = self.run_fails(4, "--home", native(self.home.home), "default", "1.96.1").err
        self.assertIn("hint: govern install 1.96.1", said)

    def test_a_version_that_was_never_released_may_be_a_typing_error(self):
        self.assertIn("did you mean 1.98.3?", self.run_fails(4, "default", "1.98.33").err)

    @posix_only
    def test_a_device_behind_a_linked_pin_is_not_replaced(self):
        pipe = self.home.scratch / "pipe"
        os.mkfifo(pipe)
        (self.home.work / ".go-version").symlink_to(pipe)
        self.run_fails(1, "pin", "1.98.3", error="unreadable-version-file")
        self.assertTrue(pipe.is_fifo())

    def test_force_clears_the_default_and_the_next_install_sets_one(self):
        result = self.run_ok("uninstall", "1.99.1", "--force", "--json").json["result"]["removed"]
        self.assertEqual([(one["version"], one["cleared_default"]) for one in result], [("1.99.1", True)])
        self.run_fails(4, "default", error="no-default")
        self.assertEqual(len(self.history()), 2)
        self.run_ok("install", "1.99.2")
        self.assertEqual(self.run_ok("default").out, "1.99.2\n")


class WithoutSpec(InstallTest):
    def setUp(self):
        super().setUp()
        self.use_site()
        self.use_proxy()

    def test_version_file(self):
        self.home.write(".go-version", "1.98\n")
        self.run_ok("install")
        self.assertEqual(self.installed(), {f"1.98.4 {PLATFORM}"})

    def test_nothing_asks_for_a_version(self):
        self.run_fails(4, "install", error="no-version-chosen")
        self.run_ok("install", "1.99.1")  # the default is not a wish
        self.run_fails(2, "install", error="nothing-to-install")

    def test_toolchain_line(self):
        self.home.write("go.mod", "module m\n\ngo 1.98\n\ntoolchain go1.99.1\n")
        self.run_ok("install")
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}"})

    def test_nobody_asks_the_system_go_what_it_is(self):
        folder = self.home.scratch / "system go"
        folder.mkdir()
        shutil.copy2(program("GOVERN_SHIM").parent / ("fake_go" + EXE_SUFFIX), folder / ("go" + EXE_SUFFIX))
        self.home.set_path(folder)
        self.home.write("go.mod", "module m\n\ngo 1.98\n\ntoolchain go1.99.1\n")
        result = self.run_ok("install")
        self.assertNotIn("already does", result.err)
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}"})

    def test_go_line_is_met_already(self):
        self.run_ok("install", "1.99.1")
        self.home.write("go.mod", "module m\n\ngo 1.97\n")
        result = self.run_ok("install")
        self.assertIn("go.mod asks for at least 1.97; go1.99.1 already does", result.err)
        self.assertEqual(self.installed(), {f"1.99.1 {PLATFORM}"})


class OtherPlatforms(InstallTest):
    def test_installed_but_never_run(self):
        self.use_site()
        goos, goarch = OTHER_PLATFORM.split("-")
        self.run_ok("install", "1.99.2", "--os", goos, "--arch", goarch)
        self.assertTrue((self.sdk("1.99.2", OTHER_PLATFORM) / "VERSION").is_file())
        self.run_fails(4, "default", error="no-default")
        result = self.run_fails(2, "exec", "1.99.2", "--", "go", "version", error="other-platform")
        self.assertIn("cross-compiling needs no other SDK", result.err)
        result = self.run_ok("verify", "1.99.2", "--os", goos, "--arch", goarch, "--offline")
        self.run_ok("uninstall", "1.99.2")
        self.assert_nothing_installed()

    def test_unknown_platform(self):
        self.use_site()
        result = self.run_fails(3, "install", "1.99.1", "--os", "plan9", "--arch", "mips", error="no-such-version")
        self.assertIn("plan9-mips", result.err)
        self.run_fails(2, "install", "1.99.1", "--os", "../x", error="bad-platform")


class SmallThings(InstallTest):
    def test_dry_run_changes_nothing(self):
        self.use_site()
        result = self.run_ok("install", "1.99", "--dry-run", "--json").json["result"]["installed"][0]
        self.assertEqual((result["version"], result["dry_run"], result["source"]), ("1.99.3", True, "official"))
        self.assertLessEqual(max(request.sent for request in self.site.asked("/go1*")), 1, "whether it is there, no more")
        self.assert_nothing_installed()
        self.assertFalse((self.home.state / "default").exists())

    def test_a_dry_run_asks_whether_it_is_there(self):
        self.use_site()
        self.use_proxy()
        result = self.run_ok("install", "1.98.4", "--dry-run", "--json").json["result"]["installed"][0]
        self.assertEqual((result["version"], result["source"]), ("1.98.4", "proxy"))
        for source in ((), ("--source", "proxy"), ("--source", "official")):
            self.run_fails(3, "install", "1.98.9", "--dry-run", *source, error="no-such-version")

    def test_shims_are_healed(self):
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.99.1")
        names = {GO, GOFMT, "govern" + harness.EXE_SUFFIX, "go1.99.1" + harness.EXE_SUFFIX}
        self.assertLessEqual(names, {path.name for path in self.home.shims.iterdir()})
        for name in names:
            (self.home.shims / name).unlink()
        (self.home.shims / GO).write_bytes(b"damaged")
        self.run_ok("install", "1.99.1")
        self.assertLessEqual(names, {path.name for path in self.home.shims.iterdir()})
        self.check(self.home.shim("go", "version"))
        self.run_ok("uninstall", "1.99.1", "--force")
        self.assertFalse((self.home.shims / ("go1.99.1" + harness.EXE_SUFFIX)).exists())

    def test_govern_in_the_shims_folder_knows_its_home(self):
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        elsewhere = self.home.scratch / "another home"
        self.run_ok("install", "1.99.1", "--home", native(elsewhere))
        self.assertFalse(self.home.home.exists())
        copy = elsewhere / "shims" / ("govern" + harness.EXE_SUFFIX)
        result = self.check(self.home.run_program(copy, "install", "1.98.3"))
        self.assertTrue((elsewhere / "sdks" / f"go1.98.3.{PLATFORM}").is_dir(), result)
        self.assertFalse(self.home.home.exists())

    def test_config_file(self):
        self.home.home.mkdir(parents=True)
        config = self.home.home / "config"
        config.write_text(f"# ours\nmirror = {file_url(self.world.site)}\nkeep_archives = yes-please\n")
        result = self.home.run("install", "1.99.1")
        self.assertEqual((result.code, result.error_code), (1, "config-malformed"), result)
        self.assertIn("3", result.err)
        config.write_text(f"mirrors = {file_url(self.world.site)}\n")
        result = self.run_fails(1, "install", "1.99.1", error="config-malformed")
        self.assertIn("mirror", result.err)
        config.write_text(f"mirror = {file_url(self.world.site)}\n")
        self.run_ok("install", "1.99.1")

    def test_a_list_that_no_source_sent(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            self.home.env["GOVERN_MIRROR"] = f"http://127.0.0.1:{unused.getsockname()[1]}"
            self.assertIn("warning[only-known-releases]", self.run_ok("list", "--remote").err)

    def test_an_entry_of_goproxy_that_is_no_address(self):
        good = file_url(self.world.proxy)
        result = self.run_ok("install", "1.98.4", env={"GOPROXY": "htp://proxy.example," + good})
        self.assertIn("warning[goproxy-malformed]", result.err)

    def test_without_any_source(self):
        result = self.run_fails(5, "install", "1.99.1", error="no-source")
        self.assertIn("GOPROXY", result.err)
        self.assertIn("GOVERN_MIRROR", result.err)

    def test_offline(self):
        self.use_site()
        self.run_fails(5, "install", "1.99.1", "--offline")
        self.assertEqual(self.site.requests, [])
        self.run_ok("install", "1.99.1")
        self.assertIn("already installed", self.run_ok("install", "1.99", "--offline").err)
        # What is known to be newer is said, by the embedded list or the last listing.
        self.run_ok("install", "1.97.9")
        for spec, known in (("1.99", "go1.99.2"), ("latest", "go1.99.2"), ("oldstable", "go1.98"), ("latest", "go1.99.3")):
            with self.subTest(spec, known=known):
                if known == "go1.99.3":
                    self.run_ok("list", "--remote")
                result = self.run_ok("install", spec, "--offline")
                self.assertIn("warning[latest-is-older]", result.err)
                self.assertIn(known, result.err)
        self.assertNotIn("warning", self.run_ok("install", "1.99.1", "--offline").err)

    def test_offline_from_a_folder(self):
        """A folder is no network: --offline installs from a mirror or a proxy at a file:// address."""
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.99.1", "--offline")
        self.assert_verifies("1.99.1")
        del self.home.env["GOVERN_MIRROR"]
        self.home.env["GOPROXY"] = file_url(self.world.proxy)
        self.run_ok("install", "1.98.4", "--offline")
        self.assert_verifies("1.98.4")

    def test_what_a_comma_in_goproxy_means(self):
        """A proxy that fails before a comma has the last word, as in Go; before a bar the next one is asked."""
        self.use_proxy()
        good = self.home.env["GOPROXY"]
        for bad in ("http://127.0.0.1:1", self.proxy.url("/nothing-here")):
            fails = bad.endswith(":1")
            for separator, ends in ((",", fails), ("|", False)):
                with self.subTest(bad=bad, separator=separator):
                    self.home.env["GOPROXY"] = bad + separator + good
                    asked = len(self.proxy.requests)
                    for words in (("install", "1.98.4", "--dry-run"), ("install", "1.98", "--dry-run")):
                        # What was remembered of the hour must not change it.
                        for _ in range(2):
                            result = self.home.run(*words)
                            self.assertEqual(result.code, 5 if ends else 0, result)
                    if ends:
                        self.run_fails(5, "install", "1.98.4", error="sources-unusable")
                        late = [one.path for one in self.proxy.requests[asked:] if "/sumdb/" not in one.path]
                        self.assertEqual(late, [])
        self.home.env["GOPROXY"] = "off"
        self.assertIn("GOPROXY says `off`", self.run_fails(5, "install", "1.98.4", error="no-source").err)

    def test_your_own_sha256(self):
        sdk = self.world[f"go1.99.3.{PLATFORM}"]
        digest = __import__("hashlib").sha256(sdk.archive()).hexdigest()
        self.use_site()
        self.run_fails(6, "install", "1.99.3", "--sha256", "0" * 64, error="sha256-mismatch")
        self.assert_nothing_installed()
        result = self.run_ok("install", "1.99.3", "--sha256", digest)
        self.assertIn("by your SHA-256", result.err)
        self.assertNotIn("genuine", result.err + self.run_ok("list").out)
        self.run_fails(6, "install", "1.99.2", "--sha256", "0" * 64, error="sha256-mismatch")
        # Also where it is there already, and `repair` needs no new one.
        self.run_fails(6, "install", "1.99.3", "--sha256", "0" * 64, error="installed-from-another")
        self.assertIn("already installed", self.run_ok("install", "1.99.3", "--sha256", digest).err)
        (self.sdk("1.99.3") / "LICENSE").write_bytes(b"forged")
        self.run_ok("repair", "1.99.3")
        self.assert_verifies("1.99.3")
        self.run_fails(2, "install", "1.99.1", "--sha256", "12", error="bad-sha256")

    def test_repair_of_your_own_sha256_and_of_another(self):
        """The first one is fetched from the official archive alone, those after it from anywhere."""
        own = self.world[f"go1.99.3.{PLATFORM}"]
        digest = __import__("hashlib").sha256(own.archive()).hexdigest()
        self.use_site()
        self.use_proxy()
        self.run_ok("install", "1.99.3", "--sha256", digest, env={"GOPROXY": "off"})
        self.run_ok("install", "1.98.4", "--source", "proxy")
        self.site.rule("/go1.98.4.*", Rule(status=404))
        self.run_ok("repair", "1.99.3", "1.98.4")


class VerifyAndRepair(InstallTest):
    def setUp(self):
        super().setUp()
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        self.run_ok("install", "1.99.1")
        self.root = self.sdk("1.99.1")

    @harness.posix_only
    def test_modes(self):
        go = self.root / "bin" / "go"
        for mode in (0o644, 0o4755, 0o2755, 0o775, 0o757):
            go.chmod(mode)
            self.assertIn("mode of bin/go", self.run_fails(6, "verify", "1.99.1", "--offline", error="tree-differs").err)
        (self.root / "LICENSE").chmod(0o666)
        row = self.home.run("verify", "--json", "--offline").json["result"]["verified"][0]
        self.assertEqual((row["ok"], row["changed"], row["mode"]), (False, [], ["LICENSE", "bin/go"]))
        self.run_ok("repair", "1.99.1")
        self.assert_verifies("1.99.1")
        (self.root / "LICENSE").chmod(0o444)
        self.assert_verifies("1.99.1")

    @harness.posix_only
    def test_a_name_cannot_forge_lines(self):
        (self.root / "src" / "a\n\x1b[31mall as installed").write_bytes(b"")
        result = self.run_fails(6, "verify", "--offline", error="tree-differs")
        self.assertIn(r"added src/a\x0a\x1b[31mall as installed", result.err)

    def test_every_version_is_looked_at(self):
        self.run_ok("install", "1.98.3", "1.97.9")
        (self.home.receipts / f"go1.99.1.{PLATFORM}.json").write_bytes(b"{")
        (self.sdk("1.97.9") / "LICENSE").write_bytes(b"forged")
        result = self.run_fails(6, "verify", "--offline", error="tree-differs")
        self.assertIn("changed LICENSE", result.err)
        self.assertIn("receipt-malformed", result.err)
        self.assertIn(f"go1.98.3.{PLATFORM}: ", result.out)
        result = self.home.run("verify", "--offline", "--json")
        self.assertEqual(result.code, 6)
        self.assertEqual([row["ok"] for row in result.json["result"]["verified"]], [False, True, False])

    def test_hash_lines_that_are_gone(self):
        (self.home.receipts / f"go1.99.1.{PLATFORM}.h1").unlink()
        self.assertIn("govern repair 1.99.1", self.run_fails(6, "verify", "--offline", error="receipt-incomplete").err)
        self.run_ok("repair", "1.99.1")
        self.assert_verifies("1.99.1")

    def test_only_what_govern_made_is_swept(self):
        """A staging folder that leads elsewhere, and names in it that are no SDK's, are nobody's business."""
        (self.home.staging / "notes").mkdir(parents=True)
        (self.home.staging / "notes" / "mine").write_text("mine")
        (self.home.staging / f"go1.97.9.{PLATFORM}").mkdir()
        self.run_ok("install", "1.99.1")
        self.assertTrue((self.home.staging / "notes" / "mine").exists())
        self.assertFalse((self.home.staging / f"go1.97.9.{PLATFORM}").exists())

    @harness.posix_only
    def test_a_linked_staging_folder_is_not_swept(self):
        elsewhere = self.home.scratch / "elsewhere"
        (elsewhere / f"go1.97.9.{PLATFORM}").mkdir(parents=True)
        self.home.staging.rmdir()
        self.home.staging.symlink_to(elsewhere)
        self.run_ok("install", "1.99.1")
        self.assertTrue((elsewhere / f"go1.97.9.{PLATFORM}").is_dir())

    def differences(self):
        result = self.home.run("verify", "--json", "--offline")
        self.assertEqual(result.code, 6, result)
        row = result.json["result"]["verified"][0]
        return row["changed"], row["missing"], row["added"]

    def test_each_kind_of_damage_is_named_and_repaired(self):
        (self.root / "src" / "fmt" / "print.go").write_bytes(b"package fmt // evil\n")
        (self.root / "api" / "go1.txt").write_bytes(b"pkg other\n")
        (self.root / "LICENSE").unlink()
        (self.root / "src" / "fmt" / "added.go").write_bytes(b"package fmt\n")
        self.assertEqual(self.differences(), (["api/go1.txt", "src/fmt/print.go"], ["LICENSE"], ["src/fmt/added.go"]))
        result = self.run_fails(6, "verify", "1.99.1", "--offline", error="tree-differs")
        for words in ("changed src/fmt/print.go", "missing LICENSE", "added src/fmt/added.go", "govern repair 1.99.1"):
            self.assertIn(words, result.err)
        self.run_ok("repair", "1.99.1")
        self.assert_verifies("1.99.1")
        self.assertEqual(self.home.tree(self.home.staging), [])
        self.check(self.home.shim("go", "version"))

    @harness.posix_only
    def test_a_link_is_a_change(self):
        copy = self.home.work / "print.go"
        (self.root / "src" / "fmt" / "print.go").rename(copy)
        (self.root / "src" / "fmt" / "print.go").symlink_to(copy)
        self.assertEqual(self.differences(), (["src/fmt/print.go"], [], []))

    def test_an_altered_receipt(self):
        lines = self.home.receipts / f"go1.99.1.{PLATFORM}.h1"
        lines.write_bytes(lines.read_bytes().replace(b"LICENSE", b"LICENCE"))
        self.run_fails(6, "verify", "--offline", error="receipt-differs")
        (self.home.receipts / f"go1.99.1.{PLATFORM}.json").write_bytes(b"{")
        self.run_fails(1, "verify", "--offline", error="receipt-malformed")
        self.run_ok("repair", "1.99.1")
        self.assert_verifies("1.99.1")


class Explain(GovernTest):
    def test_every_code(self):
        rows = self.run_ok("explain", "--list", "--json").json["result"]["codes"]
        self.assertGreater(len(rows), 50)
        self.assertEqual(len({row["code"] for row in rows}), len(rows))
        for row in rows:
            self.assertRegex(row["code"], "^[a-z0-9-]+$")
            self.assertIn(row["exit"], (0, 1, 2, 3, 4, 5, 6, 7, 8, 130), row)
            self.assertGreater(len(row["explanation"]), 20, row)
        listed = self.run_ok("explain", "--list").out.splitlines()
        self.assertEqual([line.split()[0] for line in listed], [row["code"] for row in rows])
        self.assertIn("exit status 6", self.run_ok("explain", "h1-mismatch").out)
        self.assertIn("h1-mismatch", self.run_fails(2, "explain", "h1-mismatches", error="unknown-code").err)


if __name__ == "__main__":
    harness.main()
