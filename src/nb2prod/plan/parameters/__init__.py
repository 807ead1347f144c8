"""Which values a person may change: a table of heuristics, each one small file; the first that claims a place wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from nb2prod.model import Choice, Edit, Parameter, Program, Span, Statement
from nb2prod.plan.headings import headings
from nb2prod.plan.names import GENERATED, allowed, identifier, unique
from nb2prod.plan.parameters.calls import in_calls
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.constants import constants
from nb2prod.plan.parameters.grids import grids
from nb2prod.plan.parameters.paths import paths
from nb2prod.plan.parameters.secrets import in_modules, secrets
from nb2prod.plan.parameters.seeds import seeds
from nb2prod.plan.parameters.thresholds import thresholds
from nb2prod.plan.parameters.wholly import wholly
from nb2prod.plan.types import PLAIN

HEURISTICS: tuple[Callable[[Program, list[Statement], dict[str, list[int]]], Iterable[Candidate]], ...] = (
    secrets,
    constants,
    paths,
    in_calls,
    seeds,
    grids,
    thresholds,
)
MOST_WORDS, LONGEST = 3, 30  # of a heading that may stand in front of a name
OPTIONS = frozenset({"config", "artifacts", "help", "input", "output"})  # options of the generated commands
FIELDS = frozenset(
    {"Path", "Any", "Optional", "Union", "Literal", "Field", *PLAIN}
)  # names that the fields of Config use


def lift(
    program: Program,
    choices: tuple[Choice, ...],
    bound: dict[str, list[int]],
    taken: frozenset[str],
    whole: bool,
    saved: frozenset[int] = frozenset(),
) -> tuple[tuple[Parameter, ...], tuple[Edit, ...], dict[int, str]]:
    """Parameters, the edits that use them, and for each statement that only sets one the parameter's name.

    `whole`: the notebook keeps a namespace of its own, in which each of its constants is set where it stands.
    `saved`: statements that make the model of inference: its settings have the plain names, others say whose they are.
    """
    kept = [
        s for s, c in zip(program.statements, choices, strict=True) if c.fate in {"train", "pruned"} and not c.unwrap
    ]
    used = set(taken) | set(GENERATED)
    parameters: list[Parameter] = []
    edits: list[Edit] = []
    constant: dict[int, str] = {}
    claimed: dict[int, list[Span]] = {}
    over = {cell: identifier(heading.text, "") for cell, heading in headings(program.notebook).items()}
    over = over if len(set(over.values())) > 1 else {}  # one heading for all tells nothing apart
    shared: dict[object, str] = {}  # one file, one seed is one parameter, however often it is written out
    found = list(_all(program, kept, bound))
    plain = {c.name for c in found if c.statement in saved and not c.shared}
    for candidate in (_told(c, saved, found) for c in found):
        before = claimed.setdefault(candidate.cell, [])
        if any(_inside(candidate.span, span) for span in before):
            continue
        before.append(candidate.span)
        alike = _alike(candidate)
        if alike in shared:
            edits.append(Edit(candidate.cell, candidate.span, shared[alike]))
            continue
        own = candidate.constant is not None
        kept_free = plain - used if candidate.statement not in saved else set()
        name = candidate.name if own else _free(candidate, used | kept_free, over.get(candidate.cell, ""))
        used.add(name)
        option = f"nb_{name}" if name in OPTIONS | FIELDS else name
        constant_name = candidate.name if own and not whole else ""
        parameters.append(replace(candidate.parameter(), name=option, constant=constant_name))
        edits.append(Edit(candidate.cell, candidate.span, option))
        if alike is not None:
            shared[alike] = option
        if candidate.constant is not None and not whole:
            constant[candidate.constant] = option
    for path, candidate in in_modules(program):
        alike = _alike(candidate)
        if alike not in shared:
            name = _free(candidate, used, "")
            used.add(name)
            shared[alike] = f"nb_{name}" if name in OPTIONS | FIELDS else name
            parameters.append(replace(candidate.parameter(), name=shared[alike]))
        edits.append(Edit(-1, candidate.span, shared[alike], path))
    return tuple(parameters), tuple(edits), constant


def _told(candidate: Candidate, saved: frozenset[int], found: list[Candidate]) -> Candidate:
    """With whose setting it is, where several models have settings and one of them is saved."""
    if candidate.statement < 0 or len({c.statement for c in found if c.statement >= 0}) < 2 or not saved:
        return candidate
    if candidate.shared and any(_alike(c) == _alike(candidate) and c.statement in saved for c in found):
        return candidate  # one seed for both
    whose = "Of the saved model" if candidate.statement in saved else f"Of {candidate.of}, not of the saved model"
    return replace(candidate, help=f"{candidate.help.rstrip('.')}. {whose}.")


def _all(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Every candidate in the order of the notebook, the widest of one place first; none with a secret inside."""
    found = [c for heuristic in HEURISTICS for c in heuristic(program, kept, bound)]
    hidden = [(c.cell, c.span) for c in found if c.secret]
    found = [c for c in found if c.secret or not any(c.cell == at and _inside(span, c.span) for at, span in hidden)]
    found = wholly(program, kept, found)
    first = {id(c): n for n, c in enumerate(found)}
    yield from sorted(found, key=lambda c: (c.cell, c.span[:2], [-end for end in c.span[2:]], first[id(c)]))


def _inside(inner: Span, outer: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _alike(candidate: Candidate) -> object:
    """What candidates for one and the same parameter have in common; None where each is its own."""
    if candidate.path or candidate.secret:
        return candidate.value
    return (candidate.name, type(candidate.value), candidate.value) if candidate.shared else None


def _free(candidate: Candidate, used: set[str], heading: str) -> str:
    """Its name, else with what tells it apart in front: its own words for that, then the heading above it."""
    if candidate.name not in used and unique(candidate.name, ()) == candidate.name:
        return candidate.name
    for name in candidate.others:
        if allowed(name, used):
            return name
    short = heading.count("_") < MOST_WORDS and len(heading) <= LONGEST
    for prefix in (*candidate.prefixes, *([heading] if short and heading else [])):
        name = _joined(prefix, candidate.name)
        parts = name.split("_")
        if name not in used and name.isidentifier() and parts[0] and len(set(parts)) == len(parts):
            return name
    return unique(candidate.name, used)


def _joined(prefix: str, name: str) -> str:
    """`frequent_imputation` and `imputation_method` as `frequent_imputation_method`."""
    same = prefix.rpartition("_")[2] == name.partition("_")[0] and "_" in prefix and "_" in name
    return f"{prefix}_{name.partition('_')[2]}" if same else f"{prefix}_{name}"
