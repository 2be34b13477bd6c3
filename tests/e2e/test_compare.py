"""`compare`: one command under several versions, what it costs and what differs."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import harness

from test_like import PLAIN, elf
from worlds import PLATFORM, WorldTest


class Compare(WorldTest):
    @classmethod
    def fill(cls, world):
        world.add("1.98.3", PLATFORM, embedded=True)
        world.add("1.99.1", PLATFORM, embedded=True)

    def setUp(self):
        super().setUp()
        self.use_site()
        self.run_ok("install", "1.98.3", "1.99.1")

    def compare(self, *options, words=("go", "version"), code=0, error=None, **more):
        result = self.check(self.home.run("compare", "1.98.3", "1.99.1", "--runs", "2", "--json", *options, "--", *words, **more),
                            code, error)
        return result.json.get("result"), result

    def test_every_run_is_counted(self):
        report, result = self.compare()
        self.assertEqual([one["version"] for one in report["versions"]], ["1.98.3", "1.99.1"])
        self.assertEqual([[run["place"] for run in one["runs"]] for one in report["versions"]], [[0, 3], [1, 2]])
        for version in report["versions"]:
            for run in version["runs"]:
                self.assertEqual(run["exit"], 0)
                self.assertGreater(run["seconds"], 0)
                self.assertGreaterEqual(run["cpu_seconds"], 0)
            self.assertLessEqual(version["seconds"]["min"], version["seconds"]["median"])
        self.assertEqual(report["versions"][0]["ratio"], 1)
        self.assertIn("1.99.1: warm-up", result.err)

    def test_table_and_markdown(self):
        text = self.run_ok("compare", "1.98.3", "1.99.1", "--runs", "1", "--", "go", env={"FAKE_GO_ARGS": "count"}).out
        self.assertRegex(text, r"(?m)^version +exit +median +range +cpu +memory +ratio$")
        self.assertRegex(text, r"(?m)^1\.98\.3 +0 +[0-9.]+ s +[0-9.]+ - [0-9.]+ s .* 1\.00$")
        self.assertIn("stdout and stderr: the same", text)
        text = self.run_ok("compare", "1.98.3", "1.99.1", "--runs", "1", "--markdown", "--", "go", "version").out
        lines = text.splitlines()
        self.assertEqual(lines[1], "|---|---|---:|---:|---:|---:|---:|")
        self.assertEqual({line.count("|") for line in lines[:4]}, {8})
        self.assertIn("```", text)

    def test_a_fence_in_the_output_does_not_end_ours(self):
        self.home.write("lines", "````\nx\n")
        show = ("cmd", "/c", "type lines & echo %GOVERN_VERSION%") if harness.WINDOWS else ("sh", "-c", "cat lines; echo $GOVERN_VERSION")
        text = self.run_ok("compare", "1.98.3", "1.99.1", "--runs", "1", "--markdown", "--ignore", "nothing", "--", *show).out
        self.assertEqual([line for line in text.splitlines() if line.startswith("`````")], ["`````"] * 2, text)

    def test_outputs(self):
        same, _ = self.compare(env={"FAKE_GO_ARGS": "count"})
        self.assertEqual(same["output_differences"], [])
        report, _ = self.compare("--same-output", code=1, error="compare-limit")
        first = report["output_differences"][0]
        self.assertEqual((first["version"], first["stream"]), ("1.99.1", "stdout"))
        self.assertTrue(any(line.startswith("-") for line in first["lines"]) and any(line.startswith("+") for line in first["lines"]))
        self.compare("--ignore", r".*1\.9[89].*", "--same-output")
        self.compare("--ignore", "(", code=2, error="compare-bad-pattern")

    def test_exit_codes(self):
        report, _ = self.compare(env={"FAKE_GO_EXIT": "3"})
        self.assertEqual([run["exit"] for one in report["versions"] for run in one["runs"]], [3] * 4)

    @harness.posix_only
    def test_exit_codes_that_differ(self):
        script = 'case "$GOVERN_VERSION" in 1.99.1) exit 2;; esac'
        report, _ = self.compare(words=("sh", "-c", script), code=1)
        self.assertEqual(report["versions"][1]["runs"][0]["exit"], 2)

    def test_usage(self):
        for words in (("1.98.3", "--", "go"), ("1.98.3", "1.99.1", "go"), ("1.98.3", "1.99.1", "--"),
                      ("1.98.3", "1.99.1", "--runs", "0", "--", "go"), ("1.98.3", "1.99.1", "--max-slower", "x", "--", "go"),
                      ("1.98.3", "1.99.1", "--same-artefact", "--", "go")):
            with self.subTest(words):
                self.run_fails(2, "compare", *words, error="usage")
        result = self.run_fails(4, "compare", "1.98.3", "1.97.1", "--", "go", error="no-match-installed")
        self.assertNotIn("warm-up", result.err)
        result = self.run_fails(1, "compare", "1.98.3", "1.99.1", "--", "no-such-program", error="program-not-found")
        self.assertNotIn("warm-up", result.err)
        self.run_fails(2, "compare", "1.98.3", "1.99.1", "--artefact", "../x", "--", "go", error="compare-bad-pattern")

    @harness.posix_only
    def test_artefacts(self):
        for version, tags in (("1.98.3", "one"), ("1.99.1", "two")):
            self.home.write(f"made/{version}", elf("go" + version, [*PLAIN, ("-tags", tags)], b"letters" * 10 * len(tags)))
        self.home.write("out/app", "mine")
        words = ("sh", "-c", 'cp "made/$GOVERN_VERSION" out/app; cp made/1.98.3 out/same')
        report, result = self.compare("--artefact", "out/*", words=words)
        app, same = report["artefacts"]
        self.assertEqual((app["file"], app["same"], app["sections"]), ("out/app", False, [".go.buildinfo"]))
        self.assertEqual(app["settings"], [{"name": "-tags", "first": "one", "second": "two"}])
        self.assertEqual((same["file"], same["same"]), ("out/same", True))
        self.assertEqual((self.home.work / "out/app").read_text(), "mine")
        self.assertFalse((self.home.work / "out/same").exists())
        self.assertEqual(list(self.home.temp.iterdir()), [])
        self.compare("--artefact", "out/*", "--same-artefact", words=words, code=1, error="compare-limit")
        self.compare("--artefact", "out/s*", "--same-artefact", "--max-larger", "0%", words=words)
        self.compare("--artefact", "nothing/*", "--same-artefact", words=words, code=1, error="compare-limit")

    @harness.posix_only
    def test_what_was_there_is_as_it_was(self):
        """Rights, time, links, and a file where a run leaves a folder."""
        key = self.home.write("out/key", "mine")
        key.chmod(0o600)
        os.utime(key, ns=(10**18, 10**18 + 7))
        (self.home.work / "out/link").symlink_to("key")
        self.home.write("out/deep/file", "deep")
        script = "rm -rf out; mkdir -p out/key; echo x > out/key/new; echo x > out/deep; echo $GOVERN_VERSION > out/link"
        self.compare("--artefact", "out/**", words=("sh", "-c", script))
        self.assertEqual(key.read_text(), "mine")
        self.assertEqual((key.stat().st_mode & 0o777, key.stat().st_mtime_ns), (0o600, 10**18 + 7))
        self.assertEqual(os.readlink(self.home.work / "out/link"), "key")
        self.assertEqual((self.home.work / "out/deep/file").read_text(), "deep")
        self.assertEqual(list(self.home.temp.iterdir()), [])

    @harness.posix_only
    def test_what_cannot_be_put_back_is_kept(self):
        self.home.write("out/file", "mine")
        probe = self.home.write("probe", "")
        if not shutil.which("chattr") or subprocess.run(["chattr", "+i", probe], capture_output=True).returncode:
            self.skipTest("nothing can be made immutable here (chattr +i): that needs root and a file system that has it")
        subprocess.run(["chattr", "-i", probe], check=True)
        self.addCleanup(subprocess.run, ["chattr", "-i", self.home.work / "out"])
        script = 'echo "$GOVERN_VERSION" > out/file; chattr +i out'
        _, result = self.compare("--artefact", "out/*", words=("sh", "-c", script), code=7, error="no-permission")
        kept = re.search(r"warning\[compare-not-put-back\].*the originals are in (.*)", result.err)[1]
        self.assertEqual([file.read_text() for file in Path(kept).iterdir() if file.name == "1-file"], ["mine"])

    def test_a_read_only_file_comes_back_so(self):
        held = self.home.write("held", "mine")
        held.chmod(0o400)
        self.compare("--artefact", "held", words=("cmd", "/c", "del /f held") if harness.WINDOWS else ("rm", "-f", "held"))
        self.assertEqual((held.read_text(), held.stat().st_mode & 0o222), ("mine", 0))

    @harness.posix_only
    def test_cold_runs_have_a_cache_of_their_own(self):
        self.compare("--cold", words=("sh", "-c", 'echo "$GOCACHE" >> caches; test -d "$GOCACHE"; touch "$GOCACHE/x"'))
        caches = (self.home.work / "caches").read_text().split("\n")[:-1]
        self.assertEqual(len(set(caches)), 6)
        self.assertEqual(list(self.home.temp.iterdir()), [])

    @harness.posix_only
    def test_an_interrupt_leaves_a_report(self):
        script = 'echo x >> begun; test "$(wc -l < begun)" -lt 4 || kill -INT $$'
        report, _ = self.compare(words=("sh", "-c", script), code=130)
        self.assertTrue(report["interrupted"])
        self.assertEqual([len(one["runs"]) for one in report["versions"]], [1, 0])

    @harness.posix_only
    def test_a_home_that_cannot_be_written(self):
        before = self.home.tree()
        self.compare()
        self.assertEqual(self.home.tree(), before)


if __name__ == "__main__":
    harness.main()
