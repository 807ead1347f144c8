"""What was learned from which rows, held against the rows that models are measured with: one finding of each kind.

scaler.fit(X); X_train, X_test = ...; model.score(scaler.transform(X_test))      NB124: the scaler has seen X_test
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program
from nb2prod.plan.leakage.state import Use
from nb2prod.plan.leakage.values import Cut, Rows, Trace, overlap, within
from nb2prod.plan.naming.clause import listed

SPLIT = "split first, and learn from the rows of training alone"
IN_FOLDS = "make it a step of a pipeline that is cross-validated: each fold learns from its own rows"
MOST = 6  # cells that a finding lists


@dataclass(frozen=True)
class Leak:
    """One thing that a measurement or a prediction should not know, or should have been told."""

    code: str
    statement: int
    what: str
    use: Use
    across: bool = False  # it is the folds of a cross-validation that it goes across, and nothing else


def leaks(uses: Iterable[Use]) -> list[Leak]:
    """Every leak, in the order of the places where something was learned."""
    every = list(uses)
    found = [leak for use in every for leak in (*_learned(use), *_overlapping(use, every), *_target(use))]
    found += [leak for use in every for leak in _split_anew(use)]
    found += [leak for use in every for leak in _other_way(use)]
    return sorted(dict.fromkeys(found), key=lambda leak: (leak.statement, leak.code))


def findings(program: Program, found: Iterable[Leak]) -> tuple[Finding, ...]:
    """One finding for each code: the first place, and the cells of the others."""
    by_code: dict[str, list[Leak]] = {}
    for leak in found:
        by_code.setdefault(leak.code, []).append(leak)
    for code, every in by_code.items():  # what a split in time mends, before what a pipeline does
        by_code[code] = [leak for leak in every if not leak.across] or every
    return tuple(_told(program, code, by_code[code]) for code in sorted(by_code))


def _told(program: Program, code: str, found: list[Leak]) -> Finding:
    first = found[0]
    place = program.statements[first.statement]
    cells = dict.fromkeys(program.statements[leak.statement].cell + 1 for leak in found)
    others = [str(cell) for cell in cells if cell != place.cell + 1]
    more = f" (and cell{'s' * (len(others) > 1)} {', '.join(others[:MOST])}{' ...' * (len(others) > MOST)})"
    return finding(
        code,
        cell=place.cell,
        line=place.line,
        what=first.what + (more if others else ""),
        models=_models(program, found),
        **({"advice": IN_FOLDS if first.across else SPLIT} if code == "NB124" else {}),
    )


def _models(program: Program, found: Iterable[Leak]) -> str:
    """The models of all of them, each with the cells where it is asked."""
    cells: dict[str, dict[int, None]] = {}
    for leak in found:
        cells.setdefault(leak.use.model, {})[program.statements[leak.use.statement].cell + 1] = None
    told = [f"{model} (cell{'s' * (len(at) > 1)} {', '.join(map(str, sorted(at)))})" for model, at in cells.items()]
    return listed(tuple(told), len(told))


def _learned(use: Use) -> Iterator[Leak]:
    """What was learned from rows that the model is measured with."""
    train, test = use.training.rows, use.rows
    if not train or not test or overlap(train, test):
        return
    with_test = use.traces
    for trace in sorted(use.training.traces | with_test, key=lambda trace: (trace.statement, trace.what)):
        if not overlap(trace.over, test):
            continue
        if trace.copies:
            if trace in use.training.traces and trace in with_test:
                yield Leak("NB125", trace.statement, trace.what, use)
        elif overlap(trace.over, train):
            yield Leak("NB124", trace.statement, trace.what, use, _across_folds(trace, test))
        elif trace in with_test and _again(trace, use.training.traces):
            yield Leak("NB126", trace.statement, trace.what, use)


def _across_folds(trace: Trace, test: frozenset[Rows]) -> bool:
    """Whether it learned from no more than the rows that are parted in folds: behind the split, where there is one."""
    whole = [(root, frozenset(cut for cut in cuts if not cut[0].startswith("folds "))) for root, cuts in test]
    return {*whole} != test and within(trace.over, whole)


def _again(trace: Trace, others: frozenset[Trace]) -> bool:
    """Whether something of the kind was learned from the rows of training, too."""
    return any(one.maker > 0 for one in others) if trace.maker else any(not one.maker for one in others)


def _overlapping(use: Use, every: list[Use]) -> Iterator[Leak]:
    """The rows are a part of those that the model was fitted on, and no other rows ever measure it."""
    train, test = use.training.rows, use.rows
    drawn = any(split.startswith("split ") for _, cuts in test for split, _ in cuts)  # no sample that is only looked at
    if not train or not test or not drawn or not within(test, train) or within(train, test):
        return
    new = (one for one in every if one.training == use.training and not overlap(train, one.rows))
    if next(new, None) is None:
        yield Leak("NB127", use.training.statement, use.model, use)


def _split_anew(use: Use) -> Iterator[Leak]:
    """The model was fitted on a part of one random split, and is asked about a part of another one of the same rows.

    Two splits with seeds may agree, or part rows of each other's: nothing is said of them.
    """
    pairs = [(one, other) for root, one in use.training.rows for root2, other in use.rows if root == root2]
    if pairs and all(_drawn_anew(one, other) for one, other in pairs):
        yield Leak("NB161", use.training.statement, use.model, use)


def _drawn_anew(one: frozenset[Cut], other: frozenset[Cut]) -> bool:
    first, second = {split for split, _ in one}, {split for split, _ in other}
    drawn = first and second and all(split.startswith("split ") for split in first | second)
    return bool(drawn) and not first & second and any(not split.startswith("split {") for split in first | second)


def _target(use: Use) -> Iterator[Leak]:
    if use.training.leaky:
        yield Leak("NB128", use.training.statement, use.training.target, use)


def _other_way(use: Use) -> Iterator[Leak]:
    """A transformer that only one of the two ways goes through."""
    train = use.training
    if not train.plain or (use.rows and not use.plain) or not train.rows or overlap(train.rows, use.rows):
        return
    makers = [
        {trace.maker: trace for trace in sorted(traces, key=lambda t: t.statement) if trace.maker}
        for traces in (train.traces, use.traces)
    ]
    written = not use.rows and not makers[1]  # rows that stand in the notebook may be scaled as they are
    if bool(makers[0]) != bool(makers[1]) and not written:
        first = next(iter((makers[0] or makers[1]).values()))
        yield Leak("NB129", use.statement, first.what, use)
