"""What IPython puts into shell lines and magics: {expression} and $name, written as Python.

    !head -n {rows} $path    ->    'head -n {0} {1}'.format(rows, path)

IPython evaluates all of them, and when one fails it leaves the whole line as it stands: awk's {print $1} and the
shell's own $HOME come through untouched. So does everything here that names what the notebook never binds.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from string import Formatter

from nb2prod.walking import walk

# From IPython's DollarFormatter: what stands between single quotes belongs to the shell.
_DOLLAR = re.compile(r"(.*?)\$(\$?[\w.]+)(?=([^']*'[^']*')*[^']*$)", re.DOTALL)
_LONGEST = 5_000  # the pattern above takes time with the square of the length
_BUILTINS = frozenset(dir(builtins))

_Part = tuple[str, str | None, str]  # literal text, expression after it (or None), its conversion


def expand(text: str, names: frozenset[str]) -> str:
    """Give a Python expression for the text that IPython would make of `text`; one literal when nothing is put in."""
    try:
        parts = list(_parts(text))
    except ValueError:
        return repr(text)
    expressions = [_expression(source, names) for _, source, _ in parts if source is not None]
    if None in expressions:
        return repr(text)
    if not expressions:
        return repr("".join(literal for literal, _, _ in parts))
    template, position = "", 0
    for literal, source, conversion in parts:
        template += literal.replace("{", "{{").replace("}", "}}")
        if source is not None:
            template += f"{{{position}{conversion}}}"
            position += 1
    return f"{template!r}.format({', '.join(e for e in expressions if e)})"


def _parts(text: str) -> Iterator[_Part]:
    if "$" in text and len(text) > _LONGEST:
        raise ValueError("too long to be searched")
    for literal, source, form, conversion in Formatter().parse(text):
        done = 0
        before = ""
        for match in _DOLLAR.finditer(literal) if "$" in literal else ():
            if match[2].startswith("$"):
                before += match[1] + match[2]
            else:
                yield before + match[1], match[2], ""
                before = ""
            done = match.end()
        # IPython knows no format: what follows a colon belongs to the expression, as in {names[1:]}.
        whole = f"{source}:{form}" if form else source
        yield before + literal[done:], whole, f"!{conversion}" if conversion else ""


def _expression(source: str, names: frozenset[str]) -> str | None:
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found = [node for node in walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in found if isinstance(node.ctx, ast.Store)}
    used = {node.id for node in found if isinstance(node.ctx, ast.Load)} - own
    return ast.unparse(tree) if used <= names | _BUILTINS else None
