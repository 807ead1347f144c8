"""Types of names, for annotations: only where everything that binds a name agrees."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod import knowledge
from nb2prod.model import Keep, Measure, Program, Span, Statement

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
MODELS = ("sklearn.Estimator", "keras.Model")


def final_types(program: Program) -> dict[str, str]:
    """The type of each name, where everything that binds it agrees."""
    found: dict[str, set[str]] = {}
    for statement in program.statements:
        for name, type_ in statement.facts.types:
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
    for measure in measures:
        at = program.statements[measure.statement]
        named = measure.text.removesuffix(".copy()")
        if named.isidentifier():
            found[measure.name] = _held(program, at, named)
        else:
            found[measure.name] = of_text(measure.text) if measure.text else _at(at, measure.span)
        found |= {measure.into: "dict"} if measure.into else {}
    for keep in keeps:
        whole = of_text(keep.text) if keep.span is None else _at(program.statements[keep.statement], keep.span)
        found[keep.name] = whole if keep.target == keep.name else "dict"
    return {name: type_ for name, type_ in found.items() if type_}


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
        case ast.Attribute(attr="columns" | "categories"):
            return "pandas.Index"
    return ""


def _at(statement: Statement, span: Span) -> str:
    return dict(statement.facts.values).get(span, "")


def _held(program: Program, at: Statement, name: str) -> str:
    """What a name holds when it gets there."""
    sources = (program.statements[e.source] for e in program.edges if e.target == at.id and e.name == name)
    types = {dict(source.facts.types).get(name, "") for source in sources if name in source.facts.binds}
    return next(iter(types)) if len(types) == 1 else ""
