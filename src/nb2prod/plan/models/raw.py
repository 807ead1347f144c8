"""Level raw: the derivation of serving as part of the plan, or the statement that stopped it.

df = pd.read_csv("a.csv"); ...; y_pred = model.predict(X_test)     raw: from the rows of a.csv
df["rank"] = df["x"].rank()                                        features: the rank of a row depends on all others
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from nb2prod.knowledge.findings import finding
from nb2prod.model import (
    Artifact,
    Edit,
    Finding,
    Inference,
    Keep,
    Parameter,
    Program,
    Serving,
    Table,
)
from nb2prod.plan.graph import Graph, top_of
from nb2prod.plan.models.reading import reading_of, reading_of_table
from nb2prod.plan.serving.derive import Failure, Given, derive
from nb2prod.plan.serving.splits import put_together
from nb2prod.plan.serving.whence import plainly
from nb2prod.walking import walk

COLUMNS, ARRAY, ALL = "raw_columns", "raw_array", "array_columns"
FRAME = "pandas.DataFrame"
Notes = tuple[tuple[str, int, str], ...]


def raw(
    program: Program,
    found: Inference,
    given: Given,
    lifted: tuple[tuple[Parameter, ...], tuple[Edit, ...]],
    definite: frozenset[str],
) -> tuple[Inference, tuple[Artifact, ...], Notes]:
    """The inference at level raw with its artifacts, or as it was, with what stopped the derivation."""
    result, notes = derive(given)
    if isinstance(result, Failure):
        return _stopped(program, found, result), (), notes
    copied = any("copy.deepcopy(" in keep.text for keep in result.keeps)
    if copied and "copy" in given.taken and not any(item.qualified == "copy" for item in program.imports):
        return _stopped(program, found, Failure("a variable is called copy", -1)), (), notes
    unsure = [a for a in result.artifacts if not a.value and a.name not in definite and not _kept(result, a.name)]
    for artifact in unsure:
        if not any(artifact.name in s.facts.binds for s in program.statements):
            return _stopped(program, found, Failure(f"{artifact.name} is not bound at the end", -1)), (), notes
    load = program.statements[result.load]
    made = reading_of_table(result.table, load) if result.table is not None else None
    reading = made or reading_of(program, result.source, load, lifted, raw=True)
    if reading is None or reading.statement != result.load:
        return _stopped(program, found, Failure(f"how {result.source} is read is not known", result.load)), (), notes
    if result.columns is None or result.listed or result.partly or result.wanted:
        result = _with_columns(result, load.cell)
    if result.table is not None and result.table.array:
        result = _with_array(result, result.table, load.cell)
    serving = result
    inference = replace(
        found,
        level="raw",
        because=_because(program, serving) + _behind_its_rows(program, serving),
        source=serving.source,
        reading=reading,
        optional=tuple(sorted({*serving.left_out, *_target_names(serving)})),
        history=f"a row needs those before it: {serving.history}" if serving.history else "",
        probability=serving.probability is not None,
        serving=serving,
    )
    rows, loaded = _training_rows(program, found, result.load) if serving.table is None else _fitted(found, serving)
    inference = replace(inference, rows=rows, loaded=loaded)
    if rows and serving.table is not None:
        inference = replace(inference, because=f"{found.model} takes rows like those of {rows}, as they stand")
    return inference, serving.artifacts, notes


def _training_rows(program: Program, found: Inference, load: int) -> tuple[str, int]:
    """The frame that the model learned from and the statement that loads it, where that is not `load`.

    train = pd.read_csv("a.csv"); test = pd.read_csv("b.csv"); ...; model.fit(X, y); p = model.predict(X_new)
    """
    if found.fitted < 0 or not found.source:
        return "", -1
    graph = Graph.of(program)
    todo = [source for source, name in graph.sources.get(found.fitted, ()) if name == found.source]
    seen: set[int] = set()
    while todo:
        identity = todo.pop()
        if identity not in seen:
            seen.add(identity)
            rows = _selected_of(program.statements[identity].node)
            todo += [source for source, name in graph.sources.get(identity, ()) if rows in ("", name)]
    reads = [program.statements[i] for i in seen if "load" in program.statements[i].facts.roles]
    plain = [s for s in reads if s.parent is None and dict(s.facts.types) == dict.fromkeys(s.facts.binds, FRAME)]
    if load in seen or len(reads) != 1 or len(plain) != 1 or len(plain[0].facts.binds) != 1:
        return "", -1
    return next(iter(plain[0].facts.binds)), plain[0].id


def _selected_of(node: ast.stmt) -> str:
    """`X_train` of `X_train = X_train[features]`: what says which columns these are gives no rows; "" for all else."""
    match node:
        case ast.Assign(
            targets=[ast.Name()], value=ast.Subscript(value=ast.Name(id=rows), slice=ast.Name() | ast.List())
        ):
            return rows
    return ""


def _fitted(found: Inference, serving: Serving) -> tuple[str, int]:
    """The array that the model was fitted on, where it is asked about another one as it stands: a grid to draw on."""
    plain = serving.table is not None and serving.table.array and not serving.lines and _as_it_stands(serving)
    if not plain or found.fitted < 0 or found.source in ("", serving.source):
        return "", -1
    return found.source, found.fitted


def _as_it_stands(serving: Serving) -> bool:
    """Whether models are given the rows in no other shape: `m.predict(X)`, not `m.predict(x[:, None])`."""
    nodes = [*walk(ast.parse(serving.expression, mode="eval"))]
    read = sum(isinstance(node, ast.Name) and node.id == serving.source for node in nodes)
    given = [node.args[:1] for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return read == sum(isinstance(part, ast.Name) and part.id == serving.source for args in given for part in args)


def _kept(serving: Serving, name: str) -> bool:
    return any(keep.name == name for keep in serving.keeps)


def _target_names(serving: Serving) -> Iterable[str]:
    return (serving.label,) if serving.label else ()


def _with_columns(serving: Serving, cell: int) -> Serving:
    """Training keeps the names of the raw columns that are needed."""
    source, left = serving.source, list(serving.left_out)
    columns: ast.expr = ast.Attribute(ast.Name(source, ast.Load()), "columns", ast.Load())
    if serving.table is not None and serving.table.array:
        return _keeping(serving, Keep(serving.load, "after", COLUMNS, None, needed_of(serving.table), COLUMNS), cell)
    if serving.table is not None:
        columns = ast.Attribute(ast.parse(serving.table.rows, mode="eval").body, "columns", ast.Load())
    if left:
        names = ast.List([ast.Constant(name) for name in left], ast.Load())
        drop = ast.Attribute(columns, "drop", ast.Load())
        columns = ast.Call(drop, [names], [ast.keyword("errors", ast.Constant("ignore"))])
    text = ast.unparse(ast.Call(ast.Attribute(columns, "tolist", ast.Load()), [], []))
    if serving.partly and serving.columns is not None and not serving.listed:
        text = f"[name for name in {ast.unparse(columns)} if name in {list(serving.columns)!r}]"
        serving = replace(serving, columns=None)
    return _keeping(serving, Keep(serving.load, "after", COLUMNS, None, text, COLUMNS), cell)


def _keeping(serving: Serving, keep: Keep, cell: int) -> Serving:
    said = {
        COLUMNS: "the columns of the rows that inference takes",
        ARRAY: "an array of no rows, like that of the rows",
        ALL: "all columns of the array, in their order",
    }
    artifact = Artifact(keep.name, "value" if keep.name == ARRAY else "columns", cell, said[keep.name])
    artifacts = tuple(sorted((*serving.artifacts, artifact), key=lambda item: item.name))
    return replace(serving, keeps=(keep, *serving.keeps), artifacts=artifacts)


def _with_array(serving: Serving, table: Table, cell: int) -> Serving:
    """Training keeps what kind of array the rows are in, and all its columns where not all of them are needed."""
    if table.columns or not table.others:
        text = names_of(table)
        serving = _keeping(serving, Keep(serving.load, "after", ALL, None, text, ALL), cell)
    return _keeping(serving, Keep(serving.load, "after", ARRAY, None, f"{table.rows}[:0]", ARRAY), cell)


def names_of(table: Table) -> str:
    """The expression of training that names the columns of an array."""
    return f"list({table.names})" if table.names else f"[f'x{{number}}' for number in range({table.rows}[:1].size)]"


def needed_of(table: Table) -> str:
    """The expression of training that gives those that a prediction needs."""
    if table.others and not table.columns:
        return names_of(table)
    numbers = ", ".join(
        str(n) if n >= 0 or not table.others else f"{table.rows}.shape[1] - {-n}" for n in table.columns
    )
    if not table.others:
        return f"[{names_of(table)}[number] for number in [{numbers}]]"
    return f"[name for number, name in enumerate({names_of(table)}) if number not in [{numbers}]]"


def _because(program: Program, serving: Serving) -> str:
    return _derived(program, serving) + "".join(
        f"; {name} is saved as cell {program.statements[at].cell + 1} fits it, on other rows than those of the model"
        for name, at in serving.anew
    )


def _derived(program: Program, serving: Serving) -> str:
    load = program.statements[serving.load]
    if serving.stopped[0]:
        return f"the rows are those of {serving.source} as cell {load.cell + 1} makes it"
    if serving.table is not None:
        rows, cell = serving.table.rows, load.cell + 1
        own = {s.node.name for s in program.statements if isinstance(s.node, ast.FunctionDef)} & {*load.facts.calls}
        gives = f"as the notebook's {min(own)} gives them" if own else "as the notebook gets them"
        return f"every feature is derived from the rows of {rows} {gives} (cell {cell})"
    return (
        f"every feature is derived from the columns of {serving.source} as the notebook loads it (cell {load.cell + 1})"
    )


def _behind_its_rows(program: Program, serving: Serving) -> str:
    because, statement = serving.stopped
    said = f"deriving what comes before stopped at this: {plainly(because)}{_where(program, statement)}"
    said = "how these come of rows that are loaded is not followed" if statement == serving.load else said
    return f"; {said}" if because else ""


def _where(program: Program, statement: int) -> str:
    return f" (cell {program.statements[statement].cell + 1})" if 0 <= statement < len(program.statements) else ""


def _stopped(program: Program, found: Inference, failure: Failure) -> Inference:
    where = _where(program, failure.statement)
    takes = f"{found.model} takes the columns of {found.source or found.shown or 'the matrix'} that it was fitted on"
    stopped = f"deriving what comes before stopped at this: {plainly(failure.because)}{where}"
    made = bool(where) and found.model in program.statements[failure.statement].facts.binds
    if where and -1 < found.fit < failure.statement and not made and not _is_behind(program, found, failure):
        stopped = f"following what becomes of its answers stopped at this: {plainly(failure.because)}{where}"
    return replace(found, because=f"{takes}; {stopped}")


def _is_behind(program: Program, found: Inference, failure: Failure) -> bool:
    """Whether what the model is fitted on may come through the statement."""
    behind = Graph.of(program).behind(found.fit, around=True)
    return top_of(program, failure.statement) in {top_of(program, identity) for identity in behind}


def raw_findings(program: Program, inference: Inference | None, notes: Notes) -> tuple[Finding, ...]:
    """What the derivation saw that a person should know."""
    if inference is None or inference.level != "raw":
        return ()
    found: dict[tuple[str, int], Finding] = {}
    for kind, identity, text in notes:
        if kind not in CODES or not 0 <= identity < len(program.statements):
            continue
        if kind == "unserved filter" and put_together(program, text):
            continue
        statement = program.statements[identity]
        place = {"cell": statement.cell, "line": statement.line}
        found.setdefault((kind, identity), finding(CODES[kind], what=text, **place))
    return tuple(found.values())


def target_in_features(program: Program, inference: Inference | None) -> tuple[Finding, ...]:
    """That a prediction needs the very column that it is to tell: a feature is made of it."""
    serving = inference.serving if inference is not None else None
    if inference is None or serving is None or inference.target not in (serving.columns or ()):
        return ()
    statement = program.statements[serving.statement]
    what = f"{inference.target}, as it stands or as a column made of it,"
    place = {"cell": statement.cell, "line": statement.line}
    return (finding("NB128", what=what, models=inference.model, **place),)


CODES = {"unserved filter": "NB121", "rows by name": "NB122", "together": "NB123"}  # kinds of notes that people read
