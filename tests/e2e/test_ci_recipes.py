"""The recipes of docs/ci.md, taken from the page and run step by step as their hosts would run them."""
import os
import re
import shutil
import textwrap
from pathlib import Path

import harness
from cihosts import (HOSTILE_FOLDER, REPOSITORY, ReleaseTest, commands_of_azure, filled, needs_yaml, yaml)
from worlds import PLATFORM

BLOCK = re.compile(r"^```(\w+)\n(?:#|//) (\S+)\n(.*?)^```$", re.M | re.S)
HANDED_OVER = {"GOROOT", "GOTOOLCHAIN", "GOVERN_GOTOOLCHAIN"}


def recipes():
    """{name of the file: its text} of the page."""
    page = (REPOSITORY / "docs/ci.md").read_text(encoding="utf-8")
    return {name: text for _, name, text in BLOCK.findall(page)}


class RecipeTest(ReleaseTest):
    def setUp(self):
        super().setUp()
        self.use_site()
        self.use_proxy()
        self.check_out(self.checkout.name)

    def check_out(self, name):
        if name != self.checkout.name:
            self.set_checkout(name)
        (self.checkout / ".ci").mkdir()
        (self.checkout / ".ci/install.sh").write_bytes((self.dist / "install.sh").read_bytes())
        self.home.set_path()

    def run_script(self, text, *words, env):
        """A step: the script in a file of its own."""
        file = self.home.scratch / "step"
        file.write_text(text)
        result = self.check(self.home.run_program(words[0], *words[1:], file, env={"CI": "true", **env}))
        if "arg=version" not in result.out:  # what the stand-in for go says of its environment
            self.assert_no_other_command(result.out + result.err)
        return result.out

    def assert_no_other_command(self, log):
        """Azure's are looked at where they are carried out; here no other may stand in what a step said."""
        lines = [line for line in log.splitlines() if not line.startswith("##vso[task.")]
        for raw in ("##vso[", "##[", "##teamcity[", "::set-env"):
            self.assertEqual([line for line in lines if raw in line], [])

    kept = None  # what the host's cache has

    def restore(self, folder, umask=0o022):
        """The host's step before the others."""
        if self.kept:
            before = os.umask(umask)
            shutil.copytree(self.kept, folder, dirs_exist_ok=True)
            os.umask(before)

    def keep(self, folder):
        """The host's step behind the others: the cache has the one file that is proved anew, and neither SDK nor receipt."""
        self.assertEqual([path.relative_to(folder).as_posix() for path in folder.rglob("*")], [f"go1.99.1.{PLATFORM}.tar"])
        shutil.rmtree(self.home.scratch / "kept", ignore_errors=True)
        self.kept = shutil.copytree(folder, self.home.scratch / "kept")

    def with_the_cache(self, run, home):
        """On fresh runners: with what the job before kept, and with what somebody made of it."""
        def asked():
            return len(self.site.requests) + len(self.proxy.requests)

        run()
        shutil.rmtree(home)
        before = asked()
        run()
        self.assertEqual(asked(), before)
        tar = next(self.kept.iterdir())
        content = bytearray(tar.read_bytes())
        content[content.index(b"PK\x03\x04") + 2000] ^= 1
        tar.write_bytes(content)
        shutil.rmtree(home)
        run()
        self.assertGreater(asked(), before)
        self.check(self.home.run("--home", str(home), "verify", "--json"))
        self.kept = None

    def both(self, run):
        """In a plain folder, and in one whose name would be a command for each host."""
        run()
        self.check_out(HOSTILE_FOLDER)
        run()
        self.assertEqual(list(self.home.scratch.rglob("evil")), [])


@needs_yaml
@harness.posix_only
class Recipes(RecipeTest):
    def test_every_block_of_the_page_is_a_file_that_is_run_here(self):
        self.assertEqual(set(recipes()), {
            ".github/workflows/test.yml", "azure-pipelines.yml", ".gitlab-ci.yml", "Jenkinsfile", ".teamcity/settings.kts",
            ".buildkite/pipeline.yml", ".circleci/config.yml"})

    def test_azure(self):
        pipeline = yaml.safe_load(recipes()["azure-pipelines.yml"])
        self.assertEqual(set(pipeline), {"pool", "variables", "steps"})

        def run():
            known = {"Pipeline.Workspace": str(self.checkout), "Agent.OS": "Linux"}

            def expanded(text):
                return re.sub(r"\$\(([\w.]+)\)", lambda found: known[found[1]], str(text))

            known |= {name: expanded(value) for name, value in pipeline["variables"].items()}
            env = {"TF_BUILD": "True", **{name: known[name] for name in pipeline["variables"]}}
            out = ""
            for step in pipeline["steps"]:
                if "task" in step:
                    self.assertEqual((step["task"], set(step["inputs"])), ("Cache@2", {"key", "path"}))
                    cache = Path(expanded(step["inputs"]["path"]))
                    self.restore(cache)
                    continue
                out = self.run_script(expanded(step["bash"]), "/bin/bash", "--noprofile", "--norc", env=env)
                ours = "" if "arg=version" in out else out
                for name, properties, value in commands_of_azure(ours):
                    if name == "task.prependpath":
                        env["PATH"] = value + ":" + env.get("PATH", self.home.env["PATH"])
                    else:
                        self.assertEqual(name, "task.setvariable")
                        variable = properties["variable"]
                        self.assertTrue(variable in HANDED_OVER or variable.startswith("GOVERN_"), variable)
                        env[variable] = value
            self.keep(cache)
            self.assert_runs(out, home=self.checkout / ".govern")

        self.with_the_cache(run, self.checkout / ".govern")
        self.both(run)

    def test_gitlab(self):
        pipeline = yaml.safe_load(recipes()[".gitlab-ci.yml"])
        self.assertLessEqual(set(pipeline), {"variables", "cache", "before_script", "test"})

        def run():
            env = {"GITLAB_CI": "true", "CI_PROJECT_DIR": str(self.checkout)}
            for name, value in pipeline["variables"].items():
                env[name] = re.sub(r"\$(\w+)", lambda found: env[found[1]], value)
            cache = self.checkout / pipeline["cache"]["paths"][0]
            self.restore(cache, umask=0)  # of the Docker executor
            script = "\n".join(["set -eo pipefail", *pipeline["before_script"], *pipeline["test"]["script"]])
            self.assert_runs(self.run_script(script, "/bin/bash", env=env), home=self.checkout / ".govern")
            self.assertEqual(len(pipeline["cache"]["paths"]), 1)
            self.keep(cache)
            for file in pipeline["cache"]["key"]["files"]:
                self.assertTrue((self.checkout / file).is_file(), file)

        self.with_the_cache(run, self.checkout / ".govern")
        self.both(run)

    def test_jenkins(self):
        text = recipes()["Jenkinsfile"]
        self.assertEqual(text.count("{") - text.count("${"), text.count("}") - text.count("${"))
        with_env = r"withEnv\(sh\(script: '([^'\n]*)', returnStdout: true\)\.trim\(\)\.split\('\\n'\) as List\)"
        steps = re.findall(rf"{with_env}|(?<![\w.])sh '([^'\n]*)'", text)
        self.assertEqual(len(steps), 4)

        def run():
            env = {"JENKINS_URL": "https://ci.example/", "WORKSPACE": str(self.checkout)}
            for name, value in re.findall(r'^        (\w+) = "(.*)"$', text, re.M):
                env[name] = value.replace("${WORKSPACE}", env["WORKSPACE"])
            out = ""
            for captured, command in steps:
                out = self.run_script(captured or command, "/bin/sh", "-e", env=env)
                for line in out.strip().split("\n") if captured else []:
                    name, value = line.split("=", 1)
                    value = value.replace("$$", "$")
                    if name.startswith("PATH+"):
                        name, value = "PATH", value + ":" + env.get("PATH", self.home.env["PATH"])
                    env[name] = value
            self.assert_runs(out, home=self.checkout / ".govern")

        run()

    def test_teamcity(self):
        text = recipes()[".teamcity/settings.kts"]
        self.assertEqual(text.count("{"), text.count("}"))
        steps = [textwrap.dedent(block) for block in re.findall(r'scriptContent = """\n(.*?)"""\.trimIndent\(\)', text, re.S)]
        self.assertEqual(len(steps), 2)
        for step in steps:
            self.assertNotRegex(step, r"\$[A-Za-z_{]", "Kotlin would put a value of its own there")
            self.assertNotIn("%", step, "TeamCity would put a parameter there")

        def run():
            env = {"TEAMCITY_VERSION": "2025.03"}
            for name, value in re.findall(r'param\("env\.(\w+)", "(.*)"\)', text):
                env[name] = value.replace("%teamcity.build.checkoutDir%", str(self.checkout))
            out = [self.run_script(step, "/bin/sh", env=env) for step in steps]
            self.assert_runs(out[-1], home=self.checkout / ".govern")

        self.both(run)

    def test_buildkite(self):
        pipeline = yaml.safe_load(recipes()[".buildkite/pipeline.yml"])

        def run():
            for step in pipeline["steps"]:
                script = "\n".join(step["commands"])
                self.assertNotRegex(script.replace("$$", ""), r"\$", "the upload of the pipeline would put a value there")
                out = self.run_script(script.replace("$$", "$"), "/bin/bash", "-e", env={"BUILDKITE": "true"})
            self.assert_runs(out, home=self.checkout / ".govern")

        self.both(run)

    def test_circleci(self):
        pipeline = yaml.safe_load(recipes()[".circleci/config.yml"])
        steps = pipeline["jobs"]["test"]["steps"]
        self.assertEqual(pipeline["workflows"]["test"]["jobs"], ["test"])
        bash_env = self.home.scratch / "bash env"
        save = next(step["save_cache"] for step in steps if "save_cache" in step)
        self.assertEqual([save["key"]], [step["restore_cache"]["key"] for step in steps if "restore_cache" in step])
        self.assertEqual(len(save["paths"]), 1)
        cache = self.home.user / save["paths"][0].removeprefix("~/")

        def run():
            bash_env.write_text("")
            for step in steps:
                if step == "checkout":
                    continue
                if "restore_cache" in step:
                    self.restore(cache)
                    continue
                if "save_cache" in step:
                    self.keep(cache)
                    continue
                out = self.run_script(step["run"], "/bin/bash", "-eo", "pipefail",
                                      env={"CIRCLECI": "true", "BASH_ENV": str(bash_env)})
            self.assert_runs(out, home=self.home.home)

        self.with_the_cache(run, self.home.home)
        self.both(run)

    def test_github(self):
        """The action's steps: test_ci_action.py. Here: what the workflow says of it."""
        workflow = yaml.safe_load(recipes()[".github/workflows/test.yml"])
        job = workflow["jobs"]["test"]
        self.assertEqual(filled(job["runs-on"], {"matrix.os": "ubuntu-latest"}), "ubuntu-latest")
        uses = [step.get("uses") for step in job["steps"]]
        self.assertEqual(uses, ["actions/checkout@v4", "./.github/actions/govern", None])


@harness.posix_only
class Installers(RecipeTest):
    def test_what_install_sh_says_forms_no_command(self):
        script = self.checkout / ".ci/install.sh"
        for words in (("--home", f"{script}/##[error]x"), ("--from", "/no ##vso[task.x]y\n::set-env name=A::b"), ("--##[error]x",),
                      ("--home", str(self.home.scratch / "::set-env name=PATH::x\n##vso[task.x]y"))):
            result = self.home.run_program("/bin/sh", script, "--no-setup", *words)
            self.assert_no_other_command(result.out + result.err)
            self.assertNotRegex(result.out + result.err, r"(?m)^\s*::\w")

    def test_paths_of_a_cache_form_no_command(self):
        home = self.home.scratch / "##vso[task.setvariable variable=PATH]x"
        for host in ("azure", "plain"):
            result = self.run_fails(1, "--home", str(home), "ci", "--cache-paths", "1.99.1", "--for", host, error="ci-cannot-hold")
            self.assert_no_other_command(result.out + result.err)


if __name__ == "__main__":
    harness.main()
