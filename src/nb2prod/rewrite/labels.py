"""What a log line calls a value that the notebook shows without a word: plain words, else the expression itself.

print(accuracy)                          accuracy 0.93
print(df["fare"].mean())                 mean of fare 12.4
print(classification_report(y, pred))    classification report of y, pred:
                                                       precision    recall ...
print(np.log(fare).quantile(0.9))        quantile 0.9 of log of fare 3.1
print(m.predict([[3, 4]]))               m.predict([[3, 4]]) [1]

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
PATHS = frozenset({"os.path.join", "os.getcwd", "Path.cwd"})  # what they give speaks for itself
LONGEST = 60  # characters of an expression that are a label and no text of its own
SHOWN = frozenset({"str", "round", "repr", "format"})  # they show their first argument
TALL = frozenset({  # calls whose text has several lines: it begins below its label
    "classification_report", "confusion_matrix", "summary", "summary2", "to_string", "to_markdown", "tabulate",
    "value_counts", "describe", "crosstab", "pivot_table", "head", "tail", "export_text", "sort_values", "DataFrame",
    "groupby", "agg", "corr", "dumps", "format_as_text",
})  # fmt: skip


def label(node: cst.BaseExpression, plainly: bool = False, above: str = "") -> str:
    """The words for the value of `node`; "" where it would say nothing or too much. `plainly`: as its source.

    `above`: the words of the comment above it, for what has none of its own.
    """
    match node:
        case cst.SimpleString() | cst.ConcatenatedString() | cst.FormattedString() | cst.Integer() | cst.Float():
            return ""
        case cst.Call(func=cst.Name(value=name), args=[first, *_]) if name in SHOWN and not first.star:
            return label(first.value, plainly, above)
        case cst.Call() if source_of(node.func) in PATHS:
            return ""
    said = "" if plainly else _said(node)
    if 0 < len(said) <= LONGEST:
        return said
    if above and not plainly:
        return above
    text = source_of(node)
    if len(text) <= LONGEST:
        return text
    match node:
        case cst.Call(func=cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name))):
            return _words(name) if len(name) <= LONGEST and name not in FORMS else ""
    return ""


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
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.Name() | cst.Attribute() as key))]):
            inner, which = _said(node.value), _said(key)
            return inner and which and f"{which} in {inner}"
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.List(elements=columns)))]):
            inner = _said(node.value)
            named = [str(c.value.evaluated_value) for c in columns if isinstance(c.value, cst.SimpleString)]
            return inner and f"{', '.join(named)} in {inner}" if 0 < len(named) == len(columns) else ""
        case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Slice(lower=None, upper=cst.Integer(n), step=None))]):
            inner = _said(node.value)
            return inner and f"first {n} of {inner}"
        case cst.BinaryOperation():
            whole = _hundredth(node)
            inner = _said(whole) if whole is not None else ""
            return inner and f"{inner}, in percent"
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
            return _of(_words(name), args, inner)
    return ""


def _of(name: str, args: Sequence[cst.Arg], inner: str = "") -> str:
    """What a function is given, in words: `export text of tree`, `quantile 0.9 of fare`, `score of m for X, y`."""
    plain = [a.value for a in args if a.keyword is None and not a.star]
    settings = [a for a in args if a.keyword is not None]
    numbers = [source_of(value) for value in plain if isinstance(value, (cst.Integer, cst.Float))]
    given = [_said(value) for value in plain if not isinstance(value, (cst.Integer, cst.Float, cst.SimpleString))]
    texts = [str(value.evaluated_value) for value in plain if isinstance(value, cst.SimpleString)]
    if not all(given) or any(a.star for a in args) or (inner and settings):
        return ""
    if not inner:
        return f"{name} of {', '.join([*given, *numbers, *texts])}" if given else "" if args else name
    first = " ".join([name, *texts, *numbers])
    return f"{first} of {inner}" + (f" for {', '.join(given)}" if given else "")


def _hundredth(node: cst.BinaryOperation) -> cst.BaseExpression | None:
    """What is told as percent: `n` of `100 * n / total` and of `n / total * 100`."""
    left, right = node.left, node.right
    divides = isinstance(node.operator, cst.Divide)
    match (left, right) if isinstance(node.operator, (cst.Divide, cst.Multiply)) else ():
        case (cst.BinaryOperation(left=cst.Integer("100"), operator=cst.Multiply(), right=n), _) if divides:
            return n
        case (cst.BinaryOperation(left=n, operator=cst.Divide()), cst.Integer("100")) if not divides:
            return n
        case (cst.Integer("100"), cst.BinaryOperation(left=n, operator=cst.Divide())) if not divides:
            return n
    return None


def _key(args: Sequence[cst.Arg]) -> str:
    """What a table is grouped by, where that is written out."""
    try:
        keys = ast.literal_eval(source_of(args[0].value)) if args and args[0].keyword is None else ""
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


def source_of(node: cst.BaseExpression) -> str:
    """The expression as it stands, in one line."""
    return " ".join(cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[])).split())
