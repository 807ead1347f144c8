"""A value is lifted wholly or not at all.

os.symlink("in/a.csv", "a.csv"); df = pd.read_csv("a.csv")          the link is the parameter, too
KMeans(n_clusters=10); for i in range(10): labels == i              10 stays in both places
target = "a.gz"; if not isfile("a.gz"): fetch(target)     target, in both places
pd.DataFrame({"score": cross_val_score(m, X, y, cv=10), "model": ["a"] * 10})          10 stays in both places
import checks; df = pd.read_csv("in/a.csv"), where checks.py reads "in/a.csv", too     the path stays in both files
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nb2prod.model import Program, Span, Statement
from nb2prod.nesting import DEFINING, own_parts, span_of
from nb2prod.plan.graph import in_function
from nb2prod.plan.parameters.candidate import Candidate, Group
from nb2prod.plan.parameters.halves import without_halves
from nb2prod.plan.parameters.one_way import without_bound
from nb2prod.plan.parameters.overruled import without_overruled
from nb2prod.plan.parameters.sites import within
from nb2prod.reaching import parsed
from nb2prod.walking import walk

PARTS = frozenset({"n_clusters", "n_components", "num_class", "num_classes"})  # what code beside it goes through
SHAPING = frozenset({"ravel", "flatten", "squeeze", "reshape", "resize", "zeros", "ones", "empty", "full"})
PIECES = (ast.JoinedStr,)  # what stands in f-strings is no value of its own
LIKE_A_FILE = re.compile(r"[/\\]|\.\w{2,8}$")  # "images" may be a folder, and a column elsewhere


def wholly(program: Program, kept: list[Statement], found: list[Candidate]) -> list[Candidate]:
    """The candidates, with the other places of a path, and without counts that code beside them repeats."""
    own = [s for s in kept if not in_function(program, s) and not isinstance(s.node, DEFINING)]  # no defaults
    elsewhere = _in_modules(program)
    found = [c for c in found if c.secret or not (isinstance(c.value, str) and c.value in elsewhere)]
    found = without_overruled(kept, without_bound(kept, without_halves(program, kept, found)))
    paths = _files(found)
    found = [c for c in found if c.alike[:1] != ("own",) or c.value not in paths]  # read_all("a.csv"): the same file
    spans = {(c.cell, c.span) for c in found}
    twins = [
        replace(
            paths[node.value],
            cell=s.cell,
            span=span_of(node),
            constant=None,
            line=0,
            reads=paths[node.value].reads or _reads(s),
        )
        for s in own
        for node in _texts(s.node)
        if node.value in paths and not _holds(s, paths[node.value]) and not within((s.cell, span_of(node)), spans)
    ]
    counts: list[tuple[int, int, int, object]] = [
        (s.cell, s.line, s.end_line, node.value)
        for s in own
        for node in _counts(s.node)
        if not within((s.cell, span_of(node)), spans)
    ]
    numbers = [
        (s.cell, span_of(n), n.value)
        for s in own
        for n in own_parts(s.node, PIECES)
        if isinstance(n, ast.Constant) and type(n.value) is int
    ]
    turns = {count.value for s in kept for count in _counts(s.node)}
    return [
        c
        for c in found
        if not _repeated(c, counts)
        and not _said_again(c, numbers)
        and not _sized(c, kept)
        and not (c.keyword in PARTS and c.value in turns and c.constant is None)
    ] + twins


def _files(found: Iterable[Candidate]) -> dict[object, Candidate]:
    """What says each file: a literal in a call, else the one constant that holds it."""
    files: dict[object, Candidate] = {}
    named: dict[object, list[Candidate]] = {}
    for candidate in found:
        if _like_a_file(candidate):
            if candidate.path:
                files.setdefault(candidate.value, candidate)
            elif candidate.constant is not None:
                named.setdefault(candidate.value, []).append(candidate)
    return {value: each[0] for value, each in named.items() if len(each) == 1} | files


def _in_modules(program: Program) -> frozenset[str]:
    """Files that code of a module beside the notebook says as well: no option of the workflow moves them there."""
    trees = [tree for _, tree in parsed(program.notebook.modules)]
    defaults = {
        id(part)
        for tree in trees
        for node in walk(tree)
        if isinstance(node, ast.arguments)  # of an argument that the caller may give
        for default in (*node.defaults, *node.kw_defaults)
        if default is not None
        for part in walk(default)
    }
    texts = (node for tree in trees for node in walk(tree) if isinstance(node, ast.Constant))
    return frozenset(
        node.value
        for node in texts
        if isinstance(node.value, str) and id(node) not in defaults and LIKE_A_FILE.search(node.value)
    )


def _holds(statement: Statement, candidate: Candidate) -> bool:
    """Whether it is the mapping whose entry is looked up: it stays as it is."""
    return candidate.alike[:1] == ("entry",) and candidate.alike[1] in statement.facts.binds


def with_constants(groups: list[Group]) -> list[Group]:
    """The groups; a file or an address that one constant says as well is that constant, wherever it is written out.

    mlflow.set_tracking_uri("http://h"); URI = "http://h"; MlflowClient(URI)          URI, in both places
    """
    said = Counter(g[0].value for g in groups if g[0].constant is not None and _place(g[0]))
    once = {value for value, count in said.items() if count == 1}
    literals = [g for g in groups if g[0].constant is None and _place(g[0]) and g[0].value in once]
    found: list[Group] = []
    for group in groups:
        if any(group is other for other in literals):
            continue
        constant = group[0].constant is not None and _place(group[0])
        same = [c for other in literals for c in other if c.value == group[0].value] if constant else []
        found.append((*group, *same))
    return found


def _place(candidate: Candidate) -> bool:
    """Whether it says where something is: a constant that looks so, a literal that stands for a path or an address."""
    return _like_a_file(candidate) and (candidate.constant is not None or candidate.path or candidate.must)


def _like_a_file(candidate: Candidate) -> bool:
    return isinstance(candidate.value, str) and bool(LIKE_A_FILE.search(candidate.value)) and not candidate.secret


def _reads(statement: Statement) -> bool:
    """Whether it reads a file, as far as the names of its calls tell: `pyreadr.read_r("a.rda")`."""
    return any(call.rpartition(".")[2].startswith(("read", "load")) for call in statement.facts.calls)


def _texts(node: ast.stmt) -> Iterator[ast.Constant]:
    """Plain texts in the statement's own part, no pieces of f-strings."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    for part in own_parts(node, PIECES):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part


def _counts(node: ast.stmt) -> Iterator[ast.Constant]:
    """How often something is repeated: `["a"] * 10`, `range(10)`."""
    for part in own_parts(node, PIECES):
        match part:
            case ast.BinOp(left=ast.List(), op=ast.Mult(), right=ast.Constant(value=int()) as count):
                yield count
            case ast.BinOp(left=ast.Constant(value=int()) as count, op=ast.Mult(), right=ast.List()):
                yield count
            case ast.Call(func=ast.Name(id="range"), args=[*_, ast.Constant(value=int()) as count]):
                yield count


def _sized(candidate: Candidate, kept: Iterable[Statement]) -> bool:
    """Whether the size of data that are made is written out once more where their shape is: `X.reshape(100)`."""
    if candidate.keyword not in ("n_samples", "n_features") or not candidate.origin.startswith("make_"):
        return False
    shapes = [
        given
        for statement in kept
        for call in walk(statement.node)
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in SHAPING
        for given in walk(call)
    ]
    said = {given.value for given in shapes if isinstance(given, ast.Constant) and type(given.value) is int}
    return candidate.value in said if candidate.keyword == "n_samples" else bool(shapes)


def _said_again(candidate: Candidate, numbers: list[tuple[int, Span, int]]) -> bool:
    """Whether the cell says how often a loop is gone through once more: `ProgBar(45)`, `for _ in range(45)`."""
    rounds = candidate.origin == "range" and candidate.constant is None
    return rounds and any(
        (cell, value) == (candidate.cell, candidate.value) and span != candidate.span for cell, span, value in numbers
    )


def _repeated(candidate: Candidate, counts: list[tuple[int, int, int, object]]) -> bool:
    """Whether its own statement says the same number again where something is repeated so often."""
    if (
        type(candidate.value) is not int
        or candidate.constant is not None
        or candidate.keyword in ("seed", "random_state", "random_seed")
    ):
        return False
    line = candidate.span[0]
    return any(
        cell == candidate.cell and first <= line <= last and value == candidate.value
        for cell, first, last, value in counts
    )
