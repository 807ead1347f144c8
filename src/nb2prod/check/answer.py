"""What `check` found, as a value and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import nb2prod
from nb2prod.errors import ExitCode


@dataclass(frozen=True)
class Verdict:
    """About one notebook: whether its project is in step, and if not, why and what would change."""

    notebook: str
    project: str
    code: ExitCode
    because: tuple[str, ...] = ()
    cells: tuple[Mapping[str, object], ...] = ()
    write: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    diff: str = ""


@dataclass(frozen=True)
class Answer:
    """About everything that was asked for."""

    verdicts: tuple[Verdict, ...] = ()
    left_alone: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()  # folders without any notebook
    quick: int = field(default=0, compare=False)  # how many verdicts needed no analysis

    @property
    def code(self) -> ExitCode:
        """The highest of all codes."""
        return max((verdict.code for verdict in self.verdicts), default=ExitCode.DONE)


def as_json(answer: Answer, with_diff: bool) -> dict[str, object]:
    """For programs; cells count from 0."""
    return {
        "schema": 1,
        "nb2prod": nb2prod.__version__,
        "code": int(answer.code),
        "notebooks": [
            {
                "notebook": verdict.notebook,
                "project": verdict.project,
                "code": int(verdict.code),
                "in_step": verdict.code is ExitCode.DONE,
                "because": list(verdict.because),
                "cells": list(verdict.cells),
                "write": list(verdict.write),
                "delete": list(verdict.delete),
                "conflicts": list(verdict.conflicts),
                **({"diff": verdict.diff} if with_diff else {}),
            }
            for verdict in answer.verdicts
        ],
        "left_alone": list(answer.left_alone),
    }
