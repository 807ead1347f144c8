"""Bytes to Notebook, told on three cells.

    In[1]  !pip install xgboost==2.0       requirement xgboost ==2.0; the line is gone, with fate "install"
           import xgboost as xgb
    In[2]  files = !ls data                files = subprocess.run('ls data', shell=True, ...)
    In[3]  print "done"                    refused: Python 2, or dropped with --skip-bad-cells

The document is parsed, every code cell is lowered to Python, all bad cells are reported at once, and what the code
imports becomes requirements or copied modules. Nothing of the notebook is written, executed or imported.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath

from nb2prod.errors import ExitCode, Stop
from nb2prod.knowledge.findings import finding, plain
from nb2prod.knowledge.secrets import hidden, values
from nb2prod.model import Cell, Finding, Module, Notebook, Origin
from nb2prod.read.captured import special_names
from nb2prod.read.compiling import parse
from nb2prod.read.course import without_checks
from nb2prod.read.document import Document, RawCell, parse_document
from nb2prod.read.files import LIMIT, read_file, text_beside
from nb2prod.read.in_browser import in_browser
from nb2prod.read.instructions import with_instructions
from nb2prod.read.lower import Lowered, Surroundings, lower
from nb2prod.read.modules import Beside, find_needs
from nb2prod.read.named_scripts import named_scripts
from nb2prod.read.origin import beside_keys, cell_keys, form_of, hidden_by
from nb2prod.read.refusals import Refusal, sentences, stop
from nb2prod.read.session import shell_names
from nb2prod.read.star_names import with_star_names
from nb2prod.read.tags import DROP, idle_tags, used_tags
from nb2prod.read.text import invisible, names_bound, readable
from nb2prod.walking import walk


@dataclass(frozen=True)
class _Read:
    """One cell after reading, with what it brings."""

    cell: Cell
    lowered: Lowered
    findings: tuple[Finding, ...] = ()
    refusal: Refusal | None = None


def read_notebook(path: Path, *, skip_bad_cells: bool = False) -> Notebook:
    """Read a notebook file.

    Raises Stop: BAD_INPUT where it cannot be converted (all bad cells at once), ENVIRONMENT where it cannot be read.
    """
    return read_bytes(read_file(path), path.name, partial(text_beside, path.parent), skip_bad_cells=skip_bad_cells)


def read_bytes(data: bytes, name: str, beside: Beside = lambda _: None, *, skip_bad_cells: bool = False) -> Notebook:
    """Read the bytes of a notebook called `name`; `beside` gives the text of a file by its relative path, or None."""
    file = name.encode("utf-8", "replace").decode()
    if len(data) > LIMIT:
        raise stop(file, "too large", limit=LIMIT // 2**20)
    document = parse_document(data, file)
    surroundings = _surroundings(document)
    read = [_read_cell(index, raw, surroundings(index)) for index, raw in enumerate(document.cells)]
    refused = [one for one in read if one.refusal and not one.cell.dropped]
    if refused and not skip_bad_cells:
        raise Stop(
            ExitCode.BAD_INPUT,
            *sentences(file, [(one.cell, one.refusal) for one in refused if one.refusal]),
        )
    return _assembled(file, document, [_without_bad(one) for one in read], beside)


def _assembled(file: str, document: Document, read: list[_Read], beside: Beside) -> Notebook:
    looked: dict[str, str | None] = {}

    def look(relative: str) -> str | None:
        looked[relative] = beside(relative)
        return looked[relative]

    ungraded = without_checks([one.cell for one in read], look)
    read = [replace(one, cell=ungraded.get(one.cell.index, one.cell)) for one in read]
    named = with_star_names(one.cell for one in read)
    read = [replace(one, cell=named.get(one.cell.index, one.cell)) for one in read]
    kept = [one for one in read if one.cell.kind == "code" and not one.cell.dropped]
    trees = [(one.cell.index, tree) for one in kept if isinstance(tree := parse(one.cell.python), ast.Module)]
    asked = [each for one in kept for each in one.lowered.requirements]
    written = {each.name: each for one in kept for each in one.lowered.modules}  # a later %%writefile wins
    again = [each for one in kept for each in one.lowered.modules if written[each.name].text != each.text]
    needs = find_needs(trees, asked, written.values(), look)
    scripts, left = named_scripts(trees, {each.path for each in written.values()}, look)
    inputs = [each for index, tree in trees for each in _inputs(index, tree)]
    asking = [each for each in needs.modules if isinstance(tree := parse(each.text), ast.Module) and _inputs(0, tree)]
    inputs += [finding("NB022", cell=each.cell, path=each.path) for each in asking]
    findings = [*document.findings, *needs.findings, *left, *inputs]
    findings += [finding("NB039", cell=each.cell, path=each.path) for each in again]
    findings += [each for one in read for each in (*one.findings, *(() if one.cell.dropped else one.lowered.findings))]
    cells = tuple(one.cell for one in read)
    hidden = hidden_by(file, beside)
    made = Notebook(
        name=PurePath(file).stem,
        file=file,
        cells=cells,
        requirements=needs.requirements,
        modules=needs.modules,
        scripts=scripts,
        findings=tuple(sorted(findings, key=_place)),
        identity=_identity(cells, [*needs.modules, *scripts]),
        hidden_by=hidden,
        origin=Origin(cell_keys(document), (), beside_keys(looked), form_of(document, hidden)),
    )
    return with_instructions(_without_secrets(made))


def _without_secrets(notebook: Notebook) -> Notebook:
    """No secret in text cells: names, docstrings and the README are made of them."""
    secrets = values(notebook)
    texts = {
        cell.index: hidden(cell.source, secrets)
        for cell in notebook.cells
        if cell.kind != "code" and hidden(cell.source, secrets) != cell.source
    }
    findings = (*notebook.findings, *(finding("NB042", cell=index) for index in texts))
    cells = tuple(replace(cell, source=texts.get(cell.index, cell.source)) for cell in notebook.cells)
    return replace(notebook, cells=cells, findings=tuple(sorted(findings, key=_place))) if texts else notebook


def _place(one: Finding) -> tuple[int, int, str, str]:
    return (-1 if one.cell is None else one.cell, one.line or 0, one.code, one.text)


def _surroundings(document: Document) -> Callable[[int], Surroundings]:
    """Gather what single cells must know of the others."""
    sources = [raw.source for raw in document.cells if raw.kind == "code"]
    names = names_bound([source for source in sources if not re.match(r"\s*%%(?!time|capture)", source)])
    special = special_names(sources)
    shells: set[str] = set()
    for source in sources:
        if "get_ipython" in source and isinstance(tree := parse(source), ast.Module):
            shells.update(shell_names(tree))

    def mentions(cell: int, text: str) -> bool:
        return any(
            text in raw.source for index, raw in enumerate(document.cells) if raw.kind == "code" and index != cell
        )

    def reads(name: str) -> bool:
        pattern = re.compile(rf"^(?!\s*(?:%%capture|#)).*\b{re.escape(name)}\b", re.MULTILINE)
        return any(pattern.search(source) for source in sources)

    known, browser = frozenset(shells), in_browser(sources)
    return lambda index: Surroundings(index, names, known, partial(mentions, index), reads, special, browser)


def _read_cell(index: int, raw: RawCell, around: Surroundings) -> _Read:
    findings = (*idle_tags(raw.tags, index), *invisible(raw.source, index))
    tags = used_tags(raw.tags)
    if raw.kind != "code" or raw.refusal:
        source = readable(raw.source)
        if source != raw.source:
            findings = (*findings, finding("NB005", cell=index))
        return _Read(Cell(index, raw.kind, source, tags=tags, count=raw.count), Lowered(""), findings, raw.refusal)
    lowered = lower(raw.source, around)
    tagged = DROP in tags
    cell = Cell(
        index,
        "code",
        readable(raw.source) if lowered.refusal else raw.source,
        "" if lowered.refusal else lowered.python,
        tags,
        raw.count,
        lowered.lines,
        lowered.imports,
        f"the cell is tagged {DROP}" if tagged else "",
    )
    if raw.error and not tagged and not lowered.refusal:
        findings = (*findings, finding("NB045", cell=index, error=raw.error))
    return _Read(cell, lowered, findings, None if tagged else lowered.refusal)


def _without_bad(one: _Read) -> _Read:
    """Record a bad cell as dropped; its text stays for `explain`, as far as it is text."""
    if not one.refusal:
        return one
    refusal, cell = one.refusal, one.cell
    report = finding(
        "NB007", cell=cell.index, line=refusal.line, reason=refusal.text, advice="Repair it in the notebook"
    )
    dropped = Cell(
        cell.index, cell.kind, readable(cell.source), tags=cell.tags, count=cell.count, dropped=plain(refusal.text)
    )
    return _Read(dropped, Lowered(""), (*one.findings, report))


def _inputs(cell: int, tree: ast.Module) -> list[Finding]:
    calls = (node for node in walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    return [finding("NB020", cell=cell, line=call.lineno) for call in calls if getattr(call.func, "id", "") == "input"]


def _identity(cells: Iterable[Cell], modules: Iterable[Module]) -> str:
    """Hash what decides the output: sources, kinds, used tags and modules; not outputs, counts, ids or the kernel."""
    content = [
        [[cell.kind, cell.source, sorted(cell.tags), cell.dropped] for cell in cells],
        [[module.path, module.text] for module in modules],
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()
