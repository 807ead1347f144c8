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

import os
from functools import lru_cache
from pathlib import Path

from nb2prod.settings.checking import Checker
from nb2prod.settings.sources import TOML, YAML, parse_settings, read_texts
from nb2prod.settings.values import NotebookSettings, Order, Settings

__all__ = ["TOML", "YAML", "NotebookSettings", "Order", "Settings", "load_settings"]


def load_settings(start: Path) -> Settings:
    """The settings that hold for `start`: of the nearest folder up that has some, or a `.git`; raises Stop (2).

    Without either, the current folder is the root and nothing is settled.
    """
    folder = Path(os.path.realpath(start))
    for root in (folder, *folder.parents):
        found = _settled(root, *read_texts(root))
        if found is not None:
            return found
        if (root / ".git").exists():
            return Settings(root)
    return Settings(Path.cwd(), repository=False)


@lru_cache(maxsize=32)  # asked several times for each notebook of a repository
def _settled(root: Path, yaml_text: str | None, toml_text: str | None) -> Settings | None:
    source, values = parse_settings(root, yaml_text, toml_text)
    return None if source is None else Checker(source).settings(root, values)
