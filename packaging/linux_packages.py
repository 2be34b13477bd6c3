"""The .deb and the .rpm: a tree as the installed system will have it, packed by CPack."""

import gzip
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMPLETIONS = {
    "completions/govern.bash": "usr/share/bash-completion/completions/govern",
    "completions/govern.fish": "usr/share/fish/vendor_completions.d/govern.fish",
}
# What the two kinds of systems have in other places.
PLACES = {
    "DEB": {"completions/_govern": "usr/share/zsh/vendor-completions/_govern",
            "LICENSE.txt": "usr/share/doc/govern/copyright", "NOTICES.txt": "usr/share/doc/govern/NOTICES.txt"},
    "RPM": {"completions/_govern": "usr/share/zsh/site-functions/_govern",
            "LICENSE.txt": "usr/share/licenses/govern/LICENSE.txt", "NOTICES.txt": "usr/share/licenses/govern/NOTICES.txt"},
}
# The program that CPack needs for each, and Debian's package of it.
MAKERS = {"DEB": ("cpack", "cmake"), "RPM": ("rpmbuild", "rpm")}


def installed(kind, files):
    """Path below the root, bytes and rights of each file that the archive's files become."""
    places = {**COMPLETIONS, **PLACES[kind]}
    for name, data, mode in files:
        if name.startswith("man/"):
            yield f"usr/share/man/man1/{name[4:]}.gz", gzip.compress(data, 9, mtime=0), mode
        else:
            yield places.get(name, f"usr/bin/{name}"), data, mode


def least_glibc(program):
    """The oldest glibc that has all that this program uses."""
    listed = subprocess.run(["objdump", "-T", program], capture_output=True, text=True, check=True).stdout
    return ".".join(map(str, max(tuple(map(int, v.split("."))) for v in re.findall(r"GLIBC_([\d.]+)", listed))))


def make(kind, output, files, version, url, license_name, when, program):
    """Makes the package in `output` and returns its path; None where the system's program for it is missing."""
    maker, package = MAKERS[kind]
    if not all(map(shutil.which, ("cpack", maker))):
        print(f"note: no .{kind.lower()} is made: {maker} is missing (Debian's package {package})")
        return None
    with tempfile.TemporaryDirectory(prefix="govern-package-") as folder:
        work = Path(folder)
        stage = work / "stage"
        for name, data, mode in installed(kind, files):
            path = stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(mode)
        for path in (stage, *stage.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
            os.utime(path, (when, when))
        # Nothing of whoever makes it: no ~/.rpmmacros, language, time zone or umask.
        env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": str(when),
               "GOVERN_VERSION": version, "GOVERN_URL": url, "GOVERN_LICENSE": license_name, "GOVERN_GLIBC": least_glibc(program),
               "GOVERN_STAGE": str(stage), "GOVERN_OUTPUT": str(work / "made")}
        command = ["cpack", "-G", kind, "--config", HERE / "cpack.cmake"]
        done = subprocess.run(command, cwd=work, env=env, umask=0o022, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        made = list((work / "made").glob(f"*.{kind.lower()}"))
        if done.returncode != 0 or len(made) != 1:
            raise SystemExit(f"package.py: cpack made no .{kind.lower()}:\n{done.stdout}")
        return Path(shutil.move(made[0], output / made[0].name))
