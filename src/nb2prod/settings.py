"""What a repository says about its notebooks: `nb2prod.yaml`, or the same keys as `[tool.nb2prod]` in `pyproject.toml`.

    output: services            # projects go to services/<package>
    order: document             # or execution: cells in the order of their stored execution counts
    notebooks:
      notebooks/churn.ipynb:
        package: churn_model
        final_model: best

The folder that holds them (or `.git`) is the root of the repository, and every path in them starts there.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from nb2prod.errors import ExitCode, Stop

Order = Literal["document", "execution"]
YAML, TOML = "nb2prod.yaml", "pyproject.toml"


@dataclass(frozen=True)
class NotebookSettings:
    """What is settled for one notebook; empty means that nobody said anything."""

    output: str = ""  # the project's folder, from the root of the repository
    package: str = ""
    final_model: str = ""  # the notebook's name of the model that inference serves
    order: Order = "document"
    targets: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The settings of a repository; `source` is the file they stand in, None where there is none."""

    root: Path
    source: Path | None = None
    output: str = "prod"
    order: Order = "document"
    notebooks: Mapping[str, NotebookSettings] = field(default_factory=dict)
    repository: bool = True  # False: neither settings nor `.git` up to the top, so that the current folder is the root

    def notebook(self, path: Path) -> NotebookSettings:
        """What is settled for the notebook at `path`."""
        own = self.section(path)
        if own is None:
            self._refuse_misspelt(self._relative(path))
        return own or NotebookSettings(order=self.order)

    def section(self, path: Path) -> NotebookSettings | None:
        """The section for the notebook at `path`, None where it has none."""
        return self.notebooks.get(self._relative(path))

    def _refuse_misspelt(self, name: str) -> None:
        """Raise Stop (2) where a section was meant for the notebook `name`, and would silently have no effect."""
        here = Path(name)
        for listed in self.notebooks:
            there = Path(listed)
            like = difflib.SequenceMatcher(None, here.stem, there.stem).ratio()
            near = here.name == there.name or (here.parent == there.parent and like > 0.8)
            if near and not (self.root / listed).exists():
                raise Stop(ExitCode.BAD_INPUT, f"{self.source}: notebooks: {listed} is not there; did you mean {name}?")

    def name_of(self, path: Path) -> str:
        """What to call the notebook at `path`: its path from the root; outside a repository, its file name."""
        return self._relative(path) if self.repository else path.name

    def _relative(self, path: Path) -> str:
        return Path(os.path.relpath(os.path.realpath(path), self.root)).as_posix()


def load_settings(start: Path) -> Settings:
    """The settings that hold for `start`: of the nearest folder up that has some, or a `.git`; raises Stop (2).

    Without either, the current folder is the root and nothing is settled.
    """
    folder = Path(os.path.realpath(start))
    for root in (folder, *folder.parents):
        source, values = _read_settings(root)
        if source is not None:
            return _Checker(source).settings(root, values)
        if (root / ".git").exists():
            return Settings(root)
    return Settings(Path.cwd(), repository=False)


def _read_settings(root: Path) -> tuple[Path | None, object]:
    yaml_file, toml_file = root / YAML, root / TOML
    table = _read_table(toml_file) if toml_file.is_file() else None
    if not yaml_file.is_file():
        return (None, {}) if table is None else (toml_file, table)
    if table is not None:
        raise Stop(ExitCode.BAD_INPUT, f"{root} has settings in {YAML} and in {TOML}: keep one of them.")
    return yaml_file, _read_yaml(yaml_file)


def _read_yaml(path: Path) -> object:
    import yaml  # only where there is such a file

    try:
        values: object = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Stop(ExitCode.BAD_INPUT, f"{path} is not YAML: {' '.join(str(error).split())}") from error
    return {} if values is None else values


def _read_table(path: Path) -> object:
    text = path.read_text("utf-8", "replace")
    if "tool" not in text or "nb2prod" not in text:
        return None  # whatever else is wrong with somebody's pyproject.toml is not our business
    try:
        tool = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise Stop(ExitCode.BAD_INPUT, f"{path} is not TOML: {error}") from error
    return tool.get("nb2prod") if isinstance(tool, dict) else None


@dataclass(frozen=True)
class _Checker:
    """Turns what a file says into settings; every complaint names the file and the key."""

    source: Path

    def settings(self, root: Path, values: object) -> Settings:
        known = self._known(values, "", SETTINGS)
        settings = Settings(root, self.source, **{key: value for key, value in known.items() if key != "notebooks"})
        notebooks = {
            Path(path).as_posix(): self._notebook(path, section, settings.order)
            for path, section in known.get("notebooks", {}).items()
        }
        return replace(settings, notebooks=notebooks)

    def _notebook(self, path: str, section: object, order: Order) -> NotebookSettings:
        known = self._known(section, f"notebooks: {path}: ", NOTEBOOK)
        return NotebookSettings(**{"order": order, **known})

    def _known(self, values: object, where: str, keys: Mapping[str, Kind]) -> dict[str, Any]:
        if not isinstance(values, dict):
            raise self._stop(f"{where}keys with values are expected here")
        return {key: self._value(key, value, where, keys) for key, value in values.items()}

    def _value(self, key: object, value: object, where: str, keys: Mapping[str, Kind]) -> object:
        if key not in keys:
            near = difflib.get_close_matches(str(key), keys, 1, 0.5)
            advice = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(keys)}."
            raise self._stop(f"{where}unknown key `{key}`; {advice}")
        kind = keys[str(key)]
        if not kind.fits(value):
            raise self._stop(f"{where}`{key}` must be {kind.words}")
        return tuple(value) if isinstance(value, list) else value

    def _stop(self, sentence: str) -> Stop:
        return Stop(ExitCode.BAD_INPUT, f"{self.source}: {sentence}")


@dataclass(frozen=True)
class Kind:
    """What the value of a key must be."""

    words: str
    fits: Callable[[object], bool]


def _is_inner_path(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not Path(value).is_absolute() and ".." not in Path(value).parts


def _is_package(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isidentifier() and value == value.lower()


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


PATH = Kind("a path below the root of the repository", _is_inner_path)
PACKAGE = Kind("a lower-case Python identifier", _is_package)
NAME = Kind("a name of the notebook", lambda value: isinstance(value, str) and value.isidentifier())
ORDER = Kind("`document` or `execution`", lambda value: value in ("document", "execution"))
TEXTS = Kind("a list of texts", _is_texts)
SECTIONS = Kind(
    "a section for each notebook's path",
    lambda value: isinstance(value, dict) and all(isinstance(key, str) for key in value),
)

SETTINGS: Mapping[str, Kind] = {"output": PATH, "order": ORDER, "notebooks": SECTIONS}
NOTEBOOK: Mapping[str, Kind] = {
    "output": PATH,
    "package": PACKAGE,
    "final_model": NAME,
    "order": ORDER,
    "targets": TEXTS,
    "exceptions": TEXTS,
}
