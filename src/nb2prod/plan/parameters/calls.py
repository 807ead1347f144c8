"""Literals in known places of calls: paths of what is read and written, sizes, seeds, hyperparameters.

pd.read_csv("data/a.csv", sep=";")        data_path, sep
RandomForestClassifier(n_estimators=200)  n_estimators
df.fillna(0)                              nothing: it is part of the logic
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.plan.functions import hoisted_imports
from nb2prod.plan.graph import in_function
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.candidate import Candidate

PATHS = {
    "filepath_or_buffer", "path_or_buf", "path", "io", "filename", "fname", "file", "path_or_buffer", "excel_writer",
    "url", "buf",
}  # fmt: skip
FORMAT = {"sep", "delimiter", "encoding", "nrows", "sheet_name"}
NEVER = {
    "verbose", "axis", "inplace", "index", "columns", "header", "names", "how", "on", "dtype", "subset", "drop", "by",
    "n_jobs", "stratify", "average", "copy", "ascending", "index_col", "usecols", "parse_dates", "scoring",
    "return_train_score", "input_shape", "input_dim", "name", "labels", "target_names", "pos_label", "engine", "mode",
    "sparse", "sparse_output", "handle_unknown", "drop_first", "prefix", "orient", "lines", "low_memory", "error_score",
    "refit", "compress",
}  # fmt: skip
SPLITS = {"test_size", "train_size", "random_state", "shuffle", "n_splits", "cv", "n_iter"}
OPEN = {
    "builtins.open", "joblib.dump", "joblib.load", "glob.glob", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt",
    "numpy.save",
}  # fmt: skip
PLAIN = {  # methods that write no file, whatever their name
    "to_numpy", "to_list", "to_dict", "to_frame", "to_datetime", "to_period", "to_timestamp", "to_string", "to_numeric",
}  # fmt: skip


def in_calls(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Candidates in the calls of every kept statement outside the notebook's own functions."""
    hoisted = hoisted_imports(program, bound)
    imports = {item.name: item.qualified for item in program.imports if item.name in hoisted}
    for statement in kept:
        if in_function(program, statement) or isinstance(
            statement.node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
        ):
            continue
        for call in _calls(statement.node):
            yield from _candidates(statement, call, imports)


def _calls(node: ast.stmt) -> Iterator[ast.Call]:
    """Calls in the statement's own part: nested statements have their turn."""
    todo: list[ast.AST] = [node]
    while todo:
        current = todo.pop(0)
        if isinstance(current, ast.Call):
            yield current
        todo += [
            c for c in ast.iter_child_nodes(current) if not isinstance(c, (ast.stmt, ast.Lambda, ast.excepthandler))
        ]


def _candidates(statement: Statement, call: ast.Call, imports: dict[str, str]) -> Iterator[Candidate]:
    qualified = _qualified(call.func, imports)
    effect = knowledge.function(qualified) if qualified else None
    method = call.func.attr if isinstance(call.func, ast.Attribute) and effect is None else ""
    parameters = (
        effect.parameters if effect else (("path_or_buf",) if method.startswith("to_") and method not in PLAIN else ())
    )
    for index, argument in enumerate(call.args):
        keyword = parameters[index] if index < len(parameters) else ""
        if index == (1 if qualified in {"joblib.dump", "numpy.save"} and call.args[1:] else 0) and qualified in OPEN:
            keyword = "path"
        yield from _one(statement, call, qualified or method, keyword, argument, effect is not None or bool(method))
    for given in call.keywords:
        if given.arg:
            known = effect is not None or method.startswith("to_")
            yield from _one(statement, call, qualified or method, given.arg, given.value, known)


def _one(
    statement: Statement, call: ast.Call, origin: str, keyword: str, node: ast.expr, known: bool
) -> Iterator[Candidate]:
    value = _literal(node)
    if value is None or not keyword or not known or keyword in NEVER:
        return
    short = origin.rpartition(".")[2]
    span = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
    if keyword in PATHS:
        if isinstance(value, str) and value and "\n" not in value:
            name = _path_name(statement, origin, call)
            yield Candidate(
                name, value, statement.cell, span, _path_help(short), short, f"the path of {short}",
                (identifier(short),), True,
            )  # fmt: skip
        return
    tabular = short.startswith(("read_", "to_", "load", "genfrom"))
    if (keyword in FORMAT and tabular) or keyword in SPLITS or _tunable(origin):
        yield Candidate(
            keyword, value, statement.cell, span, knowledge.help_for(origin, keyword) or f"{short}: {keyword}.", short,
            f"the argument {keyword} of {short}", _prefixes(statement, short),
        )  # fmt: skip


def _tunable(origin: str) -> bool:
    """Whether the call makes a model or a transformer: its keywords are hyperparameters."""
    effect = knowledge.function(origin)
    return effect is not None and bool(effect.returns) and knowledge.is_a(effect.returns, "sklearn.Estimator")


def _literal(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
    return None


def _prefixes(statement: Statement, short: str) -> tuple[str, ...]:
    target = next(iter(sorted(statement.facts.binds)), "")
    return tuple(
        dict.fromkeys(
            p for p in (identifier(target, "") if len(statement.facts.binds) == 1 else "", identifier(short)) if p
        )
    )


def _path_name(statement: Statement, origin: str, call: ast.Call) -> str:
    reads = "load" in statement.facts.roles or origin.rpartition(".")[2].startswith(("read", "load", "glob", "genfrom"))
    if reads:
        names = sorted(statement.facts.binds)
        if len(names) == 1:
            plain = re.sub(r"^(?:df|data|dataset|frame)_?|_?(?:df|data|dataset|frame)$", "", names[0].lower())
            return f"{identifier(plain)}_path" if plain and plain.isidentifier() else "data_path"
        return "data_path"
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        owner = call.func.value.id
        if owner not in {"joblib", "pickle", "np", "json"}:
            plain = re.sub(r"_?(?:df|data|frame)$", "", owner.lower())
            return f"{identifier(plain)}_path" if plain else "output_path"
    if origin.endswith("dump") or origin.endswith("save"):
        return "model_path"
    return "output_path" if origin != "builtins.open" else "file_path"


def _path_help(short: str) -> str:
    return "Where it is written." if short.startswith(("to_", "dump", "save")) else "The data to read."


def _qualified(node: ast.expr, imports: dict[str, str]) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    if node.id not in imports:
        return f"builtins.{node.id}" if not parts and node.id == "open" else ""
    return knowledge.canonical(".".join([imports[node.id], *reversed(parts)]))
