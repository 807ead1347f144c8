"""A step in words: the main act on the main object, and what is done beside it to the same end; no by-products.

"fit SVC on X and y"                              what later steps take is the model, whatever else is done on the way
"fill missing values, recode values and drop duplicates"                  operations of the field on one table
"compute train from df"                           nothing better is known
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.plan.naming.clause import AGAIN, FOLDS, LABEL, TARGET, Clause, listed
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
    only_defines,
    rank,
    unsaid,
)
from nb2prod.plan.naming.merging import joined, linked_to, merged

LONGEST = 150  # letters
MOST = 5  # acts that a sentence tells
FEW = 2  # inputs that a sentence may name
MADE = ("compute", "take", "set up", "change")
LIGHT = "assign bin convert copy group index parse rename reset reshape select shift sort"
HEFT = {  # first word of a verb -> how much is lost where it is not said, as `rank` counts
    **dict.fromkeys(("balance", "resample"), OUTSIDE), "filter": MAKING,
    **dict.fromkeys(("predict", *LIGHT.split()), CALL),
}  # fmt: skip
THROUGH = re.compile(r"(?:with (.+), )?which (fits|cross-validates) a model(?: again and again)?")
KEEPING_ENDS = ("write", "save", "compute", "download", "delete", "call", "set up", "take", "copy")
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
    every = _that_matters(done, given)
    heavy = [
        c
        for c in every
        if rank(c) > CALL
        or (c.verb == "define" and given.defined)
        or (rank(c) > TAKING and (accounts(c, given.results) or _alone(c, given, every)))
        or _through(c, given)
    ]
    if not heavy:
        return _plain(every, given, done)
    lead = _main(heavy, given)
    made = next((c for c in reversed(done) if c.verb in MADE and c.things), None)
    if not given.results and rank(lead) == WORK and made is not None and not lead.rest and lead.verb != "fit":
        calls = [c for c in heavy if rank(c) == CALL]  # of what goes nowhere no operation tells
        return _shortly(calls) if calls else Clause("compute", made.things).said()
    light = rank(lead) in (WORK, CALL, MAKING)  # then what a function of the notebook makes of it is no detail
    alike = [c for c in heavy if rank(c) > CALL or _worth(c, given) == _worth(lead, given)]
    alike += [c for c in heavy if light and _through(c, given)]
    acts = [c for c in every if c in alike or _hands_on(c, lead, given)]
    withs = {c.rest.removeprefix("with ") for c in acts}
    acts = [c for c in acts if c.verb != "set up" or c is lead or c.rest.removeprefix("as ") not in withs]
    acts = [c for c in acts if c is lead or not _on_the_way(c, lead, every, given)]
    told = [n for n in given.outputs if any(accounts(c, [n]) for c in heavy)]
    if heft(lead) <= MAKING and 2 * len(told) < len(given.outputs) and main not in told:  # it is for something else
        last = [c for c in every if rank(c) == TAKING and main in c.things][-1:]
        acts = [c for c in acts if (heft(c) > CALL or c.verb == "predict" or _through(c, given)) and c not in last]
        if not acts:
            return last[0].said() if last else _from(unsaid(last, given.outputs), given)
        told_of = {word for c in acts for word in re.findall(r"\w+", c.said())}  # "fit PCA on X" beside "compute X"
        rest = tuple(n for n in unsaid(acts, given.outputs) if n not in told_of)
        acts += last or ([Clause("compute", rest)] if rest else [])
    elif rank(lead) == WORK:
        computed = {n for c in every if c.verb == "compute" for n in c.things}
        rest = tuple(n for n in unsaid(acts, given.outputs) if n in computed)
        acts += [Clause("compute", rest)] if rest else []
    plain = {(c.verb, c.things) for c in acts}  # "drop columns" beside "drop columns a and b"
    short = [_plainly(c) for c in acts]
    return _shortly([c for c, s in zip(acts, short, strict=True) if s is c or (s.verb, s.things) not in plain])


def _through(clause: Clause, given: Given) -> bool:
    """Whether a function of the notebook makes what the results are made of."""
    made = clause.verb == "compute" and bool(clause.weight) and clause.rest.startswith("with ")
    return made and bool({*clause.things} & given.feeding)


def _that_matters(done: Sequence[Clause], given: Given) -> list[Clause]:
    """The clauses of what leaves the step; X_test is scaled as X_train is."""
    seen = [c for c in done if matters(c, given)]
    seen = [c for c in seen if c.verb != "define" or {*c.things} <= {*given.defined}] or seen
    alike = {(c.verb, c.rest) for c in seen if rank(c) == WORK and c.rest}
    seen += [c for c in done if _takes_labels(c)] if any(map(_takes_labels, seen)) else []  # y_test beside y_train
    chosen = [c for c in done if any(c is one for one in seen) or (c.verb, c.rest) in alike]
    return _read(merged([_as_made(c, given) for c in chosen]), given)


def _takes_labels(clause: Clause) -> bool:
    return clause.verb == "take" and bool(clause.things) and all(map(LABEL.search, clause.things))


def _as_made(clause: Clause, given: Given) -> Clause:
    """`df = pd.DataFrame(importances); df.share = df.share / 9`: that df is computed is what counts."""
    inside = rank(clause) == WORK and not clause.rest and bool(clause.made) and {*clause.made} <= given.fresh
    return Clause("compute", clause.made, "", 1, made=clause.made) if inside else clause


def _hands_on(clause: Clause, lead: Clause, given: Given) -> bool:
    """Whether later steps have from it what no act makes, and the acts are no weightier."""
    light = rank(lead) in (WORK, CALL) and rank(clause) in (CALL, TAKING) and clause.verb not in ("set up", "build")
    made = rank(lead) == MAKING and clause.verb in ("set up", "build")  # beside rows that are split or drawn
    return (light or made) and accounts(clause, given.outputs)


def _on_the_way(clause: Clause, lead: Clause, every: Sequence[Clause], given: Given) -> bool:
    """A table or an answer that something is measured on, a part of a table that is put together again or goes."""
    after = every[every.index(clause) :]
    part = clause.verb == "filter" and any(c.verb == "combine" or c.things == ("outliers",) for c in after)
    measured = rank(lead) == MEASURE and (clause.general or clause.verb == "predict for")
    measured = measured or (rank(clause) == MEASURE and any(c.rest.endswith(FOLDS) for c in every))
    written = clause.verb == "compute" and any(
        {*clause.things} <= {*c.things} for c in every if c.verb in ("write", "save")
    )
    return (
        measured
        or (written and not {*clause.things} & {*given.outputs})
        or (part and not {*clause.made} & {*given.outputs, *given.inputs})
    )


def _shortly(acts: Sequence[Clause]) -> str:
    """All acts where they are few and short, without their objects where not; of too many the heaviest."""
    asked = [n for n, c in enumerate(acts) if rank(c) == FIT or c.verb.startswith("predict")]
    place = {c: max([n, *asked]) + 0.5 if rank(c) == MEASURE else n for n, c in enumerate(acts)}  # of all answers
    acts = sorted(acts, key=place.__getitem__)
    text = _in_a_row(acts)
    if len(acts) <= MOST and len(text) <= LONGEST:
        return text
    terse = joined([_tersely(c) for c in acts])
    for most in range(min(len(terse), MOST), 0, -1):
        heaviest = sorted(terse, key=heft, reverse=True)[:most]
        chosen = [clause for clause in terse if clause in heaviest]
        text = _in_a_row(chosen, more=len(terse) > most)
        if len(text) <= LONGEST:
            break
    return text


def _tersely(clause: Clause) -> Clause:
    """An act without what it is done with: "fit SVC", "encode categories", "fit models with run"."""
    if rank(clause) == WORK:
        return _plainly(clause)
    if rank(clause) == FIT and (through := THROUGH.fullmatch(clause.rest)):
        functions = (through[1],) if through[1] else clause.things
        return Clause(f"{through[2].rstrip('s')} models with", functions, "", clause.weight)
    if clause.verb in KEEPING_ENDS or clause.rest.startswith("by "):
        return clause
    return replace(clause, rest=next((end for end in ("in a loop", AGAIN) if clause.rest.endswith(end)), ""))


def _plainly(clause: Clause) -> Clause:
    """An operation in the words of the field, without what it is done to."""
    words = OF_COLUMNS.get(clause.verb) if not clause.general else None
    if rank(clause) != WORK or not words or clause.things == TARGET:
        return clause
    verb, _, thing = (WHOLE.get(clause.verb, words) if clause.rest else words).partition(" ")
    return Clause(verb, (thing,), "", 1, True)


def heft(clause: Clause) -> int:
    """How much a sentence loses without the act."""
    found = HEFT.get(clause.verb.partition(" ")[0], rank(clause))
    return FIT if rank(clause) == FIT else found


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
        return not given.results and bool({*re.findall(r"\w+", " ".join(said))} & {*clause.things})
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


def _in_a_row(chosen: Sequence[Clause], more: bool = False) -> str:
    """Clauses as one phrase; a semicolon parts those that hold an "and" of their own; `more`: they are not all."""
    parts = [linked_to(chosen[n - 1] if n else None, clause).said() for n, clause in enumerate(chosen)]
    parts += ["more"] if more else []
    plain = not any(" and " in part or ", " in part for part in parts)
    return listed(tuple(parts)) if plain else "; ".join([*parts[:-1], "and more" if more else parts[-1]])


def _plain(every: Sequence[Clause], given: Given, done: Sequence[Clause]) -> str:
    """Where no clause tells much: what comes out and what of, else what is said, else what is computed last."""
    if given.outputs:
        named = [c for c in every if c.verb in ("take", "set up") and accounts(c, given.outputs)]
        if named and not unsaid(named, given.outputs) and len(named) <= FEW:
            return _in_a_row(named)
        fixed = {thing for c in every if c.verb == "set" for thing in c.things}
        if {*given.outputs} <= fixed:
            shown = tuple(name for name in _logged(every) if name not in {"messages", "values", *fixed})
            return _in_a_row([*([Clause("log", shown)] if shown else []), Clause("set", given.outputs)])
        results = tuple(name for name in given.outputs if name not in fixed)
        return _from(results, given)
    said = _logged(every)
    made = tuple(dict.fromkeys(t for c in every if c.verb in ("compute", "take") for t in c.things))
    changed = tuple(dict.fromkeys(t for c in every if c.verb == "change" for t in c.things if t in given.inputs))
    if changed:
        return Clause("update", changed).said()  # scores[key] = parsed(text)
    if {*said} & {*made}:
        return Clause("compute", tuple(name for name in made if name in {*said, *given.ends})).said()
    if said and not (made and {*said} <= {"messages", "values"}):
        return Clause("log", said).said()
    last = next((c for c in (*reversed(every), *reversed(done)) if c.verb in MADE and c.things), None)
    aside = [c for c in every if rank(c) == ASIDE and c.verb not in ("log", "sort", "reset", "index", "reindex")]
    ends = tuple(name for name in made if name in given.ends)
    if len(ends) > 1 and not aside and last is not None and not {*ends} <= {*last.things}:
        return Clause("compute", ends).said()
    if last is not None and not aside:  # it goes nowhere
        grown = last.verb == "change" and not {*last.things} & {*given.inputs}  # a list that was empty before
        return (replace(last, verb="compute") if grown else last).said()
    return _in_a_row((aside or [c for c in every if c.verb != "log"])[:MOST])


def _from(results: tuple[str, ...], given: Given) -> str:
    """`compute a and b from df`: what comes out, and what of, where that is short."""
    inputs = tuple(name for name in given.inputs if name not in results)
    of = f"from {listed(inputs)}" if 0 < len(inputs) <= FEW and not {*results} & {*given.inputs} else ""
    return Clause("compute", results, of).said()


def _logged(every: Sequence[Clause]) -> tuple[str, ...]:
    said = dict.fromkeys(name for c in every if c.verb == "log" for name in (c.given or c.things))
    return tuple(name for name in said if name not in ("messages", "values")) or tuple(said)
