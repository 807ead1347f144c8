"""What a log line calls a value that the notebook shows without a word: the expression itself, where it is short.

print(accuracy)                          accuracy 0.93
print(df["fare"].mean())                 df['fare'].mean() 12.4
print(classification_report(y, pred))    classification_report(y, pred):
                                                       precision    recall ...
"""

from __future__ import annotations

import libcst as cst

LONGEST = 60  # characters of an expression that are a label and no text of its own
SHOWN = frozenset({"str", "round", "repr", "format"})  # they show their first argument
TALL = frozenset({  # calls whose text has several lines: it begins below its label
    "classification_report", "confusion_matrix", "summary", "summary2", "to_string", "to_markdown", "tabulate",
    "value_counts", "describe", "crosstab", "pivot_table", "head", "tail", "export_text", "sort_values", "DataFrame",
    "groupby", "agg", "corr", "dumps",
})  # fmt: skip


def label(node: cst.BaseExpression) -> str:
    """The words for the value of `node`; "" where it would say nothing or too much."""
    match node:
        case cst.SimpleString() | cst.ConcatenatedString() | cst.FormattedString() | cst.Integer() | cst.Float():
            return ""
        case cst.Call(func=cst.Name(value=name), args=[first, *_]) if name in SHOWN and not first.star:
            return label(first.value)
    text = _text(node)
    if len(text) <= LONGEST:
        return text
    if isinstance(node, cst.Call):
        text = _text(node.with_changes(args=[cst.Arg(cst.Ellipsis())] if node.args else []))
    return text if len(text) <= LONGEST else ""


def tall(node: cst.BaseExpression) -> bool:
    """Whether the value is shown in several lines."""
    match node:
        case cst.Call(func=cst.Name(value=name)) | cst.Call(func=cst.Attribute(attr=cst.Name(value=name))):
            return name in TALL
    return False


def _text(node: cst.BaseExpression) -> str:
    return " ".join(cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[])).split())
