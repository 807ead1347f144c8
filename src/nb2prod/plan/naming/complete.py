"""What a sentence leaves out although it leaves the step or learns, asks, measures, reads or writes: said after all.

compute accuracy             predict y_pred with model and compute accuracy
fit model on train_ds        fit model on train_ds and compute scores: what later steps have from it
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.plan.headings import SMALL
from nb2prod.plan.names import first
from nb2prod.plan.naming.clause import FOLDS, RESULT, SEARCH, Clause, listed
from nb2prod.plan.naming.effects import MEASURE, Given, matters, rank
from nb2prod.plan.naming.merging import joined, merged
from nb2prod.plan.naming.proofs import SHOWING

AFTER = frozenset("seed write save delete download move unpack score evaluate".split())  # told last
BEFORE = frozenset({"read", "split", "build", "generate", "cross-validate", "fit", "predict", "predict for", SEARCH})
UNNAMED = ("compute", "take", "set", "change", "copy", "set up", "call", "log", "define")  # they make what they name
MADE = {  # verb of the clause that a name is made by -> what is said of it
    "compute": "compute", "change": "compute", "take": "take", "copy": "take", "set": "set", "set up": "build",
    "build": "build", "read": "read",
}  # fmt: skip
ALL = 6  # results that are named
MEASURES = re.compile(r"\b(?:compute|score|evaluate)\b")
IDLE = SHOWING | {"print", "set", "log"}  # first words of functions
LEARNS = re.compile(r"\b(?:fits?|search|cross-validates?|optimize|minimize)\b")


def completed(text: str, done: Sequence[Clause], given: Given) -> str:
    """The sentence, with each act and each result that it is silent about."""
    every = [c for c in done if matters(c, given) and c.weight]
    unfinished, text = text, _finished(text)
    silent = [_short(c, text) for c in joined(merged(every)) if _acts(c) and not _tells(text, c)]
    learns = LEARNS.search(text) is not None
    before = [c for c in silent if c.verb in BEFORE and not (learns and c.verb.startswith("predict"))]
    later = [c for c in silent if c not in before]
    defined = tuple(n for n in given.defined if not _named(text, n))
    later += [Clause("define", defined)] if defined else []
    said = learns or text.startswith("log ")
    logged = [c for c in done if c.verb == "log" and RESULT in c.made and not said]
    worth = re.search(r"\b(?:compute|log)\b.*", text)
    named = [{*word.lower().split("_")} - SMALL for word in re.findall(r"\w+", worth[0] if worth else "")]
    shown = tuple(dict.fromkeys(n for c in logged for n in c.made[c.made.index(RESULT) + 1 :]))
    shown = tuple(n for n in shown if not any(parts and parts <= {*n.lower().split("_")} for parts in named))
    later += [Clause("log", shown)] if shown else []
    whole = _in_a_row([*map(Clause.said, before), *([text] if text else []), *map(Clause.said, later)])
    made = [c for c in done if c.verb not in UNNAMED and _tells(whole, c)]
    made += [c for c in done if c.verb in UNNAMED and c.rest.startswith("with ") and c.rest in whole]
    made += [c for c in done if c.verb == "set up" and _named(whole, c.rest.removeprefix("as ").partition(" ")[0])]
    rest = [n for n in given.handed if not _named(whole, n) and not any(n in (*c.made, *c.things) for c in made)]
    whole = _with(whole, rest, done) if whole else ""
    if unfinished == text or all(_tells(whole, c) for c in every):
        return whole
    return unfinished if whole == text else f"{whole}; and more"


def _finished(text: str) -> str:
    """The sentence without "and more" at its end."""
    cut = re.sub(r"[;,]? and more$", "", text)
    return cut if cut == text or ";" in cut else re.sub(r", (?=[^,]*$)", " and ", cut)


def _with(text: str, names: Sequence[str], done: Sequence[Clause]) -> str:
    """The sentence, and how the names come about: in front of it where they are made for what is learned."""
    if len(names) > ALL:
        return f"{text}; also return {listed((*names[: ALL - 1], f'{len(names) - ALL + 1} other values'))}"
    learns = next((n for n, c in enumerate(done) if LEARNS.match(c.verb)), len(done))
    before, after = dict[str, list[str]](), dict[str, list[str]]()
    for name in names:
        at = max((n for n, c in enumerate(done) if name in c.things and c.verb in MADE), default=-1)
        group = before if -1 < at < learns < len(done) else after
        group.setdefault(MADE[done[at].verb] if at >= 0 else "keep", []).append(name)
    if re.search(r"\bcompute [^;]* and others\b", text):
        after.pop("compute", None)  # they are those others
    last = re.fullmatch(r"(.*(?:; |, | and ))?compute ([\w ,]+)", text)
    if "compute" in after and last is not None and not re.search(r" (?:with|from|others)\b", last[2]):
        told = re.split(r", | and ", last[2])  # "compute a" and b
        text = f"{last[1] or ''}compute {listed((*told, *after.pop('compute')))}"
    first, later = ([f"{verb} {listed(tuple(of))}" for verb, of in group.items()] for group in (before, after))
    return _in_a_row([*first, text, *later])


def _acts(clause: Clause) -> bool:
    """Whether a reader must hear of it."""
    return clause.verb in AFTER | BEFORE or rank(clause) == MEASURE or (clause.verb == "call" and _works(clause))


def _works(clause: Clause) -> bool:
    """Whether functions are called that do more than show or set something; methods are parts of what is said."""
    return clause.weight > 1 and any("." not in name and first(name) not in IDLE for name in clause.things)


def _tells(text: str, clause: Clause) -> bool:
    """Whether something of the kind is said."""
    if clause.verb == "call":
        return all(_named(text, name) for name in clause.things)
    if rank(clause) == MEASURE and clause.verb == "compute":
        return MEASURES.search(text) is not None
    if clause.verb == "predict for" and MEASURES.search(text):
        return True  # mse(y, model.predict(X))
    if clause.verb in ("score", "evaluate") and FOLDS in text:
        return True
    if clause.verb in ("fit", "cross-validate", SEARCH) and LEARNS.search(text):
        return True
    return re.search(rf"\b{re.escape(clause.verb.partition(' ')[0])}\b", text) is not None


def _named(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _short(clause: Clause, text: str) -> Clause:
    if clause.verb == "call":
        return replace(clause, things=tuple(name for name in clause.things if not _named(text, name)))
    return replace(clause, rest="") if clause.verb == "predict for" else clause


def _in_a_row(parts: Sequence[str]) -> str:
    plain = len(parts) < 3 and not any(re.search(r" and |[,;:]", part) for part in parts)
    return " and ".join(parts) if plain else "; ".join(parts)
