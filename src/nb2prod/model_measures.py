"""What is measured and shown, and gets a name or a place for that."""

from __future__ import annotations

from nb2prod.model_inference import Span
from nb2prod.replacing import dataclass

SEPARATOR = "/"  # between a step and what it measures, in the key of a metric


@dataclass(frozen=True)
class Measure:
    """An expression that measures the model without a name: it gets one in front of its statement.

    In a loop a mapping takes the value of each turn: `into[key] = name`, where `key` is an expression of the statement.
    """

    statement: int
    span: Span
    name: str  # in a loop it may have one already
    into: str = ""  # the mapping, made in front of the loop
    key: Span | None = None  # None: the variable of the loop
    turn: str = ""  # that variable, "": turns are counted
    loop: int = -1
    text: str = ""  # an expression that holds by name what the one at `span` shows: behind the statement
    silent: bool = False  # the notebook has no such value, or has said it already
    argument: str = ""  # of the call at `span`: an empty mapping is handed in as that, and comes back filled
    listed: bool = False  # `into` holds a list for each turn: that of its folds, which no name tells apart
    copied: bool = False  # what it shows may change later: a copy is kept


@dataclass(frozen=True)
class Recording:
    """A function of the notebook that takes one argument more: a mapping for what it measures."""

    function: int  # the statement
    name: str
    argument: str
    passing: tuple[tuple[int, str, str], ...]  # calls in it, of which function, under what key of its own; "": its own
