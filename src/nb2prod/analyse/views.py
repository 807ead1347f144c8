"""What tables and arrays share: views see the data of a frame, and not its columns and its index.

s = df["a"]              s shares data with df (always with pandas 2, never with pandas 3)
df.loc[0, "a"] = 1       changes df and s
df["a"] = 0              changes df alone: a new column, the old one stays with s
"""

from __future__ import annotations

import ast

from nb2prod.analyse.environment import NOTHING, RANDOM, Value, data_of, shape_of
from nb2prod.model import Effect
from nb2prod.replacing import replace

FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"
NUMBERS = {"int", "float", "bool", "complex"}
GROUPS = "pandas.GroupBy"
MATRICES = (FRAME, SERIES, ARRAY)
FRAMES = frozenset({FRAME, SERIES, "pandas.NDFrame"})
# What stands for the frame itself, and is no view of it.
ACCESSORS = frozenset({"pandas.Indexer", "pandas.FrameIndexer", "pandas.GroupBy", "pandas.Window", "pandas.Plotter"})
CONTAINERS = frozenset({
    "list", "dict", "set", "tuple", "frozenset", "collections.Counter", "collections.deque", "collections.defaultdict",
})  # fmt: skip
# In place they give a frame other columns or rows, and leave its old data to who has them.
RESTRUCTURING = frozenset({
    "drop", "rename", "rename_axis", "reset_index", "set_index", "sort_values", "sort_index", "dropna",
    "drop_duplicates", "query", "eval", "insert", "pop", "set_names",
})  # fmt: skip


def view(value: Value) -> Value:
    """What shares the data of a frame or a series, and not its columns and its index."""
    return replace(value, objects=data_of(value.objects)) if value.type in FRAMES else value


def written(base: Value, target: ast.expr | None, key: Value) -> frozenset[int]:
    """What changes when `target`, an item or an attribute of `base`, is written or deleted."""
    column = key.type == "str" or (key.type == "list" and set(key.elements) == {"str"})
    if base.type in FRAMES and (isinstance(target, ast.Attribute) or (base.type == FRAME and column)):
        return shape_of(base.itself)  # df["a"] = 1 puts in a new column, and leaves the old one to who has it
    return base.itself


def restructured(method: str, receiver: Value) -> frozenset[int]:
    """What changes when `method` changes its receiver: all of it, or the shape of a frame and not its data."""
    if receiver.type in FRAMES and method in RESTRUCTURING:
        return shape_of(receiver.itself)
    return receiver.itself


def shared(source: Value, effect: Effect, receiver: str) -> frozenset[int]:
    """What the result of a call reaches of `source`, which it may share with; `receiver`: the type of its receiver."""
    returns = effect.returns
    if returns in RANDOM and not source.type.startswith("numpy.random."):  # a seed, whatever it comes from
        return NOTHING
    if returns in ACCESSORS or not effect.imported:  # df.pipe(f) may give df itself
        return source.objects
    if returns in FRAMES or receiver in FRAMES:  # pd.DataFrame(x): a frame of its own
        return data_of(source.objects)
    held = returns in CONTAINERS or returns == "iterator" or _holds(returns)
    return source.objects if held else view(source).objects


def _holds(returns: str) -> bool:
    """Whether a value of the type keeps the frame itself, as models and data sets do; arrays keep only its data."""
    return "." in returns and returns.partition(".")[0] not in {"numpy", "pandas"}


def _of_frame(base: Value, key: Value, node: ast.expr | None) -> Value:
    """`df[key]`: a column; columns or rows, where that is known of the key."""
    copied = key.type in {"list", *MATRICES, "pandas.Index"} or _is_mask(node)
    # pandas 2 and 3 disagree on views of one column; a copy is certain only for lists and masks
    shared = NOTHING if copied else data_of(base.objects)
    return replace(base, type=FRAME if copied or key.type == "slice" else SERIES, objects=shared)


def _is_mask(node: ast.expr | None) -> bool:
    """`(z < 3).all(axis=1)`, `a & b`: it picks rows, whatever it is made of, and is no name of a column."""
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Invert()) | ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            return True
        case ast.Call(func=ast.Attribute(attr=attr)):
            return attr in ("all", "any", "isin", "isna", "isnull", "notna", "notnull", "between", "duplicated")
    return False


def indexed(base: Value, key: Value, node: ast.expr | None) -> Value:
    """`df.loc[key]`: rows, columns or a cell; lists and masks copy, slices and single keys are views."""
    if base.type == FRAME:
        return _of_frame(base, key, node)
    several, copying = {"slice", "list", "pandas.Index", *MATRICES}, {"list", "pandas.Index", *MATRICES}
    parts = key.elements if key.type == "tuple" and key.elements else (key.type,)
    fresh = any(part in copying for part in parts)
    type_ = "pandas.NDFrame"
    if base.type == "pandas.FrameIndexer" and all(parts) and "bool" not in parts:  # of what nobody knows: a mask
        ranges = sum(part in several for part in parts) + (len(parts) == 1)  # df.loc[0] is a row: one range
        type_ = {2: FRAME, 1: SERIES}.get(ranges, "")
    return replace(
        base, type=type_, objects=frozenset() if fresh else data_of(base.objects), elements=(), ref="", identity=None
    )
