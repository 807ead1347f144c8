"""Holds a project against its notebook: what is equal, what is not, and where they part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from nb2prod.listing import numbers
from nb2prod.verify import weigh
from nb2prod.verify.job import Divergence, Failure, Job, Relation, Report, Result, Timing
from nb2prod.verify.places import Places
from nb2prod.verify.processes import stoppable
from nb2prod.verify.runs import Run, Runner, check_environment, secrets
from nb2prod.verify.scratch import Scratch, find_original
from nb2prod.verify.serving import divergences

SHOWN = (".html", ".htm")  # a report, or a plot, which may go: compared where both are there
AGAIN = 2  # more runs of a notebook that does not agree with itself: two runs may agree by luck
Say = Callable[[str], None]


class Referee:
    """Runs the notebook when it is entered; then holds as many projects against it as it is given."""

    def __init__(self, job: Job, say: Say = lambda text: None) -> None:
        """`say` is told what is about to run."""
        self.job, self.say, self.plan = job, say, job.plan
        self.stack = ExitStack()
        self.unstable = weigh.Unstable()
        self.timings: list[Timing] = []
        self.failure: Failure | None = None
        self.places = Places(job.plan)
        self.again = 0
        self.held: list[str] = []  # names that the notebook holds at its end

    def __enter__(self) -> Self:
        """Copy, and run the notebook twice. Raises Stop where the environment cannot."""
        self.version = check_environment(self.job.python)
        self.original = find_original(self.job.root, self.job.notebook)
        try:
            self.stack.enter_context(stoppable())
            self.scratch = self.stack.enter_context(Scratch(self.original))
            self.runner = Runner(self.job, self.scratch)
            self.first = self._notebook("notebook-1", "for the first time")
            if self.failure is None:
                self._once_more("notebook-2", "for the second time")
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *problem: object) -> None:
        """Leave nothing behind."""
        self.stack.close()

    def hold(self, project: Path, locate: bool = True) -> Report:
        """Run the workflow of `project` and compare; `locate` runs both once more to find where they part."""
        if self.failure is not None:
            return self._report("notebook fails")
        run = self._workflow("project", project)
        failed = []
        if run.failure is not None:
            step = run.failure.place.step or "the workflow"
            failed = [Divergence(step, "error", run.failure.text, self.places.of_step(run.failure.place))]
            if not run.returned:
                before = self._before_it_failed(project) if locate else []
                return self._report("project fails", divergences=(*before, *failed))
        found = self._found(run)
        while self._diverging(found, run) and self.unstable.random and self.again < AGAIN:
            self.again += 1
            self._once_more("notebook-again", "once more, for it does not agree with itself")
        wrong_ones = self._diverging(found, run)
        if wrong_ones and locate:
            wrong_ones = self._located(wrong_ones, project, found, run)
        relations = self.serve(project, run) if run.failure is None else ()
        served = divergences(relations, self.plan)
        ordered = tuple(sorted([*wrong_ones, *served, *failed], key=lambda one: self.places.order(one.place)))
        common = sorted(set(self.first.files) & set(run.files))
        return replace(
            self._report("different" if ordered else "equal", divergences=ordered),
            values=weigh.values(found, self.unstable, self.places, ordered),
            files=tuple(weigh.files(found, self.unstable, common, ordered).items()),
            metrics=len(found["metrics"]),
            relations=relations,
        )

    def serve(self, project: Path, run: Run, whole: bool = True) -> tuple[Relation, ...]:
        """Hold the inference of `project` against the notebook's own rows, with what `run` of its workflow has left.

        `whole`: ask on after the first relation that does not hold.
        """
        self.say("Asking the project's inference for the notebook's own rows.")
        return tuple(
            Relation(one["relation"], one["verdict"], one["text"])  # type: ignore[arg-type]  # one of the literals
            for one in self.runner.serve(self.first, run, project, whole)
        )

    # ------------------------------------------------------------------------------------------------------------- runs

    def _notebook(self, label: str, which: str, diverging: Iterable[str] | None = None) -> Run:
        self.say(f"Running the notebook {which}.")
        run = self.runner.notebook(label, diverging)
        self.timings.append(Timing("notebook", round(run.seconds, 1)))
        self.failure = self.failure or run.failure
        return run

    def _once_more(self, label: str, which: str) -> None:
        run = self._notebook(label, which)
        if run.failure is None:
            found = self.runner.judge(self.first, run)
            self.held = list(found["values"])
            self.unstable.add(found)

    def _workflow(self, label: str, project: Path, diverging: Iterable[str] | None = None) -> Run:
        self.say("Running the project's workflow.")
        run = self.runner.workflow(label, project, self.held, diverging)
        self.timings.append(Timing("project", round(run.seconds, 1)))
        return run

    # ---------------------------------------------------------------------------------------------------------- compare

    def _found(self, run: Run) -> dict[str, Any]:
        file = run.files.get("metrics.json")
        named = {key: name for key, name in self.plan.metrics if name not in self.unstable.values}
        return self.runner.judge(self.first, run, metrics=str(file) if file and named else "", named=named)

    def _diverging(self, found: dict[str, Any], run: Run) -> list[Divergence]:
        modules = {module.path for module in self.plan.program.notebook.modules}  # they are part of the package now
        missing = sorted(path for path in {*self.first.files} - {*run.files} - modules if not path.endswith(SHOWN))
        return weigh.divergences(found, self.unstable, self.places, missing)

    def _located(self, wrong: list[Divergence], project: Path, found: dict[str, Any], run: Run) -> list[Divergence]:
        """Run both once more, noting values after each statement; without that, the places stay as they are."""
        names = {one.name for one in wrong if one.kind in ("value", "object")}
        third = self.runner.notebook("notebook-3", names) if names else None
        if third is None or third.failure is not None:
            return wrong
        self.unstable.add(self.runner.judge(self.first, third))
        wrong = self._diverging(found, run)
        names = {one.name for one in wrong if one.kind in ("value", "object")}
        ours = self.runner.workflow("project-2", project, self.held, names) if names else None
        if ours is None or ours.failure is not None:
            return wrong
        partings = self.runner.judge(third, ours, trails=True)["places"]
        placed = [self._placed(one, partings[one.name]) if one.name in partings else one for one in wrong]
        return [*self._earlier(placed, partings, names), *placed]

    def _before_it_failed(self, project: Path) -> list[Divergence]:
        """The first value that was another one before the workflow stopped: often why it did."""
        names = {name for name in self.held if self.places.kept(name)}
        third = self.runner.notebook("notebook-3", names)
        ours = self.runner.workflow("project-2", project, self.held, names)
        if third.failure is not None:
            return []
        return self._first_new(self.runner.judge(third, ours, trails=True)["places"], "before that")

    def _placed(self, one: Divergence, parting: dict[str, Any]) -> Divergence:
        if one.kind != "value":
            return one
        place = self.places.at(*parting["notebook"])
        if parting["project"]:
            step, line = parting["project"]
            step = place.step if step == self.plan.workflow else step
            place = replace(place, step=step, file=f"{self.plan.workflow}.py", file_line=line)
        return replace(one, place=place)

    def _earlier(self, placed: list[Divergence], partings: dict[str, Any], names: set[str]) -> list[Divergence]:
        """A value that is overwritten later may be where it began."""
        others = {name: parting for name, parting in partings.items() if name not in names}
        first = min((self.places.order(one.place) for one in placed), default=(0, 0))
        found = self._first_new(others, "on the way")
        return [o for o in found if self.places.order(o.place) < first and self.places.leads_to(o.place, names)]

    def _first_new(self, partings: dict[str, Any], when: str) -> list[Divergence]:
        """The first place where a name got a value that the notebook never gave it, if any; chance does not count."""
        found = []
        for name, parting in partings.items():
            random = name in self.unstable.values or (self.unstable.random and self.places.unseeded(name))
            if parting["new"] and not random:
                found.append(self._placed(Divergence(name, "value", f"{when}, {parting['text']}"), parting))
        return sorted(found, key=lambda one: self.places.order(one.place))[:1]

    # ----------------------------------------------------------------------------------------------------------- report

    def _report(self, result: Result, divergences: tuple[Divergence, ...] = ()) -> Report:
        hidden = secrets(self.plan).values()
        safe = tuple(replace(one, text=_without(one.text, hidden)) for one in divergences)
        failure = self.failure and replace(self.failure, text=_without(self.failure.text, hidden))
        return Report(
            self.job, result, self.version, tuple(self.timings), divergences=safe, unstable=self.unstable.texts(),
            failure=failure, notes=self._notes(),
        )  # fmt: skip

    def _notes(self) -> tuple[str, ...]:
        notes = []
        dropped = [cell.index for cell in self.plan.program.notebook.cells if cell.dropped and cell.kind == "code"]
        if dropped:
            notes.append(f"Left out of the notebook's runs, as the project leaves it out: cell {numbers(dropped)}.")
        absolute = sorted(
            {one.cell for one in self.plan.program.findings if one.code == "NB106" and one.cell is not None}
        )
        if absolute:
            where = f"cell {numbers(absolute)}"
            notes.append(f"Absolute paths lead out of the scratch copy ({where}); nothing protects those.")
        if not self.original.whole:
            notes.append("The repository is too large to copy: only the notebook's own folder was copied.")
        changed = self.original.changed()
        if changed:
            notes.append(f"CHANGED while this ran, by the notebook or by somebody else: {', '.join(changed[:5])}.")
        return tuple(notes)


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***") if secret else text
    return text
