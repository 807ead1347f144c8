"""Which columns of a table a transformer of columns takes, where all of them are named: a row needs no others.

ColumnTransformer([("n", StandardScaler(), ["age"]), ("t", CountVectorizer(), "text")])       age, text
make_column_transformer((OneHotEncoder(), ["city"]), remainder="passthrough")                 not known: all others, too
Pipeline([("prepare", transformer), ("model", Ridge())])                                      those of its first step
"""

from __future__ import annotations

from nb2prod.plan.serving.calls import Call
from nb2prod.plan.serving.values import Value


def columns_taken(given: Call, type_: str) -> tuple[str, ...] | None:
    """Their names; None where not all are known, or another kind of object is made."""
    name = given.target.rpartition(".")[2]
    if type_.endswith(".Pipeline"):
        first = given.positional[0].value if name == "make_pipeline" and given.positional else None
        steps = given.get("steps", 0) if name == "Pipeline" else None
        if steps is not None and steps.value.parts and len(pair := steps.value.parts[0].parts or []) == 2:
            first = pair[1]
        inside = first is not None and first.type.endswith((".ColumnTransformer", ".Pipeline"))
        return first.literal if inside and first is not None and isinstance(first.literal, tuple) else None
    if not type_.endswith(".ColumnTransformer") or given.literal("remainder", None, "drop") != "drop":
        return None
    if name == "make_column_transformer":
        each = [out.value for out in given.positional]
    else:
        listed = given.get("transformers", 0)
        each = list(listed.value.parts or ()) if listed is not None else []
    names = [_of_part(part) for part in each]
    known = [name for some in names for name in some or ()]
    return tuple(dict.fromkeys(known)) if names and None not in names else None


def _of_part(part: Value) -> list[str] | None:
    """The columns that stand last in `("scale", StandardScaler(), ["age", "income"])`."""
    if part.parts:
        literal = part.parts[-1].literal
    else:
        literal = part.literal[-1] if isinstance(part.literal, tuple) and part.literal else None
    names = [literal] if isinstance(literal, str) else literal
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) for name in names):
        return None
    return [str(name) for name in names]
