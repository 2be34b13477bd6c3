# parse_for_5_1.ps1 TEXTS TABLE: reads {name: text} from the JSON file TEXTS and prints as JSON a list of [name, line, what]: what
# PowerShell's own parser refuses, and what Windows PowerShell 5.1 lacks. TABLE has 5.1's commands and parameters.
param([string] $Texts, [string] $Table)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$commands = @{}
foreach ($line in [IO.File]::ReadAllLines($Table)) {
    if ($line -and -not $line.StartsWith('#')) {
        $name, $parameters = $line -split "`t", 2
        $commands[$name] = @("$parameters" -split ' ')
    }
}
$common = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ErrorVariable', 'WarningVariable',
    'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable'
$newVariables = 'IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'PSNativeCommandArgumentPassing',
    'PSNativeCommandUseErrorActionPreference'
$problems = [Collections.Generic.List[object]]::new()
$all = [Collections.Generic.List[object]]::new()
$functions = @{}

# Read where the version was asked first, as in `$PSVersionTable… -lt 6 -or $IsWindows`.
function Test-Guarded($node) {
    for ($above = $node.Parent; $null -ne $above; $above = $above.Parent) {
        if ($above -is [Management.Automation.Language.BinaryExpressionAst] -and "$($above.Left)" -match 'PSVersionTable|\$PSEdition') { return $true }
    }
    $false
}

function Get-Newer($node) {
    switch ($node.GetType().Name) {
        'PipelineChainAst' { "operator $(if ($node.Operator -eq 'AndAnd') { '&&' } else { '||' })" }
        'TernaryExpressionAst' { 'operator ? :' }
        'BinaryExpressionAst' { if ($node.Operator -eq 'QuestionQuestion') { 'operator ??' } }
        'AssignmentStatementAst' { if ($node.Operator -eq 'QuestionQuestionEquals') { 'operator ??=' } }
        'ScriptBlockAst' { if ($null -ne $node.CleanBlock) { 'block clean' } }
        'VariableExpressionAst' {
            if ($newVariables -contains $node.VariablePath.UserPath -and -not (Test-Guarded $node)) { "variable $node" }
        }
        { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst', 'IndexExpressionAst' } {
            if ($node.NullConditional) { 'operator ?. or ?[]' }
            if ($node -is [Management.Automation.Language.InvokeMemberExpressionAst] -and $node.GenericTypeArguments) { 'generic method' }
        }
    }
    if ($node.PSObject.Properties['Background'] -and $node.Background) { 'operator & behind a command' }
}

function Get-NewerToken($token) {
    if ($token.Kind -eq 'Number' -and $token.Text -match '^[+-]?(0b|0x[0-9a-f]+(u?[ysl]|u|n)([kmgtp]b)?$|[0-9.]+(e[+-]?\d+)?(u?[ys]|ul|u|n)([kmgtp]b)?$)') {
        "number $($token.Text)"
    }
    if ($token.Kind -in 'StringExpandable', 'HereStringExpandable' -and $token.Text -cmatch '(?<!`)(``)*`(e|u\{)') { 'escape `e or `u{' }
}

# What is wrong with a command for 5.1, by the table.
function Get-NewerInCommand($command) {
    $name = $command.GetCommandName()
    if (-not $name -or $name -match '[\\/.]' -or $functions.ContainsKey($name)) { return }
    if (-not $commands.ContainsKey($name)) { "command $name is not in the table of 5.1's"; return }
    if ($commands[$name] -contains '(program)') { return }
    $positional = 0
    $elements = $command.CommandElements
    for ($i = 1; $i -lt $elements.Count; $i++) {
        if ($elements[$i] -isnot [Management.Automation.Language.CommandParameterAst]) { $positional++; continue }
        $given = $elements[$i].ParameterName
        $known = @(($commands[$name] + $common) | Where-Object { $_ -and $_.StartsWith($given, 'OrdinalIgnoreCase') })
        if (-not $known) { "$name -$given" }
        if ($given -eq 'Encoding' -and $i + 1 -lt $elements.Count -and "$($elements[$i + 1])" -match '^(utf8NoBOM|utf8BOM|ansi)$') { "$name -Encoding $($elements[$i + 1])" }
    }
    if ($name -eq 'Join-Path' -and $positional -gt 2) { 'Join-Path with three parts' }
}

foreach ($entry in ([IO.File]::ReadAllText($Texts) | ConvertFrom-Json -AsHashtable).GetEnumerator()) {
    $tokens = $errors = $null
    $tree = [Management.Automation.Language.Parser]::ParseInput($entry.Value, [ref] $tokens, [ref] $errors)
    foreach ($wrong in $errors) { $problems.Add(@($entry.Key, $wrong.Extent.StartLineNumber, $wrong.Message)) }
    foreach ($node in $tree.FindAll({ $args[0] -is [Management.Automation.Language.FunctionDefinitionAst] }, $true)) { $functions[$node.Name] = $true }
    $all.Add(@($entry.Key, $tree, $tokens))
}
foreach ($item in $all) {
    $name, $tree, $tokens = $item
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $found = @(Get-Newer $node)
        if ($node -is [Management.Automation.Language.CommandAst]) { $found += @(Get-NewerInCommand $node) }
        foreach ($what in $found) { $problems.Add(@($name, $node.Extent.StartLineNumber, "5.1 lacks: $what")) }
    }
    foreach ($token in $tokens) {
        foreach ($what in @(Get-NewerToken $token)) { $problems.Add(@($name, $token.Extent.StartLineNumber, "5.1 lacks: $what")) }
    }
}
ConvertTo-Json -InputObject @($problems) -Depth 4 -Compress
