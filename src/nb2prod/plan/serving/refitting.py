"""Objects that a statement fits anew in a way that is not followed: what answered before is kept as it was.

err = np.std([model.fit(*resample(X, y)).coef_ for i in range(99)])      each turn fits model
scores = learning_curve_of(model, X, y)                                  a function that fits what it is handed
X_new = scaler.fit_transform(X_new); p = model.predict(X_new)            what is served is this fit, and it is told
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from nb2prod.model import Program
from nb2prod.plan.graph import in_function
from nb2prod.plan.models.fits import FITTING, Fits, method_calls
from nb2prod.plan.serving.state import Candidate, Record, State

FITS = frozenset({*FITTING, "fit_transform"})


def fits_of(program: Program, kept: Collection[int]) -> dict[int, frozenset[str]]:
    """Statement -> the names whose objects it fits."""
    known = Fits.of(program)
    found = {}
    for statement in program.statements:
        if statement.id in kept and not in_function(program, statement):
            own = {name for name, method, _ in method_calls(statement) if method in FITS}
            found[statement.id] = frozenset(own | {*known.fitted(statement)}) - statement.facts.binds
    return {identity: names for identity, names in found.items() if names}


def refitted(m: State, identity: int) -> None:
    """What the names of a statement hold has changed in it, also where no row of that fit is followed."""
    for name in sorted(m.fits.get(identity, ()) & m.env.keys()):
        value = m.env[name][0]
        if value.time == "learned" and identity not in value.changes:
            value.changes.append(identity)


def on_new_rows(m: State, chosen: Candidate, records: Iterable[Record]) -> dict[int, int]:
    """Records of transformers that are fitted on the very rows that the model is asked about -> where they are."""
    found = {record.number: _on_new_rows(m, chosen, record) for record in records}
    return {number: at for number, at in found.items() if at >= 0}


def _on_new_rows(m: State, chosen: Candidate, record: Record) -> int:
    """The statement that does, -1 where it was fitted on the model's own rows."""
    value = chosen.out.value
    if record.loops or record.value.number in value.predicted:
        return -1
    fits = [(at, rows) for number, at, rows in m.fit_rows if number == record.value.number and at <= record.statement]
    own = [rows for number, at, rows in m.fit_rows if number in value.predicted and at <= chosen.statement]
    if not fits or not own:
        return -1
    at, rows = fits[-1]
    new = m.came_from(value.rows, rows) and not any(m.came_from(fitted, rows) for fitted in own)
    return at if new else -1
