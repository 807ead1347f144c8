"""The module of an exercise where it lies beside the notebook: which graders its star import binds, in its own words.

qvars = bind_exercises(globals(), [Target, None, Fit], var_format="step_{n}")       step_1, step_3
__all__ = list(qvars)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from nb2prod.read.compiling import parse
from nb2prod.read.modules import HIGHEST
from nb2prod.walking import walk

Beside = Callable[[str], str | None]
DRAWS = frozenset(
    "random seed shuffle sample choice choices randint rand randn permutation set_seed set_random_seed fix_random_seed"
    " seed_everything".split()
)


def text_of(module: str, beside: Beside) -> str | None:
    """The text of a module beside the notebook, or in a folder above it."""
    path = f"{module.replace('.', '/')}.py"
    found = (beside(f"{'../' * height}{path}") for height in range(HIGHEST + 1))
    return next((text for text in found if text is not None), None)


def own_names(module: str, text: str, beside: Beside) -> frozenset[str] | None:
    """What its star import binds; None where it is no list of graders, or it or what it imports may draw numbers."""
    tree = parse(text)
    if not isinstance(tree, ast.Module) or not _exports_graders(tree):
        return None
    if any(draws(each) for each in (tree, *_imported(module, tree, beside))):
        return None
    made = [node for node in walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == MAKES]
    return frozenset(_numbered(made[0])) if len(made) == 1 else None


MAKES = "bind_exercises"


def draws(tree: ast.AST) -> bool:
    """Whether it speaks of random numbers; a keyword such as `random_state` does not, nor does an unused import."""
    names = (part.id if isinstance(part, ast.Name) else getattr(part, "attr", "") for part in walk(tree))
    return not DRAWS.isdisjoint(names)


def _exports_graders(tree: ast.Module) -> bool:
    """Whether the names that `bind_exercises` gives are all that it exports."""
    bound = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    match bound.get("__all__"):
        case ast.Call(func=ast.Name(id="list"), args=[ast.Name(id=name)], keywords=[]):
            made = bound.get(name)
            return isinstance(made, ast.Call) and ast.unparse(made.func) == MAKES
    return False


def _numbered(call: ast.Call) -> Iterator[str]:
    """The names; of what is not spelled out, nothing: who uses such a name is then no grader's."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    start, form = given.get("start", ast.Constant(1)), given.get("var_format", ast.Constant("q{n}"))
    match call.args, start, form:
        case [_, ast.List(elts=parts)], ast.Constant(value=int(first)), ast.Constant(value=str(pattern)):
            for number, part in enumerate(parts, first):
                if not (isinstance(part, ast.Constant) and part.value is None):
                    yield pattern.replace("{n}", str(number))


def _imported(module: str, tree: ast.Module, beside: Beside) -> Iterator[ast.Module]:
    """The modules of the same library that it imports in turn, but for the core that all of them share."""
    top = module.partition(".")[0]
    todo, seen = [tree], {module}
    while todo:
        for node in walk(todo.pop()):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else names
            for name in names:
                if name in seen or not name.startswith(f"{top}.") or name.startswith(f"{top}.core"):
                    continue
                seen.add(name)
                found = parse(text_of(name, beside) or "")
                if isinstance(found, ast.Module):
                    todo.append(found)
                    yield found
