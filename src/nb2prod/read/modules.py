"""Which distributions and which neighbouring modules the code needs.

import cv2              ->  the requirement opencv-python
import json             ->  nothing, it is Python's own
import our_own_stuff    ->  nothing, as nobody knows a distribution that holds it; that is said
from helper import f    ->  the module helper.py beside the notebook, and what that imports
import our_models       ->  ../our_models/, where no distribution is known and the repository has such a folder
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from packaging.utils import canonicalize_name

from nb2prod.knowledge.distributions import (
    LOCAL_NAMES,
    distribution_of,
    module_key,
    same_module,
    well_known,
)
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Module, Requirement
from nb2prod.reaching import reached
from nb2prod.read.added_folders import added_folders
from nb2prod.read.compiling import parse
from nb2prod.read.front_end import without_front_end
from nb2prod.read.refusals import Refusal
from nb2prod.replacing import dataclass, replace
from nb2prod.sparing import spared
from nb2prod.walking import walk

Beside = Callable[[str], str | None]
FOUNDATIONS = frozenset({"numpy", "pandas", "scipy"})
HIGHEST = 4  # folders above the notebook
BESIDE = "it lies beside the notebook, which imports it"


@dataclass(frozen=True)
class Place:
    """Where an import stands."""

    cell: int | None
    line: int


@dataclass(frozen=True)
class Needs:
    """What the code needs besides itself."""

    requirements: tuple[Requirement, ...]
    modules: tuple[Module, ...]
    findings: tuple[Finding, ...]


def imported(tree: ast.Module, package: str = "", without: Collection[int] = frozenset()) -> Iterator[tuple[str, int]]:
    """Yield every dotted name that may be a module, with its line; `package` resolves relative imports.

    `without`: imports that do not count, by `id`.
    """
    for node in walk(tree):
        if id(node) in without:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            if base is None:
                continue
            if base:
                yield base, node.lineno
            for alias in node.names:
                if alias.name != "*":
                    yield f"{base}.{alias.name}".lstrip("."), node.lineno


def _absolute(node: ast.ImportFrom, package: str) -> str | None:
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    if not parts or node.level > len(parts):
        return None
    return ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])


def find_needs(trees: Sequence[tuple[int, ast.Module]], asked: Iterable[Requirement], written: Iterable[Module],
               beside: Beside) -> Needs:  # fmt: skip
    """Collect requirements and neighbouring modules of all cells, and of those modules in turn."""
    own = {module.name: module for module in written}
    places: dict[str, Place] = {}
    local: dict[str, Module] = {}
    findings: list[Finding] = []
    queue = [(name, Place(cell, line)) for cell, tree in trees for name, line in imported(tree)]
    queue += [item for module in own.values() for item in _imports_of(module, findings)]
    folders = ["", *added_folders([tree for _, tree in trees])]
    asked = tuple(asked)
    asked_for, conflicts = _latest(asked)
    conflicts += _pinned_after(asked)
    named = {canonicalize_name(each) for each in asked_for}
    seen: set[tuple[str, int]] = set()
    while queue:
        name, place = queue.pop(0)
        if (name, len(folders)) in seen:
            continue
        seen.add((name, len(folders)))
        found = [each for folder in folders for each in _local_modules(name, folder, beside, own, local)]
        if not found and canonicalize_name(name.split(".")[0]) not in named:
            found = _above(name, beside, own, local)
        queue += [item for module in found for item in _imports_of(module, findings)]
        added = [folder for folder in _added_by(found) if folder not in folders]
        folders += added
        places.setdefault(name, place)
        if added:  # a module that adds a folder makes others found there
            queue += [(each, there) for each, there in places.items()]
    there = {each.split(".")[0] for each in (*local, *own)}
    missing: dict[str, Place] = {}
    for name, place in places.items():
        if name.split(".")[0] not in there:
            missing.setdefault(module_key(name), place)
    every = (*own.values(), *local.values())
    pairs = [(module, tree) for module in every if not isinstance(tree := parse(module.text), Refusal)]
    firm = _firm([tree for _, tree in trees], pairs)
    derived, unknown = _derived(missing, asked_for, firm)
    requirements = sorted([*asked_for.values(), *derived], key=lambda each: canonicalize_name(each.name))
    modules = sorted((module for module, _ in pairs), key=lambda module: module.path)  # of the others see NB038
    return Needs(tuple(requirements), tuple(modules), (*conflicts, *findings, *unknown))


def _firm(cells: Sequence[ast.Module], modules: Sequence[tuple[Module, ast.Module]]) -> frozenset[str]:
    """What is imported in any case: of copied modules not what they cope without, nor what nobody calls."""
    names = reached(cells, [tree for _, tree in modules]) if modules else None
    found = {name for tree in cells for name, _ in imported(tree)}
    for module, tree in modules:
        found |= {name for name, _ in imported(tree, _package(module), spared(tree, names))}
    return frozenset(map(module_key, found))


def _added_by(modules: Iterable[Module]) -> tuple[str, ...]:
    """Folders that modules add to `sys.path` when they are imported."""
    trees = [tree for module in modules if not isinstance(tree := parse(module.text), Refusal)]
    return added_folders(trees)


def _above(name: str, beside: Beside, own: Mapping[str, Module], local: dict[str, Module]) -> list[Module]:
    """A module that no distribution is known to hold, in a folder above the notebook: it is the repository's own."""
    top = name.split(".")[0]
    if distribution_of(name) is None or well_known(name) or top in LOCAL_NAMES:
        return []
    for height in range(1, HIGHEST + 1):
        found = _local_modules(name, "../" * height, beside, own, local)
        if found:
            return found
    return []


def _local_modules(
    name: str, folder: str, beside: Beside, own: Mapping[str, Module], local: dict[str, Module]
) -> list[Module]:
    """Find the file of each part of a dotted name in a folder, packages first; give those that are new."""
    new: list[Module] = []
    parts = name.split(".")
    why = f"it lies in {folder}" if folder else BESIDE
    for length in range(1, len(parts) + 1):
        dotted = ".".join(parts[:length])
        if dotted in own or dotted in local:
            continue
        stem = "/".join(parts[:length])
        for path in (f"{stem}/__init__.py", f"{stem}.py"):
            text = beside(f"{folder}{path}")
            if text is not None:
                text = text.replace("\r\n", "\n").replace("\r", "\n")
                local[dotted] = Module(dotted, path, without_front_end(text), None, why)
                new.append(local[dotted])
                break
    return new


def _imports_of(module: Module, findings: list[Finding]) -> list[tuple[str, Place]]:
    tree = parse(module.text)
    if isinstance(tree, Refusal):
        findings.append(finding("NB038", cell=module.cell, path=module.path))
        return []
    return [(name, Place(module.cell, line)) for name, line in imported(tree, _package(module))]


def _package(module: Module) -> str:
    return module.name if module.path.endswith("/__init__.py") else module.name.rpartition(".")[0]


def _latest(asked: Iterable[Requirement]) -> tuple[dict[str, Requirement], list[Finding]]:
    """Of two pip lines for one distribution the later one wins, as it does in the notebook."""
    latest: dict[str, Requirement] = {}
    findings: list[Finding] = []
    for requirement in asked:
        key = canonicalize_name(requirement.name)
        before = latest.get(key)
        extras = tuple(sorted({*(before.extras if before else ()), *requirement.extras}))
        if before and not (requirement.specifier or requirement.url):
            latest[key] = replace(before, extras=extras)
            continue
        if before and (before.specifier or before.url) not in ("", requirement.specifier or requirement.url):
            first, second = before.specifier or before.url, requirement.specifier or requirement.url
            findings.append(finding("NB034", cell=requirement.cell, name=requirement.name, first=first, second=second))
        latest[key] = replace(requirement, extras=extras)
    return latest, findings


def _pinned_after(asked: Sequence[Requirement]) -> list[Finding]:
    """One for each pip line that pins what nearly all others stand on, after these were installed without a pin."""
    findings: list[Finding] = []
    loose: dict[str, int] = {}
    for requirement in asked:
        name, cell = canonicalize_name(requirement.name), requirement.cell
        before = next((other for other, first in loose.items() if cell is not None and first < cell), "")
        if name in FOUNDATIONS and "==" in requirement.specifier:
            pin = f"{requirement.name}{requirement.specifier}"
            findings += [finding("NB043", cell=cell, requirement=pin, other=before)] if before else []
        elif name not in FOUNDATIONS and cell is not None and not requirement.specifier and not requirement.url:
            loose.setdefault(requirement.name, cell)
    return findings


def _derived(
    places: Mapping[str, Place], asked: Mapping[str, Requirement], firm: Collection[str]
) -> tuple[list[Requirement], list[Finding]]:
    """Requirements that only imports ask for: they carry no cell, so that later stages can tell them apart.

    `firm`: what is imported whatever is asked of the copied modules; the rest is optional.
    """
    derived: dict[str, Requirement] = {}
    findings: list[Finding] = []
    for module, place in sorted(places.items()):
        name = distribution_of(module)
        if name is None or any(same_module(module, key) for key in asked):
            continue
        key = canonicalize_name(name)
        if module.lower() in LOCAL_NAMES:
            findings.append(finding("NB036", cell=place.cell, line=place.line, module=module))
            continue
        if not well_known(module) and key not in asked and not module.startswith("google.cloud."):
            if module in firm and not any(each.startswith(f"{key}-") for each in asked):  # its client-v4, say
                findings.append(finding("NB035", cell=place.cell, line=place.line, module=module))
        elif key not in asked:
            optional = module not in firm and (key not in derived or derived[key].optional)
            derived[key] = Requirement(name, optional=optional)
    return list(derived.values()), findings
