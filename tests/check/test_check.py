"""`check` says what `convert` would do, about the notebooks that are its business, in words, and writes nothing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nb2prod import check, read, unchanged
from nb2prod.errors import ExitCode, Stop
from tests.check.repository import CELLS, ask, changed, convert, notebook, snapshot, would, write

BOOK = "books/totals.ipynb"
PROJECT = Path("prod/totals")


@pytest.fixture(autouse=True)
def repo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    write(BOOK)


@pytest.fixture
def converted(repo):
    assert convert(BOOK) is ExitCode.DONE


def words(answer):
    return "\n".join(check.sentences(answer))


# ------------------------------------------------------------------------------------------------------------- in step


def again():
    write(BOOK, start=500)


def other_layout():
    Path(BOOK).write_text(json.dumps(notebook(start=3), indent=4, sort_keys=True) + "\n")


def other_tag():
    write(BOOK, tags=[(3, "slideshow")])


@pytest.mark.parametrize("change", [lambda: None, again, other_layout, other_tag])
def test_unchanged_needs_no_analysis(converted, change):
    change()
    answer = ask(BOOK)
    assert (answer.code, answer.quick, would(BOOK)) == (ExitCode.DONE, 1, ExitCode.DONE)
    assert words(answer) == "1 of 1 project in step."


HEAVY = ("libcst", "nbformat", "jinja2", "IPython", "rich", "nb2prod.analyse", "nb2prod.plan", "nb2prod.emit")


def test_unchanged_imports_nothing_heavy(converted):
    code = (
        "import sys; from nb2prod import cli\n"
        "sys.argv = ['nb2prod', 'check', '.']\n"
        "try: cli.main()\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "1 of 1 project in step.\n", 0)


# --------------------------------------------------------------------------------------------------------- not in step

NEW = (*CELLS[:4], ("code", "df = df.drop_duplicates()"), *CELLS[4:])
WHY = [
    ("a cell changed", changed(3, "df = df.dropna()\ndf = df[df['amount'] > 1]"), "cell 4 changed: `clean_up`"),
    ("a parameter changed", changed(1, CELLS[1][1].replace(";", "|")), "cell 2 changed: `sep` is stale"),
    ("a cell is new", NEW, "cell 5 is new"),
    ("a cell is gone", (*CELLS[:3], *CELLS[4:]), "what was cell 4 is gone: `"),
    ("cells moved", (*CELLS[:5], CELLS[6], CELLS[5]), " was cell "),
    ("a heading changed", changed(2, "## Tidy"), "cell 3 changed"),
]


@pytest.mark.parametrize("what, cells, said", WHY, ids=[row[0] for row in WHY])
def test_why_in_words(converted, what, cells, said):
    write(BOOK, cells)
    answer = ask(BOOK)
    assert (answer.code, answer.quick) == (ExitCode.DIFFERENT, 0)
    assert said in words(answer)
    assert f"{BOOK} -> prod/totals: not in step" in words(answer)
    assert "0 of 1 project in step." in words(answer)


def test_a_tag_changes_the_cell(converted):
    write(BOOK, tags=[(3, "nb2prod:step=tidy")])
    assert "cell 4 changed: `tidy` is stale" in words(ask(BOOK))


OTHER_REASONS = [
    ("nb2prod.yaml", f"notebooks: {{{BOOK}: {{final_model: m}}}}", "no model is fitted"),
    ("nb2prod.yaml", f"notebooks: {{{BOOK}: {{package: json}}}}", "would hide a module"),
    ("nb2prod.yaml", "notebooks: {books/totls.ipynb: {package: sums}}", "did you mean books/totals.ipynb?"),
    ("nb2prod.yaml", f"notebooks: {{{BOOK}: {{exceptions: [REDME.md]}}}}", "did you mean `README.md`?"),
    ("nb2prod.yaml", f"notebooks: {{{BOOK}: {{package: sums}}}}", "there is no project in prod/sums yet"),
    ("nb2prod.yaml", "output: services", "there is no project in services/totals yet; prod/totals was made from it"),
    ("books/pandas.py", "def read_csv(*a, **k): ...", "pandas.py beside the notebook is new"),
]


@pytest.mark.parametrize("file, text, said", OTHER_REASONS)
def test_reasons_beside_the_cells(converted, file, text, said):
    Path(file).write_text(text)
    answer = ask(BOOK)
    assert answer.code == would(BOOK)
    assert answer.code in (ExitCode.DIFFERENT, ExitCode.BAD_INPUT)
    assert said in words(answer)


def test_another_version_of_ours(converted, monkeypatch):
    monkeypatch.setattr("nb2prod.__version__", "99.0")
    Path("prod/totals/.nb2prod/base/README.md").write_text("damaged")
    answer = ask(BOOK)
    assert (answer.quick, answer.code) == (0, would(BOOK))


def test_a_module_beside_the_notebook(repo):
    Path("books/helper.py").write_text("a = 1\n")
    write(BOOK, changed(6, "import helper\ntotals.to_csv('totals.csv')\nkept = helper.a"))
    convert(BOOK)
    assert ask(BOOK).quick == 1
    Path("books/helper.py").write_text("a = 2\n")
    assert "helper.py beside the notebook changed" in words(ask(BOOK))
    Path("books/helper.py").unlink()
    assert "helper.py beside the notebook is gone" in words(ask(BOOK))


def test_bad_input_is_what_convert_says(converted):
    write(BOOK, changed(3, "print 'no'"))
    answer = ask(BOOK)
    assert (answer.code, would(BOOK)) == (ExitCode.BAD_INPUT, ExitCode.BAD_INPUT)
    assert "totals.ipynb: cell 4" in words(answer)


def test_skipped_cells_are_refused_as_convert_refuses_them(repo):
    write(BOOK, changed(3, "print 'no'"))
    convert(BOOK, skip_bad_cells=True)
    assert (ask(BOOK).code, would(BOOK)) == (ExitCode.BAD_INPUT, ExitCode.BAD_INPUT)


def test_an_option_without_effect_is_not_kept(repo):
    convert(BOOK, skip_bad_cells=True)
    assert (ask(BOOK).code, ask(BOOK).quick) == (ExitCode.DONE, 1)


# ------------------------------------------------------------------------------------------------------ whose business


def test_a_notebook_that_was_never_converted_is_left_alone(converted):
    write("books/scratch.ipynb")
    for given in (["books/scratch.ipynb"], ["."]):
        answer = ask(*given)
        assert (answer.code, answer.left_alone) == (ExitCode.DONE, ("books/scratch.ipynb",))
        assert "books/scratch.ipynb was never converted, and no settings list it: left alone." in words(answer)


def test_a_listed_notebook_is_owned(repo):
    Path("nb2prod.yaml").write_text(f"notebooks: {{{BOOK}: {{}}}}")
    answer = ask(".")
    assert (answer.code, would(BOOK)) == (ExitCode.DIFFERENT, ExitCode.DIFFERENT)
    assert "there is no project in prod/totals yet" in words(answer)
    convert(BOOK)
    assert ask(".").code is ExitCode.DONE


def test_one_notebook_with_its_folder_is_owned(repo):
    assert ask(BOOK, output=Path("there")).code is ExitCode.DIFFERENT
    convert(BOOK, output=Path("there"))
    assert (ask(BOOK, output=Path("there")).code, ask(BOOK, output=Path("there")).quick) == (ExitCode.DONE, 1)
    assert ask(BOOK).code is would(BOOK) is ExitCode.DIFFERENT


def test_several_with_a_folder(repo):
    write("books/other.ipynb")
    convert("books", output=Path("all"))
    assert (ask("books", output=Path("all")).code, ask("books", output=Path("all")).quick) == (ExitCode.DONE, 2)


def test_a_notebook_that_went(converted):
    write("books/more.ipynb", (("code", "more = 1"),))
    convert("books/more.ipynb")
    Path(BOOK).unlink()
    answer = ask(".")
    assert (answer.code, would(".")) == (ExitCode.DIFFERENT, ExitCode.DIFFERENT)
    assert "totals was made from it: delete that folder, or bring the notebook back" in words(answer)
    assert ask("books/more.ipynb").code is ExitCode.DONE


def test_a_notebook_that_was_renamed(converted):
    Path(BOOK).rename("books/sums.ipynb")
    answer = ask(".")
    assert (answer.code, would(".")) == (ExitCode.DIFFERENT, ExitCode.DIFFERENT)
    assert "books/sums.ipynb looks like it" in words(answer)
    convert("books/sums.ipynb")  # before anybody moved the project
    assert "books/sums.ipynb, which looks like it, has prod/sums now: if it was renamed, delete prod/sums" in words(
        ask(".")
    )
    shutil.rmtree("prod/sums")
    Path("prod/totals").rename("prod/sums")
    assert convert("books/sums.ipynb") == ExitCode.DONE and ask(".").code == ExitCode.DONE


def test_a_project_of_which_only_the_bookkeeping_is_left(converted):
    Path(BOOK).unlink()
    for path in Path("prod/totals").iterdir():
        if path.name != ".nb2prod":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "nothing but .nb2prod is left of prod/totals: delete that folder" in words(ask("."))


def test_a_listed_notebook_that_is_not_there(converted):
    Path("nb2prod.yaml").write_text("notebooks: {books/gone.ipynb: {}}")
    assert "lists it, and it is not there" in words(ask("."))
    assert ask(BOOK).code is ExitCode.DONE


def test_one_name_twice(converted):
    write("old/totals.ipynb")
    convert("old/totals.ipynb", output=Path("elsewhere"))
    with pytest.raises(Stop, match="would both get the package name totals"):
        ask(".")
    with pytest.raises(Stop, match="would both get the package name totals"):
        would(".")


def test_a_notebook_that_never_was(repo):
    answer = ask("books/typo.ipynb")
    assert answer.code is would("books/typo.ipynb") is not ExitCode.DONE
    assert "typo.ipynb" in words(answer)


def test_a_folder_without_notebooks(repo):
    Path("empty").mkdir()
    assert (ask("empty").code, would("empty", owned=True), would("empty")) == (
        ExitCode.DONE,
        ExitCode.DONE,
        ExitCode.BAD_INPUT,
    )
    assert "empty: no notebooks in this folder." in words(ask("empty"))


# ------------------------------------------------------------------------------------------------------- it only reads


def test_it_writes_nothing(converted):
    write(BOOK, NEW)
    write("books/other.ipynb")
    Path("nb2prod.yaml").write_text("notebooks: {books/other.ipynb: {}}")
    before = snapshot()
    assert ask(".").code is ExitCode.DIFFERENT
    assert snapshot() == before


def test_a_damaged_lock_is_what_convert_says(converted):
    (PROJECT / ".nb2prod/lock.json").write_text("{")
    assert (ask(BOOK).code, would(BOOK)) == (ExitCode.BAD_INPUT, ExitCode.BAD_INPUT)


def test_a_killed_run_is_not_in_step(converted):
    (PROJECT / ".nb2prod/journal.json").write_text("[]")
    answer = ask(BOOK)
    assert (answer.code, "a run that was killed has to be finished" in words(answer)) == (ExitCode.DIFFERENT, True)


def test_a_target_that_is_a_file(repo):
    Path("prod").mkdir()
    PROJECT.write_text("")
    Path("nb2prod.yaml").write_text(f"notebooks: {{{BOOK}: {{}}}}")
    assert (ask(BOOK).code, would(BOOK)) == (ExitCode.ENVIRONMENT, ExitCode.ENVIRONMENT)


# ---------------------------------------------------------------------------------------------------------- as a user


def run(*arguments):
    return subprocess.run([sys.executable, "-m", "nb2prod", *arguments], capture_output=True, text=True)


def test_json_counts_from_0(converted):
    write(BOOK, changed(3, "df = df.dropna()"))
    done = run("check", BOOK, "--json", "--diff")
    [entry] = json.loads(done.stdout)["notebooks"]
    assert (done.returncode, entry["in_step"], entry["code"], entry["project"]) == (1, False, 1, "prod/totals")
    assert entry["cells"] == [{"change": "changed", "cell": 3, "was": 3, "stale": entry["cells"][0]["stale"]}]
    assert "src/totals/run.py" in entry["write"] and "+++ b/prod/totals/src/totals/run.py" in entry["diff"]


def test_diff_is_what_convert_would_write(converted):
    write(BOOK, changed(3, "df = df.dropna()"))
    checked, converting = run("check", BOOK, "--diff"), run("convert", BOOK, "--diff", "--jobs", "1")
    assert (checked.stdout, checked.returncode) == (converting.stdout, 1)
    assert checked.stdout.startswith("--- a/prod/totals/")


def test_origin_is_read_once_for_each_notebook(converted, monkeypatch):
    calls = []
    monkeypatch.setattr(unchanged.read, "read_origin", lambda *a: calls.append(a) or read.origin.read_origin(*a))
    ask(".")
    assert len(calls) == 1


def test_owned_converts_what_check_checks(converted):
    write(BOOK, NEW)
    write("books/scratch.ipynb")
    assert would(".", owned=True) is ask(".").code is ExitCode.DIFFERENT
    assert convert(".", owned=True) is ExitCode.DONE
    assert sorted(path.name for path in Path("prod").iterdir()) == ["totals"]
    assert would(".", owned=True) is ask(".").code is ExitCode.DONE
