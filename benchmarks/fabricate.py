"""Tables for a notebook whose data is not there, from what its source and its stored outputs say of them.

Columns come from the rows that are shown, from `info`, and from names in the source; values are like those that were
shown, counted or compared with. The same notebook gets the same 120 rows each time. `install` has pandas make a file
when it is to be read and is not there: it runs in the notebook's Python, and imports nothing of nb2prod.
"""

from __future__ import annotations

import html
import json
import os
import random
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROWS = 120
MADE = "made.txt"  # lists the files that were made
GAPS = ("NaN", "nan", "NaT", "None", "<NA>", "")
CUT = ("...", "…")
DATES = "%Y-%m-%d %H:%M:%S|%Y-%m-%d %H:%M|%Y-%m-%d|%Y/%m/%d|%d/%m/%Y|%m/%d/%Y|%d-%m-%Y|%m/%d/%y|%d-%m-%y".split("|")
WORDS = ("good day", "bad offer", "free call now", "a nice film", "hello you at home")
PLAIN_TEXT = ("object", "str", "string", "category")
QUOTED = re.compile(r"""(['"])(.+?)\1""")
READ = re.compile(r"(?m)^\s*(\w+)\s*=\s*(?:pd|pandas)\.read_(?:csv|excel|table|json)\(")
PICKED = re.compile(r"""\b(\w+)(?:\.loc\[[^\]]*,\s*|\[)\[?\s*(['"][^\]\n]*['"])\s*\]\]?(\s*=(?!=))?""")
NAMING = re.compile(r"\b(\w+)\.(?:drop|dropna|groupby|sort_values|set_index)\(([^)]*)\)")
MAPPED = re.compile(r"""\[['"]([^'"]+)['"]\]\.(?:map|replace)\(\s*(?:\{([^}]*)\}|\[([^\]]*)\])""")
COMPARED = re.compile(r"""\[['"]([^'"]+)['"]\]\s*[=!]=\s*['"]([^'"]*)['"]""")
TARGET = re.compile(r"""(?m)^\s*(?:y|Y|target|labels?)\w*\s*=\s*\w+(?:\[\[?['"](.+?)['"]\]|\.(\w+)\s*(?:$|\.values))""")
COUNTED = re.compile(r"""(?:\[['"](\w[^'"]*)['"]\]|\.(\w+))\.(?:value_counts|unique)\(\)""")
INFO = re.compile(r"^\s*\d*\s*(\S.*?)\s+(\d+)\s+non-null\s+(\S+)", re.M)
DERIVED = re.compile(r"groupby|describe|corr\(|crosstab|pivot|isnull|isna|nunique")


@dataclass
class Column:
    """What is told of a column."""

    seen: list[str] = field(default_factory=list)  # its values as they are shown
    dtype: str = ""
    filled: int = 0  # values that `info` counts
    span: tuple[float, ...] = ()  # of `describe`
    counted: list[str] = field(default_factory=list)  # all its values, of `value_counts` or `unique`
    compared: list[str] = field(default_factory=list)  # what the source compares it with, or maps
    target: bool = False


Table = dict[str, Column]


# ------------------------------------------------------------------------------------------------ what a notebook tells


def survey(cells: list[dict[str, Any]]) -> dict[str, Table]:
    """What code cells tell of each table that is read, by the name that holds it."""
    source = "\n".join(cell["source"] for cell in cells)
    tables: dict[str, Table] = {name: {} for name in READ.findall(source)}
    asked: dict[tuple[str, str], None] = {}
    made: set[tuple[str, str]] = set()
    for line in source.split("\n"):  # a column that a line both takes and sets was there before
        found = [(name, text, set_) for name, keys, set_ in PICKED.findall(line) for _, text in QUOTED.findall(keys)]
        found += [(name, text, "") for name, given in NAMING.findall(line) for _, text in QUOTED.findall(given)]
        asked |= dict.fromkeys((name, text) for name, text, set_ in found if not set_ and (name, text) not in made)
        made |= {(name, text) for name, text, set_ in found if set_} - set(asked)
    for cell in cells:
        shown = rf"(?m)^\s*(?:display\(|print\()?({'|'.join(tables) or '-'})\s*(?:\.|\[|\)|$)"
        for name in re.findall(shown, cell["source"])[-1:] if cell.get("outputs") else ():
            _shown(tables[name], cell, {text for holder, text in made if holder == name})
    for name, text in asked:
        holder = name if name in tables else next(iter(tables)) if len(tables) == 1 else ""
        if holder and not any(one.filled for one in tables[holder].values()):
            tables[holder].setdefault(text, Column())
    compared = [(name, text) for name, *held in MAPPED.findall(source) for _, text in QUOTED.findall(" ".join(held))]
    targets = {one or other for one, other in TARGET.findall(source)}
    for table in tables.values():
        for name, text in [*compared, *COMPARED.findall(source)]:
            if name in table:
                table[name].compared.append(text)
        for name in targets & set(table):
            table[name].target = True
    return tables


def _shown(table: Table, cell: dict[str, Any], made: set[str]) -> None:
    """Take in what one cell shows of a table: the first rows tell its columns, later ones only more values."""
    rich = [one["data"] for one in cell["outputs"] if "data" in one]
    plain = "\n".join("".join(one.get("text", "")) for one in cell["outputs"])
    plain += "\n".join("".join(one.get("text/plain", "")) for one in rich)
    for head, labels, columns in _tables("".join("".join(one.get("text/html", "")) for one in rich)):
        if {"min", "max", "mean"} <= set(labels):
            for name, held in zip(head, columns, strict=True):
                span = [number(held[labels.index(one)]) for one in ("min", "max")]
                if name in table and None not in span:
                    table[name].span = tuple(float(one or 0) for one in span)
        elif not DERIVED.search(cell["source"]):
            first = not any(one.seen for one in table.values())
            for name, held in zip(head, columns, strict=True):
                if name not in ("", *CUT) and (first or name in table):
                    table.setdefault(name, Column()).seen += [one for one in held if one not in CUT]
    fresh = not any(one.filled for one in table.values())
    for name, filled, dtype in INFO.findall(plain) if fresh else ():
        if name in table or name not in made:
            told = table.setdefault(name, Column())
            told.filled, told.dtype = int(filled), dtype
    listed = re.search(r"Index\(\[(.*?)\]\s*,\s*dtype=", plain, re.S)
    for _, name in QUOTED.findall(listed.group(1)) if listed and not table else ():
        table.setdefault(name, Column())
    counted = COUNTED.search(cell["source"])
    column = table.get(counted.group(1) or counted.group(2)) if counted else None
    if column:
        column.counted = re.findall(r"(?m)^(\S.*?)\s{2,}\d+$", plain) or [text for _, text in QUOTED.findall(plain)]


def _tables(marked: str) -> Iterator[tuple[list[str], list[str], list[tuple[str, ...]]]]:
    """Each table that is shown: names of columns, labels of rows, columns."""
    for table in re.findall(r"<table.*?</table>", marked, re.S):
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in table.split("<tr")[1:]]
        rows = [[html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in row] for row in cells]
        head, *body = [row for row in rows if len(row) == len(rows[0])] or [[]]
        if body and len(head) > 1:
            yield head[1:], [row[0] for row in body], list(zip(*(row[1:] for row in body), strict=True))


def number(text: str) -> float | None:
    """The number that a text shows; None where it shows none."""
    try:
        return int(text) if re.fullmatch(r"-?\d+", text) else float(text.replace(",", ""))
    except ValueError:
        return None


# --------------------------------------------------------------------------------------------------- what is made of it


def values(name: str, told: Column, rng: random.Random) -> list[Any]:
    """The values of a column."""
    seen = [text for text in told.seen if text not in GAPS]
    known = [one for one in map(number, seen) if one is not None]
    texts = told.dtype in PLAIN_TEXT or len(known) < len(seen) or bool(told.compared and not seen)
    if told.dtype == "bool" or (seen and set(seen) <= {"True", "False"}):
        return _spread([True, False], rng)
    if texts or not (seen or told.dtype):
        pool = list(dict.fromkeys([*told.counted, *([] if told.counted else seen), *told.compared]))
        pool += [f"{pool[0]}2"] if len(pool) == 1 else []
        return _dates(seen) or (_spread(pool, rng) if pool else _unseen(name.lower(), told.target, rng))
    counted = [one for one in map(number, told.counted) if one is not None]
    whole = told.dtype.startswith("int") or (not told.dtype and all(isinstance(one, int) for one in known))
    if whole and re.fullmatch(r"index|\w*[_ ]?id|\w*no|#", name.lower()) and len(set(known)) == len(known):
        return list(range(1, ROWS + 1))
    if counted or told.target or (whole and known and min(known) >= 0 and max(known) <= 6):
        pool = counted or [*known, *([0, 1] if max(known, default=0) <= 1 else [max(known) + 1])]
        return _spread(sorted(set(pool if whole else [one + step / 7 for one in pool for step in range(7)])), rng)
    low, high = told.span or (min(known, default=0.0), max(known, default=50.0))
    width = (high - low) or abs(high) or 1.0
    held = [rng.choice(known or [low + width / 2]) + rng.uniform(-0.2, 0.2) * width for _ in range(ROWS)]
    held = [min(max(one, low), high) if told.span else abs(one) if low >= 0 else one for one in held]
    return [round(one) for one in held] if whole else [round(one, 4) for one in held]


def _spread(pool: list[Any], rng: random.Random) -> list[Any]:
    """Each about as often as the others."""
    held = [pool[place % len(pool)] for place in range(ROWS)]
    rng.shuffle(held)
    return held


def _dates(seen: list[str]) -> list[str]:
    """One after the other, as they were written; none where those that were seen are no dates."""
    import pandas as pd

    for form in DATES if seen else ():
        held = pd.to_datetime(pd.Series(seen, dtype=object), format=form, errors="coerce").sort_values()
        if held.notna().all():
            step = max(held.diff().median(), pd.Timedelta(minutes=1)) if len(held) > 1 else pd.Timedelta(days=1)
            step = min(step, pd.Timedelta(days=7))
            return [one.strftime(form) for one in pd.date_range(held.iloc[0], periods=ROWS, freq=step)]
    return []


def _unseen(name: str, target: bool, rng: random.Random) -> list[Any]:
    """A column of which only its name is known."""
    if re.search(r"date|time", name):
        return [f"20{day // 336 + 20}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}" for day in range(ROWS)]
    if re.search(r"name|text|review|message|title|descr", name):
        return _spread(list(WORDS), rng)
    return _spread([0, 1], rng) if target else [round(rng.uniform(0, 100), 2) for _ in range(ROWS)]


def make_table(table: Table, seed: str) -> dict[str, list[Any]]:
    """All columns, with gaps where there were some, but in what is to be predicted."""
    rng = random.Random(zlib.crc32(seed.encode()))
    rows = max((told.filled for told in table.values()), default=0)
    made = {}
    for name, told in table.items():
        share = 1 - told.filled / rows if told.filled else 0.1 if any(one in GAPS for one in told.seen) else 0.0
        held = values(name, told, rng)
        made[name] = [None if not told.target and 0.002 < share > rng.random() else one for one in held]
    return made


def install(notebook: str) -> None:
    """Have the readers of pandas make what they are to read where it is not there, in or below the working folder."""
    import pandas as pd

    book = json.loads(Path(notebook).read_text(encoding="utf-8"))
    cells = [{**one, "source": "".join(one["source"])} for one in book["cells"] if one["cell_type"] == "code"]
    tables, source = survey(cells), "\n".join(cell["source"] for cell in cells)
    home = Path(notebook).resolve().parents[2]
    (home / MADE).touch()

    def write(path: Path, reader: str, given: dict[str, Any]) -> None:
        named = re.search(rf"(?m)^\s*(\w+)\s*=.*{re.escape(path.name)}", source)
        table = tables.get(named.group(1), {}) if named else {}
        table = table or next((one for one in tables.values() if one), {})
        if not table or not path.resolve().is_relative_to(home):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with (home / MADE).open("a", encoding="utf-8") as file:
            file.write(f"{path.resolve()}\n")
        made = pd.DataFrame(
            {name: pd.Series(held, dtype=object) for name, held in make_table(table, path.name).items()}
        )
        header = given.get("names") is None and given.get("header", 0) is not None
        separator = given.get("sep") or given.get("delimiter") or ("\t" if reader == "read_table" else ",")
        if reader == "read_excel":
            made.to_excel(path, index=False, header=header)
        elif reader == "read_json":
            made.to_json(path, orient="records", lines=bool(given.get("lines")))
        else:
            separator = " " if separator.startswith("\\s") else separator[:1]
            made.to_csv(
                path, index=False, header=header, sep=separator, encoding=given.get("encoding"), errors="replace"
            )

    def making(reader: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def read(path: Any, *more: Any, **given: Any) -> Any:
            if isinstance(path, (str, os.PathLike)) and "://" not in str(path) and not Path(path).exists():
                write(Path(path), reader, {"sep": more[0], **given} if more else given)
            return real(path, *more, **given)

        return read

    for reader in ("read_csv", "read_excel", "read_table", "read_json"):
        setattr(pd, reader, making(reader, getattr(pd, reader)))
