"""The head of an emitted module: exactly the imports that its code uses."""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterable

import libcst as cst

from nb2prod.emit.code.annotations import free
from nb2prod.fates import acts, kept_statements, staying
from nb2prod.knowledge.python import SUBMODULES
from nb2prod.knowledge.quoted import kept_formula, quoted
from nb2prod.knowledge.versions import renamed
from nb2prod.model import Import, Module, Plan
from nb2prod.nesting import defined, outwards
from nb2prod.rewrite.build import dotted, line
from nb2prod.rewrite.imports import Relocate
from nb2prod.rewrite.visiting import visited
from nb2prod.walking import walk

# Modules that projects have: one of the notebook's of that name stands under its name and an underscore.
OURS = frozenset(
    "answering artifacts command config definitions features inference metrics notebook report result_tables rows run"
    " run_summary schema train trusted_types".split()
)
UNUSED = cst.TrailingWhitespace(whitespace=cst.SimpleWhitespace("  "), comment=cst.Comment("# noqa: F401"))


def used_names(body: Iterable[cst.CSTNode]) -> frozenset[str]:
    """Names that some emitted code takes from its module: a local of the same name does not count."""
    code = cst.Module(list(body)).code  # type: ignore[arg-type]  # all of them are statements
    names: set[str] = set()
    todo = [symtable.symtable(code, "emitted", "exec")]
    while todo:
        table = todo.pop()
        todo += table.get_children()
        module = table.get_type() == "module"
        names |= {s.get_name() for s in table.get_symbols() if s.is_referenced() and (module or s.is_global())}
    return frozenset(names | _quoted(ast.parse(code)))


def _quoted(tree: ast.AST) -> set[str]:
    """Names in string annotations, and in strings that a library reads as code."""
    names: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Call):
            names = names.union(*quoted(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names |= kept_formula(node.value)
        for note in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(note, ast.Constant) and isinstance(note.value, str):
                names |= set(re.findall(r"[^\W\d]\w*", note.value))
    return names


def places(plan: Plan) -> dict[tuple[str, str], tuple[str, str]]:
    """Module and name of what the notebook imports and what has moved, and where that is now."""
    return {(item.module, item.attribute): item.place for item in plan.program.imports if item.place}


def relocation(plan: Plan) -> Relocate:
    """What brings imports to where they are: modules beside the notebook into the package, moved names home."""
    moved, opened, keywords = places(plan), _opened(plan), _keywords(plan)
    return Relocate(plan.package, _inside(plan), moved, opened=opened, keywords=keywords)


def _inside(plan: Plan) -> dict[str, str]:
    """The first names of the modules from beside the notebook, and what they are called in the package.

    Metrics.py and a metrics.py of ours are one file on systems that do not tell capitals.
    """
    own = {module.name.partition(".")[0] for module in plan.program.notebook.modules}
    return {top: free(f"{top}_", own | OURS) if top.lower() in OURS else top for top in sorted(own)}


def path_inside(plan: Plan, module: Module) -> str:
    """Where in the package a module from beside the notebook stands."""
    top = module.name.partition(".")[0]
    return _inside(plan)[top] + module.path.removeprefix(top)


def _keywords(plan: Plan) -> dict[tuple[str, str], str]:
    """Keywords that have got another name, by what is called; not where the notebook defines what is called so."""
    uses = (renamed(use, plan.program.notebook.requirements) for use in plan.program.removals)
    own = {defined(statement.node) for statement in plan.program.statements}
    return {use[:2]: use[2] for use in uses if use is not None and use[0] not in own}


def _opened(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Packages that the notebook imports, and the modules of them that it takes from there without importing them.

    `import urllib` and `urllib.request.urlopen` work in Jupyter, which has imported urllib.request itself; a module of
    another library may have come with an import that goes with the plots.
    """
    own = [item for item in plan.program.imports if not item.level]
    plain = {item.name for item in own if not item.attribute and item.name == item.module.partition(".")[0]}
    kept = staying(plan.choices)
    gone = {item.module for item in own} - {item.module for item in own if item.statement in kept}
    unopened = {name for name in SUBMODULES | gone if name.partition(".")[0] in plain}
    ends = {name.rpartition(".")[2] for name in unopened}
    nodes = (node for statement in kept_statements(plan) for node in walk(statement.node))
    named = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute) and node.attr in ends}
    return {package: _deepest(package, named & unopened) for package in plain}


def _deepest(package: str, modules: set[str]) -> tuple[str, ...]:
    """Those of one package, without the packages of the others: importing those brings them."""
    own = {name for name in modules if name.startswith(f"{package}.")}
    return tuple(sorted(name for name in own if not any(other.startswith(f"{name}.") for other in own)))


def notebook_imports(plan: Plan, used: frozenset[str], relocate: Relocate) -> list[cst.SimpleStatementLine]:
    """The notebook's own imports of `used` names that live at module level, and every star import that stays."""
    kept = {choice.statement for choice in plan.choices if choice.fate == "import"}
    found: dict[str, cst.SimpleStatementLine] = {}
    for item in plan.program.imports:
        stars = item.name == "*"
        if item.statement in kept and (
            stars or (item.name in plan.hoisted and (item.name in used or acts(plan.program, item)))
        ):
            if item.module == "__future__" or (stars and plan.namespace) or _run_by_another(plan, item, kept, used):
                continue
            for made in _relocated(item, relocate):
                said = unused(made) if not stars and item.name not in used else made
                found.setdefault(cst.Module([said]).code, said)
    if any(item.name == "*" and item.statement in kept for item in plan.program.imports):
        return list(found.values())  # in the notebook's order: what a star import binds, a later import may bind again
    return [found[text] for text in sorted(found)]


def _run_by_another(plan: Plan, item: Import, kept: set[int], used: frozenset[str]) -> bool:
    """Whether nothing uses it, and another import runs the same module: one beside the notebook, for what it does."""
    modules = {module.name for module in plan.program.notebook.modules}
    if item.name in used or not item.attribute or item.module not in modules or item.qualified in modules:
        return False
    heads = (i for i in plan.program.imports if i.statement in kept and i.name in plan.hoisted | {"*"})
    others = [i for i in heads if i.module == item.module and i.attribute and i.qualified not in modules]
    first = min(others, key=lambda i: (i.name not in used, i.name))
    return first.name != item.name


def repeated_imports(plan: Plan, wanted: Iterable[int], relocate: Relocate) -> list[cst.SimpleStatementLine]:
    """Imports that a step repeats for itself, by their place in `Program.imports`."""
    return [made for number in wanted for made in _relocated(plan.program.imports[number], relocate)]


def repeated_elsewhere(plan: Plan) -> set[tuple[int, str]]:
    """Imports that no statement of their own step reads: other steps repeat them."""
    imports = plan.program.imports
    found = {(imports[n].statement, imports[n].name) for step in plan.steps for n in step.imports}
    homes = {identity: number for number, step in enumerate(plan.steps) for identity in step.statements}

    def home(identity: int) -> int:
        return homes.get([*outwards(plan.program.statements, plan.program.statements[identity])][-1].id, -1)

    reads = (edge for edge in plan.program.edges if (edge.source, edge.name) in found)
    return found - {(edge.source, edge.name) for edge in reads if home(edge.source) == home(edge.target)}


def _relocated(item: Import, relocate: Relocate) -> list[cst.SimpleStatementLine]:
    new = visited(cst.Module([line(_statement(item))]), relocate).body[0]
    assert isinstance(new, cst.SimpleStatementLine)
    return [line(part.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)) for part in new.body]


def unused(made: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
    """An import that no name shows the use of: who clears up unused imports must leave it."""
    return made.with_changes(trailing_whitespace=UNUSED)


def arranged(ours: list[cst.SimpleStatementLine], own: list[cst.SimpleStatementLine]) -> list[cst.SimpleStatementLine]:
    """All imports of a module, each once. Star imports stand first and unsorted: they must hide nothing of ours."""
    nodes = [item.body[0] for item in own]
    if not any(isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar) for node in nodes):
        return _unique([*ours, *own])
    why, off, on = (
        cst.EmptyLine(comment=cst.Comment(f"# {text}"))
        for text in (
            "In the notebook's order: what a star import binds, a later import may bind again.",
            "isort: off",
            "isort: on",
        )
    )
    first, *others = _unique(own)
    return [
        first.with_changes(leading_lines=[why, off]),
        *others,
        *(item.with_changes(leading_lines=[on] if item is ours[0] else []) for item in ours),
    ]


def _unique(lines: list[cst.SimpleStatementLine]) -> list[cst.SimpleStatementLine]:
    found: dict[str, cst.SimpleStatementLine] = {}
    for item in lines:
        found.setdefault(cst.Module([item]).code.strip(), item)
    return list(found.values())


def defined_names(plan: Plan, used: frozenset[str]) -> list[str]:
    """What is taken from definitions.py, of the names that are `used`."""
    return sorted({d.called or d.name for d in plan.definitions if d.importable} & used)


def future_imports(plan: Plan) -> list[cst.SimpleStatementLine]:
    """`from __future__ import annotations` holds for every module that has code of the notebook."""
    lazy = any(item.qualified == "__future__.annotations" for item in plan.program.imports)
    return generated_imports(["from __future__ import annotations"]) if lazy else []


def implicit_imports(plan: Plan, used: frozenset[str]) -> list[str]:
    """What a notebook has without importing it: modules behind lowered IPython lines, pyplot, and `display`."""
    bound = {name for statement in plan.program.statements for name in statement.facts.binds}
    given = {module for cell in plan.program.notebook.cells for module in cell.imports}
    lines = [f"import {module}" for module in sorted(given & used - bound)]
    pyplot = {choice.fresh for choice in plan.choices if choice.fresh}
    lines += [f"import matplotlib.pyplot as {name}" for name in sorted(pyplot & used - bound)]
    return [*lines, *(["from IPython.display import display"] if "display" in used - bound else [])]


def generated_imports(lines: Iterable[str]) -> list[cst.SimpleStatementLine]:
    """Import lines of ours as syntax."""
    parsed = [cst.parse_statement(text) for text in lines]
    return [part for part in parsed if isinstance(part, cst.SimpleStatementLine)]


def _statement(item: Import) -> cst.Import | cst.ImportFrom:
    if not item.attribute:
        plain = item.name == item.module.split(".")[0] and (item.name == item.module or "." in item.module)
        alias = None if plain else cst.AsName(cst.Name(item.name))
        return cst.Import([cst.ImportAlias(dotted(item.module), alias)])
    module = dotted(item.module) if item.module else None
    dots = [cst.Dot()] * item.level
    if item.attribute == "*":
        return cst.ImportFrom(module, cst.ImportStar(), relative=dots)
    alias = cst.AsName(cst.Name(item.name)) if item.name != item.attribute else None
    return cst.ImportFrom(module, [cst.ImportAlias(cst.Name(item.attribute), alias)], relative=dots)
