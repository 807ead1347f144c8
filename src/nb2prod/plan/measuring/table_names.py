"""What a table is called that the notebook shows without a name: as a person would call the file.

df.groupby("Sex")["Survived"].mean()                 mean_survived_by_sex
df.pivot_table("kwh", index="month")                 kwh_by_month
pd.crosstab(df.town, df["kind"])                     town_by_kind
df.corr()["price"]                                   correlations_with_price
pd.Series(forest.feature_importances_, cols)         forest_feature_importances
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from nb2prod.model import Program
from nb2prod.plan.keeping.computed import is_found
from nb2prod.plan.measuring.forms import chooses
from nb2prod.plan.measuring.metric_names import shortened
from nb2prod.plan.measuring.subjects import given
from nb2prod.plan.names import identifier, words
from nb2prod.walking import walk

AGGREGATES = frozenset({"mean", "median", "sum", "std", "var", "min", "max", "quantile", "nunique", "idxmax", "idxmin"})
COUNTS = {"size": "count", "count": "count", "value_counts": "counts"}
FITTED = ("feature_importances_", "coef_", "cv_results_", "params", "pvalues", "explained_variance_ratio_")
MODULES_GIVE = frozenset({"concat", "DataFrame", "Series", "merge"})
PARTS = frozenset("round sort_values sort_index reset_index set_index copy rename to_frame".split())
LONGEST = 40
MOST = 3  # columns that are named


def table_name(node: ast.expr, turns: Collection[str] = ()) -> str:
    """A name for the table `node`, "" where nothing tells; `turns`: variables of the loop that shows it."""
    if isinstance(node, ast.Name):
        return identifier(node.id, "table")
    name = _found(node) or _fitted(node) or _chained(node, turns) or _put_together(node) or _part_of(node)
    if 0 < len(name) <= LONGEST and name.isidentifier():
        return name
    return ""


def read_in_cells(program: Program) -> dict[int, frozenset[str]]:
    """The variables that each cell reads; what it imports tells no cells apart."""
    found: dict[int, frozenset[str]] = {}
    imported = {item.name for item in program.imports}
    for statement in program.statements:
        found[statement.cell] = found.get(statement.cell, frozenset()) | (statement.facts.names - imported)
    return found


def told_by_cells(read: Mapping[int, frozenset[str]]) -> dict[int, str]:
    """In what the variables differ that only one of the cells reads: `25` of `rate(df_25)`, `50` of `rate(df_50)`."""
    own = {cell: names.difference(*(read[other] for other in read if other != cell)) for cell, names in read.items()}
    if len(own) < 2 or not all(own.values()):
        return {}
    said = {cell: [words(name) for name in sorted(names, key=len)] for cell, names in own.items()}
    shared = {cell: [w for w in each[0] if all(w in other for other in each)] for cell, each in said.items()}
    common = set.intersection(*map(set, shared.values()))
    told = {cell: "_".join(word for word in each if word not in common) for cell, each in shared.items()}
    return told if all(told.values()) else {}


def _found(node: ast.expr) -> str:
    """By the columns that hold what a fit found: `pd.DataFrame({"feature": X.columns, "weight": model.coef_})`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="DataFrame"), args=[ast.Dict(keys=keys, values=values), *_]):
            every = zip(keys, values, strict=True)
            named = [key.value for key, value in every if isinstance(key, ast.Constant) and is_found(value)]
            return identifier(" and ".join(map(str, named)), "") if len(named) < len(keys) else ""
    return ""


def _fitted(node: ast.expr) -> str:
    """What a fit found: `forest.feature_importances_`."""
    for part in walk(node):
        match part:
            case ast.Attribute(attr=attr, value=value) if attr in FITTED:
                while isinstance(value, (ast.Attribute, ast.Subscript)):
                    value = value.value
                model = value.id if isinstance(value, ast.Name) else ""
                return identifier(f"{model}_{attr.strip('_')}", "")
    return ""


def _chained(node: ast.expr, turns: Collection[str]) -> str:
    """By the calls that made it, the last one first."""
    columns: list[str] = []
    by: list[str] = []
    done, base = "", ""
    inner = node
    while True:
        match inner:
            case ast.Call(
                func=ast.Attribute(attr="groupby" | "resample" as attr, value=value), args=args, keywords=keys
            ):
                by = [*_columns([*args[:1], *(k.value for k in keys if k.arg in ("by", "rule"))])]
                by = ["period"] if attr == "resample" else by
                done = done or "groups"
                inner = value
            case ast.Call(func=ast.Attribute(attr="pivot_table", value=value), args=args, keywords=keys):
                named = {k.arg: k.value for k in keys} | dict(
                    zip(("data", "values", "index", "columns"), args, strict=False)
                )
                values = _columns([named[key] for key in ("values",) if key in named])
                by = _columns([named[key] for key in ("index", "columns") if key in named])
                columns, inner, done = columns or values, value, done or "pivot"
            case ast.Call(
                func=ast.Attribute(attr="Series" | "DataFrame", value=ast.Name()), args=[ast.Name(id=base), *_]
            ):
                break
            case ast.Call(func=ast.Attribute(attr="crosstab") | ast.Name(id="crosstab"), args=args, keywords=keys):
                named = {k.arg: k.value for k in keys} | dict(zip(("index", "columns"), args, strict=False))
                both = [_columns([named[key]])[:1] for key in ("index", "columns") if key in named]
                return identifier(" by ".join(name for one in both for name in one), "") if all(both) else ""
            case ast.Call(func=ast.Attribute(attr=attr, value=value)):
                if attr in AGGREGATES or attr in COUNTS or attr in ("corr", "corrwith"):
                    done = COUNTS.get(attr, attr)
                inner = value
            case ast.Subscript(value=value, slice=key):
                columns = columns or _columns([key])
                inner = value
            case ast.Attribute(value=value, attr=attr):
                columns = columns or ([attr] if attr not in ("T", "loc", "iloc", "style", "values") else [])
                inner = value
            case ast.Name(id=name):
                base = name
                break
            case _:
                break
    by, columns = [name for name in by if name not in turns], [name for name in columns if name not in turns]
    return _said(done, columns[:MOST], by[:MOST], base)


def _said(done: str, columns: list[str], by: list[str], base: str) -> str:
    if not done:
        return ""
    if done in ("corr", "corrwith"):
        return identifier(" ".join(["correlations", *(["with", *columns[:1]] if columns else ["of", base])]), "")
    what = [] if done in ("groups", "pivot") else [done]
    grouped = ["by", "_and_".join(by)] if by else []
    words = [*what, *(columns or ([base] if not (what and by) else [])), *grouped]
    if done == "counts":
        words = [*(columns or [base]), "counts", *grouped]
    return identifier(" ".join(words), "")


def _columns(nodes: list[ast.expr]) -> list[str]:
    """The names of columns that are written out."""
    found: list[str] = []
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)):
                found.append(text)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                found += _columns(parts)
            case ast.Attribute(attr=attr):
                found.append(attr)
            case ast.Subscript(slice=key):
                found += _columns([key])
            case ast.Name(id=name):
                found.append(name)
    return found


def _part_of(node: ast.expr) -> str:
    """`by[by.price > 9].sort_values("price")` by the table that it is a part of, and by what was done to that."""
    done = ""
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MODULES_GIVE:
            return ""
        if chooses(node):
            done = "selected"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr not in PARTS:
            done = done or node.func.attr
        node = node.func if isinstance(node, ast.Call) else node.value
    return identifier(f"{node.id}_{done}".strip("_"), "") if isinstance(node, ast.Name) else ""


def _put_together(node: ast.expr) -> str:
    """`pd.DataFrame(row_clusters, ...)` by what it is made of."""
    match node:
        case ast.Call(func=ast.Attribute(attr="DataFrame" | "Series"), args=[ast.Name(id=name), *_]):
            return identifier(name, "")
        case ast.Call(func=ast.Attribute(attr="concat"), args=[ast.List(elts=parts), *_]):
            return identifier("_and_".join(part.id for part in parts if isinstance(part, ast.Name)), "")
        case ast.Call(func=ast.Attribute(attr="DataFrame" | "Series" | "concat")):
            return ""
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id=name))) if name not in ("np", "numpy"):
            return identifier(name if attr in ("round", "sort_values", "set_index") else f"{name}_{attr}", "")
        case ast.Call(func=ast.Name(id=called), args=args):  # basic_details(train)
            return identifier(" of ".join([shortened(called), *_columns(args)[:1]]), "")
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name()), args=args):  # np.round(loadings)
            return identifier("_".join([*_columns(args)[:1], attr]), "")
    return "_".join(given(node)[:MOST])
