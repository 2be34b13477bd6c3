"""`audit`: ends of support and known vulnerabilities of versions, pins and programs, and the list they are judged by."""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
import unittest
from pathlib import Path

import harness
import vulndb
from faults import wait_until
from harness import WINDOWS, GovernTest, native
from server import Rule, Server
from test_buildinfo import write_program
from worlds import PLATFORM, file_url

ROOT = Path(__file__).resolve().parent.parent.parent
LONG_AGO = "2026-08-20"
FAULTY_DISK = Path(os.environ["GOVERN_BIN"]) / "libfaulty_disk.so"
ROWS = vulndb.recorded()
NEW = vulndb.Row("GO-2099-0001", "stdlib", "CVE-2099-0001", "0..1.98.3", "net/http", "", "A new one")


class AuditTest(GovernTest):
    def plant(self, *versions, platform=PLATFORM):
        """Installed SDKs without content: nobody here runs or verifies them."""
        for version in versions:
            name = f"go{version}.{platform}"
            program = self.home.sdks / name / "bin" / ("go.exe" if platform.startswith("windows") else "go")
            program.parent.mkdir(parents=True)
            program.touch()
            program.chmod(0o755)
            self.home.receipts.mkdir(exist_ok=True)
            (self.home.receipts / f"{name}.json").write_text("{}")

    def set_default(self, version):
        self.home.state.mkdir(parents=True, exist_ok=True)
        (self.home.state / "default").write_text(version + "\n")

    def audit(self, *words, code=0, **options):
        return self.check(self.home.run("audit", *words, "--json", **options), code).json["result"]

    def program(self, name, as_name=None):
        path = self.home.work / (as_name or name)
        write_program(name, path)
        return path

    def database(self, rows=(*ROWS, NEW), modified="2099-01-02T03:04:05Z"):
        """A database on the disk, named by GOVULNDB."""
        folder = vulndb.write_database(self.home.scratch / "vulndb", list(rows), modified)
        self.home.env["GOVULNDB"] = file_url(folder)
        return folder

    def list_file(self):
        return self.home.cache / "vuln" / "list"

    @staticmethod
    def ids(entry):
        return [one["id"] for one in entry["vulnerabilities"]]


class Judge(AuditTest):
    def test_every_release_has_the_ids_of_the_records_and_no_other(self):
        dates = (vulndb.ROWS.parent / "go_release_dates.tsv").read_text().splitlines()[1:]
        versions = [line.split("\t")[0].removeprefix("go") for line in dates]
        versions = [version for version in versions if int(version.split(".")[1] if "." in version else 0) >= 13]
        self.assertGreater(len(versions), 150)
        for minor in range(13, 28):
            versions += [f"1.{minor}{kind}" for kind in ("beta1", "rc1", "rc2", "rc3", "rc4")]
        systems = ("linux", "windows", "darwin", "js") if harness.long_run() else ("linux", "windows")
        for goos in systems:
            self.plant(*versions, platform=f"{goos}-{'wasm' if goos == 'js' else 'amd64'}")
        audited = self.audit(timeout=600)["audited"]
        self.assertEqual(len(audited), len(versions) * len(systems))
        names = {version + (".0" if version.count(".") == 1 and version.replace(".", "").isdigit() else ""): version
                 for version in versions}
        wrong = []
        for entry in audited:
            version = names[entry["version"]]
            expected = sorted({row.id for row in ROWS if vulndb.concerns(row, version, entry["os"])})
            if sorted(set(self.ids(entry))) != expected:
                wrong.append((entry["version"], entry["os"], set(self.ids(entry)) ^ set(expected)))
            clean = entry["clean"]
            if clean is not None:
                self.assertFalse([row.id for row in ROWS if vulndb.concerns(row, clean, entry["os"])], entry)
                if not expected:
                    self.assertEqual(clean, entry["version"])
        self.assertEqual(wrong, [])

    def test_the_embedded_list_is_made_of_the_recorded_rows(self):
        done = subprocess.run([sys.executable, ROOT / "scripts/update-advisories", "--check",
                               vulndb.ROWS.parent / "go_release_dates.tsv", vulndb.ROWS], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_script_and_audit_read_a_database_alike(self):
        folder = self.database()
        rows = self.home.scratch / "rows"
        script = (ROOT / "scripts/update-advisories").read_text().replace("parent.parent / \"lib", "parent / \"lib")
        copy = self.home.scratch / "update-advisories"
        copy.write_text(script)
        (self.home.scratch / "lib/advisories").mkdir(parents=True)
        subprocess.run([sys.executable, copy, "--rows", rows, vulndb.ROWS.parent / "go_release_dates.tsv", folder],
                       check=True, stdout=subprocess.DEVNULL)
        self.run_ok("audit", "--update")
        self.assertEqual(self.list_file().read_text(encoding="utf-8").splitlines()[2:],
                         rows.read_text(encoding="utf-8").splitlines()[1:])


class Versions(AuditTest):
    def test_what_is_told_of_a_version(self):
        self.plant("1.22.3")
        self.set_default("1.22.3")
        entry, = self.audit()["audited"]
        self.assertEqual((entry["version"], f"{entry['os']}-{entry['arch']}"), ("1.22.3", PLATFORM))
        self.assertEqual((entry["installed"], entry["default"], entry["pins"]), (True, True, []))
        self.assertEqual((entry["support_ended"], entry["eol"], entry["eol_expected"]), (True, "2025-02-11", False))
        self.assertLess(entry["days_left"], 0)
        self.assertEqual(entry["newest_patch"], "1.22.12")
        one = next(one for one in entry["vulnerabilities"] if one["id"] == "GO-2024-2887")
        self.assertEqual((one["cve"], one["packages"], one["fixed"], one["module"]),
                         (["CVE-2024-24790"], ["net/netip"], "1.22.4", "stdlib"))
        self.assertIn("toolchain", [one["module"] for one in entry["vulnerabilities"]])
        text = self.run_ok("audit").out
        for part in ("1.22.3 " + PLATFORM, "the default", "out of support since 2025-02-11 (1.24)", "newest of its line: 1.22.12",
                     "GO-2024-2887  CVE-2024-24790  net/netip fixed in 1.22.4", f"supported: {entry['supported']}"):
            self.assertIn(part, text)

    def test_a_supported_line_says_how_long(self):
        self.plant("1.27.0")
        entry, = self.audit()["audited"]
        self.assertEqual((entry["support_ended"], entry["eol"], entry["eol_expected"]), (False, "2027-08-19", True))
        self.assertIsInstance(entry["days_left"], int)
        self.assertIn("supported until 1.29, about 2027-08-19", self.run_ok("audit").out)

    def test_words_limit_the_list(self):
        self.plant("1.22.3", "1.22.5", "1.21.1")
        self.set_default("1.21.1")
        self.assertEqual([one["version"] for one in self.audit()["audited"]], ["1.22.5", "1.22.3", "1.21.1"])
        self.assertEqual([one["version"] for one in self.audit("1.22")["audited"]], ["1.22.5", "1.22.3"])
        self.assertEqual([one["version"] for one in self.audit("latest")["audited"]], ["1.22.5"])
        entry, = self.audit("1.20.0")["audited"]
        self.assertEqual((entry["version"], entry["installed"], entry["default"]), ("1.20.0", False, False))
        self.run_fails(4, "audit", "1.19", error="no-match-installed")
        self.run_fails(2, "audit", "system", error="spec-not-here")
        self.run_fails(2, "audit", "1.22.x.y", error="malformed-spec")
        self.run_fails(2, "audit", "--fail-on", "anything", error="usage")

    def test_nothing_is_installed(self):
        result = self.run_ok("audit")
        self.assertEqual(result.out, "")
        self.assertIn("nothing is installed", result.err)
        self.set_default("1.22.3")
        self.assertEqual([(one["version"], one["installed"], one["default"]) for one in self.audit()["audited"]],
                         [("1.22.3", False, True)])

    def test_fail_on(self):
        self.plant("1.22.12")
        for what, code in (("eol", 1), ("vulnerable", 1), ("outdated", 0)):
            with self.subTest(what):
                result = self.check(self.home.run("audit", "--fail-on", what), code, "audit-failed" if code else None)
                self.assertIn("1.22.12", result.out)
                if code:
                    self.assertIn(f"--fail-on {what}: 1.22.12", result.err)
        self.audit("--fail-on", "outdated", "--fail-on", "eol", code=1)
        self.audit("1.22.11", "--fail-on", "outdated", code=1)
        self.audit("1.27.0", "--fail-on", "eol", code=0)

    def test_it_writes_nothing_and_asks_nobody(self):
        self.plant("1.22.3")
        server = Server(self.home.scratch)
        self.addCleanup(server.close)
        self.home.env.update(GOVULNDB=server.url(), GOPROXY=server.url(), GOVERN_MIRROR=server.url())
        before = self.home.tree()
        self.audit("--under", native(self.home.work))
        self.assertEqual(self.home.tree(), before)
        self.assertEqual(server.requests, [])

    def test_a_newer_listing_in_the_cache_ends_the_support_of_a_line(self):
        self.plant("1.27.0")
        self.assertFalse(self.audit()["audited"][0]["support_ended"])
        site = self.home.scratch / "site"
        site.mkdir()
        names = [f"go1.{minor}.1" for minor in (27, 29)]
        site.joinpath("index.json").write_text(json.dumps([{"version": name, "stable": True, "files": [
            {"filename": f"{name}.linux-amd64.tar.gz", "os": "linux", "arch": "amd64", "version": name,
             "sha256": "00" * 32, "size": 1, "kind": "archive"}]} for name in names]))
        server = Server(site)
        self.addCleanup(server.close)
        server.rule("/", Rule(content=site.joinpath("index.json").read_bytes()))
        self.run_ok("list", "--remote", env={"GOVERN_MIRROR": server.url()})
        entry, = self.audit()["audited"]
        self.assertEqual((entry["support_ended"], entry["eol"], entry["newest_patch"]), (True, None, "1.27.1"))
        self.assertIn("out of support since 1.29", self.run_ok("audit").out)

    def test_list_buildinfo_doctor_and_version_tell(self):
        self.plant("1.22.3", "1.27.0")
        rows = {one["version"]: one["audit"] for one in self.run_ok("list", "--json").json["result"]["installed"]}
        self.assertEqual(rows["1.22.3"], "vulnerable")
        self.assertIn(rows["1.27.0"], (None, "vulnerable"))
        self.assertRegex(self.run_ok("list").out, r"(?m)^  1\.22\.3 .*, vulnerable$")
        program = self.program("go1.18.10-linux-amd64-vcs")
        found, = self.run_ok("buildinfo", "--json", native(program)).json["result"]["programs"]
        self.assertEqual(sorted(one["id"] for one in found["vulnerabilities"]),
                         sorted(row.id for row in ROWS if row.module == "stdlib" and vulndb.concerns(row, "1.18.10", "linux")))
        self.assertRegex(self.run_ok("buildinfo", native(program)).out, r"stdlib +\d+ known: GO-.* govern audit ")
        spaced = program.with_name("-my app")
        spaced.write_bytes(program.read_bytes())
        line = re.search("govern (audit .*)", self.run_ok("buildinfo", "--", spaced.name, cwd=spaced.parent).out)[1]
        self.run_ok(*shlex.split(line), cwd=spaced.parent)
        self.assertRegex(" ".join(self.home.run("doctor", "--json").json["result"]["notes"]),
                         r"known vulnerabilities or are out of support: \d of 2")
        lines = self.run_ok("--version").out.splitlines()
        self.assertRegex(lines[0], r"^govern [\d.]+$")
        self.assertIn(f"embedded list of vulnerabilities: {LONG_AGO}, {len(ROWS)} records", lines)

    def test_completion(self):
        self.plant("1.22.3")
        self.assertEqual(self.run_ok("__complete", "--", "audit", "").out.split(), ["1.22.3"])
        self.assertEqual(self.run_ok("__complete", "--", "audit", "app").out.split(), [":files"])
        self.assertEqual(self.run_ok("__complete", "--", "audit", "--fail-on", "").out.split(), ["eol", "vulnerable", "outdated"])


class Pins(AuditTest):
    def test_every_pin_below_a_folder(self):
        self.plant("1.22.3", "1.21.1")
        self.home.write("a/.go-version", "# ours\n1.22\n")
        self.home.write("b/c/.tool-versions", "nodejs 20\ngolang 1.19.5\n")
        self.home.write("d/go.mod", "module x\n\ngo 1.21\n\ntoolchain go1.21.1\n")
        self.home.write("e/go.mod", "module x\n\ngo 1.20\n")
        self.home.write("f/.go-version", "1.17\n")
        self.home.write("g/.go-version", "system\n")
        for skipped in (".git/x", "pkg/mod/cache/x", "home/sdks"):
            self.home.write(f"{skipped}/.go-version", "1.16.1\n")
        (self.home.work / "pkg/mod/m").mkdir()
        self.home.write("pkg/mod/m/.go-version", "1.16.1\n")
        (self.home.work / "home/receipts").mkdir()
        result = self.check(self.home.run("audit", "--under", native(self.home.work), "--json"))
        pins = {}
        for entry in result.json["result"]["audited"]:
            for pin in entry["pins"]:
                name = Path(harness.host(pin["file"])).relative_to(self.home.work.resolve()).as_posix()
                pins[name] = (pin["line"], pin["spec"], entry["version"], entry["installed"])
        self.assertEqual(pins, {"a/.go-version": (2, "1.22", "1.22.3", True),
                                "b/c/.tool-versions": (2, "1.19.5", "1.19.5", False),
                                "d/go.mod": (5, "go1.21.1", "1.21.1", True),
                                "f/.go-version": (1, "1.17", "1.17.13", False)})
        text = self.run_ok("audit", "--under", native(self.home.work)).out
        self.assertRegex(text, r"pinned by .*\.tool-versions:2: 1\.19\.5")

    def test_what_cannot_be_read_is_named_and_is_no_failure(self):
        self.home.write("a/.go-version", "1.22.5\nno\n")
        self.home.write("b/.go-version", "1.77\n")
        result = self.check(self.home.run("audit", "--under", native(self.home.work), "--json"))
        codes = {warning["code"] for warning in result.json["warnings"]}
        self.assertLessEqual({"pin-unreadable", "pin-not-audited"}, codes)
        self.assertEqual(result.json["result"]["audited"], [])
        self.run_fails(1, "audit", "--under", native(self.home.work / "nowhere"))


class Programs(AuditTest):
    def test_the_standard_library_of_a_program(self):
        self.plant("1.22.3")
        files = [self.program(name) for name in ("go1.18.10-windows-386-plain", "go1.13.15-windows-amd64-plain",
                                                 "go1.13.15-darwin-amd64-plain", "go1.27.0-linux-amd64-experiment")]
        result = self.audit(*map(native, files))
        self.assertEqual(result["audited"], [], "files limit the list")
        found = [(one["version"], one["os"]) for one in result["programs"]]
        self.assertEqual(found, [("1.18.10", "windows"), ("1.13.15", "windows"), ("1.13.15", "darwin"), ("1.27.0", "linux")])
        for entry, path in zip(result["programs"], files):
            expected = sorted({row.id for row in ROWS if row.module == "stdlib" and
                               vulndb.concerns(row, entry["version"], entry["os"])})
            self.assertEqual(sorted(self.ids(entry)), expected, path)
            self.assertEqual(entry["file"], native(path))
        self.assertIn("out of support since 2023-02-01", self.run_ok("audit", native(files[0])).out)
        both = self.audit("1.22.3", native(files[0]))
        self.assertEqual((len(both["audited"]), len(both["programs"])), (1, 1))

    def test_a_file_that_is_no_program(self):
        script = self.home.write("script.sh", "#!/bin/sh\n")
        good = self.program("go1.18.10-linux-amd64-vcs")
        result = self.check(self.home.run("audit", native(script), native(good), "--json"), 1)
        self.assertEqual(result.json["error"]["code"], "not-a-go-program")
        self.assertEqual(len(result.json["result"]["programs"]), 1)


class Sarif(AuditTest):
    LEVELS = ("none", "note", "warning", "error")

    def check_sarif(self, log):
        """What the schema of SARIF 2.1.0 asks of the members that are there, and GitHub beside it: a place for each."""
        self.assertEqual(set(log), {"$schema", "version", "runs"})
        self.assertEqual(log["version"], "2.1.0")
        run, = log["runs"]
        self.assertEqual(set(run), {"tool", "columnKind", "originalUriBaseIds", "results"})
        self.assertIn(run["columnKind"], ("utf16CodeUnits", "unicodeCodePoints"))
        driver = run["tool"]["driver"]
        self.assertEqual(driver["name"], "govern")
        for base in run["originalUriBaseIds"].values():
            self.assertTrue(base["uri"].endswith("/"), base)
        ids = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(len(ids), len(set(ids)), "rules are unique")
        for rule in driver["rules"]:
            self.assertLessEqual(set(rule), {"id", "shortDescription", "fullDescription", "helpUri", "properties"})
            self.assertTrue(rule["shortDescription"]["text"] and rule["fullDescription"]["text"])
            self.assertRegex(rule["helpUri"], r"^https://\S+$")
            self.assertEqual(len(rule["properties"]["tags"]), len(set(rule["properties"]["tags"])))
        for result in run["results"]:
            self.assertEqual(set(result), {"ruleId", "ruleIndex", "level", "message", "locations"})
            self.assertEqual(ids[result["ruleIndex"]], result["ruleId"])
            self.assertIn(result["level"], self.LEVELS)
            self.assertTrue(result["message"]["text"])
            self.assertGreaterEqual(len(result["locations"]), 1)
            for location in result["locations"]:
                place = location["physicalLocation"]
                self.assertLessEqual(set(place), {"artifactLocation", "region"})
                self.assertRegex(place["artifactLocation"]["uri"], r"^[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+$")
                base = place["artifactLocation"].get("uriBaseId")
                self.assertTrue(base in run["originalUriBaseIds"] or place["artifactLocation"]["uri"].startswith("file://"))
                self.assertGreaterEqual(place.get("region", {"startLine": 1})["startLine"], 1)
        return run["results"]

    def test_a_dry_run_writes_no_file(self):
        self.plant("1.22.3")
        self.assertIn("would write ", self.run_ok("audit", "--sarif", "x.sarif", "--dry-run").err)
        self.assertFalse((self.home.work / "x.sarif").exists())

    def test_pins_and_programs_have_their_places(self):
        self.plant("1.22.3")
        self.home.write("a b/.go-version", "\n1.22.3\n")
        program = self.program("go1.18.10-windows-386-plain", "app.exe")
        words = ("audit", "1.22.3", native(program), "--under", ".")
        plain = self.run_ok(*words)
        result = self.run_ok(*words, "--sarif", "out.sarif")
        self.assertEqual(result.out, plain.out, "stdout as ever")
        results = self.check_sarif(json.loads((self.home.work / "out.sarif").read_text(encoding="utf-8")))
        places = {}
        for one in results:
            place = one["locations"][0]["physicalLocation"]
            name = (place["artifactLocation"]["uri"], place.get("region", {}).get("startLine"))
            places.setdefault(name, set()).add(one["ruleId"])
        self.assertEqual(set(places), {("a%20b/.go-version", 2), ("app.exe", None)})
        for ids in places.values():
            self.assertLessEqual({"go-out-of-support"}, ids)
        self.assertIn("GO-2024-2887", places["a%20b/.go-version", 2])
        self.assertIn("go-outdated", places["a%20b/.go-version", 2])

    def test_an_installed_sdk_is_located_at_its_own_file(self):
        self.plant("1.22.3")
        self.run_ok("audit", "--sarif", native(self.home.scratch / "out.sarif"))
        results = self.check_sarif(json.loads((self.home.scratch / "out.sarif").read_text(encoding="utf-8")))
        self.assertTrue(results)
        for one in results:
            self.assertTrue(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith(f"go1.22.3.{PLATFORM}/VERSION"))

    def test_a_file_that_cannot_be_written(self):
        self.plant("1.22.3")
        result = self.home.run("audit", "--sarif", native(self.home.work / "no folder" / "out.sarif"))
        self.assertNotEqual(result.code, 0)
        self.assertIn("1.22.3", result.out)
        self.run_ok("audit", "--sarif", "out.sarif", "--dry-run")
        self.assertFalse((self.home.work / "out.sarif").exists())


class Update(AuditTest):
    def test_a_newer_database_is_fetched_and_counts(self):
        self.plant("1.98.1")
        folder = self.database()
        dry = self.run_ok("audit", "--update", "--dry-run")
        self.assertIn("would fetch", dry.err)
        self.assertFalse(self.list_file().exists())
        self.assertEqual(self.ids(self.audit()["audited"][0]), [])
        result = self.run_ok("audit", "--update", "--json")
        self.assertEqual(result.json["result"]["database"], {"date": "2099-01-02", "records": len(ROWS) + 1, "fetched": True})
        self.assertEqual(self.ids(result.json["result"]["audited"][0]), [NEW.id])
        self.assertIn(f"fetched {len(ROWS) + 1} records of 2099-01-02 from {self.home.env['GOVULNDB']}",
                      self.run_ok("audit", "--update").err)
        del self.home.env["GOVULNDB"]
        self.assertEqual(self.audit()["audited"][0]["vulnerabilities"][0]["fixed"], "1.98.3")
        self.assertEqual(self.run_ok("list", "--json").json["result"]["installed"][0]["audit"], "vulnerable")
        self.assertEqual(self.run_ok("--version", "--json").json["result"]["vulnerabilities_date"], LONG_AGO)
        self.assertTrue(folder.exists())

    def test_over_http_without_a_list_of_modules_and_by_the_goenv_file(self):
        folder = self.database()
        (folder / "index/modules.json").unlink()
        server = Server(folder)
        self.addCleanup(server.close)
        del self.home.env["GOVULNDB"]
        goenv = self.home.scratch / "goenv"
        goenv.write_text(f"GOVULNDB={server.url()}\n")
        self.home.env["GOENV"] = native(goenv)
        self.assertEqual(self.audit("--update")["database"]["records"], len(ROWS) + 1)

    def test_of_embedded_and_fetched_the_newer_counts(self):
        self.database([NEW], "2020-01-01T00:00:00Z")
        result = self.run_ok("audit", "--update")
        self.assertIn("newer", result.err)
        self.assertTrue(self.list_file().exists())
        self.assertEqual(self.audit()["database"], {"date": LONG_AGO, "records": len(ROWS), "fetched": False})

    def test_a_damaged_list_is_said_and_the_embedded_one_counts(self):
        self.database()
        self.run_ok("audit", "--update")
        whole = self.list_file().read_bytes()
        for damage in (whole[:len(whole) // 2], b"", b"\x00" * 100, whole.replace(b"..1.98.3", b"..1.98.2")):
            with self.subTest(damage[:30]):
                self.list_file().write_bytes(damage)
                result = self.check(self.home.run("audit", "--json"))
                self.assertIn("vulnerabilities-damaged", [one["code"] for one in result.json["warnings"]])
                self.assertFalse(result.json["result"]["database"]["fetched"])
                for command in (("audit", native(self.home.exe)), ("buildinfo", native(self.home.exe)), ("tool", "check"),
                                ("doctor",), ("list",)):
                    said = self.home.run(*command)
                    self.assertEqual(said.err.count("warning[vulnerabilities-damaged]"), 1, said)
        self.assertTrue(self.audit("--update")["database"]["fetched"])

    def test_a_database_that_is_not_there_is_said_to_be_absent(self):
        folder = self.database()
        server = Server(folder / "ID")
        self.addCleanup(server.close)
        for address in (file_url(folder / "nowhere"), server.url()):
            result = self.run_fails(5, "audit", "--update", env={"GOVULNDB": address}, error="not-a-vulnerability-database")
            self.assertIn(": index/db.json is not there\n", result.err)
        (folder / "index" / "db.json").write_text("{}")
        self.assertIn("says no date", self.run_fails(5, "audit", "--update").err)

    def test_what_is_not_a_database_changes_nothing(self):
        folder = self.database()
        self.run_ok("audit", "--update")
        before = self.list_file().read_bytes()
        index, one = folder / "index", folder / "ID" / f"{NEW.id}.json"
        for path, content, error in ((one, b"{", "vulnerability-malformed"), (one, None, "not-a-vulnerability-database"),
                                     (index / "db.json", b"{}", "not-a-vulnerability-database"),
                                     (index / "db.json", b"<html>", "not-a-vulnerability-database"),
                                     (index / "modules.json", b"[]", "not-a-vulnerability-database"),
                                     (index / "modules.json", b'[{"path": 3, "vulns": 4}, 5]', "not-a-vulnerability-database"),
                                     (index / "db.json", None, "not-a-vulnerability-database")):
            kept = path.read_bytes()
            path.unlink()
            if content is not None:
                path.write_bytes(content)
            with self.subTest(path=path.name, content=content):
                result = self.home.run("audit", "--update")
                self.assertEqual(result.error_code, error, result)
                self.assertIn(result.code, (1, 5))
                self.assertEqual(self.list_file().read_bytes(), before)
            path.write_bytes(kept)

    def test_offline_and_unreachable(self):
        self.database()
        self.run_ok("audit", "--update", "--offline")
        self.home.env["GOVULNDB"] = "http://127.0.0.1:9"
        self.run_fails(5, "audit", "--update", "--offline", error="offline")
        self.assertTrue(self.audit("--offline")["database"]["fetched"])
        self.home.env["GOVULNDB"] = "http://ann:secretword@127.0.0.1:9/db?token=secretword"
        result = self.home.run("audit", "--update", "--json")
        self.assertEqual(result.code, 5, result)
        self.assertNotIn("secretword", result.out + result.err)

    def test_an_old_list_is_said(self):
        self.database(modified="2026-01-01T00:00:00Z")
        result = self.check(self.home.run("audit", "--json"))
        self.assertIn("vulnerabilities-old", [one["code"] for one in result.json["warnings"]])
        self.database()
        self.assertEqual([one for one in self.run_ok("audit", "--update", "--json").json["warnings"]], [])

    @harness.posix_only
    def test_a_home_that_cannot_be_written(self):
        self.plant("1.22.3")
        self.database()
        for folder in (self.home.scratch, self.home.user):
            folder.chmod(0o755)
        for path in [self.home.home, *self.home.home.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        if os.geteuid() != 0:
            self.run_ok("audit", "1.22.3")
            self.run_fails(7, "audit", "--update")
        else:
            parents = [self.home.home, *list(self.home.home.parents)[:4]]
            for folder in parents:
                if str(folder).startswith(str(self.home.scratch)):
                    folder.chmod(folder.stat().st_mode | 0o055)
            self.check(self.home.run("audit", "1.22.3", as_nobody=True))
            self.check(self.home.run("audit", "--update", as_nobody=True), 7)


class Stopped(AuditTest):
    def setUp(self):
        super().setUp()
        self.folder = self.database()
        self.run_ok("audit", "--update")
        self.old = self.list_file().read_bytes()
        vulndb.write_database(self.folder, [*ROWS, NEW], "2099-02-02T00:00:00Z")
        self.server = Server(self.folder)
        self.addCleanup(self.server.close)
        self.home.env["GOVULNDB"] = self.server.url()

    def check_whole(self):
        """The old list or the new one, and the next run leaves nothing behind."""
        content = self.list_file().read_bytes()
        self.assertTrue(content == self.old or b"2099-02-02" in content.split(b"\n")[1], content[:100])
        self.assertEqual(content.count(b"\n"), len(ROWS) + 3)
        self.assertEqual(self.audit("--update")["database"]["date"], "2099-02-02")
        self.assertEqual([name for name in self.home.tree() if ".tmp-" in name], [])
        self.list_file().write_bytes(self.old)

    def test_kills_at_any_moment(self):
        self.server.default = Rule(rate=400_000)
        for number in range(harness.count("GOVERN_KILLS", 6, 60)):
            running = self.home.start(self.home.exe, "audit", "--update")
            timer = threading.Timer(0.02 + number * 0.03, running.kill)
            timer.start()
            running.wait()
            timer.cancel()
            self.check_whole()

    @harness.posix_only
    def test_interrupt(self):
        name = f"/ID/{NEW.id}.json"
        self.server.rule(name, Rule(stall=10))
        running = self.home.start(self.home.exe, "audit", "--update")
        wait_until(lambda: self.server.asked(name))
        running.interrupt()
        self.assertEqual(running.wait(30).code, 130)
        self.assertEqual(self.list_file().read_bytes(), self.old)
        self.server.release()

    @unittest.skipUnless(FAULTY_DISK.is_file(), "LD_PRELOAD is Linux only")
    def test_a_full_disk(self):
        asan = ":".join(filter(None, [self.home.env.get("ASAN_OPTIONS"), "verify_asan_link_order=0"]))
        env = {"LD_PRELOAD": FAULTY_DISK, "FAULT_UNDER": self.home.home, "ASAN_OPTIONS": asan}
        count = self.home.scratch / "count"
        self.check(self.home.run("audit", "--update", env={**env, "FAULT_COUNT": count}))
        for moment in range(1, int(count.read_text()) + 1):
            self.list_file().write_bytes(self.old)
            result = self.home.run("audit", "--update", env={**env, "FAULT_ERRNO": 28, "FAULT_FROM": moment})
            self.assertIn(result.code, (0, 8), result)
            if result.code:
                self.assertEqual(result.error_code, "no-space")
            self.check_whole()


if __name__ == "__main__":
    harness.main()
