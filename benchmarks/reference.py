"""What a notebook says by itself, found without nb2prod: the yardstick that conversions are measured against.

The cells are lowered with IPython's own transformer (what `nbconvert --to python` does), so a fault of our reader
cannot excuse itself. Timing magics are stripped first, because IPython hides the names that they bind inside a string:

    %time x = fit(a)        get_ipython().run_line_magic('time', 'x = fit(a)')      and x would look undefined
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager
from pyflakes import checker, messages  # type: ignore[import-untyped]

# fmt: off
PLOTTING = frozenset((
    "matplotlib", "pylab", "mpl_toolkits", "seaborn", "plotly", "bokeh", "altair", "plotnine", "ggplot", "folium",
    "holoviews", "hvplot", "missingno", "yellowbrick", "cufflinks", "chart_studio", "scikitplot", "dtreeviz",
    "graphviz", "pydotplus", "wordcloud", "geoplot",
))
# fmt: on
UNDEFINED = (messages.UndefinedName, messages.UndefinedLocal)
TRANSPARENT = re.compile(r"^(\s*)%{1,2}(?:time|timeit|prun|capture)\b(?:[ \t]+-\w+(?:[ \t]+\d+)?)*", re.MULTILINE)
CAPTURE = re.compile(r"^\s*%%capture[^\n]*")  # its arguments are names, not code
REASONS = (
    (r"Missing parentheses in call to '(print|exec)'", "Python 2 print or exec"),
    (r"multiple exception types must be parenthesized", "Python 2 except"),
    (r"leading zeros in decimal|invalid decimal literal", "Python 2 number, or not code"),
    (r"unexpected indent|unindent|expected an indented block|inconsistent use of tabs", "indentation"),
    (r"was never closed|EOF|unterminated|unmatched|does not match", "unfinished or unbalanced"),
    (r"", "invalid syntax"),
)


@dataclass(frozen=True)
class Reference:
    """A notebook as plain Python: all cells that parse, and what is wrong with it before any conversion."""

    source: str
    bad_cells: tuple[tuple[int, str], ...]  # (cell counted from 1, the class of its syntax error)
    undefined: frozenset[str]  # names that the notebook's own code never binds
    computes: bool  # some statement binds the result of a call: a workflow without statements would lose it


def read_reference(path: Path) -> Reference:
    """Lower the notebook at `path`; raises ValueError or KeyError where it is no notebook at all."""
    good, bad = [], []
    for number, source in code_cells(json.loads(path.read_text(encoding="utf-8-sig"))):
        lowered = lower(source)
        try:
            parse(lowered)
            good.append(lowered)
        except (SyntaxError, ValueError) as problem:  # ValueError: a null byte
            bad.append((number, classify(str(problem))))
    module = parse("\n".join(good))
    return Reference("\n".join(good), tuple(bad), undefined_names(module), computes(module))


def code_cells(notebook: dict[str, object]) -> list[tuple[int, str]]:
    """Code cells of nbformat 3 and 4 with their position from 1 over all cells."""
    sheets = notebook.get("worksheets") or [notebook]
    cells = [cell for sheet in sheets for cell in sheet["cells"]]  # type: ignore[attr-defined]
    code = [(number, cell) for number, cell in enumerate(cells, 1) if cell["cell_type"] == "code"]
    return [(number, "".join(cell.get("source", cell.get("input", "")))) for number, cell in code]


def lower(source: str) -> str:
    """The cell without IPython syntax; text that IPython itself cannot read comes back as it is."""
    plain = TRANSPARENT.sub(r"\1", CAPTURE.sub("", source))
    try:
        return str(TransformerManager().transform_cell(plain))  # type: ignore[no-untyped-call]
    except (SyntaxError, ValueError):
        return plain


def parse(source: str) -> ast.Module:
    """Parse quietly: warnings about the notebook's own escapes are not ours to report."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def classify(message: str) -> str:
    """The first class of `REASONS` whose pattern is in the parser's message."""
    return next(name for pattern, name in REASONS if re.search(pattern, message))


def undefined_names(module: ast.Module) -> frozenset[str]:
    """Names that pyflakes finds unbound, at module level or inside a function before their first binding."""
    found = checker.Checker(module, builtins={"get_ipython", "display", "__file__"}).messages
    return frozenset(str(message.message_args[0]) for message in found if isinstance(message, UNDEFINED))


def computes(module: ast.Module) -> bool:
    """True where a top-level statement binds what a call returned; imports, definitions and figures aside."""
    bindings = [node for node in module.body if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)]
    calls = [node for binding in bindings for node in ast.walk(binding) if isinstance(node, ast.Call)]
    plotting = plotting_names(module)
    return any(root(call.func) not in plotting for call in calls)


def plotting_names(module: ast.Module) -> frozenset[str]:
    """Names that imports of plotting libraries bind, at any depth."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= bound_to_plotting(node)
    return frozenset(found)


def bound_to_plotting(node: ast.Import | ast.ImportFrom) -> frozenset[str]:
    """Names of one import that stand for (a part of) a plotting library."""
    origin = node.module if isinstance(node, ast.ImportFrom) else None
    plotting = (alias for alias in node.names if (origin or alias.name).split(".")[0] in PLOTTING)
    return frozenset(alias.asname or alias.name.split(".")[0] for alias in plotting)


def root(function: ast.expr) -> str:
    """`plt` of `plt.figure().add_subplot`; empty where a call hangs on no name."""
    while isinstance(function, ast.Attribute | ast.Call | ast.Subscript):
        function = function.func if isinstance(function, ast.Call) else function.value
    return function.id if isinstance(function, ast.Name) else ""
