"""Functions that are handed to a call, which calls them: what they are called with, and which nobody knows.

df["a"].apply(clean)         clean is followed, with a part of the column
Button(text, command=ask)    ask is not called, as long as nobody presses the button
sorted(rows, key=box.add)    what `box.add` does is not known here: it may change whatever it reaches
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.analyse.arguments import Arguments
from nb2prod.analyse.environment import Value
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.views import FRAME, MATRICES, SERIES
from nb2prod.knowledge.words import words
from nb2prod.walking import last_of

FIRST = words("call_the_first")
KEYS = words("called_by_key")
PRESSED = words("pressed")
BUTTONS = words("buttons")
PLAIN = frozenset({"str", "int", "float", "bool", "None", "list", "dict", "tuple", "set", *MATRICES})


def handed(evaluator: Evaluator, base: Value, given: Arguments) -> Arguments:
    """What a function that is handed to a call may be called with."""
    others = [value for value in given.all if not value.ref.startswith("function:")]
    mixed = evaluator.mix([base, *others], fresh=False)
    if base.type == FRAME:  # a column or a row, which pandas 2 gives as a view
        part = Value(SERIES, mixed.objects)
    elif base.type in {SERIES, "pandas.GroupBy"}:
        part = Value("", mixed.objects, identity=frozenset())
    else:
        part = Value("", mixed.objects)
    return Arguments((), {}, spread=(part,))


def called_at_once(node: ast.Call, given: Arguments) -> list[Value]:
    """What the call is given, without what waits for somebody to press a button, which nobody does in production."""
    waits = isinstance(node.func, ast.Attribute) and node.func.attr in PRESSED
    late = [value for key, value in given.keywords.items() if waits or key in BUTTONS]
    late += given.positional if waits else ()
    return [value for value in given.all if value not in late]


def unknown_callables(node: ast.Call, base: Value, given: Arguments) -> list[Value]:
    """Values that the call calls and that are no function which could be followed: methods, closures ..."""
    name = last_of(node)
    called = [value for key, value in given.keywords.items() if key in KEYS]
    rows = name == "transform" and knowledge.is_a(base.type or "?", "sklearn.Estimator")  # a table takes a function
    called += given.positional[:1] if name in FIRST and not rows else ()
    return [value for value in called if not value.ref and value.objects and value.type not in PLAIN]
