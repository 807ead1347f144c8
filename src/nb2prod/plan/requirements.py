"""What the project needs to be installed: what stays imports it, a pip line asks for it, or a call takes it.

import matplotlib.pyplot as plt     needed where something of it stays
df = pd.read_excel("a.xls")         pandas, and xlrd
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name

from nb2prod import knowledge
from nb2prod.knowledge.distributions import distribution_of
from nb2prod.knowledge.shelf import known
from nb2prod.model import Notebook, Program, Requirement, Statement
from nb2prod.plan.needed import needed
from nb2prod.rewrite.moved import TABLE, moved

# What shows a notebook, and nothing else: a pip line for it says nothing about the work.
FRONT_ENDS = frozenset(
    "ipython ipykernel ipywidgets jupyter jupyterlab notebook nbconvert nbformat nb-black nbextension qgrid watermark"
    " jupyterthemes jupyter-contrib-nbextensions jupyter-nbextensions-configurator pip".split()
)


def requirements(program: Program, kept: frozenset[int]) -> tuple[Requirement, ...]:
    """Pip lines as they stand, and what is imported; what only draws or shows just where its import stays."""
    imported = _modules(program.notebook, [s for s in program.statements if s.id in kept])
    asked = program.notebook.requirements
    old = {canonicalize_name(module.partition(".")[0]) for module in TABLE}  # of what has moved away as a whole
    found = [r for r in asked if canonicalize_name(r.name) in imported or (r.cell is not None and not _shows(r))]
    found = [r for r in found if canonicalize_name(r.name) in imported or canonicalize_name(r.name) not in old]
    found += [Requirement(name) for name in _elsewhere(program, kept) - {canonicalize_name(r.name) for r in found}]
    calls = needed(program, kept, {r.name for r in found})
    found += [Requirement(name, because=f"{call} needs it") for name, call in calls]
    return in_order(found)


def _elsewhere(program: Program, kept: frozenset[int]) -> set[str]:
    """Distributions to which something has moved that another one held: joblib, once in sklearn.externals."""
    items = (i for i in program.imports if i.statement in kept and moved(i.module, i.attribute) is not None)
    places = (f"{moved(item.module, item.attribute)}.{item.attribute}".lstrip(".") for item in items)
    return {canonicalize_name(name) for place in places if (name := distribution_of(place))}


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


def _modules(notebook: Notebook, kept: Iterable[Statement]) -> set[str]:
    texts = [ast.parse(module.text) for module in notebook.modules if module.path.endswith(".py")]
    found: set[str] = set()
    for node in [*(s.node for s in kept), *texts]:
        for part in ast.walk(node):
            if isinstance(part, ast.Import):
                found |= {alias.name for alias in part.names}
            elif isinstance(part, ast.ImportFrom) and part.module and not part.level:
                places = {alias.name: moved(part.module, alias.name) for alias in part.names}
                found |= {f"{part.module if new is None else new}.{name}".lstrip(".") for name, new in places.items()}
    return {canonicalize_name(name) for module in found if (name := distribution_of(module))}
