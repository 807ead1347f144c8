"""Distributions that calls take although nothing imports them: pandas reads Excel files with openpyxl or xlrd.

df = pd.read_excel("a.xls")        xlrd
df.to_markdown()                   tabulate
!kaggle datasets download a/b      kaggle
load_iris(as_frame=True)           pandas, by this option alone
table.style.highlight_max()        jinja2, whatever `table` is: nothing else has such a method
check({"matplotlib": "3.4.3"})     matplotlib: a table of versions is there to be compared with what is installed
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial

from packaging.utils import canonicalize_name

from nb2prod import knowledge
from nb2prod.knowledge.distributions import distribution_of, well_known
from nb2prod.model import Program, Statement
from nb2prod.plan.telling.services import lines_of, shown
from nb2prod.walking import walk

CHECKING = re.compile("package|version|require", re.I)  # {"holidays": "1.5"} may be about anything
VERSION = re.compile(r"\d+(\.\d+)+((a|b|rc|\.?post|\.?dev)\d+)?")


def needed(program: Program, kept: frozenset[int], there: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Their names, sorted, each with the first call that takes it; `there`: what is required anyhow."""
    found: dict[str, str] = {}
    checks = any(CHECKING.search(call) for s in program.statements for call in s.facts.calls)
    tops = sorted({item.module.partition(".")[0] for item in program.imports if not item.level} - {""})
    backends = {text for s in program.statements if "KERAS_BACKEND" in s.source for text in _strings(s)}
    everywhere = cache(partial(_everywhere, program))
    for statement in program.statements:
        if statement.id not in kept or (statement.facts.display == "report" and _styled(statement.node)):
            continue  # a log has the table without its style
        for call in statement.facts.calls:
            names = [f"{top}.{call}" for top in tops] if call.startswith("?.") else [call]
            choices = [choice for name in names for choice in knowledge.needs(name)]
            several = [choice for choice in choices if choice[1]]
            plain = [choice for choice in choices if not choice[1]]
            for distributions, _ in (*plain, *_by_file(statement, several, everywhere)):
                if not {*distributions} & {*there, *found}:
                    found[next((d for d in distributions if d in backends), distributions[0])] = call.removeprefix("?.")
        for line in lines_of(statement.node):
            for name in {"gdown", "kaggle"}.intersection(line.split()[:1]) - {*there}:  # pip has them under these names
                found.setdefault(name, shown(line))
        for name in _compared(statement) if checks else ():
            if canonicalize_name(name) not in map(canonicalize_name, (*there, *found)):
                found[name] = "the check of versions"
    return tuple(sorted(found.items()))


def _compared(statement: Statement) -> Iterator[str]:
    """The distributions of a table that gives each of them a version, and nothing else."""
    for node in walk(statement.node):
        match node:
            case ast.Dict(keys=[*keys], values=[*values]) if keys and all(map(_version, values)):
                names = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
                if len(names) == len(keys) and all(map(well_known, names)):
                    yield from filter(None, map(distribution_of, names))


def _styled(node: ast.AST) -> bool:
    """`table.style.format("{:.2f}").hide()`, shown as it stands or with `display`."""
    match node:
        case ast.Expr(value=value) | ast.Call(func=ast.Name(id="display"), args=[value]):
            return _styled(value)
        case ast.Call(func=ast.Attribute(value=value)):
            return _styled(value)
        case ast.Attribute(attr="style", value=ast.Name()):
            return True
    return False


def _version(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(VERSION.fullmatch(node.value))


def _by_file(
    statement: Statement, choices: list[tuple[tuple[str, ...], str]], everywhere: Callable[[], set[str]]
) -> list[tuple[tuple[str, ...], str]]:
    """Those for the files that the statement names, else for those that the notebook does; else the first."""
    if not choices:
        return []
    for texts in (partial(_strings, statement), everywhere):
        named = [choice for choice in choices if any(text.lower().endswith(choice[1].lower()) for text in texts())]
        if named:
            return named
    return [choice for choice in choices if "=" not in choice[1]][:1]


def _everywhere(program: Program) -> set[str]:
    whole = (s for s in program.statements if s.parent is None)  # what stands inside them is walked with them
    return {text for statement in whole for text in _strings(statement)}


def _strings(statement: Statement) -> set[str]:
    """Its texts, and its options as they are written: `as_frame=True`."""
    nodes = [*walk(statement.node)]
    options = {
        f"{node.arg}={ast.unparse(node.value)}"
        for node in nodes
        if isinstance(node, ast.keyword) and node.arg and isinstance(node.value, ast.Constant)
    }
    return options | {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
