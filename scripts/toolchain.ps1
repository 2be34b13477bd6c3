# Dot-sourced by quickstart.ps1 and test.ps1. Runs in PowerShell 5.1 and 7.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# Names what is missing and how to get it; returns nothing where all is there.
function Assert-BuildTools([string[]]$More = @()) {
    $needed = @{
        'cmake'  = 'winget install Kitware.CMake'
        'ninja'  = 'winget install Ninja-build.Ninja'
        'git'    = 'winget install Git.Git'
        'python' = 'winget install Python.Python.3.12'
    }
    $missing = @()
    foreach ($tool in @('cmake', 'ninja', 'git') + $More) {
        if (-not (Get-Command $tool -ErrorAction SilentlyContinue)) { $missing += "    $($needed[$tool])" }
    }
    if (-not $env:VCPKG_ROOT) {
        $missing += '    git clone https://github.com/microsoft/vcpkg; vcpkg\bootstrap-vcpkg.bat; then set VCPKG_ROOT to that folder'
    }
    if ($missing) {
        Write-Output 'The build needs, besides Visual Studio 2022 or its Build Tools with the C++ workload:'
        Write-Output $missing
        exit 1
    }
}

# Puts Visual Studio's compiler on PATH of this process, unless it is there.
function Use-VisualStudio {
    if (Get-Command cl -ErrorAction SilentlyContinue) { return }
    $where = Join-Path ${env:ProgramFiles(x86)} 'Microsoft Visual Studio\Installer\vswhere.exe'
    $root = $null
    if (Test-Path -LiteralPath $where) {
        $root = & $where -latest -products '*' -requires Microsoft.VisualStudio.Component.VC.Tools.x86.x64 -property installationPath
    }
    if (-not $root) {
        Write-Output 'No Visual C++ found: winget install Microsoft.VisualStudio.2022.BuildTools --override "--add Microsoft.VisualStudio.Workload.VCTools --includeRecommended --passive"'
        exit 1
    }
    $batch = Join-Path $root 'VC\Auxiliary\Build\vcvars64.bat'
    # Visual Studio's own vcpkg, which it names, takes no manifest without a baseline.
    $vcpkg = $env:VCPKG_ROOT
    foreach ($line in cmd /d /c "`"$batch`" >nul && set") {
        $name, $value = $line -split '=', 2
        if ($name -and $null -ne $value) { Set-Item -LiteralPath "env:$name" -Value $value }
    }
    $env:VCPKG_ROOT = $vcpkg
}

# The environment of the session that a script is typed in, and how to put it back.
function Get-Session {
    $variables = @{}
    foreach ($item in Get-ChildItem -Path env:) { $variables[$item.Name] = $item.Value }
    $variables
}
function Restore-Session([hashtable]$Variables) {
    foreach ($item in @(Get-ChildItem -Path env:)) {
        if (-not $Variables.ContainsKey($item.Name)) { Remove-Item -LiteralPath "env:$($item.Name)" }
    }
    foreach ($name in $Variables.Keys) { Set-Item -LiteralPath "env:$name" -Value $Variables[$name] }
}

function Invoke-Checked([string]$Program) {
    & $Program @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
