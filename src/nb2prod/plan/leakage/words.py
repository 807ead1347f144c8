"""Names of functions and methods by what they learn from their rows. Data: no code of the analysis stands here."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# methods that make one value of many rows, and say something about all of them
STATISTICS = _words("mean median mode std var quantile skew sem mad cov corr kurtosis kurt agg aggregate describe")
# those that count only where something is divided by them: scaling by hand
EXTREMES = _words("min max sum ptp")
# functions of numpy that do the same, without their module
NUMPY_STATISTICS = _words(
    """
    mean median nanmean nanmedian std nanstd var nanvar percentile quantile nanpercentile average
    """
)
NUMPY_EXTREMES = _words("min max amin amax nanmin nanmax sum ptp")
# methods of groups and of counts: one row for each group
GROUPED = _words("groupby resample")
TABLES_OF_GROUPS = _words("value_counts pivot_table crosstab")
# methods of groups that keep the rows
IN_GROUPS = _words("cumsum cumcount shift diff rank cumprod cummax cummin ffill bfill head tail nth ngroup")
# methods that give windows: of a row and those before it
WINDOWS = _words("rolling expanding ewm")
# what is no statement about values: how many there are, what they are called
HARMLESS = _words(
    """
    shape columns dtypes dtype ndim size isnull isna notnull notna nunique unique count info tolist get_feature_names
    get_feature_names_out named_steps classes_ keys
    """
)
# methods that leave rows out
SELECTING = _words("dropna drop_duplicates query head tail nlargest nsmallest truncate filter take first last")
# methods that give the same column, in another form or with other names for its values
SAME = _words(
    """
    copy astype to_numpy to_frame reset_index set_index ravel reshape flatten squeeze replace fillna clip round
    sort_index
    """
)
# estimators that only list what they have seen, or learn nothing
LISTING = _words(
    """
    LabelEncoder OneHotEncoder OrdinalEncoder LabelBinarizer MultiLabelBinarizer Normalizer FunctionTransformer
    PolynomialFeatures HashingVectorizer FeatureHasher DictVectorizer Binarizer BinaryEncoder HashingEncoder
    AdditiveChi2Sampler TransactionEncoder ArbitraryOutlierCapper ArbitraryNumberImputer
    """
)
# functions that scale all rows at once
SCALING = _words("scale minmax_scale maxabs_scale robust_scale power_transform quantile_transform")
# functions that cut by what all rows hold
BINNING = _words("cut qcut")
# methods that make rows of rows
RESAMPLING = _words("fit_resample fit_sample")
# estimators that only leave rows out
UNDERSAMPLING = _words(
    """
    RandomUnderSampler NearMiss TomekLinks ClusterCentroids EditedNearestNeighbours NeighbourhoodCleaningRule
    OneSidedSelection AllKNN CondensedNearestNeighbour InstanceHardnessThreshold RepeatedEditedNearestNeighbours
    """
)
# methods that fit, that answer for rows, and that measure
FITTING = _words("fit fit_generator partial_fit fit_on_texts fit_on_sequences")
ANSWERING = _words(
    """
    predict predict_proba predict_classes decision_function score evaluate predict_log_proba
    evaluate_generator
    """
)
TRANSFORMING = _words("transform texts_to_sequences texts_to_matrix sequences_to_matrix")
# functions that train a model and return it, without their module
TRAINERS = _words("xgboost.train lightgbm.train")
# functions that give their argument in another form
FORMS = _words(
    """
    DMatrix Dataset csr_matrix csc_matrix array asarray DataFrame Series to_numeric to_datetime get_dummies
    factorize
    """
)
# functions that put tables below or beside each other
JOINED = _words("concat concatenate vstack hstack column_stack c_ r_ append")
BESIDE = _words("hstack column_stack c_")
# objects that part rows again and again
SPLITTERS = _words(
    """
    KFold StratifiedKFold RepeatedKFold RepeatedStratifiedKFold GroupKFold ShuffleSplit StratifiedShuffleSplit
    GroupShuffleSplit TimeSeriesSplit LeaveOneOut StratifiedGroupKFold
    """
)
