#!/usr/bin/env python3
"""Writes the corpora of fuzz_zip, fuzz_tar and fuzz_gzip, as other tools than ours make archives."""
import gzip
import io
import pathlib
import tarfile
import zipfile

CORPUS = pathlib.Path(__file__).parent / "corpus"
FILES = {"VERSION": b"go1.99.1\n", "bin/go": b"\x7fELF" + bytes(100), "src/_go.mod": b"module std\n",
         "src/\u00e4.go": b"package a\n" * 40, "src/empty": b""}


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


def make_zip(method, prefix, streamed):
    out = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in FILES.items():
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


def main():
    for streamed in (False, True):
        kind = "streamed" if streamed else "seekable"
        write("zip", f"stored-{kind}.zip", make_zip(zipfile.ZIP_STORED, "go/", streamed))
        write("zip", f"deflated-{kind}.zip", make_zip(zipfile.ZIP_DEFLATED, "go/", streamed))
    write("zip", "no-prefix.zip", make_zip(zipfile.ZIP_DEFLATED, "", False))
    long_name = "/".join(["long"] * 40)
    formats = {"ustar": (tarfile.USTAR_FORMAT, "/".join(["long"] * 25)), "gnu": (tarfile.GNU_FORMAT, long_name),
               "pax": (tarfile.PAX_FORMAT, long_name)}
    for name, (tar_format, path) in formats.items():
        data = make_tar(tar_format, "go/", path)
        write("tar", f"{name}.tar", data[:-8192] if data.endswith(bytes(9216)) else data)
        write("gzip", f"{name}.tar.gz", gzip.compress(data, mtime=0))
    write("gzip", "level-1.tar.gz", gzip.compress(make_tar(tarfile.GNU_FORMAT, "go/", long_name), 1, mtime=0))


main()
