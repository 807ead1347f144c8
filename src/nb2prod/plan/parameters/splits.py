"""What the share of a split says of itself.

train, val = train_test_split(rows, test_size=0.2)                      rows kept for validation
X_train, X_val = train_test_split(X, test_size=0.4)                     apart from those for training, where
X_val, X_test = train_test_split(X_val, test_size=0.5)                  this follows, of the rows of X_val
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from nb2prod.model import Statement
from nb2prod.plan.parameters.sites import Site
from nb2prod.walking import last_of, walk

VALIDATING = re.compile(r"(?:^|_)(?:x|y)?(?:val|valid|validation|cv|dev)(?:_|$)", re.IGNORECASE)
RESTING = re.compile(r"(?:^|_)(?:te?mp|rest|remaining|other)(?:_|$)", re.IGNORECASE)


def split_again(kept: Iterable[Statement]) -> dict[str, int]:
    """Names that splits divide, with the last statement that does."""
    calls = ((s.id, part) for s in kept for part in walk(s.node) if isinstance(part, ast.Call))
    splits = ((at, call.args[0]) for at, call in calls if last_of(call) == "train_test_split" and call.args)
    return {rows.id: at for at, rows in splits if isinstance(rows, ast.Name)}


def divided(site: Site, kept: Iterable[Statement]) -> str:
    """What is split once more: a part that an earlier split gave; "" where it is the first."""
    rows = site.call.args[0] if site.call.args else None
    if site.called != "train_test_split" or not isinstance(rows, ast.Name):
        return ""
    earlier = (s for s in kept if s.id < site.statement.id and rows.id in s.facts.binds)
    *_, made = (None, *earlier)
    value = getattr(made.node, "value", None) if made is not None else None
    return rows.id if isinstance(value, ast.Call) and last_of(value) == "train_test_split" else ""


def half(site: Site, keyword: str) -> str:
    """The other one of `train_test_split(X, train_size=0.8, test_size=0.2)`, "" where there is none."""
    other = {"test_size": "train_size", "train_size": "test_size"}.get(keyword, "")
    return other if site.called == "train_test_split" and any(k.arg == other for k in site.call.keywords) else ""


def kept_for(site: Site, again: Mapping[str, int]) -> str:
    """What the second part of a split is for, by the name that it gets: `train, val = train_test_split(rest)`.

    `again`: what is split, and where for the last time.
    """
    match site.statement.node:
        case ast.Assign(targets=[ast.Tuple(elts=parts)]):
            names = [part.id for part in parts[1::2] if isinstance(part, ast.Name) and part.id.strip("_")]
            second = names[0] if names else ""
            if RESTING.search(second) or again.get(second, -1) > site.statement.id:
                return "apart from those for training"  # X_train, X_rest: split once more
            if VALIDATING.search(second):
                return "for validation"
    return "for testing"


def parts_of(site: Site) -> str:
    """Which of several splits it is, by the parts that it gives."""
    node = site.statement.node
    targets = node.targets[0].elts if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) else []
    parts = [part for target in targets if (part := ast.unparse(target)).strip("_")]
    plain = site.called == "train_test_split" and len(parts) > 1
    return f"the split into {parts[0]} and {parts[1]}" if plain else ""
