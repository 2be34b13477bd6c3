"""doctor and its repairs; under Wine with real registry keys of the test's own prefix."""

import os
import shutil

import harness
import powershell
from harness import native, posix_only, windows_only
from shelltest import ShellTest

ENVIRONMENT = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
UNINSTALL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
FILE_SYSTEM = r"HKLM\SYSTEM\CurrentControlSet\Control\FileSystem"


class DoctorTest(ShellTest):
    def setUp(self):
        super().setUp()
        self.home.env["CGO_ENABLED"] = "0"
        # The shims of both versions; what is stored for the account comes back afterwards.
        self.run_ok("setup")
        self.addCleanup(self.home.run, "setup", "--undo")

    def doctor(self, *options, **more):
        """The result; its exit code says whether something changes which Go runs, or can be repaired."""
        answer = self.home.run("doctor", "--json", *options, **more)
        faults = [one for one in answer.json["result"]["found"]
                  if (one["changes_go"] and not one["fix_repairs"] if "--fix" in options else one["changes_go"] or one["fix_repairs"])]
        self.assertEqual(answer.code, 1 if faults else 0, answer)
        return answer.json["result"]

    def found(self, code, *options, **more):
        """The findings of this code."""
        return [one for one in self.doctor(*options, **more)["found"] if one["code"] == code]


class Everywhere(DoctorTest):
    def test_the_healthy_and_every_go(self):
        self.assertEqual(len(self.found("no-version-chosen")), 1)
        self.run_ok("default", "1.22.5")
        result = self.doctor()
        self.assertEqual([one for one in result["found"] if one["code"] != "long-paths-off"], [])
        self.assertEqual(result["go_on_path"], [native(self.home.shims / ("go" + harness.EXE_SUFFIX))])
        other = self.home.scratch / "sdk" / "bin"
        other.mkdir(parents=True)
        shutil.copy(self.home.shims / ("gofmt" + harness.EXE_SUFFIX), other / ("go" + harness.EXE_SUFFIX))
        self.home.set_path(other, self.home.shims)
        result = self.doctor()
        self.assertEqual(len(result["go_on_path"]), 2)
        self.assertIn("go-shadowed", [one["code"] for one in result["found"]])

    def test_what_keeps_go_from_running_here(self):
        self.home.write(".go-version", "1.98.9\n")
        self.assertEqual(len(self.found("wanted-not-installed")), 1)
        self.home.write(".go-version", "junk\n")
        self.assertEqual(len(self.found("bad-version-file")), 1)
        (self.home.work / ".go-version").unlink()
        self.assertEqual(self.found("bad-version-file"), [])

    def test_what_is_mended_is_told_with_its_backup(self):
        self.run_ok("default", "1.22.5")
        settings = self.home.write("goenv", "GOROOT=/nowhere\nGOFLAGS=-v\n")
        (self.home.shims / ("gofmt" + harness.EXE_SUFFIX)).unlink()
        self.assertIn("[would-fail-goroot]", self.home.run("current", env={"GOENV": native(settings)}).err)
        self.assertEqual(self.home.run("doctor", env={"GOENV": native(settings)}).out.count("GOROOT=/nowhere"), 1)
        said = self.run_ok("doctor", "--fix", env={"GOENV": native(settings)}).out
        self.assertRegex(said, r"(?m)^fixed: .* \(backup: .*\)$")
        self.assertRegex(said, r"(?m)^fixed: [^()]*$")
        self.assertEqual(settings.read_text(), "GOFLAGS=-v\n")

    def test_the_shims_of_another_home_come_first(self):
        found = self.found("other-home", env={"GOVERN_HOME": native(self.home.scratch / "other home")})
        self.assertTrue(found[0]["message"].endswith(native(self.home.home)), found)

    def test_another_govern_on_path(self):
        self.assertEqual(self.found("other-govern"), [])
        folder = self.home.scratch / "newer"
        folder.mkdir()
        other = folder / ("govern" + harness.EXE_SUFFIX)
        shutil.copy(self.home.exe, other)
        self.home.set_path(self.home.shims, folder)
        self.assertEqual(self.found("other-govern"), [])
        with other.open("ab") as file:
            file.write(b"newer")
        self.assertIn(native(other), self.found("other-govern")[0]["message"])
        # Scoop's stand-in is judged by what it starts.
        (folder / "govern.shim").write_text(f'path = "{native(self.home.exe)}"\n')
        self.assertEqual(self.found("other-govern"), [])

    def test_every_code_is_explained(self):
        self.home.env["GOROOT"] = native(self.home.scratch)
        (self.home.user / ".gvm").mkdir()
        codes = [one["code"] for one in self.doctor()["found"]]
        self.assertIn("goroot-set", codes)
        self.assertIn("other-manager", codes)
        for code in codes:
            self.run_ok("explain", code)

    def test_the_exit_code_is_not_for_notes(self):
        """1 where another Go runs than was chosen, or none, or --fix has something to do; 0 where it only has notes."""
        self.run_ok("default", "1.22.5")
        self.assertIn("nothing keeps the right Go from running", self.run_ok("doctor").out)
        (self.home.user / ".gvm").mkdir()
        noted = self.run_ok("doctor")
        self.assertIn("found[other-manager]", noted.out)
        self.assertIn("nothing keeps the right Go from running", noted.out)
        stray = self.check(self.home.run("doctor", env={"GOTOOLCHAIN": "go1.99.1"}), 1)
        self.assertNotIn("nothing keeps", stray.out)
        (self.home.shims / ("gofmt" + harness.EXE_SUFFIX)).unlink()
        self.check(self.home.run("doctor"), 1)
        self.check(self.home.run("doctor", "--fix", "--dry-run"), 1)
        self.assertIn("nothing keeps the right Go from running", self.run_ok("doctor", "--fix").out)
        both = self.check(self.home.run("doctor", "--fix", env={"GOTOOLCHAIN": "go1.99.1"}), 1)
        self.assertIn("gotoolchain", both.out)

    def test_missing_shims_come_back(self):
        (self.home.shims / ("go1.22.5" + harness.EXE_SUFFIX)).unlink()
        self.assertEqual(len(self.found("shims-incomplete")), 1)
        self.doctor("--fix")
        self.assertTrue((self.home.shims / ("go1.22.5" + harness.EXE_SUFFIX)).is_file())
        self.assertEqual(self.found("shims-incomplete"), [])

    @posix_only
    def test_the_compiler_and_what_it_is_for(self):
        self.home.env["CGO_ENABLED"] = "1"
        compiler = self.home.scratch / "cc"
        compiler.write_text("#!/bin/sh\necho s390x-ibm-linux-gnu\n")
        compiler.chmod(0o755)
        self.assertIn("s390x-ibm-linux-gnu", self.found("c-compiler-target", env={"CC": compiler})[0]["message"])
        compiler.write_text(f"#!/bin/sh\necho {os.uname().machine}-linux-gnu\n")
        self.assertEqual(self.found("c-compiler-target", env={"CC": compiler}), [])
        self.assertIn(str(compiler), " ".join(self.doctor(env={"CC": compiler})["notes"]))

    @posix_only
    def test_links_of_managers_are_shown_with_their_target(self):
        (self.home.user / ".g" / "1.20").mkdir(parents=True)
        (self.home.user / ".g" / "go").symlink_to("1.20")
        self.assertIn(f"{self.home.user}/.g/go -> {self.home.user}/.g/1.20", self.found("other-manager")[0]["notes"])


@windows_only
class Registry(DoctorTest):
    def reg(self, *words):
        return self.home.run_program(r"C:\windows\system32\reg.exe", *words)

    def add(self, key, name, value, kind="REG_SZ"):
        """A registry value, whose former state comes back."""
        before = self.value(key, name)
        self.check(self.reg("add", key, "/v", name, "/t", kind, "/d", value, "/f"))
        if before:
            self.addCleanup(self.reg, "add", key, "/v", name, "/t", before[0], "/d", before[1], "/f")
        else:
            self.addCleanup(self.reg, "delete", key, "/v", name, "/f")

    def value(self, key, name):
        """Its kind and text; None where there is none."""
        for line in self.reg("query", key, "/v", name).out.splitlines():
            words = line.split(None, 2)
            if len(words) == 3 and words[0].lower() == name.lower():
                return words[1], words[2]
        return None

    def msi(self):
        """What Go's installer leaves: files, the machine PATH and its entry among the programs."""
        root = self.home.scratch / "Program Files" / "Go"
        (root / "bin").mkdir(parents=True)
        (root / "VERSION").write_text("go1.20\n")
        shutil.copy(self.home.shims / "gofmt.exe", root / "bin" / "go.exe")
        _, path = self.value(ENVIRONMENT, "Path")
        self.add(ENVIRONMENT, "Path", path + ";" + native(root / "bin"), "REG_EXPAND_SZ")
        key = UNINSTALL + r"\{11111111-2222-3333-4444-555555555555}"
        self.add(key, "DisplayName", "Go Programming Language amd64 go1.20")
        self.add(key, "InstallLocation", native(root))
        self.addCleanup(self.reg, "delete", key, "/f")
        return root, path

    def script(self, undo=False):
        files = [path for path in (self.home.state / "backups").glob("*-doctor-admin*.ps1")
                 if path.name.endswith("undo.ps1") == undo]
        self.assertEqual(len(files), 1, files)
        powershell.check(self, {files[0].name: files[0].read_text(encoding="utf-8-sig")})
        return files[0]

    def test_setup_says_for_which_shells_it_holds(self):
        self.msi()
        in_cmd = self.home.run_program(r"C:\windows\system32\cmd.exe", "/d", "/c", native(self.home.exe), "setup")
        self.assertIn("warning[go-shadowed]", in_cmd.err)
        with_profile = {"PSModulePath": "x", "PSExecutionPolicyPreference": "RemoteSigned"}
        in_powershell = self.home.run("setup", env=with_profile)
        self.assertNotIn("go-shadowed", in_powershell.err)
        for result in (in_cmd, in_powershell):
            self.check(result)
            self.assertIn("shells that read a profile have it from now on; ", result.err)
            self.assertIn("cmd still finds another go first", result.err)
            self.assertNotIn("shells opened from now on have it", result.err)

    def test_an_msi_ahead_on_the_machine_path(self):
        root, before = self.msi()
        stored = self.value(ENVIRONMENT, "Path")
        found = self.found("machine-path")
        self.assertEqual([one["hints"] for one in found], [["govern doctor --fix"]])
        self.assertIn(native(root / "bin" / "go.exe"), found[0]["message"])
        installer = self.found("go-installer")
        self.assertEqual(installer[0]["hints"], ["msiexec /x {11111111-2222-3333-4444-555555555555}"])
        repairs = self.doctor("--fix")["repairs"]
        self.assertIn(native(self.script()), " ".join(repairs))
        self.assertIn(native(self.script(undo=True)), " ".join(repairs))
        self.assertEqual(self.value(ENVIRONMENT, "Path"), stored, "only an administrator's script may change it")
        line = next(line for line in self.script().read_text("ascii").splitlines() if line.startswith("Set-Checked") and "'Path'" in line)
        self.assertTrue(line.endswith(f" ('{before}') ExpandString"), line)

    @harness.needs_shell("pwsh")
    def test_the_script_for_an_administrator_and_its_undo_run(self):
        self.msi()
        stored = self.value(ENVIRONMENT, "Path")
        fixed = self.check(self.home.run("doctor", "--fix"), 1)  # until that script has run, another Go comes first
        self.assertIn("for what needs an administrator, type in an elevated PowerShell: ", fixed.out)
        script, undo = self.script(), self.script(undo=True)
        self.addCleanup(self.reg, "delete", FILE_SYSTEM, "/f")
        self.check(self.reg("add", FILE_SYSTEM, "/f"))  # Windows has this key, Wine has not
        self.run_by_powershell(script)
        kind, text = self.value(ENVIRONMENT, "Path")
        self.assertEqual(kind, stored[0])
        self.assertNotIn("Program Files\\Go", text)
        self.run_by_powershell(undo)
        self.assertEqual(self.value(ENVIRONMENT, "Path"), stored)

    def run_by_powershell(self, file):
        said = self.home.scratch / "said"
        line = f"& '{native(file)}' *>&1 | Out-File -Encoding utf8NoBOM '{native(said)}'".replace("O'Brien", "O''Brien")
        env = {**powershell.VARIABLES, "DOTNET_EnableWriteXorExecute": "0"}
        words = ("-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "RemoteSigned", "-Command", line + "; exit $LASTEXITCODE")
        run = self.home.run_in_terminal if harness.WINE else self.home.run_program
        exe = {"exe": powershell.find(True)} if harness.WINE else {}
        result = run(*([] if exe else [powershell.find(True)]), *words, env=env, **exe)
        self.assertEqual(result.code, 0, said.read_text() if said.exists() else result)

    def test_an_msi_of_this_account(self):
        key = r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{11111111-2222-3333-4444-666666666666}"
        self.add(key, "DisplayName", "Go Programming Language amd64 go1.20")
        self.addCleanup(self.reg, "delete", key, "/f")
        found = self.found("go-installer")
        self.assertEqual(len(found), 1)
        self.assertTrue(found[0]["message"].endswith("is installed for this account"), found)

    def test_a_path_of_another_type_is_a_finding(self):
        self.add(r"HKCU\Environment", "GOROOT", r"C:\a\0C:\b", "REG_MULTI_SZ")
        self.assertEqual(len(self.found("environment-not-readable")), 1)

    def test_shims_on_the_machine_path_go_first(self):
        root, before = self.msi()
        shims = native(self.home.shims)
        self.add(ENVIRONMENT, "Path", f"{before};{native(root / 'bin')};{shims}", "REG_EXPAND_SZ")
        self.doctor("--fix")
        line = next(line for line in self.script().read_text("ascii").splitlines() if "'Path'" in line)
        self.assertEqual(line.count(f"govern\\shims;{before};"), 1, line)
        self.assertTrue(line.endswith("\\Program Files\\Go\\bin') ExpandString"), line)

    def test_goroot_of_the_account_and_of_the_machine(self):
        self.add(r"HKCU\Environment", "GOROOT", r"C:\old Go")
        self.add(ENVIRONMENT, "GOROOT", r"C:\Go")
        self.assertEqual(len(self.found("goroot-set")), 2)
        self.doctor("--fix")
        self.assertIsNone(self.value(r"HKCU\Environment", "GOROOT"))
        self.assertEqual(self.value(ENVIRONMENT, "GOROOT"), ("REG_SZ", r"C:\Go"))
        backups = [path.read_text() for path in (self.home.state / "backups").glob("*-user-GOROOT")]
        self.assertEqual(backups, [r"C:\old Go"])
        self.assertIn(r"('GOROOT') ('C:\Go') $null", self.script().read_text("ascii"))

    def test_long_paths(self):
        key = r"HKLM\SYSTEM\CurrentControlSet\Control\FileSystem"
        self.add(key, "LongPathsEnabled", "0", "REG_DWORD")
        self.assertEqual(len(self.found("long-paths-off")), 1)
        self.doctor("--fix")
        self.assertIn("('LongPathsEnabled') 0 1 DWord", self.script().read_text("ascii"))
        self.add(key, "LongPathsEnabled", "1", "REG_DWORD")
        self.assertEqual(self.found("long-paths-off"), [])

    def test_defender_is_a_note(self):
        self.add(r"HKLM\SYSTEM\CurrentControlSet\Services\WinDefend", "Start", "2", "REG_DWORD")
        self.assertIn("Add-MpPreference -ExclusionPath", " ".join(self.doctor()["notes"]))
        self.add(r"HKLM\SYSTEM\CurrentControlSet\Services\WinDefend", "Start", "4", "REG_DWORD")
        self.assertNotIn("Add-MpPreference", " ".join(self.doctor()["notes"]))

    def test_an_alias_of_no_bytes(self):
        folder = self.home.user / "AppData" / "Local" / "Microsoft" / "WindowsApps"
        folder.mkdir(parents=True)
        (folder / "go.exe").touch()
        self.assertIn(native(folder / "go.exe"), self.found("app-execution-alias")[0]["message"])

    def test_no_compiler(self):
        self.home.env.pop("CGO_ENABLED")
        found = self.found("no-c-compiler")
        self.assertIn("Go 1.20 and newer then builds without cgo and does not say so", found[0]["notes"])


if __name__ == "__main__":
    harness.main()
