"""What every black-box test needs: an isolated home and a way to run the built programs in it.

Standard library only. The programs come from ctest by environment variables:
  GOVERN_EXE       the real program              GOVERN_TEST_EXE  the same with the tests' trust roots
  GOVERN_SHIM      the shim                      GOVERN_BIN       the folder of all built programs
  GOVERN_WINE_RUN  set for a Windows build tested on Linux: the script that runs a Windows program
  GOVERN_SEEN      a folder for what the programs say (seen.py), where it is wanted
Paths here are the host's; `native` turns them into what the program under test sees.
"""

import atexit
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import powershell
import seen

WINE = bool(os.environ.get("GOVERN_WINE_RUN"))
WINDOWS = WINE or os.name == "nt"  # the programs under test are Windows programs
EXE_SUFFIX = ".exe" if WINDOWS else ""
PATH_SEPARATOR = ";" if WINDOWS else ":"
# Spaces, an apostrophe and letters outside ASCII, one of them outside the BMP.
HOSTILE_NAME = "J\u00f6rg O'Brien & S\u00f8n \U0001f439"
TIMEOUT = 400 if WINE else 120  # Wine passes messages from window to window, one busy program holds all up


def links_work(link, target):
    """Makes a link to a folder; false where Windows allows none to this account."""
    try:
        link.symlink_to(target, target_is_directory=True)
    except OSError:
        return False
    return True


def long_run():
    """Whether `scripts/test --long` asked for as much as there is to try, and not for a sample."""
    return os.environ.get("GOVERN_LONG") == "1"


def count(variable, sample, long):
    """How often a test tries: what the variable says, else `sample`, or `long` in a long run."""
    return int(os.environ.get(variable) or (long if long_run() else sample))


def program(variable):
    """A built program by the variable that names it."""
    value = os.environ.get(variable)
    if not value or not Path(value).is_file():
        raise RuntimeError(f"{variable} must name a built program; run the tests by ctest")
    return Path(value)


def for_everybody(path):
    """The program, or a copy of it where another account cannot reach it, as in a clone below root's own folder."""
    reachable = all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))
    return path if reachable else _copy_for_everybody(path)


@functools.lru_cache(maxsize=None)
def _copy_for_everybody(path):
    folder = Path(tempfile.mkdtemp(prefix="govern-everybody-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    shutil.copy2(path, folder)
    (folder / path.name).chmod(0o755)
    return folder / path.name


def native(path):
    """A host path as the program under test spells it."""
    text = str(path)
    if WINE:
        return ("Z:" if text.startswith("/") else "") + text.replace("/", "\\")
    return text


def host(text):
    """A path printed by the program under test, as a host path."""
    text = str(text).strip()
    if WINE:
        text = text.replace("\\", "/")
        if re.match(r"^(//\?/)?[zZ]:", text):
            return Path(text.split(":", 1)[1])
        if re.match(r"^[cC]:", text):
            return Path(os.environ["GOVERN_WINEPREFIX"]) / "drive_c" / text[3:]
    return Path(text)


def join_path(*folders):
    """A PATH of these host folders."""
    return PATH_SEPARATOR.join(native(folder) for folder in folders)


# --- Skips, always with a reason -----------------------------------------------------------------

windows_only = unittest.skipUnless(WINDOWS, "Windows only")
posix_only = unittest.skipIf(WINDOWS, "not on Windows")
not_under_wine = unittest.skipIf(WINE, "Wine does not do this as Windows does")


def needs_shell(name):
    """Skips where the shell is not installed; Windows programs are only tried with cmd and PowerShell."""
    if name == "pwsh":
        return unittest.skipUnless(powershell.find(WINDOWS), powershell.MISSING)
    if WINDOWS:
        return unittest.skipUnless(name == "cmd" or not WINE, f"{name} does not run Windows programs here")
    return unittest.skipUnless(shutil.which(name), f"{name} is not installed")


def word(text):
    """A path as hints have it: one word of a command (base/command_line.hpp)."""
    text = str(text)
    if re.fullmatch(r"[A-Za-z0-9./_:+\\-][A-Za-z0-9./_:+@=~\\-]*", text) and (WINDOWS or "\\" not in text):
        return text
    return f'"{text}"' if WINDOWS else "'" + text.replace("'", "'\\''") + "'"


def needs_root(test):
    return unittest.skipUnless(hasattr(os, "geteuid") and os.geteuid() == 0, "needs root")(test)


@functools.lru_cache(None)
def go_env(name):
    """A Go setting: the environment, else what a `go` on PATH says; None where neither knows."""
    if os.environ.get(name):
        return os.environ[name]
    if not shutil.which("go"):
        return None
    found = subprocess.run(["go", "env", name], capture_output=True, text=True, cwd=tempfile.gettempdir())
    return found.stdout.strip() or None


@functools.lru_cache(None)
def why_offline():
    """None where a module proxy answers, else the reason to skip. Never names its address."""
    setting = go_env("GOPROXY")
    first = re.split(r"[,|]", setting)[0].strip() if setting else ""
    if first in ("", "off", "direct"):
        return "no module proxy is known: set GOPROXY"
    if first.startswith("file:"):
        return None
    try:
        with urllib.request.urlopen(first.rstrip("/") + "/golang.org/toolchain/@v/list", timeout=20) as answer:
            return None if answer.status == 200 else f"the module proxy answers {answer.status}"
    except (OSError, ValueError, urllib.error.URLError) as error:
        return f"the module proxy does not answer ({type(error).__name__})"


def online(test):
    """For tests that install real SDKs through the module proxy of this environment."""
    reason = why_offline()
    return unittest.skipIf(reason is not None, reason or "")(test)


def online_environment():
    """What a program needs to reach the same proxy as everybody here."""
    names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"]
    names += [name.lower() for name in names]
    variables = {name: os.environ[name] for name in names if os.environ.get(name)}
    # Wine's own TLS believes every server; with a file of certificates libcurl checks them itself.
    certificates = os.environ.get("SSL_CERT_FILE") or ("/etc/ssl/certs/ca-certificates.crt" if WINE else "")
    if certificates and Path(certificates).is_file():
        variables["SSL_CERT_FILE"] = native(certificates)
    if os.environ.get("SSL_CERT_DIR") and not WINDOWS:
        variables["SSL_CERT_DIR"] = os.environ["SSL_CERT_DIR"]
    for name in ("GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOSUMCHECK"):
        if go_env(name):
            variables[name] = go_env(name)
    netrc = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
    if netrc.is_file():
        variables["NETRC"] = native(netrc)
    return variables


# --- Results -------------------------------------------------------------------------------------


class Result:
    """How a program ended: `code` (all 32 bits on Windows; -N for signal N elsewhere), `out`, `err`."""

    def __init__(self, command, code, out, err, seconds):
        self.command, self.code, self.seconds = command, code, seconds
        self.raw_out, self.raw_err = out, err
        self.out = out.decode("utf-8", "replace").replace("\r\n", "\n")
        self.err = err.decode("utf-8", "replace").replace("\r\n", "\n")
        seen.said(self.out, self.err)

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error_code(self):
        """The word of the first `error[word]:`, or None."""
        found = re.search(r"^error\[([a-z0-9-]+)\]", self.err, re.M)
        return found.group(1) if found else None

    def __str__(self):
        return f"$ {self.command}\nexit {self.code}\n--- stdout\n{self.out}--- stderr\n{self.err}---"


# --- Running -------------------------------------------------------------------------------------


def windows_quote(arguments):
    """A command line from which Microsoft's C runtime makes exactly these arguments."""
    return subprocess.list2cmdline([str(a) for a in arguments])


def _system_path(scratch):
    """The folders of ordinary tools, without any Go that is installed there."""
    folders = [Path("/usr/bin"), Path("/bin")]
    if not any((folder / "go").exists() for folder in folders):
        return folders
    farm = scratch / "system bin"
    farm.mkdir(exist_ok=True)
    for folder in folders:
        for tool in folder.iterdir():
            if not re.match(r"(go|gofmt)(-|\d|$)", tool.name) and not (farm / tool.name).is_symlink():
                (farm / tool.name).symlink_to(tool)
    return [farm]


# What Windows itself sets for every program.
_WINDOWS_SYSTEM = {
    "SystemRoot": r"C:\windows", "windir": r"C:\windows", "SystemDrive": "C:",
    "ComSpec": r"C:\windows\system32\cmd.exe", "PATHEXT": ".COM;.EXE;.BAT;.CMD", "OS": "Windows_NT",
    "ProgramData": r"C:\ProgramData", "ProgramFiles": r"C:\Program Files", "NUMBER_OF_PROCESSORS": "2",
    "PROCESSOR_ARCHITECTURE": "AMD64", "USERNAME": "tester", "COMPUTERNAME": "HOST",
}


def _end_holders(*pipes):
    """Ends the programs that have one of these pipes open, but for this one and Wine's server."""
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        process = entry.parent.parent
        try:
            if os.readlink(entry) in pipes and process.name != str(os.getpid()) and \
                    b"wineserver" not in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
        except OSError:
            continue


class Running:
    """A started program; `wait` gives its Result, `kill` ends it at once with no chance to tidy up."""

    def __init__(self, process, command, code_file=None, input=None):
        self.process, self._command, self._code_file = process, command, code_file
        self._input, self._started = input, time.monotonic()
        self._sweep = None
        self._pipes = [os.readlink(f"/proc/self/fd/{stream.fileno()}")
                       for stream in (process.stdout, process.stderr) if stream] if WINE else []

    def holds(self, path):
        """What must not stay open behind it, as its pipes."""
        self._pipes.append(path)

    def kill(self):
        self.process.kill()
        if WINE and self._sweep is None:
            # A program that is killed while it starts another one may leave that one waiting for Wine's server,
            # without end and with our pipes: three times in a thousand on a busy machine.
            self._sweep = threading.Timer(20, _end_holders, self._pipes)
            self._sweep.daemon = True
            self._sweep.start()

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def wait(self, timeout=TIMEOUT):
        try:
            out, err = self.process.communicate(self._input, timeout=timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            out, err = self.process.communicate(timeout=TIMEOUT)  # what it started may hold the pipes
            raise AssertionError(f"no end after {timeout} s: {self._command}\n{out!r}\n{err!r}") from None
        finally:
            if self._sweep:
                self._sweep.cancel()
        code = self.process.returncode
        if self._code_file is not None and self._code_file.exists():
            code = int(self._code_file.read_text() or code)  # empty: killed before it was written
            self._code_file.unlink()
        return Result(self._command, code, out or b"", err or b"", time.monotonic() - self._started)


class Home:
    """A user of their own: home folder, temporary folder, work folder, nothing inherited.

    `user` is the user's home folder, `home` govern's home below it, `work` the current folder of what
    is run, `env` the variables of everything run here (change it freely).
    """

    _count = 0

    def __init__(self, name=HOSTILE_NAME, exe="GOVERN_TEST_EXE"):
        self.scratch = Path(tempfile.mkdtemp(prefix="govern-e2e-"))
        self.user = self.scratch / name
        self.work = self.user / "work"
        self.temp = self.scratch / "tmp"
        self.work.mkdir(parents=True)
        self.temp.mkdir()
        self.exe = program(exe)
        if WINDOWS:
            self.home = self.user / "AppData" / "Local" / "govern"
            self._system_folders = []
            self.env = dict(_WINDOWS_SYSTEM) if WINE else {
                name: os.environ[name] for name in _WINDOWS_SYSTEM if name in os.environ}
            self.env.update(
                USERPROFILE=native(self.user), APPDATA=native(self.user / "AppData" / "Roaming"),
                LOCALAPPDATA=native(self.user / "AppData" / "Local"), TEMP=native(self.temp),
                TMP=native(self.temp))
            (self.user / "AppData" / "Local").mkdir(parents=True)
            (self.user / "AppData" / "Roaming").mkdir()
        else:
            self.home = self.user / ".local" / "share" / "govern"
            self._system_folders = _system_path(self.scratch)
            self.env = {"HOME": str(self.user), "TMPDIR": str(self.temp), "LANG": "C.UTF-8", "TZ": "UTC"}
            # Sanitizers report to stderr as ever; leaks of a program that was killed are none.
            for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
                if name in os.environ:
                    self.env[name] = os.environ[name]
        self.set_path(self.shims)

    # Folders of the home, as docs name them.
    shims = property(lambda self: self.home / "shims")
    sdks = property(lambda self: self.home / "sdks")
    receipts = property(lambda self: self.home / "receipts")
    state = property(lambda self: self.home / "state")
    cache = property(lambda self: self.home / "cache")
    staging = property(lambda self: self.home / "staging")

    def set_path(self, *folders):
        """PATH: these folders, then the system's own, where no Go is."""
        path = join_path(*folders, *self._system_folders)
        if WINDOWS:
            system = self.env["SystemRoot"]
            path = PATH_SEPARATOR.join(filter(None, [path, system + r"\system32", system]))
        self.env["PATH"] = path

    def close(self):
        for folder, _, _ in os.walk(self.scratch):
            try:
                os.chmod(folder, 0o700)
            except OSError:
                pass
        shutil.rmtree(self.scratch, ignore_errors=True)

    def write(self, relative, content=""):
        """A file below the work folder, its parents too; str is written as UTF-8, bytes as they are."""
        path = self.work / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def tree(self, folder=None):
        """Every path below a folder of the home (default: all of it), relative, sorted."""
        base = folder or self.home
        return sorted(str(path.relative_to(base)) for path in base.rglob("*"))

    # Everything below runs through `start`.

    def run(self, *args, **options):
        """govern with these arguments. Options as for `start`, and `timeout`."""
        return self.run_program(self.exe, *args, **options)

    def shim(self, name, *args, **options):
        """A shim of this home by its name, without suffix."""
        return self.run_program(self.shims / (name + EXE_SUFFIX), *args, **options)

    def run_program(self, path, *args, timeout=TIMEOUT, **options):
        for attempt in (1, 2):
            result = self.start(path, *args, **options).wait(timeout)
            # Where scripts/wine/env.sh cannot switch off random addresses, Wine fails to start a program once in some
            # thousand times, ours or one that ours starts: with these words, or with 1 and none at all, which is
            # what nothing of ours ends with.
            failed = re.search(r"^wine client error:|: Internal error\.( \(1359\))?$", result.err, re.M) or \
                (result.code, result.out, result.err) == (1, "", "")
            if WINE and attempt == 1 and failed:
                print("WINE-RETRY", result.command, flush=True)
                continue
            return result

    def start(self, path, *args, env=None, cwd=None, input=None, stdin=None, stdout=None, stderr=None,
              command_line=None, argv0=None, preexec=None, as_nobody=False):
        """Starts a program. `env`: variables on top of self.env, None removes one. `input`: str or bytes
        for stdin (default: empty). `command_line`: the whole raw line, Windows only. `argv0`: another
        name for the program, `as_nobody`: by an account that owns nothing, both POSIX only."""
        variables = self.variables(env)
        folder = Path(cwd) if cwd is not None else self.work
        if isinstance(input, str):
            input = input.encode("utf-8")
        if stdin is None:
            stdin = subprocess.DEVNULL if input is None else subprocess.PIPE
        command = " ".join([str(path), *map(str, args)])
        streams = dict(stdin=stdin, stdout=subprocess.PIPE if stdout is None else stdout,
                       stderr=subprocess.PIPE if stderr is None else stderr)
        if WINE:
            words, code_file = self._wine_words(path, args, variables, folder, command_line)
            return Running(subprocess.Popen(words, env=_wine_environment(), **streams), command, code_file, input)
        if as_nobody:
            path = for_everybody(Path(path))
            streams.update(user=65534, group=65534, extra_groups=[])
        words = [str(path), *map(str, args)]
        if command_line is not None:
            words = command_line
        elif argv0 is not None:
            words[0] = argv0
        process = subprocess.Popen(words, executable=str(path), env=variables, cwd=folder, preexec_fn=preexec,
                                   **streams)
        return Running(process, command, None, input)

    def run_in_terminal(self, *args, exe=None, env=None, columns=80, send=None, after=None, timeout=TIMEOUT):
        """Runs govern on a pseudo-terminal and returns a Result whose `out` is all it printed there.
        `send` is typed once the bytes `after` have appeared."""
        import fcntl
        import pty
        import struct
        import termios

        path = exe or self.exe
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        env = {"TERM": "xterm-256color", **(env or {})}

        def take_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        streams = dict(stdin=slave, stdout=slave, stderr=slave)
        if WINE:
            words, code_file = self._wine_words(path, args, self.variables(env), self.work, None)
            process = subprocess.Popen(words, env={**_wine_environment(), "TERM": "xterm"}, preexec_fn=take_terminal,
                                       **streams)
            running = Running(process, " ".join(map(str, words)), code_file)
            running.holds(os.ttyname(slave))
        else:
            running = self.start(path, *args, env=env, preexec=take_terminal, **streams)
        os.close(slave)
        seen = bytearray()
        timer = threading.Timer(timeout, running.kill)
        timer.start()
        try:
            while True:
                try:
                    data = os.read(master, 65536)
                except OSError:  # the last holder of the terminal is gone
                    break
                if not data:
                    break
                seen += data
                if send and (after is None or after in seen):
                    os.write(master, send)
                    send = None
        finally:
            timer.cancel()
        result = running.wait(timeout)
        os.close(master)
        return Result(result.command, result.code, bytes(seen), b"", result.seconds)

    def variables(self, changes=None):
        """self.env with `changes` on top; a value of None removes the variable."""
        merged = dict(self.env)
        for name, value in (changes or {}).items():
            known = next((n for n in merged if WINDOWS and n.upper() == name.upper()), name)
            merged.pop(known, None)
            if value is not None:
                merged[name] = str(value)
        return merged

    def _wine_words(self, path, args, variables, folder, command_line):
        Home._count += 1
        spec = self.scratch / f"run-{Home._count}.spec"
        code_file = self.scratch / f"run-{Home._count}.code"
        line = command_line or windows_quote([native(path), *args])
        fields = [native(code_file), native(folder), native(path), line]
        fields += [f"{name}={variables[name]}" for name in sorted(variables, key=str.upper)]
        spec.write_bytes(b"".join(field.encode("utf-8", "surrogatepass") + b"\0" for field in fields))
        winrun = Path(os.environ["GOVERN_BIN"]) / "winrun.exe"
        return [os.environ["GOVERN_WINE_RUN"], str(winrun), native(spec)], code_file


def _wine_environment():
    """For Wine itself; the program's own variables come from the spec."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "GOVERN_WINEPREFIX") if name in os.environ}


# --- Test cases ----------------------------------------------------------------------------------


class GovernTest(unittest.TestCase):
    """A test with a Home of its own in `self.home`, removed afterwards."""

    home_name = HOSTILE_NAME
    exe = "GOVERN_TEST_EXE"
    maxDiff = None
    longMessage = True

    def setUp(self):
        self.home = self.new_home()

    def new_home(self, name=None):
        home = Home(name or self.home_name, self.exe)
        self.addCleanup(home.close)
        return home

    def run_ok(self, *args, **options):
        """govern, which must exit 0."""
        return self.check(self.home.run(*args, **options))

    def run_fails(self, code, *args, error=None, **options):
        """govern, which must exit with `code`, and say `error[...]` with this word if one is given."""
        return self.check(self.home.run(*args, **options), code, error)

    def check(self, result, code=0, error=None):
        self.assertEqual(result.code, code, f"\n{result}")
        if error is not None:
            self.assertEqual(result.error_code, error, f"\n{result}")
        return result


class _VisibleSkips(unittest.TextTestResult):
    _was_skipped = False

    def startTest(self, test):
        super().startTest(test)
        self._was_skipped = False
        seen.begin(test)

    def stopTest(self, test):
        super().stopTest(test)
        seen.end(self._was_skipped)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._was_skipped = True
        # scripts/test gathers these lines for its summary.
        print(f"SKIPPED {Path(sys.argv[0]).stem}.{test.id().removeprefix('__main__.')}: {reason}", flush=True)


def main():
    """For the end of every test file. Exits 77, which ctest shows as skipped, if every test was."""
    runner = unittest.TextTestRunner(verbosity=2, resultclass=_VisibleSkips)
    outcome = unittest.main(module="__main__", testRunner=runner, exit=False).result
    if not outcome.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if outcome.testsRun == 0 or len(outcome.skipped) == outcome.testsRun else 0)
