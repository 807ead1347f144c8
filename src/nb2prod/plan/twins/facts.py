"""What is true of a place, and the fewest, most trusted of its facts that are true of it alone.

SVC(kernel="rbf") on circles      rbf kernel, circles
SVC(kernel="linear") on circles   linear kernel, circles: neither alone, both together
SVC(kernel="linear") on blobs     blobs
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

TOPIC = ("topic",)  # what the heading right above is about
MOST = 2  # facts that one name may bear
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
LOOKED_AT = 16  # facts of a place, the most trusted first
DEFAULTS = {  # what an argument is that is not given, in one class or another
    "kernel": ("'rbf'",), "penalty": ("'l2'",), "C": ("1.0",), "criterion": ("'gini'", "'friedman_mse'"),
    "strategy": ("'mean'",), "degree": ("2", "3"), "weights": ("'uniform'",), "solver": ("'lbfgs'",),
    "metric": ("'minkowski'",), "n_neighbors": ("5",), "n_estimators": ("10", "50", "100"), "l1_ratio": ("0.5",),
    "fit_intercept": ("True",), "alpha": ("0.0001", "1.0"), "max_iter": ("-1", "100", "200", "300", "1000"),
    "warm_start": ("False",), "bootstrap": ("True", "False"), "max_depth": ("None", "3"), "n_clusters": ("2", "8"),
    "covariance_type": ("'full'",), "shuffle": ("True", "False"), "probability": ("False",), "oob_score": ("False",),
    "activation": ("'relu'",), "hidden_layer_sizes": ("(100,)",),
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One thing that is true of a place; without a `word` it tells nothing apart, but others may share it."""

    of: tuple[str, ...]  # what it speaks of: ("SVC", "kernel"), ("data",)
    value: str
    word: str = ""  # as a part of names: rbf_kernel
    short: str = ""  # before the name of something: rbf
    how: str = "with"  # how a name is joined to it
    setting: bool = False  # it is an argument of a call, which is compared and never said


Facts = Sequence[Fact]


def alone(own: Facts, others: Sequence[Facts], said: Collection[str] = ()) -> tuple[Fact, ...]:
    """The fewest facts that no other place shares, of as few the most trusted; () where nothing tells it apart.

    `said`: words that the name bears already.
    """
    told = [fact for fact in own if fact.word and not {*fact.word.split("_")} <= {*said}]
    for size in range(1, MOST + 1):
        for chosen in itertools.combinations(told[:LOOKED_AT], size):
            if len({fact.how for fact in chosen}) == size and not any(_all(chosen, other) for other in others):
                return chosen
    return ()


def told_apart(places: Sequence[Facts], said: Collection[str] = ()) -> list[tuple[Fact, ...]]:
    """For each place what tells it apart: from all others, then from those that nothing has told apart so far."""
    found: list[tuple[Fact, ...]] = [()] * len(places)
    left = [*range(len(places))]
    while len(left) > 1:
        now = {i: alone(places[i], [places[j] for j in left if j != i], said) for i in left}
        if not any(now.values()):
            break
        found = [now.get(i) or facts for i, facts in enumerate(found)]
        left = [i for i in left if not now[i]]
    for i in left if len(left) == 1 < len(places) else ():  # the others are told: a loop over a setting is worth a word
        found[i] = tuple(f for f in places[i] if f.how == "over" and not {*f.word.split("_")} <= {*said})[:1]
    return found


def in_turn(at: int, places: Collection[int]) -> str:
    """Which of several places in the notebook one is, where nothing else tells them apart: "first"; "" for too many."""
    number = sorted({*places}).index(at)
    return ORDINALS[number] if number < len(ORDINALS) else ""


def joined(facts: Facts, short: bool = False) -> str:
    """The facts as the end of a name: with_linear_kernel_on_circles."""
    words: dict[str, list[str]] = {}
    for fact in facts:
        words.setdefault(fact.how, []).append(fact.short if short else fact.word)
    return "_".join(f"{how}_{'_and_'.join(every)}" for how, every in words.items())


def _all(chosen: Collection[Fact], other: Facts) -> bool:
    return all(shared(fact, other) for fact in chosen)


def shared(fact: Fact, other: Facts) -> bool:
    """Whether it is true of the other place as well, be it only because nothing else is said there."""
    values = [one.value for one in other if one.of == fact.of]
    if values or not fact.setting:
        return fact.value in values
    return not {fact.value, f"{fact.value}.0"}.isdisjoint(DEFAULTS.get(fact.of[-1], ()))
