"""Functions of modules that go with the notebook and only draw: they are followed as if their text stood in a cell.

# helper.py                              helper.show_digits(X)
def show_digits(X):                      draws, and nothing else, whatever X is
    plt.imshow(X.reshape(8, 8))
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Set

from nb2prod import knowledge
from nb2prod.model import Cell, Module, Notebook, Program
from nb2prod.reaching import parsed
from nb2prod.walking import walk


def drawing_functions(
    modules: Iterable[Module], called: Set[str], analyse: Callable[[Notebook], Program]
) -> Iterator[str]:
    """The full names of those that the notebook calls; `called`: the last words of all its calls."""
    for module, tree in parsed(modules):
        asked = [f for f in tree.body if isinstance(f, ast.FunctionDef) and f.name in called and not f.decorator_list]
        if not asked or not _plots(tree):
            continue
        probes = [ast.parse(f"{f.name}({', '.join(_required(f))})").body[0] for f in asked]
        whole = ast.Module([*_Unchecked().visit(tree).body, *probes], [])
        text = ast.unparse(ast.fix_missing_locations(whole))
        program = analyse(Notebook(module.name, module.path, (Cell(0, "code", text, text),)))
        top = [s.facts for s in program.statements if s.parent is None][-len(asked) :]
        for function, facts in zip(asked, top, strict=True):
            if facts.display == "plot" and not (facts.draws or facts.seeds or facts.pictures):
                yield f"{module.name}.{function.name}"


def _plots(tree: ast.Module) -> bool:
    """Whether the module imports something that draws."""
    names = [alias.name for node in walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [f"{n.module}.{a.name}" for n in walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names]
    return any((library := knowledge.library(name)) is not None and library.plotting for name in names)


def _required(function: ast.FunctionDef) -> list[str]:
    """A name that nobody knows for each argument without default."""
    given = function.args
    named = [a.arg for a, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None]
    count = len(given.posonlyargs) + len(given.args) - len(given.defaults)
    return [*(f"given_{at}" for at in range(count)), *(f"{name}=given_{name}" for name in named)]


class _Unchecked(ast.NodeTransformer):
    """Without what a function says to wrong arguments: the notebook ran with those that it gave."""

    def visit_Raise(self, node: ast.Raise) -> ast.Pass:  # a name of ast
        return ast.Pass()

    def visit_Assert(self, node: ast.Assert) -> ast.Pass:
        return ast.Pass()
