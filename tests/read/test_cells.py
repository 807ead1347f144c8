"""Rows of the table of bad inputs that are about one cell: refused, tagged, or skipped."""

from __future__ import annotations

import json
import warnings

import pytest

from nb2prod.errors import Stop
from nb2prod.model import Notebook
from nb2prod.read import read_bytes


def document(*cells: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def code(source: object, *tags: str, **keys: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "metadata": {"tags": list(tags)}, **keys}


BAD = [
    ({"cell_type": "code", "source": 7}, "the source of the cell is int, not text"),
    ({"cell_type": "code", "source": None}, "the source of the cell is NoneType, not text"),
    ({"cell_type": "code", "source": ["x", 1]}, "the source of the cell is list, not text"),
    ({"cell_type": "diagram", "source": ""}, 'the cell\'s type is "diagram"'),
    (7, "the cell is no object"),
    (code("x = 1\ny = '\0'"), "line 2: the code holds a NUL character"),
    (code("x = 1\ny = '\ud800'"), "line 2: the code holds half a character"),
    (code("(" * 100_000), "this is not Python 3: too many nested parentheses"),
    (code("-" * 100_000 + "1"), "the code is nested too deeply"),
    (code("x = " + "1" * 5_000), "Exceeds the limit (4300 digits)"),
    (code("x = 1\ny = ("), "line 2: this is not Python 3: '(' was never closed"),
    (code("x = 'a"), "line 1: this is not Python 3: unterminated string literal"),
    (code("if x:\n\ty = 1\n        z = 2"), "line 3: this is not Python 3: "),
    (code('x = 1\nprint "done"'), "line 2: this is Python 2 (print without parentheses)"),
    (code("print x, y"), "this is Python 2 (print without parentheses)"),
    (code("try:\n    x\nexcept ValueError, e:\n    pass"), "line 3: this is Python 2 (except with a comma)"),
    (code("raise ValueError, 'x'"), "this is Python 2 (raise with a comma)"),
    (code("exec 'x = 1'"), "this is Python 2 (exec without parentheses)"),
    (code("x = 0777"), "this is Python 2 (a number such as 0777 or 10L)"),
    (code("if x <> y: pass"), "this is Python 2 (the operator <>)"),
    (code("x = 1\nreturn x"), "line 2: 'return' outside function, so the cell cannot run"),
    (code("yield 1"), "'yield' outside function, so the cell cannot run"),
    (code("break"), "'break' outside loop, so the cell cannot run"),
    (code("f(**x, *y)"), "this is not Python 3: iterable argument unpacking follows keyword"),
]


@pytest.mark.parametrize(("cell", "words"), BAD)
def test_a_bad_cell_is_refused_or_recorded_as_dropped(cell: object, words: str) -> None:
    data = document(code("x = 1"), cell)
    with pytest.raises(Stop) as stopped:
        read_bytes(data, "a.ipynb")
    [sentence] = stopped.value.sentences
    assert sentence.startswith("a.ipynb: cell 2") and words in sentence and "; " in sentence
    skipped = read_bytes(data, "a.ipynb", skip_bad_cells=True)
    assert skipped.cells[1].dropped and skipped.cells[1].python == ""
    assert [(each.code, each.level, each.cell) for each in skipped.findings] == [("NB007", "error", 1)]
    json.dumps([each.text for each in skipped.findings] + [each.source for each in skipped.cells]).encode()


def test_all_bad_cells_are_named_at_once_with_their_count() -> None:
    data = document(
        code("x = 1"), code("x ="), {"cell_type": "markdown", "source": "a"}, code("\ny = (", execution_count=7)
    )
    with pytest.raises(Stop) as stopped:
        read_bytes(data, "a.ipynb")
    assert [sentence.split(":")[1] for sentence in stopped.value.sentences] == [
        " cell 2, line 1",
        " cell 4 (In[7]), line 2",
    ]


def test_cells_with_one_fault_are_named_in_one_sentence() -> None:
    data = document(
        code('"""all of\nit'), code("x = 1"), code('"""more', execution_count=4), code("y = ("), code('\n"""and more')
    )
    with pytest.raises(Stop) as stopped:
        read_bytes(data, "a.ipynb")
    assert [sentence.rpartition(";")[0] for sentence in stopped.value.sentences] == [
        "a.ipynb: cells 1 and 3 (In[4]), line 1 of each: this is not Python 3: unterminated triple-quoted string literal",
        "a.ipynb: cell 4, line 1: this is not Python 3: '(' was never closed",
        "a.ipynb: cell 5, line 2: this is not Python 3: unterminated triple-quoted string literal",
    ]


def test_a_tagged_cell_is_dropped_whatever_it_holds() -> None:
    notebook = read_bytes(
        document(code("x = 1"), code("y =", "nb2prod:drop"), code("z = 1", "nb2prod:drop")), "a.ipynb"
    )
    assert [(cell.python, cell.dropped) for cell in notebook.cells] == [
        ("x = 1", ""), ("", "the cell is tagged nb2prod:drop"), ("z = 1", "the cell is tagged nb2prod:drop"),
    ]  # fmt: skip


def test_tags() -> None:
    notebook = read_bytes(document(code("x = 1", "parameters", "mine", "nb2prod:step=a", "nb2prod:dorp")), "a.ipynb")
    assert notebook.cells[0].tags == {"parameters", "nb2prod:step=a"}
    assert [each.code for each in notebook.findings] == ["NB006"]


IDLE = [
    (("nb2prod:step=",), ["NB006"]),
    (("nb2prod:step= ",), ["NB006"]),
    (("nb2prod:report",), ["NB008"]),
    (("nb2prod:drop", "nb2prod:keep", "parameters"), ["NB009"]),
    (("nb2prod:drop",), []),
    (("nb2prod:keep", "nb2prod:step=a", "parameters"), []),
]


@pytest.mark.parametrize("tags, codes", IDLE)
def test_tags_without_effect_are_said(tags: tuple[str, ...], codes: list[str]) -> None:
    notebook = read_bytes(document(code("x = 1", *tags), code("y = 1")), "a.ipynb")
    assert [each.code for each in notebook.findings] == codes


def test_text_cells_are_kept_readable() -> None:
    notebook = read_bytes(document(code("x = 1"), {"cell_type": "markdown", "source": "a\0b\ud800"}), "a.ipynb")
    assert notebook.cells[1].source == "a\ufffdb\ufffd"
    assert [each.code for each in notebook.findings] == ["NB005"]


def test_no_warning_is_printed() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_bytes(document(code("x = '\\d' is 1\nassert (x, 'y')")), "a.ipynb")


def read(*sources: str) -> Notebook:
    return read_bytes(document(*(code(source) for source in sources)), "a.ipynb")


def test_cells_keep_what_the_stages_need() -> None:
    cell = read_bytes(document(code("import os\n!wget x", execution_count=3)), "a.ipynb").cells[0]
    assert (cell.index, cell.kind, cell.count, cell.imports) == (0, "code", 3, {"subprocess"})


def test_names_of_other_cells_are_put_into_shell_lines() -> None:
    assert read("url = 'u'", "!wget $url $HOME").cells[1].python == "subprocess.run('wget $url $HOME', shell=True)"
    assert read("url = 'u'", "!wget $url").cells[1].python == "subprocess.run('wget {0}'.format(url), shell=True)"


CAPTURED = "with contextlib.redirect_stdout(io.StringIO()) as out:"
CAPTURES = [
    ("%%capture out\nprint(1)", f"{CAPTURED}\n    print(1)"),
    ("%%capture out --no-stderr\n%%time\nx = '''a\nb'''\n\nif x:\n    print(f'''{x}\n  c''')",
     f"{CAPTURED}\n\n    x = '''a\nb'''\n\n    if x:\n        print(f'''{{x}}\n  c''')"),
    ("%%capture out\n# nothing", f"{CAPTURED} pass\n    # nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "python"), CAPTURES)
def test_captured_output_that_is_read_is_captured(cell: str, python: str) -> None:
    found = read(cell, "text = out.stdout\nout.show()\nout()")
    assert found.cells[0].python == python
    assert found.cells[1].python == "text = out.getvalue()\n\n"
    assert found.cells[0].imports == {"contextlib", "io"}
    assert found.findings == ()


NOT_CAPTURED = [
    (("%%capture out\nprint(1)", "x = 1"), []),
    (("%%capture\nprint(1)", "x = 1"), []),
    (("%%capture out --no-stdout\nprint(1)", "out.stderr"), ["NB016"]),
    (("%%capture out\nprint(1)", "out = 3", "print(out)"), ["NB016"]),
]


@pytest.mark.parametrize(("cells", "codes"), NOT_CAPTURED)
def test_output_that_nobody_reads_or_that_has_no_one_name(cells: tuple[str, ...], codes: list[str]) -> None:
    found = read(*cells)
    assert found.cells[0].python == "\nprint(1)"
    assert [each.code for each in found.findings] == codes


LISTS = [
    ("a = files.n", "a = '\\n'.join(files)"),
    ("a = files.s + files.spstr", "a = ' '.join(files) + ' '.join(files)"),
    ("a = files.l", "a = files"),
    ("a = files.grep('csv')", "a = [line for line in files if re.search('csv', line, re.IGNORECASE)]"),
    ("a = files.fields(1)", "a = [line.split()[1] for line in files if len(line.split()) > 1]"),
    ("a = files.grep('x').n", "a = '\\n'.join([line for line in files if re.search('x', line, re.IGNORECASE)])"),
    ("a = files.index('b')", "a = files.index('b')"),
    ("a = other.n", "a = other.n"),
    ("a = files[0].s", "a = files[0].s"),
]


@pytest.mark.parametrize(("cell", "python"), LISTS)
def test_lines_of_a_command_are_a_plain_list(cell: str, python: str) -> None:
    assert read("files = !cat a\nother = 3", cell).cells[1].python == python
    assert read("files = !cat a\nfiles = Box()", cell).cells[1].python == cell


def test_a_written_file_that_is_also_run_is_written_and_a_module() -> None:
    notebook = read("%%writefile train.py\nx = 1\n", "!python train.py")
    assert [module.path for module in notebook.modules] == ["train.py"]
    assert notebook.cells[0].python.startswith("pathlib.Path('train.py').write_text('x = 1\\n'")
    assert "NB019" in [each.code for each in notebook.findings]


def test_the_shell_object_under_another_name() -> None:
    notebook = read("ip = get_ipython()", "ip.magic('matplotlib inline')\nif ip is not None:\n    ip.system('wget x')")
    assert notebook.cells[0].python == "ip = None"
    assert notebook.cells[1].python == "\nif ip is not None:\n    subprocess.run('wget x', shell=True)"
