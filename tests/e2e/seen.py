"""What the programs under test said, kept for tests/situations.py where GOVERN_SEEN names a folder.

One file a process, a JSON object a line: {"test", "said": [lines]} as it comes, {"ran": test} when a test is over
that was not skipped. A test is named `test_file.Class.method`, by the class that defines it."""

import json
import os
import re
import sys
from pathlib import Path

_folder = os.environ.get("GOVERN_SEEN")
_test = None
_known = set()
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")


def _name(test):
    method = test.id().rpartition(".")[2]
    owner = next((kind for kind in type(test).__mro__ if method in vars(kind)), type(test))
    return f"{Path(sys.modules[owner.__module__].__file__).stem}.{owner.__qualname__}.{method}"


def _write(**entry):
    file = Path(_folder) / f"{Path(sys.argv[0]).stem}-{os.getpid()}.jsonl"
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(entry) + "\n")


def begin(test):
    global _test
    _test = _name(test) if _folder else None
    _known.clear()


def end(was_skipped):
    global _test
    if _test and not was_skipped:
        _write(ran=_test)
    _test = None


def _messages(value):
    """Every message in a JSON document, as the lines that would show it."""
    if isinstance(value, dict):
        if isinstance(value.get("code"), str) and "message" in value:
            yield f"error[{value['code']}]: {value['message']}"
        for name in ("notes", "repairs"):
            yield from (f"note: {line}" for line in value.get(name) or [] if isinstance(line, str))
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _messages(inner)


def said(out, err):
    if not _test:
        return
    lines = re.split(r"[\r\n]+", _TERMINAL.sub("", err))
    try:
        lines += _messages(json.loads(out)) if out.startswith("{") else re.split(r"[\r\n]+", _TERMINAL.sub("", out))
    except ValueError:
        lines += out.splitlines()
    fresh = list(dict.fromkeys(line.rstrip() for line in lines if line.strip() and line.rstrip() not in _known))
    if fresh:
        _known.update(fresh)
        _write(test=_test, said=fresh)
