"""What functions give that take an array or a frame: as what went in.

np.log1p(df["price"])               a Series
np.sqrt(mean_squared_error(y, p))   a number
StandardScaler().fit_transform(df)  an array, or a frame where set_output asks for one
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nb2prod import knowledge
from nb2prod.analyse.arguments import Arguments
from nb2prod.analyse.views import MATRICES

EITHER, DENSE = "numpy.Arraylike", "numpy.Dense"
BUNCHES = ("sklearn.utils.Bunch", "sklearn.utils.FramedBunch", "sklearn.utils.AnyBunch")
NUMBERS = frozenset({  # of a number they give a number
    "sqrt", "cbrt", "square", "log", "log1p", "log2", "log10", "exp", "expm1", "exp2", "abs", "absolute", "fabs",
    "round", "around", "rint", "floor", "ceil", "power", "maximum", "minimum", "add", "subtract", "multiply", "divide",
})  # fmt: skip
AVERAGES = frozenset({"mean", "median", "std", "var", "average", "nanmean", "nanstd"})
ARRAYS = frozenset({"sort", "nan_to_num"})  # a Series goes in, an array comes out


def shaped(returns: str, keywords: Collection[str], off: Collection[str]) -> str:
    """The type of a measure: `average=None` asks for one number of each class, `output_dict=True` for a dict."""
    if "output_dict" in keywords:
        return "dict" if "output_dict" not in off else returns
    if returns != "float":
        return returns
    return "" if "multioutput" in keywords else "numpy.ndarray" if "average" in off else returns


def number(calls: Sequence[str], receiver: str, arguments: Arguments) -> str:
    """`np.mean(scores)` and `scores.mean()` of an array is one number, where no axis is asked for."""
    given = [receiver] if receiver else [value.type for value in arguments.positional]
    if arguments.keywords or len(given) + bool(receiver and arguments.positional) != 1:
        return ""
    name = calls[-1].rpartition(".")[2] if calls else ""
    return "float" if given[0] in ("numpy.ndarray", "list") and name in AVERAGES else ""


def as_given(receiver: str, calls: Sequence[str], arguments: Sequence[str]) -> str:
    """The type of the result of `receiver`'s method, or of the last of `calls`, handed values of those types."""
    if receiver:
        frames = knowledge.is_a(receiver, "sklearn.Tabular")
        return MATRICES[0] if frames else DENSE if knowledge.is_a(receiver, "sklearn.Dense") else EITHER
    name = calls[-1].rpartition(".")[2] if calls else ""
    given = [type_ for type_ in arguments if type_ != "int"] or ["int"]  # np.power(x, 2)
    for matrix in (*MATRICES, DENSE):
        if matrix in given:
            known = all(type_ in (*MATRICES, DENSE, "float", "bool") for type_ in given)
            return EITHER if not known else MATRICES[2] if name in ARRAYS else matrix
    return "float" if {*given} == {"float"} and name in NUMBERS else EITHER


def framed(type_: str, given: Arguments) -> str:
    """What a loader of sklearn gives as `as_frame` says: arrays, frames, or what its version thinks right."""
    if type_ not in BUNCHES:
        return type_
    if given.switched_on("as_frame"):
        return BUNCHES[1]
    return BUNCHES[0] if "as_frame" in given.off else type_
