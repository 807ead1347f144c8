"""Change parameters in `config.yaml`, and the literals they were lifted from in the notebook: both must say the same.

python benchmarks/changed_parameters.py FOLDER... [--json FILE] [--only TEXT] [--timeout S]

FOLDER holds one folder per notebook, as for run_projects.py. A number gets another number, a truth value the other one;
paths, texts, lists and what a person must give stay. First all of them are changed at once; where the notebook does not
run with that, or the project differs, each is changed alone. The project stays as it was generated of the unchanged
notebook: only its `config.yaml` is another. Every value that both hold at the end is compared, as `nb2prod verify`
does. This executes the notebooks: give it only folders that you trust. Exits 1 when a project with a changed parameter
fails or holds another value than the notebook with that literal.
"""

from __future__ import annotations

import ast
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import yaml
from run_projects import common_options, compared, find_notebook, tell, wanted, write_tree

from nb2prod import pipeline, verify
from nb2prod.emit import emit as emitted
from nb2prod.errors import Stop
from nb2prod.model import Edit, Parameter, Plan

COPIED = 200_000_000  # bytes of a folder: larger ones are left out


@dataclass
class Trial:
    """One change of one or more parameters, and what came of it."""

    folder: str
    parameters: list[str]
    state: str  # "equal", "differs", "project fails", "notebook fails"
    text: str = ""
    compared: int = 0


def other(parameter: Parameter) -> bool | int | float | None:
    """Another value of its type that most notebooks can take; None: it stays as it is."""
    value = parameter.default
    if parameter.required or parameter.place:
        return None
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1 if value > 0 else None
    if isinstance(value, float):
        return value * 0.75 if value > 0 else None
    return None


def changed_source(source: str, places: list[tuple[tuple[int, int, int, int], str]]) -> str:
    """The source of a cell with other literals at `places`, the last one first."""
    lines = source.split("\n")
    for (line, column, last, end), text in sorted(places, reverse=True):
        if line == last:
            old = lines[line - 1]
            lines[line - 1] = old[:column] + text + old[end:]
    return "\n".join(lines)


def changed_notebook(notebook: Path, plan: Plan, values: dict[str, object]) -> set[str]:
    """Write other literals into a notebook; the parameters all of whose places hold the literal that was lifted."""
    book = nbformat.read(notebook, as_version=4)
    places: dict[int, list[tuple[tuple[int, int, int, int], str]]] = {}
    unclear = {edit.name for edit in plan.edits if edit.module or not holds(book, edit, plan)}
    done = {edit.name for edit in plan.edits} & set(values) - unclear
    for edit in (one for one in plan.edits if one.name in done):
        places.setdefault(edit.cell, []).append((edit.span, repr(values[edit.name])))
    for cell, found in places.items():
        book.cells[cell].source = changed_source(book.cells[cell].source, sorted(set(found)))
    nbformat.write(book, notebook)
    return done


def holds(book: nbformat.NotebookNode, edit: Edit, plan: Plan) -> bool:
    """Whether the literal of its parameter stands at an edit's place."""
    line, column, last, end = edit.span
    lines = book.cells[edit.cell].source.split("\n")
    if line != last or line > len(lines):
        return False
    default = next(one.default for one in plan.parameters if one.name == edit.name)
    try:
        return ast.literal_eval(lines[line - 1][column:end]) == default
    except (ValueError, SyntaxError):
        return False


def attempt(folder: Path, plan: Plan, values: dict[str, object], timeout: float) -> Trial | None:
    """Run the notebook with other literals and its project with other parameters; None: nothing could be changed."""
    with tempfile.TemporaryDirectory(prefix="changed_parameters_") as temporary:
        root = Path(temporary) / "notebook"
        shutil.copytree(folder, root, symlinks=True)
        notebook = find_notebook(root)
        done = changed_notebook(notebook, plan, values)
        if not done:
            return None
        project = Path(temporary) / "project"
        write_tree(emitted(plan), project)
        config = project / "config.yaml"
        settings = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
        settings.update({name: values[name] for name in done})
        config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
        now = pipeline.plan_notebook(notebook, skip_bad_cells=False)
        job = verify.Job(notebook, now, root, emitted(now), python=sys.executable, timeout=timeout)
        with verify.Referee(job) as referee:
            report = referee.hold(project)
    trial = Trial(folder.name, sorted(done), "differs" if report.result == "different" else report.result)
    trial.compared = compared(report)
    if report.failure:
        trial.text = report.failure.text[:300]
    elif report.divergences:
        first = report.divergences[0]
        trial.state = "project fails" if first.kind == "error" else "differs"
        trial.text = f"{first.name}: {first.text}"[:300]
    return trial


def judge(folder: Path, timeout: float) -> list[Trial]:
    """All at once, and each alone where that does not come out equal."""
    if sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) > COPIED:
        return []
    plan = pipeline.plan_notebook(find_notebook(folder), skip_bad_cells=False)
    values = {one.name: value for one in plan.parameters if (value := other(one)) is not None}
    together = attempt(folder, plan, values, timeout) if values else None
    if together is None or together.state == "equal" or len(together.parameters) == 1:
        return [together] if together else []
    alone = (attempt(folder, plan, {name: values[name]}, timeout) for name in together.parameters)
    return [trial for trial in alone if trial]


def render(trial: Trial) -> str:
    """One line for a trial."""
    changed = ", ".join(trial.parameters)
    return f"{trial.state:15} {trial.compared:4} values  {trial.folder}: {changed} {trial.text}".rstrip()


def main() -> int:
    """Judge all folders, report each as it is done; 1 unless every changed parameter says what its literal says."""
    given = common_options(__doc__).parse_args()
    trials: list[Trial] = []
    for folder in wanted(given):
        try:
            these = judge(folder.resolve(), given.timeout)
        except Stop:  # refused: convert_corpus.py asks whether rightly
            continue
        trials += these
        print("\n".join(map(render, these)), end="\n" if these else "", flush=True)
    states = tell(trials, "nothing was changed", given.json)
    equal = sum(len(trial.parameters) for trial in trials if trial.state == "equal")
    print(f"{equal} parameters changed and equal to the notebook with the same literal")
    return 1 if {"differs", "project fails"} & set(states) else 0


if __name__ == "__main__":
    sys.exit(main())
