"""Programs beside the notebook that its calls name. Each row: a cell, the files beside it, those copied, those told."""

import json

import pytest

from nb2prod import pipeline
from nb2prod.emit import emit
from nb2prod.read import read_bytes

SCORE = {"score.py": "def run(x): return x\n"}
NAMED = [
    ("config(entry_script='score.py')", SCORE, ["score.py"], []),
    ("!python score.py --fast", SCORE, ["score.py"], []),
    ("import subprocess\nsubprocess.run(['python', './score.py'])", SCORE, ["score.py"], []),
    ("exec(open('tools/score.py').read())", {"tools/score.py": "x = 1\n"}, ["tools/score.py"], []),
    ("config(entry_script='score.py')", {}, [], []),  # nothing lies there
    ("print('score.py')", SCORE, [], []),
    ("name = 'score.py'", SCORE, [], []),  # no call names it
    ("f = open('score.py', 'w')", SCORE, [], []),
    ("f = open('score.py', mode='a')", SCORE, [], []),
    ("get('https://a.b/score.py')", SCORE, [], []),
    ("%%writefile score.py\ndef run(x): return 2", SCORE, [], []),
    ("config(entry_script='../score.py')", {"../score.py": "x = 1\n"}, [], ["../score.py"]),
    ("config(entry_script='src/score.py')", {"src/score.py": "x = 1\n"}, [], ["src/score.py"]),
    ("config(entry_script='score.py')", {"score.py": "password = 'tr0ub4dor-and-3xtra'\n"}, [], ["score.py"]),
    ("config(entry_script='score.py')", {"score.py": "x = 1\n" * 20_000}, [], ["score.py"]),
]


def read(source, beside):
    cells = [{"cell_type": "code", "source": each} for each in (source, "x = 1\nprint(x)")]
    data = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}).encode()
    return read_bytes(data, "a.ipynb", beside.get)


@pytest.mark.parametrize(("source", "beside", "copied", "told"), NAMED)
def test_scripts_that_calls_name(source, beside, copied, told):
    notebook = read(source, beside)
    assert [script.path for script in notebook.scripts] == copied
    assert [f.text.partition(",")[0] for f in notebook.findings if f.code == "NB044"] == told


def test_they_lie_in_the_project_as_beside_the_notebook():
    files = {
        file.path: file.text for file in emit(pipeline.decide(read("config(entry_script='score.py')", SCORE))).files
    }
    assert files["score.py"] == SCORE["score.py"]
    assert "The workflow names `score.py`: it lies here as beside the notebook." in files["README.md"]


def test_another_script_is_another_notebook():
    other = {"score.py": "def run(x): return 2 * x\n"}
    one, two = (read("config(entry_script='score.py')", beside) for beside in (SCORE, other))
    assert one.identity != two.identity and one.origin != two.origin
