"""Go programs to look into: one small source, built by any SDK for any target and in many ways.

    python3 tests/e2e/go_programs.py OUT GOROOT…    builds all of them into OUT/LINE, passes over what is there
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = {
    "go.mod": """module example.com/govern/hello

go 1.13

require (
	example.com/local v1.2.3
	github.com/tidwall/match v1.0.1
	github.com/tidwall/tinyqueue v0.1.1
)

replace example.com/local => ./local

replace github.com/tidwall/match v1.0.1 => github.com/tidwall/match v1.1.1
""",
    "go.sum": """github.com/tidwall/match v1.1.1 h1:+Ho715JplO36QYgwN9PGYNhgZvoUSc9X2c80KVTi+GA=
github.com/tidwall/match v1.1.1/go.mod h1:eRSPERbgtNPcGhD8UCthc6PmLEQXEWd3PRB5JTxsfmM=
github.com/tidwall/tinyqueue v0.1.1 h1:SpNEvEggbpyN5DIReaJ2/1ndroY8iyEGxPYxoSaymYE=
github.com/tidwall/tinyqueue v0.1.1/go.mod h1:O/QNHwrnjqr6IHItYrzoHAKYhBkLI67Q096fQP5zMYw=
""",
    "local/go.mod": "module example.com/local\n\ngo 1.13\n",
    "local/local.go": "// Package local stands for a module that a folder replaces.\npackage local\n\nvar Word = \"local\"\n",
    "main.go": """package main

import (
	"example.com/local"
	"github.com/tidwall/match"
	"github.com/tidwall/tinyqueue"
)

var word string

func main() {
	println(word, local.Word, match.Match("abc", "a*"), tinyqueue.New(nil).Len())
}
""",
    "alone/alone.go": "package main\n\nfunc main() { println(\"alone\") }\n",
    "cgo/cgo.go": "package main\n\n// int twice(int n) { return 2 * n; }\nimport \"C\"\n\n//export Twice\nfunc Twice(n C.int) C.int { return C.twice(n) }\n\nfunc main() { println(C.twice(21)) }\n",
    "plugged/plugged.go": "package main\n\nimport \"C\"\n\nfunc Hello() {}\n\nfunc main() {}\n",
}

# Targets that show every format, width and byte order; each SDK builds those it knows.
TARGETS = """linux/amd64 windows/amd64 darwin/amd64 linux/386 windows/386 aix/ppc64 plan9/386 plan9/amd64 linux/s390x linux/mips
linux/arm linux/arm64 darwin/arm64 linux/ppc64le linux/mips64le freebsd/amd64 windows/arm64 openbsd/amd64 netbsd/386 solaris/amd64
plan9/arm linux/riscv64 dragonfly/amd64 android/arm64 linux/ppc64 linux/loong64""".split()

# name, folder below the source, arguments, environment: what costs little everywhere …
CHEAP = [
    ("plain", ".", [], {}),
    ("stripped", ".", ["-ldflags=-s -w"], {}),
    ("flags", ".", ["-tags=one,two", "-ldflags=-X 'main.word=a \"b\" = c'"], {}),
]
# … and what is built for the machine at hand, or compiles the standard library once more.
NATIVE = [
    ("alone", "alone", ["alone.go"], {"GO111MODULE": "off"}),
    ("trimpath", ".", ["-trimpath"], {}),
    ("pie", ".", ["-buildmode=pie"], {}),
    ("vcs", ".", ["-buildvcs=true"], {}),
    ("cgo", "cgo", [], {"CGO_ENABLED": "1"}),
    ("c-shared", "cgo", ["-buildmode=c-shared"], {"CGO_ENABLED": "1"}),
    ("plugin", "plugged", ["-buildmode=plugin"], {"CGO_ENABLED": "1"}),
    ("v3", ".", [], {"GOAMD64": "v3"}),
    ("experiment", ".", [], {"GOEXPERIMENT": "fieldtrack"}),
    ("race", ".", ["-race"], {"CGO_ENABLED": "1"}),
]


def text_of(facts):
    """What `go version -m -json` says of a program, in the form that `go version -m` prints, but settings unquoted."""
    def module(kind, one):
        lines.append("\t".join((kind, one.get("Path", ""), one.get("Version", ""), one.get("Sum", ""))))
        if one.get("Replace"):
            module("=>", one["Replace"])

    lines = [facts["GoVersion"]]
    if facts.get("Path"):
        lines.append("path\t" + facts["Path"])
    if facts.get("Main", {}).get("Path"):
        module("mod", facts["Main"])
    for one in facts.get("Deps") or []:
        module("dep", one)
    lines += [f"build\t{one['Key']}={one.get('Value', '')}" for one in facts.get("Settings") or []]
    return "".join(line + "\n" for line in lines)


def go_says(go, path):
    """The facts that this Go (1.25 or newer) finds in a file, as text; nothing where it finds none."""
    result = subprocess.run([str(go), "version", "-m", "-json", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env={**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": ""})
    return text_of(json.loads(result.stdout)) if result.returncode == 0 and result.stdout else None


def write_source(folder):
    """The source as a git repository with one commit and one change that is not committed."""
    for name, text in SOURCE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    if shutil.which("git") and not (folder / ".git").exists():
        git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.com"]
        for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x", "--date=2024-05-06T07:08:09Z"]):
            subprocess.run(git + command, check=True, env={**os.environ, "GIT_COMMITTER_DATE": "2024-05-06T07:08:09Z"})
    (folder / "NOTES").write_text("not committed\n")
    return folder


def environment(goroot, goos, goarch, more):
    """What go build gets: this SDK alone, nothing of what the caller has set but where modules come from."""
    kept = ("PATH", "HOME", "GOPROXY", "GOSUMDB", "GOCACHE", "GOPATH", "TMPDIR", "SSL_CERT_FILE", "HTTPS_PROXY", "NO_PROXY")
    variables = {name: os.environ[name] for name in kept if name in os.environ}
    variables.update(GOROOT=str(goroot), GOTOOLCHAIN="local", GOENV="off", GOFLAGS="", GO111MODULE="on", CGO_ENABLED="0",
                     GOOS=goos, GOARCH=goarch)
    variables.update(more)
    return variables


def build(goroot, source, out, target, variant):
    """The program's path, or nothing where this SDK cannot build it."""
    name, folder, arguments, more = variant
    if out.exists():
        return out
    out.parent.mkdir(parents=True, exist_ok=True)
    goos, goarch = target.split("/")
    command = [str(Path(goroot) / "bin/go"), "build", "-o", str(out)]
    result = subprocess.run(command + arguments, cwd=source / folder, env=environment(goroot, goos, goarch, more),
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return out if result.returncode == 0 and out.exists() else None


def build_all(goroot, source, folder, targets=TARGETS, native="linux/amd64", others=()):
    """Builds every variant into `folder`; those of `others` (targets) plain only. Gives the paths."""
    made = []
    for target in list(targets) + [one for one in others if one not in targets]:
        variants = CHEAP if target in targets else CHEAP[:1]
        for variant in variants + (NATIVE if target == native else []):
            made.append(build(goroot, source, folder / f"{target.replace('/', '-')}-{variant[0]}", target, variant))
    return [path for path in made if path]


if __name__ == "__main__":
    out = Path(sys.argv[1]).resolve()
    source = write_source(out / "source")
    for root in sys.argv[2:]:
        version = (Path(root) / "VERSION").read_text().split()[0]
        print(version, len(build_all(root, source, out / version)), flush=True)
