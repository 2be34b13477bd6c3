# Installs govern @VERSION@ for this user: downloads the archive, checks its SHA-256, puts the two programs into the
# home's shims folder and lets `govern setup` put that folder on the user PATH. Runs in PowerShell 5.1 and 7.
#
#   install.ps1 [-From URL-OR-FOLDER] [-GovernHome FOLDER] [-NoSetup]
#
# Where scripts may not run: powershell -ExecutionPolicy Bypass -File install.ps1
[CmdletBinding()]
param(
    [string]$From = '@URL@',
    [string]$GovernHome,
    [switch]$NoSetup
)

# In a scope of its own: typed as irm ... | iex, what is set here would stay in the user's session.
& {
    Set-StrictMode -Version 2
    $ErrorActionPreference = 'Stop'
    # The progress bar of 5.1 makes downloads ten times slower.
    $ProgressPreference = 'SilentlyContinue'

    $version = '@VERSION@'
    # The machine's own processor, whatever kind of process this is; programs for amd64 run on arm64 too.
    $machine = (Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment').PROCESSOR_ARCHITECTURE
    $platforms = @('windows-amd64')
    if ($machine -eq 'ARM64') { $platforms = @('windows-arm64', 'windows-amd64') }

    if (-not $From) { throw 'Where are the files of the release? -From URL-OR-FOLDER' }
    if ($From -match '^file:') { $From = ([uri]$From).LocalPath }
    if (-not $GovernHome) {
        if ($env:GOVERN_HOME) { $GovernHome = $env:GOVERN_HOME } else { $GovernHome = Join-Path $env:LOCALAPPDATA 'govern' }
    }
    # What .NET does with a relative path goes by another folder than PowerShell's.
    $GovernHome = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($GovernHome)
    # Before a closing quote 5.1 leaves it as it is, and the program takes both for a quote.
    if ($GovernHome.Length -gt 3) { $GovernHome = $GovernHome.TrimEnd('\') }
    if (-not [Environment]::Is64BitOperatingSystem) { throw 'There is no release for 32-bit Windows.' }

    $work = Join-Path ([IO.Path]::GetTempPath()) ('govern-' + [Guid]::NewGuid().ToString('N'))
    $null = New-Item -ItemType Directory -Path $work

    function Get-ReleaseFile([string]$Name) {
        $target = Join-Path $work $Name
        if ($From -match '^https?://') {
            # 5.1 on older systems offers TLS 1.0 only unless told.
            [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
            Invoke-WebRequest -UseBasicParsing -Uri "$From/$Name" -OutFile $target
        } else {
            Copy-Item -LiteralPath (Join-Path $From $Name) -Destination $target
        }
        $target
    }

    # The home with the rights that govern itself gives it: inherited ones may let others write there.
    function New-Home([string]$Path) {
        if (Test-Path -LiteralPath $Path) { return }
        $null = New-Item -ItemType Directory -Force -Path $Path
        $me = [Security.Principal.WindowsIdentity]::GetCurrent().User.Value
        $rights = @("*${me}:(OI)(CI)F", '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-32-545:(OI)(CI)RX')
        $null = & (Join-Path $env:SystemRoot 'System32\icacls.exe') $Path /inheritance:r /grant:r $rights
        if ($LASTEXITCODE -ne 0) { throw "The rights of $Path cannot be set." }
    }

    function Install-Program([string]$Source, [string]$Target) {
        $old = $null
        if (Test-Path -LiteralPath $Target) {
            # A running program cannot be replaced, but it can be renamed; govern removes files of this name.
            $old = "$Target.old-$([Guid]::NewGuid().ToString('N'))"
            [IO.File]::Move($Target, $old)
        }
        try {
            Copy-Item -LiteralPath $Source -Destination $Target
        } catch {
            if ($old) {
                Remove-Item -LiteralPath $Target -Force -ErrorAction SilentlyContinue
                [IO.File]::Move($old, $Target)
            }
            throw
        }
        if ($old) { Remove-Item -LiteralPath $old -Force -ErrorAction SilentlyContinue }
    }

    try {
        $sums = @{}
        foreach ($line in [IO.File]::ReadAllLines((Get-ReleaseFile 'SHA256SUMS'))) {
            if ($line -match '^([0-9a-f]{64})  (.+)$') { $sums[$Matches[2]] = $Matches[1] }
        }
        $archives = @($platforms | ForEach-Object { "govern-$version-$_.zip" } | Where-Object { $sums.ContainsKey($_) })
        if ($archives.Count -eq 0) { throw "SHA256SUMS does not name govern-$version-$($platforms[0]).zip" }
        $archive = $archives[0]
        $wanted = $sums[$archive]
        $file = Get-ReleaseFile $archive
        $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash.ToLowerInvariant()
        if ($found -ne $wanted) { throw "$archive is damaged: its SHA-256 is $found, wanted $wanted" }

        Add-Type -AssemblyName System.IO.Compression.FileSystem
        [IO.Compression.ZipFile]::ExtractToDirectory($file, (Join-Path $work 'files'))

        $shims = Join-Path $GovernHome 'shims'
        New-Home $GovernHome
        $null = New-Item -ItemType Directory -Force -Path $shims
        foreach ($program in 'govern.exe', 'govern-shim.exe') {
            Install-Program (Join-Path (Join-Path $work 'files') $program) (Join-Path $shims $program)
        }
        Write-Output "govern $version is in $shims"
        if ($NoSetup) {
            Write-Output "add it to PATH in this session: `$env:Path = '$($shims -replace "'", "''");' + `$env:Path"
        } else {
            & (Join-Path $shims 'govern.exe') --home $GovernHome setup
            # No exit: typed as irm ... | iex it would close the window with what govern said in it.
            if ($LASTEXITCODE -ne 0) { throw "govern setup failed with exit status $LASTEXITCODE" }
        }
    } finally {
        Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
    }
}
