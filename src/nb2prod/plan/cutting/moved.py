"""What only the top of a module can do: code that would mean something else, or fail, inside a function.

class C: k = k + 1                      in a function the class would not find the k around it
if old: max = fmax                      on the other path max is still the builtin
def f(): n = 0; def g(): global n       two variables of one name, and g wants the outer one
pool.map(f, rows)                       what is pickled must be found in a module by its name

Such a notebook keeps one namespace of its own (namespace.py).
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping

from nb2prod.model import Choice, Program, Statement
from nb2prod.nesting import DEFINING, defined
from nb2prod.plan.cutting.binding import surely
from nb2prod.plan.cutting.functions import definitions, hoisted_imports
from nb2prod.plan.graph import Graph, in_function
from nb2prod.walking import children, walk

SCOPES = (*DEFINING, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
PICKLERS = frozenset({
    "pickle.dump", "pickle.dumps", "joblib.dump", "torch.save", "pandas.to_pickle", "pandas.DataFrame.to_pickle",
    "shelve.open",
})  # fmt: skip
POOLS = ("multiprocessing.", "concurrent.futures.ProcessPoolExecutor", "torch.multiprocessing.")
COUNTS = frozenset(
    {"multiprocessing.cpu_count", "torch.multiprocessing.cpu_count"}
)  # starts none: joblib may, which takes code along


def only_in_a_module(
    program: Program, choices: tuple[Choice, ...], kept: frozenset[int], bound: Mapping[str, list[int]]
) -> str:
    """The reason why the code cannot move into functions, or ""."""
    top = [s for s in program.statements if s.id in kept and not in_function(program, s)]
    variables = bound.keys() - hoisted_imports(program, bound)
    for statement in top:
        place = f"(cell {statement.cell + 1})"
        if isinstance(statement.node, ast.ClassDef) and (name := _own_name(statement, variables)):
            return f"class {statement.node.name} binds {name} and reads the {name} around it {place}"
        if isinstance(statement.node, DEFINING) and (name := _two_variables(statement.node)):
            return f"{name} is a global and a local of functions in each other {place}"
        if not isinstance(statement.node, DEFINING) and _asks_for_file(statement.node):
            return f"__file__ is asked for, which a notebook does not have {place}"
    unsure = next(_perhaps_builtin(program, kept, bound), None)
    if unsure is not None:
        return f"{unsure[0]} may be the builtin or the notebook's own (cell {unsure[1].cell + 1})"
    return _pickled(program, choices, top, bound)


def _own_name(statement: Statement, variables: Collection[str]) -> str:
    """A variable that the class reads before it binds one of the same name itself."""
    assert isinstance(statement.node, ast.ClassDef)
    both = _class_names(statement.node) & statement.facts.names & set(variables)
    return min(both, default="")


def _class_names(node: ast.ClassDef) -> frozenset[str]:
    """Names bound in the body of a class and of the classes in it."""
    found: set[str] = set()
    todo: list[ast.AST] = [*node.body]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            found.add(part.id)
        elif isinstance(part, DEFINING):
            found.add(part.name)
        elif isinstance(part, ast.alias):
            found.add(part.asname or part.name.partition(".")[0])
        if isinstance(part, ast.ClassDef):
            found |= _class_names(part)
        elif not isinstance(part, SCOPES):
            todo += children(part)
    return frozenset(found)


def _two_variables(node: ast.AST, around: frozenset[str] = frozenset()) -> str:
    """A name under `global` that is a local of a function around, or that an import or a definition binds there."""
    own: set[str] = set()
    inner: list[ast.AST] = []
    shared: set[str] = set()
    imported: set[str] = set()
    todo: list[ast.AST] = list(children(node))
    while todo:
        part = todo.pop()
        match part:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                own.add(name)
            case ast.alias(name=name, asname=other):
                imported.add(other or name.partition(".")[0])
            case ast.Global(names=names):
                shared |= set(names)
        if isinstance(part, (*DEFINING, ast.Lambda)):
            inner.append(part)
            imported |= {defined(part)} - {""}
        else:
            todo += children(part)
    clash = shared & (around | imported)
    local = (around | own | imported) - shared if not isinstance(node, ast.ClassDef) else around
    return min(clash, default="") or next(filter(None, (_two_variables(part, local) for part in inner)), "")


def _asks_for_file(node: ast.stmt) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "__file__" for part in walk(node))


def _perhaps_builtin(
    program: Program, kept: frozenset[int], bound: Mapping[str, list[int]]
) -> Iterator[tuple[str, Statement]]:
    """Reads of a name that is a builtin on one path and the notebook's own on another."""
    shadowed = {name for name in bound if hasattr(builtins, name)}
    if not shadowed:
        return
    graph = Graph.of(program)

    def block(identities: list[int], sure: frozenset[str]) -> Iterator[tuple[str, Statement]]:
        for identity in identities:
            statement = program.statements[identity]
            facts = statement.facts
            sources = {n for i, n in graph.sources.get(identity, ()) if n not in program.statements[i].facts.deletes}
            doubtful = (facts.names & sources | facts.late) & shadowed - sure
            yield from ((name, statement) for name in sorted(doubtful))
            inside = [i for i in graph.children.get(identity, ()) if i in kept and not in_function_of(identity, i)]
            yield from block(inside, sure | facts.binds)
            sure = (sure | surely(graph, identity, kept)) - facts.deletes

    def in_function_of(parent: int, child: int) -> bool:
        return isinstance(program.statements[parent].node, DEFINING) and program.statements[child].body == "function"

    yield from block([s.id for s in program.statements if s.parent is None and s.id in kept], frozenset())


def _pickled(
    program: Program, choices: tuple[Choice, ...], top: list[Statement], bound: Mapping[str, list[int]]
) -> str:
    """A function or class that reads variables, where it is pickled or handed to other processes."""
    inner = {d.statement: d.name for d in definitions(program, choices, bound, "") if not d.importable}
    graph = Graph.of(program)
    made = frozenset(n for s in top if "collections.namedtuple" in s.facts.calls for n in s.facts.binds)
    pooled = any(call.startswith(POOLS) and call not in COUNTS for s in top for call in s.facts.calls)
    for statement in top:
        facts, place = statement.facts, f"(cell {statement.cell + 1})"
        reached = {i for i, name in graph.sources.get(statement.id, ()) if inner.get(i) == name}
        classes = {inner[i] for i in reached if isinstance(program.statements[i].node, ast.ClassDef)}
        functions = {inner[i] for i in reached} & facts.names - classes
        if PICKLERS & {*facts.calls} and "state_dict" not in statement.source:
            if pickled := classes | functions | behind(graph, statement, made):
                return f"{min(pickled)} is pickled, which only finds it in a module {place}"
        elif (
            pooled
            and functions
            and any("." in call for call in facts.calls)
            and not isinstance(statement.node, DEFINING)
        ):
            return f"{min(functions)} goes to other processes, which only find it in a module {place}"
    return ""


def behind(graph: Graph, statement: Statement, made: frozenset[str]) -> frozenset[str]:
    """Those of `made` that what the statement reads was made with."""
    bound = (graph.program.statements[identity] for identity in (graph.behind(statement.id) if made else ()))
    own = (s for s in bound if not isinstance(s.node, (ast.Import, ast.ImportFrom)))  # another thing of that name
    return made & {name for statement in own for name in statement.facts.binds}
