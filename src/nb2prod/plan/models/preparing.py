"""The fitted transformers that made the matrix which the model was fitted on: who makes new columns needs them.

dv = DictVectorizer(); X = dv.fit_transform(rows); model.fit(X, y)       dv is saved beside the model
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nb2prod import knowledge
from nb2prod.model import Artifact, Inference, Program, Statement
from nb2prod.plan.graph import Graph, binders, function_of, in_function
from nb2prod.plan.models.class_names import with_names
from nb2prod.plan.models.fits import Fits, family, method_calls
from nb2prod.plan.serving.scales import bindings
from nb2prod.plan.serving.words import NO_NEW_ROWS
from nb2prod.walking import walk

TRANSFORMING = ("transform", "fit_transform", "texts_to_sequences", "texts_to_matrix")
MOST_STEPS = 8  # from the fit back to the transformer
NAMING = {"sklearn.feature_extraction.DictVectorizer"}  # they call each column of the matrix by a name
LEARNING = ("fit", "partial_fit", "fit_transform", "fit_on_texts")  # of transformers; those of models are FITTING


def prepared(
    found: Inference,
    saved: tuple[Artifact, ...],
    program: Program,
    kept: Iterable[Statement],
    definite: frozenset[str],
    importable: frozenset[str],
    taken: frozenset[str],
    whole: bool,
) -> tuple[Inference, tuple[Artifact, ...]]:
    """The inference, which answers with names of classes, too, and what is saved, with what rows and answers need."""
    kept = [*kept]
    made = transformers(program, found, kept, definite, importable) if saved and found.level != "raw" else ()
    saved += tuple(artifact for artifact in made if all(artifact.name != one.name for one in saved))
    if found.level == "features":
        found = replace(found, namer=made[0].name if [*_kinds(program, made)] == [NAMING] else "")
    fit = _fit_of(program, found, kept) if found.level != "none" and not whole else None
    named = with_names(program, found, fit, taken) if fit is not None else None
    return (named[0], (*saved, named[1])) if named is not None else (found, saved)


def _kinds(program: Program, made: tuple[Artifact, ...]) -> Iterator[set[str]]:
    """The types that each of them is known to have, functions of the notebook included."""
    for artifact in made:
        yield {kind for s in program.statements for name, kind in s.facts.types if name == artifact.name} - {"", "?"}


def transformers(
    program: Program, found: Inference, kept: Iterable[Statement], definite: frozenset[str], importable: frozenset[str]
) -> tuple[Artifact, ...]:
    """Those that hold at the end what they learned for the matrix, in the order in which they made it.

    `importable`: classes of the notebook that saved objects find again.
    """
    fit = _fit_of(program, found, kept)
    if fit is None:
        return ()
    uses = sorted(_uses(program, fit, found), key=lambda use: use[1].id)
    first: dict[str, Statement] = {}
    for name, statement in uses:
        first.setdefault(name, statement)
    last = dict(uses)
    own = {n: t.removeprefix("class:") for s in program.statements for n, t in s.facts.types if t.startswith("class:")}
    lost = {name for name, kind in own.items() if kind not in importable}
    return tuple(
        Artifact(name, "estimator", s.cell, f"a transformer on the way to {found.source or 'the matrix'}")
        for name, s in first.items()
        if name in definite - lost and name != found.model and not _fitted_again(program, name, fit, last[name])
    )


def transformed_by(program: Program, found: Inference) -> str:
    """The transformer that surely gave all of the matrix: `X = v.fit_transform(texts)`, split, made a table; or ""."""
    if not found.source or found.fit < 0:
        return ""
    node, before = ast.parse(found.source, mode="eval").body, program.statements[found.fit]
    for _ in range(MOST_STEPS):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if method in TRANSFORMING:
                return name
            case ast.Call(func=ast.Attribute(value=inner, attr="toarray" | "todense" | "copy"), args=[]):
                node = inner
            case ast.Call(func=ast.Attribute(attr="DataFrame" | "fit_resample"), args=[inner, *_]):
                node = inner
            case ast.Name():
                node, before = next(bindings(program, node, before), (ast.Constant(None), before))
            case _:
                return ""
    return ""


def _fit_of(program: Program, found: Inference, kept: Iterable[Statement]) -> Statement | None:
    """The statement that fits the model last."""
    if found.fit >= 0:
        return program.statements[found.fit]
    known = Fits.of(program)
    own = [s for s in kept if found.model in known.fitted(s)]
    return own[-1] if own else None


def _uses(program: Program, fit: Statement, found: Inference) -> Iterator[tuple[str, Statement]]:
    """(transformer, statement) for each step back from the matrix that goes through one."""
    graph = Graph.of(program)
    kinds = {n: t for s in program.statements if not in_function(program, s) for n, t in s.facts.types}
    targets = _targets(program, fit, found)
    yield from ((n, fit) for n in sorted(fit.facts.binds) if _handed_out(program, fit, n, kinds.get(n, "")))
    direct = any(name == found.source for _, name in graph.sources.get(fit.id, ()))
    todo = [(fit.id, found.source if direct else "")]  # of a booster the fit reads the library's own form of it
    seen: set[tuple[int, str]] = set()
    while todo:
        reader, wanted = todo.pop()
        for source, name in graph.sources.get(reader, ()):
            if (source, name) in seen or (wanted and name != wanted):
                continue
            seen.add((source, name))
            statement = program.statements[source]
            if in_function(program, statement) or _assigned(statement) & targets:
                continue
            asked = [n for n, method, _ in method_calls(statement) if method in TRANSFORMING]
            used = [n for n in reversed(asked) if _transforms(kinds.get(n, ""))]  # the inner call comes first
            yield from ((n, statement) for n in used)
            if isinstance(statement.node, ast.Assign) and isinstance(statement.node.targets[0], ast.Tuple):
                beside = sorted(statement.facts.binds - {name})  # X, scaler = prepare(X)
                plain = [n for n in beside if not kinds.get(n, "").startswith("class:")]
                yield from ((n, statement) for n in plain if _handed_out(program, statement, n, kinds.get(n, "")))
            todo += [(source, other) for other in sorted(_behind(statement, name) - {*used})]


def _handed_out(program: Program, fit: Statement, name: str, type_: str) -> bool:
    """Whether what fits the model hands out a transformer, too: `dv, m = train(df, y)`, not `thetas, costs = ...`."""
    if type_ not in ("", "?"):
        return _transforms(type_)
    if any(n == name and method in TRANSFORMING for s in program.statements for n, method, _ in method_calls(s)):
        return True
    match fit.node:
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call(func=ast.Name(id=called))):
            places = [n for n, part in enumerate(parts) if isinstance(part, ast.Name) and part.id == name]
            return any(_returns(program, called, place) for place in places)
    return False


def _returns(program: Program, function: str, place: int) -> bool:
    """Whether a function of the notebook returns a transformer at that place of its tuple."""
    top = {s.id for s in program.statements if isinstance(s.node, ast.FunctionDef) and s.node.name == function}
    inside = [s for s in program.statements if function_of(program, s) in top]
    kinds = {n: type_ for s in inside for n, type_ in s.facts.types}
    for statement in inside:
        match statement.node:
            case ast.Return(value=ast.Tuple(elts=parts)) if place < len(parts):
                given = parts[place]
                if isinstance(given, ast.Name) and knowledge.is_a(kinds.get(given.id) or "?", "sklearn.Transformer"):
                    return True
    return False


def _transforms(type_: str) -> bool:
    if type_.rpartition(".")[2] in NO_NEW_ROWS:  # a TSNE says something about the rows that it was fitted on alone
        return False
    return (
        type_ in ("", "?", "keras.Tokenizer")
        or type_.startswith("class:")
        or (knowledge.is_a(type_, "sklearn.Transformer") and not family(type_))
    )


def _behind(statement: Statement, name: str) -> set[str]:
    """What `name` was made of: of a split its own argument alone."""
    match statement.node:
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call(args=arguments)):
            names = [part.id if isinstance(part, ast.Name) else "" for part in parts]
            split = any(call.endswith("train_test_split") for call in statement.facts.calls)
            if split and name in names and len(names) == 2 * len(arguments):
                only = arguments[names.index(name) // 2]
                return {part.id for part in walk(only) if isinstance(part, ast.Name)}
    return set(statement.facts.names)


def _assigned(statement: Statement) -> set[str]:
    """The columns that `df["y"] = ...` makes, where all of them stand there."""
    match statement.node:
        case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str() as name))]):
            return {name}
    return set()


def _targets(program: Program, fit: Statement, found: Inference) -> set[str]:
    """Names of the columns that the target is taken from: `y = df["y"]`."""
    graph = Graph.of(program)
    todo = [(s, n) for s, n in graph.sources.get(fit.id, ()) if n not in (found.source, found.model)]
    columns: set[str] = set()
    for _ in range(3):
        nodes = [program.statements[s] for s, _ in todo]
        values = [s.node.value for s in nodes if isinstance(s.node, ast.Assign)]
        parts = (part for value in values for part in walk(value))
        columns |= {
            part.slice.value
            for part in parts
            if isinstance(part, ast.Subscript)
            and isinstance(part.slice, ast.Constant)
            and isinstance(part.slice.value, str)
        }
        if columns:
            break
        todo = [
            (s, n) for i, name in todo for s, n in graph.sources.get(i, ()) if n in _behind(program.statements[i], name)
        ]
    return columns


def _fitted_again(program: Program, name: str, fit: Statement, use: Statement) -> bool:
    """Whether at the end the name holds something else than what made the matrix: bound or fitted anew."""
    fits = [
        s.id
        for s in program.statements
        if not in_function(program, s) and any(n == name and m in LEARNING for n, m, _ in method_calls(s))
    ]
    binds = [s.id for s in binders(program, name)]
    if any(i > use.id and i != fit.id for i in binds):
        return True
    since = [i for i in fits if i >= max((b for b in binds if b <= use.id), default=0)]
    return len(since) > 1
