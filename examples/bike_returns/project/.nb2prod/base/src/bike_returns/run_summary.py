"""What a run did, in a few lines for whoever started it: how long it took, what it measured, what it wrote."""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bike_returns.metrics import brief

STARTED = time.time()
MOST = 12  # files, or metrics, that are listed
LONGEST = 60  # characters of a metric that is a list or a text
logger = logging.getLogger(__name__)


def sum_up(
    artifacts: Path, metrics: Mapping[str, Any], exports: Iterable[Any] = ()
) -> None:
    """Log the summary; `exports` are the paths that the notebook writes to, as the settings have them."""
    logger.info("Finished in %.1f s.", time.time() - STARTED)
    _table("Metrics", list(_shown(brief(metrics))), "metrics.json has them all")
    files = dict.fromkeys(
        file for place in (*exports, artifacts) for file in _written(place)
    )
    _table("Files", [(str(file), _size(file)) for file in files], "")


def _table(title: str, rows: list[tuple[str, str]], where: str) -> None:
    if rows:
        logger.info("%s:", title)
    width = max((len(name) for name, _ in rows[:MOST]), default=0)
    for name, value in rows[:MOST]:
        logger.info("  %s  %s", name.ljust(width), value)
    if len(rows) > MOST:
        logger.info("  and %d more%s", len(rows) - MOST, f": {where}" if where else "")


def _shown(metrics: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in metrics.items():
        if isinstance(value, Mapping):
            yield from _shown(value, f"{before}{name} / ")
        else:
            yield f"{before}{name}", _short(value)


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    text = (
        f"[{', '.join(map(_short, value))}]" if isinstance(value, list) else str(value)
    )
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."


def _written(place: Any) -> Iterator[Path]:
    """The file, or the files in the folder, that this run has written."""
    try:
        root = Path(place)
        found = sorted(root.rglob("*")) if root.is_dir() else [root]
        yield from (
            file
            for file in found
            if file.is_file() and file.stat().st_mtime >= STARTED - 1
        )
    except (
        OSError,
        TypeError,
        ValueError,
    ):  # a URL, or a path that this system does not have
        return


def _size(file: Path) -> str:
    size = float(file.stat().st_size)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
