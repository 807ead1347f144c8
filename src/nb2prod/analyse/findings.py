"""What the analysis has to tell a person: names that nothing binds, names read too early, calls that need a person."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from nb2prod import knowledge
from nb2prod.analyse.from_stars import bound_by_stars, from_stars, stars
from nb2prod.analyse.lacking import lacking
from nb2prod.analyse.misfits import misfits
from nb2prod.analyse.people import personal_columns
from nb2prod.analyse.scope import bound_in, names_of
from nb2prod.knowledge.data_files import ABSOLUTE
from nb2prod.knowledge.drawing import CALLED
from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.python import BUILTINS, STDLIB, UNSEEN
from nb2prod.listing import in_a_row, numbers
from nb2prod.model import Cell, Finding, Import, Notebook, Statement
from nb2prod.nesting import DEFINING, defined, outwards, own_parts
from nb2prod.walking import walk

HISTORY = re.compile(r"_{1,3}|_\d+|_i{1,3}|_i\d+|In|Out|_[io]h|_dh")  # what IPython binds by itself
MEASURES = "sklearn.metrics"
MOST = 8  # cells that a finding lists
USUAL = {"np": "numpy", "pd": "pandas", "tf": "tensorflow"} | CALLED  # as everybody calls them
MODULE_NAMES = frozenset({"__name__", "__file__", "__doc__", "__builtins__", "__annotations__"})


def findings_of(
    notebook: Notebook,
    statements: tuple[Statement, ...],
    unbound: dict[tuple[int, str], bool],
    imports: tuple[Import, ...],
) -> tuple[Finding, ...]:
    """All findings in document order."""
    found = [
        *_names(notebook, statements, unbound),
        *_twice(statements),
        *_calls(statements),
        *_early_in_functions(statements, unbound),
        *lacking(statements),
        *misfits(statements, notebook),
        *_paths(statements),
        *_never_run(notebook.cells, statements),
        *_unknown(notebook, statements, imports),
        *personal_columns(statements),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (f.cell or 0, f.line or 0, f.code, f.text)))


def _names(
    notebook: Notebook, statements: tuple[Statement, ...], unbound: dict[tuple[int, str], bool]
) -> Iterator[Finding]:
    top = [s.node for s in statements if s.parent is None]
    given = {module for cell in notebook.cells for module in cell.imports} | {"display"}
    bound = given | bound_in(top) | frozenset().union(*(names_of(node).outer for node in top)) if top else frozenset()
    starred = bool(stars(statements))  # may bind any name, and at any time
    missing: list[tuple[Statement, str]] = []
    said: set[str] = set()
    early_in: dict[tuple[int, str], list[tuple[Statement, str]]] = {}
    functions = {
        s.node.name: s.facts.late for s in statements if s.parent is None and isinstance(s.node, ast.FunctionDef)
    }
    unseen = any("barrier" in s.facts.effects for s in statements)  # exec may bind any name
    modules = [n.module for s in statements for n in [s.node] if isinstance(n, ast.ImportFrom) and n.module]
    future = any(getattr(s.node, "module", "") == "__future__" and "annotations" in s.source for s in statements)
    for statement in statements:
        inside = _in_function(statement, statements)
        names = statement.facts.late if not inside else frozenset()
        # an object that holds another one is not read by the name that this once had, and of a class that is made here
        # nobody knows which methods are called
        called = (functions.get(call, frozenset()) for call in statement.facts.calls)
        read = statement.facts.reads & statement.facts.names.union(*called)
        early = {n for n in read if (starred or unbound.get((statement.id, n))) and not inside}
        for name in sorted(names | early):
            if name in BUILTINS or name in MODULE_NAMES or name in said or _tried(statement, statements):
                continue
            if (future and _only_annotates(statement.node, name)) or _waits(statement.node, name):
                continue
            if name not in bound:
                said.add(name)
                if not unseen or HISTORY.fullmatch(name):
                    missing.append((statement, name))
            elif name in early and not unseen and not starred:
                said.add(name)
                early_in.setdefault((statement.cell, _why(statement, name, statements)), []).append((statement, name))
    given_too = bound_by_stars(notebook, statements) if starred and missing else frozenset()
    if given_too is None:
        yield from from_stars(notebook, statements, [name for _, name in missing if not HISTORY.fullmatch(name)])
    else:
        for statement, name in (each for each in missing if each[1] not in given_too):
            before = (each for s in statements[: statement.id] for each in s.facts.binds)
            yield _undefined(statement, name, {*before}, modules)
    yield from (_too_early(found, why) for (_, why), found in early_in.items())


def _in_function(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    return any(each.body == "function" for each in outwards(statements, statement))


def _early_in_functions(statements: tuple[Statement, ...], unbound: dict[tuple[int, str], bool]) -> Iterator[Finding]:
    """Names of a function's own that surely are not bound yet where it reads them."""

    def around(statement: Statement) -> Statement:
        return next((each for each in [*outwards(statements, statement)][1:] if defined(each.node)), statement)

    for (identity, name), surely in unbound.items():
        where, function = statements[identity], around(statements[identity])
        later = _tried(where, statements) or _waits(where.node, name) or "locals()" in where.source
        if not surely or not isinstance(function.node, DEFINING[:2]) or later:
            continue
        lent = {n for part in walk(function.node) if isinstance(part, (ast.Global, ast.Nonlocal)) for n in part.names}
        if name not in lent and any(name in s.facts.binds and around(s) is function for s in statements):
            who = defined(function.node)
            yield finding("NB163", cell=where.cell, line=_line(where, name), name=name, function=who)


def _only_annotates(node: ast.stmt, name: str) -> bool:
    """Whether the name stands in annotations only, which `from __future__ import annotations` leaves as text."""
    notes = [
        note
        for part in walk(node)
        for note in (getattr(part, "annotation", None), getattr(part, "returns", None))
        if isinstance(note, ast.expr)
    ]
    texts = {id(part) for note in notes for part in walk(note)}
    return all(id(part) in texts for part in walk(node) if isinstance(part, ast.Name) and part.id == name)


def _waits(node: ast.stmt, name: str) -> bool:
    """Whether the name stands where a generator reads it when somebody goes through it: `(v * k for v in rows)`."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.GeneratorExp):
        return False
    return all(part.id != name for part in walk(node.value.generators[0].iter) if isinstance(part, ast.Name))


def _tried(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    """Whether the notebook goes on where the name is not bound: `try: n`, `except NameError:`."""
    for inner, outer in pairwise(outwards(statements, statement)):
        if inner.body == "body" and isinstance(outer.node, (ast.Try, ast.TryStar)):
            kinds = [ast.unparse(h.type) if h.type else "Exception" for h in outer.node.handlers]
            if any(word in kind for kind in kinds for word in ("NameError", "Exception")):
                return True
    return False


def _undefined(statement: Statement, name: str, before: set[str], modules: Iterable[str]) -> Finding:
    if HISTORY.fullmatch(name):
        return finding("NB130", cell=statement.cell, line=_line(statement, name), name=name)
    whose = (MEASURES, *modules) if name.islower() else ()  # a capital may begin the word for a kind of values
    known = next((module for module in whose if knowledge.lists(f"{module}.{name}")), "")
    whole = USUAL.get(name, name if name in STDLIB else "")
    near = difflib.get_close_matches(name, sorted(before - {name}), n=1, cutoff=0.85) if len(name) > 3 else []
    if known == MEASURES:
        advice = f"perhaps its import is missing: from {MEASURES} import {name}"
    elif known:  # where in it, is not known
        advice = f"perhaps its import is missing: {known.partition('.')[0]} has a {name}"
    elif whole:
        advice = f"perhaps its import is missing: import {whole}" + f" as {name}" * (whole != name)
    else:
        advice = f"perhaps {near[0]} is meant; else define it" if near else "define it, or remove what reads it"
    return finding("NB101", cell=statement.cell, line=_line(statement, name), name=name, advice=advice)


def _why(statement: Statement, name: str, statements: tuple[Statement, ...]) -> str:
    later = next((s for s in statements if name in s.facts.binds and s.id > statement.id), None)
    gone = [s for s in statements if name in s.facts.deletes and s.id < statement.id]
    return f"cell {gone[-1].cell + 1} deletes" if gone else f"cell {(later or statement).cell + 1} binds"


def _too_early(found: list[tuple[Statement, str]], why: str) -> Finding:
    """Names that one cell reads too early for one reason."""
    statement, first = found[0]
    names = [name for _, name in found]
    several = len(names) > 1
    listed = f"{in_a_row(names)} {'are' if several else 'is'}"
    them, what = ("they are", "them") if several else ("it is", "it")
    line = _line(statement, first)
    return finding("NB102", cell=statement.cell, line=line, names=listed, them=them, what=what, why=f"{why} {what}")


def _line(statement: Statement, name: str) -> int:
    lines = [n.lineno for n in walk(statement.node) if isinstance(n, ast.Name) and n.id == name]
    return min(lines, default=statement.line)


def _calls(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    barriers = [statement for statement in statements if "barrier" in statement.facts.effects]
    typed = {s.id for s in barriers if _types(s)} or {s.id for s in statements if barriers and _types(s)}
    hidden = typed or {statement.id for statement in barriers}  # in a module beside the notebook: it calls what does
    for statement in statements:
        if asking := _asking(statement):
            yield finding("NB104", cell=statement.cell, line=statement.line, call=asking)
        if statement.id in hidden:
            yield finding("NB105", cell=statement.cell, line=statement.line)


def _types(statement: Statement) -> bool:
    """Whether exec, or what is like it, stands there itself."""
    return any(isinstance(node, ast.Name) and node.id in UNSEEN for node in own_parts(statement.node))


def _asking(statement: Statement) -> str:
    """The call that waits for a person: `input()`, `getpass.getpass()`, `cluster.shutdown(prompt=True)`."""
    found = [call for call in statement.facts.calls if call == "builtins.input" or knowledge.waits(call)]
    if found:
        return found[0].removeprefix("builtins.")
    for node in own_parts(statement.node):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "prompt" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True:
                    return f"{ast.unparse(node.func).rpartition('.')[2]}"
    return ""


def _paths(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    said: set[str] = set()
    for statement in statements:
        for node in walk(statement.node) if statement.parent is None else ():
            path = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if path not in said and ABSOLUTE.match(path):
                said.add(path)
                yield finding(
                    "NB106", cell=statement.cell, line=getattr(node, "lineno", statement.line),
                    where="stands in the code", advice="set it as a parameter or make it relative",
                )  # fmt: skip


def _twice(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """Functions and classes of one name and different bodies, at the top level: the first time that it happens."""
    first: dict[str, Statement] = {}
    said: set[str] = set()
    for statement in statements:
        node = statement.node
        if statement.parent is None and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            before = first.setdefault(node.name, statement)
            if before is not statement and node.name not in said and ast.dump(before.node) != ast.dump(node):
                said.add(node.name)
                yield finding("NB109", cell=statement.cell, line=statement.line, name=node.name, first=before.cell + 1)


def _never_run(cells: tuple[Cell, ...], statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """Cells without an execution count in a notebook that has some."""
    doing = {statement.cell for statement in statements}
    code = [cell for cell in cells if cell.index in doing]
    idle = [cell.index for cell in code if cell.count is None]
    if idle and len(idle) < len(code):
        shown = numbers(idle[:MOST])
        more = f" and {len(idle) - MOST} more" if len(idle) > MOST else ""
        yield finding("NB103", cell=idle[0], cells=f"cell{'s' * (len(idle) > 1)} {shown}{more}")


def _unknown(notebook: Notebook, statements: tuple[Statement, ...], imports: tuple[Import, ...]) -> Iterator[Finding]:
    """Libraries that no file of knowledge is about, and that the notebook calls."""
    local = {module.name.split(".")[0] for module in notebook.modules}
    imported = {item.module.split(".")[0] for item in imports if not item.level} - local
    found: dict[str, Statement] = {}
    for statement in statements:
        if "unknown" in statement.facts.effects:
            for call in statement.facts.calls:
                top = call.partition(".")[0]
                if "." in call and top in imported and knowledge.library(top) is None:
                    found.setdefault(top, statement)
    if found:
        first = next(iter(found.values()))
        yield finding("NB115", cell=first.cell, line=first.line, libraries=", ".join(sorted(found)))
