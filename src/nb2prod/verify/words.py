"""The report: a few sentences for people, a stable form for programs. People count cells from 1, programs from 0."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from nb2prod.verify.job import Divergence, Place, Report, Value

LISTED = 8  # names in one line
SHOWN = 12  # divergences in words
PROTECTION = "Everything ran in a scratch copy; databases and the network are not protected."


def sentences(report: Report) -> tuple[str, ...]:
    """What people read on standard error."""
    return tuple(_sentences(report))


def _sentences(report: Report) -> Iterator[str]:
    name = report.job.notebook
    if report.job.stale:
        yield f"{report.job.project} was made from another state of the notebook: convert again to bring them in step."
    yield from report.notes
    yield PROTECTION
    if report.failure is not None:
        yield f"{name} does not run{_where(report, report.failure.place)}: {report.failure.text}"
        if report.failure.module:
            yield f"Install {report.failure.module} for {report.job.python}, or name another Python with --python."
        return
    ran = f"the notebook {_times(report, 'notebook')} and {_project(report)} {_times(report, 'project')}"
    yield f"Ran {ran}, with {report.job.python} (Python {report.version})."
    yield from _counted(report)
    yield from _diverging(report)
    yield _verdict(report)


def _verdict(report: Report) -> str:
    name = report.job.notebook
    if report.result == "project fails":
        return f"{name}: NOT EQUAL, the workflow fails where the notebook runs."
    if report.result == "different":
        return f"{name}: NOT EQUAL, {_count(len(report.divergences), 'difference')}."
    compared = [one for one in report.values if one.verdict in ("exact", "approximate")]
    return f"{name}: equal, {_count(len(compared), 'value')} compared."


def _project(report: Report) -> str:
    if report.job.project is None:
        return "the workflow of a freshly generated project (there is none on disk)"
    return f"the workflow of {report.job.project}"


def _times(report: Report, what: str) -> str:
    seconds = [f"{run.seconds:g} s" for run in report.runs if run.what == what]
    return f"{_count(len(seconds), 'time')} ({', '.join(seconds)})"


def _counted(report: Report) -> Iterator[str]:
    if report.result == "project fails":
        return
    by = Counter(one.verdict for one in report.values)
    said = [("exact", "exactly equal"), ("approximate", "equal but for the last digits"), ("different", "different")]
    said += [("missing", "missing"), ("unstable", "not the same twice in the notebook itself")]
    yield f"Values: {', '.join(f'{by[key]} {text}' for key, text in said if by[key]) or 'none'}."  # type: ignore[index]
    if report.files or report.metrics:
        equal = sum(verdict == "equal" for _, verdict in report.files)
        yield f"Files: {equal} of {len(report.files)} equal. Figures in metrics.json: {report.metrics} compared."
    yield from _served(report)
    if report.unstable:
        yield f"Excluded, for they differ between two runs of the notebook itself: {_list(report.unstable)}."
    for verdict, text in (("unknown", "Not comparable"), ("left out", "Not kept by the project")):
        names = [f"{one.name} ({one.kind})" for one in report.values if one.verdict == verdict]
        if names:
            yield f"{text}: {_list(names)}."


def _served(report: Report) -> Iterator[str]:
    if report.relations:
        level = report.job.plan.inference.told if report.job.plan.inference else ""
        held = sum(one.verdict == "holds" for one in report.relations)
        asked = sum(one.verdict != "not asked" for one in report.relations)
        yield f"Inference (level {level}) on the notebook's own rows: {held} of {asked} relations hold."
        left = [f"{one.name} ({one.text})" for one in report.relations if one.verdict == "not asked"]
        if left:
            yield f"Not asked: {_list(left)}."


def _diverging(report: Report) -> Iterator[str]:
    for one in report.divergences[:SHOWN]:
        yield f"  {one.kind}: {_named(one)}{_where(report, one.place)}: {one.text}"
    if len(report.divergences) > SHOWN:
        yield f"  and {len(report.divergences) - SHOWN} more (--json lists all)"


def _named(one: Divergence) -> str:
    return f"step {one.name}" if one.kind == "error" and one.name != "the workflow" else one.name


def _where(report: Report, place: Place) -> str:
    """`, cell 7 (In[5]), line 3, step clean_up (train.py, line 88)`."""
    said = []
    if place.cell is not None:
        counts = {cell.index: cell.count for cell in report.job.plan.program.notebook.cells}
        count = counts.get(place.cell)
        said.append(f"cell {place.cell + 1}" + (f" (In[{count}])" if count is not None else ""))
    if place.line is not None:
        said.append(f"line {place.line}")
    file = f"{place.file}, line {place.file_line}" if place.file and place.file_line else place.file
    if place.step:
        said.append(f"step {place.step}" + (f" ({file})" if file else ""))
    elif file:
        said.append(file)
    return "".join(f", {part}" for part in said)


def _list(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:LISTED]) + (f" and {len(found) - LISTED} more" if len(found) > LISTED else "")


def _count(number: int, what: str) -> str:
    return {0: f"no {what}s", 1: f"one {what}"}.get(number, f"{number} {what}s")


def as_json(report: Report) -> str:
    """What programs read on standard output."""
    job = report.job
    content: dict[str, Any] = {
        "schema": 1,
        "notebook": job.notebook.name,
        "package": job.plan.package,
        "result": report.result,
        "project": {"path": str(job.project) if job.project else None, "current": not job.stale},
        "python": {"path": job.python, "version": report.version},
        "runs": [{"what": run.what, "seconds": run.seconds} for run in report.runs],
        "failure": None if report.failure is None else {**_place(report.failure.place), "text": report.failure.text},
        "divergences": [_divergence(one) for one in report.divergences],
        "values": [_value(one) for one in report.values],
        "files": [{"path": path, "verdict": verdict} for path, verdict in report.files],
        "metrics": report.metrics,
        "unstable": list(report.unstable),
        "relations": [vars(one) for one in report.relations],
        "notes": [*report.notes, PROTECTION],
    }
    return json.dumps(content, indent=2, ensure_ascii=True) + "\n"


def _divergence(one: Divergence) -> dict[str, Any]:
    return {"name": one.name, "kind": one.kind, **_place(one.place), "text": one.text}


def _value(one: Value) -> dict[str, Any]:
    return {"name": one.name, "verdict": one.verdict, "type": one.kind, "because": one.because}


def _place(place: Place) -> dict[str, Any]:
    file = {"path": place.file, "line": place.file_line} if place.file else None
    return {"cell": place.cell, "line": place.line, "step": place.step, "file": file}
