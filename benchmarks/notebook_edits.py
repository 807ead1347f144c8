"""What a data scientist does to a notebook between two conversions; each edit takes (sources by cell, chance)."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable
from random import Random
from typing import Any

Notebook = dict[str, Any]

HEADINGS = ("Prepare everything", "Look at the numbers", "Tidy the table", "Compute what we need", "Choose and fit")
PLAIN = re.compile(r"^(\w+) = ", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.\"'])(\d+(?:\.\d+)?)(?![\w.\"'])")


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    return [
        cell for cell in notebook["cells"] if cell["cell_type"] == "code" and not source(cell).startswith(("%", "!"))
    ]


def cell(kind: str, text: str) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": text}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def _insert(notebook: Notebook, chance: Random, made: dict[str, Any]) -> None:
    notebook["cells"].insert(chance.randrange(2, len(notebook["cells"]) + 1), made)


def add_text(notebook: Notebook, chance: Random) -> None:
    _insert(notebook, chance, cell("markdown", f"A remark, number {chance.randrange(1000)}."))


def add_heading(notebook: Notebook, chance: Random) -> None:
    _insert(notebook, chance, cell("markdown", f"## {chance.choice(HEADINGS)}"))


def add_code(notebook: Notebook, chance: Random) -> None:
    number = chance.randrange(1000)
    _insert(notebook, chance, cell("code", f"extra_{number} = {number} * 2\nprint(extra_{number})"))


def add_import(notebook: Notebook, chance: Random) -> None:
    _insert(
        notebook, chance, cell("code", "from collections import Counter\nletters = Counter('notebook')\nprint(letters)")
    )


def add_function(notebook: Notebook, chance: Random) -> None:
    body = "    return [value * factor for value in values]"
    text = f"def scaled_by(values, factor=3):\n{body}\n\n\nthrice = scaled_by([1, 2])"
    _insert(notebook, chance, cell("code", text))


def add_constant(notebook: Notebook, chance: Random) -> None:
    number = chance.randrange(2, 90)
    _insert(notebook, chance, cell("code", f"LIMIT_{number} = {number}\nwithin = LIMIT_{number} / 100"))


def add_model(notebook: Notebook, chance: Random) -> None:
    text = (
        "from sklearn.tree import DecisionTreeRegressor\n\ntree = DecisionTreeRegressor(max_depth=3, random_state=1)\n"
    )
    notebook["cells"].append(cell("markdown", "## A tree beside it"))
    notebook["cells"].append(
        cell("code", text + "tree.fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 4.0])\nprint(tree.get_depth())")
    )


def remove_cell(notebook: Notebook, chance: Random) -> None:
    notebook["cells"].remove(chance.choice(code_cells(notebook)[1:]))


def remove_end(notebook: Notebook, chance: Random) -> None:
    """The model goes, and everything after it."""
    del notebook["cells"][len(notebook["cells"]) * chance.choice((5, 6, 7)) // 10 :]


def swap_cells(notebook: Notebook, chance: Random) -> None:
    cells = notebook["cells"]
    at = chance.randrange(2, len(cells) - 1)
    cells[at], cells[at + 1] = cells[at + 1], cells[at]


def join_cells(notebook: Notebook, chance: Random) -> None:
    cells = notebook["cells"]
    pairs = [i for i in range(2, len(cells) - 1) if cells[i]["cell_type"] == cells[i + 1]["cell_type"] == "code"]
    if pairs:
        at = chance.choice(pairs)
        cells[at]["source"] = source(cells[at]) + "\n" + source(cells.pop(at + 1))


def change_heading(notebook: Notebook, chance: Random) -> None:
    found = [each for each in notebook["cells"][1:] if each["cell_type"] == "markdown" and source(each).startswith("#")]
    each = chance.choice(found)
    each["source"] = re.sub(r"^## .*", f"## {chance.choice(HEADINGS)}", source(each))


def change_text(notebook: Notebook, chance: Random) -> None:
    each = chance.choice([each for each in notebook["cells"] if each["cell_type"] == "markdown"])
    each["source"] = source(each) + "\nOne more sentence."


def change_number(notebook: Notebook, chance: Random) -> None:
    found = [each for each in code_cells(notebook) if NUMBER.search(source(each))]
    each = chance.choice(found)
    place = chance.choice(list(NUMBER.finditer(source(each))))
    number = place[1]
    other = f"{float(number) + 0.5:g}" if "." in number else str(int(number) + chance.randrange(1, 4))
    each["source"] = source(each)[: place.start()] + other + source(each)[place.end() :]


def change_comment(notebook: Notebook, chance: Random) -> None:
    each = chance.choice(code_cells(notebook)[1:])
    each["source"] = "# said again, more clearly\n" + source(each)


def rename_variable(notebook: Notebook, chance: Random) -> None:
    names = sorted({name for each in code_cells(notebook) for name in PLAIN.findall(source(each))})
    name = chance.choice(names)
    for each in code_cells(notebook):
        each["source"] = re.sub(rf"(?<![\w.\"']){name}(?![\w\"'])(?!\s*=[^=][^\n]*\))", f"{name}_new", source(each))


def rename_function(notebook: Notebook, chance: Random) -> None:
    names = sorted(
        {name for each in code_cells(notebook) for name in re.findall(r"^def (\w+)", source(each), re.MULTILINE)}
    )
    for name in names[:1]:
        for each in code_cells(notebook):
            each["source"] = re.sub(rf"\b{name}\b", f"{name}_again", source(each))


def change_line(notebook: Notebook, chance: Random) -> None:
    found = [
        each for each in code_cells(notebook) if re.search(r"^df = df|^X = |\.round\(", source(each), re.MULTILINE)
    ]
    if found:
        each = chance.choice(found)
        each["source"] = re.sub(r"^(df = df.*|X = .*)$", r"\1.copy()", source(each), count=1, flags=re.MULTILINE)


def add_plot(notebook: Notebook, chance: Random) -> None:
    text = f"import matplotlib.pyplot as plt\n\nplt.title('Plot {chance.randrange(1000)}')\nplt.show()"
    _insert(notebook, chance, cell("code", text))


def add_column(notebook: Notebook, chance: Random) -> None:
    """Behind a cell that makes or changes a frame."""
    found = [(each, name) for each in code_cells(notebook) for name in re.findall(r"^(\w+)\[\"", source(each), re.M)]
    if found:
        each, name = chance.choice(found)
        each["source"] = source(each) + f'\n{name}["extra_{chance.randrange(100)}"] = {chance.randrange(10)}'


def change_path(notebook: Notebook, chance: Random) -> None:
    found = [each for each in code_cells(notebook) if re.search(r"\w\.csv\b", source(each))]
    if found:
        each = chance.choice(found)
        each["source"] = re.sub(r"(\w)\.csv\b", rf"\1_{chance.randrange(10)}.csv", source(each), count=1)


def split_cell(notebook: Notebook, chance: Random) -> None:
    several = [(each, ast.parse(source(each)).body) for each in code_cells(notebook) if "%" not in source(each)]
    several = [(each, body) for each, body in several if len(body) > 1]
    if several:
        each, body = chance.choice(several)
        lines = source(each).split("\n")
        at = chance.choice(body[1:]).lineno - 1
        where = notebook["cells"].index(each)
        halves = ["\n".join(lines[:at]), "\n".join(lines[at:])]
        notebook["cells"][where : where + 1] = [cell("code", half) for half in halves if half.strip()]


def change_signature(notebook: Notebook, chance: Random) -> None:
    """A function takes one more argument, and each call gives it."""
    names = sorted(
        {name for each in code_cells(notebook) for name in re.findall(r"^def (\w+)\(\w", source(each), re.M)}
    )
    if names:
        name = chance.choice(names)
        for each in code_cells(notebook):
            text = re.sub(rf"^def {name}\(", f"def {name}(more, ", source(each), flags=re.MULTILINE)
            each["source"] = re.sub(rf"(?<!def )(?<![\w.]){name}\((?!more)", f"{name}(1, ", text)


def tag_cell(notebook: Notebook, chance: Random) -> None:
    tag = chance.choice(("nb2prod:keep", "parameters", f"nb2prod:step=own_step_{chance.randrange(3)}"))
    chance.choice(code_cells(notebook)[1:])["metadata"]["tags"] = [tag]


EDITS: tuple[Callable[[Notebook, Random], None], ...] = (
    add_text, add_heading, add_code, add_import, add_function, add_constant, add_model, remove_cell, remove_end,
    swap_cells, join_cells, change_heading, change_text, change_number, change_comment, rename_variable,
    rename_function, change_line, add_plot, add_column, change_path, split_cell, change_signature, tag_cell,
)  # fmt: skip


def edited(notebook: Notebook, chance: Random, number: int) -> tuple[Notebook, tuple[str, ...]]:
    """A copy with `number` random edits, and their names."""
    made = copy.deepcopy(notebook)
    names = []
    for _ in range(number):
        edit = chance.choice(EDITS)
        edit(made, chance)
        names.append(edit.__name__)
    return made, tuple(names)
