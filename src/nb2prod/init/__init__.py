"""`init`: what a repository needs to stay in step. Settings, an entry for pre-commit, a job for the CI system.

What is there stays: settings are left alone, a pre-commit configuration gets one more entry, a CI file that somebody
changed is not written again. Everything is decided before the first file is written, so a second run has nothing to do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nb2prod
from nb2prod import disk, settings
from nb2prod.errors import ExitCode, Stop
from nb2prod.init.change import Change
from nb2prod.init.hooks import hook_change
from nb2prod.init.jobs import JOBS, ci_of, job_changes
from nb2prod.init.start import settings_change

__all__ = ["JOBS", "Done", "init"]

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~:/@<>=!,\[\]-]*(?: @ [A-Za-z0-9._+~:/@<>=!,\[\]-]+)?")


@dataclass(frozen=True)
class Done:
    """What became of each file, in sentences, and what a person still has to do."""

    changed: tuple[str, ...]
    sentences: tuple[str, ...]


def init(start: Path, systems: Iterable[str], requirement: str) -> Done:
    """Set the repository around `start` up. `systems` are keys of JOBS, empty for what the repository seems to use.

    `requirement` is what pip installs nb2prod from, empty for this version. Raises Stop: for an unknown system, a
    requirement that is more than one, wrong settings (2), a file that cannot be written (5).
    """
    requirement = requirement or f"nb2prod=={nb2prod.__version__}"
    if not _SAFE.fullmatch(requirement):
        raise Stop(ExitCode.BAD_INPUT, f"`{requirement}` is not one requirement or place that pip installs from.")
    wanted = tuple(dict.fromkeys(systems))
    unknown = [system for system in wanted if system not in JOBS]
    if unknown:
        raise Stop(ExitCode.BAD_INPUT, f"Unknown CI system {', '.join(unknown)}: known are {', '.join(JOBS)}.")
    repository = settings.load_settings(start)
    root = repository.root
    changes: list[Change] = [settings_change(repository), hook_change(root, requirement)]
    for system in wanted or ci_of(root):
        changes += job_changes(root, system, requirement)
    write = {change.path: change.text for change in changes if change.text is not None}
    disk.write_files(root, write)
    said = [f"{change.path}: {change.because}." for change in changes]
    said += [f"  {advice}" for change in changes for advice in change.advice]
    if not (root / ".git").exists():
        said.append(f"{os.path.relpath(root)} is no git repository: pre-commit needs one.")
    return Done(tuple(sorted(write)), tuple(said))
