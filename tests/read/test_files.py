"""Rows 1-31 of the table of bad inputs that are about the file itself."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from nb2prod.errors import ExitCode, Stop
from nb2prod.model import Notebook
from nb2prod.read import files, read_bytes, read_notebook


def notebook(*sources: object, **keys: object) -> bytes:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells, **keys}).encode()


def v3(*sources: str, language: str = "python") -> bytes:
    cells = [{"cell_type": "code", "input": source, "language": language} for source in sources]
    cells.append({"cell_type": "heading", "level": 2, "source": "End", "metadata": {}})
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}).encode()


GOOD = notebook("x = 1")

REFUSED = [
    (b"", "the file is empty"),
    (b"  \n", "the file is empty"),
    (b"hello", "line 1, column 1"),
    (b'{"cells": [\n<<<<<<< HEAD\n', "git's conflict markers stand in line 2"),
    (GOOD[:-9], "line 1, column"),
    (GOOD + b"\n{}", "line 2, column 1: Extra data"),
    (b"[]", "it is a list"),
    (b"{}", "it has no nbformat"),
    (b"12", "it is a number"),
    (b'{"nbformat": 4}', 'it has no list of "cells"'),
    (notebook(), "nothing to convert"),
    (notebook("", "  \n"), "nothing to convert"),
    (notebook("x = 1", nbformat=5), "nbformat 5; supported are 3 and 4"),
    (notebook("x = 1", nbformat="4"), 'nbformat "4"; supported are 3 and 4'),
    (GOOD.decode().encode("utf-16"), "byte 0 cannot be decoded"),
    (b'{"nbformat": 4, "x": "\xe9"}', "byte 22 cannot be decoded"),
    (b'{"nbformat": 4, "cells": [], "cells": []}', 'the key "cells" stands twice'),
    (b"[" * 200_000, "nested too deeply"),
    (b'{"nbformat": ' + b"9" * 5000 + b"}", "this JSON cannot be read"),
    (notebook("x <- 1", metadata={"kernelspec": {"name": "ir", "language": "R"}}), "is written in R"),
    (notebook("x <- 1", metadata={"kernelspec": {"name": "ir"}}), "is written in R"),
    (notebook("x = 1", metadata={"language_info": {"name": "julia"}}), "is written in Julia"),
    (notebook("val x = 1", metadata={"kernelspec": {"name": "almond"}}), "is written in Scala"),
    (v3("x <- 1", language="R"), "is written in R"),
    (b'{"nbformat": 3, "worksheets": 7}', "cannot be upgraded"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_refused(data: bytes, words: str) -> None:
    with pytest.raises(Stop) as stopped:
        read_bytes(data, "a.ipynb")
    assert stopped.value.code == ExitCode.BAD_INPUT
    [sentence] = stopped.value.sentences
    assert sentence.startswith("a.ipynb: ") and words in sentence and "\n" not in sentence
    with pytest.raises(Stop):
        read_bytes(data, "a.ipynb", skip_bad_cells=True)


ACCEPTED = [
    (GOOD, []),
    (b"\xef\xbb\xbf" + GOOD, ["NB001"]),
    (notebook("x = 1", nbformat_minor=99), ["NB002"]),
    (v3("x = 1"), ["NB003"]),
    (notebook("x = 1", metadata={"a": float("nan")}), []),
    (notebook("x = 1", metadata=None), []),
    (notebook("x = 1", metadata={"language_info": {"name": "ipython"}}), []),
    (notebook("x = 1", metadata={"kernelspec": {"name": "my-env"}}), []),
    (notebook(["x = ", "1"]), []),
    (notebook("x = 1", nbformat_minor=5), []),
    (notebook("x = '\u202e'"), ["NB004"]),
    (notebook("x = 'a\u2028b'"), ["NB004"]),
    (notebook("name = input()"), ["NB020"]),
]


@pytest.mark.parametrize(("data", "codes"), ACCEPTED)
def test_accepted(data: bytes, codes: list[str]) -> None:
    assert [finding.code for finding in read_bytes(data, "a.ipynb").findings] == codes


def test_the_name_never_breaks_a_message() -> None:
    with pytest.raises(Stop) as stopped:
        read_bytes(b"", "a\nb\udcff" + "x" * 300)
    assert len(stopped.value.sentences[0].encode()) < 250 and "\n" not in stopped.value.sentences[0]


def test_line_ends_are_normalised() -> None:
    cell = read_bytes(notebook("a = 1\r\nb = '''x\ry'''\rc = '\\r'"), "a.ipynb").cells[0]
    assert cell.source == cell.python == "a = 1\nb = '''x\ny'''\nc = '\\r'"


def test_version_3_keeps_its_cells() -> None:
    notebook = read_bytes(v3("x = 1\n", "!ls"), "a.ipynb")
    assert [(cell.kind, cell.source) for cell in notebook.cells] == [
        ("code", "x = 1\n"), ("code", "!ls"), ("markdown", "## End"),
    ]  # fmt: skip


def test_identity_is_of_sources_and_used_tags_only() -> None:
    def identity(source: str, **cell: object) -> str:
        cells = [{"cell_type": "code", "source": source, **cell}]
        data = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}).encode()
        return read_bytes(data, "a.ipynb").identity

    same = {
        identity("x = 1"), identity("x = 1", id="a", execution_count=7, outputs=[{"a": 1}]),
        identity("x = 1", metadata={"tags": ["mine"], "collapsed": True}),
    }  # fmt: skip
    assert len(same) == 1
    assert len(same | {identity("x = 2"), identity("x = 1", metadata={"tags": ["parameters"]})}) == 3


def test_duplicate_and_missing_ids_read_the_same_twice() -> None:
    cells = [{"cell_type": "code", "source": f"x = {i}", "id": "same"} for i in range(2)]
    data = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    assert read_bytes(data, "a.ipynb") == read_bytes(data, "a.ipynb")


def test_fifty_megabytes_of_outputs_take_less_than_two_seconds() -> None:
    output = {"output_type": "display_data", "data": {"image/png": "A" * 1_000_000}}
    data = notebook("x = 1", extra=[output] * 50)
    start = time.process_time()
    read_bytes(data, "a.ipynb")
    assert time.process_time() - start < 2


def read(path: Path) -> Notebook:
    return read_notebook(path)


def test_reads_a_file_and_leaves_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "Mein Heft – 1.ipynb"
    path.write_bytes(notebook("import helper, numpy"))
    (tmp_path / "helper.py").write_text("import yaml\n", encoding="utf-8")
    before = path.stat()
    found = read(path)
    assert (found.name, found.file) == ("Mein Heft – 1", "Mein Heft – 1.ipynb")
    assert [module.path for module in found.modules] == ["helper.py"]
    assert [each.name for each in found.requirements] == ["numpy", "PyYAML"]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (notebook("import helper, numpy"), before.st_mtime_ns)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["Mein Heft – 1.ipynb", "helper.py"]


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "loop.ipynb").symlink_to("loop.ipynb")
    expected = {
        tmp_path / "fifo.ipynb": "this is a pipe", tmp_path / "folder.ipynb": "this is a folder",
        tmp_path / "loop.ipynb": "go round in a circle", tmp_path / "none.ipynb": "there is no such file",
        Path("/dev/null"): "this is a device", tmp_path / ("x" * 300): "there is no such file",
        tmp_path / "folder.ipynb" / "a\0b": "there is no such file",
    }  # fmt: skip
    for path, words in expected.items():
        with pytest.raises(Stop) as stopped:
            read(path)
        assert words in stopped.value.sentences[0] and stopped.value.code == ExitCode.BAD_INPUT


def test_the_size_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LIMIT", 10)
    path = tmp_path / "a.ipynb"
    path.write_bytes(GOOD)
    with pytest.raises(Stop, match="larger than"):
        read(path)


def test_an_unreadable_file_is_the_environments_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(GOOD)

    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(Stop) as stopped:
        read(path)
    assert stopped.value.code == ExitCode.ENVIRONMENT and "Permission denied" in stopped.value.sentences[0]
