"""Runs a small notebook, the training and the inference that come of it, and holds predictions against each other.

Everything in this process: a notebook here is plain Python over `data.csv`, so no kernel is needed.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

from nb2prod import emit, pipeline, read
from nb2prod.model import Plan

HEAD = """
import numpy as np
import pandas as pd
df = pd.read_csv("data.csv")
"""


@dataclass(frozen=True)
class Shape:
    """A notebook, and where its predictions stand at its end."""

    cells: str  # parted by lines "# %%"
    raw: str = "df0.loc[X_test.index]"  # the raw rows that were predicted; df0 is the file
    expected: str = "y_pred"  # what the notebook predicts for them
    target: tuple[str, ...] = ("left",)
    each: bool = True  # every row can be answered alone
    empty: int = 0  # rows of `raw` that get no prediction
    file: str = "data.csv"


def data(folder: Path) -> None:
    """Two small files: customers with a known outcome, and new ones."""
    random = np.random.default_rng(3)
    for name, rows in (("data.csv", 180), ("new.csv", 60)):
        age = random.integers(18, 70, rows).astype(float)
        income = random.gamma(4, 900, rows).round(1)
        city = random.choice(["Rome", "Oslo", "Bonn", "Lyon"], rows, p=[0.4, 0.3, 0.2, 0.1])
        plan_ = random.choice(["basic", "plus", "pro"], rows)
        text = [" ".join(random.choice(["good", "bad", "slow", "fast", "fine", "late"], 5)) for _ in range(rows)]
        joined = pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 900, rows), "D")
        chance = 1 / (1 + np.exp(-(age - 45) / 9 + (plan_ == "pro") * 1.5 - (city == "Rome")))
        left = np.where(random.random(rows) < chance, "yes", "no")
        spend = (income * 0.1 + age * 3 + random.normal(0, 20, rows)).clip(1).round(2)
        frame = pd.DataFrame(
            {"id": np.arange(rows) + 1000, "age": age, "income": income, "city": city, "plan": plan_, "text": text}
        )
        frame["joined"] = joined.strftime("%Y-%m-%d")
        frame["visits"] = random.poisson(4, rows)
        frame["left"], frame["spend"] = left, spend
        frame.loc[random.choice(rows, 12, replace=False), "age"] = np.nan
        frame.loc[random.choice(rows, 6, replace=False), "plan"] = None
        if name == "new.csv":
            frame = frame.drop(columns=["left", "spend"])
        frame.to_csv(folder / name, index=False)
    pd.DataFrame({"city": ["Rome", "Oslo", "Bonn", "Lyon"], "people": [2.8, 0.7, 0.3, 0.5]}).to_csv(
        folder / "cities.csv", index=False
    )


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """With the folder as the current one, silent."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.chdir(before)


def planned(name: str, shape: Shape, folder: Path) -> Plan:
    """The plan of the notebook."""
    cells = [nbformat.v4.new_code_cell(text.strip("\n")) for text in shape.cells.split("# %%")]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook = nbformat.v4.new_notebook(cells=cells)
    path = folder / f"{name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return pipeline.decide(read.read_notebook(path, skip_bad_cells=False))


def ran(shape: Shape, folder: Path) -> dict[str, Any]:
    """The names that the notebook holds at its end."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with inside(folder):
        for cell in shape.cells.split("# %%"):
            exec(compile(cell, "cell", "exec"), names)
        names["df0"] = pd.read_csv(shape.file)
    return names


@dataclass(frozen=True)
class Project:
    """The generated project, trained."""

    plan: Plan
    learned: dict[str, Any]
    inference: Any
    schema: dict[str, Any]
    rows: Any


def trained(decided: Plan, folder: Path) -> Project:
    """Write the project, run its training, load what it saved."""
    root = folder / "project"
    for file in emit.emit(decided).files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_text(file.text, encoding="utf-8")
    sys.path.insert(0, str(root / "src"))
    try:
        importlib.invalidate_caches()
        module = {
            part: importlib.import_module(f"{decided.package}.{part}")
            for part in ("config", "train", "artifacts", "inference", "rows")
        }
        with inside(folder):
            config = module["config"].Config()
            result = module["train"].train(config)
            where = folder / "artifacts"
            tells = getattr(module["inference"], "columns_needed", None)  # level raw
            needed = {"needed": tells(result.learned)} if tells is not None else {}
            module["artifacts"].save(where, result.learned, metrics={}, config={}, seen=result.seen, **needed)
            learned, schema = module["artifacts"].load(where), module["artifacts"].load_schema(where)
    finally:
        sys.path.remove(str(root / "src"))
    return Project(decided, learned, module["inference"], schema, module["rows"])


def predicted(project: Project, rows: pd.DataFrame) -> pd.DataFrame:
    """What inference says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = project.inference.predict(rows, project.learned)
    assert result.index.equals(rows.index)
    return result


def same(found: Any, wanted: Any) -> None:
    """Equal value by value; numbers but for the last digits."""
    a, b = (list(np.asarray(side, dtype=object).ravel()) for side in (found, wanted))
    assert len(a) == len(b), f"{len(a)} predictions for {len(b)}"
    for number, (x, y) in enumerate(zip(a, b, strict=True)):
        if isinstance(x, (int, float, np.number)) and isinstance(y, (int, float, np.number)):
            assert np.isclose(x, y, rtol=1e-7, atol=1e-9, equal_nan=True), f"row {number}: {x} is not {y}"
        else:
            assert (pd.isna(x) and pd.isna(y)) or x == y, f"row {number}: {x!r} is not {y!r}"
