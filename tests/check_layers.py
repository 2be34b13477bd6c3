"""Holds the sources against the rules of docs/architecture.md: who may include whom (lib/layers.txt), which calls
belong to the platform edge only, and that every message of a file stands in that file's table.

Usage: check_layers.py [REPOSITORY]
"""

import re
import sys
from pathlib import Path

SUFFIXES = {".cpp", ".hpp", ".c", ".h"}

# Where the platform's own calls may stand: the edge, and the two programs' entry points.
EDGE = re.compile(r"^(lib/os/|cli/main|cli/shim/)")

BANNED = [
    (re.compile(r"\bstd::filesystem\b|#\s*include\s*<filesystem>"), None, "std::filesystem"),
    (re.compile(r"(?<![\w.>])(?:std::)?(?:secure_)?getenv\s*\("), EDGE, "getenv"),
    (re.compile(r"(?<![\w.>:])(?:std::)?system\s*\(\s*[\"\w]"), EDGE, "system()"),
    (re.compile(r"(?<![\w.>:])_?popen\s*\("), EDGE, "popen"),
    (re.compile(r"(?<![\w.>:])(?:std::)?(?:_|quick_)?exit\s*\(\s*[^)\s]"), EDGE, "exit()"),
]

# Win32 functions that come as an A and a W; the A half mangles every name outside the code page.
WIN32 = re.compile(
    r"\b((?:Create|Open|Delete|Move|Copy|Replace|Find|Get|Set|Reg|Crypt|Cert|Load|Expand|Free|Write|Read|Search|"
    r"Message|Output|Shell|SH|Sh|Path|Query|Enum|Send|Post|Register|Format|Remove|Lookup|Convert|Rm|WinHttp|Wsa|WSA)"
    r"[A-Za-z0-9]*[a-z0-9]A)\s*\(")


def files_below(repository, *folders):
    for folder in folders:
        for path in sorted((repository / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield path, path.relative_to(repository).as_posix()


def without_comments(text):
    """The text with comments blanked, line by line as before; strings stay."""
    pattern = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|//[^\n]*|/\*(?:.|\n)*?\*/')
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0].startswith("/") else m[0], text)


def without_strings(text):
    pattern = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"')
    return pattern.sub(lambda m: '"' + re.sub(r"[^\n]", " ", m[0][1:-1]) + '"', text)


def read_table(repository):
    table = {}
    for line in (repository / "lib/layers.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, allowed = line.partition(":")
            table[name] = set(allowed.split())
    return table


def check_table(table):
    """A layer may use only layers above it in the file, so there is no circle."""
    seen = set()
    for name, allowed in table.items():
        for missing in sorted(allowed - seen):
            yield f"lib/layers.txt: {name} may use {missing}, which does not stand above it"
        seen.add(name)


def check_includes(repository, table):
    include = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
    for path, name in files_below(repository, "lib"):
        layer = name.split("/")[1]
        if layer not in table:
            yield f"{name}: the layer {layer} is not in lib/layers.txt"
            continue
        text = without_comments(path.read_text(encoding="utf-8"))
        for found in include.finditer(text):
            target = found[1].split("/")[0]
            line = text.count("\n", 0, found.start()) + 1
            if target == "cli" or (target in table and target != layer and target not in table[layer]):
                yield f"{name}:{line}: {layer} must not include {found[1]}"
            elif ".." in found[1]:
                yield f"{name}:{line}: include {found[1]} by its layer's name"
            elif target not in table and not (path.parent / found[1]).exists() \
                    and not (repository / "lib" / layer / found[1]).exists():
                yield f"{name}:{line}: {found[1]} is no file of this layer"


def check_banned(repository):
    for path, name in files_below(repository, "lib", "cli"):
        text = without_comments(path.read_text(encoding="utf-8"))
        bare = without_strings(text).split("\n")
        for number, line in enumerate(bare, 1):
            for pattern, allowed, what in BANNED:
                if pattern.search(line) and not (allowed and allowed.match(name)):
                    yield f"{name}:{number}: {what} belongs to " + ("lib/os or main" if allowed else "no file here")
            for found in WIN32.finditer(line):
                yield f"{name}:{number}: {found[1]} takes the code page; call the W function"


def check_messages(repository):
    codes = {}
    folder = repository / "lib/base/include/base/messages"
    for path in sorted(folder.glob("*.hpp")):
        name = path.relative_to(repository).as_posix()
        text = without_comments(path.read_text(encoding="utf-8"))
        table = re.search(r"k_(\w+)\[\]\s*=\s*\{([^;]*)\};", text)
        if not table:
            yield f"{name}: has no table"
            continue
        if table[1] != path.stem:
            yield f"{name}: its table is k_{table[1]}, not k_{path.stem}"
        listed = re.findall(r"&(\w+)", table[2])
        for spec in re.finditer(r"MessageSpec\s+(\w+)\s*\{\s*\"([^\"]*)\"", text):
            if not spec[2]:
                continue
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", spec[2]):
                yield f"{name}: the code '{spec[2]}' is not lower-case-words"
            if spec[2] in codes:
                yield f"{name}: the code '{spec[2]}' stands in {codes[spec[2]]} too"
            codes[spec[2]] = name
            if listed.count(spec[1]) != 1:
                yield f"{name}: {spec[1]} stands {listed.count(spec[1])} times in the table k_{path.stem}"
    # A text written elsewhere would be known to nobody: not to `explain`, not to docs/errors.md.
    for path, name in files_below(repository, "lib", "cli"):
        if not name.startswith("lib/base/"):
            text = without_comments(path.read_text(encoding="utf-8"))
            if re.search(r"\bMessageSpec\s+\w+\s*[{=(]", text):
                yield f"{name}: defines a MessageSpec; they stand in lib/base/include/base/messages"


def main():
    repository = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    table = read_table(repository)
    found = [*check_table(table), *check_includes(repository, table), *check_banned(repository),
             *check_messages(repository)]
    for line in found:
        print(line)
    print(f"{len(found)} breaches" if found else "every rule is kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
