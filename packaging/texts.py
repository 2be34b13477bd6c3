"""Man pages and completions, from what a built govern says of itself: the declarations that --help and Tab go by too.

Usage: texts.py PROGRAM VERSION TIME OUTPUT    to look at them: man OUTPUT/man/govern.1
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ERRORS = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
COMPLETIONS = {"bash": "govern.bash", "zsh": "_govern", "fish": "govern.fish"}


def ask(program, *words):
    """What the program says, in a home of its own, so that nothing of whoever asks is in it."""
    with tempfile.TemporaryDirectory(prefix="govern-texts-") as home:
        env = {"HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        return subprocess.run([program, *words], env=env, cwd=home, stdout=subprocess.PIPE, check=True).stdout.decode()


def roff(text):
    """Text for troff: its own marks lose their meaning, and every letter stays what one types."""
    for letter, name in (("\\", "\\(rs"), ("-", "\\-"), ("'", "\\(aq"), ("`", "\\(ga"), ("^", "\\(ha"), ("~", "\\(ti")):
        text = text.replace(letter, name)
    return "\\&" + text if text.startswith(".") else text


def rows(heading, items):
    """A section of terms and what each means; nothing where there are none."""
    lines = [f".TP\n{term}\n{roff(meaning)}\n" for term, meaning in items]
    return f".SH {heading}\n" + "".join(lines) if lines else ""


def declared(option):
    names = [option["name"]] + ([option["short"]] if option["short"] else [])
    value = f" \\fI{roff(option['value'])}\\fR" if option["value"] else ""
    return ", ".join(f"\\fB{roff(name)}\\fR{value}" for name in names), option["help"]


def page(name, summary, synopsis, body, version, when):
    day = time.strftime("%Y-%m-%d", time.gmtime(when))
    return (f'.TH {roff(name.upper())} 1 {day} "govern {version}" "Go toolchains"\n'
            f".SH NAME\n{roff(name)} \\- {roff(summary)}\n.SH SYNOPSIS\n{synopsis}\n{body}").encode()


def overview(helped, version, when):
    exits = re.findall(r"^\| (\d+) \| (.+) \|$", ERRORS.read_text(encoding="utf-8"), re.M)
    body = rows("COMMANDS", ((f"\\fB{c['name']}\\fR", c["summary"]) for c in helped["commands"]))
    body += rows("OPTIONS", map(declared, helped["options"])) + ".PP\nThey stand before or after the name of a command.\n"
    body += rows("EXIT STATUS", ((f"\\fB{code}\\fR", re.sub(r"[`]", "", meaning)) for code, meaning in exits))
    body += ".SH SEE ALSO\n" + ",\n".join(f"\\fBgovern\\-{c['name']}\\fR(1)" for c in helped["commands"]) + "\n"
    return page("govern", "Go toolchain version manager", "\\fBgovern\\fR \\fICOMMAND\\fR [options]", body, version, when)


def pages(program, version, when):
    """File name and text of the page of each command, and of those below it."""
    helped = json.loads(ask(program, "--help", "--json"))["result"]
    yield "govern.1", overview(helped, version, when)
    waiting = [[c["name"]] for c in helped["commands"]]
    while waiting:
        words = waiting.pop(0)
        helped = json.loads(ask(program, *words, "--help", "--json"))["result"]
        waiting += [[*words, c["name"]] for c in helped["commands"]]
        name = "-".join(["govern", *words])
        typed = " ".join(["govern", *words])
        body = rows("COMMANDS", ((f"\\fB{c['name']}\\fR", c["summary"]) for c in helped["commands"]))
        body += rows("ARGUMENTS", ((f"\\fI{roff(a['name'])}\\fR", a["help"]) for a in helped["arguments"]))
        body += rows("OPTIONS", map(declared, helped["options"]))
        body += f".SH EXAMPLES\n.nf\n{roff(helped['example'])}\n.fi\n"
        body += ".SH SEE ALSO\n\\fBgovern\\fR(1) has the options of every command, and what exit codes mean.\n"
        synopsis = f"\\fB{roff(typed)}\\fR{roff(helped['usage'][len(typed):])}"
        yield name + ".1", page(name, helped["summary"], synopsis, body, version, when)


def completions(program):
    """File name and code for each shell. They ask the govern on PATH, whatever home it has."""
    for shell, name in COMPLETIONS.items():
        code = ask(program, "completion", shell, "--packaged")
        if shell == "zsh":
            # compinit takes the file as a function's body: at the first Tab it defines what completes, and calls it.
            code = f'#compdef govern\n{code}__govern_complete "$@"\n'
        yield name, code.encode()


def all_texts(program, version, when):
    """Name and bytes of each file, as the archive holds them."""
    found = {f"man/{name}": text for name, text in pages(program, version, when)}
    found.update((f"completions/{name}", text) for name, text in completions(program))
    return found


def main():
    program, version, when, output = sys.argv[1:5]
    for name, data in all_texts(Path(program).resolve(), version, int(when)).items():
        path = Path(output) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
