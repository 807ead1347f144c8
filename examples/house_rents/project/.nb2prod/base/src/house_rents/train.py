"""Train the model of house_rents.ipynb.

python -m house_rents.train --config config.yaml --artifacts artifacts
"""

import logging
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Optional

import numpy as np
import pandas as pd
import typer
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from house_rents import artifacts
from house_rents.answering import answer_sample
from house_rents.command import (
    launch,
    load_config,
    make_folders,
    number,
    stop,
    stop_at_missing_data,
)
from house_rents.config import Config, shown
from house_rents.definitions import add_features, categorical, features, numeric
from house_rents.inference import columns_needed, predict
from house_rents.metrics import kept_if_stopped
from house_rents.result_tables import write_tables
from house_rents.run_summary import sum_up
from house_rents.schema import Seen, remember

logger = logging.getLogger(__name__)


class Training(NamedTuple):
    """What a training run hands on: what it learned, and its metrics."""

    learned: dict[str, Any]
    metrics: dict[str, Any]
    results: dict[str, Any]
    seen: Seen


def seed_random_numbers(SEED: int) -> None:
    """Seed the random numbers (cell 3)."""
    np.random.seed(SEED)


def load_train(DATA: str) -> pd.DataFrame:
    """Read train from CSV (cell 5)."""
    return pd.read_csv(f"{DATA}/train.csv")


def load_score(DATA: str) -> pd.DataFrame:
    """Read score from CSV (cell 5)."""
    return pd.read_csv(f"{DATA}/score.csv")


def derive_log_rent_and_filter_rows(train: pd.DataFrame) -> pd.DataFrame:
    """Derive log_rent and filter rows by area_m2 (cells 11, 12)."""
    # much better: train on the log
    train["log_rent"] = np.log1p(train["rent"])
    # a few very large flats pull the model; the agency does not let such flats anyway
    before = len(train)
    train = train[train["area_m2"] <= 160].reset_index(drop=True)
    logger.info("dropped %s of %s flats", before - len(train), before)
    return train


def compute_medians_train_and_score(
    train: pd.DataFrame, score: pd.DataFrame
) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Compute train and score with add_features; compute medians (cells 15, 16, "Features")."""
    medians = train[["built", "distance_km"]].median()
    logger.info("medians:\n%s", medians)
    train = add_features(train, medians)
    score = add_features(score, medians)
    return medians, train, score


def split_data(
    train: pd.DataFrame, SEED: int, test_size: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Split train into X_train, X_valid, y_train and y_valid (cell 18)."""
    X_train, X_valid, y_train, y_valid = train_test_split(
        train[features], train["log_rent"], test_size=test_size, random_state=SEED
    )
    return X_train, X_valid, y_train, y_valid


def train_baseline(
    X_train: pd.DataFrame, y_train: pd.Series, alpha: float
) -> tuple[ColumnTransformer, Pipeline]:
    """Build prepare; fit baseline on X_train and y_train (cell 20, "Baseline: Ridge")."""
    prepare = ColumnTransformer(
        [
            ("numbers", StandardScaler(), numeric),
            ("categories", OneHotEncoder(handle_unknown="ignore"), categorical),
        ]
    )
    baseline = Pipeline([("prepare", prepare), ("model", Ridge(alpha=alpha))])
    baseline.fit(X_train, y_train)
    return prepare, baseline


def evaluate_baseline(
    y_valid: pd.Series, baseline: Pipeline, X_valid: pd.DataFrame
) -> float:
    """Compute baseline_rmse (cell 20, "Baseline: Ridge")."""
    baseline_rmse = np.sqrt(mean_squared_error(y_valid, baseline.predict(X_valid)))
    logger.info("Ridge, RMSE of log rent: %.4f", baseline_rmse)
    return baseline_rmse


def tune_model(
    prepare: ColumnTransformer,
    X_train: pd.DataFrame,
    y_train: pd.Series,
    SEED: int,
    n_estimators: int,
    param_grid: dict,
    cv: int,
) -> tuple[Any, dict]:
    """Search parameters of pipeline with GridSearchCV on X_train and y_train; take
    best_model (cells 22, 23, "Gradient boosting with a small grid").
    """
    pipeline = Pipeline(
        [
            ("prepare", prepare),
            (
                "model",
                GradientBoostingRegressor(n_estimators=n_estimators, random_state=SEED),
            ),
        ]
    )
    grid = GridSearchCV(
        pipeline,
        param_grid,
        scoring="neg_root_mean_squared_error",
        cv=cv,
    )
    grid.fit(X_train, y_train)
    grid_best_params = grid.best_params_
    logger.info("best: %s", grid_best_params)
    best_model = grid.best_estimator_
    return best_model, grid_best_params


def evaluate_best_model(
    best_model: Any, X_valid: pd.DataFrame, y_valid: pd.Series
) -> tuple[float, float, float]:
    """Compute rmse, mae and r2 (cell 24)."""
    # back to euros for people
    predicted = np.expm1(best_model.predict(X_valid))
    actual = np.expm1(y_valid)
    rmse = np.sqrt(mean_squared_error(actual, predicted))
    mae = mean_absolute_error(actual, predicted)
    r2 = r2_score(actual, predicted)
    logger.info("RMSE: %.2f EUR, MAE: %.2f EUR, R2: %.3f", rmse, mae, r2)
    return rmse, mae, r2


def predict_with_best_model(score: pd.DataFrame, best_model: Any) -> pd.DataFrame:
    """Predict for score with best_model and select columns (cell 28, "Fill in the new flats")."""
    score["rent"] = (np.expm1(best_model.predict(score[features])) / 5).round() * 5
    submission = score[["flat_id", "rent"]]
    return submission


def save_submission(
    submission: pd.DataFrame, train: pd.DataFrame, submission_path: str
) -> tuple[float, float]:
    """Write submission to CSV; log mean_known_rents and mean_predicted_rents (cells
    28, 29, "Fill in the new flats").
    """
    submission.to_csv(submission_path, index=False)
    mean_known_rents = train["rent"].mean()
    logger.info("mean of the known rents: %s", round(mean_known_rents, 1))
    mean_predicted_rents = submission["rent"].mean()
    logger.info("mean of the predicted rents: %s", round(mean_predicted_rents, 1))
    return mean_known_rents, mean_predicted_rents


def train(
    config: Config,
    train: Optional[pd.DataFrame] = None,
    score: Optional[pd.DataFrame] = None,
    *,
    measured: Optional[dict[str, Any]] = None,
) -> Training:
    """Run the whole workflow; variables keep their notebook names.

    Args:
        config: the parameters.
        train: data at hand; if given, it is copied, and `load_train` is not called.
        score: data at hand; if given, it is copied, and `load_score` is not called.
        measured: gets each metric behind the step that computes it.
    """
    measured = {} if measured is None else measured
    seed_random_numbers(config.SEED)
    train = load_train(config.DATA) if train is None else train.copy()
    seen = remember(train)
    score = load_score(config.DATA) if score is None else score.copy()
    train = derive_log_rent_and_filter_rows(train)
    medians, train, score = compute_medians_train_and_score(train, score)
    X_train, X_valid, y_train, y_valid = split_data(
        train, config.SEED, config.test_size
    )
    prepare, baseline = train_baseline(X_train, y_train, config.alpha)
    baseline_rmse = evaluate_baseline(y_valid, baseline, X_valid)
    measured["baseline_rmse"] = baseline_rmse
    best_model, grid_best_params = tune_model(
        prepare,
        X_train,
        y_train,
        config.SEED,
        config.n_estimators,
        dict(config.param_grid),
        config.cv,
    )
    measured["grid_best_params"] = grid_best_params
    rmse, mae, r2 = evaluate_best_model(best_model, X_valid, y_valid)
    measured.update(best_model_rmse=rmse, best_model_mae=mae, best_model_r2=r2)
    submission = predict_with_best_model(score, best_model)
    mean_known_rents, mean_predicted_rents = save_submission(
        submission, train, config.submission_path
    )
    measured.update(
        mean_known_rents=mean_known_rents, mean_predicted_rents=mean_predicted_rents
    )
    return Training(
        learned={"best_model": best_model, "medians": medians},
        metrics=measured,
        results={"medians": medians},
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
    SEED: Annotated[
        Optional[int], typer.Option("--SEED", help="Seed of the random numbers.")
    ] = None,
    DATA: Annotated[
        Optional[str], typer.Option("--DATA", help="A part of the paths of files.")
    ] = None,
    test_size: Annotated[
        Optional[float],
        typer.Option(
            parser=number,
            metavar="NUMBER",
            help="Share (or number) of rows kept for validation.",
        ),
    ] = None,
    alpha: Annotated[
        Optional[float],
        typer.Option(help="Strength of regularisation; larger is stronger."),
    ] = None,
    n_estimators: Annotated[
        Optional[int], typer.Option(help="Number of boosting rounds.")
    ] = None,
    param_grid: Annotated[
        Optional[str],
        typer.Option(help="Values to try for each hyperparameter. (YAML)"),
    ] = None,
    cv: Annotated[
        Optional[int], typer.Option(help="Number of folds of the cross-validation.")
    ] = None,
    submission_path: Annotated[
        Optional[str],
        typer.Option(help="Path of the file that submission is written to."),
    ] = None,
) -> None:
    """Train as the notebook does and save what training learned."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", force=True)
    settings = load_config(
        config,
        SEED=SEED,
        DATA=DATA,
        test_size=test_size,
        alpha=alpha,
        n_estimators=n_estimators,
        param_grid=param_grid,
        cv=cv,
        submission_path=submission_path,
    )
    make_folders([settings.submission_path])
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
    sum_up(artifacts_dir, result.metrics, [settings.submission_path])


if __name__ == "__main__":
    launch(main)
