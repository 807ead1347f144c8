"""One library file as values: read lazily by top-level module, validated strictly, kept for the process.

`libraries/README.md` shows the format to whoever adds a library.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Hashable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import yaml

from nb2prod.knowledge import graders
from nb2prod.knowledge.notation import Fact, KnowledgeError, fact, full_type, names, with_parameters
from nb2prod.knowledge.python import STDLIB
from nb2prod.model import Effect
from nb2prod.replacing import dataclass, field, replace

Otherwise = Literal["pure", "unknown", "plot", "look"]
STANDARD = "standard_library"  # one file for all modules that come with Python


@dataclass(frozen=True)
class Type:
    """What is known about the instances of one class. Names with `*` at one end are patterns."""

    bases: tuple[str, ...] = ()
    otherwise: Otherwise | Literal[""] = ""  # "" = as the bases say
    item: Effect | None = None
    methods: Mapping[str, Fact] = field(default_factory=dict)
    attributes: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """Where something stands now."""

    module: str  # "" = the name is a module of its own
    name: str
    only: frozenset[str] | None = None  # keywords, or attributes as ".a", that mean the same there: others do not


@dataclass(frozen=True)
class Library:
    """What one file of `libraries/` says. `default` is about names that it does not list."""

    name: str
    distribution: str = ""
    plotting: bool = False  # every call into it draws, styles or shows
    default: Literal["pure", "unknown"] = "unknown"
    rng: str = ""  # the stream that its random functions share when nothing seeds them
    imported: str = ""  # the stream that importing it takes numbers from
    otherwise: Otherwise = "unknown"
    flatten: bool = False  # a.b.c.D that is not listed is the listed a.b.D or a.D
    renames: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name -> (first version without it, instead)
    moved: Mapping[str, Mapping[str, Moved]] = field(default_factory=dict)  # module -> name -> its place now
    holds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # library inside it -> its version -> our own
    still: tuple[str, ...] = ()  # of those, what it has although they have lost it
    steady: Mapping[str, Mapping[str, tuple[object, ...]]] = field(default_factory=dict)  # class -> keyword -> values
    plain: Mapping[str, str] = field(default_factory=dict)  # call -> version from which it gives a float of Python
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what else to install -> calls that take it
    waits: frozenset[str] = frozenset()  # calls that wait for a person
    star: tuple[str, ...] = ()  # what its star import gives
    grades: graders.Graders = field(default_factory=graders.Graders)
    functions: Mapping[str, Fact] = field(default_factory=dict)
    types: Mapping[str, Type] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the base depends on how yaml was built
    """Safe, fast where libyaml is there, and it refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a key given twice, which YAML would let the last one win silently."""
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise KnowledgeError(f"the key {key!r} is given twice")
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]  # yaml has no types for it


def table(name: str) -> dict[str, Any]:
    """A table of this package that is no library: `help.yaml`."""
    found: dict[str, Any] = yaml.load((files("nb2prod.knowledge") / name).read_text(encoding="utf-8"), Loader)
    return found


TOP = (
    "distribution",
    "plotting",
    "otherwise",
    "rng",
    "imported",
    "flatten",
    "renames",
    "gone",
    "moved",
    "holds",
    "still",
    "steady",
    "plain",
    "needs",
    "waits",
    "star",
    "grades",
    "functions",
    "classes",
    "types",
    "examples",
)
TYPE = ("bases", "otherwise", "item", "methods", "attributes")


def _section(content: object, where: str, known: tuple[str, ...] | None = None) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise KnowledgeError(f"{where} must be a mapping")
    for key in content:
        if known is not None and key not in known:
            raise KnowledgeError(f"{where}: unknown key {key!r}, known are {', '.join(known)}")
    return content


def _facts(content: object, short: Mapping[str, str], where: str, prefix: str = "") -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for sentence, listed in _section(content, where).items():
        try:
            if not isinstance(listed, str):
                raise KnowledgeError("its names must be one text, parted by blanks")
            known = fact(str(sentence), short)
            for name, parameters in names(listed):
                if prefix + name in found:
                    raise KnowledgeError(f"{name!r} is listed twice")
                found[prefix + name] = with_parameters(known, parameters)
        except KnowledgeError as wrong:
            raise KnowledgeError(f"{where}: {sentence!r}: {wrong}") from None
    return found


def _one_of(word: str, known: tuple[str, ...], where: str) -> Any:
    if word not in known:
        raise KnowledgeError(f"{where}: {word!r} is none of {', '.join(known)}")
    return word


def _type(content: object, short: Mapping[str, str], where: str) -> Type:
    said = _section(content or {}, where, TYPE)
    return Type(
        bases=tuple(short.get(base, base) for base in str(said.get("bases", "")).split()),
        otherwise=_one_of(said.get("otherwise", ""), ("", "pure", "unknown", "plot", "look"), where),
        item=fact(said["item"], short).effect if "item" in said else None,
        methods=_facts(said.get("methods", {}), short, f"{where}: methods"),
        attributes=_facts(said.get("attributes", {}), short, f"{where}: attributes"),
    )


def _classes(content: object, short: Mapping[str, str], where: str) -> tuple[dict[str, Type], dict[str, Fact]]:
    """Read the families of classes that are alike: their types, and their constructors."""
    types: dict[str, Type] = {}
    constructors: dict[str, Fact] = {}
    for module, families in _section(content, where).items():
        for bases, listed in _section(families, f"{where}: {module}").items():
            family = Type(bases=tuple(full_type(base, short) for base in str(bases).split()))
            for name, parameters in names(str(listed)):
                full = f"{module}.{name}"
                if full in types:
                    raise KnowledgeError(f"{where}: {module}: {name!r} is listed twice")
                types[full] = family
                constructors[full] = Fact(Effect(returns=full, parameters=parameters))
    return types, constructors


def _content(text: str, where: str) -> object:
    try:
        return yaml.load(text, Loader) or {}
    except (yaml.YAMLError, KnowledgeError) as wrong:
        raise KnowledgeError(f"{where}: {wrong}") from None


def parse(name: str, text: str) -> Library:
    """Read one library file. Raises KnowledgeError with file and key for whatever the format does not have."""
    where = f"{name}.yaml"
    said = _section(_content(text, where), where, TOP)
    listed = _section(said.get("types", {}), f"{where}: types")
    short = {full.rpartition(".")[2]: full for full in listed}
    types, constructors = _classes(said.get("classes", {}), short, f"{where}: classes")
    short = {full.rpartition(".")[2]: full for full in types} | short
    types |= {full: _type(content, short, f"{where}: types: {full}") for full, content in listed.items()}
    functions = {full: Fact(Effect(returns=full)) for full in listed} | constructors
    for module, content in _section(said.get("functions", {}), f"{where}: functions").items():
        for full, known in _facts(content, short, f"{where}: functions: {module}", f"{module}.").items():
            constructs = full in types and not known.effect.returns
            functions[full] = replace(known, effect=replace(known.effect, returns=full)) if constructs else known
    otherwise = _one_of(said.get("otherwise", "unknown"), ("pure", "unknown", "plot", "look"), where)
    return Library(
        name=name,
        distribution=said.get("distribution", ""),
        plotting=bool(said.get("plotting", otherwise in ("plot", "look"))),
        default="unknown" if otherwise == "unknown" else "pure",
        rng=said.get("rng", ""),
        imported=said.get("imported", ""),
        otherwise=otherwise,
        flatten=bool(said.get("flatten", False)),
        renames=_section(said.get("renames", {}), f"{where}: renames"),
        gone=_gone(said.get("gone", {}), "" if name == STANDARD else f"{name}.", f"{where}: gone"),
        moved={
            str(module): _moved(places, f"{where}: moved: {module}")
            for module, places in _section(said.get("moved", {}), f"{where}: moved").items()
        },
        holds={
            str(key): _versions(value, f"{where}: holds")
            for key, value in _section(said.get("holds", {}), where).items()
        },
        still=tuple(f"{name}.{one}" for one in str(said.get("still", "")).split()),
        plain={
            f"{name}.{call}": version
            for version, calls in _versions(said.get("plain", {}), f"{where}: plain").items()
            for call in calls.split()
        },
        needs={str(key): tuple(str(said["needs"][key]).split()) for key in _section(said.get("needs", {}), where)},
        waits=frozenset(str(said.get("waits", "")).split()),
        star=tuple(str(said.get("star", "")).split()),
        grades=graders.parse(_section(said.get("grades", {}), f"{where}: grades"), name, f"{where}: grades"),
        steady=_steady(said.get("steady", {}), name, types, f"{where}: steady"),
        functions=functions,
        types=types,
        examples=_section(said.get("examples", {}), f"{where}: examples"),
    )


def _versions(content: object, where: str) -> dict[str, str]:
    """Version -> a text about it, in the order of the file."""
    for version in _section(content, where):
        if not isinstance(version, str) or not re.fullmatch(r"[\d.]+(-[\d.]+)?", version):
            raise KnowledgeError(f"{where}: {version!r} is no version in quotes")
    return {version: str(text) for version, text in _section(content, where).items()}


def _gone(content: object, prefix: str, where: str) -> dict[str, tuple[str, str]]:
    """Version -> {what is gone: what takes its place}; `1.24-2.0`: not there from the one on, there from the other."""
    found: dict[str, tuple[str, str]] = {}
    _versions(content, where)
    for version, listed in _section(content, where).items():
        for names_, instead in _section(listed, f"{where}: {version}").items():
            for one in str(names_).split():
                full = prefix.removesuffix(".") if one == "*" else prefix + one  # "*": the module itself
                if full in found:
                    raise KnowledgeError(f"{where}: {one!r} is listed twice")
                found[full] = (version, str(instead))
    return found


def _moved(content: object, where: str) -> dict[str, Moved]:
    """New module -> names; `SimpleImputer=Imputer(strategy)`: under a new name, for calls with that argument alone."""
    found: dict[str, Moved] = {}
    for place, listed in _section(content, where).items():
        for one in str(listed).split():
            names_, bracket, only = one.partition("(")
            new, _, old = names_.rpartition("=")
            if old in found:
                raise KnowledgeError(f"{where}: {old!r} is listed twice")
            found[old] = Moved(str(place), new or old, frozenset(only.rstrip(")").split(",")) if bracket else None)
    return found


def _steady(
    content: object, top: str, types: Mapping[str, Type], where: str
) -> dict[str, dict[str, tuple[object, ...]]]:
    """Class -> keyword of its constructor -> values with which what it draws does not show."""
    found: dict[str, dict[str, tuple[object, ...]]] = {}
    for names_, keywords in _section(content, where).items():
        said = _section(keywords, f"{where}: {names_}")
        for one in str(names_).split():
            if f"{top}.{one}" not in types or f"{top}.{one}" in found:
                raise KnowledgeError(f"{where}: {one!r} is listed twice, or no class of this file")
            if not all(isinstance(values, list) for values in said.values()):
                raise KnowledgeError(f"{where}: {one!r}: a keyword has a list of values")
            found[f"{top}.{one}"] = {keyword: tuple(values) for keyword, values in said.items()}
    return found


def folder() -> Traversable:
    """The folder of the library files, wherever the package is installed."""
    return files("nb2prod.knowledge") / "libraries"


@cache
def known() -> tuple[str, ...]:
    """The names of all library files, sorted."""
    return tuple(sorted(file.name.removesuffix(".yaml") for file in folder().iterdir() if file.name.endswith(".yaml")))


@cache
def load(top: str) -> Library | None:
    """The library of a top-level module, None when no file is about it."""
    name = STANDARD if top in STDLIB and top not in known() else top
    return parse(name, text_of(name)) if name in known() else None


def text_of(name: str) -> str:
    """What stands in a library file."""
    return (folder() / f"{name}.yaml").read_text(encoding="utf-8")


def of(qualified: str) -> Library | None:
    """The library that a dotted name belongs to; an undotted one, or `str.maketrans`, to a builtin type."""
    top, dot, _ = qualified.partition(".")
    builtin = top not in known() and (not dot or top in _builtin_types())
    return load("builtins" if builtin else top)


@cache
def _builtin_types() -> frozenset[str]:
    source = load("builtins")
    return frozenset(name for name in (source.types if source is not None else ()) if hasattr(builtins, name))
