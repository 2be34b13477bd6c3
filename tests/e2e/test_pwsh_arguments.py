"""What is typed after `govern` in PowerShell arrives as when the program is called itself: a table of lines, with a program
that prints its arguments as the judge."""

import os
import shutil
from pathlib import Path

import harness
from harness import EXE_SUFFIX, needs_shell
from pwshtest import PowerShellTest, word

WORDS = [
    "a", "1.22", "1.20", "0x10", "1kb", "1e3", "-5", "007", "''", '""', "'a b'", '"a b"', '"$x y"', '"$y"', "$x", "$y", "$empty", "$null",
    "$true", "$n", "$list", "$list[1]", "$y.Length", "$($y + 'z')", "(1 + 2)", "('p', 'q')", "@('p', 'q')", "@()", "a=b",
    "--", "'--'", "-v", "--json", "-p:C=R", "-p:$y", "-p:'k l'", "-p:\"$y\"", "-p:$true", "-q: r", "-a.b", "--a=b", "--a=$y", "--a=\"$y\"",
    "--a='k l'", "-D$y", "a,b", "a, b", "'a','b'", "a,$y", "$y,a", "*", "'*'", "\"*\"", "*.go", "'*.go'", "x*y", "[ab].go", "~", "'~'", "~/x",
    "a`b", "a`nb", "'it''s'", '"say `"hi`""', "'\"'", "'a\"b'", "a#b", "./...", "C:\\x\\y", "'C:\\a b\\'", "'ends\\'", "$env:WORD", "${y}",
    "\"$($y)$x\"", "$y/z", "z/$y", "+x", "%a%", "^", "!", "'&'", "'|'", "'<>'", "\u00e9", "\"\u2018\"", "[int]5", "a:b", "=", "'='",
]
# Whole lines; G stands for the program.
LINES = [
    "G args exec 1.22 go run . -- -v", "G args -- a -- b", "G args '--' -- b -- c", "G args -- -v:x -- z", "G args a; G args -- b",
    "if ($true) { G args -- a }", "(G args -- a)", "$(G args -- \"$x\")", "$o = G args -- '*'; $o", "& { G args -p:x -- b }",
    "1, 2 | ForEach-Object { G args -- $_ \"n$_\" }", "'in' | G args -- a", "G args -- a | ForEach-Object { \"<$_>\" }",
    "G args -- a 2>$null", "G args -- a > $null", "@('a', 'b') | ForEach-Object { G args -p:$_ }", "function f { G args -- $args[0] '*' }; f '*'",
    "G args `\n  -- `\n  -v", "G args a,\n  b -- c", "G args \"two\nlines\" -- x", "G args @'\nhere\n'@ -- x", "G args @\"\n$y\n\"@ -- x",
    "G args --% -- %WORD% 'a b'", "G args -- a && G args -- b", "G args -- a || G args -- b", "for ($i = 0; $i -lt 2; $i++) { G args -- $i }",
    "$i = 0; G args -- (++$i) $i; \"$i\"", "G args -- $(++$i; $i); \"$i\"", "G args -x:$(++$i; $i); \"$i\"", "& 'G' args -- a", "& (\"G\") args -- -p:q",
    "Invoke-Expression 'G args -- \"a b\" ''*'''", "switch (1) { 1 { G args -- s } }", "try { G args -- t } finally { G args -- u }",
]
# What docs/shells.md lists: a splat, and everything in ConstrainedLanguage, arrives as a script gets it.
AS_A_SCRIPT = [
    ("$s = @('-p:C=R', '--', 'a b'); govern args @s", ["-p:C=R", "--", "a b"]),
    ("$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; govern args -p:C=R 'a b' -- -v", ["-p:", "C=R", "a b", "-v"]),
    ("govern args '--' -v", ["--", "-v"]),
]


def table():
    lines = list(LINES)
    count = len(WORDS)
    for i, one in enumerate(WORDS):
        lines += [f"G args {one}", f"G args {one} {WORDS[(i * 7 + 3) % count]} -- {WORDS[(i * 5 + 11) % count]}"]
    return lines


@needs_shell("pwsh")
class Arguments(PowerShellTest):
    def judge(self):
        """The program that prints its arguments, in the place of govern's."""
        self.set_up()
        judge = self.home.shims / ("govern" + EXE_SUFFIX)
        judge.unlink()
        shutil.copy(Path(os.environ["GOVERN_BIN"]) / ("child" + EXE_SUFFIX), judge)
        return judge

    def test_what_arrives_as_a_script_gets_it(self):
        self.judge()
        out = self.lines("\n".join(line + "\n'#'" for line, _ in AS_A_SCRIPT))
        wanted = [row for _, words in AS_A_SCRIPT for row in [*(word.encode().hex() for word in words), "#"]]
        self.assertEqual(out, wanted)

    def test_the_same_words_arrive(self):
        lines = table()
        self.assertGreaterEqual(len(lines), 200)
        judge = self.judge()
        for name in ("one.go", "two.go", "b.go"):
            self.home.write(name)
        start = f"$alias:direct = {word(judge)}\n$x = '*'; $y = 'v w'; $empty = ''; $n = 1.50; $list = 'l 1', '*.go'; $i = 0\n"
        start += "$global:PSNativeCommandUseErrorActionPreference = $false\n"
        script = start
        for number, line in enumerate(lines):
            for name in ("direct", "govern"):
                script += f"'#{number} {name}'\n$i = 0\n" + line.replace("G", name) + "\n"
        out = self.pwsh(script, code=None, env={"WORD": "w 1"}).out
        found = {}
        for part in ("\n" + out.removesuffix("\n")).split("\n#")[1:]:
            head, _, body = part.partition("\n")
            found[head] = body
        different = [(line, found.get(f"{i} direct"), found.get(f"{i} govern")) for i, line in enumerate(lines)
                     if found.get(f"{i} direct") != found.get(f"{i} govern") or f"{i} direct" not in found]
        self.assertEqual(different, [], f"{len(different)} of {len(lines)} lines")


if __name__ == "__main__":
    harness.main()
