"""Predict for new rows, as the notebook loads them, with what training learned.

python -m bike_returns.inference --input rows.csv --output predictions.csv --artifacts artifacts
"""

from pathlib import Path
from typing import Annotated, Any, Optional

import pandas as pd
import typer
from sklearn.preprocessing import StandardScaler

from bike_returns.answering import (
    answer_file,
    answer_rows,
    prediction_table,
    probabilities,
)
from bike_returns.command import launch
from bike_returns.definitions import part_of_day

LEVEL = "raw - every feature is derived from the columns of df as the notebook loads it (cell 4)"


def clean_up(df: pd.DataFrame, medians: dict[Any, Any]) -> pd.DataFrame:
    """Make df of new rows with medians, as training saved it (cell 14)."""
    for col in ["rider_age", "temperature"]:
        df[col] = df[col].fillna(medians[col])
    df["helmet"] = df["helmet"].map({"Yes": 1, "No": 0})
    return df


def transform_features(
    df: pd.DataFrame, encoders: dict, dummy_columns: list[Any]
) -> pd.DataFrame:
    """Make df of new rows with encoders and dummy_columns, as training saved them (cells 16, 17, 18, 19)."""
    df["start_time"] = pd.to_datetime(df["start_time"])
    df["month"] = df["start_time"].dt.month
    df["hour"] = df["start_time"].dt.hour
    df["weekend"] = (df["start_time"].dt.day_of_week >= 5).astype(int)
    df["day_part"] = df["hour"].apply(part_of_day)
    df["late_share"] = df["earlier_late"] / (df["earlier_rentals"] + 1)
    df["price_per_hour"] = df["price"] / (df["planned_minutes"] / 60)
    for col in ["station", "day_part"]:
        df[col] = encoders[col].transform(df[col])
    df = pd.get_dummies(
        df, columns=["bike_type", "membership", "weather"], dtype=int
    ).reindex(columns=dummy_columns, fill_value=0)
    return df.drop(columns=["start_time"])


def scale_features(X: pd.DataFrame, scaler: StandardScaler) -> pd.DataFrame:
    """Make X of new rows with scaler, as training saved it (cell 23)."""
    numeric = [
        "rider_age",
        "planned_minutes",
        "price",
        "temperature",
        "earlier_rentals",
        "late_share",
        "price_per_hour",
    ]
    X[numeric] = scaler.transform(X[numeric])
    return X


def predict(df: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Predict one row per row of `df`.

    Args:
        df: rows as the notebook loads them; columns that no prediction needs may be there or not.
        learned: what `artifacts.load` returns.

    Returns:
        `prediction` and probabilities, indexed as `df`.
        A row has none where the notebook's code or the model cannot take its values.

    Raises:
        ValueError: saying which columns are missing, or stand there twice, or why no row can be answered.
    """
    return answer_rows(
        df,
        columns_needed(learned),
        lambda rows: answer(rows, learned),
        learned["model"],
    )


def columns_needed(learned: dict[str, Any]) -> list[Any]:
    """The columns of a raw row that a prediction needs."""
    return learned["raw_columns"]


def answer(df: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Make predictions of raw rows, one step after the other."""
    df = clean_up(df, learned["medians"])
    df = transform_features(df, learned["encoders"], learned["dummy_columns"])
    X = df.copy()
    X = scale_features(X, learned["scaler"])
    prediction = learned["model"].predict(X)
    return prediction_table(prediction, probabilities(learned["model"], X))


def main(
    input: Annotated[
        str,
        typer.Option(
            help="Rows: CSV, Parquet, JSON lines; '-' for CSV on standard input."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(help="Where the predictions go (CSV); '-' for standard output."),
    ] = Path("predictions.csv"),
    artifacts_dir: Annotated[
        Path, typer.Option("--artifacts", help="What training saved.")
    ] = Path("artifacts"),
    config: Annotated[
        Optional[Path],
        typer.Option(help="YAML file with parameters; prediction needs none."),
    ] = None,
) -> None:
    """Predict for new rows: one row of output for each, in order."""
    typer.echo(f"level: {LEVEL}", err=True)
    answer_file(predict, input, output, artifacts_dir)


if __name__ == "__main__":
    launch(main)
