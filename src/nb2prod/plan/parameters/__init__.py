"""Which values a person may change: a table of heuristics, each one small file; the first that claims a place wins."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from nb2prod.model import Choice, Edit, Parameter, Program, Span, Statement
from nb2prod.nesting import within
from nb2prod.plan.graph import in_function
from nb2prod.plan.headings import topics
from nb2prod.plan.names import GENERATED
from nb2prod.plan.parameters.calls import TRAINING, in_calls
from nb2prod.plan.parameters.candidate import Candidate, Group
from nb2prod.plan.parameters.constants import constants
from nb2prod.plan.parameters.grids import grids
from nb2prod.plan.parameters.layers import layers
from nb2prod.plan.parameters.looked_up import looked_up
from nb2prod.plan.parameters.one_prefix import one_prefix_each
from nb2prod.plan.parameters.overwritten import overwritten
from nb2prod.plan.parameters.own import of_own
from nb2prod.plan.parameters.paths import paths
from nb2prod.plan.parameters.placeholders import fills_in, placeholders
from nb2prod.plan.parameters.prefixes import distinguished, own_sections
from nb2prod.plan.parameters.reach import Reach
from nb2prod.plan.parameters.secrets import in_modules, secrets
from nb2prod.plan.parameters.seeds import seeds
from nb2prod.plan.parameters.shares import shares
from nb2prod.plan.parameters.sisters import sister_prefixes
from nb2prod.plan.parameters.telling import Wording, free_name, made_with, told_apart, unsaved
from nb2prod.plan.parameters.thresholds import thresholds
from nb2prod.plan.parameters.wholly import PARTS, wholly, with_constants
from nb2prod.plan.twins.facts import Fact
from nb2prod.plan.twins.fits import made_facts
from nb2prod.plan.types import PLAIN
from nb2prod.walking import walk

__all__ = ["HEURISTICS", "lift", "unsaved"]

HEURISTICS: tuple[Callable[[Program, list[Statement], dict[str, list[int]]], Iterable[Candidate]], ...] = (
    secrets,
    placeholders,
    constants,
    paths,
    seeds,
    in_calls,
    of_own,
    grids,
    looked_up,
    shares,
    layers,
    thresholds,
)
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
    model: str = "",
) -> tuple[tuple[Parameter, ...], tuple[Edit, ...], dict[int, str]]:
    """Parameters, the edits that use them, and for each statement that only sets one the parameter's name.

    `whole`: the notebook keeps a namespace of its own, in which each of its constants is set where it stands.
    `saved`: statements that make `model`, which inference asks: its settings have the plain names, others say whose
    they are.
    """
    kept = [
        s for s, c in zip(program.statements, choices, strict=True) if c.fate in {"train", "pruned"} and not c.unwrap
    ]
    reach = Reach(program, kept, saved, frozenset(c.statement for c in choices if c.fate == "dropped" and not c.unwrap))
    every = [c for heuristic in HEURISTICS for c in heuristic(program, kept, bound)]
    found = _without_siblings([g for g in _grouped(_all(program, kept, every)) if _worth_it(reach, g)], every, saved)
    sections = own_sections(program, kept)
    groups = distinguished(found, sections)
    theirs = {candidate.name for group in groups for candidate in group if candidate.home in saved}
    plain = {name for name in theirs if not any(c.alike[:1] == ("seed",) for g in groups for c in g if c.name == name)}
    made = made_with(reach, model)
    groups = [_not_called_like(model.lower(), group, made) for group in groups]
    wording = Wording(reach, kept, groups, made)
    spelled = {c.name.lower() for g in groups for c in g if c.constant is not None}  # no --epochs beside --EPOCHS
    read = {g[0].name for g in groups if g[0].path and g[0].reads}  # no file that is written is called like them
    used, inside = names_of_workflow(program) | set(GENERATED), set(taken) | set(GENERATED)
    parameters: dict[int, Parameter] = {}
    edits: list[Edit] = []
    constant: dict[int, str] = {}
    named: dict[object, str] = {}
    order = _in_turn(reach, groups, made, saved)
    sisters, near = sister_prefixes(groups, program.notebook, bound, saved), topics(program.notebook) | sections
    its = saved | {c.home for g in groups for c in g if c.home >= 0 and reach.of_the_model(c.home)}
    groups = one_prefix_each(groups, used | spelled, order, its, near, _made(reach), sisters)
    for number in order:  # plain names to the model's
        group = groups[number]
        candidate = group[0]
        own = candidate.constant is not None
        kept_free = plain - used if all(c.home not in saved for c in group) else set()
        hidden = inside if candidate.secret else set()  # it may stand in a function, beside names of its own
        inputs = set() if not candidate.path or candidate.reads else read
        blocked = used | kept_free | hidden | spelled | inputs
        name = candidate.name if own else free_name(group, blocked, made, [p.name for p in parameters.values()])
        used.add(name)
        option = f"nb_{name}" if name in OPTIONS | FIELDS else name
        named[_alike(candidate)] = option
        parameters[number] = replace(
            candidate.parameter(),
            name=option,
            constant=candidate.name if own and not whole else "",
            help=wording.help(group),
            origin=wording.origin(group),
            cells=wording.cells(group),
            place=_place(group),
            setting=any(c.statement >= 0 and not wording.tried.holds(c) for c in group)
            and candidate.alike[:1] != ("seed",),
        )
        edits += [Edit(c.cell, c.span, option) for c in group]
        constant |= {c.constant: option for c in group if c.constant is not None and not whole}
    for path, candidate in in_modules(program):
        alike = _alike(candidate)
        if alike not in named:
            name = free_name((candidate,), used | inside)
            used.add(name)
            named[alike] = f"nb_{name}" if name in OPTIONS | FIELDS else name
            parameters[len(parameters)] = replace(candidate.parameter(), name=named[alike], cells=(candidate.cell,))
        edits.append(Edit(-1, candidate.span, named[alike], path))
    first = sorted(parameters, key=lambda n: (n >= len(groups) or not fills_in(groups[n][0]), n))
    owners = tuple(_owner(groups[n], model) if n < len(groups) else "" for n in first)
    taking = tuple(wording.taking(groups[n]) if n < len(groups) else () for n in first)
    told = told_apart(tuple(parameters[number] for number in first), owners, taking)
    return told, tuple(edits), constant


def _made(reach: Reach) -> Callable[[Candidate], list[Fact]]:
    """What is true of what the call of a candidate makes."""

    def facts(candidate: Candidate) -> list[Fact]:
        statement = reach.statement(candidate.cell, candidate.span)
        return made_facts(reach.program, statement) if statement is not None else []

    return facts


def _owner(group: Group, model: str) -> str:
    """What the setting belongs to, where that is one thing and not the saved model as a whole."""
    return group[0].whose if len(group) == 1 and group[0].of != model else ""


def _in_turn(reach: Reach, groups: list[Group], made: frozenset[int], saved: frozenset[int]) -> list[int]:
    """Who gets plain names first: settings of the saved model, and the split of the rows that it learns from."""

    def weight(number: int) -> tuple[bool, bool, bool, int]:
        group = groups[number]
        split = group[0].alike[:1] == ("split",)
        other = split and not any(reach.of_the_model(s.id) for s in _statements(reach, group))
        return _others(group, made), _others(group, saved), other, _one_of_many(group)

    return sorted(range(len(groups)), key=weight)


def _one_of_many(group: Group) -> int:
    """Of several seeds and splits that of most places has the plain name."""
    return -len(group) if group[0].alike[:1] in (("seed",), ("split",)) else 0


def _others(group: Group, statements: frozenset[int]) -> bool:
    """Whether none of them is a setting of what is made there."""
    return all(c.home not in statements or c.alike[:1] == ("seed",) for c in group)


def _not_called_like(model: str, group: Group, made: frozenset[int]) -> Group:
    """Settings that are not the saved model's do not bear its name, though their model had it once."""
    if any(c.statement in made for c in group) or len(group[0].prefixes) < 2 or group[0].keyword in TRAINING:
        return group
    return tuple(replace(c, prefixes=tuple(p for p in c.prefixes if p != model) or c.prefixes) for c in group)


def _place(group: Group) -> Literal["", "read", "written"]:
    """Whether it is where something is read or written; both: a file that the run itself makes."""
    places = {c.place if c.constant is not None else _literal_place(c) for c in group}
    return "" if "" in places else "written" if "written" in places else "read"


def _literal_place(candidate: Candidate) -> Literal["", "read", "written"]:
    return "" if not (candidate.path and candidate.must) else "read" if candidate.reads else "written"


def names_of_workflow(program: Program) -> set[str]:
    """Names that the workflow itself reads or binds; what functions call things inside them meets no parameter."""
    found: set[str] = set()
    for statement in program.statements:
        if not in_function(program, statement):
            facts = statement.facts
            found |= facts.names | facts.reads | facts.binds | facts.late | facts.outer | facts.deletes
            if not isinstance(statement.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found |= {n.id for n in walk(statement.node) if isinstance(n, ast.Name)}
                found |= {n.arg for n in walk(statement.node) if isinstance(n, ast.arg)}
    return found


def _worth_it(reach: Reach, group: Group) -> bool:
    """Whether something comes of another value, and another value is possible at all."""
    if any(c.must or c.secret or (c.keyword in TRAINING and c.origin.startswith("fit")) for c in group):
        return True  # how long each network trains is asked for by who only tries the project
    if all(c.idle or (c.statement >= 0 and overwritten(reach.program, c.statement, c.keyword)) for c in group):
        return False
    places = [(c, s) for c, s in zip(group, _statements(reach, group), strict=True)]
    if any(c.keyword == "n_components" and (c.value == 1 or reach.names_each(s.id, c.value)) for c, s in places):
        return False  # code beside it takes one column
    if all(s.facts.seeds and not reach.drawn_from(s) for _, s in places):
        return False
    own = reach.saved and all(c.constant is None and c.alike[:1] == ("own",) for c in group)
    if own and not any(reach.counts(s.id) for _, s in places):
        return False  # cost(X, 0.5), shown: a try of one's own function, and nothing is made of it
    transforms = not reach.saved and all(_of_transformer(c) for c in group)
    if transforms and not any(reach.comes_out(s.id, ends=False) for _, s in places):
        return False  # of a demonstration: what it makes is shown, and goes nowhere
    return any(
        reach.comes_out(s.id, c.constant is not None) and not reach.selects_nothing(s.id, c.origin, c.keyword)
        for c, s in places
    )


def _of_transformer(candidate: Candidate) -> bool:
    """Whether it is a setting of a class that prepares data, and no seed."""
    plain = (
        candidate.constant is None and candidate.statement < 0 and candidate.alike[:1] not in (("seed",), ("entry",))
    )
    return plain and candidate.origin[:1].isupper() and candidate.keyword not in TRAINING and not candidate.path


def _statements(reach: Reach, group: Group) -> list[Statement]:
    found = (
        reach.program.statements[c.constant] if c.constant is not None else reach.statement(c.cell, c.span)
        for c in group
    )
    return [statement for statement in found if statement is not None]


def _grouped(found: Iterable[Candidate]) -> list[Group]:
    """The candidates of each parameter: of several for one place the first, equal ones of one meaning together."""
    claimed: dict[int, list[Span]] = {}
    groups: dict[object, list[Candidate]] = {}
    for candidate in found:
        before = claimed.setdefault(candidate.cell, [])
        if not any(within(candidate.span, span) for span in before):
            before.append(candidate.span)
            groups.setdefault(_alike(candidate) or (candidate.cell, candidate.span), []).append(candidate)
    first = [tuple(sorted(group, key=lambda c: c.constant is None)) for group in groups.values()]
    return with_constants(first)  # one that a constant says bears its name, wherever else it is written before


def _without_siblings(groups: list[Group], every: list[Candidate], saved: frozenset[int]) -> list[Group]:
    """The groups but for settings that the saved model has, too, and keeps in code: n_components of another mixture."""
    lifted = {(c.cell, c.span) for group in groups for c in group}
    kept = {(c.origin, c.keyword) for c in every if c.home in saved and (c.cell, c.span) not in lifted}
    kept = {pair for pair in kept if pair[1] in PARTS}  # code beside it counts on it
    return [g for g in groups if any(c.home in saved or (c.origin, c.keyword) not in kept for c in g)]


def _all(program: Program, kept: list[Statement], found: list[Candidate]) -> Iterator[Candidate]:
    """Every candidate in the order of the notebook, the widest of one place first; none with a secret inside."""
    hidden = [(c.cell, c.span) for c in found if c.secret]
    found = [c for c in found if c.secret or not any(c.cell == at and within(span, c.span) for at, span in hidden)]
    found = wholly(program, kept, found)
    first = {id(c): n for n, c in enumerate(found)}
    yield from sorted(found, key=lambda c: (c.cell, c.span[:2], [-end for end in c.span[2:]], first[id(c)]))


def _alike(candidate: Candidate) -> object:
    """What candidates for one and the same parameter have in common; None where each is its own."""
    if candidate.path or candidate.secret:  # "./a.h5" is "a.h5"
        return candidate.value.removeprefix("./") if isinstance(candidate.value, str) else candidate.value
    return (candidate.alike, type(candidate.value), str(candidate.value)) if candidate.alike else None
