"""Which whole numbers must stay whole: what counts, numbers or seeds something; any other may have a fraction tomorrow.

n_rounds = 51                                 int: it is called a count
stop = 7; for i in range(stop): ...           int: range takes no fraction
slope = 2; y = slope * x + error              a fraction is fine
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from nb2prod.model import Statement
from nb2prod.walking import walk

COUNTED = re.compile(  # words of a name that says that something is counted, numbered or seeded
    r"(?:^|_)(?:n|k|no|cv|nb|num|number|counts?|seed|state|sizes?|steps|epochs?|iters?|iterations?|depth|len|length|"
    r"maxlen|dims?|dimensions?|units?|layers?|degree|order|neighbou?rs?|clusters?|components?|folds?|splits|repeats?|"
    r"lags?|maxlags?|window|days?|weeks?|months?|years?|periods?|horizon|n?rows?|cols?|columns?|bins?|channels?|jobs|"
    r"workers|rounds?|patience|id|index|idx|page|port|leaves|nodes|trees?|estimators|features|samples?|words|tokens|"
    r"vocab|topics|classes|generations|candidates|trials|evals|gens?|ngen|digits|decimals|population|rank|filters|arms|"
    r"strides?|kernels?|padding|width|height|timesteps|dilation|draws|tune|chains|cores|freq|batch|buckets?|items|users|games|runs|tries|loops)(?:_?\d+)?(?:$|_)",
    re.IGNORECASE,
)
FRACTION = re.compile(  # a whole number under such a name may have a fraction tomorrow
    r"(?:^|_)(?:alpha|lambda|lr|rate|reg\w*|penalty|weight|decay|tol|eps|epsilon|gamma|momentum|threshold|noise|sigma|std|"
    r"fraction|frac|ratio|share)_?(?:param)?$",
    re.I,
)
OF_LIBRARIES = frozenset({  # whole by documentation, though no word of theirs counts
    "Cs", "branching_factor", "min_categories", "max_categories", "iterated_power", "evaluate_every", "max_fun",
    "max_no_improvement", "max_skips", "num_boost_round", "max_evals", "centers",
})  # fmt: skip
SEEDING = frozenset({"seed", "set_seed", "manual_seed", "default_rng", "RandomState", "seed_everything"})
COUNTING = frozenset({"count", "nunique", "len"})
SHAPED = frozenset({"zeros", "ones", "empty", "full", "eye", "identity", "rand", "randn", "permutation"})
LETTERS = frozenset("NKTM")  # how many, where a constant has no longer name


def counts(name: str) -> bool:
    """Whether a name or a keyword says that its number is a whole one: `n_rounds`, `maxIter`, `ntrees`."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    if FRACTION.search(name):
        return False
    return (
        name in LETTERS | OF_LIBRARIES or bool(COUNTED.search(parted)) or name.startswith(("ntree", "nround", "nfold"))
    )


def whole(statements: Iterable[Statement]) -> frozenset[str]:
    """Names that stand where nothing but a whole number can: in `range`, as an index, in a slice, as a repetition.

    Sizes of a shape as well, and what is given to a function of the notebook that takes it so.
    """
    statements = list(statements)
    found = _counting(statements)
    functions = {
        s.node.name: (s.node.args.args, _counting([s])) for s in statements if isinstance(s.node, ast.FunctionDef)
    }
    for call in (node for s in statements for node in walk(s.node) if isinstance(node, ast.Call)):
        taken, counted = functions.get(call.func.id, ([], set())) if isinstance(call.func, ast.Name) else ([], set())
        given = [v for argument, v in zip(taken, call.args, strict=False) if argument.arg in counted]
        found |= {value.id for value in given if isinstance(value, ast.Name)}
    return frozenset(found)


def _is_count(node: ast.expr) -> bool:
    """`x["a"].count()`, `len(rows)`: what is compared with it counts, too."""
    match node:
        case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called)):
            return called in COUNTING
    return False


def _counting(statements: Iterable[Statement]) -> set[str]:
    found: set[str] = set()
    for statement in statements:
        for node in walk(statement.node):
            match node:
                case ast.Call(func=ast.Name(id="range"), args=args):
                    places: list[ast.AST | None] = [*args]
                case ast.Slice(lower=lower, upper=upper, step=step):
                    places = [lower, upper, step]
                case ast.Subscript(slice=ast.Name() as index):
                    places = [index]
                case ast.Subscript(slice=ast.Tuple(elts=parts)):
                    places = [part for part in parts if isinstance(part, ast.Name)]
                case ast.BinOp(left=ast.List() | ast.Constant(value=str()), op=ast.Mult(), right=right):
                    places = [right]
                case ast.BinOp(left=left, op=ast.Mult(), right=ast.List() | ast.Constant(value=str())):
                    places = [left]
                case ast.keyword(arg=str(name), value=ast.Name() as value) if counts(name):
                    places = [value]
                case ast.keyword(arg=str(name), value=ast.Tuple(elts=sizes)) if name.endswith("shape"):
                    places = [*sizes]
                case ast.Compare(left=left, comparators=[right]) if _is_count(left) or _is_count(right):
                    places = [part for part in (left, right) if isinstance(part, ast.Name)]
                case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called), args=[ast.Name() as only]) if (
                    called in SEEDING
                ):
                    places = [only]
                case ast.Call(func=ast.Attribute(attr=called), args=[first, *_]) if called in SHAPED:
                    places = [first]
                case _:
                    continue
            found |= {n.id for place in places if place is not None for n in walk(place) if isinstance(n, ast.Name)}
    return found
