"""What a file says, checked key by key: unknown ones are refused with the nearest known one."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nb2prod.errors import ExitCode, Stop
from nb2prod.settings.keys import NOTEBOOK, SETTINGS, Kind
from nb2prod.settings.values import NotebookSettings, Settings


@dataclass(frozen=True)
class Checker:
    """Turns what a file says into settings; every complaint names the file and the key."""

    source: Path

    def settings(self, root: Path, values: object) -> Settings:
        """The settings of a repository; raises Stop (2)."""
        known = self._known(values, "", SETTINGS)
        settings = Settings(root, self.source, **{key: value for key, value in known.items() if key != "notebooks"})
        notebooks = {
            Path(path).as_posix(): self._notebook(path, section, settings)
            for path, section in known.get("notebooks", {}).items()
        }
        return replace(settings, notebooks=notebooks)

    def _notebook(self, path: str, section: object, common: Settings) -> NotebookSettings:
        known = self._known(section, f"notebooks: {path}: ", NOTEBOOK)
        return NotebookSettings(**{"order": common.order, "persistence": common.persistence, **known})

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
