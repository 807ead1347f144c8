"""Versions that the notebook itself insists on: an assertion that stays and that newer versions do not meet.

assert sklearn.__version__.startswith("1.0")      scikit-learn==1.0.*
assert tf.__version__ < "2"                       tensorflow<2

One that asks for no less than a version is met by what pip installs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from nb2prod.knowledge.distributions import distribution_of
from nb2prod.model import Program, Requirement

OPERATORS: dict[type[ast.cmpop], str] = {ast.Eq: "==", ast.Lt: "<", ast.LtE: "<="}


def with_asserted(program: Program, kept: frozenset[int], asked: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    """The requirements with what the assertions of `kept` ask for, where no pip line says a version."""
    wanted = dict(_asserted(program, kept))
    return tuple(_with(requirement, wanted.get(canonicalize_name(requirement.name))) for requirement in asked)


def _with(requirement: Requirement, wanted: Requirement | None) -> Requirement:
    if wanted is None or requirement.specifier or requirement.url:
        return requirement
    return replace(requirement, specifier=wanted.specifier, because=wanted.because)


def _asserted(program: Program, kept: frozenset[int]) -> Iterator[tuple[str, Requirement]]:
    modules = {item.name: item.module for item in program.imports if not item.attribute and not item.level}
    for statement in program.statements:
        if statement.id not in kept or not isinstance(statement.node, ast.Assert):
            continue
        name, specifier = _asks(statement.node.test)
        distribution = distribution_of(modules.get(name, ""))
        if specifier and distribution:
            because = f"the notebook asserts it (cell {statement.cell + 1})"
            yield canonicalize_name(distribution), Requirement(distribution, specifier, because=because)


def _asks(test: ast.expr) -> tuple[str, str]:
    """The name of the module and the versions that it may have; "" for what this does not read."""
    match test:
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(value=ast.Name(id=name), attr="__version__"), attr="startswith"),
            args=[ast.Constant(value=str(version))],
        ):
            begun = version.rstrip(".")
            return name, f"=={begun}.*" if _is_version(begun) else ""
        case ast.Compare(
            left=ast.Attribute(value=ast.Name(id=name), attr="__version__"),
            ops=[operator],
            comparators=[ast.Constant(value=str(version))],
        ) if type(operator) in OPERATORS:
            return name, f"{OPERATORS[type(operator)]}{version}" if _is_version(version) else ""
    return "", ""


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True
