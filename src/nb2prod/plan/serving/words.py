"""Names of functions and methods by what they do to rows. Data: no code of the derivation stands here."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# methods of groups that give something for each group
AGGREGATES = _words(
    """
    agg aggregate apply corr count describe first get_group head idxmax idxmin last max mean median min mode
    ngroups nunique prod quantile size skew std sum unique value_counts var
    """
)
# functions that give arrays, whatever they get
ARRAYS = _words(
    """
    numpy.array numpy.asarray numpy.c_ numpy.column_stack numpy.copy numpy.digitize numpy.hstack numpy.ravel
    numpy.select numpy.squeeze numpy.vander numpy.where scipy.sparse.hstack xgboost.DMatrix
    """
)
# methods of arrays that keep the rows
ARRAY_SAME = _words(
    """
    astype clip copy flatten ravel repeat_ round squeeze to_numpy toarray tocsc tocsr todense
    """
)
# functions that make one value of many
AXIS_REDUCING = _words(
    """
    numpy.all numpy.any numpy.argmax numpy.argmin numpy.average numpy.linalg.norm numpy.max numpy.mean numpy.median
    numpy.min numpy.nanmean numpy.prod numpy.std numpy.sum numpy.var
    """
)
# builtins that look at one value
EACH = _words(
    """
    abs bool float int len list max min ord repr round set sorted str sum tuple
    """
)
# methods of frames that take inplace=True
INPLACE = _words(
    """
    bfill clip drop drop_duplicates dropna ffill fillna interpolate mask query rename replace reset_index
    set_index sort_index sort_values where
    """
)
# functions whose result is no probability any more
LABELS = _words(
    """
    numpy.around numpy.digitize numpy.greater numpy.greater_equal numpy.rint numpy.round numpy.select numpy.where
    """
)
# methods that change a list, a set or a dict
LIST_CHANGES = _words(
    """
    add append clear discard extend insert pop remove reverse setdefault sort update
    """
)
# functions that work element by element
MAPPED = _words(
    """
    numpy.abs numpy.absolute numpy.add numpy.arccos numpy.arcsin numpy.arctan numpy.arctan2 numpy.around
    numpy.array numpy.asanyarray numpy.asarray numpy.cbrt numpy.copy numpy.ceil numpy.clip numpy.column_stack numpy.cos
    numpy.cosh numpy.deg2rad numpy.degrees numpy.digitize numpy.divide numpy.equal numpy.exp numpy.exp2
    numpy.expm1 numpy.fabs numpy.float_power numpy.floor numpy.floor_divide numpy.fmax numpy.fmin numpy.full_like
    numpy.greater numpy.greater_equal numpy.heaviside numpy.hypot numpy.interp numpy.isfinite numpy.isin
    numpy.isinf numpy.isnan numpy.less numpy.less_equal numpy.log numpy.log10 numpy.log1p numpy.log2
    numpy.logical_and numpy.logical_not numpy.logical_or numpy.logical_xor numpy.maximum numpy.minimum numpy.mod
    numpy.multiply numpy.nan_to_num numpy.negative numpy.not_equal numpy.ones_like numpy.positive numpy.power
    numpy.rad2deg numpy.radians numpy.ravel numpy.reciprocal numpy.remainder numpy.rint numpy.round numpy.select
    numpy.sign numpy.sin numpy.sinh numpy.sqrt numpy.square numpy.squeeze numpy.subtract numpy.tan numpy.tanh
    numpy.true_divide numpy.trunc numpy.vander numpy.where numpy.zeros_like pandas.isna pandas.isnull pandas.notna
    pandas.notnull scipy.special.boxcox1p scipy.special.expit scipy.special.inv_boxcox scipy.special.inv_boxcox1p
    scipy.special.logit xgboost.DMatrix
    """
)
# methods of frames that work element by element
MAPPING = _words(
    """
    replace clip where mask combine_first add sub mul div between isin round convert_dtypes infer_objects
    subtract multiply divide squeeze to_period to_timestamp tz_localize tz_convert
    """
)
# methods that look at the rows before or after
ORDERED = _words(
    """
    backfill bfill cummax cummin cumprod cumsum diff ewm expanding ffill interpolate pad pct_change rolling shift
    """
)
# builtins without side effects
PURE = _words(
    """
    abs all any bool dict enumerate filter float frozenset getattr hasattr int isinstance iter map max min next
    range repr reversed round set sorted str sum tuple type zip
    """
)
# methods that make one value of many
REDUCING = _words(
    """
    all any argmax argmin count idxmax idxmin max mean median min mode nunique prod quantile skew std sum var
    """
)
# fit_predict says what predict says of the same rows
SAME_LABELS = _words(
    """
    AffinityPropagation BayesianGaussianMixture Birch BisectingKMeans EllipticEnvelope GMM GaussianMixture
    IsolationForest KMeans MeanShift MiniBatchKMeans OneClassSVM
    """
)
