"""Fixed values: literals that are bound once, never changed, and read by several steps. They stand at module level.

FEATURES = ["age", "fare"]      X_train = X_train[FEATURES]      in definitions.py: no step has to hand it on
cols = ["age"]                  cols.append("fare")              stays in its step: it changes

bases = (Model, Mixin) if sklearn.__version__ >= "1" else (Mixin, Model)      class Vote(*bases): ...
What is picked from imports for a class goes where the class goes.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Mapping

from nb2prod.model import Choice, Edit, Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.cutting.functions import hoisted_imports
from nb2prod.plan.cutting.segments import segments
from nb2prod.plan.graph import Graph, in_function, top_of
from nb2prod.plan.names import GENERATED
from nb2prod.walking import values_given, walk

ESTIMATING = frozenset("fit transform fit_transform predict predict_proba fit_predict score".split())
PICKING = (ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.IfExp, ast.Compare, ast.Constant)
IMPORTS = (ast.Import, ast.ImportFrom)


def fixed(
    program: Program,
    choices: tuple[Choice, ...],
    bound: Mapping[str, list[int]],
    edits: Collection[Edit],
    lifted: Collection[int],
) -> dict[str, int]:
    """Each such name with the statement that binds it; `lifted`: statements that became a parameter."""
    kept = {s.id for s, c in zip(program.statements, choices, strict=True) if c.fate in ("train", "pruned")}
    everything = [program.statements[i] for i in sorted(kept)]
    changed = frozenset().union(*(_changes(s) | s.facts.outer | s.facts.deletes for s in everything), GENERATED)
    tagged = {c.index for c in program.notebook.cells if any(tag.startswith("nb2prod:step=") for tag in c.tags)}
    plain = [s for s in everything if s.parent is None and s.cell not in tagged and s.id not in lifted]
    found: dict[str, int] = {}
    imports = hoisted_imports(program, bound)
    for s in plain:
        name = _target(s, found, imports) or _picked(s, imports, everything)
        alone = len(bound.get(name, ())) == 1 and name not in changed and not hasattr(builtins, name)
        if name and alone and not any(_inside(edit, s) for edit in edits):
            found[name] = s.id
    early = {n for s in everything for n in s.facts.names if s.id < found.get(n, -1)}
    home = _homes(program, kept) if found else {}
    there: dict[str, int] = {}
    for name, identity in reversed(found.items()):  # what a fixed value is made of goes with it
        made_of = {n for i in there.values() for n in program.statements[i].facts.names}
        unread = name.isupper() and not any(name in s.facts.names | s.facts.late for s in everything)
        crosses = unread or name in made_of or _crosses(program, everything, home, name, identity)
        if name not in early and crosses:
            there[name] = identity
    return {name: i for name, i in found.items() if name in there and not _lost(program, i, {*there, *imports})}


def _lost(program: Program, identity: int, there: Collection[str]) -> bool:
    """Whether a fixed value is made of one that stays where it is."""
    return not program.statements[identity].facts.names <= set(there)


def _picked(statement: Statement, imports: Collection[str], everything: list[Statement]) -> str:
    """The name, where it is bound to what imports give, nothing is called, and only definitions read it."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            calm = all(isinstance(part, (*PICKING, ast.cmpop)) for part in walk(value))
            named = {part.id for part in walk(value) if isinstance(part, ast.Name)}
            readers = [s for s in everything if name in s.facts.names | s.facts.late]
            mine = bool(readers) and all(isinstance(s.node, ast.ClassDef) for s in readers)
            return name if calm and named and named <= set(imports) and mine else ""
    return ""


def _changes(statement: Statement) -> frozenset[str]:
    """Names whose object the statement may change. An estimator does not change the lists that it was made with."""
    facts = statement.facts
    if any(call.rpartition(".")[2] in ESTIMATING for call in facts.calls):
        return facts.mutates & facts.names
    if any("." not in call for call in facts.calls):  # the notebook's own functions: what they change is known
        return facts.mutates
    # of what is in capitals nobody expects a change by a library's call that merely takes it
    return frozenset(n for n in facts.mutates if not n.isupper() or n not in facts.names or _at(statement.node, n))


def _at(node: ast.stmt, name: str) -> bool:
    """Whether the statement itself does something to the name: `A.append(1)`, `A[0] = 1`, `A += B`, `b = A`."""
    calls = [part for part in walk(node) if isinstance(part, ast.Call)]
    given = {id(argument) for call in calls for argument in values_given(call)}
    return any(isinstance(part, ast.Name) and part.id == name and id(part) not in given for part in walk(node))


def _target(statement: Statement, known: Collection[str], imports: Collection[str]) -> str:
    """The name, where the statement only binds one to a collection or, in capitals, to anything literal.

    AUTO = tf.data.AUTOTUNE      a constant of a module under another name
    """
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()) if not name.isupper():
            return ""
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _literal(value, known):
            return name
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(attr=attr) as value) if name.isupper():
            constant = attr.isupper() and all(isinstance(p, ast.Attribute | ast.Name | ast.Load) for p in walk(value))
            return name if constant and statement.facts.names <= {*imports} else ""
    return ""


def _literal(node: ast.expr, known: Collection[str]) -> bool:
    """A literal, or fixed values put together: `numeric + categorical`."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return all(
                part.id in known if isinstance(part, ast.Name) else _literal(part, known) for part in (left, right)
            )
        case ast.BinOp(left=ast.List() as left, op=ast.Mult(), right=ast.Constant(value=int())):
            return _literal(left, known)  # ["red", "blue"] * 9
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return bool(value) and isinstance(value, (str, list, tuple, dict, set))  # an empty list is there to be filled


def _inside(edit: Edit, statement: Statement) -> bool:
    first, last = (statement.node.lineno, statement.node.col_offset), (statement.node.end_lineno or 0, 1 << 20)
    return edit.cell == statement.cell and first <= edit.span[:2] <= last


def _homes(program: Program, kept: Collection[int]) -> dict[int, int]:
    """The run of statements that each top-level statement would stand in."""
    items = [s for s in program.statements if s.id in kept and s.parent is None]
    items = [s for s in items if not isinstance(s.node, (*DEFINING, *IMPORTS))]
    found = segments(program, Graph.of(program), items, frozenset(kept))
    return {i: number for number, segment in enumerate(found) for i in segment.statements}


def _crosses(program: Program, kept: list[Statement], home: Mapping[int, int], name: str, identity: int) -> bool:
    """Whether a function or another run of statements reads the name."""
    for statement in kept:
        if name in statement.facts.names | statement.facts.late:
            if isinstance(statement.node, DEFINING) or in_function(program, statement):
                return True
            if home.get(top_of(program, statement.id)) != home[identity]:
                return True
    return False
