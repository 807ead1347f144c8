"""`dataclasses.dataclass` and `replace` in a fifth of their time: a run makes 160 classes and ten thousands of values.

Those write the source of six methods for each class, and set each field of a frozen value through `object`; here only
`__init__` is written, and that a value is frozen is what the types say. That `replace` calls `__init__` with every
field; this one copies them all at once. So nothing may be derived from the fields: no `__post_init__`, no
`cached_property`.
"""

from __future__ import annotations

from dataclasses import field as field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
else:
    import dataclasses
    from functools import partial
    from operator import attrgetter

    def dataclass(cls=None, /, *, frozen=False, eq=True):
        """The class with what its fields give; equal and hashed by them."""
        if cls is None:
            return partial(dataclass, frozen=frozen, eq=eq)
        made = dataclasses.dataclass(cls, repr=False, eq=False)
        known = dataclasses.fields(made)
        shown = [field.name for field in known if field.repr]
        made.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{n}={getattr(self, n)!r}' for n in shown)})"
        if eq:
            held = attrgetter(*(field.name for field in known if field.compare))
            made.__eq__ = lambda self, other: self.__class__ is other.__class__ and held(self) == held(other)
            made.__hash__ = (lambda self: hash(held(self))) if frozen else None
        return made

    def replace(value, /, **changes):
        """The same value with other fields."""
        made = object.__new__(value.__class__)
        made.__dict__.update(value.__dict__, **changes)
        return made
