"""A place in the notebook whose value may become a parameter."""

from __future__ import annotations

from dataclasses import dataclass

from nb2prod.model import Parameter, Span

TYPES = {bool: "bool", int: "int", float: "float", str: "str", list: "list", tuple: "list", dict: "dict"}


@dataclass(frozen=True)
class Candidate:
    """What a heuristic proposes; `prefixes` are tried in order when the name is taken."""

    name: str
    value: object
    cell: int
    span: Span
    help: str
    origin: str
    because: str
    prefixes: tuple[str, ...] = ()
    path: bool = False
    constant: int | None = None  # the statement that does nothing but set it
    secret: bool = False

    def parameter(self) -> Parameter:
        """The parameter with the notebook's value as its default."""
        default = None if self.secret else list(self.value) if isinstance(self.value, tuple) else self.value
        return Parameter(
            name=self.name, type=TYPES[type(self.value)], default=default, help=self.help, step="", cell=self.cell,
            line=self.span[0], origin=self.origin, because=self.because, required=self.secret,
        )  # fmt: skip
