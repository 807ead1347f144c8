"""Sizes that code elsewhere says once more, as a bound, an index or a shape: another value here alone would not fit.

make_moons(n_samples=100); j = np.random.randint(0, 100)      100 stays in both places, be it in a function
rows = 100; for i in range(100): X[rows - 1 - i]               so it does here
side = 128; Input(shape=(side, side, 3)); resize(im, (128, 128))      and here
log_param("penalty", "l2") beside penalty="l2"                 what is recorded stays true
os.system("converter a.h5 out") beside save("a.h5")            and a command finds its file
CountVectorizer(min_df=9); Input(shape=(183,))                 the rows that decide on the 183 columns stay
C = 1; dump(m, f"m_{C}.pkl"); load("m_1.pkl")                  1 stays, and so does the file
KFold(n_splits=5); y = total / 5                               5 stays in both places
a = proba > 0.5; b = probs >= 0.5                              and so does 0.5
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from nb2prod.model import Statement
from nb2prod.nesting import own_parts, span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import within
from nb2prod.plan.parameters.thresholds import PROBABLE
from nb2prod.walking import last_of, walk

SIZES = frozenset({"n_samples", "nrows", "n", "size", "num", "num_samples", "n_points", "num_points", "n_rows"})
SEPARATORS = frozenset({"sep", "delimiter"})
ROWS = frozenset({"nrows", "n", "frac", "test_size", "train_size"})  # which rows there are
SPLITTING = ("train_test_split", "read_csv", "sample")
TRAINING_ALONE = frozenset({  # no size of anything
    "epochs", "n_epochs", "num_epochs", "patience", "n_splits", "n_folds", "num_folds", "folds", "n_trials",
})  # fmt: skip
FOLDS = frozenset({"n_splits", "n_folds", "num_folds", "folds", "k", "cv", "nfolds"})
BOUNDED = frozenset({
    "range", "trange", "arange", "randint", "integers", "random_integers", "randrange", "choice", "permutation",
    "zeros", "ones", "empty", "full", "eye", "identity", "reshape", "resize", "repeat", "tile", "rand", "randn",
    "normal", "uniform", "standard_normal", "random_sample",
})  # fmt: skip
COMMANDS = frozenset({"call", "check_call", "check_output", "run", "Popen", "getoutput", "system"})
FEW = 10  # smaller numbers are everywhere


def without_tied(kept: Iterable[Statement], found: list[Candidate], widths: bool) -> list[Candidate]:
    """The candidates, without sizes that something else says; `widths`: a width is written out that the rows decide."""
    kept, spans = [*kept], {(c.cell, c.span) for c in found}
    said = {
        node.value
        for statement in kept
        for node in _bounds(statement.node)
        if not within((statement.cell, span_of(node)), spans)
    }
    divided = {node.value for statement in kept for node in _parts_of_rows(statement.node)}
    written_out = [shape for statement in kept for shape in _shapes(statement.node)]
    shapes = [tuple(e.value if isinstance(e, ast.Constant) else None for e in shape) for shape in written_out]
    sides = {e.id for shape in written_out for e in shape if isinstance(e, ast.Name)}
    texts, written, told, words = _texts(kept), _written(kept), {*_told(kept)}, {*_in_commands(kept)}
    beside = {
        (kind, node.value)
        for statement in kept
        for kind, node in _again(statement.node)
        if not within((statement.cell, span_of(node)), spans)
    }
    files = {c.value for c in found if isinstance(c.value, str) and (c.path or c.constant is not None)}
    named = {name for text, names in _file_names(kept, found) if text in files for name in (text, *names)}
    free = [
        c
        for c in found
        if not (isinstance(c.value, str) and c.value in named and (c.path or c.constant is not None))
        and not (c.constant is not None and c.name in named)
        and not (_size(c, sides) and c.value in said)
        and not (c.keyword == "batch_size" and type(c.value) is int and c.value in divided)
        and not (type(c.value) is int and (c.keyword or c.name.lower()) in FOLDS and ("divided", c.value) in beside)
        and not (c.origin == "threshold" and ("compared", c.value) in beside)
        and not (isinstance(c.value, tuple) and any(shape[: len(c.value)] == c.value for shape in shapes))
        and not _said(c, texts)
        and not (c.constant is None and (c.keyword, repr(c.value)) in told)
        and not (c.path and c.constant is None and c.value in words)
        and not (c.keyword in SEPARATORS and c.origin.startswith("read_") and {str(a) for a in c.alike[-1:]} & written)
    ]
    return [c for c in free if not (widths and _decides(c))]


def _parts_of_rows(node: ast.stmt) -> Iterator[ast.Constant]:
    """The number in `train.samples // 16`: how many batches there are."""
    for part in own_parts(node):
        match part:
            case ast.BinOp(left=left, op=ast.FloorDiv() | ast.Div(), right=ast.Constant(value=int()) as right):
                text = ast.unparse(left)
                if text.endswith((".samples", ".n", ".shape[0]", ".size")) or text.startswith("len("):
                    yield right


def _again(node: ast.stmt) -> Iterator[tuple[str, ast.Constant]]:
    """Numbers that something is divided by or numbered with, and fractions that a probability is compared with."""
    for part in own_parts(node):
        match part:
            case (
                ast.BinOp(op=ast.Div(), right=ast.Constant(value=int()) as number)
                | ast.AugAssign(op=ast.Div(), value=ast.Constant(value=int()) as number)
            ):
                yield "divided", number
            case ast.Dict(values=values):  # {"fold": range(5), "score": scores}
                counted = (v.args for v in values if isinstance(v, ast.Call) and ast.unparse(v.func) == "range")
                yield from (
                    ("divided", one[0]) for one in counted if len(one) == 1 and isinstance(one[0], ast.Constant)
                )
            case ast.Compare(left=left, comparators=[ast.Constant(value=float()) as number]):
                if PROBABLE.search(ast.unparse(left)):
                    yield "compared", number


def _shapes(node: ast.stmt) -> Iterator[list[ast.expr]]:
    """Sizes that are written out where a shape is wanted: `input_shape=(299, 299, 3)`."""
    calls = (part for part in own_parts(node) if isinstance(part, ast.Call) and ast.unparse(part.func) != "dict")
    for given in (keyword for call in calls for keyword in call.keywords):
        match given:
            case ast.keyword(arg=str(name), value=ast.Tuple(elts=elements)) if name.endswith(("shape", "size")):
                yield elements


def _texts(kept: Iterable[Statement]) -> dict[int, str]:
    """What is printed and logged, by cell."""
    found: dict[int, str] = {}
    for statement in kept:
        parts = (part for part in own_parts(statement.node) if isinstance(part, ast.Constant))
        said = " | ".join(part.value for part in parts if isinstance(part.value, str) and " " in part.value)
        found[statement.cell] = f"{found.get(statement.cell, '')} | {said}" if said else found.get(statement.cell, "")
    return found


def _told(kept: Iterable[Statement]) -> Iterator[tuple[str, str]]:
    """What a call is told of a setting by its name, as a literal: `log_param("penalty", "l2")`."""
    for call in (part for s in kept for part in own_parts(s.node) if isinstance(part, ast.Call)):
        match call.args:
            case [ast.Constant(value=str(name)), ast.Constant(value=value)]:
                yield name, repr(value)


def _file_names(kept: Iterable[Statement], found: list[Candidate]) -> Iterator[tuple[str, frozenset[str]]]:
    """Texts that are put together of constants, and of which: `f"m_{C}.pkl"`."""
    values = {c.name: c.value for c in found if c.constant is not None}
    for part in (part for s in kept for part in own_parts(s.node) if isinstance(part, ast.JoinedStr)):
        read = [v.value if isinstance(v, ast.FormattedValue) else v for v in part.values]
        pieces = [values.get(v.id) if isinstance(v, ast.Name) else getattr(v, "value", None) for v in read]
        if all(isinstance(piece, (str, int, float)) for piece in pieces):
            yield "".join(map(str, pieces)), frozenset(v.id for v in read if isinstance(v, ast.Name))


def _in_commands(kept: Iterable[Statement]) -> Iterator[object]:
    """The words of the commands that are given to a shell."""
    for call in (part for s in kept for part in own_parts(s.node) if isinstance(part, ast.Call)):
        if last_of(call) in COMMANDS and ast.unparse(call.func).startswith(("subprocess.", "os.")):
            texts = (part.value for part in walk(call) if isinstance(part, ast.Constant))
            yield from (word for text in texts if isinstance(text, str) for word in text.split())


def _written(kept: Iterable[Statement]) -> set[str]:
    """The files that the notebook itself writes, as they are written down: with what stands between their columns."""
    opened = [s for s in kept if "write" in s.facts.effects]
    parts = (part for s in opened for part in own_parts(s.node) if isinstance(part, ast.Constant))
    return {repr(part.value) for part in parts if isinstance(part.value, str)}


def _said(candidate: Candidate, texts: dict[int, str]) -> bool:
    """Whether a text of its cell says the number, too: `print("Accuracy with 10 trees: ...")`."""
    if type(candidate.value) is not int or candidate.constant is not None or candidate.value <= 1:
        return False
    return bool(re.search(rf"(?<![\w.%:-]){candidate.value}(?![\w.%:-])", texts.get(candidate.cell, "")))


def _size(candidate: Candidate, sides: Collection[str]) -> bool:
    """Whether it says how many; `sides`: names that stand in shapes."""
    if type(candidate.value) is not int or candidate.value < FEW or candidate.keyword in TRAINING_ALONE:
        return False
    if candidate.constant is not None:
        return (candidate.whole or candidate.name in sides) and candidate.name.lower() not in TRAINING_ALONE
    return candidate.keyword in SIZES or (candidate.whole and candidate.alike[:1] == ("own",))


def _decides(candidate: Candidate) -> bool:
    """Whether other rows come of another value."""
    drawn = candidate.origin == "train_test_split" and candidate.keyword == "random_state"
    return drawn or (candidate.keyword in ROWS and candidate.origin.endswith(SPLITTING))


def _bounds(node: ast.stmt) -> Iterator[ast.Constant]:
    """Numbers that say how many there are: in `range(100)`, `reshape(5, 20)`, `X[:700]`, `[0] * 50`."""
    for part in own_parts(node):
        places: list[ast.expr | None] = []
        match part:
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=args) if called in BOUNDED:
                places = [*args, *(k.value for k in part.keywords if k.arg in ("size", "shape", "newshape"))]
            case ast.Slice(lower=lower, upper=upper):
                places = [lower, upper]
            case ast.Subscript(slice=ast.Constant() as index):
                places = [index]
            case ast.BinOp(left=ast.List(), op=ast.Mult(), right=right):
                places = [right]
            case ast.BinOp(left=left, op=ast.Mult(), right=ast.List()):
                places = [left]
        for place in places:
            inner = place.elts if isinstance(place, (ast.Tuple, ast.List)) else [place]
            yield from (n for n in inner if isinstance(n, ast.Constant) and type(n.value) is int and n.value >= FEW)
