"""Every library file is checked by its own examples: `pandas.DataFrame().head(): look, ... -> pandas.DataFrame`."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from nb2prod import knowledge
from nb2prod.knowledge import shelf
from nb2prod.knowledge.notation import fact
from nb2prod.model import Effect

EXAMPLES = [
    pytest.param(source, expected, id=f"{name}: {source}")
    for name in shelf.known()
    for source, expected in shelf.parse(name, (shelf.folder() / f"{name}.yaml").read_text("utf-8")).examples.items()
]


def dotted(node: ast.expr) -> str:
    """The name that `a.b.c` spells, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id if "." in node.id or shelf.load(node.id) else f"builtins.{node.id}"
    inner = dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{inner}.{node.attr}" if inner and isinstance(node, ast.Attribute) else ""


def effect(node: ast.expr) -> Effect | None:
    """What the outermost operation of an expression does."""
    if isinstance(node, ast.Call):
        if name := dotted(node.func):
            return knowledge.function(name)
        assert isinstance(node.func, ast.Attribute)
        return knowledge.method(kind(node.func.value), node.func.attr)
    if isinstance(node, ast.Attribute):
        name = dotted(node)
        return knowledge.function(name) if name else knowledge.attribute(kind(node.value), node.attr)
    assert isinstance(node, ast.Subscript)
    return knowledge.item(kind(node.value))


def kind(node: ast.expr) -> str:
    """The type of an expression, "" when unknown."""
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and kind(node.value) == "pandas.DataFrame"
    ):
        return "pandas.Series"
    known = effect(node)
    if known is not None and known.returns == "self":
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        return kind(node.func.value)
    return known.returns if known else ""


def graded(node: ast.expr, module: str) -> bool:
    """Whether the expression only asks a grader that a star import of the module binds."""
    library = shelf.of(module)
    assert library is not None
    return library.grades.asked(node, lambda name: library.grades.named(module, name))


@pytest.mark.parametrize(("source", "expected"), EXAMPLES)
def test_example(source: str, expected: str) -> None:
    says, _, module = expected.partition(" ")
    if says in ("grades", "computes"):
        assert graded(ast.parse(source, mode="eval").body, module) == (says == "grades")
        return
    known = effect(ast.parse(source, mode="eval").body)
    assert known is not None, "nothing is known"
    assert replace(known, parameters=()) == fact(expected, {}).effect


@pytest.mark.parametrize("name", shelf.known())
def test_every_library_has_examples(name: str) -> None:
    assert any(param.id is not None and param.id.startswith(f"{name}: ") for param in EXAMPLES)
