"""Predict for new rows with what training learned.

python -m bike_returns.inference --input rows.csv --output predictions.csv --artifacts artifacts
"""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Optional

import numpy as np
import pandas as pd
import typer

from bike_returns import artifacts
from bike_returns.command import launch, stop
from bike_returns.rows import read_rows
from bike_returns.schema import unseen

LEVEL = "features - model takes the columns of X_train it was fitted on (cell 28); deriving them from the raw rows is not done yet"
MODEL = "model"


def predict(df: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Predict one row per row of `df`.

    Args:
        df: rows with the columns of the matrix that the model was fitted on; others are ignored
            where the model knows its columns by name.
        learned: what `artifacts.load` returns.

    Returns:
        `prediction`, and probabilities where the model has them, indexed as `df`. They are
        missing for rows with a gap or a category that the model cannot take.

    Raises:
        ValueError: saying which columns are missing, or what the model refused.
    """
    if MODEL not in learned:
        raise ValueError(f"the artifacts hold no {MODEL}: train again")
    model = learned[MODEL]
    return score_each(model, model_matrix(df, model).reset_index(drop=True)).set_axis(
        df.index
    )


def score_each(model: Any, X: pd.DataFrame) -> pd.DataFrame:
    """What the model says of each row; empty for rows with a gap or a category that it cannot take."""
    if X.empty:
        return pd.DataFrame({"prediction": []})
    try:
        return score(model, X).set_axis(X.index)
    except ValueError as problem:
        gaps = X.isna().any(axis=1)
        if gaps.any():
            parts = [X[~gaps]]
        elif "categor" not in str(problem) and "unseen" not in str(problem):
            raise
        else:
            parts = [X[: len(X) // 2], X[len(X) // 2 :]] if len(X) > 1 else []
    answers = [score_each(model, part).astype(object) for part in parts]
    return pd.concat(
        [*answers, pd.DataFrame(columns=["prediction"], dtype=object)]
    ).reindex(X.index)


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


def answer_sample(directory: Path, learned: dict[str, Any]) -> None:
    """Write down what is predicted for the rows of sample.jsonl; tests/test_parity.py asks for the same again."""
    schema = artifacts.load_schema(directory)
    if schema["columns"]:
        sample = read_rows(str(directory / "sample.jsonl"), schema)
        predictions = pd.concat([predict(rows, learned) for rows in sample])
        predictions.to_csv(directory / "sample_predictions.csv", index=False)


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
        typer.Option(help="YAML file with parameters; prediction needs none."),
    ] = None,
) -> None:
    """Predict for new rows: one row of output for each, in order."""
    typer.echo(f"level: {LEVEL}", err=True)
    answers, new = [], Counter()
    try:
        learned = artifacts.load(artifacts_dir)
        schema = artifacts.load_schema(artifacts_dir)
        for rows in read_rows(input, schema):
            answers.append(predict(rows, learned))
            new.update(unseen(rows, schema))
        predictions = pd.concat(answers)
        predictions.to_csv(output, index=False)
    except artifacts.ArtifactError as problem:
        stop(problem)
    except KeyError as problem:
        stop(f"{input}: the rows lack {problem}")
    except (ImportError, OSError, TypeError, ValueError) as problem:
        stop(f"{input}: {' '.join(str(problem).split())}")
    for name, count in new.items():
        typer.echo(
            f"{count} rows have a value of {name} that training never saw", err=True
        )
    empty = int(predictions["prediction"].isna().sum())
    if empty:
        typer.echo(f"{empty} of {len(predictions)} rows have no prediction", err=True)


if __name__ == "__main__":
    launch(main)
