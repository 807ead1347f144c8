"""Options that have a library compute on a graphics processor: where there is none, the run stops.

CatBoostClassifier(task_type="GPU")             an error at the fit
params = {"tree_method": "gpu_hist"}            the same, with xgboost
torch.device("cuda"), model.cuda()              the same; `"cuda" if torch.cuda.is_available() else "cpu"` asks first
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.services import graphics_options
from nb2prod.model import Finding, Program, Statement
from nb2prod.nesting import outwards, own_parts

PERHAPS = (ast.If, ast.Try, ast.TryStar)
OTHERS = frozenset({"xgboost", "torch"})  # a dict with the same entry may be theirs; xgboost computes elsewhere then
TORCH = ("device", "to")


def graphics(program: Program, kept: Collection[int]) -> Iterator[Finding]:
    """One for each library, at the first option that stays."""
    tops = {item.module.partition(".")[0] for item in program.imports if not item.level}
    said: set[str] = set()
    for statement in (s for s in program.statements if s.id in kept):
        if any(isinstance(each.node, PERHAPS) for each in outwards(program.statements, statement)):
            continue
        for library, option, instead in _asked(statement, tops):
            if library not in said:
                said.add(library)
                where = {"cell": statement.cell, "line": statement.line}
                yield finding("NB162", **where, option=option, library=library, instead=instead)


def _asked(statement: Statement, tops: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """The library, the option as it is written, and what to write instead."""
    for part in own_parts(statement.node, (ast.IfExp,)):
        pairs: list[tuple[object, ast.expr]] = []
        match part:
            case ast.Call(func=ast.Attribute(attr="cuda"), args=[], keywords=[]) if "torch" in tops:
                yield "torch", ".cuda()", '.to("cpu")'
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.Constant(value=str(text))]) if name in TORCH:
                if "torch" in tops and text.partition(":")[0] == "cuda":
                    yield "torch", f'{name}("{text}")', f'{name}("cpu")'
            case ast.Call(func=func, keywords=given):
                light = "LGBM" in ast.unparse(func)
                pairs = [(k.arg, k.value) for k in given if light or k.arg != "device" or not OTHERS & {*tops}]
            case ast.Dict(keys=keys, values=values):
                named = zip(keys, values, strict=True)
                pairs = [(k.value, v) for k, v in named if isinstance(k, ast.Constant)]
                pairs = [pair for pair in pairs if pair[0] != "device" or not OTHERS & {*tops}]
        for key, value in pairs:
            chosen = value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
            for library, options in graphics_options().items():
                if library in tops and (instead := options.get(f"{key}={chosen}")):
                    yield library, f'{key}="{chosen}"', f'{key}="{instead}"'
