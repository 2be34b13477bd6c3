"""`mirror`: a folder that govern and Go use as GOPROXY, its checksum database included.

GOVERN_KILLS is how many kills are tried (6 unless told, 50 in a long run), GOVERN_SEED their seed."""

import json
import os
import random
import shutil
import subprocess
import tarfile
import tempfile
import threading
import zipfile
from pathlib import Path

import harness
import sdks
from faults import SEED
from harness import native
from mirrors import LINUX, WINDOWS, MirrorTest
from worlds import PLATFORM, Rule, file_url

KILLS = harness.count("GOVERN_KILLS", 3 if harness.WINE else 6, 20 if harness.WINE else 50)


class Filling(MirrorTest):
    def test_a_proxy_with_its_log(self):
        self.use_proxy()
        result = self.fill_mirror("1.99.1", "1.98.2", env={"GOVERN_MIRROR": file_url(self.world.site)})
        rows = result["mirrored"]
        self.assertEqual([(row["version"], row["was_there"], row["h1"]) for row in rows],
                         [(v, False, self.of(v).h1) for v in ("1.99.1", "1.98.2")])
        self.assertEqual(harness.host(rows[0]["file"]), self.module("1.99.1"))
        self.assertEqual((result["database"], result["tree_size"]), (self.world.log.name, self.world.log.size))
        self.assertEqual(self.module("1.99.1").read_bytes(), self.of("1.99.1").module_zip())
        self.assertEqual(self.module("1.99.1", extension="mod").read_bytes(), b"module golang.org/toolchain\n")
        self.assertEqual(json.loads(self.module("1.99.1", extension="info").read_bytes()),
                         {"Version": self.of("1.99.1").module_version, "Time": sdks.TIME})
        self.assertEqual(self.listed(), sorted(self.of(v).module_version for v in ("1.99.1", "1.98.2")))
        self.assertEqual(self.sumdb("supported").read_bytes(), b"")
        checked = self.check_mirror()["result"]
        self.assertEqual((len(checked["checked"]), checked["damaged"]), (2, []))
        self.assert_serves("1.99.1", "1.98.2")
        self.assert_serves("1.99.1", "1.98.2", goproxy=self.serve(self.mirror).url())

    def test_a_second_run_fetches_what_is_new(self):
        self.use_proxy()
        self.fill_mirror("1.98.2")
        before = self.files()
        asked = len(self.proxy.requests)
        row = self.fill_mirror("1.98.2")["mirrored"][0]
        self.assertTrue(row["was_there"])
        self.assertEqual((len(self.proxy.requests), self.files()), (asked, before))
        rows = self.fill_mirror("1.98.2", "1.98.1")["mirrored"]
        self.assertEqual([row["was_there"] for row in rows], [True, False])
        self.assertEqual({path.split("@v/")[1] for path in self.asked(".zip")},
                         {f"v0.0.1-go{version}.{PLATFORM}.zip" for version in ("1.98.2", "1.98.1")})
        self.check_mirror()
        self.assert_serves("1.98.2", "1.98.1")

    def test_what_a_spec_means(self):
        self.use_proxy()
        self.assertEqual([row["version"] for row in self.fill_mirror("1.98", "latest")["mirrored"]], ["1.98.2", "1.99.1"])
        for specs in (("1.98.7",), ("1.97.3", "1.98.7"), ("1.98.7", "1.97.3")):
            self.run_fails(3, "mirror", native(self.mirror), *specs, error="no-such-version")
        self.run_fails(3, "mirror", native(self.mirror), "1.55", error="no-such-version")
        self.check_mirror()

    def test_several_platforms(self):
        """Whatever machine fills it."""
        self.use_proxy()
        rows = self.fill_mirror("1.99.1", "--os", "linux", "--os", "windows", "--arch", "amd64")["mirrored"]
        self.assertEqual({(row["os"], row["arch"]) for row in rows}, {("linux", "amd64"), ("windows", "amd64")})
        for platform in (LINUX, WINDOWS):
            self.assert_serves("1.99.1", platform=platform)
        self.check_mirror()

    def test_dry_run(self):
        self.use_proxy()
        row = self.fill_mirror("1.99.1", "--dry-run")["mirrored"][0]
        self.assertFalse(row["was_there"])
        self.assertIn(".zip", row["url"])
        self.assertFalse(self.mirror.exists())
        self.assertEqual(self.asked(".zip"), [])

    @harness.posix_only
    def test_modes_whatever_the_umask(self):
        self.use_proxy()
        self.fill_mirror("1.98.2", preexec=lambda: os.umask(0o077))
        for path in self.mirror.rglob("*"):
            if ".govern" not in path.parts:
                self.assertEqual(oct(path.stat().st_mode & 0o777), "0o755" if path.is_dir() else "0o644", path)

    @harness.posix_only
    def test_modes_that_keep_a_server_out(self):
        """It may run under another account."""
        self.use_site()
        self.use_proxy()
        self.fill_mirror("1.99.1", "--official")
        paths = [path for path in self.mirror.rglob("*") if ".govern" not in path.relative_to(self.mirror).parts]
        tar = self.home.scratch / "out.tar"
        for words in (["1.99.1"], ["--prune"]):
            for path in sorted(paths, reverse=True):
                path.chmod(0o700 if path.is_dir() else 0o600)
            own = self.mirror / "golang.org/mine"
            own.write_bytes(b"x")
            own.chmod(0o600)
            answer = self.check_mirror(6)
            self.assertEqual(answer["error"]["code"], "mirror-damaged")
            named = {item["file"] for item in answer["result"]["damaged"]}
            self.assertEqual(named, {str(path.relative_to(self.mirror)) for path in [*paths, own]})
            packed = self.run_ok("mirror", native(self.mirror), "--tar", native(tar))  # what they hold is right
            self.assertIn("1 file(s)", packed.err)
            self.fill_mirror(*words)
            self.assertEqual(oct(own.stat().st_mode & 0o777), "0o600")  # not the mirror's
            own.unlink()
            self.check_mirror()
            for path in paths:
                self.assertEqual(oct(path.stat().st_mode & 0o777), "0o755" if path.is_dir() else "0o644", path)
        self.module("1.99.1").chmod(0o444)
        self.check_mirror()

    @harness.posix_only
    def test_modes_that_cannot_be_set(self):
        """As on a stick whose mount gives them: it can be filled all the same."""
        self.use_proxy()
        self.fill_mirror("1.98.2")
        fixed, other = self.module("1.98.2", extension="mod"), self.sumdb("latest")
        fixed.chmod(0o600)
        other.chmod(0o600)
        if not shutil.which("chattr") or subprocess.run(["chattr", "+i", fixed], capture_output=True).returncode:
            self.skipTest("no file can be made immutable here (chattr +i): that needs root and a file system that has it")
        self.addCleanup(subprocess.run, ["chattr", "-i", fixed])
        answer = self.run_ok("mirror", native(self.mirror), "1.98.2", "--json").json
        self.assertEqual([one["code"] for one in answer["warnings"]], ["no-permission"])
        self.assertEqual({item["file"] for item in self.check_mirror(6)["result"]["damaged"]},
                         {str(fixed.relative_to(self.mirror))})

    def test_an_official_archive_becomes_a_module(self):
        """The log proves its files; the zip holds the same."""
        self.use_site()
        self.home.env["GOPROXY"] = file_url(self.world.proxy)  # for the log; it lacks the module
        self.fill_mirror("1.97.3")
        with zipfile.ZipFile(self.module("1.97.3")) as archive:
            self.assertIsNone(archive.testzip())
            content = {name: archive.read(name) for name in archive.namelist()}
        self.assertEqual(content, self.of("1.97.3").module_files())
        self.assertEqual(list(content), sorted(content))
        self.check_mirror()
        self.assert_serves("1.97.3")

    def test_official_archives_beside(self):
        self.use_site()
        self.use_proxy()
        result = self.fill_mirror("1.99.1", "--official")
        name = self.of("1.99.1").archive_name
        self.assertEqual(result["archives"], [name])
        self.assertEqual((self.mirror / "dl" / name).read_bytes(), self.of("1.99.1").archive())
        home = self.client(GOVERN_MIRROR=file_url(self.mirror / "dl"))
        self.check(home.run("install", "1.99", "--source", "official", "--offline"))
        self.assertTrue((home.sdks / f"go1.99.1.{PLATFORM}" / "api").is_dir())
        self.assertEqual(self.check_mirror()["result"]["archives"], [name])
        (self.mirror / "dl" / name).write_bytes(b"no archive")
        self.check_mirror(6)
        self.fill_mirror("1.99.1")
        self.check_mirror()

    def test_a_forged_zip_is_not_served(self):
        self.use_proxy()
        forged = sdks.Sdk("1.98.1", PLATFORM, b"another program\n").module_zip()
        self.proxy.rule(f"/golang.org/toolchain/@v/{self.of('1.98.1').module_version}.zip", Rule(content=forged))
        result = self.home.run("mirror", native(self.mirror), "1.98.2", "1.98.1")
        self.assertEqual(result.code, 6, result)
        self.assertFalse(self.module("1.98.1").exists())
        self.check_mirror()
        self.assert_serves("1.98.2")

    def test_offline_from_a_folder(self):
        self.home.env["GOPROXY"] = file_url(self.world.proxy)
        self.fill_mirror("1.98.2", "--offline")
        self.check_mirror()
        self.home.env["GOPROXY"] = "https://proxy.invalid"
        result = self.home.run("mirror", native(self.mirror), "1.98.1", "--offline")
        self.assertEqual(result.code, 5, result)
        self.check_mirror()

    def test_prune(self):
        self.use_proxy()
        self.fill_mirror("1.98.2", "1.98.1")
        (self.mirror / ".govern/new/left.part").write_bytes(b"x")
        stray = self.module("1.55.1")
        stray.with_suffix(".info").write_bytes(b"{}")
        before = self.files()
        planned = self.fill_mirror("1.98", "--prune", "--dry-run")["pruned"]
        self.assertIn(native(self.module("1.98.1")), planned)
        self.assertEqual(self.files(), before)
        self.fill_mirror("--prune")
        self.assertFalse((self.mirror / ".govern/new/left.part").exists())
        self.assertFalse(stray.with_suffix(".info").exists())
        self.assertTrue(self.module("1.98.1").exists())
        removed = self.fill_mirror("1.98", "--prune")["pruned"]
        self.assertIn(native(self.module("1.98.1")), removed)
        self.assertEqual(self.listed(), [self.of("1.98.2").module_version])
        self.check_mirror()
        self.assert_serves("1.98.2")


class Refusals(MirrorTest):
    def test_words(self):
        self.use_proxy()
        for words in (("mirror",), ("mirror", native(self.mirror)), ("mirror", native(self.mirror), "--check", "1.98"),
                      ("mirror", native(self.mirror), "--official"), ("mirror", native(self.mirror), "system")):
            self.run_fails(2, *words)
        self.run_fails(2, "mirror", native(self.mirror), "--check", error="not-a-mirror")
        self.run_fails(2, "mirror", native(self.mirror), "--prune", error="not-a-mirror")
        self.assertFalse(self.mirror.exists())

    def test_a_folder_of_somebody_elses(self):
        self.use_proxy()
        self.mirror.mkdir()
        self.fill_mirror("1.98.2")  # an empty one will do
        other = self.home.scratch / "other"
        other.mkdir()
        (other / "thesis.txt").write_text("x")
        result = self.run_fails(2, "mirror", native(other), "1.98.2", error="mirror-foreign")
        self.assertIn("thesis.txt", result.err)
        self.assertEqual([path.name for path in other.iterdir()], ["thesis.txt"])
        self.run_fails(2, "mirror", native(self.home.home / "mirror"), "1.98.2", error="mirror-in-home")
        (self.mirror / "robots.txt").write_text("x")  # its owner may add to it
        self.fill_mirror("1.98.2")

    def test_a_tar_inside(self):
        self.use_proxy()
        self.fill_mirror("1.98.2")
        self.run_fails(2, "mirror", native(self.mirror), "--tar", native(self.mirror / "x.tar"), error="mirror-tar-inside")
        self.run_fails(1, "mirror", native(self.mirror), "1.55.1", "--tar", native(self.home.scratch), error="file-error")

    @harness.posix_only
    def test_a_tar_inside_by_another_name(self):
        self.use_proxy()
        self.fill_mirror("1.98.2")
        link = self.home.scratch / "link"
        link.symlink_to(self.mirror)
        for folder, tar in ((link, self.mirror / "x.tar"), (self.mirror, link / "x.tar")):
            self.run_fails(2, "mirror", native(folder), "--tar", native(tar), error="mirror-tar-inside")


class Damage(MirrorTest):
    def test_found_and_healed(self):
        self.use_proxy()
        self.fill_mirror("1.98.2", "1.98.1")
        whole = self.files()
        tile = next(name for name in whole if "/tile/" in name)
        lookup = next(name for name in whole if "/lookup/" in name)
        for name in (str(self.module("1.98.2").relative_to(self.mirror)), tile, lookup,
                     str(self.sumdb("latest").relative_to(self.mirror)),
                     str(self.module("1.98.1", extension="mod").relative_to(self.mirror)),
                     str(self.module("1.98.1", extension="info").relative_to(self.mirror))):
            for how in ("changed", "missing"):
                with self.subTest(name=name, how=how):
                    path = self.mirror / name
                    if how == "changed":
                        content = bytearray(whole[name])
                        content[len(content) // 2] ^= 1
                        path.write_bytes(content)
                    else:
                        path.unlink()
                    answer = self.check_mirror(6)
                    self.assertEqual(answer["error"]["code"], "mirror-damaged")
                    self.assertTrue(answer["result"]["damaged"], answer)
                    healed = self.run_ok("mirror", native(self.mirror), "1.98.2", "--json").json
                    if how == "changed" and name.endswith(".zip"):
                        self.assertEqual([one["code"] for one in healed["warnings"]], ["mirror-heals"])
                    self.check_mirror()
                    self.assertEqual(self.files(), whole)

    def test_what_cannot_be_healed_is_not_served(self):
        self.use_proxy()
        self.fill_mirror("1.98.2", "1.98.1")
        self.module("1.98.2").write_bytes(b"no zip")
        self.home.env["GOPROXY"] = "off"
        self.home.env["GOVERN_MIRROR"] = file_url(self.world.site)
        result = self.home.run("mirror", native(self.mirror), "1.98.1")
        self.assertNotEqual(result.code, 0, result)
        self.assertEqual(self.listed(), [self.of("1.98.1").module_version])
        self.check_mirror()
        self.assert_serves("1.98.1")


class Strays(MirrorTest):
    """What a server would hand out is proved or named."""

    def setUp(self):
        super().setUp()
        self.use_proxy()
        self.fill_mirror("1.98.2", "1.98.1")
        self.whole = self.files()
        self.list = self.mirror / "golang.org/toolchain/@v/list"
        self.tar = self.home.scratch / "out.tar"

    def named(self):
        return {item["file"] for item in self.check_mirror(6)["result"]["damaged"]}

    def stray(self, name, content=b"nobody proved this"):
        path = self.mirror / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return name

    def names_in_tar(self):
        with tarfile.open(self.tar) as tar:
            return set(tar.getnames())

    def test_named_left_out_and_pruned(self):
        modules = "golang.org/toolchain/@v/v0.0.1-go"
        strays = {self.stray(f"{modules}1.99rc1.{PLATFORM}.zip"), self.stray(f"{modules}1.55.1.{PLATFORM}.info"),
                  self.stray("golang.org/toolchain/@latest", b"{}"), self.stray("golang.org/toolchain/@v/garbage.zip"),
                  self.stray("dl/go1.99.1.linux-amd64.tar.gz"),
                  self.stray(f"sumdb/{self.world.log.name}/lookup/golang.org/toolchain@v0.0.1-go1.77.{PLATFORM}"),
                  self.stray(f"sumdb/{self.world.log.name}/tile/8/0/777"),
                  self.stray(f".govern/heads/{self.world.log.name}/1")}
        answer = self.check_mirror(6)
        self.assertEqual(answer["error"]["code"], "mirror-unlisted")
        self.assertIn("--prune", str(answer["error"]["hints"]))
        self.assertEqual({item["file"] for item in answer["result"]["damaged"]}, strays)
        packed = self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        self.assertIn("1.99rc1", packed.err)
        self.assertEqual(self.names_in_tar(), set(self.whole))
        self.fill_mirror("1.98.2")  # none of them is in its way
        self.home.env["GOPROXY"] = "off"
        planned = self.fill_mirror("--prune", "--dry-run")["pruned"]
        self.assertEqual(self.named(), strays)
        self.assertEqual(set(self.fill_mirror("--prune")["pruned"]), set(planned))
        self.assertEqual(set(planned), {native(self.mirror / name) for name in strays})
        self.check_mirror()
        self.assertEqual(self.files(), self.whole)

    def test_not_a_mirrors_at_all(self):
        strays = {self.stray("golang.org/x/tools/@v/list"), self.stray("sumdb/other.test/latest"), self.stray("golang.org/extra"),
                  self.stray("robots.txt")}
        self.assert_by_hand(strays)
        self.fill_mirror("--prune")
        self.assert_by_hand(strays)  # whose they are is not known here
        self.stray("golang.org/toolchain/@latest", b"{}")
        error = self.check_mirror(6)["error"]
        self.assertEqual(error["code"], "mirror-unlisted")  # one of them is --prune's
        self.fill_mirror("--prune")
        self.assert_by_hand(strays)

    @harness.posix_only
    def test_a_pipe_that_is_not_a_mirrors(self):
        os.mkfifo(self.mirror / "golang.org/pipe")
        os.mkfifo(self.sumdb("tile/pipe"))
        self.assertEqual(self.check_mirror(6)["error"]["code"], "mirror-unlisted")
        self.fill_mirror("--prune")
        self.assert_by_hand({"golang.org/pipe"})

    def assert_by_hand(self, names):
        answer = self.check_mirror(6)
        error = answer["error"]
        self.assertEqual((error["code"], self.named()), ("mirror-unmanaged", names))
        self.assertNotIn("--prune", str(error["hints"]))
        for item in answer["result"]["damaged"]:
            self.assertIn("move it out of the folder by hand", item["why"])

    def test_beside_the_folders_of_a_mirror(self):
        """A server whose root is the mirror hands out all of it."""
        self.stray(".git/config")
        self.stray(".git/objects/pack")
        strays = {".git", self.stray("go1.98.2.linux-amd64.tar.gz"), self.stray(".hidden")}
        self.assertEqual(self.named(), strays)
        packed = self.run_ok("mirror", native(self.mirror), "--tar", native(self.tar))
        self.assertIn(".git", packed.err)
        self.assertEqual(self.names_in_tar(), set(self.whole))
        self.fill_mirror("--prune")
        self.assertEqual(self.named(), strays)

    @harness.posix_only
    def test_a_link_beside_the_folders_of_a_mirror(self):
        os.symlink("/etc/passwd", self.mirror / "passwd")
        os.symlink("/etc", self.mirror / "etc")
        os.mkfifo(self.mirror / "pipe")
        self.assertEqual(self.named(), {"passwd", "etc", "pipe"})

    def test_the_list(self):
        name = "golang.org/toolchain/@v/list"
        good = self.list.read_bytes()
        one = good.splitlines(keepends=True)[0]
        for content in (b"../../../etc/passwd\n" + good, good.replace(b"\n", b"\r\n"), good + one, b"v1.2.3\n" + good):
            with self.subTest(content=content):
                self.list.write_bytes(content)
                self.assertEqual(self.named(), {name})
                self.run_fails(6, "mirror", native(self.mirror), "--tar", native(self.tar), error="mirror-damaged")
                self.assertFalse(self.tar.exists())
                self.fill_mirror("1.98.2")
                self.check_mirror()
                self.assertEqual(self.list.read_bytes(), good)
        for content in (b"", one):
            with self.subTest(content=content):
                self.list.write_bytes(content)
                self.assertIn(str(self.module("1.98.2").relative_to(self.mirror)).replace("\\", "/"), self.named())
                self.home.env["GOPROXY"] = "off"
                self.assertEqual(self.fill_mirror("--prune")["pruned"], [])  # what lies there is proved
                self.use_proxy()
                self.check_mirror()
                self.assertEqual(self.files(), self.whole)

    def test_a_version_that_is_asked_for_is_taken_up(self):
        self.list.write_bytes(b"")
        rows = self.fill_mirror("1.98.2")["mirrored"]
        self.assertEqual([row["was_there"] for row in rows], [True])
        self.assertEqual(self.listed(), [self.of("1.98.2").module_version])

    def test_listed_and_unknown_to_the_log(self):
        stray = self.stray(f"golang.org/toolchain/@v/v0.0.1-go1.99rc1.{PLATFORM}.zip")
        self.list.write_bytes(self.list.read_bytes() + f"v0.0.1-go1.99rc1.{PLATFORM}\n".encode())
        self.assertIn(f"sumdb/{self.world.log.name}/lookup/golang.org/toolchain@v0.0.1-go1.99rc1.{PLATFORM}", self.named())
        result = self.run_ok("mirror", native(self.mirror), "1.98.2")
        self.assertIn("1.99rc1", result.err)
        self.assertFalse((self.mirror / stray).exists())
        self.check_mirror()
        self.assertEqual(self.files(), self.whole)

    def test_an_empty_zip_is_not_packed(self):
        self.module("1.98.2").write_bytes(b"")
        self.tar.write_bytes(b"an older one")
        self.run_fails(6, "mirror", native(self.mirror), "--tar", native(self.tar), error="mirror-damaged")
        self.assertEqual(self.tar.read_bytes(), b"an older one")

    @harness.posix_only
    def test_what_is_not_a_file(self):
        zip_file = self.module("1.98.2")
        elsewhere = self.home.scratch / "elsewhere.zip"
        elsewhere.write_bytes(zip_file.read_bytes())
        for make in (lambda path: os.mkfifo(path), lambda path: path.symlink_to(elsewhere), lambda path: path.mkdir()):
            for path in (zip_file, self.module("1.98.1", extension="mod"), self.sumdb("latest"), self.list):
                with self.subTest(path=path.name):
                    path.unlink()
                    make(path)
                    self.assertTrue(self.check_mirror(6)["result"]["damaged"])
                    if path != self.list:
                        self.fill_mirror("1.98.2")
                        self.check_mirror()
                        self.assertEqual(self.files(), self.whole)
                    else:
                        os.rmdir(path) if path.is_dir() and not path.is_symlink() else path.unlink()
                        path.write_bytes(self.whole["golang.org/toolchain/@v/list"])
        self.assertEqual(elsewhere.read_bytes(), self.of("1.98.2").module_zip())


class Growing(MirrorTest):
    """A log of its own, which grows while the mirror does."""

    def setUp(self):
        super().setUp()
        folder = Path(tempfile.mkdtemp(prefix="govern-world-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.world = sdks.World(folder, go=self.fake_go())
        self.world.add("1.98.1", PLATFORM)
        self.world.write()
        self.use_world(self.world)
        self.use_proxy()

    def grow(self, version, size):
        self.world.log.fill(size)
        self.world.add(version, PLATFORM)
        self.world.write()

    def test_an_archive_of_which_only_the_mirrors_own_listing_speaks(self):
        self.use_site()
        name = self.of("1.98.1").archive_name
        result = self.run_fails(6, "mirror", native(self.mirror), "1.98.1", "--official", error="mirror-archive-unproved")
        self.assertIn(name, result.err)
        self.assertFalse((self.mirror / "dl" / name).exists())

    def test_one_head(self):
        """Whoever has seen an old head of the mirror is led to the newest, offline."""
        clients = []
        sizes = (300, 520, 700, 1500)
        for number, size in enumerate(sizes):
            if number:
                self.grow(f"1.98.{number + 1}", size)
            result = self.fill_mirror(*(f"1.98.{n + 1}" for n in range(number + 1)))
            self.assertEqual(result["tree_size"], self.world.log.size)
            heads = {self.head_of(path.read_text(encoding="utf-8")) for path in self.sumdb("lookup/golang.org").iterdir()}
            heads.add(self.head_of(self.sumdb("latest").read_text(encoding="utf-8")))
            self.assertEqual(heads, {self.world.log.size})
            self.check_mirror()
            clients.append(self.client(GOPROXY=file_url(self.mirror)))
            for home in clients:
                self.check(home.run("install", f"1.98.{number + 1}", "--offline"))
        for home in clients:
            self.check(home.run("install", "1.98.1", "1.98.2", "--offline"))

    def test_heads_from_elsewhere(self):
        """A machine has seen the database itself, at an older or a newer head, and no tile of the mirror leads from one to the other."""
        def two_that_have_seen(version):
            self.grow(version, self.world.log.size + 3000)
            homes = [self.client(GOPROXY=file_url(self.world.proxy)) for _ in range(2)]
            for home in homes:
                self.check(home.run("install", version, "--offline"))
            return homes

        older = two_that_have_seen("1.98.2")
        self.grow("1.98.3", self.world.log.size + 3000)
        self.fill_mirror("1.98.3")
        newer = two_that_have_seen("1.98.4")
        for alone, connected in (older, newer):
            alone.env["GOPROXY"] = file_url(self.mirror)
            result = self.check(alone.run("install", "1.98.3", "--offline"), 5, "log-unreachable")
            self.assertIn("heads that it has served itself", result.err)
            self.check(alone.run("install", "1.98.3", "--offline", "--from", native(self.mirror)))
            self.assert_verifies("1.98.3", alone)
            # The next entry has all tiles.
            self.check(connected.run("install", "1.98.3", env={"GOPROXY": f"{file_url(self.mirror)},{self.proxy.url()}"}))
            self.assert_verifies("1.98.3", connected)

    def test_a_fork_stops_everything(self):
        self.fill_mirror("1.98.1")
        before = self.files()
        self.grow("1.98.2", 500)
        self.world.log.fork(at=100).write(self.world.proxy / "sumdb" / self.world.log.name)
        self.run_fails(6, "mirror", native(self.mirror), "1.98.2", error="log-forked")
        self.assertEqual(self.files(), before)
        self.check_mirror()

    def test_a_copy_without_what_begins_with_a_dot(self):
        """As a bucket may have it: the head that it serves is still the one to agree with."""
        self.fill_mirror("1.98.1")
        shutil.rmtree(self.mirror / ".govern")
        self.grow("1.98.2", 500)
        home = self.client(GOPROXY=file_url(self.mirror))
        self.check(home.run("install", "1.98.1", "--offline"))
        self.fill_mirror("1.98.2")
        self.check(home.run("install", "1.98.2", "--offline"))
        self.check_mirror()


class AtOnce(MirrorTest):
    def test_two_runs(self):
        self.use_proxy()
        self.proxy.default = Rule(rate=8_000_000)
        runs = [self.home.start(self.home.exe, "mirror", native(self.mirror), *versions)
                for versions in (("1.99.1", "1.98.2"), ("1.98.1", "1.99.1"))]
        for run in runs:
            self.check(run.wait())
        self.check_mirror()
        self.assert_serves("1.99.1", "1.98.2", "1.98.1")

    def test_kills_at_any_moment(self):
        """What is listed can be installed, and the next run leaves a whole mirror."""
        print(f"GOVERN_SEED={SEED} GOVERN_KILLS={KILLS}", flush=True)
        chance = random.Random(SEED)
        self.use_proxy()
        self.proxy.default = Rule(rate=5_000_000)  # slow enough that kills fall into downloads
        words = ("mirror", native(self.mirror), "1.99.1", "1.98.2", "1.98.1")
        took = self.run_ok(*words).seconds
        killed = 0
        for number in range(KILLS):
            shutil.rmtree(self.mirror, ignore_errors=True)
            if number % 3 == 2:
                self.run_ok(*words[:2], "1.98.1")
            delay = chance.random() * took * 0.8
            with self.subTest(number=number, delay=f"{delay:.3f}"):
                running = self.home.start(self.home.exe, *words)
                timer = threading.Timer(delay, running.kill)
                timer.start()
                killed += running.wait().code != 0
                timer.cancel()
                if (self.mirror / "golang.org/toolchain/@v/list").exists():
                    there = [name.removeprefix("v0.0.1-go").removesuffix("." + PLATFORM) for name in self.listed()]
                    self.assert_serves(*there)
                self.run_ok(*words)
                self.check_mirror()
        print(f"killed before they ended: {killed} of {KILLS}", flush=True)
        self.assertGreater(killed, KILLS // 6)
        self.assert_serves("1.99.1", "1.98.2", "1.98.1")


if __name__ == "__main__":
    harness.main()
