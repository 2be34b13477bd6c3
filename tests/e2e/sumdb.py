#!/usr/bin/env python3
"""A small checksum database of our own: key, records, tiles, heads, forks. Standard library only.

    log = Log("log.test")
    log.fill(300)
    number = log.add(toolchain_record("go1.99.1.linux-amd64", "h1:..."))
    log.write(folder / "sumdb" / log.name)     # a module proxy's folder, for a web server or file://
    ... GOVERN_TEST_LOG_KEY=log.key ...

A fork is a copy with another past: `other = log.fork(at=200)`. The formats are those of
golang.org/x/mod/sumdb (note, tlog) and RFC 6962; the signer is the one of RFC 8032, slow but short.
As a program: `python3 sumdb.py FOLDER SDK=H1…` writes one and prints its key.
"""

import base64
import hashlib
import sys
from pathlib import Path

GO_MOD_H1 = "h1:8wlg68NqwW7eMnI1aABk/C2pDYXj8mrMY4TyRfiLeS0="
HEIGHT = 8

# --- Ed25519 signing (RFC 8032 §5.1), in affine steps by extended coordinates -----------------------

_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_BY = 4 * pow(5, -1, _P) % _P


def _recover_x(y, sign):
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P)
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    return x if x % 2 == sign else _P - x


_BX = _recover_x(_BY, 0)
_BASE = (_BX, _BY, 1, _BX * _BY % _P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar, point):
    out = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            out = _add(out, point)
        point = _add(point, point)
        scalar >>= 1
    return out


def _encode(point):
    inverse = pow(point[2], -1, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _sha512_number(data):
    return int.from_bytes(hashlib.sha512(data).digest(), "little")


class SigningKey:
    """An Ed25519 key made of a 32-byte seed."""

    def __init__(self, seed):
        digest = hashlib.sha512(seed).digest()
        self._scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self._prefix = digest[32:]
        self.public = _encode(_times(self._scalar, _BASE))

    def sign(self, message):
        r = _sha512_number(self._prefix + message) % _Q
        point = _encode(_times(r, _BASE))
        challenge = _sha512_number(point + self.public + message) % _Q
        return point + ((r + challenge * self._scalar) % _Q).to_bytes(32, "little")


# --- The log ---------------------------------------------------------------------------------------


def toolchain_record(sdk, h1):
    """The record's lines for an SDK such as go1.99.1.linux-amd64."""
    line = f"golang.org/toolchain v0.0.1-{sdk}"
    return f"{line} {h1}\n{line}/go.mod {GO_MOD_H1}\n"


def _node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def _base64(data):
    return base64.b64encode(data).decode()


def tile_name(level, index, width=1 << HEIGHT):
    """`tile/8/0/x001/234.p/5`."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{HEIGHT}/{level}/" + "/".join(groups) + ("" if width == 1 << HEIGHT else f".p/{width}")


class Log:
    """A checksum database. Sizes are numbers of records; every head of it is signed with one key."""

    def __init__(self, name="log.test", seed=b"govern tests"):
        self.name = name
        self._signer = SigningKey(hashlib.sha256(seed).digest())
        blob = b"\1" + self._signer.public
        self._key_hash = hashlib.sha256(name.encode() + b"\n" + blob).digest()[:4]
        self.key = f"{name}+{self._key_hash.hex()}+{_base64(blob)}"  # for GOSUMDB, GOVERN_TEST_LOG_KEY
        self.records = []
        self._levels = [[]]  # complete subtrees: [height][index]

    @property
    def size(self):
        return len(self.records)

    def add(self, text):
        """Adds a record and returns its number."""
        self.records.append(text)
        self._levels[0].append(hashlib.sha256(b"\0" + text.encode()).digest())
        height = 0
        while len(self._levels[height]) % 2 == 0:
            if height + 1 == len(self._levels):
                self._levels.append([])
            self._levels[height + 1].append(_node(*self._levels[height][-2:]))
            height += 1
        return self.size - 1

    def fill(self, size):
        """Adds records of other modules until there are so many."""
        while self.size < size:
            self.add(f"example.com/filler v1.{self.size}.0 h1:{_base64(bytes(32))}\n")
        return self

    def fork(self, at, record=None):
        """A log of the same name and key that has another record number `at`, and those after it."""
        record = record or f"example.com/forked v1.{at}.0 h1:{_base64(bytes(32))}\n"
        other = Log.__new__(Log)
        other.__dict__.update(self.__dict__)
        other.records, other._levels = [], [[]]
        for number, text in enumerate(self.records):
            other.add(text if number != at else record)
        return other

    def root(self, size=None):
        size = self.size if size is None else size
        if size == 0:
            return hashlib.sha256(b"").digest()
        # The complete subtrees that make up the tree, folded from the right.
        parts, first = [], 0
        for height in reversed(range(size.bit_length())):
            if size >> height & 1:
                parts.append(self._levels[height][first >> height])
                first += 1 << height
        out = parts.pop()
        while parts:
            out = _node(parts.pop(), out)
        return out

    def sign(self, text):
        """A signed note of any text that ends with a newline."""
        signature = self._key_hash + self._signer.sign(text.encode())
        return f"{text}\n\u2014 {self.name} {_base64(signature)}\n"

    def head(self, size=None):
        """The signed tree head of the log's beginning."""
        size = self.size if size is None else size
        return self.sign(f"go.sum database tree\n{size}\n{_base64(self.root(size))}\n")

    def lookup(self, number, size=None):
        """What /lookup/ answers for a record."""
        return f"{number}\n{self.records[number]}\n{self.head(size)}"

    def number_of(self, sdk):
        wanted = f"golang.org/toolchain v0.0.1-{sdk} "
        return next(number for number, text in enumerate(self.records) if text.startswith(wanted))

    def tile(self, level, index, width=1 << HEIGHT):
        first = index << HEIGHT
        return b"".join(self._levels[level * HEIGHT][first:first + width])

    def tiles(self, size=None):
        """All tiles of a tree: {name: bytes}, the full ones and the partial ones of its edge."""
        size = self.size if size is None else size
        out, level = {}, 0
        while size >> level * HEIGHT:
            entries = size >> level * HEIGHT
            for index in range((entries + 255) // 256):
                width = min(256, entries - index * 256)
                out[tile_name(level, index, width)] = self.tile(level, index, width)
            level += 1
        return out

    def path_tiles(self, number, levels):
        """The tiles above a record up to so many levels, lowest first: {name: bytes}."""
        out = {}
        for level in range(levels):
            index = number >> HEIGHT * (level + 1)
            width = min(256, (self.size >> HEIGHT * level) - index * 256)
            out[tile_name(level, index, width)] = self.tile(level, index, width)
        return out

    def write(self, folder, sizes=(), lookups=None):
        """Writes what a module proxy has under sumdb/NAME/: `supported`, `latest`, every tile of the whole
        log and of `sizes`, and a lookup of each toolchain (`lookups`: {sdk: size of its head})."""
        folder = Path(folder)
        files = {"supported": b"", "latest": self.head().encode()}
        for size in (self.size, *sizes):
            files.update(self.tiles(size))
        for number, text in enumerate(self.records):
            if text.startswith("golang.org/toolchain "):
                version = text.split(" ")[1]
                size = (lookups or {}).get(version.removeprefix("v0.0.1-"), self.size)
                files.update(self.tiles(size))
                files[f"lookup/golang.org/toolchain@{version}"] = self.lookup(number, size).encode()
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return self


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    log = Log().fill(300)
    for pair in sys.argv[2:]:
        sdk, _, h1 = pair.partition("=")
        log.add(toolchain_record(sdk, h1))
    log.write(sys.argv[1])
    print(log.key)


if __name__ == "__main__":
    main()
