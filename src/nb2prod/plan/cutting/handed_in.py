"""What a frame that is handed in makes needless, beside the load that it stands for.

download(url, path)            feeds only the load of `df`: not done where df is given
df = load_data(path)           the load: its step names the frame
df = load_data_2(path)         the same file once more: the given frame again
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Collection
from dataclasses import replace

from nb2prod.model import Parameter, Program, Statement, Step
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.touched import Files, alike, own_parts
from nb2prod.walking import walk

DOWNLOADS = frozenset({"urllib.request.urlretrieve"})  # from the network into a file
OUTPUT = {"wget": ("--output-document", "O"), "curl": ("--output", "o")}  # what says where a command puts the file
OPERATORS = frozenset(";|&<>`$")
CALM = frozenset({"network", "read", "write", "print"})  # effects that nobody misses if nobody reads their files


def handed_in(
    program: Program, steps: tuple[Step, ...], parameters: tuple[Parameter, ...], wanted: Collection[str]
) -> tuple[Step, ...]:
    """The steps, with the frame that makes each of them needless; `wanted`: names that the workflow hands on."""
    found = list(steps)
    files = Files(program, Graph.of(program))
    paths = {p.name for p in parameters if p.because.startswith(("the path of", "a constant"))}
    for at, step in enumerate(steps):
        if step.loads:
            first, again = step, list[int]()
            last = _unread(program, found, at)
            if _again(program, found[last], step, paths):
                last = at
            if last > at:  # what is handed in is the frame of that load
                first = replace(found[last], loads=step.loads)
                again.append(last)
                found[last] = replace(found[last], reloads=step.loads)
            for number in (n for n in range(last + 1, len(found)) if _again(program, found[n], first, paths)):
                again.append(number)
                found[number] = replace(
                    found[number], reloads=step.loads, columns=_columns(program, found[number], first)
                )
            _feeders(program, found, at, {at, *again}, files, wanted)
    return tuple(found)


def _unread(program: Program, steps: list[Step], at: int) -> int:
    """The step that loads the frame anew before anybody reads it; the step itself where it is read.

    df = pd.read_csv("a.csv")       read by a plot alone, which is gone
    df = pd.read_csv("b.csv")       the load that a given frame stands for
    """
    name = steps[at].loads
    after = next((n for n in range(at + 1, len(steps)) if name in {*steps[n].outputs, *_read(program, steps[n])}), at)
    step = steps[after]
    if after == at or name in _read(program, step) or step.loads or step.inline or step.outputs != (name,):
        return at
    statements = [program.statements[i] for i in step.statements]
    loads = all("load" in s.facts.roles and s.facts.binds == {name} for s in statements)
    return _unread(program, [*steps[:after], replace(step, loads=name), *steps[after + 1 :]], after) if loads else at


def _again(program: Program, step: Step, first: Step, paths: Collection[str]) -> bool:
    """Whether the step loads into the same name from the same path, and does nothing else."""
    statements = [program.statements[i] for i in step.statements]
    loads = all("load" in s.facts.roles and s.facts.binds == {first.loads} for s in statements)
    same = set(step.parameters) & set(first.parameters) & set(paths)
    return loads and not step.inline and not step.loads and step.outputs == (first.loads,) and bool(same)


def _columns(program: Program, step: Step, first: Step) -> tuple[str, ...]:
    """The columns that the step picks while it loads, and the first load does not: `usecols=["a", "b"]`."""
    ours, theirs = _picked(program, step), _picked(program, first)
    if ours is None or theirs is not None:
        return ()
    if isinstance(ours, ast.Name):
        made = [s.node for s in program.statements if ours.id in s.facts.binds]
        ours = made[0].value if len(made) == 1 and isinstance(made[0], ast.Assign) else ours
    parts = ours.elts if isinstance(ours, ast.List) else []
    texts = tuple(p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str))
    return texts if len(texts) == len(parts) else ()


def _picked(program: Program, step: Step) -> ast.expr | None:
    nodes = (part for i in step.statements for part in walk(program.statements[i].node))
    given = (keyword for node in nodes if isinstance(node, ast.Call) for keyword in node.keywords)
    return next((keyword.value for keyword in given if keyword.arg == "usecols"), None)


def _feeders(
    program: Program, found: list[Step], at: int, chain: set[int], files: Files, wanted: Collection[str]
) -> None:
    """Mark the steps before the load that only `chain` needs, the nearest first."""
    for number in range(at - 1, -1, -1):
        step = found[number]
        if step.inline or step.loads or step.feeds or set(step.outputs) & set(wanted):
            continue
        if _only_for(program, found, number, chain, files):
            found[number] = replace(step, feeds=found[at].loads)
            chain.add(number)


def _only_for(program: Program, found: list[Step], number: int, chain: set[int], files: Files) -> bool:
    """Whether nothing but the steps of `chain` takes what the step leaves: its names, and the files that it writes."""
    step, own = found[number], _all(program, found[number])
    if asked := _fetched_if_missing(program, step, files):
        strangers = [s for n, other in enumerate(found) if n != number and n not in chain for s in _all(program, other)]
        taken = {name for n in chain for s in _all(program, found[n]) for name in files.names(s)}
        return asked in taken and not any(s.facts.effects & {"read", "unknown"} for s in strangers)
    calm = all(
        not s.facts.draws and not s.facts.seeds and (not s.facts.effects - CALM or fetched_by_command(s.node))
        for s in own
    )
    if not calm or set(step.outputs) & set(step.inputs):  # it changes what it was given
        return False
    others = [other for n, other in enumerate(found) if n > number and n not in chain]
    if any(set(step.outputs) & _read(program, other) for other in others):
        return False
    fetchers = _fetchers(program)
    writing = (s for s in own if "write" in s.facts.effects or (DOWNLOADS | fetchers) & {*s.facts.calls})
    written = [_fetched(files, s) if fetchers & {*s.facts.calls} else _written(files, s) for s in writing]
    written += [frozenset({name}) for s in own if (name := fetched_by_command(s.node))]
    names = frozenset().union(*written)
    if not all(written):  # it may be any file
        return False
    strangers = [s for other in (*others, *found[:number]) for s in _all(program, other)]
    for other in (s for s in strangers if s.facts.effects & {"read", "write", "unknown"}):
        theirs = files.names(other)
        anything = not theirs and bool(other.facts.effects & {"read", "write"})  # nobody asks for a file without a name
        if names and (anything or any(alike(a, b) for a in names for b in theirs)):
            return False
    feeds = any(set(step.outputs) & _read(program, found[n]) for n in chain)
    read = (name for n in chain for s in _all(program, found[n]) for name in files.names(s))
    return feeds or any(alike(a, b) for b in read for a in names)


def fetched_by_command(node: ast.stmt) -> str:
    """The file that `subprocess.run('wget https://host/a.csv -O b.csv', shell=True)` fetches: b.csv; "" for others."""
    match node:
        case ast.Expr(value=ast.Call(func=func, args=[ast.Constant(value=str() as command)])):
            words = [] if OPERATORS & {*command} or ast.unparse(func) != "subprocess.run" else command.split()
        case _:
            return ""
    if not words or words[0] not in OUTPUT:
        return ""
    long, short = OUTPUT[words[0]]
    for option, name in itertools.pairwise(words):
        if option == long or re.fullmatch(rf"-[A-Za-z]*{short}", option):
            return name.strip("'\"").removeprefix("-")
    if any(re.match(rf"-[A-Za-z]*[{short}Pi]", word) or word.startswith("--") for word in words):
        return ""  # it may put the file somewhere else
    addresses = [word.strip("'\"") for word in words if "://" in word]
    plain = words[0] == "wget" and len(addresses) == 1
    return addresses[0].partition("?")[0].rpartition("/")[2] if plain else ""


def _fetched_if_missing(program: Program, step: Step, files: Files) -> str:
    """The file that the step asks for, and whose absence alone lets it run a command that fetches; "" for none.

    if not os.path.exists("a.csv"):
        !wget https://host/a.csv
    """
    statements = [program.statements[i] for i in step.statements]
    if len(statements) != 1 or step.outputs:
        return ""
    match statements[0].node:
        case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Call(args=[path])), body=body, orelse=[]):
            asks = {*statements[0].facts.calls} <= {"os.path.exists", "os.path.isfile"}
            commands = [ast.unparse(part) for part in body]
            fetches = all(re.match(r"subprocess\.run\(\W{0,2}'(?:wget|curl) ", text) for text in commands)
            return files.end(path) if asks and fetches else ""
    return ""


def _written(files: Files, statement: Statement) -> frozenset[str]:
    """Names of the files that it writes; none: any file."""
    calls = [n for part in own_parts(statement.node) for n in walk(part) if isinstance(n, ast.Call)]
    targets = [n.args[1] for n in calls if ast.unparse(n.func).endswith("urlretrieve") and len(n.args) > 1]
    if not DOWNLOADS & {*statement.facts.calls}:
        return files.names(statement)
    found = {files.end(target).rpartition("/")[2] for target in targets}
    return frozenset() if "" in found else frozenset(found)


def _fetchers(program: Program) -> frozenset[str]:
    """Functions of the notebook that fetch an address into a file of that name: `urlretrieve(url, basename(url))`."""
    found = set()
    for statement in program.statements:
        node = statement.node
        if isinstance(node, ast.FunctionDef) and statement.parent is None and len(node.args.args) == 1:
            inside = [program.statements[i] for i in Graph.of(program).inside(statement.id)]
            calls = {call for s in inside for call in s.facts.calls}
            if (
                calls & DOWNLOADS
                and "os.path.basename" in calls
                and not any("write" in s.facts.effects for s in inside)
            ):
                found.add(node.name)
    return frozenset(found)


def _fetched(files: Files, statement: Statement) -> frozenset[str]:
    """The names of the files that such functions are asked for."""
    calls = [part for part in walk(statement.node) if isinstance(part, ast.Call) and len(part.args) == 1]
    found = {files.end(call.args[0]).rpartition("/")[2] for call in calls}
    return frozenset() if "" in found else frozenset(found)


def _read(program: Program, step: Step) -> set[str]:
    inline = (s.facts.names | s.facts.late for s in _all(program, step)) if step.inline else ()
    return set(step.inputs).union(*inline)


def _all(program: Program, step: Step) -> list[Statement]:
    """The statements of a step with those inside them."""
    inside = set(step.statements)
    found = [program.statements[i] for i in step.statements]
    for statement in program.statements:
        if statement.parent in inside and statement.body != "function":
            inside.add(statement.id)
            found.append(statement)
    return found
