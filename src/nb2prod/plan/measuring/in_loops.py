"""What a loop shows in each turn: which loop it is, the mapping for its values, and what tells its turns apart.

for name, model in models.items():       score_by_name, whose keys are what stands beside the score: `name`
    print(name, model.score(X, y))
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence, Set
from dataclasses import replace

from nb2prod.model import Measure, Program, Span, Statement
from nb2prod.nesting import expression_at, outwards, span_of
from nb2prod.plan.graph import Graph, function_of, named
from nb2prod.plan.keeping.plotted import measuring_function
from nb2prod.plan.measuring.metric_keys import LONGEST as LONGEST_KEY
from nb2prod.plan.measuring.metric_names import is_text, label, printed, shortened
from nb2prod.plan.measuring.metric_words import general
from nb2prod.plan.measuring.subjects import subject
from nb2prod.plan.names import allowed, identifier, unique
from nb2prod.plan.names import words as words_of
from nb2prod.walking import walk

ROWS = frozenset({"df", "x", "data", "frame", "dataset", "train", "test", "rows"})  # words of names of tables
SHORT = 2  # letters of a name that says nothing
LONGEST = 28  # of what a heading adds to a key
LOOPS = (ast.For, ast.AsyncFor, ast.While)


def loops_of(program: Program, statement: Statement) -> tuple[Statement, ...]:
    """The loops that a statement stands in, the outermost first, which stands at top level; of several all go through.

    () where the statement stands in none, in a function, or in a `while` among others.
    """
    if function_of(program, statement) is not None:
        return ()
    _, *above = outwards(program.statements, statement)
    found = tuple(each for each in above[::-1] if isinstance(each.node, LOOPS))
    through = len(found) == 1 or all(isinstance(loop.node, ast.For) for loop in found)
    return found if found and found[0].parent is None and through else ()


def collected(
    measure: Measure, said: str, statement: Statement, loops: Sequence[Statement], used: set[str], over: str = ""
) -> Measure:
    """With the mapping that takes its value of each turn, and what tells the turns apart: as the print says it.

    `over`: what is printed right before the loops.
    """
    nodes = [loop.node for loop in loops if isinstance(loop.node, ast.For)]
    if len(nodes) < len(loops) or "captured" in statement.facts.effects:
        return measure
    measured = {span for span, _ in statement.facts.measures} | {measure.span}
    said_here = [] if measure.silent else printed(statement)  # a call is given what is no name of a turn
    beside = [part for part in said_here if not isinstance(part, str) and span_of(part) not in measured]
    turns = [_turn(node, beside) for node in nodes]
    key: Span | None = None
    words = [
        _said(statement, node, turn) or _item(node, turn) or "fold" for node, turn in zip(nodes, turns, strict=True)
    ]
    if len(nodes) == 1:
        labels = [part for part in beside if _plain(part) and named(part) & named(nodes[0].target)]
        items = [part for part in labels if _counts(nodes[0]) and isinstance(part, ast.Subscript)]
        shown = next(iter([*items, *labels]), None)
        if shown is None and (item := _item_beside(nodes[0])):  # print(names[i]), and then print(score)
            turns, words = [ast.unparse(item)], [_told(item, nodes[0])]
        told = _told(shown, nodes[0]) if shown is not None else ""
        key = span_of(shown) if shown is not None else None
        words = words if words != turns and not items else [_given_as(nodes[0], told or turns[0]) or "fold"]
    elif not all(turns[:-1]):  # places of rows tell no turns apart
        return measure
    listed = len(turns) > 1 and not turns[-1]
    turns = turns[:-1] if listed else turns
    words = [word if word != said else "number" for word in map(identifier, words)]
    into = f"{said}_by_{'_and_'.join(words)}"
    new = "_".join(word for word in words_of(over) if word not in into.split("_") and not general(word))
    into = into if allowed(into, used) or not 0 < len(new) < LONGEST else f"{into}_{new}"
    turn = turns[0] if len(turns) == 1 else f"f'{'/'.join(f'{{{turn}}}' for turn in turns)}'"
    return replace(measure, into=unique(into, used), key=key, turn=turn, loop=loops[0].id, listed=listed)


def told_by_class(graph: Graph, loops: Sequence[Measure], others: Set[str], used: set[str]) -> list[Measure]:
    """With the class of the model that each asks, where its key says only what was measured: `accuracy_by_fold`.

    `others`: classes that are measured elsewhere; with one of all nobody asks whose it is.
    """
    statements = [graph.program.statements[measure.statement] for measure in loops]
    asked = [(s, expression_at(s.node, m.span)) for s, m in zip(statements, loops, strict=True)]
    whose = [subject(graph, s, node).kind if node is not None else "" for s, node in asked]
    found: list[Measure] = []
    for measure, kind in zip(loops, whose, strict=True):
        bare = general(measure.into.partition("_by_")[0]) and len({*others, *whose} - {""}) > 1
        told = unique(f"{kind}_{re.sub('_[0-9]+$', '', measure.into)}", used)
        found.append(replace(measure, into=told) if bare and kind and len(told) < LONGEST_KEY else measure)
        used.add(found[-1].into)
    return found


def printed_before(program: Program, loops: Sequence[Statement]) -> str:
    """The heading that is printed right before the loops."""
    before = program.statements[loops[0].id - 1] if loops and loops[0].id else None
    match before and before.cell == loops[0].cell and before.parent is None and before.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant(value=str(text))])):
            return text
    return ""


def _item(loop: ast.For, turn: str) -> str:
    """A turn by what it is: `key` of `for key, model in models.items()` stands for a model."""
    match loop.target:
        case ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=other)]) if first == turn in ("key", "k", "i", "n"):
            return other if len(other) > SHORT and other not in ("val", "value") else turn
    return turn


def _said(statement: Statement, loop: ast.For, turn: str) -> str:
    """What the print calls a turn: "Seed-{seed} | Fold-{i}"; the places of a split are folds."""
    parts = (part for part in printed(statement) if isinstance(part, ast.Name) and part.id == turn)
    said = next((label(statement, span_of(part)) for part in parts), "")
    if said in ("fold", "epoch") or (said.isalpha() and not general(said) and not said.endswith("ing")):
        return said
    match loop.iter:
        case ast.Call(func=ast.Name(id="enumerate"), args=[rows, *_]):
            return "fold" if _is_split(rows) else ""
    return ""


def _turn(loop: ast.For, beside: Sequence[ast.expr]) -> str:
    """The variable of a loop that tells its turns apart: one that is shown, else the first; "" for rows of folds."""
    targets = [node.id for node in walk(loop.target) if isinstance(node, ast.Name)]
    shown = [name for name in targets if any(isinstance(part, ast.Name) and part.id == name for part in beside)]
    return next(iter(shown), "" if _is_split(loop.iter) else targets[0])


def _item_beside(loop: ast.For) -> ast.expr | None:
    """What another print of the loop calls the turn: `names[i]`, `type(model).__name__`, which it leaves as it is."""
    bound = {n.id for n in walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    turns = named(loop.target)
    prints = (n for n in walk(loop) if isinstance(n, ast.Call) and ast.unparse(n.func) == "print")
    for part in (part for call in prints for part in walk(call)):
        match part:
            case ast.Subscript(value=ast.Name(id=held), slice=ast.Name()) if "name" in held:
                found: ast.expr | None = part
            case ast.Attribute(attr="__name__"):
                found = part
            case _:
                found = None
        if found is not None and _plain(found) and turns & named(found) and not (bound - turns) & named(found):
            return found
    return None


def _counts(loop: ast.For) -> bool:
    """Whether a loop goes through places: `X.columns[i]` says more than `i`."""
    return isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id == "range"


def _told(label: ast.expr, loop: ast.For) -> str:
    """What the turns are called by that stands beside the value: `X.columns[i]` is a column, and no i."""
    match label:
        case ast.Subscript(value=ast.Attribute(attr=said) | ast.Name(id=said)) if said not in named(loop.target):
            return said[:-1] if said.endswith("s") and not said.endswith("ss") else said
    return next((n.id for n in walk(label) if isinstance(n, ast.Name) and n.id in named(loop.target)), "")


def _given_as(loop: ast.For, name: str) -> str:
    """A variable of one or two letters by what it is given as: `KMeans(n_clusters=i)`."""
    given = (part for part in walk(loop) if isinstance(part, ast.keyword) and isinstance(part.value, ast.Name))
    keywords = {part.arg or "" for part in given if ast.unparse(part.value) == name}
    said = keywords.pop() if len(keywords) == 1 else ""
    if len(name) <= SHORT and not said and _is_column(loop, name):
        return "column"
    return said if len(name) <= SHORT < len(said) else name


def _is_column(loop: ast.For, name: str) -> bool:
    """Whether a turn is a column of the rows: `df[c]`."""
    items = [part for part in walk(loop) if isinstance(part, ast.Subscript) and ast.unparse(part.slice) == name]
    held = [{*words_of(part.value.id)} for part in items if isinstance(part.value, ast.Name)]
    return len(held) == len(items) > 0 and all(each & ROWS for each in held)


def by_functions(graph: Graph, statement: Statement, loops: Sequence[Statement]) -> list[tuple[str, ast.expr]]:
    """What functions give that measure, where the loops go through nothing but those: `metric(y, p)`, as a score.

    for name, metric in {"f1": f1_score, "accuracy": accuracy_score}.items()
    """
    calls = [n for part in printed(statement) if isinstance(part, ast.expr) for n in walk(part)]
    given = {turn for loop in loops for turn in _measuring_turns(graph, loop)}
    found = [n for n in calls if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in given]
    return [("score", call) for call in found]


def _measuring_turns(graph: Graph, loop: Statement) -> list[str]:
    match loop.node:
        case ast.For(
            target=ast.Tuple(elts=[_, ast.Name(id=turn)]), iter=ast.Call(func=ast.Attribute(attr="items", value=held))
        ):
            pass
        case ast.For(target=ast.Name(id=turn) | ast.Tuple(elts=[_, ast.Name(id=turn)]), iter=held):
            pass
        case _:
            return []
    name = held.id if isinstance(held, ast.Name) else ""
    makers = [maker for maker in graph.makers(loop, name) if name in maker.facts.binds]
    match [held] if not name else [getattr(maker.node, "value", None) for maker in makers]:
        case [ast.Dict(values=parts)] | [ast.List(elts=parts)] | [ast.Tuple(elts=parts)]:
            every = [part.elts[-1] if isinstance(part, ast.Tuple) and part.elts else part for part in parts]
            return [turn] if every and all(measuring_function(graph.program, part) for part in every) else []
    return []


def goes_through(loops: Sequence[Statement], names: Set[str]) -> bool:
    """Whether the innermost loop goes through one of the names alone: what its turns show is there already."""
    node = loops[-1].node.iter if isinstance(loops[-1].node, ast.For) else None
    while True:
        match node:
            case ast.Call(func=ast.Attribute(attr="items" | "values", value=inner), args=[]):
                node = inner
            case ast.Call(func=ast.Name(id="enumerate" | "sorted"), args=[inner, *_]):
                node = inner
            case ast.Name(id=name):
                return name in names
            case _:
                return False


def counted(loop: ast.stmt) -> set[str]:
    """What a loop goes through, or counts its turns with: `i` of `for i, rows in enumerate(parts)`."""
    match loop:
        case ast.For(target=ast.Tuple(elts=[first, *_]), iter=ast.Call(func=ast.Name(id="enumerate"))):
            return named(first)
    return {ast.unparse(getattr(loop, "target", loop))}


def telling(name: str, loops: Sequence[Statement], makers: Sequence[Statement]) -> str:
    """A name of one or two letters by what it holds: `w` of `zip(X.columns, m.coef_)`, `s = m.score(X, y)`.

    So is `score` of `zip(models, recalls)`.
    """
    made = [maker.node.value for maker in makers if isinstance(maker.node, ast.Assign)]
    held = [*made]
    match loops[-1].node:
        case ast.For(target=ast.Tuple(elts=targets), iter=ast.Call(func=ast.Name(id="zip"), args=args)):
            held += [arg for one, arg in zip(targets, args, strict=False) if ast.unparse(one) == name]
        case ast.For(
            target=ast.Tuple(elts=[_, ast.Name(id=value)]),
            iter=ast.Call(func=ast.Attribute(attr="items", value=ast.Attribute() | ast.Name() as mapping)),
        ) if value == name:
            held.append(mapping)
    vague = len(name) <= SHORT or name in ("value", "val") or (not made and name in ("score", "result"))
    if not vague or len(held) != 1:
        return name
    node = held[0]
    while isinstance(node, ast.Subscript):
        node = node.value
    end = node.func if isinstance(node, ast.Call) else node
    said = end.attr if isinstance(end, ast.Attribute) else end.id if isinstance(end, ast.Name) else ""
    return shortened(said).strip("_") or name


def _is_split(node: ast.expr) -> bool:
    """`for train, test in folds.split(X, y)`: each turn has its rows, and no name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split"


def _plain(node: ast.expr) -> bool:
    """Whether it may be evaluated once more: names, attributes, items of them, `type(model).__name__`."""
    allowed_ = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
    calls = [n for n in walk(node) if isinstance(n, ast.Call)]
    types = all(isinstance(c.func, ast.Name) and c.func.id == "type" and len(c.args) == 1 for c in calls)
    return types and all(isinstance(n, (*allowed_, ast.Call)) for n in walk(node))


def prepares_print(program: Program, statement: Statement) -> bool:
    """`msg = "%s: %f" % (name, score)`, which the same block prints: as if the print had put it together."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if is_text(value):
            later = (s for s in program.statements[statement.id + 1 :] if s.parent == statement.parent)
            told = (s for s in later if s.cell == statement.cell and name in s.facts.names)
            return any(s.facts.display == "print" for s in told)
    return False


def names_shown(statement: Statement, metrics: frozenset[str]) -> list[tuple[str, Span]]:
    """Names of metrics that a print shows, rounded perhaps: `print(alpha, round(score, 4))`."""
    shown = [unrounded(part) for part in printed(statement) if not isinstance(part, str)]
    return [(part.id, span_of(part)) for part in shown if isinstance(part, ast.Name) and part.id in metrics]


def unrounded(node: ast.expr) -> ast.expr:
    """What is rounded: `round(x, 2)`, `x.round(2)`."""
    match node:
        case ast.Call(func=ast.Name(id="round") | ast.Attribute(ast.Name(id="np" | "numpy"), "round"), args=[of, *_]):
            return of
        case ast.Call(func=ast.Attribute(of, "round")):
            return of
    return node


def kept_by_itself(statement: Statement, span: Span, metrics: frozenset[str]) -> bool:
    """`print(name, scores[name])` in a loop that fills `scores`: that mapping is a metric of its own."""
    item = expression_at(statement.node, span)
    return isinstance(item, ast.Subscript) and isinstance(item.value, ast.Name) and item.value.id in metrics
