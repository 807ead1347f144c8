"""Notebooks and projects that run for real: what is equal, what is not, and where. Kernels are slow, so they are few."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from nb2prod import emit, pipeline, verify
from nb2prod.errors import ExitCode, Stop
from nb2prod.verify import runs
from tests.notebooks import code, document, text

CLEAN = (
    text("# Ages"),
    code("import random\nimport time\nrandom.seed(3)\nstarted = time.time_ns()", count=1),
    text("## Load"),
    code("people = [{'age': 20 + i, 'pay': 10.5 * i} for i in range(6)]\nsame = people\npair = [1]\ntwin = pair", count=3),
    text("## Clean up"),
    code("scale = 1.25\nfor one in people:\n    one['age'] += 1\npeople.reverse()", count=7),
    text("## Results"),
    code("draw = random.random()\ntotal = sum(one['pay'] for one in people) * scale\nnoise = random.SystemRandom().random()", count=8),
    code("with open('out.csv', 'w') as file:\n    file.write(f'total,{total}\\n')\nprint(total)", count=9),
)  # fmt: skip


def write(folder, *cells, name="ages.ipynb"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(document(*cells))
    return folder / name


def job(path, **options):
    plan = pipeline.plan_notebook(path, skip_bad_cells=False)
    return verify.Job(path, plan, path.parent, emit.emit(plan), python=sys.executable, **options)


def write_tree(tree, folder, old="", new=""):
    """The project, with one edit that must be possible."""
    texts = {file.path: file.text for file in tree.files}
    assert not old or any(old in each for each in texts.values()), old
    for path, each in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(each.replace(old, new) if old and path.endswith((".py", "config.yaml")) else each)
    return folder


@pytest.fixture(scope="module")
def referee(tmp_path_factory):
    path = write(tmp_path_factory.mktemp("notebook"), *CLEAN)
    with verify.Referee(job(path)) as made:
        yield made


def test_equal(referee, tmp_path):
    report = referee.hold(write_tree(referee.job.tree, tmp_path))
    assert (report.result, report.code, report.divergences) == ("equal", ExitCode.DONE, ())
    verdicts = {one.name: one.verdict for one in report.values}
    assert verdicts | {"people": "exact", "draw": "exact", "total": "exact", "started": "unstable"} == verdicts
    assert verdicts["noise"] == "unstable" and verdicts["random"] == "code"
    assert report.unstable == ("noise", "started") and report.files == (("out.csv", "equal"),)
    said = "\n".join(verify.sentences(report))
    assert "ages.ipynb: equal" in said and "databases and the network are not protected" in said
    assert "Excluded, for they differ between two runs of the notebook itself: noise, started." in said


# what is edited, into what, the first divergence: name, kind, cell, line, step, piece of the text
EDITS = {
    "a literal": ('one["age"] += 1', 'one["age"] += 2', "people", "value", 5, 2, '[0]["age"]: 26 in the notebook, 27 in the project'),
    "a statement is gone": ("people.reverse()", "pass", "people", "value", 5, 4, '[0]["age"]: 26 in the notebook, 21'),
    "a copy": ("twin = pair", "twin = list(pair)", "twin", "object", None, None, "copies in the project"),
    "a name is gone": ("draw = random.random()", "random.random()", "draw", "missing", 7, 1, "the workflow never does"),
    "a parameter": ("1.25", "1.5", "scale", "value", 5, 1, "1.25 in the notebook, 1.5 in the project"),
    "a file": ("total,{total}", "total;{total}", "out.csv", "file", 8, 1, "in the notebook"),
    "a file is gone": ('"out.csv"', '"../gone.csv"', "out.csv", "file", 8, 1, "the project does not"),
    "another draw": ("draw = random.random()", "random.random(); draw = random.random()", "draw", "value", 7, 1, "in the notebook"),
    "the workflow fails": ("people.reverse()", "people.backwards()", None, "error", 5, None, "no attribute 'backwards'"),
}  # fmt: skip


@pytest.mark.parametrize("old, new, name, kind, cell, line, said", EDITS.values(), ids=EDITS)
def test_hand_edits(referee, tmp_path, old, new, name, kind, cell, line, said):
    project = write_tree(referee.job.tree, tmp_path, old, new)
    located = name == "people"
    report = referee.hold(project, locate=located)
    assert report.code is ExitCode.DIFFERENT
    first = next((one for one in report.divergences if one.name == name), report.divergences[0])
    assert (first.kind, name in (None, first.name)) == (kind, True), report.divergences
    assert said in first.text
    if cell is not None:
        assert (first.place.cell, first.place.line) == (cell, line)
    if located and kind == "value":
        assert first is report.divergences[0]
        spoken = "\n".join(verify.sentences(report))
        assert f"cell 6 (In[7]), line {line}, step {first.place.step}" in spoken
        if first.place.file_line is not None:  # None where nothing is left of the statement
            lines = (project / "src" / "ages" / "run.py").read_text().splitlines()
            assert lines[first.place.file_line - 1].strip() in ("for one in people:", "people.reverse()")
            assert f" (run.py, line {first.place.file_line})" in spoken
        assert "NOT EQUAL" in spoken


def test_what_was_wrong_before_the_workflow_failed(referee, tmp_path):
    project = write_tree(referee.job.tree, tmp_path, 'one["age"] += 1', 'one["pay"] = None')
    report = referee.hold(project)
    told = [(one.name, one.kind, one.place.cell, one.place.line) for one in report.divergences]
    assert (report.result, told[0]) == ("project fails", ("people", "value", 5, 2))
    assert [kind for _, kind, *_ in told] == ["value", "error"] and "TypeError" in report.divergences[1].text


def test_nothing_is_left_and_the_notebook_stays(referee, tmp_path, monkeypatch):
    path = referee.job.notebook
    assert path.read_bytes() == document(*CLEAN) and sorted(p.name for p in path.parent.iterdir()) == ["ages.ipynb"]
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    book = write(tmp_path / "book", "import tempfile\nkept = tempfile.mkdtemp()\nopen('new', 'w').write(kept)\n1 / 0")
    assert verify.verify(job(book, timeout=60)).result == "notebook fails"
    assert list((tmp_path / "temporary").iterdir()) == [] and [p.name for p in book.parent.iterdir()] == ["ages.ipynb"]


def test_surroundings(tmp_path, monkeypatch):
    """A script beside it, data above it, execution order, dropped and failing cells, magics, In and Out, a secret, exec."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("7\n")
    (tmp_path / "nb2prod.yaml").write_text("order: execution\n")
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "ages.py").write_text("raise SystemExit('a script of the same name')\n")
    path = write(
        tmp_path / "books",
        code("y = x + 1", count=2),
        code("x = int(open('../data/x.csv').read())", count=1),
        code("x = 100", "nb2prod:drop", count=3),
        code("{}['nothing']", "raises-exception", count=4),
        code("%time z = y * 2\n!pip install nothing\nwhere = '/home/me/x.csv'", count=5),
        code("5 + z", count=6),
        code("%%capture said\nprint('seen')\nlines = !echo {a,b}.txt && echo -e 'c\\td'", count=6),
        code("heard = said.stdout\nnames = lines.grep('txt')\nboth = lines.s", count=6),
        code("API_KEY = 'AKIA1234567890ABCDEF'\nn = len(API_KEY)", count=7),
    )
    monkeypatch.setenv("AGES_Z", "wrong")
    monkeypatch.chdir(tmp_path)
    report = pipeline.verify_notebook(path, None, sys.executable, 120)
    values = {one.name: one.verdict for one in report.values}
    assert values | dict.fromkeys(["heard", "names", "both", *"xyzn"], "exact") == values
    said = "\n".join(verify.sentences(report))
    assert "Left out of the notebook's runs, as the project leaves it out: cell 3." in said
    assert "Absolute paths lead out of the scratch copy (cell 5)" in said
    assert "AKIA" not in said + verify.as_json(report)


FAILS = {
    "an error": (("x = 1", "\ny = x / 0\nz = 2"), (1, 2), "ZeroDivisionError: division by zero", ""),
    "a magic above it": (("%%time\nx = 1\ny = x / 0",), (0, 3), "ZeroDivisionError", ""),
    "a missing module": (("import nowhere_to_be_found",), (0, 1), "nowhere_to_be_found", "nowhere_to_be_found"),
    "it asks": (("x = input()",), (0, 1), "input", ""),
    "the kernel dies": (("x = 1", "import os\nos._exit(3)"), (1, None), "the kernel died", ""),
    "no end": (("x = 1", "import time\ntime.sleep(100)"), (1, None), "still running after 6 s", ""),
}


@pytest.mark.parametrize("cells, place, said, module", FAILS.values(), ids=FAILS)
def test_a_notebook_that_does_not_run(tmp_path, cells, place, said, module):
    report = verify.verify(job(write(tmp_path, *cells), timeout=6 if "sleep" in cells[-1] else 120))
    assert (report.result, report.code) == ("notebook fails", ExitCode.ENVIRONMENT)
    assert said in report.failure.text and report.failure.module == module
    assert (report.failure.place.cell, report.failure.place.line) == place
    assert not module or "--python" in "\n".join(verify.sentences(report))


def test_the_command(tmp_path):
    """Exit codes, JSON on standard output, sentences on standard error, the project on disk and its state."""
    path = write(tmp_path, "x = 1", "y = [x]")
    run = [sys.executable, "-m", "nb2prod"]
    project = tmp_path / "there"
    subprocess.run([*run, "convert", str(path), "-o", str(project)], check=True, capture_output=True)
    (project / "src" / "ages" / "run.py").write_text(
        (project / "src" / "ages" / "run.py").read_text().replace("[x]", "[x, x]")
    )
    write(tmp_path, "x = 1", "y = [x]\n# another state")
    env = {**os.environ, "COLUMNS": "200"}
    command = [*run, "verify", str(path), "-o", str(project), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    told = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert (told["schema"], told["result"], told["relations"]) == (1, "different", [])
    assert told["project"] == {"path": str(project), "current": False}
    first = told["divergences"][0]
    assert (first["name"], first["kind"], first["cell"], first["line"]) == ("y", "value", 1, 1)
    assert first["file"]["path"] == "run.py" and "length: 1 elements in the notebook, 2 in the project" in first["text"]
    assert "made from another state of the notebook" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "__pycache__").exists() and sorted(p.name for p in tmp_path.iterdir()) == [
        "ages.ipynb",
        "there",
    ]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(tmp_path, number):
    # the notebook sleeps longer than the test waits: only the interrupt can end it
    path, temporary = write(tmp_path / "book", "import time\ntime.sleep(600)"), tmp_path / "temporary"
    temporary.mkdir()
    env = {**os.environ, "TMPDIR": str(temporary)}
    child = subprocess.Popen([sys.executable, "-m", "nb2prod", "verify", str(path)], env=env, stderr=subprocess.PIPE)
    end = time.monotonic() + 60
    while not (at := list(temporary.glob("*/runs/*/at"))) and time.monotonic() < end:
        time.sleep(0.05)
    kernel = int((at[0].parent / "kernel.pid").read_text())
    child.send_signal(number)
    assert (child.wait(120), b"Interrupted" in child.stderr.read()) == (130, True)
    assert list(temporary.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        for _ in range(100):  # a process that was killed is gone a moment later
            os.kill(kernel, 0)
            time.sleep(0.05)


def test_pythons_that_will_not_do(tmp_path, monkeypatch):
    lacking = tmp_path / "python"
    lacking.write_text('#!/bin/sh\necho \'{"version": [3, 12, 1], "missing": ["ipykernel", "yaml"]}\'\n')
    lacking.chmod(0o755)
    old = tmp_path / "old"
    old.write_text('#!/bin/sh\necho \'{"version": [3, 8, 1], "missing": []}\'\n')
    old.chmod(0o755)
    for python, exit_code, said in (
        (str(tmp_path / "none"), ExitCode.BAD_INPUT, "no Python that starts"),
        (str(lacking), ExitCode.ENVIRONMENT, f"{lacking} -m pip install ipykernel pyyaml"),
        (str(old), ExitCode.ENVIRONMENT, "need 3.9 or later"),
    ):
        with pytest.raises(Stop) as stop:
            runs.check_environment(python)
        assert stop.value.code is exit_code and said in stop.value.sentences[0]
    monkeypatch.setitem(sys.modules, "nbclient", None)
    with pytest.raises(Stop) as stop:
        runs.check_environment(sys.executable)
    assert "pip install 'nb2prod[verify]'" in stop.value.sentences[0]


FITTED = (
    "import numpy as np\nimport pandas as pd\nfrom sklearn.tree import DecisionTreeRegressor",
    "df = pd.read_csv('flats.csv', sep=';')",
    "X = df[['area', 'rooms']]\nmodel = DecisionTreeRegressor(random_state=0).fit(X[:20], df['rent'][:20])",
    "X_test = X[20:]\nsaid = model.predict(X_test)",
)


def test_inference_is_held_to_the_notebook(tmp_path):
    path = write(tmp_path / "book", *FITTED, name="flats.ipynb")
    (path.parent / "flats.py").write_text("raise SystemExit('a script of the same name')\n")
    rows = [f"{20 + 7 * n % 80};{1 + n % 4};{300 + 11 * n % 70 + n}" for n in range(30)]
    (path.parent / "flats.csv").write_text("\n".join(["area;rooms;rent", *rows]))
    with verify.Referee(job(path)) as referee:
        report = referee.hold(write_tree(referee.job.tree, tmp_path / "whole"))
        verdicts = {one.name: one.verdict for one in report.relations}
        assert report.code is ExitCode.DONE, report.divergences
        assert verdicts == dict.fromkeys(RELATIONS, "holds") | dict.fromkeys(NOT_ASKED, "not asked"), report.relations
        assert "10 rows" in {one.text for one in report.relations}
        assert "Inference (level raw) on the notebook's own rows: 8 of 8 relations hold." in verify.sentences(report)
        edited = write_tree(
            referee.job.tree,
            tmp_path / "edited",
            'prediction = learned["model"].predict(X)',
            'prediction = 1 + learned["model"].predict(X)',
        )
        report = referee.hold(edited, locate=False)
        first = report.divergences[0]
        assert (report.code, first.kind, first.name) == (ExitCode.DIFFERENT, "prediction", "prediction")
        assert first.text.startswith("inference, the notebook's predictions: row 21: ")
        assert json.loads(verify.as_json(report))["relations"][0]["verdict"] == "differs"
        assert "  prediction: prediction, inference.py: inference, the notebook's" in "\n".join(
            verify.sentences(report)
        )


DRAWN = (
    "import numpy as np\nfrom sklearn.datasets import load_iris\nfrom sklearn.tree import DecisionTreeRegressor",
    "names = load_iris().feature_names\nX = np.random.rand(40, 3)",
    "model = DecisionTreeRegressor(random_state=0).fit(X[:, :2], X[:, 2])\nsaid = model.predict(X[:, :2])",
)


def test_rows_that_are_drawn_anew_in_each_run(tmp_path):
    """Nobody seeds them: only the run that fitted the model has the rows that it was fitted on."""
    with verify.Referee(job(write(tmp_path / "book", *DRAWN, name="drawn.ipynb"))) as referee:
        report = referee.hold(write_tree(referee.job.tree, tmp_path / "whole"))
    verdicts = {one.name: one.verdict for one in report.relations}
    assert report.code is ExitCode.DONE, report.divergences
    assert verdicts["the notebook's predictions"] == verdicts["without the target"] == "holds", report.relations
    assert "40 rows" in {one.text for one in report.relations}


RELATIONS = (
    "the notebook's predictions",
    "the notebook's features",
    "one row at a time",
    "in another order",
    "some of the rows",
    "without the target",
    "with further columns",
    "with a missing value",
)
NOT_ASKED = ("with a new category", "rows that it leaves out", "what it writes down")
