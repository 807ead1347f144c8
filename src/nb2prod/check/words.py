"""What people read."""

from __future__ import annotations

from nb2prod.check.answer import Answer
from nb2prod.errors import ExitCode

MOST = 6  # files in one sentence


def sentences(answer: Answer) -> list[str]:
    """Say it: nothing but a count where all is in step."""
    said: list[str] = []
    for verdict in answer.verdicts:
        if verdict.code is ExitCode.DONE:
            continue
        if verdict.code not in (ExitCode.DIFFERENT, ExitCode.CONFLICT):
            said += verdict.because
            continue
        where = f" -> {verdict.project}" if verdict.project else ""
        state = "needs a person" if verdict.code is ExitCode.CONFLICT else "not in step"
        said.append(f"{verdict.notebook}{where}: {state}")
        said += [f"  {reason}." for reason in verdict.because]
        said += [f"  would be written: {_some(verdict.write)}"] if verdict.write else []
        said += [f"  would be deleted: {_some(verdict.delete)}"] if verdict.delete else []
    said += [f"{folder}: no notebooks in this folder." for folder in answer.empty if not answer.verdicts]
    good = sum(verdict.code is ExitCode.DONE for verdict in answer.verdicts)
    said.append(f"{good} of {_count(len(answer.verdicts), 'project')} in step.")
    if answer.left_alone:
        several = len(answer.left_alone) > 1
        listed = answer.left_alone[0] if not several else f"{len(answer.left_alone)} notebooks"
        said.append(
            f"{listed} {'were' if several else 'was'} never converted, and no settings list "
            f"{'them' if several else 'it'}: left alone."
        )
    return said


def _some(paths: tuple[str, ...]) -> str:
    more = len(paths) - MOST
    return ", ".join(paths[:MOST]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
