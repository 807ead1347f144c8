"""Shares of rows and numbers of rounds that no keyword names.

train_size = int(len(df) * 0.8)                train_share
for epoch in range(100): step(model)           n_epochs
samples = [bootstrap(i) for i in range(101)]   bootstrap_rounds
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import literal
from nb2prod.walking import walk

ROUNDING = ("int", "round", "floor", "ceil")
EPOCHS = re.compile(r"epochs?$|^ep$", re.I)
PART = re.compile(r"(?:(?<![a-z])|(?<=^[xy]))(?:train|test|val(?![a-hj-z]))", re.I)  # no latest, no value
ROWS = {"train": "training", "test": "testing", "validation": "validation"}
FEW = 5  # turns; fewer are mostly for so many things


def shares(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Both, outside the notebook's own functions."""
    for statement in kept:
        if in_function(program, statement) or isinstance(statement.node, (ast.FunctionDef, ast.ClassDef)):
            continue
        if not hasattr(statement.node, "body"):
            yield from _shares(statement)
        yield from _rounds(program, statement, bound)


def _shares(statement: Statement) -> Iterator[Candidate]:
    (name,) = statement.facts.binds if len(statement.facts.binds) == 1 else ("",)
    part = PART.search(name)
    for node in walk(statement.node) if part else ():
        match node:
            case ast.Call(func=func, args=[ast.BinOp(left=left, op=ast.Mult(), right=right)]):
                rounds = ast.unparse(func).rpartition(".")[2] in ROUNDING
                for share, whole in ((left, right), (right, left)):
                    value = literal(share)
                    given = isinstance(value, float) and 0 < value < 1
                    if part and rounds and given and re.search(r"\blen\(|\.shape\b|\.size\b", ast.unparse(whole)):
                        called, said = _meaning(
                            {"tr": "train", "te": "test"}.get(part[0].lower()[:2], "validation"), statement, node
                        )
                        yield Candidate(
                            called, value, statement.cell, span_of(share), said, "share",
                            "a share of the rows that a part gets", (identifier(name.lower(), ""),),
                            alike=("share", statement.cell),
                        )  # fmt: skip


def _meaning(kind: str, statement: Statement, bound: ast.Call) -> tuple[str, str]:
    """Name and help: behind a bound stands what the other part leaves.

    train = x[:int(0.7 * n)]; test = x[int(0.7 * n):]      both are the share of rows used for training
    train = x[:-int(0.2 * n)]; test = x[-int(0.2 * n):]    both are the share of rows used for testing
    """
    other = "test" if kind == "train" else "train"
    for node in walk(statement.node):
        match node:
            case ast.Slice(lower=lower, upper=upper) if bound in (lower, upper):
                if lower is not None and upper is not None:
                    end = "ends" if bound is upper else "begins"
                    return f"{kind}_{end}_at", f"Share of all rows at which the {ROWS[kind]} part {end}."
                kind = kind if bound is upper else other
            case ast.Slice(lower=ast.UnaryOp(op=ast.USub(), operand=operand)) if operand is bound:
                pass  # the last rows are its own
            case ast.Slice(upper=ast.UnaryOp(op=ast.USub(), operand=operand)) if operand is bound:
                kind = other
    return f"{kind}_share", f"Share of rows used for {ROWS[kind]}."


def _rounds(program: Program, statement: Statement, bound: dict[str, list[int]]) -> Iterator[Candidate]:
    node = statement.node
    found = [("", node.iter, node.target, list[ast.AST](node.body))] if isinstance(node, ast.For) else []
    for part in walk(node) if not hasattr(node, "body") else ():
        match part:
            case ast.ListComp(elt=ast.Call(func=ast.Name(id=called)) as elt, generators=[one]) if not one.ifs:
                found += [(called, one.iter, one.target, [elt])] if _is_function(program, called, bound) else []
            case ast.Call(args=args):  # pool.map(bootstrap, range(101))
                handed = [a.id for a in args if isinstance(a, ast.Name) and _is_function(program, a.id, bound)]
                found += [(handed[0], a, ast.Name("_"), []) for a in args if len(handed) == 1]
    for called, turns, target, body in found:
        match turns, target:
            case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(count)) as given]), ast.Name(id=turn):
                epoch = bool(EPOCHS.search(turn))
                if type(count) is int and count >= FEW and (epoch or not _picks(body, turn)):
                    said = f"How often {called} is called." if called else "How often it is repeated."
                    yield Candidate(
                        "n_epochs" if epoch else f"{called}_rounds" if called else "n_rounds", count, statement.cell,
                        span_of(given), "How often training passes over the data." if epoch else said, "range",
                        "how often a loop is gone through", tuple(sorted(statement.facts.binds - {turn}))[:1],
                    )  # fmt: skip


def _is_function(program: Program, name: str, bound: dict[str, list[int]]) -> bool:
    made = [program.statements[i].node for i in bound.get(name, ())]
    return len(made) == 1 and isinstance(made[0], ast.FunctionDef)


def _picks(body: list[ast.AST], turn: str) -> bool:
    """Whether the turn's number means a place or a size; handed to one's own function, and no more, it is a seed."""
    calls = {
        id(a) for b in body for c in walk(b) if isinstance(c, ast.Call) and len(body) == 1 and b is c for a in c.args
    }
    return any(
        isinstance(part, ast.Name) and part.id == turn and id(part) not in calls for b in body for part in walk(b)
    )
