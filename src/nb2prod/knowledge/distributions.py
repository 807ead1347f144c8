"""Which distribution holds a module; the tables are `distributions.yaml`."""

from __future__ import annotations

from nb2prod.knowledge import python, shelf

_TABLES = shelf.table("distributions.yaml")
_SHARED: dict[str, str] = _TABLES["shared"]
STDLIB = python.STDLIB | {"get_ipython", *_TABLES["of_old_python"].split()}
LOCAL_NAMES = frozenset(_TABLES["local"].split())
FRONT_ENDS = frozenset(_TABLES["front_ends"].split())


def _canonical(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


WELL_KNOWN = frozenset(map(_canonical, (*_TABLES["different"].values(), *_TABLES["same"].split(), *_SHARED.values())))


def well_known(module: str) -> bool:
    """Whether everybody knows which distribution holds a module: then it is nobody's own file."""
    return _canonical(distribution_of(module) or "") in WELL_KNOWN or _published(module.partition(".")[0])


def _published(top: str) -> bool:
    """Whether a library file is about it and names a distribution: what a course hands out has none."""
    library = shelf.load(top) if top in shelf.known() else None
    return library is not None and bool(library.distribution)


def module_key(dotted: str) -> str:
    """Cut a dotted name down to the part that decides which distribution holds it."""
    parts = dotted.split(".")
    if parts[:2] == ["google", "cloud"] and len(parts) > 2:
        return ".".join(parts[:3])
    known = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in known if name in _SHARED), parts[0])


def distribution_of(module: str) -> str | None:
    """Name the distribution that holds a module.

    None for Python's own and for packages that many distributions share; the top-level name where nothing is known.
    """
    key = module_key(module)
    if key in _SHARED:
        return _SHARED[key] or None
    if key.startswith("google.cloud."):
        return key.replace(".", "-").replace("_", "-")
    if key in STDLIB or key.startswith("_"):
        return None
    return str(_TABLES["different"].get(key, key))


def same_module(module: str, canonical: str) -> bool:
    """Tell whether the distribution of this canonical name is another one that holds the module."""
    return canonical in _TABLES["alternatives"].get(module, "").split()
