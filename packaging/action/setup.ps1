# The steps of action.yml on Windows, in PowerShell 5.1 and 7.
#   setup.ps1 plan      installs govern and tells which Go the job will have, under which key it is in the cache
#   setup.ps1 finish    installs that Go, of the cache's file where that proves it, and hands it over to the later steps
[CmdletBinding()]
param([Parameter(Mandatory = $true)][ValidateSet('plan', 'finish')][string]$Step)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$token = [Guid]::NewGuid().ToString('N')

# For later steps, in UTF-8 without a mark: > of 5.1 writes UTF-16. Nothing in a value can end it, as nobody knows the token.
function Add-Value([string]$File, [string]$Name, [string]$Value) {
    [IO.File]::AppendAllText($File, "$Name<<$token`n$Value`n$token`n")
}

# A program that fails ends the step with its exit status.
function Invoke-Govern([string]$Program, [string[]]$Words) {
    & $Program $Words
    if ($LASTEXITCODE -ne 0) { throw "govern $Words ended with exit status $LASTEXITCODE" }
}

function Set-Plan {
    $govern_home = $env:GOVERN_HOME
    if (-not $govern_home) { $govern_home = Join-Path $env:LOCALAPPDATA 'govern' }
    $options = @{ GovernHome = $govern_home; NoSetup = $true }
    if ($env:ACTION_FROM) { $options['From'] = $env:ACTION_FROM }
    & (Join-Path $here 'install.ps1') @options
    $shims = Join-Path $govern_home 'shims'
    $govern = Join-Path $shims 'govern.exe'
    if ($env:ACTION_MIRROR) {
        $env:GOVERN_MIRROR = $env:ACTION_MIRROR
        Add-Value $env:GITHUB_ENV 'GOVERN_MIRROR' $env:ACTION_MIRROR
    }
    Set-Location -LiteralPath $env:ACTION_FOLDER
    $words = @('install', '--dry-run', '--json', '--') # behind it no version is an option
    if ($env:ACTION_GO_VERSION) { $words += $env:ACTION_GO_VERSION }
    # --json is ASCII: what a pipe makes of other letters depends on the console.
    $planned = @((Invoke-Govern $govern $words | Out-String | ConvertFrom-Json).result.installed)
    if ($planned.Count -eq 0 -or -not $planned[0].version) { throw 'govern told no version of Go to install.' }
    $version = $planned[0].version
    $cached = (Invoke-Govern $govern @('ci', '--cache-key', '--json', '--', $version) | Out-String | ConvertFrom-Json).result
    Add-Value $env:GITHUB_OUTPUT 'govern' $govern
    Add-Value $env:GITHUB_OUTPUT 'version' $version
    Add-Value $env:GITHUB_OUTPUT 'key' $cached.'cache-key'
    Add-Value $env:GITHUB_OUTPUT 'paths' ($cached.'cache-paths' -join "`n")
    [IO.File]::AppendAllText($env:GITHUB_PATH, "$shims`n")
}

function Complete-Setup {
    if (-not $env:ACTION_VERSION) { throw 'The step before named no version of Go.' }
    Set-Location -LiteralPath $env:ACTION_FOLDER
    $govern = $env:ACTION_GOVERN
    $words = @('--', $env:ACTION_VERSION)
    $hit = 'false'
    # Whoever can write to the cache could have changed what is in it: the file counts by the log's proof in it alone.
    if ($env:ACTION_CACHE_HIT -eq 'true') {
        & $govern (@('install', '--offline') + $words)
        if ($LASTEXITCODE -eq 0) { $hit = 'true' } else { Remove-Item -LiteralPath $env:ACTION_CACHE_FILE -Force -ErrorAction SilentlyContinue }
    }
    if ($hit -eq 'false') { Invoke-Govern $govern (@('install') + $words) }
    Invoke-Govern $govern (@('ci', '--for', 'github') + $words)
    if ($env:ACTION_CACHE -eq 'true') {
        & $govern (@('ci', '--cache') + $words)
        if ($LASTEXITCODE -ne 0) { Write-Output 'note: nothing is kept in the cache' }
        $global:LASTEXITCODE = 0
    }
    Add-Value $env:GITHUB_OUTPUT 'cache-hit' $hit
}

# While the host looks for no commands in the log, no file, path or variable can form one. Ends with this step.
Write-Output "::stop-commands::$token"
try {
    if ($Step -eq 'plan') { Set-Plan } else { Complete-Setup }
} finally {
    Write-Output "`n::${token}::"
}
