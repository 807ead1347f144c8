"""Types of names, for annotations: only where everything that binds a name agrees."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import lru_cache

from nb2prod import knowledge
from nb2prod.model import Keep, Measure, Program, Span, Statement
from nb2prod.nesting import expression_at, span_of

PLAIN = frozenset({"int", "float", "str", "bool", "list", "dict", "set", "tuple"})
KNOWN = frozenset(
    {
        "pandas.DataFrame",
        "pandas.Series",
        "pandas.Index",
        "numpy.ndarray",
        "numpy.Dense",
        "pathlib.Path",
        "sklearn.utils.Bunch",
    }
)
AVERAGES = frozenset({"mean", "median", "std", "var"})
SERIES = "pandas.Series"
MODELS = ("sklearn.Estimator", "keras.Model")


def final_types(program: Program, unsure: frozenset[str]) -> dict[str, str]:
    """The type of each name, where everything that binds it agrees; `unsure`: columns or frames."""
    found: dict[str, set[str]] = {}
    for statement in program.statements:
        for name, type_ in types_of(statement, unsure).items():
            found.setdefault(name, set()).add(type_)
    return {name: next(iter(types)) for name, types in found.items() if len(types) == 1}


def made_here(program: Program) -> frozenset[str]:
    """What the notebook calls: a type among it is a class that its library has under this name."""
    return frozenset(call for s in program.statements for call in s.facts.calls)


def annotated(type_: str, made: frozenset[str]) -> bool:
    """Whether an annotation with the type says something: builtins, frames, arrays, estimators, what is made here."""
    own = type_ in PLAIN or type_ in KNOWN or type_ in made or type_.startswith("class:")
    return own or any(knowledge.is_a(type_, model) for model in MODELS)


def types_beside(program: Program, measures: Iterable[Measure], keeps: Iterable[Keep]) -> dict[str, str]:
    """The types of what gets a name beside the notebook's own: measures, and what inference needs."""
    found: dict[str, str] = {}
    unsure = columns_or_frames(program)
    for measure in measures:
        at = program.statements[measure.statement]
        named = measure.text.removesuffix(".copy()")
        if named.isidentifier():
            found[measure.name] = _held(program, at, named, unsure)
        else:
            made = of_text(measure.text) if measure.text else _at(at, measure.span)
            found[measure.name] = "dict" if measure.argument else made
        found |= {measure.into: "dict"} if measure.into else {}
    for keep in keeps:
        whole = of_text(keep.text) if keep.span is None else _at(program.statements[keep.statement], keep.span)
        found[keep.name] = whole if keep.target == keep.name else "dict"
    return {name: type_ for name, type_ in found.items() if type_}


@lru_cache(maxsize=1)  # the steps' arguments ask it, and the project's types
def columns_or_frames(program: Program) -> frozenset[str]:
    """Names that hold a column or a frame, for all that is known: `X = df[wanted]`, and what is made of that."""
    found: set[str] = set()
    for statement in program.statements:
        series = {name for name, type_ in statement.facts.types if type_ == SERIES}
        match statement.node:
            case ast.Assign(value=ast.Subscript(slice=key)) if not _one_column(key, dict(statement.facts.values)):
                found |= series
            case _ if statement.facts.names & found:
                found |= series
    return frozenset(found)


def types_of(statement: Statement, unsure: frozenset[str]) -> dict[str, str]:
    """The types of the names that a statement binds, also where only the form of what it takes tells them."""
    found = {n: "" if t == SERIES and n in unsure else t for n, t in statement.facts.types}
    types = dict(statement.facts.values)
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if not found.get(name):
            found[name] = "float" if _of_column(value, types) else ""
    return found


def _one_column(key: ast.expr, types: Mapping[Span, str]) -> bool:
    """Whether the key of a subscript is known: of `df[wanted]` it decides whether a column comes out, or a frame."""
    return not isinstance(key, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) or bool(types.get(span_of(key)))


def _of_column(node: ast.expr, types: Mapping[Span, str]) -> bool:
    """Whether it is a number about a column: `df["age"].median()`, `df.age.mean() + 3 * df.age.std()`."""
    match node:
        case ast.BinOp(left=left, right=right):
            parts = [part for part in (left, right) if not isinstance(part, ast.Constant)]
            return bool(parts) and all(_of_column(part, types) for part in parts)
        case ast.Call(func=ast.Attribute(attr=attr, value=column), args=[], keywords=[]) if attr in AVERAGES:
            named = isinstance(column, ast.Attribute) or (
                isinstance(column, ast.Subscript)
                and isinstance(column.slice, ast.Constant)
                and isinstance(column.slice.value, str)
            )
            return named and types.get(span_of(column)) == SERIES
    return False


def of_text(text: str) -> str:
    """The type of an expression that we wrote, as far as its form tells it."""
    match ast.parse(text, mode="eval").body:
        case ast.Dict() | ast.DictComp() | ast.Call(func=ast.Name(id="dict")):
            return "dict"
        case (
            ast.List()
            | ast.ListComp()
            | ast.Call(func=ast.Name(id="list"))
            | ast.Call(func=ast.Attribute(attr="tolist"))
        ):
            return "list"
        case ast.Subscript(slice=ast.Slice(lower=None, upper=ast.Constant(value=0))):  # of an array
            return "numpy.ndarray"
        case ast.Attribute(attr="columns" | "categories"):
            return "pandas.Index"
    return ""


def _at(statement: Statement, span: Span) -> str:
    types = dict(statement.facts.values)
    if span in types:
        return types[span]
    node = expression_at(statement.node, span)
    return "float" if node is not None and _of_column(node, types) else ""


def _held(program: Program, at: Statement, name: str, unsure: frozenset[str]) -> str:
    """What a name holds when it gets there."""
    sources = (program.statements[e.source] for e in program.edges if e.target == at.id and e.name == name)
    types = {types_of(source, unsure).get(name, "") for source in sources if name in source.facts.binds}
    return next(iter(types)) if len(types) == 1 else ""
