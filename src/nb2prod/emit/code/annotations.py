"""What a type is called in the generated module, and what must be imported for it.

numpy.ndarray    np.ndarray: by the notebook's own import, or by one of ours
class:Adaline    Adaline, of definitions.py
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

from nb2prod import knowledge
from nb2prod.model import Plan

PLAIN = frozenset({"int", "float", "str", "bool", "list", "dict", "set", "tuple"})
SHORT = {"numpy": "np", "pandas": "pd"}
MADE = frozenset({  # by functions, without their name
    "sklearn.pipeline.Pipeline", "sklearn.compose.ColumnTransformer", "sklearn.utils.Bunch",
})  # fmt: skip
FRAMED = ("set_output", "transform_output", "with_mean=False", "with_mean = False")  # then it may be no plain array


class Annotations:
    """Names types, and remembers which imports of ours that took."""

    def __init__(self, plan: Plan, taken: Collection[str]) -> None:
        """`taken`: every name of the notebook."""
        self.plan = plan
        self.needed: set[str] = set()
        kept = {choice.statement for choice in plan.choices if choice.fate == "import"}
        self.imports = [i for i in plan.program.imports if i.statement in kept and i.name in plan.hoisted]
        self.given = {d.name: d.called or d.name for d in plan.definitions if d.importable}
        ours = {module for module, name in SHORT.items() if name not in taken or self._only(name, module)}
        installed = {requirement.name for requirement in plan.requirements}
        rows = plan.inference is not None and plan.inference.level != "none"
        self.ours = {module for module in ours if rows or module in installed}
        self.free = {made.rpartition(".")[2] for made in MADE} - {*taken}
        modules = {i.name: i.qualified for i in self.imports}
        self.written = {written for s in plan.program.statements for written in _written(s.node, modules)}
        self.framed = any(text in cell.source for cell in plan.program.notebook.cells for text in FRAMED)

    def of(self, type_: str) -> str:
        """The annotation; "" where there is none that says more than Any."""
        if type_ in PLAIN:
            return type_
        if type_.startswith("class:"):
            return self.given.get(type_.removeprefix("class:"), "")
        if type_ == "numpy.Dense":
            type_ = "" if self.framed else "numpy.ndarray"
        module, _, name = type_.rpartition(".")
        for item in self.imports:
            if item.level:
                continue
            if item.attribute and type_ in (item.qualified, knowledge.canonical(item.qualified)):
                return item.name
            whole = item.name == item.module.split(".")[0] or "." not in item.module or item.attribute
            if whole and name and item.qualified == module:  # import numpy as np; from sklearn import svm
                return f"{item.name}.{name}"
            below = f"{item.qualified}.{name}"  # from keras import models: models.Sequential is keras.Sequential
            if item.attribute and below in self.written and knowledge.canonical(below) == type_:
                return f"{item.name}.{name}"
        if module in self.ours:
            self.needed.add(f"import {module} as {SHORT[module]}")
            return f"{SHORT[module]}.{name}"
        if type_ in MADE and name in self.free:
            self.needed.add(f"from {module} import {name}")
            return name
        return ""

    def _only(self, name: str, module: str) -> bool:
        """Whether imports of that module bind the name, and nothing else does."""
        binds = {s.id for s in self.plan.program.statements if name in s.facts.binds}
        imports = [i for i in self.plan.program.imports if (i.name, i.qualified) == (name, module)]
        return bool(binds) and binds <= {i.statement for i in imports}


def _written(node: ast.stmt, modules: Mapping[str, str]) -> Iterator[str]:
    """What a statement calls by a module's name, in full: `models.Sequential` as tensorflow.keras.models.Sequential."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in modules:
                yield f"{modules[name]}.{attr}"


def names_of(plan: Plan) -> frozenset[str]:
    """Every name of the notebook."""
    found: set[str] = set()
    for statement in plan.program.statements:
        facts = statement.facts
        found |= facts.names | facts.binds | facts.late | facts.outer | facts.deletes
    return frozenset(found)
