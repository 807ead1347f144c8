"""Cells that ended with an error when they were last run: what is said of them, and that no file depends on it."""

import json

import pytest

from nb2prod.analyse.program import analyse
from nb2prod.emit import emit
from nb2prod.plan.compose import plan
from nb2prod.read.notebook import read_bytes

SAID = {"output_type": "stream", "name": "stdout", "text": "Unexpected exception formatting exception. Falling back\n"}
UNFORMATTED = """Traceback (most recent call last):
  File "base.py", line 3812, in get_loc
KeyError: 'price'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "ipykernel_9/1.py", line 1, in <module>
    df["price"]
KeyError: 'price'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "interactiveshell.py", line 2201, in showtraceback
AttributeError: 'Source' object has no attribute 'asttext'
"""
INDEX = {"output_type": "error", "ename": "IndexError", "evalue": "list index out of range\nmore", "traceback": []}
CASES = [
    ([INDEX], {}, ["IndexError: list index out of range"]),
    ([{"output_type": "stream", "name": "stdout", "text": "IndexError: x"}], {}, []),
    ([{"output_type": "error", "ename": "ValueError", "evalue": ""}], {}, ["ValueError"]),
    ([SAID, {"output_type": "stream", "name": "stderr", "text": UNFORMATTED}], {}, ["KeyError: 'price'"]),
    ([{"output_type": "stream", "name": "stderr", "text": UNFORMATTED}], {}, []),  # a cell may print what it has caught
    ([{"output_type": "error", "ename": "KeyboardInterrupt", "evalue": ""}], {}, []),
    ([{"output_type": "error", "ename": "Not a name", "evalue": "x"}], {}, []),
    ([{"output_type": "error", "ename": 3, "evalue": None}], {}, []),
    (["error", None], {}, []),
    ([INDEX | {"evalue": "\x1b[31mred\x1b[0m\u202etxt\nmore"}], {}, ["IndexError: redtxt"]),
    ([INDEX], {"tags": ["raises-exception"]}, []),
    ([INDEX], {"tags": ["nb2prod:drop"]}, []),
]


def read(outputs, metadata):
    cell = {"cell_type": "code", "source": "x = 1", "metadata": metadata, "outputs": outputs, "execution_count": 1}
    other = {"cell_type": "code", "source": "y = 2", "metadata": {}, "outputs": [], "execution_count": 2}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell, other]}
    return read_bytes(json.dumps(content).encode(), "a.ipynb")


@pytest.mark.parametrize(("outputs", "metadata", "said"), CASES)
def test_errors_of_the_last_run(outputs, metadata, said):
    found = [f for f in read(outputs, metadata).findings if f.code == "NB045"]
    assert [f.text for f in found] == [
        f"The stored output of the cell is an error ({one}): when it was last run, it stopped here." for one in said
    ]


def test_no_file_depends_on_them():
    with_error, without = (plan(analyse(read(outputs, {}))) for outputs in ([INDEX], []))
    assert emit(with_error) == emit(without)
    assert with_error.program.notebook.origin == without.program.notebook.origin
