"""Types of names, for annotations: only where everything that binds a name agrees."""

from __future__ import annotations

from nb2prod import knowledge
from nb2prod.model import Program

PLAIN = frozenset({"int", "float", "str", "bool", "list", "dict", "set", "tuple"})
KNOWN = frozenset({"pandas.DataFrame", "pandas.Series", "numpy.ndarray", "pathlib.Path"})


def final_types(program: Program) -> dict[str, str]:
    """The type of each name, where everything that binds it agrees."""
    found: dict[str, set[str]] = {}
    for statement in program.statements:
        for name, type_ in statement.facts.types:
            found.setdefault(name, set()).add(type_)
    return {name: next(iter(types)) for name, types in found.items() if len(types) == 1}


def annotated(type_: str) -> bool:
    """Whether an annotation with the type says something: builtins, frames, arrays, estimators."""
    models = ("sklearn.Estimator", "keras.Model")
    return type_ in PLAIN or type_ in KNOWN or any(knowledge.is_a(type_, model) for model in models)
