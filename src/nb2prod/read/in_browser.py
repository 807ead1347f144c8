"""What only Python in a browser has (JupyterLite), as Python that runs anywhere.

await piplite.install(["seaborn"])             a requirement, as %pip install
from js import fetch                           import urllib.request
resp = await fetch(URL)                        resp = urllib.request.urlopen(URL)
(await resp.arrayBuffer()).to_py()             resp.read()
async def download(url, file): ...             def download(url, file): ...     where it waits for such calls alone
await download(url, "a.csv")                   download(url, "a.csv")
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.read.call import Outcome
from nb2prod.read.compiling import parse
from nb2prod.read.pip_lines import read_pip
from nb2prod.read.session import Replacement, span_of
from nb2prod.walking import children, walk

INSTALLERS = frozenset({"piplite", "micropip"})
_FETCHERS = frozenset({("js", "fetch"), ("pyodide.http", "pyfetch")})
_READS = {"bytes": ".read()", "text": ".read().decode()", "string": ".read().decode()"}
_CONVERSIONS = frozenset({"to_py", "to_bytes"})  # of what `arrayBuffer` gives


@dataclass(frozen=True)
class Browser:
    """Names of a notebook that stand for what the browser does."""

    fetchers: frozenset[str] = frozenset()
    responses: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()  # those that wait for nothing but such calls

    @property
    def named(self) -> frozenset[str]:
        """All of them."""
        return self.fetchers | self.responses | self.functions


def in_browser(sources: Sequence[str]) -> Browser:
    """The names; those of downloads only where every use of what was fetched has plain Python for it."""
    parsed = [parse(source) for source in sources] if any("fetch" in source for source in sources) else []
    nodes = [node for tree in parsed if isinstance(tree, ast.Module) for node in walk(tree)]
    fetchers = frozenset(name for node in nodes for name in _fetchers(node))
    if not fetchers:
        return Browser()
    found = Browser(fetchers, frozenset(name for node in nodes for name in _response(node, fetchers)))
    understood = {id(name) for node in nodes if isinstance(node, ast.expr) for name in _understood(node, found)}
    named = [node for node in nodes if isinstance(node, ast.Name) and node.id in fetchers | found.responses]
    if any(id(node) not in understood for node in named):
        return Browser()
    functions = {
        node.name
        for node in nodes
        if isinstance(node, ast.AsyncFunctionDef)
        and not any(isinstance(part, (ast.AsyncFor, ast.AsyncWith)) for part in walk(node))
        and all(_plain(part, found) for part in walk(node) if isinstance(part, ast.Await))
    }
    awaited = {
        id(node.value.func) for node in nodes if isinstance(node, ast.Await) and isinstance(node.value, ast.Call)
    }
    otherwise = {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in awaited}
    return Browser(fetchers, found.responses, frozenset(functions - otherwise))


def _fetchers(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module=module, names=[ast.alias(name=name, asname=given)]) if (module, name) in _FETCHERS:
            yield given or name


def _response(node: ast.AST, fetchers: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Await(value=ast.Call(func=ast.Name(id=called), args=[_], keywords=[])),
        ) if called in fetchers:
            yield name


def _understood(node: ast.expr, browser: Browser) -> Iterator[ast.Name]:
    """The names in it whose use `_plain` has Python for, and those that are bound."""
    match node:
        case (
            ast.Await(value=ast.Call(func=ast.Name() as name))
            | ast.Await(value=ast.Call(func=ast.Attribute(value=ast.Name() as name)))
        ) if _plain(node, browser):
            yield name
        case ast.Call(
            func=ast.Attribute(value=ast.Await(value=ast.Call(func=ast.Attribute(value=ast.Name() as name))))
        ):
            if _plain(node, browser):
                yield name
        case ast.Attribute(value=ast.Name() as name, attr="status"):
            yield name
        case ast.Name(ctx=ast.Store()):
            yield node


def _plain(node: ast.expr, browser: Browser) -> str:
    """Plain Python for what waits for the browser; empty for all else."""
    match node:
        case ast.Await(value=ast.Call(func=ast.Name(id=name), args=[address], keywords=[])) if name in browser.fetchers:
            return f"urllib.request.urlopen({ast.unparse(address)})"
        case ast.Await(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=read), args=[], keywords=[])):
            return f"{name}{_READS[read]}" if name in browser.responses and read in _READS else ""
        case ast.Call(
            func=ast.Attribute(
                value=ast.Await(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="arrayBuffer"))),
                attr=converted,
            ),
            args=[],
            keywords=[],
        ) if name in browser.responses and converted in _CONVERSIONS:
            return f"{name}.read()"
        case ast.Await(value=ast.Call(func=ast.Name(id=name)) as call) if name in browser.functions:
            return ast.unparse(call)
    return ""


def out_of_browser(tree: ast.Module, lines: Sequence[str], cell: int, browser: Browser) -> Iterator[Replacement]:
    """What to replace in a cell."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.stmt) and (outcome := _statement(node, cell, browser)):
            yield Replacement(*span_of(node, lines), True, outcome=outcome)
            continue
        if isinstance(node, ast.expr) and (python := _plain(node, browser)):
            yield Replacement(*span_of(node, lines), False, outcome=Outcome("it waits for the browser", python))
            continue
        if isinstance(node, ast.AsyncFunctionDef) and node.name in browser.functions:
            line, column, *_ = span_of(node, lines)
            word = re.match(r"async\s+def", lines[line - 1][column:])
            outcome = Outcome("it waits for the browser alone", "def")
            yield Replacement(line, column, line, column + (word.end() if word else 0), False, outcome=outcome)
        todo += children(node)


def _statement(node: ast.stmt, cell: int, browser: Browser) -> Outcome | None:
    """`import piplite`, `await piplite.install([...])`, `from js import fetch`."""
    match node:
        case ast.Import(names=[ast.alias(name=name, asname=None)]) if name in INSTALLERS:
            return Outcome("only a notebook in a browser has it", roles=("import",))
        case ast.ImportFrom() if browser.fetchers.intersection(_fetchers(node)):
            return Outcome("only a notebook in a browser has it", "import urllib.request", roles=("import",))
        case ast.Expr(
            value=ast.Await(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="install"), args=[given, *_])
            )
        ) if name in INSTALLERS:
            words = given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given]
            texts = [word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            asked = read_pip(texts, cell, node.lineno)
            return Outcome(
                "pip installs", "", "install", ("install",), frozenset(), asked.requirements, (), asked.findings
            )
    return None
