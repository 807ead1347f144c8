"""What methods do on receivers whose type nobody knows: by protocol, or by what every common type does under that name.

model.fit(X, y)      changes model: scikit-learn's protocol
rows.append(v)       changes rows, whatever it is
values[0].append(v)  of an array of objects: changes every array that may share its elements
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.analyse.environment import NOTHING, Environment, Value, plain
from nb2prod.analyse.views import ARRAY, CONTAINERS, FRAME, SERIES
from nb2prod.model import Effect

INDEX = "pandas.Index"
# copies of them share their elements
SHARING = frozenset({FRAME, SERIES, ARRAY, "numpy.Arraylike", "numpy.Dense", "pandas.NDFrame"})
DUCKS = ("str", "list", "dict", "set", FRAME, SERIES, ARRAY)  # types whose methods an unknown receiver may well have
ACTING = frozenset(  # of networks, threads, pools, queues, stores and indices they act: net.eval(), thread.join()
    "apply eval join get query map filter transform replace drop rename merge format index shift split insert".split()
)
ESTIMATOR = Effect(mutates=("self",), returns="self", role="train", rng="numpy")
CONVENTIONS = {  # scikit-learn's protocol, which every library that wants to be used follows
    "fit": ESTIMATOR,
    "partial_fit": ESTIMATOR,
    "fit_predict": Effect(mutates=("self",), returns=ARRAY, role="train", rng="numpy"),
    "fit_transform": Effect(mutates=("self",), role="feature", rng="numpy"),
    "predict": Effect(returns=ARRAY, role="predict"),
    "predict_proba": Effect(returns=ARRAY, role="predict"),
    "decision_function": Effect(returns=ARRAY, role="predict"),
    "transform": Effect(role="feature"),
    **dict.fromkeys(("inverse_transform", "get_feature_names_out"), Effect()),
    **dict.fromkeys(("predict_survival_function", "predict_cumulative_hazard", "predict_partial_hazard"), Effect()),
    "score": Effect(returns="float", kind="metric", role="evaluate"),
    # dates and times: whatever has these names makes another value of it
    **dict.fromkeys(("to_pydatetime", "strftime", "isoformat", "total_seconds", "date", "toordinal"), Effect()),
    # tensors: each library has them, and calls these alike
    "numpy": Effect(returns=ARRAY, aliases=("self",)),
    **dict.fromkeys(("detach", "cpu", "permute", "unsqueeze"), Effect(aliases=("self",))),
}


def elements_of(returns: str) -> tuple[str, ...]:
    """`tuple[A, B]` as its parts; () for everything else."""
    if not returns.startswith("tuple["):
        return ()
    parts, depth, word = [], 0, ""
    for letter in returns[6:-1]:
        depth += (letter == "[") - (letter == "]")
        if letter == "," and depth == 0:
            parts.append(word.strip())
            word = ""
        else:
            word += letter
    return () if word.strip() == "..." else (*parts, word.strip())


def unknown(name: str, bare: bool) -> Effect | None:
    """What a method of this name does, whatever has it; `bare`: nobody takes its value, so it may be called to act."""
    return CONVENTIONS.get(name) or (None if bare and name in ACTING else duck(name))


def duck(name: str) -> Effect | None:
    """What a method of this name does on every common type that has it; None where none has it."""
    found = [effect for effect in (knowledge.method(type_, name) for type_ in DUCKS) if effect is not None]
    if not found:
        return None
    mutates = any("self" in effect.mutates for effect in found)
    conditions = tuple(sorted({key for effect in found for key in effect.mutates_if}))
    kinds = {effect.kind for effect in found}
    if kinds == {"plot"}:
        return Effect(kind="plot", returns="plot", role="plot")
    return Effect(
        kind="look" if kinds == {"look"} else "compute",
        mutates=("self",) if mutates else (),
        mutates_if=conditions,
        aliases=("self",),
        rng=next((effect.rng for effect in found if effect.rng), ""),
        rng_unless=next((effect.rng_unless for effect in found if effect.rng), ()),
        io=next((effect.io for effect in found if effect.io), ""),
        role=found[0].role if len({effect.role for effect in found}) == 1 else "",
    )


def draws_elsewhere(name: str) -> Effect | None:
    """`model.predict(rows).plot()`: an array has no such method, so it is a frame or a column, which it draws."""
    effect = duck(name)
    return effect if effect is not None and effect.kind == "plot" else None


def labels(env: Environment, base: Value, target: ast.expr) -> frozenset[int]:
    """What changes with `frame.index.name = text`: `pd.Series(rows, index=index)` shares the index that it is given."""
    if base.type != INDEX or not isinstance(target, ast.Attribute):
        return NOTHING
    return NOTHING.union(*(env.objects.get(name, NOTHING) for name, kind in env.types.items() if kind == INDEX))


def cells(env: Environment, base: Value) -> frozenset[int]:
    """What changes with a value of unknown type that may stand in an array or a frame: all that may share it."""
    if base.type or not base.objects:
        return NOTHING
    sharing = NOTHING.union(*(env.objects.get(name, NOTHING) for name, kind in env.types.items() if kind in SHARING))
    held = (env.identity.get(name) or NOTHING for name, kind in env.types.items() if kind in CONTAINERS)
    reached = {plain(each) for each in base.objects}
    return sharing if reached & {*map(plain, sharing)} and not reached & NOTHING.union(*held) else NOTHING
