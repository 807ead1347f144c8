"""How a request is answered, whatever the model: a row that cannot be is left without a prediction, and keeps no other from its own."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any, Callable

import numpy as np
import pandas as pd
import typer

from house_rents import artifacts
from house_rents.command import stop
from house_rents.rows import read_rows
from house_rents.schema import apart, unseen

Answer = Callable[..., pd.DataFrame]
FAULTS = (
    AttributeError,
    ImportError,
    KeyError,
    NameError,
    NotImplementedError,
    TypeError,
)  # of code, more often than of a value
PROBES = 5  # rows that are tried alone before the code is blamed


def answer_rows(df: pd.DataFrame, columns: list[Any], answer: Answer) -> pd.DataFrame:
    """What `answer` says of each row of `df`, of which it gets the `columns` that it needs; indexed as `df`.

    Raises:
        ValueError: saying which columns are missing, or stand there twice, or why no row can be answered.
    """
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
        answer_each(part, answer) for part in apart(rows, df.attrs.get("whole", {}))
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


def answer_all(df: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """What `answer` says of all rows at once; those that it leaves out have no prediction."""
    found = answer(df.reset_index(drop=True))
    if len(found) < len(df):
        found = found.astype(object)  # 1 stays 1 beside a row without a prediction
    return found.reindex(range(len(df))).set_axis(df.index)


def answer_each(df: pd.DataFrame, answer: Answer, whole: bool = True) -> pd.DataFrame:
    """What `answer` says of each row: where it cannot take them all, of halves, down to the row that it cannot take.

    Raises:
        ValueError: the fault is the code's and not that of a row.
    """
    if df.empty:
        return pd.DataFrame({"prediction": []}, index=df.index)
    try:
        return answer_all(df, answer)
    except Exception as problem:  # of any kind: it depends on the notebook's code what a value that is new there raises
        told = f"{type(problem).__name__}: {' '.join(str(problem).split())}"[:200]
        if whole and fault_of_code(problem, df, answer):
            raise ValueError(f"each row fails alike: {told}") from problem
        half = len(df) // 2
        if half:
            halves = (df[:half], df[half:])
            found = pd.concat(
                [answer_each(part, answer, False).astype(object) for part in halves]
            )
        else:
            found = pd.DataFrame({"prediction": [None]}, index=df.index)
        found.attrs["problem"] = told
        return found


def fault_of_code(problem: Exception, df: pd.DataFrame, answer: Answer) -> bool:
    """Whether rows from all over the table fail alone as they do together; of one row nobody knows."""
    named = isinstance(problem, KeyError) and df.isin(list(problem.args)).any(
        axis=None
    )  # a new value of a row
    if not isinstance(problem, FAULTS) or named or len(df) == 1:
        return False
    for number in range(0, len(df), max(1, len(df) // PROBES)):
        try:
            answer_all(df[number : number + 1], answer)
        except (
            Exception
        ) as other:  # of any kind, as above: the same one says that it is the code
            if type(other) is not type(problem) or str(other) != str(problem):
                return False
        else:
            return False
    return True


def prediction_table(
    said: Any,
) -> pd.DataFrame:
    """A row for each prediction."""
    said = np.asarray(said)
    single = said.ndim == 1 or said.shape[1] == 1
    table = pd.DataFrame({"prediction": said.ravel() if single else said.tolist()})
    return table


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
            f"{'1 row has' if count == 1 else f'{count} rows have'} a value of {name}, or a gap, that training never saw",
            err=True,
        )
    if empty:
        typer.echo(
            f"{empty} of {len(predictions)} rows have no prediction{why}", err=True
        )
