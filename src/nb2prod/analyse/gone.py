"""Calls that newer versions of a library no longer have, where nothing pins an older one.

df.append(row)                     gone from pandas 2.0
from sklearn.externals import ...  gone from sklearn 0.23
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from nb2prod import knowledge
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Import, Notebook, Requirement, Statement

FAR = "99999"  # later than every version
LEAST = ("==", "~=", ">=", ">")


def gone_findings(
    notebook: Notebook, statements: tuple[Statement, ...], imports: tuple[Import, ...]
) -> Iterator[Finding]:
    """One finding for each use of what is gone; the plan says the first one that stays."""
    modules = {item.name: item.qualified for item in imports if item.name != "*" and not item.level}
    types: dict[str, set[str]] = {}
    for statement in statements:
        for name, type_ in statement.facts.types:
            types.setdefault(name, set()).add(type_)
    for statement in statements:
        said: set[str] = set()
        for name in (*_imported(statement, imports), *_used(statement, modules), *_typed(statement, types)):
            found = knowledge.gone(name)
            if found is None or found.name in said or _guarded(statement, statements):
                continue
            said.add(found.name)
            if _reaches(notebook.requirements, found):
                shown = found.name.split(".", 1)[-1] if found.name.count(".") > 1 else found.name
                shown = shown.replace("NDFrame.", "DataFrame.")
                yield finding(
                    "NB116", cell=statement.cell, line=statement.line, name=shown, library=found.distribution,
                    version=found.version, instead=found.instead,
                )  # fmt: skip


def _imported(statement: Statement, imports: tuple[Import, ...]) -> Iterator[str]:
    if isinstance(statement.node, (ast.Import, ast.ImportFrom)):
        for item in imports:
            if item.statement == statement.id and not item.level:
                parts = item.qualified.split(".")
                yield from (".".join(parts[:length]) for length in range(2, len(parts) + 1))


def _used(statement: Statement, modules: dict[str, str]) -> Iterator[str]:
    """`np.float`, `pd.datetime`, and keywords: `pd.read_csv(path, error_bad_lines=False)`."""
    for node in _own(statement):
        if isinstance(node, ast.Attribute):
            yield _dotted(node, modules)
        elif isinstance(node, ast.Call):
            called = _dotted(node.func, modules)
            yield from (f"{called}({keyword.arg})" for keyword in node.keywords if keyword.arg and called)


def _typed(statement: Statement, types: dict[str, set[str]]) -> Iterator[str]:
    """`df.append(row)` and `df.fillna(method="ffill")` by the receiver's type, `df.ix[0]` by the variable's."""
    yield from (call for call in statement.facts.calls if "." in call)
    calls = [call.rpartition(".") for call in statement.facts.calls]
    for node in _own(statement):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owners = [owner for owner, _, name in calls if name == node.func.attr]
            yield from (f"{o}.{node.func.attr}({k.arg})" for o in owners for k in node.keywords if k.arg)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from (f"{type_}.{node.attr}" for type_ in sorted(types.get(node.value.id, ())) if type_)


def _own(statement: Statement) -> Iterator[ast.AST]:
    """The parts of a statement that are not statements of their own."""
    todo: list[ast.AST] = [statement.node]
    while todo:
        node = todo.pop()
        yield node
        todo += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def _dotted(node: ast.AST, modules: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return modules.get(name, "")
        case ast.Attribute(value=value, attr=attr):
            base = _dotted(value, modules)
            return f"{base}.{attr}" if base else ""
    return ""


def _guarded(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    """`try: from sklearn.externals import joblib` has another way for newer versions."""
    while statement.parent is not None:
        statement = statements[statement.parent]
        if isinstance(statement.node, ast.Try):
            return True
    return False


def _reaches(requirements: tuple[Requirement, ...], found: knowledge.Gone) -> bool:
    """Whether a version without it may be installed: no pin, or one that allows it."""
    for requirement in requirements:
        if requirement.name.lower().replace("_", "-") == found.distribution and requirement.specifier:
            allowed, first = SpecifierSet(requirement.specifier), Version(found.version)
            least = [Version(one.version.removesuffix(".*")) for one in allowed if one.operator in LEAST]
            return allowed.contains(FAR) or allowed.contains(found.version) or any(one >= first for one in least)
    return True
