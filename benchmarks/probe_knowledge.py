"""Hold what `nb2prod.knowledge` says against the libraries installed here.

python benchmarks/probe_knowledge.py [LIBRARY...]

Every entry is looked up: its name, its parameters and keywords must be there. What can be called with small arguments
is called: it must change, draw from and share with nothing but what is said, stop drawing where `unless` says so, and
give the type that is said. Estimators are fitted. Prints one line per disagreement and exits 1 when there is one; names
that the installed version does not have any more (or not yet) are only counted. Run by hand when a library has a new
version, in an environment that has it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import inspect
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from probing import RECEIVERS, attempt, matrix, parameters_of, resolve, target

from nb2prod import knowledge
from nb2prod.knowledge import shelf
from nb2prod.model import Effect

CALLED = (
    "builtins", "standard_library", "numpy", "pandas", "scipy", "sklearn", "statsmodels", "imblearn", "torch",
    "xgboost", "keras",
)  # fmt: skip
ACTING = re.compile(
    r"^(builtins\.(exec|eval|input|exit|quit|breakpoint|help|open|print|compile|globals|locals|__import__|vars|dir)"
    r"|os\.|sys\.|shutil|subprocess|time\.sleep|gc\.|sklearn\.datasets\.(fetch|load_files)|torch\.(hub|cuda|backends)"
    r"|builtins\.(setattr|delattr)|scipy\.stats\..*gaussian_kde|torch\.utils\.data|logging|warnings|tempfile|getpass)"
)
RENAMED = {"numpy.arange", "lightgbm.train"}  # whose parameters are called otherwise in the newest version only
# Said to draw though our small data do not show it: larger data or older versions do.
LARGER = {"TSNE", "LocallyLinearEmbedding", "KernelPCA", "SparsePCA", "NeighborhoodComponentsAnalysis"}
LARGER |= {"QuantileTransformer", "TargetEncoder"}  # more than 10,000 rows; fit_transform only
PLAIN = {"str", "int", "float", "bool", "list", "dict", "tuple", "set", "bytes", "numpy.ndarray", "pandas.DataFrame"}
PLAIN |= {"pandas.Series", "pandas.Index", "torch.Tensor"}


class Probe:
    """One library: disagreements as they are found, and how many entries were looked at."""

    def __init__(self, name: str) -> None:
        """`name`: of the file in `libraries/`."""
        self.library = shelf.load(name) if name != "standard_library" else shelf.load("os")
        self.name = name
        self.counts: Counter[str] = Counter()

    def all(self) -> Iterator[str]:
        """Every disagreement of the library."""
        assert self.library is not None
        for qualified, fact in sorted(self.library.functions.items()):
            yield from self.entry(qualified, fact.effect, None, "")
        for type_, described in sorted(self.library.types.items()):
            for name, fact in sorted(described.methods.items()):
                yield from self.entry(f"{type_}.{name}", fact.effect, RECEIVERS.get(type_), name)

    def entry(self, qualified: str, effect: Effect, make: Any, method: str) -> Iterator[str]:
        """One function or method."""
        if "*" in qualified:
            return
        self.counts["entries"] += 1
        try:
            function = getattr(make(), method) if make else resolve(qualified)
        except Exception:  # whatever a lazy module raises
            self.counts["not in this version"] += 1
            return
        self.counts["found"] += 1
        wrong = [*self.signature(qualified, effect, function), *self.call(qualified, effect, function, make)]
        self.counts["agreeing"] += not wrong
        yield from wrong

    def signature(self, qualified: str, effect: Effect, function: Any) -> Iterator[str]:
        """Parameters and keywords that are named must be there."""
        names, anything = parameters_of(function)
        if not names or anything or qualified in RENAMED:
            return
        named = [key for key in (*effect.mutates, *effect.aliases) if not key.isdigit() and key != "self"]
        keywords = [key for key in (*effect.rng_unless, *effect.mutates_if) if re.fullmatch(r"\w+", key)]
        for key in [*effect.parameters, *named, *keywords]:
            if key not in names and key not in {"parts", "seed", "rng", "random_state"}:
                yield f"{qualified}: no parameter {key}, it takes {', '.join(names[:8])}"
        said = list(effect.parameters)
        if said and said != [name for name in names if name in said][: len(said)]:
            yield f"{qualified}: parameters stand in another order: {', '.join(names[:8])}"

    def call(self, qualified: str, effect: Effect, function: Any, make: Any) -> Iterator[str]:
        """What one call shows must have been said."""
        acts = effect.io or effect.kind in {"plot", "option"} or not effect.imported or ACTING.match(qualified)
        if self.name not in CALLED or acts or not callable(function):
            return
        if isinstance(function, type) and knowledge.is_a(qualified, "sklearn.Estimator"):
            return
        random.seed(0)
        np.random.seed(0)
        seen = attempt(qualified, function, make, {})
        if seen is None:
            return
        self.counts["called"] += 1
        names = list(effect.parameters)
        said = {*effect.mutates, *(str(names.index(key)) for key in effect.mutates if key in names)}
        for name in sorted(seen.changed - said):
            yield f"{qualified}: changes {name}, which is not said"
        draws = knowledge.draws(effect, ())
        for stream in sorted(seen.drawn.difference(draws.split(), effect.seeds.split())):
            yield f"{qualified}: draws {stream}, which is not said"
        if draws and seen.drawn.isdisjoint(draws.split()):
            self.counts["said to draw, did not"] += 1
        yield from self.stopping(qualified, effect, function, make)
        said = set(effect.aliases) | ({"self", "0", "1"} if effect.returns in {"self"} else set())
        if not said and seen.shared:
            yield f"{qualified}: gives what shares with {', '.join(sorted(seen.shared))}, which is not said"
        actual = spelled(seen.result)
        if effect.returns in PLAIN and actual in PLAIN and not fits(actual, effect.returns):
            yield f"{qualified}: gives {actual}, said is {effect.returns}"

    def stopping(self, qualified: str, effect: Effect, function: Any, make: Any) -> Iterator[str]:
        """`unless random_state`: with it nothing is drawn."""
        names, anything = parameters_of(function)
        for key in effect.rng_unless:
            if re.fullmatch(r"\w+", key) and key != "parts" and (key in names or (anything and names)):
                stopped = attempt(qualified, function, make, {key: 0})
                if stopped is not None and not stopped.drawn.isdisjoint(effect.rng.split()):
                    yield f"{qualified}: draws {effect.rng} even with {key}"


def spelled(value: Any) -> str:
    """The canonical name of a value's type."""
    kind = type(value)
    base = next(
        (k for k in kind.__mro__ if k in (str, list, dict, np.ndarray, pd.Index, pd.DataFrame, pd.Series)), kind
    )
    module = base.__module__.partition(".")[0]
    return base.__name__ if module == "builtins" else f"{module}.{base.__name__}"


def fits(actual: str, said: str) -> bool:
    """Whether a value of this type is what was said."""
    numbers = actual in {"int", "float", "bool"}  # an array of no dimension is a number
    return actual == said or knowledge.is_a(actual, said) or (numbers and said in {"float", "numpy.ndarray"})


# ---------------------------------------------------------------------------------------------------------- estimators


def fitted(estimator: type, keywords: dict[str, Any]) -> tuple[bool, bool] | None:
    """Whether fitting draws from numpy's stream, and changes its data; None when it cannot be fitted."""
    for y in (target(), matrix()[:, 1], None):
        data = matrix()
        np.random.seed(1)
        before = np.random.get_state(legacy=False)["state"]
        try:
            estimator(**keywords).fit(data, y)
        except Exception:  # whatever an estimator raises for data that it does not take
            continue
        after = np.random.get_state(legacy=False)["state"]
        drawn = bool(before["pos"] != after["pos"] or (before["key"] != after["key"]).any())
        return drawn, not np.array_equal(data, matrix())
    return None


def estimators(counts: Counter[str]) -> Iterator[str]:
    """Compare every estimator of scikit-learn: whether it is listed, and whether its fit draws as said."""
    from sklearn.utils import all_estimators

    for name, estimator in all_estimators():
        full = knowledge.canonical(f"{estimator.__module__}.{name}")
        fit = knowledge.method(full, "fit")
        counts["estimators"] += 1
        if fit is None or not knowledge.is_a(full, "sklearn.Estimator"):
            yield f"{full} is not listed"
            continue
        seen, said = fitted(estimator, {}), knowledge.draws(fit, (), (), parts_draw=False) == "numpy"
        if seen is None:
            continue
        counts["estimators fitted"] += 1
        if seen[0] != said and name not in LARGER:
            yield f"{full}: fit {'draws' if seen[0] else 'does not draw'}, the file says otherwise"
        if seen[1]:
            yield f"{full}: fit changes its data"
        seeded = fitted(estimator, {"random_state": 0}) if "random_state" in parameters_of(estimator)[0] else None
        if seeded and seeded[0] and not knowledge.draws(fit, (), ("random_state",), parts_draw=False):
            yield f"{full}: fit draws even with random_state"


def boosters(counts: Counter[str]) -> Iterator[str]:
    """The same for the other libraries that follow scikit-learn's protocol."""
    quiet = {"lightgbm": {"verbose": -1}, "catboost": {"verbose": 0, "allow_writing_files": False, "iterations": 2}}
    for library in ("xgboost", "lightgbm", "catboost", "imblearn", "category_encoders"):
        known = shelf.load(library)
        if known is None or importlib.util.find_spec(library) is None:
            continue
        for full in sorted(known.types):
            fit = knowledge.method(full, "fit_resample" if library == "imblearn" else "fit")
            try:
                estimator = resolve(full)
            except (ImportError, AttributeError):
                continue
            if fit is None or not inspect.isclass(estimator):
                continue
            keywords = quiet.get(library, {})
            resamples = library == "imblearn" and hasattr(estimator, "fit_resample")
            seen = resampled(estimator, {}) if resamples else fitted(estimator, keywords)
            if seen is None:
                continue
            counts["estimators fitted"] += 1
            said = knowledge.draws(fit, (), (), parts_draw=False) == "numpy"
            if seen[0] and not said:
                yield f"{full}: draws, the file says otherwise"
            if said and not seen[0]:
                counts["said to draw, did not"] += 1


def resampled(sampler: type, keywords: dict[str, Any]) -> tuple[bool, bool] | None:
    """Whether resampling draws from numpy's stream, and changes its data."""
    data = matrix()
    y = (data[:, 0] > 0.7).astype(int)
    np.random.seed(1)
    before = np.random.get_state(legacy=False)["state"]
    try:
        sampler(**keywords).fit_resample(data, y)
    except Exception:  # whatever a sampler raises for data that it does not take
        return None
    after = np.random.get_state(legacy=False)["state"]
    drawn = bool(before["pos"] != after["pos"] or (before["key"] != after["key"]).any())
    return drawn, not np.array_equal(data, matrix())


def frames() -> Iterator[str]:
    """Compare which pandas methods take `inplace`."""
    for kind in (pd.DataFrame, pd.Series):
        for name, member in inspect.getmembers(kind, inspect.isfunction):
            if name.startswith("_"):
                continue
            effect = knowledge.method(f"pandas.{kind.__name__}", name)
            said = effect is not None and "inplace" in effect.mutates_if
            if "inplace" in inspect.signature(member).parameters and not said:
                yield f"pandas.{kind.__name__}.{name} takes inplace"


def probe_here(name: str) -> tuple[list[str], Counter[str]]:
    """Disagreements of one library and the counts, found in this process."""
    probe = Probe(name)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = list(probe.all())
        found += [*estimators(probe.counts), *boosters(probe.counts)] if name == "sklearn" else []
        found += frames() if name == "pandas" else []
    return found, probe.counts


def main() -> int:
    """Probe the libraries that are named, or all that are installed; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="*")
    parser.add_argument("--here", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        found, counts = probe_here(options.here)
        print("\n" + json.dumps([found, counts]), file=sys.__stdout__, flush=True)
        os._exit(0)  # a library may have started threads
    own = ("builtins", "standard_library")
    there = [name for name in shelf.known() if name in own or importlib.util.find_spec(name) is not None]
    wrong, totals = 0, Counter[str]()
    for name in options.libraries or there:  # each in a process of its own: wrong arguments may end it
        command = [sys.executable, os.path.abspath(__file__), "--here", name]
        with tempfile.TemporaryDirectory() as scratch:
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
        try:
            found, counts = json.loads(done.stdout.strip().splitlines()[-1])
        except (IndexError, ValueError):
            found, counts = [f"the probe ended: {done.stderr[-200:]}"], {}
        wrong += len(found)
        totals.update(counts)
        print(f"{name}: {', '.join(f'{number} {what}' for what, number in counts.items())}")
        print("".join(f"    {line}\n" for line in found), end="", flush=True)
    print(dict(totals), wrong, "disagreements")
    return int(wrong > 0)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
