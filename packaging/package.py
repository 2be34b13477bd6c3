"""Makes the files of a release from built programs: archives, packages, installers, package manifests, SHA256SUMS.

Usage: package.py OUTPUT VERSION URL NOTICES TIME NAME=BIN… [--sign KEY]
  URL       where the files will lie; empty: no manifests
  NOTICES   the file that scripts/notices writes; it goes into each archive, and so does our LICENSE
  TIME      seconds since 1970 for every file in the archives, so that equal programs give equal archives
  NAME=BIN  linux-amd64=build/release/bin; the programs for Linux are run: they write their man pages and completions
  KEY       an SSH key that signs SHA256SUMS
"""

import argparse
import gzip
import hashlib
import io
import re
import subprocess
import tarfile
import time
import zipfile
from pathlib import Path

import linux_packages
import texts

HERE = Path(__file__).resolve().parent
LICENSE = HERE.parent / "LICENSE"


def contents(name, folder, version, notices, when):
    """What the archive of a platform holds: name, bytes and rights of each file."""
    suffix = ".exe" if name.startswith("windows") else ""
    files = [(program + suffix, (folder / (program + suffix)).read_bytes(), 0o755) for program in ("govern", "govern-shim")]
    files += [("LICENSE.txt", LICENSE.read_bytes(), 0o644), ("NOTICES.txt", notices.read_bytes(), 0o644)]
    if not suffix:
        files += [(text, data, 0o644) for text, data in sorted(texts.all_texts(folder / "govern", version, when).items())]
    return files


def license_identifier(text):
    """The SPDX identifier of the licence whose text this is, for the manifests."""
    name, version = (" ".join(line.split()) for line in text.split("\n", 3)[1:3])
    if (name, version.split(",")[0]) != ("Apache License", "Version 2.0"):
        raise SystemExit(f"package.py: {LICENSE} is not a licence that is known here: {name}, {version}")
    return "Apache-2.0"


def make_tar(path, files, when):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data, mode in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(data), mode, when
            tar.addfile(entry, io.BytesIO(data))
    with path.open("wb") as out, gzip.GzipFile("", "wb", 9, out, when) as packed:
        packed.write(raw.getvalue())


def make_zip(path, files, when):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data, mode in files:
            entry = zipfile.ZipInfo(name, time.gmtime(when)[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = mode << 16
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


# What a team copies into a repository, with the installers that each folder needs and their names there.
FOLDERS = {"action": {"install.sh": "install.sh", "install.ps1": "install.ps1"}, "docker": {"install.sh": "install.sh"},
           "devcontainer/govern": {"install.sh": "install-govern.sh"}}


def make_folders(output, values):
    for folder, installers in FOLDERS.items():
        files = {file.name: file for file in sorted((HERE / folder).iterdir())} | {name: HERE / file for file, name in installers.items()}
        for name, template in files.items():
            target = output / folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(fill(template, values))
            target.chmod(0o755 if name.endswith(".sh") else 0o644)


def archive_name(version, platform):
    return f"govern-{version}-{platform}{'.zip' if platform.startswith('windows') else '.tar.gz'}"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_programs_files(output, version, url, license_name, notices, when, platforms):
    """Archives and packages. Returns the SHA-256 of each platform's archive."""
    sums = {}
    for platform, folder in platforms.items():
        files = contents(platform, folder, version, notices, when)
        path = output / archive_name(version, platform)
        (make_zip if path.suffix == ".zip" else make_tar)(path, files, when)
        sums[platform] = digest(path)
        if platform == "linux-amd64":
            for kind in linux_packages.MAKERS:
                linux_packages.make(kind, output, files, version, url, license_name, when, folder / "govern")
    return sums


def templates(url, sums):
    """The installers, and where there is an address the manifests of what was made."""
    yield from (HERE / "install.sh", HERE / "install.ps1")
    for platform, patterns in (("windows-amd64", ("scoop/*.json", "winget/*.yaml")), ("linux-amd64", ("homebrew/*.rb",))):
        if url and platform in sums:
            for pattern in patterns:
                yield from sorted(HERE.glob(pattern))


def sign(path, key):
    """path.sig, by which `ssh-keygen -Y verify` tells that an owner of the key signed the file (docs/releasing.md)."""
    path.with_name(path.name + ".sig").unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-Y", "sign", "-n", "govern-release", "-f", key, path], check=True)


def arguments():
    parser = argparse.ArgumentParser()
    for name, kind in (("output", Path), ("version", str), ("url", str), ("notices", Path), ("time", int)):
        parser.add_argument(name, type=kind)
    parser.add_argument("platforms", nargs="*")
    parser.add_argument("--sign")
    return parser.parse_args()


def main():
    given = arguments()
    output, version, url = given.output, given.version, given.url
    platforms = {name: Path(folder).resolve() for name, _, folder in (word.partition("=") for word in given.platforms)}
    output.mkdir(parents=True, exist_ok=True)
    license_name = license_identifier(LICENSE.read_text(encoding="utf-8"))
    sums = make_programs_files(output, version, url, license_name, given.notices, given.time, platforms)
    values = {"VERSION": version, "URL": url, "LICENSE": license_name}
    lines = [f"{sums[platform]}  {archive_name(version, platform)}" for platform in sorted(sums)]
    for key, suffix, between in (("SUMS_TAR", ".tar.gz", "\n"), ("SUMS_ZIP", ".zip", ", ")):
        values[key] = between.join(line for line in lines if line.endswith(suffix))
    for platform, sum_of_it in sums.items():
        key = "SHA256_" + platform.upper().replace("-", "_")
        values[key], values[key + "_UPPER"] = sum_of_it, sum_of_it.upper()
    for template in templates(url, sums):
        target = output / template.relative_to(HERE)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(fill(template, values))
    make_folders(output, values)
    made = sorted(path for path in output.rglob("*") if path.is_file() and not path.name.startswith("SHA256SUMS"))
    listed = "".join(f"{digest(path)}  {path.relative_to(output).as_posix()}\n" for path in made)
    (output / "SHA256SUMS").write_text(listed, encoding="ascii", newline="\n")
    if given.sign:
        sign(output / "SHA256SUMS", given.sign)
    for path in made:
        print(f"{path.relative_to(output)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
