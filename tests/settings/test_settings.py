"""What is understood, and what is refused with a hint."""

from pathlib import Path

import pytest
import yaml

from nb2prod.errors import ExitCode, Stop
from nb2prod.settings import NotebookSettings, load_settings
from nb2prod.settings.keys import NOTEBOOK, SETTINGS

YAML = """\
output: services
order: execution
notebooks:
  notebooks/churn.ipynb:
    package: churn_model
    targets: [report]
"""
TOML = """\
[tool.nb2prod]
output = "services"
order = "execution"
[tool.nb2prod.notebooks."notebooks/churn.ipynb"]
package = "churn_model"
targets = ["report"]
"""


@pytest.mark.parametrize("name, text", [("nb2prod.yaml", YAML), ("pyproject.toml", TOML)])
def test_both_files_say_the_same(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    settings = load_settings(folder)
    assert (settings.root, settings.output, settings.source) == (tmp_path, "services", tmp_path / name)
    assert settings.notebook(folder / "churn.ipynb") == NotebookSettings(
        package="churn_model", order="execution", targets=("report",)
    )
    assert settings.notebook(folder / "other.ipynb") == NotebookSettings(order="execution")


def test_the_nearest_root_counts(tmp_path):
    (tmp_path / "nb2prod.yaml").write_text("output: far")
    (tmp_path / "inner" / ".git").mkdir(parents=True)
    settings = load_settings(tmp_path / "inner")
    assert (settings.root, settings.output, settings.source) == (tmp_path / "inner", "prod", None)


def test_an_empty_file_settles_nothing_but_the_root(tmp_path):
    (tmp_path / "nb2prod.yaml").write_text("")
    assert load_settings(tmp_path).output == "prod"


def test_without_a_root_it_is_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nnb2prod = 'no settings'\n")
    monkeypatch.chdir(tmp_path / "here")
    assert load_settings(tmp_path).root == tmp_path / "here"


def test_the_sample_of_the_readme_holds(tmp_path):
    """Every key of the tables stands in it, and it is understood."""
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    (tmp_path / "nb2prod.yaml").write_text(readme.split("### Settings")[1].split("```yaml\n")[1].split("```")[0])
    settings = load_settings(tmp_path)
    [(path, own)] = settings.notebooks.items()
    assert (settings.output, path, own.order) == ("services", "notebooks/churn.ipynb", "execution")
    written = yaml.safe_load((tmp_path / "nb2prod.yaml").read_text())
    assert {*written} == {*SETTINGS} and {*written["notebooks"][path]} == {*NOTEBOOK} - {
        "targets"
    }  # there are none yet


REFUSED = [
    ("nb2prod.yaml", "outptu: x", "unknown key `outptu`; did you mean `output`?"),
    ("nb2prod.yaml", "zzz: x", "known are output, order, persistence, notebooks"),
    ("nb2prod.yaml", "1: x", "unknown key `1`"),
    ("nb2prod.yaml", "- a", "keys with values are expected"),
    ("nb2prod.yaml", "a: [", "is not YAML"),
    (
        "nb2prod.yaml",
        "# ours\n<<<<<<< HEAD\noutput: a\n=======\noutput: b\n>>>>>>> two\n",
        "nb2prod.yaml, line 2: git's conflict markers",
    ),
    (
        "pyproject.toml",
        "<<<<<<< HEAD\n[tool.nb2prod]\n=======\n>>>>>>> two\n",
        "pyproject.toml, line 1: git's conflict markers",
    ),
    ("nb2prod.yaml", "output: a\nnotebooks: {}\noutput: b", "line 3: `output` stands there twice"),
    ("nb2prod.yaml", "notebooks:\n  a.ipynb: {}\n  a.ipynb: {package: x}", "line 3: `a.ipynb` stands there twice"),
    ("nb2prod.yaml", "persistence: pickle", "`persistence` must be `joblib` or `skops`"),
    ("nb2prod.yaml", "order: random", "`order` must be `document` or `execution`"),
    ("nb2prod.yaml", "output: ../up", "`output` must be a path below"),
    ("nb2prod.yaml", "output: /abs", "`output` must be a path below"),
    (
        "nb2prod.yaml",
        "notebooks: {a.ipynb: {pakage: x}}",
        "notebooks: a.ipynb: unknown key `pakage`; did you mean `package`?",
    ),
    ("nb2prod.yaml", "notebooks: {a.ipynb: {package: My-Model}}", "`package` must be a lower-case Python identifier"),
    ("nb2prod.yaml", "notebooks: {a.ipynb: {targets: report}}", "`targets` must be a list of texts"),
    ("nb2prod.yaml", "notebooks: {a.ipynb: 1}", "notebooks: a.ipynb: keys with values"),
    ("nb2prod.yaml", "notebooks: {1: {}}", "`notebooks` must be a section"),
    ("pyproject.toml", "[tool.nb2prod]\nouput = 'x'", "did you mean `output`?"),
    ("pyproject.toml", "[tool.nb2prod\n", "is not TOML"),
]


@pytest.mark.parametrize("name, text, sentence", REFUSED)
def test_refused(tmp_path, name, text, sentence):
    (tmp_path / name).write_text(text)
    with pytest.raises(Stop) as stop:
        load_settings(tmp_path)
    assert stop.value.code is ExitCode.BAD_INPUT
    assert sentence in str(stop.value) and name in str(stop.value)


def test_two_homes_are_refused(tmp_path):
    (tmp_path / "nb2prod.yaml").write_text(YAML)
    (tmp_path / "pyproject.toml").write_text(TOML)
    with pytest.raises(Stop, match="keep one of them"):
        load_settings(tmp_path)
