"""What a path is called: after the frame that is read or written, else after its kind."""

from __future__ import annotations

import ast
import re

from nb2prod.model import Statement
from nb2prod.plan.names import identifier


def path_name(statement: Statement, origin: str, call: ast.Call) -> str:
    """The parameter's name for the path in a call of `origin`."""
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


def path_help(short: str) -> str:
    """What the path is, for a person."""
    return "Where it is written." if short.startswith(("to_", "dump", "save")) else "The data to read."
