"""One version of a library as its source says it: modules, and what they define. Nothing is imported or executed.

Library.read({"pandas/core/frame.py": b"..."})     modules by name, each with its functions, classes, imports, values

Compiled modules are known to exist, and no more. Of a module that makes names while it runs nobody knows all names.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
COMPILED = (".so", ".pyd", ".pyx")
NESTED = (ast.If, ast.Try, ast.With, ast.For, ast.While)  # their names are the module's own


@dataclass(frozen=True)
class Function:
    """Its parameters without the receiver."""

    parameters: frozenset[str]  # those that a keyword may give
    places: int | None  # how many may be given by position; None: any number
    others: bool  # takes any keyword
    decorators: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()  # words in the texts of its decorators
    words: frozenset[str] = frozenset()  # words in the texts of its body


@dataclass(frozen=True)
class Class:
    """What its instances have, without what it inherits."""

    bases: tuple[str, ...]  # dotted, "" = an expression
    members: Mapping[str, Function | None] = field(hash=False)
    stored: frozenset[str]  # self.x = ...
    decorators: tuple[str, ...]
    dynamic: bool  # attributes can come up that nobody sees


@dataclass(frozen=True)
class Alias:
    """`import a.b as c`, `from a import b as c`, `c = b`."""

    module: str  # "" = a name of the same module
    name: str  # "" = the module itself


@dataclass(frozen=True)
class Value:
    """Whatever else is assigned."""

    words: frozenset[str] = frozenset()


Definition = Function | Class | Alias | Value


@dataclass
class Module:
    """What a file defines."""

    name: str
    package: bool
    names: dict[str, list[Definition]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    exported: frozenset[str] | None = None  # __all__
    lazy: bool = False  # it has a function __getattr__
    dynamic: bool = False  # names can come up that nobody sees
    words: frozenset[str] = frozenset()  # words in texts
    mentioned: frozenset[str] = frozenset()  # names bound anywhere in it, attributes that are set, texts that are names
    given: frozenset[str] = frozenset()  # attributes that are set of others than the receiver of a method
    replaced: frozenset[str] = frozenset()  # texts of a file that changes sys.modules


class Library:
    """The modules of one version."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        """Sorted, whatever the order of the files was."""
        self.modules = dict(sorted(modules.items()))
        self.tops = frozenset(name.partition(".")[0] for name in self.modules)
        self.replaced = frozenset[str]().union(*(module.replaced for module in self.modules.values()))
        self.given = frozenset[str]().union(*(module.given for module in self.modules.values()))

    @classmethod
    def read(cls, files: Mapping[str, bytes]) -> Library:
        """`files`: by path inside the wheel."""
        modules: dict[str, Module] = {}
        for path in sorted(files, key=lambda path: (not path.endswith(".py"), path)):
            stem, dot, ending = path.partition(".")
            if not dot or "-" in stem or stem.partition("/")[0] == "docs":
                continue
            name = stem.replace("/", ".").removesuffix(".__init__")
            if path.endswith(".py"):
                modules[name] = _module(name, stem.endswith("__init__"), files[path])
            elif f".{ending}".endswith(COMPILED):
                modules.setdefault(name, Module(name, False, dynamic=True))
            elif ending == "pyi" and name in modules and modules[name].lazy:
                stub = _module(name, modules[name].package, files[path])  # lazy_loader takes the names from there
                modules[name].words |= stub.words | frozenset(stub.names)
                for defined, definitions in stub.names.items():
                    modules[name].names.setdefault(defined, definitions)
        return cls(modules)


def _module(name: str, package: bool, text: bytes) -> Module:
    made = Module(name, package)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):  # of Python 2
        made.dynamic = True
        return made
    documentation = set(_documentation(tree))
    made.words = _words(tree, documentation)
    made.mentioned = frozenset(_mentioned(tree, documentation))
    made.given = frozenset(_given(tree))
    _collect(made, tree.body)
    if any(isinstance(node, ast.Attribute) and node.attr == "modules" for node in ast.walk(tree)):
        made.replaced = made.words
    return made


def _documentation(tree: ast.AST) -> Iterator[int]:
    """Texts that only explain: a statement of their own."""
    yield from (id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr))


def _words(node: ast.AST | None, without: set[int] | None = None) -> frozenset[str]:
    skipped = without if without is not None else set(_documentation(node)) if node else set()
    texts = (
        part.value
        for part in (ast.walk(node) if node else ())
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in skipped
    )
    return frozenset(word for text in texts for word in WORD.findall(text))


def _mentioned(tree: ast.AST, documentation: set[int]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Constant(value=str(text)) if id(node) not in documentation and text.isidentifier():
                yield text
            case ast.keyword(arg=str(name)):
                yield name


def _given(tree: ast.AST) -> Iterator[str]:
    """`estimator.feature_names_in_ = names`, `setattr(estimator, "feature_names_in_", names)`: of whatever it is."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=owner, attr=name, ctx=ast.Store()) if dotted(owner) not in ("self", "cls"):
                yield name
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=str(name)), *_]):
                yield name


def _collect(made: Module, body: list[ast.stmt]) -> None:
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if node.name == "__getattr__":
                    made.lazy = True
                    made.dynamic |= _forwards(node)
                _add(made, node.name, function(node, method=False))
            case ast.ClassDef():
                _add(made, node.name, _class(node))
            case ast.Import():
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    _add(made, alias.asname or top, Alias(alias.name if alias.asname else top, ""))
            case ast.ImportFrom():
                _from(made, node)
            case ast.Delete():
                for target in node.targets:
                    _add(made, getattr(target, "id", ""), Value())
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _assigned(made, target, value)
            case ast.AnnAssign(target=target, value=value):
                _assigned(made, target, value)
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                made.exported = (made.exported or frozenset()) | _words(value)
            case ast.Expr(value=value) if _makes_names(value):
                made.dynamic = True
        if isinstance(node, (ast.For, ast.With)) and _makes_names(node):
            made.dynamic = True
        if isinstance(node, NESTED):
            for inner in ("body", "orelse", "finalbody"):
                _collect(made, getattr(node, inner, []))
            for handler in getattr(node, "handlers", []):
                _collect(made, handler.body)


def _add(made: Module, name: str, definition: Definition) -> None:
    made.names.setdefault(name, []).append(definition)


def _from(made: Module, node: ast.ImportFrom) -> None:
    base = node.module or ""
    if node.level:
        parts = made.name.split(".")
        parts = parts[: len(parts) - node.level + (1 if made.package else 0)]
        base = ".".join([*parts, *filter(None, [node.module])])
    for alias in node.names:
        if alias.name == "*":
            made.stars.append(base)
        else:
            _add(made, alias.asname or alias.name, Alias(base, alias.name))


def _assigned(made: Module, target: ast.expr, value: ast.expr | None) -> None:
    if isinstance(target, (ast.Tuple, ast.List)):
        for inner in target.elts:
            _assigned(made, inner, None)
        made.lazy |= any(getattr(inner, "id", "") == "__getattr__" for inner in target.elts)
    elif isinstance(target, ast.Name):
        if target.id == "__all__":
            made.exported = (made.exported or frozenset()) | _words(value)
        made.lazy |= target.id == "__getattr__"
        plain = isinstance(value, ast.Name) and value.id != target.id
        _add(made, target.id, Alias("", value.id) if plain else Value(_words(value)))
    elif isinstance(target, ast.Subscript) and _makes_names(target):
        made.dynamic = True


def _makes_names(node: ast.AST) -> bool:
    """`globals()[...]`, `exec(...)`, `setattr(module, name, value)`."""
    called = {getattr(part.func, "id", "") for part in ast.walk(node) if isinstance(part, ast.Call)}
    return bool(called & {"globals", "vars", "locals", "exec", "setattr"})


def _forwards(node: ast.AST) -> bool:
    """Whether a `__getattr__` hands the name on to something else."""
    return any(
        isinstance(part, ast.Call)
        and getattr(part.func, "id", "") == "getattr"
        and len(part.args) > 1
        and not isinstance(part.args[1], ast.Constant)
        for part in ast.walk(node)
    )


def function(node: ast.FunctionDef | ast.AsyncFunctionDef, method: bool) -> Function:
    """`method`: the first parameter is the receiver, unless it is static."""
    said = node.args
    decorators = tuple(dotted(each.func if isinstance(each, ast.Call) else each) for each in node.decorator_list)
    own = 1 if method and "staticmethod" not in decorators else 0
    places = [*said.posonlyargs, *said.args][own:]
    named = [*said.args[max(own - len(said.posonlyargs), 0) :], *said.kwonlyargs]
    return Function(
        frozenset(each.arg for each in named),
        None if said.vararg else len(places),
        said.kwarg is not None,
        decorators,
        frozenset().union(*(_words(each) for each in node.decorator_list)),
        frozenset() if method else frozenset().union(*(_told(each) for each in node.body)),  # decorators are functions
    )


def _told(node: ast.AST) -> frozenset[str]:
    """Words in its texts, and the keywords of its calls."""
    return _words(node) | {part.arg for part in ast.walk(node) if isinstance(part, ast.keyword) and part.arg}


def dotted(node: ast.AST) -> str:
    """`a.b.C`, "" for whatever is no name."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            owner = dotted(value)
            return f"{owner}.{attr}" if owner else ""
        case ast.Subscript(value=value):  # Generic[T]
            return dotted(value)
    return ""


def _class(node: ast.ClassDef) -> Class:
    bases: list[str] = []
    for base in node.bases:
        called = dotted(base.func) if isinstance(base, ast.Call) else ""
        inner = base.args[1:] if isinstance(base, ast.Call) and called.endswith("with_metaclass") else [base]
        bases += [dotted(each) for each in inner]
    members: dict[str, Function | None] = {}
    stored: set[str] = set()
    dynamic = _members(node.body, members, stored)
    decorators = tuple(dotted(each.func if isinstance(each, ast.Call) else each) for each in node.decorator_list)
    return Class(tuple(bases), members, frozenset(stored), decorators, dynamic)


def _members(body: list[ast.stmt], members: dict[str, Function | None], stored: set[str]) -> bool:
    """Fill in what a class body binds; whether attributes can come up that nobody sees."""
    dynamic = False
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                dynamic |= node.name in ("__getattr__", "__getattribute__") and _forwards(node)
                known = members.get(node.name)
                made = function(node, method=True)
                setter = any(each.endswith((".setter", ".deleter")) for each in made.decorators)
                members[node.name] = known if setter else made
                first = next((each.arg for each in [*node.args.posonlyargs, *node.args.args]), "")
                stored |= {
                    part.attr
                    for part in ast.walk(node)
                    if isinstance(part, ast.Attribute)
                    and isinstance(part.ctx, ast.Store)
                    and dotted(part.value) == first
                }
            case ast.ClassDef(name=name):
                members[name] = None
            case ast.Assign(targets=targets):
                names = (part.id for each in targets for part in ast.walk(each) if isinstance(part, ast.Name))
                members |= dict.fromkeys(names)
                dynamic |= any(isinstance(each, ast.Subscript) for each in targets)
            case ast.AnnAssign(target=ast.Name(id=name)):
                members[name] = None
            case ast.Import() | ast.ImportFrom():
                members |= dict.fromkeys(alias.asname or alias.name.partition(".")[0] for alias in node.names)
            case ast.Expr(value=value) if _makes_names(value):
                dynamic = True
        if isinstance(node, NESTED):
            for inner in ("body", "orelse", "finalbody"):
                dynamic |= _members(getattr(node, inner, []), members, stored)
            dynamic |= isinstance(node, ast.For) and _makes_names(node)
    return dynamic
