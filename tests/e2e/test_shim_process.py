"""The shim as a process: terminals, jobs, consoles, loops, long paths, and the govern beside it."""

import errno
import os
import pty
import shutil
import subprocess
import unittest

from harness import (EXE_SUFFIX, WINDOWS, host, main, native, needs_root, needs_shell, not_under_wine, posix_only, program,
                     windows_only)
from shimtest import Said, ShimTest, own_platform


class Terminal:
    """An interactive program on a pseudo-terminal of its own."""

    def __init__(self, test, words, env, cwd):
        self.test, self.seen = test, b""
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, env=env, cwd=cwd,
                                        preexec_fn=lambda: (os.setsid(), os.close(os.open(os.ttyname(0), os.O_RDWR))))
        os.close(slave)
        test.addCleanup(self.close)

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)

    def type(self, keys, until):
        """Types, and reads on until the answer has come."""
        os.write(self.master, keys)
        start = len(self.seen)
        while until not in self.seen[start:]:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                data = b""
            if not data:
                self.test.fail(f"the terminal closed before {until!r}: {self.seen!r}")
            self.seen += data


class Jobs(ShimTest):
    def setUp(self):
        super().setUp()
        self.install("1.22.5")
        self.set_default("1.22.5\n")

    @posix_only
    @needs_shell("bash")
    def test_a_shell_stops_it_and_fetches_it_back(self):
        env = self.home.variables({"FAKE_GO_SLEEP": "100", "TERM": "dumb", "PS1": "$ "})
        shell = Terminal(self, ["bash", "--norc", "--noprofile", "-i"], env, self.home.work)
        shell.type(b"go build\n", until=b"ready")
        shell.type(b"\x1a", until=b"Stopped")
        shell.type(b"fg\n", until=b"continued")
        shell.type(b"\x03", until=b"$ ")
        shell.type(b"echo code=$?.\n", until=b"code=130.")

    def test_ctrl_c_is_left_to_the_child(self):
        result = self.home.run_in_terminal(exe=self.home.shims / ("go" + EXE_SUFFIX), send=b"\x03", after=b"ready",
                                           env={"FAKE_GO_SLEEP": "100", "FAKE_GO_ON_INTERRUPT": "42"})
        self.assertEqual(result.code, 42, result)

    def test_what_the_child_leaves_running_lives_on(self):
        running = self.home.start(self.home.shims / ("go" + EXE_SUFFIX), env={"FAKE_GO_LEAVE": "1"}, stdin=subprocess.PIPE)
        running.process.wait(100)
        running.process.stdin.write(b"still here")
        running.process.stdin.close()
        self.assertIn(b"stdin=still here", running.process.stdout.read())
        running.process.stdin = None
        self.assertEqual(running.wait().code, 0)

    @windows_only
    def test_the_child_dies_with_the_shim(self):
        result = self.check(self.home.run_program(self.helper("winstart"), "kill", native(self.home.shims / "go.exe"),
                                                  env={"FAKE_GO_SLEEP": "1000"}))
        self.assertEqual(result.out.split(), ["killed", "gone"])

    @windows_only
    def test_without_a_console_no_window_opens(self):
        result = self.home.run_program(self.helper("winstart"), "detached", native(self.home.shims / "go.exe"),
                                       env={"FAKE_GO_WINDOW": "1", "FAKE_GO_EXIT": "7"})
        self.assertEqual(result.code, 7, result)
        self.assertIn("window=no\n", result.out)

    def helper(self, name):
        return self.fake_go.parent / (name + EXE_SUFFIX)


class Places(ShimTest):
    @windows_only
    @not_under_wine  # it starts no program whose path is longer than 260 characters
    def test_an_sdk_beyond_260_characters(self):
        home = self.new_home("\u00e4\u65e5 " + "x" * 180)
        self.make_shims(home)
        self.install("1.22.5", home=home)
        self.set_default("1.22.5\n", home=home)
        go = home.sdks / f"go1.22.5.{own_platform()}" / "bin" / "go.exe"
        self.assertGreater(len(native(go)), 260)
        said = Said(self.check(home.shim("go", "build")))
        self.assertEqual((host(said.program), said.args), (go, ["build"]))

    def test_a_pin_beyond_260_characters(self):
        self.install("1.22.5", "1.23.1")
        self.set_default("1.23.1\n")
        deep = self.home.work.joinpath(*["\u00e4\u65e5" * 10 + str(i) * 40 for i in range(5)])
        deep.mkdir(parents=True)
        (deep / ".go-version").write_text("1.22.5\n")
        self.assertEqual(self.go("-C", native(deep), "build").version, "1.22.5")
        (deep / ".go-version").write_text("1.x\n")
        self.assertIn(native(deep), self.fails(1, "bad-version-file", "-C", native(deep), "build").err)

    @windows_only
    def test_system_is_never_a_batch_file(self):
        batch = self.home.scratch / "batch"
        batch.mkdir()
        for name in ("go.bat", "go.cmd", "go"):
            (batch / name).write_text("@echo off\r\necho batch %*\r\n")
        self.home.set_path(self.home.shims, batch)
        self.fails(4, "no-system-go", "+system", "a&b")
        real = self.home.scratch / "real"
        real.mkdir()
        shutil.copy2(self.fake_go, real / "go.exe")
        self.home.set_path(self.home.shims, batch, real)
        self.assertEqual(host(self.go("+system").program), real / "go.exe")

    @unittest.skipUnless(own_platform() == "linux-amd64", "only the x86-64 Linux shim needs no libraries")
    @needs_root
    def test_a_shim_that_lies_at_the_root(self):
        """As one that was copied to / of a container: no folder above it is a home."""
        root = self.home.scratch / "root"
        root.mkdir()
        shutil.copy2(program("GOVERN_SHIM"), root / "go")

        def enter():
            os.chroot(root)
            os.chdir("/")

        running = self.home.start("/go", "version", preexec=enter)
        self.check(running.wait(), 1, "shim-place-unknown")

    def test_a_real_loop_ends_and_names_its_programs(self):
        """Another manager's `go`, which calls the first one on PATH: us."""
        other = self.home.scratch / "other"
        other.mkdir()
        theirs = other / ("go" + EXE_SUFFIX)
        shutil.copy2(self.fake_go, theirs)
        self.home.set_path(self.home.shims, other)
        ours = native(self.home.shims / ("go" + EXE_SUFFIX))
        result = self.home.shim("go", "version", env={"GOVERN_VERSION": "system", "FAKE_GO_RUN": ours, "FAKE_GO_KEEP": "1"})
        self.check(result, 1, "shim-loop")
        self.assertIn(" -> ".join([native(theirs)] * 4), result.err)
        self.assertEqual(result.out.count("program="), 3)


class BesideGovern(ShimTest):
    """What a shim tells the govern in its folder; here a stand-in that says what it was told."""

    def setUp(self):
        super().setUp()
        self.home.write(".go-version", "1.98\n")
        shutil.copy2(self.fake_go, self.home.shims / ("govern" + EXE_SUFFIX))
        # On Windows no backslash may stand before the quote.
        self.call = ["--home", native(self.home.home) + ("\\." if WINDOWS else ""), "__shim", "0", "go", "--"]

    def told(self, code, *args, **variables):
        result = self.home.shim("go", *args, input="for go only", env={"FAKE_GO_READ_STDIN": "1", **variables})
        self.check(result, code)
        self.assertEqual(result.out, "")
        return Said(result, result.err)

    def test_it_is_told_the_home_and_the_call_and_its_exit_code_counts(self):
        hostile = ["", "-C", 'a "b\\', "never looked at"]
        said = self.told(42, *hostile, FAKE_GO_EXIT="42")
        self.assertEqual(said.args, [*self.call, *hostile[:3]])
        self.assertEqual(said.stdin, "")

    def test_one_that_promises_in_vain_is_no_endless_loop(self):
        said = self.told(4, "build", FAKE_GO_EXIT="0")
        self.assertIn("error[shim-no-answer]", said.result.err)
        self.assertEqual(said.args, [*self.call, "build"] * 2)

    @posix_only
    def test_a_start_that_failed_is_told_by_its_number(self):
        self.install("1.98.1")
        go = self.home.sdks / f"go1.98.1.{own_platform()}" / "bin" / "go"
        go.chmod(0o644)
        said = self.told(1, "build", FAKE_GO_EXIT="1")
        self.assertEqual(said.args[2:5], ["__shim", str(errno.EACCES), "go"])


if __name__ == "__main__":
    main()
