"""Which names a step may bear: those whose verb and object its statements bear out; where nothing is said of it, any.

load_x          X = preprocess_input(X)               no: nothing is read
save_results    vect = Vectorizer(); unzip(path)      no: what is written leaves nothing to the steps that take vect
build_features  p = df.query("a").b.mean()            no: nothing is handed on that a model could learn from
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nb2prod.plan.names import words
from nb2prod.plan.naming.about import READING, About
from nb2prod.plan.naming.acts import LAST_OF_ALL, taking
from nb2prod.plan.naming.asking import asks_model
from nb2prod.plan.naming.clause import LABEL, Clause
from nb2prod.plan.naming.effects import CALL, FIT, MEASURE, WORK, accounts, matters, only_defines, rank
from nb2prod.plan.naming.learning import ANSWERING, CROSS
from nb2prod.plan.naming.of_values import drawing, left_of_drawing

ANSWER = re.compile("pred|prob|hat|score|forecast|logit|output|result", re.IGNORECASE)
WRITES = frozenset({"write", "save"})
MAKES = ("make", "build", "create", "get", "define", "init", "model", "new")  # words of functions that build
STEM = 4  # letters by which two words are held to be one
SHORT = 3
MEASURING = ("eval", "score", "accuracy", "metric", "measure", "error", "validat", "test", "perform", "valuat")


def agrees(about: About, index: int, name: str) -> bool:
    """Whether what remains in the step proves what the name says of it."""
    verb, _, thing = name.partition("_")
    if only_defines(about.done[index], about.given(index)) and verb != "define" and name != LAST_OF_ALL:
        return False
    known = PROVED.get(name) or PROVED.get(verb)
    return known is None or known(about, index, thing)


def _loads(about: About, index: int, thing: str) -> bool:
    """Something is read, and what leaves the step is made of it."""
    read = any(c.verb in (*READING, "download") for c in about.done[index])
    called = _calls(about, index, "load")
    return bool(about.found[index].segment.load) or called or (read and about.reads(index))


def _calls(about: About, index: int, first: str | tuple[str, ...]) -> bool:
    """Whether a function is called, and gives nothing, whose name begins with one of these."""
    return any(c.verb == "call" and c.things[0].rpartition(".")[2].startswith(first) for c in about.done[index])


def _saves(about: About, index: int, thing: str) -> bool:
    """Files are all that the step is for, or one of its own results is what it writes, which it leaves as it is."""
    done, outputs = about.done[index], about.given(index).outputs
    written = [c for c in done if c.verb in WRITES]
    changes = any(rank(c) == WORK and accounts(c, outputs) for c in done)
    return bool(written) and (not outputs or (any(c.weight > 1 for c in written) and not changes))


def _evaluates(about: About, index: int, thing: str) -> bool:
    """A model is asked or measured, by the statements or by a function whose name says that it does; no baseline."""
    told = about.done[index]
    if any(f"evaluate_{thing}" in left_of_drawing(about, index, c.things[0]) for c in told if c.verb == "call"):
        return True
    if not asks_model(about, index) or not _answered(about, index):
        return False
    made = {name for c in told if c.verb == "compute" for name in c.things if c.rest}  # testset = make(rows)
    names = " ".join(" ".join((*c.things, c.rest)) for c in told if c.verb in ("call", "compute"))
    names = " ".join(word for word in names.lower().split(" ") if word not in {n.lower() for n in made})
    judged = bool(about.judged(about.found[index]))
    return judged or any(rank(c) == MEASURE for c in told) or any(part in names for part in MEASURING)


def _answered(about: About, index: int) -> bool:
    """Whether a model answers here, or an answer of one comes in: the mean of curves is none."""
    every = about.statements(about.found[index].segment)
    calls = {call.rpartition(".")[2] for s in every for call in s.facts.calls}
    own = " ".join(f"{c.rest} {' '.join(c.things if c.verb == 'call' else ())}" for c in about.done[index]).lower()
    if calls & (ANSWERING | CROSS) or any(part in own for part in MEASURING):
        return True
    answers = {n for done in about.done[:index] for c in done if c.verb == "predict" for n in (*c.things, *c.made)}
    return any(name in answers or ANSWER.search(name) for name in about.found[index].inputs)


def _separates(about: About, index: int, thing: str) -> bool:
    """The labels come from the tables that the other columns come from, or that lose the labels here."""
    takes = taking(about, index)
    labels = {c.rest for c in takes if any(map(LABEL.search, c.things))}
    rows = {c.rest for c in takes if not all(map(LABEL.search, c.things))}
    split = {c.rest for c in takes if any(map(LABEL.search, c.things)) and not all(map(LABEL.search, c.things))}
    drops = any(o.name in ("drop_columns", "select_columns") for o in about.operations[index])
    more = [c for c in about.effective(index) if rank(c) >= CALL and c.verb != "take" and rank(c) != WORK]
    return bool(labels) and (drops or labels <= rows | split) and not more


def _featured(about: About, index: int, thing: str) -> bool:
    """What is handed on goes to a model; what is only changed and logged is a look at it."""
    said = any(c.verb == "log" for c in about.done[index])
    return about.feeds(index) and (bool(about.given(index).outputs) or not said)


def _logs(about: About, index: int, thing: str) -> bool:
    said = thing in ("values", "library_versions") or thing.startswith("messages")
    return (said or _computes(about, index, thing)) and any(c.verb == "log" for c in about.done[index])


def _builds(about: About, index: int, thing: str) -> bool:
    """An object is made that leaves the step, here or by a function whose name says so."""
    made = [c for c in about.done[index] if c.verb in ("set up", "build", "define")]
    made += [c for c in about.done[index] if c.verb == "compute" and any(part in c.rest.lower() for part in MAKES)]
    results = about.given(index).results
    if any(rank(c) == FIT for c in about.done[index]):
        return False  # it trains
    return _calls(about, index, MAKES) or (any(accounts(c, results) for c in made) if results else bool(made))


def _splits(about: About, index: int, thing: str) -> bool:
    """`train, test = data["train"], data["test"]` takes what was parted before."""
    done = about.done[index]
    return any(c.verb == "split" for c in done) or not any(c.verb == "read" for c in done)


def _predicts(about: About, index: int, thing: str) -> bool:
    asked = [c for c in about.done[index] if c.verb.startswith("predict")]
    given = about.given(index)
    return any(matters(c, given) for c in asked)


def _computes(about: About, index: int, thing: str) -> bool:
    """The words are those of the code: a heading alone computes nothing."""
    text = " ".join(s.source for s in about.statements(about.found[index].segment))
    held = {word[:STEM] for word in words(re.sub(r"[_\W]+", " ", text))}
    said = [word[:STEM] for word in thing.split("_") if len(word) > SHORT]
    return thing == "values" or not said or 2 * sum(word in held for word in said) >= len(said)


def _only(verb: str) -> Callable[[About, int, str], bool]:
    """Nothing else is done in the step: sorting and numbering anew is seldom what it is about."""
    return lambda about, index, thing: {c.verb for c in about.effective(index)} <= {verb, "log"}


def _draws(about: About, index: int, thing: str) -> bool:
    return drawing(about, index)


def _trains(about: About, index: int, thing: str) -> bool:
    """On what: only what the fit is said to be on, and of a formula nobody says it."""
    on = "_on_" in thing
    fits = [c for c in about.done[index] if rank(c) == FIT]
    if not on or not fits:
        return True
    return all(not c.rest.startswith("of ") for c in fits)


def _made(verbs: str) -> Callable[[About, int, str], bool]:
    """What the verb says is done to what leaves the step."""
    wanted = frozenset(verbs.split())

    def done(about: About, index: int, thing: str) -> bool:
        given, results = about.given(index), about.given(index).results
        doing: list[Clause] = [c for c in about.done[index] if c.verb.split()[0] in wanted and matters(c, given)]
        return any(accounts(c, results) for c in doing) if results else bool(doing)

    return done


PROVED: dict[str, Callable[[About, int, str], bool]] = {
    "load": _loads, "save": _saves, "evaluate": _evaluates, "log": _logs, "draw": _draws, "train": _trains,
    "separate_target": _separates, "build_features": _featured,
    "build": _builds, "split": _splits, "predict": _predicts, "make_predictions": _predicts, "compute": _computes,
    "fill": _made("fill"), "sort": _only("sort"), "reset": _only("reset"), "index": _only("index"),
    "recode": _made("recode"),
    "sample": _made("sample"),
}  # fmt: skip
