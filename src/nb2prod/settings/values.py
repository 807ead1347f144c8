"""What is settled."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from nb2prod.errors import ExitCode, Stop
from nb2prod.replacing import dataclass, field

Order = Literal["document", "execution"]
Persistence = Literal["joblib", "skops"]


@dataclass(frozen=True)
class NotebookSettings:
    """What is settled for one notebook; empty means that nobody said anything."""

    output: str = ""  # the project's folder, from the root of the repository
    package: str = ""
    final_model: str = ""  # the notebook's name of the model that inference serves
    order: Order = "document"
    persistence: Persistence = "joblib"  # how learned values are saved
    targets: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The settings of a repository; `source` is the file they stand in, None where there is none."""

    root: Path
    source: Path | None = None
    output: str = "prod"
    order: Order = "document"
    persistence: Persistence = "joblib"
    notebooks: Mapping[str, NotebookSettings] = field(default_factory=dict)
    repository: bool = True  # False: neither settings nor `.git` up to the top, so that the current folder is the root

    def notebook(self, path: Path) -> NotebookSettings:
        """What is settled for the notebook at `path`."""
        own = self.section(path)
        if own is None:
            self._refuse_misspelt(self._relative(path))
        return own or NotebookSettings(order=self.order, persistence=self.persistence)

    def section(self, path: Path) -> NotebookSettings | None:
        """The section for the notebook at `path`, None where it has none."""
        return self.notebooks.get(self._relative(path))

    def _refuse_misspelt(self, name: str) -> None:
        """Raise Stop (2) where a section was meant for the notebook `name`, and would silently have no effect."""
        here = Path(name)
        for listed in self.notebooks:
            there = Path(listed)
            if here.name != there.name and here.parent != there.parent:
                continue
            near = here.name == there.name or difflib.SequenceMatcher(None, here.stem, there.stem).ratio() > 0.8
            if near and not (self.root / listed).exists():
                raise Stop(ExitCode.BAD_INPUT, f"{self.source}: notebooks: {listed} is not there; did you mean {name}?")

    def name_of(self, path: Path) -> str:
        """What to call the notebook at `path`: its path from the root; outside a repository, its file name."""
        return self._relative(path) if self.repository else path.name

    def _relative(self, path: Path) -> str:
        return Path(os.path.relpath(os.path.realpath(path), self.root)).as_posix()
