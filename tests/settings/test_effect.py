"""Every setting has its effect, for the repository and for one notebook, or is refused."""

from pathlib import Path

import pytest

from nb2prod.errors import ExitCode, Stop
from nb2prod.settings.keys import NOTEBOOK, SETTINGS
from tests.check.repository import ask, convert, notebook, write

BOOK = "books/totals.ipynb"
MODELS = (
    (
        "code",
        "import pandas as pd\nfrom sklearn.linear_model import LinearRegression, Ridge\n\ndf = pd.read_csv('d.csv')",
    ),
    ("code", "first = LinearRegression().fit(df[['a']], df['y'])"),
    ("code", "second = Ridge().fit(df[['a']], df['y'])\nprediction = second.predict(df[['a']])"),
)


@pytest.fixture(autouse=True)
def repo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    write(BOOK, MODELS)


def settle(text):
    Path("nb2prod.yaml").write_text(text)


def own(text):
    return f"notebooks:\n  {BOOK}: {{{text}}}\n"


@pytest.mark.parametrize(
    "text, project",
    [
        ("output: services\n", "services/totals"),
        (own("output: here/it"), "here/it"),
        ("output: services\n" + own("output: here/it"), "here/it"),
        (own("package: sums"), "prod/sums"),
    ],
)
def test_output_and_package(text, project):
    settle(text)
    assert convert(BOOK) is ExitCode.DONE
    assert Path(project, ".nb2prod/lock.json").is_file()
    assert (ask(BOOK).code, ask(BOOK).quick) == (ExitCode.DONE, 1)


def test_final_model():
    convert(BOOK)
    before = Path("prod/totals/src/totals/inference.py").read_text()
    settle(own("final_model: first"))
    assert ask(BOOK).code is ExitCode.DIFFERENT
    assert convert(BOOK) is ExitCode.DONE
    after = Path("prod/totals/src/totals/inference.py").read_text()
    assert before != after and "first" in after
    assert ask(BOOK).quick == 1


@pytest.mark.parametrize("text", ["persistence: skops\n", own("persistence: skops")])
def test_persistence(text):
    convert(BOOK)
    settle(text)
    assert ask(BOOK).code is ExitCode.DIFFERENT
    assert convert(BOOK) is ExitCode.DONE
    assert "skops" in Path("prod/totals/src/totals/artifacts.py").read_text()
    trusted = Path("prod/totals/src/totals/trusted_types.py")
    trusted.write_text(trusted.read_text().replace("= []", '= ["sklearn.tree._tree.Tree"]'))
    write(BOOK, (*MODELS, ("code", "third = second.coef_ * 2")))
    assert convert(BOOK) is ExitCode.DONE
    assert "sklearn.tree" in trusted.read_text()
    settle(own("persistence: joblib"))
    convert(BOOK)
    assert "joblib" in Path("prod/totals/src/totals/artifacts.py").read_text()


OUT_OF_ORDER = (
    ("code", "rows = []"),
    ("code", "rows.append('written second, run last')"),
    ("code", "rows.append('written last, run second')"),
)


def out_of_order(path):
    import json

    document = notebook(OUT_OF_ORDER)
    for cell, count in zip(document["cells"], (1, 9, 5), strict=True):
        cell["execution_count"] = count
    Path(path).write_text(json.dumps(document))


@pytest.mark.parametrize(
    "text, first",
    [
        ("", "written second"),
        ("order: document\n", "written second"),
        ("order: execution\n", "written last"),
        (own("order: execution"), "written last"),
        ("order: execution\n" + own("order: document"), "written second"),
        ("order: execution\n" + own("package: other"), "written last"),
    ],
)
def test_order(text, first):
    out_of_order(BOOK)
    settle(text)
    convert(BOOK)
    [run] = Path("prod").glob("*/src/*/run.py")
    code = run.read_text()
    other = {"written second": "written last", "written last": "written second"}[first]
    assert -1 < code.index(first) < code.index(other)
    assert (ask(BOOK).code, ask(BOOK).quick) == (ExitCode.DONE, 1)


def test_exceptions():
    convert(BOOK)
    for path in ("README.md", "tests/conftest.py"):
        Path("prod/totals", path).write_text("mine\n")
    Path("prod/totals/config.yaml").unlink()
    settle(own('exceptions: [README.md, "tests/*", config.yaml]'))
    write(BOOK, (*MODELS, ("code", "third = second.coef_ * 2")))
    assert convert(BOOK) is ExitCode.DONE
    assert Path("prod/totals/README.md").read_text() == Path("prod/totals/tests/conftest.py").read_text() == "mine\n"
    assert not Path("prod/totals/config.yaml").exists()
    assert "third" in Path("prod/totals/src/totals/train.py").read_text()
    assert (ask(BOOK).code, ask(BOOK).quick) == (ExitCode.DONE, 1)


def test_an_exception_from_the_start():
    settle(own("exceptions: [README.md]"))
    assert convert(BOOK) is ExitCode.DONE
    assert not Path("prod/totals/README.md").exists()
    assert (ask(BOOK).code, ask(BOOK).quick) == (ExitCode.DONE, 1)


def test_an_exception_that_ends_is_an_edit_like_any_other():
    convert(BOOK)
    readme = Path("prod/totals/README.md")
    readme.write_text("Mine.\n\n" + readme.read_text())
    settle(own("exceptions: [README.md]"))
    write(BOOK, (*MODELS, ("code", "third = second.coef_ * 2")))
    convert(BOOK)
    settle("")
    assert ask(BOOK).code is ExitCode.DIFFERENT
    assert convert(BOOK) is ExitCode.DONE
    assert readme.read_text().startswith("Mine.\n") and "third" in readme.read_text()


REFUSED = [
    (own("targets: [helm]"), "Unknown target helm"),
    (own("final_model: secnod"), "did you mean `second`?"),
    (own("package: pandas"), "would hide a module of that name"),
    (own("package: class"), "would hide a module of that name"),
    (own("exceptions: [src/totals/trian.py]"), "did you mean `src/totals/train.py`?"),
    ("notebooks: {books/total.ipynb: {package: x}}", "did you mean books/totals.ipynb?"),
    ("notebooks: {totals.ipynb: {package: x}}", "did you mean books/totals.ipynb?"),
]


@pytest.mark.parametrize("text, said", REFUSED)
def test_without_effect(text, said):
    from nb2prod import delivery, pipeline

    settle(text)
    [outcome] = pipeline.convert([Path(BOOK)], delivery.Options())
    assert (outcome.code, said in " ".join(outcome.sentences)) == (ExitCode.BAD_INPUT, True), outcome.sentences
    assert not Path("prod").exists()


def test_every_setting_is_in_a_test():
    here = Path(__file__).read_text("utf-8")
    assert [key for key in {*SETTINGS, *NOTEBOOK} if f"{key}: " not in here] == []


def test_wrong_settings_stop_check_too():
    settle("oder: document\n")
    with pytest.raises(Stop, match="did you mean `order`"):
        ask(".")
