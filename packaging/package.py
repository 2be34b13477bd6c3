"""Makes the files of a release from built programs: archives, SHA256SUMS, installers and package manifests.

Usage: package.py OUTPUT VERSION URL LICENSE TIME NAME=BIN…
  TIME      seconds since 1970 for every file in the archives, so that equal programs give equal archives
  NAME=BIN  linux-amd64=build/release/bin
"""

import gzip
import hashlib
import io
import re
import sys
import tarfile
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def programs(name, folder):
    suffix = ".exe" if name.startswith("windows") else ""
    return [(program + suffix, (folder / (program + suffix)).read_bytes()) for program in ("govern", "govern-shim")]


def make_tar(path, files, when):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(data), 0o755, when
            tar.addfile(entry, io.BytesIO(data))
    with path.open("wb") as out, gzip.GzipFile("", "wb", 9, out, when) as packed:
        packed.write(raw.getvalue())


def make_zip(path, files, when):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, time.gmtime(when)[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o755 << 16
            archive.writestr(entry, data)


def fill(template, values):
    text = template.read_text(encoding="utf-8")
    # Lines between @if NAME@ and @end@ are for releases that have this value.
    text = re.sub(r" *@if ([A-Z0-9_]+)@\n(.*?) *@end@\n", lambda found: found[2] if found[1] in values else "", text, flags=re.S)
    text = re.sub(r"@([A-Z0-9_]+)@", lambda found: values[found[1]], text)
    if template.suffix == ".ps1":
        text.encode("ascii")  # 5.1 reads a script without BOM in the machine's code page
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text.encode("utf-8")


def main():
    output, version, url, licence, when = Path(sys.argv[1]), *sys.argv[2:5], int(sys.argv[5])
    output.mkdir(parents=True, exist_ok=True)
    sums = {}
    for argument in sys.argv[6:]:
        name, _, folder = argument.partition("=")
        windows = name.startswith("windows")
        path = output / f"govern-{version}-{name}{'.zip' if windows else '.tar.gz'}"
        (make_zip if windows else make_tar)(path, programs(name, Path(folder)), when)
        sums[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    lines = [f"{sums[name]}  govern-{version}-{name}{'.zip' if name.startswith('windows') else '.tar.gz'}\n" for name in sorted(sums)]
    (output / "SHA256SUMS").write_text("".join(lines), encoding="ascii", newline="\n")
    values = {"VERSION": version, "URL": url, "LICENSE": licence}
    for name, digest in sums.items():
        key = "SHA256_" + name.upper().replace("-", "_")
        values[key], values[key + "_UPPER"] = digest, digest.upper()
    templates = [HERE / "install.sh", HERE / "install.ps1"]
    # A manifest without an address would be none.
    if url:
        templates += sorted([*HERE.glob("scoop/*.json"), *HERE.glob("winget/*.yaml")])
    for template in templates:
        target = output / template.relative_to(HERE)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(fill(template, values))


if __name__ == "__main__":
    main()
