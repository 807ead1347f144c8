"""Which version of a library lacks what, and what an older one needs to be installed.

gone("pandas.DataFrame.append")         gone from pandas 2.0: pandas.concat
Wheels.of("pandas", "<2.0").python      "3.11": no wheel of an older pandas is for a newer Python
Wheels.of("pandas", "<2.0").beside      numpy<2: its wheels are built for that
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from nb2prod import knowledge
from nb2prod.knowledge import shelf
from nb2prod.knowledge.python import STDLIB
from nb2prod.knowledge.removed import removed
from nb2prod.knowledge.shelf import table
from nb2prod.model import Removal, Requirement
from nb2prod.replacing import dataclass

FAR = Version("99999")  # later than every version


@dataclass(frozen=True)
class Gone:
    """Something that a library no longer has, the first version without it, and what takes its place."""

    name: str
    distribution: str
    version: str
    instead: str  # "" = not known
    back: str = ""  # the first version that has it again, "" = none


@cache
def gone(qualified: str, inside: str = "") -> Gone | None:
    """What later versions no longer have: `pandas.DataFrame.append`, `sklearn.grid_search`, `imp`.

    `inside`: the library that holds this one, where the notebook has it from there: Keras in TensorFlow.
    """
    top = qualified.partition("(")[0].partition(".")[0]
    source = shelf.load(shelf.STANDARD if top in STDLIB else top) if top in STDLIB or top in shelf.known() else None
    for held, versions in source.holds.items() if source is not None else ():
        if source is not None and qualified.startswith(f"{source.name}.{held}.") and qualified not in source.gone:
            if qualified.startswith(source.still or " "):
                return None
            found = gone(qualified.removeprefix(f"{source.name}."))
            return _within(found, source, versions) if found else None
    found = _told(qualified, source) or _read(qualified)
    outer = shelf.load(inside) if inside else None
    if found is not None and outer is not None and top in outer.holds:
        return _within(found, outer, outer.holds[top])
    called, bracket, argument = qualified.partition("(")
    plain = knowledge.canonical(called) if bracket else called  # a class takes the same, wherever it is imported from
    return found if found or plain == called else gone(f"{plain}({argument}", inside)


def _told(qualified: str, source: shelf.Library | None) -> Gone | None:
    """What `gone` of the library says, of its own name or of that of a base class."""
    if source is None:
        return None
    owner, _, _ = qualified.partition("(")[0].rpartition(".")
    last = qualified[len(owner) + 1 :] if owner else qualified
    for base in (owner, *knowledge.bases(owner)) if owner else ("",):
        if known := source.gone.get(f"{base}.{last}" if base else last):
            name = qualified if owner in ("", base) else f"{owner}.{last}"
            standard = source.name == shelf.STANDARD
            version, _, back = known[0].partition("-")
            return Gone(name, source.distribution or ("python" if standard else source.name), version, known[1], back)
    return None


def _read(qualified: str) -> Gone | None:
    """What the sources of its versions show."""
    found = removed(qualified)
    return Gone(qualified, *found, "") if found is not None else None


@cache
def unset(qualified: str) -> tuple[str, ...]:
    """Keywords of the library whose defaults have changed, sorted: `gone` knows for which calls."""
    source = shelf.load(qualified.partition(".")[0])
    known = source.gone if source is not None else ()
    return tuple(sorted({name.partition("(!")[2].rstrip(")") for name in known if "(!" in name}))


def renamed(use: Removal, asked: Iterable[Requirement]) -> tuple[str, str, str] | None:
    """What is called, its keyword or text and what that is now, where it means the same; None: it stays as it is.

    It stays where a version can be installed that knows the old name, or a pip line asks for one (`asked`). A text that
    every version takes in its longer form is none of these: set_option("precision", 3).
    """
    called, _, keyword = use.name.rstrip(")").partition("(")
    if not use.instead.startswith("=") or use.module:
        return None
    if keyword.startswith('"'):
        return called.rpartition(".")[2], keyword, use.instead.removeprefix("=")
    if not Wheels.of(use.distribution, f"<{use.version}").missing:
        return None
    same = (each for each in asked if canonicalize_name(each.name) == canonicalize_name(use.distribution))
    if any(each.url or set("=<~!") & set(each.specifier.replace(">=", "")) for each in same):
        return None
    return called.rpartition(".")[2], keyword, use.instead.removeprefix("=")


def long_gone(found: Gone) -> bool:
    """Whether what uses it was written with the libraries of 2022 or before."""
    known = _table().get(canonicalize_name(found.distribution))
    return bool(known and known.lately and Version(found.version) <= Version(known.lately))


def lately_gone(found: Gone) -> bool:
    """Whether the library still had it in 2022."""
    known = _table().get(canonicalize_name(found.distribution))
    return not (known and known.lately and Version(found.version) < Version(known.lately))


def program(distribution: str) -> str:
    """The program that the distribution calls and that pip does not install, "" for none."""
    known = _table().get(canonicalize_name(distribution))
    return known.program if known else ""


def _within(found: Gone, outer: shelf.Library, versions: Mapping[str, str]) -> Gone | None:
    """The same, said of the library that holds this one, in its own versions.

    Of what the sources of this one show nothing is said there: TensorFlow has had names of its own for Keras.
    """
    if not found.instead:
        return None
    return Gone(found.name, outer.distribution, versions.get(found.version, found.version), found.instead)


@dataclass(frozen=True)
class Wheels:
    """What is known of the versions of a distribution that a specifier allows."""

    python: str = ""  # the newest Python with wheels of one of them, "" = no limit
    missing: bool = False  # none of them has wheels for a Python that the project is for
    beside: tuple[str, ...] = ()  # requirements that they do not state themselves

    @classmethod
    def of(cls, distribution: str, specifier: str) -> Wheels:
        """Whatever pip would choose among: pre-releases and yanked versions are not thought of."""
        known = _table().get(canonicalize_name(distribution))
        if known is None:
            return cls()
        allowed = SpecifierSet(specifier)
        releases = [Version(each) for each in known.pythons]
        fitting = [a for a, b in pairwise([*releases, FAR]) if _meets(allowed, a, b)]
        texts = [text for first, text in known.beside.items() if not _meets(allowed, Version(first), FAR)]
        beside = tuple(texts[0].split()) if texts else ()
        if not fitting:
            return cls(missing=bool(releases) and _meets(allowed, Version("0"), releases[0]), beside=beside)
        newest = next(each for each in known.pythons if Version(each) == fitting[-1])
        return cls(known.pythons[newest], False, beside)


def _meets(allowed: SpecifierSet, first: Version, end: Version) -> bool:
    """Whether some version from `first` on and before `end` is allowed, as far as round numbers tell."""
    named = [Version(one.version.removesuffix(".*")) for one in allowed if one.operator != "==="]
    last = Version("99998") if end == FAR else first
    return any(allowed.contains(each, prereleases=True) for each in (first, last, *named) if first <= each < end)


@dataclass(frozen=True)
class _Known:
    pythons: Mapping[str, str]
    beside: Mapping[str, str]
    lately: str = ""  # the first version of 2023
    program: str = ""  # what it calls and pip does not install


@cache
def _table() -> Mapping[str, _Known]:
    return {
        name: _Known(
            _ordered(said.get("pythons", {})),
            _ordered(said.get("beside", {})),
            said.get("lately", ""),
            said.get("program", ""),
        )
        for name, said in table("wheels.yaml").items()
    }


def _ordered(said: Mapping[str, str]) -> dict[str, str]:
    """By version, and every version and Python as text."""
    return {version: said[version] for version in sorted(said, key=Version)}
