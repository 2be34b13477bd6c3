#!/usr/bin/env python3
"""Every message govern can print, with the situation that prints it and the test that makes it: docs/situations.md.

    tests/situations.py                      checks the page: a row for each message, a test for each row
    tests/situations.py --seen FOLDER…       and that those of its tests which ran with GOVERN_SEEN=FOLDER printed it
    tests/situations.py --write [--seen …]   makes the page anew; a row stays while its test prints its message

A test of tests/e2e makes a message when it was seen printed there (tests/e2e/seen.py), or, where no run says, when it
names its code or quotes its text; a TEST_CASE of tests/unit when it names the code or msg::NAME."""
import argparse
import ast
import json
import re
import sys
from pathlib import Path

from check_messages import closing, literal, parts_of, read_specs, without_comments

HEAD = """# Messages and the situations that print them

Made by `tests/situations.py --write`; do not edit. Each message that govern can print has one of the tests that make it do so.
The situation is the test's own name. How a row comes about: [testing](testing.md).

"""
# What a fact looks like in templates that say too little without.
FORMS = {
    "compare_run": {"run": r"(?:warm-up|run \d+ of \d+)"},
    "mirror_archive_added": {"path": r".*\.(?:tar\.gz|zip)"},
    "mirror_packed": {"size": r"[\d.]+ [kKMGi]*B(?:ytes)?"},
    "source_lacks": {"source": "(?:official|proxy)", "address": r"[^()]*"},
    "doctor_fixed": {"what": r"(?!.*\(backup: ).*"},
}
LABEL = re.compile(r"\b[a-z]+\[([a-z0-9-]+)\]: ")  # error, warning, doctor's found
FACT = re.compile(r"\{(\w+)\*?\}")
ROW = re.compile(r"^\| (`+)(.+?)\1 \| .+? \| `(.+?)` (.+?) \|$")
# No situation that a test can make prints these: name -> why. Each is to become a test or go.
NOT_REACHED = {}


class Message:
    def __init__(self, name, code, text):
        self.name, self.code = name, code
        self.line = text.split("\\n")[0].replace('\\"', '"').replace("\\\\", "\\").strip()
        self.key = code or self.line
        pieces = FACT.split(self.line)
        self.literals = [piece for piece in pieces[::2] if piece]
        self.longest = max(self.literals, key=len, default="")
        forms = FORMS.get(name, {})
        self.form = re.compile("".join(
            forms.get(piece, ".*") if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)))

    def spoken(self):
        """The words of its name and code, as far as they tell one message from another."""
        return {word[:5] for word in re.split(r"\W|_", f"{self.name} {self.code}") if len(word) > 2}


def messages_of(root):
    return [Message(name, fields[0], fields[2]) for name, fields in read_specs(root)]


# --- Tests ---------------------------------------------------------------------------------------


class Test:
    def __init__(self, file, name, body):
        self.file, self.name, self.body = file, name, body  # file: below tests/
        self.is_unit = file.endswith(".cpp")
        self.id = (file, name)
        words = name
        if not self.is_unit:
            owner, method = name.split(".")
            words = method.removeprefix("test_").replace("_", " ")
            if words.count(" ") < 2:  # says little without its class
                words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", owner).lower() + ": " + words
        self.quoted = None  # what stands in quotes, as far as it is long enough to tell something
        self.situation = words.replace("|", "\\|")

    def names(self, message):
        """Whether its own text names the message."""
        if message.code:
            if message.code in self.body and re.search(rf"[\"'\[ ]{re.escape(message.code)}[\"'\] :]", self.body):
                return True
        else:
            if self.quoted is None:
                self.quoted = [text for text in re.findall(r'"([^"\n]*)"', self.body) if len(text) > 10 and " " in text]
            pieces = [piece for piece in message.literals if len(piece) > 4]
            if any(text in message.line for text in self.quoted) or (
                    len(message.longest) >= 8 and all(piece in self.body for piece in pieces)):
                return True
        return self.is_unit and f"msg::{message.name}" in self.body and bool(
            re.search(rf"\bmsg::{message.name}\b", self.body))


def tests_of(root):
    out = {}

    def add(test):
        out[test.id] = test

    for file in sorted((root / "tests/e2e").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        lines = text.splitlines()
        for owner in ast.parse(text).body:
            for method in owner.body if isinstance(owner, ast.ClassDef) else []:
                if isinstance(method, ast.FunctionDef) and method.name.startswith("test"):
                    body = "\n".join(lines[method.lineno - 1:method.end_lineno])
                    add(Test(f"e2e/{file.name}", f"{owner.name}.{method.name}", body))
    for file in sorted((root / "tests/unit").rglob("test_*.cpp")):
        text = without_comments(file.read_text(encoding="utf-8"))
        for part in re.split(r"^(?=TEST_CASE(?:_METHOD)?\()", text, flags=re.M)[1:]:
            begin = part.index("(") + 1
            arguments = parts_of(part[begin:closing(part, begin - 1)])
            name = literal(arguments[1 if part.startswith("TEST_CASE_METHOD") else 0]).replace('\\"', '"')
            add(Test(f"unit/{file.parent.name}/{file.name}", name, part))
    return out


# --- What was seen -------------------------------------------------------------------------------


def messages_in(line, messages, by_code):
    """The messages that a printed line is: by its code, else the one of whose text it has most."""
    named = [by_code[code].name for code in LABEL.findall(line) if code in by_code]
    if named:
        return named
    is_note = line.startswith("note: ")
    text = line.removeprefix("note: ").strip()
    fitting = [message for message in messages
               if (is_note and (len(message.longest) >= 10 or message.name in FORMS) if message.code else True)
               and message.longest in text and message.form.fullmatch(text)]
    told = {message.name: sum(map(len, message.literals)) for message in fitting}
    best = [name for name, size in told.items() if size == max(told.values())]
    return best if len(best) == 1 else []  # two of one text: only a code tells them apart


def read_seen(folders, messages):
    """(test id -> names of the messages it printed, ids of the tests that ran)."""
    by_code = {message.code: message for message in messages if message.code}
    printed, ran, known = {}, set(), {}

    def test_id(text):
        file, name = text.split(".", 1)
        return f"e2e/{file}.py", name

    for file in sorted(file for folder in folders for file in Path(folder).glob("*.jsonl")):
        for entry in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
            if "ran" in entry:
                ran.add(test_id(entry["ran"]))
                continue
            for line in entry["said"]:
                if line not in known:
                    known[line] = messages_in(line, messages, by_code)
                printed.setdefault(test_id(entry["test"]), set()).update(known[line])
    return printed, ran


# --- The page ------------------------------------------------------------------------------------


def code_of(text):
    marks = "``" if "`" in text else "`"
    inner = f" {text} " if text[0] == "`" or text[-1] == "`" else text
    return f"{marks}{inner}{marks}".replace("|", "\\|")


def page_of(rows, messages):
    """The page, of {message name: test}."""
    def row(message, test):
        where = f"`{test.file}`" if test.is_unit else f"`{test.file}` {test.name}"
        return f"| {code_of(message.key)} | {test.situation} | {where} |"

    def table(title, head, those):
        lines = [row(message, rows[message.name])
                 for message in sorted(those, key=lambda message: message.key) if message.name in rows]
        return f"## {title}\n\n| {head} | situation | test |\n|---|---|---|\n" + "\n".join(lines) + "\n"

    return (HEAD + table("Errors and warnings", "code", [m for m in messages if m.code]) + "\n" +
            table("Other lines", "line", [m for m in messages if not m.code]))


def read_page(file):
    """{key of the message: (test file, class and method, or the TEST_CASE)}."""
    out = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        found = re.match(r"^\| (`+) ?(.+?) ?\1 \| (.+) \| `(\S+?)`(?: (\S+))? \|$", line)
        if found:
            out[found[2].replace("\\|", "|")] = (found[4], found[5] or found[3].replace("\\|", "|"))
    return out


def choose(message, old, tests, printed, ran):
    """The test for the row: the old one while it holds, else the most telling."""
    seen = {test for test, names in printed.items() if message.name in names and test in tests}
    if old in tests and (tests[old].names(message) if tests[old].is_unit else old in seen or old not in ran):
        return tests[old]
    candidates = [test for test in tests.values()
                  if test.id in seen or (test.id not in ran and test.names(message))]
    words = message.spoken()

    def telling(test):
        own = {word[:5] for word in re.split(r"\W|_", f"{test.file} {test.name}")}
        by_chance = re.search(r"chance|random|moments", test.body)
        return (not test.is_unit, "/test_online" not in test.file, not by_chance, test.names(message), len(words & own),
                -len(printed.get(test.id, ())), -len(test.body))

    return max(sorted(candidates, key=lambda test: test.id), key=telling, default=None)


def tests_that_never_run(folder):
    """Test files whose last line does not run them: seen.py hears nothing of those, and what stands behind it never runs."""
    for file in sorted(folder.glob("test_*.py")):
        last = ast.parse(file.read_text(encoding="utf-8")).body[-1]
        if not isinstance(last, ast.If) or ast.unparse(last.body[-1]) not in ("harness.main()", "main()"):
            yield f"{file.name} does not end with harness.main()"


def check(page, messages, tests, printed, ran):
    """What is wrong with the page, in sentences."""
    rows, faults, kept = read_page(page), [*tests_that_never_run(Path(__file__).parent / "e2e")], {}
    seen_anywhere = set().union(*printed.values()) if printed else set()
    for message in messages:
        row = rows.pop(message.key, None)
        if row is None:
            if message.name not in NOT_REACHED:
                faults.append(f"{message.name} ({message.key}): no test makes it")
            continue
        test = tests.get(row)
        if test is None:
            faults.append(f"{message.name} ({message.key}): there is not such a test: {' '.join(row)}")
            continue
        kept[message.name] = test
        if test.is_unit and not test.names(message):
            faults.append(f"{message.name} ({message.key}): {' '.join(row)} does not name it")
        if row in ran and message.name not in printed.get(row, ()):
            other = " (another test did)" if message.name in seen_anywhere else ""
            faults.append(f"{message.name} ({message.key}): {' '.join(row)} ran and did not print it{other}")
        if message.name in NOT_REACHED:
            faults.append(f"{message.name}: is made by a test, and stands in NOT_REACHED")
    faults += [f"{key}: there is not such a message" for key in rows]
    faults += [f"{name}: stands in NOT_REACHED, and is not a message"
               for name in NOT_REACHED if name not in {message.name for message in messages}]
    if not faults and page.read_text(encoding="utf-8") != page_of(kept, messages):
        faults.append(f"{page.name} is not what tests/situations.py --write makes")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seen", nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    page = root / "docs/situations.md"
    messages, tests = messages_of(root), tests_of(root)
    printed, ran = read_seen(wanted.seen, messages)
    if wanted.write:
        old = read_page(page)
        rows = {message.name: choose(message, old.get(message.key), tests, printed, ran) for message in messages}
        page.write_text(page_of({name: test for name, test in rows.items() if test}, messages), encoding="utf-8")
    faults = check(page, messages, tests, printed, ran)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{len(messages)} messages: each has a test that makes it" + (f"; {len(ran)} tests ran" if ran else ""))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
