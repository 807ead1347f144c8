"""Under which keys numbers stand in metrics.json: each says of whom it is, where several models were measured.

accuracy of forest, accuracy of tree       forest_accuracy, tree_accuracy
accuracy on the train and the test rows    train_accuracy, test_accuracy
rmse of a model that was fitted before     baseline_model_rmse (its heading), first_model_rmse
r = rmse(...), and only once               r
rmse, and rmse once more                   earlier_rmse, rmse
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from nb2prod.model import Measure, Span
from nb2prod.plan.headings import SECTIONS
from nb2prod.plan.measuring.metric_words import GENERAL, UNSAID, general
from nb2prod.plan.measuring.subjects import PARTS, Subject
from nb2prod.plan.measuring.table_names import told_by_cells
from nb2prod.plan.names import allowed, identifier, unique
from nb2prod.plan.twins.facts import in_turn
from nb2prod.replacing import dataclass

LONGEST = 60
LONGEST_LABEL = 28
SUFFIXES = ("classifier", "regressor")
EMPTY = frozenset(  # words of a heading that tell no model apart
    """
    class our own the example build building create creating evaluate evaluating evaluation fit fitting make making
    result results train training test testing
    """.split()
)
ASKING = frozenset(  # a heading with such a word counts or asks, and names nothing
    """
    chapter check conclusion day exercise exercises fix homework lesson part problem problems q question questions
    section step task tasks week what which why how
    """.split()
)
IN_FOLDS = frozenset({"cv", "cross", "fold", "folds", "kfold", "val"})  # words that say: one number for each fold
ASIDE = frozenset({"baseline", "dummy", "naive", "default"})  # words that say: not of the saved model


@dataclass(frozen=True)
class Candidate:
    """One number on its way to metrics.json."""

    base: str  # as its print, its variable or its call names it
    subject: Subject
    own: bool = False  # the notebook's own variable
    always: bool = False  # it means nothing without its model: coefficients
    heading: str = ""  # over its cell
    given: tuple[str, ...] = ()  # words of the names that it is computed from
    folds: bool = False  # one number for each fold
    ended: bool = True  # whether the model's variable holds that model when the workflow ends
    bound: str = ""  # the variable that its statement binds, where that is not it
    cell: int = 0  # where it is measured
    made: int = -1  # the cell where the model became what it is then
    above: str = ""  # the heading over that cell
    read: frozenset[str] = frozenset()  # what its cell reads
    item: str = ""  # what stands for the model in a mapping of models: `svm` in `best["svm"].score(X, y)`


class Within(NamedTuple):
    """A number among those of its step."""

    name: str
    own: bool = False  # the notebook's own variable


@dataclass(frozen=True)
class One:
    """A number that is shown, or that a variable holds: a measure without a name yet, or none."""

    candidate: Candidate
    statement: int
    span: Span | None  # None: the variable itself
    name: str  # of the variable
    text: str = ""  # as in Measure
    parts: tuple[str, ...] = ()  # what its numbers are, one after the other
    silent: bool = False  # as in Measure
    argument: str = ""  # as in Measure
    whole: str = ""  # a variable for what the statement gives, of which `text` is made

    def measure(self, name: str) -> Measure:
        """What gets that name."""
        assert self.span is not None
        return Measure(self.statement, self.span, name, text=self.text, silent=self.silent, argument=self.argument)


def keys(candidates: Sequence[Candidate], final: str, taken: Collection[str]) -> list[str]:
    """The key of each, all different; `final`: the variable of the model that is saved, `taken`: keys of others.

    A variable of the notebook that is measured once keeps its name, and nothing else bears it.
    """
    every, own = [c.base.lower() for c in candidates], [c.base for c in candidates if c.own]
    several = len({c.subject.model or c.subject.kind for c in candidates if c.subject.model or c.subject.kind}) > 1
    told = [c.bound == c.base or not (general(c.base) and (several or c.folds)) for c in candidates]  # mae: of which?
    plain = [c.own and each for c, each in zip(candidates, told, strict=True)]
    alone = {n: c.base for n, c in enumerate(candidates) if plain[n] and every.count(c.base.lower()) == 1}
    found = _keys(candidates, final, taken, alone)
    others = {name for c, name in zip(candidates, found, strict=True) if not c.own}
    lost = {n: c.base for n, c in enumerate(candidates) if plain[n] and c.base in others and own.count(c.base) == 1}
    return _keys(candidates, final, taken, alone | lost) if lost else found


def within(candidates: Sequence[Candidate]) -> list[Within]:
    """What each is called where its step stands before it: the part of the rows is told, the model is not."""
    parts: dict[str, set[str]] = {}
    for candidate in candidates:
        parts.setdefault(candidate.base.lower(), set()).add(candidate.subject.part)
    told = [len(parts[candidate.base.lower()]) > 1 for candidate in candidates]
    names = [_qualified(c, "", each, several=False) for c, each in zip(candidates, told, strict=True)]
    return [Within(name, c.own) for c, name in zip(candidates, names, strict=True)]


def _keys(candidates: Sequence[Candidate], final: str, taken: Collection[str], fixed: Mapping[int, str]) -> list[str]:
    kinds: dict[str, set[str]] = {}
    for candidate in candidates:
        if candidate.subject.model:
            kinds.setdefault(candidate.subject.model, set()).add(candidate.subject.kind)
    saved = {c.subject.kind for c in candidates if c.subject.model == final and c.ended}
    labels = [_label(candidate, kinds, final, saved, candidates) for candidate in candidates]
    labels = [label or ("" if c.subject.model else c.item) for c, label in zip(candidates, labels, strict=True)]
    known = {label for label in labels if label}
    labels = [label or (_of_whom(c) if known else "") for c, label in zip(candidates, labels, strict=True)]
    other = any(c.subject.model != final for c, label in zip(candidates, labels, strict=True) if label)
    several = len(known) > 1 or (bool(final) and other)
    bases = [(c.base.lower(), label) for c, label in zip(candidates, labels, strict=True)]
    told = [len({c.subject.part for c, b in zip(candidates, bases, strict=True) if b == base}) > 1 for base in bases]
    found = [_qualified(*each, several) for each in zip(candidates, labels, told, strict=True)]
    means = {name for c, name in zip(candidates, found, strict=True) if not c.folds}
    found = [f"{n}_folds" if c.folds and n in means else n for c, n in zip(candidates, found, strict=True)]
    bare = [c.folds and not IN_FOLDS & {*n.split("_")} for c, n in zip(candidates, found, strict=True)]
    found = [f"cv_{n}" if each else n for each, n in zip(bare, found, strict=True)]

    def as_bound(names: list[str]) -> list[str]:
        return [fixed.get(number, name) for number, name in enumerate(names)]

    found = as_bound(_apart(as_bound(found), [c.item for c in candidates]))
    found = as_bound(_apart(found, [c.subject.part for c in candidates]))
    found = as_bound(_apart(found, labels))
    found = as_bound([_of_another(c, n, label, final) for c, n, label in zip(candidates, found, labels, strict=True)])
    found = as_bound(_by_what_is_given(found, candidates))
    found = as_bound(_apart(found, [headed(c.heading) for c in candidates]))
    return _numbered(as_bound(_by_variable(found, candidates)), candidates, taken)


def _label(
    candidate: Candidate, kinds: dict[str, set[str]], final: str, saved: Collection[str], every: Sequence[Candidate]
) -> str:
    """What the model is called: as its variable, or by its class where the variable held several."""
    subject = candidate.subject
    fits = {c.made: c.subject.kind for c in every if c.subject.model == subject.model != ""}
    alike = subject.kind == "" or [*fits.values()].count(subject.kind) > 1  # else its class tells it
    if len(fits) > 1 and candidate.made != max(fits) and not candidate.ended and alike:
        return _before_it(candidate, every)
    other = bool(subject.model) and subject.model == final and not candidate.ended  # the saved one bears that name
    other = other and (bool(saved) or not _once(candidate, every, kinds))  # where that is measured, too
    if other and subject.kind in ("", *saved):
        return _before_it(candidate, every)
    if subject.model and (len(kinds[subject.model] - {""}) < 2 or _once(candidate, every, kinds)) and not other:
        return identifier(subject.model, "")
    return subject.kind


def _once(candidate: Candidate, every: Sequence[Candidate], kinds: dict[str, set[str]]) -> bool:
    """Whether the class that a variable held is another variable's, too, and the variable tells its numbers apart."""
    subject = candidate.subject
    others = any(subject.kind in held for model, held in kinds.items() if model != subject.model)
    alike = [c for c in every if (c.subject.model, c.base) == (subject.model, candidate.base)]
    return others and len({c.made for c in alike}) == 1


def _before_it(candidate: Candidate, every: Sequence[Candidate]) -> str:
    """A model whose variable holds another one later: by the heading under which it was made, else by the cell."""
    model = identifier(candidate.subject.model, "")
    above = headed(candidate.above)
    alike = {c.made for c in every if c.subject.model == candidate.subject.model and c.above == candidate.above}
    if above and len(alike) == 1 and len(above) + len(model) < LONGEST_LABEL:
        return above if {*model.split("_")} & {*above.split("_")} else f"{above}_{model}"
    kinds = {c.subject.kind for c in every if c.subject.model == candidate.subject.model}
    if len(kinds - {""}) > 1 and candidate.subject.kind:
        return candidate.subject.kind
    same = [c for c in every if c.subject.model == candidate.subject.model and c.made >= 0]
    told = told_by_cells({c.cell: c.read for c in same}).get(candidate.cell, "")  # search(lgbm), search(forest)
    if told and not PARTS.keys() & {*told.split("_")}:  # train_auc would be where it is measured
        return f"{told}_{model}"
    last = any(c.ended and c.made == candidate.made for c in same)
    several = candidate.made >= 0 and not last and len({c.made for c in same}) > 1
    turn = in_turn(candidate.made, [c.made for c in same]) if several else "earlier"
    return f"{turn}_{model}" if turn else f"{model}_of_cell_{candidate.made + 1}"


def headed(heading: str) -> str:
    """A heading as far as it tells models apart: `generators` of "Training with generators", "" of "Question 2"."""
    said = [word for word in heading.split("_") if word and word not in EMPTY]
    counts = any(word in ASKING or re.fullmatch(r"q?\d+", word) for word in said)
    return "" if counts or {*said} <= SECTIONS else "_".join(said)


def _of_whom(candidate: Candidate) -> str:
    """What the names say that an unknown model's metric is computed from: `y_pred_majority_votes`."""
    said = [word for word in candidate.given if word not in GENERAL | UNSAID and len(word) > 1]
    return "_".join(said) if len(said) < 4 and general(candidate.base) else ""


def _qualified(candidate: Candidate, label: str, told: bool, several: bool) -> str:
    """The name with its model, where `several` have one, and its part of the rows, where that tells two apart."""
    part, name = "" if candidate.always else candidate.subject.part, _plain(candidate, label)
    if (part == "train" or told) and part and not set(name.split("_")) & set(PARTS):
        name = f"{part}_{name.lower()}"
    if (several and general(candidate.base)) or candidate.always:
        return _before(label, name)
    return name


def _plain(candidate: Candidate, label: str) -> str:
    """Its name without the class, where the model's variable goes before it: "Random Forest Accuracy" of `clf`."""
    kind = "_".join(word for word in candidate.subject.kind.split("_") if word not in SUFFIXES)
    rest = candidate.base.removeprefix(f"{kind}_")
    plain = candidate.own or not kind or label in ("", candidate.subject.kind) or not general(rest)
    return candidate.base if plain else rest


def _of_another(candidate: Candidate, name: str, label: str, final: str) -> str:
    """`name` with its model, where that is not the one that is saved: `t0` of `lin1` is `lin1_t0`."""
    subject = candidate.subject
    if not final or not subject.model or (subject.model == final and candidate.ended) or _says(name, label, subject):
        return name
    return _before(label, name)


def _says(name: str, label: str, subject: Subject) -> bool:
    """Whether a word of the name is short for the model: `dt_scores` of a decision tree, `mse_lin` of a linear one."""
    if ASIDE & {*name.split("_")}:
        return True
    whole = [label, subject.kind, identifier(subject.model, "")]
    parts = [word for each in whole for word in each.split("_") if len(word) > 1 and word not in GENERAL]
    parts += ["".join(word[:1] for word in each.split("_")) for each in whole]
    return any(len(word) > 1 and part.startswith(word) for word in name.split("_") for part in parts)


def _by_variable(found: list[str], candidates: Sequence[Candidate]) -> list[str]:
    """Equal names with what tells apart the variables that their statements bind: `last_epoch_small` of `h_small`."""
    result = list(found)
    for name in dict.fromkeys(found):
        at = [index for index, one in enumerate(found) if one == name]
        said = [candidates[index].bound.lower().split("_") for index in at]
        common = set.intersection(*map(set, said))
        own = ["_".join(word for word in each if word and word not in common) for each in said]
        for index, word in zip(at, own, strict=True) if len(at) > 1 else ():
            told = word if word.startswith(name) else f"{name}_{word}"  # history2
            result[index] = told if word and len(name) + len(word) < LONGEST else name
    return result


def _before(word: str, name: str) -> str:
    """`word` in front of `name`, where it says something new and the whole stays short."""
    if not word or set(word.split("_")) <= set(name.split("_")) or len(word) + len(name) >= LONGEST:
        return name
    return f"{word}_{name}"


def _apart(found: list[str], words: Sequence[str]) -> list[str]:
    """Equal names with a word in front, where the words of all of them differ."""
    result = list(found)
    for name in dict.fromkeys(found):
        at = [index for index, one in enumerate(found) if one == name]
        if len(at) > 1 and len({words[index] for index in at}) > 1:
            for index in at:
                result[index] = _before(words[index], name)
    return result


def _by_what_is_given(found: list[str], candidates: Sequence[Candidate]) -> list[str]:
    """Equal names with the words in which what they are computed from differs: `accuracy_a` of `pred_a`.

    Of all of that name, else of those of one cell.
    """
    for places in ([0] * len(found), [candidate.cell for candidate in candidates]):
        found = _by_given(found, candidates, places)
    return found


def _by_given(found: list[str], candidates: Sequence[Candidate], places: Sequence[int]) -> list[str]:
    result = list(found)
    for name, place in dict.fromkeys(zip(found, places, strict=True)):
        at = [index for index, one in enumerate(zip(found, places, strict=True)) if one == (name, place)]
        common = set.intersection(*(set(candidates[index].given) for index in at))
        own = ["_".join(dict.fromkeys(w for w in candidates[index].given if w not in common)) for index in at]
        if not all(own) and all(len(candidates[index].given) < 3 for index in at):  # loss, val_loss
            own = ["_".join(dict.fromkeys(candidates[index].given)) for index in at]
        short = all(word and len(name) + len(word) < LONGEST for word in own)
        if len(at) > 1 and short and len(set(own)) == len(own):
            for index, word in zip(at, own, strict=True):
                result[index] = f"{name}_{word}"
    return result


def begun(name: str) -> str:
    """With a word at the head: of `y_train_pred_90` is train_90_precision, for a key is a variable's name, too."""
    number, _, rest = name.partition("_")
    word, _, others = rest.partition("_")
    return "_".join(filter(None, (word or "value", number, others))) if number.isdigit() else name


def _in_turn(turn: int, several: int, name: str) -> str:
    """What was measured before the last one of its name: the only one, or the first, the second."""
    word = "earlier" if several == 1 else in_turn(turn, range(several)) or f"turn_{turn + 1}"
    return f"{word}_{name}"


def _numbered(found: list[str], candidates: Sequence[Candidate], taken: Collection[str]) -> list[str]:
    """Equal names with what their cells tell, else numbered; what the notebook's own variable ends with keeps its."""
    found, used = [begun(name) for name in found], set(taken)
    for name in dict.fromkeys(found):
        at = [index for index, one in enumerate(found) if one == name]
        told = told_by_cells({candidates[index].cell: candidates[index].read for index in at})
        ends = next((index for index in at if candidates[index].own), at[-1])
        cells = [candidates[index].cell for index in at]
        others = [index for index in at if index != ends and cells.count(candidates[index].cell) == 1]
        for turn, index in enumerate(others):
            said = told.get(candidates[index].cell, "")
            rows = {PARTS[word] for word in said.split("_") if word in PARTS}
            true = said and rows <= {candidates[index].subject.part}  # else it is where the model was fitted
            found[index] = f"{name}_{said}" if true else _in_turn(turn, len(others), name)
    for index, candidate in enumerate(candidates):
        before = [i for i in range(index) if candidate.own and found[i] == found[index]]
        for turn, other in enumerate(before):  # the first is not the second
            said = _in_turn(turn, len(before), found[other])
            found[other] = said if said not in {*found, *taken} else found[other]
    result = list(found)
    order = sorted(range(len(found)), key=lambda index: not candidates[index].own)
    for index in order:
        name, count = found[index], 1
        while name in used:
            count += 1
            name = f"{found[index]}_{count}"
        used.add(name)
        result[index] = name
    return result


def fresh(said: str, used: set[str]) -> str:
    """The variable for a metric: its own name, else `..._value` where the notebook has that for something else."""
    return said if allowed(said, used) else unique(f"{said}_value" if f"{said}_value" not in used else said, used)
