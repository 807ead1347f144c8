"""How many axes an array surely has: two are those of a table, three those of pictures.

X = pd.read_csv("a.csv")                                     2
X_test = scaler.transform(X_test)                            2
X = pad_sequences(tokenizer.texts_to_sequences(df["text"]))  2
(x, y), (x2, y2) = fashion_mnist.load_data(); x = x / 255    3
X = np.array(X).reshape(-1, 28, 28, 1)                       4
X = anything(df)                                             0: nothing says it
"""

from __future__ import annotations

import ast

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph, values_of
from nb2prod.walking import walk

TABLE = 2
STEPS = 12  # from the fit back to what tells
FRAMES = ("pandas.DataFrame", "scipy.sparse")  # starts of types
PICTURES = {"fashion_mnist.load_data": 3, "mnist.load_data": 3, "cifar10.load_data": 4, "cifar100.load_data": 4}
SAME = frozenset({"astype", "copy", "to_numpy", "round", "clip", "sample", "head", "tail"})  # methods
GIVEN = frozenset({"array", "asarray", "float32", "float64", "copy", "normalize"})  # functions of what they get first
TRANSFORMS = ("fit_transform", "transform")
OF_TEXTS = ("pad_sequences", "texts_to_matrix")  # of Keras: numbers of words


def axes(program: Program, at: Statement, node: ast.expr | None, steps: int = STEPS) -> int:
    """Of what an expression holds where it stands; 0: nothing says it."""
    if steps < 0:
        return 0
    match node:
        case ast.Name(id=name):
            return _of_name(program, at, name, steps)
        case ast.Call(func=ast.Attribute(attr="reshape", value=value), args=given):
            shape = given[1:] if ast.unparse(value) in ("np", "numpy") else given
            return _counted(shape)
        case ast.Call(func=ast.Attribute(attr="expand_dims"), args=[inner, *_]):
            found = axes(program, at, inner, steps - 1)
            return found + 1 if found else 0
        case ast.Call(func=ast.Name(id=function) | ast.Attribute(attr=function)) if function in OF_TEXTS:
            return TABLE
        case ast.Call(func=ast.Attribute(attr=method)) if method in TRANSFORMS and _of_sklearn(at, method):
            return TABLE
        case ast.Call(func=ast.Attribute(attr=method, value=inner)) if method in SAME:
            return axes(program, at, inner, steps - 1)
        case ast.Call(func=ast.Attribute(attr=function), args=[inner, *_]) if function in GIVEN:
            return axes(program, at, inner, steps - 1)
        case ast.Attribute(attr="values", value=inner):
            return axes(program, at, inner, steps - 1)
        case ast.BinOp(left=inner, op=ast.Div() | ast.Mult() | ast.Sub() | ast.Add(), right=ast.Constant()):
            return axes(program, at, inner, steps - 1)
        case ast.Subscript(value=inner, slice=ast.Slice()):
            return axes(program, at, inner, steps - 1)
        case ast.Subscript(value=inner, slice=ast.List()) if axes(program, at, inner, steps - 1) == TABLE:
            return TABLE  # rows, or columns of a frame
        case ast.Subscript(value=inner, slice=ast.Tuple(elts=parts)):
            return _with_new(axes(program, at, inner, steps - 1), parts)
    return 0


def _of_name(program: Program, at: Statement, name: str, steps: int) -> int:
    """What each statement that may have given it the name says, where all say the same."""
    makers = [maker for maker in Graph.of(program).makers(at, name) if name in maker.facts.binds]
    found = {_bound(program, maker, name, steps) for maker in makers}
    return (found.pop() if len(found) == 1 else 0) or _read_of(program, name, {maker.id for maker in makers})


def _read_of(program: Program, name: str, makers: set[int]) -> int:
    """`X.shape[2]`, of what the same statements made: it has three at least."""
    graph, known = Graph.of(program), [0]
    for statement in program.statements if makers else ():
        for part in walk(statement.node) if statement.parent is None and name in statement.facts.names else ():
            match part:
                case ast.Subscript(
                    value=ast.Attribute(value=ast.Name(id=read), attr="shape"), slice=ast.Constant(value=int() as place)
                ) if (
                    read == name
                    and place >= TABLE
                    and makers == {maker.id for maker in graph.makers(statement, name) if name in maker.facts.binds}
                ):
                    known.append(place + 1)
    return max(known)


def _bound(program: Program, maker: Statement, name: str, steps: int) -> int:
    if dict(maker.facts.types).get(name, "").startswith(FRAMES):
        return TABLE
    if values := values_of(maker, name):
        return axes(program, maker, values[0], steps - 1)
    match maker.node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call(args=given) as call):
            names = [target.id if isinstance(target, ast.Name) else "" for target in targets]
            if name in names and len(names) == 2 * len(given) and ast.unparse(call.func).endswith("train_test_split"):
                return axes(program, maker, given[names.index(name) // 2], steps - 1)
            return _pictures(maker, targets, name)
    return 0


def _pictures(maker: Statement, targets: list[ast.expr], name: str) -> int:
    """`(x, y), (x2, y2) = mnist.load_data()`: the first of each pair holds the pictures."""
    pairs = [pair.elts[0] for pair in targets if isinstance(pair, ast.Tuple) and pair.elts]
    firsts = {first.id for first in pairs if isinstance(first, ast.Name)}
    known = [number for end, number in PICTURES.items() for call in maker.facts.calls if _is(call, end)]
    return known[0] if known and name in firsts else 0


def _is(call: str, end: str) -> bool:
    return "keras" in call and (call == end or call.endswith(f".{end}"))


def _of_sklearn(at: Statement, method: str) -> bool:
    """Whether all that is called so there is a transformer of scikit-learn, and none that gives another form."""
    calls = [call for call in at.facts.calls if call.endswith(f".{method}")]
    return bool(calls) and all(call.startswith("sklearn.") and "LabelEncoder" not in call for call in calls)


def _counted(shape: list[ast.expr]) -> int:
    parts = shape[0].elts if len(shape) == 1 and isinstance(shape[0], ast.Tuple) else shape
    open_ = any(isinstance(part, ast.Starred) for part in parts)
    return 0 if open_ or (len(parts) == 1 and isinstance(parts[0], ast.Name)) else len(parts)


def _with_new(inner: int, parts: list[ast.expr]) -> int:
    """`x[..., None]`, `x[:, :3]`: an axis more for each that is put in, none taken by a slice."""
    new = sum(ast.unparse(part).rpartition(".")[2] in ("None", "newaxis") for part in parts)
    plain = all(isinstance(part, (ast.Slice, ast.Constant, ast.Attribute, ast.Name)) for part in parts)
    single = [p for p in parts if isinstance(p, (ast.Constant, ast.Name)) and ast.unparse(p) not in ("None", "newaxis")]
    return inner + new if inner and plain and all(ast.unparse(p) in ("...", "Ellipsis") for p in single) else 0
