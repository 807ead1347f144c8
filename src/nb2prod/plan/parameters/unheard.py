"""Settings of callbacks that no training is given: nothing comes of them.

keep = ModelCheckpoint("best.h5", patience=3)      no parameter, where nobody asks for `keep`
model.fit(X, y)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod.model import Statement
from nb2prod.nesting import span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import within
from nb2prod.walking import walk

CALLBACKS = frozenset({
    "ModelCheckpoint", "EarlyStopping", "CSVLogger", "TensorBoard", "ReduceLROnPlateau", "LearningRateScheduler",
})  # fmt: skip


def without_unheard(kept: Iterable[Statement], found: list[Candidate]) -> list[Candidate]:
    """The candidates, without those of callbacks that are made and never read."""
    kept = [*kept]
    loads = {
        part.id
        for statement in kept
        for part in walk(statement.node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }
    places = []
    for statement in kept:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func) as made) if name not in loads:
                if ast.unparse(func).rpartition(".")[2] in CALLBACKS:
                    places.append((statement.cell, span_of(made)))
    # a file that is read as well stays
    heard = {str(c.value) for c in found if c.path and not within((c.cell, c.span), places)}
    return [c for c in found if c.constant is not None or str(c.value) in heard or not within((c.cell, c.span), places)]
