import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from email.message import Message
from functools import cache
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
import yaml

from nb2prod.emit.command import command_imports, command_source
from nb2prod.emit.format import format_python
from nb2prod.emit.parameters import annotation_of
from nb2prod.emit.project import project_files
from nb2prod.emit.serving import serves
from nb2prod.emit.templates import template_root
from nb2prod.model import (
    Artifact,
    Cell,
    Choice,
    Facts,
    File,
    Finding,
    Inference,
    LineFate,
    Notebook,
    Parameter,
    Plan,
    Program,
    Requirement,
    Statement,
    Step,
)
from tests.notebooks import project

HOSTILE = 'x"""\nimport os; os.system("touch pwned")\r# \x85{{ 1 }} [[ 1 ]] \u2028<script> `a` | $(b) \\'

WORKFLOW = """
{imports}
from typing import Any, NamedTuple
from {package}.config import Config

class Threshold:
    feature_names_in_ = ["a"]
    def predict(self, X):
        return (X["a"] > 1).to_numpy()

class Training(NamedTuple):
    learned: dict[str, Any]
    metrics: dict[str, Any]
    seen: Any = None

def {workflow}(config: Config, measured: Any = None) -> Training:
    open(config.data_path).close()
    return Training({{"model": Threshold()}}, {{"accuracy": 0.5}}, {seen})

{main}
"""


def parameter(name: str, type: str, default: object, step: str = "load_data", **more: object) -> Parameter:
    return Parameter(name, type, default, f"What {name} is.", step, 2, 1, "pd.read_csv", "test", **more)


def statement(id: int, cell: int, source: str) -> Statement:
    return Statement(id, cell, 1, 1, 0, source, ast.parse(source).body[0], Facts())


CELLS = (
    Cell(0, "markdown", "# Customer churn\nIn this notebook we predict who is going to leave us."),
    Cell(1, "code", "import pandas as pd"),
    Cell(2, "code", 'df = pd.read_csv("data/telco.csv")\ndf.head()'),
    Cell(3, "code", "%matplotlib inline", lines=(LineFate(1, 1, "%matplotlib inline", "dropped", (), "display only"),)),
)
TELCO = Plan(
    program=Program(
        notebook=Notebook("telco", "telco.ipynb", CELLS),
        statements=(
            statement(0, 1, "import pandas as pd"),
            statement(1, 2, 'df = pd.read_csv("data/telco.csv")'),
            statement(2, 2, "df.head()"),
        ),
        edges=(),
        imports=(),
        exits={},
    ),
    package="telco",
    title="Customer churn",
    workflow="train",
    choices=(
        Choice(0, "import", "used"),
        Choice(1, "train", "a load", "load_data"),
        Choice(2, "dropped", "a look at data"),
    ),
    steps=(
        Step("load_data", (1,), (), ("df",), ("data_path",), "Read the customers (cell 3).", (2,), "test"),
        Step("train_model", (), ("df",), ("model",), ("C",), "Fit the classifier (cell 5).", (4,), "test"),
    ),
    definitions=(),
    parameters=(
        parameter("data_path", "str", "data/telco.csv"),
        parameter("C", "float", 0.7, "train_model"),
        parameter("max_iter", "int", 2000, "train_model"),
        parameter("shuffle", "bool", True, "train_model"),
    ),
    edits=(),
    measures=(),
    artifacts=(Artifact("model", "estimator", 4, "test"),),
    metrics=(("accuracy", "accuracy"),),
    inference=Inference("features", "one median is learned", model="model"),
    requirements=(Requirement("pandas"),),
    findings=(Finding("NB101", "warning", "`x` is read before it is bound", "Run in order.", 3, 1),),
)
REPORT = replace(TELCO, package="sales", workflow="run", inference=None, artifacts=())
NO_INFERENCE = replace(TELCO, inference=Inference("none", "the frame comes from a database"))
NASTY = {  # name -> (type, value): names that pydantic, YAML, typer or the generated code use, and values that break writers
    "copy": ("int", 1), "json": ("str", HOSTILE), "schema": ("str", "\U0001f600 \x00 \ud800"), "model_config": ("float", 1e-05),
    "dict": ("dict", {"a": [1, None], 2: "x", "k" * 2000: {"nested": True}}), "list": ("list", ["no", "1e3", "~"]),
    "str": ("str", "1_000"), "load": ("bool", False), "train": ("bool", True), "settings": ("int", 3),
    "n": ("int", 1), "N": ("int", 10**30), "no": ("str", "null"), "größe": ("float", 1e16), "result": ("float", float("inf")),
    "typer": ("tuple", (1, 2)), "pairs": ("list", [(1, 2), (3, 4)]), "labels": ("set", {"b", "a"}), "nothing": ("int", None),
    "maybe": ("Optional[int]", None), "odd": ("strange.Type", 5), "raw": ("bytes", b"\x00\xff"), "mixed": ("list", [1, (2, 3)]),
    "by_pair": ("dict", {(1, 2): "x"}), "data_path": ("str", "rows.csv"),
}  # fmt: skip
SECRET = Parameter("api_key", "str", None, "Key of the service.", "", 1, 1, "constant", "test", required=True)
HOSTILE_PLAN = replace(
    TELCO,
    package="import_nb",
    title=HOSTILE,
    program=replace(TELCO.program, notebook=replace(TELCO.program.notebook, file=f"{HOSTILE}.ipynb")),
    parameters=(
        *(replace(parameter(name, *pair), help=HOSTILE, origin=HOSTILE) for name, pair in NASTY.items()),
        SECRET,
    ),
    steps=tuple(replace(step, doc=HOSTILE) for step in TELCO.steps),
    inference=Inference("features", HOSTILE, model="model"),
    findings=(Finding("NB101", "error", HOSTILE, HOSTILE, 0, 1),),
)
PLANS = {"train": TELCO, "run": REPORT, "none": NO_INFERENCE, "hostile": HOSTILE_PLAN}


@cache
def files(name: str) -> dict[str, str]:
    plan = PLANS[name]
    text = WORKFLOW.format(
        imports="\n".join(command_imports(plan)),
        package=plan.package,
        workflow=plan.workflow,
        seen=f"__import__('{plan.package}.schema').schema.remember(None)" if serves(plan) else "None",
        main=command_source(plan),
    )
    own = File(f"src/{plan.package}/{plan.workflow}.py", text)
    return {file.path: file.text for file in format_python((*project_files(plan), own))}


@pytest.fixture(scope="module")
def projects(tmp_path_factory):
    root = tmp_path_factory.mktemp("projects")
    for name in PLANS:
        for path, text in files(name).items():
            (root / name / path).parent.mkdir(parents=True, exist_ok=True)
            (root / name / path).write_text(text, encoding="utf-8")
    return root


def run(project: Path, *call: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(project / "src"), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run([sys.executable, *call], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("name", PLANS)
def test_every_python_file_is_python_3_9(name):
    for path, text in files(name).items():
        if path.endswith(".py"):
            ast.parse(text, path, feature_version=(3, 9))
            assert "nb2prod" not in text


@pytest.mark.parametrize("name", PLANS)
def test_own_tests_of_the_project_pass(projects, name):
    result = run(
        projects / name, "-W", "error::UserWarning", "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=projects / name
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", PLANS)
def test_no_unused_import_and_no_undefined_name(projects, name):
    rules = "F401,F821,F822,F823,E9"
    result = run(
        projects / name, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", rules, ".", cwd=projects / name
    )
    assert result.returncode == 0, result.stdout


def test_second_rendering_has_the_same_bytes():
    assert project_files(HOSTILE_PLAN) == project_files(HOSTILE_PLAN)


def test_files_of_each_kind_of_project():
    assert [path for path in files("train") if "src" in path] == [
        "src/telco/__init__.py", "src/telco/answering.py", "src/telco/artifacts.py", "src/telco/command.py",
        "src/telco/config.py", "src/telco/inference.py", "src/telco/metrics.py", "src/telco/rows.py", "src/telco/run_summary.py",
        "src/telco/schema.py", "src/telco/train.py",
    ]  # fmt: skip
    assert not {path for path in files("run") if "inference" in path or "artifacts" in path}
    assert ".env.example" in files("hostile") and ".env.example" not in files("train")


def test_every_template_is_used():
    from nb2prod.emit.project import FILES

    on_disk = {path.relative_to(template_root()).as_posix() for path in template_root().rglob("*.jinja")}
    assert on_disk == {template for _, template, _ in FILES} | {
        "src/PACKAGE/main.py.jinja",
        "src/PACKAGE/inference.main.jinja",
        "src/PACKAGE/answering.command.jinja",
        "src/PACKAGE/answering.probabilities.jinja",
    }


def test_no_module_of_the_notebook_takes_the_name_of_a_generated_one():
    from nb2prod.emit.code.imports import OURS
    from nb2prod.emit.project import FILES

    modules = {Path(path).stem for path, _, _ in FILES if path.startswith("src/PACKAGE/")}
    assert modules - {"__init__"} <= OURS


def test_a_module_that_differs_by_capitals_alone_has_another_name():
    made = project("%%writefile Metrics.py\nSIZE = 3", "import Metrics\nprint(Metrics.SIZE)")
    assert "src/paper/Metrics_.py" in made and "src/paper/Metrics.py" not in made  # one file on macOS and Windows


def test_config_yaml_reads_as_golden():
    assert files("train")["config.yaml"].splitlines()[3:] == [
        "# load_data",
        'data_path: "data/telco.csv"      # cell 3: pd.read_csv',
        "",
        "# train_model",
        "C: 0.7                           # cell 3: pd.read_csv",
        "max_iter: 2000                   # cell 3: pd.read_csv",
        "shuffle: true                    # cell 3: pd.read_csv",
    ]


def test_nasty_values_come_back_from_yaml_environment_and_defaults(projects, tmp_path):
    code = (
        "import sys, pathlib; from dataclasses import asdict; from import_nb.config import Config\n"
        "for c in (Config(api_key='k'), Config.load_(pathlib.Path(sys.argv[1]))): print(ascii(asdict(c)))"
    )
    config = projects / "hostile" / "config.yaml"
    result = run(projects / "hostile", "-W", "error", "-c", code, str(config), cwd=tmp_path, IMPORT_NB_api_key="k")
    assert result.returncode == 0, result.stderr
    expected = {name: value for name, (_, value) in NASTY.items()}
    for line in result.stdout.splitlines():
        got = eval(line, {"inf": float("inf")})
        assert got.pop("api_key") == "k"
        assert got == expected
        assert {name: type(value) for name, value in got.items()} == {name: type(v) for name, v in expected.items()}


def test_hostile_text_stays_text(projects, tmp_path):
    texts = files("hostile")
    assert yaml.safe_load(texts["config.yaml"]).keys() == NASTY.keys() - {"mixed", "by_pair"}
    assert tomllib.loads(texts["pyproject.toml"])["project"]["description"].startswith('x"""')
    module = ast.parse(texts["src/import_nb/__init__.py"])
    assert len(module.body) == 1 and ast.get_docstring(module)
    prose = re.sub(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)", "", texts["README.md"])  # without code spans
    assert r"\<script\>" in prose and "<script>" not in prose
    result = run(projects / "hostile", "-m", "import_nb.train", "--help", cwd=tmp_path)
    assert result.returncode == 0 and "--no-train" in result.stdout
    assert not list(tmp_path.iterdir())


def test_secret_is_written_nowhere_and_asked_for(projects, tmp_path):
    result = run(projects / "hostile", "-m", "import_nb.train", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.strip() == "error: set IMPORT_NB_api_key in the environment: api_key has no default"
    (tmp_path / "rows.csv").touch()
    result = run(projects / "hostile", "-m", "import_nb.train", cwd=tmp_path, IMPORT_NB_api_key="hunter2")
    assert "hunter2" not in "".join(p.read_text() for p in (tmp_path / "artifacts").glob("*.json"))
    assert "api_key" not in files("hostile")["config.yaml"]


REFUSALS = [  # arguments, environment, config.yaml, the whole of standard error
    (["--C", "much"], {}, "", "'--C'"),
    ([], {"TELCO_C": "much"}, "", "error: C: input should be a valid number"),
    ([], {}, "c: 1", "error: unknown parameter c"),
    ([], {}, "max_itr: 1", "error: unknown parameter max_itr: did you mean max_iter?"),
    ([], {}, "- 1", "error: config.yaml holds no parameters"),
    ([], {}, "a: [", "error: cannot read config.yaml"),
    (["--config", "absent.yaml"], {}, "", "error: cannot read absent.yaml"),
    (["--data-path", "absent.csv"], {}, "", "error: no file absent.csv: set --data-path"),
]


@pytest.mark.parametrize("arguments, environment, text, expected", REFUSALS)
def test_what_is_wrong_is_one_sentence(projects, tmp_path, arguments, environment, text, expected):
    if text:
        (tmp_path / "config.yaml").write_text(text)
    result = run(projects / "train", "-m", "telco.train", *arguments, cwd=tmp_path, **environment)
    assert result.returncode == 2
    assert expected in result.stderr and "Traceback" not in result.stderr


def test_train_then_predict(projects, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "telco.csv").touch()
    result = run(projects / "train", "-m", "telco.train", "--artifacts", "out", "--no-shuffle", cwd=tmp_path)
    # Its model is a class of the module that runs as __main__, so this also shows that a failure loses nothing.
    assert json.loads((tmp_path / "out" / "metrics.json").read_text()) == {"accuracy": 0.5}, result.stderr
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["config"]["shuffle"] is False


def test_workflow_without_a_model_writes_metrics(projects, tmp_path):
    (tmp_path / "rows.csv").touch()
    result = run(projects / "run", "-m", "sales.run", "--data-path", "rows.csv", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert json.loads((tmp_path / "artifacts" / "metrics.json").read_text()) == {"accuracy": 0.5}


ANNOTATIONS = [
    ("int", 1, "int"),
    ("int", None, "Optional[int]"),
    ("Optional[str]", None, "Optional[str]"),
    ("", 1, "Any"),
    ("np.ndarray", 1, "Any"),
    ("list", (1, 2), "tuple"),
    ("list", [[1], [2]], "list"),
    ("list", [(1,), (2,)], "list[tuple]"),
    ("list", [1, (2,)], "Any"),
    ("tuple", ((1, 2), (3, 4)), "tuple[tuple, ...]"),
    ("dict", {"a": (1, 2)}, "dict[Any, tuple]"),
    ("dict", {(1, 2): 1}, "Any"),
]


@pytest.mark.parametrize("type, default, expected", ANNOTATIONS)
def test_annotation_keeps_what_yaml_would_lose(type, default, expected):
    assert annotation_of(parameter("p", type, default)) == expected


def test_taken_names_get_an_underscore():
    taken = {"main", "Path", "artifacts"}
    assert "from pathlib import Path as Path_" in command_imports(TELCO, taken)
    source = command_source(TELCO, "train_", taken)
    assert (
        "def main_(" in source
        and "artifacts_.save(" in source
        and "result = train_(settings, measured=measured)" in source
    )


PYTHONS = [
    ("x = 1", "3.9"),
    ("match x:\n    case 1: pass", "3.10"),
    ("def f():\n    try:\n        pass\n    except* ValueError:\n        pass", "3.11"),
    ("def f(x: int | None): ...", "3.10"),
    ("def f(x) -> dict[str, int] | None: ...", "3.10"),
    ("def f(x: 'int | None', y=1 | 2): ...", "3.9"),
    ("from __future__ import annotations\ndef f(x: int | None): ...", "3.9"),
]


@pytest.mark.parametrize("source, expected", PYTHONS)
def test_oldest_python_is_what_the_syntax_needs(source, expected):
    plan = replace(TELCO, program=replace(TELCO.program, statements=(statement(0, 1, source),)))
    text = next(file.text for file in project_files(plan) if file.path == "pyproject.toml")
    assert tomllib.loads(text)["project"]["requires-python"] == f">={expected}"


def test_requirements_keep_pins_and_urls():
    needs = (
        Requirement("Pandas", "==1.5.0"),
        Requirement("mine", url="git+https://h/x"),
        Requirement("dask", ">2", extras=("df",)),
    )
    text = next(f.text for f in project_files(replace(TELCO, requirements=needs)) if f.path == "pyproject.toml")
    assert tomllib.loads(text)["project"]["dependencies"] == [
        "dask[df]>2", "joblib", "mine @ git+https://h/x", "numpy", "Pandas==1.5.0", "pydantic>=2", "pyyaml", "typer>=0.12",
    ]  # fmt: skip
    assert tomllib.loads(text)["tool"]["hatch"]["metadata"] == {"allow-direct-references": True}


def test_readme_says_where_each_cell_went_and_what_is_wrong():
    readme = files("train")["README.md"]
    assert '| 3 | `df = pd.read_csv("data/telco.csv")` | `load_data` |\n' in readme
    assert "- **warning** in cell 4: `x` is read before it is bound - Run in order." in readme
    assert readme.index("## Look at this first") < readme.index("## Install")


def test_the_end_of_a_run_says_what_it_did(tmp_path):
    made = project(
        "import json\nimport os\nOUTPUT_DIR = 'out'\nos.makedirs(OUTPUT_DIR, exist_ok=True)",
        "n = 3\nwith open(os.path.join(OUTPUT_DIR, 'a.json'), 'w') as f:\n    json.dump(n, f)",
    )
    for path, text in made.items():
        (tmp_path / "project" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / path).write_text(text)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.txt").write_text("of another run")
    os.utime(tmp_path / "out" / "old.txt", (0, 0))
    result = run(tmp_path / "project", "-m", "paper.run", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert re.search(r"^Finished in \d+\.\d s\.$", result.stderr, re.M)
    assert re.search(r"^  out/a\.json +1 bytes$", result.stderr, re.M)
    assert re.search(r"^  artifacts/metrics\.json +\d+ bytes$", result.stderr, re.M)
    assert "old.txt" not in result.stderr


MISSING = [  # the file that is missing, settings, what the caller is told
    ("in/a.csv", {"data_path": "./in/a.csv", "folder": "in"}, "error: no file in/a.csv: set --data-path"),
    ("in/a.csv", {"base": "in", "data_file": "a.csv", "sep": ","}, "set --base or --data-file"),
    ("b.csv", {"data_paths": ["a.csv", "b.csv"]}, "set --data-paths"),
    # what libraries raise in words of their own
    (
        "File in/a.hdf5 does not exist",
        {"data_file": "in/a.hdf5", "sep": " "},
        "error: File in/a.hdf5 does not exist: set --data-file",
    ),
    ("b.txt not found.", {"data_path": "b.txt"}, "error: b.txt not found: set --data-path"),
    ("File in/a.hdf5 does not exist", {"sep": " ", "word": "File"}, ""),
    (
        "in/other.csv",
        {"data_file": "er.csv", "nothing": "", "n": 3},
        "error: no file in/other.csv, which no option sets: ",
    ),
    ("dot", {"data_path": "a.csv"}, "error: no file or program dot, which no option sets: "),
]


@pytest.mark.parametrize(("missing", "settings", "expected"), MISSING)
def test_a_missing_file_names_the_options_that_set_it(missing, settings, expected, capsys):
    text = files("train")["src/telco/command.py"]
    function = "def stop_at_missing_file" + text.split("def stop_at_missing_file")[1]
    made = {"Path": Path, "shown": dict, "Config": dict, "stop": lambda sentence: print(f"error: {sentence}")}
    exec(function, made)  # the rest of the module imports the package, which is not installed here
    named = FileNotFoundError(2, "No such file", missing)
    made["stop_at_missing_file"](FileNotFoundError(missing) if " " in missing else named, settings)
    said = capsys.readouterr().out
    assert expected in said and bool(said) == bool(expected)


ADDRESSES = {"data_path": "https://host/a.csv", "root": "https://host/", "more_url": "http://other/b.csv", "n": 3}
SILENT = [  # the fault, settings, what the caller is told
    (URLError(OSError(-2, "Name not known")), ADDRESSES, "an address cannot be loaded ([Errno -2] Name not known): addresses"),
    (HTTPError("https://host/a.csv?key=x", 404, "Not Found", Message(), None), ADDRESSES, "https://host/a.csv cannot be loaded (Not Found)"),
    (HTTPError("https://host/a.csv", 404, "Not Found", Message(), None), ADDRESSES, "--data-path (https://host/a.csv), --root (https://host/)\n"),
    (URLError("down"), {"data_path": "a.csv"}, "an address cannot be loaded (down): no option sets another"),
    (TimeoutError("slow"), {"url": "http://h/a"}, "(TimeoutError): addresses are set by --url (http://h/a)"),
    (PermissionError(13, "Permission denied", "a.csv"), ADDRESSES, ""),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "settings", "expected"), SILENT, ids=[str(row[2])[-24:] for row in SILENT])
def test_an_address_that_does_not_answer_names_the_options(fault, settings, expected, capsys):
    text = files("train")["src/telco/command.py"]
    made = {"Path": Path, "shown": dict, "Config": dict, "stop": lambda sentence: print(f"error: {sentence}")}
    exec("NETWORK = " + text.split("NETWORK = ")[1].split("\n\n\n")[0], made)
    exec("def stop_at_missing_data" + text.split("def stop_at_missing_data")[1], made)
    made["stop_at_missing_data"](fault, settings)
    said = capsys.readouterr().out
    assert expected in said and bool(said) == bool(expected) and "key=x" not in said


def test_nothing_is_logged_between_two_looks_at_the_clock():
    cells = (
        "import time\nimport pandas as pd\nfrom sklearn.linear_model import Ridge\ndf = pd.read_csv('a.csv')",
        "m = Ridge().fit(df[['a']], df.b)\nt0 = time.time()\nm.predict(df[['a']])\nprint('took', time.time() - t0)",
        "m.predict(df[['a']])",
    )
    made = project(*cells)["src/paper/train.py"]
    assert made.count('\n    m.predict(df[["a"]])') == 1
