"""Real conversions, real edits: what a person lives through. The tables of merging are in the other files here."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nb2prod import pipeline
from nb2prod.check import check
from nb2prod.errors import ExitCode
from tests.notebooks import code, document, text

CELLS = (
    text("# Churn"),
    code("import pandas as pd\nfrom sklearn.linear_model import LogisticRegression"),
    text("## Load data"),
    code("df = pd.read_csv('churn.csv')"),
    text("## Clean up"),
    code("df = df.dropna()\ndf['age'] = df['age'] + 1\ndf = df.drop_duplicates()\nrows = len(df)"),
    text("## Train"),
    code("model = LogisticRegression(C=0.7, max_iter=500)\nmodel.fit(df[['age']], df['left'])"),
)
TRAIN = "src/churn/train.py"


def changed(**cells):
    """The notebook with other sources in some cells: c5="..." is the cell at position 5; None takes it away."""
    made = [dict(cell) for cell in CELLS]
    for name, source in cells.items():
        made[int(name[1:])]["source"] = source
    return [cell for cell in made if cell["source"] is not None]


@pytest.fixture
def life(monkeypatch, tmp_path):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return Life()


class Life:
    """A repository with one notebook; every run is followed by the second one, which changes nothing, and by `check`."""

    def write(self, cells, name="churn.ipynb"):
        Path(name).write_bytes(document(*cells))

    def convert(self, *names, **options):
        paths = [Path(name) for name in names or ("churn.ipynb",)]
        before = check(paths, options.get("output"))
        outcomes = pipeline.convert(paths, pipeline.Options(**options))
        code = max(outcome.code for outcome in outcomes)
        wrote = any(" written" in sentence or " deleted" in sentence for sentence in outcomes[0].sentences[:1])
        if before.verdicts:  # else it was never converted, and `check` leaves it alone
            assert before.code == max(code, ExitCode.DIFFERENT if wrote else ExitCode.DONE)
        standing = snapshot()
        again = pipeline.convert(paths, pipeline.Options(**options))
        assert (max(outcome.code for outcome in again), snapshot()) == (code, standing)
        assert check(paths, options.get("output")).code == code
        return code, "\n".join(sentence for outcome in outcomes for sentence in outcome.sentences)


def snapshot():
    return {path.as_posix(): path.read_bytes() for path in sorted(Path(".").rglob("*")) if path.is_file()}


def edit(path, *pairs, project="prod/churn"):
    file = Path(project, path)
    said = file.read_text("utf-8")
    for old, new in pairs:
        assert old in said, (old, said)
        said = said.replace(old, new)
    file.write_text(said, "utf-8")


def read(path, project="prod/churn"):
    return Path(project, path).read_text("utf-8")


def test_a_step_under_a_new_heading_keeps_its_edits(life):
    life.write(CELLS)
    assert life.convert()[0] == 0
    edit(
        TRAIN,
        ("df.dropna()", "df.dropna(how='all')"),
        ("def train(", "def twice(df):\n    return clean_up(clean_up(df)[0])\n\n\ndef train("),
    )
    life.write(changed(c4="## Tidy the table"))
    code, said = life.convert()
    assert (code, "`clean_up` is `tidy_table` now" in said) == (0, True), said
    assert "how='all'" in read(TRAIN) and "return tidy_table(tidy_table(df)[0])" in read(TRAIN)
    assert "clean_up" not in read(TRAIN)


def test_the_model_goes_and_comes_back(life):
    life.write(CELLS)
    life.convert()
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"))
    before = read(TRAIN)
    life.write(CELLS[:6])
    code, said = life.convert()
    assert (code, "generated as src/churn/train.py until now" in said) == (0, True), said
    assert "how='all'" in read("src/churn/run.py") and not Path("prod/churn", TRAIN).exists()
    life.write(CELLS)
    assert (life.convert()[0], read(TRAIN)) == (0, before)


def test_conflict_and_resolve(life):
    from nb2prod.resolve import resolve

    life.write(CELLS)
    life.convert()
    edit("config.yaml", ("C: 0.7", "C: 0.8"))
    life.write(changed(c7=CELLS[7]["source"].replace("0.7", "0.9")))
    code, said = life.convert()
    assert (code, "conflict: prod/churn/config.yaml" in said) == (3, True)
    both = read("config.yaml")
    assert all(value in both for value in ("<<<<<<<", "C: 0.8", "C: 0.7", "C: 0.9", ">>>>>>>"))
    assert "0.9" in read("src/churn/config.py")  # everything else is up to date
    assert resolve(Path("prod/churn/config.yaml")).code == 3
    lines = [
        line for line in both.splitlines(keepends=True) if line[:7] not in ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
    ]
    Path("prod/churn/config.yaml").write_text(
        "".join(line for line in lines if "0.7" not in line and "0.9" not in line)
    )
    assert resolve(Path("prod/churn/config.yaml")).code == 0
    assert (life.convert()[0], "C: 0.8" in read("config.yaml")) == (0, True)


def test_a_package_under_a_new_name_keeps_its_edits(life):
    life.write(CELLS)
    life.convert(output=Path("p"))
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"), project="p")
    Path("p/tests/test_config.py").unlink()
    Path("nb2prod.yaml").write_text("notebooks: {churn.ipynb: {package: leaving}}")
    code, _ = life.convert(output=Path("p"))
    assert code == 0
    assert "how='all'" in read("src/leaving/train.py", "p") and "from leaving" in read("src/leaving/train.py", "p")
    assert not Path("p/src/churn").exists() and not Path("p/tests/test_config.py").exists()


def test_a_renamed_notebook_is_said(life):
    life.write(CELLS)
    life.convert()
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"))
    Path("churn.ipynb").rename("leaving.ipynb")
    [outcome] = pipeline.convert([Path("leaving.ipynb")], pipeline.Options(dry_run=True))
    assert "prod/churn was made from churn.ipynb, which is not there any more" in "\n".join(outcome.sentences)
    Path("prod/churn").rename("prod/leaving")
    [outcome] = pipeline.convert([Path("leaving.ipynb")], pipeline.Options())
    assert outcome.code == 0 and "was made from churn.ipynb, and this is leaving.ipynb" in "\n".join(outcome.sentences)
    assert "how='all'" in read("src/leaving/train.py", "prod/leaving")


def test_another_notebook_does_not_take_the_place(life):
    life.write(CELLS)
    life.convert(output=Path("p"))
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"), project="p")
    before = snapshot()
    life.write(
        [text("# Bikes"), *(code(f"b{number} = {number}\nprint(b{number})") for number in range(6))], "bikes.ipynb"
    )
    for options in ({}, {"dry_run": True}):
        code_, said = life.convert("bikes.ipynb", output=Path("p"), **options)
        assert (
            code_ == 2 and "p was made from churn.ipynb, and bikes.ipynb is another notebook with other cells" in said
        )
    assert {path: held for path, held in snapshot().items() if path != "bikes.ipynb"} == before
    life.write(CELLS, "leaving.ipynb")  # alike: the same one under a new name, or so it seems
    assert life.convert("leaving.ipynb", output=Path("p"))[0] == 0 and "how='all'" in read("src/leaving/train.py", "p")
    shutil.rmtree("p")
    assert life.convert("bikes.ipynb", output=Path("p"))[0] == 0


def test_a_project_that_is_settled_to_lie_elsewhere_is_said(life):
    life.write(CELLS)
    life.convert()
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"))
    Path("nb2prod.yaml").write_text("output: services\n")
    code, said = life.convert()
    assert (code, "prod/churn was made from this notebook, too" in said) == (0, True), said
    shutil.rmtree("services/churn")
    Path("prod/churn").rename("services/churn")
    assert life.convert()[0] == 0 and "how='all'" in read(TRAIN, "services/churn")
    assert "made from this notebook, too" not in life.convert(output=Path("somewhere"))[1]


def test_what_an_own_module_needs_is_not_taken_away(life):
    life.write(CELLS)
    life.convert()
    Path("prod/churn/src/churn/mine.py").write_text("from churn.train import clean_up\n")
    life.write(changed(c4="## Tidy the table"))
    code, said = life.convert()
    assert (code, "your src/churn/mine.py needs `clean_up`" in said) == (3, True), said


def test_swapped_notebooks_are_said(life):
    life.write(CELLS)
    other = [text("# Bikes"), *(code(f"b{number} = {number}\nprint(b{number})") for number in range(6))]
    life.write(other, "bikes.ipynb")
    life.convert("churn.ipynb", "bikes.ipynb")
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"))
    life.write(other)
    life.write(CELLS, "bikes.ipynb")
    state, said = life.convert("churn.ipynb", "bikes.ipynb")
    assert said.count("swapped by mistake") == 2, said
    everything = "".join(path.read_text("utf-8") for path in Path("prod").rglob("*.py") if ".nb2prod" not in path.parts)
    assert state == 3 and "how='all'" in everything


def test_files_of_yours(life):
    life.write(CELLS)
    for path in ("prod/churn/README.md", "prod/churn/deploy/run.sh"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("mine")
    code, said = life.convert()
    assert (code, read("README.md"), read("deploy/run.sh")) == (3, "mine", "mine")
    assert "README.md: not generated by nb2prod" in said
    Path("prod/churn/README.md").unlink()
    assert life.convert()[0] == 0
    assert read("README.md") != "mine"


# ------------------------------------------------------------------------------- the environment (rows 31-36, 39)


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "nb2prod", *arguments],
        capture_output=True, text=True, env={**os.environ, **environment}, encoding="utf-8",
    )  # fmt: skip


def made(life):
    life.write(CELLS)
    life.convert()
    return snapshot()


@pytest.mark.parametrize("kind", ["loop", "pipe", "folder", "missing", "device"])
def test_31_a_notebook_that_is_no_file(life, kind):
    path = Path("x.ipynb")
    match kind:
        case "loop":
            path.symlink_to("x.ipynb")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "device":
            path.symlink_to("/dev/zero")
    outcomes = pipeline.convert([path], pipeline.Options())
    assert [outcome.code for outcome in outcomes] in ([2], [5]) and not Path("prod").exists()


def test_32_a_target_that_is_a_file(life):
    life.write(CELLS)
    Path("p").write_text("mine")
    [outcome] = pipeline.convert([Path("churn.ipynb")], pipeline.Options(output=Path("p")))
    assert (outcome.code, Path("p").read_text()) == (5, "mine")


def test_32_a_target_that_cannot_be_written(life, monkeypatch):
    before = made(life)
    life.write(changed(c5="df = df.dropna()"))
    before = snapshot()
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # as root, permissions stop nobody
    [outcome] = pipeline.convert([Path("churn.ipynb")], pipeline.Options())
    assert (outcome.code, snapshot()) == (5, before)


def test_32_a_linked_target(life):
    made(life)
    Path("prod/churn").rename("elsewhere")
    Path("prod/churn").symlink_to("../elsewhere")
    assert life.convert()[0] == 0
    Path("elsewhere/src").rename("src")
    Path("elsewhere/src").symlink_to("../src")
    [outcome] = pipeline.convert([Path("churn.ipynb")], pipeline.Options())
    assert outcome.code == 5 and "leads out of" in outcome.sentences[0]


def test_33_a_full_disk(life, monkeypatch):
    made(life)
    life.write(changed(c5="df = df.dropna()"))
    before = snapshot()

    def full(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        [outcome] = pipeline.convert([Path("churn.ipynb")], pipeline.Options())
    assert (outcome.code, "No space left" in outcome.sentences[0]) == (5, True)
    assert snapshot() == before


def test_34_two_runs_at_once(life):
    life.write(CELLS)
    started = [
        subprocess.Popen([sys.executable, "-m", "nb2prod", "convert", "churn.ipynb"], stderr=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert {one.wait() for one in started} == {0}
    assert life.convert() and "nothing to change" in life.convert()[1]


def test_35_killed_before_the_last_rename(life):
    made(life)
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"))
    life.write(changed(c4="## Tidy the table"))
    dying = (
        "import os, signal\nreal, count = os.replace, [0]\n"
        "def replace(*names):\n    count[0] += 1\n    if count[0] == 4:\n        os.kill(os.getpid(), signal.SIGKILL)\n    real(*names)\n"
        "os.replace = replace\nfrom nb2prod.cli import app\napp(['convert', 'churn.ipynb'])\n"
    )
    assert subprocess.run([sys.executable, "-c", dying], capture_output=True).returncode == -9
    assert Path("prod/churn/.nb2prod/journal.json").exists()
    answer = check([Path("churn.ipynb")], None)
    assert answer.code == 1 and "a run that was killed" in " ".join(answer.verdicts[0].because)
    [outcome] = pipeline.convert([Path("churn.ipynb")], pipeline.Options())
    assert outcome.code == life.convert()[0] == 0 and "how='all'" in read(TRAIN) and "def tidy_table" in read(TRAIN)


def test_36_any_environment(life):
    made(life)
    before = {path: data for path, data in snapshot().items() if path.startswith("prod")}
    poor = {"LC_ALL": "C", "LANG": "C", "TZ": "Asia/Tokyo", "PYTHONUTF8": "0", "PYTHONHASHSEED": "7", "COLUMNS": "20"}
    home = os.environ.copy()
    home.pop("HOME", None)
    mask = os.umask(0o077)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nb2prod", "convert", "churn.ipynb", "-o", "other"],
            capture_output=True, env={**home, **poor},
        )  # fmt: skip
    finally:
        os.umask(mask)
    assert done.returncode == 0, done.stderr
    there = {
        path.replace("other", "prod/churn", 1): data for path, data in snapshot().items() if path.startswith("other")
    }
    assert there == before


def test_39_locks(life):
    made(life)
    lock = Path("prod/churn/.nb2prod/lock.json")
    whole = lock.read_text()
    for text_, piece in [
        (json.dumps({**json.loads(whole), "format": 99}), "newer nb2prod"),
        (whole.replace("{", "<<<<<<< HEAD\n{", 1), "restore it from version control"),
    ]:
        lock.write_text(text_)
        before = snapshot()
        [outcome] = pipeline.convert([Path("churn.ipynb")], pipeline.Options())
        assert (outcome.code, piece in outcome.sentences[0], snapshot()) == (2, True, before)
    lock.write_text(whole)
    Path("prod/churn/.nb2prod/base", TRAIN).unlink()
    assert life.convert()[0] == 0  # what stands there is what is generated: the copy is made again
    assert Path("prod/churn/.nb2prod/base", TRAIN).exists()
    Path("prod/churn/.nb2prod/base", TRAIN).unlink()
    edit(TRAIN, ("df.dropna()", "df.dropna(how='all')"))
    code, said = life.convert()
    assert (code, "how='all'" in read(TRAIN), "not generated by nb2prod" in said) == (3, True, True)


def test_modes_stay(life):
    made(life)
    os.chmod(Path("prod/churn", TRAIN), 0o755)
    life.write(changed(c4="## Tidy the table"))
    life.convert()
    assert stat.S_IMODE(Path("prod/churn", TRAIN).stat().st_mode) == 0o755


def test_a_second_project_of_one_notebook_is_no_renaming(monkeypatch, tmp_path):
    """Outside a repository, where a project knows no more of its notebook than the name."""
    home, here = tmp_path / "notebooks", tmp_path / "out"
    home.mkdir(), here.mkdir()
    monkeypatch.chdir(here)
    (home / "churn.ipynb").write_bytes(document(*CELLS))
    said = [pipeline.convert([home / "churn.ipynb"], pipeline.Options(output=Path(name)))[0].sentences for name in "ab"]
    assert "made from" not in "\n".join(said[1])
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "alike.ipynb").write_bytes(document(*CELLS))
    [outcome] = pipeline.convert([tmp_path / "others" / "alike.ipynb"], pipeline.Options(output=Path("d")))
    assert "not there any more" not in "\n".join(outcome.sentences)  # it lies in a folder beside
    (home / "churn.ipynb").rename(home / "leaving.ipynb")
    [outcome] = pipeline.convert([home / "leaving.ipynb"], pipeline.Options(output=Path("c")))
    assert "which is not there any more" in "\n".join(outcome.sentences)
