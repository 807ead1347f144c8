"""Settings in a mapping that holds other things, too: each is a parameter where it is looked up, the mapping stays.

CFG = {"depth": 3, "columns": ["a", "b"]}    dict(depth=3, columns=["a", "b"]) alike
Forest(max_depth=CFG["depth"])               Forest(max_depth=depth)
print(CFG)                                   then nothing is lifted: what is shown would not be what is set
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING, span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.constants import known, worth
from nb2prod.plan.parameters.files import file_help
from nb2prod.plan.parameters.grids import all_numbers, as_dict, changes, mapping
from nb2prod.plan.parameters.paths import path_name
from nb2prod.plan.parameters.sites import Site, literal, numbers, plain, sites, tunable
from nb2prod.walking import children, walk

Chain = tuple[str, ...]
BARE: Chain = ()
PLAIN_KEYS = frozenset({"path", "file", "filename", "url", "data", "input", "output"})


def looked_up(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Numbers, flags and places of mappings that are set once and only ever asked for single entries."""
    found: list[tuple[str, ast.Dict]] = []
    for statement in kept:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if len(bound.get(name, ())) == 1:
                made = as_dict(value) if statement.parent is None else None
                if made is not None and not any(changes(s, name) for s in program.statements):
                    found.append((name, made))
    if not found:
        return
    keywords = (part for s in kept for part in walk(s.node) if isinstance(part, ast.keyword))
    opened = {id(part.value) for part in keywords if part.arg is None}  # m = Model(**CFG["params"])
    takers = {id(node): (site, keyword) for site in sites(program, kept, bound) for keyword, node in site.arguments()}
    for name, made in found:
        yield from _entries(program, kept, name, made, takers, opened)


def _entries(
    program: Program,
    kept: list[Statement],
    name: str,
    made: ast.Dict,
    takers: Mapping[int, tuple[Site, str]],
    opened: Collection[int],
) -> Iterator[Candidate]:
    """Of one mapping; `takers`: by identity of what calls are given, `opened`: what they are given as keywords."""
    reads = [(s, chain, node) for s in kept for chain, node in _read(s.node, name)]
    if any(chain == BARE for _, chain, _ in reads):
        return
    hidden = {chain for s, chain, _ in reads if in_function(program, s) or isinstance(s.node, DEFINING)}
    hidden |= {  # p = CFG["model"]; p.update(depth=6)
        chain
        for _, chain, node in reads
        if isinstance(_entry(made, chain), ast.Dict)
        and id(node) not in opened
        and takers.get(id(node), (None, ""))[1] != "params"
    }
    if all_numbers(made) and not any(takers.get(id(node), (None, ""))[1] for _, _, node in reads):
        return  # a table of numbers, no settings of anything
    for statement, chain, node in reads:
        value = _value(made, chain)
        if value is None or any(chain[: len(other)] == other[: len(chain)] for other in hidden):
            continue
        site, keyword = takers.get(id(node), (None, ""))
        given = keyword == "params" if isinstance(value, dict) else worth(chain[-1], value) or isinstance(value, tuple)
        if given and chain[-1].isidentifier():
            yield _candidate(statement, chain, node, value, name, site, keyword)


def _candidate(
    statement: Statement, chain: Chain, node: ast.expr, value: object, name: str, site: Site | None, keyword: str
) -> Candidate:
    key = chain[-1]
    path = isinstance(value, str) and site is not None and "load" in statement.facts.roles
    called = (
        path_name(statement, site.qualified or site.method, site.call) if path and site and key in PLAIN_KEYS else key
    )
    said = file_help(site, str(value), written=False) if path and site is not None else ""
    said = said or (knowledge.help_for(site.qualified or site.method, keyword) if site is not None and keyword else "")
    of_model = site is not None and tunable(site, keyword)
    return Candidate(
        called, value, statement.cell, span_of(node), said or known(key) or f"The entry {key} of {name}.",
        site.called if site is not None else name, f"the entry {key} of {name}, which is looked up here",
        (name.lower(),), path=path, must=path, reads=path, statement=statement.id if of_model else -1,
        of=site.called if of_model and site is not None else "", alike=("entry", name, chain), keyword=keyword or key,
    )  # fmt: skip


def _entry(made: ast.Dict, chain: Chain) -> ast.expr | None:
    """What is written at the entry; None where `**over` or `KEY: 9` may say it as well."""
    node: ast.expr = made
    for key in chain:
        if not isinstance(node, ast.Dict) or not all(isinstance(k, ast.Constant) for k in node.keys):
            return None
        pairs = zip(node.keys, node.values, strict=True)
        entries = [value for k, value in pairs if isinstance(k, ast.Constant) and k.value == key]
        if len(entries) != 1:
            return None
        node = entries[0]
    return node


def _value(made: ast.Dict, chain: Chain) -> object:
    """What stands at the entry; None for what YAML cannot say, or what is not there."""
    node = _entry(made, chain)
    if node is None:
        return None
    if isinstance(node, ast.Tuple):
        return numbers(node)  # img_size=(299, 299)
    value = mapping(node) if isinstance(node, ast.Dict) else literal(node)
    return value if value is not None and plain(value) else None


def _read(node: ast.AST, name: str) -> Iterator[tuple[Chain, ast.expr]]:
    """How the statement's own part asks for it: chains of keys, BARE for the mapping itself."""
    if isinstance(node, ast.Subscript) and (chain := _chain(node, name)):
        yield chain, node
        return
    if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
        yield BARE, node
    for part in children(node):
        if not isinstance(part, ast.stmt):
            yield from _read(part, name)


def _chain(node: ast.expr, name: str) -> Chain:
    """`CFG["params"]["eta"]` as ("params", "eta")."""
    match node:
        case ast.Subscript(value=ast.Name(id=found), slice=ast.Constant(value=str() as key), ctx=ast.Load()):
            return (key,) if found == name else ()
        case ast.Subscript(value=inner, slice=ast.Constant(value=str() as key), ctx=ast.Load()):
            before = _chain(inner, name)
            return (*before, key) if before else ()
    return ()
