"""Predict for new rows with what training learned.

python -m bike_returns.inference --input rows.csv --output predictions.csv --artifacts artifacts
"""

from pathlib import Path
from typing import Annotated, Any, Optional

import pandas as pd
import typer

from bike_returns.answering import answer_file, answer_rows
from bike_returns.command import launch

LEVEL = "features - model takes the columns of X_train that it was fitted on; deriving what comes before stopped at this: scaler.fit_transform(X_train[numeric]): rental_id may be among the columns, and a new row lacks it (cell 23)"
MODEL = "model"


def predict(df: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Predict one row per row of `df`.

    Args:
        df: rows with the columns of the matrix that the model was fitted on; others are ignored
            where the model knows its columns by name.
        learned: what `artifacts.load` returns.

    Returns:
        `prediction` and probabilities, indexed as `df`; missing for rows
        with a gap or a category that the model cannot take.

    Raises:
        ValueError: saying which columns are missing, or what the model refused.
    """
    if MODEL not in learned:
        raise ValueError(f"the artifacts hold no {MODEL}: train again")
    model = learned[MODEL]
    return answer_rows(df, model, lambda rows: model.predict(rows))


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
