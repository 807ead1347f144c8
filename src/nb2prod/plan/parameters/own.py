"""Numbers that the notebook's own functions and classes are called with, under the names that these give them.

def build(layer, max_len=512): ...      build(layer, max_len=160)      max_len
class MeraRidge: __init__(self, alpha)  reg = MeraRidge(alpha=100)     alpha
look(3); look(7); look(12)                                             nothing: three tries
price(47, 1)                                                           nothing: one row that is tried out
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import FUNCTION
from nb2prod.plan.names import identifier
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.documented import argument, documented
from nb2prod.plan.parameters.readings import readings
from nb2prod.plan.parameters.sites import NEVER, Site, draws, literal, sites
from nb2prod.plan.parameters.whole import whole

INPUTS = frozenset("abcdefghijklmopqrstuvwxyz")  # names of what is put in, not of settings; n is how many
FILE = re.compile(
    r"^[^\n*?]*[/\\][^\n*?]*\.(?:csv|tsv|txt|jsonl?|parquet|xlsx?|ya?ml|pkl|joblib|npz?|zip|gz|db)$", re.I
)
PLACE = re.compile(r"(?:^|_)(?:path|dir|directory|folder|file|filename|url)$", re.I)
TRIES = 2  # a name that gets more than so many values is tried out, not set


def of_own(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """Every number of a call of one's own, but for what is only tried out."""
    named, counting, docs = signatures(kept, bound), whole(kept), documented(program, kept, bound)
    unread = {
        (s.node.name, argument)
        for s in kept
        if isinstance(s.node, (*FUNCTION, ast.ClassDef))
        for argument in named.get(s.node.name, ())
        if not any(readings(s.node, argument))
    }
    found = [
        (site, keyword, node)
        for site in sites(program, kept, bound)
        for keyword, node in arguments(site, named)
        if keyword not in NEVER | INPUTS
        and not draws(site)
        and (site.called, keyword) not in unread
        and not _tried(site, named)
        and _settable(keyword, literal(node))
    ]
    tries = Counter((called, keyword) for called, keyword, _ in {(s.called, k, literal(n)) for s, k, n in found})
    for site, keyword, node in found:
        if tries[site.called, keyword] <= TRIES:
            variables = [identifier(name.lower(), "") for name in sorted(site.statement.facts.binds)]
            names = (*variables[:1], identifier(site.called, ""))
            telling = ("own", keyword) if len(keyword) > 3 else ("own", site.called, keyword)
            yield Candidate(
                keyword, literal(node), site.statement.cell, span_of(node), argument(keyword, site.called, docs),
                site.called, f"the argument {keyword} of {site.called}",
                names if site.called[:1].isupper() else names[::-1],
                statement=site.statement.id if site.called[:1].isupper() else -1,
                of=_whose(site) if site.called[:1].isupper() else "", alike=telling, keyword=keyword,
                whole=keyword in counting,
            )  # fmt: skip


def _settable(keyword: str, value: object) -> bool:
    """Numbers, and texts that say where something is."""
    if type(value) in (int, float):
        return True
    return isinstance(value, str) and bool(value) and bool(PLACE.search(keyword) or FILE.match(value))


def _tried(site: Site, named: dict[str, list[str]]) -> bool:
    """`predict_price(47, 1)`, which nothing takes: one row that is tried out.

    `predict_price(47, 1, coef)`, too, where the function asks for its own `coef`: it read it before it was moved.
    """
    facts, given = site.statement.facts, [*arguments(site, named)]
    closed = all(literal(node) is not None or (isinstance(node, ast.Name) and node.id == name) for name, node in given)
    return not facts.binds and not facts.mutates and closed


def _whose(site: Site) -> str:
    made = getattr(site.statement.node, "value", None) is site.call and len(site.statement.facts.binds) == 1
    return min(site.statement.facts.binds) if made else f"a {site.called}"


def signatures(kept: list[Statement], bound: dict[str, list[int]]) -> dict[str, list[str]]:
    """The names of the arguments of each function and class that is defined once, at the top level."""
    found: dict[str, list[str]] = {}
    full = {s.parent for s in kept if not isinstance(s.node, ast.Pass)}  # of what only draws nothing stays inside
    for statement in kept:
        node = statement.node
        if statement.parent is not None or not isinstance(node, (*FUNCTION, ast.ClassDef)) or len(bound[node.name]) > 1:
            continue
        if isinstance(node, ast.ClassDef):
            made = [part for part in node.body if isinstance(part, FUNCTION) and part.name == "__init__"]
        else:
            made = [node] if statement.id in full else []
        for function in made:
            names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
            found[node.name] = names[isinstance(node, ast.ClassDef) :]
    return found


def arguments(site: Site, named: dict[str, list[str]]) -> Iterator[tuple[str, ast.expr]]:
    """Each argument of a call of one's own, with its name."""
    if not isinstance(site.call.func, ast.Name) or site.call.func.id not in named:
        return
    if not any(isinstance(arg, ast.Starred) for arg in site.call.args):
        yield from zip(named[site.call.func.id], site.call.args, strict=False)
    yield from ((given.arg, given.value) for given in site.call.keywords if given.arg)
