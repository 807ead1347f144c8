"""Rows that come from no file of a table: their own first table is what a new row looks like.

iris = load_iris()                    the rows are iris.data, their targets iris.target: objects of the same rows
X, y = make_blobs(200)                the rows are X
X = np.random.rand(100, 2) - 0.5      an array that the notebook makes, as a whole: where a model is fitted on it
df = pd.DataFrame([[1, 2], [3, 4]])   a frame that it writes down
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from nb2prod import knowledge
from nb2prod.model import Effect, Table
from nb2prod.nesting import span_of
from nb2prod.plan.names import unique
from nb2prod.plan.serving.calls import Call
from nb2prod.plan.serving.dimensions import dimensions
from nb2prod.plan.serving.naming import StuckError
from nb2prod.plan.serving.state import LOADED, MARK, State
from nb2prod.plan.serving.values import NOTHING, Deps, Out, Value, column, copied, depends, learned
from nb2prod.replacing import replace
from nb2prod.walking import walk

BUNCH = "bunch"
COLUMN = "%"  # in front of the number of a column of an array that comes in
ANEW = -1  # of what is made, in the place of which: the rows begin there, though some of their columns are followed
TARGET = "#target"  # stands for what the rows are to be predicted for: no column of theirs, inference never has it


def held(m: State, given: Call, effect: Effect) -> Out:
    """A call that gives rows and their targets: as attributes of one object, or as two of a tuple."""
    node = given.node
    if m.function or m.loops or m.maybe or len(m.chain) != 1:
        return Out(m.stuck(f"{ast.unparse(node)} makes rows inside of something else"), node)
    flags = [given.literal(name, default=False) for name in (*effect.pair_if, *effect.framed_if)]
    if given.starred or any(not isinstance(flag, bool) for flag in flags):
        return Out(m.stuck(f"{ast.unparse(node)}: what it gives is known only when it runs"), node)
    pair, framed = (any(given.literal(n, default=False) for n in names) for names in (effect.pair_if, effect.framed_if))
    rows = source(m, framed, wide=True)
    kind = "series" if framed else "array"
    target = Value("row", kind, rows=rows.rows, index=rows.index, source=m.current, deps=Deps(frozenset({TARGET})))
    if pair or effect.holds[0].isdigit():
        m.tables[m.current] = Table("", "", not framed, span_of(node), taken=(0,))
        elements: list[ast.expr] = [loaded_rows(), unknown_target()]
        return Out(
            Value("const", kind="sequence", parts=[rows, target]), ast.Tuple(elements, ast.Load()), NOTHING, node
        )
    names, both = (*effect.holds[2:], "", "")[:2]
    m.tables[m.current] = Table(
        effect.holds[0], "" if framed else names, not framed, span_of(node), taken=(effect.holds[0],)
    )
    value = learned(effect.returns, kind=BUNCH, born=m.chain, parts=[rows, target], keys=list(effect.holds[:2]))
    if both and framed:
        value.parts, value.keys = [rows, target, copied(rows)], [*effect.holds[:2], both]
    return Out(value, node, origin=node)


def part_of(m: State, node: ast.expr, base: Out, name: object) -> Out:
    """`iris.data`, `iris["target"]`; all else that it holds is known when training ends."""
    value = base.value
    keys, parts = value.keys or [], value.parts or []
    if name in keys:
        found_part = parts[keys.index(name)]
        return Out(found_part, unknown_target() if keys.index(name) == 1 else loaded_rows(), NOTHING, node)
    found = knowledge.attribute(value.type, name) if isinstance(name, str) else None
    return Out(learned(found.returns if found else ""), node, origin=node)


def made(m: State, node: ast.Assign, out: Out) -> Out:
    """What a statement that makes rows binds: these are then the rows that come in."""
    place, target = m.made[m.current], node.targets[0]
    known = [out.value, *(out.value.parts or ())]
    if place != ANEW and any(value.time == "row" or value.kind == BUNCH for value in known):
        return out
    place = None if place == ANEW else place
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    name = names[place or 0]
    assert isinstance(name, ast.Name)
    framed = dict(m.program.statements[m.current].facts.types).get(name.id) == "pandas.DataFrame"
    sizes = dimensions(node.value, place) if not framed else ()
    rows = source(m, framed, wide=len(sizes) == 2)
    rows.one = sizes[1:] == ("1",)
    width = int(sizes[1]) if len(sizes) == 2 and sizes[1].isdigit() else 0
    taken = () if place is None else (place,)
    m.tables[m.current] = Table(name.id, "", not framed, span_of(node.value), taken=taken, width=width)
    if place is None:
        return Out(rows, loaded_rows(), NOTHING, node.value)
    parts = list(out.value.parts or [learned(born=m.chain) for _ in names])
    parts[place] = rows
    elements: list[ast.expr] = [loaded_rows() if n == place else ast.Constant(None) for n in range(len(names))]
    return Out(Value("const", kind="sequence", parts=parts), ast.Tuple(elements, ast.Load()), NOTHING, node.value)


def named(m: State, name: str) -> None:
    """An object that holds rows gets its name."""
    table = m.tables.get(m.current)
    if table is not None and m.current not in m.loads:
        m.loads[m.current] = name
        names = f"{name}.{table.names}" if table.names else ""
        m.tables[m.current] = replace(table, rows=f"{name}.{table.rows}", names=names)


def source(m: State, framed: bool, *, wide: bool) -> Value:
    """All columns of rows that come in here."""
    rows = m.fresh()
    deps = Deps(rest=frozenset({TARGET}))
    if not framed:
        found = Value("row", "array", "numpy.ndarray", frozenset({m.current}), deps, rows=rows, source=m.current)
        found.wide = wide
        found.own = wide
        return found
    others = Value("row", "series", slice=frozenset({m.current}), deps=deps, rows=rows, index=rows, source=m.current)
    others.own = True
    value = Value("row", "frame", "pandas.DataFrame", others.slice, rows=rows, index=rows, source=m.current)
    value.others = others
    m.labels.setdefault(m.current, None)
    return value


def loaded_rows() -> ast.expr:
    """The rows that come in, in the form that the notebook has them in."""
    return ast.Name(LOADED, ast.Load())


def unknown_target() -> ast.expr:
    """What the rows are to be predicted for: no line that inference executes may read it."""
    return ast.Name(f"{MARK}target", ast.Load())


def reads_target(node: ast.AST, absent: Collection[str]) -> bool:
    """Whether a line would read it; `absent`: columns that new rows lack: `y = df["y"]`, only to hand it on."""
    for part in walk(node):
        match part:
            case ast.Name(id=name) if name == f"{MARK}target":
                return True
            case ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str(column)), ctx=ast.Load()):
                if column in absent and not owner.startswith(MARK):
                    return True
    return False


def columns_made(nodes: list[ast.stmt]) -> set[str]:
    """Columns that the lines themselves make."""
    parts = (part for node in nodes for part in walk(node) if isinstance(part, ast.Subscript))
    keys = (part.slice for part in parts if isinstance(part.ctx, ast.Store))
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def columns_besides(m: State, nodes: list[ast.stmt], source: str, needed: Deps) -> frozenset[str]:
    """Columns that must be there, though no prediction is made of them."""
    return columns_removed(m, nodes) | (frozenset() if needed.rest is not None else columns_taken(m, nodes, source))


def columns_taken(m: State, nodes: list[ast.stmt], source: str) -> frozenset[str]:
    """Columns of the file that a table only takes along: `pd.DataFrame({"id": test["id"]})`."""
    tables = [value for n in nodes for p in walk(n) if isinstance(p, ast.Dict) for value in p.values]
    read = [p.slice for p in tables if isinstance(p, ast.Subscript) and ast.unparse(p.value) == source]
    names = {key.value for key in read if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    frame = m.env[source][0] if source in m.env else None
    parts = {name: column(frame, name) for name in names if frame is not None and frame.kind == "frame"}
    return frozenset(name for name, part in parts.items() if part is not None and depends(part).names == {name})


def columns_removed(m: State, nodes: list[ast.stmt]) -> frozenset[str]:
    """Columns that a function which the lines call takes out of its rows: they must be there, though nobody reads them.

    def prepare(d): d["m"] = d["date"].dt.month; del d["id"]; return d        "id"
    """
    bodies: dict[str, ast.FunctionDef] = {}
    todo: list[ast.AST] = [*nodes]
    while todo:
        for part in walk(todo.pop()):
            if isinstance(part, ast.Name) and part.id not in bodies and part.id in m.env:
                value = m.env[part.id][0]
                if value.kind == "function" and isinstance(value.node, ast.FunctionDef):
                    bodies[part.id] = value.node
                    todo.append(value.node)
    inside = [statement for body in bodies.values() for statement in body.body]
    found = {
        part.slice.value
        for statement in inside
        for part in walk(statement)
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Del)
        if isinstance(part.slice, ast.Constant) and isinstance(part.slice.value, str)
    }
    return frozenset(found - columns_made([*nodes, *inside]) - m.target_names)


def table_of(m: State, load: int, taken: set[str] | frozenset[str], needed: Deps) -> tuple[str, Table | None]:
    """The name that rows come in under, and how they are a table. Raises StuckError where they never had a name."""
    name, table = m.loads[load], m.tables.get(load)
    if table is None:
        return name, None
    if table.array:
        table = replace(table, columns=_numbers(needed.names), others=needed.rest is not None)
        if needed.rest is not None:
            asked = m.target_names & needed.rest
            table = replace(table, columns=_numbers(frozenset(asked - needed.names)))
    if "." in table.rows:
        return unique(table.rows.replace(".", "_"), set(taken)), table
    if not _bound_as_it_is(m, load, name):
        raise StuckError("the statement that makes the rows changes them before they have a name", load)
    return name, replace(table, rows=name, names="")


def _numbers(names: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted(int(name.removeprefix(COLUMN)) for name in names if name.startswith(COLUMN)))


def _bound_as_it_is(m: State, load: int, name: str) -> bool:
    for key, several in m.served.items():
        if (key if key >= 0 else (-key - 2) // 100) != load:
            continue
        for served in several:
            match served.node:
                case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Name(id=value)):
                    if bound == name and value == LOADED:
                        return True
    return False
