"""Draws govern.ico: a governor's dial whose needle points forward. Run again only to change the picture.

Usage: make_icon.py [FILE]
"""

import math
import struct
import sys
import zlib
from pathlib import Path

SIZES = (16, 24, 32, 48, 256)
SAMPLES = 4  # a side, for each pixel
BLUE, WHITE, CLEAR = (0, 125, 156, 255), (255, 255, 255, 255), (0, 0, 0, 0)


def colour_at(x, y):
    """The picture on the unit square, y downward."""
    distance = math.hypot(x - 0.5, y - 0.5)
    if distance > 0.48:
        return CLEAR
    # An open ring from lower left over the top to lower right.
    angle = math.degrees(math.atan2(0.5 - y, x - 0.5))
    if 0.27 <= distance <= 0.36 and not -140 < angle < -40:
        return WHITE
    # The needle, towards the upper right, and its hub.
    along = ((x - 0.5) - (y - 0.5)) / math.sqrt(2)
    across = abs((x - 0.5) + (y - 0.5)) / math.sqrt(2)
    if distance < 0.09 or (0 <= along <= 0.24 and across < 0.05):
        return WHITE
    return BLUE


def pixel(column, row, size):
    """Red, green, blue and alpha, 0 to 255."""
    total = [0, 0, 0, 0]
    for i in range(SAMPLES):
        for j in range(SAMPLES):
            red, green, blue, alpha = colour_at((column + (i + 0.5) / SAMPLES) / size, (row + (j + 0.5) / SAMPLES) / size)
            for k, value in enumerate((red * alpha, green * alpha, blue * alpha, alpha)):
                total[k] += value
    alpha = total[3]
    return (*(round(c / alpha) if alpha else 0 for c in total[:3]), round(alpha / SAMPLES**2))


def bitmap(size):
    """A 32-bit bitmap as .ico files hold it: header, rows from the bottom, an empty mask."""
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 0, 0, 0, 0, 0)
    pixels = (pixel(x, y, size) for y in reversed(range(size)) for x in range(size))
    rows = b"".join(struct.pack("4B", blue, green, red, alpha) for red, green, blue, alpha in pixels)
    return header + rows + bytes((size + 31) // 32 * 4 * size)


def png(size):
    """What .ico files hold of large pictures."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y, size)) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def main():
    images = [png(size) if size == 256 else bitmap(size) for size in SIZES]
    offset = 6 + 16 * len(SIZES)
    entries = b""
    for size, data in zip(SIZES, images):
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    target = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("govern.ico"))
    target.write_bytes(struct.pack("<HHH", 0, 1, len(SIZES)) + entries + b"".join(images))


if __name__ == "__main__":
    main()
