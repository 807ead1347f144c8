"""What serving executes, told as what is done to new rows: no names of training, no copies that nobody needs.

X = df[["a"]]; X_test = X.copy(); model.predict(X_test)      X = df[["a"]]; model.predict(X)
X_train_scaled = scaler.transform(X_train)                   X_scaled = scaler.transform(X)
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from nb2prod.model import Serving
from nb2prod.walking import children, walk

PART = re.compile(r"(?:train|training|test|testing|val|valid|validation|holdout|tr|te|tst|dev)\d*$", re.IGNORECASE)
BALANCING = re.compile(r"(?:balance|(?:over|under|up|down|re)_?sample)_\w+|.*smote")
NUMBER = re.compile(r"_\d+$")  # tells twins of training apart
JOINED = re.compile(r"([Xx])(?:train|test|val|valid)\d*$")
HERE = frozenset({"given", "prediction", "single", "result", "learned", "rows", "short_of_history"})  # of `answer`
MAKING = frozenset({"reset_index", "rename", "drop", "fillna", "dropna", "astype", "assign", "replace", "set_index"})
SHARING = frozenset({"to_numpy"})
DROPPING = re.compile(  # what a name says of what goes, beside another act or alone
    r"(?:^|_and_)drop_\w+?(?=_and_(?:assign|bin|convert|derive|encode|fill|parse|recode|rename|replace|scale|transform"
    r"|vectorize)_|$)"
)
ROWS = "rows"  # what says which rows a filter leaves
CHANGING = frozenset({"pop", "insert", "update", "setdefault", "append", "sort", "fill", "resize", "put"})
SELECTING, PREPARING, TRANSFORMING = "select_features", "prepare_features", "transform_features"
ASKING = "ask_models"  # of a blend: what several models say, before it is put together
OF_TRAINING = frozenset({  # first words of steps that say what is done with rows of training, or to a model
    "train", "split", "fit", "evaluate", "tune", "load", "predict", "cross", "compare", "score", "test", "validate",
    "sample", "save", "run", "explore", "plot", "report", "select", "separate", "search", "build", "generate",
    "display", "show", "measure", "optimize", "improve", "retrain", "choose", "export", "check", "print", "compute",
})  # fmt: skip
BUILTINS = frozenset(dir(builtins))
Body = list[tuple[int, list[ast.stmt]]]


def for_new_rows(
    serving: Serving, taken: Collection[str], made_of: Mapping[str, Collection[str]]
) -> tuple[Serving, Mapping[str, str]]:
    """The same serving, and the notebook's name of each variable that bears another one.

    `taken`: names not to use. `made_of`: each name of the notebook, and those that what binds it reads: what is called
    X_test may be X here where it is a part of X there, and not where X is something else.
    """
    body: Body = [(identity, ast.parse(text).body) for identity, text in serving.lines]
    end = ast.parse(serving.expression, mode="eval").body
    body = _last_rows(body)
    asked = [serving.probability[1]] if serving.probability else []
    body = _turns_that_matter(body, end, {serving.source, *asked})
    names = {name: name for name in (*_bound(body), serving.source, *asked)}
    while (pair := _needless(body, serving.source)) is not None:
        place, copy, original = pair
        body = [*body[:place], *body[place + 1 :]]
        _rename(body, end, {copy: original})
        names = {name: original if now == copy else now for name, now in names.items()}
    quiet = not any(_changes(s, {*names.values()}) for _, statements in body for s in statements)
    body = [(identity, [_Chained(quiet).visit(s) for s in statements]) for identity, statements in body]
    held = {*names.values()}
    every = {n.id for n in _nodes(body, end) if isinstance(n, ast.Name)} | held | {*taken} | HERE | BUILTINS
    inner = {n.arg for n in _nodes(body, end) if isinstance(n, ast.arg)}
    quoted = {n.value for n in _nodes(body, end) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    told: dict[str, str] = {}
    for name in sorted(held):
        new = plainly(name)
        another = new in made_of and new not in made_of.get(name, ())  # that name is something else in the notebook
        new = f"{new}_new" if new != name and (new in every or another) else new
        if new in every or {name, new} & inner or any(f"@{name}" in text for text in quoted):
            continue
        told[name] = new
        every.add(new)
    _rename(body, end, told)
    shown = {name: told.get(now, now) for name, now in names.items()}
    probability = (serving.probability[0], shown[serving.probability[1]]) if serving.probability else None
    lines = tuple((identity, "\n".join(ast.unparse(s) for s in statements)) for identity, statements in body)
    changed = replace(
        serving,
        source=shown[serving.source],
        lines=lines,
        expression=ast.unparse(end),
        probability=probability,
    )
    return changed, {new: old for old, new in told.items()}


def _last_rows(body: Body) -> Body:
    """Without `rows = df.index` that nobody reads before the next line says which rows are left."""
    found: Body = []
    wanted = True
    for identity, statements in reversed(body):
        left: list[ast.stmt] = []
        for statement in reversed(statements):
            names = [n for n in walk(statement) if isinstance(n, ast.Name) and n.id == ROWS]
            sets = isinstance(statement, ast.Assign) and any(isinstance(n.ctx, ast.Store) for n in names)
            if isinstance(statement, ast.Assign) and sets and not wanted:
                continue
            wanted = any(isinstance(n.ctx, ast.Load) for n in names) or (wanted and not sets)
            left.insert(0, statement)
        if left:
            found.insert(0, (identity, left))
    return found


def _turns_that_matter(body: Body, end: ast.expr, needed: Collection[str]) -> Body:
    """Without those of training in `for part in (X_train, X_test): part["a"] = ...`, which no prediction is made of."""
    reads = [n.id for n in _nodes(body, end) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    gone: set[str] = set()
    for statement in (s for _, statements in body for s in statements):
        match statement:
            case ast.For(target=ast.Name(id=part), iter=ast.Tuple() | ast.List() as among, body=lines, orelse=[]):
                own = sum(n.id == part for n in walk(statement) if isinstance(n, ast.Name)) - 1
                names = [n for n in among.elts if isinstance(n, ast.Name) and n.id not in needed]
                idle = [n for n in names if reads.count(n.id) == 1]
                left = [n for n in among.elts if n not in idle]
                if idle and left and own == reads.count(part) and all(_only_changes(line, part) for line in lines):
                    gone |= {n.id for n in idle}
                    among.elts = left
    kept = ((identity, [s for s in statements if not _binds_only(s, gone)]) for identity, statements in body)
    return [(identity, statements) for identity, statements in kept if statements]


def _only_changes(statement: ast.stmt, name: str) -> bool:
    """`part["a"] = part["a"] / 10`: nothing but what the name holds is changed, and nothing else bound."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AugAssign) else targets
    inside = [n for n in walk(statement) if isinstance(n, (ast.Call, ast.NamedExpr))]
    plain = all(isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and _owner(n) == name for n in inside)
    return plain and bool(targets) and all(isinstance(t, ast.Subscript) and _owner(t) == name for t in targets)


def _binds_only(statement: ast.stmt, names: Collection[str]) -> bool:
    """`X_train = X.copy()` of names that nobody reads."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="copy"))):
            return name in names
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name()):
            return name in names
    return False


def task(lines: Collection[str], step: str) -> str:
    """What a function does to new rows, where the name of the step tells what it does with those of training."""
    statements = [s for text in lines for s in ast.parse(text).body]
    match statements:
        case [ast.Assign(targets=[ast.Name()], value=value)] if _selects(value):
            return SELECTING
    acts = [act for act in NUMBER.sub("", step).split("_and_") if not BALANCING.match(act)]  # rows of training alone
    own = "_and_".join(acts)
    asked = {n.attr for s in statements for n in walk(s) if isinstance(n, ast.Attribute)}
    if not any(attr.startswith(("drop", "pop")) for attr in asked):  # the target went, there
        own = DROPPING.sub("", own).removeprefix("_and_")
    if own and own.split("_")[0] not in OF_TRAINING and not any(map(PART.match, own.split("_"))):
        return own
    if asked & {"predict", "predict_proba"}:
        return ASKING
    return TRANSFORMING if "transform" in asked else PREPARING


def _selects(node: ast.expr) -> bool:
    """`df[["a", "b"]]`, `df.drop(columns=["y"])`, `df.a.to_numpy()`: columns as they are."""
    match node:
        case ast.Name():
            return True
        case ast.Attribute(value=value, attr=attr):
            return attr not in ("T", "shape") and _selects(value)
        case ast.Subscript(value=value, slice=key):
            parts = key.elts if isinstance(key, ast.Tuple) else [key]
            return _selects(value) and not any(
                isinstance(part, (ast.Compare, ast.BinOp, ast.UnaryOp)) for part in parts
            )
        case ast.Call(func=ast.Attribute(value=value, attr="drop" | "to_numpy" | "copy")):
            return _selects(value)
    return False


def plainly(name: str) -> str:
    """The name without what says which rows of training it held: `X_train_scaled` is `X_scaled`, `test` is `df`."""
    joined = JOINED.match(name)
    if joined:
        return joined[1]
    left = "_".join(part for part in name.split("_") if not PART.match(part)).strip("_") or "df"
    return left if left.isidentifier() and not keyword.iskeyword(left) else name  # "train_in", "test_2020"


def _needless(body: Body, source: str) -> tuple[int, str, str] | None:
    """Place, name and original of a copy that stays as it was made, as does the original."""
    for place, (_, statements) in enumerate(body):
        match statements:
            case [
                ast.Assign(
                    targets=[ast.Name(id=copy)],
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=original), attr="copy"), args=[], keywords=[]),
                )
            ]:
                later = [s for _, several in body[place + 1 :] for s in several]
                if not any(_changes(s, {copy, original}) for s in later) and _one(body, place, copy, original, source):
                    return place, copy, original
            case [ast.Assign(targets=[ast.Name(id=copy)], value=ast.Name(id=original))]:  # another name for it
                if _one(body, place, copy, original, source):
                    return place, copy, original
    return None


def _one(body: Body, place: int, copy: str, original: str, source: str) -> bool:
    """Whether both names are bound once from there on, so that one of them is enough."""
    bound = _bound(body)
    known = original == source or original in bound
    return known and bound.count(copy) == 1 and copy != source and original not in _bound(body[place + 1 :])


def _changes(statement: ast.stmt, names: set[str]) -> bool:
    """Whether the statement may change what one of the names holds, or give it another name."""
    for node in walk(statement):
        match node:
            case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
                if _owner(node) in names:
                    return True
            case ast.AugAssign(target=target) if _owner(target) in names:
                return True
            case ast.Assign(value=ast.Name(id=name)) if name in names:
                return True
            case ast.Call(func=ast.Name(), args=args) if any(_holds(a, names) for a in args):
                return True
            case ast.For(iter=held) | ast.comprehension(iter=held) | ast.Assign(value=held) if _among(held, names):
                return True  # for part in (X_train, X_test): part["a"] = ...
            case ast.Call(func=ast.Attribute(attr=attr) as method, keywords=keywords) if _owner(method) in names:
                if attr in CHANGING or any(keyword.arg in ("inplace", "copy") for keyword in keywords):
                    return True
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method)) if _owner(method) in names:
                return True
    return False


def _among(node: ast.expr, names: set[str]) -> bool:
    """Whether it is a row of things with one of them in it, which other names may reach there: `[X_train, X_test]`."""
    parts = [*node.elts] if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else []
    parts += node.values if isinstance(node, ast.Dict) else []
    return any(_holds(part, names) for part in parts)


def _holds(node: ast.expr, names: set[str]) -> bool:
    return (isinstance(node, ast.Name) and node.id in names) or _among(node, names)


class _Chained(ast.NodeTransformer):
    """`df.copy().rename(...)`: what follows makes a new object itself."""

    def __init__(self, quiet: bool) -> None:
        """`quiet`: nothing is changed in place, and what only looks at the rows may share them."""
        self.following = MAKING | (SHARING if quiet else frozenset())

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Attribute(attr="copy") as inner), attr=attr)):
                first = node.func.value if isinstance(node.func, ast.Attribute) else None
                bare = isinstance(first, ast.Call) and not first.args and not first.keywords
                if attr in self.following and bare and not any(k.arg == "inplace" for k in node.keywords):
                    node = ast.Call(ast.Attribute(inner.value, attr, ast.Load()), node.args, node.keywords)
        return self.generic_visit(node)


def _owner(node: ast.expr) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _nodes(body: Body, end: ast.expr) -> Iterator[ast.AST]:
    for statement in (s for _, statements in body for s in statements):
        yield from walk(statement)
    yield from walk(end)


def _bound(body: Body) -> list[str]:
    """Names that the lines bind outside of functions, each as often as that happens."""
    found: list[str] = []
    todo: list[ast.AST] = [s for _, statements in body for s in statements]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append(node.id)
        if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.comprehension)):
            todo += children(node)
    return found


def _rename(body: Body, end: ast.expr, names: Mapping[str, str]) -> None:
    for node in _nodes(body, end):
        if isinstance(node, ast.Name):
            node.id = names.get(node.id, node.id)
