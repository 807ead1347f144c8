"""A step in words: the main act on the main object, and what is done beside it to the same end; no by-products.

"fit SVC on X and y"                              what later steps take is the model, whatever else is done on the way
"fill missing values, recode values and drop duplicates"                  operations of the field on one table
"compute train from df"                           nothing better is known
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.plan.naming.clause import SEVERAL, Clause, listed
from nb2prod.plan.naming.effects import (
    ASIDE,
    CALL,
    FIT,
    MEASURE,
    OUTSIDE,
    TAKING,
    WORK,
    Given,
    accounts,
    matters,
    only_defines,
    rank,
    unsaid,
)
from nb2prod.plan.naming.merging import linked_to, merged

LONGEST = 110  # letters
MOST = 5  # acts that a sentence tells
FEW = 2  # inputs that a sentence may name
MADE = ("compute", "take", "set up", "change")
WHOLE = {  # verbs of clauses about what a transformer is given
    "scale": "scale features", "transform": "transform features", "encode": "encode categories",
    "expand": "expand features",
    "fill missing values of": "fill missing values", "vectorize": "vectorize features",
    "normalize": "normalize features",
    "reduce the dimensions of": "reduce dimensions", "select features of": "select features",
    "balance the classes of": "balance classes",
}  # fmt: skip
OF_COLUMNS = {  # verbs of clauses about columns, without the columns
    "fill missing values of": "fill missing values", "drop columns": "drop columns", "derive": "derive columns",
    "convert the types of": "convert types", "parse the dates of": "parse dates", "filter rows by": "filter rows",
    "recode": "recode values", "scale": "scale columns", "transform": "transform columns", "bin": "bin values",
    "encode": "encode categories", "vectorize": "vectorize features", "tokenize": "tokenize text",
    "assign": "assign columns", "assign values of": "assign values", "replace values of": "replace values",
}  # fmt: skip


def told(done: Sequence[Clause], given: Given, main: str) -> str:
    """The phrase, "" where nothing can be said; `main`: the result that most later steps ask for."""
    if only_defines(done, given):
        return Clause("define", given.defined).said()
    seen = [c for c in done if matters(c, given)]
    seen = [c for c in seen if c.verb != "define" or {*c.things} <= {*given.defined}] or seen
    alike = {(c.verb, c.rest) for c in seen if rank(c) == WORK and c.rest}  # X_test is scaled as X_train is
    seen = [c for c in done if any(c is one for one in seen) or (c.verb, c.rest) in alike]
    every = _read(merged(seen), given)
    heavy = [
        c
        for c in every
        if rank(c) > CALL
        or (c.verb == "define" and given.defined)
        or (rank(c) > TAKING and (accounts(c, given.results) or _alone(c, given, every)))
    ]
    if not heavy:
        return _plain(every, given, done, main)
    lead = _main(heavy, given)
    told = [n for n in given.outputs if any(accounts(c, [n]) for c in heavy)]
    made = next((c for c in reversed(done) if c.verb in MADE and c.things), None)
    if not given.results and rank(lead) == WORK and made is not None and not lead.rest and lead.verb != "fit":
        return Clause("compute", made.things).said()  # of what goes nowhere no operation tells
    beside = (lead.verb == "read" or rank(lead) == WORK) and 2 * len(told) < len(given.outputs)
    if beside and main not in told:  # it is not what the step is for
        taken = [c for c in every if rank(c) == TAKING and main in c.things]
        return _in_a_row(taken) if taken else _from((main,), given)
    acts = [c for c in heavy if _worth(c, given) == _worth(lead, given) or rank(c) == rank(lead) == WORK]
    if rank(lead) == WORK:
        acts = [c for c in every if c in acts or (rank(c) == TAKING and accounts(c, given.outputs))]
    return _shortly(acts, lead, main, given)


def _shortly(acts: Sequence[Clause], lead: Clause, main: str, given: Given) -> str:
    """All acts where they are few and short, without their objects where not, or only the main one."""
    plainly = list(dict.fromkeys(_plainly(clause) for clause in acts))
    for every in (acts, plainly):
        text = _in_a_row(every)
        if len(every) <= MOST and len(text) <= LONGEST:
            return text
    if rank(lead) == WORK and main:
        return f"prepare {main}"
    if {c.verb for c in acts} == {"split"}:  # what is split is split again
        parts = tuple(n for n in given.outputs if any(n in c.made for c in acts))
        return replace(acts[0], rest=f"into {listed(parts, SEVERAL)}").said()
    return replace(lead, things=(main,)).said() if main in lead.things and lead.verb == "compute" else lead.said()


def _plainly(clause: Clause) -> Clause:
    """An operation in the words of the field, without what it is done to."""
    words = OF_COLUMNS.get(clause.verb) if not clause.general else None
    if rank(clause) != WORK or not words:
        return clause
    verb, _, thing = (WHOLE.get(clause.verb, words) if clause.rest else words).partition(" ")
    return Clause(verb, (thing,), "", 1, True)


def _worth(clause: Clause, given: Given) -> tuple[int, bool, bool, int]:
    """What a step is for: a fit or a measure whatever it hands on, else what makes its results."""
    made = accounts(clause, given.results)
    weight = max(rank(clause), WORK) if made and clause.verb == "compute" else rank(clause)
    heavy = rank(clause) >= ((MEASURE if given.judged else FIT) if given.outputs else OUTSIDE)
    return (rank(clause) if heavy else 0), looped(clause), made, weight


def _main(heavy: Sequence[Clause], given: Given) -> Clause:
    return max(heavy, key=lambda clause: (_worth(clause, given), -heavy.index(clause)))


def about_reading(done: Sequence[Clause], given: Given) -> bool:
    """Whether what leaves the step is what it reads, and nothing heavier is done."""
    every = _read(merged([clause for clause in done if matters(clause, given)]), given)
    heavy = [clause for clause in every if rank(clause) > TAKING]
    return bool(heavy) and _main(heavy, given).verb == "read"


def looped(clause: Clause) -> bool:
    """A file for each of many: what was read for it is on the way."""
    return clause.verb in ("save", "write") and clause.rest.endswith("in a loop")


def _alone(clause: Clause, given: Given, every: Sequence[Clause]) -> bool:
    """Whether nothing leaves the step: then what is called is what it does, and what is set up if it logs nothing."""
    said = {*_logged(every)} - {"messages", "values"}
    if clause.verb == "compute" and said:
        return not given.results and bool(said & {*clause.things})
    return not given.results and (clause.verb in ("call", "compute", "run") or not _logged(every))


def _read(every: Sequence[Clause], given: Given) -> list[Clause]:
    """`data = json.load(file); df = pd.DataFrame(data)`: df is read, where nothing else tells how it is made."""
    others = [
        c
        for c in every
        if c.verb != "read"
        and (rank(c) > WORK or (c.verb == "set up" and given.outputs and accounts(c, given.outputs)))
    ]
    made = tuple(n for n in given.outputs if n in given.read)
    on_the_way = (
        not others and bool(made) and not any({*c.things} & {*given.outputs} for c in every if c.verb == "read")
    )
    return [replace(c, things=made, made=made) if on_the_way and c.verb == "read" else c for c in every]


def _in_a_row(chosen: Sequence[Clause]) -> str:
    """Clauses as one phrase; a semicolon parts those that hold an "and" of their own."""
    parts = [linked_to(chosen[n - 1] if n else None, clause).said() for n, clause in enumerate(chosen)]
    plain = not any(" and " in part or ", " in part for part in parts)
    return listed(tuple(parts)) if plain else "; ".join(parts)


def _plain(every: Sequence[Clause], given: Given, done: Sequence[Clause], main: str) -> str:
    """Where no clause tells much: what comes out and what of, else what is said, else what is computed last."""
    if given.outputs:
        named = [c for c in every if c.verb in ("take", "set up") and accounts(c, given.outputs)]
        if named and not unsaid(named, given.outputs) and len(named) <= FEW:
            return _in_a_row(named)
        fixed = {thing for c in every if c.verb == "set" for thing in c.things}
        if {*given.outputs} <= fixed:
            return Clause("set", given.outputs).said()
        results = tuple(name for name in given.outputs if name not in fixed)
        return _from(results if len(results) <= MOST or main not in results else (main,), given)
    said = _logged(every)
    made = tuple(dict.fromkeys(t for c in every if c.verb in ("compute", "take") for t in c.things))
    if {*said} & {*made}:
        return Clause("compute", tuple(name for name in said if name in made)).said()
    if {*said} <= {"values"} and any(c.verb == "list" for c in every):
        return "list files"
    if said and not (made and {*said} <= {"messages", "values"}):
        return Clause("log", said).said()
    last = next((c for c in (*reversed(every), *reversed(done)) if c.verb in MADE and c.things), None)
    aside = [c for c in every if rank(c) == ASIDE and c.verb not in ("log", "sort", "reset", "index", "reindex")]
    if last is not None and not aside:
        return last.said()  # it goes nowhere
    return _in_a_row((aside or [c for c in every if c.verb != "log"])[:MOST])


def _from(results: tuple[str, ...], given: Given) -> str:
    """`compute a and b from df`: what comes out, and what of, where that is short."""
    inputs = tuple(name for name in given.inputs if name not in results)
    of = f"from {listed(inputs)}" if 0 < len(inputs) <= FEW and not {*results} & {*given.inputs} else ""
    return Clause("compute", results, of).said()


def _logged(every: Sequence[Clause]) -> tuple[str, ...]:
    said = dict.fromkeys(name for c in every if c.verb == "log" for name in (c.given or c.things))
    return tuple(name for name in said if name not in ("messages", "values")) or tuple(said)
