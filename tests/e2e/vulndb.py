"""The Go vulnerability database of the tests: the recorded rows, a database made of them, and a judge of its own."""

import json
import re
from collections import namedtuple
from pathlib import Path

ROWS = Path(__file__).resolve().parent.parent / "data/go_vulns.tsv"
Row = namedtuple("Row", "id module cve ranges packages goos summary")


def recorded():
    return [Row(*line.split("\t")) for line in ROWS.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]


# The judge: https://semver.org/#spec-item-11 on what golang.org/x/vuln makes of a Go version.

def semver_of_go(version):
    """`1.21rc2` is 1.21.0-rc.2, `1.20` is 1.20.0."""
    numbers, kind, number = re.fullmatch(r"([\d.]+?)(?:(alpha|beta|rc)(\d+))?", version).groups()
    numbers += ".0" * (2 - numbers.count("."))
    return numbers + (f"-{kind}.{number}" if kind else "")


def order(semver):
    """A key that sorts as semantic versions do."""
    numbers, _, pre = semver.partition("-")
    numbers = [int(part) for part in numbers.split(".")]
    numbers += [0] * (3 - len(numbers))
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre.split(".")] if pre else []
    return numbers, not pre, parts


def concerns(row, version, goos):
    if row.goos and goos not in row.goos.split():
        return False
    at = order(semver_of_go(version))
    for word in row.ranges.split():
        introduced, fixed = word.split("..", 1) if ".." in word else (word, "")
        if order(introduced) <= at and (not fixed or at < order(fixed)):
            return True
    return False


def record_of(rows):
    """The record in OSV of rows with one id."""
    affected = []
    for row in rows:
        events = []
        for word in row.ranges.split():
            introduced, fixed = re.fullmatch(r"(.*?)\.\.(.*)", word).groups()
            events += [{"introduced": introduced}] + ([{"fixed": fixed}] if fixed else [])
        imports = [{"path": path, **({"goos": row.goos.split()} if row.goos else {})} for path in row.packages.split()]
        affected.append({"package": {"name": row.module, "ecosystem": "Go"},
                         "ranges": [{"type": "SEMVER", "events": events}],
                         "ecosystem_specific": {"imports": imports}})
    return {"schema_version": "1.3.1", "id": rows[0].id, "modified": "2026-08-20T00:00:00Z",
            "published": "2026-08-20T00:00:00Z", "aliases": rows[0].cve.split(), "summary": rows[0].summary,
            "details": rows[0].summary, "affected": affected,
            "database_specific": {"url": f"https://pkg.go.dev/vuln/{rows[0].id}", "review_status": "REVIEWED"}}


def write_database(folder, rows, modified="2026-08-20T12:00:00Z"):
    """A folder in the layout of vuln.go.dev."""
    by_id = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    for name in ("index", "ID"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, some in by_id.items():
        (folder / "ID" / f"{name}.json").write_text(json.dumps(record_of(some)), encoding="utf-8")
    modules = [{"path": module, "vulns": [{"id": name, "modified": modified} for name, some in sorted(by_id.items())
                                          if any(row.module == module for row in some)]}
               for module in ("stdlib", "toolchain")]
    modules.append({"path": "example.com/other", "vulns": [{"id": "GO-2099-9999", "modified": modified}]})
    listed = [{"id": name, "modified": modified, "aliases": some[0].cve.split()} for name, some in sorted(by_id.items())]
    for name, content in (("db", {"modified": modified}), ("modules", modules), ("vulns", listed)):
        (folder / "index" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return folder
