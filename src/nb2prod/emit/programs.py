"""Programs that the project calls and that pip does not install, as the README names them.

!wget http://a.org/b.zip && unzip b.zip       wget and unzip
args = "dot -Tpng a.dot".split()              dot, where subprocess.call(args) follows
import h2o                                    java, for h2o
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nb2prod.fates import kept_statements
from nb2prod.knowledge.versions import program
from nb2prod.model import Plan
from nb2prod.walking import walk

SHELL = frozenset("cd echo export set source true false exit test [ if then else fi for do done while".split())
ANYWHERE = SHELL | frozenset(
    "cat chmod cp find grep ln ls mkdir mv pwd rm sed touch head tail sort wc python python3 pip pip3".split()
)
LISTED = frozenset("call check_call check_output run Popen getoutput".split())  # take a list of words


def programs(plan: Plan) -> list[dict[str, str]]:
    """Each once, with the distribution that calls it; "" where a line of the notebook does."""
    found = {name: requirement.name for requirement in plan.requirements if (name := program(requirement.name))}
    trees = [statement.node for statement in kept_statements(plan) if statement.parent is None]
    anywhere = _assigned(trees)
    bare = {
        item.name: item.attribute for item in plan.program.imports if item.module == "subprocess" and item.attribute
    }
    for tree in trees:
        values = anywhere | _assigned([tree])
        for node in walk(tree):
            for name in _called(node, values, bare):
                found.setdefault(name, "")
    installed = {requirement.name for requirement in plan.requirements}  # tensorflowjs brings tensorflowjs_converter
    own = {name for name in found if not found[name] and re.split(r"[-_]", name)[0] in installed}
    missing = sorted(found.keys() - installed - own)
    return [{"name": name, "of": found[name]} for name in missing]


def _assigned(trees: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """What names are set to."""
    found: dict[str, list[ast.expr]] = {}
    for node in (part for tree in trees for part in walk(tree)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
    return found


def _called(node: ast.AST, values: Mapping[str, Sequence[ast.expr]], bare: Mapping[str, str]) -> Iterator[str]:
    """The commands of `subprocess.run("...", shell=True)`, `os.system("...")` and `subprocess.call(["dot", path])`.

    `bare`: names that were imported from subprocess, and what they are called there.
    """
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="subprocess" | "os" as module), attr=name), args=[text, *_]):
            pass
        case ast.Call(func=ast.Name(id=called), args=[text, *_]) if called in bare:
            module, name = "subprocess", bare[called]
        case _:
            return
    given = values.get(text.id, ()) if isinstance(text, ast.Name) else [text]
    if name == "system" or any(keyword.arg == "shell" for keyword in node.keywords):
        for one in given:
            yield from _commands(_fixed(one))
    elif module == "subprocess" and name in LISTED:
        yield from (word for one in given if _is_command(word := _first_word(one)))


def _first_word(node: ast.expr) -> str:
    """Of a list its first text, also of one that is split from a text."""
    match node:
        case ast.List(elts=[ast.Constant(value=str(text)), *_]) | ast.Tuple(elts=[ast.Constant(value=str(text)), *_]):
            return text
        case ast.BinOp(op=ast.Add(), left=left):
            return _first_word(left)
        case ast.Call(func=ast.Name(id="str"), args=[inner]) | ast.Call(func=ast.Attribute(value=inner, attr="split")):
            return _first_word(inner)
    return (_fixed(node).split() or [""])[0]


def _fixed(node: ast.expr) -> str:
    """As much of the text as stands there: of `"dot {0}".format(path)` and `f"dot {path}"` what is not filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Attribute(value=inner, attr="format")):
            return _fixed(inner)
        case ast.JoinedStr(values=[*values]):
            return "".join(_fixed(value) or "{}" for value in values)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _fixed(left) + (_fixed(right) or "{}") if _fixed(left) else ""
    return ""


def _commands(text: str) -> Iterator[str]:
    for part in re.split(r"&&|\|\|?|[;\n]", text):
        words = part.split()
        if words and _is_command(words[0]):
            yield words[0]


def _is_command(word: str) -> bool:
    return re.fullmatch(r"[A-Za-z][\w.+-]*", word) is not None and word not in ANYWHERE
