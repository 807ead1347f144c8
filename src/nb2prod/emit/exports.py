"""Which parameters are files or folders that the notebook writes.

df.to_csv("out.csv")                                            df_path
OUT = "out"; joblib.dump(m, os.path.join(OUT, "m.pkl"))         OUT, a folder
with open("m.pkl", "wb") as f: joblib.dump(m, "other.pkl")      both: m.pkl is left empty
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.fates import kept_statements
from nb2prod.model import Parameter, Plan, Statement, Step
from nb2prod.nesting import DEFINING, defined, outwards
from nb2prod.reaching import reached
from nb2prod.walking import children, last_of, walk

PATH_NAME = re.compile(r"path|dir|file|folder|out", re.IGNORECASE)
PATH = re.compile(r"[/\\]|\.\w{2,8}$")
SAVING = frozenset({  # calls that write, whoever they are asked of
    "CSVLogger", "ModelCheckpoint", "download_mojo", "extract", "extractall", "export", "save", "save_encoder",
    "save_model", "save_pretrained", "save_weights", "savetxt", "savez", "savez_compressed", "urlretrieve",
    "write_image", "write_html",
})  # fmt: skip
CONSTANTS = ("constant", "tagged parameters")  # origins of parameters that have a name in the notebook
JOINS = frozenset({"join", "Path", "PurePath", "format", "str"})  # calls that make a path of pieces


def export_places(plan: Plan) -> tuple[str, ...]:
    """The parameters that are files or folders that the notebook writes, each once."""
    return tuple(dict.fromkeys(name for step in plan.steps for name in _places(plan, step)))


def writes(plan: Plan) -> bool:
    """Whether anything that stays writes a file; in a function only where something names that."""
    every = kept_statements(plan)
    tops = [s.node for s in every if s.parent is None]
    functions = ast.Module([node for node in tops if isinstance(node, DEFINING)], [])
    named = reached([node for node in tops if not isinstance(node, DEFINING)], [functions])
    waiting = [n for n in functions.body if named is not None and defined(n) not in named]
    asleep = {id(part) for node in waiting for part in walk(node)}
    return any("export" in s.facts.roles and id(s.node) not in asleep for s in every)


def writes_elsewhere(plan: Plan, places: tuple[str, ...]) -> bool:
    """Whether anything that stays may write a file of which no option in `places` is seen to say where."""
    statements, options = plan.program.statements, [p for p in plan.parameters if p.name in places]
    for statement in kept_statements(plan):
        if "export" in statement.facts.roles or _saves(statement):
            nodes = [s.node for s in outwards(statements, statement)]  # with open(path, "w") as f: dump(a, f)
            told = (any(_uses(node, p.constant, str(p.default))) for node in nodes for p in options)
            if not any(told):
                return True
    return False


def _places(plan: Plan, step: Step) -> Iterator[str]:
    exports = tuple(_exports(plan, step))
    for parameter in plan.parameters if exports else ():
        place = _place(parameter, exports) if parameter.name in step.parameters else ""
        if place == "whole" or (place and not PATH.search(str(parameter.default).rstrip("/\\").removeprefix("./"))):
            yield parameter.name


def _only_reads(call: ast.Call) -> bool:
    """Whether it opens a file to read: `open("a.txt")`, `gzip.open("a.gz", "rb")`."""
    mode = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    said = [node.value for node in mode if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return last_of(call) == "open" and len(said) == len(mode) and not any(set(text) & set("wax+") for text in said)


def _exports(plan: Plan, step: Step) -> Iterator[Statement]:
    members, todo = set(step.statements), set[str]()
    for statement in plan.program.statements:
        if statement.parent in members:  # parents come first
            members.add(statement.id)
        if statement.id in members and ("export" in statement.facts.roles or _saves(statement)):
            yield statement
            todo |= statement.facts.names
    for statement in plan.program.statements:
        match statement.node:  # path = os.path.join(OUT, "m.pkl")
            case ast.Assign(value=value) if statement.id in members and statement.facts.binds & todo and _joins(value):
                yield statement


def _joins(node: ast.AST) -> bool:
    """Whether it makes a path of pieces."""
    return isinstance(node, ast.Call) and last_of(node) in JOINS


def _saves(statement: Statement) -> bool:
    """Whether a call of it writes; no pattern of texts: `df.name.str.extract(TITLE)`."""
    found = {call.rpartition(".")[2] for call in statement.facts.calls} & SAVING
    methods = (node for node in walk(statement.node) if isinstance(node, ast.Attribute)) if found else ()
    return bool(found - {node.attr for node in methods if getattr(node.value, "attr", "") == "str"})


def _place(parameter: Parameter, exports: tuple[Statement, ...]) -> str:
    """Whether it is the "whole" of a path that one of `exports` takes, or a "piece" of one; "" for none."""
    value = parameter.default
    if (
        not isinstance(value, str)
        or value.startswith(("http://", "https://"))
        or not (PATH_NAME.search(parameter.name) or PATH.search(value))
    ):
        return ""
    constant = parameter.constant if parameter.origin in CONSTANTS else ""
    found: set[str] = set()
    for statement in exports:
        first = statement.cell == parameter.cell
        again = not first and statement.cell in parameter.cells and bool(PATH.search(value))  # the file of other cells
        inside = again or (first and statement.line <= parameter.line <= statement.end_line)
        if constant or inside:
            found |= set(_uses(statement.node, constant, value))
    if not found and parameter.place == "written" and parameter.because.startswith("the path of to_"):
        return "whole"  # a name takes it there
    return "whole" if "whole" in found else "piece" if found else ""


def _uses(node: ast.AST, name: str, value: str, above: str = "whole") -> Iterator[str]:
    """How the value is used inside `node`: as a whole argument, or as a piece of one."""
    for child in children(node):
        if isinstance(child, ast.stmt) and isinstance(node, ast.stmt):
            continue  # a statement of its own
        at = above
        match node:
            case ast.BinOp() | ast.JoinedStr() | ast.FormattedValue():
                at = "piece"
            case ast.Call() if _joins(node):
                at = "piece"
            case ast.Call() if _only_reads(node):
                at = "idle"
        same = isinstance(child, ast.Name) and child.id == name if name else _says(child, value)
        if same and at != "idle":
            yield at
        yield from _uses(child, name, value, at)


def _says(node: ast.AST, value: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == value
