"""What belongs to a plotting library, by what is known of it or by its name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from nb2prod import knowledge
from nb2prod.analyse.environment import NOTHING, Value
from nb2prod.analyse.observed import Observed
from nb2prod.knowledge.distributions import STDLIB, well_known
from nb2prod.knowledge.drawing import drawing_function, draws_by_name, is_drawn, of_figures
from nb2prod.model import Effect
from nb2prod.replacing import replace

PLOTTERS = frozenset({"bar", "barh", "line", "hist", "box", "kde", "density", "area", "pie", "scatter", "hexbin"})
DRAWN = frozenset({"plot_diagnostics", "plot_predict", "plot_components", "plot_importance"})  # of fitted models
NUMBERS_OF = frozenset({  # what a plot is asked for as data
    "tolist", "sum", "mean", "max", "min", "std", "item", "copy", "astype", "flatten", "ravel", "argmax", "argmin",
    "get_xdata", "get_ydata", "get_data", "get_height", "get_width", "get_xy", "get_array", "get_offsets", "round",
    "get_text",
})  # fmt: skip
IN_AN_ARRAY = frozenset({"numpy.array", "numpy.asarray", "numpy.atleast_1d", "numpy.atleast_2d", "numpy.ravel"})  # axes
DRAWS = Effect(kind="plot", returns="plot", role="plot")
MAY_DRAW_NUMBERS = Effect(kind="plot", returns="plot", role="plot", rng="numpy")


def draws_on(type_: str, elements: tuple[str, ...]) -> bool:
    """Whether a value belongs to a plotting library: a figure, axes, what a plotting call gave."""
    if elements:
        return all(draws_on(element, ()) for element in elements)
    return is_drawn(type_)


def axes_kept(qualified: str, given: Sequence[Value]) -> Effect | None:
    """`np.atleast_1d(axes)`: the axes themselves, in another form."""
    if qualified not in IN_AN_ARRAY or not given or not draws_on(given[0].type, given[0].elements):
        return None
    return replace(DRAWS, returns=(given[0].elements or (given[0].type,))[0])


def note_drawing(seen: Observed, base: Value, method: str) -> None:
    """What a method of a figure or of axes draws on, or asks of them: labels for its ticks, the limits so far."""
    if base.objects and (draws_on(base.type, ()) or (not base.type and of_figures(method))):
        asks = method.startswith(("get_", "savefig", "to_"))
        seen.looked |= base.objects if asks or method.startswith("set_") else NOTHING
        seen.drawn |= NOTHING if asks else base.objects


def homemade(nodes: Iterable[ast.stmt]) -> bool:
    """Whether the notebook imports something that may be its author's own: what its methods do, no name tells."""
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [node.module or "" for node in froms if not node.level]
    return any(node.level for node in froms) or not all(map(published, modules))


def published(module: str) -> bool:
    """Whether a library is meant that everybody can install, or Python's own."""
    top = module.partition(".")[0]
    return top in STDLIB or knowledge.library(top) is not None or well_known(top)


def method_that_draws(node: ast.Call, own: bool) -> Effect | None:
    """What a method of an object that nobody knows draws; `own`: it may be of a class that the author wrote.

    ax.set_xlabel("x")             of axes
    table.plot.bar()               pandas' way, and that of whoever follows it
    recorder.plot_losses()         of a library: its author would not hide work in a plot
    """
    match node.func:
        case ast.Attribute(value=ast.Attribute(attr="plot"), attr=attr) if attr in PLOTTERS:
            return DRAWS
        case ast.Attribute(attr=attr) if attr in DRAWN or of_figures(attr) or (not own and draws_by_name(attr)):
            return DRAWS
    return None


def function_that_draws(qualified: str) -> Effect | None:
    """What a function of a library that nobody describes draws: `arviz.plot_trace`; it may take random numbers."""
    module, _, name = qualified.rpartition(".")
    old = module.startswith("IPython.html.")
    if not module or (knowledge.library(module) is not None and not old):
        return None
    listed = drawing_function(qualified)
    if listed == "plain":
        return DRAWS
    known = well_known(module.partition(".")[0]) and draws_by_name(name)
    return MAY_DRAW_NUMBERS if listed or known else None
