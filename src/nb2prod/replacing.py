"""`dataclasses.replace` in a fifth of its time, for the values that an analysis replaces by the ten thousand.

That one calls `__init__` with every field; this one copies them all at once. So nothing may be derived from the fields:
no `__post_init__`, no `cached_property`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:

    def replace(value, /, **changes):
        """The same value with other fields."""
        made = object.__new__(value.__class__)
        made.__dict__.update(value.__dict__, **changes)
        return made
