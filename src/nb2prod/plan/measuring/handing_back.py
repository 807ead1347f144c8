"""Functions of the notebook that print what they measure: in the project they put it where their caller says, too.

def evaluate(model, X, y):                    def evaluate(model, X, y, measured):
    p = model.predict(X)                          p = model.predict(X)
    print("MAE", mean_absolute_error(y, p))       mae = mean_absolute_error(y, p)
    return p                                      measured["mae"] = mae
                                                  logger.info("MAE %s", mae)
                                                  return p
p = evaluate(forest, X, y)                    forest_evaluation = {}
                                              p = evaluate(forest, X, y, measured=forest_evaluation)

Only where every use is a plain call; what it gives, prints and changes stays the same.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from nb2prod.model import Measure, Program, Span, Statement
from nb2prod.nesting import expression_at, outwards, span_of
from nb2prod.plan.graph import function_of, given_to
from nb2prod.plan.measuring.forms import REPORT, SUMMARIES, by_name
from nb2prod.plan.measuring.in_loops import LOOPS
from nb2prod.plan.measuring.metric_names import label, named, printed, share_of
from nb2prod.plan.measuring.said import called, several_called
from nb2prod.plan.names import allowed, identifier, unique, words
from nb2prod.walking import values_given, walk

RECORDER = "measured"
SAYING = frozenset(
    """
    evaluate eval evaluation train fit test run predict print show report score scores get calculate compute model
    models my metrics metric performance results result and the a of do make validate classifier regressor classify
    """.split()
)
NUMBERED = frozenset({"range", "arange", "linspace", "logspace", "geomspace"})
LATER = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SMALL = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return)


@dataclass(frozen=True)
class HandingBack:
    """One such function: the argument that takes what it measures, what it puts there, and who calls it."""

    function: Statement
    argument: str
    inside: tuple[Measure, ...]
    calls: tuple[Statement, ...]
    passing: tuple[tuple[int, str, str], ...]  # calls of others in it, whom, and the key of what they are handed
    gives: bool  # whether it returns a measure besides

    @property
    def name(self) -> str:
        """The function's."""
        assert isinstance(self.function.node, ast.FunctionDef)
        return self.function.node.name


def handing_back(program: Program, kept: Collection[int]) -> list[HandingBack]:
    """All of them among the statements that stay."""
    names = {name for s in program.statements for name in (*s.facts.names, *s.facts.binds, *given_to(s.node))}
    argument = unique(RECORDER, names)
    functions = [s for s in program.statements if s.id in kept and s.parent is None and _is_plain(s.node)]
    found = [each for f in functions if (each := _of(program, f, kept, argument)) is not None]
    for _ in [*found]:  # who calls one that hands on what others measure, hands it on
        before, found = found, [replace(each, passing=_passing(program, each, found)) for each in found]
        if found == before:
            break
    return [each for each in found if each.inside or each.passing]


def _is_plain(node: ast.stmt) -> bool:
    plain = isinstance(node, ast.FunctionDef) and not node.decorator_list
    return plain and not any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in walk(node))


def _of(program: Program, function: Statement, kept: Collection[int], argument: str) -> HandingBack | None:
    assert isinstance(function.node, ast.FunctionDef)
    name = function.node.name
    late = {s.id for s in program.statements if s.parent is not None or not isinstance(s.node, ast.FunctionDef)}
    users = [s for s in program.statements if name in s.facts.names or (s.id in late and name in s.facts.late)]
    binders = [
        s for s in program.statements if name in s.facts.binds | s.facts.deletes | s.facts.outer | given_to(s.node)
    ]
    if not users or binders != [function] or not all(s.id in kept and _only_calls(s, name) for s in users):
        return None
    whole = [s for s in program.statements if function_of(program, s) == function.id]
    inner = [s for s in whole if s.id in kept]
    parameters = given_to(function.node)
    bound = parameters.union(*(s.facts.binds for s in inner if isinstance(s.node, ast.Assign)))
    returns = [s for s in inner if isinstance(s.node, ast.Return)]
    given = {n.id for s in returns for n in walk(s.node) if isinstance(n, ast.Name)}  # its caller has them
    taken = {node.id for node in walk(function.node) if isinstance(node, ast.Name)} | bound
    inside: dict[str, Measure] = {}
    for statement in inner:
        if (drawn := _only_drawn(statement, inner, whole)) is not None and drawn.id not in given:
            inside[drawn.id] = Measure(
                statement.id, span_of(drawn), drawn.id, argument, turn=repr(drawn.id), text=drawn.id
            )
        turns = [_turn(each.node) for each in outwards(program.statements, statement) if isinstance(each.node, LOOPS)]
        reports = REPORT in statement.facts.calls and isinstance(statement.node, ast.Assign)
        if not (reports or statement.facts.display == "print") or len(turns) > 1 or not all(turns):
            continue
        for key, local, span, text in _shown(statement, bound, parameters, taken):
            if key not in inside and local not in given:
                taken.add(local)
                turn = f"f'{key}_{{{turns[0]}}}'" if turns else repr(key)
                inside[key] = Measure(statement.id, span, local, argument, turn=turn, text=text, silent=True)
    gives = any(s.facts.measures for s in returns)
    return HandingBack(function, argument, tuple(inside.values()), tuple(users), (), gives)


def _only_drawn(statement: Statement, inner: Sequence[Statement], whole: Sequence[Statement]) -> ast.Name | None:
    """The measure that it binds and that only what is gone of the `whole` function read: `cm` of a heat map."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name) as bound]) if name in statement.facts.metrics:
            others = [s.facts.names | s.facts.late | s.facts.binds for s in inner if s is not statement]
            plain = statement.body == "function" and dict(statement.facts.types).get(name) != "str"
            drawn = any(name in s.facts.names for s in whole)
            return bound if plain and drawn and not any(name in each for each in others) else None
    return None


def _turn(loop: ast.AST) -> str:
    """The variable that tells the turns of a loop apart: `name` of `for name, model in models.items()`."""
    match loop:
        case ast.For(
            target=ast.Tuple(elts=[ast.Name(id=first), *_]),
            iter=ast.Call(func=ast.Attribute(attr="items") | ast.Name(id="enumerate")),
        ):
            return first
        case ast.For(
            target=ast.Name(id=count), iter=ast.Call(func=ast.Name(id=through) | ast.Attribute(attr=through))
        ) if through in NUMBERED:
            return count
        case ast.For(target=ast.Name(id=count), iter=ast.List(elts=parts) | ast.Tuple(elts=parts)):
            return count if all(isinstance(part, ast.Constant) for part in parts) else ""
    return ""


def _shown(
    statement: Statement, bound: Collection[str], parameters: Collection[str], taken: Collection[str]
) -> Iterator[tuple[str, str, Span, str]]:
    """What a print of the function measures: key, local name, place, and an expression for it where it is a text."""
    for part in printed(statement):
        name = "" if isinstance(part, str) else part.id if isinstance(part, ast.Name) else percent_of(part)
        if (
            name in bound
            and name not in parameters
            and not isinstance(part, str)
            and called(label(statement, span_of(part)))
        ):
            yield name, name, span_of(part), ""  # print("F1", f1), print("Accuracy:", 100 * share)
        inner = share_of(part) or part if isinstance(part, ast.expr) else None
        if inner is not None and (key := _sums_up(inner, bound)) and allowed(key, taken):
            yield key, key, span_of(inner), ""
    if (found := by_name(statement)) is not None:
        yield found[2], unique("report", taken), span_of(found[0]), found[1]
    for span, made in statement.facts.measures:
        name = made[5:] if made.startswith("name:") else percent_of(expression_at(statement.node, span))
        if name in bound:  # the number itself, not as it is shown
            yield name, name, span, ""
        elif not made.startswith("name:") and (key := named(statement, span, made)):
            key = key if allowed(key, taken) else f"{key}_value"  # that is another value of the function
            if allowed(key, taken):
                yield key, key, span, ""


def _sums_up(node: ast.expr, bound: Collection[str]) -> str:
    """The key of `np.mean(fold_scores)`, `fold_scores.std()`: one number of a list that says that it holds measures."""
    match node:
        case ast.Call(func=ast.Attribute(attr=done, value=held), args=[], keywords=[]):
            of = ast.unparse(held)
        case ast.Call(func=ast.Attribute(attr=done) | ast.Name(id=done), args=[ast.Name(id=of)], keywords=[]):
            pass
        case _:
            return ""
    says = of in bound and several_called(of)
    return f"{done}_{of}" if done in SUMMARIES and says else ""


def _passing(program: Program, one: HandingBack, every: Sequence[HandingBack]) -> tuple[tuple[int, str, str], ...]:
    """The calls of others in it, each with its key among what it measures; "" for the only one, of other measures."""
    others = [(s, other) for other in every for s in other.calls if other.inside or other.passing]
    mine = [(s, other) for s, other in others if function_of(program, s) == one.function.id and other.name != one.name]
    around = [[each.node for each in outwards(program.statements, s) if isinstance(each.node, LOOPS)] for s, _ in mine]
    keys = _keys(replace(one, passing=()), every)
    if len(mine) == 1 and not around[0] and not keys & _keys(mine[0][1], every, {one.name}):
        return ((mine[0][0].id, mine[0][1].name, ""),)
    found: list[tuple[int, str, str]] = []
    for (statement, other), loops in sorted(zip(mine, around, strict=True), key=lambda pair: pair[0][0].id):
        turns = [_turn(loop) for loop in loops]
        if all(turns):
            told = _told_apart(statement, [s for s, each in mine if each is other], other.name)
            ends = "".join(f"_{{{turn}}}" for turn in turns)
            used = keys.union(key for _, _, key in found)
            alike = {key.removesuffix(ends) for key in used if key.endswith(ends)}
            found.append((statement.id, other.name, unique(told, alike) + ends))
    return tuple(found)


def _keys(one: HandingBack, every: Sequence[HandingBack], seen: Set[str] = frozenset()) -> set[str]:
    """What it puts into its mapping, and what those do that it hands the very same one."""
    found = {measure.turn.removeprefix("f")[1:-1] for measure in one.inside}
    same = {name for _, name, key in one.passing if not key} - seen
    deeper = (_keys(each, every, {*seen, one.name}) for each in every if each.name in same)
    return found.union((key for _, _, key in one.passing if key), *deeper)


def _told_apart(statement: Statement, calls: Sequence[Statement], function: str) -> str:
    """A call by its function; where there are more, by what none of the others is given: `rate_y_train`."""
    given = [_names_given(each, function) for each in calls]
    mine = _names_given(statement, function)
    new = [name for name in mine if len(calls) > 1 and sum(name in each for each in given) == 1]
    return identifier("_".join([*words(function), *new[:1]]), function)


def _names_given(statement: Statement, function: str) -> list[str]:
    calls = [n for n in walk(statement.node) if isinstance(n, ast.Call) and ast.unparse(n.func) == function]
    return [n.id for call in calls for arg in values_given(call) for n in walk(arg) if isinstance(n, ast.Name)]


def called_here(statement: Statement, every: Sequence[HandingBack]) -> tuple[HandingBack, ast.Call] | tuple[None, None]:
    """The one of them that a statement calls, and the call."""
    mine = [each for each in every if statement in each.calls]
    calls = (n for n in walk(statement.node) if isinstance(n, ast.Call) and mine)
    found = [(each, call) for call in calls for each in mine if ast.unparse(call.func) == each.name]
    return found[0] if len(found) == 1 else (None, None)


def works_on(function: str) -> str:
    """What the name of a function speaks of besides measuring: `tree` of `fit_and_evaluate_tree`."""
    return "_".join(word for word in words(function) if word not in SAYING)


def percent_of(node: ast.expr | None) -> str:
    """The variable of which it is a hundred times the value, or the value in another form."""
    match node:
        case ast.Call(func=ast.Name(id="float" | "int" | "round"), args=[ast.Name(id=name), *_]):
            return name
    share = share_of(node)
    return share.id if isinstance(share, ast.Name) else ""


def _only_calls(statement: Statement, name: str) -> bool:
    """`evaluate(forest, X)`, `p = evaluate(forest, X)`: the function is named once, and called."""
    parts = [*walk(statement.node)]
    named_here = [part for part in parts if isinstance(part, ast.Name) and part.id == name]
    calls = [part for part in parts if isinstance(part, ast.Call) and part.func in named_here]
    plain = isinstance(statement.node, SMALL) and not any(isinstance(part, LATER) for part in parts)
    return plain and len(calls) == len(named_here) == 1
