"""Additions to `sys.path` that nothing needs any more: the modules from there go with the package.

sys.path.append("../src")         goes: helper.py, which the notebook imports, was copied from ../src/
import helper
"""

from __future__ import annotations

import ast
from functools import lru_cache

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import own_parts
from nb2prod.walking import walk

ADDS = frozenset({"sys.path.append", "sys.path.insert", "sys.path.extend", "site.addsitedir"})
UNRESOLVED = frozenset({"NB035", "NB036", "NB038", "NB011"})  # what may still be looked for there
DYNAMIC = ("importlib", "__import__", "pkgutil", "runpy", "exec", "eval")
GONE = "the modules from there go with the package"


@lru_cache(maxsize=1)  # whoever asks which imports move to the head asks it of the program at hand
def idle_additions(program: Program) -> frozenset[int]:
    """Those and `if folder not in sys.path:` around them, where every import is found without them."""
    if any(finding.code in UNRESOLVED for finding in program.notebook.findings):
        return frozenset()
    found = {s.id for s in program.statements if _adds(s.node)}
    texts: list[ast.AST] = [s.node for s in program.statements if s.parent is None]
    texts += [tree for module in program.notebook.modules if (tree := _parsed(module.text)) is not None]
    if any(_dynamic(part) for text in texts for part in walk(text)):
        return frozenset()
    readers = [s for s in program.statements if s.id not in found and _reads(s.node)]
    asking = {s.id for s in readers if _asks_first(s, found, program)}
    return frozenset(found | asking) if len(asking) == len(readers) else frozenset()


def _adds(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=func)):
            return ast.unparse(func) in ADDS
        case ast.AugAssign(target=target, op=ast.Add()):
            return ast.unparse(target) == "sys.path"
    return False


def _dynamic(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id in DYNAMIC) or (
        isinstance(node, (ast.Import, ast.ImportFrom))
        and any(name.partition(".")[0] in DYNAMIC for name in _imported(node))
    )


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]


def _reads(node: ast.stmt) -> bool:
    """Whether its own part reads `sys.path`."""
    for part in own_parts(node):
        if isinstance(part, ast.Attribute) and part.attr == "path" and ast.unparse(part.value) == "sys":
            return True
        if isinstance(part, ast.ImportFrom) and part.module == "sys" and any(a.name == "path" for a in part.names):
            return True
    return False


def _asks_first(statement: Statement, found: set[int], program: Program) -> bool:
    """`if folder not in sys.path: sys.path.append(folder)`."""
    inside = [s for s in program.statements if s.parent == statement.id]
    return isinstance(statement.node, ast.If) and bool(inside) and all(s.id in found for s in inside)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def acts(statement: Statement) -> bool:
    """Whether the import itself does something that no name shows."""
    match statement.node:
        case ast.ImportFrom(module=str() as module):
            return knowledge.acting(module)
        case ast.Import(names=aliases):
            return any(knowledge.acting(alias.name) for alias in aliases)
    return False
