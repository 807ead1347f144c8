"""What a step does, as one phrase: all its main effects in their order; where that is long, its results, each of them.

"fit SVC on X and y"                              what later steps take is the model, whatever else is done on the way
"fit SVC on X and y; compute limit"               what else leaves the step
"fill missing values, recode values and drop duplicates"                  operations of the field on one table
"compute train from df"                           nothing better is known
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nb2prod.plan.naming.clause import RESULT, Clause, listed
from nb2prod.plan.naming.effects import (
    ASIDE,
    CALL,
    FIT,
    MAKING,
    MEASURE,
    OUTSIDE,
    TAKING,
    WORK,
    Given,
    accounts,
    matters,
    rank,
    unsaid,
)
from nb2prod.plan.naming.in_order import in_order
from nb2prod.plan.naming.merging import linked_to, merged

LONGEST = 150  # letters
ON_THE_WAY = frozenset({"read", "take", "compute", "set", "set up", "change", "generate"})
ALWAYS = ("fit", "seed", "create")  # said however long the sentence is
FEW = 2  # inputs that a sentence may name
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


def told(done: Sequence[Clause], given: Given, longest: int = LONGEST) -> str:
    """The phrase, "" where nothing can be said."""
    shown = {name for clause in done if clause.verb == "log" for name in clause.things}
    seen = [c for c in done if matters(c, given) or (c.verb == "compute" and c.weight and shown & {*c.things})]
    kept = [c for c in seen if c.verb != "define" or {*c.things} <= {*given.defined}]
    seen = kept or seen  # a function that only this step calls is no effect of it
    alike = {(c.verb, c.rest) for c in seen if rank(c) == WORK and c.rest}  # X_test is scaled as X_train is
    seen = [c for c in done if any(c is one for one in seen) or (c.verb, c.rest) in alike]
    every = _read(merged(seen), given)
    objects = [clause for clause in merged(done) if clause.verb == "set up"]
    if len(objects) > 1 and all(clause.verb in ("set up", "set", "log") for clause in done):
        return _in_a_row(objects)  # that is all it is for
    heavy = [
        c
        for c in every
        if rank(c) > CALL
        or (c.verb == "define" and given.defined)
        or (rank(c) > TAKING and (accounts(c, given.results) or _alone(c, given, every)))
    ]
    if not heavy:
        return _plain(every, given, done)
    if not given.results and all(c.verb in ON_THE_WAY and rank(c) < MEASURE for c in every):
        last = next((c for c in reversed(done) if c.verb == "compute" and c.things), None)
        if last is not None:
            return f"compute {listed(last.things)}"  # it goes nowhere, and nothing else is done with it
    kept = [c for c in done if c.verb == "log" and RESULT in c.made]
    beside = (
        f"; {_in_a_row(merged(kept))}" if kept and not given.results and all(rank(c) < MEASURE for c in heavy) else ""
    )
    text = ""
    for whole in _ever_shorter(every, given, done):
        text = _in_a_row(whole)
        if len(text) + len(beside) <= longest:
            return f"{text}{beside}"
    return text or _in_a_row(heavy)


def _ever_shorter(every: Sequence[Clause], given: Given, done: Sequence[Clause]) -> Iterator[list[Clause]]:
    """All that is done, in order, ever more shortly; nothing that leaves the step goes unsaid."""
    whole: list[Clause] = []
    for found in in_order(every, given, _fixed(done)):
        whole = _led(sorted(found, key=lambda clause: _place(clause, done)))
        yield whole
    short = [_plainly(clause) for clause in whole]
    short = [clause for n, clause in enumerate(short) if clause not in short[:n]]
    yield short
    main = [c if rank(c) == FIT else replace(c, rest="") for c in short if rank(c) >= OUTSIDE or c.verb in ALWAYS]
    left = unsaid(main, given.outputs)
    yield [*main, *([Clause(_how(left, done), left, "", 0)] if left else ())] or short


def _led(every: Sequence[Clause]) -> list[Clause]:
    """Mere values last, where something weightier is done; those that it names anyway are not said again."""
    if not any(rank(clause) >= MAKING and clause.verb != "compute" for clause in every):
        return [*every]
    told, values = list[Clause](), list[Clause]()
    for clause in every:
        mere = clause.verb in ("compute", "change") and not clause.weight and not clause.rest
        (values if mere else told).append(clause)
    said = {word for clause in told for word in re.findall(r"\w+", clause.said())}
    left = [replace(c, things=tuple(name for name in c.things if name not in said)) for c in values]
    return [*told, *(clause for clause in left if clause.things)]


def _place(clause: Clause, done: Sequence[Clause]) -> int:
    """Where in the step it is done: what is merged where it is done first, values where the last of them is made."""
    every = [n for n, c in enumerate(done) if c.verb == clause.verb and {*c.things} & {*clause.things}]
    plain = clause.verb == "compute" and not clause.weight and not clause.rest
    return (every[-1] if plain else every[0]) if every else len(done)


def _plainly(clause: Clause) -> Clause:
    """An operation in the words of the field, without what it is done to."""
    words = OF_COLUMNS.get(clause.verb) if not clause.general else None
    if rank(clause) != WORK or not words:
        return clause
    verb, _, thing = (WHOLE.get(clause.verb, words) if clause.rest else words).partition(" ")
    return Clause(verb, (thing,), "", 1, True)


def _main(heavy: Sequence[Clause], given: Given) -> Clause:
    def key(clause: Clause) -> tuple[int, bool, bool, int, int]:
        made = accounts(clause, given.outputs)
        as_work = made and clause.verb == "compute"  # with a function: it is as much as what has a name in the field
        return (
            weighty(clause),
            looped(clause),
            made,
            max(rank(clause), WORK) if as_work else rank(clause),
            -heavy.index(clause),
        )

    return max(heavy, key=key)


def about_reading(done: Sequence[Clause], given: Given) -> bool:
    """Whether what leaves the step is what it reads, and nothing heavier is done."""
    every = _read(merged([clause for clause in done if matters(clause, given)]), given)
    heavy = [clause for clause in every if rank(clause) > TAKING]
    return bool(heavy) and _main(heavy, given).verb == "read"


def weighty(clause: Clause) -> int:
    """A fit is what a step is for whatever it hands on, and so is a measure."""
    return rank(clause) if rank(clause) >= MEASURE else 0


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
    made = tuple(
        n for n in unsaid([c for c in every if c.verb == "read" or c.weight], given.outputs) if n in given.read
    )
    on_the_way = (
        not others and bool(made) and not any({*c.things} & {*given.outputs} for c in every if c.verb == "read")
    )
    return [replace(c, things=made, made=made) if on_the_way and c.verb == "read" else c for c in every]


def _fixed(done: Sequence[Clause]) -> tuple[str, ...]:
    return tuple(name for c in done if c.verb in ("set", "define") for name in c.things)


def _how(names: Sequence[str], done: Sequence[Clause]) -> str:
    """How values come about, where it is the same for all of them: they are set up; else computed."""
    verbs = {next((c.verb for c in reversed(done) if name in c.things), "") for name in names}
    return "set up" if verbs == {"set up"} else "make" if "set up" in verbs else "compute"


def _in_a_row(chosen: Sequence[Clause]) -> str:
    """Clauses as one phrase; a semicolon parts those that hold an "and" of their own."""
    parts = [linked_to(chosen[n - 1] if n else None, clause).said() for n, clause in enumerate(chosen)]
    plain = not any(" and " in part or ", " in part for part in parts)
    return listed(tuple(parts)) if plain else "; ".join(parts)


def made(results: Sequence[str], given: Given, every: Sequence[Clause] = ()) -> str:
    """`compute a and b from df`: what comes out, and what of, where that is short and nothing else is done with it."""
    inputs = tuple(name for name in given.inputs if name not in results)
    beside = {*results} & {*given.inputs} or any(c.verb in ("log", "check", "draw") for c in every)
    if beside:
        return f"compute {listed(tuple(results))}"
    of = f" from {listed(inputs)}" if 0 < len(inputs) <= FEW else ""
    return f"compute {listed(tuple(results))}{of}"


def _plain(every: Sequence[Clause], given: Given, done: Sequence[Clause]) -> str:
    """Where no clause tells much: what comes out, else what is computed inside, else what is said; seeds before it."""
    seeds = [c for c in every if c.verb == "seed"]
    if seeds and any(rank(c) > ASIDE for c in every):
        text = _plain([c for c in every if c.verb != "seed"], given, done)
        return f"{seeds[0].said()}; {text}" if text else seeds[0].said()
    if given.outputs:
        named = [
            c for c in every if c.verb in ("take", "set up", "reset", "index", "sort") and accounts(c, given.outputs)
        ]
        if named and not unsaid(named, given.outputs) and len(named) <= FEW:
            return _in_a_row(named)
        fixed = {thing for c in every if c.verb == "set" for thing in c.things}
        if {*given.outputs} <= fixed:
            return f"set {listed(given.outputs)}"
        results = [name for name in given.outputs if name not in fixed]
        return made(results, given, every)
    said = _logged(every)
    for verb in ("compute", "take", "set up", "change", "set"):
        things = tuple(dict.fromkeys(t for c in every if c.verb == verb and not _settles(c) for t in c.things))
        if verb in ("compute", "take") and set(said) & set(things):
            return f"compute and log {listed(tuple(t for t in said if t in things))}"
        said = () if things and {*said} <= {"messages", "values"} else said
        if things and (not said or verb in ("compute", "take")):
            return (
                next(c for c in every if c.verb == verb).said()
                if verb == "set up"
                else f"{verb} {listed(things)}{f'; log {listed(said)}' if said else ''}"
            )
    if said in ((), ("values",)) and any(clause.verb == "list" for clause in every):
        return "list files"
    if said:
        return f"log {listed(said)}"
    last = next((c for c in reversed(done) if c.verb in ("compute", "take") and c.things), None)
    aside = [
        clause
        for clause in every
        if rank(clause) == ASIDE and clause.verb not in ("log", "sort", "reset", "index", "reindex")
    ]
    if last is not None and not aside:
        return f"compute {listed(last.things)}"  # it goes nowhere
    aside = aside or [clause for clause in every if rank(clause) == ASIDE]
    return _in_a_row(aside) if aside else ""


def _settles(clause: Clause) -> bool:
    return clause.verb == "set" and bool(clause.weight)


def _logged(every: Sequence[Clause]) -> tuple[str, ...]:
    said = dict.fromkeys(name for c in every if c.verb == "log" for name in (c.given or c.things))
    return tuple(name for name in said if name not in ("messages", "values")) or tuple(said)
