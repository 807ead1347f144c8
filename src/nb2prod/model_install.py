"""What a project needs to be installed: distributions, and what newer ones no longer have. Part of `nb2prod.model`."""

from __future__ import annotations

from nb2prod.replacing import dataclass


@dataclass(frozen=True)
class Requirement:
    """One distribution that the notebook needs, as a pip line or an import names it."""

    name: str  # name of the distribution, "scikit-learn"
    specifier: str = ""  # "==1.16.0", ">=1.3", or "" when nothing is pinned
    url: str = ""  # "git+https://..." for direct references
    cell: int | None = None
    extras: tuple[str, ...] = ()
    because: str = ""  # why it stands here, or is bounded, where no pip line and no import says so
    optional: bool = False  # copied modules cope without it, or ask for it where the environment says so


@dataclass(frozen=True)
class Removal:
    """A use of what newer versions of a library no longer have: `df.append(row)`, gone from pandas 2.0."""

    name: str  # as people know it: "DataFrame.append"
    distribution: str  # "python" for what the standard library no longer has
    version: str  # the first without it
    instead: str  # "" = not known
    back: str = ""  # the first that has it again, "" = none
    statement: int | None = None  # None: it stands in a module that goes with the notebook
    cell: int | None = None
    line: int | None = None
    module: str = ""  # path of that module

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return self.module or f"cell {(self.cell or 0) + 1}"


@dataclass(frozen=True)
class Newest:
    """The newest Python that the project installs on, and why; "" = no limit is known."""

    python: str = ""  # "3.11"
    because: str = ""
