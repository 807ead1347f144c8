"""What arguments of the notebook's own functions are for: docstrings say it, or where they go.

def shrink(X, n): return PCA(n_components=n).fit_transform(X)      what PCA's n_components is
def ago(t, n): return t.shift(n)                                   Used in `t.shift(n)`.

alpha : float                alpha (float): strength         :param alpha: strength
    strength
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.plan.parameters.readings import parents, quoted, readings
from nb2prod.plan.parameters.sites import imported, qualified
from nb2prod.reaching import parsed

TYPED = (  # a type, and no sentence that begins with one
    r"(?:(?:int(?:eger)?|float|str(?:ing)?|bool(?:ean)?|list|dict|tuple|set|array|ndarray|DataFrame|Series|number|object)"
    r"(?:[\[,(|][^\n]{{0,60}}|[ ]or[ ][^\n]{{0,30}}|[ ]of[ ]\w+)?|(?:np|pd|numpy|pandas)\.[^\n]{{0,60}})[ \t]*"
)
FORMS = (
    r"^(?P<margin>[ \t]*){name}(?:[ \t]+:[^\n]{{0,60}}|:[ \t]*(?:" + TYPED + r")?)\n"
    r"(?P=margin)[ \t]+(?P<text>[^\n]+)$",  # numpy
    r"^(?P<margin>[ \t]*)(?:[-*][ \t]*)?`?{name}`?[ \t]*\([^)\n]{{0,60}}\)[ \t]*:[ \t]*(?P<text>[^\n]+)$",  # Google
    r"^(?P<margin>[ \t]*):param[ \t]+(?:\w+[ \t]+)?{name}[ \t]*:[ \t]*(?P<text>[^\n]+)$",
    r"^(?P<margin>[ \t]*)(?:[-*][ \t]*)?`?{name}`?[ \t]*(?::|--?)[ \t]+(?P<text>[^\n]{{12,}})$",
)
ENTRY = re.compile(r"\s*(?:[-*:]|$|`?\w+`?(?: \w+)?[ \t]*(?:\([^)\n]*\))?[ \t]*(?::|--?[ \t]))")
LONGEST = 120
TYPE = re.compile(
    r"(?:int(?:eger)?|float|str(?:ing)?|bool(?:ean)?|list|dict|array|DataFrame|number)\b[^.]{0,20}$", re.I
)


def documented(program: Program, kept: Iterable[Statement], bound: dict[str, list[int]]) -> dict[tuple[str, str], str]:
    """What is known of them, by function (of a class its own name) and argument."""
    found: dict[tuple[str, str], str] = {}
    imports = imported(program, bound)
    beside = [node for _, tree in parsed(program.notebook.modules) for node in tree.body]
    for node in (*beside, *(s.node for s in kept if s.parent is None)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            made = [p for p in node.body if isinstance(p, ast.FunctionDef) and p.name == "__init__"]
            function = node if isinstance(node, ast.FunctionDef) else made[0] if made else None
            texts = [ast.get_docstring(n) or "" for n in (node, *made)]
            above = parents(node)
            for arg in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs) if function else ():
                said = next(filter(None, (_said(text, arg.arg) for text in texts)), "")
                said = said or _handed_on(node, arg.arg, imports, above) or quoted(node, arg.arg, above)
                found |= {(node.name, arg.arg): said} if said else {}
    return found


def argument(keyword: str, called: str, docs: dict[tuple[str, str], str]) -> str:
    """What an argument is for, in the notebook's own words, else only whose it is."""
    said = docs.get((called, keyword), "")
    return said or f"Argument {keyword} of {called}."


def _handed_on(
    node: ast.FunctionDef | ast.ClassDef, name: str, imports: dict[str, str], above: dict[ast.AST, ast.AST]
) -> str:
    """What an argument means that is only handed on, as one and the same thing; "" for anything else."""
    means = {_meaning(use, above[use], above, imports) for use in readings(node, name)}
    return means.pop() if len(means) == 1 else ""


def _meaning(use: ast.expr, around: ast.AST, above: dict[ast.AST, ast.AST], imports: dict[str, str]) -> str:
    """What the library says of the argument that it stands for; "" where it is no argument as it is."""
    match around, above.get(around):
        case ast.keyword(arg=str(keyword)), ast.Call(func=func):
            return knowledge.help_for(qualified(func, imports) or ast.unparse(func), keyword)
        case ast.Call(func=func, args=args), _ if use in args:
            effect = knowledge.function(called) if (called := qualified(func, imports)) else None
            names, place = effect.parameters if effect is not None else (), args.index(use)
            return knowledge.help_for(called, names[place]) if place < len(names) else ""
    return ""


def _said(docstring: str, name: str) -> str:
    for form in FORMS:
        match = re.search(form.format(name=re.escape(name)), docstring, re.MULTILINE)
        text = _whole(match, docstring) if match else ""
        if len(text) > 3 and text.isprintable() and " " in text and not TYPE.match(text):
            return f"{text[:1].upper()}{text[1:].rstrip('.')}."
    return ""


def _whole(match: re.Match[str], docstring: str) -> str:
    """The whole sentences of the entry, as many as are not too long; "" where its end is not clear."""
    margin = len(match["margin"].expandtabs())
    lines = [match["text"].strip()]
    for line in docstring[match.end() :].splitlines()[1:]:
        inner = len(line.expandtabs()) - len(line.expandtabs().lstrip())
        if not line.strip():
            break
        if inner <= margin:
            if not ENTRY.match(line) and not lines[-1].endswith((".", "!")):
                return ""  # it may go on there
            break
        lines.append(line.strip())
    text = " ".join(lines)
    while len(text) > LONGEST:
        text, stop, _ = text.rpartition(". ")
        if not stop:
            return ""
    return text
