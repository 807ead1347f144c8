"""Where in Python a name stands over a value.

api_key = "..."     connect(password="...")     {"token": "..."}     os.environ["TOKEN"] = "..."     auth=("me", "...")
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.knowledge.secrets.naming import by_name
from nb2prod.knowledge.secrets.texts import inside
from nb2prod.walking import last_of, walk

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SECOND = frozenset({"HTTPBasicAuth", "HTTPDigestAuth", "login", "basic_auth"})  # functions of a user and a password
FIRST = frozenset({"set_api_key"})
ABOUT_COLUMNS = frozenset({  # their mappings speak of columns: {"password": "string"}
    "astype", "rename", "agg", "aggregate", "replace", "map", "read_csv", "read_table", "DataFrame", "drop", "fillna",
    "assign",
})  # fmt: skip


def is_secret(value: object, name: str = "") -> bool:
    """Whether the value, standing under `name`, gives something away."""
    if not isinstance(value, str) or len(value) < 4:
        return False
    if name and by_name(name, value):
        return True
    return next(inside(value), None) is not None


def secret_nodes(node: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """Every string in `node` that is a secret, with the name it stands under, "" where there is none.

    Docstrings and other texts that nobody reads do not count: they are no values.
    """
    parts = list(walk(node))
    texts = [part for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if not texts:
        return
    under = {id(value): name for name, value in named(parts)}
    idle = {id(part.value) for part in parts if isinstance(part, ast.Expr)}
    for part in texts:
        name = under.get(id(part), "")
        if id(part) not in idle and is_secret(part.value, name):
            yield part, name


def in_f_string(node: ast.AST) -> str:
    """The one secret in the texts of an f-string, which alone is replaced; "" for none, several, other nodes."""
    texts = [p.value for p in node.values if isinstance(p, ast.Constant)] if isinstance(node, ast.JoinedStr) else []
    found = {secret for text in texts for secret in inside(str(text))}
    return found.pop() if len(found) == 1 else ""


def around_secret(text: str, name: str) -> str:
    """`f"/v2?q={query}&key=9f8e"` with the name for the secret alone; for any other expression the name."""
    node = ast.parse(f"({text})", mode="eval").body
    secret = in_f_string(node)
    if not secret or not isinstance(node, ast.JoinedStr):
        return name
    parts: list[ast.expr] = []
    for part in node.values:
        if not isinstance(part, ast.Constant) or not isinstance(part.value, str):
            parts.append(part)
            continue
        first, *more = part.value.split(secret)
        parts.append(ast.Constant(first))
        for piece in more:
            parts += [ast.FormattedValue(ast.parse(name, mode="eval").body, -1), ast.Constant(piece)]
    return ast.unparse(ast.JoinedStr(parts))


def holds_secret(node: ast.AST) -> bool:
    """Whether a function or class of the notebook has a secret written in it."""
    return next(secret_nodes(node), None) is not None


def named(parts: list[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Values with the name they stand under: of a variable, an attribute, a parameter, a keyword, a key."""
    columns = {
        id(inner)
        for part in parts
        if isinstance(part, ast.Call) and last_of(part) in ABOUT_COLUMNS
        for inner in walk(part)
        if isinstance(inner, ast.Dict)
    }
    for part in parts:
        match part:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _bound(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                yield from _bound(target, value)
            case ast.keyword(arg=str(arg), value=ast.Tuple(elts=[_, value])) if arg in ("auth", "basic_auth"):
                yield "password", value
            case ast.keyword(arg=str(arg), value=value):
                yield arg, value
            case ast.Dict(keys=keys, values=values) if id(part) not in columns:
                yield from _entries(keys, values)
            case ast.Call(args=args) if last_of(part) in SECOND and len(args) == 2:
                yield "password", args[1]
            case ast.Call(args=[value]) if last_of(part) in FIRST | {"login"}:
                yield "token", value
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[value]):
                yield from _bound(left, value)
        if isinstance(part, FUNCTIONS):
            yield from _defaults(part.args)


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            yield name, value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(parts):
                for part, one in zip(parts, value.elts, strict=True):
                    yield from _bound(part, one)


def _entries(keys: list[ast.expr | None], values: list[ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    names = [key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else "" for key in keys]
    for name, value in zip(names, values, strict=True):
        if name:  # {"username": "me", "key": "9f8e..."} is what Kaggle gives
            yield "api_key" if name == "key" and "username" in names else name, value


def _defaults(given: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    plain = [*given.posonlyargs, *given.args]
    yield from ((a.arg, d) for a, d in zip(reversed(plain), reversed(given.defaults), strict=False))
    yield from ((a.arg, d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d is not None)
