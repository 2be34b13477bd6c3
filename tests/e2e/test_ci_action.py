"""packaging/action: its steps run as GitHub would run them, with files for what a step tells the next ones."""
import json
import re
import shutil
import subprocess
import tarfile

import harness
import powershell
import pwshtest
from cihosts import (HOSTILE_FOLDER, REPOSITORY, ReleaseTest, commands_of_github, environment_file, filled, needs_yaml,
                     yaml)
from harness import EXE_SUFFIX, PATH_SEPARATOR, WINDOWS, WINE, native, needs_shell
from worlds import PLATFORM


class Job:
    """A job on a runner of its own, with the caches of all of them in `test.caches`."""

    def __init__(self, test):
        self.test, self.env, self.log, self.to_save = test, {}, "", None
        self.folder = test.home.scratch / "runner"
        self.folder.mkdir(exist_ok=True)

    def use_action(self, **inputs):
        """The outputs, as a later step sees them; `code` is the exit status of the step that failed, else 0."""
        where = self.test.checkout / ".github/actions/govern"
        if not where.exists():
            shutil.copytree(self.test.dist / "action", where)
        action = yaml.safe_load((where / "action.yml").read_text())
        values = {"runner.os": "Windows" if WINDOWS else "Linux"}
        values |= {f"inputs.{name}": given["default"] for name, given in action["inputs"].items()}
        unknown = {name.replace("_", "-") for name in inputs} - set(action["inputs"])
        assert not unknown, unknown
        values |= {"inputs." + name.replace("_", "-"): value for name, value in inputs.items()}
        self.code = 0
        for step in action["runs"]["steps"]:
            condition = step.get("if", "'true'")
            if self.code == 0 and filled("${{" + condition + "}}", values) not in ("", "False"):
                outputs = self.cache(step, values) if "uses" in step else self.run(step, values, where)
                values |= {f"steps.{step['id']}.outputs.{name}": value for name, value in outputs.items()}
        return {name: filled(output["value"], values) for name, output in action["outputs"].items()}

    def cache(self, step, values):
        assert step["uses"].startswith("actions/cache@")
        key, paths = (filled(step["with"][name], values) for name in ("key", "path"))
        self.to_save = (key, [harness.host(line) for line in paths.split("\n")])
        if key not in self.test.caches:
            return {"cache-hit": ""}
        self.to_save = None
        with tarfile.open(self.test.caches[key]) as tar:
            tar.extractall("/" if not WINDOWS or WINE else "C:/")
        return {"cache-hit": "true"}

    def end(self):
        """What actions/cache does behind the last step."""
        if self.to_save:
            key, paths = self.to_save
            self.test.caches[key] = self.test.home.scratch / f"{key}.tar"
            with tarfile.open(self.test.caches[key], "w") as tar:
                for path in paths:
                    if path.exists():
                        tar.add(path)

    def run(self, step, values, where):
        """A `run` step: the exit status goes to self.code; its outputs."""
        env = {name: filled(value, values) for name, value in step.get("env", {}).items()}
        assert "${{" not in step["run"], "an input in the text of a script could be code"
        return environment_file(self.script(step["run"], step["shell"], {**env, "GITHUB_ACTION_PATH": native(where)}))

    def script(self, text, shell, env):
        files = {name: self.folder / name for name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH")}
        for file in files.values():
            file.write_bytes(b"")
        env = {**self.env, **env, "CI": "true", "GITHUB_ACTIONS": "true",
               **{name: native(file) for name, file in files.items()}}
        home = self.test.home
        if shell == "sh":
            script = self.folder / "step.sh"
            script.write_text(text)
            result = home.run_program("/bin/sh", "-e", script, env=env, stderr=subprocess.STDOUT)
            log = result.out
        else:
            assert shell == "powershell", shell
            ends = "\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }"
            result = pwshtest.PowerShellTest.pwsh(self.test, "$ErrorActionPreference = 'stop'\n" + text + ends, init=False,
                                                  code=None, env=env)
            log = result.out
        self.log += log
        self.code, self.result = result.code, result
        self.test.assertEqual(commands_of_github(log), [], log)
        for file in files.values():
            assert not file.read_bytes().startswith((b"\xff\xfe", b"\xef\xbb\xbf")), "UTF-8 without a mark"
        self.env |= environment_file(files["GITHUB_ENV"].read_bytes())
        added = [line for line in files["GITHUB_PATH"].read_text(encoding="utf-8").split("\n") if line]
        before = self.env.get("PATH", home.env["PATH"])
        self.env["PATH"] = PATH_SEPARATOR.join([*reversed(added), before])
        return files["GITHUB_OUTPUT"].read_bytes()

    def go(self):
        """What a later step's `go version` says."""
        return self.test.home.run_program(*self.program(), env=self.env).out

    def program(self):
        for folder in self.env["PATH"].split(PATH_SEPARATOR):
            file = harness.host(folder) / ("go" + EXE_SUFFIX)
            if file.is_file():
                return file, "version"
        raise AssertionError("no go on PATH")


@needs_yaml
class Action(ReleaseTest):
    def setUp(self):
        super().setUp()
        self.caches = {}
        self.home.set_path()
        self.home.env.update(powershell.VARIABLES)
        if WINE:
            self.home.env["DOTNET_EnableWriteXorExecute"] = "0"
        self.site = self.serve(self.world.site)
        self.use_proxy()
        self.tar = self.home.cache / "ci" / f"go1.99.1.{PLATFORM}.tar"
        self.inputs = {"from": native(self.dist), "mirror": self.site.url()}

    def use(self, **inputs):
        job = Job(self)
        outputs = job.use_action(**{**self.inputs, **inputs})
        self.assertEqual(job.code, 0, f"{job.log}\n{getattr(job, 'result', '')}")
        job.end()
        return job, outputs

    def fresh_runner(self):
        shutil.rmtree(self.home.home)

    def archives_fetched(self):
        """Without the looks of --dry-run, which are one byte long."""
        return [request.path for request in [*self.site.requests, *self.proxy.requests]
                if request.path.endswith((".zip", ".tar.gz")) and request.headers.get("range") != "bytes=0-0"]


@needs_shell("pwsh") if WINDOWS else (lambda test: test)
class Steps(Action):
    def test_what_the_project_asks_for_and_the_cache(self):
        job, outputs = self.use()
        self.assertEqual(outputs["go-version"], "1.99.1")
        self.assertEqual(outputs["cache-hit"], "false")
        self.assertEqual(outputs["cache-key"], f"govern-{PLATFORM}-go1.99.1")
        self.assertEqual(harness.host(outputs["goroot"]), self.sdk("1.99.1"))
        self.assertEqual([harness.host(line) for line in outputs["cache-paths"].split("\n")], [self.tar])
        self.assertEqual(job.env["GOTOOLCHAIN"], "local")
        self.assertEqual(job.env["GOVERN_MIRROR"], self.site.url())
        self.assert_runs(job.go(), home=self.home.home)
        fetched = self.archives_fetched()
        self.assertEqual(len(fetched), 1)

        self.fresh_runner()
        job, outputs = self.use()
        self.assertEqual((outputs["cache-hit"], outputs["go-version"]), ("true", "1.99.1"))
        self.assert_runs(job.go(), home=self.home.home)
        self.assertEqual(self.archives_fetched(), fetched, "from the cache")

    def test_a_cache_that_somebody_changed_does_not_count(self):
        """Nor does the job go on with it where nothing else can be had."""
        self.use()
        content = bytearray(self.tar.read_bytes())
        content[content.index(b"PK\x03\x04") + 2000] ^= 1
        self.tar.write_bytes(content)
        job = Job(self)
        job.to_save = (f"govern-{PLATFORM}-go1.99.1", [self.tar])
        job.end()
        self.fresh_runner()
        job, outputs = self.use()
        self.assertEqual(outputs["cache-hit"], "false")
        self.assertNotEqual(self.tar.read_bytes(), content)
        self.assert_verifies("1.99.1")
        self.assert_runs(job.go())

        self.fresh_runner()
        self.inputs["mirror"] = self.proxy.url("/nothing")
        self.home.env["GOPROXY"] = self.proxy.url("/nothing")
        job = Job(self)
        job.use_action(**self.inputs)
        self.assertNotEqual(job.code, 0, job.log)
        self.assert_nothing_installed()

    def test_of_the_sdk_and_its_receipt_nothing_is_in_the_cache(self):
        """Both could be changed alike, the receipt without the log's proof: `verify` would have to believe it."""
        self.use()
        with tarfile.open(self.caches[f"govern-{PLATFORM}-go1.99.1"]) as tar:
            self.assertEqual([member.name.split("/")[-1] for member in tar], [self.tar.name])


@needs_yaml
@harness.posix_only
class Inputs(Action):
    def test_a_version_by_name_without_a_cache(self):
        job, outputs = self.use(go_version="1.98", cache="false")
        self.assertEqual((outputs["go-version"], outputs["cache-hit"]), ("1.98.2", "false"))
        self.assert_runs(job.go(), "1.98.2")
        self.assertEqual(self.caches, {})

    def test_a_go_that_is_there_already(self):
        self.use(cache="false")
        fetched = self.archives_fetched()
        job, outputs = self.use()
        self.assertEqual(outputs["go-version"], "1.99.1")
        self.assert_runs(job.go())
        self.assertEqual(self.archives_fetched(), fetched)

    def test_without_a_version_the_step_fails(self):
        """What an older or other govern says is not taken for an answer."""
        said = self.dist / "action/install.sh"
        said.write_text(said.read_text() + '\nprintf \'#!/bin/sh\\necho "{}"\\n\' >"$home/shims/govern"\n')
        job = Job(self)
        job.use_action(**self.inputs)
        self.assertEqual(job.code, 1, job.log)
        self.assertIn("no version of Go", job.log)

    def test_a_cache_that_cannot_be_written_stops_nothing(self):
        self.home.env["GOPROXY"] = self.proxy.url("/nothing")
        job, outputs = self.use()
        self.assert_runs(job.go())
        self.assertIn("note: nothing is kept in the cache", job.log)
        self.assertFalse(self.tar.exists())

    def test_the_project_is_in_a_folder(self):
        (self.checkout / "sub dir").mkdir()
        (self.checkout / "sub dir/.go-version").write_text("1.98.2\n")
        _, outputs = self.use(working_directory="sub dir")
        self.assertEqual(outputs["go-version"], "1.98.2")

    def test_nothing_fits(self):
        for inputs, code in (({"go_version": "1.97.9"}, 3), ({"go_version": "stable"}, 2), ({"go_version": "^1.22"}, 2),
                             ({"go_version": "-h"}, 2), ({"go_version": "--help"}, 2), ({"go_version": "--all"}, 2),
                             ({"from": "/nowhere"}, 1), ({"working_directory": "none"}, None)):
            job = Job(self)
            job.use_action(**{**self.inputs, **inputs})
            self.assertNotEqual(job.code, 0, job.log)
            if code is not None:
                self.assertEqual(job.code, code, job.log)

    def test_hostile_texts_form_no_command(self):
        """Job.script asserts it of each step."""
        self.set_checkout(HOSTILE_FOLDER)
        job, outputs = self.use()
        self.assert_runs(job.go())
        for inputs in ({"go_version": "::set-env name=X::y"}, {"go_version": "$(touch evil)"},
                       {"go_version": "1.99.1\n::add-path::/evil"}, {"working_directory": "##[error]x"},
                       {"from": "/no ##[add-mask]x\n::add-mask::y"}, {"mirror": "http://x/ ##[debug]\n::debug::y"}):
            job = Job(self)
            job.use_action(**{**self.inputs, **inputs})
            self.assertNotEqual(job.code, 0, job.log)
        self.home.env["GOVERN_HOME"] = str(self.home.scratch / "::set-env name=PATH::evil ##[error]x")
        job = Job(self)
        job.use_action(**self.inputs)
        self.home.env["GOVERN_HOME"] = str(self.home.scratch / "a\n::set-env name=PATH::evil")
        job = Job(self)
        job.use_action(**self.inputs)
        self.assertEqual(job.code, 1)
        (self.checkout / ".go-version").write_text("1.99.1 ::add-path::x\n##[error]x\n")
        job = Job(self)
        job.use_action(**self.inputs)
        self.assertNotEqual(job.code, 0)
        self.assertEqual(list(self.home.scratch.rglob("evil")), [])


@needs_yaml
class Texts(ReleaseTest):
    def test_action_is_whole(self):
        action = yaml.safe_load((self.dist / "action/action.yml").read_text())
        self.assertEqual(action["runs"]["using"], "composite")
        names = {file.name for file in (self.dist / "action").iterdir()}
        self.assertEqual(names, {"action.yml", "setup.sh", "setup.ps1", "install.sh", "install.ps1"})
        for step in action["runs"]["steps"]:
            self.assertEqual("shell" in step, "run" in step)
        self.assertNotIn("@VERSION@", "".join(file.read_text() for file in (self.dist / "action").iterdir()))

    def test_powershell_suits_5_1(self):
        raw = (self.dist / "action/setup.ps1").read_bytes()
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        powershell.check(self, {"setup.ps1": raw.decode()})

    def test_setup_gos_inputs_and_outputs_are_all_answered(self):
        """tests/data/setup-go.README says where the names are from."""
        page = (REPOSITORY / "docs/ci.md").read_text(encoding="utf-8")
        action = yaml.safe_load((self.dist / "action/action.yml").read_text())
        rows = dict(re.findall(r"^\| ((?:input|output) `[\w-]+`) \| (.*) \|$", page, re.M))
        names = [line.split("\t") for line in (REPOSITORY / "tests/data/setup-go.tsv").read_text().splitlines()]
        self.assertEqual(set(rows), {f"{kind} `{name}`" for kind, name in names})
        for (kind, name), answer in ((pair, rows[f"{pair[0]} `{pair[1]}`"]) for pair in names):
            ours = re.match(r"`([\w-]+)`", answer)
            if ours:
                self.assertIn(ours[1], action["inputs" if kind == "input" else "outputs"], name)
            else:
                self.assertRegex(answer, r"^(not needed|none|the `hashFiles`)", name)
        for kind in ("inputs", "outputs"):
            for name in action[kind]:
                self.assertIn(f"`{name}`", page)

    def test_devcontainer_feature(self):
        folder = self.dist / "devcontainer/govern"
        feature = json.loads((folder / "devcontainer-feature.json").read_text())
        self.assertEqual(feature["id"], folder.name)
        self.assertEqual(feature["version"], "1.2.3")
        self.assertLessEqual(set(feature), {"id", "version", "name", "description", "options", "containerEnv"})
        for option in feature["options"].values():
            self.assertEqual(option["type"], "string")
            self.assertIn(option["default"], option["proposals"])


@harness.posix_only
class Images(ReleaseTest):
    """The steps of the Dockerfile and of the devcontainer feature, with another folder for /opt/govern."""

    def setUp(self):
        super().setUp()
        self.use_site()
        self.home.set_path()
        self.image_home = self.home.scratch / "opt govern"

    @harness.needs_root
    def test_devcontainer_feature(self):
        folder = self.dist / "devcontainer/govern"
        env = {"GOVERN_HOME": str(self.image_home), "VERSION": "1.98", "_REMOTE_USER": "nobody"}
        self.check(self.home.run_program("/bin/sh", folder / "install.sh", env=env))
        self.assertTrue(self.sdk("1.98.2").name in {path.name for path in (self.image_home / "sdks").iterdir()})
        self.assertEqual({path.stat().st_uid for path in self.image_home.rglob("*")}, {65534})
        self.check(self.home.run_program(self.image_home / "shims/go", "version", cwd=self.home.user))
        shutil.rmtree(self.image_home)
        self.check(self.home.run_program("/bin/sh", folder / "install.sh", env={**env, "VERSION": "none", "_REMOTE_USER": "root"}))
        self.assertFalse((self.image_home / "sdks").exists())

    def test_dockerfile(self):
        text = (self.dist / "docker/Dockerfile").read_text().replace("/opt/govern", str(self.image_home))
        lines = [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
        self.assertLessEqual({word for word, _ in lines}, {"FROM", "ARG", "RUN", "ENV", "COPY"})
        env, tmp = {"GO_VERSION": "1.98"}, self.home.scratch / "image tmp"
        tmp.mkdir()
        for word, rest in lines:
            if word == "ENV":
                name, value = rest.split("=", 1)
                env[name] = value.replace("$PATH", self.home.env["PATH"])
            elif word == "COPY":
                source, target = rest.split()
                self.assertEqual(target, "/tmp/" + source)
                shutil.copy(self.dist / "docker" / source, tmp)
            elif word == "RUN" and not rest.startswith("apt-get"):
                script = rest.replace("/tmp/", str(tmp).replace(" ", "\\ ") + "/")
                self.check(self.home.run_program("/bin/sh", "-c", script, env=env))
        self.assertEqual(list(tmp.iterdir()), [])
        out = self.check(self.home.run_program("/bin/sh", "-c", "go version", env=env, cwd=self.home.user)).out
        self.assertIn("arg=version", out)
        self.assertEqual(self.check(self.home.run_program("/bin/sh", "-c", "govern current", env=env, cwd=self.home.user)).out.strip(),
                         "1.98.2")


if __name__ == "__main__":
    harness.main()
