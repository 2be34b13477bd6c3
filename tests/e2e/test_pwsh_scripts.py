"""scripts/quickstart.ps1, test.ps1 and toolchain.ps1 in a real PowerShell, with stand-ins for Visual C++ and the build tools."""

import os
import shutil

import harness
import powershell
from harness import needs_shell
from pwshtest import PowerShellTest, word

SCRIPTS = ("quickstart.ps1", "test.ps1", "toolchain.ps1")
LOG = "build/msvc/Testing/Temporary/LastTest.log"


@needs_shell("pwsh")
@harness.posix_only  # Wine 8 finds no program by its bare name on PATH, so no stand-in either
class BuildScripts(PowerShellTest):
    def setUp(self):
        super().setUp()
        self.root = self.home.scratch / "a clone"
        (self.root / "scripts").mkdir(parents=True)
        for name in SCRIPTS:
            shutil.copy2(powershell.REPOSITORY / "scripts" / name, self.root / "scripts")
        self.tools = self.home.scratch / "tools"
        self.tools.mkdir()
        self.calls = self.home.scratch / "calls"
        self.calls.touch()
        self.home.env.update({"PATH": f"{self.tools}{os.pathsep}/usr/bin:/bin", "NUMBER_OF_PROCESSORS": "2",
                              "ProgramFiles(x86)": str(self.home.scratch / "x86")})
        for name in ("CI", "VCPKG_ROOT"):
            self.home.env.pop(name, None)

    def tool(self, name, code="", folder=None):
        file = (folder or self.tools) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'#!/bin/sh\necho "{file.name} $*" >>"{self.calls}"\n{code}\n')
        file.chmod(0o755)

    def run_script(self, name, *words, env=None):
        """What it printed, and its exit code; the session must be as it was before."""
        # `Path` and `PATH` are two variables here, and one on Windows, for which the scripts are.
        script = ("function state { (Get-ChildItem env: | Where-Object Name -cne 'Path' | ForEach-Object { $_.Name + '=' + $_.Value }) -join '|' }\n"
                  f"$before = state; $folder = $PWD.Path\n& {word(self.root / 'scripts' / name)} {' '.join(words)}\n"
                  "\"code=$LASTEXITCODE\"; if ((state) -cne $before -or $PWD.Path -cne $folder) { 'the session changed' }")
        lines = self.lines(script, init=False, code=None, env=env)
        self.assertNotIn("the session changed", lines)
        at = next(i for i, line in enumerate(lines) if line.startswith("code="))
        return lines[:at], int(lines[at][5:])

    def called(self):
        return self.calls.read_text().splitlines()

    def build_tools(self):
        for name in ("cmake", "ninja", "git", "python"):
            self.tool(name)
        return {"VCPKG_ROOT": "/vcpkg"}

    def test_what_is_missing_is_named(self):
        self.home.env["PATH"] = str(self.tools)
        for name, tools in (("quickstart.ps1", ("cmake", "ninja", "git")), ("test.ps1", ("cmake", "ninja", "git", "python"))):
            printed, code = self.run_script(name)
            self.assertEqual(code, 1)
            text = "\n".join(printed).lower()
            for tool in (*tools, "vcpkg_root", "visual studio 2022"):
                self.assertIn(tool, text)

    def test_no_visual_studio_is_said(self):
        printed, code = self.run_script("quickstart.ps1", env=self.build_tools())
        self.assertEqual((code, self.called()), (1, []))
        self.assertIn("No Visual C++ found: winget install Microsoft.VisualStudio.2022.BuildTools", "\n".join(printed))

    def test_the_environment_of_visual_studio_ends_with_the_script(self):
        env = self.build_tools()
        self.tool("vswhere.exe", f"echo '{self.home.scratch}/vs'", self.home.scratch / "x86/Microsoft Visual Studio/Installer")
        self.tool("cmd", "printf 'INCLUDE=of visual studio\\r\\nVCPKG_ROOT=/its/own\\r\\n'")
        self.tool("cmake", 'echo "include=$INCLUDE vcpkg=$VCPKG_ROOT"; [ "$1" != --build ] || exit 5')
        printed, code = self.run_script("quickstart.ps1", env=env)
        self.assertEqual(code, 5, printed)
        self.assertIn("include=of visual studio vcpkg=/vcpkg", printed)
        self.assertIn("cmake --preset msvc -DBUILD_TESTING=OFF", self.called())

    def test_the_tests_end_as_ctest_does(self):
        env = self.build_tools()
        self.tool("cl")
        (self.root / LOG).parent.mkdir(parents=True)
        (self.root / LOG).write_text("SKIPPED b: no disk\nran\nSKIPPED a: no net\nSKIPPED b: no disk\n")
        for status in (0, 8):
            self.tool("ctest", f"exit {status}")
            printed, code = self.run_script("test.ps1", "-R", "unit", env=env)
            self.assertEqual(code, status, printed)
            self.assertEqual(printed[-3:], ["== skipped", "SKIPPED a: no net", "SKIPPED b: no disk"])
        self.assertEqual(self.called()[-1], "ctest --test-dir build/msvc --output-on-failure -j 2 -R unit")

    def test_quickstart_installs_and_runs_a_go(self):
        env = self.build_tools()
        self.tool("cl")
        built = self.root / "build/msvc/bin"
        self.tool("govern.exe", f'mkdir -p "$2/shims"; printf "#!/bin/sh\\necho go ran \\$*\\n" >"$2/shims/go"; chmod 755 "$2/shims/go"',
                  self.home.scratch)
        self.tool("cmake", f'[ "$1" != --build ] || {{ mkdir -p "{built}"; cp "{self.home.scratch}/govern.exe" "{built}"; }}')
        # `;` separates no folders here: the shims are found under this name of Windows' variable alone.
        self.tool("go", f'exec "{self.root}/build/quickstart-home/shims/go" "$@"')
        printed, code = self.run_script("quickstart.ps1", "-Spec", "1.22", env=env)
        self.assertEqual(code, 0, printed)
        self.assertIn("go ran version", printed)
        self.assertIn("go ran env GOROOT", printed)
        self.assertIn(f"govern.exe --home {self.root}/build/quickstart-home install 1.22", self.called())
        self.assertEqual(self.run_script("quickstart.ps1", "-Clean", env=env)[1], 0)
        self.assertFalse((self.root / "build/quickstart-home").exists())


if __name__ == "__main__":
    harness.main()
