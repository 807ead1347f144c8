"""The facts of one statement, from what its evaluation saw and from the names that it writes.

n = len(items)      reads items, binds n, calls builtins.len
print(n)            reads n, display "print"
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.analyse.display import measured, shown
from nb2prod.analyse.environment import OPTIONS, Value
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.figures import saves
from nb2prod.analyse.roles import in_order, roles_of
from nb2prod.analyse.scope import Names, header, names_of
from nb2prod.analyse.tables import shown_tables
from nb2prod.knowledge.figures import writes_graph
from nb2prod.model import STYLES, Facts, Span
from nb2prod.nesting import span_of
from nb2prod.replacing import replace
from nb2prod.walking import walk

TEXTS = {  # calls that make a text of a frame or an array
    "str", "repr", "format", "to_string", "to_html", "to_markdown", "array2string", "array_str", "array_repr",
    "get_option",
}  # fmt: skip
STYLED = frozenset({"color_palette", "axes_style", "plotting_context", "get_cmap"})  # what they give is set elsewhere
TABULAR = ("pandas.", "numpy.", "sklearn.")
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
VALUES = (ast.Call, ast.Attribute, ast.Subscript, ast.BinOp, ast.Name)
CAPTURES = ("redirect_stdout", "redirect_stderr", "capture_output")


def facts_of(
    node: ast.stmt, names: Names, value: Value, evaluator: Evaluator, reads: frozenset[str], changed: frozenset[str]
) -> Facts:
    """What one walk over the statement found; `reads` and `changed` go through whatever `names` reach."""
    seen = evaluator.seen
    if isinstance(node, ast.Expr):
        evaluator.known[node.value] = value
    display = shown(node, value, evaluator)
    said = roles_of(node, value, evaluator, display)
    return Facts(
        names=names.reads | names.deletes,
        reads=reads,
        binds=names.binds,
        outer=frozenset(seen.outer),
        deletes=names.deletes,
        mutates=changed,
        late=names.late,
        calls=tuple(dict.fromkeys(seen.calls)),
        effects=frozenset(seen.effects),
        draws=frozenset(seen.draws),
        drawing=() if seen.drawing_inside else tuple(dict.fromkeys(span_of(part) for part in seen.drawing)),
        seeds=frozenset(seen.seeds),
        display=display,
        pictures=saves(seen) or writes_graph(seen.calls),
        roles=tuple(role for role, _ in said),
        evidence=tuple(because for _, because in said),
        measures=tuple(dict.fromkeys((span_of(part), name) for part, name in measured(node, evaluator))),
        tables=tuple(dict.fromkeys((span_of(part), told) for part, told in shown_tables(node, evaluator))),
        values=tuple(sorted(_typed(node, evaluator))),
    )


def both(a: Facts, b: Facts) -> Facts:
    """What holds of a statement that was walked twice."""
    said = in_order([*zip(b.roles, b.evidence, strict=True), *zip(a.roles, a.evidence, strict=True)])
    return replace(
        b,
        reads=a.reads | b.reads,
        outer=a.outer | b.outer,
        mutates=a.mutates | b.mutates,
        calls=tuple(dict.fromkeys((*a.calls, *b.calls))),
        effects=a.effects | b.effects,
        draws=a.draws | b.draws,
        drawing=tuple(dict.fromkeys((*a.drawing, *b.drawing))),
        seeds=a.seeds | b.seeds,
        pictures=a.pictures or b.pictures,
        display=a.display if a.display == b.display else "",
        roles=tuple(role for role, _ in said),
        evidence=tuple(because for _, because in said),
        measures=tuple(dict.fromkeys((*a.measures, *b.measures))),
        tables=tuple(sorted({*a.tables} & {*b.tables})),
        values=tuple(sorted({*a.values} & {*b.values})),
    )


def settings_read(node: ast.stmt, evaluator: Evaluator) -> frozenset[str]:
    """OPTIONS and STYLES, where the statement's value depends on them and somebody has set them."""
    options = OPTIONS in evaluator.env.definers and says(node, evaluator)
    styles = STYLES in evaluator.env.definers and (asks_style(node, evaluator) or saves(evaluator.seen))
    return frozenset([OPTIONS] * options + [STYLES] * styles)


def settings_written(node: ast.stmt, facts: Facts, evaluator: Evaluator) -> list[str]:
    """OPTIONS and STYLES, where they are other than before from here on."""
    own = {OPTIONS: sets_option(node, facts, evaluator), STYLES: sets_style(facts)}
    return sorted(evaluator.seen.settings | {name for name, sets in own.items() if sets})


def settings_of(facts: Facts) -> frozenset[str]:
    """OPTIONS and STYLES, where a statement that only sets options leaves them other than before."""
    if facts.display != "option":
        return frozenset()
    return frozenset({OPTIONS, STYLES} if not facts.calls else {STYLES} if sets_style(facts) else {OPTIONS})


def says(node: ast.stmt, evaluator: Evaluator) -> bool:
    """Whether a text is made of a value, or an option's own value is read: `pd.options.display.width`."""
    calls = {call.rpartition(".")[2] for call in evaluator.seen.calls}
    if not isinstance(node, (ast.Expr, *SCOPES)) and any(map(_is_option, _own(node))):
        return True
    return bool(calls & TEXTS) and not (isinstance(node, ast.Expr) and "builtins.print" in evaluator.seen.calls)


def asks_style(node: ast.stmt, evaluator: Evaluator) -> bool:
    """Whether it reads how plots look: `plt.rcParams["font.size"]`, the palette in use."""
    if isinstance(node, (ast.Expr, *SCOPES)):
        return False
    calls = {call.rpartition(".")[2] for call in evaluator.seen.calls}
    return bool(calls & STYLED) or any(map(_is_style, _own(node)))


def _own(node: ast.stmt) -> Iterator[ast.AST]:
    """The parts of its own part."""
    return (part for own in header(node) for part in walk(own))


def _is_option(part: ast.AST) -> bool:
    """`pd.options.display.width`, which is a part of it."""
    return isinstance(part, ast.Attribute) and isinstance(part.value, ast.Attribute) and part.value.attr == "options"


def _is_style(part: ast.AST) -> bool:
    """`plt.rcParams`, `from matplotlib import rcParams`."""
    match part:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return "rcParams" in name
    return False


def sets_option(node: ast.stmt, facts: Facts, evaluator: Evaluator) -> bool:
    """Whether a display option is other than before from here on."""
    if isinstance(node, ast.With):
        return any(evaluator.value(item.context_expr).kind == "option" for item in node.items)
    if facts.display != "option":
        return False
    plain = not facts.calls and not any(map(_is_style, walk(node)))  # pd.options.display.width = 9
    return plain or any(call.startswith(TABULAR) for call in facts.calls)  # what plots look like is in no text


def sets_style(facts: Facts) -> bool:
    """Whether plots look other than before from here on."""
    return facts.display == "option" and not any(call.startswith(TABULAR) for call in facts.calls)


def captures(node: ast.With | ast.AsyncWith) -> bool:
    """Whether what is printed in its body becomes a value."""
    calls = [item.context_expr.func for item in node.items if isinstance(item.context_expr, ast.Call)]
    return any(ast.unparse(call).rpartition(".")[2] in CAPTURES for call in calls)


def inner_names(node: ast.stmt) -> frozenset[str]:
    """Names that only comprehensions inside `node` bind: the evaluator reads them, the notebook does not."""
    inside = frozenset(
        name
        for part in header(node)
        for inner in walk(part)
        if isinstance(inner, ast.comprehension)
        for name in names_of(inner.target).binds
    )
    return inside - names_of(*header(node)).reads


def _typed(node: ast.stmt, evaluator: Evaluator) -> set[tuple[Span, str]]:
    """The types of what stands in it, as far as they are known."""
    inside = [part for own in header(node) for part in walk(own) if part in evaluator.seen.types]
    return {(span_of(p), evaluator.seen.types[p]) for p in inside if isinstance(p, VALUES)}
