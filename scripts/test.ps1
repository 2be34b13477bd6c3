# scripts\test.ps1 [CTEST OPTION...]: builds with Visual C++ and runs every test by ctest, on a real Windows.
. (Join-Path $PSScriptRoot 'toolchain.ps1')

$session = Get-Session
Push-Location
try {
    Assert-BuildTools -More python
    Use-VisualStudio
    Set-Location -LiteralPath (Split-Path -Parent $PSScriptRoot)
    if ($env:CI) { $env:GOVERN_WERROR = 'ON' }
    Invoke-Checked cmake --preset msvc '-DBUILD_TESTING=ON' '-DVCPKG_MANIFEST_FEATURES=tests'
    Invoke-Checked cmake --build build/msvc
    ctest --test-dir build/msvc --output-on-failure -j $env:NUMBER_OF_PROCESSORS @args
    $result = $LASTEXITCODE
    $log = 'build\msvc\Testing\Temporary\LastTest.log'
    if (Test-Path -LiteralPath $log) {
        Write-Output '== skipped'
        Select-String -LiteralPath $log -Pattern '^SKIPPED ' | ForEach-Object { $_.Line } | Sort-Object -Unique
    }
} finally {
    Pop-Location
    Restore-Session $session
}
exit $result
