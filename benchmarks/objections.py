"""What a reviewer objects to in a generated module, as far as it can be counted without opinion: read, never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

LONG, WIDE, WORDY, BLOCK = 60, 7, 100, 5  # lines, arguments or returns, characters, statements
Function = ast.FunctionDef | ast.AsyncFunctionDef
PLOTTING = re.compile(
    r"^(?:plt|sns|px|go|ax|axs|axes|fig|pyplot|seaborn|bokeh|alt|folium|widgets|ipywidgets)\."
    r"|(?:^|\.)(?:plot|iplot|hist|boxplot|heatmap|scatter|imshow|subplots|pairplot|figure|savefig|clear_output|interact)$"
    r"|(?:^|\.)plot_\w+$|\w_plot$|\.plot\.\w+$|(?:^|\.)(?:show|draw)_\w+$|(?:^|\.)display(?:_?[A-Z]\w*)?$"
)
BARS = re.compile(r"(?:^|\.)(?:ProgBar|Progbar|tqdm|trange|IntProgress|FloatProgress|ProgressBar)$")
LOOKS = frozenset("head tail describe info sample value_counts nunique isnull isna len list str type id dir".split())
CODE_LABEL = re.compile(r"\w[\[(]|\w\.\w+[\[(]")
NUMBERED = re.compile(r"\d$")


@dataclass(frozen=True)
class Module:
    """A generated module: its file, its tree, and which of its functions are steps."""

    file: str
    tree: ast.Module
    steps: frozenset[str]
    workflow: str  # "train" or "run"

    def functions(self) -> Iterator[Function]:
        """The steps, in order."""
        yield from (f for f in self.tree.body if isinstance(f, Function) and f.name in self.steps)

    def flows(self) -> Iterator[Function]:
        """The steps and the function that calls them."""
        yield from (f for f in self.tree.body if isinstance(f, Function) and f.name in {*self.steps, self.workflow})


def body_of(function: Function) -> list[ast.stmt]:
    """The statements of a function, without its docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return function.body[1:] if documented else function.body


def names_in(node: ast.AST, context: type[ast.expr_context]) -> list[str]:
    """The names that `node` loads, or stores, in all that is inside it."""
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, context)]


def arguments_of(function: Function) -> list[str]:
    """The names of the arguments."""
    given = function.args
    return [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def unread_locals(function: Function) -> Iterator[str]:
    """Names that are bound and never read; of a tuple that is taken apart, only where all of them are."""
    read = {*names_in(function, ast.Load), *names_in(function, ast.Del)}
    read |= {n for part in ast.walk(function) if isinstance(part, ast.Global | ast.Nonlocal) for n in part.names}
    for part in ast.walk(function):
        targets: list[ast.expr] = []
        if isinstance(part, ast.Assign):
            targets = part.targets
        elif isinstance(part, ast.AnnAssign | ast.AugAssign):
            targets = [part.target]
        for target in targets:
            bound = names_in(target, ast.Store)
            if bound and not read & {*bound}:
                yield from (name for name in bound if not name.startswith("_"))


def idle_arguments(function: Function) -> Iterator[str]:
    """Arguments that nobody reads, or that are bound anew before anybody does."""
    body, read = body_of(function), {*names_in(function, ast.Load)}
    for name in arguments_of(function):
        if name not in read:
            yield f"{name} is never read"
            continue
        first = next(s for s in body if name in names_in(s, ast.Load) + names_in(s, ast.Store))
        plain = isinstance(first, ast.Assign) and name in names_in(first, ast.Store)
        if plain and name not in names_in(first, ast.Load):
            yield f"{name} is overwritten"


def without_effect(function: Function) -> bool:
    """Whether a step hands nothing out: no return, no call for its own sake, nothing changed in place."""
    for part in ast.walk(function):
        match part:
            case ast.Return(value=value) if value is not None and not is_none(value):
                return False
            case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom()):
                return False
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                return False
            case ast.Raise() | ast.Assert() | ast.Global() | ast.AugAssign():
                return False
    return True


def is_none(node: ast.expr) -> bool:
    """Whether it is the literal None."""
    return isinstance(node, ast.Constant) and node.value is None


def bare(tree: ast.AST) -> Iterator[str]:
    """Expressions that stand for themselves, and whose value goes nowhere."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(n.body[0]) for n in ast.walk(tree) if isinstance(n, documented) and n.body}
    for part in ast.walk(tree):
        if not isinstance(part, ast.Expr) or (id(part) in docs and isinstance(part.value, ast.Constant)):
            continue
        match part.value:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                if name in LOOKS and not ast.unparse(part).startswith(("logger.", "logging.")):
                    yield ast.unparse(part)
            case ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom():
                pass
            case _:
                yield ast.unparse(part)


def plots(tree: ast.AST) -> Iterator[str]:
    """Calls that look like drawing, widgets and cleared outputs; progress bars that nothing moves."""
    called = [(n, ast.unparse(n.func)) for n in ast.walk(tree) if isinstance(n, ast.Call)]
    yield from (name for _, name in called if PLOTTING.search(name))
    moved = {name.partition(".")[0] for _, name in called if name.endswith((".update", ".next"))}
    for part in ast.walk(tree):
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call):
            made = ast.unparse(part.value.func)
            kept = {*names_in(part, ast.Store)} & ({*moved} | {*looped(tree)})
            if BARS.search(made) and not kept:
                yield f"{made} that nothing moves"


def looped(tree: ast.AST) -> Iterator[str]:
    """Names that a loop goes through."""
    yield from (n.iter.id for n in ast.walk(tree) if isinstance(n, ast.For) and isinstance(n.iter, ast.Name))


def alike(nodes: Iterable[ast.stmt], variables: Set[str]) -> str:
    """The statements with each of the variables called by its place: equal texts are equal up to names."""
    parts = [ast.parse(ast.unparse(node)).body[0] for node in nodes]
    places: dict[str, str] = {}
    for node in (n for part in parts for n in ast.walk(part)):
        if isinstance(node, ast.Name) and node.id in variables:
            node.id = places.setdefault(node.id, f"v{len(places)}")
    return "\n".join(map(ast.dump, parts))


def variables_of(function: Function) -> frozenset[str]:
    """The names that are the function's own."""
    return frozenset({*arguments_of(function), *names_in(function, ast.Store)})


def repeated(functions: Iterable[Function]) -> Iterator[tuple[str, str]]:
    """("step" | "block", where): bodies, and runs of statements, that are those of an earlier step up to names."""
    whole: dict[str, str] = {}
    blocks: dict[str, str] = {}
    for function in functions:
        body, own = body_of(function), variables_of(function)
        if len(body) == 1 and isinstance(body[0], ast.Return) and isinstance(body[0].value, ast.Name):
            continue
        first = whole.setdefault(alike(body, own), function.name)
        if first != function.name:
            yield "step", f"{function.name} is {first}"
            continue
        at = 0
        while at + BLOCK <= len(body):
            place = f"{function.name}:{body[at].lineno}"
            before = blocks.setdefault(alike(body[at : at + BLOCK], own), place)
            if before == place:
                at += 1
            else:
                yield "block", f"{place} is {before}"
                at += BLOCK


def returned(function: Function) -> int:
    """How many values it gives."""
    last = function.body[-1]
    value = last.value if isinstance(last, ast.Return) else None
    return len(value.elts) if isinstance(value, ast.Tuple) else int(value is not None)


def anys(function: Function) -> Iterator[str]:
    """Annotations of a step that say nothing."""
    given = [*function.args.args, *function.args.kwonlyargs]
    noted = [(a.arg, a.annotation) for a in given] + [("the result", function.returns)]
    for name, note in noted:
        yield from (f"{function.name}: {name}" for n in names_in(note, ast.Load) if n == "Any") if note else ()


def labels(tree: ast.AST) -> Iterator[str]:
    """Labels of log lines that are code and no words."""
    for part in ast.walk(tree):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="logger")), args=[ast.Constant(value=str(text)), *_]):
                if CODE_LABEL.search(text):
                    yield text


def options(config: ast.Module) -> list[str]:
    """The fields of Config."""
    found = next((n for n in config.body if isinstance(n, ast.ClassDef) and n.name == "Config"), None)
    fields = found.body if found else []
    return [n.target.id for n in fields if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)]


def unread_options(config: ast.Module, modules: Iterable[Module]) -> list[str]:
    """The fields of Config that no workflow asks for."""
    asked = {n.attr for module in modules for n in ast.walk(module.tree) if isinstance(n, ast.Attribute)}
    return [name for name in options(config) if name not in asked]


def of_module(module: Module) -> Iterator[tuple[str, str]]:
    """(count, where) for all that is asked of one module alone."""
    for f in module.functions():
        length = (f.end_lineno or f.lineno) - f.lineno + 1
        doc, wide = ast.get_docstring(f) or "", max(len(arguments_of(f)), returned(f))
        yield from (("unread locals", f"{f.name}: {name}") for name in unread_locals(f))
        yield from (("idle arguments", f"{f.name}: {said}") for said in idle_arguments(f))
        yield from (("Any", said) for said in anys(f))
        yield from [("steps without effect", f.name)] if without_effect(f) else []
        yield from [("long steps", f"{f.name}: {length}")] if length > LONG else []
        yield from [("wide steps", f"{f.name}: {wide}")] if wide > WIDE else []
        yield from [("long docstrings", f"{f.name}: {doc}")] if len(doc) > WORDY else []
        yield from [("numbered steps", f.name)] if NUMBERED.search(f.name) else []
    for f in module.flows():
        inner = [n for n in ast.walk(f) if n is not f]
        yield from (("nested functions", n.name) for n in inner if isinstance(n, Function))
        imports = (n for n in inner if isinstance(n, ast.Import | ast.ImportFrom))
        yield from (("imports inside", f"{f.name}: {ast.unparse(n)}") for n in imports)
    yield from (("bare expressions", text) for text in bare(module.tree))
    yield from (("plots", name) for name in plots(module.tree))
    yield from (("labels of code", text) for text in labels(module.tree))
    yield from ((f"equal {kind}s", where) for kind, where in repeated(module.functions()))


COUNTS = (
    "unread locals", "idle arguments", "unread options", "steps without effect", "bare expressions", "plots",
    "nested functions", "imports inside", "long steps", "wide steps", "equal steps", "equal blocks", "numbered steps",
    "numbered options", "numbered metrics", "Any", "long docstrings", "labels of code", "no metrics", "one namespace",
)  # fmt: skip


def objections(modules: list[Module], config: ast.Module, metrics: Iterable[str]) -> dict[str, list[str]]:
    """Each count with the places that make it, of one project."""
    found: dict[str, list[str]] = {count: [] for count in COUNTS}
    for module in modules:
        for count, where in of_module(module):
            found[count].append(where)
    keys = list(metrics)
    found["unread options"] = unread_options(config, modules)
    found["numbered options"] = [name for name in options(config) if NUMBERED.search(name)]
    found["numbered metrics"] = [name for name in keys if NUMBERED.search(name)]
    training = any(module.workflow == "train" and module.file == "train.py" for module in modules)
    found["no metrics"] = ["metrics.json is empty"] if training and not keys else []
    return found
