"""What the README says of the rows that a prediction is for: which columns they bring, what comes out.

X = df.drop(columns=["y"])        a row needs all columns that training saw but `y`
df = df[df.y.notna()]             training goes by these rows, inference answers every one
"""

from __future__ import annotations

import ast
import re

from nb2prod import knowledge
from nb2prod.emit import seen
from nb2prod.emit.claims import worded
from nb2prod.emit.serving import by_formula, kinds_of_model, own_class
from nb2prod.emit.templates import markdown_code
from nb2prod.listing import in_a_row
from nb2prod.model import Finish, Inference, Plan, Serving, Table
from nb2prod.walking import walk

TRANSFORMED = ("numpy.Dense", "numpy.Arraylike")  # what a transformer gives: an array, where nobody asks for a table
GIVING_TABLES = ("set_output", "set_config", "FunctionTransformer")
MOST_COLUMNS = 40
LONGEST_CODE = 90
BY_NAME = ", picked by name."
BY_PLACE = ", by position, in the order that training had them: the header numbers them from 0."
BY_EITHER = ", by name where it was fitted on named ones, else by position, numbered from 0 in the header."
ALL = ", under the same names; a class of the notebook is handed all that come."
SKIPS = "A line of a CSV with too many values is none of the rows, as in training: nothing comes out for it."
EXAMPLE = "An example, once trained: `artifacts/sample.jsonl`."


def goes_in(plan: Plan) -> str:
    """Which columns a row brings, and where there is an example of one."""
    found = plan.inference
    if found is None or found.level == "none":
        return ""
    told = _of_raw_rows(found.serving) if found.serving is not None else _of_the_matrix(plan, found)
    told += _looked_up(found.serving) if found.serving is not None else ""
    skips = any(name == "on_bad_lines" for name, _ in found.reading.options) if found.reading is not None else False
    return " ".join(filter(None, [told, SKIPS if skips else "", EXAMPLE if seen.rows(plan)[1] == "yes" else ""]))


def _of_raw_rows(serving: Serving) -> str:
    table, columns, listed = serving.table, serving.columns, serving.listed
    array = table is not None and table.array
    named = (_numbered(table) if table is not None and array else list(columns or ())) if not listed else []
    if 0 < len(named) <= MOST_COLUMNS:
        return f"Columns, by name: {_in_code(named)}."
    if columns is not None and not listed and not array:
        return f"{len(columns)} columns, by name: `COLUMNS` of `inference.py`."
    if columns is None and table is None and not (listed or serving.wanted or serving.partly):
        left = in_a_row([*map(markdown_code, serving.left_out)])
        return f"All columns that training saw{f' but {left}' if left else ''}."
    where = "Columns: `needed` of the `schema` in `artifacts/manifest.json`, once trained."
    if table is None or not array:
        return where
    bear = f"those of `{table.names}`" if table.names else "`x0`, `x1` and so on"
    return f"A row has the columns of `{table.rows}`; their names are {bear}. {where}"


def _looked_up(serving: Serving) -> str:
    """That a key which training never saw finds nothing in a table that training keeps."""
    kept, found = {artifact.name for artifact in serving.artifacts}, dict[str, str]()
    for part in (part for _, text in serving.lines for part in walk(ast.parse(text))):
        match part:
            case ast.Call(func=ast.Attribute(attr="merge"), args=[*_, ast.Name(id=table)], keywords=options):
                keys = [o.value for o in options if o.arg in ("on", "left_on") and isinstance(o.value, ast.Constant)]
                found |= {table: str(keys[0].value)} if keys and table in kept else {}
    return "".join(
        f" A row whose {markdown_code(key)} is not in {markdown_code(table)}, as training saved it, gets nothing of it."
        for table, key in found.items()
    )


def _of_the_matrix(plan: Plan, found: Inference) -> str:
    """The columns that the model was fitted on, as the notebook has them in front of the fit."""
    of = " that the right side of its formula names" if by_formula(plan) else ""
    listed = f", in this order: {_in_code(list(found.columns))}" if found.columns else ""
    how = BY_NAME if found.columns or of_a_table(plan) else BY_PLACE if _of_an_array(plan, found) else BY_EITHER
    if found.namer:
        how = f", by the names in `feature_names_` of {markdown_code(found.namer)}, as training saved it."
    how = ALL if how == BY_NAME and not found.columns and own_class(plan) else how
    origin = worded(plan.claims, "comes from")
    behind = worded(plan.claims, "transformed")
    return f"The columns that {markdown_code(found.model)} was fitted on{of}{origin}{listed}{how}{behind}"


def held(plan: Plan) -> bool:
    """Whether what a run saves may hold rows of the data: its sample, or a model, but for networks."""
    kinds = kinds_of_model(plan)
    network = bool(kinds) and all(knowledge.is_a(kind, "keras.Model") for kind in kinds)
    return bool(seen.rows(plan)[1]) or (bool(plan.artifacts) and not network)


def of_a_table(plan: Plan) -> bool:
    """Whether the matrix that the model was fitted on is surely a table, whose columns have names."""
    name = (plan.inference.source or plan.inference.shown) if plan.inference is not None else ""
    kinds = {kind for s in plan.program.statements for bound, kind in s.facts.types if bound == name}
    return bool(kinds) and kinds <= {*seen.TABLES}


def _of_an_array(plan: Plan, found: Inference) -> bool:
    """Whether what was fitted on is surely an array or a sparse matrix: its columns have no names."""
    name, fit = found.source or found.shown, found.fit if found.fit >= 0 else found.beside
    makers = [s for s in plan.program.statements[: fit + 1] if name in s.facts.binds]
    kind = dict(makers[-1].facts.types).get(name, "") if makers else ""
    if kind in ("numpy.ndarray", "scipy.sparse.Matrix"):
        return True
    made = [call for call in makers[-1].facts.calls if call.endswith("transform")] if makers else []
    asked = any(word in s.source for s in plan.program.statements for word in GIVING_TABLES)
    return kind in TRANSFORMED and not asked and bool(made) and all(call.startswith("sklearn.") for call in made)


def _in_code(names: list[str]) -> str:
    return ", ".join(map(markdown_code, names))


def _numbered(table: Table) -> list[str]:
    """The columns of an array that nobody named, where the notebook writes down how many there are."""
    told = {number % table.width for number in table.columns} if table.width else set()
    return [f"x{n}" for n in range(table.width) if (n in told) is not table.others] if not table.names else []


def comes_out(plan: Plan) -> str:
    """What a prediction is: the model's answer as it stands, or what the notebook makes of it."""
    found = plan.inference
    if found is None or found.level == "none":
        return ""
    if found.serving is not None and (code := _more_than_asked(found.serving)):
        made = plan.program.statements[found.serving.statement].cell + 1
        return f"`prediction` is `{code}` of new rows, as cell {made} makes it."
    if found.finish is not None:
        cells = sorted({plan.program.statements[i].cell + 1 for i in _finishing(found.finish)})
        named = f", `{found.finish.name}` there" if found.finish.name else ""
        where = f"cell{'s' * (len(cells) > 1)} {in_a_row([str(cell) for cell in cells])}"
        answers = "the answers of several models" if found.finish.rows else "the model's answer"
        said = f"`prediction` is what the notebook makes of {answers} ({where}){named}"
    else:  # a threshold or a name behind it is not looked for everywhere: so it is said
        said = (
            f"`prediction` is what `predict` of {markdown_code(found.model)} says{worded(plan.claims, 'says numbers')}"
        )
        kinds = kinds_of_model(plan)  # a pipeline may be anything
        if any(knowledge.is_a(k, "sklearn.Clusterer") and not knowledge.is_a(k, "sklearn.Classifier") for k in kinds):
            said += ": the number of a group"
        if found.coded:
            said += ", the number of a class, and `label` the name of that class"
    later = f"; {found.unfinished} is no part of it" if found.unfinished else ""
    return f"{said}{later}."


def _more_than_asked(serving: Serving) -> str:
    """The expression that gives the prediction, where that is not `predict` of a model alone."""
    node = serving.said
    match node:
        case ast.Name() | ast.Call(func=ast.Attribute(attr="predict"), args=[_]):
            return ""
    text = ast.unparse(node)
    return text if len(text) <= LONGEST_CODE and "`" not in text else ""


def _finishing(finish: Finish) -> list[int]:
    return [*(identity for identity, _ in finish.lines), finish.statement]


def left_out(plan: Plan) -> list[str]:
    """The rules that leave rows out of training alone, each with its cell."""
    found = (f for f in plan.findings if f.code == "NB121")
    return [f"`{_rule(f.text.partition(': ')[2])}` (cell {(f.cell or 0) + 1})" for f in found]


def _rule(text: str) -> str:
    """The code of `df[df.a > 0]: it asks for the target`."""
    for place in (match.start() for match in re.finditer(": ", text)):
        try:
            ast.parse(text[:place], mode="eval")
        except SyntaxError:
            continue
        return text[:place]
    return text
