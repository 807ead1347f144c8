"""Which statements only show something: plots, looks at data, prints, display options.

df.head()                 look         model.score(X, y)     report: it measures a model
ax.set_title("x")         plot         print(total)          print
df.pop("y")               none of them: it changes df, though nobody uses its value
"""

from __future__ import annotations

import ast
from collections.abc import Set
from typing import Literal

from nb2prod import knowledge
from nb2prod.analyse.drawing import draws_on
from nb2prod.analyse.environment import Value
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.formulas import made_of
from nb2prod.analyse.lazy import lazy
from nb2prod.analyse.measuring import FITS
from nb2prod.analyse.observed import Observed
from nb2prod.analyse.scope import bound_in_passing
from nb2prod.analyse.views import MATRICES
from nb2prod.knowledge.figures import writes_graph
from nb2prod.walking import last_of, walk

TABLES = ("pandas.DataFrame", "pandas.Series", "dict", "list")
STATISTICS = frozenset({"mean", "median", "std", "var", "sum", "skew", "kurt", "corr", "quantile"})
MISSING = frozenset({"isnull", "isna", "notnull", "notna", "duplicated", "eq", "ne"})
FORM_ONLY = frozenset({"pandas.Index", "generator", "None", "function", "method"})
COUNTED = frozenset({"value_counts", "corr"})  # looks at data, answers about predictions
DISPLAY = "IPython.display.display"
PRETTY = {"pprint.pprint", "pprint.pp"}
Shown = Literal["", "plot", "look", "print", "option", "report"]


def shown(node: ast.stmt, value: Value, evaluator: Evaluator) -> Shown:
    """How the statement shows something, where showing is all it does."""
    seen = evaluator.seen
    acts = bool(seen.effects - {"read"})
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print")) as call) if "builtins.print" in seen.calls:
            return _printed(call, evaluator)
        case ast.Expr(value=ast.Call() as call) if PRETTY & set(seen.calls[-1:]):
            return _printed(call, evaluator)
        case ast.Expr(value=ast.Call(args=args) as call) if _displays(call, seen) and not _changed(evaluator):
            values = [(part, again(part, evaluator)) for part in args]
            told = any(v.metric or v.result or v.text or _of_a_model(part, v) for part, v in values)
            return "report" if told and not acts else "look"
        case ast.Expr(value=ast.Constant()):
            return "look"
        case ast.Expr(value=ast.Tuple(elts=parts)) if _all_printed(parts, seen):  # print(low), print(high)
            kinds = {_printed(part, evaluator) for part in parts if isinstance(part, ast.Call)}
            return "" if "" in kinds else "print" if "print" in kinds else "look"
        case ast.Expr():
            besides = seen.advanced | _gone_through(node.value, value, evaluator)
            acts = (
                bool(seen.effects - {"read", "seed"}) if "plot" in seen.roles else acts
            )  # who draws later asks for it
            changed = _changed(evaluator, besides) and not writes_graph(seen.calls)
            acts_too = acts or bool(changed or seen.outer or bound_in_passing(node))
            return _bare(node.value, value, evaluator) if not acts_too else ""
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target]):
            return _stored(target, evaluator)
        case ast.Assign() if not acts and (not seen.mutated or writes_graph(seen.calls)) and _drawn(value):
            return "plot"
        case ast.With(items=items) if not acts:
            contexts = [evaluator.value(item.context_expr) for item in items]
            if all(c.kind in {"plot", "option"} or draws_on(c.type, ()) for c in contexts):
                return "plot"
    return ""


def _all_printed(parts: list[ast.expr], seen: Observed) -> bool:
    prints = (isinstance(part, ast.Call) and getattr(part.func, "id", "") == "print" for part in parts)
    return bool(parts) and all(prints) and "builtins.print" in seen.calls


def _displays(call: ast.Call, seen: Observed) -> bool:
    """Whether it is IPython's `display(...)`."""
    return last_of(call) == "display" and DISPLAY in seen.calls


def _changed(evaluator: Evaluator, besides: Set[int] = frozenset()) -> bool:
    """Whether the statement changes what somebody can see: `print(dict(zip(names, weights)))` uses up its own zip."""
    return bool(evaluator.env.reaching(frozenset(evaluator.seen.mutated - besides)))


def _gone_through(node: ast.expr, value: Value, evaluator: Evaluator) -> frozenset[int]:
    """What a comprehension that only draws goes through, as a loop would: `[plt.axvline(x) for x in limits]`."""
    if not isinstance(node, (ast.ListComp, ast.SetComp)) or value.kind != "plot":
        return frozenset()
    return frozenset().union(*(evaluator.value(generator.iter).objects for generator in node.generators[:1]))


def _drawn(value: Value) -> bool:
    return value.kind == "plot" or draws_on(value.type, value.elements)


def _bare(node: ast.expr, value: Value, evaluator: Evaluator) -> Shown:
    """A bare expression without effect: a plot, an option, a result that was worth computing, or a mere look."""
    if _drawn(value):
        return "plot"
    if value.kind == "option":
        return "option"
    if value.type == "None":
        return "look"  # nothing is shown
    computed = isinstance(node, (ast.BinOp, ast.UnaryOp)) and not _plain_sum(node) and value.type not in MATRICES
    computed = ((computed or "predict" in evaluator.seen.roles) and not value.look) or _of_a_model(node, value)
    own = worked_out(node, evaluator) and not value.look and value.type != "None"
    if computed or own or _statistic(node, evaluator) or value.metric or value.result or value.text:
        return "report"
    return "look"


def _of_a_model(node: ast.expr, value: Value) -> bool:
    """Whether a model's word is shown: a prediction, what its fit found, or what was made of that.

    y_pred, pd.DataFrame(thetas), frame.style.format("{:.2f}")       yes
    frame.head(), y_pred.shape, forest                               looks: at its form, at rows, at nothing new
    """
    if not value.modelled or value.type in FORM_ONLY or _no_number(value):
        return False
    match node:
        case ast.Call(func=ast.Name(id="len" | "type")):
            return False
        case ast.Call(func=ast.Attribute(attr=attr, value=base)) if attr in COUNTED or _styled(base):
            return True
        case ast.Call(func=ast.Attribute(attr="head" | "tail", value=base)) if _is_sorted(base):
            return True  # the rows of which the model says the most
    return not value.look


def _is_sorted(node: ast.expr) -> bool:
    """`seen.sort_values("p")`, `seen.sort_values("p")[columns]`."""
    inner = node.value if isinstance(node, ast.Subscript) else node
    return isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "sort_values"


def _styled(node: ast.expr) -> bool:
    """`table.style`, `table.style.format("{:.2f}")`: the whole table in colours."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    return isinstance(node, ast.Attribute) and node.attr == "style" and isinstance(node.value, ast.Name)


def worked_out(node: ast.expr, evaluator: Evaluator) -> bool:
    """Whether a function or a method of the notebook is called, and its value shown: `gradient_descent(X, y)`."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return evaluator.env.types.get(name, "").startswith("ref:function:")
        case ast.Call(func=ast.Attribute(attr=attr, value=base)):
            kind = evaluator.value(base).type
            made = getattr(evaluator.caller, "made", None)
            return kind.startswith("class:") and made is not None and bool(made.find(kind.removeprefix("class:"), attr))
    return False


def _statistic(node: ast.expr, evaluator: Evaluator) -> bool:
    """`df["fare"].mean()`: one number about a column; how many values are missing is a look."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in STATISTICS:
            asked = {part.attr for part in walk(value) if isinstance(part, ast.Attribute)}
            return evaluator.value(value).type == "pandas.Series" and not asked & MISSING
    return False


def _plain_sum(node: ast.expr) -> bool:
    """`2 + 3`, `[3] * 2`: tells nothing of the notebook, and cannot fail; `1 / 0` can."""
    match node:
        case ast.BinOp(left=ast.List(elts=parts), op=ast.Mult(), right=ast.Constant(value=int())):
            return all(isinstance(part, ast.Constant) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=ast.Tuple(elts=parts) | ast.List(elts=parts)):
            return isinstance(left, ast.Name) and all(isinstance(part, ast.Constant) for part in parts)
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mult(), right=ast.Constant(value=int())):
            return True
        case ast.Constant(value=value):
            return isinstance(value, (int, float))
        case ast.UnaryOp(operand=inner):
            return _plain_sum(inner)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return _plain_sum(left) and _plain_sum(right)
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=value)):
            return bool(value) and _plain_sum(left)
    return False


def _stored(target: ast.Attribute | ast.Subscript, evaluator: Evaluator) -> Shown:
    base = evaluator.value(target.value)
    if draws_on(base.type, ()):
        return "plot"
    qualified = f"{base.ref}.{target.attr}" if base.ref and isinstance(target, ast.Attribute) else base.ref
    return "option" if qualified and knowledge.display_option(qualified, _key(target)) else ""


def _key(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""


def pieces(node: ast.expr) -> list[ast.expr]:
    """The expressions whose values a printed text shows: f-strings, `%`, `+`, `.format` opened, literals left out."""
    match node:
        case ast.Constant():
            return []
        case ast.JoinedStr(values=parts):
            return [piece for part in parts for piece in pieces(part)]
        case ast.FormattedValue(value=value):
            return pieces(value)
        case ast.BinOp(left=left, op=ast.Mod() | ast.Add(), right=right) if _texty(node):
            return pieces(left) + pieces(right)
        case ast.BinOp(left=ast.Constant(), op=ast.Mult(), right=ast.Constant()):
            return []
        case ast.Tuple(elts=parts):
            return [piece for part in parts for piece in pieces(part)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format"), args=args, keywords=keywords):
            return [piece for part in [*args, *(k.value for k in keywords)] for piece in pieces(part)]
        case ast.Call(func=ast.Name(id="str" | "round" | "repr"), args=[first, *_]):
            return pieces(first)
    return [node]


def _texty(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=op, right=right):
            return _texty(left) or (isinstance(op, ast.Add) and _texty(right))  # Fore.RED + "text"
    return False


def _printed(call: ast.Call, evaluator: Evaluator) -> Shown:
    seen = evaluator.seen
    if any(kw.arg == "file" for kw in call.keywords):
        seen.effects.add("print")
    if _changed(evaluator) or seen.outer or seen.effects - {"read"}:
        return ""
    shown = [piece for argument in call.args for piece in pieces(argument)]
    values = [again(piece, evaluator) for piece in shown]
    looks = all(
        _version(piece)
        or _asks_its_type(piece)
        or knowledge.blank(value.ref)
        or (value.look and not (value.metric or value.result or _counts(piece) or _reckons(piece)))
        for piece, value in zip(shown, values, strict=True)
    )
    return "look" if values and looks else "print"


def _reckons(node: ast.expr) -> bool:
    """`print(len(train) - len(cut), "rows are gone")`: worked out of two forms; how much is missing is a look."""
    match node:
        case ast.BinOp(left=left, op=ast.Sub() | ast.Div() | ast.Mult() | ast.Add(), right=right):
            asked = {part.attr for part in walk(node) if isinstance(part, ast.Attribute)}
            return not asked & MISSING and all(any(isinstance(p, ast.Name) for p in walk(s)) for s in (left, right))
    return False


def _counts(node: ast.expr) -> bool:
    """`print(y_resampled.value_counts())`: who prints it says something, often with a word before it."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr)):
            return attr == "value_counts"
    return False


def _asks_its_type(node: ast.expr) -> bool:
    """`type(X)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"


def _version(node: ast.expr) -> bool:
    """`np.__version__`, `iris.DESCR`: of the libraries that are there, and not of the notebook's work."""
    return isinstance(node, ast.Attribute) and node.attr in ("__version__", "DESCR")


def again(node: ast.expr, evaluator: Evaluator) -> Value:
    """The value of what is shown, for the next question about it."""
    if node not in evaluator.known:
        evaluator.known[node] = evaluator.value(node)
    return evaluator.known[node]


def measured(node: ast.stmt, evaluator: Evaluator) -> tuple[tuple[ast.expr, str], ...]:
    """What a print or a bare expression shows of the model, each with how it is made: `sqrt:...` is a root.

    `print("RMSE", np.sqrt(mean_squared_error(y, p)))` shows the root, so the root is what is measured.
    """
    calls = dict(evaluator.seen.measures)
    found: list[tuple[ast.expr, str]] = []
    for piece in shown_parts(node, evaluator.seen):
        inner = [call for part in walk(piece) for call in calls if call is part]
        nested = any(isinstance(part, (ast.Lambda, ast.comprehension)) for part in walk(piece))
        value = again(piece, evaluator)
        bare = isinstance(node, ast.Expr) and piece is node.value and _called(piece) not in FITS  # that gives itself
        if bare and worked_out(piece, evaluator) and _holds_data(value):
            found.append((piece, _called(piece)))
            continue
        root = len(inner) == 1 and made_of(piece, inner[0], "").startswith("sqrt:")  # though nobody imported numpy
        if nested or not (value.metric or value.result or root) or _no_number(value):
            continue
        if isinstance(piece, ast.Name):
            found.append((piece, f"name:{piece.id}"))
            continue
        if len(inner) == 1:
            found.append((piece, made_of(piece, inner[0], calls[inner[0]])))
        elif not inner and isinstance(piece, (ast.Call, ast.BinOp, ast.Subscript)):  # np.sqrt(mse), results.round(2)
            held_names = evaluator.env.metrics | evaluator.env.results
            names = sorted({n.id for n in walk(piece) if isinstance(n, ast.Name) and n.id in held_names})
            held = next((n for n in walk(piece) if isinstance(n, ast.Name) and n.id in names), None)
            if not names and value.metric and (key := _key(piece)):  # grid.cv_results_["mean_test_score"]
                found.append((piece, f"?.{key}"))
            elif len(names) == 1 and held is not None and _same(piece):
                found.append((held, f"name:{held.id}"))
            elif len(names) == 1 and held is not None:
                table = again(piece, evaluator).type in TABLES
                found.append((piece, f"table:{held.id}" if table else made_of(piece, held, held.id)))
            elif names and value.metric and isinstance(piece, ast.BinOp):  # tp / (tp + fn)
                found.append((piece, f"change:{'_and_'.join(names)}"))
    return tuple(found)


def _called(node: ast.expr) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _holds_data(value: Value) -> bool:
    """Whether it may be numbers or a table: nothing that draws, no iterator, no model."""
    return value.type not in ("None", "generator") and not (value.look or _drawn(value) or _no_number(value))


def _no_number(value: Value) -> bool:
    return knowledge.is_a(value.type or "?", "sklearn.Estimator") or lazy(value.type)


def _same(piece: ast.expr) -> bool:
    """`results.head()` shows what `results` holds: that has a name already."""
    shows = ("head", "tail", "round", "sort_values", "style", "T", "copy", "format")
    return isinstance(piece, ast.Call) and isinstance(piece.func, ast.Attribute) and piece.func.attr in shows


def shown_parts(node: ast.stmt, seen: Observed) -> list[ast.expr]:
    """The expressions whose values a statement shows, as far as showing is what it is for."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print")) as call):
            return [piece for argument in call.args for piece in pieces(argument)]
        case ast.Expr(value=ast.Call(args=parts) as call) if _displays(call, seen):
            return parts
        case ast.Assign(targets=[ast.Name()], value=text) if _texty(text) or isinstance(text, ast.Call):
            found = pieces(text)  # msg = "%s: %f" % (name, score)
            return found if found != [text] else []
        case ast.Expr(value=ast.Tuple(elts=parts)) if _all_printed(parts, seen):
            return [piece for call in parts if isinstance(call, ast.Call) for arg in call.args for piece in pieces(arg)]
        case ast.Expr(value=ast.Tuple(elts=parts)):
            return parts
        case ast.Expr(value=value):
            return [value]
    return []
