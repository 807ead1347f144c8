"""The whole process, as compositions of the stages.

Told once, on a notebook `churn.ipynb` of three cells::

    In[1]  df = pd.read_csv("churn.csv")
    In[2]  df.hist()
    In[3]  model = LogisticRegression(C=0.7).fit(df[["age"]], df["left"])

1. `read` makes a Notebook: three cells of plain Python, magics lowered, bad cells refused all at once.
2. `analyse` makes a Program: three statements, with the edges 0 -> 1 and 0 -> 2, both named `df`.
3. `plan` makes a Plan: the steps `load_data` and `train_model`; statement 1 is dropped because it only draws;
   "churn.csv" and 0.7 become the parameters `data_path` and `C`; `model` is an artifact. `explain` shows each choice
   and its reason.
4. `emit` makes a Tree: `src/churn/train.py`, `config.yaml` and the rest, as values.
5. Only when every notebook has come so far are the trees looked at together (two of one name are refused) and compared
   with the disk, in `delivery.py`: `sync` decides file by file on (last generated, yours, new), `disk` writes a whole
   project or nothing.

1 to 4 touch nothing: `--dry-run` and `--diff` are the same path with another end, and drafts are made side by side.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod import analyse, disk, emit, mixups, plan, read, report, settings
from nb2prod.delivery import (
    Draft,
    Options,
    Outcome,
    attempt,
    deliver,
    located,
    refuse_clashes,
    target_of,
)
from nb2prod.errors import ExitCode, Stop
from nb2prod.knowledge.findings import finding
from nb2prod.model import Notebook, Plan
from nb2prod.repository import as_named, sort_out
from nb2prod.rewrite.arguments import with_arguments
from nb2prod.rewrite.places import Taken, with_places
from nb2prod.unchanged import unchanged

if TYPE_CHECKING:
    from nb2prod import verify

TARGETS: tuple[str, ...] = ()  # what `--with` knows; each target is one line here and one file in emit/targets


# ------------------------------------------------------------------------------------------------------------- stages


def plan_notebook(path: Path, skip_bad_cells: bool) -> Plan:
    """Steps 1 to 3; raises Stop for a notebook that cannot be converted."""
    settled = settings.load_settings(path.parent).notebook(path)
    _check_targets(settled.targets)
    notebook = in_order(read.read_notebook(path, skip_bad_cells=skip_bad_cells), settled.order)
    wishes = {"package": settled.package, "final_model": settled.final_model}
    decided = decide(notebook, **{key: wish for key, wish in wishes.items() if wish})
    _refuse_idle(path, settled, decided)
    decided = replace(decided, persistence=settled.persistence)
    script = f"{decided.package}.py"
    if (path.parent / script).is_file():
        hides = finding("NB117", file=script, package=decided.package)
        decided = replace(decided, findings=(*decided.findings, hides))
    return decided


def decide(notebook: Notebook, **wishes: str) -> Plan:
    """Steps 2 and 3; steps that come out as the same function are one."""
    decided = _decided(notebook, **wishes)
    return plan.named_by_steps(plan.as_one(decided, emit.alike(decided)))


def _decided(notebook: Notebook, package: str = "", final_model: str = "") -> Plan:
    """Steps 2 and 3; anew with functions that are handed what they read, where that parts them from the cells."""
    decided = plan.Decisions(analyse.analyse(notebook), final_model)
    if unneeded := plan.unneeded_modules(decided):
        notebook = replace(notebook, modules=tuple(each for each in notebook.modules if each.path not in unneeded))
        decided = plan.Decisions(analyse.analyse(notebook), final_model)
    inside, given = plan.places_inside(decided), plan.handed_over(decided)
    if not given and not inside:
        return decided.plan(package)
    code = {cell.index: cell.python for cell in notebook.cells if cell.kind == "code" and not cell.dropped}
    places = {name: Taken(found.argument, found.value, found.position) for name, found in inside.items()}
    code = {**code, **with_places(code, places)}
    texts = {**code, **with_arguments(code, given)}
    cells = tuple(replace(cell, python=texts.get(cell.index, cell.python)) for cell in notebook.cells)
    anew = plan.Decisions(analyse.analyse(replace(notebook, cells=cells)), final_model)
    apart = {definition.name for definition in anew.definitions if definition.importable}
    if not apart >= given.keys():
        return decided.plan(package)
    again = anew.plan(package)
    pairs = zip(again.program.statements, decided.program.statements, strict=True)  # no statement comes or goes
    statements = tuple(replace(s, source=before.source) for s, before in pairs)  # `explain` shows the notebook's text
    again = replace(again, program=replace(again.program, statements=statements))
    return plan.where_written(plan.told(again, given), inside)


def _refuse_idle(path: Path, settled: settings.NotebookSettings, decided: Plan) -> None:
    """Raise Stop (2) for a setting that cannot have the effect that somebody wanted."""
    notebook, model, package = decided.program.notebook, settled.final_model, settled.package
    if package and plan.package_name(replace(notebook, name=package)) != package:
        raise Stop(ExitCode.BAD_INPUT, f"{path}: the setting `package: {package}` would hide a module of that name.")
    if model and decided.inference is None:
        raise Stop(ExitCode.BAD_INPUT, f"{path}: the setting `final_model: {model}` has no effect: no model is fitted.")
    if model and model not in decided.program.exits:
        near = difflib.get_close_matches(model, decided.program.exits, 1, 0.5)
        advice = f"; did you mean `{near[0]}`?" if near else "."
        raise Stop(ExitCode.BAD_INPUT, f"{path}: the setting `final_model: {model}` is no name of the notebook{advice}")


def draft(path: Path, skip_bad_cells: bool) -> Draft:
    """Steps 1 to 4; raises Stop for a notebook that cannot be converted."""
    return _drafted(path, plan_notebook(path, skip_bad_cells))


def _drafted(path: Path, decided: Plan) -> Draft:
    notebook = decided.program.notebook
    skipped = any(finding.code == "NB007" for finding in notebook.findings)
    return Draft(
        package=decided.package,
        tree=emit.emit(decided),
        identity=notebook.identity,
        summary=tuple(report.summary(decided)),
        errors=sum(finding.level == "error" for finding in decided.findings),
        origin=located(notebook.origin, path, skipped),
        parts=tuple(_parts(decided)),
        exceptions=settings.load_settings(path.parent).notebook(path).exceptions,
    )


def _parts(decided: Plan) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The names that a person knows in the project, with the cells that they come from."""
    place = {statement.id: statement.cell for statement in decided.program.statements}
    yield from ((step.name, step.cells) for step in decided.steps)
    yield from ((definition.name, (place[definition.statement],)) for definition in decided.definitions)
    yield from ((parameter.name, (parameter.cell,)) for parameter in decided.parameters)


def verify_notebook(
    path: Path, output: Path | None, python: str, timeout: float | None, say: Callable[[str], None] = lambda text: None
) -> verify.Report:
    """Steps 1 to 4, then run the notebook and its project: the one on disk, else the one that 4 made.

    This executes both, in a scratch copy. `timeout` is in seconds, for each run. Raises Stop where nothing can be run.
    """
    from nb2prod import verify

    decided = plan_notebook(path, skip_bad_cells=False)
    it = _drafted(path, decided)
    repository = settings.load_settings(path.parent).root
    root = target_of(path, it.package, output, alone=True)
    stands = any(root.glob("src/*/train.py")) or any(root.glob("src/*/run.py"))
    stale = stands and disk.read_generated(root).identity not in ("", it.identity)
    job = verify.Job(path, decided, repository, it.tree, root if stands else None, stale, python, timeout)
    return verify.verify(job, say)


def slice_notebook(path: Path, names: Sequence[str], skip_bad_cells: bool) -> str:
    """The script that computes `names` at the notebook's end; raises Stop for a name that it does not hold there."""
    settled = settings.load_settings(path.parent).notebook(path)
    notebook = in_order(read.read_notebook(path, skip_bad_cells=skip_bad_cells), settled.order)
    return emit.script(plan.slice_of(analyse.analyse(notebook), names), names)


def in_order(notebook: Notebook, order: settings.Order) -> Notebook:
    """The cells in document order, or in that of their execution counts."""
    if order == "document":
        return notebook
    places = tuple(read.positions(notebook.cells, order))
    origin = replace(notebook.origin, order=places)
    return replace(notebook, cells=tuple(notebook.cells[place] for place in places), origin=origin)


def _check_targets(targets: Iterable[str]) -> None:
    unknown = [target for target in targets if target not in TARGETS]
    if unknown:
        known = f"known are {', '.join(TARGETS)}" if TARGETS else "this version has none yet"
        raise Stop(ExitCode.BAD_INPUT, f"Unknown target {', '.join(unknown)}: {known}.")


# ------------------------------------------------------------------------------------------------------------- convert


def convert(paths: Iterable[Path], options: Options, tick: Callable[[int], None] = lambda total: None) -> list[Outcome]:
    """Convert every notebook, in the order given; one that fails does not stop the others.

    `tick` is called with the number of notebooks, once before the first and after each. Raises Stop, and nothing is
    written, for an unknown target and for two notebooks of one name.
    """
    _check_targets(options.targets)
    given = list(paths)
    search = options.owned or any(path.is_dir() for path in given)
    asked = sort_out(given, options.output) if search else as_named(given)
    named = [path for path in given if not path.is_dir()]
    owned = {*named, *(path for path, _ in asked.notebooks)}
    notebooks = [path for path in asked.every if path in owned or not options.owned]
    alone = len(given) == 1 and not given[0].is_dir()
    drafts: dict[Path, Draft | Outcome] = {}
    if options.owned and not options.strict:  # a hook, at every commit: what did not change costs next to nothing
        last = {path: unchanged(path, mine, options.output, alone) for path, mine in asked.notebooks}
        drafts = {path: it for path, it in last.items() if it is not None}
    rest = [path for path in notebooks if path not in drafts]
    drafts |= zip(rest, draft_all(rest, options, tick), strict=True)
    ready = {path: it for path, it in drafts.items() if isinstance(it, Draft)}
    targets = {path: target_of(path, it.package, options.output, alone) for path, it in ready.items()}
    refuse_clashes(ready, targets)
    for path, said in mixups.remarks(ready, targets, options.output is None).items():
        drafts[path] = replace(ready[path], summary=(*ready[path].summary, *(f"  note: {each}." for each in said)))
    nothing = ExitCode.DONE if options.owned else ExitCode.BAD_INPUT
    empty = [Outcome(nothing, (f"{path}: no notebooks in this folder.",)) for path in asked.empty]
    lost = ExitCode.DIFFERENT if options.fail_on_change else ExitCode.DONE
    orphans = [Outcome(lost, (f"{orphan.notebook}: {orphan.sentence}.",)) for orphan in asked.orphans]
    return [*empty, *orphans] + [
        it
        if isinstance(it, Outcome)
        else attempt(partial(deliver, path, it, targets[path], options), about=f"{path}: ")
        for path, it in ((path, drafts[path]) for path in notebooks)
    ]


def draft_all(paths: list[Path], options: Options, tick: Callable[[int], None]) -> Iterator[Draft | Outcome]:
    """Draft every notebook, side by side, in the order given."""
    tick(len(paths))
    work = partial(_attempt_draft, skip_bad_cells=options.skip_bad_cells)
    workers = min(options.jobs, len(paths))
    if workers < 2:
        yield from _ticking(map(work, paths), tick, len(paths))
        return
    from nb2prod.workers import side_by_side  # one notebook needs no processes

    with side_by_side(work, paths, workers) as drafts:
        yield from _ticking(drafts, tick, len(paths))


def _ticking(drafts: Iterable[Draft | Outcome], tick: Callable[[int], None], total: int) -> Iterator[Draft | Outcome]:
    for it in drafts:
        tick(total)
        yield it


def _attempt_draft(path: Path, skip_bad_cells: bool) -> Draft | Outcome:
    return attempt(partial(draft, path, skip_bad_cells), about=f"{path}: ")
