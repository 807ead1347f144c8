"""Names that a library has moved elsewhere and that do there what they did: imports name the new place.

from sklearn.cross_validation import train_test_split     from sklearn.model_selection import train_test_split
from sklearn.externals import joblib                      import joblib
from sklearn.preprocessing import Imputer                 from sklearn.impute import SimpleImputer as Imputer

What only bears the old name is not meant: StratifiedKFold makes other folds than that of cross_validation. The
tables are `moved` of the libraries.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from nb2prod.knowledge import shelf
from nb2prod.knowledge.python import STDLIB
from nb2prod.knowledge.shelf import Moved


@cache
def moved(module: str, name: str) -> Moved | None:
    """Where the name of a module stands now; None where it has not moved."""
    top, _, rest = module.partition(".")
    source = shelf.load(shelf.STANDARD if top in STDLIB else top)
    if source is None:
        return None
    held, _, _ = rest.partition(".")
    if held in source.holds and module not in source.moved:  # tensorflow.keras.layers.core
        inner = moved(rest, name)
        return replace(inner, module=f"{top}.{inner.module}") if inner else None
    names = source.moved.get(module, {})
    found = names.get(name) or (names.get("*") if name != "." else None)
    return replace(found, name=name) if found and found.name == "*" else found


def place_in_module(pair: tuple[str, str]) -> tuple[str, str] | None:
    """The place of what a module beside the notebook imports, of which nobody looks how it is called.

    `pair`: the module, and the name that is imported from it, "" for the module itself.
    """
    found = moved(pair[0], pair[1] or ".")
    return (found.module, found.name) if found is not None and found.only is None else None


@cache
def left() -> frozenset[str]:
    """The libraries of which something has moved, by their top-level modules."""
    return frozenset(name for name in shelf.known() if "\nmoved:" in shelf.text_of(name))  # without parsing them all
