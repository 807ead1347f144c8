"""What evaluating the expressions of one statement brings to light."""

from __future__ import annotations

import ast

from nb2prod.analyse.environment import Value
from nb2prod.replacing import dataclass, field


@dataclass
class Observed:
    """What one statement was seen to do; lives for one statement."""

    mutated: set[int] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    effects: set[str] = field(default_factory=set)
    draws: set[str] = field(default_factory=set)
    seeds: set[str] = field(default_factory=set)
    roles: dict[str, str] = field(default_factory=dict)  # with the call that told it
    reads: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)  # names rebound by a called function through `global`
    left: dict[str, Value] = field(default_factory=dict)  # what it left in them, where its body was followed
    drawn: set[int] = field(default_factory=set)  # figures and axes that it draws on
    looked: set[int] = field(default_factory=set)  # those whose state it asks for
    measures: list[tuple[ast.expr, str]] = field(default_factory=list)  # calls that measure a model
    advanced: set[int] = field(default_factory=set)  # of the mutated objects those that are random streams
    drawing: list[ast.expr] = field(default_factory=list)  # sub-expressions that advance a random stream
    settings: set[str] = field(default_factory=set)  # OPTIONS and STYLES, where a called function sets them
    types: dict[ast.expr, str] = field(default_factory=dict)  # of the expressions, where known
    pictures: bool = False  # a figure is saved as a file
    drawing_inside: bool = False  # something draws where it cannot be taken out: a lambda, a comprehension, a function
