"""How the body of a step ends: what it hands back, without a detour.

df = read(p); return df              return read(p)
acc = score(m); m_acc = acc;         acc = score(m); return acc       (the caller calls it m_acc)
return m_acc
"""

from __future__ import annotations

import ast
from collections.abc import Collection

import libcst as cst

from nb2prod.rewrite.build import Line, returns
from nb2prod.walking import walk


def ended(body: list[Line], outputs: tuple[str, ...], aliases: Collection[str] = ()) -> list[Line]:
    """The body with its `return`; of `aliases`, names that are not the notebook's, only the values are handed back."""
    if len(body) == 1 and len(outputs) == 1 and isinstance(body[0], cst.SimpleStatementLine):
        only = body[0].body[0]
        if isinstance(only, cst.Assign) and len(only.targets) == 1:
            target = only.targets[0].target
            if isinstance(target, cst.Name) and target.value == outputs[0]:
                return [body[0].with_changes(body=[cst.Return(only.value)])]
    kept, given = list(body), list(outputs)
    for at in reversed(range(len(body))):
        alias = _alias(body[at])
        if alias is None or alias[0] not in aliases or outputs.count(alias[0]) != 1 or alias[1] in given:
            continue
        others = [*kept[:at], *kept[at + 1 :]]
        if alias[0] not in _names(others) and alias[1] not in _names(body[at + 1 :], bound=True):
            del kept[at]
            given[given.index(alias[0])] = alias[1]
    return [*kept, *returns(given)]


def _alias(part: Line) -> tuple[str, str] | None:
    """`a = b` as the two names."""
    if not isinstance(part, cst.SimpleStatementLine) or len(part.body) != 1 or part.leading_lines:
        return None
    match part.body[0]:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.Name(value=source)):
            return name, source
    return None


def _names(lines: list[Line], *, bound: bool = False) -> set[str]:
    """Names that the lines mention; `bound`: only those that they bind or delete, and all where that is not plain."""
    tree = ast.parse(cst.Module(lines).code)
    names = [node for node in walk(tree) if isinstance(node, ast.Name)]
    named = {node.id for node in names if not bound or not isinstance(node.ctx, ast.Load)}
    declared = [name for node in walk(tree) if isinstance(node, (ast.Global, ast.Nonlocal)) for name in node.names]
    defined = [n.name for n in walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))]
    imported = [a.asname or a.name.split(".")[0] for a in walk(tree) if isinstance(a, ast.alias)]
    return {*named, *declared, *defined, *imported}
