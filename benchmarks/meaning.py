"""Whether a hand edit still does what it did: each answers in words what is wrong, or nothing."""

from __future__ import annotations

import ast

import yaml

Texts = dict[str, str]


def parses(text: str) -> bool:
    """Whether it is Python."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _trees(texts: Texts, sign: str) -> list[ast.Module]:
    return [
        ast.parse(text.removeprefix("\ufeff").replace("\r\n", "\n"))
        for path, text in texts.items()
        if path.endswith(".py") and sign in text and parses(text.removeprefix("\ufeff"))
    ]


def misplaced(texts: Texts, sign: str, before: ast.stmt | None, behind: ast.stmt) -> str:
    """A statement that stood between two others, and does not any more although they are there in this order."""
    bodies = [f.body for tree in _trees(texts, sign) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
    holding = [body for body in bodies if any(ast.unparse(node) == f"{sign} = 1" for node in body)]
    if not holding:
        return "" if any(sign in ast.unparse(tree) for tree in _trees(texts, sign)) else "it is no code any more"
    said = [ast.dump(node) for node in holding[0]]
    at = [ast.unparse(node) for node in holding[0]].index(f"{sign} = 1")
    ends = [ast.dump(node) if node is not None else "" for node in (before, behind)]
    if all(said.count(end) == 1 for end in ends) and said.index(ends[0]) < said.index(ends[1]):
        return "" if said.index(ends[0]) < at < said.index(ends[1]) else "it stands elsewhere"
    return ""


def not_once(texts: Texts, name: str) -> str:
    """A function that is not defined once, or not called once."""
    nodes = [node for tree in _trees(texts, name) for node in ast.walk(tree)]
    made = sum(isinstance(node, ast.FunctionDef) and node.name == name for node in nodes)
    called = sum(isinstance(node, ast.Call) and ast.unparse(node.func) == name for node in nodes)
    return "" if (made, called) == (1, 1) else f"defined {made} times, called {called} times"


def decorates(text: str, sign: str) -> bool:
    """Whether it is a decorator of something."""
    nodes = [node for tree in _trees({"a.py": text}, sign) for node in ast.walk(tree)]
    return any(ast.unparse(each) == sign for node in nodes for each in getattr(node, "decorator_list", ()))


def not_set(texts: Texts, key: str, value: object) -> str:
    """A value that is not read as it was set."""
    read = yaml.safe_load(texts["config.yaml"].removeprefix("\ufeff")) or {} if "config.yaml" in texts else {key: value}
    return "" if read.get(key) == value else f"{key} is {read.get(key)}"
