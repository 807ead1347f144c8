"""What the plan has to tell a person: secrets, unseeded randomness, what keeps a notebook from being taken apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.secrets import is_strong, values
from nb2prod.listing import in_cells
from nb2prod.model import Finding, Notebook, Parameter, Program, Requirement, Statement
from nb2prod.nesting import defined
from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.models.fits import FITTING, Fits, family
from nb2prod.plan.telling.acting import outside
from nb2prod.plan.telling.blanks import blanks, timed
from nb2prod.plan.telling.dated import of_earlier_runs
from nb2prod.plan.telling.fetched import unfetched
from nb2prod.plan.telling.graphics import graphics
from nb2prod.plan.telling.history_keys import history_keys
from nb2prod.plan.telling.importing import drawing_imports
from nb2prod.plan.telling.raising import raising
from nb2prod.plan.telling.unseeded import unseeded
from nb2prod.reaching import beside, running
from nb2prod.walking import walk


def told(
    program: Program, kept: list[Statement], parameters: tuple[Parameter, ...], namespace: str
) -> tuple[Finding, ...]:
    """What else is told of the statements that stay, `kept`.

    `namespace`: why the cells stay in one namespace, "" where they do not.
    """
    found = [finding("NB112", reason=namespace)] if namespace else []
    found += [
        *_asking(program),
        *_timed(program.notebook),
        *blanks(program, kept),
        *_secrets(program.notebook, parameters),
        *_lambdas(kept),
        *history_keys(program, kept),
    ]
    return (*found, *unseeded(program, kept))


def of_a_run(program: Program, kept: frozenset[int], asked: tuple[Requirement, ...]) -> Iterator[Finding]:
    """What a run needs, does to others, and ends at; `kept`: all that stays, in functions too; `asked`: libraries."""
    yield from of_earlier_runs(program, kept)
    yield from raising(program, kept, asked)
    yield from unfetched(program, kept)
    yield from graphics(program, kept)
    yield from drawing_imports(program, kept)
    yield from outside(program, kept)


def _asking(program: Program) -> Iterator[Finding]:
    """Modules beside the notebook that wait for a person where anything calls that, each once."""
    modules, names = beside(program.statements, program.notebook.modules)
    for module, tree in modules:
        called = [ast.unparse(node.func) for node in running(tree, names) if isinstance(node, ast.Call)]
        asked = next((name for name in called if name in ("input", "getpass", "getpass.getpass")), "")
        if asked:
            yield finding("NB133", call=asked, module=module.path)


def _timed(notebook: Notebook) -> Iterator[Finding]:
    """Cells under %%timeit that fit something: what they bind goes, and so do they."""
    fits = [cell.index for cell in notebook.cells if timed(cell) and ".fit(" in cell.source]
    if fits:
        yield finding("NB134", cell=fits[0], cells=in_cells(fits))


def unheld(program: Program, kept: frozenset[int]) -> Iterator[Finding]:
    """The first model that is fitted where no name holds it at the end: nothing can be saved."""
    only_transform = Fits.of(program).preparing
    for statement in program.statements:
        owners = [call.rpartition(".") for call in statement.facts.calls]
        fits = [owner for owner, _, method in owners if method in FITTING and family(owner)]
        held = statement.facts.mutates & only_transform
        if statement.id in kept and fits and not held and not _never_called(program, statement, kept):
            yield finding("NB119", cell=statement.cell, line=statement.line, model=fits[0].rpartition(".")[2])
            return


def _never_called(program: Program, statement: Statement, kept: frozenset[int]) -> bool:
    """Whether it stands in a function that nothing asks for which stays."""
    function = function_of(program, statement)
    inside = {*Graph.of(program).inside(function)} if function is not None else set[int]()
    name = defined(program.statements[function].node) if function is not None else ""
    return bool(name) and all(name not in program.statements[i].facts.names for i in kept - inside - {function})


def _secrets(notebook: Notebook, parameters: tuple[Parameter, ...]) -> Iterator[Finding]:
    """One for each place: where a setting took its place, and where it stood in what no file gets."""
    places = sorted({(p.cell, p.line) for p in parameters if p.required})
    yield from (finding("NB110", cell=cell, line=line) for cell, line in places)
    known = {cell for cell, _ in places} | {f.cell for f in notebook.findings if f.code == "NB037"}
    secrets = [secret for secret in values(notebook) if is_strong(secret)]
    for cell in notebook.cells:
        if cell.kind == "code" and cell.index not in known and any(secret in cell.source for secret in secrets):
            yield finding("NB114", cell=cell.index)


def _lambdas(kept: list[Statement]) -> Iterator[Finding]:
    """A model that holds a lambda is saved with its bytecode, which another Python does not know."""
    for statement in kept:
        made = any(knowledge.is_a(type_, "sklearn.Estimator") for _, type_ in statement.facts.types)
        if made and any(isinstance(part, ast.Lambda) for part in walk(statement.node)):
            yield finding("NB111", cell=statement.cell, line=statement.line)
