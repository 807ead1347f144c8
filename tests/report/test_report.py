"""A hand-made plan of three cells, as people and programs read it."""

import ast
import io
import json
from html.parser import HTMLParser

import pytest
from rich.console import Console

from nb2prod import __version__, report
from nb2prod.errors import Stop
from nb2prod.model import (
    Artifact,
    Cell,
    Choice,
    Facts,
    Finding,
    Inference,
    LineFate,
    Notebook,
    Parameter,
    Plan,
    Program,
    Statement,
    Step,
)
from nb2prod.report import table

PIP = LineFate(1, 1, "!pip install pandas", "install", ("install",), "pip lines become requirements")
CELLS = (
    Cell(0, "markdown", "# Churn"),
    Cell(1, "code", "!pip install pandas\nimport pandas as pd", count=7, lines=(PIP,)),
    Cell(2, "code", "for a in b:\n    c = a\nx = [bold]", count=None),
    Cell(3, "code", "print 'old'", dropped="not Python 3, and --skip-bad-cells was given"),
)
NOTEBOOK = Notebook("churn", "churn.ipynb", CELLS)


def statement(number, cell, line, end_line, source, role, parent=None):
    return Statement(number, cell, line, end_line, 0, source, ast.Pass(), Facts(roles=(role,)), parent)


STATEMENTS = (
    statement(0, 1, 2, 2, "import pandas as pd", "import"),
    statement(1, 2, 1, 2, "for a in b:\n    c = a", "clean"),
    statement(2, 2, 2, 2, "c = a", "clean", parent=1),
    statement(3, 2, 3, 3, "x = [bold]", "plot"),
)
CHOICES = (
    Choice(0, "import", "what is kept uses pd"),
    Choice(1, "train", "c is bound at the end", "clean_up"),
    Choice(2, "train", "its header is kept", "clean_up"),
    Choice(3, "dropped", "it only draws"),
)
FINDINGS = (
    Finding("NB900", "note", "a note", "none needed"),
    Finding("NB101", "error", "`reg` is defined\nnowhere", "did you mean reg_model?", 1, 2),
    Finding("NB300", "warning", "slow", "", 2),
)


def plan(**changes):
    values = {
        "program": Program(NOTEBOOK, STATEMENTS, (), (), {}),
        "package": "churn",
        "title": "Churn",
        "workflow": "train",
        "choices": CHOICES,
        "steps": (Step("clean_up", (1,), ("b",), ("c",), ("size",), "Clean.", (2,), "one heading"),),
        "definitions": (),
        "parameters": (
            Parameter("size", "list", (1, float("inf")), "", "clean_up", 2, 1, "constant", "assigned once"),
        ),
        "edits": (),
        "artifacts": (Artifact("scaler", "estimator", 2, "inference needs it"),),
        "metrics": (),
        "inference": Inference("features", "the matrix is what the model was fitted on", "X"),
        "requirements": (),
        "findings": FINDINGS,
    }
    return Plan(**{**values, **changes})


def shown(width=80, **arguments):
    stream = io.StringIO()
    table.print_explanation(plan(), Console(file=stream, width=width, highlight=False, emoji=False), **arguments)
    return stream.getvalue()


def test_json_has_the_shape_of_the_contract():
    value = report.explain_json(plan())
    assert list(value) == [
        "schema",
        "notebook",
        "package",
        "nb2prod",
        "statements",
        "steps",
        "parameters",
        "artifacts",
        "inference",
        "findings",
    ]
    assert (value["schema"], value["notebook"], value["package"], value["nb2prod"]) == (
        1,
        "churn.ipynb",
        "churn",
        __version__,
    )
    assert value["statements"][2] == {
        "id": 2, "cell": 2, "line": 1, "end_line": 2, "source": "for a in b:\n    c = a", "roles": ["clean"],
        "fate": "train", "step": "clean_up", "because": "c is bound at the end",
    }  # fmt: skip
    assert value["steps"] == [
        {
            "name": "clean_up",
            "module": "train",
            "cells": [2],
            "inputs": ["b"],
            "outputs": ["c"],
            "parameters": ["size"],
            "because": "one heading",
        }
    ]
    assert value["parameters"] == [
        {"name": "size", "type": "list", "default": [1, "inf"], "cell": 2, "line": 1, "because": "assigned once"}
    ]
    assert value["artifacts"] == [{"name": "scaler", "kind": "estimator", "cell": 2, "because": "inference needs it"}]
    assert value["inference"] == {
        "level": "features", "source": "X", "output": "prediction", "because": "the matrix is what the model was fitted on",
    }  # fmt: skip
    assert json.loads(report.json_text(value)) == value


def test_every_line_has_a_fate_and_ids_follow_the_document():
    statements = report.explain_json(plan())["statements"]
    assert [entry["id"] for entry in statements] == [0, 1, 2, 3, 4]
    assert [(entry["cell"], entry["line"], entry["fate"]) for entry in statements] == [
        (1, 1, "install"),
        (1, 2, "import"),
        (2, 1, "train"),
        (2, 3, "dropped"),
        (3, 1, "dropped"),
    ]


def test_without_a_model_inference_is_null():
    value = report.explain_json(plan(inference=None, workflow="run"))
    assert (value["inference"], value["steps"][0]["module"]) == (None, "run")


def test_json_of_one_cell():
    value = report.explain_json(plan(), cell=1)
    assert [entry["id"] for entry in value["statements"]] == [0, 1]
    assert [entry["code"] for entry in value["findings"]] == ["NB101"]


DEFAULTS = [
    (1, 1), (0.5, 0.5), (None, None), (True, True), ("a", "a"), ((1, (2,)), [1, [2]]), ({3, 1, 2}, [1, 2, 3]),
    ({"a": (1,), 2: 3}, {"a": [1], "2": 3}), (b"x", "b'x'"), (1j, "1j"), (float("nan"), "nan"),
]  # fmt: skip


@pytest.mark.parametrize("default, expected", DEFAULTS)
def test_defaults_are_strict_json(default, expected):
    parameter = Parameter("p", "x", default, "", "s", 0, 1, "constant", "r")
    assert report.explain_json(plan(parameters=(parameter,)))["parameters"][0]["default"] == expected


def test_the_table_fits_80_columns_and_has_no_colour_when_not_a_terminal():
    text = shown()
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "piece",
    [
        "Cell 2 (In[7])",
        "Cell 3\n",
        "x = [bold]",
        "for a in b: ...",
        "clean_up",
        "it only draws",
        "pip lines become",
        "--skip-bad-cells was given",
        "Inference: features",
        "scaler",
        "cell 3, line 1",
    ],
)
def test_the_table_says(piece):
    assert piece in shown()


def test_the_table_of_one_cell():
    text = shown(cell=2)
    assert "it only draws" in text and "slow" in text
    assert "pandas" not in text and "scaler" not in text


def test_a_cell_that_is_not_there():
    with pytest.raises(Stop, match=r"cells 1 to 4: there is no cell 5"):
        table.check_cell(plan(), 4)


def test_the_summary():
    assert report.summary(plan()) == [
        "  package churn: 1 step, 1 parameter, 1 artifact",
        "  inference: features - the matrix is what the model was fitted on",
        "  error NB101: churn.ipynb, cell 2 (In[7]), line 2: `reg` is defined nowhere",
        "      did you mean reg_model?",
        "  warning NB300: churn.ipynb, cell 3: slow",
        "  note NB900: churn.ipynb: a note",
        "      none needed",
    ]


def test_text_of_the_notebook_moves_no_cursor():
    assert report.one_line("a\x1b[2Jb\r\nc\u202ed") == "a [2Jb c d"


class Parts(HTMLParser):
    """The tags of a page, and its text outside of the style."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.texts.append(data)


def test_the_page_shows_every_line_with_its_fate_and_reason():
    said = " ".join(Parts(report.page(plan())).texts)
    for line in json.loads(report.json_text(report.explain_json(plan())))["statements"]:
        assert line["source"] in said
        assert line["because"] in said
    for words in ("Cell 2 (In[7])", "5 statements", "clean_up", "did you mean reg_model?", "scaler", "features"):
        assert words in said, words


def test_the_page_of_one_cell():
    said = " ".join(Parts(report.page(plan(), cell=1)).texts)
    assert "import pandas as pd" in said
    assert "x = [bold]" not in said
    assert "Artifacts" not in said


def test_no_text_of_a_notebook_is_markup():
    hostile = Finding("NB101", "error", "</div><script>alert(1)</script>&amp;\x1b[2J", "<b>", 1, 2)
    harmless = Finding("NB101", "error", "it", "mend", 1, 2)
    pages = [Parts(report.page(plan(findings=(it,)))) for it in (hostile, harmless)]
    assert pages[0].tags == pages[1].tags
    assert "\x1b" not in report.page(plan(findings=(hostile,)))
    assert "<script>alert(1)</script>&amp;" in " ".join(pages[0].texts)
