"""What a run does to more than its own files, told once: shell commands, changes at services, deletions.

!cp ../data/a.csv .                                  it runs cp in a shell
slack.chat.post_message("#team", "done")             it changes something at a service
shutil.rmtree(folder)                                it deletes
run_simple("localhost", 9000, app)                   it answers requests, until somebody stops it
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.services import acts, command, servers, service
from nb2prod.listing import in_cells
from nb2prod.model import Finding, Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.graph import in_function
from nb2prod.plan.naming.clause import listed
from nb2prod.plan.telling.services import lines_of, services, shown
from nb2prod.walking import walk

DELETING = frozenset({"shutil.rmtree", "os.remove", "os.unlink", "os.rmdir", "os.removedirs"})
QUIET = frozenset(
    {"ls", "cd", "pwd", "echo", "cat", "head", "tail", "wc", "nvidia-smi", "mkdir", "true", "df", "which"}
)
MOST = 6  # calls that are listed
LONGEST = 48  # of a call that is shown
SECRET = re.compile(r"passw|pwd|secret|token|api.?key|://", re.IGNORECASE)


def outside(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """What a run asks of others, and what it does to them."""
    yield from services(program, kept)
    yield from acting(program, kept)


def acting(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """One for the whole notebook, in the order: commands, services, deletions."""
    statements = [s for s in program.statements if s.id in kept]
    said = [
        _told("commands of a shell, whose failing stops nothing: {}", _commands(statements)),
        _told("changes at a service outside: {}", _at_services(program, statements)),
        _told("deletions: {}", _deletions(statements)),
        _told("servers, and it goes on only when they are stopped: {}", _servers(program, statements)),
    ]
    found = [part for part in said if part is not None]
    if found:
        cell, line = min(place for _, place in found)
        yield finding("NB150", cell=cell, line=line, what="; ".join(text for text, _ in found))


def _told(text: str, places: Iterable[tuple[str, int, int]]) -> tuple[str, tuple[int, int]] | None:
    cells: dict[str, dict[int, None]] = {}
    first: tuple[int, int] | None = None
    for name, cell, line in places:
        cells.setdefault(name, {})[cell] = None
        first = min(first or (cell, line), (cell, line))
    if first is None:
        return None
    told = [f"{name} ({in_cells([*at])})" for name, at in [*cells.items()][:MOST]]
    more = len(cells) - len(told)
    told += [f"{more} more"] if more else []
    return text.format(listed(tuple(told), len(told))), first


def _commands(statements: Iterable[Statement]) -> Iterator[tuple[str, int, int]]:
    """Programs by their names; what only fetches is told of as a service."""
    for statement in statements:
        checked = any(k.arg == "check" for n in walk(statement.node) if isinstance(n, ast.Call) for k in n.keywords)
        for line in () if checked else lines_of(statement.node):
            name = shown(line).partition(" ")[0]
            if name.replace("-", "").isalnum() and name not in QUIET and command(line) is None:
                yield name, statement.cell, statement.line


def _at_services(program: Program, statements: Iterable[Statement]) -> Iterator[tuple[str, int, int]]:
    """Calls that change something there; what sends a request, which may only ask, comes last."""
    if not any(service(call) is not None for s in program.statements for call in s.facts.calls):
        return
    modules = {item.name for item in program.imports if not item.attribute}
    found: list[tuple[str, int, int]] = []
    for statement in statements:
        for call in (n for n in walk(statement.node) if isinstance(n, ast.Call)):
            words = ast.unparse(call.func).split(".")
            deletes = words[-1] == "delete" and not call.args and words[0] not in modules  # service.delete()
            if len(words) > 1 and (deletes or {words[-1], ".".join(words[-2:])} & acts()):
                found.append((".".join(words[-2:]), statement.cell, statement.line))
    yield from sorted(found, key=lambda one: one[0].startswith("requests."))


def _servers(program: Program, statements: Iterable[Statement]) -> Iterator[tuple[str, int, int]]:
    if not any(item.module.partition(".")[0] in servers("modules") for item in program.imports):
        return
    own = (s for s in statements if not in_function(program, s) and not isinstance(s.node, DEFINING))
    for statement in own:
        for call in (n for n in walk(statement.node) if isinstance(n, ast.Call)):
            name = ".".join(ast.unparse(call.func).split(".")[-2:])
            if {name, name.rpartition(".")[2]} & servers("calls"):
                yield name, statement.cell, statement.line


def _deletions(statements: Iterable[Statement]) -> Iterator[tuple[str, int, int]]:
    """With what is deleted, where that is short."""
    for statement in statements:
        for call in (n for n in walk(statement.node) if isinstance(n, ast.Call)):
            name = ast.unparse(call.func)
            full = {
                c for c in statement.facts.calls if c in DELETING and c.rpartition(".")[2] == name.rpartition(".")[2]
            }
            if full:
                shown = ast.unparse(call)
                whole = len(shown) <= LONGEST and not SECRET.search(shown)
                yield shown if whole else next(iter(full)), statement.cell, statement.line
