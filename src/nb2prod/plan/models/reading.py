"""How the notebook reads the rows that inference takes: the load behind a frame, and what it says about the file.

df = pd.read_csv("a.csv", sep=";", nrows=500)       rows of one file: sep=";" (nrows is about training alone)
df = pd.read_csv(p, names=COLUMNS, converters=f)    COLUMNS is inlined where it is a literal; f is left out

Types are no option here: training writes down what it saw of each column, and the rows get that back.
"""

from __future__ import annotations

import ast
import builtins

from nb2prod.model import Edit, Parameter, Program, Reading, Statement, Table
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.serving.inlining import returned
from nb2prod.walking import walk

Lifted = tuple[tuple[Parameter, ...], tuple[Edit, ...]]

READERS = ("read_csv", "read_table", "read_excel", "read_parquet", "read_json", "read_feather", "read_pickle")
# What says how a file is written, whatever its columns are.
OF_FILE = frozenset(
    {"sep", "delimiter", "decimal", "thousands", "encoding", "encoding_errors", "quotechar", "quoting", "doublequote"}
    | {"escapechar", "comment", "lineterminator", "skipinitialspace", "na_values", "keep_default_na", "na_filter"}
    | {"true_values", "false_values", "engine", "delim_whitespace", "dialect", "on_bad_lines"}
)
# What says where the notebook's own columns stand in it, and how their texts are read.
OF_COLUMNS = frozenset({"names", "header", "skiprows", "skipfooter", "converters", "sheet_name"})
OF_DATES = frozenset({"dayfirst", "yearfirst", "date_format"})  # what training saw tells which columns are dates
OF_TEXT = ("loadtxt", "genfromtxt")  # of numpy: rows of a text, without names
WORDS = {"read_excel": frozenset({"sheet_name", "names", "header", "skiprows", "na_values", "decimal", "thousands"})}


def reading_of(program: Program, frame: str, reader: Statement, lifted: Lifted, *, raw: bool) -> Reading | None:
    """The load that `frame` comes from, as `reader` (a statement that uses it) sees it; None where none is known.

    `lifted`: parameters, and the edits that use them. `raw`: the rows have the columns of the file; else only how the
    file is written counts.
    """
    found = _load(program, frame, reader)
    if found is None:
        return None
    statement, outer, call, cell = found
    function = getattr(call.func, "attr", getattr(call.func, "id", ""))
    options: list[tuple[str, str]] = [("sep", "'\\t'")] if function == "read_table" else []
    dates: list[tuple[str, str]] = []
    left_out: list[str] = []
    for keyword in call.keywords:
        name = keyword.arg or ""
        wanted = name in OF_FILE or (raw and name in OF_COLUMNS | OF_DATES)
        if not wanted or name not in WORDS.get(function, OF_FILE | OF_COLUMNS | OF_DATES):
            continue
        text = _text(program, keyword.value, cell, lifted)
        if text is None or name == "converters":
            left_out.append(name)
        elif name in OF_DATES:
            dates.append(("format" if name == "date_format" else name, text))
        else:
            options = [(n, t) for n, t in options if n != name] + [(name, text)]
    if function == "read_csv" and len(call.args) > 1:
        text = _text(program, call.args[1], cell, lifted)
        options = [("sep", text), *options] if text is not None else options
    return Reading(
        statement.id,
        statement.cell,
        span_of(outer),
        function,
        tuple(options),
        tuple(dates),
        tuple(left_out),
        f"{frame} comes from {function} (cell {statement.cell + 1})",
    )


def reading_of_table(table: Table, load: Statement) -> Reading:
    """How rows are read that come from no file of a table: as a file that names its columns.

    `np.loadtxt("a.txt", delimiter=",")` reads one that need not.
    """
    told = f"{table.rows} is made by the notebook (cell {load.cell + 1})"
    options: tuple[tuple[str, str], ...] = ()
    match load.node:
        case ast.Assign(value=ast.Call(func=func, args=[_], keywords=keywords)) if table.array:
            literal = {k.arg: k.value.value for k in keywords if isinstance(k.value, ast.Constant)}
            name = getattr(func, "attr", getattr(func, "id", ""))
            if name in OF_TEXT and len(literal) == len(keywords) and set(literal) <= {"delimiter"}:
                sep = literal.get("delimiter") or "\\s+"
                options = (("sep", repr(sep)), ("header", "None")) if isinstance(sep, str) else ()
    return Reading(load.id, load.cell, table.span, "", options, (), (), told)


def _load(program: Program, frame: str, reader: Statement) -> tuple[Statement, ast.Call, ast.Call, int] | None:
    """The last call behind `frame` that loads it, the reading call in it, and the cell of that.

    First those that bind it by that name are looked at, then what it is made of.
    """
    sources: dict[int, list[tuple[int, str]]] = {}
    for edge in program.edges:
        sources.setdefault(edge.target, []).append((edge.source, edge.name))
    todo = {source for source, name in sources.get(reader.id, []) if name == frame} or {reader.id}
    seen: set[int] = set()
    while todo:
        current = max(todo)
        todo.remove(current)
        seen.add(current)
        statement = program.statements[current]
        for node in walk(statement.node):
            if isinstance(node, ast.Call):
                function = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if function in READERS and f"pandas.{function}" in _called(program, statement):
                    return statement, node, node, statement.cell
                inner = _of_function(program, node)
                if inner is not None:
                    return statement, node, *inner
        todo |= {source for source, _ in sources.get(current, [])} - seen
    return None


def _called(program: Program, statement: Statement) -> set[str]:
    """What it calls, and what the statements inside it call."""
    within = (statement.id, *Graph.of(program).inside(statement.id))
    return {call for identity in within for call in program.statements[identity].facts.calls}


def _of_function(program: Program, node: ast.Call) -> tuple[ast.Call, int] | None:
    """The reading call, and its cell, of `def load(p): return pd.read_csv(p)`."""
    if not isinstance(node.func, ast.Name):
        return None
    defined = [s for s in program.statements if node.func.id in s.facts.binds]
    if len(defined) != 1:
        return None
    match defined[0].node:
        case ast.FunctionDef() as function:
            match returned(function):
                case ast.Call(func=ast.Attribute(attr=name)) as inner:
                    return (inner, defined[0].cell) if name in READERS else None
    return None


def _text(program: Program, node: ast.expr, cell: int, lifted: Lifted) -> str | None:
    """The option as an expression that stands on its own, or None."""
    parameters, edits = lifted
    name = next((edit.name for edit in edits if (edit.cell, edit.span) == (cell, span_of(node))), "")
    if isinstance(node, ast.Name) and not hasattr(builtins, node.id):
        name = next((p.name for p in parameters if p.constant == node.id), "")
        node = _literal_of(program, node.id) or node
    if any(p.name == name and not p.required for p in parameters):
        return f"config.{name}"
    names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
    calls = any(isinstance(part, (ast.Call, ast.Lambda, ast.Attribute, ast.Starred)) for part in walk(node))
    return ast.unparse(node) if not calls and all(hasattr(builtins, name) for name in names) else None


def _literal_of(program: Program, name: str) -> ast.expr | None:
    """What the one statement that ever binds a name gives it, where nothing changes it later."""
    binders = [s for s in program.statements if name in s.facts.binds | s.facts.outer | s.facts.mutates]
    if len(binders) != 1 or binders[0].parent is not None or not isinstance(binders[0].node, ast.Assign):
        return None
    target = binders[0].node.targets[0]
    return binders[0].node.value if isinstance(target, ast.Name) and len(binders[0].node.targets) == 1 else None
