"""Numbers that something else in the notebook must agree with: another value here alone would stop the run.

load_data(num_words=1000); Embedding(1000, 120)                     1000 stays in both places
CountVectorizer(min_df=100); Input(shape=(183,))                    what decides on the 183 columns stays
rows = 28; Flatten(input_shape=[28, 28])                            28 stays in both places
df.sample(frac=0.2), which the checks of a lesson compare with theirs      stays
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import own_parts, span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import within
from nb2prod.plan.parameters.tied import without_tied
from nb2prod.reaching import parsed
from nb2prod.walking import walk

SHAPES = frozenset({  # how wide, how long, how many: what is built upon it says the number once more
    "n_clusters", "n_components", "num_class", "num_classes", "num_words", "maxlen", "max_len", "max_length",
    "n_features", "n_classes", "centers", "max_tokens", "output_sequence_length", "pool_size", "kernel_size",
    "vocab_size", "window", "window_size", "lookback", "n_steps", "timesteps", "img_size", "image_size", "n_bins",
    "n_features_to_select", "k",
})  # fmt: skip
WIDE = ("Vectorizer", "TextVectorization")  # their max_features is the width of the matrix
MAKE_COLUMNS = (
    *WIDE, "PCA", "SVD", "NMF", "ColumnTransformer", "make_column_transformer", "PolynomialFeatures", "SelectKBest",
    "SelectPercentile", "SelectFromModel", "RFE", "VarianceThreshold", "OneHotEncoder", "KBinsDiscretizer",
)  # fmt: skip
WIDTHS = frozenset({"shape", "input_shape", "input_dim", "in_features", "batch_shape"})
FEW = 10  # smaller numbers are everywhere: only in the same cell do they mean the same


def without_halves(program: Program, kept: list[Statement], found: list[Candidate]) -> list[Candidate]:
    """The candidates, without those whose number code elsewhere repeats, takes for granted or checks."""
    spans = {(c.cell, c.span) for c in found}
    again = [
        (s.cell, part.value)
        for s in kept
        for part in own_parts(s.node)
        if isinstance(part, ast.Constant) and type(part.value) is int and not within((s.cell, span_of(part)), spans)
    ]
    stated = frozenset(number for s in kept for number in _widths(s.node))
    fixed = any(len(shape) == 1 for s in kept for shape in _shapes(s.node))
    checked = _checked(program) if any("barrier" in s.facts.effects for s in kept) else frozenset[object]()
    named = {node.id for s in kept for node in own_parts(s.node) if isinstance(node, ast.Name)} | {
        node.attr for s in kept for node in own_parts(s.node) if isinstance(node, ast.Attribute)
    }
    widths = fixed and any(name.endswith(MAKE_COLUMNS) for name in named)
    return [
        c
        for c in without_tied(kept, found, widths)
        if not _stated(c, stated)
        and (
            c.constant is not None
            or not (
                _repeated(c, again)
                or (fixed and c.origin.endswith(MAKE_COLUMNS) and c.keyword not in ("random_state", "seed"))
                or (c.origin, c.keyword, str(c.value)) in checked
            )
        )
    ]


def _stated(candidate: Candidate, shapes: frozenset[int]) -> bool:
    """Whether a shape that is written out has that size, too."""
    sized = candidate.constant is not None or candidate.keyword in SHAPES
    return sized and type(candidate.value) is int and candidate.value in shapes


def _repeated(candidate: Candidate, again: Iterable[tuple[int, int]]) -> bool:
    wide = candidate.keyword == "max_features" and candidate.origin.endswith(WIDE)
    if type(candidate.value) is not int or not (candidate.keyword in SHAPES or wide):
        return False
    return any(
        value == candidate.value and (value >= FEW or cell == candidate.cell) and value > 1 for cell, value in again
    )


def _widths(node: ast.stmt) -> Iterator[int]:
    """Each number of the shapes that it writes out, but for those that stand everywhere."""
    yield from (number for shape in _shapes(node) for number in shape if number >= FEW)


def _shapes(node: ast.stmt) -> Iterator[list[int]]:
    """Shapes that are written out: `Input(shape=(183,))`, `Dense(64, input_dim=30)`."""
    for part in own_parts(node):
        if isinstance(part, ast.keyword) and part.arg in WIDTHS:
            parts = part.value.elts if isinstance(part.value, (ast.Tuple, ast.List)) else [part.value]
            numbers = [p.value for p in parts if isinstance(p, ast.Constant) and type(p.value) is int]
            if numbers and len(numbers) == len(parts):
                yield numbers


def _checked(program: Program) -> frozenset[object]:
    """Arguments of calls in modules beside the notebook: of a lesson, they are what its checks expect."""
    calls = (node for _, tree in parsed(program.notebook.modules) for node in walk(tree) if isinstance(node, ast.Call))
    return frozenset(
        (ast.unparse(call.func).rpartition(".")[2], given.arg, str(given.value.value))
        for call in calls
        for given in call.keywords
        if isinstance(given.value, ast.Constant)
    )
