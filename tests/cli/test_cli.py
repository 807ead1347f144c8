"""Commands as a user types them, over hand-made stages: what is printed where, and the exit codes of the contract."""

import gc
import json
from pathlib import Path

import pytest

from nb2prod import __version__, cli, pipeline
from nb2prod.errors import ExitCode, Stop
from nb2prod.model import Cell, File, Finding, Notebook, Plan, Program, Tree

FINDING = Finding("NB101", "error", "`reg` is defined nowhere", "did you mean reg_model?", 0, 1)


def read_notebook(path, *, skip_bad_cells=False):
    text = Path(path).read_text()
    if "bad" in text and not skip_bad_cells:
        raise Stop(
            ExitCode.BAD_INPUT,
            f"{path.name}, cell 1, line 1: not Python 3.",
            f"{path.name}, cell 2, line 1: not Python 3.",
        )
    if "fault" in text:
        raise KeyError("inside")
    if "interrupt" in text:
        raise KeyboardInterrupt
    return Notebook(path.stem, path.name, (Cell(0, "code", text, text, count=3),), identity=text)


def decide(notebook, package="", **options):
    program = Program(notebook, (), (), (), {})
    findings = (FINDING,) if "undefined" in program.notebook.cells[0].source else ()
    name = package or program.notebook.name.lower().replace(" ", "_")
    return Plan(program, name, "", "run", (), (), (), (), (), (), (), None, (), findings)


def emit(plan):
    return Tree(
        (File("README.md", f"# {plan.package}\n"), File(f"src/{plan.package}/run.py", plan.program.notebook.identity))
    )


@pytest.fixture(autouse=True)
def stages(monkeypatch, tmp_path):
    monkeypatch.setattr(pipeline.read, "read_notebook", read_notebook, raising=False)
    monkeypatch.setattr(pipeline, "decide", decide)
    monkeypatch.setattr(pipeline.emit, "emit", emit, raising=False)
    monkeypatch.delenv("NB2PROD_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("a.ipynb").write_text("one\n")
    Path("b.ipynb").write_text("two\n")


@pytest.fixture
def run(monkeypatch, capsys):
    def call(*arguments):
        monkeypatch.setattr(
            "sys.argv", ["nb2prod", *arguments, *(["--jobs", "1"] if arguments[0] == "convert" else [])]
        )
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return stop.value.code or 0, *capsys.readouterr()

    return call


def files(root):
    return {
        path.relative_to(root).as_posix()
        for path in Path(root).rglob("*")
        if path.is_file() and ".nb2prod" not in path.parts
    }


def test_version(run):
    assert run("--version") == (0, f"nb2prod {__version__}\n", "")


def test_one_notebook(run):
    code, out, err = run("convert", "a.ipynb", "-o", "there")
    assert (code, out) == (0, "")
    assert err.startswith("a.ipynb -> there: 2 files written\n")
    assert files("there") == {"README.md", "src/a/run.py"}


def test_several_and_folders(run):
    Path("sub/.hidden").mkdir(parents=True)
    Path("sub/.ipynb_checkpoints").mkdir()
    for name in ("sub/c.ipynb", "sub/.hidden/d.ipynb", "sub/.ipynb_checkpoints/e.ipynb", "sub/note.txt"):
        Path(name).write_text("x")
    assert run("convert", "a.ipynb", "sub", "-o", "all")[0] == 0
    assert {path.name for path in Path("all").iterdir()} == {"a", "c"}


def test_a_folder_of_one_gets_a_folder_of_packages(run):
    Path("sub").mkdir()
    Path("sub/c.ipynb").write_text("x")
    run("convert", "sub", "-o", "all")
    assert [path.name for path in Path("all").iterdir()] == ["c"]


def test_without_an_output_it_is_prod_below_the_root(run):
    Path("repo/.git").mkdir(parents=True)
    Path("repo/books").mkdir()
    Path("repo/books/My Book.ipynb").write_text("x")
    assert run("convert", "repo/books/My Book.ipynb")[0] == 0
    assert files("repo/prod/my_book")


def test_settings_name_output_and_package(run):
    Path("nb2prod.yaml").write_text(
        "output: out\nnotebooks:\n  a.ipynb: {package: apple}\n  b.ipynb: {output: own/place}\n"
    )
    assert run("convert", "a.ipynb", "b.ipynb")[0] == 0
    assert "src/apple/run.py" in files("out/apple") and "src/b/run.py" in files("own/place")


def test_bad_settings(run):
    Path("nb2prod.yaml").write_text("outptu: x\n")
    code, _, err = run("convert", "a.ipynb")
    assert (code, "did you mean `output`?" in err) == (2, True)


def test_a_second_run_changes_nothing(run):
    run("convert", "a.ipynb", "-o", "p")
    code, _, err = run("convert", "a.ipynb", "-o", "p", "--fail-on-change")
    assert (code, "nothing to change" in err) == (0, True)


def test_fail_on_change(run):
    assert run("convert", "a.ipynb", "-o", "p", "--fail-on-change")[0] == 1


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_nothing_is_written(run, option):
    code, out, err = run("convert", "a.ipynb", "-o", "p", option)
    assert (code, "2 files would be written" in err, Path("p").exists()) == (0, True, False)
    assert ("+++ b/p/src/a/run.py\n@@ -0,0 +1 @@\n+one\n" in out) == (option == "--diff")


def test_a_hand_edit_stays_and_is_said(run):
    run("convert", "a.ipynb", "-o", "p")
    Path("p/README.md").write_text("mine")
    Path("a.ipynb").write_text("new\n")
    code, _, err = run("convert", "a.ipynb", "-o", "p")
    assert (code, Path("p/README.md").read_text(), Path("p/src/a/run.py").read_text()) == (0, "mine", "new\n")
    assert "1 file written, 1 file edited by hand stays" in err


def test_a_conflict_is_marked_said_and_resolved(run):
    run("convert", "a.ipynb", "-o", "p")
    workflow = Path("p/src/a/run.py")
    workflow.write_text("mine\n")
    Path("a.ipynb").write_text("new\n")
    code, out, err = run("convert", "a.ipynb", "-o", "p", "--diff")
    assert (code, "+<<<<<<< yours" in out, "nothing to change" in err, workflow.read_text()) == (
        3,
        True,
        False,
        "mine\n",
    )
    code, _, err = run("convert", "a.ipynb", "-o", "p")
    assert code == 3 and f"conflict: {workflow}: edited by hand and changed by the notebook" in err
    marked = workflow.read_text()
    assert {"mine", "one", "new", "=======", "<<<<<<< yours (edited by hand)"} <= set(marked.splitlines())
    code, _, err = run("convert", "a.ipynb", "-o", "p")
    assert (code, "nothing to change, 1 file in conflict" in err, workflow.read_text()) == (3, True, marked)
    code, _, err = run("resolve", str(workflow))
    assert (code, "line 1, 7" in err) == (3, True)
    workflow.write_text("decided = 1\n")
    code, _, err = run("resolve", str(workflow))
    assert (code, "accepted" in err) == (0, True)
    assert (run("convert", "a.ipynb", "-o", "p")[0], workflow.read_text()) == (0, "decided = 1\n")


def test_resolve_makes_a_foreign_file_yours(run):
    Path("p").mkdir()
    Path("p/README.md").write_text("mine")
    assert [run(*what)[0] for what in CONVERT_RESOLVE_CONVERT] == [3, 0, 0]
    assert Path("p/README.md").read_text() == "mine"


CONVERT_RESOLVE_CONVERT = (
    ("convert", "a.ipynb", "-o", "p"), ("resolve", "p/README.md"), ("convert", "a.ipynb", "-o", "p"),
)  # fmt: skip


@pytest.mark.parametrize(
    "path, code, piece",
    [
        ("a.ipynb", 2, "lies in no project"),
        ("p/own.txt", 2, "not generated by nb2prod"),
        ("p/README.md", 0, "nothing was left to decide"),
    ],
)
def test_resolve_says_what_there_is(run, path, code, piece):
    run("convert", "a.ipynb", "-o", "p")
    got, _, err = run("resolve", path)
    assert (got, piece in err) == (code, True)


def test_a_foreign_file_is_not_overwritten(run):
    Path("p").mkdir()
    Path("p/README.md").write_text("mine")
    code, _, err = run("convert", "a.ipynb", "-o", "p")
    assert (code, Path("p/README.md").read_text()) == (3, "mine")
    assert "p/README.md: not generated by nb2prod" in err


def test_a_deleted_file_stays_deleted(run):
    run("convert", "a.ipynb", "-o", "p")
    Path("p/README.md").unlink()
    code, _, err = run("convert", "a.ipynb", "-o", "p")
    assert (code, Path("p/README.md").exists(), "note: p/README.md" in err) == (0, False, True)


def test_one_bad_notebook_does_not_stop_the_others(run):
    Path("c.ipynb").write_text("bad")
    code, _, err = run("convert", "c.ipynb", "a.ipynb", "-o", "all")
    assert (code, [path.name for path in Path("all").iterdir()]) == (2, ["a"])
    assert "cell 1, line 1" in err and "cell 2, line 1" in err


def test_bad_cells_can_be_skipped(run):
    Path("c.ipynb").write_text("bad")
    assert run("convert", "c.ipynb", "-o", "p", "--skip-bad-cells")[0] == 0


def test_one_name_twice_writes_nothing(run):
    Path("sub").mkdir()
    Path("sub/A.ipynb").write_text("x")
    code, _, err = run("convert", "a.ipynb", "b.ipynb", "sub/A.ipynb", "-o", "all")
    assert (code, Path("all").exists()) == (2, False)
    assert err.count("a.ipynb and sub/A.ipynb would both get the package name a") == err.count("would both get") == 1


def test_a_notebook_given_twice_is_one(run):
    assert run("convert", "a.ipynb", ".", "-o", "all")[0] == 0


BAD = [
    (("convert", ""), 2, "a path is empty; the current folder is `.`"),
    (("convert", "a.ipynb", ""), 2, "a path is empty"),
    (("convert", "a.ipynb", "-o", ""), 2, "a path is empty"),
    (("check", ""), 2, "a path is empty"),
    (("check", "a.ipynb", "-o", ""), 2, "a path is empty"),
    (("explain", ""), 2, "a path is empty"),
    (("explain", "a.ipynb", "--html", ""), 2, "a path is empty"),
    (("slice", "", "x"), 2, "a path is empty"),
    (("verify", ""), 2, "a path is empty"),
    (("verify", "a.ipynb", "-o", ""), 2, "a path is empty"),
    (("resolve", ""), 2, "a path is empty"),
    (("convert", "missing.ipynb"), 5, "missing.ipynb"),
    (("convert", "empty"), 2, "no notebooks in this folder"),
    (("convert", "a.ipynb", "--with", "helm, magic"), 2, "Unknown target helm, magic"),
    (("convert", "a.ipynb", "--jbs", "1"), 2, "No such option"),
    (("convert", "a.ipynb", "-o", "b.ipynb"), 5, "b.ipynb is a file"),
    (("convert", "a.ipynb", "-o", "b.ipynb/sub"), 5, "nothing was changed"),
    (("convert", "a.ipynb", "-o", "b.ipynb", "--dry-run"), 5, "b.ipynb is a file"),
    (("explain", "a.ipynb", "--cell", "2"), 2, "there is no cell 2"),
    (("explain", "a.ipynb", "--cell", "0"), 2, "--cell"),
    (("explain", "a.ipynb", "b.ipynb"), 2, "extra argument"),
    (("explain", "a.ipynb", "--html", "a.ipynb"), 2, "FILE.html"),
    (("explain", "a.ipynb", "--html", "a.html", "--json"), 2, "--json"),
    (("polish", "a.ipynb"), 2, "No such command"),
]


@pytest.mark.parametrize(
    "arguments, code, piece", BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else None
)
def test_refused_with_a_sentence(run, arguments, code, piece):
    Path("empty").mkdir()
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert piece in err and "Traceback" not in err
    assert not Path("prod").exists()


def test_findings_are_printed_and_strict_makes_errors_count(run):
    Path("a.ipynb").write_text("undefined")
    code, _, err = run("convert", "a.ipynb", "-o", "p")
    assert (code, "error NB101: a.ipynb, cell 1 (In[3]), line 1: `reg` is defined nowhere" in err) == (0, True)
    assert run("convert", "a.ipynb", "-o", "p", "--strict")[0] == 1


@pytest.mark.parametrize("command", ["convert", "explain"])
def test_a_fault_of_ours(run, command):
    Path("a.ipynb").write_text("fault")
    code, out, err = run(command, "a.ipynb")
    assert (code, out) == (70, "")
    assert "fault of nb2prod (KeyError)" in err and "NB2PROD_DEBUG=1" in err


def test_debugging_shows_the_traceback(run, monkeypatch):
    monkeypatch.setenv("NB2PROD_DEBUG", "1")
    Path("a.ipynb").write_text("fault")
    monkeypatch.setattr("sys.argv", ["nb2prod", "explain", "a.ipynb"])
    with pytest.raises(KeyError):
        cli.main()


def test_at_its_end_nothing_is_searched_for_garbage_once_more(run):
    assert run("explain", "a.ipynb")[0] == 0
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


@pytest.mark.parametrize("command", ["convert", "explain"])
def test_interrupted(run, command):
    Path("a.ipynb").write_text("interrupt")
    assert run(command, "a.ipynb")[0] == 130


def test_explain(run):
    code, out, err = run("explain", "a.ipynb")
    assert (code, err) == (0, "")
    assert "a.ipynb -> package a" in out


def test_explain_as_a_page(run):
    code, out, _ = run("explain", "a.ipynb", "--html", "told/a.html")
    page = Path("told/a.html").read_text("utf-8")
    assert (code, out) == (0, "")
    assert page.startswith("<!DOCTYPE html>")
    assert "a.ipynb" in page


def test_explain_json(run):
    code, out, _ = run("explain", "a.ipynb", "--json")
    assert (code, json.loads(out)["package"]) == (0, "a")


CELLS = [
    ("markdown", None),
    ("code", 3),
    ("markdown", None),
    ("code", 1),
    ("code", None),
    ("code", 2),
    ("markdown", None),
]


def test_order_of_execution():
    notebook = Notebook("n", "n.ipynb", tuple(Cell(i, kind, "", count=count) for i, (kind, count) in enumerate(CELLS)))
    assert pipeline.in_order(notebook, "document") is notebook
    assert [cell.index for cell in pipeline.in_order(notebook, "execution").cells] == [2, 3, 4, 5, 0, 1, 6]
