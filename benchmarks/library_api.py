"""What one version of a library surely has, surely has not, and what its source does not tell.

api.status("sklearn.preprocessing.Imputer")                           a module, or what stands in it
api.status("sklearn.preprocessing.PolynomialFeatures.powers_")        what instances of a class have, inherited too
api.status("sklearn.linear_model.LinearRegression(normalize)")        a keyword of a call
api.status("pandas.DataFrame.drop(#2)")                               a second argument by position

No answer (UNKNOWN) wherever code makes names while it runs: `__getattr__`, star imports from elsewhere, `setattr`.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from library_source import Alias, Class, Definition, Function, Library, Module, Value

PLAIN = ("abstractmethod", "available_if", "if_delegate_has_method", "staticmethod", "classmethod", "wraps")
PRIVATE_PARTS = frozenset("tests test testing benchmarks conftest setup estimator_checks fixes".split())
KNOWN_DECORATORS = frozenset("dataclass total_ordering runtime_checkable deprecated final doc Appender".split())
ESTIMATORS = "sklearn.base"  # classes with methods that are not read here, and without a word of what a fit has set
OF_ESTIMATORS = Class((), {}, frozenset(), (), True)
KNOWN_DECORATORS |= frozenset("Substitution set_module keras_export tf_export python_2_unicode_compatible".split())


class Status(Enum):
    """Whether a version has something."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """What a name stands for: a module, or a definition of one; neither = something nobody knows more of."""

    module: str = ""  # the module itself, or the one of the definition
    name: str = ""
    definition: Definition | None = None


PRESENT, ABSENT, UNKNOWN = Status.PRESENT, Status.ABSENT, Status.UNKNOWN


class Api:
    """Questions about one version."""

    def __init__(self, library: Library) -> None:
        """Answers are kept: the same are asked again and again."""
        self.library = library
        self.modules = library.modules
        self.resolve = cache(self._resolve)
        self.closure = cache(self._closure)
        self.find = cache(self._find)

    # names

    def _resolve(self, module: str, name: str) -> tuple[Status, Found]:
        return self._search(module, name, set())

    def _search(self, module: str, name: str, seen: set[tuple[str, str]]) -> tuple[Status, Found]:
        if module.partition(".")[0] not in self.library.tops:
            return PRESENT, Found()
        if (module, name) in seen:
            return UNKNOWN, Found()
        seen.add((module, name))
        here = self.modules.get(module)
        inner = f"{module}.{name}"
        if here is None:
            return (PRESENT, Found(inner)) if self._is_package(inner) else (UNKNOWN, Found())
        if definitions := here.names.get(name):
            last = definitions[-1]
            if len({*definitions}) > 1 and not all(isinstance(each, Function) for each in definitions):
                return PRESENT, Found()  # one of several, by what is installed
            if isinstance(last, Alias):
                status, found = self._aliased(here, name, last, seen)
                return (PRESENT, found) if status is PRESENT else (PRESENT, Found())
            return PRESENT, Found(module, name, last)
        if inner in self.modules or self._is_package(inner):
            return PRESENT, Found(inner)
        unknown = here.dynamic or (here.lazy and name in here.words) or inner in self.library.replaced
        for star in here.stars:
            status, found = self._starred(star, name, seen)
            if status is PRESENT:
                return status, found
            unknown |= status is UNKNOWN
        return (UNKNOWN if unknown else ABSENT), Found()

    def _aliased(self, here: Module, name: str, alias: Alias, seen: set[tuple[str, str]]) -> tuple[Status, Found]:
        if not alias.module:
            return self._search(here.name, alias.name, seen)
        if not alias.name:
            known = alias.module in self.modules or self._is_package(alias.module)
            return PRESENT, Found(alias.module) if known else Found()
        if alias.module == here.name and f"{alias.module}.{alias.name}" in self.modules:  # from . import part
            return PRESENT, Found(f"{alias.module}.{alias.name}")
        return self._search(alias.module, alias.name, seen)

    def _starred(self, star: str, name: str, seen: set[tuple[str, str]]) -> tuple[Status, Found]:
        if star.partition(".")[0] not in self.library.tops or star not in self.modules:
            return UNKNOWN, Found()
        module = self.modules[star]
        if module.exported is not None and name not in module.exported and not module.dynamic:
            return (UNKNOWN if _computed(module) else ABSENT), Found()
        return (ABSENT, Found()) if name.startswith("_") else self._search(star, name, seen)

    def _is_package(self, name: str) -> bool:
        """A folder without a file of its own."""
        return name in self._folders

    @property
    def _folders(self) -> frozenset[str]:
        if not hasattr(self, "_known_folders"):
            parts = (name.split(".") for name in self.modules)
            self._known_folders = frozenset(".".join(each[:n]) for each in parts for n in range(1, len(each)))
        return self._known_folders

    def _find(self, path: str) -> tuple[Status, Found, str]:
        """What a dotted path stands for, and what of it is left where a class was met."""
        parts = path.split(".")
        found = Found(parts[0])
        if parts[0] not in self.library.tops:
            return ABSENT, Found(), ""
        for position, part in enumerate(parts[1:], 1):
            if found.definition is not None:
                return PRESENT, found, ".".join(parts[position:])
            if not found.module:
                return UNKNOWN, Found(), ""
            status, found = self.resolve(found.module, part)
            if status is not PRESENT:
                return status, found, ""
        return PRESENT, found, ""

    # classes

    def _closure(self, module: str, name: str) -> tuple[tuple[str, Class] | None, ...]:
        """A class and what it inherits from, in the order in which Python looks; None: something nobody knows."""
        every = list(self._inherited((module, name), ()))
        last = {id(each[1]): index for index, each in enumerate(every) if each is not None}
        return tuple(e for index, e in enumerate(every) if e is None or last[id(e[1])] == index)

    def _inherited(self, at: tuple[str, str], below: tuple[object, ...]) -> Iterator[tuple[str, Class] | None]:
        """Depth first; what is reached in several ways stands where the last of them reaches it."""
        status, here = self.resolve(*at)
        if status is not PRESENT or not isinstance(here.definition, Class) or at in below:
            yield None
            return
        yield here.module, here.definition
        for base in here.definition.bases:
            target = self._base(here.module, base)
            if target is None:
                yield None
            elif target[0] == ESTIMATORS and ESTIMATORS not in self.modules:
                yield ESTIMATORS, OF_ESTIMATORS
            elif target[0]:
                yield from self._inherited(target, (*below, at))

    def _base(self, module: str, base: str) -> tuple[str, str] | None:
        """Where a base class stands; no module for those that come with Python; None: nobody knows."""
        if not base:
            return None
        first, *rest = base.split(".")
        here = self.modules[module]
        if first not in here.names and not here.stars and hasattr(builtins, first):
            return "", first
        outer = next((a for a in here.names.get(first, ()) if isinstance(a, Alias)), None)
        if outer is not None and outer.module.partition(".")[0] in sys.stdlib_module_names:
            return "", base
        if outer is not None and outer.module == ESTIMATORS and ESTIMATORS not in self.modules:
            return ESTIMATORS, base
        status, found = self.resolve(module, first)
        for part in rest:
            if status is not PRESENT or not found.module or found.definition is not None:
                return None
            status, found = self.resolve(found.module, part)
        return (found.module, found.name) if status is PRESENT and isinstance(found.definition, Class) else None

    def members(self, found: Found) -> frozenset[str]:
        """Public names of all that instances surely have."""
        known = [each for each in self.closure(found.module, found.name) if each is not None]
        names = frozenset().union(*(frozenset(each.members) | each.stored for _, each in known))
        return frozenset(name for name in names if not name.startswith("_"))

    def _member(self, found: Found, name: str) -> Status:
        classes = self.closure(found.module, found.name)
        known = [each for each in classes if each is not None]
        if any(name in each.members or name in each.stored for _, each in known):
            return PRESENT
        if len(known) < len(classes) or name in self.library.given:
            return UNKNOWN
        own = [each for each in known if each[1] is not OF_ESTIMATORS]
        open_ = any(each.dynamic or not KNOWN_DECORATORS.issuperset(_last(each)) for _, each in own)
        open_ |= len(own) < len(known) and not name.endswith("_")
        mentioned = any(name in self.modules[module].mentioned for module, _ in own)
        return UNKNOWN if open_ or mentioned else ABSENT

    # calls

    def _called(self, path: str) -> tuple[Status, tuple[Function, ...], str]:
        """The functions that a call of `path` may run, and the module of one."""
        status, found, rest = self.find(path)
        if status is not PRESENT:
            return status, (), ""
        if isinstance(found.definition, Class):
            if "." in rest:
                return UNKNOWN, (), ""
            if rest and self._member(found, rest) is not PRESENT:
                return self._member(found, rest), (), ""
            return self._method(found, rest)
        if isinstance(found.definition, Function) and not rest:
            every = self.modules[found.module].names[found.name]
            if all(isinstance(each, Function) for each in every):
                return PRESENT, tuple(each for each in every if isinstance(each, Function)), found.module
        return UNKNOWN, (), ""

    def _method(self, found: Found, name: str) -> tuple[Status, tuple[Function, ...], str]:
        wanted = (name,) if name else ("__init__", "__new__")
        for known in self.closure(found.module, found.name):
            if known is None or known[1] is OF_ESTIMATORS:
                break  # it may stand there
            module, each = known
            made = next((each.members[one] for one in wanted if one in each.members), None)
            strange = made is not None and any(_is_value(decorator) for decorator in made.decorators)
            strange |= not name and "dataclass" in _last(each)
            if made is not None and not strange:
                return PRESENT, (made,), module
            if strange or any(one in each.members or one in each.stored for one in wanted):
                break
        return UNKNOWN, (), ""

    def _takes(self, path: str, argument: str) -> Status:
        status, functions, module = self._called(path)
        if not functions:
            return status
        if argument.startswith("#"):
            place = int(argument[1:])
            if any(each.places is None or max(each.places, _yet(each)) >= place for each in functions):
                return PRESENT
            plain = all(_plain(name) for each in functions for name in each.decorators)
            return ABSENT if plain else UNKNOWN
        if any(argument in each.parameters for each in functions):
            return PRESENT
        if any(each.others or argument in each.told for each in functions):
            return UNKNOWN
        names = {name for each in functions for name in each.decorators if name}
        return UNKNOWN if any(argument in self._told_by(module, name) for name in names) else ABSENT

    def _told_by(self, module: str, decorator: str) -> frozenset[str]:
        """Words in the texts of a decorator's own definition."""
        first, *rest = decorator.split(".")
        status, found = self.resolve(module, first)
        for part in rest:
            if status is not PRESENT or not found.module or found.definition is not None:
                return frozenset()
            status, found = self.resolve(found.module, part)
        return found.definition.words if isinstance(found.definition, (Function, Value)) else frozenset()

    # questions

    def status(self, key: str) -> Status:
        """Whether this version has it."""
        path, bracket, argument = key.partition("(")
        if bracket:
            return self._takes(path, argument.rstrip(")"))
        status, found, rest = self.find(path)
        if status is not PRESENT or not rest:
            return status
        return self._member(found, rest) if isinstance(found.definition, Class) and "." not in rest else UNKNOWN

    def owner(self, key: str) -> str:
        """What it belongs to."""
        return key.partition("(")[0] if "(" in key else key.rpartition(".")[0]

    def public(self) -> Iterator[str]:
        """All that code outside may name: modules, what stands in them, members and parameters."""
        shortest: dict[tuple[str, str], str] = {}
        for module, here in self.modules.items():
            if not _public(module):
                continue
            yield module
            for name in sorted(self._offered(here)):
                path = f"{module}.{name}"
                status, found = self.resolve(module, name)
                if status is not PRESENT or not (found.definition or found.module):
                    continue
                yield path
                if isinstance(found.definition, (Class, Function)):
                    at = (found.module, found.name)
                    known = shortest.get(at)
                    shorter = known is None or (path.count("."), path) < (known.count("."), known)
                    shortest[at] = path if shorter else str(known)
        for (module, name), path in sorted(shortest.items()):
            yield from self._details(Found(module, name, self.modules[module].names[name][-1]), path)

    def _offered(self, module: Module) -> frozenset[str]:
        """Public names of a module that are meant for others, as far as that can be seen."""
        own = {
            name
            for name, definitions in module.names.items()
            if isinstance(definitions[-1], (Class, Function)) or module.package or name in (module.exported or ())
        }
        for star in module.stars if module.package else ():
            if star in self.modules:
                inner = self.modules[star]
                own |= inner.exported if inner.exported is not None else self._offered(inner)
        return frozenset(name for name in own if not name.startswith("_"))

    def _details(self, found: Found, path: str) -> Iterator[str]:
        paths = [path]
        if isinstance(found.definition, Class):
            members = [f"{path}.{name}" for name in sorted(self.members(found))]
            yield from members
            paths += members
        for each in paths:
            _, functions, _ = self._called(each)
            yield from (f"{each}({name})" for one in functions for name in sorted(one.parameters))
            most = max((max(one.places or 0, _yet(one)) for one in functions), default=0)
            yield from (f"{each}(#{place})" for place in range(1, most + 1))


def _computed(module: Module) -> bool:
    """Whether its list of exported names is put together by other means than texts."""
    return not module.exported


def _last(each: Class) -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in each.decorators)


def _yet(each: Function) -> int:
    """How many may be given by position, with a warning, where a decorator lets them."""
    lets = any("deprecate_positional" in name for name in each.decorators)
    return len(each.parameters) if lets else 0


def _is_value(decorator: str) -> bool:
    """`@property`, and what is like it: the method is not what a call of that name runs."""
    return "property" in decorator.lower() or decorator.endswith((".setter", ".getter"))


def _plain(decorator: str) -> bool:
    """Whether it leaves what may be given by position as it is."""
    return decorator.rpartition(".")[2] in PLAIN or decorator.rpartition(".")[2] == "validate_params"


def _public(module: str) -> bool:
    parts = module.split(".")
    return not any(part.startswith("_") or part in PRIVATE_PARTS or part.startswith("test_") for part in parts)
