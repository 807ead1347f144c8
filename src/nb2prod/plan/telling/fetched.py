"""Data of a library that a run reads, that no installation brings, and that the notebook does not fetch either.

nlp = spacy.load("en_core_web_sm")          python -m spacy download en_core_web_sm, once
stopwords.words("english")                  nothing, where nltk.download("stopwords") stays
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod.knowledge.fetched import Asked, asked
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Statement
from nb2prod.nesting import own_parts
from nb2prod.plan.telling.services import calls_of
from nb2prod.reaching import beside

WHOLE = frozenset({"all", "popular", "all-corpora", "book"})  # collections of data


def unfetched(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """One for each library, at the first call."""
    statements = [s for s in program.statements if s.id in kept]
    asked_for = [f"{r.name} {r.url}".replace("-", "_") for r in program.notebook.requirements]
    modules, spoken = beside(program.statements, program.notebook.modules)
    brought = {call for _, tree in modules for call in calls_of(tree, spoken)}
    places: list[tuple[str, Asked | None, dict[str, int | None]]] = [
        (call, asked(call, _first(s, call.rpartition(".")[2])), {"cell": s.cell, "line": s.line})
        for s in statements
        for call in s.facts.calls
    ]
    for module, tree in modules:
        calls = dict.fromkeys(calls_of(tree, spoken))
        places += [(f"{call} in {module.path}", asked(call, None), {"cell": module.cell}) for call in calls]
    read: dict[str, dict[Asked, tuple[str, dict[str, int | None]]]] = {}
    for call, found, where in places:
        if found is None or found.fetches in brought or _fetches(found, statements):
            continue
        if not any(name in text for text in asked_for for name in found.names):  # else a pip line brings it
            read.setdefault(found.command, {}).setdefault(found, (call, where))
    for command, each_call in read.items():
        where = next(iter(each_call.values()))[1]
        listed = ", ".join(dict.fromkeys(call for call, _ in each_call.values()))
        names = [name for each in each_call for name in each.names]
        what = ", ".join(each.names[0] for each in each_call)
        yield finding("NB158", **where, calls=listed, what=what, command=" ".join((command, *names)))


def _first(statement: Statement, called: str) -> str | None:
    """The text that is the first argument of the call."""
    for part in own_parts(statement.node):
        match part:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(text)), *_]
            ) if name == called:
                return text
    return None


def _fetches(found: Asked, statements: Collection[Statement]) -> bool:
    """Whether anything that stays fetches it, or what nobody can tell; a line of a shell may."""
    lines = [part.value for s in statements for part in own_parts(s.node) if isinstance(part, ast.Constant)]
    if any(isinstance(line, str) and "download" in line and name in line for line in lines for name in found.names):
        return True
    for statement in (s for s in statements if found.fetches in s.facts.calls):
        first = _first(statement, found.fetches.rpartition(".")[2])
        if first is None or first in found.names or first in WHOLE:
            return True
    return False
