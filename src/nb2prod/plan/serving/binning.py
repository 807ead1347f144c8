"""Codes and bins: what training saw decides, a row is looked up in it.

pd.get_dummies(df)        dummies, then the columns that training had
pd.cut(x, 5), qcut(x, 4)  cut at the edges that training found
pd.factorize(x)           positions in the values that training saw
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.by_place import encoded as encoded_of
from nb2prod.plan.serving.calls import Call, Evaluate, stopped
from nb2prod.plan.serving.renaming import local
from nb2prod.plan.serving.rows import joined, mapped
from nb2prod.plan.serving.state import KNOWN, State, living
from nb2prod.plan.serving.subscripts import gone_at_serving
from nb2prod.plan.serving.values import (
    NOTHING,
    Deps,
    Out,
    Value,
    column,
    copied,
    depends,
    frame_unknown,
    learned,
    whole,
    without,
)
from nb2prod.replacing import replace
from nb2prod.walking import swapped

SHORT = 50  # characters


def dummies(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.get_dummies(...)`."""
    from nb2prod.plan.serving.tablerows import names_of, stripped  # tables look at functions in turn

    node, data = given.node, given.get("data", 0)
    if (bad := stopped(m, given)) is not None:
        return bad
    if data is None or data.time != "row":
        return Out(learned("pandas.DataFrame", born=m.chain), node, origin=node)
    chosen = names_of(given.get("columns"))
    lost = {n: p for n, p in data.value.columns.items() if p.time == "unknown" and chosen and n not in chosen}
    frame = without(data.value, lost) if lost else data.value
    if (inner := frame_unknown(frame)) is not None:
        return Out(inner, node)
    if m.function:
        return Out(
            m.stuck(f"{ast.unparse(node)} in the function {m.function} gives columns that may depend on all rows"), node
        )
    if m.loops and any(loop.key == "" for loop in m.loops):
        return Out(m.stuck(f"{ast.unparse(node)} in a loop gives columns that may depend on all rows"), node)
    if given.get("columns") is not None and chosen is None and given.keywords["columns"].time != "learned":
        return Out(m.stuck(f"{ast.unparse(node)}: of which columns is not known"), node)
    gone, kept = _columns_of_training(m, node, frame)
    outs = [m.used(out) for out in given.outs]
    call = given.rebuilt(outs)
    keywords = [k for k in call.keywords if k.arg != "drop_first"]
    for position, keyword in enumerate(keywords):
        if keyword.arg == "columns" and chosen is not None and gone:
            keywords[position] = ast.keyword("columns", stripped(keyword.value, chosen, set(gone)))
    call = ast.Call(call.func, call.args[:4], keywords)
    if frame.kind == "frame" and given.get("columns") is None and _is_short(data.expr):
        call.keywords.append(ast.keyword("columns", _encoded(data.expr, kept)))
    fill = ast.keyword("fill_value", ast.Constant(0))
    expr = ast.Call(ast.Attribute(call, "reindex", ast.Load()), [], [ast.keyword("columns", kept), fill])
    value = copied(frame) if frame.kind == "frame" else joined([data], "frame")
    listed = given.get("columns")
    named = listed.slice if listed is not None and listed.time == "const" else NOTHING
    slice_ = (living(m, frame) if frame.kind == "frame" else whole(frame)) | named
    encoded = [p for n in chosen if (p := column(frame, n)) is not None] if chosen is not None else None
    deps = Deps()
    if encoded is not None:
        for part in encoded:
            deps |= part.deps
        for name in chosen or ():
            value.columns.pop(name, None)
            value.absent.add(name)
    elif frame.kind == "frame":
        # a target that is read by its name later has no dummies; what may be made of several columns says of none
        plain = [found for _, found in m.targets if len(found.names) == 1 and found.rest is None]
        targets = local({name for found in plain for name in found.names})
        made = encoded_of(m, frame, *_named(m, node))
        deps = depends(without(frame, targets)) if made is None else made
        alive = {n: p for n, p in value.columns.items() if not gone_at_serving(m, p)}
        value.columns = alive if m.dead is not None else value.columns
    else:
        deps = depends(frame)
    value.columns |= lost  # as unknown as before: whoever drops it may go on
    value.absent -= lost.keys()
    prefixes = _prefixes(given, frame, chosen)
    value.lacking = frozenset(gone)
    before = value.others.deps.names if value.others is not None else frozenset()
    dummied = frozenset(name for _, of in prefixes for name in of.names) - before
    extra = Value("row", "series", deps=deps, slice=slice_, prefixes=prefixes)
    if value.others is None:
        value.others = extra
    else:
        slices = value.others.slice | _of(encoded)
        prefixes = (*value.others.prefixes, *prefixes)
        value.others = replace(
            value.others,
            deps=value.others.deps | deps,
            slice=slices,
            own=False,
            prefixes=prefixes,
            dummied=value.others.dummied | dummied,
        )
    if frame.kind == "frame":
        m.extra.setdefault(m.current, []).append(living(m, frame) | named)
    return Out(value, expr, data.slice | named, node)


def _columns_of_training(m: State, node: ast.Call, frame: Value) -> tuple[list[str], ast.expr]:
    """Columns that serving does not have, and the name of those that the dummies have in training without them."""
    known = {n for n, part in frame.columns.items() if gone_at_serving(m, part)} if frame.kind == "frame" else set()
    gone = sorted(
        known | (local(m.gone) - frame.absent if frame.others is not None and frame.kind == "frame" else set())
    )
    m.encoded[m.current] = frame.rows
    made, after = _named(m, node)
    names = ast.Call(ast.Attribute(ast.Attribute(made, "columns", ast.Load()), "tolist", ast.Load()), [], [])
    listed: ast.expr = names
    if gone:
        drop = ast.Attribute(ast.Attribute(made, "columns", ast.Load()), "drop", ast.Load())
        errors = ast.keyword("errors", ast.Constant("ignore"))
        dropped = ast.Call(drop, [ast.List([ast.Constant(name) for name in gone], ast.Load())], [errors])
        listed = ast.Call(ast.Attribute(dropped, "tolist", ast.Load()), [], [])
    kept = m.keep(
        listed,
        learned("list"),
        "dummy_columns",
        inside=False,
        after=after,
        kind="columns",
        because="the columns of the dummies",
    )
    return gone, kept


def _prefixes(given: Call, frame: Value, chosen: list[str] | None) -> tuple[tuple[str, Deps], ...]:
    """The columns that the names of dummies begin with, and what they are made of: "plan_pro" is made of "plan"."""
    if frame.kind != "frame" or any(given.get(name) is not None for name in ("prefix", "prefix_sep")):
        return ()
    parts = [(n, column(frame, n)) for n in chosen] if chosen is not None else [*frame.columns.items()]
    return tuple((name, part.deps) for name, part in parts if part is not None)


def _is_short(node: ast.expr) -> bool:
    """Whether the table can be written twice: `df`, `df.drop(columns=["a"])`."""
    return len(ast.unparse(node)) <= SHORT


def _encoded(table: ast.expr, dummies: ast.expr) -> ast.expr:
    """The columns that training made dummies of: a value that is none of theirs makes no text of a further one."""
    name = ast.Name("name", ast.Load())
    test = ast.Compare(name, [ast.NotIn()], [dummies])
    return ast.ListComp(name, [ast.comprehension(ast.Name("name", ast.Store()), table, [test], 0)])


def _named(m: State, node: ast.Call) -> tuple[ast.expr, bool]:
    """Where the statement gives the dummies a name, that; else they are made once more."""
    statement = m.program.statements[m.current].node
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is node and not m.loops:
            return ast.Name(name, ast.Load()), True
    return node, False


def _of(parts: list[Value] | None) -> frozenset[int]:
    return frozenset().union(*(whole(part) for part in parts or ()))


def cut(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.cut(x, bins)`, `pd.qcut(x, q)`."""
    node, x = given.node, given.get("x", 0)
    if (bad := stopped(m, given)) is not None:
        return bad
    if x is None or x.time != "row":
        return Out(learned(born=m.chain), node, origin=node)
    assert isinstance(node.func, (ast.Attribute, ast.Name))
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
    bins = given.get("bins", 1) if name == "cut" else None
    if given.literal("retbins") is True:
        return Out(m.stuck(f"{ast.unparse(node)} gives its edges as well"), node)
    if name == "cut" and bins is not None and isinstance(bins.value.literal, (list, tuple)):
        return _plain(mapped(m, node, given.children, given.outs))
    if (
        name == "cut"
        and bins is not None
        and bins.time in ("learned",)
        and bins.value.type in ("list", "numpy.ndarray")
    ):
        return _plain(mapped(m, node, given.children, given.outs))
    if name == "cut" and bins is not None and bins.time == "const" and not isinstance(bins.value.literal, int):
        if bins.value.type != "numpy.ndarray":
            return Out(m.stuck(f"{ast.unparse(node)}: its bins are not known"), node)
        return _plain(mapped(m, node, given.children, given.outs))
    again = ast.Call(node.func, node.args, [*node.keywords, ast.keyword("retbins", ast.Constant(True))])
    edges = ast.Subscript(again, ast.Constant(1), ast.Load())
    kept = m.used(Out(learned("numpy.ndarray"), edges, origin=edges), "bins")
    if kept.time == "unknown":
        return kept
    function = ast.Attribute(node.func.value, "cut", ast.Load()) if isinstance(node.func, ast.Attribute) else None
    if function is None:
        return Out(m.stuck(f"{ast.unparse(node)} without its module"), node)
    dropped = ("bins", "q", "duplicates", "retbins", "x", "include_lowest" if name == "qcut" else "")
    call = given.rebuilt([m.used(out) if out is not x else out for out in given.outs])
    keywords = [k for k in call.keywords if k.arg not in dropped]
    if name == "qcut":
        keywords.append(ast.keyword("include_lowest", ast.Constant(True)))
    data = next((k.value for k in call.keywords if k.arg == "x"), call.args[0] if call.args else node)
    labels = [ast.keyword("labels", call.args[2])] if len(call.args) > 2 and name == "qcut" else []
    new = ast.Call(function, [data, kept.expr], [*labels, *keywords])
    return _plain(mapped(m, node, [], [x], expr=new))


def _plain(out: Out) -> Out:
    if out.time == "row":
        out.value.proba = False
    return out


def factorized(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`pd.factorize(df["c"])`: codes and the values behind them."""
    node, data = given.node, given.get("values", 0)
    if (bad := stopped(m, given)) is not None:
        return bad
    if data is None or data.time != "row":
        return Out(learned(born=m.chain), node, origin=node)
    if given.literal("use_na_sentinel", None, True) is not True or data.value.kind != "series" or m.function:
        return Out(m.stuck(f"{ast.unparse(node)} is not known as a look-up"), node)
    uniques = ast.Subscript(node, ast.Constant(1), ast.Load())
    kept = m.used(Out(learned("pandas.Index"), uniques, origin=uniques), "categories")
    code = ast.parse(f"{KNOWN}(values, categories).cat.codes.to_numpy()", mode="eval").body
    call = swapped(code, {"values": data.expr, "categories": kept.expr})
    codes = mapped(m, node, [], [data], "array", expr=call)
    if codes.time != "row":
        return codes
    pair = Value("const", kind="sequence", parts=[codes.value, learned("pandas.Index")])
    return Out(pair, ast.Tuple([call, kept.expr], ast.Load()), data.slice, node)
