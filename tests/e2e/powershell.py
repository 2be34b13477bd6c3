"""Whether a text is PowerShell, by tree-sitter's grammar of it, where that can be had (scripts/powershell-grammar).

The grammar is stricter than PowerShell in places (`-DNAME=VALUE` and lists of bare words): quote those.
"""

import functools
import json
import subprocess
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

# Run by the Python that has the grammar: texts in, [[[line, text], ...] for each] out.
_PARSE = """
import json, sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
def errors(node):
    if node.type == "ERROR" or node.is_missing:
        yield [node.start_point[0] + 1, node.text.decode()[:80]]
    elif node.has_error:
        for child in node.children:
            yield from errors(child)
json.dump([list(errors(parser.parse(text.encode()).root_node)) for text in json.load(sys.stdin)], sys.stdout)
"""


@functools.cache
def python_with_grammar():
    try:
        done = subprocess.run([REPOSITORY / "scripts/powershell-grammar"], capture_output=True, text=True, timeout=300)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def syntax_errors(text):
    """[[line, text there]] of what is no PowerShell."""
    done = subprocess.run([python_with_grammar(), "-c", _PARSE], input=json.dumps([text]), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)[0]


def check(test, text, name=""):
    """Fails the test where this is no PowerShell; says nothing where the grammar is not here (test_powershell.py does)."""
    if python_with_grammar():
        test.assertEqual(syntax_errors(text), [], name)


needs_grammar = unittest.skipUnless(python_with_grammar(), "tree-sitter's grammar of PowerShell cannot be had here")
