"""What is verified, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nb2prod.errors import ExitCode
from nb2prod.model import Plan, Tree

Verdict = Literal["exact", "approximate", "different", "missing", "unstable", "code", "unknown", "left out"]
Result = Literal["equal", "different", "project fails", "notebook fails"]


@dataclass(frozen=True)
class Job:
    """A notebook, its project, and how they are run."""

    notebook: Path
    plan: Plan
    root: Path  # of the repository: what is copied
    tree: Tree  # the project as it would be generated now
    project: Path | None = None  # the one on disk; None: there is none, and the generated one is run
    stale: bool = False  # the one on disk was made from another state of the notebook
    python: str = ""  # the notebook's Python
    timeout: float | None = None  # seconds for each run


@dataclass(frozen=True)
class Place:
    """Where in the notebook, and where in the project."""

    cell: int | None = None  # from 0
    line: int | None = None  # from 1, inside the cell
    step: str = ""
    file: str = ""  # of the project
    file_line: int | None = None


@dataclass(frozen=True)
class Value:
    """The verdict on one name of the notebook."""

    name: str
    verdict: Verdict
    kind: str  # its type in the notebook
    because: str


@dataclass(frozen=True)
class Divergence:
    """One thing that the project computes differently, in words."""

    name: str  # of the value, the file or the metric
    kind: Literal["value", "missing", "object", "file", "metric", "prediction", "error"]
    text: str
    place: Place = Place()


@dataclass(frozen=True)
class Relation:
    """Whether inference keeps one relation on the notebook's own rows."""

    name: str  # "one row at a time"
    verdict: Literal["holds", "differs", "not asked"]
    text: str  # on what it was tried, what differs, or why it was not asked


@dataclass(frozen=True)
class Failure:
    """Why the notebook, or the project, did not run."""

    text: str
    place: Place = Place()
    module: str = ""  # the one that is missing, where that is why


@dataclass(frozen=True)
class Timing:
    """One run: what ran, and how many seconds it took."""

    what: Literal["notebook", "project"]
    seconds: float


@dataclass(frozen=True)
class Report:
    """What came out of verifying one notebook."""

    job: Job
    result: Result
    version: str  # of the Python that ran it
    runs: tuple[Timing, ...] = ()
    values: tuple[Value, ...] = ()
    files: tuple[tuple[str, str], ...] = ()  # path and verdict
    metrics: int = 0  # how many figures of metrics.json were compared
    divergences: tuple[Divergence, ...] = ()  # the first in the notebook first
    unstable: tuple[str, ...] = ()  # places that differ between the notebook's own runs
    failure: Failure | None = None  # of the notebook
    notes: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()  # what inference must keep; () where there is none

    @property
    def code(self) -> ExitCode:
        """The exit code of the contract."""
        codes = {"equal": ExitCode.DONE, "notebook fails": ExitCode.ENVIRONMENT}
        return codes.get(self.result, ExitCode.DIFFERENT)
