"""Which values are worked out: they, or what they show in another form, summarise something.

by_town = df.groupby("town").price.mean()
by_town[by_town > 9].sort_values()            worked out: of what `by_town` holds, in another form
{"total": df["price"].sum(), "rows": n}       worked out: one of its parts is
df[df["price"] > df["price"].mean()]          rows of the data
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, named
from nb2prod.plan.models.models_asked import types_of
from nb2prod.walking import walk

SUMMARIES = frozenset(  # methods and functions that make few numbers of many
    """
    groupby agg aggregate pivot pivot_table crosstab corr corrwith cov mean median sum std var min max quantile average
    nlargest nsmallest idxmax idxmin argmax argmin skew kurt kurtosis percentile dot prod cumsum resample interpolate
    most_common count_nonzero norm det eigvals solve unstack diff pct_change Counter corrcoef nanmean nanmedian
    nanstd nansum pearsonr spearmanr kendalltau skewtest kurtosistest interp1d trapz mode histogram
    mutual_info_score mutual_info_classif mutual_info_regression
    """.split()
)
OF_EACH_ROW = frozenset(  # of groups: rows are picked, or each gets something; nothing is summed up
    """
    head tail nth sample filter cumcount ngroup rank shift ffill bfill fillna cumsum cumprod diff pct_change
    """.split()
)
COUNTS = frozenset({"size", "count", "value_counts", "nunique"})  # of groups: of a whole table they are a look
CORRELATIONS = frozenset({"corr", "corrwith"})
GROUPED = frozenset({"groupby", "pivot_table", "crosstab", "resample"})
LOOKS = frozenset({"isnull", "isna", "notnull", "notna", "duplicated", "describe", "info", "value_counts", "nunique"})
BESIDE_A_MODEL = SUMMARIES - {"corr", "cov", "dot", "prod", "cumsum", "interpolate", "diff", "pct_change", "unstack"}
FORM_ONLY = frozenset({"shape", "ndim", "dtype", "dtypes", "columns", "index"})
MADE = frozenset(
    {"DataFrame", "Series", "from_dict", "from_records", "dict", "sorted", "list", "round", "float", "int"}
)
CONTAINERS = frozenset({"list", "dict", "defaultdict", "OrderedDict", "Counter"})
STORING = frozenset({"append", "extend", "update", "insert", "add", "setdefault"})
TABLES = frozenset({"pandas.DataFrame", "pandas.Series"})
DEEP = 8


@dataclass(frozen=True)
class Question:
    """What counts as a summary, how many assignments back it is looked for, and where it is not."""

    graph: Graph
    wanted: frozenset[str] = SUMMARIES
    deep: int = DEEP
    beyond: frozenset[int] = frozenset()  # statements that make rows for a model: those are no findings
    fills: bool = False  # whether a list, a mapping, a table that is filled counts

    def worked_out(self, at: Statement, node: ast.expr) -> bool:
        """Whether a value is worked out: it, or what it shows in another form, summarises something."""
        called: set[str] = set()
        shown, last = node, ""
        while True:
            match node:
                case ast.Call(func=ast.Attribute(attr="groupby", value=value)) if last in OF_EACH_ROW:
                    called.discard(last)
                    node = value
                case ast.Call(func=ast.Attribute(value=value, attr=attr)):
                    called.add(attr)
                    last = attr
                    if attr in ("apply", "map", "agg") and self.wanted & set[str]().union(*map(named, node.args)):
                        return True
                    if attr in MADE and self._any(at, _data(node)):
                        return True
                    if isinstance(value, ast.Name) and value.id in ("np", "numpy") and self._any(at, node.args[:1]):
                        return True  # np.expm1(y_pred)
                    if attr == "concat" and self._any(at, [p for p in node.args[:1] if isinstance(p, ast.List)]):
                        return True  # pd.concat(frames) may put the data together
                    node = value
                case ast.Attribute(value=value, attr=attr):
                    called.add(attr)
                    node = value
                case ast.Subscript(value=value):
                    node = value
                case _:
                    break
        counted = "value_counts" in called and not called & (LOOKS - COUNTS)
        if counted and not called & self.wanted:  # how many rows, or groups, are of a kind that they were given
            return (bool(self.beyond) and self._base(at, node)) or (self.fills and self._is_own_column(at, shown))
        if (called & LOOKS and "groupby" not in called) or called & FORM_ONLY:
            return False
        if called & self.wanted or (self.wanted is not CORRELATIONS and called & GROUPED and called & COUNTS):
            return isinstance(node, ast.Name) or not _asks_what_is_missing(node)
        return self._base(at, node)

    def _base(self, at: Statement, node: ast.expr) -> bool:
        """The same of what a chain of methods begins with."""
        match node:
            case ast.Call(func=ast.Name(id=name), args=args):
                own = self.graph.own if self.wanted is SUMMARIES else frozenset[str]()
                return name in self.wanted | own or self._any(at, args)
            case ast.BinOp(left=left, right=right):
                return self._any(at, [left, right]) and not any(self._are_rows(at, side) for side in (left, right))
            case ast.Dict(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                return self._any(at, parts)
            case ast.DictComp(value=part) | ast.ListComp(elt=part):
                return self.worked_out(at, part)
        return isinstance(node, ast.Name) and self.deep > 0 and self.made(at, node.id, self.deep - 1)

    def _any(self, at: Statement, nodes: list[ast.expr]) -> bool:
        return any(self.worked_out(at, node) for node in nodes)

    def _are_rows(self, at: Statement, node: ast.expr) -> bool:
        """Whether a side is a table's rows: `df - df.min()` scales them, and sums up nothing."""
        match node:
            case ast.BinOp(left=left, right=right):
                return self._are_rows(at, left) or self._are_rows(at, right)
            case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name), slice=ast.Constant() | ast.List()):
                kinds = types_of(self.graph, at, name)
                return kinds <= TABLES and bool(kinds) and not self.worked_out(at, node)
        return False

    def made(self, at: Statement, name: str, deep: int) -> bool:
        """Whether the name holds something that was worked out."""
        deeper = replace(self, deep=deep)
        makers = [maker for maker in self.graph.makers(at, name) if maker.id not in self.beyond]
        bound = [m for m in makers if name in m.facts.binds and "load" not in m.facts.roles]
        values = [m for m in bound if isinstance(m.node, ast.Assign) and (len(m.facts.binds) == 1 or _unpacks(m.node))]
        types = {kind.rpartition(".")[2] for m in bound for n, kind in m.facts.types if n == name}
        containers = (types <= CONTAINERS and bool(types)) or any(map(_is_container, bound))
        containers = containers or any(_empty_table(m.node) for m in values)  # results.loc[degree, "error"] = ...
        fillers = [m for m in makers if m not in bound and name in m.facts.mutates]
        fillers = [inner for m in fillers for inner in self._inside(m)]
        filled = self.fills and containers and any(not self.beyond or self._stores(m, name) for m in fillers)
        return filled or any(deeper.worked_out(m, m.node.value) for m in values if isinstance(m.node, ast.Assign))

    def _inside(self, filler: Statement) -> list[Statement]:
        """What fills it: of a call of the notebook's functions the statements of those."""
        statements = self.graph.program.statements
        called = {*filler.facts.calls} & self.graph.own if isinstance(filler.node, ast.Expr) else set()
        functions = [s for s in statements if isinstance(s.node, ast.FunctionDef) and s.node.name in called]
        return [filler, *(statements[i] for f in functions for i in self.graph.inside(f.id))]

    def _is_own_column(self, at: Statement, node: ast.expr) -> bool:
        """Whether kinds are counted that the notebook worked out itself: `df["group"] = pd.cut(df.age, 4)` before."""
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        match node:
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Constant(value=str(column))):
                pass
            case ast.Attribute(value=ast.Name(id=table), attr=column):
                pass
            case _:
                return False
        for maker in self.graph.makers(at, table):
            match maker.node:
                case ast.Assign(
                    targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=key))],
                    value=ast.Call() as value,
                ) if (name, key) == (table, column):
                    texts = {part.value for part in walk(value) if isinstance(part, ast.Constant)}
                    attributes = {part.attr for part in walk(value) if isinstance(part, ast.Attribute)}
                    return column not in texts | attributes and maker.id not in self.beyond  # else it was cleaned
        return False

    def _stores(self, filler: Statement, name: str) -> bool:
        """Whether something that was computed is put there, and not what a loop goes through: `columns.append(c)`."""
        for part in walk(filler.node):
            match part:
                case ast.AugAssign(target=ast.Subscript() as target) if name in named(target):
                    return True  # counted
                case ast.Assign(targets=[target], value=value):
                    found = (
                        [value] if isinstance(target, (ast.Subscript, ast.Attribute)) and name in named(target) else []
                    )
                case ast.Call(func=ast.Attribute(attr=attr, value=holder), args=args) if attr in STORING:
                    item = holder.value if isinstance(holder, ast.Subscript) else holder  # found["mae"].append(...)
                    found = args if isinstance(item, ast.Name) and item.id == name else []
                case _:
                    continue
            if any(isinstance(p, (ast.Call, ast.BinOp)) for value in found for p in walk(value)):
                return True
            if any(self._is_bound(filler, value.id) for value in found if isinstance(value, ast.Name)):
                return True
        return False

    def _is_bound(self, at: Statement, name: str) -> bool:
        makers = self.graph.makers(at, name)
        return bool(makers) and not any(isinstance(maker.node, ast.For) for maker in makers)


def is_filled(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether it is a table of lists that loops fill with what they work out: `pd.DataFrame([depths, scores]).T`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    match node:
        case ast.Call(func=ast.Attribute(attr="DataFrame") | ast.Name(id="DataFrame")):
            asked = Question(graph, fills=True, beyond=frozenset({-1}))  # a list of what is there is none
            return any(asked.made(at, name, 1) for part in _data(node) for name in named(part))
    return False


def _data(made: ast.Call) -> list[ast.expr]:
    """What a table is made of: the names of its columns and its rows say nothing of that."""
    return [*made.args[:1], *(k.value for k in made.keywords if k.arg not in ("columns", "index", "name", "dtype"))]


def _unpacks(node: ast.Assign) -> bool:
    """`counts, edges = np.histogram(x)`: each is a part of what the call gives."""
    return isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Call)


def _is_container(maker: Statement) -> bool:
    """`found = defaultdict(list)`: it is filled, and perhaps made a table of its own name."""
    match maker.node:
        case ast.Assign(value=ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called))):
            return called in CONTAINERS - {"list"}
    return False


def _empty_table(node: ast.stmt) -> bool:
    """`pd.DataFrame(columns=["error"], index=degrees)`, `np.zeros((2, 2))`: what is filled in is worked out."""
    match node:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="zeros" | "ones" | "empty" | "full"))):
            return True
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="DataFrame" | "Series"), args=args, keywords=keywords)):
            data = [*args, *(k.value for k in keywords if k.arg == "data")]
            return all(isinstance(part, ast.Constant) or _is_nan(part) for part in data)
    return False


def _is_nan(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr.lower() in ("nan", "na", "nat")


def _asks_what_is_missing(node: ast.expr) -> bool:
    attributes = {part.attr for part in walk(node) if isinstance(part, ast.Attribute)}
    return bool(attributes & (LOOKS | FORM_ONLY)) and "groupby" not in attributes
