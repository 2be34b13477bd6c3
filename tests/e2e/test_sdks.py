"""The tests' own checksum database and SDKs are what they claim to be."""

import hashlib
import io
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

import harness
import sdks
import sumdb

DATA = Path(__file__).resolve().parent.parent / "data" / "sumdb"


class Signing(unittest.TestCase):
    def test_rfc_8032_vectors(self):
        for seed, public, message, signature in (
                ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                 "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                 "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                 "d25bf5f0595bbe24655141438e7a100b"),
                ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                 "387b2eaeb4302aeeb00d291612bb0c00")):
            key = sumdb.SigningKey(bytes.fromhex(seed))
            self.assertEqual(key.public.hex(), public)
            self.assertEqual(key.sign(bytes.fromhex(message)).hex(), signature)


class Tiles(unittest.TestCase):
    def test_names(self):
        self.assertEqual(sumdb.tile_name(0, 1234067), "tile/8/0/x001/x234/067")
        self.assertEqual(sumdb.tile_name(1, 0, 5), "tile/8/1/000.p/5")

    def test_every_tile_hangs_below_the_next(self):
        log = sumdb.Log().fill(700)
        tiles = log.tiles()
        self.assertEqual(sorted(tiles), ["tile/8/0/000", "tile/8/0/001", "tile/8/0/002.p/188", "tile/8/1/000.p/2"])
        row = [tiles["tile/8/0/001"][at:at + 32] for at in range(0, 8192, 32)]
        while len(row) > 1:
            row = [hashlib.sha256(b"\1" + row[at] + row[at + 1]).digest() for at in range(0, len(row), 2)]
        self.assertEqual(row[0], tiles["tile/8/1/000.p/2"][32:])

    def test_a_fork_has_the_same_beginning_and_another_root(self):
        log = sumdb.Log().fill(400)
        fork = log.fork(at=200)
        self.assertEqual(fork.root(200), log.root(200))
        self.assertNotEqual(fork.root(201), log.root(201))
        self.assertEqual(fork.key, log.key)


class Archives(unittest.TestCase):
    def test_official_archive_and_module_hold_the_same_files(self):
        for platform in ("linux-amd64", "windows-amd64"):
            sdk = sdks.Sdk("1.99.1", platform, b"program", extra_files=3)
            if platform.startswith("windows"):
                official = zipfile.ZipFile(io.BytesIO(sdk.archive()))
                names = {name[3:] for name in official.namelist()}
            else:
                names = {entry.name[3:] for entry in tarfile.open(fileobj=io.BytesIO(sdk.archive())) if entry.isfile()}
            self.assertEqual(names, set(sdk.files))
            module = zipfile.ZipFile(io.BytesIO(sdk.module_zip())).namelist()
            self.assertTrue(all(name.startswith(sdk.module_prefix) for name in module))
            plain = {name[len(sdk.module_prefix):].replace("_go.mod", "go.mod") for name in module}
            self.assertEqual(plain, {name for name in names if not name.startswith(sdks.OUTSIDE_MODULE)})
            self.assertEqual(sdk.archive(), sdks.Sdk("1.99.1", platform, b"program", extra_files=3).archive())

    def test_world(self):
        with tempfile.TemporaryDirectory() as folder:
            world = sdks.World(folder)
            sdk = world.add("1.99.1", "linux-arm", embedded=True)
            world.write()
            self.assertTrue((world.site / "go1.99.1.linux-armv6l.tar.gz").is_file())
            number = world.log.number_of(sdk.name)
            lookup = (world.proxy / "sumdb/log.test/lookup/golang.org" / f"toolchain@{sdk.module_version}").read_text()
            self.assertTrue(lookup.startswith(f"{number}\n"))
            self.assertIn(sdk.h1, lookup)


class RealLog(unittest.TestCase):
    def test_tile_names_are_the_real_ones(self):
        """The edge of the recorded tree is named and sized as `tiles` would name it."""
        size = int((DATA / "latest").read_text(encoding="utf-8").split("\n")[1])
        level = 0
        while size >> 8 * level:
            entries = size >> 8 * level
            name = sumdb.tile_name(level, entries // 256, entries % 256)
            self.assertEqual((DATA / name).stat().st_size, entries % 256 * 32)
            level += 1


if __name__ == "__main__":
    harness.main()
