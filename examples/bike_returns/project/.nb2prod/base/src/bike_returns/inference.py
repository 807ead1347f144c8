"""Predict for new rows, as the notebook loads them, with what training learned.

python -m bike_returns.inference --input rows.csv --output predictions.csv --artifacts artifacts
"""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Optional

import numpy as np
import pandas as pd
import typer
from sklearn.preprocessing import StandardScaler

from bike_returns import artifacts
from bike_returns.command import launch, stop
from bike_returns.definitions import part_of_day
from bike_returns.rows import read_rows
from bike_returns.schema import apart, unseen

LEVEL = "raw - every feature is derived from the columns of df as the notebook loads it (cell 4)"
FAULTS = (
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    TypeError,
)  # of code, more often than of a value
PROBES = 5  # rows that are tried alone before the code is blamed


def clean_up(df: pd.DataFrame, medians: dict[Any, Any]) -> pd.DataFrame:
    """Make df of new rows as training does, with medians from there (cell 14)."""
    for col in ["rider_age", "temperature"]:
        df[col] = df[col].fillna(medians[col])
    df["helmet"] = df["helmet"].map({"Yes": 1, "No": 0})
    return df


def transform_features(
    df: pd.DataFrame, encoders: Any, dummy_columns: list[Any]
) -> pd.DataFrame:
    """Make df of new rows as training does, with encoders and dummy_columns from there (cells 16, 17, 18, 19)."""
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
    return df.drop(columns=["rental_id", "start_time"], errors="ignore")


def scale_features(X: pd.DataFrame, scaler: StandardScaler) -> pd.DataFrame:
    """Make X of new rows as training does, with scaler from there (cell 23)."""
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
        `prediction`, and probabilities where the model has them, indexed as `df`.
        A row has none where the notebook's code or the model cannot take its values.

    Raises:
        ValueError: saying which columns are missing, or stand there twice, or why no row can be answered.
    """
    columns = columns_needed(learned)
    missing = [str(name) for name in columns if name not in df.columns]
    if missing:
        raise ValueError(
            f"{len(missing)} of {len(columns)} columns are missing: {', '.join(missing)}"
        )
    rows = df[columns].reset_index(drop=True)
    if not rows.columns.is_unique:
        twice = rows.columns[rows.columns.duplicated()].unique()
        raise ValueError(
            f"columns that stand there twice: {', '.join(map(str, twice))}"
        )
    answers = [
        answer_each(part, learned) for part in apart(rows, df.attrs.get("whole", {}))
    ]
    found = (
        answers[0]
        if len(answers) == 1
        else pd.concat([part.astype(object) for part in answers]).sort_index()
    )
    found.attrs.update(
        {name: value for part in answers for name, value in part.attrs.items()}
    )
    for name in probability_names(learned["model"]):
        if name not in found:  # no row got a prediction
            found[name] = None
    return found.set_axis(df.index)


def columns_needed(learned: dict[str, Any]) -> list[Any]:
    """The columns of a raw row that a prediction needs."""
    return learned["raw_columns"]


def answer_each(
    df: pd.DataFrame, learned: dict[str, Any], whole: bool = True
) -> pd.DataFrame:
    """What is predicted for each row; a row that cannot be answered does not keep the others from it.

    Raises:
        ValueError: the fault is the code's and not that of a row.
    """
    if df.empty:
        return pd.DataFrame({"prediction": []}, index=df.index)
    try:
        return answer(df, learned)
    except Exception as problem:  # of any kind: it depends on the notebook's code what a value that is new there raises
        told = f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:200]
        if whole and fault_of_code(problem, df, learned):
            raise ValueError(f"each row fails alike: {told}") from problem
        half = len(df) // 2
        if half:
            halves = (df[:half], df[half:])
            found = pd.concat(
                [answer_each(part, learned, False).astype(object) for part in halves]
            )
        else:
            found = pd.DataFrame({"prediction": [None]}, index=df.index)
        found.attrs["problem"] = told
        return found


def fault_of_code(
    problem: Exception, df: pd.DataFrame, learned: dict[str, Any]
) -> bool:
    """Whether rows from all over the table fail alone as they do together."""
    if not isinstance(problem, FAULTS) or len(df) <= PROBES:
        return False
    for number in range(0, len(df), len(df) // PROBES):
        try:
            answer(df[number : number + 1], learned)
        except (
            Exception
        ) as other:  # of any kind, as above: the same one says that it is the code
            if type(other) is not type(problem) or str(other) != str(problem):
                return False
        else:
            return False
    return True


def answer(df: pd.DataFrame, learned: dict[str, Any]) -> pd.DataFrame:
    """Make predictions of raw rows, step by step as in training."""
    given = df.index
    df = df.reset_index(drop=True)
    df = clean_up(df, learned["medians"])
    df = transform_features(df, learned["encoders"], learned["dummy_columns"])
    X = df.copy()
    X = scale_features(X, learned["scaler"])
    prediction = np.asarray(learned["model"].predict(X))
    single = prediction.ndim == 1 or prediction.shape[1] == 1
    result = pd.DataFrame(
        {"prediction": prediction.ravel() if single else prediction.tolist()}
    )
    result = result.join(probabilities(learned["model"], X).set_axis(result.index))
    return result.set_axis(given)


def probabilities(model: Any, X: Any) -> pd.DataFrame:
    """What a classifier that tells its probabilities says of each row: of the second class, or of each of several."""
    if not hasattr(model, "predict_proba"):
        return pd.DataFrame(index=range(np.shape(X)[0]))
    found = np.asarray(model.predict_proba(X))
    if found.shape[1] == 2:
        return pd.DataFrame({"probability": found[:, 1]})
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


def answer_sample(directory: Path, learned: dict[str, Any]) -> None:
    """Write down what is predicted for the rows of sample.jsonl; tests/test_parity.py asks for the same again."""
    # those of an earlier model
    (directory / "sample_predictions.csv").unlink(missing_ok=True)
    schema = artifacts.load_schema(directory)
    if schema["columns"]:
        sample = read_rows(str(directory / "sample.jsonl"), schema)
        answers = [predict(rows, learned) for rows in sample]
        predictions = pd.concat(answers)
        if predictions["prediction"].isna().all() and len(predictions):
            raise ValueError(
                answers[0].attrs.get("problem", "no row gets a prediction")
            )
        predictions.to_csv(directory / "sample_predictions.csv", index=False)


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
        for rows in read_rows(input, schema):
            answers.append(predict(rows, learned))
            new.update(unseen(rows, schema))
    except KeyError as problem:
        stop(f"{input}: the rows lack {problem}")
    except (ImportError, OSError, TypeError, ValueError) as problem:
        stop(
            f"{input}: {getattr(problem, 'strerror', None) or ' '.join(str(problem).split())}"
        )
    predictions = pd.concat(answers)
    empty = int(predictions["prediction"].isna().sum())
    why = next((f": {a.attrs['problem']}" for a in answers if "problem" in a.attrs), "")
    if (
        why and empty == len(predictions) > 1 and not new
    ):  # no value is new: the fault is not that of a row
        stop(f"{input}: none of {empty} rows gets a prediction{why}")
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


if __name__ == "__main__":
    launch(main)
