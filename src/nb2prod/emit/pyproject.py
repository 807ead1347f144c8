"""What the generated project needs to be installed: its distributions, and the oldest Python its syntax allows."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from packaging.utils import canonicalize_name
from packaging.version import Version

from nb2prod.knowledge.distributions import FRONT_ENDS, distribution_of, well_known
from nb2prod.model import File, Newest, Plan, Requirement
from nb2prod.walking import walk

OWN = (Requirement("pydantic", ">=2"), Requirement("pyyaml"), Requirement("typer", ">=0.12"))
WITH_MODEL = {"joblib": (Requirement("joblib"),), "skops": (Requirement("skops", ">=0.10"),)}  # by persistence
WITH_ROWS = (Requirement("numpy"), Requirement("pandas"))  # inference reads frames
DISPLAY = "\nfrom IPython.display import display\n"
OLDEST = (3, 9)
SYNTAX = (  # node of the syntax tree, first Python that has it
    ("Match", (3, 10)),
    ("TryStar", (3, 11)),
    ("TypeAlias", (3, 12)),
    ("TemplateStr", (3, 14)),
)
TYPE_PARAMETERS = (3, 12)
UNIONS = (3, 10)  # `int | None`, where a definition evaluates it
TYPES = frozenset({"bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"})


def dependencies(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Requirement lines with their reasons, sorted; what the notebook pins wins over what generated code asks for."""
    own = OWN + (WITH_MODEL[plan.persistence] if plan.workflow == "train" else ())
    if plan.inference is not None and plan.inference.level != "none":
        own += WITH_ROWS
    firm = (requirement for requirement in plan.requirements if not requirement.optional)
    chosen = {canonicalize_name(requirement.name): requirement for requirement in (*own, *firm)}
    return tuple((_line(chosen[name]), chosen[name].because) for name in sorted(chosen))


def optional(plan: Plan) -> tuple[str, ...]:
    """Requirement lines of what copied modules ask for without needing it, sorted."""
    firm = {line for line, _ in dependencies(plan)}
    return tuple(sorted(line for each in plan.requirements if each.optional and (line := _line(each)) not in firm))


def imported_only(plan: Plan, files: Collection[File]) -> Plan:
    """The plan without requirements that only imports asked for, of which none is left in the code.

    With that of `display`, which a notebook has without importing it, where some of it stays.
    """
    trees = (tree for file in files if file.path.endswith(".py") and (tree := _parsed(file.text)) is not None)
    names = {name for tree in trees for node in walk(tree) for name in _modules(node)}
    wanted = {canonicalize_name(found) for name in names if (found := distribution_of(name))}
    left = [r for r in plan.requirements if r.cell is not None or r.because or canonicalize_name(r.name) in wanted]
    copied = tuple(f"/{module.path}" for module in plan.program.notebook.modules)
    shows = any(DISPLAY in file.text for file in files if not file.path.endswith(copied))
    implied = (Requirement("ipython"),) * (shows and "ipython" not in {canonicalize_name(r.name) for r in left})
    return replace(plan, requirements=(*left, *implied))


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    match node:  # a star import inside a function stands there as text
        case ast.Call(func=ast.Name("exec"), args=[ast.Constant(str(text)), *_]) if (tree := _parsed(text)) is not None:
            return [name for part in walk(tree) for name in _modules(part)]
    return []


def libraries(plan: Plan) -> tuple[str, ...]:
    """The distributions whose versions a saved model depends on."""
    own = WITH_MODEL[plan.persistence] if plan.workflow == "train" else ()
    firm = (requirement for requirement in plan.requirements if not requirement.optional)
    return tuple(sorted({requirement.name for requirement in (*own, *firm)}, key=str.lower))


def distribution_name(package: str) -> str:
    """`package` as the name of a distribution, which must be ASCII; of none that pip would take out for this one."""
    name = re.sub(r"[^a-z0-9]+", "-", package.lower()).strip("-") or "notebook"
    return f"{name}-project" if name in FRONT_ENDS or well_known(name) else name


def oldest_python(plan: Plan) -> str:
    """The first Python, from 3.9 on, that has the syntax of the notebook and of its modules."""
    trees: list[ast.AST] = [s.node for s in plan.program.statements if s.parent is None]
    trees += [tree for module in plan.program.notebook.modules if (tree := _parsed(module.text))]
    nodes = [node for tree in trees for node in walk(tree)]
    lazy = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in nodes)
    unions = [] if lazy else [UNIONS for node in nodes if _says_union(node)]
    return ".".join(map(str, max([*_first_pythons(nodes), *unions], default=OLDEST)))


def _says_union(node: ast.AST) -> bool:
    """Whether a parameter or a function is annotated with a union of types by `|`."""
    note = node.annotation if isinstance(node, ast.arg) else getattr(node, "returns", None)
    parts = [part for part in walk(note) if isinstance(part, ast.BinOp)] if note is not None else []
    sides = [side for part in parts if isinstance(part.op, ast.BitOr) for side in (part.left, part.right)]
    return any(
        (isinstance(side, ast.Constant) and side.value is None) or (isinstance(side, ast.Name) and side.id in TYPES)
        for side in sides
    )


def newest_python(plan: Plan) -> Newest:
    """The newest Python that it installs on, where one is known and its syntax allows that one."""
    newest = plan.newest
    fits = newest.python and Version(newest.python) >= Version(oldest_python(plan))
    return newest if fits else Newest()


def _first_pythons(nodes: Iterable[ast.AST]) -> Iterable[tuple[int, int]]:
    table = dict(SYNTAX)
    for node in nodes:
        yield table.get(type(node).__name__, OLDEST)
        if getattr(node, "type_params", None):
            yield TYPE_PARAMETERS


def _parsed(text: str) -> ast.AST | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def _line(requirement: Requirement) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    name = requirement.name + extras
    return f"{name} @ {requirement.url}" if requirement.url else name + requirement.specifier
