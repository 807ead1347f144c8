"""What is known at one point of the notebook: who bound each name, what type it has, which objects it may reach.

a = [1]        a -> object 0
b = a          b -> object 0            changing b changes a
c = list(a)    c -> object 2            c is its own
d = {"k": a}   d -> objects 0, 3        changing what d holds may change a
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import and_
from typing import TypeVar

from nb2prod.knowledge.drawing import is_drawn
from nb2prod.replacing import dataclass, field

OPTIONS = "<options>"  # stands for every display option: texts made from frames and arrays depend on them
UNBOUND = -1  # stands among the definers of a name that may not be bound here

IMMUTABLE = frozenset({"int", "float", "bool", "str", "bytes", "complex", "None", "range", "slice", "module"})
RANDOM = ("numpy.random.RandomState", "numpy.random.Generator", "random.Random")  # random streams of one's own
NOTHING: frozenset[int] = frozenset()
NO_NAMES: frozenset[str] = frozenset()
DATA = 10**12  # id + DATA: the data of an object, which its views share; whoever reaches the object reaches its data
SHAPE = 2 * DATA  # id + SHAPE, among what changed: the object itself (its columns, its index), not the data below


def plain(object_: int) -> int:
    """The id of the object whose data or shape is meant."""
    return object_ if -DATA < 2 * object_ < DATA else object_ - DATA * round(object_ / DATA)


def data_of(objects: frozenset[int]) -> frozenset[int]:
    """What a view of them reaches."""
    return frozenset(plain(each) + DATA for each in objects)


def shape_of(objects: frozenset[int]) -> frozenset[int]:
    """What changes when a column is put in or taken out: nothing that views see."""
    return frozenset(each + SHAPE for each in objects if plain(each) == each)


@dataclass(frozen=True)
class Value:
    """What an expression gives: its type, the objects it may reach, the functions it may carry."""

    type: str = ""  # "pandas.DataFrame", "" = unknown
    objects: frozenset[int] = NOTHING
    carries: frozenset[str] = NO_NAMES  # names that are read when this value is called
    ref: str = ""  # "numpy.random" for modules and library functions, "function:f", "class:C" for the notebook's own
    look: bool = False  # came from a mere look at data (head, shape, info)
    metric: bool = False  # measures a model
    result: bool = False  # what a fit or a test found: coefficients, best parameters
    text: bool = False  # a text report that measures a model
    elements: tuple[str, ...] = ()  # types of a tuple's elements, for unpacking; one where a list's are all alike
    given: frozenset[str] = NO_NAMES  # keywords that its constructor was given: a `random_state` stops it from drawing
    drawing: bool = False  # fitting it, or something in it, draws random numbers (or may)
    kind: str = ""  # what kind of call gave it: "plot", "look", "option", "metric", "report", "print"
    identity: frozenset[int] | None = None  # the objects that it may be itself; None = any that it reaches
    predicted: int = 0  # as measuring.py says: nothing of a prediction, a prediction, an error of one
    modelled: bool = False  # something in it comes from a model: a prediction, what its fit found
    parts: tuple[Value, ...] = ()  # of a tuple that is written out: what each of its elements is by itself
    text_of: str = ""  # the value of a short string literal, where an option's name decides

    @property
    def itself(self) -> frozenset[int]:
        """What changes when the value itself changes, not something inside it."""
        return self.objects if self.identity is None else self.identity

    @property
    def mutable(self) -> bool:
        """Whether anything could change it in place."""
        return self.type not in IMMUTABLE


def may_draw(value: Value) -> bool:
    """Whether fitting the value, or something in it, may draw: an unknown thing may."""
    return value.drawing or (not value.type and not value.ref)


@dataclass
class Environment:
    """The state between two statements; copied at branches, joined where they meet."""

    definers: dict[str, frozenset[int]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    elements: dict[str, tuple[str, ...]] = field(default_factory=dict)
    objects: dict[str, frozenset[int]] = field(default_factory=dict)
    identity: dict[str, frozenset[int] | None] = field(default_factory=dict)
    carries: dict[str, frozenset[str]] = field(default_factory=dict)
    drawings: dict[str, frozenset[int]] = field(default_factory=dict)  # who drew on the axes of this name
    metrics: frozenset[str] = NO_NAMES  # names whose value measures a model
    results: frozenset[str] = NO_NAMES  # names that hold what a fit or a test found
    texts: frozenset[str] = NO_NAMES  # names that hold a text report about a model
    given: dict[str, frozenset[str]] = field(default_factory=dict)
    drawing: frozenset[str] = NO_NAMES
    predicted: dict[str, int] = field(default_factory=dict)  # Value.predicted
    modelled: frozenset[str] = NO_NAMES  # Value.modelled
    fitted: frozenset[str] = NO_NAMES  # names of what was fitted, or may have been
    lazy: set[int] = field(default_factory=set)  # objects that are iterators; one set for all branches, it only grows
    streams: set[int] = field(default_factory=set)  # objects that are random streams; shared and growing like `lazy`
    stars: set[str] = field(default_factory=set)  # modules that give all their names; shared and growing like `lazy`
    solid: frozenset[str] = NO_NAMES  # names that the notebook shows to hold no iterators
    dead: bool = False  # after `raise`, `continue`, `break`, `return`

    def copy(self) -> Environment:
        """A state of its own for one branch."""
        return Environment(
            dict(self.definers), dict(self.types), dict(self.elements), dict(self.objects), dict(self.identity),
            dict(self.carries), dict(self.drawings), self.metrics, self.results, self.texts, dict(self.given),
            self.drawing, dict(self.predicted), self.modelled, self.fitted, self.lazy, self.streams, self.stars,
            self.solid, self.dead,
        )  # fmt: skip

    def bind(self, name: str, statement: int, value: Value) -> None:
        """`name = value`: earlier definers no longer reach it."""
        self.definers[name] = frozenset({statement})
        self.types[name] = (value.ref and f"ref:{value.ref}") or value.type
        self.elements[name] = value.elements
        self.objects[name] = value.objects if value.mutable else NOTHING
        self.identity[name] = value.identity
        if value.type in RANDOM:
            self.streams |= value.itself
        self.carries[name] = value.carries
        self.tell(name, value)
        self.texts = self.texts | {name} if value.text else self.texts - {name}
        self.given[name] = value.given
        self.drawing = self.drawing | {name} if value.drawing else self.drawing - {name}
        self.predicted[name] = value.predicted
        self.modelled = self.modelled | {name} if value.modelled else self.modelled - {name}
        self.fitted -= {name}

    def tell(self, name: str, value: Value) -> None:
        """`name` measures a model, or is what a fit found, as `value` does and is."""
        self.metrics = self.metrics | {name} if value.metric else self.metrics - {name}
        self.results = self.results | {name} if value.result else self.results - {name}

    def perhaps(self, name: str, statement: int, value: Value) -> None:
        """A called function may have bound `name` to `value`: on another path it still holds what it held."""
        before, held = self.definers.get(name, frozenset({UNBOUND})), self.objects.get(name, NOTHING)
        carried = self.carries.get(name, NO_NAMES)
        self.bind(name, statement, Value(objects=value.objects | held, carries=value.carries | carried))
        self.definers[name] |= before

    def delete(self, name: str, statement: int = UNBOUND) -> None:
        """`del name`: who reads it afterwards depends on that."""
        for table in (self.types, self.elements, self.objects, self.carries):
            table.pop(name, None)
        self.definers[name] = frozenset({UNBOUND, statement})

    def reaching(self, objects: frozenset[int]) -> frozenset[str]:
        """Names through which one of `objects` can be reached."""
        if not objects:
            return NO_NAMES
        changed = objects | {plain(each) for each in objects} | {each + DATA for each in objects if plain(each) == each}
        return frozenset(name for name, held in self.objects.items() if not held.isdisjoint(changed))

    def change(self, names: Iterable[str], statement: int) -> None:
        """The objects of `names` change in place at `statement`: later readers depend on it too."""
        for name in names:
            self.definers[name] = self.definers.get(name, frozenset()) | {statement}
            self.elements[name] = ()  # it may hold others now

    def hold(self, holders: frozenset[int], value: Value) -> None:
        """Store `value` inside `holders`: whatever reaches the container now reaches it and its functions."""
        if not holders or not (value.objects or value.carries):
            return
        for name in self.reaching(holders):
            self.objects[name] = self.objects[name] | value.objects
            self.carries[name] = self.carries.get(name, NO_NAMES) | (value.carries - {name})

    def pictures(self, name: str) -> bool:
        """Whether it holds something drawn, or a list of such: `axes`, `[axes]`."""
        kinds = self.elements.get(name) or (self.types[name],)
        return self.types[name] == "None" or all(map(is_drawn, kinds))

    def called(self, names: Iterable[str]) -> frozenset[str]:
        """`names` and every name that functions carried by them read when called."""
        found = new = frozenset(names)
        while new:
            new = NO_NAMES.union(*[self.carries.get(name, NO_NAMES) for name in new]) - found
            found |= new
        return found


Held = TypeVar("Held")


def join(states: Iterable[Environment]) -> Environment:
    """What holds whichever branch was taken; types must agree, definers and objects add up."""
    every = list(states)
    alive = [state for state in every if not state.dead] or every  # after the last `raise` names still mean something
    first = alive[0].copy()
    for other in alive[1:]:
        missing = frozenset({UNBOUND})
        for name in first.definers.keys() - other.definers.keys():
            first.definers[name] |= missing
        _add(first.definers, other.definers, missing)
        for name in [*_unlike(first.types, other.types), *[n for n, kind in first.types.items() if kind == "None"]]:
            known = {first.types.get(name, "None"), other.types.get(name, "None")} - {"None"}
            pictures = bool(known) and all(state.pictures(name) for state in (first, other) if name in state.types)
            first.types[name] = known.pop() if len(known) == 1 else "plot" if pictures else ""
        for name in _unlike(first.elements, other.elements):
            first.elements[name] = ()
        _add(first.objects, other.objects, NOTHING)
        _agree(first.identity, other.identity, lambda one, two: None if one is None or two is None else one | two)
        _add(first.drawings, other.drawings, NOTHING)
        _add(first.carries, other.carries, NO_NAMES)
        first.metrics |= other.metrics
        first.results |= other.results
        first.texts |= other.texts
        first.drawing |= other.drawing
        first.modelled |= other.modelled
        first.fitted |= other.fitted
        _agree(first.predicted, other.predicted, max)
        _agree(first.given, other.given, and_)
    return first


def _unlike(mine: Mapping[str, Held], theirs: Mapping[str, Held]) -> list[str]:
    """The names that have not the same in both; most have what they had before the branches: by `is`, that is quick."""
    return [n for n, held in theirs.items() if mine.get(n) is not held and mine.get(n) != held] + [
        *mine.keys() - theirs
    ]


def _add(mine: dict[str, frozenset[Held]], theirs: Mapping[str, frozenset[Held]], missing: frozenset[Held]) -> None:
    """Whatever a name has in either."""
    for name, held in [(n, held) for n, held in theirs.items() if mine.get(n, missing) is not held]:
        mine[name] = mine.get(name, missing) | held


def _agree(mine: dict[str, Held], theirs: Mapping[str, Held], both: Callable[[Held, Held], Held]) -> None:
    """What a name has in the one that knows it, and `both` of the two where they differ."""
    for name, held in [(n, held) for n, held in theirs.items() if mine.setdefault(n, held) is not held]:
        mine[name] = both(mine[name], held)
