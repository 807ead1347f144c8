"""Imports between a seed and a draw that take numbers from the same stream: the project imports first.

random.seed(0)
from sklearn.svm import SVC      takes numbers from `random` where it is imported for the first time
x = random.random()              in the project SVC is there before the seed is set: x is another number
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nb2prod.knowledge import shelf
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program


def drawing_imports(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """The first draw behind such an import, once for the notebook."""
    modules: dict[int, list[str]] = {}
    for item in program.imports:
        modules.setdefault(item.statement, []).append(item.module.partition(".")[0])
    seeded: dict[str, int] = {}  # stream -> the cell that seeds it
    between: dict[str, tuple[int, str]] = {}  # stream -> the import behind that
    known: set[str] = set()
    for statement in (s for s in program.statements if s.body != "function"):
        for module in modules.get(statement.id, ()):
            stream = _taken(module)
            if stream in seeded and module not in known:
                between.setdefault(stream, (statement.id, module))
            known.add(module)
        for stream in sorted(statement.facts.draws & between.keys()) if statement.id in kept else ():
            at, module = between[stream]
            place = program.statements[at]
            shown = statement.source.partition("\n")[0].strip()
            yield finding(
                "NB149", cell=place.cell, line=place.line, module=module, seeded=seeded[stream] + 1, call=shown
            )
            return
        for stream in sorted(statement.facts.seeds):
            seeded[stream] = statement.cell
            between.pop(stream, None)


def _taken(module: str) -> str:
    found = shelf.load(module) if module in shelf.known() else None
    return found.imported if found is not None else ""
