"""`why`, `current` and `--strict` against real Gos of five lines, over generated folders, variables and GOENV files.

A fixed sample; thousands with scripts/test --long (GOVERN_TRUTH_CASES, GOVERN_SEED). The proxy does not answer: a Go that
would download another one says which, and stops."""

import json
import os
import random
import re
import shutil
import unittest
from concurrent.futures import ThreadPoolExecutor

import harness
from harness import WINDOWS, Home, native, online
from test_online_sdks import OnlineTest
from worlds import PLATFORM

VERSIONS = ["1.20.14", "1.21.5", "1.21.13", "1.22.12", "1.26.10"]
GO_LINES = ["1.16", "1.20", "1.21", "1.21.0", "1.21.5", "1.21.13", "1.22", "1.22.0", "1.22.12", "1.24.13", "1.26",
            "1.26.10", "1.27", "1.99.1", "1", "2", "0.1", "latest", "1.26.0rc1", "1.22rc1", "1.22foo", "1.99999999999",
            "v1.22", "1.22 // newest", "1.22 1.23"]
USUAL_LINES = ["1.16", "1.20", "1.21", "1.21.0", "1.21.13", "1.22", "1.22.12", "1.26", "1.26.10", "1.99.1"]
TOOLCHAINS = ["default", "go1.22.12", "go1.26.10", "go1.21.5", "go1.20.3", "go1.24.13", "go1.21.13-custom", "local",
              "go1.24.13+auto", "1.22.12", "go1.25", "go1.x", "go2", "EQUAL"]
SETTINGS = ["local", "auto", "path", "go1.20.14", "go1.21.5", "go1.21.13+auto", "go1.22.12", "go1.22.12+path", "go1.26.10",
            "go1.26.10+auto", "go1.24.13", "go1.24.13+path", "local+auto", "bogus", "go1.22.12 ", "go2", "go1.20.0", "go1.25",
            "go1.26.10-custom", "go1.22.12+", "auto+path", "1.22.12"]
FLAGS = ["-mod=mod", "-mod=vendor", "-mod=readonly", "-mod=nonsense", "-modfile=alt.mod", "-modfile=none.mod", "-modfile=alt",
         "-fullpath", "foo", "'-v'", "-v '", "-nosuch=1", "-trimpath", "'-ldflags=-s -fullpath=1'", "-pgo=off", "-buildvcs=false",
         "-C=.", "-mod", "-trimpath=maybe", "-buildvcs=foo", "-p=0", "-p=0x2", "-buildmode=bogus", "-compiler=bogus", "-covermode=bogus", "-tags"]
GODEBUGS = ["default=go1.21", "default=go1.22.5", "default=go1.99", "default=1.22", "panicnil=1", "nosuch=1", "x509sha1=1", "panicnil"]
VALUES = {  # of each some that some Go refuses
    "GOEXPERIMENT": ["none", "fieldtrack", "nofieldtrack", "foo", "nofoo", "none,loopvar", "rangefunc", "synctest", ",", "no", "FieldTrack"],
    "GOFIPS140": ["off", "latest", "inprocess", "certified", "v1.0.0", "v1.9.9", "x", "../x"],
    "GOAMD64": ["v1", "v4", "v5", "1", "v2 "], "GOARM": ["7", "8", "6,softfloat", "v7"], "GO386": ["sse2", "387", "x"],
    "GOARM64": ["v8.0", "v9.5,lse", "v8.1,crypto,lse", "v9.6", "v8", "v8.0,foo"], "GOMIPS": ["softfloat", "x"], "GOMIPS64": ["hardfloat", "x"],
    "GOPPC64": ["power9", "power10", "power11"], "GORISCV64": ["rva20u64", "rva23u64", "x"], "GOWASM": ["satconv,signext", "x", "satconv,x"],
}
# What is wrong without regard to any version or setting: nothing to build here.
NEUTRAL = re.compile(r"cannot find main module|go\.mod file not found|no modules were found|no Go files|"
                     r"unexpected input character|is not in std|is not in GOROOT")


class Case:
    """One folder with its variables."""

    def __init__(self, number, seed):
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.files, self.env, self.goenv = {}, {}, []
        self.cwd, self.link = "", ""
        self.default = self.random.choice(VERSIONS)
        self.make_modules()
        if self.often(0.3):
            if self.often(0.6):
                self.files[".go-version"] = self.random.choice(VERSIONS) + "\n"
            else:
                self.env["GOVERN_VERSION"] = self.random.choice(VERSIONS)
        self.setting("GOTOOLCHAIN", 0.4, SETTINGS)
        self.setting("GOFLAGS", 0.25, FLAGS)
        self.setting("GO111MODULE", 0.15, ["on", "off", "auto", "auto", "ON"])
        self.setting("GOWORK", 0.12, ["off", "auto", "go.work", "ROOT/go.work", "ROOT/none.work"])
        self.setting("GOPATH", 0.05, ["relative", "~/go", "ROOT", "ROOT/a"])
        if self.often(0.3):
            for name in self.random.sample(sorted(VALUES), 2):
                self.setting(name, 0.8, VALUES[name])
            self.setting("GOARCH", 0.25, ["386", "arm", "arm64", "mipsle", "ppc64le"])

        if self.often(0.05):
            self.env["GOCACHE"] = self.random.choice(["off", "relative"])
        elif self.often(0.05):
            self.env.update(GOCACHE=None, XDG_CACHE_HOME="relative")
        if not self.goenv and self.often(0.06):
            self.env.update(GOENV=None, XDG_CONFIG_HOME="relative")
            self.files[(self.cwd + "/" if self.cwd else "") + "relative/go/env"] = f"GOFLAGS={self.random.choice(FLAGS)}\n"
        self.setting("GOPROXY", 0.08, ["off", ",", "foo", "ftp://a", "off,direct", "http://127.0.0.1:1|off", "file://ROOT/none"])
        if any(line.startswith("GOPROXY=") for line in self.goenv):
            self.env["GOPROXY"] = None
        self.setting("GOSUMDB", 0.03, ["off", "foo", "sum.golang.org"])
        if "GOARCH" not in self.env and self.often(0.06):
            pair = self.random.choice([("wasip1", "wasm"), ("windows", "arm"), ("bogus", None), (None, "bogus"), ("plan9", "386"), ("linux", "wasm")])
            self.env.update({name: value for name, value in zip(("GOOS", "GOARCH"), pair) if value})
        if "go.mod" in self.files and self.often(0.05):
            name = "go.work" if "go.work" in self.files and self.often(0.5) else "go.mod"
            self.files[name] += f"godebug {self.random.choice(GODEBUGS)}\n"
        if self.often(0.04):
            self.goenv.append("GOROOT=" + self.random.choice(["ROOT/gone", *("SDKS/go" + one + "." + PLATFORM for one in VERSIONS)]))

    def often(self, share):
        return self.random.random() < share

    def setting(self, name, share, values):
        if not self.often(share):
            return
        value = self.random.choice(values)
        if self.often(0.35):
            self.goenv.append(f"{name}={value}" + ("\r" if self.often(0.1) else ""))
        else:
            self.env[name] = value

    def mod_lines(self, toolchains=0.35):
        go = self.random.choice(GO_LINES if self.often(0.2) else USUAL_LINES)
        lines = [] if self.often(0.06) else [f"go {go}"]
        if self.often(toolchains):
            toolchain = self.random.choice(TOOLCHAINS)
            lines.append("toolchain " + ("go" + go if toolchain == "EQUAL" else toolchain))
        if self.often(0.03):
            lines = ["exclude (", "\tgo v1.99.0", ")"] + lines
        if self.often(0.03):
            lines = ["\u00a0" + line for line in lines]
        if self.often(0.03):
            lines = ["// a comment"] * 12000 + lines
        return "\n\n".join(lines) + "\n"

    def make_modules(self):
        kind = self.random.choice(["module"] * 5 + ["workspace"] * 3 + ["none"])
        if kind == "none":
            return
        self.files["alt.mod"] = "module m\n\n" + self.mod_lines()
        self.files["go.mod"] = "module m\n\n" + self.mod_lines()
        if self.often(0.3):
            self.files["a/go.mod"] = "module m/a\n\n" + self.mod_lines()
            self.cwd = self.random.choice(["", "a"])
        if kind == "workspace":
            uses = [folder for folder in (".", "./a") if folder == "." or "a/go.mod" in self.files]
            if self.often(0.15):
                uses = self.random.choice([uses[1:], uses + ["./gone"], uses + uses])
            go = self.random.choice(GO_LINES if self.often(0.2) else USUAL_LINES)
            lines = [f"go {go}"] + ([f"toolchain {self.random.choice(TOOLCHAINS[:-1])}"] if self.often(0.3) else [])
            self.files["go.work"] = "\n".join([*lines, *(f"use {use}" for use in uses)]) + "\n"
            if self.often(0.15):  # no go.mod upwards: with GO111MODULE=auto Go then switches by nothing
                self.env["GO111MODULE"] = "auto"
        if self.often(0.08):
            self.files["far/below/go.mod"] = "module far\n\n" + self.mod_lines()
            self.link = "far/below/deep"  # its parent by name is another than by the system

    def write_files(self, root):
        for name, text in self.files.items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")

    def write(self, root, sdks):
        self.write_files(root)
        folder = root / self.cwd
        if self.link:
            (root / self.link).mkdir()
            (root / "linked").symlink_to(root / self.link)
            folder = root / "linked"
        (folder / "x.go").write_text("package x\n")
        env = {name: value and value.replace("ROOT", str(root)) for name, value in self.env.items()}
        if self.goenv:
            file = root / "goenv"
            lines = [line.replace("=ROOT", f"={root}").replace("SDKS", str(sdks)) for line in self.goenv]
            file.write_text("".join(line + "\n" for line in lines), newline="\n")
            env["GOENV"] = str(file)
        env["PWD"] = str(folder)
        return folder, env

    def __str__(self):
        files = {name: text if len(text) < 400 else text[:20] + "…" + text[-60:] for name, text in self.files.items()}
        return (f"case {self.number}: default {self.default}, cwd {self.link or self.cwd or '.'}\n  files {files}\n"
                f"  env {self.env}\n  GOENV {self.goenv}")


class Verdict:
    """What the real Go does in a folder."""

    def __init__(self, version, build):
        self.said = (version.out + version.err + build.out + build.err).strip()
        self.version = version.out.strip() if version.code == 0 else None
        wanted = re.search(r"go: (?:download|golang\.org/toolchain@v0\.0\.1-)(?: )?(go[^\s:]+?)(?:\.linux-\w+)?(?: for |:)", version.err)
        self.download = wanted.group(1) if wanted else None
        self.neutral = build.code != 0 and bool(NEUTRAL.search(build.err))
        self.refuses = build.code != 0 and not self.neutral


@online
@unittest.skipIf(WINDOWS, "SDKs for Linux")
class Truth(OnlineTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = Home(name="truth", exe=cls.exe)
        cls.addClassCleanup(cls.shared.close)
        cls.shared.env.update(harness.online_environment())
        result = cls.shared.run("install", *VERSIONS, timeout=900)
        if result.code != 0:
            raise AssertionError(result)
        cls.shared.env.pop("GOSUMDB", None)
        cls.shared.env.update(GOPROXY="http://127.0.0.1:1", GOENV="off", GOPATH=str(cls.shared.user / "gopath"),
                              GOCACHE=str(cls.shared.user / "gocache"))

    def setUp(self):
        self.home = self.shared

    def judge(self, folder, env, *args):
        go = self.home.shims / "go"
        return Verdict(self.home.run_program(go, *args, "env", "GOVERSION", cwd=folder, env=env),
                       self.home.run_program(go, *args, "build", cwd=folder, env=env))

    def agrees(self, case):
        """Nothing, or how govern and Go differ."""
        root = self.home.scratch / f"case-{case.number}"
        root.mkdir()
        try:
            return self.differ(case, *case.write(root, self.home.sdks))
        finally:
            shutil.rmtree(root)

    def differ(self, case, folder, env):
        strict = None
        if case.number % 4 == 0:  # before Go, which may write into go.mod
            version = case.random.choice(VERSIONS)
            ran = self.home.run("exec", "--strict", version, "--", "go", "version", cwd=folder, env=env)
            strict = (version, ran)
        shown = self.home.run("why", "--json", cwd=folder, env=env)
        current = self.home.run("current", cwd=folder, env=env)
        if shown.code != 0 or current.code != 0:
            return f"govern: {shown} {current}"
        ends = shown.json["result"]["go_ends_up"]
        go = self.judge(folder, env)
        text = f"\n  why: {json.dumps(ends)}\n  go: {go.version} {go.said}"
        if current.out != ends["go_version"].removeprefix("go") + "\n":
            return f"current says {current.out}" + text
        if bool(ends["failure"]) != ("warning[" in current.err):
            return f"current warns otherwise: {current.err}" + text
        if ends["failure"]:
            if not go.refuses and not go.neutral:
                return "a false alarm" + text
        elif ends["downloads"]:
            if go.download != ends["go_version"]:
                return "another download" + text
        elif go.version != ends["go_version"]:
            return "another version" + text
        elif go.refuses:
            return "Go refuses, why does not" + text
        if go.version is not None and go.version != ends["go_version"]:
            return "another version, although it fails" + text
        case.write_files(self.home.scratch / f"case-{case.number}")  # -mod=mod lets Go write a go line
        return self.strict_differs(strict, folder, env)

    def strict_differs(self, strict, folder, env):
        if strict is None:
            return None
        version, ran = strict
        go = self.judge(folder, env, "+" + version)
        fits = go.version == "go" + version and not go.refuses
        if go.neutral or (ran.code == 0) == fits:
            return None
        return f"--strict {version}: {ran}\n  go: {go.version} {go.said}"

    def test_why_foretells_what_go_does(self):
        seed = os.environ.get("GOVERN_SEED", "22")
        count = harness.count("GOVERN_TRUTH_CASES", 160, 4000)
        cases = [Case(number, seed) for number in range(count)]
        if os.environ.get("GOVERN_TRUTH_CASE"):
            cases = [cases[int(os.environ["GOVERN_TRUTH_CASE"])]]
        wrong = []
        for default in VERSIONS:  # one default of the home at a time
            self.run_ok("default", default)
            mine = [case for case in cases if case.default == default]
            with ThreadPoolExecutor(2) as crew:
                for case, found in zip(mine, crew.map(self.agrees, mine)):
                    if found:
                        wrong.append(f"{case}\n  {found}")
        self.assertFalse(wrong, f"GOVERN_SEED={seed}: {len(wrong)} of {len(cases)}\n" + "\n\n".join(wrong))

    def test_hints_of_go_work_when_typed(self):
        """Each hint that is a command of Go's own, in the situation that printed it."""
        module = "module m\n\n"
        situations = [  # code, default, files, GOENV, the hint
            ("would-fail-setting", "1.22.12", {"go.mod": module + "go 1.20\n"}, "GOTOOLCHAIN=bogus", "go env -w GOTOOLCHAIN=auto"),
            ("would-fail-switched", "1.22.12", {"go.mod": module + "go 1.22\n"}, "GOTOOLCHAIN=go1.21.5", "go env -w GOTOOLCHAIN=auto"),
            ("gotoolchain-set", "1.22.12", {"go.mod": module + "go 1.20\n"}, "GOTOOLCHAIN=go1.21.5", "go env -w GOTOOLCHAIN=auto"),
            ("would-fail-go-setting", "1.20.14", {"go.mod": module + "go 1.20\n"}, "GOFLAGS=foo", "go env -u GOFLAGS"),
            ("would-fail-go-setting", "1.26.10", {"go.mod": module + "go 1.20\n"}, "GOFLAGS=-modfile=none.mod", "go env -u GOFLAGS"),
            ("goflags-unknown", "1.26.10", {"go.mod": module + "go 1.20\n"}, "GOFLAGS=-nosuch", "go env -u GOFLAGS"),
            ("would-fail-go-setting", "1.21.5", {"go.mod": module + "go 1.20\n"}, "GO111MODULE=ON", "go env -u GO111MODULE"),
            ("would-fail-go-setting", "1.26.10", {"go.mod": module + "go 1.20\n"}, "GOEXPERIMENT=foo", "go env -u GOEXPERIMENT"),
            ("would-fail-go-setting", "1.26.10", {"go.mod": module + "go 1.20\n"}, "GOFIPS140=x", "go env -u GOFIPS140"),
            ("would-fail-go-setting", "1.22.12", {"go.mod": module + "go 1.20\n"}, "GOAMD64=v5", "go env -u GOAMD64"),
            ("would-fail-goroot", "1.22.12", {"go.mod": module + "go 1.20\n"}, f"GOROOT={self.home.sdks}/go1.26.10.{PLATFORM}",
             "go env -u GOROOT"),
            ("would-fail-dropped", "1.26.10", {"go.mod": module + "go 1.22\n\ntoolchain default\n"}, "", "go mod edit -toolchain=none"),
            ("would-fail-dropped", "1.21.13", {"go.mod": module + "go 1.21.5\n\ntoolchain go1.21.5\n"}, "", "go mod edit -toolchain=none"),
            ("would-fail-not-listed", "1.22.12", {"go.work": "go 1.22\nuse ./a\n", "a/go.mod": "module a\n\ngo 1.22\n",
                                                  "go.mod": module + "go 1.22\n"}, "", "go work use ."),
            ("would-fail-workspace", "1.26.10", {"go.work": "go 1.21\nuse .\n", "go.mod": module + "go 1.22\n"}, "", "go work use"),
            ("would-not-parse", "1.20.14", {"go.mod": module + "go 1.21.5\n\ntoolchain go1.26.10\n"}, "",
             "go +latest mod edit -go=1.20 -toolchain=none"),
            ("would-not-parse", "1.20.14", {"go.work": "go 1.21.5\nuse .\n", "go.mod": module + "go 1.20\n"}, "",
             "go +latest work edit -go=1.20 -toolchain=none"),
        ]
        for number, (code, default, files, goenv, hint) in enumerate(situations):
            with self.subTest(code=code, hint=hint, default=default):
                root = self.home.scratch / f"hint-{number}"
                for name, text in {**files, "x.go": "package x\n", ".go-version": default + "\n" if default == "1.20.14" else None}.items():
                    if text is not None:
                        (root / name).parent.mkdir(parents=True, exist_ok=True)
                        (root / name).write_text(text)
                (root / "goenv").write_text(goenv + "\n")
                env = {"GOENV": str(root / "goenv"), "GOTOOLCHAIN": None}
                self.run_ok("default", default)
                command = ("doctor",) if code == "gotoolchain-set" else ("current",)
                before = self.home.run(*command, cwd=root, env=env)
                self.assertRegex(before.err + before.out, rf"\[{code}\]", before)
                self.assertIn(f"hint: {hint}\n", before.err + before.out, before)
                self.check(self.home.run_program("/bin/sh", "-c", hint, cwd=root, env=env))
                after = self.home.run(*command, cwd=root, env=env)
                self.assertNotIn(f"[{code}]", after.err + after.out, after)
                if code != "gotoolchain-set":
                    self.assertFalse(self.judge(root, env).refuses, after)


if __name__ == "__main__":
    harness.main()
