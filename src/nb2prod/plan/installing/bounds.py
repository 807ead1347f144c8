"""Older versions that the project asks for: of libraries that newer ones cannot take the place of, and of Python.

df = df.append(row)     pandas<2.0, as DataFrame.append is gone from 2.0; numpy<2, which those are built for;
                        Python up to 3.11, as no pandas before 2.0 has wheels for a newer one
root_mean_squared_error  scikit-learn>=1.4, which was the first to have it

What a pip line pins stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from packaging.requirements import Requirement as Parsed
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from nb2prod.fates import acts
from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.versions import FAR, Wheels, renamed
from nb2prod.model import Finding, Newest, Program, Removal, Requirement
from nb2prod.nesting import defined
from nb2prod.plan.installing.asserted import with_asserted
from nb2prod.plan.installing.requirements import in_order
from nb2prod.walking import walk

OLDEST = Version("3.9")
LEAST = ("==", "~=", ">=", ">", "===")
ALWAYS = frozenset({"matplotlib", "numpy", "tensorflow"})  # what old versions import whatever is done with them
THEIRS = {  # and what these do
    "fastai": frozenset({"setuptools"}),
    "gensim": frozenset({"scipy"}),
    "imbalanced-learn": frozenset({"scikit-learn"}),
    "pytorch-lightning": frozenset({"setuptools"}),
    "scikeras": frozenset({"scikit-learn"}),
    "scikit-learn": frozenset({"scipy"}),
    "scikit-plot": frozenset({"scipy"}),
    "seaborn": frozenset({"pandas"}),
    "statsmodels": frozenset({"pandas", "scipy"}),
    "torchtext": frozenset({"torch"}),
}
LENIENT = frozenset({"xgboost", "lightgbm"})  # their classes pass over what they do not know
NEVER = "0"  # gone from there and back later: older versions have not had it yet
SEVERAL = 2  # uses that a comment names


@dataclass(frozen=True)
class Installed:
    """What is to be installed, and what a person should know of it."""

    requirements: tuple[Requirement, ...]
    newest: Newest
    findings: tuple[Finding, ...]


def bounded(
    program: Program, kept: frozenset[int], asked: tuple[Requirement, ...], hoisted: frozenset[str]
) -> Installed:
    """The requirements with the bounds that what stays of the notebook needs.

    `hoisted`: names whose import moves to the head of a module, which has those that its code reads.
    """
    imported = _left_out(program, kept, hoisted)
    staying = [r for r in program.removals if r.statement is None or r.statement in kept]
    staying = [r for r in staying if (r.statement, r.name) not in imported]
    new = [use for use in staying if use.version == NEVER]
    staying = [use for use in staying if use.version != NEVER]
    known: dict[str, Requirement] = {canonicalize_name(r.name): r for r in with_asserted(program, kept, asked)}
    found = list(_moved(program, kept))
    pythons: list[Newest] = []
    for name, uses in _by_distribution([use for use in staying if not use.back]):
        if name == "python":
            pythons += _before(uses)
            older = "the project is for Python 3.9 or later"
            found += [_note(u) if Version(u.version) > OLDEST else _warning(u, older, program) for u in _once(uses)]
        elif name in known:
            known[name], said = _bound(known[name], uses, program)
            found += said
    found += [_old(r) for r in known.values() if r.cell is not None and Wheels.of(r.name, r.specifier).missing]
    for name, more in _between(known | _beside(known), [use for use in staying if use.back]):
        known[name], said = _bound(known.get(name, Requirement(name)), more, program)
        found += said
    known |= _beside(known)
    known |= {name: _since(known[name], more) for name, more in _by_distribution(new) if name in known}
    pythons += [_limit(r) for r in known.values() if Wheels.of(r.name, r.specifier).python]
    newest = min(pythons, key=_version, default=Newest())
    return Installed(in_order(known.values()), _with_older(newest, known.values()), tuple(found))


def _left_out(program: Program, kept: frozenset[int], hoisted: frozenset[str]) -> set[tuple[int | None, str]]:
    """Statements and what they import for plots alone, as `Removal` names it: its import does not stay."""
    importing = {item.statement for item in program.imports}
    read = {edge.name for edge in program.edges if edge.target in kept and edge.source in importing}
    return {
        (item.statement, name)
        for item in program.imports
        if item.name in hoisted and item.name not in read and not acts(program, item)
        for name in (item.qualified, item.qualified.partition(".")[2])
    }


def _with_older(newest: Newest, known: Iterable[Requirement]) -> Newest:
    """Said of the Pythons that it installs on: what has no wheels for any of them."""
    older = [f"{r.name}{r.specifier}" for r in known if r.cell is not None and Wheels.of(r.name, r.specifier).missing]
    if not older or not newest.python:
        return newest
    return replace(newest, because=f"{newest.because}, and {' and '.join(older)} none for any of these")


def _between(known: Mapping[str, Requirement], uses: list[Removal]) -> Iterator[tuple[str, list[Removal]]]:
    """What newer ones have again, where none of those can be had: np.bool beside a pandas that is built for numpy 1."""
    for name, found in _by_distribution(uses):
        shut = [use for use in found if name in known and excludes(known[name].specifier, use.back)]
        if shut:
            yield name, shut


def _since(requirement: Requirement, uses: list[Removal]) -> Requirement:
    """No older than what is used, where the notebook itself says nothing of the version and some are left."""
    first = max(uses, key=lambda use: Version(use.back))
    parts = [*filter(None, requirement.specifier.split(","))]
    if requirement.url or any(not one.startswith("<") for one in parts) or excludes(requirement.specifier, first.back):
        return requirement
    told = f"{first.name} came with {first.back} ({first.place})"
    because = "; ".join(filter(None, (requirement.because, told)))
    return replace(requirement, specifier=",".join((f">={first.back}", *parts)), because=because)


def _moved(program: Program, kept: frozenset[int]) -> Iterator[Finding]:
    """One for each import that names another module in the project."""
    for item in program.imports:
        if item.statement in kept and item.place is not None:
            at = program.statements[item.statement]
            yield finding("NB144", cell=at.cell, line=at.line, name=item.qualified, place=item.now)


def _by_distribution(uses: list[Removal]) -> list[tuple[str, list[Removal]]]:
    parted = groupby(sorted(uses, key=lambda use: use.distribution), key=lambda use: use.distribution)
    return [(canonicalize_name(name), sorted(found, key=_first_without)) for name, found in parted]


def _first_without(use: Removal) -> tuple[Version, int, int]:
    return Version(use.version), use.cell or 0, use.line or 0


def _once(uses: Iterable[Removal]) -> list[Removal]:
    """The first of each name, in the notebook's order; what stands in the modules beside it comes after."""
    first: dict[str, Removal] = {}
    for use in sorted(uses, key=lambda use: (bool(use.module), use.cell or 0, use.line or 0)):
        first.setdefault(use.name, use)
    return list(first.values())


def _bound(requirement: Requirement, uses: list[Removal], program: Program) -> tuple[Requirement, list[Finding]]:
    """Bound it as far as its own pin and the versions that there are allow it."""
    found: list[Finding] = []
    working: list[Removal] = []
    for use in _once(uses):
        if requirement.url or excludes(requirement.specifier, use.version):
            continue
        if now := renamed(use, program.notebook.requirements):
            found.append(_said("NB160", use, now=now[2]))
            continue
        if use.name.startswith("the old default of ") and _searched(use, program):
            continue
        pinned = requirement.specifier and _only_newer(requirement.specifier, use.version)
        if pinned or Wheels.of(requirement.name, f"<{use.version}").missing:
            asked = f"a pip line asks for {requirement.name}{requirement.specifier}"
            why = asked if pinned else "no older one can be installed with Python 3.9 or later"
            found.append(_warning(use, why, program))
        else:
            working.append(use)
            found.append(_note(use))
    if not working:
        return requirement, found
    lowest = min(working, key=_first_without).version
    told = [f"{use.name} is gone from {use.version} ({use.place})" for use in working if use.version == lowest]
    more = f" and {len(told) - SEVERAL} more" if len(told) > SEVERAL else ""
    specifier = _both(requirement.specifier, f"<{lowest}")
    return replace(requirement, specifier=specifier, because="; ".join(told[:SEVERAL]) + more), found


def _searched(use: Removal, program: Program) -> bool:
    """Whether each grid of its cell, or of a function that takes it there, tries values of it: no default counts.

    def tuned(m): return GridSearchCV(m, {"n_estimators": [9, 99]}).fit(X, y)      tuned(RandomForestClassifier())
    """
    if use.statement is None:
        return False
    setting, called = use.name.split()[4], program.statements[use.statement].facts.calls
    near = (
        s.node for s in program.statements if s.parent is None and (s.cell == use.cell or defined(s.node) in called)
    )
    dicts = [part for node in near for part in walk(node) if isinstance(part, ast.Dict)]
    grids = [{k.value for k in d.keys if isinstance(k, ast.Constant)} for d in dicts if _is_grid(d)]
    return bool(grids) and all(any(str(k).rpartition("__")[2] == setting for k in grid) for grid in grids)


def _is_grid(node: ast.Dict) -> bool:
    return bool(node.values) and all(isinstance(value, (ast.List, ast.Tuple)) for value in node.values)


def _both(own: str, more: str) -> str:
    """One specifier for the two; of bounds above, which newer versions may not reach, only the lowest is said."""
    parts = [one.strip() for text in (own, more) for one in text.split(",") if one.strip()]
    above = [one for one in parts if one.startswith("<") and not one.startswith("<=")]
    lowest = min(above, key=lambda one: Version(one[1:]), default="")
    return ",".join(dict.fromkeys(one for one in parts if one not in above or one == lowest))


def excludes(specifier: str, version: str) -> bool:
    """Whether the pin lets in nothing from `version` on."""
    if not specifier:
        return False
    allowed = SpecifierSet(specifier)
    return not (allowed.contains(FAR) or allowed.contains(version) or _only_newer(specifier, version))


def _only_newer(specifier: str, version: str) -> bool:
    least = [Version(one.version.removesuffix(".*")) for one in SpecifierSet(specifier) if one.operator in LEAST]
    return any(one >= Version(version) for one in least)


def _before(uses: Iterable[Removal]) -> list[Newest]:
    """The Pythons before those that no longer have a module."""
    return [
        Newest(f"3.{Version(use.version).minor - 1}", f"{use.name} is gone from Python {use.version} ({use.place})")
        for use in uses
        if Version(use.version) > OLDEST
    ]


def _limit(requirement: Requirement) -> Newest:
    wheels = Wheels.of(requirement.name, requirement.specifier)
    lacks = "has no wheels for" if requirement.specifier else "cannot be installed with"
    return Newest(wheels.python, f"{requirement.name}{requirement.specifier} {lacks} a newer one")


def _version(newest: Newest) -> Version:
    return Version(newest.python)


def _beside(known: Mapping[str, Requirement]) -> dict[str, Requirement]:
    """What old versions need beside them and do not say themselves: pandas 1.5 is built for numpy 1."""
    found: dict[str, Requirement] = {}
    todo = list(known.values())
    while todo:
        requirement = todo.pop(0)
        for text in Wheels.of(requirement.name, requirement.specifier).beside:
            parsed = Parsed(text)
            name = canonicalize_name(parsed.name)
            there = found.get(name) or known.get(name) or Requirement(parsed.name)
            own = THEIRS.get(canonicalize_name(requirement.name), frozenset())
            unasked = name not in {*known, *found, *ALWAYS, *own}
            if unasked or there.url or not _narrows(there.specifier, str(parsed.specifier)):
                continue
            specifier = _both(there.specifier, str(parsed.specifier))
            because = f"{requirement.name}{requirement.specifier} is built for it"
            found[name] = replace(there, specifier=specifier, because=because)
            todo.append(found[name])
    return found


def _narrows(own: str, wanted: str) -> bool:
    """Whether the bound takes something away, and leaves something."""
    if not own:
        return True
    version = next(iter(SpecifierSet(wanted))).version
    return not excludes(own, version) and not _only_newer(own, version)


def _note(use: Removal) -> Finding:
    return _said("NB116", use)


def _warning(use: Removal, why: str, program: Program) -> Finding:
    other = _computes_otherwise(use)
    if other:
        return _said("NB152", use, why=why, so=other)
    node = program.statements[use.statement].node if use.statement is not None else None
    so = "the import fails" if isinstance(node, (ast.Import, ast.ImportFrom)) else "the run stops here"
    return _said("NB140", use, why=why, so="a run that gets there stops" if use.module else so)


def _computes_otherwise(use: Removal) -> str:
    """What is computed instead, where nothing fails; "" else."""
    if use.name.startswith("the old default"):
        return "the new default counts"
    made = use.name.partition("(")[0].rpartition(".")[2][:1].isupper()  # a class: its methods refuse what is unknown
    return "it is passed over" if use.distribution in LENIENT and made and "(" in use.name else ""


def _said(code: str, use: Removal, **more: str) -> Finding:
    library = "Python" if use.distribution == "python" else use.distribution
    name = f"{use.name} ({use.module})" if use.module else use.name
    words = {"name": name, "library": library, "version": use.version, **more}
    words["instead"] = use.instead.removeprefix("=") or "something else"
    return finding(code, cell=use.cell, line=None if use.module else use.line, **words)


def _old(requirement: Requirement) -> Finding:
    return finding("NB141", cell=requirement.cell, requirement=f"{requirement.name}{requirement.specifier}")
