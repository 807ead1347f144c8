"""The literal settings of a call as facts: they are compared and never said, for who sets them makes a name untrue.

SVC(kernel="rbf", C=10)                      the kernel, C
make_pipeline(PolynomialFeatures(2), ...)    that a PolynomialFeatures is made, which may be said
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nb2prod.plan.names import identifier, words
from nb2prod.plan.twins.facts import Fact
from nb2prod.walking import walk

SAME_FOR_ALL = frozenset(  # arguments that say nothing of what an object is
    """
    random_state seed random_seed verbose n_jobs figsize title label color ax cmap s lw linewidth alpha_plot name
    validation_data callbacks x y X data columns index copy ascending inplace axis steps transformers estimators
    return_counts silent nthread verbosity stratify palette hue dtype encoding sep scoring refit xlabel ylabel
    """.split()
)
ORDER = {  # names of arguments that are mostly given without
    "PolynomialFeatures": ("degree",), "KMeans": ("n_clusters",), "PCA": ("n_components",), "GMM": ("n_components",),
    "GaussianMixture": ("n_components",), "KNeighborsClassifier": ("n_neighbors",), "Dense": ("units",),
    "PolynomialRegression": ("degree",), "Ridge": ("alpha",), "Lasso": ("alpha",),
}  # fmt: skip
TOLD = re.compile(  # classes whose presence says something of what is made
    r"(?:Scaler|Imputer|Encoder|Sampler|Classifier|Regressor|Regression|Features|Vectorizer|Transformer|Checkpoint|Stopping"
    r"|Selector|Discretiser|SMOTE\w*|PCA|TSNE|NMF|SVC|SVR|NB|Ridge|Lasso|ElasticNet|KMeans|Dropout|SearchCV)$"
)
NO_MODELS = frozenset("base image linear logistic structured_data text".split())  # of `ImageRegressor` what is left
MADE = "made of"


@dataclass(frozen=True)
class Known:
    """What is known where the call stands."""

    set_to: Callable[[ast.expr], ast.expr]  # what a variable was set to, else the variable itself
    signatures: Mapping[str, Sequence[str]] = field(default_factory=dict)  # arguments of the notebook's functions
    turns: Collection[str] = ()  # variables of loops


def settings(call: ast.Call, known: Known) -> Iterator[Fact]:
    """Facts of one call and of those that it is given, in their order."""
    called = _last(call)
    order = ORDER.get(called) or known.signatures.get(called, ())
    given = [(order[n] if n < len(order) else "", node) for n, node in enumerate(call.args)]
    given += [(keyword.arg or "", keyword.value) for keyword in call.keywords]
    if TOLD.search(called):
        yield made_of(called)
    for keyword, node in given:
        yield from _one(called, keyword, node, known)


def _one(called: str, keyword: str, node: ast.expr, known: Known) -> Iterator[Fact]:
    if isinstance(node, ast.Name) and node.id in known.turns and keyword and keyword not in SAME_FOR_ALL:
        yield varied(called, keyword)
        return
    node = known.set_to(node)
    inner = [part for part in walk(node) if isinstance(part, ast.Call) and _last(part)[:1].isupper()]
    nothing_set = replace(known, set_to=lambda inside: inside)
    for part in inner:
        yield from settings(part, nothing_set)
    if isinstance(node, ast.Dict) and not inner:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield from _one(called, key.value, value, nothing_set)
        return
    if not keyword or keyword in SAME_FOR_ALL:
        return
    yield Fact((called, keyword), _value(node), setting=True)


def varied(called: str, keyword: str) -> Fact:
    """A setting that each turn of a loop has another value of."""
    plain = identifier(keyword.lower(), "")
    return Fact((called, keyword), "varied", plain, f"each_{plain}", "over")


def made_of(kind: str) -> Fact:
    """That an object of the class is made."""
    whole = snake(kind)
    plain = re.sub(r"_(?:classifier|regressor|regression)$", "", whole)
    plain = whole if plain in NO_MODELS else plain
    return Fact((MADE, kind), "yes", plain, plain)


def _value(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=int() | float()) | ast.UnaryOp(operand=ast.Constant(value=int() | float())):
            return f"{ast.literal_eval(node):.15g}"  # C=1.0 is C=1
    return ast.unparse(node)


def _last(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def snake(name: str) -> str:
    """`RandomUnderSampler` as random_under_sampler."""
    return "_".join(words(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)))
