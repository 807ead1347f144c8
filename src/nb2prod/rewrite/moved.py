"""Names that a library has moved to another module and that do there what they did: imports name the new place.

from sklearn.cross_validation import train_test_split     from sklearn.model_selection import train_test_split
from sklearn.externals import joblib                      import joblib
from collections import Mapping                           from collections.abc import Mapping

What only bears the old name is not meant: KFold takes other arguments than that of sklearn.cross_validation.
"""

from __future__ import annotations

ABC = (
    "Callable Container Hashable Iterable Iterator Mapping MutableMapping MutableSequence MutableSet Sequence Set Sized"
)
EVERY = ""
# the old module, the new one ("" = the name is a module of its own), the names, all where none is given
MOVED = (
    ("IPython.html.widgets", "ipywidgets", EVERY),
    ("collections", "collections.abc", ABC),
    ("fbprophet", "prophet", "Prophet"),
    ("fbprophet.diagnostics", "prophet.diagnostics", EVERY),
    ("fbprophet.plot", "prophet.plot", EVERY),
    *(row for top in ("keras", "tensorflow.keras") for row in (
        (f"{top}.layers.advanced_activations", f"{top}.layers", "LeakyReLU PReLU ELU Softmax"),
        (f"{top}.layers.convolutional", f"{top}.layers", "Conv1D Conv2D Conv3D MaxPooling1D MaxPooling2D UpSampling2D"
         " ZeroPadding2D Cropping2D"),
        (f"{top}.layers.core", f"{top}.layers", "Dense Dropout Activation Flatten Reshape Lambda RepeatVector Masking"),
        (f"{top}.layers.embeddings", f"{top}.layers", "Embedding"),
        (f"{top}.layers.normalization", f"{top}.layers", "BatchNormalization"),
        (f"{top}.layers.pooling", f"{top}.layers", "MaxPooling2D GlobalAveragePooling2D GlobalMaxPooling2D"),
        (f"{top}.layers.recurrent", f"{top}.layers", "LSTM GRU SimpleRNN"),
        (f"{top}.utils.np_utils", f"{top}.utils", "to_categorical normalize"),
    )),
    ("sklearn.cross_validation", "sklearn.model_selection", "train_test_split cross_val_score cross_val_predict"),
    ("sklearn.datasets.samples_generator", "sklearn.datasets", EVERY),
    ("sklearn.ensemble.bagging", "sklearn.ensemble", "BaggingClassifier BaggingRegressor"),
    ("sklearn.ensemble.forest", "sklearn.ensemble", "RandomForestClassifier RandomForestRegressor"),
    ("sklearn.ensemble.gradient_boosting", "sklearn.ensemble", "GradientBoostingClassifier GradientBoostingRegressor"),
    ("sklearn.ensemble.weight_boosting", "sklearn.ensemble", "AdaBoostClassifier AdaBoostRegressor"),
    ("sklearn.externals", "", "joblib"),
    ("sklearn.grid_search", "sklearn.model_selection", "GridSearchCV RandomizedSearchCV ParameterGrid"),
    ("sklearn.learning_curve", "sklearn.model_selection", "learning_curve validation_curve"),
    ("sklearn.linear_model.base", "sklearn.linear_model", "LinearRegression"),
    ("sklearn.linear_model.logistic", "sklearn.linear_model", "LogisticRegression LogisticRegressionCV"),
    ("sklearn.linear_model.ridge", "sklearn.linear_model", "Ridge RidgeCV RidgeClassifier"),
    ("sklearn.linear_model.stochastic_gradient", "sklearn.linear_model", "SGDClassifier SGDRegressor"),
    ("sklearn.metrics.classification", "sklearn.metrics", "accuracy_score classification_report confusion_matrix"
     " f1_score log_loss precision_score recall_score cohen_kappa_score precision_recall_fscore_support"),
    ("sklearn.metrics.ranking", "sklearn.metrics", "roc_auc_score roc_curve precision_recall_curve auc"),
    ("sklearn.metrics.regression", "sklearn.metrics", "mean_squared_error mean_absolute_error r2_score"),
    ("sklearn.metrics.scorer", "sklearn.metrics", "make_scorer get_scorer"),
    ("sklearn.neighbors.classification", "sklearn.neighbors", "KNeighborsClassifier RadiusNeighborsClassifier"),
    ("sklearn.neighbors.regression", "sklearn.neighbors", "KNeighborsRegressor RadiusNeighborsRegressor"),
    ("sklearn.preprocessing.data", "sklearn.preprocessing", "StandardScaler MinMaxScaler RobustScaler Normalizer"
     " PolynomialFeatures OneHotEncoder scale"),
    ("sklearn.preprocessing.label", "sklearn.preprocessing", "LabelEncoder LabelBinarizer MultiLabelBinarizer"),
    ("sklearn.svm.classes", "sklearn.svm", "SVC SVR LinearSVC LinearSVR OneClassSVM"),
    ("sklearn.tree.tree", "sklearn.tree", "DecisionTreeClassifier DecisionTreeRegressor"),
)  # fmt: skip
TABLE = {old: (new, frozenset(names.split())) for old, new, names in MOVED}


def moved(module: str, name: str) -> str | None:
    """The module that has the name now, "" where it is a module itself; None where it has not moved."""
    if module not in TABLE:
        return None
    new, names = TABLE[module]
    return new if name in names or not names else None
