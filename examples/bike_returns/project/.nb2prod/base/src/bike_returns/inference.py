"""Predict for new rows with what training learned.

python -m bike_returns.inference --input rows.csv --output predictions.csv --artifacts artifacts
"""

import sys
from pathlib import Path
from typing import Annotated, Any, Optional

import numpy as np
import pandas as pd
import typer

from bike_returns import artifacts
from bike_returns.command import launch, stop

LEVEL = "features - model takes the columns of X_train it was fitted on (cell 28); deriving them from the raw rows is not done yet"
MODEL = "model"
SEPARATOR = ","


def predict(df: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Predict one row per row of `df`.

    Args:
        df: rows with the columns of the matrix that the model was fitted on; others are ignored
            where the model knows its columns by name.
        learned: what `artifacts.load` returns.

    Returns:
        `prediction`, and probabilities where the model has them, indexed as `df`. They are
        missing for rows with a missing value that the model cannot take.

    Raises:
        ValueError: saying which columns are missing, or what the model refused.
    """
    if MODEL not in learned:
        raise ValueError(f"the artifacts hold no {MODEL}: train again")
    model = learned[MODEL]
    X = model_matrix(df, model)
    try:
        result = score(model, X) if len(X) else pd.DataFrame({"prediction": []})
    except ValueError:
        complete = X.notna().all(axis=1).to_numpy()
        if complete.all():
            raise
        result = pd.DataFrame({"prediction": []})
        if complete.any():
            result = score(model, X[complete])
        result.index = np.flatnonzero(complete)
        result = result.astype(object).reindex(range(len(df)))
    return result.set_axis(df.index)


def model_matrix(df: pd.DataFrame, model: Any) -> pd.DataFrame:
    """The columns that the model was fitted on, in its order; by position where it knows no names."""
    names = getattr(model, "feature_names_in_", None)
    if names is not None:
        missing = [str(name) for name in names if name not in df.columns]
        if missing:
            raise ValueError(
                f"the rows lack {len(missing)} of {len(names)} columns: {', '.join(missing)}"
            )
        return df[list(names)]
    count = getattr(model, "n_features_in_", None)
    if count is not None and count != df.shape[1]:
        raise ValueError(
            f"the model takes {count} columns by position, the rows have {df.shape[1]}"
        )
    return df


def score(model: Any, X: pd.DataFrame) -> pd.DataFrame:
    """What the model says of each row of `X`, which holds at least one."""
    if not hasattr(model, "predict"):
        raise ValueError(
            f"a {type(model).__name__} has no predict: it says nothing about new rows"
        )
    rows = X if hasattr(model, "feature_names_in_") else X.to_numpy()
    if (
        X.shape[1] == 1
        and not hasattr(model, "n_features_in_")
        and X.dtypes.iloc[0].kind not in "biuf"
    ):
        rows = X.iloc[:, 0]  # a model of text takes the texts themselves
    predicted = np.asarray(model.predict(rows)).reshape(len(X), -1)
    single = predicted.shape[1] == 1
    result = pd.DataFrame(
        {"prediction": predicted[:, 0] if single else predicted.tolist()}
    )
    if single and hasattr(model, "predict_proba"):
        probabilities = np.asarray(model.predict_proba(rows))
        classes = getattr(model, "classes_", range(probabilities.shape[1]))
        if len(classes) == 2:
            result["probability"] = probabilities[:, 1]
        else:
            for position, label in enumerate(classes):
                result[f"probability_{label}"] = probabilities[:, position]
    return result


def read_rows(source: str) -> pd.DataFrame:
    """Read rows: Parquet, JSON lines, else CSV as the notebook does; '-' is CSV on standard input."""
    if source.endswith(".parquet"):
        return pd.read_parquet(source)
    if source.endswith((".jsonl", ".ndjson")):
        return pd.read_json(source, lines=True)
    return pd.read_csv(sys.stdin if source == "-" else source, sep=SEPARATOR)


def main(
    input: Annotated[
        str,
        typer.Option(
            help="Rows: CSV, Parquet, JSON lines; '-' for CSV on standard input."
        ),
    ],
    output: Annotated[
        Path, typer.Option(help="Where the predictions go (CSV).")
    ] = Path("predictions.csv"),
    artifacts_dir: Annotated[
        Path, typer.Option("--artifacts", help="What training saved.")
    ] = Path("artifacts"),
    config: Annotated[
        Optional[Path],
        typer.Option(help="YAML file with parameters; this level needs none."),
    ] = None,
) -> None:
    """Predict for new rows."""
    typer.echo(f"level: {LEVEL}", err=True)
    try:
        rows = read_rows(input)
        predictions = predict(rows, artifacts.load(artifacts_dir))
        predictions.to_csv(output, index=False)
    except (
        artifacts.ArtifactError,
        ImportError,
        OSError,
        TypeError,
        ValueError,
    ) as problem:
        stop(" ".join(str(problem).split()))
    left_out = int(predictions["prediction"].isna().sum())
    if left_out:
        typer.echo(f"{left_out} of {len(rows)} rows have no prediction", err=True)


if __name__ == "__main__":
    launch(main)
