"""Writes tests/data/programs anew from real programs, and the seeds of the fuzz targets from those.

    python3 tests/e2e/go_programs.py SET GOROOT…
    python3 tests/unit/binary/make_data.py SET build/debug/bin/record_program GO    (GO: a go of Go 1.25 or newer)
"""

import base64
import re
import struct
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TESTS / "e2e"))
from go_programs import go_says  # noqa: E402

CHOSEN = """go1.13.15: linux-amd64-plain windows-386-stripped darwin-amd64-plain linux-mips-flags aix-ppc64-plain linux-s390x-plain
 windows-amd64-plain linux-arm-plain plan9-386-plain
go1.17.13: linux-amd64-trimpath linux-amd64-pie windows-amd64-plain darwin-amd64-stripped linux-386-plain linux-s390x-plain
 aix-ppc64-plain plan9-386-plain plan9-amd64-plain darwin-arm64-plain windows-arm64-plain
go1.18.10: linux-amd64-vcs linux-amd64-v3 windows-386-plain darwin-amd64-flags linux-mips-plain aix-ppc64-plain plan9-386-plain
 linux-amd64-experiment openbsd-amd64-stripped
go1.27.0: linux-amd64-flags linux-amd64-alone linux-amd64-race linux-amd64-pie linux-amd64-experiment linux-amd64-plugin
 windows-386-stripped windows-arm64-plain darwin-amd64-plain darwin-arm64-flags linux-mips-plain aix-ppc64-plain plan9-amd64-plain
 plan9-arm-plain linux-s390x-plain solaris-amd64-plain"""

# A format's magic and the fuzz target of it.
FORMATS = [(b"\x7fELF", "elf"), (b"MZ", "pe"), (b"\xcf\xfa\xed\xfe", "mach_o"), (b"\x01\xf7", "xcoff"), (b"\x00\x00", "plan9")]
MOST = 24000  # bytes: larger ones are left out, as they hold nothing new


def chosen():
    for line in CHOSEN.replace("\n ", " ").splitlines():
        line, _, names = line.partition(":")
        for name in names.split():
            yield line, name


def shortened(recorded):
    """Runs of zeros need not be kept: what is not given reads as zero there."""
    for line in recorded:
        offset, data = int(line.split()[1]), base64.b64decode(line.split()[2])
        for run in re.finditer(rb"[^\0](?:\0{0,31}[^\0])*", data):
            yield offset + run.start(), run[0]


def main(folder, recorder, go):
    out = TESTS / "data/programs"
    for path in out.glob("*.txt"):
        path.unlink()
    for line, name in chosen():
        program = Path(folder) / line / name
        if not program.exists():
            print("not there:", program)
            continue
        lines = subprocess.run([recorder, str(program)], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
        expected = go_says(go, program)
        source = "go version -m" if expected is not None else "read_build_info"
        if expected is None:
            expected = "\n".join(lines[lines.index("found") + 1:])
        text = lines[0] + "\n"
        seed = b""
        for start, data in shortened([one for one in lines if one.startswith("at ")]):
            text += f"at {start} {base64.b64encode(data).decode()}\n"
            seed += struct.pack("<QI", start, len(data)) + data
        text += f"by {source}\n{expected}"
        title = f"{line}-{name}"
        if len(text) > MOST:
            print("too large:", title, len(text))
            continue
        (out / f"{title}.txt").write_text(text)
        kind = next(kind for magic, kind in FORMATS if program.read_bytes()[:4].startswith(magic))
        corpus = TESTS / "fuzz/corpus" / kind
        corpus.mkdir(parents=True, exist_ok=True)
        if len(seed) < 7000:
            (corpus / title).write_bytes(seed)
    names = sorted(path.name for path in out.glob("*.txt"))
    (out / "LIST").write_text("".join(name + "\n" for name in names))
    print(len(names), "programs,", sum((out / name).stat().st_size for name in names), "bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
