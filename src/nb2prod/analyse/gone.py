"""Uses of what newer versions of a library no longer have: in the notebook, and in the modules that go with it.

df.append(row)                            DataFrame.append, gone from pandas 2.0
df["a"].fillna(0, inplace=True)           changes df no more, from pandas 3.0
from sklearn.externals import joblib      sklearn.externals, gone from scikit-learn 0.23
from distutils.version import X           distutils, gone from Python 3.12
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from packaging.version import Version

from nb2prod import knowledge
from nb2prod.analyse.as_tabled import Made, spelled_out, written
from nb2prod.analyse.binders import Binders
from nb2prod.analyse.chained import Here, chained
from nb2prod.analyse.compiled import compiled_functions, given_tables
from nb2prod.analyse.from_stars import of_stars
from nb2prod.analyse.narrow_indices import narrow_indices
from nb2prod.analyse.old_defaults import needs_old_default, of_numbers
from nb2prod.analyse.old_forms import COUNTED, DATED, counted, old_forms
from nb2prod.analyse.one_number import COLUMN, of_one_row, one_number
from nb2prod.analyse.onward import Onward
from nb2prod.analyse.sampled_sets import sampled_sets
from nb2prod.analyse.starts import TABLE, dotted, tables_to_start_with
from nb2prod.analyse.whole_numbers import whole_numbers
from nb2prod.analyse.word_vectors import word_vectors
from nb2prod.knowledge.fetched import readers
from nb2prod.knowledge.moves import place_in_module
from nb2prod.knowledge.versions import Gone, gone, lately_gone, long_gone, unset
from nb2prod.model import Edge, Import, Module, Removal, Statement
from nb2prod.nesting import outwards, own_parts
from nb2prod.reaching import beside, running
from nb2prod.replacing import replace
from nb2prod.sparing import spared
from nb2prod.walking import walk

OUTER = {"keras": "tensorflow"}  # libraries that another one brings, where the notebook does not import them itself
PERIODS = (".to_period", ".period_range", ".PeriodIndex")  # whose weeks are still there
WEEK = re.compile(r"\.week(?:ofyear)?$")
ALONE = frozenset({"tree_method"})  # hyperparameters of one library, which stand in dicts that are no grid
KINDS = {":number": "=a number", ":nested": "=lists in a list", ":deep": "=a mapping of mappings", ":text": "=a text"}
KINDS |= {":array": "=an array or index"}
UNKNOWN = "?"  # the receiver of a method whose type nobody knows


@dataclass(frozen=True)
class _Named:
    """What the names of a notebook or module stand for."""

    modules: Mapping[str, str]  # name -> what was imported
    tops: frozenset[str]  # top-level modules that are imported

    def find(self, name: str) -> Gone | None:
        """What is known to be gone under that name; `?.fillna(method)` is asked of every library that is there."""
        if name.startswith((f"{UNKNOWN}.", f"{UNKNOWN}(")):
            inner = {inner for inner, outer in OUTER.items() if outer in self.tops}
            found = (self.find(f"{top}.{name}") for top in sorted(self.tops | inner))
            return next((each for each in found if each is not None), None)
        top = name.partition("(")[0].partition(".")[0]
        return gone(name, "" if top in self.tops else OUTER.get(top, ""))


def removals(
    statements: tuple[Statement, ...], edges: Iterable[Edge], imports: tuple[Import, ...], modules: Iterable[Module]
) -> tuple[Removal, ...]:
    """One for each use and statement, in document order, the modules' last; what a `try` guards is none.

    That a default has changed since counts in a notebook that was written before: another of its uses shows that.
    """
    absolute = [i for i in imports if i.name != "*" and not i.level]
    tops = {i.name: i.name for i in absolute if not i.attribute and i.module.startswith(f"{i.name}.")}  # import a.b
    bindings = of_stars(statements, imports) | {i.name: i.qualified for i in absolute} | tops
    named = _named(bindings, (i.module for i in imports))
    known = cache(named.find)  # most names are used again and again
    edges = tuple(edges)
    bound, onward = Binders(statements, edges), Onward(statements, edges)
    steps = _steps(statements, named.modules)
    compiled = compiled_functions(statements, named.modules)
    placed = frozenset((item.module, item.attribute) for item in imports if item.place)
    whole = (node for s in statements if s.parent is None for node in walk(s.node))
    wide = {id(call) for call in tables_to_start_with(whole, named.modules)}
    found: list[tuple[Gone, Removal]] = []
    periods = any(call.endswith(PERIODS) for s in statements for call in s.facts.calls)
    for statement in statements:
        if _guarded(statement, statements):
            continue
        typed = bound.types(statement)
        made, further = partial(bound.made, statement.id), partial(onward.calls, statement.id)
        around = partial(onward.around, statement.id)
        where = Here(typed, named.tops, named.modules, statement.facts.mutates, made, around, further)
        each: dict[tuple[str, str, str], tuple[Gone, ast.stmt]] = {}
        for node in _with_methods(statement.node):
            calls = statement.facts.calls if node is statement.node else ()
            names = (
                *_imported(node, placed),
                *_used(node, named.modules, made),
                *_typed(node, calls, typed, made),
                *_tried(node, steps),
            )
            parts = [*own_parts(node)]
            every = list(old_forms(parts, where))
            every += [one for name in names if (one := known(name)) is not None]
            every += chained(node, parts, where)
            every += narrow_indices(parts, where)
            every += [*one_number(parts, where), *sampled_sets(parts, where), *given_tables(parts, where, compiled)]
            every += [*whole_numbers(parts, where), *word_vectors(parts, where)]
            every += [TABLE for part in parts if id(part) in wide]
            every = [one for one in every if not (periods and WEEK.search(one.name))]
            for one in _once(every):
                each.setdefault((one.distribution, one.version, one.instead or one.name), (one, node))
        found += [(one, _removal(one, statement, node)) for one, node in each.values()]
    said = {name for s in statements for name in (*s.facts.names, *(c.rpartition(".")[2] for c in s.facts.calls))}
    found = [(one, at) for one, at in found if not (reading := readers(one.name)) or said & reading]
    trees, spoken = beside(statements, modules)
    for module, tree in trees:
        found += _of_module(module, tree, spoken)
    sure = [(one, removal) for one, removal in found if not _by_age(one)]
    elsewhere = any(item.place and item.module != "collections" for item in imports)
    dated = elsewhere or any(long_gone(one) and not one.back for one, _ in sure)
    evidence = [*(one for one, _ in sure), *_moved_from(imports)]
    told = [
        (one, at)
        for one, at in found
        if not _by_age(one) or (dated and _written_before(one, evidence)) or needs_old_default(one, at, statements)
    ]
    return tuple(removal for _, removal in told)


def _by_age(found: Gone) -> bool:
    """Whether it means something in every version, but not the same."""
    return "(!" in found.name or found in DATED


def _moved_from(imports: Iterable[Import]) -> Iterator[Gone]:
    """What is gone from where the notebook imports it, though it stands elsewhere now: sklearn.cross_validation."""
    for item in imports:
        if item.place is not None:
            parts = [*item.module.split("."), *filter(None, [item.attribute])]
            places = (gone(".".join(parts[:length])) for length in range(1, len(parts) + 1))
            yield from (found for found in places if found is not None)


def _written_before(default: Gone, evidence: Iterable[Gone]) -> bool:
    """Whether the notebook was written before a default changed; one of long ago, if something went no later."""
    same = [one for one in evidence if one.distribution == default.distribution]
    if any(one.back and Version(one.back) >= Version(default.version) for one in same):
        return False  # it uses what came no earlier
    if not lately_gone(default):
        return any(not one.back and Version(one.version) <= Version(default.version) for one in same)
    return True


def _named(names: Mapping[str, str], modules: Iterable[str]) -> _Named:
    return _Named(names, frozenset(module.partition(".")[0] for module in modules) - {""})


def _once(found: list[Gone]) -> list[Gone]:
    """Without what only the sources tell where somebody has written of that name; the one by type is first."""
    written_of = {(one.distribution, _last(one)) for one in found if one.instead}
    return [one for one in found if one.instead or (one.distribution, _last(one)) not in written_of]


def _last(found: Gone) -> str:
    """`fillna(method)` of `pandas.Series.fillna(method)`."""
    called, bracket, rest = found.name.partition("(")
    return called.rpartition(".")[2] + bracket + rest


def _removal(found: Gone, statement: Statement, node: ast.stmt) -> Removal:
    made = Removal(_shown(found.name), found.distribution, found.version, found.instead, found.back)
    line = statement.line if node is statement.node else node.lineno
    return replace(made, statement=statement.id, cell=statement.cell, line=line)


def _with_methods(node: ast.stmt) -> list[ast.stmt]:
    """The statement; of a class also those inside it, which are none of their own."""
    if not isinstance(node, ast.ClassDef):
        return [node]
    tried = {id(part) for each in walk(node) if isinstance(each, ast.Try) for part in walk(each)}
    return [part for part in walk(node) if isinstance(part, ast.stmt) and id(part) not in tried]


def _shown(name: str) -> str:
    """`DataFrame.append`, not `pandas.DataFrame.append`; of modules the whole name."""
    head, bracket, rest = name.partition("(")
    if head.endswith(".*"):
        return f"what {head.removesuffix('.*')} held"
    parts = [part for part in head.split(".") if part != UNKNOWN]
    short = ".".join(parts[1:] if len(parts) > 2 or UNKNOWN in name else parts)
    if not short:
        return rest.removesuffix(")")  # of whatever takes it
    for ours, theirs in (("NDFrame.", "DataFrame."), ("Text.", "str."), ("Dates.", "dt.")):
        short = short.replace(ours, theirs)
    text = re.sub(r"^#\d+=(.*)\)$", r'"\1")', rest).replace('"*"', "a path without an ending")  # resample("M")
    if text.startswith("!"):
        return f"the old default of {text[1:-1].partition('#')[0]} in {short}"
    if readers(name):  # what fetches it goes on doing so, but nothing reads it any more
        return f"reading what {short}{bracket}{text} brings"
    for kind, said in KINDS.items():
        text = text.replace(kind, said)
    return short + bracket + text.replace("#", "positional argument ")


def _of_module(module: Module, tree: ast.Module, names: frozenset[str] | None) -> Iterator[tuple[Gone, Removal]]:
    """What a module uses where anything calls it: names of imports, methods that nothing else has."""
    idle = spared(tree, names)
    inner = [node for node in walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    bound = {alias.asname or alias.name.partition(".")[0]: full for node in inner for alias, full in _bound_by(node)}
    named = _named(bound, bound.values())
    tried = {id(part) for node in walk(tree) if isinstance(node, ast.Try) for part in walk(node)}
    said: set[Gone] = set()
    pairs = {pair for node in inner for pair in _pairs(node)}
    placed = frozenset(pair for pair in pairs if place_in_module(pair))
    wide = {id(call) for call in tables_to_start_with(walk(tree), bound)}
    for node in running(tree, names):
        if id(node) in tried | idle or not isinstance(node, (ast.stmt, ast.expr)):
            continue
        every = [named.find(name) for name in (*_imported(node, placed), *_here(node, bound), *_unknown(node))]
        forms = [TABLE] * (id(node) in wide) + [COUNTED] * ("pandas" in named.tops and counted(node))
        forms += [COLUMN] * ("pandas" in named.tops and of_one_row(node))
        for one in (*every, *forms):
            if one is not None and one not in said:
                said.add(one)
                made = Removal(_shown(one.name), one.distribution, one.version, one.instead, one.back)
                at = replace(made, cell=module.cell, line=getattr(node, "lineno", None), module=module.path)
                yield one, at


def _pairs(node: ast.Import | ast.ImportFrom) -> set[tuple[str, str]]:
    """Module and name of all that it imports, "" for modules themselves."""
    if isinstance(node, ast.Import):
        return {(alias.name, "") for alias in node.names}
    return {(node.module, alias.name) for alias in node.names} if node.module and not node.level else set()


def _bound_by(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[ast.alias, str]]:
    if isinstance(node, ast.ImportFrom):
        yield from ((alias, f"{node.module}.{alias.name}") for alias in node.names if node.module and not node.level)
    else:
        yield from ((alias, alias.name if alias.asname else alias.name.partition(".")[0]) for alias in node.names)


def _imported(node: ast.AST, placed: frozenset[tuple[str, str]]) -> Iterator[str]:
    """`sklearn`, `sklearn.externals` and `sklearn.externals.six` of an import; `placed`: taken from elsewhere."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names if (alias.name, "") not in placed]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [f"{node.module}.{a.name}" for a in node.names if (node.module, a.name) not in placed]
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _used(node: ast.stmt, modules: Mapping[str, str], made: Made) -> Iterator[str]:
    for part in own_parts(node):
        yield from _here(spelled_out(part, made) if isinstance(part, ast.Call) else part, modules)


def _here(node: ast.AST, modules: Mapping[str, str]) -> Iterator[str]:
    """`np.float`, `pd.datetime`, and arguments: `pd.read_csv(path, error_bad_lines=False)`."""
    if isinstance(node, ast.Attribute):
        yield dotted(node, modules)
    elif isinstance(node, ast.Call) and (called := dotted(node.func, modules)):
        yield from written(called, node, unset(called))


def _typed(statement: ast.stmt, called: Iterable[str], types: Mapping[str, str], made: Made) -> Iterator[str]:
    """`df.append(row)` and `df.fillna(method="ffill")` by the receiver's type, `df.ix[0]` by the variable's."""
    called = [*called]
    calls = [call for call in called if _is_type(call.rpartition(".")[0])]
    yield from calls
    for part in own_parts(statement):
        node = spelled_out(part, made) if isinstance(part, ast.Call) else part
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            same = [call for call in called if call.rpartition(".")[2] == node.func.attr]
            owners = [call for call in same if call in calls]
            if same and not owners and all(map(knowledge.lists, same)):
                continue  # a function of a module, and nobody's method
            yield from written(owners[0], node, _unset(owners[0], node, types, made)) if len(set(owners)) == 1 else ()
            yield from _unknown(node) if all(owner.startswith(f"{UNKNOWN}.") for owner in owners) else ()
        elif isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in types:
                yield f"{types[node.value.id]}.{node.attr}"
            yield from _unknown(node)


def _unset(called: str, node: ast.Call, types: Mapping[str, str], made: Made) -> tuple[str, ...]:
    """Keywords whose default has changed; not where somebody has chosen columns, nor for a text without a pattern."""
    names = [name for name in unset(called) if not (name == "regex" and _plain_text(node.args))]
    of_rows = any(k.arg == "axis" and getattr(k.value, "value", None) == 1 for k in node.keywords)
    spine: ast.AST | None = node
    while called.startswith("pandas.") and spine is not None:
        grouped = called.startswith("pandas.GroupBy.") and _of_groups(spine, types)
        if grouped or of_rows or of_numbers(spine, made):
            return tuple(name for name in names if name != "numeric_only")
        spine = getattr(spine, "func", getattr(spine, "value", None))
    return tuple(names)


def _of_groups(spine: ast.AST, types: Mapping[str, str]) -> bool:
    """`df.groupby("y")["a"]`, `df.groupby("y").a`, `groups.a`: a column, and no method of the groups."""
    match spine:
        case ast.Subscript():
            return True
        case ast.Attribute(value=ast.Attribute(value=ast.Call(func=ast.Attribute(attr="groupby")))):
            return True
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=name))):
            return types.get(name) == "pandas.GroupBy"
    return False


def _plain_text(given: list[ast.expr]) -> bool:
    """Whether the first argument means the same as a pattern and as a text."""
    match given:
        case [ast.Constant(value=str(text)), *_]:
            return len(text) == 1 or not re.search(r"[][\\^$.|?*+(){}]", text)
    return False


def _is_type(owner: str) -> bool:
    """Whether a call is a method's: functions stand in the code under the names that they were imported by."""
    return owner == UNKNOWN or knowledge.described(owner)


def _steps(statements: tuple[Statement, ...], modules: Mapping[str, str]) -> Mapping[str, str]:
    """The class of each step of a pipeline: `("lr", LinearRegression())`; `make_pipeline` takes its small letters."""
    found: dict[str, str] = {}
    named: dict[str, set[str]] = {}
    for part in (part for statement in statements for part in own_parts(statement.node)):
        match part:
            case ast.Tuple(elts=[ast.Constant(value=str() as step), ast.Call(func=made)]):
                named.setdefault(step, set()).add(dotted(made, modules))
            case ast.Call(func=made) if called := dotted(made, modules):
                found[called.rpartition(".")[2].lower()] = called
    return found | {step: min(classes) for step, classes in named.items() if len(classes) == 1}


def _tried(node: ast.stmt, steps: Mapping[str, str]) -> Iterator[str]:
    """Of hyperparameters that a search tries, `{"rf__max_features": ["auto", "sqrt"]}`, or one is made with.

    `?(max_features=auto)` for values, `sklearn.ensemble.RandomForestClassifier(max_features)` for names: `steps`.
    """
    pairs: list[tuple[str, ast.expr]] = []
    for part in own_parts(node):
        if isinstance(part, ast.Dict):
            keys = zip(part.keys, part.values, strict=True)
            pairs += [(k.value, v) for k, v in keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == "dict":
            yield from (f"{UNKNOWN}({keyword.arg})" for keyword in part.keywords)
    yield from (f"{UNKNOWN}({key})" for key, _ in pairs)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        pairs.append((node.targets[0].id, node.value))
    for key, value in pairs:
        step, _, name = key.rpartition("__")
        sure = steps.get(step.rpartition("__")[2], "")  # and a grid may try another one for the step
        yield from (f"{owner}({name})" for owner in (sure, UNKNOWN * bool(step)))
        tried = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value] * (name in ALONE)
        texts = (each.value for each in tried if isinstance(each, ast.Constant))
        yield from (f"{UNKNOWN}({name}={text})" for text in texts if isinstance(text, str))


def _unknown(node: ast.AST) -> Iterator[str]:
    """Under names that one library alone has: `?.fillna(method)`, `?.index.week`."""
    if isinstance(node, ast.Attribute):
        yield f"{UNKNOWN}.{node.attr}"
        if isinstance(node.value, ast.Attribute):
            yield f"{UNKNOWN}.{node.value.attr}.{node.attr}"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from written(f"{UNKNOWN}.{node.func.attr}", node)
        if isinstance(node.func.value, ast.Attribute):
            yield from written(f"{UNKNOWN}.{node.func.value.attr}.{node.func.attr}", node)


def _guarded(statement: Statement, statements: tuple[Statement, ...]) -> bool:
    """`try: from sklearn.externals import joblib`, `if pd.__version__ < "2":` have another way for newer versions."""
    _, *above = (each.node for each in outwards(statements, statement))
    return any(
        isinstance(node, ast.Try) or (isinstance(node, ast.If) and any(map(_asks_version, walk(node.test))))
        for node in above
    )


def _asks_version(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="__version__" | "version_info") | ast.Call(func=ast.Name(id="hasattr")):
            return True
    return False
