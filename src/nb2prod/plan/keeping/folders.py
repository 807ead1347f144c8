"""Which folders a run may make before it writes: none that the notebook itself looks after.

df.to_csv("out/a.csv")                              `out`
os.mkdir("out"); df.to_csv("out/a.csv")             not `out`, it fails where the folder is there; another one is made
if not os.path.exists("out"): download()            nor here: it would see another answer
os.mkdir(folder); df.to_csv(folder + "/a.csv")      none: whatever is set, the notebook makes it
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from nb2prod.model import Edit, Program, Span, Statement
from nb2prod.plan.graph import Graph

ASKING = frozenset(  # calls that see or change which folders there are, whoever they belong to
    """
    mkdir makedirs mkdtemp exists isdir is_dir isfile is_file listdir scandir iterdir glob rglob walk rmtree move
    copytree chdir system run Popen check_call check_output call
    """.split()
)


def folders_made(program: Program, edits: Iterable[Edit], constants: Iterable[int]) -> Literal["all", "new", "none"]:
    """`new`: those of paths that are set to something else. `edits`, `constants`: what parameters take the place of."""
    asking = [s for s in program.statements if any(call.rpartition(".")[2] in ASKING for call in s.facts.calls)]
    if not asking:
        return "all"
    lifted, places = frozenset(constants), [(edit.cell, edit.span) for edit in edits]
    graph = Graph.of(program)
    todo, seen = {s.id for s in asking}, set[int]()
    while todo:  # they ask about what is set, or about what is made of that
        identity = todo.pop()
        seen.add(identity)
        if identity in lifted or _set_in(program.statements[identity], places):
            return "none"
        todo |= {source for source, _ in graph.sources.get(identity, ())} - seen
    return "new"


def _set_in(statement: Statement, places: list[tuple[int, Span]]) -> bool:
    """Whether a parameter stands in it."""
    first, last = (statement.line, statement.column), (statement.end_line + 1, 0)
    return any(cell == statement.cell and first <= span[:2] and span[2:] <= last for cell, span in places)
