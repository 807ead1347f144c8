"""What the notebook's own docstrings say of arguments, in the three styles that people write.

alpha : float                alpha (float): strength         :param alpha: strength
    strength
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from nb2prod.model import Statement

FORMS = (
    r"^[ \t]*{name}[ \t]*:[ \t]*[^\n]{{0,60}}\n[ \t]+(?P<text>[^\n]+)$",  # numpy
    r"^[ \t]*(?:[-*][ \t]*)?`?{name}`?[ \t]*\([^)\n]{{0,60}}\)[ \t]*:[ \t]*(?P<text>[^\n]+)$",  # Google
    r"^[ \t]*:param[ \t]+(?:\w+[ \t]+)?{name}[ \t]*:[ \t]*(?P<text>[^\n]+)$",
    r"^[ \t]*(?:[-*][ \t]*)?`?{name}`?[ \t]*(?::|--?)[ \t]+(?P<text>[^\n]{{12,}})$",
)
LONGEST = 120
TYPE = re.compile(
    r"(?:int(?:eger)?|float|str(?:ing)?|bool(?:ean)?|list|dict|array|DataFrame|number)\b[^.]{0,20}$", re.I
)


def documented(kept: Iterable[Statement]) -> dict[tuple[str, str], str]:
    """What docstrings say, by function (of a class its own name) and argument."""
    found: dict[tuple[str, str], str] = {}
    for statement in kept:
        node = statement.node
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and statement.parent is None:
            made = [p for p in node.body if isinstance(p, ast.FunctionDef) and p.name == "__init__"]
            function = node if isinstance(node, ast.FunctionDef) else made[0] if made else None
            texts = [ast.get_docstring(n) or "" for n in (node, *made)]
            for arg in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs) if function else ():
                said = next(filter(None, (_said(text, arg.arg) for text in texts)), "")
                found |= {(node.name, arg.arg): said} if said else {}
    return found


def argument(keyword: str, called: str, docs: dict[tuple[str, str], str]) -> str:
    """What an argument is for, in the notebook's own words, else only whose it is."""
    said = docs.get((called, keyword), "")
    return said or f"Argument {keyword} of {called}."


def _said(docstring: str, name: str) -> str:
    for form in FORMS:
        match = re.search(form.format(name=re.escape(name)), docstring, re.MULTILINE)
        text = match["text"].strip() if match else ""
        if len(text) > 3 and len(text) <= LONGEST and text.isprintable() and " " in text and not TYPE.match(text):
            return f"{text[:1].upper()}{text[1:].rstrip('.')}."
    return ""
