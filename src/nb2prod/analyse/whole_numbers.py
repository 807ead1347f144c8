"""Floats where newer versions take whole numbers alone, and what Keras 3 takes no more.

model.fit(X, y, steps_per_epoch=len(X) / 32)       a TypeError from Keras 3 on
RandomForestClassifier(max_depth=5.0)              an error from scikit-learn 1.1 on
{"max_depth": [3.0, None]}                         the same, when a search tries it
Sequential([hub.KerasLayer(url)])                  an error from Keras 3 on, whose layers are others
import tensorflow_addons                           the same
ModelCheckpoint("a.h5", save_weights_only=True)    the same: "a.weights.h5"
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.analyse.as_tabled import WEIGHTS
from nb2prod.analyse.chained import Here
from nb2prod.knowledge.versions import Gone

STEPS = frozenset({"steps_per_epoch", "validation_steps"})
DEPTH = Gone("a float as max_depth", "scikit-learn", "1.1", "a whole number")
TREES = ("DecisionTree", "ExtraTree", "RandomForest", "GradientBoosting")  # and ExtraTrees
COUNTS = frozenset({"n_samples", "n_features", "n_informative", "n_redundant", "n_repeated", "n_classes"})
OTHERS = frozenset({"catboost", "lightgbm", "xgboost"})  # whose models have a max_depth, too
OF_KERAS = {"tensorflow": "2.16", "keras": "3.0"}  # from where it is: the first version with Keras 3
HUB, ADDONS = "tensorflow_hub", "tensorflow_addons"
IN_A_MODEL = frozenset({"trainable", "input_shape", "name"})  # what a layer of a model is given


def whole_numbers(parts: Iterable[ast.AST], here: Here) -> Iterator[Gone]:
    """`parts`: of a statement."""
    top = next((top for top in OF_KERAS if top in here.tops), "")
    for part in parts:
        match part:
            case ast.keyword(arg=str(name), value=value) if name in STEPS and top and _divided(value, here):
                yield Gone(f"a float as {name}", top, OF_KERAS[top], "int(...)")
            case ast.Import(names=[ast.alias(name=name)]) | ast.ImportFrom(module=str(name)) if top:
                if name.partition(".")[0] == ADDONS:
                    yield Gone(f"what {ADDONS} is made for", top, OF_KERAS[top], "what keras itself has")
            case ast.Call(func=ast.Attribute(attr="ModelCheckpoint") | ast.Name(id="ModelCheckpoint")) if top:
                if _weights_elsewhere(part):
                    yield Gone("ModelCheckpoint(save_weights_only) of such a path", top, OF_KERAS[top], WEIGHTS)
            case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called), keywords=given):
                if called == "KerasLayer" and HUB in here.tops and top and IN_A_MODEL & {k.arg for k in given}:
                    yield Gone("tensorflow_hub.KerasLayer in a model", top, OF_KERAS[top], "models of tf_keras")
                yield from _of_sklearn(called, given) if "sklearn" in here.tops else ()
            case ast.Dict(keys=keys, values=values) if "sklearn" in here.tops and not OTHERS & {*here.tops}:
                pairs = zip(keys, values, strict=True)
                if any(_depths(key) and isinstance(v, ast.List) and any(map(_float, v.elts)) for key, v in pairs):
                    yield DEPTH


def _of_sklearn(called: str, given: Iterable[ast.keyword]) -> Iterator[Gone]:
    floats = {keyword.arg or "" for keyword in given if _float(keyword.value)}
    if called == "make_classification":
        yield from (
            Gone(f"a float as {name}", "scikit-learn", "1.3", "a whole number") for name in sorted(floats & COUNTS)
        )
    if called.startswith(TREES) and "max_depth" in floats:
        yield DEPTH


def _weights_elsewhere(call: ast.Call) -> bool:
    """Whether it saves weights alone, under a name that does not end as such names have to."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    alone, path = given.get("save_weights_only"), given.get("filepath", *call.args[:1])
    last = path.values[-1] if isinstance(path, ast.JoinedStr) and path.values else path
    text = last.value if isinstance(last, ast.Constant) else None
    on = isinstance(alone, ast.Constant) and alone.value is True
    return on and isinstance(text, str) and not text.endswith(WEIGHTS)


def _divided(node: ast.expr, here: Here) -> bool:
    """`len(X) / 32`, or the only value of a name."""
    if isinstance(node, ast.Name):
        made = list(here.made(node.id))
        return len(made) == 1 and isinstance(made[0], ast.BinOp) and isinstance(made[0].op, ast.Div)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)


def _float(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def _depths(key: ast.expr | None) -> bool:
    """`"max_depth"`, `"tree__max_depth"`."""
    text = key.value if isinstance(key, ast.Constant) else ""
    return isinstance(text, str) and text.rpartition("__")[2] == "max_depth"
