"""What the notebook itself writes, as README and summary of a run tell it: by step, with the parameters that say where.

df.to_csv("out.csv")                                            to `out.csv` (parameter `df_path`)
NAME = "m.pkl"; joblib.dump(m, os.path.join("out", NAME))       to a path that holds `m.pkl` (parameter `NAME`)
with open("m.pkl", "wb") as f: joblib.dump(m, "other.pkl")      nothing is written to m.pkl: it is left empty
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TypedDict

from nb2prod.emit.readme import cell_numbers
from nb2prod.model import Parameter, Plan, Statement, Step
from nb2prod.nesting import span_of
from nb2prod.walking import children, walk

PATH_NAME = re.compile(r"path|dir|file|folder|out", re.IGNORECASE)
PATH = re.compile(r"[/\\]|\.\w{2,8}$")
CALLBACKS = frozenset({"ModelCheckpoint", "CSVLogger"})  # made to write files while a model is trained
SAVING = frozenset({  # calls that write, whoever they are asked of
    "download_mojo", "extract", "extractall", "export", "save", "save_encoder", "save_model", "save_pretrained",
    "save_weights", "savetxt", "savez", "savez_compressed", "urlretrieve", "write_image", "write_html",
})  # fmt: skip
PATH_FIRST = frozenset({"imwrite", "save", "savetxt", "savez", "savez_compressed"})  # calls whose first argument is it
CONSTANTS = ("constant", "tagged parameters")  # origins of parameters that have a name in the notebook
MAKES_TEXT = frozenset({"to_numpy", "to_list", "to_dict", "to_frame", "to_string", "to_datetime", "to_numeric"})
LONGEST = 60  # of an expression that is shown
SECRET = re.compile(r"passw|pwd|secret|token|api.?key|://[^/\s]*@", re.IGNORECASE)
JOINS = frozenset({"join", "Path", "PurePath", "format", "str"})  # calls that make a path of pieces


class Place(TypedDict):
    """A parameter that says where something is written, wholly or as a piece of the path."""

    name: str
    value: object
    piece: str


class Export(TypedDict):
    """What one step writes: its cells, the parameters that say where, or what the code makes of the path."""

    step: str
    cells: str
    where: list[Place]
    code: list[str]
    by: list[str]  # calls, where nothing tells where they write


def written(plan: Plan) -> list[Export]:
    """For each step that exports, its cells and the parameters that say where, wholly or in part."""
    rows: list[Export] = []
    for step in plan.steps:
        exports = tuple(_exports(plan, step))
        if exports:
            own = [(p, _place(p, exports)) for p in plan.parameters if p.name in step.parameters]
            where = [Place(name=p.name, value=p.default, piece=_words(p, place)) for p, place in own if place]
            cells = tuple(sorted({statement.cell for statement in exports}))
            name = plan.workflow if step.inline else step.name
            pieces = {p.constant or p.name for p, place in own if place and PATH.search(str(p.default))}
            code = [text for text in _expressions(plan, exports) if pieces.isdisjoint(re.findall(r"\w+", text))]
            by = [] if where or code else _calls(exports)
            rows.append(Export(step=name, cells=cell_numbers(cells), where=where, code=code, by=by))
    return rows


def export_places(plan: Plan) -> tuple[str, ...]:
    """The parameters that are files or folders that the notebook writes, each once."""
    return _places(written(plan))


def _places(rows: list[Export]) -> tuple[str, ...]:
    where = [place for row in rows for place in row["where"]]
    found = (p["name"] for p in where if not p["piece"] or not PATH.search(str(p["value"]).rstrip("/\\")))
    return tuple(dict.fromkeys(found))


def unlisted(plan: Plan) -> bool:
    """Whether files are written that no setting names, nor the folder of one: the summary of a run cannot list them."""
    rows = written(plan)
    named = _places(rows)
    places = {p.constant or p.name for p in plan.parameters if p.name in named}
    code = [text for row in rows for text in row["code"] if places.isdisjoint(re.findall(r"\w+", text))]
    return bool(code) or any(row["by"] for row in rows)


def _expressions(plan: Plan, exports: tuple[Statement, ...]) -> list[str]:
    """What the code makes of a path where no parameter says it: `f"model_{C}.bin"`."""
    found: list[str] = []
    lifted = {(edit.cell, edit.span) for edit in plan.edits}
    for statement in exports:
        calls = [part for part in walk(statement.node) if isinstance(part, ast.Call)]
        for node in (given for call in calls for given in _path_of(call)):
            made = _bound(plan, statement, node)
            if any((statement.cell, span_of(n)) in lifted for n in walk(made) if isinstance(n, ast.expr)):
                continue  # a parameter says it
            text = ast.unparse(made)
            if isinstance(made, ast.Constant) and not PATH.search(str(made.value)):
                continue  # learn.save("name"): the library makes a path of it
            handle = isinstance(made, ast.Name) or text.startswith("open(")
            found += [text] if len(text) <= LONGEST and not handle and not SECRET.search(text) else []
    return list(dict.fromkeys(found))


def _calls(exports: tuple[Statement, ...]) -> list[str]:
    """What writes there, as it is called: `learn.export(name)`."""
    found: list[str] = []
    for call in (n for s in exports for n in walk(s.node) if isinstance(n, ast.Call)):
        owner, _, name = ast.unparse(call.func).rpartition(".")
        shown = ast.unparse(call)
        if owner.endswith(".str"):  # a pattern of texts, and no archive: `df.name.str.extract("(a)")`
            continue
        if name in CALLBACKS or (name in SAVING and (call.args or call.keywords)):
            whole = len(shown) <= LONGEST and not SECRET.search(shown)
            found.append(shown if whole else ast.unparse(call.func))
    return list(dict.fromkeys(found))


def _path_of(call: ast.Call) -> list[ast.expr]:
    """The argument that says where the call writes."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if _only_reads(call):
        return []
    if name == "open" or (name.startswith("to_") and name not in MAKES_TEXT) or name in PATH_FIRST:
        return call.args[:1]
    if name != "dump":
        return []
    given = call.args[1:2] or [keyword.value for keyword in call.keywords if keyword.arg == "filename"]
    return [path for path in given if not isinstance(path, ast.Call)]  # not `open("model.pkl", "wb")`


def _only_reads(call: ast.Call) -> bool:
    """Whether it opens a file to read: `open("a.txt")`, `gzip.open("a.gz", "rb")`."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    mode = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    said = [node.value for node in mode if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return name == "open" and len(said) == len(mode) and not any(set(text) & set("wax+") for text in said)


def _bound(plan: Plan, statement: Statement, node: ast.expr) -> ast.expr:
    """What a name was set to, where one statement alone set it."""
    if not isinstance(node, ast.Name):
        return node
    sources = [
        plan.program.statements[e.source] for e in plan.program.edges if e.target == statement.id and e.name == node.id
    ]
    if len(sources) == 1 and isinstance(made := sources[0].node, ast.Assign) and isinstance(made.targets[0], ast.Name):
        return made.value
    return node


def _words(parameter: Parameter, place: str) -> str:
    """What stands before the value: nothing where it is the whole path."""
    return "" if place == "whole" else "a path with " if PATH.search(str(parameter.default)) else "a path below "


def _exports(plan: Plan, step: Step) -> Iterator[Statement]:
    members = set(step.statements)
    for statement in plan.program.statements:
        if statement.parent in members:  # parents come first
            members.add(statement.id)
        keeps = any(call.rpartition(".")[2] in SAVING | CALLBACKS for call in statement.facts.calls)
        if statement.id in members and ("export" in statement.facts.roles or (keeps and _calls((statement,)))):
            yield statement


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
    if isinstance(node, ast.With) and _idle(node):
        above = "idle"
    for child in children(node):
        if isinstance(child, ast.stmt) and isinstance(node, ast.stmt):
            continue  # a statement of its own
        at = above
        match node:
            case ast.BinOp() | ast.JoinedStr() | ast.FormattedValue():
                at = "piece"
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called in JOINS:
                at = "piece"
            case ast.Call() if _only_reads(node):
                at = "idle"
        same = isinstance(child, ast.Name) and child.id == name if name else _says(child, value)
        if same and at != "idle":
            yield at
        yield from _uses(child, name, value, at)


def _says(node: ast.AST, value: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _idle(node: ast.With) -> bool:
    """Whether what it opens is never used: nothing is written there."""
    given = [item.optional_vars for item in node.items if item.optional_vars is not None]
    return bool(given) and _names(given).isdisjoint(_names(node.body))


def _names(nodes: Sequence[ast.AST]) -> set[str]:
    return {part.id for node in nodes for part in walk(node) if isinstance(part, ast.Name)}
