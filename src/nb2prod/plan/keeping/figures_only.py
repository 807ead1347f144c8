"""What serves only the files of figures: calls that save one and say so, and folders that are made for them.

def save(fig, name):                        goes with the plots: nothing but figures goes through it
    global COUNT
    path = FOLDER / f"{COUNT}_{name}.png"
    fig.savefig(path)
    print("Saved figure", path)
    COUNT += 1

FOLDER.mkdir(exist_ok=True)                 goes: only `save` reads FOLDER
"""

from __future__ import annotations

import ast
import re
from collections.abc import Set

from nb2prod.model import Statement
from nb2prod.nesting import defined
from nb2prod.plan.graph import FUNCTION, Graph, function_of
from nb2prod.plan.keeping.drawn import draws_on
from nb2prod.walking import walk

SAVED = re.compile(r"\b(?:sav(?:ed|ing)|written|wrote|export(?:ed|ing)|stored)\b", re.I)
FIGURE = re.compile(r"\bfig(?:ure)?s?\b|plot|chart|graph\b|image|\.(?:png|pdf|svg|jpe?g)\b", re.I)
FOLDERS = frozenset({"os.makedirs", "os.mkdir", "pathlib.Path.mkdir"})


def for_figures(graph: Graph, quiet: Set[int]) -> set[int]:
    """Further statements that only show something; `quiet`: those that are known to."""
    calls = _saving_calls(graph, quiet)
    return calls | _folders(graph, quiet | calls)


def _saving_calls(graph: Graph, quiet: Set[int]) -> set[int]:
    """Calls of the notebook's functions whose value nobody takes and that save figures, print that, and count them."""
    savers = {function for function in _functions(graph) if _saves_only(graph, function)}
    names = {defined(graph.program.statements[i].node) for i in savers}
    plain = names | _without_defaults(graph)  # a function keeps nothing but its defaults
    calm = {defined(graph.program.statements[i].node) for i in savers if _for_the_file(graph, i)}
    found: set[int] = set()
    for statement in graph.program.statements:
        facts = statement.facts
        called = isinstance(statement.node, ast.Expr) and isinstance(statement.node.value, ast.Call)
        if not called or not facts.pictures or not names & set(facts.calls) or function_of(graph.program, statement):
            continue
        counters = all(_counts_only(graph, name, savers, quiet) for name in facts.outer)
        if (
            counters
            and not facts.effects - {"print", "read"} - ({"write", "raise"} if calm & {facts.calls[-1]} else set())
            and not facts.draws
            and _only_figures(graph, facts.mutates - plain)
        ):
            found.add(statement.id)
    return found


def _functions(graph: Graph) -> list[int]:
    return [s.id for s in graph.program.statements if isinstance(s.node, FUNCTION) and s.parent is None]


def _without_defaults(graph: Graph) -> set[str]:
    """The functions that have no defaults."""
    nodes = (graph.program.statements[i].node for i in _functions(graph))
    given = ((node.name, node.args) for node in nodes if isinstance(node, FUNCTION))
    return {name for name, args in given if not args.defaults and not any(args.kw_defaults)}


def _saves_only(graph: Graph, function: int) -> bool:
    """Whether it saves a figure, and all that it prints is about that."""
    inside = [graph.program.statements[i] for i in graph.inside(function)]
    prints = [s for s in inside if s.facts.display == "print"]
    return any(s.facts.pictures for s in inside) and all(map(_speaks_of_it, prints))


def _for_the_file(graph: Graph, function: int) -> bool:
    """Whether it writes nothing but the folder of the file, and stops for nothing but the type of an argument."""
    statements = graph.program.statements
    inside = [statements[i] for i in graph.inside(function)]
    acting = [s for s in inside if s.facts.effects & {"write", "raise"} and not _makes_a_folder(s)]
    checks = [s for s in acting if s.parent is not None and "isinstance(" in statements[s.parent].source.split(":")[0]]
    others = any(graph.own & {*s.facts.calls} for s in inside)  # who knows what those write
    return not others and all(isinstance(s.node, ast.Raise) and s in checks for s in acting)


def _speaks_of_it(statement: Statement) -> bool:
    parts = [p.value for p in walk(statement.node) if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    text = " ".join(parts)
    return bool(FIGURE.search(text) or SAVED.search(text))


def _counts_only(graph: Graph, name: str, savers: Set[int], quiet: Set[int]) -> bool:
    """Whether only functions that save figures read the name, beside plain bindings of it at top level."""
    for statement in graph.program.statements:
        facts = statement.facts
        if name not in facts.names | facts.late or statement.id in quiet:
            continue
        if function_of(graph.program, statement) not in savers and statement.id not in savers:
            return False
    return True


def _only_figures(graph: Graph, names: Set[str]) -> bool:
    types = {name: type_ for s in graph.program.statements for name, type_ in s.facts.types if name in names}
    return all(draws_on(types.get(name, "")) for name in names)


def _folders(graph: Graph, quiet: Set[int]) -> set[int]:
    """`os.makedirs(FOLDER)` where whatever else reads FOLDER saves figures, is for who does, or is quiet itself.

    `print("Figures:", FOLDER)` goes with it.
    """
    statements = graph.program.statements
    drawing = {i for i in _functions(graph) if any(statements[k].facts.pictures for k in graph.inside(i))}
    found: set[int] = set()
    for statement in statements:
        if not _makes_a_folder(statement) or function_of(graph.program, statement) is not None:
            continue
        names = {n for n in statement.facts.names if n not in _imported(graph)}
        readers = [
            s
            for s in statements
            if names & (s.facts.names | s.facts.late) and s.id != statement.id and not _makes_a_folder(s)
        ]
        savers = [s for s in readers if s.facts.pictures or s.id in drawing or function_of(graph.program, s) in drawing]
        savers += [s for s in readers if s not in savers and _is_path_of_one(graph, s, quiet)]
        told = [s for s in readers if _says_where_figures_go(s)]
        others = [s for s in readers if s not in (*savers, *told) and s.id not in quiet and not _asks_for_it(s)]
        if len(names) == 1 and savers and not others:
            found |= {statement.id, *(s.id for s in told)}
    return found


def _is_path_of_one(graph: Graph, statement: Statement, quiet: Set[int]) -> bool:
    """`path = FOLDER / "a.png"`, which only what shows figures reads."""
    readers = graph.readers.get(statement.id, ())
    return isinstance(statement.node, ast.Assign) and bool(readers) and all(reader in quiet for reader in readers)


def _says_where_figures_go(statement: Statement) -> bool:
    facts = statement.facts
    return facts.display == "print" and _speaks_of_it(statement) and not facts.effects - {"print"}


def _imported(graph: Graph) -> frozenset[str]:
    return frozenset(item.name for item in graph.program.imports)


def _makes_a_folder(statement: Statement) -> bool:
    node = statement.node
    call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return call and bool(FOLDERS & {*statement.facts.calls[-1:]}) and statement.facts.effects <= {"write", "read"}


def _asks_for_it(statement: Statement) -> bool:
    """`if not os.path.exists(FOLDER):` around it."""
    node = statement.node
    return isinstance(node, ast.If) and "exists" in ast.unparse(node.test) and len(node.body) == 1 and not node.orelse
