"""Programs that the project calls and that pip does not install, as the README names them.

!wget http://a.org/b.zip && unzip b.zip       wget and unzip
import h2o                                    java, for h2o
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.knowledge.versions import program
from nb2prod.model import Plan

SHELL = frozenset("cd echo export set source true false exit test [ if then else fi for do done while".split())
ANYWHERE = SHELL | frozenset("cat cp ls mkdir mv pwd rm touch head tail sort wc python python3 pip pip3".split())


def programs(plan: Plan) -> list[dict[str, str]]:
    """Each once, with the distribution that calls it; "" where a line of the notebook does."""
    found = {name: requirement.name for requirement in plan.requirements if (name := program(requirement.name))}
    kept = {choice.statement for choice in plan.choices if choice.fate != "dropped"}
    statements = (s for s in plan.program.statements if s.id in kept and s.parent is None)
    for node in (part for statement in statements for part in ast.walk(statement.node)):
        for name in _called(node):
            found.setdefault(name, "")
    return [{"name": name, "of": found[name]} for name in sorted(found)]


def _called(node: ast.AST) -> Iterator[str]:
    """The commands of `subprocess.run("...", shell=True)` and `os.system("...")`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="subprocess" | "os"), attr=name), args=[text, *_]):
            if name == "system" or any(keyword.arg == "shell" for keyword in node.keywords):
                yield from _commands(_fixed(text))


def _fixed(node: ast.expr) -> str:
    """As much of the text as stands there: of `"dot {0}".format(path)` and `f"dot {path}"` what is not filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Attribute(value=inner, attr="format")):
            return _fixed(inner)
        case ast.JoinedStr(values=[*values]):
            return "".join(_fixed(value) or "{}" for value in values)
    return ""


def _commands(text: str) -> Iterator[str]:
    for part in re.split(r"&&|\|\|?|[;\n]", text):
        words = part.split()
        if words and re.fullmatch(r"[A-Za-z][\w.+-]*", words[0]) and words[0] not in ANYWHERE:
            yield words[0]
