"""Measures that a print calls by their name, however they were worked out.

print("Final RMSE: %.4f" % best)          best is an rmse
print("Accuracy: %f" % (np.mean(p == y) * 100))
print("train:", rmse(y, p))               a function of the notebook whose name says that
print("Error:", problem)                  in a handler: what went wrong
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from nb2prod.model import Span, Statement
from nb2prod.nesting import span_of, within
from nb2prod.plan.graph import Graph
from nb2prod.plan.measuring.forms import SUMMARIES, column_of, is_number
from nb2prod.plan.measuring.metric_keys import ASIDE
from nb2prod.plan.measuring.metric_names import (
    SHORT,
    SHORTER,
    VAGUE_MEASURES,
    in_percent,
    label,
    labelled,
    measure_said,
    printed,
    shortened,
    shown_as_number,
)
from nb2prod.plan.measuring.metric_words import MEASURES, general
from nb2prod.plan.measuring.subjects import PARTS
from nb2prod.plan.names import identifier, words
from nb2prod.walking import last_of, walk

JOINED = re.compile(r"^(?:best|max|min|mean|avg|test|train|val|cv)")  # bestscore
TEXTS = frozenset({"str", "None", "function"})
QUALIFYING = frozenset("normalized weighted adjusted max min best mean average median std relative ratio".split())
LONG = frozenset({"cv_results_", "labels_", "embedding_", "resid", "fittedvalues"})  # of all candidates, of all rows
ROWS = frozenset({"x", "y", "df", "data", "target", *PARTS})
ANSWERED = frozenset({"pred", "preds", "prediction", "predictions", "predicted"})  # of all that a model says
SHOWN = (ast.Name, ast.BinOp, ast.Call, ast.Subscript)
TELLING = frozenset(
    {"len", "type", "str", "format", "join", "strftime", "upper", "title", "input", "idxmax", "idxmin"}
)  # no measures


def called_measures(
    statement: Statement, known: Collection[Span], own: Collection[str]
) -> Iterator[tuple[str, ast.expr]]:
    """What a print at top level calls a measure, with what it calls it; `known`: places that are measures already.

    A variable that a cell ends with is called by its own name; `own`: functions of the notebook.
    """
    facts = statement.facts
    match statement.node:
        case ast.Expr(value=ast.Name(id=name) as shown) if facts.display == "report" and not known:
            if statement.parent is None and (called(name) or name.startswith("n_clusters")) and not facts.tables:
                yield name, shown
        case ast.Expr(value=ast.Tuple(elts=parts)) if not known and statement.parent is None:  # mae, mse
            yield from ((part.id, part) for part in parts if isinstance(part, ast.Name) and called(part.id))
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="mean", value=ast.Compare() as both), args=[]) as shown):
            sides = [column_of(side) for side in (both.left, *both.comparators)]
            if isinstance(both.ops[0], ast.Eq) and all(sides) and statement.parent is None:  # (df.is == df.said).mean()
                yield identifier(f"share of {' equal to '.join(sides)}", ""), shown
        case ast.Expr(value=ast.Attribute(attr=attr, value=ast.Name(id=name)) as shown) if not known:
            plain = statement.parent is None and not facts.tables and attr not in LONG
            if facts.display == "report" and plain:
                yield identifier(f"{name} {attr}", attr), shown  # matrix.Kappa, of a library that nobody knows
    if statement.parent is not None or not only_prints(statement):
        return
    for part in printed(statement):
        if isinstance(part, str) or not isinstance(part, (*SHOWN, ast.Attribute)):
            continue
        if last_of(part) == "evals_result":  # of boosting: each measure, round by round
            yield "evals_result", part
        told = part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute) else ""
        if len(told) > 2 and told.isupper() and not called(told.lower()) and told.lower() not in SHORTER:
            continue  # RED of print(f"Accuracy: {RED}{share}")
        name = label(statement, span_of(part)) or told
        name = name if called(name) else measure_said(statement, span_of(part), name) or _rated(part, name, own)
        numbers = is_number(part) or shown_as_number(statement, span_of(part))
        named = labelled(statement, span_of(part)) if numbers and not called(name) else ""
        name = named or name
        if (
            (called(name) or _was_found(part) or named)
            and (numbers or not _told(part))
            and not _looks_at_rows(part)
            and not any(within(span, span_of(part)) for span in known)
        ):
            yield in_percent(name, part), part


def only_prints(statement: Statement) -> bool:
    """Whether it prints, and does nothing else that anybody sees; it may look at the clock."""
    facts = statement.facts
    prints = facts.display == "print" or (facts.display in ("", "look") and "builtins.print" in facts.calls)
    return prints and (
        not facts.draws | (facts.effects - {"read", "print", "environment"}) or _only_measures(statement)
    )


def _only_measures(statement: Statement) -> bool:
    """`print("BIC:", gm.bic(X), "AIC:", gm.aic(X), X.shape)`: all calls in it measure, whatever else they do.

    They are taken out of the print: nothing else that acts may be evaluated before them.
    """
    parts = [part for part in printed(statement) if isinstance(part, ast.expr)]
    calls = [
        (part, n) for part in parts for n in walk(part) if isinstance(n, ast.Call) and ast.unparse(n.func) != "len"
    ]
    known = {span for span, _ in statement.facts.measures}
    measured = [span_of(p) in known or _measures(p, label(statement, span_of(p))) for p, _ in calls]
    said = isinstance(statement.node, ast.Expr) and "builtins.print" in statement.facts.calls
    return said and bool(calls) and all(measured)


def _measures(part: ast.expr, said: str) -> bool:
    """Whether a call works out the measure that a print calls so: `euros(total_cost)` only writes `total_cost` down."""
    match part:
        case ast.Call(func=ast.Name(), args=[ast.Name(id=given)], keywords=[]) if called(given):
            return False
    return isinstance(part, ast.Call) and called(said)


def shows_all_the_same(statement: Statement, own: Collection[str], last: bool) -> bool:
    """Whether a cell ends with a measure that nobody knows everything of."""
    acts = not statement.facts.display and "write" not in statement.facts.effects
    spans = {span for span, made in statement.facts.measures if acts or made in own}
    return last and isinstance(statement.node, ast.Expr) and span_of(statement.node.value) in spans


def said_of(graph: Graph, made: int, name: str) -> str:
    """What measure a print calls a variable whose name tells none: `print("The RMSE is", e)`."""
    if is_turn(graph, [graph.program.statements[made]]):
        return ""
    for reader, read in graph.outgoing.get(made, ()):
        statement = graph.program.statements[reader]
        if read == name and statement.facts.display == "print" and statement.parent is None:
            for part in printed(statement):
                if not isinstance(part, ast.Name) or part.id != name:
                    continue
                whole = label(statement, span_of(part))  # "Baseline MAE ="
                if said := measure_said(statement, span_of(part), name):
                    return whole if {*whole.split("_")} <= ASIDE | QUALIFYING | {said, *PARTS} else said
                numbered = re.fullmatch(r"[a-z]+\d+", name) or any(
                    f"{name}1" in s.facts.binds for s in graph.program.statements
                )
                if numbered and not {*words(name)} & MEASURES and not general(whole):  # miss, miss1: which one?
                    return whole
    return ""


def is_turn(graph: Graph, makers: Sequence[Statement]) -> bool:
    """Whether one of them keeps what a loop goes through, and measures nothing: `best_depth = depth`."""
    values = [(maker, getattr(maker.node, "value", None)) for maker in makers]
    copies = [(maker, value.id) for maker, value in values if isinstance(value, ast.Name)]
    return any(isinstance(each.node, ast.For) for maker, name in copies for each in graph.makers(maker, name))


def said_in_turn(statement: Statement, span: Span, name: str, makers: Sequence[Statement]) -> str:
    """What a variable is that a loop shows: as the print says, and as it was worked out where both say only `score`."""
    said, own = labelled(statement, span), {*name.lower().split("_")}
    tells = (called(said) or shown_as_number(statement, span)) and said
    name = said if tells and (own <= {*said.split("_")} or not own & (MEASURES | SHORTER) - VAGUE_MEASURES) else name
    match [maker.node for maker in makers]:
        case [ast.Assign(value=ast.Call(func=ast.Name(id=made) | ast.Attribute(attr=made))), *others] if (
            made in SHORT and all(isinstance(o, ast.Assign) and last_of(o.value) == made for o in others)
        ):
            head, _, last = name.rpartition("_")
            new = last in VAGUE_MEASURES and not name.endswith(SHORT[made])
            return f"{head}_{SHORT[made]}".strip("_") if new else name
    return name


def _was_found(node: ast.expr) -> bool:
    """`print("best k:", best_k)`: what a search over some values came to; how many clusters there are."""
    return isinstance(node, ast.Name) and node.id.startswith(("best_", "n_clusters", "n_noise"))


def called(name: str) -> bool:
    """Whether a name says that something is a measure: `test_rmse`, `maxscore`, and no `best_model_by_rmse`."""
    whole = name.partition("_by_")[0]
    said = {*whole.lower().split("_"), *words(whole)}
    said |= {part for word in said if (part := JOINED.sub("", word)) != word}
    return bool(MEASURES & said) or said >= {"r", "2"} or said >= {"c", "index"}


def several_called(name: str) -> bool:
    """Whether a name says that it holds measures: `scores`, `loss`."""
    return called(name) or called(name.removesuffix("s"))


def rated(statement: Statement, own: Collection[str]) -> Iterator[tuple[str, ast.expr]]:
    """What a print shows that functions of the notebook measure, with their words."""
    for part in printed(statement) if statement.facts.display == "print" else ():
        if isinstance(part, ast.expr) and (name := _rated(part, "", own)):
            yield name, part


def _rated(node: ast.expr, said: str, own: Collection[str]) -> str:
    """What a function of the notebook measures, by its name and what the print says: `train_rmse`."""
    match node:
        case ast.Call(func=ast.Name(id=function)) if function in own and called(short := shortened(function)):
            return f"{said}_{short}".strip("_")
    return ""


def _looks_at_rows(node: ast.expr) -> bool:
    """`np.max(y_train)`, `y.mean()`, `X.nnz / X.shape[0]`: a look at the data, and no measure."""
    done = {last_of(part) for part in walk(node) if isinstance(part, ast.Call)}
    rows = [part.id for part in walk(node) if isinstance(part, ast.Name) and part.id not in ("np", "len")]
    worked = isinstance(node, ast.BinOp | ast.Call | ast.Subscript) and done <= SUMMARIES | {"len"}
    answers = isinstance(node, ast.Call) and len(rows) == 1 and bool({*words(rows[0])} & ANSWERED)  # np.sum(prediction)
    return worked and bool(rows) and (answers or all({*words(name)} <= ROWS for name in rows))


def _told(node: ast.expr) -> bool:
    """Whether a text is made, or something counted; `model.metrics_names[1]` is what a number is called."""
    calls = [part.func for part in walk(node) if isinstance(part, ast.Call)]
    if any(isinstance(part, ast.Attribute) and part.attr.endswith(("names", "name")) for part in walk(node)):
        return True
    return any((c.attr if isinstance(c, ast.Attribute) else getattr(c, "id", "")) in TELLING for c in calls)
