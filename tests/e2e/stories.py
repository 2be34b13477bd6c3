"""The stories of README and the pages: what is typed there, and what is printed."""

import os
import re
import signal
import subprocess
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROMPT = b"\x1e:"
LONGEST = 600  # seconds for one line


def stories(page="README.md", prompt="$ "):
    """The page's console blocks with that prompt: [(command, lines printed)] each. What stands behind ` # ` is talk."""
    out = []
    for block in re.findall(r"```console\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S):
        if not block.startswith(prompt):
            continue
        story = []
        for line in block.splitlines():
            if line.startswith(prompt):
                story.append((re.sub(r"\s+# .*", "", line[len(prompt):]), []))
            else:
                story[-1][1].append(line)
        out.append(story)
    return out


def plain(lines):
    """What differs from run to run, and from machine to machine, as one word."""
    out = []
    for line in lines:
        line = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\s+\S+", "TIME ACCOUNT", line)
        line = re.sub(r"https?://\S*?/golang.org/", "PROXY/golang.org/", line)
        line = re.sub(r"^\d+ Go version", "N Go version", line)  # this machine's own among them
        line = re.sub(r"\d\.\d+s$", "Ns", line)
        line = re.sub(r"record \d+", "record N", line)
        line = re.sub(r"\d+\.\d s\b", "N s", line)
        line = re.sub(r"\d+ (files|bytes)", r"N \1", line)
        out.append(re.sub(r"\s+", " ", line).strip())
    # A name server or a site that is not reached here is not the story's.
    # Nor is the age of the list that govern carries.
    return [line for line in out if line and not re.match(r"warning\[(source-unusable|vulnerabilities-old)|hint: govern audit --update$", line)]


class Terminal:
    """An interactive bash of its own on a pseudo-terminal."""

    def __init__(self, home, env):
        self.home = home
        import pty  # POSIX only

        master, slave = pty.openpty()
        env = {"HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "USER": "ann", "SHELL": "/bin/bash", **env}
        subprocess.run(["stty", "-echo", "cols", "200"], stdin=slave, check=True)
        self.shell = subprocess.Popen(["bash", "-i"], stdin=slave, stdout=slave, stderr=slave, env=env, cwd=home, start_new_session=True)
        os.close(slave)
        self.master = master
        self.timer = threading.Timer(LONGEST * 3, self.end)
        self.timer.start()
        self.type("PS1=$'\\036:'; PS2=; bind 'set enable-bracketed-paste off' 2>/dev/null; stty -echo")

    def type(self, line):
        """The lines that a reader of the screen sees in the end."""
        os.write(self.master, line.encode() + b"\n")
        seen = b""
        while not seen.endswith(PROMPT):
            seen += os.read(self.master, 65536)
        text = seen[:-len(PROMPT)].decode("utf-8", "replace")
        text = re.sub(r"\x1b\[[0-9;?]*[a-ln-zA-Z]|\x1b\[[0-9;]*m", lambda m: "\r" if m[0].endswith("K") else "", text)
        lines = [part.split("\r")[-1] if part.split("\r")[-1] else "" for part in text.replace("\r\n", "\n").split("\n")]
        return [line.replace(str(self.home), "/home/ann") for line in lines]

    def end(self):
        self.timer.cancel()
        if self.shell.poll() is None:
            os.killpg(self.shell.pid, signal.SIGKILL)
        self.shell.wait()
