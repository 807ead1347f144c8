"""Predict for new rows, as the notebook loads them, with what training learned.

python -m house_rents.inference --input rows.csv --output predictions.csv --artifacts artifacts
"""

from pathlib import Path
from typing import Annotated, Any, Optional

import numpy as np
import pandas as pd
import typer

from house_rents.answering import answer_file, answer_rows, prediction_table
from house_rents.command import launch
from house_rents.definitions import add_features, features

LEVEL = "raw - every feature is derived from the columns of score as the notebook loads it (cell 5)"
COLUMNS = [
    "area_m2",
    "balcony",
    "built",
    "distance_km",
    "district",
    "floor",
    "heating",
    "listed",
    "rooms",
]  # of a raw row: those that a prediction needs


def prepare_features(score: pd.DataFrame, medians: pd.Series) -> pd.DataFrame:
    """Make score of new rows with medians, as training saved it (cell 16)."""
    return add_features(score, medians)


def ask_models(score: pd.DataFrame, best_model: Any) -> pd.DataFrame:
    """Make score of new rows with best_model, as training saved it (cell 28)."""
    score["rent"] = (np.expm1(best_model.predict(score[features])) / 5).round() * 5
    return score


def predict(df: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Predict one row per row of `df`.

    Args:
        df: rows as the notebook loads them; columns that no prediction needs may be there or not.
        learned: what `artifacts.load` returns.

    Returns:
        `prediction`, indexed as `df`.
        A row has none where the notebook's code or the model cannot take its values.

    Raises:
        ValueError: saying which columns are missing, or stand there twice, or why no row can be answered.
    """
    return answer_rows(df, columns_needed(learned), lambda rows: answer(rows, learned))


def columns_needed(learned: dict[str, Any]) -> list[Any]:
    """The columns of a raw row that a prediction needs."""
    return COLUMNS


def answer(score: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Make predictions of raw rows, one step after the other."""
    score = prepare_features(score, learned["medians"])
    score = ask_models(score, learned["best_model"])
    prediction = score["rent"]
    return prediction_table(prediction)


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
