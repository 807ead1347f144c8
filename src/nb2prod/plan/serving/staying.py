"""Which rows the notebook itself leaves out: inference must have no answer for them.

df = df[df["plan"].notna()]; X_train, X_test = train_test_split(df)     df.index: the rows that stay
"""

from __future__ import annotations

from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.serving.state import Candidate, State
from nb2prod.plan.serving.values import Value, whole


def loosened(m: State, rows: int, asked: list[Value], alive: list[Value]) -> None:
    """Serving asks a rule about fewer columns than training did; raw ones among the others can still be looked at."""
    rest = [part for part in asked if not any(part is one for one in alive)]
    if rest or any(part.deps.rest is not None for part in alive):
        m.looser[rows] = all(part.time == "row" and not whole(part) for part in rest)


def staying(m: State, rows: int) -> tuple[str, bool]:
    """What tells, at the end, which rows the served filters left; and whether that holds only of rows without gaps.

    "df.index": their labels; "len(df)": only how many they are; "": nothing tells.
    """
    base, *steps = reversed(m.way(rows))
    last, whole_only = base, False
    for step in steps:
        if not m.applied[step][1] or m.looser.get(step) is False:
            break
        last, whole_only = step, whole_only or step in m.looser
    holders = [
        (value.index != base, name)
        for name, (value, _) in m.env.items()
        if value.time == "row" and value.kind in ("frame", "series") and value.rows == last and last != base
    ]
    if not holders:
        return "", False
    counted, name = min(holders)
    return (f"len({name})", False) if counted and not whole_only else ("" if counted else f"{name}.index", whole_only)


def of_the_fit(m: State, chosen: Candidate, model: str) -> tuple[tuple[str, int, str], ...]:
    """What is worth saying; of filters those on the way to the rows that the model was fitted on."""
    values = [*m.held.get(model, ()), *(value for value, _ in m.fitted.values())]
    fitted = {rows for value in values if value.number in chosen.out.value.predicted for rows in value.fitting.rows}
    source = chosen.out.value.source
    before = _before(m, {place for v in values if v.number in chosen.out.value.predicted for place in v.changes})
    return tuple(
        note
        for note in m.notes
        if note[0] != "unserved filter" or (note[1] in before and m.left_out_before(note, fitted, source))
    )


def _before(m: State, fits: set[int]) -> set[int]:
    """The statements that the fits take something from, and those of functions; all, where no fit is known.

    y_pred[y_val == 0]      only looks at answers: no rule of training
    """
    statements = m.program.statements
    if not fits:
        return {s.id for s in statements}
    behind = Graph.of(m.program).behind(*fits, around=True)
    return behind | {s.id for s in statements if s.body == "function" or function_of(m.program, s) is not None}


def last_filter(m: State, rows: int) -> int:
    """The statement of the last filter on the way that serving makes, too; -1 where there is none."""
    last = m.nearest(rows)
    return next((place for number, _, place in m.filters if number == last), -1)
