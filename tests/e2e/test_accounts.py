"""Three accounts on one machine: the owner of a home, another one, and root. docs/trust.md names each line's test."""
import os
import shutil
import stat
import struct
import subprocess
from pathlib import Path

import harness
from faults import FaultTest, wait_until
from test_like import PLAIN, elf
from worlds import GO, PLATFORM

if os.name == "posix":
    import fcntl

OWNER, ANOTHER = 12345, 12346
FOLDERS = ("", "sdks", "receipts", "shims", "staging", "cache", "state", "locks")


def acl_for(user, rights=7):
    """A POSIX access list that gives `user` these rights (linux/posix_acl_xattr.h)."""
    nobody = 0xFFFFFFFF
    entries = [(1, 7, nobody), (2, rights, user), (4, 5, nobody), (16, 7, nobody), (32, 5, nobody)]
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


def become(user):
    def change():
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    return change


@harness.posix_only
@harness.needs_root
class AccountTest(FaultTest):
    def setUp(self):
        super().setUp()
        self.use_site()
        self.home.scratch.chmod(0o755)
        os.chmod(self.world.folder, 0o755)
        self.exe = harness.for_everybody(self.home.exe)
        self.victim = self.home.scratch / "roots.conf"
        self.victim.write_text("root's own\n")

    def give(self, path, user):
        for one in [path, *path.rglob("*")]:
            os.lchown(one, user, user)

    def run_as(self, user, *words, env=None, cwd=None):
        return self.home.start(self.exe, *words, env=env, cwd=cwd or self.home.work, preexec=become(user)).wait()

    def assert_untouched(self):
        self.assertEqual(self.victim.read_text(), "root's own\n")
        self.assertEqual(stat.S_IMODE(self.victim.stat().st_mode), 0o644)


class RootInTheHomeOfAnother(AccountTest):
    """`sudo` that keeps HOME, or a container's root in a mounted home."""

    def setUp(self):
        super().setUp()
        self.give(self.home.user, OWNER)
        self.check(self.run_as(OWNER, "install", "1.97.1"))

    def refused(self, *words):
        result = self.check(self.home.run(*words), 7, "home-foreign")
        self.assertIn(f"belongs to {OWNER}", result.err)
        self.assertIn("setup --machine", result.err)
        self.assert_untouched()

    def lead_elsewhere(self, link, target):
        path = self.home.home / link
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.symlink_to(target)
        os.lchown(path, OWNER, OWNER)

    def test_nothing_is_written_whatever_leads_elsewhere(self):
        elsewhere = self.home.scratch / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "a.tmp-1-1").write_text("")
        os.utime(elsewhere / "a.tmp-1-1", (0, 0))
        dangling = self.home.scratch / "dangling"
        part = Path("cache/downloads") / (self.world[f"go1.97.2.{PLATFORM}"].archive_name + ".part")
        for link, target in (("locks/state.lock", self.victim), ("locks/setup.lock", self.victim),
                             (f"locks/go1.97.2.{PLATFORM}.lock", self.victim), ("state/history", self.victim),
                             ("state/default", self.victim), (part, dangling), ("cache", elsewhere)):
            self.lead_elsewhere(link, target)
            for words in (("default", "1.97.1"), ("install", "1.97.2"), ("uninstall", "1.97.1", "--force"),
                          ("repair", "1.97.1"), ("setup",), ("setup", "--undo"), ("doctor", "--fix")):
                with self.subTest(link=str(link), words=words):
                    self.refused(*words)
            self.run_ok("list", "--remote")
            self.assertFalse(dangling.exists())
            self.assertEqual([one.name for one in elsewhere.iterdir()], ["a.tmp-1-1"])

    def test_what_is_installed_works_for_root_and_nothing_is_written(self):
        before = self.home.tree()
        self.assertEqual(self.goroot_of(self.check(self.home.shim("go1.97.1"))), self.sdk("1.97.1"))
        for words in (("install", "1.97.1"), ("list",), ("list", "--remote"), ("verify", "1.97.1", "--offline"),
                      ("exec", "1.97.1", "--", "go")):
            self.run_ok(*words)
        self.assertEqual(self.home.tree(), before)
        self.assertEqual({one.stat().st_uid for one in self.home.home.rglob("*")}, {OWNER})

    def test_doctor_tells_root_whose_home_it_is(self):
        self.assertIn("home-foreign", self.home.run("doctor").err + self.home.run("doctor").out)

    def test_a_home_of_its_own_is_the_way_out(self):
        own = self.home.scratch / "own"
        self.run_ok("install", "1.97.1", "--home", str(own))
        self.run_ok("verify", "1.97.1", "--offline", "--home", str(own))

    def test_no_home_of_root_is_made_in_a_home_folder_of_another(self):
        shutil.rmtree(self.home.home)
        self.refused("install", "1.97.1")
        self.assertFalse(self.home.home.exists())

    def test_what_root_left_there_is_named_to_the_owner(self):
        """By a govern that did not ask."""
        os.chown(self.home.sdks, 0, 0)
        result = self.check(self.run_as(OWNER, "install", "1.97.2"), 7, "home-foreign")
        self.assertIn(f"{self.home.sdks} belongs to root", result.err)


class LinksInTheOwnHome(AccountTest):
    """Every file that is opened for writing is looked at by its handle, whoever owns the home."""

    def setUp(self):
        super().setUp()
        self.run_ok("install", "1.97.1")

    def test_no_link_and_no_second_name_is_written_to(self):
        part = "cache/downloads/" + self.world[f"go1.97.2.{PLATFORM}"].archive_name + ".part"
        for name, words in (("locks/state.lock", ("default", "1.97.1")), ("state/history", ("uninstall", "1.97.1", "--force")),
                            (f"locks/go1.97.2.{PLATFORM}.lock", ("install", "1.97.2")), ("locks/setup.lock", ("doctor", "--fix"))):
            path = self.home.home / name
            for make in (lambda path: path.symlink_to(self.victim), lambda path: os.link(self.victim, path)):
                path.unlink(missing_ok=True)
                make(path)
                with self.subTest(name=name, link=path.is_symlink()):
                    result = self.check(self.home.run(*words), 7, "file-foreign")
                    self.assertIn(str(path), result.err)
                    self.assert_untouched()
            path.unlink()
        (self.home.home / part).symlink_to(self.victim)
        self.run_ok("install", "1.97.2")  # a part without its state begins anew
        self.assert_untouched()

    def test_a_kept_archive_is_never_cut(self):
        """A killed run may leave it a second name: the part of the next download."""
        kept = self.home.cache / "downloads" / self.world[f"go1.97.3.{PLATFORM}"].archive_name
        self.run_ok("install", "1.97.3", env={"GOVERN_KEEP_ARCHIVES": "1"})
        content = kept.read_bytes()
        os.link(kept, str(kept) + ".part")
        self.run_ok("uninstall", "1.97.3", "--force")
        self.run_ok("install", "1.97.3")
        self.assertEqual(kept.read_bytes(), content)

    def test_a_linked_cache_is_not_swept(self):
        elsewhere = self.home.scratch / "elsewhere"
        shutil.move(self.home.cache, elsewhere)
        self.home.cache.symlink_to(elsewhere)
        (elsewhere / "a.tmp-1-1").write_text("")
        os.utime(elsewhere / "a.tmp-1-1", (0, 0))
        self.run_ok("install", "1.97.2")
        self.assertTrue((elsewhere / "a.tmp-1-1").exists())


class Readers(AccountTest):
    def test_what_this_account_may_not_read_is_named_so(self):
        self.give(self.home.user, OWNER)
        self.check(self.run_as(OWNER, "install", "1.97.1"))
        (self.sdk("1.97.1") / "VERSION").chmod(0o600)
        self.check(self.run_as(OWNER, "verify", "1.97.1", "--offline"))
        result = self.check(self.run_as(ANOTHER, "verify", "1.97.1", "--offline", "--json", env={"GOVERN_HOME": self.home.home}), 6, "tree-differs")
        row, = result.json["result"]["verified"]
        self.assertEqual((row["unreadable"], row["changed"], row["missing"]), (["VERSION"], [], []))

    def test_a_folder_that_this_account_may_not_enter(self):
        """With and without the right to list it: nothing in it is missing."""
        self.give(self.home.user, OWNER)
        self.check(self.run_as(OWNER, "install", "1.97.1"))
        folder = self.sdk("1.97.1") / "src"
        below = [path.relative_to(self.sdk("1.97.1")).as_posix() for path in folder.rglob("*") if not path.is_dir()]
        self.assertTrue(below)
        for mode in (0o744, 0o700):
            with self.subTest(mode=oct(mode)):
                folder.chmod(mode)
                self.check(self.run_as(OWNER, "verify", "1.97.1", "--offline"))
                result = self.check(self.run_as(ANOTHER, "verify", "1.97.1", "--offline", "--json",
                                                env={"GOVERN_HOME": self.home.home}), 6, "tree-differs")
                row, = result.json["result"]["verified"]
                self.assertLessEqual(set(below), set(row["unreadable"]))
                self.assertEqual((row["changed"], row["missing"], row["added"]), ([], [], []))
                self.assertTrue(all(path.startswith("src") for path in row["unreadable"]), row)

    def test_why_an_output_cannot_be_looked_at(self):
        self.give(self.home.user, OWNER)
        self.check(self.run_as(OWNER, "install", "1.97.1"))
        app = self.home.scratch / "app"
        app.write_bytes(elf("go1.97.1", PLAIN))
        closed = self.home.scratch / "closed"
        closed.mkdir(mode=0o700)
        result = self.check(self.run_as(OWNER, "exec", "--like", app, "--check", closed / "out", "--", "true"), 7, "no-permission")
        self.assertIn(str(closed / "out"), result.err)
        self.check(self.run_as(OWNER, "exec", "--like", app, "--check", closed, "--", "true"), 2, "check-not-a-file")


class OthersMayWrite(AccountTest):
    def setUp(self):
        super().setUp()
        self.give(self.home.user, OWNER)
        self.check(self.run_as(OWNER, "install", "1.97.1"))

    def refused(self, code, folder):
        result = self.check(self.run_as(OWNER, "install", "1.97.2"), 7, code)
        self.assertIn(str(folder), result.err)
        return result

    def test_by_mode(self):
        for name in FOLDERS:
            folder = self.home.home / name
            for mode in (0o777, 0o757, 0o1777):
                folder.chmod(mode)
                with self.subTest(name=name, mode=oct(mode)):
                    self.refused("home-shared", folder)
                    self.assertIn("home-shared", self.run_as(OWNER, "verify", "1.97.1", "--offline").err)
                folder.chmod(0o755)
        self.check(self.run_as(OWNER, "install", "1.97.2"))

    def test_by_access_list(self):
        for name in FOLDERS:
            folder = self.home.home / name
            try:
                os.setxattr(folder, "system.posix_acl_access", acl_for(ANOTHER))
            except OSError:
                self.skipTest("this file system has no POSIX access lists")
            with self.subTest(name=name):
                self.refused("home-shared", folder)
                self.run_as(OWNER, "doctor", "--fix")
                self.check(self.run_as(OWNER, "repair", "1.97.1"))
        for user, rights in ((ANOTHER, 5), (OWNER, 7), (0, 7)):
            os.setxattr(self.home.sdks, "system.posix_acl_access", acl_for(user, rights))
            self.check(self.run_as(OWNER, "repair", "1.97.1"))

    def test_by_owner(self):
        for name in FOLDERS:
            folder = self.home.home / name
            os.chown(folder, ANOTHER, ANOTHER)
            folder.chmod(0o755)
            with self.subTest(name=name):
                self.check(self.home.run("install", "1.97.2"), 7, "home-foreign")
                self.check(self.run_as(OWNER, "install", "1.97.2"), 7)
            os.chown(folder, OWNER, OWNER)

    def test_doctor_closes_all_of_it(self):
        for one in [self.home.home, *self.home.home.rglob("*")]:
            if not one.is_symlink():
                one.chmod(0o777)
        self.victim.chmod(0o666)
        (self.sdk("1.97.1") / "led").symlink_to(self.victim)
        self.assertIn("home-shared", self.run_as(OWNER, "doctor").out)
        self.run_as(OWNER, "doctor", "--fix")
        open_to_others = [one for one in [self.home.home, *self.home.home.rglob("*")]
                          if not one.is_symlink() and one.stat().st_mode & 0o022]
        self.assertEqual(open_to_others, [])
        self.assertEqual(stat.S_IMODE(self.victim.stat().st_mode), 0o666, "what a link leads to is not of the home")
        self.assertNotIn("home-shared", self.run_as(OWNER, "doctor").out)
        backup = next((self.home.state / "backups").glob("*-home-rights")).read_text()
        self.assertIn(f"0777 {self.sdk('1.97.1') / 'bin' / GO}", backup)

    def test_below_a_sticky_folder(self):
        """As /tmp: others may make entries there, and neither remove nor replace ours."""
        sticky = self.home.scratch / "sticky"
        sticky.mkdir()
        sticky.chmod(0o1777)
        env = {"GOVERN_HOME": str(sticky / "home")}
        self.check(self.run_as(OWNER, "install", "1.97.1", env=env))
        led_to = self.home.user / "led to"
        led_to.mkdir()
        os.chown(led_to, OWNER, OWNER)
        (sticky / "trap").symlink_to(led_to)
        os.lchown(sticky / "trap", ANOTHER, ANOTHER)
        result = self.check(self.run_as(OWNER, "install", "1.97.1", env={"GOVERN_HOME": str(sticky / "trap")}), 7, "home-foreign")
        self.assertIn(str(ANOTHER), result.err)
        self.assertEqual(list(led_to.iterdir()), [])

    def test_verify_names_what_another_account_may_change(self):
        sdk = self.sdk("1.97.1")
        for path in (sdk, sdk / "bin", sdk / "bin" / GO):
            name = os.path.relpath(path, sdk)
            os.chown(path, ANOTHER, ANOTHER)
            with self.subTest(name):
                result = self.check(self.run_as(OWNER, "verify", "1.97.1", "--offline", "--json"), 6, "tree-differs")
                self.assertEqual(result.json["result"]["verified"][0]["owner"], [name])
            os.chown(path, OWNER, OWNER)
        sdk.chmod(0o777)
        result = self.check(self.run_as(OWNER, "verify", "1.97.1", "--offline"), 6, "tree-differs")
        self.assertIn("mode of .", result.err)


class Locks(AccountTest):
    def setUp(self):
        super().setUp()
        self.give(self.home.user, OWNER)
        self.check(self.run_as(OWNER, "install", "1.97.1"))
        for folder in (self.home.home, *self.home.home.parents):
            if folder != self.home.scratch.parent and str(folder).startswith(str(self.home.scratch)):
                folder.chmod(0o755)

    def files(self):
        return sorted((self.home.home / "locks").iterdir()) + sorted(self.home.cache.rglob("*.lock"))

    def test_no_other_account_can_open_one(self):
        for file in self.files():
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, file)
            self.assertEqual(file.stat().st_uid, OWNER)

    def test_one_of_an_older_govern_is_closed(self):
        for file in self.files():
            file.chmod(0o644)
        for words in (("install", "1.97.1"), ("repair", "1.97.1")):
            self.check(self.run_as(OWNER, *words))
        for name in (f"go1.97.1.{PLATFORM}.lock", "state.lock"):
            self.assertEqual(stat.S_IMODE((self.home.home / "locks" / name).stat().st_mode), 0o600)

    def test_who_is_waited_for_is_said(self):
        state = self.home.home / "locks" / "state.lock"
        said = self.home.scratch / "said"
        for text, name in ((b"process 7 of somebody\n", "process 7 of somebody"), (b"", f"process {os.getpid()} (")):
            with open(state, "rb+") as lock, open(said, "wb") as err:
                fcntl.flock(lock, fcntl.LOCK_EX)
                lock.truncate(0)
                os.pwrite(lock.fileno(), text, 0)
                running = self.home.start(self.exe, "default", "1.97.1", stderr=err, preexec=become(OWNER))
                wait_until(lambda: b"waiting for " in said.read_bytes())
                fcntl.flock(lock, fcntl.LOCK_UN)
                self.assertEqual(running.wait().code, 0)
            self.assertIn("waiting for " + name, said.read_text())

    def test_setup_leaves_no_lock_and_is_not_stopped_by_a_lock_on_the_home_folder(self):
        holder = os.open(self.home.user, os.O_RDONLY | os.O_DIRECTORY)
        self.addCleanup(os.close, holder)
        fcntl.flock(holder, fcntl.LOCK_EX)
        (self.home.user / ".bashrc").write_text("")
        os.chown(self.home.user / ".bashrc", OWNER, OWNER)
        self.check(self.run_as(OWNER, "setup"))
        self.assertEqual(list(self.home.user.glob(".govern*")), [])


class Places(AccountTest):
    """Places that an SDK cannot be renamed into, or out of."""

    def mount(self, *words):
        if subprocess.run(["mount", *map(str, words)], capture_output=True).returncode != 0:
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(words[-1])])

    def test_are_found_before_the_download(self):
        self.run_ok("install", "1.97.1")
        other = self.home.scratch / "other"
        other.mkdir()
        for name in ("staging", "sdks"):
            folder = self.home.home / name
            with self.subTest(name):
                self.mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", folder)
                result = self.check(self.home.run("install", "1.97.2"), 1, "places-apart")
                self.assertIn(f"{self.home.staging} and {self.home.sdks}", result.err)
                self.assertEqual(self.site.asked(self.archive_path("1.97.2")), [])
                subprocess.run(["umount", "-l", str(folder)], check=True)
        self.run_ok("install", "1.97.2")

    def test_a_bind_mount_has_the_device_of_its_home(self):
        self.run_ok("install", "1.97.1")
        self.mount("--bind", self.home.sdks, self.home.sdks)
        self.check(self.home.run("install", "1.97.2"), 1, "places-apart")

    def test_an_sdk_in_a_lower_layer_is_removed_and_replaced(self):
        """A container's image: rename refuses the folders of its layers (redirect_dir=off)."""
        self.run_ok("install", "1.97.1")
        self.run_ok("install", "1.97.2")
        layers = self.home.scratch / "layers"
        home = self.home.scratch / "merged"
        for one in (layers, home):
            one.mkdir()
        self.mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", layers)
        shutil.copytree(self.home.home, layers / "lower", symlinks=True)
        for one in ("upper", "work"):
            (layers / one).mkdir()
        self.mount("-t", "overlay", "-o",
                   f"lowerdir={layers}/lower,upperdir={layers}/upper,workdir={layers}/work,redirect_dir=off", "overlay", home)
        with self.assertRaises(OSError):
            (home / "sdks" / f"go1.97.2.{PLATFORM}").rename(home / "staging" / "x")
        env = {"GOVERN_HOME": str(home)}
        self.run_ok("repair", "1.97.1", env=env)
        self.run_ok("verify", "1.97.1", "--offline", env=env)
        self.run_ok("uninstall", "1.97.2", "--force", env=env)
        self.assertFalse((home / "sdks" / f"go1.97.2.{PLATFORM}").exists())
        self.run_ok("install", "1.97.2", env=env)
        self.run_ok("verify", "1.97.2", "--offline", env=env)


if __name__ == "__main__":
    harness.main()
