"""Train the model of bike_returns.ipynb.

python -m bike_returns.train --config config.yaml --artifacts artifacts
"""

import logging
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Optional

import joblib
import numpy as np
import pandas as pd
import typer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    classification_report,
    confusion_matrix,
    roc_auc_score,
)
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler

from bike_returns import artifacts
from bike_returns.answering import answer_sample
from bike_returns.command import (
    launch,
    load_config,
    make_folders,
    number,
    stop,
    stop_at_missing_data,
)
from bike_returns.config import Config, shown
from bike_returns.definitions import part_of_day
from bike_returns.inference import columns_needed, predict
from bike_returns.metrics import kept_if_stopped
from bike_returns.result_tables import write_tables
from bike_returns.run_summary import sum_up
from bike_returns.schema import Seen, remember

logger = logging.getLogger(__name__)


class Training(NamedTuple):
    """What a training run hands on: what it learned, and its metrics."""

    learned: dict[str, Any]
    metrics: dict[str, Any]
    results: dict[str, Any]
    seen: Seen


def load_data(data_path: str) -> pd.DataFrame:
    """Read df from CSV (cell 4)."""
    return pd.read_csv(data_path)


def clean_up(df: pd.DataFrame) -> tuple[pd.DataFrame, dict]:
    """Clean up: drop duplicates; fill missing values; recode helmet and returned_late (cells 13, 14)."""
    df = df.drop_duplicates(subset="rental_id")
    logger.info("rentals left: %s", len(df))
    medians = {}
    for col in ["rider_age", "temperature"]:
        medians[col] = df[col].median()
        df[col] = df[col].fillna(medians[col])
    df["helmet"] = df["helmet"].map({"Yes": 1, "No": 0})
    df["returned_late"] = df["returned_late"].map({"Yes": 1, "No": 0})
    return df, medians


def build_features(df: pd.DataFrame) -> tuple[dict, pd.DataFrame, list]:
    """Parse dates, derive columns, transform features, encode categories and drop
    columns; compute encoders (cells 16 to 19, "Features").
    """
    df["start_time"] = pd.to_datetime(df["start_time"])
    df["month"] = df["start_time"].dt.month
    df["hour"] = df["start_time"].dt.hour
    df["weekend"] = (df["start_time"].dt.day_of_week >= 5).astype(int)
    df["day_part"] = df["hour"].apply(part_of_day)
    df["late_share"] = df["earlier_late"] / (df["earlier_rentals"] + 1)
    df["price_per_hour"] = df["price"] / (df["planned_minutes"] / 60)
    # trees do not mind the order of the codes
    encoders = {}
    for col in ["station", "day_part"]:
        encoders[col] = LabelEncoder()
        df[col] = encoders[col].fit_transform(df[col])
    df = pd.get_dummies(
        df, columns=["bike_type", "membership", "weather"], drop_first=True, dtype=int
    )
    dummy_columns = df.columns.drop(
        ["rental_id", "returned_late"], errors="ignore"
    ).tolist()
    df = df.drop(columns=["rental_id", "start_time"])
    return encoders, df, dummy_columns


def split_data(
    df: pd.DataFrame, test_size: float, random_state: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Split X and y into X_train, X_test, y_train and y_test (cell 22, "Split and scale")."""
    X = df.drop(columns=["returned_late"])
    y = df["returned_late"]
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=test_size, random_state=random_state, stratify=y
    )
    return X_train, X_test, y_train, y_test


def scale_features(
    X_train: pd.DataFrame, X_test: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, StandardScaler]:
    """Scale X_train and X_test with StandardScaler (cell 23)."""
    numeric = [
        "rider_age",
        "planned_minutes",
        "price",
        "temperature",
        "earlier_rentals",
        "late_share",
        "price_per_hour",
    ]
    scaler = StandardScaler()
    X_train[numeric] = scaler.fit_transform(X_train[numeric])
    X_test[numeric] = scaler.transform(X_test[numeric])
    return X_train, X_test, scaler


def compare_two_models(
    X_train: pd.DataFrame,
    y_train: pd.Series,
    random_state: int,
    logistic_max_iter: int,
    forest_n_estimators: int,
    cv: int,
) -> dict:
    """Compare two models: cross-validate candidate on X_train and y_train in a loop (cell 25)."""
    candidates = {
        "logistic": LogisticRegression(max_iter=logistic_max_iter),
        "forest": RandomForestClassifier(
            n_estimators=forest_n_estimators, random_state=random_state
        ),
    }
    scores = {}
    for name, candidate in candidates.items():
        scores[name] = cross_val_score(
            candidate, X_train, y_train, cv=cv, scoring="roc_auc"
        ).mean()
        logger.info("%s: %.3f", name, scores[name])
    return scores


def train_model(
    X_train: pd.DataFrame,
    y_train: pd.Series,
    random_state: int,
    n_estimators: int,
    max_depth: int,
    min_samples_leaf: float,
    class_weight: str,
) -> RandomForestClassifier:
    """Fit RandomForestClassifier on X_train and y_train (cell 28, "Final model")."""
    model = RandomForestClassifier(
        n_estimators=n_estimators,
        max_depth=max_depth,
        min_samples_leaf=min_samples_leaf,
        class_weight=class_weight,
        random_state=random_state,
    )
    model.fit(X_train, y_train)
    return model


def evaluate_model(
    model: RandomForestClassifier, X_test: pd.DataFrame, y_test: pd.Series
) -> tuple[float, float, np.ndarray, Any, Any]:
    """Predict y_pred and y_proba with model; compute accuracy, roc_auc, classification
    report and confusion matrix (cells 29 to 31).
    """
    y_pred = model.predict(X_test)
    y_proba = model.predict_proba(X_test)[:, 1]
    accuracy = accuracy_score(y_test, y_pred)
    roc_auc = roc_auc_score(y_test, y_proba)
    logger.info("Accuracy: %s", round(accuracy, 4))
    logger.info("ROC AUC : %s", round(roc_auc, 4))
    logger.info(
        "classification report of y_test, y_pred:\n%s",
        classification_report(y_test, y_pred),
    )
    classification_report_value = classification_report(
        y_test, y_pred, output_dict=True
    )
    cm = confusion_matrix(y_test, y_pred)
    cm_and_labels = (cm, y_test, y_pred)
    return accuracy, roc_auc, cm, classification_report_value, cm_and_labels


def save_model(model: RandomForestClassifier, model_path: str) -> None:
    """Save model (cell 34, "Save")."""
    joblib.dump(model, model_path)


def train(
    config: Config,
    df: Optional[pd.DataFrame] = None,
    *,
    measured: Optional[dict[str, Any]] = None,
) -> Training:
    """Run the whole workflow; variables keep their notebook names.

    Args:
        config: the parameters.
        df: data at hand; if given, it is copied, and `load_data` is not called.
        measured: gets each metric behind the step that computes it.
    """
    measured = {} if measured is None else measured
    df = load_data(config.data_path) if df is None else df.copy()
    seen = remember(df)
    raw_columns = df.columns.drop(
        ["rental_id", "returned_late"], errors="ignore"
    ).tolist()
    df, medians = clean_up(df)
    encoders, df, dummy_columns = build_features(df)
    X_train, X_test, y_train, y_test = split_data(
        df, config.test_size, config.random_state
    )
    X_train, X_test, scaler = scale_features(X_train, X_test)
    scores = compare_two_models(
        X_train,
        y_train,
        config.random_state,
        config.logistic_max_iter,
        config.forest_n_estimators,
        config.cv,
    )
    measured["scores"] = scores
    model = train_model(
        X_train,
        y_train,
        config.random_state,
        config.n_estimators,
        config.max_depth,
        config.min_samples_leaf,
        config.class_weight,
    )
    accuracy, roc_auc, cm, classification_report_value, cm_and_labels = evaluate_model(
        model, X_test, y_test
    )
    measured.update(
        accuracy=accuracy,
        roc_auc=roc_auc,
        classification_report=classification_report_value,
    )
    save_model(model, config.model_path)
    return Training(
        learned={
            "dummy_columns": dummy_columns,
            "encoders": encoders,
            "medians": medians,
            "model": model,
            "raw_columns": raw_columns,
            "scaler": scaler,
        },
        metrics=measured,
        results={"cm": cm_and_labels},
        seen=seen,
    )


def main(
    config: Annotated[
        Optional[Path], typer.Option(help="YAML file with parameters.")
    ] = None,
    artifacts_dir: Annotated[
        Path,
        typer.Option(
            "--artifacts", help="Where learned values, metrics and tables go."
        ),
    ] = Path("artifacts"),
    data_path: Annotated[
        Optional[str], typer.Option(help="Path of the file that df is read from.")
    ] = None,
    test_size: Annotated[
        Optional[float],
        typer.Option(
            parser=number,
            metavar="NUMBER",
            help="Share (or number) of rows kept for testing.",
        ),
    ] = None,
    random_state: Annotated[
        Optional[int],
        typer.Option(help="Seed of train_test_split and RandomForestClassifier."),
    ] = None,
    logistic_max_iter: Annotated[
        Optional[int],
        typer.Option(
            help="Most iterations of the solver. Of the LogisticRegression in candidates."
        ),
    ] = None,
    forest_n_estimators: Annotated[
        Optional[int],
        typer.Option(
            help="Number of trees. Of the RandomForestClassifier in candidates."
        ),
    ] = None,
    cv: Annotated[
        Optional[int], typer.Option(help="Number of folds of the cross-validation.")
    ] = None,
    n_estimators: Annotated[
        Optional[int], typer.Option(help="Number of trees. Of the saved model.")
    ] = None,
    max_depth: Annotated[
        Optional[int],
        typer.Option(
            help="Most levels of each tree; more fit finer detail. Of the saved model."
        ),
    ] = None,
    min_samples_leaf: Annotated[
        Optional[float],
        typer.Option(
            parser=number,
            metavar="NUMBER",
            help="Fewest rows in a leaf. Of the saved model.",
        ),
    ] = None,
    class_weight: Annotated[
        Optional[str],
        typer.Option(
            help='Weight of each class; "balanced" makes rare classes count more. Of the saved model.'
        ),
    ] = None,
    model_path: Annotated[
        Optional[str], typer.Option(help="Path of the file that model is written to.")
    ] = None,
) -> None:
    """Train as the notebook does and save what training learned."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", force=True)
    settings = load_config(
        config,
        data_path=data_path,
        test_size=test_size,
        random_state=random_state,
        logistic_max_iter=logistic_max_iter,
        forest_n_estimators=forest_n_estimators,
        cv=cv,
        n_estimators=n_estimators,
        max_depth=max_depth,
        min_samples_leaf=min_samples_leaf,
        class_weight=class_weight,
        model_path=model_path,
    )
    make_folders([settings.model_path])
    measured: dict[str, Any] = {}
    try:
        with kept_if_stopped(artifacts_dir, measured):
            result = train(settings, measured=measured)
    except OSError as problem:
        stop_at_missing_data(problem, settings)
        raise
    try:
        artifacts.save(
            artifacts_dir,
            result.learned,
            metrics=result.metrics,
            config=shown(settings),
            seen=result.seen,
            needed=columns_needed(result.learned),
        )
        write_tables(artifacts_dir / "results", result.results)
    except (artifacts.ArtifactError, OSError) as problem:
        stop(problem)
    try:
        answer_sample(predict, artifacts_dir, result.learned)
    except Exception as problem:  # the model is saved all the same
        typer.echo(f"warning: inference refuses rows of training: {problem}", err=True)
    sum_up(artifacts_dir, result.metrics, [settings.model_path])


if __name__ == "__main__":
    launch(main)
