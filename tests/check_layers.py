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

# Where the Host is made; everybody else asks the Host.
HOST_MAKER = re.compile(r"^(lib/os/|cli/app\.cpp|cli/console\.[ch]pp)")

BANNED = [
    (re.compile(r"\bstd::filesystem\b|#\s*include\s*<filesystem>"), None, "std::filesystem"),
    (re.compile(r"(?<![\w.>])(?:std::)?(?:secure_)?getenv\s*\("), EDGE, "getenv"),
    (re.compile(r"(?<![\w.>:])(?:std::)?system\s*\(\s*[\"\w]"), EDGE, "system()"),
    (re.compile(r"(?<![\w.>:])_?popen\s*\("), EDGE, "popen"),
    (re.compile(r"\bos::(?:real_\w+|machine_platform|own_program|user_name|process_id|system_facts|interrupted|"
                r"process_environment|current_folder)\s*\("), HOST_MAKER, "this effect"),
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
        if "/" in name:  # a wing names wings of the same layer
            allowed = {f"{name.split('/')[0]}/{wing}" for wing in allowed}
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


def check_picture(repository, table):
    """docs/architecture.md draws the layers: each once, above everything that it uses or to the right of it."""
    name = "docs/architecture.md"
    text = (repository / name).read_text(encoding="utf-8")
    layers = [layer for layer in table if "/" not in layer]
    place = {}
    for number, line in enumerate(text.split("\n")):
        if line.startswith("    "):
            words = re.match(r"    ((?:[a-z]+ {1,2})*[a-z]+)(?= {3,}|$)", line)
            for column, word in enumerate(words[1].split() if words else []):
                if word in layers and word not in place:
                    place[word] = (-number, column)
    for layer in layers:
        if layer not in place:
            yield f"{name}: the picture lacks {layer}"
            continue
        for used in sorted(table[layer] & set(place)):
            if place[used] >= place[layer]:
                yield f"{name}: {layer} uses {used}, which does not stand below it or to its left"


def table_name(name):
    """`lib/net/include/net/messages.hpp` holds k_net, `ops/doctor/messages.hpp` k_doctor, base's k_common."""
    folder = name.split("/")[-2]
    return {"base": "common"}.get(folder, folder)


def check_messages(repository):
    codes = {}
    catalogue = (repository / "cli/catalogue.cpp").read_text(encoding="utf-8")
    for path, name in files_below(repository, "lib", "cli"):
        text = without_comments(path.read_text(encoding="utf-8"))
        if path.name != "messages.hpp":
            # A text written elsewhere would be known to nobody: not to `explain`, not to docs/errors.md.
            if re.search(r"\bMessageSpec\s+\w+\s*[{=(]", text):
                yield f"{name}: defines a MessageSpec; they stand in the layer's messages.hpp"
            continue
        table = re.search(r"k_(\w+)\[\]\s*=\s*\{([^;]*)\};", text)
        if not table:
            yield f"{name}: has no table"
            continue
        if table[1] != table_name(name):
            yield f"{name}: its table is k_{table[1]}, not k_{table_name(name)}"
        if f"add(msg::k_{table[1]});" not in catalogue:
            yield f"{name}: cli/catalogue.cpp lacks k_{table[1]}"
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
                yield f"{name}: {spec[1]} stands {listed.count(spec[1])} times in the table k_{table[1]}"


def wing_of(name, table):
    """The wing of ops that a file or an include belongs to, such as `ops/account`; else None."""
    found = re.match(r"(?:lib/ops/(?:include/ops/)?|ops/)?(\w+)/[^/]+$", name)
    wing = f"ops/{found[1]}" if found else None
    return wing if wing in table else None


def check_wings(repository, table):
    for path, name in files_below(repository, "lib/ops"):
        wing = wing_of(name, table)
        if not wing:
            continue
        text = without_comments(path.read_text(encoding="utf-8"))
        for found in re.finditer(r'^\s*#\s*include\s*"([^"]+)"', text, re.M):
            target = wing_of(found[1], table)
            if target and target != wing and target.split("/")[1] not in table[wing]:
                yield f"{name}: the wing {wing} must not include {found[1]}"
            elif re.fullmatch(r"ops/\w+\.hpp", found[1]) and found[1] not in ("ops/context.hpp", "ops/messages.hpp"):
                yield f"{name}: {found[1]} stands above the wings"


def main():
    repository = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent)
    table = read_table(repository)
    found = [*check_table(table), *check_includes(repository, table), *check_wings(repository, table),
             *check_picture(repository, table), *check_banned(repository),
             *check_messages(repository)]
    for line in found:
        print(line)
    print(f"{len(found)} breaches" if found else "every rule is kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
