# Installs govern @VERSION@ for this user: downloads the archive, checks it against the SHA-256 written here when the
# release was made, puts its programs into the home's shims folder as `govern setup` does from any package, and lets that
# command put the folder on the user PATH. Runs in PowerShell 5.1 and 7.
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
    $sums = @{}
    foreach ($line in '@SUMS_ZIP@' -split ', ') {
        if ($line -match '^([0-9a-f]{64})  (.+)$') { $sums[$Matches[2]] = $Matches[1] }
    }
    # The machine's own processor, whatever kind of process this is; programs for amd64 run on arm64 too.
    $machine = (Get-ItemProperty -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager\Environment').PROCESSOR_ARCHITECTURE
    $platforms = @('windows-amd64')
    if ($machine -eq 'ARM64') { $platforms = @('windows-arm64', 'windows-amd64') }

    if (-not $From) { throw 'Where are the files of the release? -From URL-OR-FOLDER' }
    if ($From -match '^file:') { $From = ([uri]$From).LocalPath }
    if (-not $GovernHome) {
        # As govern itself takes these variables.
        if ($env:GOVERN_HOME) { $named, $GovernHome = 'GOVERN_HOME', $env:GOVERN_HOME } else { $named, $GovernHome = 'LOCALAPPDATA', $env:LOCALAPPDATA }
        if ($GovernHome -notmatch '^([A-Za-z]:[\\/]|[\\/]{2})') { throw "$named is '$GovernHome', which is not an absolute path. -GovernHome names a folder." }
        if ($named -eq 'LOCALAPPDATA') { $GovernHome = Join-Path $GovernHome 'govern' }
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
            $answer = Invoke-WebRequest -UseBasicParsing -Uri "$From/$Name" -OutFile $target -PassThru
            # 5.1 goes from https to http where a redirect says so; 7 does not.
            $response = $answer.BaseResponse
            if ($From -match '^https:' -and $response.PSObject.Properties['ResponseUri'] -and $response.ResponseUri.Scheme -ne 'https') {
                throw "$From led to $($response.ResponseUri), which is not https."
            }
        } else {
            Copy-Item -LiteralPath (Join-Path $From $Name) -Destination $target
        }
        $target
    }

    # The home with the rights that govern itself gives it: inherited ones may let others write there.
    function New-Home([string]$Path) {
        if (Test-Path -LiteralPath $Path) {
            # Anybody may make folders in ProgramData, and whoever owns one can change what is in it.
            $token = [Security.Principal.WindowsIdentity]::GetCurrent()
            $owner = (Get-Acl -LiteralPath $Path).GetOwner([Security.Principal.SecurityIdentifier])
            $trusted = @($token.User.Value, 'S-1-5-18', 'S-1-5-32-544')
            if ($trusted -notcontains $owner.Value) { throw "$Path belongs to another account ($($owner.Value)). -GovernHome names another folder." }
            return
        }
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
        $archives = @($platforms | ForEach-Object { "govern-$version-$_.zip" } | Where-Object { $sums.ContainsKey($_) })
        if ($archives.Count -eq 0) { throw "this installer knows no govern-$version-$($platforms[0]).zip" }
        $archive = $archives[0]
        $wanted = $sums[$archive]
        $file = Get-ReleaseFile $archive
        $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash.ToLowerInvariant()
        if ($found -ne $wanted) { throw "$archive is damaged or another one: its SHA-256 is $found, wanted $wanted" }

        Add-Type -AssemblyName System.IO.Compression.FileSystem
        [IO.Compression.ZipFile]::ExtractToDirectory($file, (Join-Path $work 'files'))

        $shims = Join-Path $GovernHome 'shims'
        New-Home $GovernHome
        $null = New-Item -ItemType Directory -Force -Path $shims
        foreach ($pair in @('govern-shim', 'go'), @('govern-shim', 'gofmt'), @('govern', 'govern')) {
            Install-Program (Join-Path (Join-Path $work 'files') "$($pair[0]).exe") (Join-Path $shims "$($pair[1]).exe")
        }
        # Older installers left it there.
        Remove-Item -LiteralPath (Join-Path $shims 'govern-shim.exe') -Force -ErrorAction SilentlyContinue
        # A file of this name in the home may be another program's.
        $texts = Join-Path $GovernHome 'share\doc\govern'
        $null = New-Item -ItemType Directory -Force -Path $texts
        foreach ($text in 'LICENSE.txt', 'NOTICES.txt') {
            Copy-Item -Force -LiteralPath (Join-Path (Join-Path $work 'files') $text) -Destination $texts
        }
        # What CI hosts take for a command in a log is broken: folders may have any name.
        $shown = $shims -replace '##(?=[A-Za-z]*\[)', '#\x23'
        Write-Output "govern $version is in $shown"
        if ($NoSetup) {
            Write-Output "add it to PATH in this session: `$env:Path = '$($shown -replace "'", "''");' + `$env:Path"
        } else {
            & (Join-Path $shims 'govern.exe') --home $GovernHome setup
            # No exit: typed as irm ... | iex it would close the window with what govern said in it.
            if ($LASTEXITCODE -ne 0) { throw "govern setup failed with exit status $LASTEXITCODE" }
        }
    } finally {
        Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
    }
}
