"""What holds for every notebook."""

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import ruff
import yaml

from nb2prod import emit
from tests.laws.corpus import CORPUS, MODEL
from tests.notebooks import document, planned

ROOT = Path(__file__).parents[2]
UNDEFINED = {"undefined": {"reg", "nowhere"}}  # names that a notebook leaves undefined itself


@cache
def decided(case):
    return planned(*CORPUS[case])


@cache
def files(case):
    return {made.path: made.text for made in emit.emit(decided(case)).files}


def run(*arguments, cwd, **environment):
    kept = {key: value for key, value in os.environ.items() if key != "NB2PROD_DEBUG"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env={**kept, "PYTHONPATH": str(ROOT / "src"), **environment}, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip


def write(folder, cells, name="paper.ipynb"):
    path = folder / name
    path.write_bytes(document(*cells))
    return path


def picture(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


SHOW = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from nb2prod import emit
from tests.laws.corpus import CORPUS
from tests.notebooks import planned
from nb2prod import emit
for case, cells in CORPUS.items():
    plan = planned(*cells)
    for made in emit.emit(plan).files:
        print(case, made.path, hashlib.sha256(made.text.encode()).hexdigest())
    print(case, hashlib.sha256(repr(plan.choices).encode()).hexdigest())
    print(case, hashlib.sha256(repr(plan.program.edges).encode()).hexdigest())
"""


def test_same_input_same_bytes(tmp_path):
    runs = [
        run("-c", SHOW, str(ROOT), cwd=tmp_path, PYTHONHASHSEED=seed, TZ=zone)
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert [r.returncode for r in runs] == [0, 0], runs[0].stderr
    first, second = (r.stdout.splitlines() for r in runs)
    assert first and [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []


def test_the_folder_does_not_matter(tmp_path):
    pictures = []
    for name in ("a", "b/c d"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        assert run("-m", "nb2prod", "convert", str(write(folder, MODEL)), "-o", "out", cwd=folder).returncode == 0
        pictures.append(picture(folder / "out"))
    assert pictures[0] == pictures[1]
    assert not [path for path, data in pictures[0].items() if str(tmp_path).encode() in data]


def test_a_second_run_changes_nothing_and_the_notebook_is_never_written(tmp_path):
    notebook = write(tmp_path, MODEL)
    notebook.chmod(0o444)
    before, stamp = notebook.read_bytes(), notebook.stat().st_mtime_ns
    first = run("-m", "nb2prod", "convert", notebook.name, "-o", "out", cwd=tmp_path)
    written = picture(tmp_path / "out")
    stamps = {path: (tmp_path / "out" / path).stat().st_mtime_ns for path in written}
    second = run("-m", "nb2prod", "convert", notebook.name, "-o", "out", "--fail-on-change", cwd=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert picture(tmp_path / "out") == written
    code = [path for path in written if path.startswith("src/")]
    assert {path: (tmp_path / "out" / path).stat().st_mtime_ns for path in code} == {
        path: stamps[path] for path in code
    }
    assert (notebook.read_bytes(), notebook.stat().st_mtime_ns) == (before, stamp)


def test_outputs_and_counts_of_the_notebook_do_not_matter(tmp_path):
    plain = json.loads(document(*MODEL))
    played = json.loads(document(*MODEL))
    for number, cell in enumerate(played["cells"]):
        if cell["cell_type"] == "code":
            cell.update(
                execution_count=number,
                id=f"id{number}",
                outputs=[{"output_type": "stream", "name": "stdout", "text": "secret 42"}],
            )
    played["metadata"] = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python", "version": "3.8.1"},
    }
    pictures = []
    for name, content in (("a", plain), ("b", played)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "paper.ipynb").write_text(json.dumps(content))
        assert run("-m", "nb2prod", "convert", "paper.ipynb", "-o", "out", cwd=tmp_path / name).returncode == 0
        pictures.append({path: data for path, data in picture(tmp_path / name / "out").items() if path.endswith(".py")})
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("case", CORPUS)
def test_every_statement_has_one_fate_and_a_reason(case):
    plan = decided(case)
    assert [c.statement for c in plan.choices] == [s.id for s in plan.program.statements]
    assert all(c.because.strip() and "\n" not in c.because for c in plan.choices)
    assert all(step.because for step in plan.steps) and all(p.because for p in plan.parameters)


@pytest.mark.parametrize("case", CORPUS)
def test_statements_cover_every_line_of_code(case):
    """Whatever the analysis numbers is all there is: no line of a cell falls between two statements."""
    program = decided(case).program
    for cell in program.notebook.cells:
        if cell.kind == "code":
            tops = [s.node for s in program.statements if s.cell == cell.index and s.parent is None]
            assert [ast.dump(node) for node in tops] == [ast.dump(node) for node in ast.parse(cell.python).body]


@pytest.mark.parametrize("case", CORPUS)
def test_emitted_python_compiles_and_reads_no_undefined_name(case, tmp_path):
    copied = {f"src/paper/{module.path}" for module in decided(case).program.notebook.modules}
    made = {path: text for path, text in files(case).items() if path.endswith(".py") and path not in copied}
    for path, text in made.items():
        compile(text, path, "exec")
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    call = [
        ruff.find_ruff_bin(),
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "F401,F811,F821,F822,F823,E9",
        "--output-format",
        "json",
        ".",
    ]
    said = json.loads(subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False).stdout)
    allowed = UNDEFINED.get(case, set())
    assert [
        f"{s['filename']}:{s['location']['row']} {s['message']}"
        for s in said
        if not any(f"`{name}`" in s["message"] for name in allowed)
    ] == []


@pytest.mark.parametrize("case", CORPUS)
def test_the_project_stands_alone(case):
    for path, text in files(case).items():
        if path.endswith(".py"):
            assert "get_ipython" not in text
            modules = {n.module or "" for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom)}
            modules |= {alias.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import) for alias in n.names}
            assert not {m for m in modules if m.split(".")[0] == "nb2prod"}


@pytest.mark.parametrize("case", CORPUS)
def test_configuration_is_what_the_parameters_say(case):
    made = files(case)
    parameters = decided(case).parameters
    loaded = yaml.safe_load(made["config.yaml"]) if "config.yaml" in made else {}
    assert {p.name: p.default for p in parameters if not p.required} == (loaded or {})


@pytest.mark.parametrize("case", CORPUS)
def test_parts_of_a_plan_fit_together(case):
    plan = decided(case)
    names = {p.name for p in plan.parameters}
    assert len(names) == len(plan.parameters)
    assert {edit.name for edit in plan.edits} == names
    assert {name for step in plan.steps for name in step.parameters} <= names
    held: set[str] = set()
    for step in plan.steps:
        if not step.inline:
            assert set(step.inputs) <= held, step.name
        made = {n for i in step.statements for s in plan.program.statements if s.id >= i for n in s.facts.binds}
        held |= made if step.inline else set(step.outputs)


def test_nothing_of_the_notebook_is_imported_or_run(tmp_path):
    trap = tmp_path / "trap"
    trap.mkdir()
    for name in ("pandas", "numpy", "sklearn", "matplotlib", "seaborn", "joblib"):
        (trap / f"{name}.py").write_text(
            f"open({str(tmp_path / 'sprung')!r}, 'w').close()\nraise SystemExit('imported {name}')\n"
        )
    beside = "open('sprung', 'w').close()\ndef triple(v): return 3 * v\n"
    (tmp_path / "beside.py").write_text(beside)
    write(
        tmp_path,
        (
            *MODEL,
            "from beside import triple\nprint(triple(2))",
            "open('sprung', 'w').close()",
            "!touch sprung",
            "%%bash\ntouch sprung",
            "%run beside.py",
        ),
    )
    code = "import sys\nfrom nb2prod.cli import main\nsys.argv = ['nb2prod', 'convert', 'paper.ipynb', '-o', 'out']\ntry:\n    main()\nexcept SystemExit as stop:\n    print(stop.code or 0)\nprint([m for m in ('pandas', 'numpy', 'sklearn', 'beside', 'matplotlib') if m in sys.modules])"
    done = run("-c", code, cwd=tmp_path, PYTHONPATH=f"{trap}{os.pathsep}{ROOT / 'src'}")
    assert done.stdout.split("\n")[:2] == ["0", "[]"], done.stdout + done.stderr
    assert not (tmp_path / "sprung").exists()


def test_dry_runs_and_explanations_write_nothing(tmp_path):
    write(tmp_path, MODEL)
    before = picture(tmp_path)
    for command in (
        ["convert", "paper.ipynb", "--dry-run"],
        ["convert", "paper.ipynb", "--diff"],
        ["explain", "paper.ipynb", "--json"],
        ["explain", "paper.ipynb"],
    ):
        assert run("-m", "nb2prod", *command, cwd=tmp_path).returncode == 0
        assert picture(tmp_path) == before
