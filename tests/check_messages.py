#!/usr/bin/env python3
"""check_messages.py ROOT: every fact of every message is spelt as its text names it.

A line that names a fact which nobody gives is left out when it is shown, and a fact that no line names is never
shown. So each place that makes a message is held against the message's MessageSpec: it gives only facts that the
spec names, and all that the first line names. Facts that are added to an error later on must be named by some spec."""
import re
import sys
from pathlib import Path

STRING = r'"(?:[^"\\]|\\.)*"'
SPEC = re.compile(r"constexpr MessageSpec (\w+)\s*\{")
CALL = re.compile(r"\b(?:fail|Message|Error|Failure)\s*(?:\w+\s*)?\(\s*(?=[^;{}]*?\bmsg::\w+)")
NAMED = re.compile(r"\{(\w+)\*?\}")


def closing(text, at):
    """The place of the bracket that closes the one at `at`; strings are passed over."""
    pairs, depth = {"(": ")", "{": "}", "[": "]"}, []
    while at < len(text):
        letter = text[at]
        if letter == '"':
            at = re.compile(STRING).match(text, at).end()
            continue
        if letter == "'":
            at = re.compile(r"'(?:[^'\\]|\\.)+'").match(text, at).end()
            continue
        if letter in pairs:
            depth.append(pairs[letter])
        elif depth and letter == depth[-1]:
            depth.pop()
            if not depth:
                return at
        at += 1
    raise ValueError("a bracket is not closed")


def parts_of(text):
    """The arguments in `text`, split at commas outside brackets and strings."""
    out, start, at = [], 0, 0
    while at < len(text):
        if text[at] == '"':
            at = re.compile(STRING).match(text, at).end()
        elif text[at] in "({[":
            at = closing(text, at) + 1
        else:
            if text[at] == ",":
                out.append(text[start:at])
                start = at + 1
            at += 1
    return [*out, text[start:]]


def literal(text):
    return "".join(part[1:-1] for part in re.findall(STRING, text))


def without_comments(text):
    return re.sub(rf"({STRING})|//[^\n]*", lambda found: found[1] or "", text)


def read_specs(root):
    """(name, [code, exit, text, hint, explanation]) of every MessageSpec."""
    for file in sorted([*root.glob("lib/**/messages*.hpp"), *root.glob("cli/messages*.hpp")]):
        text = without_comments(file.read_text(encoding="utf-8"))
        for found in SPEC.finditer(text):
            end = closing(text, found.end() - 1)
            yield found[1], [literal(field) for field in parts_of(text[found.end():end])] + ["", "", ""]


def specs_of(root):
    """Name -> (facts of the first line, all facts)."""
    return {name: (set(NAMED.findall(fields[2].split("\\n")[0])), set(NAMED.findall(fields[2] + fields[3])))
            for name, fields in read_specs(root)}


def chained(text, at):
    """The facts of `.with("key", …)` that follow, and where they end."""
    facts = set()
    while found := re.compile(r'\s*\.\s*(with|because)\s*\(').match(text, at):
        end = closing(text, found.end() - 1)
        if found[1] == "with":
            facts.add(literal(parts_of(text[found.end():end])[0]))
        at = end + 1
    return facts, at


def check_file(text, specs, complain):
    for found in CALL.finditer(text):
        begin = text.index("(", found.start())
        end = closing(text, begin)
        arguments = parts_of(text[begin + 1:end])
        names = [name for name in re.findall(r"\bmsg::(\w+)", arguments[0]) if name in specs]
        if not names or re.search(r"\(\s*msg::", arguments[0]):  # error.is(msg::…)
            continue
        facts, after = chained(text, end + 1)
        if len(arguments) > 1 and (given := arguments[1].strip()).startswith("{"):
            facts |= {literal(parts_of(pair.strip()[1:-1])[0]) for pair in parts_of(given[1:-1]) if pair.strip()}
        variable = re.match(r"(?:Message|Error)\s+(\w+)\s*\(", found[0])
        if not variable:
            before = text[max(0, found.start() - 80):found.start()]
            variable = re.search(r"\b(?:auto|Message|Error)\s+(\w+)\s*=\s*(?:\w+::)*$", before)
        if variable:
            scope = re.search(r"\n(    )?\}\n|\Z", text[after:]).start()
            for later in re.finditer(rf"\b{variable[1]}\b(?:\))?(?=\s*\.\s*with\s*\()", text[after:after + scope]):
                facts |= chained(text, after + later.end())[0]
        allowed = set().union(*(specs[name][1] for name in names))
        required = set.intersection(*(specs[name][0] for name in names))
        for fact in sorted(facts - allowed):
            complain(found.start(), f"{'/'.join(names)} names no fact '{fact}'")
        completed = re.search(r"\bwith_\w+\(\s*$", text[:found.start()])  # a function that adds the rest
        if not variable and not completed:
            for fact in sorted(required - facts):
                complain(found.start(), f"{'/'.join(names)}: its first line names '{fact}', which is not given")
    every = set().union(*(all_facts for _, all_facts in specs.values()))
    for found in re.finditer(rf'\.\s*with\(\s*({STRING})\s*,', text):
        if found[1][1:-1] not in every:
            complain(found.start(), f"no message names a fact '{found[1][1:-1]}'")


def main():
    root = Path(sys.argv[1])
    specs = specs_of(root)
    faults = []
    for file in sorted([*(root / "lib").rglob("*.cpp"), *(root / "cli").rglob("*.cpp"), *(root / "lib").rglob("*.hpp")]):
        text = without_comments(file.read_text(encoding="utf-8"))

        def complain(at, what, file=file, text=text):
            faults.append(f"{file.relative_to(root)}:{text.count(chr(10), 0, at) + 1}: {what}")

        check_file(text, specs, complain)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{len(specs)} messages: every fact is spelt as it is named")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
