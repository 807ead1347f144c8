"""Names for what training keeps, and the lines that keep it.

df["age"].fillna(df["age"].median())            age_median = df["age"].median()     before the statement
le.fit_transform(df[c]) in a loop over c        label_encoders[c] = copy.deepcopy(le)     after it, one per turn
scaler, which nothing changes later             its own name
"""

from __future__ import annotations

import ast
from typing import Literal

from nb2prod.model import Artifact, Keep, Span
from nb2prod.plan.names import GENERATED, allowed, identifier, unique
from nb2prod.plan.serving.state import LAST, MARK, TURN, Record, State
from nb2prod.plan.serving.stems import stems
from nb2prod.walking import walk


class StuckError(Exception):
    """The derivation ends: why, and at which statement."""

    def __init__(self, because: str, statement: int, *, unknown: bool = False) -> None:
        """`statement` is -1 where none is to blame; `unknown`: nothing is known of what the model was fitted on."""
        super().__init__(because)
        self.because, self.statement, self.unknown = because, statement, unknown


class Names:
    """Settles one name after the other; the same thing is kept once."""

    def __init__(self, m: State, taken: frozenset[str]) -> None:
        """`taken`: names that the notebook or the plan uses."""
        self.m = m
        self.bound: frozenset[str] = frozenset()  # by the lines of serving: under such a name they cannot read another
        self.taken = set(taken) | GENERATED | {"learned", "rows", "frame", "artifacts"}
        self.found: dict[int, ast.expr] = {}  # record -> how serving reads it
        self.names: dict[int, str] = {}
        self.lines: list[Keep] = []
        self.saved: dict[str, Artifact] = {}
        self.anew: dict[int, int] = {}  # record of what is fitted on the rows to be predicted -> where that is
        self.alike: dict[str, list[tuple[int, str]]] = {}  # what is kept -> beside which statements, under which names

    def settle(self, records: list[Record]) -> None:
        """Give each record a name, and training the lines that bind it."""
        for record in records:
            if record.number not in self.found:
                self.found[record.number] = self._settled(record)

    def name_of(self, record: Record) -> str:
        """The artifact that holds it."""
        return self.names[record.number]

    def put(self, node: ast.AST) -> ast.AST:
        """The node with names where marks stand."""
        found = self.found

        class Swap(ast.NodeTransformer):
            def visit_Name(self, part: ast.Name) -> ast.expr:
                number = part.id.removeprefix(MARK)
                return found[int(number)] if part.id.startswith(MARK) and number.isdigit() else part

        changed: ast.AST = Swap().visit(node)
        return changed

    def keeps(self) -> tuple[Keep, ...]:
        """The lines that training gets."""
        return tuple(self.lines)

    def artifacts(self) -> tuple[Artifact, ...]:
        """What training saves."""
        return tuple(self.saved[name] for name in sorted(self.saved))

    # --------------------------------------------------------------------------------------------------------- settling

    def _settled(self, record: Record) -> ast.expr:
        if record.kind == "parameter":
            return self._save(
                record, record.stem, "value", f"config.{record.stem}", "a parameter that training ran with"
            )
        node = record.node
        if isinstance(node, ast.Name) and self._stays(node.id, record) and record.number not in self.anew:
            return self._save(record, node.id, self._kind(record), "", record.because or "training fits it")
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and self._holds(node, record):
            self._save(record, node.value.id, "value", "", "training fills it, one value for each key")
            return ast.Subscript(ast.Name(node.value.id, ast.Load()), node.slice, ast.Load())
        return self._kept(record)

    def _save(self, record: Record, name: str, kind: str, value: str, because: str) -> ast.expr:
        cell = (
            self.m.program.statements[record.statement].cell
            if 0 <= record.statement < len(self.m.program.statements)
            else 0
        )
        self.names[record.number] = name
        self.saved.setdefault(name, Artifact(name, kind, cell, because, value))  # type: ignore[arg-type]  # one of three
        return ast.Name(name, ast.Load())

    def _kind(self, record: Record) -> str:
        return "columns" if record.kind == "columns" else ("estimator" if record.kind == "estimator" else "value")

    def _stays(self, name: str, record: Record) -> bool:
        """Whether the name holds this object, as it is here, until training ends."""
        held = self.m.env.get(name)
        if held is None or held[0] is not record.value or name.startswith("_") or name in self.bound:
            return False
        if any(self._within(change, record) for change in record.value.changes):
            return all(change <= record.statement for change in record.value.changes) and not record.loops
        return len(record.value.changes) <= record.seen or not record.value.changes[record.seen :]

    def _within(self, statement: int, record: Record) -> bool:
        """Whether the statement stands in a loop that the record stands in."""
        above = set(self._above(statement))
        return any(loop.statement in above for loop in record.loops)

    def _above(self, identity: int) -> list[int]:
        found = []
        current: int | None = identity if 0 <= identity < len(self.m.program.statements) else None
        while current is not None:
            found.append(current)
            current = self.m.program.statements[current].parent
        return found

    def _holds(self, node: ast.Subscript, record: Record) -> bool:
        """Whether a dict of the notebook keeps the object under its key."""
        assert isinstance(node.value, ast.Name)
        held = self.m.env.get(node.value.id)
        keys = {loop.key for loop in record.loops if loop.key}
        if held is None or held[0].time != "learned" or node.value.id in self.bound:
            return False
        names = {part.id for part in walk(node.slice) if isinstance(part, ast.Name)}
        if not names <= keys:
            return False
        later = [c for c in held[0].changes if c > record.statement and not self._within(c, record)]
        return not later and (bool(names) or not record.loops)

    def _kept(self, record: Record) -> ast.expr:
        if any(loop.key in ("", "?") for loop in record.loops):
            raise StuckError(
                f"{ast.unparse(record.node)} is learned in a loop whose turns have no name", record.statement
            )
        keyed = [loop for loop in record.loops if loop.key != LAST]
        if not record.loops and (same := self._already(record)):
            return self._save(record, same, self._kind(record), "", record.because)
        whole = isinstance(record.node, (ast.Name, ast.Subscript, ast.Attribute))
        copied = whole and (record.kind == "estimator" or any(c > record.statement for c in record.value.changes))
        keys_of = tuple(identifier(loop.key, "") for loop in keyed)
        own = [f"refitted_{record.node.id}"] if record.number in self.anew and isinstance(record.node, ast.Name) else []
        if isinstance(record.node, ast.Name) and record.node.id in self.bound and record.kind == "value":
            own.append(f"learned_{record.node.id}")
        told = (identifier(stem, "kept") for stem in stems(record.node, record.kind, record.stem, bool(keyed), keys_of))
        offered = [*dict.fromkeys((*own, *told))]
        free = next((name for name in offered if allowed(name, self.taken)), "")
        name = free or unique(offered[0], self.taken)
        self.taken.add(name)
        reference: ast.expr = ast.Name(name, ast.Load())
        turns = [loop for loop in keyed if loop.key == TURN]
        if turns:
            self.lines.append(Keep(turns[0].statement, "first", name, None, "[]", name))
        elif keyed:
            keys: list[ast.expr] = [ast.Name(loop.key, ast.Load()) for loop in keyed]
            key = keys[0] if len(keys) == 1 else ast.Tuple(keys, ast.Load())
            reference = ast.Subscript(ast.Name(name, ast.Load()), key, ast.Load())
            self.lines.append(Keep(keyed[0].statement, "first", name, None, "{}", name))
        text = ast.unparse(record.node)
        if not record.loops and not record.after:
            self.alike.setdefault(text, []).append((record.statement, name))
        span = self._span(record) if record.inside and not copied else None
        if copied and self._changes_later(record):
            text = f"copy.deepcopy({text})"
        where: Literal["before", "after", "inside"] = (
            "after" if record.after else ("inside" if span is not None else "before")
        )
        text = f"[*{name}, {text}]" if turns else text
        place = record.statement
        if span is None and not record.loops and record.kind == "estimator" and isinstance(record.node, ast.Name):
            made = self._made_at(record.node.id, place + (where == "after"))
            place, where = (place, where) if made is None else (made, "after")
        self.lines.append(Keep(place, where, ast.unparse(reference), span, text, name))
        self._save(record, name, self._kind(record), "", record.because or f"computed in training: {text}")
        return reference

    def _made_at(self, name: str, before: int) -> int | None:
        """The statement that makes or fits what the name holds there: beside it the object is kept, not amid its uses.

        None where that is done inside of something, or in a way that nobody sees.
        """
        kept = [s for s in self.m.program.statements[:before] if s.id in self.m.kept]
        made = [s for s in kept if name in s.facts.binds | s.facts.mutates | s.facts.deletes]
        return made[-1].id if made and made[-1].parent is None and name not in made[-1].facts.deletes else None

    def _already(self, record: Record) -> str:
        """The name under which the same expression over the same values is kept, "" where none is."""
        parts = [p for p in walk(record.node) if isinstance(p, ast.Name)]
        own = {p.id for p in parts if isinstance(p.ctx, ast.Store)}  # variables of comprehensions
        text, names = ast.unparse(record.node), {p.id for p in parts} - own
        for statement, name in self.alike.get(text, ()) if not record.after and record.kind == "value" else ():
            between = self.m.program.statements[statement : record.statement]
            if statement <= record.statement and not any(names & (s.facts.binds | s.facts.mutates) for s in between):
                return name
        return ""

    def _changes_later(self, record: Record) -> bool:
        """Whether the object may be another one by the end: else it need not be copied."""
        born = set(record.value.born)
        fresh = all(loop.statement in born for loop in record.loops)
        later = [c for c in record.value.changes if c > record.statement]
        return bool(later) or not fresh

    def _span(self, record: Record) -> Span | None:
        """Where the expression stands in its statement; None where it does not, or is no more than a name."""
        node = record.node
        if isinstance(node, ast.Name) or getattr(node, "end_lineno", None) is None:
            return None
        statement = self.m.program.statements[record.statement]
        for part in walk(statement.node):
            if part is node:
                return (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
        return None
