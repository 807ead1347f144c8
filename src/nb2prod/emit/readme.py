"""What the README tells the project's new owner, as values for its template."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import replace

from nb2prod.emit.templates import markdown_code, one_line
from nb2prod.fates import kept_statements, staying
from nb2prod.knowledge.findings import kinds
from nb2prod.listing import in_cells, numbers
from nb2prod.model import Cell, Finding, Plan, Statement
from nb2prod.walking import walk

LONGEST_BEGINNING = 48
LONGEST_STRING = 24
MANY = 4  # findings of one kind
PLACES = {  # where a statement of this fate stands, when no step holds it
    "import": "imports",
    "install": "dependencies",
    "parameter": "`config.yaml`",
    "module": "a module",
    "report": "`report.py`",
}
TELLING_WORDS = ("install", "inline", "notebook", "autoreload")  # second words of a magic that give nothing away
SECRET_WORD = re.compile(
    r"passw|pwd|secret|token|api.?key|access.?key|auth|credential|bearer|login|\bpass\b|\bkey\s*=", re.IGNORECASE
)
SECRET_FORM = re.compile(r"(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[\w-]{16,}|://[^/\s]*@")


def reads_files(plan: Plan) -> bool:
    """Whether the workflow reads or writes files of the notebook's own."""
    return any(p.place for p in plan.parameters) or bool(_effects(plan) & {"read", "write"})


def changes_folder(plan: Plan) -> bool:
    """Whether the workflow changes the current directory."""
    return any("os.chdir" in statement.facts.calls for statement in kept_statements(plan))


def own_settings(plan: Plan) -> bool:
    """Whether the notebook has a config.yaml of its own, which is not the project's."""
    texts = (*(s.source for s in kept_statements(plan)), *(m.text for m in plan.program.notebook.modules))
    return any(re.search(r"""["'/]config\.yaml["']""", text) for text in texts)


def asks_outside(plan: Plan) -> bool:
    """Whether anything that it needs may be missing: a file, an address, what nobody knows."""
    told = any(isinstance(p.default, str) for p in plan.parameters)  # a path, perhaps
    return reads_files(plan) or told or bool(_effects(plan) & {"network", "environment", "unknown", "barrier"})


def _effects(plan: Plan) -> frozenset[str]:
    return frozenset().union(*(statement.facts.effects for statement in kept_statements(plan)))


def findings(plan: Plan) -> list[dict[str, str]]:
    """What the owner should act on, in the order of its weight; nothing of what the project leaves out."""
    told = ((f, kinds()[f.code]) for f in plan.findings)
    wanted = [f for f, kind in told if (f.level != "note" or kind.noted) and not kind.elsewhere]
    if plan.inference is None or plan.inference.level != "raw":  # no rows as they are loaded are kept
        wanted = [f for f in wanted if f.code != "NB108"]
    found = _once([f for f in wanted if not (kinds()[f.code].stops and _left_out(plan, f))])
    places: dict[tuple[str, str, str], list[int]] = {}  # five of a kind are one line
    for finding in sorted(found, key=lambda f: (kinds()[f.code].weight, f.cell is None, f.cell or 0)):
        cells = places.setdefault((finding.level, finding.text, finding.advice), [])
        cells += [finding.cell] if finding.cell is not None else []
    return [
        {"level": level, "place": f" in {in_cells(cells)}" if cells else "", "text": text, "advice": advice}
        for (level, text, advice), cells in places.items()
    ]


def _left_out(plan: Plan, finding: Finding) -> bool:
    """Whether nothing stays of what it is about."""
    line, kept = finding.line or 0, staying(plan.choices)
    there = [s for s in plan.program.statements if s.cell == finding.cell and s.line <= line <= s.end_line]
    if finding.code == "NB101" and any(finding.text.split()[2] in s.facts.names for s in kept_statements(plan)):
        return False
    return bool(there) and not any(s.id in kept for s in there)


def _once(found: list[Finding]) -> list[Finding]:
    """Each of several alike once for its cell; what waits for a person is seen by reading, and again by analysis."""
    waiting = {f.cell for f in found if f.code == "NB020"}
    left = [f for f in found if not (f.code == "NB104" and f.cell in waiting and "input()" in f.text)]
    left = [f for f in left if f.code != "NB022" or all(other.code != "NB133" for other in left)]
    return _unbound(list({(f.code, f.cell, f.text): f for f in left}.values()))


def _unbound(found: list[Finding]) -> list[Finding]:
    """Names that nothing binds, told together where they are many: `Dense` (cell 18), `LSTM` (cell 18)."""
    many = [f for f in found if f.code == "NB101"]
    if len(many) < MANY:
        return found
    names = (f"{f.text.removeprefix('the name ').partition(' ')[0]} (cell {(f.cell or 0) + 1})" for f in many)
    text = f"{len(many)} names are defined nowhere in the notebook, and code that reads them stays: {', '.join(names)}"
    together = replace(many[0], text=text, advice="define them, or import them", cell=None)
    return [together, *(f for f in found if f.code != "NB101")]


def steps(plan: Plan) -> list[dict[str, str]]:
    """The rows of the table of steps: each function with all the cells that it stands for."""
    rows: dict[str, dict[str, str]] = {}
    for step in plan.steps:
        if not step.inline:
            before = rows.get(step.name)
            cells = f"{before['cells']}, {numbers(step.cells)}" if before else numbers(step.cells)
            doc = before["doc"] if before else step.doc.rpartition(" (cell")[0] + "."
            rows[step.name] = {"name": step.name, "cells": cells, "doc": doc}
    return list(rows.values())


def cells(plan: Plan) -> list[dict[str, str | int]]:
    """Where each code cell went of which anything is left: a row per cell."""
    secrets = _secrets(plan)
    return [
        {"number": cell.index + 1, "begins": _beginning(cell, own, secrets), "went": ", ".join(went)}
        for cell, own, went in _went(plan)
        if went
    ]


def left(plan: Plan) -> str:
    """The numbers of the code cells of which nothing is left."""
    return numbers(tuple(cell.index for cell, _, went in _went(plan) if not went))


def _went(plan: Plan) -> Iterator[tuple[Cell, list[Statement], list[str]]]:
    """Each code cell with its statements and the places where they stand now."""
    statements: dict[int, list[Statement]] = {}
    for statement in plan.program.statements:
        statements.setdefault(statement.cell, []).append(statement)
    places = _places(plan)
    for cell in plan.program.notebook.cells:
        if cell.kind == "code" and cell.source.strip():
            own = statements.get(cell.index, [])
            went = [places.get(s.id, "") for s in own] + [PLACES.get(line.fate, "") for line in cell.lines]
            yield cell, own, list(dict.fromkeys(filter(None, went)))


def _places(plan: Plan) -> dict[int, str]:
    """Where each statement stands now; "" for what is gone."""
    named = {step.name: plan.workflow if step.inline else step.name for step in plan.steps}
    places: dict[int, str] = {}
    for choice in plan.choices:
        if choice.fate == "dropped" or (choice.fate == "pruned" and not choice.step):
            places[choice.statement] = ""
        elif choice.step:
            places[choice.statement] = markdown_code(named.get(choice.step, f"{choice.step}.py"))
        else:
            places[choice.statement] = PLACES.get(choice.fate, "the workflow")
    places |= {d.statement: "`definitions.py`" for d in plan.definitions if d.importable}
    secret = {p.constant or p.name for p in plan.parameters if p.required}
    for statement in plan.program.statements:
        if places.get(statement.id) == PLACES["parameter"] and statement.facts.binds & secret:
            places[statement.id] = "`.env.example`"
    return places


def _secrets(plan: Plan) -> frozenset[str]:
    """Every string that stands where the plan found a secret."""
    places = {(p.cell, p.line) for p in plan.parameters if p.required}
    return frozenset(
        node.value
        for s in plan.program.statements
        if any(cell == s.cell and s.line <= line <= s.end_line for cell, line in places)
        for node in walk(s.node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    )


def _beginning(cell: Cell, statements: list[Statement], secrets: frozenset[str]) -> str:
    """The first line of the cell, enough to recognise it, without comments and without what may be a secret."""
    own = [s for s in statements if s.parent is None and s.source.strip()]
    first = next((s.source for s in [*(s for s in own if not _only_text(s.node)), *own]), "")
    typed = next((line.strip() for line in cell.source.splitlines() if line.strip() and line.strip()[0] != "#"), "")
    lowered = bool(first) and first.splitlines()[0].strip() not in cell.source  # what a magic has become
    command = typed.startswith(("!", "%")) and (lowered or not typed.startswith("%%"))  # as it was typed
    line = one_line(_careful(first, secrets)) if first and not command else _magic(typed)
    return line if len(line) <= LONGEST_BEGINNING else line[: LONGEST_BEGINNING - 4].rstrip() + " ..."


def _only_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _magic(source: str) -> str:
    """Of a line that is no Python: its first word, and the second one of a few."""
    line = next(line for line in source.splitlines() if line.strip()).split()
    shown = line[:2] if len(line) > 1 and line[1] in TELLING_WORDS else line[:1]
    if len(shown[0]) > LONGEST_STRING or "=" in shown[0] or SECRET_FORM.search(shown[0]):
        return "..."
    return one_line(" ".join(shown)) + (" ..." if len(line) > len(shown) else "")


def _careful(source: str, secrets: frozenset[str]) -> str:
    """The first line of Python `source`: no comment, and an ellipsis for strings that are long or may be secrets."""
    line = source.splitlines()[0]
    suspicious = bool(SECRET_WORD.search(line))
    text, end = "", 0
    for start, stop, literal in _tokens(source):
        piece = line[start:stop]
        if literal:
            content = literal.strip("rRbBuUfFtT").strip("\"'")
            long = len(content) > LONGEST_STRING or "\n" in content
            if suspicious or long or SECRET_FORM.search(content) or any(secret in content for secret in secrets):
                piece = "\u2026"
        text += " " * (start - end) + piece
        end = stop
    return text


def _tokens(source: str) -> Iterator[tuple[int, int, str]]:
    """The tokens that begin on the first line: columns, and the text if it is a string; an f-string is one token."""
    lines = source.splitlines(keepends=True)
    depth, begun = 0, 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            name = tokenize.tok_name[token.type]
            (row, start), (last, stop) = token.start, token.end
            if name.endswith("STRING_START"):  # from Python 3.12 on
                depth, begun = depth + 1, begun if depth else start
            if depth:
                depth -= name.endswith("STRING_END")
                if not depth and name.endswith("STRING_END"):
                    yield begun, stop, lines[0][begun:stop] if last == 1 else "\n"
            elif row > 1 or name in ("COMMENT", "NEWLINE", "NL", "ENDMARKER"):
                return
            else:
                yield start, stop, token.string if name == "STRING" else ""
    except (tokenize.TokenError, SyntaxError):
        return  # the header of a compound statement ends early: what came before it counts
