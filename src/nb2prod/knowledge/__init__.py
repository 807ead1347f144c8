"""What is known about libraries: data in `libraries/*.yaml`, one file per library, and the questions about it.

    knowledge.function("pandas.read_csv")            Effect(role="load", io="read", returns="pandas.DataFrame", ...)
    knowledge.method("pandas.DataFrame", "head")     Effect(kind="look", returns="self" ...)
    knowledge.method("sklearn.svm.SVC", "fit")       found at its bases: mutates self, returns self, draws numpy

Types are plain dotted names in one canonical spelling; builtin types have no dot (`list`), tuples say what they hold
(`tuple[numpy.ndarray, list]`). None always means: nothing is known, not: nothing happens.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Literal

from nb2prod.knowledge import shelf
from nb2prod.knowledge.help import help_for
from nb2prod.knowledge.hosts import host
from nb2prod.knowledge.notation import Fact, KnowledgeError
from nb2prod.knowledge.shelf import Library, Type
from nb2prod.model import Effect

__all__ = [
    "KnowledgeError", "Library", "acting", "attribute", "bases", "canonical", "default", "display_option", "draws",
    "function", "help_for", "is_a", "item", "library", "method",
]  # fmt: skip

ACTING_MODULES = frozenset({"sklearn.experimental"})  # importing from them switches something on


def acting(module: str) -> bool:
    """Whether importing `module`, or a name from it, switches something on that no name shows."""
    return any(module == one or module.startswith(f"{one}.") for one in ACTING_MODULES)


def library(module: str) -> Library | None:
    """What is known about the library that `module` ("matplotlib.pyplot") belongs to."""
    top = canonical(module).partition(".")[0]
    return shelf.load(top)


@cache
def canonical(qualified: str) -> str:
    """The one name for a thing that is exported under several: `pandas.core.frame.DataFrame` is `pandas.DataFrame`."""
    for _ in range(
        4
    ):  # renames may follow each other (tensorflow.python.keras, tensorflow.keras, keras); a cycle ends here
        renamed = _renamed(qualified)
        if renamed == qualified:
            break
        qualified = renamed
    return _flattened(qualified)


def _renamed(qualified: str) -> str:
    source = shelf.of(qualified)
    parts = qualified.split(".")
    for length in range(len(parts), 0, -1) if source else ():
        new = source.renames.get(".".join(parts[:length])) if source else None
        if new is not None:
            return ".".join([new, *parts[length:]])
    return qualified


def _flattened(qualified: str) -> str:
    """Spell inner modules away where only the outer name is listed."""
    source = shelf.of(qualified)
    if source is None or qualified in source.functions:
        return qualified
    parts = qualified.split(".")
    for length in range(len(parts) - 2, 0, -1):
        inner = parts[length:-1]
        shorter = ".".join([*parts[:length], parts[-1]])
        if shorter in source.functions and (source.flatten or all(part.startswith("_") for part in inner)):
            return shorter
    return qualified


def _find(listed: Mapping[str, Fact], name: str) -> Fact | None:
    if name in listed:
        return listed[name]
    for pattern, known in listed.items():
        if "*" in pattern and len(name) >= len(pattern) - 1 and not name.startswith("__"):
            head, _, tail = pattern.partition("*")
            if name.startswith(head) and name.endswith(tail):
                return known
    return None


def needs(qualified: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Distributions that a call takes and that no import names, the first of which will do; and for which files.

    pandas.read_excel: ((("openpyxl",), ".xlsx"), (("xlrd",), ".xls"))
    """
    name = canonical(qualified)
    source = shelf.of(name) if "." in name else None
    if source is None or not source.needs:
        return ()
    owner, _, last = name.rpartition(".")
    shorts = {f"{base}.{last}".partition(".")[2] for base in (owner, *bases(owner))}
    found = [
        (tuple(distributions.split()), *call.rstrip(")").partition("(")[::2])
        for distributions, calls in source.needs.items()
        for call in calls
    ]
    if not owner.endswith("?"):  # else who has such a method is not known
        shorts.add("*")

    def named(call: str) -> bool:  # or by how the names of several begin: visualization.plot_*
        return call in shorts or (call.endswith("_*") and any(short.startswith(call[:-1]) for short in shorts))

    return tuple((distributions, suffix) for distributions, call, suffix in found if named(call))


def inert(module: str) -> bool:
    """Whether importing a module that a course hands out does nothing but set how things are shown."""
    source = shelf.of(module)
    if source is None or not source.grades.modules:
        return False
    core = source.grades.binder.rpartition(".")[0]
    return module in (source.name, core, *source.grades.styles) or module.startswith(f"{core}.")


def blank(qualified: str) -> bool:
    """Whether it is what stands in a course for an answer that is not given yet: nobody reads what it holds."""
    source = shelf.of(qualified) if qualified else None
    return source is not None and source.grades.blank == qualified


def waits(qualified: str) -> bool:
    """Whether the call waits for a person at the keyboard."""
    source = shelf.of(qualified) if "." in qualified else None
    return source is not None and qualified in source.waits


def steady(qualified: str) -> Mapping[str, tuple[object, ...]] | None:
    """Of a class that draws when it is fitted: keywords and the values with which that does not show in the result."""
    name = canonical(qualified)
    source = shelf.of(name) if "." in name else None
    return source.steady.get(name) if source is not None else None


def plain(qualified: str) -> str:
    """The version of its library from which on a call gives a float of Python, which has no methods of numpy; or ""."""
    owner, _, last = canonical(qualified).rpartition(".")
    sources = ((base, shelf.of(base)) for base in (owner, *bases(owner)))
    return next((s.plain[f"{b}.{last}"] for b, s in sources if s is not None and f"{b}.{last}" in s.plain), "")


@cache
def function(qualified: str) -> Effect | None:
    """What calling `qualified` does: a function, a class (its constructor), or a method named through its class."""
    known = _function(canonical(qualified))
    return known.effect if known else None


def lists(qualified: str) -> bool:
    """Whether a function or a class is known by this very name, and not by a pattern of names."""
    source = shelf.of(canonical(qualified))
    return source is not None and canonical(qualified) in source.functions


def _function(name: str) -> Fact | None:
    if host(name):
        return Fact(Effect(io="environment"))  # it speaks with the host, and draws from no stream
    source = shelf.of(name)
    if source is None:
        return None
    if known := _find(source.functions, name):
        return known
    owner, _, last = name.rpartition(".")
    if found := method(owner, last):
        return Fact(_unbound(found, owner))
    effect = _showing(source.otherwise)
    return Fact(effect) if effect else None


def _showing(otherwise: str) -> Effect | None:
    """What is known of an unlisted name where everything draws or shows."""
    kinds: Mapping[str, Literal["plot", "look"]] = {"plot": "plot", "look": "look"}
    return Effect(kind=kinds[otherwise]) if otherwise in kinds else None


def _unbound(effect: Effect, owner: str) -> Effect:
    """`DataFrame.head(df)`: what a bound call says of self holds for the first argument."""
    first = tuple("0" if name == "self" else name for name in effect.mutates)
    shared = tuple("0" if name == "self" else name for name in effect.aliases)
    returns = _plain(owner) if effect.returns == "self" else effect.returns
    return replace(effect, mutates=first, aliases=shared, returns=returns)


def _plain(type: str) -> str:
    """The canonical name of a type: `list` for `builtins.list`, `tuple` for `tuple[int, str]`."""
    name = canonical(type.partition("[")[0])
    return name.removeprefix("builtins.")


def _described(type: str) -> Type | None:
    source = shelf.of(type)
    return source.types.get(type) if source else None


def described(type: str) -> bool:
    """Whether the instances of a class are known, as those of `pandas.DataFrame`."""
    return _described(type) is not None


@cache
def bases(type: str) -> tuple[str, ...]:
    """All types that `type` inherits from, nearest first; () for an unknown one."""
    return tuple(dict.fromkeys(_ancestors(_plain(type))))


def _ancestors(type: str) -> Iterator[str]:
    described = _described(type)
    for base in described.bases if described else ():
        yield base
    for base in described.bases if described else ():
        yield from _ancestors(base)


def is_a(type: str, base: str) -> bool:
    """Whether `type` is `base` or inherits from it."""
    return _plain(base) in (_plain(type), *bases(type))


def _line(type: str) -> Iterator[Type]:
    plain = _plain(type)
    for name in (plain, *bases(plain)):
        if described := _described(name):
            yield described


@cache
def method(type: str, name: str) -> Effect | None:
    """What calling the method does; for an unlisted one of a type that only draws or shows, just that."""
    for described in _line(type):
        if known := _find(described.methods, name):
            return _same(known.effect, type)
    return _showing(_otherwise(type))


@cache
def attribute(type: str, name: str) -> Effect | None:
    """What reading the attribute gives; None also for plain methods."""
    for described in _line(type):
        if known := _find(described.attributes, name):
            return _same(known.effect, type)
    return None


def _same(effect: Effect, type: str) -> Effect:
    """`-> same`, a new value of the receiver's type, is spelled out; `-> self`, the receiver itself, stays."""
    return replace(effect, returns=_plain(type)) if effect.returns == "same" else effect


@cache
def item(type: str) -> Effect | None:
    """What a subscript gives; `tuple[A, B]` gives the lead to whoever knows the index, so only sharing is said."""
    return next((described.item for described in _line(type) if described.item), None)


def _otherwise(type: str) -> str:
    return next((described.otherwise for described in _line(type) if described.otherwise), "unknown")


def default(type: str) -> Literal["pure", "unknown"]:
    """What an unlisted method of the type does."""
    return "unknown" if _otherwise(type) == "unknown" else "pure"


def draws(effect: Effect, given: Collection[str], constructed: Collection[str] = (), parts_draw: bool = True) -> str:
    """The stream that a call draws from, "" when none; several are parted by blanks.

    `given`: keywords of the call that are given and not None, `constructed`: those of the receiver's constructor,
    `parts_draw`: whether an estimator inside the composite draws (or is not known).
    """
    said = {*given, *(f"self.{keyword}" for keyword in constructed)}
    for condition in effect.rng_unless:
        absent = condition.removeprefix("not ").split()
        both = condition.split("+")  # self.random_state+parts: one alone leaves the other to draw
        stops = all(not parts_draw if one == "parts" else one in said for one in both)
        if stops or (condition.startswith("not ") and said.isdisjoint(absent)):
            return ""
    return effect.rng


def display_option(qualified: str, first_argument: str = "") -> bool:
    """Whether the call or assignment only changes how things are shown: `pd.set_option("display.width", 200)`."""
    known = _function(canonical(qualified))
    if known is None:
        return False
    return known.effect.kind == "option" or any(first_argument.startswith(prefix) for prefix in known.option_if)
