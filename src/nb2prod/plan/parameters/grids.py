"""Hyperparameters in mappings: grids to search, settings that a booster is trained with.

GridSearchCV(model, {"C": [0.1, 1]})        param_grid: {"C": [0.1, 1]}
params = {"eta": 0.1}                       params: {"eta": 0.1}, where it is passed on as settings
{"C": [0.1, 1], "tol": np.logspace(-4, 0)}  C_values: [0.1, 1], where not all of a grid can be said in YAML
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import outwards, span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.plan.parameters.sites import NEVER, Site, literal, plain, sites, tunable
from nb2prod.walking import walk

GRIDS = frozenset({"param_grid", "param_distributions", "search_spaces", "params"})
BACK = GRIDS | {"get_params", "__dict__"}  # where a search gives back what it was given
SEARCHES = ("SearchCV",)


def grids(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """The mapping of a search or a booster, where it is a literal that YAML can say."""
    for site in sites(program, kept, bound):
        for keyword, node in _given(site):
            value = mapping(node)
            if value and isinstance(value, (dict, list)):
                help_ = knowledge.help_for(site.qualified, keyword) or f"Argument {keyword} of {site.origin}."
                yield Candidate(
                    keyword, value, site.statement.cell, span_of(node), help_, site.origin,
                    f"the argument {keyword} of {site.origin}", tuple(sorted(site.statement.facts.binds))[:1],
                    statement=site.statement.id, of=next(iter(sorted(site.statement.facts.binds)), site.origin),
                )  # fmt: skip
    yield from _opened(program, kept, bound)
    yield from _entries(program, kept, bound)
    yield from _looked_up(program, kept, bound)
    names = grid_names(program, kept, bound)
    for statement in kept:
        if not in_function(program, statement) and _searched(statement, names):
            yield from _values(statement)


def _opened(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """`with start_run(): params = dict(max_depth=20)` and `Forest(**params)`: set in a block, it is no constant."""
    opened = {
        k.value.id: site.called
        for site in sites(program, kept, bound)
        for k in site.call.keywords
        if k.arg is None and isinstance(k.value, ast.Name) and site.called[:1].isupper()
    }
    for site in sites(program, kept, bound):  # xgb.train(params=best_params, ...)
        opened |= {node.id: site.called for _, node in _given(site) if isinstance(node, ast.Name)}
    yield from _numbers(program, kept, bound)
    for statement in kept:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in opened and len(bound[name]) == 1:
                made = mapping(value)
                inside = statement.parent is not None and _once(program, statement)
                if inside and isinstance(made, dict) and not any(changes(s, name) for s in program.statements):
                    yield Candidate(
                        f"model_{name}", made, statement.cell, span_of(value), f"Settings of {opened[name]}.",
                        opened[name], f"the settings of {opened[name]}", (name,),
                    )  # fmt: skip


def _entries(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """`params = {"eta": 0.1, "base_score": mean}` for a booster: its numbers, where not all of it is literal."""
    given = [(node, site) for site in sites(program, kept, bound) for _, node in _given(site)]
    takers = {node.id: site for node, site in given if isinstance(node, ast.Name)}
    for statement in kept:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in takers and (made := as_dict(value)):
                alone = len(bound[name]) == 1 and not any(changes(s, name) for s in program.statements)
                if alone and mapping(made) is None and not in_function(program, statement):
                    yield from _settings(statement, name, made, takers[name])


def _looked_up(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """`CFG = {"depth": 3, "rate": 0.1}` and `Forest(max_depth=CFG["depth"])`: depth.

    A mapping that holds names of columns, too, stays as it is: inference reads them in the text of the notebook.
    """
    takers = _takers(program, kept, bound)
    opened = settings_names(program, kept, bound)  # SVC(**options): as a whole
    for statement in kept:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in takers.keys() - opened:
                made = as_dict(value)
                untouched = len(bound[name]) == 1 and not any(changes(s, name) for s in program.statements)
                plainly = made is not None and statement.parent is None and untouched and all_numbers(made)
                if made is not None and plainly and _handed_on(kept, name):
                    for key, site in takers[name].items():
                        yield from _settings(statement, name, _only(made, key), site)


def _takers(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> dict[str, dict[str, Site]]:
    """For each mapping the models that take an entry of it, by key."""
    takers: dict[str, dict[str, Site]] = {}
    for site in sites(program, kept, bound):
        for keyword, node in site.arguments():
            match node:
                case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key)):
                    if tunable(site, keyword):
                        takers.setdefault(name, {}).setdefault(key, site)
    return takers


def _handed_on(kept: list[Statement], name: str) -> bool:
    """Whether the mapping is used as a whole as well: `print(CFG)`; where only entries are read, those are settings."""
    loads = entries = 0
    for part in (part for statement in kept for part in walk(statement.node)):
        match part:
            case ast.Name(id=found, ctx=ast.Load()) if found == name:
                loads += 1
            case ast.Subscript(value=ast.Name(id=found), slice=ast.Constant(value=str())) if found == name:
                entries += 1
    return loads > entries


def all_numbers(made: ast.Dict) -> bool:
    """Whether it holds numbers and flags alone."""
    return None not in made.keys and all(type(literal(v)) in (bool, int, float) for v in made.values)


def as_dict(node: ast.expr) -> ast.Dict | None:
    """The mapping that it writes out, with its places: `{"depth": 3}`, `dict(depth=3)`; None where it is none."""
    match node:
        case ast.Dict():
            return node
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords) if all(k.arg for k in keywords):
            return ast.Dict([ast.Constant(k.arg) for k in keywords], [k.value for k in keywords])
    return None


def _only(made: ast.Dict, key: str) -> ast.Dict:
    """The entry of one key."""
    found = [
        (k, v) for k, v in zip(made.keys, made.values, strict=True) if isinstance(k, ast.Constant) and k.value == key
    ]
    return ast.Dict([k for k, _ in found], [v for _, v in found])


def _settings(statement: Statement, name: str, made: ast.Dict, site: Site) -> Iterator[Candidate]:
    for key, node in zip(made.keys, made.values, strict=True):
        value = literal(node)
        said = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        if said.isidentifier() and said not in NEVER and type(value) in (int, float):
            help_ = knowledge.help_for(site.qualified, said) or f"The setting {said} of {site.called}."
            yield Candidate(
                said, value, statement.cell, span_of(node), help_, site.called, f"the setting {said} of {site.called}",
                (name,), statement=statement.id, of=name, keyword=said,
            )  # fmt: skip


def _numbers(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Candidate]:
    """`with start_run(): alpha = 0.1` and `Lasso(alpha)`: model_alpha."""
    taken = {
        node.id: (site, keyword)
        for site in sites(program, kept, bound)
        for keyword, node in site.arguments()
        if isinstance(node, ast.Name) and tunable(site, keyword)
    }
    for statement in kept:
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int() | float() as value) as given):
                inside = statement.parent is not None and _once(program, statement)
                if name in taken and inside and len(bound[name]) == 1 and not isinstance(value, bool):
                    site, keyword = taken[name]
                    help_ = knowledge.help_for(site.qualified, keyword) or f"Argument {keyword} of {site.called}."
                    yield Candidate(
                        f"model_{name}", value, statement.cell, span_of(given), help_, site.called,
                        f"the argument {keyword} of {site.called}", (site.called.lower(), name),
                        statement=site.statement.id, of=f"a {site.called}", keyword=keyword,
                    )  # fmt: skip


def _once(program: Program, statement: Statement) -> bool:
    """Whether it is done once: in no loop, and in no function."""
    _, *around = outwards(program.statements, statement)
    return all(isinstance(each.node, (ast.With, ast.If, ast.Try)) for each in around)


def changes(statement: Statement, name: str) -> bool:
    """Whether it changes the mapping: itself, or by a function of the notebook."""
    owned = (
        rf"\b{name}\s*\[[^\]]*\]\s*[-+*/|]?=[^=]|\b{name}\.(?:update|pop|popitem|setdefault|clear)\(|\bdel\s+{name}\b"
    )
    by_own = name in statement.facts.mutates and all("." not in call for call in statement.facts.calls)
    return by_own or bool(re.search(owned, statement.source))


def _searched(statement: Statement, names: frozenset[str]) -> bool:
    """Whether the statement binds a grid, or holds a search."""
    searches = any(call.endswith(SEARCHES) for call in statement.facts.calls)
    return not hasattr(statement.node, "body") and (searches or not names.isdisjoint(statement.facts.binds))


def _values(statement: Statement) -> Iterator[Candidate]:
    """The literal lists of a grid that as a whole is no literal."""
    made = [node for node in walk(statement.node) if isinstance(node, ast.Dict)]
    names = sorted(statement.facts.binds)
    for number, node in enumerate(made, 1):
        if mapping(node) is None:
            within = f", in mapping {number} of {names[0]}" if len(made) > 1 and len(names) == 1 else ""
            for key, given in zip(node.keys, node.values, strict=True):
                value = mapping(given) if isinstance(given, ast.List) else None
                several = isinstance(value, list) and len(value) > 1  # one is no search
                if (
                    several
                    and isinstance(key, ast.Constant)
                    and isinstance(key.value, str)
                    and key.value.isidentifier()
                ):
                    last, said = key.value.rpartition("__")[2], f"Values of {key.value} to try{within}."
                    yield Candidate(
                        f"{last}_values", value, statement.cell, span_of(given), said,
                        "grid", f"the values of {key.value} in a grid", tuple(sorted(statement.facts.binds))[:1],
                    )  # fmt: skip


def grid_names(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> frozenset[str]:
    """Names passed as a grid, or as a booster's parameters."""
    given = (node for site in sites(program, kept, bound) for _, node in _given(site))
    return frozenset(node.id for node in given if isinstance(node, ast.Name))


def handed_only(kept: list[Statement], name: str, imports: Mapping[str, str]) -> bool:
    """Whether each use hands it to a library, or prints it, and nothing asks what was handed back.

    Under another name, in a list, or as `search.param_grid` it may be changed later.
    """
    handed, read, asked, back = 0, 0, set[str](), set(BACK)
    for part in (part for s in kept if s.parent is None for part in walk(s.node)):
        match part:
            case ast.Name(id=found, ctx=ast.Load()) if found == name:
                read += 1
            case ast.Attribute(attr=attr):
                asked.add(attr)
            case ast.Call(func=function, args=args, keywords=keywords) if _root(function) in {*imports, "print"}:
                names = [k.arg for k in keywords if k.arg and isinstance(k.value, ast.Name) and k.value.id == name]
                handed += len(names) + sum(isinstance(value, ast.Name) and value.id == name for value in args)
                back |= {*names}
    return read == handed and back.isdisjoint(asked)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def settings_names(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> frozenset[str]:
    """Those, and names passed as a hyperparameter or opened as keywords: `SVC(**options)`."""
    found = set(grid_names(program, kept, bound))
    for site in sites(program, kept, bound):
        found |= {k.value.id for k in site.call.keywords if isinstance(k.value, ast.Name) and tunable(site, k.arg)}
        made = site.origin[:1].isupper() or site.origin in ("train", "cv", "fit", "set_params")
        found |= {k.value.id for k in site.call.keywords if made and k.arg is None and isinstance(k.value, ast.Name)}
    return frozenset(found)


def _given(site: Site) -> Iterator[tuple[str, ast.expr]]:
    search = site.origin.endswith(SEARCHES)
    booster = site.qualified in ("xgboost.train", "xgboost.cv", "lightgbm.train", "lightgbm.cv")
    if search and len(site.call.args) > 1:
        yield "param_distributions" if "Random" in site.origin else "param_grid", site.call.args[1]
    if booster and site.call.args:
        yield "params", site.call.args[0]
    for given in site.call.keywords:
        if given.arg in GRIDS and (search or booster):
            yield given.arg, given.value


def mapping(node: ast.expr) -> object:
    """The mapping, or list of mappings, that literals make; None where YAML cannot say it."""
    match node:
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=[_, *_] as keywords):
            parts = {given.arg: mapping(given.value) for given in keywords}
            return None if None in parts or None in parts.values() else parts
        case ast.Dict(keys=[_, *_]) | ast.List(elts=[_, *_]) | ast.Constant():
            try:
                value = ast.literal_eval(node)
            except (ValueError, TypeError, SyntaxError):
                return None
            return value if plain(value) else None
    return None
