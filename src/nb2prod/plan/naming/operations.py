"""What statements do, in the words of the field: fill missing values, encode categories, split the data.

df = df.dropna(subset=["a"])             ("drop", "missing_rows")
df["ratio"] = df["a"] / df["b"]          ("derive", "ratio")
X = StandardScaler().fit_transform(X)    ("scale", "features")

Told by the qualified names of the calls and by the form of the statement; a statement may do none that has a name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from nb2prod.model import Statement
from nb2prod.plan.naming.clause import touched

FEW = 2  # keys that a name may list
FRAMES = ("pandas.", "polars.", "pyspark.", "?.")


@dataclass(frozen=True)
class Operation:
    """A verb and what it is done to; `columns` are the names that a docstring may add."""

    verb: str
    thing: str
    columns: tuple[str, ...] = ()
    made: frozenset[str] = frozenset()  # names whose values the statement binds or changes

    @property
    def name(self) -> str:
        """The operation as the name of a function."""
        return f"{self.verb}_{self.thing}"

    @property
    def words(self) -> str:
        """The operation as words of a sentence."""
        if self.columns and len(", ".join(self.columns)) <= 40:
            return f"{self.verb} {', '.join(self.columns)}"
        return f"{self.verb} {self.thing.replace('_', ' ')}"


def _rows(*operations: tuple[str, str, str]) -> dict[str, tuple[str, str]]:
    """Last part of the call -> (verb, thing)."""
    return {call: (verb, thing) for calls, verb, thing in operations for call in calls.split()}


# Any owner: these names mean one thing wherever they stand.
ANYWHERE = _rows(
    ("train_test_split StratifiedShuffleSplit", "split", "data"),
    ("GridSearchCV RandomizedSearchCV HalvingGridSearchCV BayesSearchCV", "tune", "model"),
    ("cross_val_score cross_validate cross_val_predict", "cross_validate", "model"),
    ("get_dummies OneHotEncoder LabelEncoder OrdinalEncoder TargetEncoder LabelBinarizer factorize to_categorical",
     "encode", "categories"),
    ("SimpleImputer KNNImputer IterativeImputer fillna interpolate bfill ffill", "fill", "missing_values"),
    ("StandardScaler MinMaxScaler RobustScaler MaxAbsScaler", "scale", "features"),
    ("Normalizer", "normalize", "features"),
    ("PowerTransformer QuantileTransformer", "transform", "features"),
    ("PolynomialFeatures", "expand", "features"),
    ("CountVectorizer TfidfVectorizer HashingVectorizer TfidfTransformer", "vectorize", "text"),
    ("DictVectorizer", "vectorize", "features"),
    ("PCA TruncatedSVD KernelPCA IncrementalPCA NMF TSNE UMAP LinearDiscriminantAnalysis", "reduce", "dimensions"),
    ("SelectKBest SelectPercentile SelectFromModel RFE RFECV VarianceThreshold", "select", "features"),
    ("SMOTE ADASYN RandomOverSampler RandomUnderSampler SMOTEENN", "balance", "classes"),
    ("make_classification make_regression make_blobs make_moons make_circles make_swiss_roll", "generate", "data"),
    ("to_datetime strptime", "parse", "dates"),
    ("to_numeric", "convert", "types"),
    ("qcut cut digitize", "bin", "values"),
    ("word_tokenize sent_tokenize texts_to_sequences", "tokenize", "text"),
    ("pad_sequences", "pad", "sequences"),
    ("urlretrieve urlopen", "download", "data"),
    ("makedirs mkdir mkdtemp", "create", "folders"),
)  # fmt: skip
# Only of frames and what may be one: elsewhere the same word means something else ("a".replace, dict.pop).
OF_FRAMES = _rows(
    ("dropna", "drop", "missing_rows"),
    ("drop_duplicates", "drop", "duplicates"),
    ("merge join", "merge", "tables"),
    ("concat", "combine", "tables"),
    ("rename set_axis", "rename", "columns"),
    ("astype convert_dtypes", "convert", "types"),
    ("replace map", "recode", "values"),
    ("groupby pivot_table crosstab agg", "aggregate", "data"),
    ("resample", "resample", "series"),
    ("melt pivot stack unstack transpose", "reshape", "data"),
    ("sort_values sort_index", "sort", "rows"),
    ("sample", "sample", "rows"),
    ("query", "filter", "rows"),
    ("set_index reset_index reindex", "reset", "index"),
    ("shift", "build", "lags"),
    ("rolling diff ewm", "derive", "columns"),
)  # fmt: skip
KEEPING = frozenset("reset_index set_index copy astype sort_values sort_index rename fillna reindex head".split())
HEADERS = (ast.If, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
AMBIGUOUS = frozenset(
    "map replace rename join sample query stack unstack transpose shift diff".split()
)  # of datasets, texts
ROWS_GO = ("dropna", "drop_duplicates", "sample", "query")
CHOSEN = re.compile(r"col|feat|var|pred|name|attr|keep|field|num|cat|^x", re.IGNORECASE)  # lists of columns
DOING = frozenset("transform fit_transform fit_resample fit_predict".split())  # fit alone only learns
MASKS = frozenset("isin between isnull isna notnull notna contains duplicated startswith endswith".split())
OF_TABLES = frozenset(
    {"index", "columns", "shape", "isnull", "isna", "notnull", "notna", "duplicated", "loc", "values"}
)
MINOR = frozenset(
    {"sample_rows", "reset_index", "sort_rows", "convert_types", "create_folders"}
)  # seldom what a step is about


def operations(statements: Iterable[Statement], mapped: Collection[int] = ()) -> list[Operation]:
    """The operation of each statement that has one, in order; `mapped`: those that write into a dict, not a table."""
    every = [s for s in statements if s.id not in mapped]
    own = {name for s in every if isinstance(s.node, ast.Assign) for name in s.facts.binds}
    found = ((s, operation(s)) for s in every)
    return [replace(done, made=touched(s, own)) for s, done in found if done is not None]


def operation(statement: Statement) -> Operation | None:
    """What one statement does; None where nothing in the tables says it."""
    if _constructs(statement.node) or isinstance(statement.node, HEADERS) or _only_looks(statement):
        return None
    if (columns := _filters(statement.node)) is not None:
        return Operation("filter", "rows", columns)
    for call in statement.facts.calls:
        owner, _, last = call.rpartition(".")
        made = owner.rpartition(".")[2]  # StandardScaler().transform, but not DictVectorizer().get_feature_names
        parts = [last, made] if made[:1].isupper() and last in DOING else [last]
        known = next((ANYWHERE[part] for part in parts if part in ANYWHERE), None)
        if known is None and (owner + ".").startswith(FRAMES) and _outermost(statement, last):
            known = OF_FRAMES.get(last) if owner != "?" or last not in AMBIGUOUS or _of_itself(statement.node) else None
        if last == "dropna" and known is not None and _of_columns(statement.node):
            known = ("drop", "columns")
        if last == "astype" and _of_a_column(statement.node):
            continue  # y = df["left"].astype(int): it is taken
        if known is not None and last == "groupby" and not _into(statement.node) and (keys := _keys(statement.node)):
            return Operation("aggregate", f"by_{'_and_'.join(keys)}")
        if known is not None:
            return Operation(*known, _into(statement.node))
    return _form(statement)


def _keys(node: ast.stmt) -> tuple[str, ...]:
    """The one or two columns that rows are grouped by, as parts of a name: `df.groupby(["site", "month"])`."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Attribute(attr="groupby"), args=[by, *_]):
                texts = [e.value for e in getattr(by, "elts", [by]) if isinstance(e, ast.Constant)]
                named = [text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z][a-z_]*", text)]
                return tuple(named) if len(named) == len(getattr(by, "elts", [by])) and len(named) <= FEW else ()
    return ()


def _only_looks(statement: Statement) -> bool:
    """`df.corr().sort_values()`, `df.sample(5)`: nothing is sorted or sampled that stays."""
    return isinstance(statement.node, ast.Expr) and not statement.facts.mutates and not statement.facts.effects


def _outermost(statement: Statement, last: str) -> bool:
    """Whether the call is made on the value itself: in `port = df.port.dropna().mode()[0]` no row of a table goes."""
    match statement.node:
        case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
            types = {t for name, t in statement.facts.types if isinstance(target, ast.Name) and name == target.id}
        case _:
            return True
    chain: list[str] = []
    column = False  # guess = df["age"].dropna(): of a column, the table keeps its rows
    part: ast.expr | None = value
    while part is not None:
        match part:
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)):
                chain.append(attr)
                part = inner
            case ast.Call(func=ast.Name(id=name)):
                chain.append(name)
                part = None
            case ast.Attribute(value=inner) | ast.Subscript(value=inner):
                column |= isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant)
                part = inner
            case _:
                part = None
    other = types and not types & {"pandas.DataFrame", "pandas.Series", ""} and not any("Frame" in t for t in types)
    outer = next((attr for attr in chain if attr not in KEEPING), "")
    return last in chain and not (last in ROWS_GO and (other or column or outer != last))


def _of_itself(node: ast.stmt) -> bool:
    """`rows = rows.map(f)`, `df["a"] = df["a"].map(f)`: what came in goes on changed."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(value))
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            return True
    return not isinstance(node, ast.Assign)


def _of_a_column(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.Call(
                func=ast.Attribute(value=ast.Subscript(slice=ast.Constant()) | ast.Attribute(value=ast.Name()))
            ),
        ):
            return True
    return False


def _of_columns(node: ast.stmt) -> bool:
    """`df.dropna(axis=1)`: columns go, no rows."""
    given = [k.value for part in ast.walk(node) if isinstance(part, ast.Call) for k in part.keywords if k.arg == "axis"]
    return any(isinstance(value, ast.Constant) and value.value in (1, "columns") for value in given)


def _into(node: ast.stmt) -> tuple[str, ...]:
    """The column that an assignment writes: `df["age"] = df["age"].fillna(0)`."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column)))]):
            return (column,) if column.isidentifier() else ()
    return ()


def _constructs(node: ast.stmt) -> bool:
    """`selector = SelectKBest(chi2)`: nothing is selected yet."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.List() | ast.Tuple() | ast.Dict()):
            return True  # steps = [("scale", StandardScaler())]
        case ast.Assign(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name[:1].isupper() and name not in ("DataFrame", "Series")
    return False


def _form(statement: Statement) -> Operation | None:
    """Told by how the statement looks: a column made or dropped, rows or columns chosen."""
    types = dict(statement.facts.types)
    match statement.node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column)))]):
            verb = _changing(statement.node)
            return Operation(verb, "columns", (column,) if column.isidentifier() else ())
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Name(), slice=ast.Name(id=made))],
            value=ast.Subscript(value=ast.Name(), slice=ast.Name(id=taken)),
        ) if made == taken:
            return Operation("select", "columns")  # X[columns] = df[columns]
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=base), slice=ast.Name())]) if (
            types.get(base, "pandas.DataFrame") == "pandas.DataFrame" and _changing(statement.node) != "derive"
        ):
            return Operation("transform", "columns")  # for name in skewed: df[name] = np.log(df[name])
        case ast.Assign(
            targets=[
                ast.Subscript(
                    value=ast.Attribute(value=ast.Name(), attr="loc"),
                    slice=ast.Tuple(elts=[_, ast.Constant(value=str(column))]),
                )
            ]
        ):
            blanks = any(
                isinstance(p, ast.Attribute) and p.attr in ("isnull", "isna") for p in ast.walk(statement.node)
            )
            named = (column,) if column.isidentifier() else ()
            return Operation("fill", "missing_values", named) if blanks else Operation("recode", "values", named)
        case ast.AugAssign(target=target):  # df.loc[df.a < 1, "a"] *= 100
            match target:
                case ast.Subscript(
                    slice=ast.Constant(value=str(column)) | ast.Tuple(elts=[_, ast.Constant(value=str(column))])
                ):
                    return Operation("transform", "columns", (column,) if column.isidentifier() else ())
            return None
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(), attr="columns")], value=ast.List()):
            return Operation("rename", "columns")  # df.columns = ["day", "sales"]
        case ast.Delete(targets=[ast.Subscript(slice=ast.Constant(value=str(column)))]):
            return Operation("drop", "columns", (column,) if column.isidentifier() else ())
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id=source), slice=chosen)):
            if types.get(name) == "pandas.DataFrame":
                if isinstance(chosen, ast.List) or (isinstance(chosen, ast.Name) and CHOSEN.search(chosen.id)):
                    return Operation("select", "columns")
                if isinstance(chosen, ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp) or _is_mask(chosen, source):
                    return Operation("filter", "rows")
    return _dropped(statement)


def _changing(node: ast.Assign) -> str:
    """`d["age"] = d["age"] / 100` derives no age, it scales the one that is there."""
    target = ast.unparse(node.targets[0])
    dotted = re.sub(r"\['(\w+)'\]$", r".\1", target)  # df['age'], df.age
    parts = (part for part in ast.walk(node.value) if isinstance(part, ast.Subscript | ast.Attribute))
    if not any(ast.unparse(part) in (target, dotted) for part in parts):
        return "transform" if _handed(node) else "derive"
    return (
        "scale" if isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Div | ast.Mult) else "transform"
    )


def _handed(node: ast.Assign) -> bool:
    """`d["age"] = cap(d, "age", 90)`: a function is handed the table and the name of the column."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=base), slice=ast.Constant(value=column))]):
            every = [part for part in ast.walk(node.value) if isinstance(part, ast.Call)]
            given = [[*call.args, *(k.value for k in call.keywords)] for call in every]
            return any(
                any(isinstance(a, ast.Name) and a.id == base for a in args)
                and any(isinstance(a, ast.Constant) and a.value == column for a in args)
                for args in given
            )
    return False


def _filters(node: ast.stmt) -> tuple[str, ...] | None:
    """The columns by which rows are chosen, `df = df[df.city.isin(some)].reset_index()`; None where none are."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            while isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and len(value.args) == 1:
                value = value.args[0]  # list(skewed[skewed > 1].index)
            if isinstance(value, ast.Attribute) and value.attr in ("index", "columns", "shape", "size"):
                return None  # skewed = skewed[skewed > 1].index: names, no rows
            for part in ast.walk(value):
                match part:
                    case (
                        ast.Subscript(value=ast.Name(id=source), slice=rule)
                        | ast.Subscript(value=ast.Attribute(value=ast.Name(id=source), attr="loc"), slice=rule)
                    ) if source == name and _is_mask(rule, source):
                        return _columns_of(rule, source)
    return None


def _is_mask(rule: ast.expr, source: str) -> bool:
    """Whether an expression says yes or no for each row of that table."""
    if not isinstance(rule, ast.Compare | ast.Call | ast.UnaryOp | ast.BinOp | ast.BoolOp):
        return False
    parts = list(ast.walk(rule))
    masks = any(isinstance(p, ast.Attribute) and p.attr in MASKS for p in parts)
    known = any(isinstance(p, ast.Name) and p.id == source for p in parts)
    return known and (masks or any(isinstance(p, ast.Compare) for p in parts))


def _columns_of(rule: ast.expr, source: str) -> tuple[str, ...]:
    found = []
    for part in ast.walk(rule):
        match part:
            case ast.Attribute(value=ast.Name(id=name), attr=column) if name == source and column not in OF_TABLES:
                found.append(column)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(column))) if name == source:
                found.append(column)
    every = tuple(dict.fromkeys(found))
    return every if all(column.isidentifier() for column in every) else ()


def _dropped(statement: Statement) -> Operation | None:
    for node in ast.walk(statement.node):
        match node:
            case ast.Call(func=ast.Attribute(attr="drop" | "pop"), args=args, keywords=keywords):
                axis = [k.value for k in keywords if k.arg == "axis"]
                named = [k.value for k in keywords if k.arg == "columns"]
                args = [*args, *(k.value for k in keywords if k.arg == "labels")]
                if named or any(isinstance(a, ast.Constant) and a.value in (1, "columns") for a in [*axis, *args[1:2]]):
                    return Operation("drop", "columns", _columns([*named, *args[:1]]))
                if args and not axis and isinstance(args[0], ast.Constant) and isinstance(args[0].value, int):
                    return Operation("drop", "rows")  # df.drop(168)
    return None


def _columns(given: list[ast.expr]) -> tuple[str, ...]:
    parts = [p for node in given for p in (node.elts if isinstance(node, ast.List | ast.Tuple) else [node])]
    texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    return tuple(texts) if len(texts) == len(parts) and all(text.isidentifier() for text in texts) else ()


def leading(found: list[Operation], statements: int) -> Operation | None:
    """The operation that most of the step does; None where it does a bit of everything."""
    weighty = [o for o in found if o.name not in MINOR] or found
    if not weighty:
        return None
    counts = {o.name: sum(other.name == o.name for other in weighty) for o in weighty}
    best = max(weighty, key=lambda o: counts[o.name])
    alone = len(counts) == 1
    return best if (alone and 5 * len(found) >= statements) or 2 * counts[best.name] > statements else None


def told(found: list[Operation], limit: int = 3) -> str:
    """The operations as one clause: "fill missing values, encode categories and drop id"; "" for more than `limit`."""
    merged: dict[str, Operation] = {}
    for one in found:
        before = merged.get(one.name)
        columns = tuple(dict.fromkeys((*before.columns, *one.columns))) if before and before.columns else one.columns
        merged[one.name] = Operation(one.verb, one.thing, columns if before is None or before.columns else ())
    kept = [o for o in merged.values() if o.name not in MINOR] or list(merged.values())
    parts = [o.words for o in kept]
    if not parts or len(parts) > limit:
        return ""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
