"""Whether a function or class of the notebook does more than give a value: to leave out a call changes something then.

def area(r): return PI * r ** 2                  it does not
def play(): return random.random()               it draws
def note(x): LOG.append(x)                       it changes what others see
def cost(n): return n + rng.normal()             it draws
"""

from __future__ import annotations

import ast

from nb2prod.read.exercises import draws
from nb2prod.walking import walk

DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
CHANGES = frozenset("append extend insert pop popitem update add remove discard clear setdefault sort reverse".split())
LEARNS = frozenset("fit fit_transform fit_predict partial_fit fit_resample".split())
MODULES = frozenset(  # names of modules, whose functions change nothing but as their names say
    "np numpy pd pandas math sp scipy plt sns json re os string datetime itertools statistics".split()
) | {""}
DRAWN = frozenset(  # what a generator gives, or a distribution
    "rvs normal standard_normal uniform integers random_integers exponential poisson binomial gauss normalvariate "
    "lognormal gamma beta bytes randrange randbytes getrandbits triangular vonmisesvariate expovariate".split()
)
WRITES = frozenset("open to_csv to_parquet to_pickle dump save savez savefig write write_text mkdir makedirs".split())


def may_do_more(node: ast.stmt) -> bool:
    """Whether any function, class or lambda in the statement draws, writes, or changes what it did not make."""
    return any(isinstance(part, DEFINING) and _acts(part) for part in walk(node))


def _acts(definition: ast.AST) -> bool:
    parts = list(walk(definition))
    own = {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    own |= {part.arg for part in parts if isinstance(part, ast.arg)}
    return draws(definition) or any(_changes(part, own) for part in parts)


def _changes(part: ast.AST, own: set[str]) -> bool:
    match part:
        case ast.Global() | ast.Nonlocal() | ast.Delete():
            return True
        case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
            return _base(part) not in own
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in WRITES | DRAWN or name == "next":
            return True
        case ast.Call(func=ast.Attribute(attr=name, value=value), keywords=keywords):
            if name in LEARNS:  # it may draw; what `self` holds was made by who made that, and is known there
                return not isinstance(value, ast.Attribute) or _base(value) != "self"
            changes = name in CHANGES or any(keyword.arg in ("inplace", "out") for keyword in keywords)
            foreign = _base(value) not in own
            return foreign and (changes or _base(value) not in MODULES)  # rng.normal(), deck.deal(): nothing tells
    return False


def _base(node: ast.expr) -> str:
    """The name that it begins with; "" for none, as in ", ".join(x)."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
