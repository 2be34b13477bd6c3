"""env and ci: what later steps of a job get, in each host's own format."""

import re
import shutil

import harness
from cihosts import environment_file
from harness import EXE_SUFFIX, WINDOWS, GovernTest, native, needs_root, posix_only

PLATFORM = ("windows" if WINDOWS else "linux") + "-amd64"


class CiTest(GovernTest):
    def setUp(self):
        super().setUp()
        self.name = f"go1.22.5.{PLATFORM}"
        self.sdk = self.home.sdks / self.name
        (self.sdk / "bin").mkdir(parents=True)
        program = self.sdk / "bin" / ("go" + EXE_SUFFIX)
        program.write_bytes(b"MZ" if WINDOWS else b"#!/bin/sh\necho go1.22.5\n")
        program.chmod(0o755)
        self.home.receipts.mkdir()
        (self.home.receipts / f"{self.name}.json").write_text("{}")
        self.home.write(".go-version", "1.22.5\n")
        self.goroot = native(self.sdk)
        self.bin = native(self.sdk / "bin")
        self.variables = {"GOROOT": self.goroot, "GOTOOLCHAIN": "local", "GOVERN_GOTOOLCHAIN": "local"}


class Env(CiTest):
    def test_json(self):
        result = self.run_ok("env", "--json").json["result"]
        self.assertEqual(result, {"version": "1.22.5", "path_entry": self.bin, "unverified": False, "variables": self.variables})

    def test_a_version_by_name(self):
        self.run_fails(4, "env", "1.99.9")
        self.assertIn("1.22.5", self.run_ok("env", "1.22", "--shell", "bash", cwd=self.home.user).out)

    def test_every_shell_gets_its_own_lines(self):
        for shell, line in {"bash": "export GOTOOLCHAIN='local'", "fish": "set -gx GOTOOLCHAIN 'local'",
                            "pwsh": "$env:GOTOOLCHAIN = ('local')", "cmd": '@set "GOTOOLCHAIN=local"'}.items():
            self.assertIn(line, self.run_ok("env", "--shell", shell).out)
        self.run_fails(2, "env", "--shell", "tcsh", error="unknown-shell")


class GitHub(CiTest):
    def setUp(self):
        super().setUp()
        self.files = {name: self.home.scratch / name for name in ("GITHUB_PATH", "GITHUB_ENV", "GITHUB_OUTPUT")}
        for file in self.files.values():
            file.write_bytes(b"")
        self.env = {"GITHUB_ACTIONS": "true", **{name: native(file) for name, file in self.files.items()}}

    def test_files(self):
        result = self.run_ok("ci", env=self.env)
        self.assertEqual(result.out, "")
        self.assertEqual(self.files["GITHUB_PATH"].read_bytes().decode(), self.bin + "\n")
        self.assertEqual(environment_file(self.files["GITHUB_ENV"].read_bytes()), self.variables)
        outputs = environment_file(self.files["GITHUB_OUTPUT"].read_bytes())
        self.assertEqual(outputs["go-version"], "1.22.5")
        self.assertEqual(outputs["cache-key"], f"govern-{PLATFORM}-go1.22.5")
        self.assertEqual(outputs["cache-paths"], native(self.home.cache / "ci" / f"{self.name}.tar"))

    def test_what_is_there_stays_even_without_a_last_line_end(self):
        self.files["GITHUB_ENV"].write_text("OTHER=1")
        self.run_ok("ci", env=self.env)
        self.assertEqual(environment_file(self.files["GITHUB_ENV"].read_bytes()), {"OTHER": "1", **self.variables})

    def test_a_file_that_powershell_5_made_utf16_is_refused(self):
        before = "OTHER=1\r\n".encode("utf-16")
        self.files["GITHUB_OUTPUT"].write_bytes(before)
        self.run_fails(1, "ci", env=self.env, error="ci-file-utf16")
        self.assertEqual(self.files["GITHUB_OUTPUT"].read_bytes(), before)
        self.assertEqual(self.files["GITHUB_ENV"].read_bytes(), b"")

    def test_a_dotenv_report_that_cannot_be_is_an_error_before_anything_is_written(self):
        report = self.home.work / "build.env"
        report.write_bytes("OTHER=1\r\n".encode("utf-16"))
        holds = "'" not in self.goroot
        self.run_fails(1, "ci", "--dotenv", "build.env", env=self.env, error="ci-file-utf16" if holds else "ci-cannot-hold")
        for file in self.files.values():
            self.assertEqual(file.read_bytes(), b"")

    def test_a_missing_file_variable_is_an_error_before_anything_is_written(self):
        self.run_fails(1, "ci", env={**self.env, "GITHUB_PATH": None}, error="ci-file-unknown")
        self.assertEqual(self.files["GITHUB_ENV"].read_bytes(), b"")

    def test_a_file_that_cannot_be_written_is_an_error_before_anything_is_written(self):
        env = {**self.env, "GITHUB_PATH": native(self.home.scratch / "none" / "path")}
        self.assertEqual(self.home.run("ci", env=env).code, 1)
        self.assertEqual(self.files["GITHUB_ENV"].read_bytes(), b"")
        self.assertEqual(self.files["GITHUB_OUTPUT"].read_bytes(), b"")

    def test_hostile_home(self):
        if WINDOWS:
            self.skipTest("Windows has no line ends in names")
        home = self.home.scratch / "a\nGOROOT=evil"
        home.mkdir()
        (home / "sdks").symlink_to(self.home.sdks)
        (home / "receipts").symlink_to(self.home.receipts)
        self.run_fails(1, "--home", str(home), "ci", env=self.env, error="ci-cannot-hold")


class Colon(CiTest):
    """PATH ends an entry at it: the SDK's folder would be two that do not exist."""

    @posix_only
    def test_a_home_that_path_cannot_name(self):
        home = self.home.scratch / "x:y"
        self.home.home.rename(home)
        file = self.home.scratch / "file"
        file.write_text("")
        env = {name: str(file) for name in ("GITHUB_PATH", "GITHUB_ENV", "GITHUB_OUTPUT")}
        folder = str(home / "sdks" / self.name / "bin")
        for host in ("github", "azure", "jenkins", "gitlab", "plain"):
            result = self.run_fails(1, "--home", str(home), "ci", "--for", host, "--dotenv", str(file), env=env, error="ci-cannot-hold")
            self.assertIn(f"the SDK's folder {folder}", result.err)
            self.assertEqual((result.out, file.read_text()), ("", ""))
        result = self.run_fails(1, "--home", str(home), "env", error="shims-not-representable")
        self.assertIn(f"the folder {folder} cannot", result.err)
        self.assertNotIn("the shims folder", result.err)

    @posix_only
    def test_a_carriage_return_would_end_githubs_line(self):
        home = self.home.scratch / "x\ry"
        self.home.home.rename(home)
        file = self.home.scratch / "file"
        file.write_text("")
        env = {name: str(file) for name in ("GITHUB_PATH", "GITHUB_ENV", "GITHUB_OUTPUT")}
        self.run_fails(1, "--home", str(home), "ci", "--for", "github", env=env, error="ci-cannot-hold")
        self.assertEqual(file.read_text(), "")


class Others(CiTest):
    def test_azure(self):
        out = self.run_ok("ci", env={"TF_BUILD": "True"}).out
        decoded = [re.sub("%0D", "\r", re.sub("%0A", "\n", line)).replace("%AZP25", "%") for line in out.splitlines()]
        self.assertIn(f"##vso[task.prependpath]{self.bin}", decoded)
        self.assertIn(f"##vso[task.setvariable variable=GOROOT]{self.goroot}", decoded)
        self.assertIn(f"##vso[task.setvariable variable=GOVERN_CACHE_KEY;isOutput=true]govern-{PLATFORM}-go1.22.5", decoded)

    def test_jenkins(self):
        lines = self.run_ok("ci", env={"JENKINS_URL": "https://ci.example/"}).out.splitlines()
        self.assertEqual(lines, [f"{k}={v}" for k, v in self.variables.items()] + [f"PATH+GOVERN={self.bin}"])

    def test_gitlab(self):
        env = {"GITLAB_CI": "true"}
        out = self.run_ok("ci", "--shell", "sh", env=env).out
        self.assertIn("export GOTOOLCHAIN='local'", out)
        if "'" in self.goroot:
            self.run_fails(1, "ci", "--dotenv", "build.env", env=env, error="ci-cannot-hold")
        home = self.new_home("plain")
        (home.sdks / self.name / "bin").mkdir(parents=True)
        (home.sdks / self.name / "bin" / ("go" + EXE_SUFFIX)).write_bytes(b"MZ")
        home.receipts.mkdir()
        (home.receipts / f"{self.name}.json").write_text("{}")
        self.check(home.run("ci", "1.22.5", "--dotenv", "build.env", env=env))
        lines = (home.work / "build.env").read_text().splitlines()
        self.assertIn("GOTOOLCHAIN=local", lines)
        self.assertIn(f"GOVERN_CACHE_KEY=govern-{PLATFORM}-go1.22.5", lines)

    @posix_only
    def test_plain_lines_work_in_a_shell(self):
        script = f'eval "$(\'{str(self.home.exe)}\' ci --shell sh)"; command -v go; go'
        result = self.home.run_program("/bin/sh", "-c", script)
        self.assertEqual(result.out.splitlines(), [self.bin + "/go", "go1.22.5"], result)

    def test_for_names_the_host(self):
        self.assertIn("##vso", self.run_ok("ci", "--for", "azure").out)
        self.run_fails(2, "ci", "--for", "travis", error="unknown-ci-host")

    def test_json_is_the_same_everywhere(self):
        result = self.run_ok("ci", "--json", "--for", "plain").json["result"]
        self.assertEqual(result["variables"], self.variables)
        self.assertEqual(result["path_entry"], self.bin)

    def test_no_colour_and_no_question(self):
        result = self.run_ok("--color", "always", "ci", "--for", "azure")
        self.assertNotIn("\x1b", result.out)

    def test_a_cache_of_what_is_not_installed(self):
        self.home.write(".go-version", "1.26.10\n")
        shutil.rmtree(self.home.sdks)
        self.run_fails(4, "ci", "--cache", error="wanted-not-installed")

    def test_cache_key_before_anything_is_installed(self):
        self.home.write(".go-version", "1.26.10\n")
        self.assertEqual(self.run_ok("ci", "--cache-key").out, f"govern-{PLATFORM}-go1.26.10\n")
        self.assertEqual(self.run_ok("ci", "--cache-key", "1.21.3").out, f"govern-{PLATFORM}-go1.21.3\n")
        paths = self.run_ok("ci", "--cache-paths").out.splitlines()
        self.assertEqual(paths, [native(self.home.cache / "ci" / f"go1.26.10.{PLATFORM}.tar")])
        self.run_fails(2, "ci", "--cache-key", "--cache-paths", error="usage")


@posix_only
class Containers(CiTest):
    @needs_root
    def test_read_only_home_as_another_user(self):
        """GOVERN_HOME and PATH are enough, for any user, without a home folder and without writing."""
        for folder in [self.home.scratch, *self.home.scratch.rglob("*")]:
            if folder.is_dir() and not folder.is_symlink():
                folder.chmod(0o755)

        env = {"GOVERN_HOME": str(self.home.home), "HOME": None}
        before = self.home.tree()
        for words in (["env", "--shell", "sh"], ["ci", "--for", "plain", "--shell", "sh"], ["list"], ["current"]):
            running = self.home.start(self.home.exe, *words, env=env, as_nobody=True)
            self.check(running.wait())
        self.assertEqual(self.home.tree(), before)


if __name__ == "__main__":
    harness.main()
