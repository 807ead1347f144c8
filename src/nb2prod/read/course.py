"""What grades the exercises of a course goes before anything is asked of the cells: it only looks at what they bound.

from learntools.core import binder; binder.bind(globals())        (nothing)
from learntools.machine_learning.ex5 import *                     (nothing)
step_1.check()                                                    (nothing)

All of it goes or none: not where a name of a grader means anything else, where other code may look through all names,
or where random numbers of the notebook may be drawn or seeded by it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from nb2prod.knowledge.graders import Graders
from nb2prod.knowledge.python import UNSEEN
from nb2prod.knowledge.shelf import load
from nb2prod.model import Cell, LineFate
from nb2prod.read.called import may_do_more
from nb2prod.read.compiling import parse
from nb2prod.read.exercises import Beside, own_names, text_of
from nb2prod.read.tags import KEEP
from nb2prod.walking import walk

ASKS = "it only asks the checks of the course"
SETS_UP = "it only sets up the checks of the course"
SAYS = "it only says that the checks of the course are set up"
FIGURES = frozenset("gca gcf get_fignums xlim ylim axis xticks yticks".split())  # a grader may open figure 1
PYTHONS = frozenset({"set_random_seed", "seed_everything", "fix_random_seed"})  # they seed python's stream as well


@dataclass(frozen=True)
class _Course:
    """The graders of one notebook."""

    known: Graders
    grader: Callable[[str], bool]  # whether a name is one of theirs

    def role(self, node: ast.stmt) -> str:
        """Why a statement goes; "" where it does not."""
        known = self.known
        match node:
            case ast.ImportFrom(module=str(module), level=0, names=[ast.alias(name="*")]):
                return SETS_UP if module in known.modules else ""
            case ast.ImportFrom(module=str(module), level=0, names=[ast.alias(name=name, asname=None)]):
                return SETS_UP if f"{module}.{name}" == known.binder else ""
            case ast.Expr(value=ast.Call(func=func, args=[given], keywords=[])) if ast.unparse(given) == "globals()":
                return SETS_UP if ast.unparse(func) == f"{self.binder}.bind" else ""
            case ast.Expr(value=ast.Call(func=ast.Name("print"), args=[ast.Constant(value=str(text))], keywords=[])):
                return SAYS if text.strip(" .!\n").lower() in known.said else ""
            case ast.Expr(value=value):
                return ASKS if known.asked(value, self.grader) else ""
        return ""

    @property
    def binder(self) -> str:
        """Its name in the notebook."""
        return self.known.binder.rpartition(".")[2]

    def means(self, name: str) -> bool:
        """Whether the name is a grader's, or that of what they need."""
        return name == self.binder or self.grader(name)


def without_checks(cells: Iterable[Cell], beside: Beside) -> dict[int, Cell]:
    """The cells that hold such statements, without them, by their index; every line keeps its number."""
    code = [cell for cell in cells if cell.kind == "code" and not cell.dropped]
    trees = {cell.index: tree for cell in code if isinstance(tree := parse(cell.python), ast.Module)}
    course = _course(trees, beside)
    if course is None:
        return {}
    gone = {node: role for tree in trees.values() for node in tree.body if (role := course.role(node))}
    named = {node: text for tree in trees.values() for node in tree.body if (text := _named(course.known, node))}
    rest = [node for tree in trees.values() for node in tree.body if node not in gone]
    tagged = any(KEEP in cell.tags and any(node in gone for node in trees[cell.index].body) for cell in code)
    if tagged or any(_looks(course, part) for node in rest for part in walk(node)):
        return {}
    left = any(isinstance(n, ast.Name) and n.id == _last(course.known.blank) for node in rest for n in walk(node))
    instead = {**named, **(_blank(course.known, gone) if left else {})}
    found = {cell.index: without(cell, trees[cell.index], gone, instead) for cell in code if cell.index in trees}
    return {} if None in found.values() else {index: cell for index, cell in found.items() if cell is not None}


def _course(trees: Mapping[int, ast.Module], beside: Beside) -> _Course | None:
    """The graders that star imports bind; None where there are none, or they may do more than look."""
    body = [node for tree in trees.values() for node in tree.body]
    stars = [s for s in body if isinstance(s, ast.ImportFrom) and s.names[0].name == "*" and not s.level and s.module]
    known_ones = (load((star.module or "").partition(".")[0]) for star in stars)
    graded = [found for found in known_ones if found is not None and found.grades.modules]
    if not graded:
        return None
    library = graded[-1]
    known = library.grades
    modules = [s.module or "" for s in stars if (s.module or "").startswith(f"{library.name}.")]
    modules = [module for module in modules if module not in known.styles]
    if not modules or not {*modules} <= known.modules.keys() or _seeded_before(body, known):
        return None
    if known.asking.intersection(modules) and any(map(may_do_more, body)):
        return None
    tests: list[Callable[[str], bool]] = []
    for module in modules:
        text = text_of(module, beside)
        names = own_names(module, text, beside) if text is not None else None
        if text is not None and names is None:
            return None
        tests.append(names.__contains__ if names is not None else _pattern(known, module))
    return _Course(known, lambda name: any(test(name) for test in tests))


def _pattern(known: Graders, module: str) -> Callable[[str], bool]:
    return lambda name: known.named(module, name)


def _last(qualified: str) -> str:
    return qualified.rpartition(".")[2]


def _seeded_before(body: list[ast.stmt], known: Graders) -> bool:
    """Whether python's stream may be seeded before an exercise is imported: importing a library may draw from it."""
    at = [n for n, s in enumerate(body) if isinstance(s, ast.ImportFrom) and s.module in known.modules]
    for part in (part for node in body[: max(at, default=0)] for part in walk(node)):
        match part:
            case ast.Import(names=names) if any(alias.name == "random" for alias in names):
                return True
            case ast.ImportFrom(module="random"):
                return True
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in PYTHONS:
                return True
    return False


def _looks(course: _Course, part: ast.AST) -> bool:
    """Whether what stays speaks of a grader, may look through all names, or keeps what the open figure says."""
    match part:
        case ast.Assign(value=value) if any(getattr(each, "attr", "") in FIGURES for each in walk(value)):
            return True
        case ast.Call(func=ast.Name(id="vars" | "dir"), args=[_]):
            return False
        case ast.Call(func=ast.Name(id=name)) if name in UNSEEN:
            return True
        case ast.Name(id=name) | ast.alias(asname=str(name)) | ast.arg(arg=name):
            return course.means(name)
        case ast.alias(name=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return course.means(name)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return any(map(course.means, names))
    return False


def _blank(known: Graders, gone: Mapping[ast.stmt, str]) -> dict[ast.stmt, str]:
    """What stays of the first star import: the blank that it binds as well."""
    first = next(s for s in gone if isinstance(s, ast.ImportFrom) and s.module in known.modules)
    module, _, name = known.blank.rpartition(".")
    return {first: f"from {module} import {name}"}


def _named(known: Graders, node: ast.stmt) -> str:
    """A star import of a module that only sets how plots look, with the names that it binds."""
    match node:
        case ast.ImportFrom(module=str(module), level=0, names=[ast.alias(name="*")]) if module in known.styles:
            return f"from {module} import {', '.join(known.styles[module])}"
    return ""


def without(cell: Cell, tree: ast.Module, gone: Mapping[ast.stmt, str], instead: Mapping[ast.stmt, str]) -> Cell | None:
    """The cell without them; the cell as it is where there are none, None where they cannot be cut out."""
    lines, fates = cell.python.split("\n"), list(cell.lines)
    for group in _groups(tree.body):
        going = [node for node in group if node in gone or node in instead]
        first, last = group[0].lineno, max(node.end_lineno or node.lineno for node in group)
        if not going:
            continue
        if len(going) < len(group) and first != last:
            return None
        stay = {n: ast.get_source_segment(cell.python, n) or "" for n in group if n not in gone}
        texts = [{**stay, **instead}.get(n, "") for n in group]
        lines[first - 1 : last] = ["; ".join(filter(None, texts)), *[""] * (last - first)]
        because = gone.get(going[0], SETS_UP) if len({gone.get(node) for node in going}) == 1 else SETS_UP
        parts = [ast.get_source_segment(cell.python, node) or "" for node in group if node in gone]
        shown = "; ".join(parts) if stay else "\n".join(cell.source.split("\n")[first - 1 : last])
        fates += [LineFate(first, last, shown, "dropped", ("display",), because)] if parts else []
    return replace(cell, python="\n".join(lines), lines=tuple(fates))


def _groups(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Statements that share a line."""
    group: list[ast.stmt] = []
    for node in body:
        if group and node.lineno > (group[-1].end_lineno or 0):
            yield group
            group = []
        group.append(node)
    if group:
        yield group
