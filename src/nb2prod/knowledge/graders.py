"""What grades the exercises of a course: the names that a star import of an exercise binds, and what asks them.

from learntools.machine_learning.ex5 import *        binds step_1, step_2, and the blank ____
step_1.check()                                       looks at what the learner bound, and says whether it is right
step_2.a.hint(), step_1                              shows a text
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nb2prod.knowledge.notation import KnowledgeError
from nb2prod.walking import values_given

KEYS = frozenset({"calls", "binder", "blank", "looks", "asks", "styles", "said"})


@dataclass(frozen=True)
class Graders:
    """What a library file says of them. Modules are full names; a pattern has # for a number."""

    calls: frozenset[str] = frozenset()  # methods that only say something
    binder: str = ""  # what hands them the names of the notebook
    blank: str = ""  # what stands where the learner has written nothing yet
    said: frozenset[str] = frozenset()  # what a cell prints when all that is set up, in small letters
    modules: Mapping[str, str] = field(
        default_factory=dict
    )  # module -> pattern of the names that its star import binds
    asking: frozenset[str] = frozenset()  # those whose graders call functions and classes of the notebook
    styles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # module that only sets how plots look -> names

    def named(self, module: str, name: str) -> bool:
        """Whether a star import of the module binds a grader of that name."""
        pattern = self.modules.get(module, "")
        return bool(pattern) and bool(re.fullmatch(re.escape(pattern).replace(r"\#", r"\d+"), name))

    def asked(self, node: ast.expr, graders: Callable[[str], bool]) -> bool:
        """Whether the expression does nothing but ask one of them, or show it; `graders` knows their names."""
        if isinstance(node, ast.Call):
            plain = all(isinstance(value, ast.Constant) for value in values_given(node))
            if not plain or not isinstance(node.func, ast.Attribute) or node.func.attr not in self.calls:
                return False
            node = node.func.value
        if isinstance(node, ast.Attribute) and len(node.attr) == 1:  # one part of a question: step_1.a
            node = node.value
        return isinstance(node, ast.Name) and graders(node.id)


def parse(content: Mapping[str, object], top: str, where: str) -> Graders:
    """Read the `grades` of one library file; raises KnowledgeError for what the format does not have."""
    if unknown := sorted(content.keys() - KEYS):
        raise KnowledgeError(f"{where}: unknown key {unknown[0]!r}, known are {', '.join(sorted(KEYS))}")
    modules: dict[str, str] = {}
    asking: set[str] = set()
    for key in ("looks", "asks"):
        listed = content.get(key, {})
        if not isinstance(listed, dict):
            raise KnowledgeError(f"{where}: {key} must be a mapping")
        for pattern, names in listed.items():
            for name in str(names).split():
                if f"{top}.{name}" in modules:
                    raise KnowledgeError(f"{where}: {name!r} is listed twice")
                modules[f"{top}.{name}"] = str(pattern)
                asking |= {f"{top}.{name}"} if key == "asks" else set()
    styles = content.get("styles", {})
    if not isinstance(styles, dict):
        raise KnowledgeError(f"{where}: styles must be a mapping")
    return Graders(
        frozenset(str(content.get("calls", "")).split()),
        str(content.get("binder", "")),
        str(content.get("blank", "")),
        frozenset(map(str.strip, str(content.get("said", "")).split(","))) - {""},
        modules,
        frozenset(asking),
        {f"{top}.{module}": tuple(str(names).split()) for module, names in styles.items()},
    )
