"""What star imports bind: of modules beside the notebook these names, of any other what nothing else does.

from petal_helper import *          petal_helper is neither beside the notebook nor known
model = tf.keras.Sequential()       tf is bound nowhere
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from nb2prod import knowledge
from nb2prod.analyse.scope import bound_in
from nb2prod.knowledge.distributions import module_key
from nb2prod.knowledge.findings import finding, kinds
from nb2prod.knowledge.python import BUILTINS
from nb2prod.model import Finding, Import, Notebook, Statement
from nb2prod.reaching import parsed, taken_from
from nb2prod.walking import walk

DYNAMIC = frozenset({"globals", "exec", "setattr", "vars", "__getattr__", "__dict__", "modules", "builtins"})
MOST = 6  # names that are listed


def stars(statements: tuple[Statement, ...]) -> list[Statement]:
    """The star imports: each may bind any name."""
    return [s for s in statements if isinstance(s.node, ast.ImportFrom) and s.node.names[0].name == "*"]


def bound_by_stars(notebook: Notebook, statements: tuple[Statement, ...]) -> frozenset[str] | None:
    """What star imports of modules beside the notebook may bind, theirs in turn; None where that cannot be told."""
    trees = {module.name: tree for module, tree in parsed(notebook.modules)}
    packages = {module.name for module in notebook.modules if module.path.endswith("__init__.py")}
    bound = {name.rpartition(".")[2] for name in trees}  # what is imported below a package is a name in it
    todo = [_starred(statement.node, "", packages) for statement in stars(statements)]
    done: set[str] = set()
    while todo:
        name = todo.pop()
        if name in done:
            continue
        tree = trees.get(name)
        if tree is None or any(DYNAMIC.intersection(_names_in(part)) for part in walk(tree)):
            return None
        done.add(name)
        bound |= bound_in(tree.body).union(*(part.names for part in walk(tree) if isinstance(part, ast.Global)))
        todo += filter(None, (_starred(part, name, packages) for part in walk(tree)))
    return frozenset(bound)


def _names_in(node: ast.AST) -> set[str]:
    return {getattr(node, field, "") for field in ("id", "attr", "name")}


def _starred(node: ast.AST, within: str, packages: Collection[str]) -> str:
    """The module of a star import, `from .config import *` counted from the module that it stands in."""
    if not isinstance(node, ast.ImportFrom) or node.names[0].name != "*":
        return ""
    return taken_from(node, within, package=within in packages)


def of_stars(statements: tuple[Statement, ...], imports: tuple[Import, ...]) -> dict[str, str]:
    """What nobody else binds comes of `from sklearn.preprocessing import *`; of several, of one known to have it."""
    starred = {i.module for i in imports if i.name == "*" and not i.level}
    used = frozenset().union(*(s.facts.names for s in statements)) - {n for s in statements for n in s.facts.binds}
    names = ((name, f"{module}.{name}") for module in sorted(starred) for name in used - BUILTINS)
    return {name: whole for name, whole in names if len(starred) == 1 or knowledge.lists(whole)}


def from_stars(notebook: Notebook, statements: tuple[Statement, ...], names: Sequence[str]) -> Iterator[Finding]:
    """One for the `names` that nothing else binds, where all star imports are of such modules."""
    found = stars(statements)
    if names and found and all(_absent(notebook, statement) for statement in found):
        module = getattr(found[0].node, "module", "")
        listed = ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
        yield finding("NB159", cell=found[0].cell, line=found[0].line, names=listed, module=module)


def _absent(notebook: Notebook, statement: Statement) -> bool:
    """Whether reading has said so: it speaks of `helpers` where `helpers.plots` is imported."""
    module = str(getattr(statement.node, "module", None) or "")
    said = [f.text for f in notebook.findings if kinds()[f.code].absent]
    return bool(module) and any(text.startswith(f"The module {module_key(module)} ") for text in said)
