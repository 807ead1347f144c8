"""Services outside that the workflow asks: without them, or without a login, it does not run to its end.

ws = Workspace.from_config()                             an Azure Machine Learning workspace
requests.post("http://localhost:9696/predict", ...)      a server on this machine, which is another program
!git clone https://github.com/x/data                     a server elsewhere, and the program git
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.services import Service, command, service
from nb2prod.model import Finding, Program, Statement
from nb2prod.plan.naming.clause import listed
from nb2prod.reaching import beside, running
from nb2prod.walking import walk

HERE = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b")
FAR = re.compile(r"(?:https?|databricks)\b")  # where runs are recorded: elsewhere, and in no file
KAGGLE = re.compile(r"kaggle (?:datasets|competitions) download -")
ASKING = ("requests.", "urllib.request.", "httpx.")
EACH = frozenset({"a server elsewhere", "a server for data"})  # each call asks another one
MOST = 4  # further calls that are listed
OWN = Service("a server on this machine", "that server, which is another program")


def services(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """The first call that stays of each service, with the others that ask it."""
    asked: dict[Service, dict[str, Statement]] = {}
    for statement in (s for s in program.statements if s.id in kept):
        for call, found in _asked(program, statement):
            if found is not None:
                asked.setdefault(found, {}).setdefault(call, statement)
    said = set(asked)
    for found, calls in asked.items():
        (call, first), *rest = calls.items()
        more = rest if found.name in EACH else []
        others = listed(tuple(f"{name} in cell {s.cell + 1}" for name, s in more[:MOST]), MOST) if more else ""
        call += f" (and {others}{' and more' * (len(more) > MOST)})" if others else ""
        yield finding("NB147", cell=first.cell, line=first.line, call=call, service=found.name, needs=found.needs)
    modules, names = beside(program.statements, program.notebook.modules)
    for module, tree in ((m, tree) for m, tree in modules if "/" not in m.path):  # of a package most is not run
        for call in calls_of(tree, names):
            found = service(call)
            if found is not None and found not in said:
                said.add(found)
                place = f"{call} ({module.path})"
                needs = f"{found.needs} where it comes there"
                yield finding("NB147", cell=module.cell, call=place, service=found.name, needs=needs)


def _asked(program: Program, statement: Statement) -> Iterator[tuple[str, Service | None]]:
    """What it calls, and whom that asks."""
    for call in statement.facts.calls:
        alone = call.startswith("mlflow.") and not any(FAR.match(text) for text in _texts(program, statement))
        yield call, OWN if _local(program, statement, call) else None if alone else service(call)
    for line in lines_of(statement.node):
        yield shown(line), command(line)


def calls_of(tree: ast.Module, spoken: frozenset[str] | None) -> Iterator[str]:
    """What a module beside the notebook calls of what it imports, under full names, in the order of its text."""
    names: dict[str, str] = {}
    for node in walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
                for a in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    found = [node.func for node in running(tree, spoken) if isinstance(node, ast.Call)]
    for called in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        first, dot, rest = ast.unparse(called).partition(".")
        if first in names:
            yield f"{names[first]}{dot}{rest}"


def lines_of(node: ast.AST) -> Iterator[str]:
    """The lines that are given to a shell."""
    for part in walk(node):
        match part:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="subprocess")),
                args=[ast.Constant(value=str(text)) | ast.List(elts=[_, _, ast.Constant(value=str(text))]), *_],
            ):
                yield from text.splitlines()
            case ast.Constant(value=str(text)) if KAGGLE.match(text):  # run by whatever it is handed to
                yield text


def shown(line: str) -> str:
    """`git clone` of a line: an address may hold a token."""
    program_, _, rest = line.strip().partition(" ")
    verb = rest.partition(" ")[0]
    return f"{program_} {verb}" if verb.isalpha() else program_


def _local(program: Program, statement: Statement, call: str) -> bool:
    """Whether it asks an address of this machine: the one in the call, or the only one that its name was given."""
    return call.startswith(ASKING) and any(HERE.match(text) for text in _texts(program, statement))


def _texts(program: Program, statement: Statement) -> list[str]:
    """The texts that it holds, and those that its names are given."""
    texts = [part for part in walk(statement.node) if isinstance(part, ast.Constant)]
    names = {part.id for part in walk(statement.node) if isinstance(part, ast.Name)}
    for other in program.statements:
        match other.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() | ast.JoinedStr() as value):
                texts += [part for part in walk(value) if isinstance(part, ast.Constant) and name in names]
    return [text.value for text in texts if isinstance(text.value, str)]
