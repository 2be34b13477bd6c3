"""Holds the built programs against what was promised of them: what they load, how large a shim is.

Usage: check_programs.py BIN BUILD_TYPE SANITIZERS    exits 77 where nothing applies to this build
"""

import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

# Libraries that are part of every Windows 10 and later.
WINDOWS_SYSTEM = {
    "advapi32.dll", "bcrypt.dll", "crypt32.dll", "iphlpapi.dll", "kernel32.dll", "msvcrt.dll", "netapi32.dll",
    "ntdll.dll", "ole32.dll", "oleaut32.dll", "rstrtmgr.dll", "secur32.dll", "shell32.dll", "shlwapi.dll",
    "ucrtbase.dll", "user32.dll", "userenv.dll", "version.dll", "winhttp.dll", "wintrust.dll", "ws2_32.dll",
}
# What every glibc system has; libcurl and the rest are loaded when first needed or linked in.
GLIBC = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
# The goal for Windows is 20 KiB; what holds the rest is in docs/performance.md. This keeps it from growing (24,064 bytes; a PE file grows by 512).
SHIM_LIMIT = {"pe": 24 * 1024, "elf": 100 * 1000}
# Our Linux release runs from this glibc on (docs/releasing.md); it is what Debian 12 and its peers have.
GLIBC_NEWEST = (2, 36)


def tool(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout


def resources(data):
    """The resources of a Windows program: {kind: bytes of the first one}, by the PE format's resource tables."""
    header = struct.unpack_from("<I", data, 0x3C)[0]
    sections, optional_size = struct.unpack_from("<H12xH", data, header + 6)
    optional = header + 24
    wide = struct.unpack_from("<H", data, optional)[0] == 0x20B
    table, size = struct.unpack_from("<II", data, optional + (112 if wide else 96) + 2 * 8)
    if not size:
        return {}
    starts = []
    for number in range(sections):
        _, address, raw_size, raw = struct.unpack_from("<4I", data, optional + optional_size + 40 * number + 8)
        starts.append((address, raw_size, raw))

    def at(address):
        return next(raw + address - start for start, length, raw in starts if start <= address < start + length)

    def first(offset):
        """The bytes that the first path of entries leads to."""
        target = struct.unpack_from("<I", data, offset + 16 + 4)[0]
        if target & 0x80000000:
            return first(base + (target & 0x7FFFFFFF))
        address, length = struct.unpack_from("<II", data, base + target)
        return data[at(address):at(address) + length]

    base = at(table)
    names, numbers = struct.unpack_from("<HH", data, base + 12)
    found = {}
    for number in range(names + numbers):
        kind, target = struct.unpack_from("<II", data, base + 16 + 8 * number)
        found[kind] = first(base + (target & 0x7FFFFFFF))
    return found


ICON_GROUP, VERSION, MANIFEST = 14, 16, 24


def check_resources(path, is_shim):
    found = resources(path.read_bytes())
    manifest = found.get(MANIFEST, b"").decode("utf-8", "replace")
    # A shim has what it needs, and no name: there are many copies of it.
    for wanted in (">true</longPathAware>",) if is_shim else (">true</longPathAware>", ">UTF-8</activeCodePage>", 'level="asInvoker"'):
        if wanted not in manifest:
            yield f"{path.name}: its manifest lacks {wanted}"
    version = found.get(VERSION, b"").decode("utf-16-le", "replace")
    for wanted in ("FileVersion", "ProductVersion", "FileDescription") + (() if is_shim else (path.name,)):
        if wanted not in version:
            yield f"{path.name}: its version information lacks {wanted}"
    if not is_shim and ICON_GROUP not in found:
        yield f"{path.name} has no icon"


def check_pe(path, is_shim):
    yield from check_resources(path, is_shim)
    headers = tool("x86_64-w64-mingw32-objdump", "-p", str(path))
    loaded = {name.lower() for name in re.findall(r"DLL Name: (\S+)", headers)}
    allowed = {"kernel32.dll"} if is_shim else WINDOWS_SYSTEM
    for name in sorted(loaded - allowed):
        yield f"{path.name} loads {name}"
    if not loaded:
        yield f"{path.name}: objdump shows no imports"


def check_elf(path, is_shim):
    program = tool("readelf", "-lW", str(path))
    loaded = set(re.findall(r"\(NEEDED\).*\[(.*)\]", tool("readelf", "-dW", str(path))))
    if is_shim:
        if " INTERP " in program or loaded:
            yield f"{path.name} is not static: {sorted(loaded)}"
        return
    for name in sorted(loaded - GLIBC):
        yield f"{path.name} loads {name}"
    wanted = max((tuple(map(int, v.split("."))) for v in re.findall(r"GLIBC_([\d.]+)", tool("objdump", "-T", str(path)))),
                 default=(0,))
    if wanted > GLIBC_NEWEST:
        yield f"{path.name} needs glibc {'.'.join(map(str, wanted))}"


def main():
    folder, build_type, sanitizers = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    if sanitizers or build_type != "Release" or sys.platform == "darwin":
        print("SKIPPED check.programs: imports and sizes are promised of release builds only")
        return 77
    kind, suffix = ("pe", ".exe") if (folder / "govern.exe").exists() else ("elf", "")
    objdump = "x86_64-w64-mingw32-objdump" if kind == "pe" else "objdump"
    if not shutil.which(objdump):
        print(f"SKIPPED check.programs: no {objdump}")
        return 77
    found = []
    for name in ("govern", "govern-shim"):
        path = folder / (name + suffix)
        size = path.stat().st_size
        print(f"{path.name}: {size:,} bytes")
        is_shim = name == "govern-shim"
        found += (check_pe if kind == "pe" else check_elf)(path, is_shim)
        if is_shim and size > SHIM_LIMIT[kind]:
            found.append(f"{path.name} has {size} bytes, more than {SHIM_LIMIT[kind]}")
    print("\n".join(found) if found else "as promised")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
