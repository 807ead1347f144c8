"""A small repository to keep in step: notebooks of a few lines, changed the ways people change them."""

import json
import os
from pathlib import Path

from nb2prod import check, delivery, pipeline

CELLS = (
    ("markdown", "# Totals"),
    ("code", "import pandas as pd\n\ndf = pd.read_csv('sales.csv', sep=';')"),
    ("markdown", "## Clean up"),
    ("code", "df = df.dropna()\ndf = df[df['amount'] > 0]"),
    ("markdown", "## Totals by site"),
    ("code", "totals = df.groupby('site')['amount'].sum()"),
    ("code", "totals.to_csv('totals.csv')"),
)


def notebook(cells=CELLS, tags=(), start=1):
    """The JSON of a notebook; `tags` are pairs of (place of a cell, tag)."""
    made = []
    for place, (kind, source) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"{start}-{place}", "metadata": {}, "source": source.splitlines(keepends=True)}
        if mine := [tag for where, tag in tags if where == place]:
            cell["metadata"]["tags"] = mine
        if kind == "code":
            cell |= {"execution_count": start + place, "outputs": []}
        made.append(cell)
    return {"cells": made, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}


def write(path, cells=CELLS, **how):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(cells, **how)), "utf-8")
    return path


def changed(place, source, cells=CELLS):
    """The cells with another source at one place."""
    return tuple((kind, source) if index == place else (kind, old) for index, (kind, old) in enumerate(cells))


def convert(*paths, output=None, **options):
    """Convert, and give the highest code."""
    outcomes = pipeline.convert([Path(path) for path in paths], delivery.Options(output=output, **options))
    return max(outcome.code for outcome in outcomes)


def would(*paths, output=None, **options):
    """The code of what convert would do, and what it says."""
    outcomes = pipeline.convert(
        [Path(path) for path in paths], delivery.Options(output=output, dry_run=True, fail_on_change=True, **options)
    )
    return max(outcome.code for outcome in outcomes)


def ask(*paths, output=None):
    """The answer of check."""
    return check.check([Path(path) for path in paths], output)


def snapshot(root="."):
    """Every file below, with its bytes and the time of its last change."""
    return {
        path.as_posix(): (path.read_bytes(), os.stat(path).st_mtime_ns)
        for path in sorted(Path(root).rglob("*"))
        if path.is_file()
    }
