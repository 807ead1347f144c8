"""The sources of rows that a model is fitted on, where all of them are known: everything that is loaded behind its fit.

df = pd.read_csv("a.csv"); m.fit(df[["x"]], df["y"])           a.csv
df = load(); def load(): return pd.read_csv("https://x.org/get/7")      x.org
if not os.path.exists("a.csv"): unpack("a.csv.gz")             nothing: the archive is read where the file is missing
X, y = load_iris(return_X_y=True); m.fit(X, y)                 the data of load_iris
X, y = make_moons(); m.fit(X, y)                               what make_moons makes
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from nb2prod.knowledge.data_files import holds_rows
from nb2prod.model import Edit, Parameter, Plan, Program, Statement
from nb2prod.model_claims import ClaimKind
from nb2prod.nesting import DEFINING, outwards
from nb2prod.plan.graph import Graph
from nb2prod.walking import walk

HELD_OUT = re.compile(r"test|valid|submission|sample|label", re.IGNORECASE)
BUILT_IN = ("sklearn.datasets.load_", "sklearn.datasets.fetch_", "sklearn.datasets.make_", "keras.datasets.")
PERHAPS = (ast.If, ast.Try, ast.ExceptHandler)
LOADING = re.compile(r"(?:read_|load|fetch_|make_|genfromtxt|imread)")
MOST = 3  # files that a sentence names
MAKING = "make_"  # of functions whose rows are made up
FILES: ClaimKind = "learns from"
NOT_KNOWN: tuple[tuple[str, ...], ClaimKind] = ((), FILES)


def learned_from(plan: Plan, fit: Statement) -> tuple[tuple[str, ...], ClaimKind]:
    """The files that `fit` learns from, or the library's function that loads or makes it; () where one is not known."""
    loads = [s for s in _behind(plan.program, fit) if _loads(s)]
    own = {call for s in loads for call in s.facts.calls if call.startswith(BUILT_IN)}
    read = {s.id: sources(plan, [s]) for s in loads}
    if any(_calls(s.node) > 1 and (own or len(read[s.id]) < _calls(s.node)) for s in loads):
        return NOT_KNOWN  # it loads twice, and one of the two is not known
    if len(own) == 1 and all(any(call in own for call in s.facts.calls) for s in loads):
        name = maker(own.pop())
        return (name,), "learns from maker" if name.startswith(MAKING) else "learns from library"
    if own or not loads or not all(_surely(plan.program, s) and read[s.id] for s in loads):
        return NOT_KNOWN
    files = tuple(dict.fromkeys(file for s in loads for file in read[s.id]))
    return (files, FILES) if len(files) <= MOST and not any(map(HELD_OUT.search, files)) else NOT_KNOWN


def maker(call: str) -> str:
    """What a function of a library that has rows of its own is called: `mnist` of `keras.datasets.mnist.load_data`."""
    return call.removesuffix(".load_data").rpartition(".")[2]


def file_name(path: str) -> str:
    """The name of a file without its folders."""
    return re.split(r"[/\\]", path)[-1]


def sources(plan: Plan, loads: list[Statement]) -> tuple[str, ...]:
    """The files and hosts that statements are seen to read from, each once."""
    read = [p for p in plan.parameters if p.place == "read" and isinstance(p.default, str)]
    written = {p.default for p in plan.parameters if p.place == "written"}
    found: dict[str, None] = {}
    for statement in loads:
        if written.intersection(_written_out(plan.program, statement)):
            continue  # what the run itself has made
        lifted = [str(p.default) for p in read if statement.id in _taking(plan.program, plan.edits, p)]
        found |= dict.fromkeys(filter(None, map(_shown, lifted or _written_out(plan.program, statement))))
    return tuple(found)


def _written_out(program: Program, statement: Statement) -> list[str]:
    """Texts that say where rows are, in it or in the one function of the notebook that it calls to load them."""
    named = {*statement.facts.calls}
    nodes: list[ast.stmt] = [statement.node]
    nodes += [s.node for s in program.statements if isinstance(s.node, ast.FunctionDef) and s.node.name in named]
    texts = (part.value for node in nodes for part in walk(node) if isinstance(part, ast.Constant))
    return [text for text in texts if isinstance(text, str) and ("://" in text or holds_rows(text))]


def _shown(place: str) -> str:
    """`train.csv` of a path or an address; of an address that names no file its host."""
    path = place.partition("?")[0] if "://" in place else place
    file = file_name(path)
    if holds_rows(file):
        return file
    return (urlsplit(place).hostname or "") if place.startswith(("http://", "https://")) else ""


def _calls(node: ast.stmt) -> int:
    """How many calls in it load something."""
    called = (ast.unparse(part.func).rpartition(".")[2] for part in walk(node) if isinstance(part, ast.Call))
    return sum(bool(LOADING.match(name)) for name in called)


def _behind(program: Program, fit: Statement) -> list[Statement]:
    """The statements whose values or changes the fit may take, itself included."""
    return [program.statements[i] for i in sorted(Graph.of(program).behind(fit.id, around=True))]


def _loads(statement: Statement) -> bool:
    fetched = any(call.endswith("_download") for call in statement.facts.calls)  # files, which another one reads
    asks = bool(statement.facts.effects & {"read", "network"}) and not fetched
    return not isinstance(statement.node, DEFINING) and ("load" in statement.facts.roles or asks)


def _surely(program: Program, statement: Statement) -> bool:
    """Whether it is done in every run."""
    above = [*outwards(program.statements, statement)][1:]
    chosen = any(isinstance(part, ast.IfExp) for part in walk(statement.node))
    return not chosen and not any(isinstance(each.node, PERHAPS) for each in above)


def _taking(program: Program, edits: Iterable[Edit], parameter: Parameter) -> set[int]:
    """The statements in which the value stands, and those that read the constant that it was."""
    lines = {(e.cell, line) for e in edits if e.name == parameter.name for line in range(e.span[0], e.span[2] + 1)}
    found = {s.id for s in program.statements if any(s.cell == c and s.line <= n <= s.end_line for c, n in lines)}
    named = {i for i in found if parameter.constant in program.statements[i].facts.binds}
    return found | {e.target for e in program.edges if e.source in named and e.name == parameter.constant}
