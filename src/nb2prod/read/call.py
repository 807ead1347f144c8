"""What crosses between the scanner of IPython syntax and the tables that know what each magic means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nb2prod.model import Fate, Finding, Module, Requirement, Role


@dataclass(frozen=True)
class Call:
    """One use of IPython syntax: `%cd data` is Call("cd", "data"), `x = !ls` has a target."""

    name: str
    argument: str
    cell: int
    line: int
    names: frozenset[str] = frozenset()  # bound in the notebook: what IPython's {expr} and $name may mean
    target: str = ""  # "x" when the value is wanted; the outcome's Python is an expression then
    body: str = ""  # the rest of the cell below a cell magic
    mentions: Callable[[str], bool] = lambda _: False  # is this text found in another cell?
    nested: bool = False  # it stands in a block of Python


@dataclass(frozen=True)
class Outcome:
    """What becomes of a call: Python of one line, or nothing with a fate and a reason."""

    because: str
    python: str = ""  # "" = the line vanishes
    fate: Fate = "dropped"
    roles: tuple[Role, ...] = ("display",)
    imports: frozenset[str] = frozenset()
    requirements: tuple[Requirement, ...] = ()
    modules: tuple[Module, ...] = ()
    findings: tuple[Finding, ...] = ()


Handler = Callable[[Call], Outcome]
Handlers = Mapping[str, Handler]
