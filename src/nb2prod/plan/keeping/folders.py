"""Whether the notebook itself looks after folders: then nobody else may make one before it.

df.to_csv("out/a.csv")                              the run may make `out`
os.mkdir("out"); df.to_csv("out/a.csv")             not here: it fails where the folder is there
if not os.path.exists("out"): download()            nor here: it would see another answer
"""

from __future__ import annotations

from nb2prod.model import Program

ASKING = frozenset(  # calls that see or change which folders there are, whoever they belong to
    """
    mkdir makedirs mkdtemp exists isdir is_dir isfile is_file listdir scandir iterdir glob rglob walk rmtree move
    copytree chdir system run Popen check_call check_output call
    """.split()
)


def looks_after_folders(program: Program) -> bool:
    """Whether any of its calls asks for folders, makes one, or runs another program."""
    return any(call.rpartition(".")[2] in ASKING for s in program.statements for call in s.facts.calls)
