"""Which values a name had, one after the other, and where it got them: what two runs are laid beside each other by.

A place is a whole statement at the top of a function, or of a cell: what a loop does inside is one step there.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterable
from types import CodeType, FrameType
from typing import Any

from .picture import Painter
from .store import Store

_GONE = object()


class Trail:
    """Pictures each name whenever it changed; the diverging ones are looked at after every statement."""

    def __init__(self, painter: Painter, names: Iterable[str], diverging: Iterable[str]) -> None:
        """`names` are those of the notebook, `diverging` those known to end differently."""
        self.painter, self.names, self.diverging = painter, list(names), frozenset(diverging)
        self.last: dict[str, tuple[object, str]] = {}  # the object is kept: while it lives, its id is its own
        self.lines: list[dict[str, Any]] = []
        self.statements: dict[CodeType, list[tuple[int, int]]] = {}
        self.at: dict[int, tuple[int, int]] = {}  # statement that each living frame is in
        self.frames: list[FrameType] = []  # the workflow, and the step that it is in
        self.gone: dict[str, Any] = {}  # what steps have bound that are over: their objects may still change

    def note(self, place: list[Any], values: dict[str, Any]) -> None:
        """Picture what changed up to here."""
        for name in self.names:
            value = values.get(name, _GONE)
            before, text = self.last.get(name, (_GONE, ""))
            if value is _GONE or (value is before and name not in self.diverging):
                continue
            node = self.painter.paint(value)
            shown = json.dumps(node)
            if shown != text:
                self.lines.append({"name": name, "place": place, "node": node})
            self.last[name] = (value, shown)

    def write(self, store: Store) -> None:
        """Leave it for the comparison."""
        store.write("trail.jsonl", self.lines)

    # --------------------------------------------------------------------------------------------- frames of a workflow

    def enter(self, frame: FrameType) -> None:
        """A function begins: nothing has happened in it."""
        if frame.f_code not in self.statements:
            self.statements[frame.f_code] = statements_of(frame.f_code)
        self.at[id(frame)] = (0, 0)
        self.frames.append(frame)
        for name, value in dict(frame.f_locals).items():  # what it was given is no value that it made
            if name in self.names and name not in self.last:
                self.last[name] = (value, json.dumps(self.painter.paint(value)))

    def line(self, frame: FrameType) -> None:
        """A line is about to run: if it is of another statement, the one before it is done."""
        found = [s for s in self.statements[frame.f_code] if s[0] <= frame.f_lineno <= s[1]]
        if found and found[0] != self.at[id(frame)]:
            self.done(frame)
            self.at[id(frame)] = found[0]

    def leave(self, frame: FrameType) -> None:
        """A function ends."""
        self.done(frame)
        self.at.pop(id(frame), None)
        self.frames.remove(frame)
        self.gone.update(frame.f_locals)

    def done(self, frame: FrameType) -> None:
        """A statement is done."""
        values = dict(self.gone)
        for living in self.frames:
            values.update(living.f_locals)
        self.note([frame.f_code.co_name, self.at[id(frame)][0]], values)


def statements_of(code: CodeType) -> list[tuple[int, int]]:
    """First and last line of each statement of a function's body."""
    try:
        lines, start = inspect.getsourcelines(code)
        function = ast.parse("".join(lines)).body[0]
    except (OSError, SyntaxError, IndexError):
        return []
    body = getattr(function, "body", [])
    return [(start + node.lineno - 1, start + (node.end_lineno or node.lineno) - 1) for node in body]


class Naming(ast.NodeTransformer):
    """Hands the value of an expression at a known place to a call, which hands it on."""

    def __init__(self, call: str, own: str) -> None:
        """`call` takes the name, "f({name!r}, 0)", and the expression for its 0; `own` tells our own code."""
        self.call, self.own = call, own
        self.names: dict[tuple[int, ...], str] = {}  # line, column, last line, column after -> name

    def visit_Module(self, node: ast.Module) -> Any:
        """A cell; what the driver says between two cells is none."""
        ours = any(isinstance(part, ast.Constant) and part.value == self.own for part in ast.walk(node))
        return node if ours or not self.names else self.generic_visit(node)

    def visit(self, node: ast.AST) -> Any:
        """Any node."""
        changed = super().visit(node)
        places = [getattr(node, key, 0) for key in ("lineno", "col_offset", "end_lineno", "end_col_offset")]
        name = self.names.get(tuple(places)) if isinstance(node, ast.expr) else None
        if name is None:
            return changed
        made: Any = ast.parse(self.call.format(name=name), mode="eval").body
        made.args[1] = changed
        return ast.copy_location(made, node)


class Recording(ast.NodeTransformer):
    """Puts a call behind every statement of a cell, but not behind a last expression: that is shown."""

    def __init__(self, call: str) -> None:
        """`call` is an expression that takes the line, "f({line})"."""
        self.call = call
        self.active = False

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """The top of the cell is all that is looked at."""
        body: list[ast.stmt] = []
        for number, statement in enumerate(node.body):
            body.append(statement)
            last = number == len(node.body) - 1
            if self.active and not (last and isinstance(statement, ast.Expr)):
                added = ast.parse(self.call.format(line=statement.lineno)).body[0]
                body.append(ast.copy_location(added, statement))
        return ast.fix_missing_locations(ast.Module(body, node.type_ignores))
