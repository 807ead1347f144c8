"""What a formula of a model of statistics names on its left side: the target, wherever the notebook reads it.

df["logp"] = np.log(df.price); fit = smf.ols("logp ~ size", data=df).fit()     te.logp, te["price"]: the target
"""

from __future__ import annotations

import ast
import re

from nb2prod.model import Program
from nb2prod.walking import walk

FORMULAS = "statsmodels.formula."
WORD = re.compile(r"[^\W\d]\w*")


def target_texts(program: Program) -> set[str]:
    """The expressions of the program that read it, or the one column that it is made of, as code."""
    nodes = [part for s in program.statements for part in walk(s.node)]
    formulas = [
        node
        for s in program.statements
        if any(call.startswith(FORMULAS) for call in s.facts.calls)
        for node in walk(s.node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "~" in node.value
    ]
    named = {word for node in formulas for word in WORD.findall(str(node.value).partition("~")[0])}
    modules = {item.name for item in program.imports}
    for node in nodes if named else ():
        match node:
            case ast.Assign(targets=[target], value=value) if _column(target, modules) in named:
                of = {name for part in walk(value) if (name := _column(part, modules))}
                named |= of if len(of) == 1 else set()
    return {ast.unparse(node) for node in nodes if isinstance(node, ast.expr) and _column(node, modules) in named}


def _column(node: ast.AST, modules: set[str]) -> str:
    """`df.a`, `df["a"]`: "a"; "" for every other expression."""
    match node:
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(name))):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner not in modules:
            return name
    return ""
