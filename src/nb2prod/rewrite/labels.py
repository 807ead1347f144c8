"""What a log line calls a value that the notebook shows without a word: plain words, else the expression itself.

print(accuracy)                          accuracy 0.93
print(df["fare"].mean())                 mean of fare 12.4
print(classification_report(y, pred))    classification report of y, pred:
                                                       precision    recall ...
print(np.log(fare).skew())               np.log(fare).skew() 0.4

Words only where they leave nothing out: `quantile of fare` would not say which one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

import libcst as cst

SAYING = {
    "len": "length", "predict": "predictions", "predict_proba": "probabilities", "corr": "correlations",
    "corrwith": "correlations", "std": "standard deviation", "var": "variance", "nunique": "different values",
}  # fmt: skip
FORMS = frozenset({  # methods that show the same in another form
    "head", "tail", "round", "sort_values", "sort_index", "copy", "to_frame", "reset_index", "to_string", "item",
    "tolist", "format", "set_index", "astype", "dropna", "to_markdown",
})  # fmt: skip
MODULES = frozenset({  # names by which modules go
    "np", "numpy", "pd", "pandas", "plt", "sns", "tf", "keras", "torch", "stats", "scipy", "sm", "smf", "metrics",
    "json", "random", "os", "time", "jnp", "xgb", "lgb", "nn", "F", "sys", "re", "datetime", "statistics", "math",
})  # fmt: skip
OF_ROWS = frozenset({"predict", "predict_proba"})  # what is asked of one model differs in the rows alone
LONGEST = 60  # characters of an expression that are a label and no text of its own
SHOWN = frozenset({"str", "round", "repr", "format"})  # they show their first argument
TALL = frozenset({  # calls whose text has several lines: it begins below its label
    "classification_report", "confusion_matrix", "summary", "summary2", "to_string", "to_markdown", "tabulate",
    "value_counts", "describe", "crosstab", "pivot_table", "head", "tail", "export_text", "sort_values", "DataFrame",
    "groupby", "agg", "corr", "dumps",
})  # fmt: skip


def label(node: cst.BaseExpression, plainly: bool = False) -> str:
    """The words for the value of `node`; "" where it would say nothing or too much. `plainly`: as its source."""
    match node:
        case cst.SimpleString() | cst.ConcatenatedString() | cst.FormattedString() | cst.Integer() | cst.Float():
            return ""
        case cst.Call(func=cst.Name(value=name), args=[first, *_]) if name in SHOWN and not first.star:
            return label(first.value, plainly)
    said = "" if plainly else _said(node)
    if 0 < len(said) <= LONGEST:
        return said
    text = _text(node)
    if len(text) <= LONGEST:
        return text
    if isinstance(node, cst.Call):
        said = _words(_text(node.func)) if isinstance(node.func, cst.Name) else ""
        text = said or _text(node.with_changes(args=[cst.Arg(cst.Ellipsis())] if node.args else []))
    return text if len(text) <= LONGEST else ""


def asked(node: cst.BaseExpression) -> str:
    """The variable of the model whose predictions `node` shows, as its names have it: `m` of `m.predict(4).sum()`."""
    predicts = False
    while isinstance(node, (cst.Call, cst.Attribute, cst.Subscript)):
        match node:
            case cst.Call(func=cst.Name(value=name), args=[first, *_]) if name in SHOWN:
                node = first.value
                continue
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="predict" | "predict_proba"))):
                predicts = True
        node = node.func if isinstance(node, cst.Call) else node.value
    return node.value if predicts and isinstance(node, cst.Name) else ""


def _said(node: cst.BaseExpression) -> str:
    """A value in words: `df["fare"].mean()` as "mean of fare", `export_text(tree)` as "export text of tree"."""
    match node:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=value, attr=cst.Name(value=name)) if not name.startswith("__"):
            if isinstance(value, cst.Name) and value.value in MODULES:
                return f"{value.value}.{name}"
            inner = _said(value)
            dotted = isinstance(value, cst.Name) and not name.endswith("_")
            return inner and (f"{inner}.{name}" if dotted else f"{_words(name)} of {inner}")
        case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
            inner, column = _said(value), str(key.evaluated_value)
            return column if isinstance(value, cst.Name) else inner and f"{inner}: {column}"
        case cst.Call(func=cst.Name(value=name), args=args):
            return _of(_words(name), args)
        case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value=name)), args=args):
            if isinstance(value, cst.Name) and value.value in MODULES:
                return _of(_words(name), args)
            inner = _said(value)
            if not inner or name in FORMS:
                return inner
            if name == "groupby":
                return _key(args) and f"{inner} by {_key(args)}"
            if name in OF_ROWS:
                given = [a.value.value for a in args if isinstance(a.value, cst.Name)]
                return f"{_words(name)} of {inner} for {given[0]}" if len(given) == len(args) == 1 else ""
            return "" if args else f"{_words(name)} of {inner}"
    return ""


def _of(name: str, args: Sequence[cst.Arg]) -> str:
    """What a function is given, where that is variables and settings: `export text of tree`."""
    plain = [a for a in args if a.keyword is None and not a.star]
    given = [a.value.value for a in plain if isinstance(a.value, cst.Name)]
    if not args:
        return name
    return f"{name} of {', '.join(given)}" if given and len(given) == len(plain) else ""


def _key(args: Sequence[cst.Arg]) -> str:
    """What a table is grouped by, where that is written out."""
    try:
        keys = ast.literal_eval(_text(args[0].value)) if args and args[0].keyword is None else ""
    except ValueError:
        return ""
    every = [keys] if isinstance(keys, str) else keys if isinstance(keys, list) else []
    return ", ".join(key for key in every if isinstance(key, str))


def _words(name: str) -> str:
    """`get_support` as "support", `best_estimator_` as "best estimator"."""
    if name in SAYING:
        return SAYING[name]
    return re.sub(r"^(?:get|compute|calculate)_(?=.)", "", name).strip("_").replace("_", " ")


def tall(node: cst.BaseExpression) -> bool:
    """Whether the value is shown in several lines."""
    match node:
        case cst.Call(func=cst.Name(value=name)) | cst.Call(func=cst.Attribute(attr=cst.Name(value=name))):
            return name in TALL
    return False


def _text(node: cst.BaseExpression) -> str:
    return " ".join(cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[])).split())
