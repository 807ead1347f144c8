"""What generated modules need of a file that is out of nb2prod's hands is said, by `convert` and `check` alike."""

from pathlib import Path

import pytest

from nb2prod.errors import ExitCode
from nb2prod.resolve import resolve
from tests.check.repository import ask, convert, write

BOOK = "books/totals.ipynb"
CELLS = (
    ("code", "import pandas as pd"),
    ("code", "def clean(df):\n    return df.dropna()"),
    ("code", "df = clean(pd.read_csv('d.csv'))"),
    ("code", "df.to_csv('out.csv')"),
)
MORE = (
    *CELLS[:2],
    ("code", "def double(df):\n    return df * 2"),
    ("code", "df = double(clean(pd.read_csv('d.csv')))"),
    CELLS[3],
)
PROJECT = Path("prod/totals")
DEFINITIONS = PROJECT / "src/totals/definitions.py"
RUN = PROJECT / "src/totals/run.py"


@pytest.fixture(autouse=True)
def repo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    write(BOOK, CELLS)
    assert convert(BOOK) is ExitCode.DONE


def except_definitions():
    Path("nb2prod.yaml").write_text(f"notebooks: {{{BOOK}: {{exceptions: [src/totals/definitions.py]}}}}\n")


def test_an_excepted_file_lacks_a_name():
    except_definitions()
    before = DEFINITIONS.read_text()
    write(BOOK, MORE)
    assert ask(BOOK).code is ExitCode.CONFLICT
    for _ in range(2):
        assert convert(BOOK) is ExitCode.CONFLICT
        assert ask(BOOK).code is ExitCode.CONFLICT
    assert DEFINITIONS.read_text() == before and "double(" in RUN.read_text()
    DEFINITIONS.write_text(before + "\n\ndef double(df):\n    return df * 2\n")
    assert ask(BOOK).code is ExitCode.DONE
    assert convert(BOOK) is ExitCode.DONE


def test_a_person_accepts_it():
    except_definitions()
    write(BOOK, MORE)
    assert convert(BOOK) is ExitCode.CONFLICT
    assert resolve(RUN).code is ExitCode.DONE
    assert (ask(BOOK).code, convert(BOOK), ask(BOOK).code) == (ExitCode.DONE,) * 3
