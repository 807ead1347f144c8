"""What is broken in a project, told without nb2prod: names, definitions, imports, calls and parameters that do not fit.

A person may break things by hand, and a notebook too; a merge that is called clean may break nothing that both parents
had right.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

Functions = dict[str, ast.FunctionDef]
Fault = tuple[str, ...]
MANY = 400  # files are the same in most trials


def problems(texts: Mapping[str, str]) -> set[Fault]:
    """Everything wrong with the modules of a project; paths are like `src/churn/train.py`."""
    found: set[Fault] = set()
    trees: dict[str, ast.Module] = {}
    for path, text in texts.items():
        if path.endswith(".py"):
            tree = read(text.removeprefix("\ufeff").replace("\r\n", "\n"))
            if tree is None:
                found.add(("does not parse", path))
            else:
                trees[path] = tree
    modules = {_module(path): tree for path, tree in trees.items() if path.startswith("src/")}
    for path, tree in trees.items():
        name = path.rpartition("/")[2]
        found |= {("undefined", name, each) for each in undefined(tree)}
        counts = Counter(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
        found |= {("defined twice", name, each) for each, count in counts.items() if count > 1}
        found |= {(kind, name, *rest) for kind, *rest in _between(tree, modules)}
    return found


def broken(after: Mapping[str, str], yours: Mapping[str, str], new: Mapping[str, str]) -> set[Fault]:
    """What is wrong in the merged project and in no parent; what a person broke stays theirs under a new name.

    A file of theirs may have moved (`run.py` becomes `train.py` when the notebook fits a model): its fault is theirs
    where exactly the same name of exactly the same module lacked in it before. Seed 29, trial 230: the person deleted
    `run_summary.py` and moved `load_config` out of `command.py`, and their `run.py` imports both; the merged `train.py`
    does, too. Were the fault the merge's, no file of theirs that went would have had it.

    And a file of theirs may say the package's new name before the notebook does. Seed 83, trial 12: the person took
    over a `run.py` that was left in the package's old folder, where nothing else was any more, and the next notebook
    had the old name again. What lacked it then it lacked before: in the modules that now bear the name that it says.
    """
    mine = problems(yours) | problems(_under_the_name_of(new, yours))
    here, there = (_functions(texts) for texts in (yours, new))
    under = {(*fault[:-1], name) for fault in mine if fault[-1] in here - there for name in there - here}
    went, came = (
        {_place(path) for path in one.keys() - other.keys()} for one, other in ((yours, after), (after, yours))
    )
    moved = {
        (fault[0], name, *fault[2:])
        for fault in mine
        for folder, name in came
        if len(fault) > 2 and (folder, fault[1]) in went
    }
    return problems(after) - mine - under - moved - problems(new)


def _under_the_name_of(new: Mapping[str, str], yours: Mapping[str, str]) -> dict[str, str]:
    """`yours`, if its package bore the name that it has in `new`."""
    now, old = ({path.split("/")[1] for path in texts if path.endswith("/config.py")} for texts in (new, yours))
    if len(now) != 1 or len(old) != 1 or now == old:
        return dict(yours)
    (name,), said = now, rf"\b{re.escape(next(iter(old)))}\b"
    return {re.sub(said, name, path): re.sub(said, name, text) for path, text in yours.items()}


def _place(path: str) -> tuple[str, str]:
    """The folder and the name of a file, whatever the package is called."""
    parts = path.split("/")
    return "/".join(["src", *parts[2:-1]] if parts[0] == "src" else parts[:-1]), parts[-1]


def _functions(texts: Mapping[str, str]) -> set[str]:
    return {name for text in texts.values() for name in re.findall(r"^def (\w+)", text, re.MULTILINE)}


@lru_cache(MANY)
def read(text: str) -> ast.Module | None:
    """The syntax tree, None where it is none; nobody changes it."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


@lru_cache(MANY)
def undefined(tree: ast.Module) -> frozenset[str]:
    """What pyflakes calls undefined."""
    from pyflakes import checker, messages

    kinds = (messages.UndefinedName, messages.UndefinedLocal)
    return frozenset(
        {str(each.message_args[0]) for each in checker.Checker(tree, "merged").messages if isinstance(each, kinds)}
    )


@lru_cache(MANY)
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def _module(path: str) -> str:
    return ".".join(path.removesuffix(".py").split("/")[1:]).removesuffix(".__init__")


def _between(tree: ast.Module, modules: Mapping[str, ast.Module]) -> Iterator[Fault]:
    packages = {module.partition(".")[0] for module in modules}
    functions: Functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    config: set[str] = set()
    for node in _nodes(tree):
        if not isinstance(node, ast.ImportFrom) or (node.module or "").partition(".")[0] not in packages:
            continue
        rest = str(node.module).partition(".")[2]  # without the package, which may bear another name on one side
        if node.module not in modules:
            yield ("no such module", rest)
            continue
        there = _given(modules[node.module])
        for alias in node.names:
            if alias.name not in there and alias.name != "*" and f"{node.module}.{alias.name}" not in modules:
                yield ("not there", rest, alias.name)
            if isinstance(there.get(alias.name), ast.FunctionDef):
                functions[alias.asname or alias.name] = there[alias.name]  # type: ignore[assignment]  # a function or a class
            if alias.name == "Config" and isinstance(there.get("Config"), ast.ClassDef):
                config = set(_given(there["Config"]))
    for node in _nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            if not _fits(node, functions[node.func.id].args):
                yield ("a call does not fit", node.func.id)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            yield from _unpacked(node, node.value, functions)
        elif isinstance(node, ast.FunctionDef) and config:
            yield from _parameters(node, config)


@lru_cache(MANY)
def _given(tree: ast.AST) -> dict[str, ast.AST]:
    names: dict[str, ast.AST] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.setdefault(node.id, node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0]: node for alias in node.names}
    body = getattr(tree, "body", [])
    return names | {node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def _fits(call: ast.Call, given: ast.arguments) -> bool:
    if any(isinstance(each, ast.Starred) for each in call.args) or any(word.arg is None for word in call.keywords):
        return True
    positional = [each.arg for each in (*given.posonlyargs, *given.args)]
    words = {word.arg for word in call.keywords}
    if len(call.args) > len(positional) and not given.vararg:
        return False
    if not given.kwarg and words - {*positional, *(each.arg for each in given.kwonlyargs)}:
        return False
    needed = set(positional[: len(positional) - len(given.defaults)])
    needed |= {each.arg for each, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is None}
    done = set(positional[: len(call.args)])
    return not done & words and needed <= done | words


def _unpacked(node: ast.Assign, call: ast.Call, functions: Functions) -> Iterator[Fault]:
    target = node.targets[0]
    if isinstance(call.func, ast.Name) and call.func.id in functions and isinstance(target, ast.Tuple):
        returns = [each.value for each in ast.walk(functions[call.func.id]) if isinstance(each, ast.Return)]
        known = [value for value in returns if isinstance(value, ast.Tuple | ast.Name)]
        numbers = {len(value.elts) if isinstance(value, ast.Tuple) else 1 for value in known}
        if returns and known == returns and len(target.elts) not in numbers:
            yield ("unpacks another number of values", call.func.id)


def _parameters(function: ast.FunctionDef, fields: set[str]) -> Iterator[Fault]:
    for argument in function.args.args:
        if argument.annotation is not None and ast.unparse(argument.annotation) == "Config":
            read = (node for node in ast.walk(function) if isinstance(node, ast.Attribute))
            for node in read:
                if ast.unparse(node.value) == argument.arg and node.attr not in fields:
                    yield ("no such parameter", node.attr)
