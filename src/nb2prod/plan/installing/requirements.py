"""What the project needs to be installed: what stays imports it, a pip line asks for it, or a call takes it.

import matplotlib.pyplot as plt     needed where something of it stays
df = pd.read_excel("a.xls")         pandas, and xlrd
!pip install openpyxl==3.0.10       that one, where read_excel takes it
!pip install raiwidgets             not where all that imports it goes; what nothing imports may serve all the same
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

from packaging.utils import canonicalize_name

from nb2prod import knowledge
from nb2prod.knowledge.distributions import FRONT_ENDS, distribution_of
from nb2prod.knowledge.findings import kinds
from nb2prod.knowledge.moves import left, place_in_module
from nb2prod.knowledge.shelf import known
from nb2prod.model import Finding, Program, Requirement, Statement
from nb2prod.plan.installing.needed import needed
from nb2prod.reaching import parsed
from nb2prod.walking import walk

# What other libraries import whatever the notebook does with it itself.
UNDERNEATH = frozenset("matplotlib numpy pandas scikit-learn scipy tensorflow torch".split())


def requirements(program: Program, kept: frozenset[int]) -> tuple[Requirement, ...]:
    """Pip lines as they stand, and what is imported; what only draws or shows just where its import stays."""
    imported = _modules(program, [s for s in program.statements if s.id in kept])
    asked = program.notebook.requirements
    old = {canonicalize_name(name) for name in left()}  # of what has moved away as a whole
    served = {canonicalize_name(name) for name, _ in needed(program, kept, ())}
    only_gone = _used(program) - imported - UNDERNEATH - served
    found = [r for r in asked if canonicalize_name(r.name) in imported or (r.cell is not None and not _shows(r))]
    found = [r for r in found if canonicalize_name(r.name) not in only_gone]
    found = [r for r in found if canonicalize_name(r.name) in imported or canonicalize_name(r.name) not in old]
    found += [Requirement(name) for name in _elsewhere(program, kept) - {canonicalize_name(r.name) for r in found}]
    calls = needed(program, kept, {r.name for r in found})
    found += [Requirement(name, because=f"{call} may need it") for name, call in calls]
    return in_order(found)


def _used(program: Program) -> set[str]:
    """Distributions of which the notebook uses a name; `import psycopg2` alone may load a driver."""
    parts = (part for s in program.statements if s.parent is None for part in walk(s.node))
    names = {part.id for part in parts if isinstance(part, ast.Name)}
    used = (item.module for item in program.imports if not item.level and item.name in names)
    return {canonicalize_name(name) for module in used if (name := distribution_of(module))}


def _elsewhere(program: Program, kept: frozenset[int]) -> set[str]:
    """Distributions to which something has moved that another one held: joblib, once in sklearn.externals."""
    places = (item.now for item in program.imports if item.statement in kept and item.place)
    return {canonicalize_name(name) for place in places if (name := distribution_of(place))}


def of_reading(program: Program, kept: frozenset[int]) -> tuple[Finding, ...]:
    """What reading has found, without modules that nobody knows and whose import the project leaves out."""
    imports = [(program.statements[i.statement], i.module.partition(".")[0]) for i in program.imports if not i.level]
    copied = (_named(node, place_in_module) for _, tree in parsed(program.notebook.modules) for node in walk(tree))
    inside = {name.partition(".")[0] for names in copied for name in names}

    def gone(found: Finding) -> bool:
        there = {top for s, top in imports if s.cell == found.cell and s.line <= (found.line or 0) <= s.end_line}
        named = there.intersection(found.text.split())  # its other imports may stay
        stay = any(s.id in kept for s, top in imports if top in named) or named & inside
        return kinds()[found.code].absent and bool(there) and not stay

    return tuple(found for found in program.notebook.findings if not gone(found))


def in_order(found: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """By name, as pip compares them."""
    return tuple(sorted(found, key=lambda r: (re.sub(r"[-_.]+", "-", r.name).lower(), r.specifier, r.url)))


def _shows(requirement: Requirement) -> bool:
    """Whether the distribution only draws, or shows notebooks."""
    name = canonicalize_name(requirement.name)
    return name in FRONT_ENDS or name in _drawing()


def _drawing() -> frozenset[str]:
    libraries = (knowledge.library(name) for name in known())
    return frozenset(canonicalize_name(each.distribution or each.name) for each in libraries if each and each.plotting)


def _modules(program: Program, kept: Iterable[Statement]) -> set[str]:
    own = {(item.module, item.attribute): item.place for item in program.imports}
    found: set[str] = set()
    for node in (part for s in kept for part in walk(s.node)):
        found |= _named(node, own.get)
    for node in (part for _, tree in parsed(program.notebook.modules) for part in walk(tree)):
        found |= _named(node, place_in_module)
    return {canonicalize_name(name) for module in found if (name := distribution_of(module))}


def _named(node: ast.AST, place: Callable[[tuple[str, str]], tuple[str, str] | None]) -> set[str]:
    if isinstance(node, ast.Import):
        pairs = {(alias.name, "") for alias in node.names}
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        pairs = {(node.module, alias.name) for alias in node.names}
    else:
        return set()
    return {".".join(place(pair) or pair).strip(".") for pair in pairs}
