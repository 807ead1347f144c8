"""How settings of several calls of one kind are told apart that bear one name: all by the same scheme.

a.fit(X, epochs=5); b.fit(X, epochs=9)                a_epochs, b_epochs: each model has a name of its own
## Wide; m.fit(X, epochs=5); ## Deep; m.fit(...)      wide_epochs, deep_epochs: headings right above their code
m.fit(X, epochs=5); m = build(); m.fit(...)           cell_3_epochs, cell_7_epochs
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping

from nb2prod.model import Notebook
from nb2prod.plan.headings import topics
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.calls import TRAINING
from nb2prod.plan.parameters.candidate import Candidate, Group

Call = Hashable


def call_of(group: Group) -> Call | None:
    """The model, transformer or training that it is a setting of; None where it is none, or the seed of several."""
    candidate = group[0]
    setting = candidate.statement >= 0 or (candidate.of and candidate.alike[:1] != ("split",))
    several = candidate.alike[:1] == ("seed",) and (len(group) > 1 or candidate.statement < 0)
    if not setting or several or candidate.constant is not None:
        return None
    return (candidate.statement, candidate.cell, candidate.origin, candidate.of, candidate.label, candidate.beside)


def anew(group: Group) -> Call | None:
    """The place of a number that each section sets anew: `learning_rate = 0.1`; None where it is none."""
    candidate = group[0]
    return (candidate.cell, candidate.span) if candidate.origin == "constant" and candidate.constant is None else None


def sister_prefixes(
    groups: list[Group], notebook: Notebook, bound: Mapping[str, list[int]], own: Collection[int]
) -> dict[Call, str]:
    """A prefix for each call with a setting of a name that another call of its kind has, too.

    `bound`: what binds each name; `own`: statements that make the saved model: only how it is trained is told apart
    from how others are, what it is made with has plain names.
    """
    over, once = topics(notebook), {name for name, binders in bound.items() if len(binders) == 1}
    named: dict[tuple[str, str], dict[Call, Candidate]] = {}
    for group in groups:
        candidate, call = group[0], call_of(group) or anew(group)
        trains = candidate.origin.startswith("fit") and candidate.keyword in TRAINING
        saved = any(c.home in own for c in group) and not trains
        kind = "fit" if trains or anew(group) else candidate.origin
        if call is not None and not saved and (kind[:1].isupper() or kind == "fit"):
            named.setdefault((kind, candidate.name), {}).setdefault(call, candidate)
    families: dict[str, dict[Call, Candidate]] = {}
    for (kind, _), calls in named.items():
        families.setdefault(kind, {}).update(calls if len(calls) > 1 else {})
    found: dict[Call, str] = {}
    for family in families.values():
        found |= _one_scheme(family, over, once)
    return found


def _one_scheme(family: Mapping[Call, Candidate], over: Mapping[int, str], once: Collection[str]) -> dict[Call, str]:
    """The first scheme that tells them all apart; none where none does."""
    labels = {call: c.label for call, c in family.items()}
    owners = {call: identifier(c.of.lower(), "") if c.of in once else "" for call, c in family.items()}
    sections = {call: over.get(c.cell, "") for call, c in family.items()}
    cells = {call: f"cell_{c.cell + 1}" for call, c in family.items()}
    for scheme in ({call: label or owners[call] for call, label in labels.items()}, sections, cells):
        if all(scheme.values()) and len(set(scheme.values())) == len(scheme):
            return scheme
    return {}
