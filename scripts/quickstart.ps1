# scripts\quickstart.ps1 [-Clean] [-Spec VERSION]: builds a release with Visual C++, installs a real Go SDK (default: latest)
# into a scratch home and shows that `go` there is that SDK run through govern's shim.
# -Clean removes the scratch home, build\quickstart-home, and does nothing else.
[CmdletBinding()]
param([switch]$Clean, [string]$Spec = 'latest')
. (Join-Path $PSScriptRoot 'toolchain.ps1')

$root = Split-Path -Parent $PSScriptRoot
$scratch = Join-Path $root 'build\quickstart-home'
if ($Clean) {
    if (Test-Path -LiteralPath $scratch) { Remove-Item -LiteralPath $scratch -Recurse -Force }
    exit 0
}
$session = Get-Session
Push-Location
try {
    Assert-BuildTools
    Use-VisualStudio
    Set-Location -LiteralPath $root
    Invoke-Checked cmake --preset msvc '-DBUILD_TESTING=OFF'
    Invoke-Checked cmake --build build/msvc

    Remove-Item -Path @('env:GOVERN_VERSION', 'env:GOVERN_HOME', 'env:GOROOT') -ErrorAction SilentlyContinue
    Invoke-Checked (Join-Path $root 'build\msvc\bin\govern.exe') --home $scratch install $Spec
    $env:Path = (Join-Path $scratch 'shims') + ";$env:SystemRoot\system32;$env:SystemRoot"
    Set-Location -LiteralPath $scratch
    Write-Output 'With nothing but the shims and Windows on PATH:'
    foreach ($words in @(@('version'), @('env', 'GOROOT'))) {
        Write-Output "> go $words"
        Invoke-Checked go @words
    }
} finally {
    Pop-Location
    Restore-Session $session
}
