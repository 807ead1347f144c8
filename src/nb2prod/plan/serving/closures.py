"""Functions that read variables of the notebook: serving defines them anew where it uses them.

rare = set(words[words < 3].index)                                  learned
def clean(text): return [w for w in text.split() if w not in rare]  defined in a step that is given `rare`
df["words"] = df["text"].apply(clean)
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Evaluate, free_names, quiet
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import NOTHING, Out, Slice, Value
from nb2prod.replacing import replace
from nb2prod.walking import swapped


def closed(m: State, out: Out, evaluate: Evaluate) -> Out:
    """The function with what it reads: a value with a reason where serving cannot define it."""
    node = out.value.node
    if out.value.kind != "function" or not isinstance(node, ast.FunctionDef):
        return out
    if node.name in m.importable or m.function or node.name in m.closing:
        return out
    m.closing.append(node.name)
    why, slice_ = _define(m, node, evaluate)
    m.closing.pop()
    return replace(out, value=replace(out.value, why=why), slice=out.slice | slice_)


def _define(m: State, node: ast.FunctionDef, evaluate: Evaluate) -> tuple[str, Slice]:
    """Remember the definition for the lines that use it; why that cannot be, and the statements it relies on."""
    if node.decorator_list:
        return f"the function {node.name} is decorated, and cannot be imported", NOTHING
    swaps: dict[str, ast.expr] = {}
    found: Slice = NOTHING
    for name in sorted(free_names(node) & m.env.keys() - {node.name}):
        read = evaluate(m, ast.Name(name, ast.Load(), lineno=0, col_offset=0, end_lineno=0, end_col_offset=0))
        if (why := _obstacle(m, node, name, read.value)) != "":
            return why, NOTHING
        if read.time == "learned" or read.value.kind == "parameter":
            read = m.used(read, name)
            swaps[name] = read.expr
        found |= read.need
    if not quiet(m, node, set()):
        return f"the function {node.name} may remember one row in the next", NOTHING
    m.closures[node.name] = ast.fix_missing_locations(swapped(node, swaps))
    return "", found


def _obstacle(m: State, node: ast.FunctionDef, name: str, read: Value) -> str:
    """Why serving cannot give the function what it reads under `name`, or ""."""
    if read.kind == "function":
        return read.why
    if read.kind == "class" and name not in m.importable:
        return f"the function {node.name} reads {name}, a class that cannot be imported"
    if read.time == "unknown":
        return f"the function {node.name} reads {name}: {read.why}"
    if read.time == "row":
        return f"the function {node.name} reads {name}, which has rows"
    return ""


def used_in(m: State, lines: list[ast.stmt]) -> list[ast.stmt]:
    """The definitions that some lines of serving need in front of them, those that others read first."""
    found: list[ast.stmt] = []
    for name in sorted({name for line in lines for name in free_names(line)} & m.closures.keys()):
        for made in [*used_in(m, [m.closures[name]]), m.closures[name]]:
            if made not in found and made not in lines:
                found.append(made)
    return found
