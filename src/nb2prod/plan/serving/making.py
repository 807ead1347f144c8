"""Where arrays and frames begin that a notebook makes itself, and then fits or asks a model with.

X = np.random.rand(100, 1)                   here: no rows go into it
X2 = PolynomialFeatures(2).fit_transform(X)  there: its rows are those of X
Z = np.c_[x1, x2]                            here, where x1 and x2 are made by different statements
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph, in_function
from nb2prod.plan.serving.dimensions import joins
from nb2prod.plan.serving.words import REDUCING
from nb2prod.walking import children, last_of, walk

ASKING = frozenset(
    {"fit", "partial_fit", "fit_predict", "fit_transform", "predict", "predict_proba", "decision_function", "score"}
)
ROWS = frozenset({"numpy.ndarray", "pandas.DataFrame"})
ABOUT = frozenset({"shape", "size", "ndim", "dtype", "columns", "index", "T"})  # of rows, but no rows themselves
NUMBERS = frozenset({"len", "int", "float", "range", "str", "print", "type", "sum", "min", "max"})
SPLITS = frozenset({"train_test_split", "shuffle", "resample"})
LEARNING = frozenset(
    {"fit", "fit_transform", "fit_resample", "transform", "fillna", "interpolate", "rank", "apply", "groupby", "merge"}
)
Begun = frozenset[tuple[int, int | None]]  # statement, and which of the names that it binds
NOTHING: Begun = frozenset()
GATHERED: tuple[int, int | None] = (-1, None)  # beside the statement: its rows are no beginning


def made_by(
    program: Program, kept: frozenset[int], rooted: Iterable[int], held: frozenset[str]
) -> dict[int, int | None]:
    """Statements that make rows which a model is fitted on or asked about.

    `rooted` are loads that give rows anyway, `held` the attributes that these have them in.
    """
    search = _Search(program, kept, frozenset(rooted), held)
    found: dict[int, int | None] = {}
    for statement in program.statements:
        if statement.id in kept and not in_function(program, statement):
            for matrix in _matrices(statement):
                begun = search.begun(matrix, statement, 0)
                if len(begun) == 1 and not any(identity in search.rooted for identity, _ in begun):
                    found.update(dict(begun))
    return found


def frames_behind(program: Program, kept: frozenset[int], fit: int, rooted: Iterable[int]) -> list[int]:
    """The statements on the way to a fit that give a frame its name, outside of everything; `rooted`: that load it."""
    behind = Graph.of(program).behind(fit, around=True) & kept - {*rooted}
    found = []
    for statement in (program.statements[identity] for identity in sorted(behind)):
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)]) if statement.parent is None:
                found += [statement.id] if dict(statement.facts.types).get(name) == "pandas.DataFrame" else []
    return found


def shared(program: Program, binder: int, until: int) -> bool:
    """Whether what a frame is made of, and perhaps is, may change up to a statement: `Z = f(df); df["a"] /= 10`."""
    own = program.statements[binder].facts
    later = program.statements[binder + 1 : max(until, binder) + 1]
    return any((own.names - own.binds) & statement.facts.mutates for statement in later)


def _matrices(statement: Statement) -> Iterable[ast.expr]:
    """What models are given in the statement's own part."""
    todo: list[ast.AST] = [statement.node]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING:
            yield from [*node.args[:1], *(k.value for k in node.keywords if k.arg == "X")][:1]
        todo += [child for child in children(node) if not isinstance(child, ast.stmt)]


@dataclass
class _Search:
    program: Program
    kept: frozenset[int]
    rooted: frozenset[int]
    held: frozenset[str]
    edges: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for edge in self.program.edges:
            self.edges.setdefault((edge.target, edge.name), []).append(edge.source)

    def begun(self, node: ast.expr, at: Statement, depth: int) -> Begun:
        """Statements that the rows of an expression come from; none: it has no rows."""
        if depth > 40:
            return NOTHING
        if isinstance(node, ast.Name):
            return self._of_name(node.id, at, depth + 1)
        if isinstance(node, ast.Attribute) and (node.attr in ABOUT or self._beside(node, at)):
            return NOTHING
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in NUMBERS:
                return NOTHING
            if isinstance(node.func, ast.Attribute) and (node.func.attr in REDUCING or _flattens(node)):
                return NOTHING
            if ast.unparse(node.func).endswith("pad_sequences"):  # of texts, which are the rows
                return frozenset({(at.id, None), GATHERED})
        inside = [child for child in children(node) if isinstance(child, (ast.expr, ast.keyword))]
        inside += [child.iter for child in children(node) if isinstance(child, ast.comprehension)]
        if isinstance(node, ast.Subscript):
            inside = [node.value] if not joins(node) else inside
        parts = [part.value if isinstance(part, ast.keyword) else part for part in inside]
        return NOTHING.union(*(self.begun(part, at, depth + 1) for part in parts))

    def _beside(self, node: ast.Attribute, at: Statement) -> bool:
        """`digits.images`: what a loader has besides its rows."""
        if not isinstance(node.value, ast.Name) or node.attr in self.held:
            return False
        binders = self._binders(node.value.id, at) & self.rooted
        types = [dict(self.program.statements[binder].facts.types).get(node.value.id, "") for binder in binders]
        return any(type_ not in ROWS for type_ in types)

    def _of_name(self, name: str, at: Statement, depth: int) -> Begun:
        binders = self._binders(name, at)
        if len(binders) != 1:
            return frozenset((identity, None) for identity in binders & self.rooted)
        statement = self.program.statements[min(binders)]
        if statement.id in self.rooted:
            return frozenset({(statement.id, None)})
        node = statement.node
        if isinstance(node, ast.AugAssign):  # data /= 255: it begins where data did
            return self._of_name(name, statement, depth + 1)
        if isinstance(node, (ast.For, ast.With)) and dict(statement.facts.types).get(name, "") in ("", "?", *ROWS):
            return frozenset({(statement.id, None), GATHERED})  # nobody knows what a turn has
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            return NOTHING
        value, place = node.value, None
        if isinstance(node.targets[0], ast.Tuple):
            names = [one.id if isinstance(one, ast.Name) else "" for one in node.targets[0].elts]
            if name not in names or "" in names:  # (X, y), (X_test, y_test) = load_data(): what follows begins nothing
                return frozenset({(statement.id, None), GATHERED})
            place = names.index(name)
            value = element_of(node.value, place, len(names))
        elif not isinstance(node.targets[0], ast.Name):
            return NOTHING
        if is_empty_frame(value):
            return NOTHING.union(*(self.begun(column, s, depth + 1) for s, column in self._columns(name, at)))
        found = self.begun(value, statement, depth)
        if len(found) == 1 or GATHERED in found or any(identity in self.rooted for identity, _ in found):
            return found
        array = isinstance(value, ast.Subscript) and joins(value)
        type_ = dict(statement.facts.types).get(name, "")
        sure = (array or type_ in ROWS) and statement.parent is None and statement.id in self.kept
        held = sure and (self._gathers(statement) or self._behind_a_table(statement))
        if held or (sure and _reads_tables(self.program, statement)):
            return frozenset({(statement.id, place), GATHERED})
        if not sure and (type_ in ROWS or (type_ in ("", "?") and self._unknown(statement))):
            return frozenset({(statement.id, place), GATHERED})  # rows may come in here, and be changed behind
        return frozenset({(statement.id, place)}) if sure and self._plain(statement) else found

    def _unknown(self, statement: Statement) -> bool:
        """Whether it may read rows from anywhere: a library that nobody knows, a file, a function that reads tables."""
        effects = statement.facts.effects & {"read", "network", "unknown"}
        return bool(effects) or _reads_tables(self.program, statement)

    def _plain(self, statement: Statement) -> bool:
        """Whether it only makes or reads rows: what it learned of them would be missing for others."""
        calls = [node for node in walk(statement.node) if isinstance(node, ast.Call)]
        if any(isinstance(call.func, ast.Attribute) and call.func.attr in LEARNING for call in calls):
            return False
        return not statement.facts.effects & {"read", "network", "unknown"} or "load" in statement.facts.roles

    def _behind_a_table(self, statement: Statement) -> bool:
        """Whether rows of a file may go into it: windows of a table, or what was scaled, are no rows as it has them."""
        behind = Graph.of(self.program).behind(statement.id, around=True) - {statement.id}
        loads = (s.facts for s in map(self.program.statements.__getitem__, behind) if "load" in s.facts.roles)
        return any(kind.startswith("pandas.") for facts in loads for _, kind in facts.types)

    def _gathers(self, statement: Statement) -> bool:
        """Whether it turns a list into an array that code before it filled: `X = np.array(found)`."""
        for name in statement.facts.names:
            changed = {
                i for i in self.edges.get((statement.id, name), ()) if name in self.program.statements[i].facts.mutates
            }
            for binder in self._binders(name, statement) if changed else ():
                node = self.program.statements[binder].node
                if isinstance(node, ast.Assign) and isinstance(node.value, (ast.List, ast.Dict, ast.Tuple)):
                    return True
        return False

    def _columns(self, name: str, at: Statement) -> Iterable[tuple[Statement, ast.expr]]:
        """What `name["a"] = value` has put into a frame by now."""
        todo, seen = list(self.edges.get((at.id, name), ())), set[int]()
        while todo:
            current = todo.pop()
            if current in seen:
                continue
            seen.add(current)
            statement = self.program.statements[current]
            if name not in statement.facts.binds:
                todo += self.edges.get((current, name), ())
            match statement.node:
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=frame))], value=value) if frame == name:
                    yield statement, value

    def _binders(self, name: str, at: Statement) -> frozenset[int]:
        found: set[int] = set()
        todo, seen = list(self.edges.get((at.id, name), ())), set[int]()
        while todo:
            current = todo.pop()
            if current in seen:
                continue
            seen.add(current)
            if name in self.program.statements[current].facts.binds:
                found.add(current)
            else:  # it changes the object in place
                todo += self.edges.get((current, name), ())
        return frozenset(found)


def _reads_tables(program: Program, statement: Statement) -> bool:
    """Whether a function of the notebook that it calls reads a file of rows: these are the rows, not what it gives.

    What the function makes of them is not followed, so nothing that it gives is rows as inference gets them.
    """
    own = {s.node.name: s.node for s in program.statements if isinstance(s.node, ast.FunctionDef)}
    todo, seen = sorted(_called(statement.node) & own.keys()), set[str]()
    while todo:
        current = todo.pop()
        seen.add(current)
        if any(isinstance(p, ast.Attribute) and p.attr.startswith("read_") for p in walk(own[current])):
            return True
        todo += sorted(_called(own[current]) & own.keys() - seen)
    return False


def _called(node: ast.AST) -> set[str]:
    """Names of functions that are called anywhere inside."""
    return {p.func.id for p in walk(node) if isinstance(p, ast.Call) and isinstance(p.func, ast.Name)}


def is_empty_frame(node: ast.expr) -> bool:
    """`pd.DataFrame()`."""
    return (
        isinstance(node, ast.Call)
        and not node.args
        and not node.keywords
        and ast.unparse(node.func).endswith("DataFrame")
    )


def _flattens(node: ast.Call) -> bool:
    """`image.reshape(128 * 128, 3)`: points of a picture become rows here."""
    assert isinstance(node.func, ast.Attribute)
    sizes = node.args[0].elts if len(node.args) == 1 and isinstance(node.args[0], ast.Tuple) else node.args
    if node.func.attr != "reshape" or len(sizes) != 2:
        return False
    return ast.unparse(sizes[1]) != "1" and isinstance(sizes[0], ast.BinOp)


def element_of(value: ast.expr, place: int, count: int) -> ast.expr:
    """What one of several names is bound to, as far as the expression tells them apart."""
    if isinstance(value, ast.Tuple) and len(value.elts) == count:
        return value.elts[place]
    if isinstance(value, ast.Call) and not any(isinstance(one, ast.Starred) for one in value.args):
        name = last_of(value)
        if name in SPLITS and value.args:
            return value.args[min(place * len(value.args) // count, len(value.args) - 1)]
    return value
