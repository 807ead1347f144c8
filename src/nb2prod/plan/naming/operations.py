"""What statements do, in the words of the field: fill missing values, encode categories, split the data.

df = df.dropna(subset=["a"])             ("drop", "missing_rows")
df["ratio"] = df["a"] / df["b"]          ("derive", "ratio")
X = StandardScaler().fit_transform(X)    ("scale", "features")

Told by the qualified names of the calls and by the form of the statement; a statement may do none that has a name.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

from nb2prod.model import Statement
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.clause import HOLDING, calls_of, of_labels, set_up, source_of, touched
from nb2prod.plan.naming.forms import Operation, filters, form, into, named, new_column
from nb2prod.walking import last_of, walk

FEW = 2  # keys that a name may list
FEW_WORDS = 6  # fewer are said of what a row is about
FRAMES = ("pandas.", "polars.", "pyspark.", "?.")


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
    ("SimpleImputer KNNImputer IterativeImputer fillna", "fill", "missing_values"),
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
    ("qcut digitize", "bin", "values"),
    ("word_tokenize sent_tokenize texts_to_sequences", "tokenize", "text"),
    ("pad_sequences", "pad", "sequences"),
    ("sklearn.utils.resample", "resample", "rows"),
    ("urlretrieve urlopen", "download", "data"),
    ("makedirs mkdir mkdtemp", "create", "folders"),
)  # fmt: skip
# Only of frames and what may be one: elsewhere the same word means something else ("a".replace, dict.pop).
OF_FRAMES = _rows(
    ("dropna", "drop", "missing_rows"),
    ("drop_duplicates", "drop", "duplicates"),
    ("merge join", "merge", "tables"),
    ("concat append", "combine", "tables"),
    ("rename set_axis", "rename", "columns"),
    ("astype convert_dtypes", "convert", "types"),
    ("cut", "bin", "values"),
    ("interpolate bfill ffill", "fill", "missing_values"),
    ("replace map", "recode", "values"),
    ("pivot_table crosstab agg", "aggregate", "data"),
    ("groupby", "group", "data"),
    ("resample", "resample", "series"),
    ("melt pivot stack unstack transpose", "reshape", "data"),
    ("sort_values sort_index", "sort", "rows"),
    ("sample", "sample", "rows"),
    ("query", "filter", "rows"),
    ("reset_index", "reset", "index"),
    ("set_index", "index", "rows"),
    ("reindex", "reindex", "rows"),
    ("shift", "shift", "values"),
)  # fmt: skip
KEEPING = frozenset("reset_index set_index copy astype sort_values sort_index rename fillna reindex head".split())
HEADERS = (ast.If, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
AMBIGUOUS = frozenset(
    "append map replace rename join sample query stack unstack transpose shift diff".split()
)  # of datasets, texts
ROWS_GO = ("dropna", "drop_duplicates", "sample", "query")
OUTLIERS = re.compile(r"outlier|\biqr\b|z_?score", re.IGNORECASE)
DOING = frozenset("transform fit_transform fit_resample fit_sample fit_predict".split())  # fit alone only learns
STAYING = ("encode", "vectorize", "scale", "reduce", "tokenize")  # said of what a new column is made of, too
OF_GROUPS = frozenset(  # what gives one row for each group
    """
    agg aggregate all any count describe first idxmax idxmin last max mean median min nunique prod quantile size std sum
    value_counts var
    """.split()
)
BLANKS = ("nan", "NaN", "NAN", "inf", "NA", "None")
MINOR = frozenset(
    {"sample_rows", "reset_index", "index_rows", "reindex_rows", "sort_rows", "convert_types", "create_folders"}
)  # seldom what a step is about
ASKED = frozenset("corr corrwith cov value_counts describe nunique".split())  # tables of answers about a table
HEAVIER = frozenset(  # no other operation beside them is what a step is about
    {"merge_tables", "combine_tables", "balance_classes", "resample_rows", "reduce_dimensions", "drop_outliers"}
)


def operations(
    statements: Iterable[Statement], mapped: Collection[int], blanks: Collection[int], aims: Collection[int]
) -> list[Operation]:
    """The operation of each statement that has one, in order.

    `mapped`: those that write into a dict, or fill an empty table; `blanks`: those about rows where something misses;
    `aims`: those that make what a model learns to answer.
    """
    every = [s for s in statements if s.id not in mapped]
    own = {name for s in every if isinstance(s.node, ast.Assign) for name in s.facts.binds}
    found = ((s, operation(s, s.id in blanks, s.id in aims)) for s in every)
    return [replace(done, made=touched(s, own)) for s, done in found if done is not None]


def operation(statement: Statement, fills: bool, aims: bool) -> Operation | None:
    """What one statement does; None where nothing in the tables says it; `fills`: to rows where something misses."""
    found = _operation(statement, fills)
    leaves = found is not None and found.name in ("filter_rows", "drop_rows")
    if found is not None and found.name == "encode_categories" and aims and of_labels(statement):
        return Operation("encode", "target")
    return Operation("drop", "outliers") if leaves and _says_outliers(statement) else found


def _operation(statement: Statement, fills: bool) -> Operation | None:
    if _constructs(statement.node) or isinstance(statement.node, HEADERS) or _only_looks(statement):
        return None
    if (columns := filters(statement.node)) is not None:
        return Operation("filter", "rows", columns)
    if _of_labels(statement.node):
        return form(statement, fills)
    made, light = new_column(statement.node), None
    given = getattr(statement.node, "value", None)
    worked_out = isinstance(given, ast.Call) and not source_of(given)  # abs(a.median() - 3).sort_values()
    asked = ASKED & {name.rpartition(".")[2] for name in statement.facts.calls}  # df.corr().sort_values("y")
    if asked and isinstance(statement.node, ast.Assign) and isinstance(statement.node.targets[0], ast.Name):
        return form(statement, fills)  # df.describe().T.rename(columns=str.title)
    for call in statement.facts.calls:
        owner, _, last = call.rpartition(".")
        maker = owner.rpartition(".")[2]  # StandardScaler().transform, but not DictVectorizer().get_feature_names
        parts = [last, maker] if maker[:1].isupper() and last in DOING else [call, last]
        known = next((ANYWHERE[part] for part in parts if part in ANYWHERE), None)
        if known is None and (owner + ".").startswith(FRAMES) and _outermost(statement, last):
            known = OF_FRAMES.get(last) if owner != "?" or last not in AMBIGUOUS or _of_itself(statement.node) else None
        if last == "astype" and _of_a_column(statement.node):
            continue  # y = df["left"].astype(int): it is taken, y = (df.age > 9).astype(int): it is made
        if last == "append" and not isinstance(statement.node, ast.Assign):
            continue  # a list grows
        if known is not None and "_".join(known) not in MINOR:
            return _of_call(statement, last, Operation(*known), made)
        light = light or (_of_call(statement, last, Operation(*known), made) if known is not None else None)
    return light if light is not None and not asked and not worked_out else form(statement, fills)


def _says_outliers(statement: Statement) -> bool:
    """`df = df[(z < 3).all(axis=1)]`: the rows that are left out are outliers, where the names say so."""
    names = " ".join(sorted(statement.facts.names))
    return OUTLIERS.search(names) is not None or any("zscore" in call for call in statement.facts.calls)


def _of_call(statement: Statement, last: str, known: Operation, made: Operation | None) -> Operation:
    """The operation of a call, as far as the rest of the statement bears it out; `made`: that it makes a column."""
    node = statement.node
    if made is not None:
        return known if known.verb in STAYING else made  # df["b"] = df.a.fillna(0) fills no b
    if known.name == "combine_tables" and (row := _row(node)):
        return Operation("append", row)
    if last == "dropna" and _of_columns(node):
        return Operation("drop", "columns")
    if last == "groupby":
        return _grouped(node)
    column = into(node)
    if last == "replace" and (_given_missing(node) or _of_texts(node)):
        known = Operation("replace", "values")
    if last == "map" and not _given_mapping(node):
        known = Operation("transform", "columns" if column is not None else "values")
    return replace(known, columns=named(column) if column is not None else ())


def _row(node: ast.stmt) -> str:
    """`result = result.append({"model": "Ridge", "r2": r2}, ignore_index=True)`: ridge_to_result; "" for tables."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[*_, ast.List(elts=[_, row])] | [*_, row])):
            told = [part for part in walk(row) if isinstance(part, ast.Dict)]
            texts = [p.value for d in told for v in d.values for p in walk(v) if isinstance(p, ast.Constant)]
            said = next(
                (text for text in texts if isinstance(text, str) and len(words(text)) in range(1, FEW_WORDS)), "row"
            )
            return f"{identifier(said)}_to_{identifier(name)}" if len(told) == 1 else ""
    return ""


def _grouped(node: ast.stmt) -> Operation:
    """`df.groupby("a").b.mean()` aggregates, `.filter(...)` leaves out rows; of anything else only that it groups."""
    if (column := into(node)) is not None:
        return Operation("transform", "columns", named(column))
    after = _after(node, "groupby")
    if "filter" in after:
        return Operation("filter", "rows")
    keys = _keys(node)
    thing = f"by_{'_and_'.join(keys)}" if keys else "data"
    return Operation("aggregate" if OF_GROUPS & {*after} else "group", thing)


def _after(node: ast.stmt, method: str) -> list[str]:
    """The methods that are called on what a method of that name gives."""
    for part in walk(node):
        chain: list[str] = []
        while isinstance(part, ast.Call | ast.Attribute | ast.Subscript):
            chain += [part.attr] if isinstance(part, ast.Attribute) else []
            part = part.func if isinstance(part, ast.Call) else part.value
        if method in chain:
            return chain[: chain.index(method)]
    return []


def _of_labels(node: ast.stmt) -> bool:
    """`df.columns = df.columns.str.replace(" ", "_")`: names of columns, no values."""
    match node:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(), attr="columns" | "index")]):
            return True
    return False


def _of_texts(node: ast.stmt) -> bool:
    """`df.name.str.replace("-", "")`: parts of texts, no codes."""
    calls = (call for call in calls_of(node) if last_of(call) == "replace" and isinstance(call.func, ast.Attribute))
    return any(isinstance(c.func, ast.Attribute) and getattr(c.func.value, "attr", "") == "str" for c in calls)


def _given_missing(node: ast.stmt) -> bool:
    """`df.replace([np.inf, -np.inf], np.nan)`: no code for another one."""
    calls = [call for call in calls_of(node) if last_of(call) == "replace"]
    given = [value for call in calls for value in (*call.args, *(k.value for k in call.keywords if k.arg != "regex"))]
    parts = [p for each in given for p in walk(each)]
    return any(
        (isinstance(p, ast.Attribute) and p.attr in BLANKS) or (isinstance(p, ast.Constant) and p.value is None)
        for p in parts
    )


def _given_mapping(node: ast.stmt) -> bool:
    """`df.sex.map({"m": 0})`, `df.sex.map(codes)`: no function is applied."""
    calls = [call for call in calls_of(node) if last_of(call) == "map"]
    return all(isinstance(a, ast.Dict | ast.DictComp) for call in calls for a in call.args[:1])


def _keys(node: ast.stmt) -> tuple[str, ...]:
    """The one or two columns that rows are grouped by, as parts of a name: `df.groupby(["site", "month"])`."""
    for part in walk(node):
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
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name == last  # show(df.sample(9))
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
            return any(isinstance(part, ast.Name) and part.id == name for part in walk(value))
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            return True
    return not isinstance(node, ast.Assign)


def _of_a_column(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.Attribute(value=ast.Call(func=ast.Attribute(value=of)), attr="values")
            | ast.Call(func=ast.Attribute(value=of)),
        ):
            match of:
                case ast.Subscript(slice=ast.Constant()) | ast.Attribute(value=ast.Name()) | ast.Compare():
                    return True
    return False


def _of_columns(node: ast.stmt) -> bool:
    """`df.dropna(axis=1)`: columns go, no rows."""
    given = [k.value for part in walk(node) if isinstance(part, ast.Call) for k in part.keywords if k.arg == "axis"]
    return any(isinstance(value, ast.Constant) and value.value in (1, "columns") for value in given)


def _constructs(node: ast.stmt) -> bool:
    """`selector = SelectKBest(chi2)`: nothing is selected yet."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.List() | ast.Tuple() | ast.Dict()):
            return True  # steps = [("scale", StandardScaler())]
        case ast.Assign(value=ast.Call() as value):
            name = last_of(set_up(value))
            return name in HOLDING or (name[:1].isupper() and name not in ("DataFrame", "Series"))
    return False


def leading(found: list[Operation], statements: int) -> Operation | None:
    """The operation that most of the step does; None where it does a bit of everything. `statements`: of its work."""
    counts = Counter(o.name for o in found)
    best = max(found, key=lambda o: (counts[o.name], o.name not in MINOR), default=None)
    most = best is not None and 2 * counts[best.name] > statements - (len(counts) == 1)
    return best if most else None
