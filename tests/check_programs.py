"""Holds the built programs against what was promised of them: what they load, how large a shim is.

Usage: check_programs.py BIN BUILD_TYPE SANITIZERS PROCESSOR    exits 77 where nothing applies to this build
  PROCESSOR   what the programs are for, in GOARCH's words or the system's: amd64, x86_64, arm64, ARM64, aarch64
"""

import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

# Libraries that every Windows 10 and later takes from System32 whatever lies beside the program (the registry's KnownDLLs, and
# those that they load). Any other is loaded by cli/windows/system32_imports.cpp or when it is first needed.
WINDOWS_SYSTEM = {
    "advapi32.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "ole32.dll", "oleaut32.dll", "shell32.dll", "shlwapi.dll",
    "ucrtbase.dll", "user32.dll", "ws2_32.dll",
}
# The C runtime's parts, as programs made by another compiler than MinGW's GCC name them.
WINDOWS_RUNTIME = "api-ms-win-crt-"
# What every glibc system has; libcurl and the rest are loaded when first needed or linked in.
GLIBC = {"libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
# The goal for Windows is 20 KiB; what holds the rest is in docs/performance.md. This keeps it from growing (25,088 bytes on
# amd64 since it runs links and tools; a PE file grows by 512).
SHIM_LIMIT = {("pe", "amd64"): 25 * 1024, ("pe", "arm64"): 32 * 1024,
              ("elf", "amd64"): 100 * 1000, ("elf", "arm64"): 100 * 1000}
# The machine's number in a header, PE's and ELF's.
MACHINES = {"amd64": (0x8664, 62), "arm64": (0xAA64, 183)}
GOARCH = {"x86_64": "amd64", "aarch64": "arm64"}
# Our Linux release runs from this glibc on (docs/releasing.md); it is what Debian 12 and its peers have.
GLIBC_NEWEST = (2, 36)


def tool(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout


class Pe:
    """A Windows program, as far as its headers and tables tell."""

    IMPORTS, RESOURCES = 1, 2

    def __init__(self, path):
        self.data = path.read_bytes()
        header = struct.unpack_from("<I", self.data, 0x3C)[0]
        self.machine, sections, optional_size = struct.unpack_from("<HH12xH", self.data, header + 4)
        optional = header + 24
        wide = struct.unpack_from("<H", self.data, optional)[0] == 0x20B
        self.tables = optional + (112 if wide else 96)
        self.starts = []
        for number in range(sections):
            _, address, raw_size, raw = struct.unpack_from("<4I", self.data, optional + optional_size + 40 * number + 8)
            self.starts.append((address, raw_size, raw))

    def at(self, address):
        """Where in the file this address lies."""
        return next(raw + address - start for start, length, raw in self.starts if start <= address < start + length)

    def table(self, number):
        address, size = struct.unpack_from("<II", self.data, self.tables + 8 * number)
        return self.at(address) if size else None

    def imports(self):
        """The names of the DLLs that it loads, in lower case."""
        at = self.table(self.IMPORTS)
        names = set()
        while at is not None and any(self.data[at:at + 20]):
            name = self.at(struct.unpack_from("<I", self.data, at + 12)[0])
            names.add(self.data[name:self.data.index(0, name)].decode("ascii").lower())
            at += 20
        return names

    def resources(self):
        """{kind: bytes of the first one of that kind}"""
        base = self.table(self.RESOURCES)
        if base is None:
            return {}

        def first(offset):
            """The bytes that the first path of entries leads to."""
            target = struct.unpack_from("<I", self.data, offset + 16 + 4)[0]
            if target & 0x80000000:
                return first(base + (target & 0x7FFFFFFF))
            address, length = struct.unpack_from("<II", self.data, base + target)
            return self.data[self.at(address):self.at(address) + length]

        names, numbers = struct.unpack_from("<HH", self.data, base + 12)
        found = {}
        for number in range(names + numbers):
            kind, target = struct.unpack_from("<II", self.data, base + 16 + 8 * number)
            found[kind] = first(base + (target & 0x7FFFFFFF))
        return found


ICON_GROUP, VERSION, MANIFEST = 14, 16, 24
ICON_SIZES = {16, 24, 32, 48, 256}
CMAKE_LISTS = Path(__file__).resolve().parent.parent / "CMakeLists.txt"


def our_version():
    return re.search(r"^project\(govern VERSION ([\d.]+)", CMAKE_LISTS.read_text(encoding="utf-8"), re.M)[1]


def version_facts(resource):
    """{name: text} of a version resource; `file` and `product` are the numbers that Windows compares."""
    text = resource.decode("utf-16-le", "replace")
    facts = dict(re.findall(r"\x01(?=(\w+)\0+([^\0]+))", text))  # \x01: what follows is text
    fixed = resource.find(struct.pack("<I", 0xFEEF04BD))
    for name, at in (("file", 8), ("product", 16)) if fixed >= 0 else ():
        high, low = struct.unpack_from("<II", resource, fixed + at)
        facts[name] = f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}"
    return facts


def icon_sizes(group):
    """The widths of the pictures in a group of icons."""
    count = struct.unpack_from("<H", group, 4)[0] if group else 0
    return {group[6 + 14 * number] or 256 for number in range(count)}


def check_resources(path, program, is_shim):
    found = program.resources()
    manifest = found.get(MANIFEST, b"").decode("utf-8", "replace")
    # A shim has what it needs, no icon and no name: there are many copies of it, each as small as can be.
    for wanted in (">true</longPathAware>",) if is_shim else (">true</longPathAware>", ">UTF-8</activeCodePage>", 'level="asInvoker"'):
        if wanted not in manifest:
            yield f"{path.name}: its manifest lacks {wanted}"
    facts = version_facts(found.get(VERSION, b""))
    version = our_version()
    expected = {"FileVersion": version, "ProductVersion": version, "file": version + ".0", "product": version + ".0",
                "ProductName": "govern", "CompanyName": "The govern authors"}
    if not is_shim:
        expected.update(OriginalFilename=path.name, InternalName=path.stem)
    for name, wanted in expected.items():
        if facts.get(name) != wanted:
            yield f"{path.name}: its version information has {name} {facts.get(name)!r}, not {wanted!r}"
    if not facts.get("FileDescription"):
        yield f"{path.name}: its version information lacks FileDescription"
    if not is_shim and icon_sizes(found.get(ICON_GROUP)) != ICON_SIZES:
        yield f"{path.name}: its icon has the sizes {sorted(icon_sizes(found.get(ICON_GROUP)))}, not {sorted(ICON_SIZES)}"


def check_pe(path, is_shim, arch):
    program = Pe(path)
    if program.machine != MACHINES[arch][0]:
        yield f"{path.name} is for machine {program.machine:#x}, not for {arch}"
    yield from check_resources(path, program, is_shim)
    loaded = program.imports()
    allowed = {"kernel32.dll"} if is_shim else WINDOWS_SYSTEM
    for name in sorted(loaded - allowed):
        if is_shim or not name.startswith(WINDOWS_RUNTIME):
            yield f"{path.name} loads {name}"
    if not loaded:
        yield f"{path.name} loads nothing"


def check_elf(path, is_shim, arch):
    with path.open("rb") as file:
        machine = struct.unpack("<H", file.read(20)[18:])[0]
    if machine != MACHINES[arch][1]:
        yield f"{path.name} is for machine {machine}, not for {arch}"
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
    arch = GOARCH.get(sys.argv[4].lower(), sys.argv[4].lower())
    if sanitizers or build_type != "Release" or sys.platform == "darwin":
        print("SKIPPED check.programs: imports and sizes are promised of release builds only")
        return 77
    kind, suffix = ("pe", ".exe") if (folder / "govern.exe").exists() else ("elf", "")
    if kind == "elf" and not shutil.which("objdump"):
        print("SKIPPED check.programs: no objdump")
        return 77
    found = []
    for name in ("govern", "govern-shim"):
        path = folder / (name + suffix)
        size = path.stat().st_size
        print(f"{path.name}: {size:,} bytes")
        is_shim = name == "govern-shim"
        found += (check_pe if kind == "pe" else check_elf)(path, is_shim, arch)
        limit = SHIM_LIMIT[kind, arch]
        if is_shim and size > limit:
            found.append(f"{path.name} has {size} bytes, more than {limit}")
    print("\n".join(found) if found else "as promised")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
