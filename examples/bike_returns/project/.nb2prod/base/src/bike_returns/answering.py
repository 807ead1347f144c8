"""How a request is answered, whatever the notebook: columns as the model takes them, gaps and categories that it cannot take."""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pandas as pd
import typer

from bike_returns import artifacts
from bike_returns.command import stop
from bike_returns.rows import read_rows
from bike_returns.schema import unseen

Says = Callable[..., Any]  # of rows in the form that the model takes: the predictions


def answer_rows(df: pd.DataFrame, model: Any, says: Says) -> pd.DataFrame:
    """What `says` makes of each row, and the probabilities of a `model` that has them; indexed as `df`.

    Raises:
        ValueError: saying which columns are missing, or what the model refused.
    """
    found = answer_each(model_matrix(df, model).reset_index(drop=True), model, says)
    if df.empty:
        found = found.reindex(columns=["prediction", *probability_names(model)])
    return found.set_axis(df.index)


def answer_each(X: pd.DataFrame, model: Any, says: Says) -> pd.DataFrame:
    """What is said of each row; empty for rows with a gap or a category that the model cannot take."""
    if X.empty:
        return pd.DataFrame({"prediction": []})
    try:
        return answer_all(X, model, says).set_axis(X.index)
    except (
        Exception
    ) as problem:  # of any kind: each library says in its own way what it cannot take
        gaps = X.isna().any(axis=1)
        if gaps.any():
            parts = [X[~gaps]]
        elif "categor" not in str(problem) and "unseen" not in str(problem):
            raise ValueError(str(problem)) from problem
        else:
            parts = [X[: len(X) // 2], X[len(X) // 2 :]] if len(X) > 1 else []
    answers = [answer_each(part, model, says).astype(object) for part in parts]
    return pd.concat(
        [*answers, pd.DataFrame(columns=["prediction"], dtype=object)]
    ).reindex(X.index)


def answer_all(X: pd.DataFrame, model: Any, says: Says) -> pd.DataFrame:
    """What is said of the rows of `X`, of which there is at least one."""
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
    said = says(rows)
    if isinstance(said, tuple) or len(said) != len(X):
        raise ValueError(
            f"the model says {len(said)} things of {len(X)} rows, not one of each"
        )
    predicted = np.asarray(said).reshape(len(X), -1)
    single = predicted.shape[1] == 1
    result = pd.DataFrame(
        {"prediction": predicted[:, 0] if single else predicted.tolist()}
    )
    return (
        result.join(probabilities(model, rows))
        if single and hasattr(model, "predict_proba")
        else result
    )


def probabilities(model: Any, X: Any) -> pd.DataFrame:
    """What a classifier that tells its probabilities says of each row: of the second class, or of each of several."""
    if not hasattr(model, "predict_proba"):
        return pd.DataFrame(index=range(np.shape(X)[0]))
    found = np.asarray(model.predict_proba(X))
    if found.ndim == 1 or found.shape[1] == 2:
        return pd.DataFrame({"probability": found.reshape(len(found), -1)[:, -1]})
    return pd.DataFrame(
        found,
        columns=[
            f"probability_{label}"
            for label in getattr(model, "classes_", range(found.shape[1]))
        ],
    )


def probability_names(model: Any) -> list[str]:
    """The columns of its probabilities: of the second class, or of each of several."""
    classes = (
        list(getattr(model, "classes_", [])) if hasattr(model, "predict_proba") else []
    )
    return (
        ["probability"]
        if len(classes) == 2
        else [f"probability_{label}" for label in classes]
    )


def model_matrix(df: pd.DataFrame, model: Any) -> pd.DataFrame:
    """The columns that the model was fitted on, in its order; by position where it knows no names."""
    names = getattr(model, "feature_names_in_", None)
    if names is not None and len({*names}) < len(names):
        header = [
            re.sub(r"\.\d+$", "", str(name)) for name in df.columns
        ]  # a second a is a.1 when it was read
        if header != list(map(str, names)):
            raise ValueError(
                f"several of the model's {len(names)} columns bear one name: exactly these must come, in its order"
            )
        return df.set_axis(list(names), axis=1)
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


def answer_sample(
    predict: Callable[..., pd.DataFrame], directory: Path, learned: dict[str, Any]
) -> None:
    """Write down what is predicted for the rows of sample.jsonl; tests/test_parity.py asks for the same again.

    Raises:
        ValueError: no row gets a prediction.
    """
    target = directory / "sample_predictions.csv"
    target.unlink(missing_ok=True)  # those of an earlier model
    schema = artifacts.load_schema(directory)
    source = directory / "sample.jsonl"
    if not schema["columns"] or not source.exists():
        return
    sample = read_rows(str(source), schema)
    answers = [predict(rows, learned) for rows in sample]
    predictions = pd.concat(answers)
    if predictions["prediction"].isna().all() and len(predictions):
        raise ValueError(answers[0].attrs.get("problem", "no row gets a prediction"))
    predictions.to_csv(target, index=False)


def answer_file(
    predict: Callable[..., pd.DataFrame], source: str, output: Path, artifacts_dir: Path
) -> None:
    """Write a prediction for each row of a file, in order; what the caller can act on ends the command."""
    answers, new = [], Counter()
    try:
        learned, schema = (
            artifacts.load(artifacts_dir),
            artifacts.load_schema(artifacts_dir),
        )
    except artifacts.ArtifactError as problem:
        stop(problem)
    except OSError as problem:
        stop(f"{problem.filename}: {problem.strerror}")
    try:
        for rows in read_rows(source, schema):
            answers.append(predict(rows, learned))
            new.update(unseen(rows, schema))
    except KeyError as problem:
        stop(f"{source}: the rows lack {problem}")
    except (ImportError, OSError, TypeError, ValueError) as problem:
        stop(
            f"{source}: {getattr(problem, 'strerror', None) or ' '.join(str(problem).split())}"
        )
    predictions = pd.concat(answers)
    empty = int(predictions["prediction"].isna().sum())
    why = next((f": {a.attrs['problem']}" for a in answers if "problem" in a.attrs), "")
    if (
        why and empty == len(predictions) > 1 and not new
    ):  # no value is new: the fault is not that of a row
        stop(f"{source}: none of {empty} rows gets a prediction{why}")
    try:
        predictions.to_csv(sys.stdout if str(output) == "-" else output, index=False)
    except OSError as problem:
        stop(f"{output}: {problem.strerror or problem}")
    for name, count in new.items():
        typer.echo(
            f"{'1 row has' if count == 1 else f'{count} rows have'} a value of {name} that training never saw",
            err=True,
        )
    if empty:
        typer.echo(
            f"{empty} of {len(predictions)} rows have no prediction{why}", err=True
        )
