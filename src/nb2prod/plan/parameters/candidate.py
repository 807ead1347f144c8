"""A place in the notebook whose value may become a parameter."""

from __future__ import annotations

import re
from typing import Literal

from nb2prod.model import Parameter, Span
from nb2prod.plan.parameters.whole import counts
from nb2prod.replacing import dataclass

# Numbers that may have a fraction although the notebook has none: alpha=1 today, alpha=0.5 tomorrow.
FRACTIONAL = frozenset({
    "C", "alpha", "l1_ratio", "gamma", "coef0", "tol", "eps", "epsilon", "nu", "threshold", "learning_rate", "lr",
    "eta", "eta0", "momentum", "weight_decay", "dropout", "rate", "subsample", "colsample_bytree", "colsample_bylevel",
    "reg_alpha", "reg_lambda", "lambda_l1", "lambda_l2", "min_child_weight", "scale_pos_weight", "min_split_gain",
    "max_delta_step", "quantile", "contamination", "lambda_", "noise",
    "class_sep", "cluster_std", "ccp_alpha", "min_impurity_decrease", "validation_fraction",
    "validation_split", "test_size", "train_size", "max_features", "max_samples", "min_df", "max_df", "var_smoothing",
    "fold", "min_weight_fraction_leaf", "bandwidth", "radius", "base_score", "max_eps", "decay", "intercept_scaling",
    "sigma", "bagging_fraction", "feature_fraction", "colsample_bynode", "min_gain_to_split", "beta", "rho",
    "reg_param",
    "shrinking", "fill_value", "length_scale", "noise_level", "l2_leaf_reg",
})  # fmt: skip
# A whole number means a count, a fraction a share: 100 rows, or 0.25 of them.
COUNTS_OR_SHARES = frozenset({
    "test_size", "train_size", "max_features", "max_samples", "min_samples_split", "min_samples_leaf", "min_df",
    "max_df", "n_features_to_select", "min_frequency", "n_components", "min_features_to_select",
})  # fmt: skip
WORD_TOO = {  # a number or a word: gamma="scale", of these classes
    "gamma": ("SVC", "SVR", "OneClassSVM", "RBFSampler"),
    "threshold": ("SelectFromModel",),
    "shrinkage": ("DiscriminantAnalysis",),
    "smooth": ("TargetEncoder",),
    "max_features": ("ForestClassifier", "ForestRegressor", "TreeClassifier", "TreeRegressor", "TreesClassifier",
                     "TreesRegressor", "GradientBoostingClassifier", "GradientBoostingRegressor"),
    "max_samples": ("IsolationForest",),
    "contamination": ("IsolationForest", "LocalOutlierFactor"),
}  # fmt: skip
COUNTS_ONLY = ("Vectorizer",)  # classes that take no share of anything but documents
DOCUMENTS = ("min_df", "max_df")
CHOICES = re.compile(r": ((?:[\w+-]+, )*[\w+-]+(?: or [\w+-]+)?)(?:, or null for none)?(?:[.;]|$)")
TYPES = {bool: "bool", int: "int", float: "float", str: "str", list: "list", tuple: "tuple", dict: "dict"}


@dataclass(frozen=True)
class Candidate:
    """What a heuristic proposes; `prefixes` are tried in order when the name is taken."""

    name: str
    value: object
    cell: int
    span: Span
    help: str
    origin: str
    because: str
    prefixes: tuple[str, ...] = ()
    path: bool = False
    constant: int | None = None  # the statement that does nothing but set it
    secret: bool = False
    line: int = 0  # where a person finds it, if that is not where the span begins
    others: tuple[str, ...] = ()  # whole names to try before a prefix
    statement: int = -1  # where it is a setting of a model: the one that makes it
    inside: int = -1  # of a setting of a transformer: the statement that makes it
    of: str = ""  # and what that model is called
    alike: tuple[object, ...] = ()  # what makes equal values one parameter: one file, all seeds, one name of a model
    keyword: str = ""  # that it is the value of; a constant has none, it is called as the notebook calls it
    place: Literal["", "read", "written"] = ""  # of a constant: whether a file or an address is read or written there
    reads: bool = False  # a path of what is read and nothing else
    whole: bool = False  # it stands where nothing but a whole number can
    label: str = ""  # what a pipeline or a mapping calls the model that it belongs to
    beside: int = 0  # what it is a setting of stands in a list of several: its place there
    always: bool = False  # its name bears its prefix, as those of all settings of its call
    idle: bool = False  # a seed that what it is given to never uses
    must: bool = False  # a parameter even where nothing comes of it: data to read, what a person has tagged

    @property
    def home(self) -> int:
        """The statement that makes what it is a setting of."""
        return self.statement if self.statement >= 0 else self.inside

    @property
    def whose(self) -> str:
        """What it is a setting of, as a sentence says it: a variable with its class."""
        if not self.of.isidentifier() or not self.origin[:1].isupper():
            return self.of
        return f"the {self.origin} {self.of}" if self.of != self.origin else f"the {self.of}"

    def parameter(self) -> Parameter:
        """The parameter with the notebook's value as its default."""
        return Parameter(
            name=self.name, type=self.type, default=None if self.secret else self.value, help=self.help, step="",
            cell=self.cell, line=self.line or self.span[0], origin=self.origin, because=self.because,
            required=self.secret, choices=self._choices,
        )  # fmt: skip

    @property
    def type(self) -> str:
        """What may stand there: a fraction wherever nothing says that the number must be whole."""
        if type(self.value) in (int, float, str) and self.origin.endswith(WORD_TOO.get(self.keyword, ())):
            return "Union[int, float, str]"
        if self.keyword == "stop_words" and type(self.value) is str:
            return "Optional[str]"
        if self.keyword in COUNTS_OR_SHARES and type(self.value) in (int, float):
            return "Union[int, float]" if self._shares else TYPES[type(self.value)]
        named = self.keyword or self.name
        fraction = named in FRACTIONAL or not counts(named)
        whole = type(self.value) is not int or self.whole or not fraction
        return TYPES[type(self.value)] if whole else "Union[int, float]"

    @property
    def _choices(self) -> tuple[str, ...]:
        """What a text may be, as its help lists them: `linear, poly, rbf or sigmoid`; older versions took others."""
        listed = CHOICES.search(self.help) if self.keyword and self.origin[:1].isupper() else None
        words = (*re.split(r", | or ", listed[1]),) if listed else ()
        return words if self.value in words and "none" not in words else ()

    @property
    def _shares(self) -> bool:
        """Whether a share means something there: PCA(0.95), and no share of a mixture's components."""
        if self.keyword == "n_components":
            return self.origin == "PCA"
        return not self.origin.endswith(COUNTS_ONLY) or self.keyword in DOCUMENTS


Group = tuple[Candidate, ...]  # the candidates of one parameter
