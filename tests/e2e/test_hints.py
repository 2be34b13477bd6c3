"""Every hint that is a command is typed in the situation that printed it: afterwards the problem is another or gone.

The settings of Go itself need a real Go: `test_online_truth.py` types those."""

import re
from pathlib import Path

import harness
from worlds import GOFMT, PLATFORM, WorldTest

MESSAGES = re.compile(r"inline constexpr MessageSpec \w+\{(.*?)\};", re.S)
PARTS = re.compile(r'"((?:[^"\\]|\\.)*)"|(,)|(Exit::\w+)')

# Hints that are typed elsewhere, or that only show more.
ELSEWHERE = {
    "online.truth": """would-fail-workspace would-fail-not-listed would-fail-dropped""",
    "e2e.rollback, e2e.upgrade, e2e.compare": """nothing-before no-such-change change-has-no-default never-the-default
        rollback-target-damaged upgrade-older upgrade-needs-pin default-changed pin-changed
        trial-failed trial-timed-out trial-slower trial-before-failed not-put-back upgrade-pending upgrade-put-back
        failed-before check-is-batch no-snapshot""",
    "e2e.like": "like-no-version like-not-a-release like-goenv",
    "e2e.install, e2e.verify, e2e.trust, e2e.faults": """tree-differs sha256-mismatch installed-from-another no-evidence log-differs
        holds-another file-is-no-list archive-gone platform-not-told not-enough-space in-use receipt-incomplete receipt-differs no-space proof-wrong
        archive-hostile archive-damaged archive-unreadable receipt-malformed no-such-version""",
    "e2e.friction, e2e.bad_input": "only-in-official no-inodes",
    "e2e.adopt, e2e.prune, e2e.audit": """no-go-there adopt-damaged adopt-unproved not-a-vulnerability-database prune-needs-under
        prune-needs-yes vulnerabilities-old""",
    "e2e.link": "link-gone link-exists link-is-default link-not-in-file rollback-target-unverified",
    "e2e.rebuild": "rebuild-host-missing rebuild-sources-differ rebuild-no-space rebuild-differs rebuild-overtaken",
    "e2e.tool": "program-not-in-sdk tool-bad-version tool-needs-sdk tool-does-not-fit tool-not-installed tool-shadowed",
    "e2e.homes, e2e.accounts, e2e.bad_input": "log-not-written no-home home-shared",
    "e2e.shells, e2e.setup, e2e.pwsh_*, e2e.cmd": "shell-cannot-hold use-needs-version path-too-long path-long-for-cmd path-long-for-old-tools",
    "e2e.mirror, e2e.mirror_from": "not-a-mirror mirror-damaged mirror-unlisted mirror-spec-needed ci-cache-differs ci-cache-wrong",
    "e2e.ci": "ci-cannot-hold ci-file-unknown nothing-to-cache",
    "only shows more": """go-switches-here wrong-part vulnerabilities-damaged goproxy-malformed log-unreachable no-such-link
        usage nothing-to-run""",
    "other systems": "no-loader cannot-start batch-refused",
    "a name only, as an example": "default-malformed",
    "e2e.told, e2e.verify: another version for the project, or another word for the command": "project-needs-newer not-installed nothing-to-install",
}


def commands_of_the_catalogue():
    """Code to hint, of those that are a command as they stand."""
    root = Path(__file__).resolve().parents[2]
    out = {}
    for file in [*root.glob("lib/**/messages.hpp"), *root.glob("cli/**/messages.hpp")]:
        for body in MESSAGES.findall(file.read_text(encoding="utf-8")):
            fields = [""]
            for text, comma, exit_code in PARTS.findall(body):
                if comma:
                    fields.append("")
                else:
                    fields[-1] += text or exit_code
            if len(fields) > 3 and re.match(r"(govern|go) ", fields[3]):
                out[fields[0]] = fields[3]
    return out


@harness.posix_only
class Hints(WorldTest):
    TYPED = set()
    MARK = "====again===="

    @classmethod
    def fill(cls, world):
        for version in ("1.20.14", "1.21.5", "1.22.12", "1.26.1"):
            world.add(version, PLATFORM, embedded=True)
        world.add("1.98.1", PLATFORM, site=False)
        world.add("1.98.2", PLATFORM, site=False)

    def setUp(self):
        super().setUp()
        self.use_site()
        self.home.env["GOENV"] = "off"
        self.home.env["SHELL"] = "/bin/bash"

    def type(self, line, again, env):
        """The line in a shell that was set up, and then the command once more: what both say."""
        ready = (self.home.shims / "govern").exists()
        words = " ".join(f"'{word}'" for word in ("govern", *again))
        script = "\n".join(('eval "$(govern init bash)"' if ready else 'govern() { "$GOVERN" "$@"; }', line, f"echo {self.MARK}",
                            words + " 2>&1"))
        return self.home.run_program("/bin/bash", "-c", script, env={**env, "GOVERN": str(self.home.exe)}, timeout=300)

    def works(self, code, *command, env=None, hint=None):
        """`command` ends with that error or warning; its hints are typed one behind the other."""
        env = env or {}
        result = self.home.run(*command, env=env)
        said = result.err + result.out
        self.assertRegex(said, rf"(?:error|warning|found)\[{code}\]", result)
        block = re.search(rf"\[{code}\].*?(?=\n(?:error|warning|found)\[|\Z)", said, re.S).group(0)
        hints = re.findall(r"^hint: (.*)$", block, re.M)
        self.assertTrue(hints, result)
        if hint:
            self.assertEqual("; ".join(hints), hint, result)
        after = self.type("\n".join(hints), command, env)
        self.assertNotIn(f"[{code}]", after.out.rpartition(self.MARK)[2], f"{hints}\n{after}")
        self.TYPED.add(code)

    def no_default(self):
        (self.home.state / "default").unlink()

    def test_nothing_is_chosen(self):
        self.works("no-version-chosen", "current", hint="govern install latest")
        self.no_default()
        self.works("no-version-chosen", "current", hint="govern default latest")

    def test_no_system_go(self):
        self.run_ok("install", "1.22.12")
        self.works("no-system-go", "current", env={"GOVERN_VERSION": "system"}, hint="unset GOVERN_VERSION")
        self.home.write(".go-version", "system\n")
        self.works("no-system-go", "current", hint="govern pin latest")
        (self.home.work / ".go-version").unlink()
        (self.home.state / "default").write_text("system\n")
        self.works("no-system-go", "current", hint="govern default latest")

    def test_no_system_go_and_nothing_installed(self):
        self.home.write(".go-version", "system\n")
        self.works("no-system-go", "current", hint="govern install latest; govern pin latest")

    def test_what_is_not_installed(self):
        self.run_ok("install", "1.26.1")
        self.home.write(".go-version", "1.22.12\n")
        self.works("wanted-not-installed", "current", hint="govern install 1.22.12")
        self.works("pinned-not-installed", "pin", "1.20.14", hint="govern install 1.20.14")

    def test_version_files(self):
        self.run_ok("install", "1.22.12")
        self.home.write(".go-version", "# nothing\n")
        self.works("empty-version-file", "current", hint="govern pin latest")

    def test_a_go_line_above_what_runs(self):
        self.run_ok("install", "1.22.12", "1.26.1")
        self.run_ok("default", "1.22.12")
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        self.works("would-fail", "current", env={"GOVERN_VERSION": "1.22.12"}, hint="govern use 1.26")
        hints = self.run_fails(1, "pin", "1.22.12", error="pin-forbidden").err
        self.assertIn("hint: govern pin 1.22.12 --force\n", hints)
        self.assertIn("hint: where the code needs no newer Go: go mod edit -go=1.22.12 go.mod\n", hints)
        self.home.write("go.mod", "module m\n\ngo\t1.26\n")
        below = self.home.work / "cmd"
        below.mkdir()
        for folder, file in ((self.home.work, "go.mod"), (below, "../go.mod")):
            hints = self.run_fails(1, "pin", "1.22.12", error="pin-forbidden", cwd=folder).err
            self.assertIn(f"go mod edit -go=1.22.12 {file}\n", hints)
        self.run_ok("pin", "1.22.12", "--force")
        self.works("would-fail", "current", hint="govern pin 1.26")

    def test_what_beats_a_change(self):
        self.run_ok("install", "1.22.12", "1.26.1")
        self.works("no-effect-here", "pin", "1.22.12", env={"GOVERN_VERSION": "1.26.1"}, hint="govern use --unset")
        self.home.write(".go-version", "1.26.1\n")
        self.works("no-effect-here", "default", "1.22.12", hint="govern pin 1.22.12")

    def test_a_language_taken_for_a_release(self):
        self.run_ok("install", "1.21.5")
        (self.sdk("1.21.5") / "go.env").write_text("GOTOOLCHAIN=auto\n")
        self.home.write("go.mod", "module m\n\ngo 1.22\n")
        self.works("would-fail-name", "current", hint="govern install 1.22")

    def test_a_toolchain_that_is_to_be_on_path(self):
        self.run_ok("install", "1.21.5")
        self.home.write("go.mod", "module m\n\ngo 1.20\n")
        self.works("would-fail-path", "current", env={"GOTOOLCHAIN": "go1.26.1+path"}, hint="govern install 1.26.1")
        said = self.home.run("current", env={"GOPATH": str(self.home.work)}).err
        self.assertIn("[would-fail-gopath]", said)
        self.assertIn(f"while {self.home.work / 'go.mod'} exists", said)

    def test_settings_in_variables(self):
        self.run_ok("install", "1.22.12")
        self.home.write("go.mod", "module m\n\ngo 1.20\n")
        for name, value, code in (("GOTOOLCHAIN", "bogus", "would-fail-setting"), ("GOWORK", "nope", "would-fail-go-setting"),
                                  ("GOFLAGS", "-nosuch", "goflags-unknown"), ("GO111MODULE", "ON", "would-fail-go-setting"),
                                  ("GOPATH", "~/go", "would-fail-go-setting")):
            self.works(code, "current", env={name: value}, hint=f"unset {name}")
        known = {"GOTOOLCHAIN": "go1.20.14", "GOSUMDB": "sum.golang.org"}  # Go knows no log of ours
        self.works("gotoolchain-set", "doctor", env=known, hint="unset GOTOOLCHAIN")
        self.works("would-fail-download", "current", env={**known, "GOPROXY": "off"}, hint="govern install 1.20.14; unset GOPROXY")
        self.home.write("go.mod", "module m\n\ngo 1.26\n")
        self.works("would-fail-switched", "current", env={"GOTOOLCHAIN": "local"}, hint="unset GOTOOLCHAIN")

    def test_settings_of_the_checksum_database(self):
        self.use_proxy()
        del self.home.env["GOVERN_MIRROR"]
        for value, code, version in (("off", "sumdb-off", "1.98.1"), ("nonsense", "gosumdb-malformed", "1.98.2")):
            self.works(code, "install", version, env={"GOSUMDB": value}, hint="unset GOSUMDB")

    def test_a_removed_sdk_that_was_handed_over(self):
        self.run_ok("install", "1.22.12", "1.26.1")
        env = {"GOROOT": str(self.sdk("1.22.12")), "GOTOOLCHAIN": "local", "GOVERN_GOTOOLCHAIN": "local"}
        self.run_ok("default", "1.26.1")
        self.run_ok("uninstall", "1.22.12", "--force")
        self.assertIn("handed-over-gone", self.check(self.home.shim("go", "version", env=env), 4).err)
        self.run_fails(4, "install", env=env, error="handed-over-gone")
        self.works("handed-over-gone", "current", env=env, hint="govern install 1.22.12")

    def test_a_program_that_the_sdk_lacks(self):
        self.run_ok("install", "1.22.12")
        (self.sdk("1.22.12") / "bin" / GOFMT).unlink()
        result = self.check(self.home.shim("gofmt"), 1, "no-such-program")
        self.assertIn("hint: govern repair 1.22.12", result.err)
        self.check(self.home.run("repair", "1.22.12"))
        self.check(self.home.shim("gofmt"))
        self.TYPED.add("no-such-program")

    def test_zz_every_command_of_the_catalogue(self):
        """Last: what the others typed, and what is said above of the rest."""
        said = {code for codes in ELSEWHERE.values() for code in codes.split()}
        commands = commands_of_the_catalogue()
        self.assertGreater(len(commands), 40)
        typed = Path(__file__).read_text(encoding="utf-8")
        left = {code: hint for code, hint in commands.items() if code not in said and f'"{code}"' not in typed}
        self.assertEqual(left, {}, "a hint that nobody types")


if __name__ == "__main__":
    harness.main()
