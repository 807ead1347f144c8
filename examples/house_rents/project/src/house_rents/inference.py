"""Predict for new rows, as the notebook loads them, with what training learned.

python -m house_rents.inference --input rows.csv --output predictions.csv --artifacts artifacts
"""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Optional

import numpy as np
import pandas as pd
import typer

from house_rents import artifacts
from house_rents.command import launch, stop
from house_rents.definitions import add_features, features
from house_rents.rows import read_rows
from house_rents.schema import apart, unseen

LEVEL = "raw - every feature is derived from the columns of score as the notebook loads it (cell 5)"
FAULTS = (
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    TypeError,
)  # of code, more often than of a value
PROBES = 5  # rows that are tried alone before the code is blamed
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


def prepare_features(score: pd.DataFrame, medians: Any) -> pd.DataFrame:
    """Make score of new rows as training does, with medians from there (cell 16)."""
    return add_features(score, medians)


def ask_models(score: pd.DataFrame, best_model: Any) -> pd.DataFrame:
    """Make score of new rows as training does, with best_model from there (cell 28)."""
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
    return found.set_axis(df.index)


def columns_needed(learned: dict[str, Any]) -> list[Any]:
    """The columns of a raw row that a prediction needs."""
    return COLUMNS


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
    score = df.reset_index(drop=True)
    score = prepare_features(score, learned["medians"])
    score = ask_models(score, learned["best_model"])
    prediction = np.asarray(score["rent"])
    single = prediction.ndim == 1 or prediction.shape[1] == 1
    result = pd.DataFrame(
        {"prediction": prediction.ravel() if single else prediction.tolist()}
    )
    return result.set_axis(given)


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
