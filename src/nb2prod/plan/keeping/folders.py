"""Which folders a run may make before it writes: none that the notebook itself looks after.

df.to_csv("out/a.csv")                              `out`
os.mkdir("out"); df.to_csv("out/a.csv")             not `out`, it fails where the folder is there; another one is made
if not os.path.exists("out"): download()            nor here: it would see another answer
os.mkdir(folder); df.to_csv(folder + "/a.csv")      none: whatever is set, the notebook makes it
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from nb2prod.model import Edit, Program

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
    lifted = frozenset().union(*(program.statements[i].facts.binds for i in constants))
    places = [(edit.cell, edit.span) for edit in edits]
    for statement in asking:
        first, last = (statement.line, statement.column), (statement.end_line + 1, 0)
        set_here = any(cell == statement.cell and first <= span[:2] and span[2:] <= last for cell, span in places)
        if set_here or statement.facts.names & lifted:
            return "none"
    return "new"
