"""Make the tables of what newer versions of a library no longer have, from the sources that the package index has.

python benchmarks/removed_names.py [--cache DIR] [DISTRIBUTION...]        all of LIBRARIES where none is named

Of each minor release the last version is taken, of that the smallest wheel (the Python in it is the same for every
system), and read without importing it (`library_source.py`, `library_api.py`). Something is listed under the first
version that surely has not got it, if the release before it surely had, the one after it surely has not either, and
no later one surely has it again.
What is made while code runs (`__getattr__`, `setattr`, star imports from elsewhere) is never listed: in doubt a name
counts as present, as a wrong entry would ask for an old version that nobody needs.
What that cannot see stands in `gone` of `src/nb2prod/knowledge/libraries/*.yaml`, and goes before these tables.

Writes src/nb2prod/knowledge/removals/TOP.json, the same bytes from the same releases. Behind the owner its own names,
parted by blanks: {"1.2": {"linear_model.LinearRegression(": "normalize #5", "metrics.": "plot_roc_curve"}}.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from library_api import Api, Status
from library_source import COMPILED, Library
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

INDEX = "https://pypi.org/pypi/{name}/json"
FILES = "https://files.pythonhosted.org/packages/{a}/{b}/{rest}/{file}"
TARGET = Path(__file__).parents[1] / "src" / "nb2prod" / "knowledge" / "removals"
LIBRARIES = {  # distribution: the oldest version that notebooks still speak of; of numpy the sources tell too little
    "category-encoders": "1.2",
    "emoji": "0.5",
    "feature-engine": "0.5",
    "gensim": "1",
    "imbalanced-learn": "0.2",
    "keras": "1",
    "lifelines": "0.14",
    "lightgbm": "2",
    "mlxtend": "0.7",
    "networkx": "1.10",
    "nltk": "3",
    "pandas": "0.17",
    "pmdarima": "1",
    "scikit-image": "0.12",
    "scikit-learn": "0.15",
    "seaborn": "0.6",
    "shap": "0.20",
    "statsmodels": "0.6",
    "tweepy": "3",
    "xgboost": "0.71",
}
TOPS = {
    "category-encoders": "category_encoders",
    "feature-engine": "feature_engine",
    "imbalanced-learn": "imblearn",
    "scikit-image": "skimage",
    "scikit-learn": "sklearn",
}
DEEPEST = 5  # sklearn.feature_extraction.text.CountVectorizer.vocabulary_
SHALLOW = {"keras": 3}  # its layers are many, and what they have all of them have
BEFORE = {"keras": "3"}  # TensorFlow keeps some of what the keras of its own no longer has
INNER = frozenset({"core", "compat", "tseries", "util", "utils", "_lib"})
DEEPEST_INNER = 3  # pandas.core.common
UNUSED = frozenset(
    "testing tests estimator_checks fixes compat backends dask spark src engine legacy_tf_layers".split()
)


def main() -> int:
    """Write the tables of the distributions named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("distributions", nargs="*", metavar="DISTRIBUTION")
    parser.add_argument("--cache", type=Path, help="where sources are kept, to be read again")
    given = parser.parse_args()
    unknown = set(given.distributions) - set(LIBRARIES)
    if unknown:
        parser.error(f"not in LIBRARIES: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        for distribution in given.distributions or LIBRARIES:
            _make(distribution, given.cache or Path(folder))
    return 0


def _make(distribution: str, cache: Path) -> None:
    top = TOPS.get(distribution, distribution)
    apis = [(version, Api(Library.read(files))) for version, files in _sources(distribution, cache)]
    found = removed([(_series(version), api) for version, api in apis], top)
    found = {v: keys for v, keys in found.items() if Version(v) < Version(BEFORE.get(distribution, "99999"))}
    lines = [f"{json.dumps(version)}: {json.dumps(_grouped(keys, top))}" for version, keys in found.items()]
    span = f"{apis[0][0]} to {apis[-1][0]}"
    head = f'{{"distribution": {json.dumps(distribution)}, "read": {json.dumps(span)}, "gone": {{\n'
    text = head + ",\n".join(lines) + "\n}}\n"
    TARGET.mkdir(exist_ok=True)
    (TARGET / f"{top}.json").write_text(text, encoding="utf-8")
    print(f"{distribution}: {sum(map(len, found.values()))} names, {len(text)} bytes, {span}", file=sys.stderr)


def _series(version: Version) -> str:
    """The minor release: 1.2 for 1.2.2."""
    return f"{version.major}.{version.minor}"


# what is gone


def removed(versions: list[tuple[str, Api]], top: str) -> dict[str, list[str]]:
    """Version without it -> keys below the module `top`, both sorted. `versions`: oldest first."""
    found: dict[str, list[str]] = {}
    last: dict[str, int] = {}
    for index, (_, api) in enumerate(versions[:-1]):
        last |= dict.fromkeys(api.public(), index)
    newest = frozenset(versions[-1][1].public())
    for key, index in sorted(last.items()):
        if key.startswith(f"{top}.") and key not in newest and _gone(key, index, versions):
            found.setdefault(versions[index + 1][0], []).append(key)
    return {version: kept for version in sorted(found, key=Version) if (kept := _outermost(found[version]))}


def _gone(key: str, index: int, versions: list[tuple[str, Api]]) -> bool:
    """Whether the version at `index` has it, the next two have not, and none after that surely has it again.

    What has lost its owner is not said again.
    """
    after = versions[index + 1][1]
    if versions[index][1].status(key) is not Status.PRESENT:
        return False
    if any(api.status(key) is not Status.ABSENT for _, api in versions[index + 1 : index + 3]):
        return False
    if any(api.status(key) is Status.PRESENT for _, api in versions[index + 3 :]):
        return False
    owner = after.owner(key)
    return not owner or after.status(owner) is Status.PRESENT


def _outermost(keys: list[str]) -> list[str]:
    """Without what lies deep inside, and the further places of a call that has lost one of those before."""
    keys = [key for key in keys if not _deep(key)]
    first: dict[str, int] = {}
    for key in keys:
        called, place, number = key.partition("(#")
        if place:
            first[called] = min(first.get(called, 99), int(number.rstrip(")")))
    return [
        key for key in keys if "(#" not in key or key == f"{key.partition('(')[0]}(#{first[key.partition('(')[0]]})"
    ]


def _deep(key: str) -> bool:
    """Whether no notebook names it: `pandas.core.indexes.base.Index`."""
    parts = key.partition("(")[0].split(".")
    return (
        len(parts) > SHALLOW.get(parts[0], DEEPEST)
        or (parts[1] in INNER and len(parts) > DEEPEST_INNER)
        or bool(UNUSED & {*parts})
    )


def _grouped(keys: list[str], top: str) -> dict[str, str]:
    """Owner -> names: `linear_model.LinearRegression(`: `normalize #5`."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        called, bracket, argument = key.partition("(")
        owner, dot, name = called.rpartition(".")
        head, last = (f"{called}(", argument.rstrip(")")) if bracket else (owner + dot, name)
        groups.setdefault(head.removeprefix(f"{top}."), []).append(last)
    return {head: " ".join(sorted(names)) for head, names in sorted(groups.items())}


# where the sources come from


def _sources(distribution: str, cache: Path) -> Iterator[tuple[Version, Mapping[str, bytes]]]:
    """Of the last version of each minor release: the texts of its Python files, no more than the names of others."""
    with urllib.request.urlopen(INDEX.format(name=distribution)) as answer:
        releases = json.load(answer)["releases"]
    last: dict[str, tuple[Version, dict[str, object]]] = {}
    for version, files in sorted(_versions(releases), key=lambda each: each[0]):
        chosen = _smallest(files)
        if chosen is not None and version >= Version(LIBRARIES[distribution]):
            last[_series(version)] = (version, chosen)
    for version, chosen in last.values():
        kept = cache / canonicalize_name(distribution) / f"{version}.zip"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            _keep(_download(chosen), str(chosen["filename"]), kept)
        with zipfile.ZipFile(kept) as archive:
            yield version, {name: archive.read(name) for name in archive.namelist()}


def _versions(releases: Mapping[str, list[dict[str, object]]]) -> Iterator[tuple[Version, list[dict[str, object]]]]:
    for text, files in releases.items():
        try:
            version = Version(text)
        except InvalidVersion:
            continue
        if not version.is_prerelease:
            yield version, files


def _smallest(files: list[dict[str, object]]) -> dict[str, object] | None:
    """The smallest wheel, else the source; those that only ask for another distribution hold no code."""
    there = [file for file in files if not file["yanked"]]
    for kind in ("bdist_wheel", "sdist"):
        fitting = [file for file in there if file["packagetype"] == kind]
        if fitting:
            return min(fitting, key=lambda file: (file["size"], file["filename"]))
    return None


def _download(file: Mapping[str, object]) -> bytes:
    digest = str(file["digests"]["blake2b_256"])
    address = FILES.format(a=digest[:2], b=digest[2:4], rest=digest[4:], file=file["filename"])
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def _keep(data: bytes, name: str, target: Path) -> None:
    """Keep what `Library.read` looks at."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
        for path, read in _members(data, name):
            inside = path.partition(".data/")[2].partition("/")[2] if ".data/" in path else path
            if "/tests/" in inside:
                continue
            if inside.endswith((".py", ".pyi")):
                kept.writestr(inside, read())
            elif inside.endswith(COMPILED):
                kept.writestr(inside, b"")


def _members(data: bytes, name: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    if name.endswith((".whl", ".zip")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for path in archive.namelist():
                yield path, lambda path=path: archive.read(path)
        return
    with tarfile.open(fileobj=io.BytesIO(data)) as packed:
        for member in packed.getmembers():
            if member.isfile():
                path = member.name.partition("/")[2]
                path = path.removeprefix("src/").removeprefix("lib/")
                yield path, lambda member=member: packed.extractfile(member).read()


if __name__ == "__main__":
    sys.exit(main())
