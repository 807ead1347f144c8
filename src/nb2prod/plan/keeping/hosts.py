"""Front ends of a notebook's host: they go where nobody needs their value, and stay out of the head of a module.

from google.colab import drive, files
drive.mount("/content/drive")          goes: the data is wherever the parameters say
uploaded = files.upload()              stays where a statement that stays reads it; the import stays with it
try: import google.colab ...           the same: `COLAB = True` if that succeeds
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.hosts import host
from nb2prod.model import Finding, Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import binders
from nb2prod.walking import values_given, walk

GONE = "it serves the notebook's host alone"


def front_ends(program: Program) -> frozenset[int]:
    """The statements that call into a host and do nothing else, and those that only ask whether they are there."""
    asking = [s.id for s in program.statements if _asks_where_it_is(s.node)]
    inside = [s.id for s in program.statements if any(each.id in asking for each in outwards(program.statements, s))]
    calling = [s for s in program.statements if _call(s) and _only_calls(s.node)]
    made = {name for s in calling for name in s.facts.binds if binders(program, name) == [s]}
    return frozenset({*inside, *(s.id for s in calling), *(s.id for s in program.statements if _of(made, s.node))})


def host_imports(program: Program) -> frozenset[int]:
    """The import statements of its modules."""
    return frozenset(item.statement for item in program.imports if host(item.qualified))


def host_findings(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """What went, once for all, and the first that stays: it stops a run anywhere else."""
    calls = [s for s in program.statements if _call(s)]
    gone = [s for s in calls if s.id not in kept]
    names = dict.fromkeys(_call(s) for s in gone)
    if gone:
        where = {"cell": gone[0].cell, "line": gone[0].line}
        yield finding("NB142", **where, calls=", ".join(names), host=host(_call(gone[0])))
    for statement in (s for s in calls if s.id in kept):
        where = {"cell": statement.cell, "line": statement.line}
        yield finding("NB143", **where, call=_call(statement), host=host(_call(statement)))
        return


def _call(statement: Statement) -> str:
    """The first call into a host, under its full name."""
    return next((call for call in statement.facts.calls if host(call)), "")


def _of(made: Collection[str], node: ast.stmt) -> bool:
    """`server.serve()`: a method of what a call into a host gave; or a choice of such by a setting."""
    match node:
        case ast.If(test=ast.Call(func=ast.Attribute(attr="getenv" | "get")), body=body, orelse=orelse):
            return all(_of(made, each) for each in (*body, *orelse))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in made and _only_calls(node)
    return False


def _asks_where_it_is(node: ast.stmt) -> bool:
    """`try: import google.colab; COLAB = True` and `except: COLAB = False`, with what is said about it."""
    if not isinstance(node, ast.Try) or node.finalbody:
        return False
    first, *rest = node.body
    match first:
        case ast.Import(names=[ast.alias(name=module)]) | ast.ImportFrom(module=str(module)):
            parts = [*rest, *node.orelse, *(part for handler in node.handlers for part in handler.body)]
            return bool(host(module)) and all(map(_only_says, parts))
    return False


def _only_says(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Assign(targets=[ast.Name()], value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args, keywords=[])):
            return all(isinstance(arg, ast.Constant) for arg in args)
    return False


def _only_calls(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call() as call) | ast.Assign(targets=[ast.Name()], value=ast.Call() as call):
            inner = values_given(call)
            return not any(isinstance(part, ast.Call) for value in inner for part in walk(value))
    return False
