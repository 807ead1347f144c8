"""Columns that code renames: training keeps which name became which, and serving renames by that.

df.columns = df.columns.str.lower()        new_names = dict(zip(df.columns, df.columns.str.lower()))
df = df.rename(columns=str.strip)          serving: df = df.rename(columns=new_names)

From then on a raw column is known by its new name and the renaming: "tenure@500", of statement 5. Only training knows
its name in the file, so the columns that a row needs are told by an expression over what it has kept.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from nb2prod.plan.serving.naming import Names
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Deps, Out, Value, learned, whole
from nb2prod.replacing import replace

Renamer = Callable[[str], str]
SAME = ("lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "swapcase")
LITERAL = re.compile(r"[^\\.^$*+?{}\[\]|()]*")  # of a pattern: it stands for itself


def renamed_by_code(m: State, base: Out, new: ast.expr, renamer: Renamer | None) -> tuple[Value, ast.expr] | None:
    """The frame under new names and what serving renames it by; None where a name cannot be led back to its column.

    `new` gives the new names of all columns in training.
    """
    frame = base.value
    if m.function or m.loops or m.maybe or frame.others is None or not frame.others.own:
        return None
    untouched = all(part.time == "row" and not whole(part) for part in frame.columns.values())
    names = {renamer(name): part for name, part in frame.columns.items()} if renamer is not None else {}
    if (renamer is None and not untouched) or len(names) not in (0, len(frame.columns)):
        return None
    kept, number = keep_pairs(m, base.origin if base.origin is not None else base.expr, new)
    m.renamings[number] = (m.renamings[number][0], frame.others.naming)
    made = {name: replace(part, slice=part.slice | m.chained) for name, part in names.items()}
    absent = {renamer(name) for name in frame.absent} if renamer is not None else set()
    others = replace(frame.others, naming=f"@{number}", slice=frame.others.slice | m.chained)
    return replace(frame, columns=made, others=others, absent=absent, slice=frame.slice | m.chained), kept


def keep_pairs(m: State, old: ast.expr, new: ast.expr) -> tuple[ast.expr, int]:
    """What training keeps, and a number that the renaming has in every pass."""
    zipped = ast.Call(ast.Name("zip", ast.Load()), [ast.Attribute(old, "columns", ast.Load()), new], [])
    pairs = ast.Call(ast.Name("dict", ast.Load()), [zipped], [])
    kept = m.keep(pairs, learned("dict"), "new_names", inside=False, because="the columns under their new names")
    assert isinstance(kept, ast.Name)
    record = int(kept.id[1:])
    here = [number for number in m.renamings if number // 100 == m.current]
    number = next((one for one in here if m.renamings[one][0] == record), m.current * 100 + len(here))
    m.renamings.setdefault(number, (record, ""))
    return kept, number


# -------------------------------------------------------------------------------------------------------- what is told


def of_names(node: ast.expr, frame: ast.expr) -> Renamer | None:
    """What an expression over `frame.columns` makes of each name, where that can be told."""
    columns = ast.dump(ast.Attribute(frame, "columns", ast.Load()))
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(value=inner, attr="str"))):
            before = _itself if ast.dump(inner) == columns else of_names(inner, frame)
            return _after(before, _method(node))
        case ast.ListComp(elt=part, generators=[ast.comprehension(target=ast.Name(id=name), iter=names, ifs=[])]):
            return _of_text(part, name) if ast.dump(names) == columns else None
        case ast.Call(func=ast.Name(id="list"), args=[inner], keywords=[]):
            return of_names(inner, frame)
        case ast.Call(func=ast.Name(id="map"), args=[function, names], keywords=[]):
            return of_function(function) if ast.dump(names) == columns else None
        case ast.Call(func=ast.Attribute(value=names, attr="map"), args=[function], keywords=[]):
            return of_function(function) if ast.dump(names) == columns else None
    return None


def of_function(node: ast.expr) -> Renamer | None:
    """`str.lower`, `lambda name: name.strip()`."""
    match node:
        case ast.Attribute(value=ast.Name(id="str"), attr=method) if method in SAME:
            return lambda text: str(getattr(text, method)())
        case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=name)]), body=body):
            return _of_text(body, name)
    return None


def _itself(text: str) -> str:
    return text


def _after(first: Renamer | None, second: Renamer | None) -> Renamer | None:
    return None if first is None or second is None else lambda text: second(first(text))


def _of_text(node: ast.expr, name: str) -> Renamer | None:
    """`name.lower().replace(" ", "_")`."""
    match node:
        case ast.Name(id=same) if same == name:
            return _itself
        case ast.Call(func=ast.Attribute(value=inner)):
            return _after(_of_text(inner, name), _method(node, text=True))
    return None


def _method(node: ast.Call, text: bool = False) -> Renamer | None:
    """A method of one text, or the one of the same name of `.str`."""
    assert isinstance(node.func, ast.Attribute)
    method, arguments = node.func.attr, [part.value for part in node.args if isinstance(part, ast.Constant)]
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    if len(arguments) < len(node.args) or not all(isinstance(one, str) for one in arguments):
        return None
    if method in SAME and not named:
        return lambda one: str(getattr(one, method)(*arguments))
    if method != "replace" or len(arguments) != 2 or set(named) - {"regex"}:
        return None
    regex = named.get("regex")
    plain = text or (isinstance(regex, ast.Constant) and regex.value is False) or LITERAL.fullmatch(str(arguments[0]))
    return (lambda one: one.replace(str(arguments[0]), str(arguments[1]))) if plain else None


# ------------------------------------------------------------------------------------------------------- what is needed


def local(names: frozenset[str] | set[str]) -> set[str]:
    """Names of columns as the notebook has them, without what tells which renaming they came of."""
    return {name.partition("@")[0] for name in names if name[:1] not in "@#%"}


def is_conditional(deps: Deps) -> bool:
    """Whether training tells which raw columns these are: by what became of their names, by those it leaves out."""
    return any("@" in name[1:] for name in deps.names) or any("@" in name for name in deps.rest or ())


def wanted(m: State, needed: Deps, names: Names) -> str:
    """A condition on `name`, a column of the file: whether a row needs it; "" where that is not told."""
    every = needed.names | {name for name in needed.rest or () if not name.startswith("#")}
    parts = {name: name.rpartition("@") if "@" in name[1:] else (name, "", "") for name in every}
    numbers = {int(number) for _, _, number in parts.values() if number}
    if any(name.startswith("#") for name in needed.names) or numbers - set(m.renamings):
        return ""
    lists = {int(one[1:]) for one, _, _ in parts.values() if one.startswith("@")}
    dicts = {m.renamings[number][0] for number in numbers | _before(m, numbers)}
    names.settle([m.records[number] for number in sorted(dicts | lists)])
    conditions = []
    for number in ["", *sorted(str(one) for one in numbers)]:
        own = _renamed(m, number, names)
        plain = sorted(parts[n][0] for n in needed.names if parts[n][2] == number and not parts[n][0].startswith("@"))
        conditions += [f"{own} in {plain!r}"] if plain else []
        kept = sorted(parts[n][0] for n in needed.names if parts[n][2] == number and parts[n][0].startswith("@"))
        conditions += [f"{own} in {names.name_of(m.records[int(one[1:])])}" for one in kept]
    if needed.rest is not None:
        rest = []
        for number in ["", *map(str, sorted(numbers))]:
            own, here = (
                _renamed(m, number, names),
                sorted(parts[n][0] for n in needed.rest & parts.keys() if parts[n][2] == number),
            )
            plain = [one for one in here if not one.startswith("@")]
            rest += [f"{own} not in {plain!r}"] if plain else []
            rest += [f"{own} not in {names.name_of(m.records[int(one[1:])])}" for one in here if one.startswith("@")]
        conditions.append(" and ".join(rest) or "True")
    return " or ".join(conditions)


def _before(m: State, numbers: set[int]) -> set[int]:
    """The renamings that came before some."""
    found: set[int] = set()
    todo = list(numbers)
    while todo:
        earlier = m.renamings[todo.pop()][1]
        if earlier and int(earlier[1:]) not in found:
            found.add(int(earlier[1:]))
            todo.append(int(earlier[1:]))
    return found


def _renamed(m: State, number: str, names: Names) -> str:
    """What became of `name`."""
    if not number:
        return "name"
    record, before = m.renamings[int(number)]
    inner = _renamed(m, before.removeprefix("@"), names)
    return f"{names.name_of(m.records[record])}.get({inner}, {inner})"
