#!/usr/bin/env python3
"""Writes the corpora of fuzz_zip, fuzz_tar and fuzz_stream, as other tools than ours make archives; needs GNU tar,
xz, zstd and bzip2."""
import gzip
import io
import os
import pathlib
import subprocess
import tarfile
import tempfile
import zipfile

CORPUS = pathlib.Path(__file__).parent / "corpus"
FILES = {"VERSION": b"go1.99.1\n", "bin/go": b"\x7fELF" + bytes(100), "src/go.mod": b"module std\n",
         "src/\u00e4.go": b"package a\n" * 40, "src/empty": b""}
MODULE = {name.replace("go.mod", "_go.mod"): content for name, content in FILES.items()}


def write(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


class Pipe:
    """Cannot seek, so sizes follow the data: flag bit 3."""

    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += data
        return len(data)

    def flush(self):
        pass

    def getvalue(self):
        return self.data


def make_zip(method, prefix, streamed, files=None):
    out = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in (files or FILES).items():
            info = zipfile.ZipInfo(prefix + name, (2024, 6, 1, 12, 0, 0))
            info.compress_type = method
            info.external_attr = 0o100755 << 16
            archive.writestr(info, content)
        archive.comment = b"" if streamed else b"a comment"
    return out.getvalue()


def make_tar(tar_format, prefix, long_name):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tar_format) as archive:
        folder = tarfile.TarInfo(prefix + "src")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in {**FILES, long_name: b"deep"}.items():
            info = tarfile.TarInfo(prefix + name)
            info.size, info.mtime, info.mode = len(content), 1717243200, 0o755
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def make_zip64():
    """As `zip` and Java write what they know no size of: zip64 in every local header."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FILES.items():
            with archive.open(zipfile.ZipInfo("go/" + name, (2024, 6, 1, 12, 0, 0)), "w", force_zip64=True) as entry:
                entry.write(content)
    return out.getvalue()


def make_sparse(*options):
    """Real holes, by GNU tar."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "go"
        root.mkdir()
        for name, parts in {"few": 2, "many": 6}.items():
            with open(root / name, "wb") as file:
                for part in range(parts):
                    file.seek(part * 64 * 1024)
                    file.write(b"part %d" % part)
                file.truncate(parts * 64 * 1024)
        (root / "plain").write_bytes(b"plain")
        return subprocess.run(["tar", "-S", *options, "--sort=name", "--owner=0", "--group=0", "--mtime=2024-06-01 12:00Z",
                               "--blocking-factor=1", "-cf-", "go"], cwd=folder, check=True, capture_output=True).stdout


def main():
    for target in ("zip", "tar", "stream"):
        for old in (CORPUS / target).glob("*"):
            os.remove(old)
    for streamed in (False, True):
        kind = "streamed" if streamed else "seekable"
        write("zip", f"stored-{kind}.zip", make_zip(zipfile.ZIP_STORED, "go/", streamed))
        write("zip", f"deflated-{kind}.zip", make_zip(zipfile.ZIP_DEFLATED, "go/", streamed))
    write("zip", "no-prefix.zip", make_zip(zipfile.ZIP_DEFLATED, "", False, MODULE))
    write("zip", "bzip2.zip", make_zip(zipfile.ZIP_BZIP2, "go/", False))
    write("zip", "lzma.zip", make_zip(zipfile.ZIP_LZMA, "go/", False))
    write("zip", "zip64.zip", make_zip64())
    long_name = "/".join(["long"] * 40)
    formats = {"ustar": (tarfile.USTAR_FORMAT, "/".join(["long"] * 25)), "gnu": (tarfile.GNU_FORMAT, long_name),
               "pax": (tarfile.PAX_FORMAT, long_name)}
    for name, (tar_format, path) in formats.items():
        data = make_tar(tar_format, "go/", path)
        write("tar", f"{name}.tar", data[:-8192] if data.endswith(bytes(9216)) else data)
        write("stream", f"{name}.tar.gz", gzip.compress(data, mtime=0))
    write("tar", "sparse-gnu.tar", make_sparse("--format=gnu"))
    for version in ("0.0", "0.1", "1.0"):
        write("tar", f"sparse-{version}.tar", make_sparse("--format=posix", f"--sparse-version={version}",
                                                          "--pax-option=delete=atime,delete=ctime"))
    for program, extension in (("xz", "xz"), ("zstd", "zst"), ("bzip2", "bz2")):
        for name in ("gnu", "sparse-1.0"):
            data = (CORPUS / "tar" / f"{name}.tar").read_bytes()
            write("stream", f"{name}.tar.{extension}", subprocess.run([program, "-c"], input=data, check=True, capture_output=True).stdout)
    write("stream", "level-1.tar.gz", gzip.compress(make_tar(tarfile.GNU_FORMAT, "go/", long_name), 1, mtime=0))


main()
