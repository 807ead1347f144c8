"""Which statements only show something, and what they read.

0  a = df["x"] / df["y"]     feeds the quiet statement 1
1  a.hist()                  quiet: it only draws
2  for col in df:            quiet: everything in it only draws
       df[col].hist()
"""

from __future__ import annotations

import ast
import re
from collections.abc import Set

from nb2prod.knowledge.python import hears_warnings
from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.keeping.figures_only import FIGURE, SAVED, for_figures
from nb2prod.plan.keeping.results import results
from nb2prod.plan.keeping.rows_printed import prints_rows
from nb2prod.plan.keeping.streams import seeded_streams
from nb2prod.walking import walk

SHOWN = {"plot": "it only draws", "look": "a mere look at data", "option": "it only changes how things are shown"}
IGNORED = re.compile(r"""(?:simplefilter|filterwarnings)\(\s*(?:action=)?["']ignore["']""")
COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)


def quiet_statements(graph: Graph, known: Set[int] = frozenset()) -> set[int]:
    """Statements that only show something: by themselves, as is `known`, or compound ones in which everything does."""
    first = _quiet(graph, known)
    more = for_figures(graph, first)
    return _quiet(graph, known | more) if more else first


def _quiet(graph: Graph, known: Set[int]) -> set[int]:
    """`known`: statements that only show something, whatever they look like."""
    statements, quiet, shown = graph.program.statements, set(known), results(graph)
    redirected, seeded = any("sys.stdout" in s.source for s in statements), seeded_streams(graph.program)
    for statement in reversed(statements):
        inside = graph.children.get(statement.id, [])
        facts = statement.facts
        draws = facts.draws & seeded or facts.seeds or (facts.drawing and facts.mutates)
        inner = draws and function_of(graph.program, statement) is not None  # nobody draws for it
        rules = is_rule(statement) or _draws_unseen(graph, statement) or _speaks_of_a_figure(graph, statement, quiet)
        rules = rules or _heads_a_look(graph, statement, quiet) or prints_rows(graph, statement)
        rules = rules and not redirected and function_of(graph.program, statement) is None
        shows = statement.facts.display in SHOWN and not isinstance(statement.node, COMPOUND)
        if rules or (shows and not inner and statement.id not in shown):
            quiet.add(statement.id)
        elif isinstance(statement.node, COMPOUND) and inside:
            some = any(child in quiet and not isinstance(statements[child].node, ast.Pass) for child in inside)
            calm = not statement.facts.effects - {"read"}
            if some and calm and all(child in quiet or _empty(statements[child].node) for child in inside):
                quiet.add(statement.id)
    return quiet


def only_plots(graph: Graph, identity: int) -> bool:
    """Whether a quiet statement draws; a look may fail, and whoever catches that would notice."""
    whole = [graph.program.statements[i] for i in [identity, *graph.inside(identity)]]
    return not any(s.facts.display == "look" for s in whole)


def only_shows(graph: Graph, context: Statement) -> bool:
    """Whether a `with` only sets how things are shown: a style, or warnings that nobody sees any more."""
    if not isinstance(context.node, ast.With) or context.facts.binds:
        return False
    items = [ast.unparse(item.context_expr) for item in context.node.items]
    inside = [graph.program.statements[i] for i in graph.inside(context.id)]
    told = [s.source for s in inside if any(call.startswith("warnings.") for call in s.facts.calls)]
    hushed = all(i.endswith("catch_warnings()") for i in items) and all(IGNORED.search(text) for text in told)
    heard = hushed and any(hears_warnings(cell.python) for cell in graph.program.notebook.cells)
    return context.facts.display in SHOWN or (hushed and not heard)


def is_guard(node: ast.stmt) -> bool:
    """`if __name__ == "__main__":`, which a notebook always is."""
    return isinstance(node, ast.If) and not node.orelse and ast.unparse(node.test) == "__name__ == '__main__'"


def only_header_draws(graph: Graph, statement: Statement) -> bool:
    """`for i in np.random.permutation(9): plt.plot(i)`: of a loop that goes, only what it goes through stays."""
    node, own = statement.node, statement.facts
    if not isinstance(node, ast.For) or not own.drawing:
        return False
    later = any(isinstance(part, (ast.comprehension, ast.Lambda)) for part in walk(node.iter))
    inner = [graph.program.statements[i].facts for i in graph.inside(statement.id)]
    return not later and not any(f.draws or f.seeds for f in inner) and not graph.own & {*own.calls}


def feeding(graph: Graph, quiet: Set[int]) -> set[int]:
    """Statements that something quiet reads, and whatever those read in turn; sharing data is no reading."""
    todo, found = [*quiet], set[int]()
    while todo:
        at = todo.pop()
        reads = graph.program.statements[at].facts.reads
        sources = {i for i, name in graph.sources.get(at, ()) if name in reads or not name.isidentifier()} - found
        found |= sources
        todo += sources
    return found


def is_rule(statement: Statement) -> bool:
    """Whether it is `print()`, `print("=" * 40)`: lines between other lines on a screen, no news in a log."""
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args, keywords=[])):
            return statement.facts.display == "print" and not any(map(_says, args))
    return False


def _draws_unseen(graph: Graph, statement: Statement) -> bool:
    """A plotting function that gives a value, called before the end of a cell: nobody sees that value."""
    facts = statement.facts
    called = isinstance(statement.node, ast.Expr) and bool(graph.own & {*facts.calls}) and "plot" in facts.roles
    if not called or facts.display != "report" or facts.draws | facts.seeds:
        return False
    return any(s.id > statement.id for s in graph.program.statements if s.cell == statement.cell and s.parent is None)


def _speaks_of_a_figure(graph: Graph, statement: Statement, quiet: Set[int]) -> bool:
    """`print("Saved", path)` behind `plt.savefig(path)`, `print("The plot:")` right before one: the figure goes."""
    node = statement.node
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and statement.facts.display == "print"):
        return False
    parts = [p for arg in node.value.args for p in walk(arg)]
    texts = " ".join(p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))
    plain = not any(isinstance(p, (ast.Call, ast.Subscript)) for p in parts)
    beside = [s for s in graph.program.statements if s.cell == statement.cell and s.parent == statement.parent]
    after = next((s for s in beside if s.id > statement.id), None)
    shown = after is not None and after.id in quiet and after.facts.display == "plot"
    if shown and FIGURE.search(texts) and not statement.facts.names - {"print"}:
        return True
    saving = [s for s in beside if s.id < statement.id and any(c.endswith(".savefig") for c in s.facts.calls)]
    if not saving or not plain or not SAVED.search(texts):
        return False
    names = statement.facts.names - {"print"}
    other = any("write" in s.facts.effects for s in beside)
    return (
        saving[-1].facts.display == "plot"
        and (bool(FIGURE.search(texts)) or names <= saving[-1].facts.names)
        and not other
    )


def _heads_a_look(graph: Graph, statement: Statement, quiet: Set[int]) -> bool:
    """`print("First rows:")` right before `df.head()`, which goes: a heading over nothing."""
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(text))], keywords=[])):
            pass
        case _:
            return False
    beside = [s for s in graph.program.statements if s.cell == statement.cell and s.parent == statement.parent]
    after = next((s for s in beside if s.id > statement.id), None)
    if statement.facts.display != "print" or after is None or after.id not in quiet:
        return False
    if after.facts.display != "look" and not prints_rows(graph, after):
        return False
    plain = text.strip("\n =-_*#.")
    words = [word for word in plain.rstrip(":").split() if len(word) > 3]
    first = all(s.id in quiet for s in beside if s.id < statement.id)  # else it may tell what was done
    return plain.endswith(":") or (first and bool(words) and all(word[0].isupper() for word in words))


def _says(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return any(letter.isalnum() for letter in text)
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Constant(value=int())):
            return _says(left)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _says(left) or _says(right)
    return True


def _empty(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Pass, ast.Break, ast.Continue))
