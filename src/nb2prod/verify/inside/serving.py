"""What inference must keep, held against the notebook's own rows: its predictions, and that no row knows of another.

Rows go in as files, through the reading of the project itself, and answers come out of its `predict`; the first
relation runs the whole command. Whatever is said here is JSON: {"relation": ..., "verdict": ..., "text": ...}.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import random
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

from .alignment import Pairs, aligned
from .answers import DifferentError, NotAskedError, compare, same, shown
from .features import handed, unlike
from .leaving import left_out
from .written import written

MOST = 2000  # rows that the command is asked for, and most of a file whose features are compared
ASKED = 200  # rows of the other relations
ALONE = 25  # rows that are asked for one by one
COLUMNS = 40  # columns in which a gap, or a new category, is tried
LEAST = 5  # rows of each label without which nothing is said of their probabilities
NEW = "nb2prod: never seen"  # a category, and the name of a column
Line = dict[str, str]


class Served:
    """The project's inference, with what a training run left, and rows of the notebook."""

    def __init__(self, spec: dict[str, Any]) -> None:
        """Import the project and load what it learned."""
        pd = importlib.import_module("pandas")

        self.spec, self.folder = spec, Path(spec["folder"])
        self.package = spec["package"]
        self.inference, self.rows_module = self._module("inference"), self._module("rows")
        artifacts = self._module("artifacts")
        self.learned = artifacts.load(Path(spec["artifacts"]))
        self.schema = artifacts.load_schema(Path(spec["artifacts"]))
        known = [column["name"] for column in self.schema["columns"]]
        wanted = self.schema.get("needed", known)
        self.optional = [name for name in known if name not in wanted]
        self.notebook = _read(spec["served"])
        raw = _read(spec["rows"]) if spec.get("rows") else None
        self.own = raw if raw is not None else self.notebook["matrix"]
        if self.own is None or getattr(self.own, "ndim", 0) not in (1, 2) or hasattr(self.own, "toarray"):
            raise NotAskedError("the rows of the notebook are no table")
        if raw is None and getattr(self.own, "ndim", 2) == 1 and len(known) != 1:
            raise NotAskedError("the notebook asks about one row, given as a list of its values")
        frame = self.own if isinstance(self.own, pd.DataFrame) else pd.DataFrame(self.own)
        if not isinstance(self.own, pd.DataFrame) and len(known) == frame.shape[1]:
            frame = frame.set_axis(known, axis=1)
        self.raw = raw is not None
        self.frame = frame.reset_index() if frame.index.name is not None and self.raw else frame.reset_index(drop=True)
        self.labels = frame.index
        step = 1 if spec["history"] else max(1, len(self.frame) // ASKED)
        self.numbers = list(range(0, len(self.frame), step))[:ASKED]  # of some of the rows
        self.some = self.frame.iloc[self.numbers].reset_index(drop=True)
        self.found = False  # whether the notebook's predictions are those of rows of the file
        self._answers: Any = None
        self._whole: Any = None

    def _module(self, name: str) -> Any:
        return importlib.import_module(f"{self.package}.{name}")

    def settings(self) -> list[Any]:
        """What reading takes besides, where it takes anything."""
        takes = self.rows_module.read_rows.__code__.co_argcount > 2
        return [self._module("config").Config()] if takes else []

    def read(self, frame: Any) -> Any:
        """The rows as the project reads them from JSON lines."""
        pd = importlib.import_module("pandas")

        path = self.folder / "rows.jsonl"
        write_lines(frame, path)
        return pd.concat(self.rows_module.read_rows(str(path), self.schema, *self.settings()), ignore_index=True)

    def ask(self, frame: Any) -> Any:
        """What `predict` says of rows, read as new ones are."""
        rows = self.read(frame)
        answers = self.inference.predict(rows, self.learned)
        if len(answers) != len(frame):
            raise DifferentError(f"{len(answers)} answers for {len(frame)} rows")
        return answers.reset_index(drop=True)

    @property
    def answers(self) -> Any:
        """What is said of some rows together."""
        if self._answers is None:
            self._answers = self.ask(self.some)
        return self._answers

    @property
    def whole(self) -> Any:
        """What is said of the rows of the file, all of them together."""
        if self._whole is None:
            self._whole = self.ask(self.frame.head(MOST))
        return self._whole


# ------------------------------------------------------------------------------------------------------------ relations


def predictions(served: Served) -> str:
    """The command gives the notebook's own predictions for its rows."""
    pd = importlib.import_module("pandas")

    expected = served.notebook["expected"]
    if expected is None:
        raise NotAskedError(served.notebook.get("why") or "the notebook makes no prediction that could be compared")
    found = command(served, served.frame)
    pairs = aligned(found["prediction"], expected, served, same)
    if pairs is None:
        raise NotAskedError("the notebook's predictions have lost their rows")
    served.found = True
    wrong = [(row, ours, theirs) for row, ours, theirs in pairs if not same(ours, theirs)]
    if wrong:
        row, ours, theirs = wrong[0]
        said = "no prediction" if pd.isna(ours) else shown(ours)
        many = f" ({len(wrong)} of {len(pairs)} differ)" if len(wrong) > 1 else ""
        raise DifferentError(f"row {row + 1}: {shown(theirs)} in the notebook, {said} from the command{many}")
    _probabilities(served, found, pairs)
    return f"{len(pairs)} rows"


def _probabilities(served: Served, found: Any, pairs: Pairs) -> None:
    """A label may hide what its probability shows: that of the model for the rows that the notebook predicts."""
    matrix, model = served.notebook["matrix"], served.learned.get(served.spec["model"])
    labels = [theirs for _, _, theirs in pairs]
    if "probability" not in found or matrix is None or not hasattr(model, "predict_proba") or len(set(labels)) != 2:
        return
    expected = importlib.import_module("numpy").asarray(served.notebook["expected"]).ravel().tolist()
    try:
        told = model.predict_proba(matrix)
    except Exception:  # it is another matrix than the one that was predicted
        return
    if told.shape != (len(pairs), 2) or expected != labels:
        return
    sides = [[told[n, 1] for n, one in enumerate(labels) if one == label] for label in sorted(set(labels))]
    if min(map(len, sides)) < LEAST or not (max(sides[0]) <= min(sides[1]) or max(sides[1]) <= min(sides[0])):
        return  # these labels were not made of these probabilities
    for (row, _, _), theirs in zip(pairs, told[:, 1].tolist()):
        ours = float(found["probability"].iloc[row])
        if not same(ours, theirs):
            raise DifferentError(
                f"row {row + 1}: the probability is {shown(theirs)} in the notebook, {shown(ours)} here"
            )


def features(served: Served) -> str:
    """The model is given what the notebook gave it."""
    wanted, name = served.notebook.get("asked"), served.spec["model"]
    if not wanted or name not in served.learned or not served.found or not served.raw:
        raise NotAskedError("what the notebook gave its model is not known for sure")
    if len(served.frame) > MOST:
        raise NotAskedError(f"the file has more than {MOST} rows")
    try:
        given = handed(served)
        said = [unlike(one, given) for one in wanted]
    except Exception as problem:  # a model that must be of its own class, or what other relations have said
        raise NotAskedError(f"what the model is given cannot be seen: {type(problem).__name__}") from problem
    if said[0] is None:
        raise NotAskedError("the two matrices have no columns in common")
    if any(said):
        raise DifferentError(next(filter(None, said)))
    return f"{sum(one.shape[0] for one in wanted)} rows"


def one_by_one(served: Served) -> str:
    """A row alone gets what it gets in company."""
    _alone(served)
    numbers = range(0, len(served.some), max(1, len(served.some) // ALONE))
    for number in numbers:
        one = served.some.iloc[[number]].reset_index(drop=True)
        compare(served.ask(one), served.answers.iloc[[number]], [number])
    return f"{len(numbers)} rows"


def permuted(served: Served) -> str:
    """The order of the rows does not matter, nor that of columns with names."""
    _alone(served)
    order = list(range(len(served.some)))
    random.Random(0).shuffle(order)
    turned = served.some.iloc[order].reset_index(drop=True)
    compare(served.ask(turned), served.answers.iloc[order], order)
    if _named(served):
        compare(served.ask(served.some[served.some.columns[::-1]]), served.answers, range(len(order)))
    return f"{len(order)} rows"


def subset(served: Served) -> str:
    """Some of the rows get what they get among all."""
    _alone(served)
    third = served.some.iloc[1::3]
    if not len(third):
        raise NotAskedError("there are too few rows")
    here = [number for number in served.numbers if number < MOST]
    compare(served.answers.head(len(here)), served.whole.iloc[here], here)
    compare(served.ask(third.reset_index(drop=True)), served.answers.iloc[1::3], third.index)
    return f"{len(third)} rows"


def without_target(served: Served) -> str:
    """What is to be predicted need not be known, and does not help."""
    there = [name for name in served.optional if name in served.some.columns]
    if not there:
        raise NotAskedError("every column of the file is needed")
    compare(served.ask(served.some.drop(columns=there)), served.answers, range(len(served.some)))
    return ", ".join(map(str, there))


def further_columns(served: Served) -> str:
    """Columns that training never saw change nothing."""
    if not _named(served):
        raise NotAskedError("the model knows its columns by position")
    more = served.some.copy()
    more.insert(0, NEW, "x")
    more[f"{NEW} 2"] = 1.5
    compare(served.ask(more), served.answers, range(len(more)))
    return "2 columns"


def new_categories(served: Served) -> str:
    """A category that training never saw gets a defined answer, and changes no other row."""
    known = {column["name"]: column for column in served.schema["columns"]}
    texts = [n for n in served.some.columns if known.get(n, {}).get("type") in ("text", "category")]
    return _tried(served, [name for name in texts if name not in served.optional], NEW)


def gaps(served: Served) -> str:
    """A missing value gets a defined answer, and changes no other row."""
    return _tried(served, [name for name in served.some.columns if name not in served.optional], None)


RELATIONS: dict[str, Callable[[Served], str]] = {
    "the notebook's predictions": predictions,
    "the notebook's features": features,
    "what it writes down": written,
    "rows that it leaves out": left_out,
    "one row at a time": one_by_one,
    "in another order": permuted,
    "some of the rows": subset,
    "without the target": without_target,
    "with further columns": further_columns,
    "with a new category": new_categories,
    "with a missing value": gaps,
}


def _alone(served: Served) -> None:
    if served.spec["history"]:
        raise NotAskedError(served.spec["history"])


def _named(served: Served) -> bool:
    by_name = hasattr(served.learned.get(served.spec["model"]), "feature_names_in_")
    return served.raw or by_name


def _tried(served: Served, names: list[Any], value: Any) -> str:
    """Put a value into one row of each column in turn: that row may get anything, the others what they had."""
    if not names:
        raise NotAskedError("there is no such column")
    row, refused = len(served.some) // 2, {}
    others = [number for number in range(len(served.some)) if number != row]
    for name in names[:COLUMNS]:
        changed = served.some.astype({name: object})
        changed.loc[row, name] = value
        try:
            answers = served.ask(changed)
        except ValueError as problem:  # the command says so in one sentence
            refused[str(name)] = str(problem)
            continue
        except Exception as problem:
            raise DifferentError(f"column {name}: {type(problem).__name__}: {problem}") from problem
        if not served.spec["history"]:
            try:
                compare(answers.iloc[others], served.answers.iloc[others], others)
            except DifferentError as problem:
                raise DifferentError(f"column {name} changed in row {row + 1}: {problem}") from None
    said = "".join(f"; {name}: refused, {text[:100]}" for name, text in list(refused.items())[:2])
    return f"{len(names[:COLUMNS])} columns{said}"


# -------------------------------------------------------------------------------------------------------------- command


def write_lines(frame: Any, path: Path) -> None:
    """JSON lines that hold every value whole: numbers in all digits, dates as texts, gaps as null."""
    plain = frame.astype(object).where(frame.notna(), None)
    lines = (json.dumps(row, default=_plain) for row in plain.to_dict("records"))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else str(value)


def command(served: Served, frame: Any) -> Any:
    """Run the inference command on rows, as the notebook's own kind of file: what it wrote."""
    pd = importlib.import_module("pandas")

    spec, folder = served.spec, served.folder
    frame = frame if spec["history"] else frame.head(MOST)
    dates = any(dtype.kind == "M" for dtype in frame.dtypes)
    source, output = folder / ("own.jsonl" if dates and spec["dates"] else "own.csv"), folder / "predictions.csv"
    if source.suffix == ".jsonl":
        write_lines(frame, source)
    else:
        frame.to_csv(source, index=False, **spec["csv"])
    output.unlink(missing_ok=True)
    arguments = ["--input", str(source), "--output", str(output), "--artifacts", spec["artifacts"], *spec["arguments"]]
    call = [sys.executable, "-m", f"{served.package}.inference", *arguments]
    hidden = Path(f"{served.package}.py").exists()  # a script beside the notebook that `python -m` would find
    place = str(folder) if hidden else None
    done = subprocess.run(call, cwd=place, capture_output=True, text=True, env=dict(os.environ), check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise DifferentError(f"the command ends with code {done.returncode}: {lines[-1][:300] if lines else ''}")
    found = pd.read_csv(output, skip_blank_lines=False)
    if len(found) != len(frame):
        raise DifferentError(f"the command writes {len(found)} rows for {len(frame)}")
    several = [name for name in found.columns if name.startswith("prediction_")]
    return found.assign(prediction=found[several].to_numpy().tolist()) if several else found


# ------------------------------------------------------------------------------------------------------------------ run


def main(spec: dict[str, Any], arguments: list[str]) -> None:
    """Try every relation; what was found goes to `out`."""
    warnings.simplefilter("ignore")
    Path(spec["out"]).write_text(json.dumps(list(_lines(spec))), encoding="utf-8")


def _lines(spec: dict[str, Any]) -> Iterator[Line]:
    try:
        served = Served(spec)
    except NotAskedError as why:
        yield from ({"relation": name, "verdict": "not asked", "text": str(why)} for name in RELATIONS)
        return
    except Exception as problem:
        text = f"inference does not start: {type(problem).__name__}: {problem}"
        yield {"relation": next(iter(RELATIONS)), "verdict": "differs", "text": text[:400]}
        return
    for name, relation in RELATIONS.items():
        try:
            verdict, text = "holds", relation(served)
        except NotAskedError as why:
            verdict, text = "not asked", str(why)
        except DifferentError as what:
            verdict, text = "differs", str(what)
        except Exception as problem:
            verdict, text = "differs", f"{type(problem).__name__}: {problem}"
        yield {"relation": name, "verdict": verdict, "text": " ".join(text.split())[:400]}
        if verdict == "differs" and not spec.get("whole", True):
            return


def _read(path: str) -> Any:
    with open(path, "rb") as file:
        return pickle.load(file)
