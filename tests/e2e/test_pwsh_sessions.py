"""Sessions in a real PowerShell: use and its undo, exit codes, pipelines, strict modes, scopes, jobs, languages."""

import json

import harness
from harness import needs_shell
from pwshtest import PowerShellTest, word

STRICT = "Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'\n"
# Everything that `use` may change, as text that shows what is unset.
STATE = "function state { foreach ($n in 'GOVERN_VERSION', 'GOROOT', 'PATH') { \"$n=\" + [Environment]::GetEnvironmentVariable($n) } }\n"


@needs_shell("pwsh")
class Sessions(PowerShellTest):
    def setUp(self):
        super().setUp()
        self.set_up()

    def test_use_again_and_undo_is_exact(self):
        script = STRICT + STATE + ("$before = state\ngovern use 1.22.5 2>$null\n$env:GOVERN_VERSION; $env:GOROOT\n"
                                   "govern use 1.20.12 2>$null; $env:GOVERN_VERSION\ngovern use --unset 2>$null\n"
                                   "(state) -join '|' -ceq ($before -join '|'); $null -eq $env:GOROOT")
        self.assertEqual(self.lines(script), ["1.22.5", self.goroot("1.22.5"), "1.20.12", "True", "True"])

    def test_undo_of_odd_values(self):
        odd = "a b'c\"d$HOME`e$(f)%PATH%!^&|\u00e9\U0001f439\u2018\u2019*[x]{y}~#"
        env = {"GOROOT": odd, "GOVERN_VERSION": "1.20.12"}
        script = STATE + "$before = state\ngovern use 1.22.5 2>$null\ngovern use --unset 2>$null\n(state) -join '|' -ceq ($before -join '|')"
        self.assertEqual(self.lines(script, env=env), ["True"])

    def test_exit_codes_as_a_program_has_them(self):
        script = ("govern use 1.99.9 2>$null; \"$? $LASTEXITCODE\"\ngovern use 1.22.5 2>$null; \"$? $LASTEXITCODE\"\n"
                  "govern which nonsense 2>$null; \"$? $LASTEXITCODE\"\ngovern which nonsense 2>$null && 'went on'\n"
                  "govern list >$null && 'and on'\ngovern which nonsense 2>$null || 'or else'\ngovern use --nonsense 2>$null")
        self.assertEqual(self.lines(script, code=2), ["False 4", "True 0", "False 1", "and on", "or else"])

    def test_help_and_json_are_shown_not_run(self):
        out = self.pwsh("govern use --help\n'--'\ngovern --json use 1.22.5 2>$null", code=2).out
        shown, _, answer = out.partition("\n--\n")
        self.assertIn("an installed version, a link, or system", shown)
        self.assertEqual(json.loads(answer)["error"]["code"], "usage")

    def test_pipelines(self):
        script = ("(govern list --json | ConvertFrom-Json).ok\n"
                  "$v = govern which 1.22.5; $v\n'a', 'b' | govern list | Out-Null; $LASTEXITCODE")
        out = self.lines(script)
        self.assertIn("1.22.5", out[1])
        self.assertEqual((out[0], out[2]), ("True", "0"))

    def test_strict_modes(self):
        script = STRICT + ("$PSNativeCommandUseErrorActionPreference = $true\ngovern use 1.22.5 2>$null\n"
                           "try { govern which nonsense 2>$null; 'no error' } catch { 'caught' }\n$env:GOVERN_VERSION")
        self.assertEqual(self.lines(script, code=1), ["caught", "1.22.5"])

    def test_in_a_function_and_a_child_scope(self):
        script = "function f { govern use 1.22.5 2>$null }\nf; $env:GOVERN_VERSION\n& { govern use 1.20.12 2>$null }; $env:GOVERN_VERSION"
        self.assertEqual(self.lines(script), ["1.22.5", "1.20.12"])

    def test_constrained_language(self):
        script = ("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'\ngovern use 1.22.5 2>$null\n$env:GOVERN_VERSION\n"
                  "govern which 1.22.5; govern use --unset 2>$null; \"$LASTEXITCODE\"; \"[$env:GOVERN_VERSION]\"")
        out = self.lines(script)
        self.assertEqual((out[0], *out[2:]), ("1.22.5", "0", "[]"))
        self.assertIn("1.22.5", out[1])

    def test_a_job_and_a_nested_session_take_it_over(self):
        script = ("govern use 1.22.5 2>$null\nStart-Job { $env:GOVERN_VERSION } | Receive-Job -Wait\n"
                  "& ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command '$env:GOVERN_VERSION'")
        if harness.WINE:  # a program without a console of its own says nothing there
            script = script.splitlines()[0] + "\nStart-ThreadJob { $env:GOVERN_VERSION } | Receive-Job -Wait\n$env:GOVERN_VERSION"
        self.assertEqual(self.lines(script), ["1.22.5", "1.22.5"])

    def test_init_twice_is_as_good_as_once(self):
        script = f"$one = $env:PATH\n. {word(self.written('init.ps1'))}\n$one -ceq $env:PATH\n@($env:PATH -split [IO.Path]::PathSeparator)[0]"
        self.assertEqual(self.lines(script), ["True", harness.native(self.home.shims)])

    def test_the_shims_come_first_in_path_and_once(self):
        shims = harness.native(self.home.shims)
        near = shims + "2"  # begins like it
        separator = harness.PATH_SEPARATOR
        other = shims.upper() if harness.WINDOWS else near
        for before, after in (([near, other, "x", shims], [near, *([] if harness.WINDOWS else [other]), "x"]), ([shims], []), ([], [])):
            with self.subTest(before=before):
                text = separator.join(before).replace("'", "''")
                script = f"$env:PATH = '{text}'\n. {word(self.written('init.ps1'))}\n$env:PATH"
                self.assertEqual(self.lines(script, init=False), [separator.join([shims, *after])])

    def test_completion(self):
        script = ("function c($line) { ([Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText -join ' ' }\n"
                  "c 'govern use 1.2'; c 'govern compl'; c \"govern use '1.22\"; cmd-none 2>$null; $LASTEXITCODE = 7; $null = c 'govern u'; $LASTEXITCODE")
        out = self.lines(script, code=None)
        self.assertEqual([out[0], out[1], out[2], out[-1]], ["1.22.5 1.20.12", "completion", "1.22.5", "7"])


    def test_completion_tells_what_a_word_means(self):
        script = ("$found = ([Management.Automation.CommandCompletion]::CompleteInput('govern inst', 11, $null)).CompletionMatches\n"
                  "$found | ForEach-Object { $_.CompletionText + '|' + $_.ToolTip }\n")
        self.assertEqual(self.lines(script), ["install|download, verify and publish Go versions"])


ODD_HOMES = ["a b", "o'x", "$HOME", "`n", "[x]", "J\u00f6rg \u0416 \u65e5"]


@needs_shell("pwsh")
class OddHomes(PowerShellTest):
    """Names that PowerShell's language or a code page might trip over."""

    def test_homes(self):
        for name in ODD_HOMES:
            with self.subTest(name):
                self.home_name = name
                self.setUp()
                self.set_up()
                out = self.lines("govern use 1.22.5 2>$null; $env:GOVERN_VERSION; $env:GOROOT; govern use --unset 2>$null; \"[$env:GOROOT]\"")
                self.assertEqual(out, ["1.22.5", self.goroot("1.22.5"), "[]"])


CODE_PAGES = {437: "J\u00f6rg", 850: "J\u00f6rg", 932: "\u65e5\u672c", 65001: "J\u00f6rg \u0416 \u65e5"}


@needs_shell("pwsh")
@harness.windows_only  # elsewhere everything is UTF-8
class CodePages(PowerShellTest):
    """PowerShell reads what a program writes into a pipe in the console's code page."""

    def in_page(self, page, name):
        self.home_name = name
        self.setUp()
        self.set_up()
        return f"[Console]::OutputEncoding = [Text.Encoding]::GetEncoding({page})\n"

    def test_answers_are_read_as_they_were_written(self):
        for page, name in CODE_PAGES.items():
            with self.subTest(page):
                script = self.in_page(page, name) + f"(govern which 1.22.5) -ceq {word(self.home.sdks / 'go1.22.5.windows-amd64/bin/go.exe')}"
                self.assertEqual(self.lines(script), ["True"])

    def test_errors_of_the_go_shim_too(self):
        for page, name in CODE_PAGES.items():
            with self.subTest(page):
                script = self.in_page(page, name)
                folder = self.home.work / name
                folder.mkdir()
                (folder / ".go-version").write_text("1.99.9\n")
                script += (f"Set-Location -LiteralPath {word(folder)}\n$said = (& {word(self.home.shims / 'go.exe')} version 2>&1 | Out-String -Width 4096)\n"
                           f"$said.Contains({word(folder)}); $LASTEXITCODE; $said")
                out = self.lines(script, code=None)
                self.assertEqual(out[:2], ["True", "4"], out)


if __name__ == "__main__":
    harness.main()
