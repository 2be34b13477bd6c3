#pragma once

// The PowerShell code that init.cpp completes: @EXE@, @SHIMS@, @SCRIPT@ and @SHIMS_IN_PATH@ (a
// regular expression) are replaced by quoted words, @SEPARATOR@ by PATH's, @REPLACE@ by an
// operator.

#include <string_view>

namespace govern::shell {

// Language features and the engine's own commands only: anything from another module would load it
// at every start. Of those, only what PowerShell compiles to a call: a pipeline, a method or a
// comparison costs 20 ms each at its first use.
inline constexpr std::string_view k_pwsh =
    R"code(# govern: PowerShell integration (Windows PowerShell 5.1 and PowerShell 7)
$env:PATH = "@SEPARATOR@$env:PATH" @REPLACE@ @SHIMS_IN_PATH@, ''
$env:PATH = '{0}{1}' -f @SHIMS@, $env:PATH
@ALIAS@)code";

inline constexpr std::string_view k_pwsh_alias = R"code($alias:govern = @SCRIPT@
)code";

/// For code that is not read from a script: where scripts may not run, `govern` stays the program.
inline constexpr std::string_view k_pwsh_alias_by_hand =
    R"code(try { & @SCRIPT@ '--may-scripts-run'; $alias:govern = @SCRIPT@ } catch { Write-Warning @BLOCKED@ }
)code";

inline constexpr std::string_view k_pwsh_completion =
    R"code(Register-ArgumentCompleter -Native -CommandName govern -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $code = 0; try { $code = $global:LASTEXITCODE } catch { }
    $words = @(foreach ($e in $commandAst.CommandElements) { if ($e.Extent.EndOffset -lt $cursorPosition) { "$e" } })
    $rest = if ($words.Count -gt 1) { $words[1..($words.Count - 1)] } else { @() }
    $current = "$wordToComplete" -replace "^['`"]|['`"]$", ''
    # What starts with a colon asks for files or commands, as PowerShell does where it gets nothing.
    foreach ($line in @(& @EXE@ __complete --described "--current=:$current" '--' $rest 2>$null) -notlike ':*') {
        $found, $meaning = $line -split "`t", 2
        $word = if ($found -match '[^\w.\-/:\\@+=]') { "'" + ($found -replace "'", "''") + "'" } else { $found }
        if (-not $meaning) { $word; continue }
        # ConstrainedLanguage makes no such object: the word alone there.
        try { [Management.Automation.CompletionResult]::new($word, $found, 'ParameterValue', $meaning) } catch { $word }
    }
    $global:LASTEXITCODE = $code
}
)code";

inline constexpr std::string_view k_pwsh_script =
    R"code(# govern for PowerShell: started through the alias that init.ps1 sets
if ("$args" -ceq '--may-scripts-run') { return }
$exe = @EXE@
$at = 0 # the command stands behind global options
while ($at -lt $args.Count -and "$($args[$at])".StartsWith('-')) {
    if ('--home', '--color', '--log' -ccontains $args[$at]) { $at++ }
    $at++
}
if ($at -lt $args.Count -and "$($args[$at])" -ceq 'use') {
    $code = @(& $exe --eval pwsh $args)
    if ($code.Count -gt 0) {
        $session = $LASTEXITCODE -eq 0 -and "$($code[0])".StartsWith('# govern session')
        if ($session) { Invoke-Expression ($code -join "`n") } else { $code }
    }
    exit $LASTEXITCODE
}
# A program gets more than a script: the first `--`, `-a:b` as one word, quotes that keep wildcards. So what was typed is
# read again, and called in the same words. What was computed comes from $args: nothing runs twice.
$call = $null
if ($ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {
    $call = try { & {
        param($invocation, $values)
        $text = if ($invocation.PSObject.Properties['Statement']) { $invocation.Statement }
        if (-not $text) {
            $text = "$($invocation.Line)"
            if ($invocation.OffsetInLine -lt 1 -or $invocation.OffsetInLine -gt $text.Length) { return }
            $text = $text.Substring($invocation.OffsetInLine - 1)
        }
        # Words without anything odd in them arrive as they are.
        if ($text -match '^\w+( +([a-z]\w*|\d+\.\d+\.\d+|--?[a-z][\w-]*))*\s*$') { return }
        $tokens = $flaws = $null
        $tree = [Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $flaws)
        $command = $tree.Find({ $args[0] -is [Management.Automation.Language.CommandAst] }, $false)
        if ($null -eq $command) { return }
        $elements = $command.CommandElements
        $at = 0
        $ended = $false # by the first `--`, which no script gets
        $words = @() # a loop whose output is kept would hand it out by a return
        for ($i = 1; $i -lt $elements.Count; $i++) {
            $word = $elements[$i]
            $kind = $word.GetType().Name
            $written = $word.Extent.Text
            if ($kind -eq 'VariableExpressionAst' -and $word.Splatted) { return }
            if ($kind -eq 'CommandParameterAst') {
                if ($written -ceq '--' -and -not $ended) { $ended = $true; $words += $written; continue }
                if ($null -eq $word.Argument) {
                    if ("$($values[$at])" -cne $written) { return }
                    $at++
                    $words += $written
                    continue
                }
                if ("$($values[$at])" -cne "-$($word.ParameterName):") { return }
                $at++
                $front = $written.Substring(0, $word.Argument.Extent.StartOffset - $word.Extent.StartOffset)
                $word = $word.Argument
                $kind = $word.GetType().Name
                $written = $word.Extent.Text
            } else { $front = '' }
            if ($at -ge $values.Count) { return }
            if ($kind -eq 'StringConstantExpressionAst' -and "$($values[$at])" -cne $word.Value) { return }
            if ($kind -eq 'StringConstantExpressionAst' -or $kind -eq 'ConstantExpressionAst') { $words += $front + $written }
            elseif ($kind -eq 'ArrayLiteralAst') {
                $constants = 'ArrayLiteralAst', 'StringConstantExpressionAst', 'ConstantExpressionAst'
                $changes = $null -ne $word.Find({ $constants -notcontains $args[0].GetType().Name }, $true)
                if (-not $changes) { $words += $front + $written }
                elseif ($PSVersionTable.PSVersion.Major -lt 7) { return }
                else { # PowerShell 7 takes values with blanks in them, up to one without: then what is written, cut at blanks.
                    $parts = foreach ($value in $values[$at]) {
                        if ("$value" -match '\s') { "$value" } elseif ("$value" -ne '') { $written -split ' ' -ne ''; break }
                    }
                    foreach ($part in $parts) { $words += "'" + ($part -replace "'", "''") + "'" }
                }
            } elseif ($kind -eq 'ExpandableStringExpressionAst' -and "$($word.StringConstantType)" -ne 'BareWord') {
                $words += $front + "'" + ([Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent("$($values[$at])")) + "'"
            } else { $words += $front + '$values[' + $at + ']' }
            $at++
        }
        if ($at -ne $values.Count) { return }
        $sent = if ($invocation.ExpectingInput) { '$sent | & $exe ' } else { '& $exe ' }
        [scriptblock]::Create("param(`$exe, `$values, `$sent) $sent$($words -join ' ')")
    } $MyInvocation $args } catch { }
}
if ($call -is [scriptblock]) {
    $sent = @($input)
    & $call $exe $args $sent
    exit $LASTEXITCODE
}
$forward = @(foreach ($a in $args) { if ($a -is [array]) { $a -join ',' } else { $a } })
if ($MyInvocation.ExpectingInput) { $input | & $exe $forward } else { & $exe $forward }
exit $LASTEXITCODE
)code";

} // namespace govern::shell
