"""Whether serving has every name that it reads: what only training has must not be asked for.

data = {"X": X_test, "y": y_test}       served as it stands, it would read the target
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterable, Iterator

from nb2prod.model import Program
from nb2prod.plan.serving.state import BUILTINS, KNOWN
from nb2prod.walking import children

OWN = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)  # names of their own
GIVEN = frozenset({"np", "pd", "copy", "rows", KNOWN})  # what the generated module imports or makes itself


def unfollowed(program: Program, name: str) -> str:
    """Why nobody knows what a name holds."""
    if any(name in statement.facts.binds for statement in program.statements):
        return f"how {name} is made is not followed"
    starred = any(item.name == "*" for item in program.imports)
    return f"what {name} is, an import of * says alone" if starred else f"{name} is bound nowhere"


def bound_here(node: ast.AST) -> frozenset[str]:
    """The names that a line binds: `lo = 10`, `for c in cols: ...`, and not those of a comprehension in it."""
    if isinstance(node, OWN):
        return frozenset({node.name}) if isinstance(node, ast.FunctionDef) else frozenset()
    own = {node.id} if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else set[str]()
    return frozenset(own).union(*map(bound_here, children(node)))


def missing(
    lines: Iterable[tuple[int, str]], expression: str, known: set[str], program: Program
) -> tuple[str, int] | None:
    """The first name that nothing gives, and the statement that reads it."""
    here = known | GIVEN | BUILTINS | {item.name for item in program.imports}
    body = "".join(f"    {line}\n" for _, text in lines for line in text.split("\n"))
    table = symtable.symtable(
        f"def answer():\n{body}    return (\n{expression}\n)\n", "serving", "exec"
    ).get_children()[0]
    unknown = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()} - here
    unknown |= {name for inner in _inner(table) for name in inner if name not in here}
    if "*" in here:  # any other name may come of such an import
        unknown &= {name for s in program.statements for name in s.facts.binds}
    for identity, text in lines:
        names = unknown & {*re.findall(r"\w+", text)}
        if names:
            return min(names), identity
    return (min(unknown), -1) if unknown else None


def _inner(table: symtable.SymbolTable) -> Iterator[set[str]]:
    """Names of all around that functions, lambdas and comprehensions inside read."""
    for child in table.get_children():
        yield {symbol.get_name() for symbol in child.get_symbols() if symbol.is_global()}
        yield from _inner(child)
