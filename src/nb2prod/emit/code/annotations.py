"""What a type is called in the generated module, and what must be imported for it.

numpy.ndarray                            np.ndarray: by the notebook's own import, or by one of ours
sklearn.linear_model.LinearRegression    linear_model.LinearRegression: as the notebook itself reaches it
class:Adaline                            Adaline, of definitions.py

Python works an annotation out when it imports the module: only a name that surely is there may stand in it. What is
known about a library is no proof: sklearn.Estimator is a name of ours.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod import knowledge
from nb2prod.knowledge.removed import removed
from nb2prod.model import Import, Plan
from nb2prod.walking import walk

PLAIN = frozenset({"int", "float", "str", "bool", "list", "dict", "set", "tuple"})
SHORT = {"numpy": "np", "pandas": "pd"}
MADE = frozenset({  # by functions, without their name
    "sklearn.pipeline.Pipeline", "sklearn.compose.ColumnTransformer", "sklearn.utils.Bunch",
})  # fmt: skip
THERE = frozenset({  # in every version of their library, under this name
    "pandas.DataFrame", "pandas.Series", "pandas.Index", "numpy.ndarray", "pathlib.Path", "sklearn.utils.Bunch",
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
        self.written = _written(plan, self.imports)
        self.framed = any(text in cell.source for cell in plan.program.notebook.cells for text in FRAMED)

    def of(self, type_: str) -> str:
        """The annotation; "" where there is none that says more than Any."""
        if type_ in PLAIN:
            return type_
        if type_.startswith("class:"):
            return self.given.get(type_.removeprefix("class:"), "")
        if type_ == "numpy.Dense":
            type_ = "" if self.framed else "numpy.ndarray"
        return self._imported(type_) or self._ours(*type_.rpartition(".")[::2])

    def _imported(self, type_: str) -> str:
        """As an import of the notebook gives it."""
        for item in self.imports:
            if not item.level and item.attribute and type_ in (item.qualified, knowledge.canonical(item.qualified)):
                return item.name
        module, _, name = type_.rpartition(".")
        for item in self.imports if type_ in THERE else ():
            if item.qualified == module and not item.level:
                return f"{_of_module(item)}.{name}"
        return self.written.get(type_, "")

    def _ours(self, module: str, name: str) -> str:
        """By an import of ours."""
        if module in self.ours and f"{module}.{name}" in THERE:
            self.needed.add(f"import {module} as {SHORT[module]}")
            return f"{SHORT[module]}.{name}"
        if f"{module}.{name}" in MADE and name in self.free:
            self.needed.add(f"from {module} import {name}")
            return name
        return ""

    def _only(self, name: str, module: str) -> bool:
        """Whether imports of that module bind the name, and nothing else does."""
        binds = {s.id for s in self.plan.program.statements if name in s.facts.binds}
        imports = [i for i in self.plan.program.imports if (i.name, i.qualified) == (name, module)]
        return bool(binds) and binds <= {i.statement for i in imports}


def _of_module(item: Import) -> str:
    """How the module is reached that it imports: `import a.b` binds a."""
    return item.module if _plain(item) else item.name


def _plain(item: Import) -> bool:
    return not item.attribute and item.name == item.module.partition(".")[0]


def _written(plan: Plan, imports: Collection[Import]) -> dict[str, str]:
    """What the notebook calls by way of modules that these imports give: type -> as it is written."""
    modules = {_of_module(i): i.qualified for i in imports if not i.level}
    for item in (i for i in imports if _plain(i)):  # `import a.b.c` gives a and a.b, too
        parts = item.module.split(".")
        modules |= {whole: whole for n in range(1, len(parts)) for whole in [".".join(parts[:n])]}
    found: dict[str, str] = {}
    for statement in plan.program.statements:
        for text in _chains(statement.node):
            module, _, name = text.rpartition(".")
            qualified = f"{modules.get(module, '')}.{name}"
            type_ = knowledge.canonical(qualified)
            if module in modules and not (_gone(qualified) or _gone(type_)):
                found.setdefault(type_, text)
    return found


def _gone(qualified: str) -> bool:
    """Whether a later version of the library is without it: then the import of the module would stop, not the call."""
    library = knowledge.library(qualified)
    return removed(qualified) is not None or (library is not None and qualified in library.gone)


def _chains(node: ast.stmt) -> Iterator[str]:
    """The dotted names that a statement calls: `linear_model.LinearRegression`."""
    for part in walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            inner: ast.expr = part.func
            while isinstance(inner, ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                yield ast.unparse(part.func)


def free(name: str, taken: Collection[str]) -> str:
    """A name for what is generated: with a trailing underscore where it is taken."""
    while name in taken:
        name += "_"
    return name


def names_of(plan: Plan) -> frozenset[str]:
    """Every name of the notebook."""
    found: set[str] = set()
    for statement in plan.program.statements:
        facts = statement.facts
        found |= facts.names | facts.binds | facts.late | facts.outer | facts.deletes
    return frozenset(found)
