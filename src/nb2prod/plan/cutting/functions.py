"""Functions and classes of the notebook: importable where their free names allow, else closed over in the workflow.

def ratio(a, b): return a / b          importable
def scale(x): return x * factor        closed over: it reads `factor`, a variable of the notebook
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from nb2prod import knowledge
from nb2prod.knowledge.distributions import well_known
from nb2prod.knowledge.python import STDLIB
from nb2prod.knowledge.secrets import holds_secret
from nb2prod.model import Choice, Definition, Program, Statement
from nb2prod.nesting import DEFINING, defined, outwards
from nb2prod.plan.cutting.versions import versions
from nb2prod.plan.graph import in_function, set_globals
from nb2prod.plan.keeping.hosts import host_imports
from nb2prod.plan.keeping.search_path import idle_additions
from nb2prod.plan.keeping.touched import SHELLS
from nb2prod.walking import values_given, walk

SEARCHED = r"\bsys\s*\.\s*(?:path|modules)\b"  # where imports look
IMPORTS = (ast.Import, ast.ImportFrom)
READS = "it reads"
UNDRAWN = "What it drew in the notebook is left out."


def binders(program: Program, kept: frozenset[int]) -> dict[str, list[int]]:
    """For each name of the notebook the kept statements that bind it, functions' own names left out."""
    found: dict[str, list[int]] = {}
    for statement in program.statements:
        if statement.id in kept and not in_function(program, statement):
            for name in sorted(statement.facts.binds | statement.facts.deletes | statement.facts.outer):
                found.setdefault(name, []).append(statement.id)
    return found


def hoisted_imports(program: Program, bound: Mapping[str, list[int]]) -> frozenset[str]:
    """Names that only one import at top level binds (as often as it likes): their import moves to the module's head."""
    return _hoisted(program, tuple((item.name, *bound.get(item.name, ())) for item in program.imports))


@lru_cache(maxsize=1)  # each heuristic for parameters asks it of the program at hand
def _hoisted(program: Program, binders: tuple[tuple[str | int, ...], ...]) -> frozenset[str]:
    """The same; `binders` are the statements that bind each of its imports' names."""
    bound = {name: places for name, *places in binders}
    found: dict[str, set[str]] = {}
    for item in program.imports:
        found.setdefault(item.name, set()).add(f"{'.' * item.level}{item.qualified}")
    plain = {i.statement for i in program.imports if program.statements[i.statement].parent is None}
    plain -= _found_late(program) | _acting_late(program) | host_imports(program)
    chosen = min((s.id for s in program.statements if "KERAS_BACKEND" in s.source), default=len(program.statements))
    plain -= {i.statement for i in program.imports if i.statement > chosen and i.module.startswith("keras")}
    return frozenset(
        name
        for name, targets in found.items()
        if name not in ("train", "run", "main")
        and (len(targets) == 1 or _submodules(program, name))
        and all(identity in plain for identity in bound.get(name, ()))
    )


def _found_late(program: Program) -> set[int]:
    """Imports of unknown modules after the place where imports look changed: only then can they be found."""
    gone = idle_additions(program)
    looking = (s for s in program.statements if s.id not in gone)
    moved = [s.id for s in looking if "os.chdir" in s.facts.calls or _looks_elsewhere(s)]
    copied = {module.name.split(".")[0] for module in program.notebook.modules}
    first = min(moved, default=len(program.statements))
    written = min((s.id for s in program.statements if _writes_code(s)), default=len(program.statements))
    return {
        item.statement
        for item in program.imports
        if item.module.split(".")[0] not in {*copied, *STDLIB}
        and knowledge.library(item.module) is None
        and item.statement > min(first, written)
        and not well_known(item.module)
    }  # fmt: skip


def _looks_elsewhere(statement: Statement) -> bool:
    """Whether it may change where imports look; `"google.colab" in sys.modules` only asks."""
    if not re.search(SEARCHED, statement.source):
        return False
    parts = [*walk(statement.node)]
    named = [p for p in parts if isinstance(p, ast.Attribute) and p.attr == "modules"]
    asked = [
        p.comparators[-1] for p in parts if isinstance(p, ast.Compare) and isinstance(p.ops[-1], (ast.In, ast.NotIn))
    ]
    others = any(isinstance(p, ast.Attribute) and p.attr == "path" for p in parts)
    return others or not named or any(part not in asked for part in named)


def _acting_late(program: Program) -> set[int]:
    """Imports that do something (seed, write, set the environment) behind a statement which does something, too."""
    acting = [s.id for s in program.statements if s.parent is None and _acts(s) and isinstance(s.node, IMPORTS)]
    first = min(
        (s.id for s in program.statements if _acts(s) and not isinstance(s.node, IMPORTS)),
        default=len(program.statements),
    )
    return {identity for identity in acting if first < identity}


def _acts(statement: Statement) -> bool:
    facts = statement.facts
    return bool(facts.draws or facts.seeds or facts.effects - {"read"})


def _writes_code(statement: Statement) -> bool:
    """Whether it may write a module that is imported later: a command of the shell, a file called *.py."""
    if any(call.startswith(SHELLS) for call in statement.facts.calls):
        return True
    if "write" not in statement.facts.effects:
        return False
    texts = (p.value for p in walk(statement.node) if isinstance(p, ast.Constant) and isinstance(p.value, str))
    return any(text.endswith(".py") for text in texts)


def _submodules(program: Program, name: str) -> bool:
    """`import a`, `import a.b` and `import a.c` all bind `a`, and to the same module."""
    found = [item for item in program.imports if item.name == name]
    plain = not any(item.attribute or item.level or item.module.split(".")[0] != name for item in found)
    nodes = (program.statements[item.statement].node for item in found)
    return plain and not any(alias.asname == name for node in nodes for alias in getattr(node, "names", ()))


def definitions(
    program: Program,
    choices: tuple[Choice, ...],
    bound: Mapping[str, list[int]],
    namespace: str,
    fixed: Mapping[str, int] = MappingProxyType({}),
    taken: Collection[str] = (),
) -> tuple[Definition, ...]:
    """Every kept top-level function and class, with where it can live and why; `namespace` as in Plan.

    `fixed`: literals that stand at module level as well, by name. `taken`: names that no function may get.
    """
    kept = [
        s for s, c in zip(program.statements, choices, strict=True) if c.fate not in {"dropped"} and s.parent is None
    ]
    imports = hoisted_imports(program, bound)
    staying = [c.statement for c in choices if c.fate != "dropped" or c.remains]
    apart = versions(program, staying, bound, taken) if not namespace else {}
    foreign = {item.name for item in program.imports if not item.level and knowledge.library(item.module) is None}
    reasons = {
        s.id: namespace or _obstacle(s, bound, foreign & imports, apart) for s in kept if isinstance(s.node, DEFINING)
    }
    names = {i: defined(program.statements[i].node) for i in reasons}
    while True:
        free = {name for i, name in names.items() if not reasons[i] and i not in apart}
        changed = False
        for identity, name in names.items():
            needs = program.statements[identity].facts
            missing = sorted(
                n for n in needs.late | needs.names if n in bound and n not in imports | free | {name, *fixed}
            )
            if missing and not reasons[identity]:
                reasons[identity] = f"{READS} {missing[0]}, a variable of the notebook"
                changed = True
        for identity in set(apart) & set(reasons):  # all of a name or none
            others = [reasons[i] for i in bound[names[identity]] if reasons.get(i)]
            if others and not reasons[identity]:
                reasons[identity] = f"another {names[identity]} stands in the workflow: {others[0]}"
                changed = True
        if not changed:
            break
    undrawn = _undrawn(program, choices)
    made = [
        replace(_definition(program.statements[i], reason, apart.get(i, "")), loses=UNDRAWN if i in undrawn else "")
        for i, reason in reasons.items()
    ]
    made += [Definition(name, i, True, "a fixed value that several steps read") for name, i in fixed.items()]
    return tuple(sorted(made, key=lambda d: d.statement))


def _undrawn(program: Program, choices: tuple[Choice, ...]) -> set[int]:
    """The functions of whose body the drawing went and something stays: `def plot_line(x, y)` no longer plots."""
    lost, left = set(), set()
    for statement, choice in zip(program.statements, choices, strict=True):
        around = outwards(program.statements, statement)
        above = next((each for each in around if isinstance(each.node, DEFINING)), statement)
        if above is statement or not isinstance(above.node, DEFINING[:2]):
            continue
        if choice.fate == "dropped":
            lost |= {above.id} if statement.facts.display == "plot" else set()
        elif not isinstance(statement.node, ast.Pass) and not _said(statement.node):
            left.add(above.id)
    return lost & left


def _said(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)  # a docstring


def _declared_for(statement: Statement, foreign: Collection[str]) -> bool:
    """A decorator of a framework, given nothing but literals: many look for the function under its module's name.

    @task(retries=3)        what it does may be anything, and is the same wherever the function is defined
    def load(): ...
    """
    decorators = getattr(statement.node, "decorator_list", [])
    calls = [d for d in decorators if isinstance(d, ast.Call)]
    heads = [
        n.id for d in decorators for n in walk(d.func if isinstance(d, ast.Call) else d) if isinstance(n, ast.Name)
    ]
    arguments = [part for call in calls for value in values_given(call) for part in walk(value)]
    defaults = list(walk(statement.node.args)) if isinstance(statement.node, DEFINING[:2]) else []
    plain = not any(isinstance(part, ast.Call) for part in [*arguments, *defaults])
    return bool(decorators) and plain and set(heads) <= set(foreign)


def _definition(statement: Statement, reason: str, called: str) -> Definition:
    name = defined(statement.node)
    called = called if called != name and not reason else ""
    return Definition(name, statement.id, not reason, reason or "everything it reads can be imported", called)


def _obstacle(
    statement: Statement, bound: Mapping[str, list[int]], foreign: Collection[str], apart: Collection[int]
) -> str:
    """Why the definition must keep its place; `foreign`: names of libraries that nobody here knows."""
    name = defined(statement.node)
    if len(bound.get(name, ())) > 1 and statement.id not in apart:
        return f"{name} is bound more than once"
    effects = statement.facts.draws or statement.facts.effects & {"write", "network", "environment"}
    if effects and not _declared_for(statement, foreign):
        return "defining it has an effect, which must happen in its place"
    if holds_secret(statement.node):
        return "it holds a secret, which must come from the settings"
    if statement.facts.mutates:
        return "defining it changes something of the notebook"
    if set_globals(statement.node):
        return "it rebinds a variable of the notebook"
    return ""
