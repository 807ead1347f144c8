"""Notebooks for tests, written as what stands in their cells."""

import json
from pathlib import PurePosixPath

from nb2prod import analyse, emit, pipeline, read


def code(source, *tags, count=None):
    """A code cell, with its tags."""
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {"tags": list(tags)},
        "outputs": [],
        "source": source,
    }


def text(source):
    """A Markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def document(*cells):
    """The bytes of an `.ipynb`; a plain string is a code cell."""
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def notebook(*cells, file="paper.ipynb"):
    """What reading makes of the cells."""
    assert PurePosixPath(file).name == file
    return read.read_bytes(document(*cells), file)


def program(*cells):
    """What the analysis knows of the cells."""
    return analyse.analyse(notebook(*cells))


def planned(*cells, file="paper.ipynb", **wishes):
    """What is decided about the cells."""
    return pipeline.decide(notebook(*cells, file=file), **wishes)


def project(*cells, file="paper.ipynb"):
    """The generated files: path -> text."""
    return {made.path: made.text for made in emit.emit(planned(*cells, file=file)).files}
