"""metrics.json: what the workflow measured, as plain JSON."""

import json
import logging
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

UNFINISHED = "metrics_of_unfinished_run.json"
LARGEST = 500  # arrays and frames with more values are described, not written out
LONGEST = (
    100  # numbers in a row; of more of them their range and their mean are written
)
logger = logging.getLogger(__name__)


def write_metrics(directory: Path, metrics: Mapping[str, Any]) -> None:
    """Write `metrics` to metrics.json in `directory`."""
    _write(directory / "metrics.json", metrics)
    (directory / UNFINISHED).unlink(missing_ok=True)


@contextmanager
def kept_if_stopped(directory: Path, measured: Mapping[str, Any]) -> Iterator[None]:
    """Where an error ends the run, write what it has `measured` by then: to a file that no finished run has."""
    try:
        yield
    except BaseException:
        if measured:
            _write(directory / UNFINISHED, measured)
            logger.warning(
                "The run stopped; what it measured before is in %s.",
                directory / UNFINISHED,
            )
        raise


def _write(file: Path, metrics: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    values = {
        key: brief(value)
        for key, value in metrics.items()
        if value is not None and not _is_object(value)
    }
    text = json.dumps(values, indent=2)
    file.write_text(text + "\n", encoding="utf-8")


def brief(value: Any) -> Any:
    """As `plain`, with the range of long rows of numbers in their place."""
    return _shortened(plain(value))


def plain(value: Any) -> Any:
    """Numbers, small arrays and mappings of them as JSON has them; anything else as text."""
    if isinstance(value, Mapping):
        return {
            str(key): plain(item) for key, item in value.items() if not _is_model(item)
        }
    if isinstance(value, tuple) and hasattr(
        value, "_asdict"
    ):  # slope, intercept ... of scipy's results
        return plain(
            {
                key: item
                for key, item in value._asdict().items()
                if not key.startswith("_")
            }
        )
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value if not _is_model(item)]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if callable(getattr(value, "numpy", None)) and not hasattr(
        value, "numel"
    ):  # a tensor of tensorflow
        value = value.numpy()
    size = value.numel() if hasattr(value, "numel") else getattr(value, "size", None)
    if isinstance(size, int) and size <= LARGEST:
        if (
            hasattr(value, "columns") and type(value.index).__name__ == "RangeIndex"
        ):  # a table whose rows have no names
            return plain(value.to_dict("records"))
        for convert in ("to_dict", "tolist"):  # pandas; numpy and the tensors like it
            if hasattr(value, convert):
                return plain(getattr(value, convert)())
    if (
        isinstance(size, int)
        and hasattr(value, "tolist")
        and len(getattr(value, "shape", ())) == 1
    ):
        return plain(value.tolist())
    if isinstance(size, int) and hasattr(value, "shape"):
        return f"{type(value).__name__} of shape {tuple(value.shape)}, not written out"
    return _called(value) if _is_object(value) else str(value)


def _is_object(value: Any) -> bool:
    """Whether it is a function, a class, a model, or something whose text says only where it lies in memory."""
    if isinstance(value, (str, list, tuple, Mapping)):
        return False
    return _is_model(value) or hasattr(value, "__qualname__") or " at 0x" in str(value)


def _is_model(value: Any) -> bool:
    """Whether it is a model that has been fitted; one that is still to be fitted may be what a search has chosen."""
    if isinstance(value, type) or not hasattr(value, "predict"):
        return False
    learned = any(
        name.endswith("_") and not name.startswith("_")
        for name in getattr(value, "__dict__", ())
    )
    return learned or not hasattr(value, "get_params")


def _called(value: Any) -> str:
    """The name of a function; of another object its class."""
    return str(getattr(value, "__qualname__", type(value).__name__))


def _shortened(value: Any) -> Any:
    """`value`, which is plain, with the range of long rows; the first of them where they are no numbers."""
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) <= LONGEST:
        return [_shortened(item) for item in value]
    numbers = [item for item in value if isinstance(item, (int, float))]
    if len(numbers) < len(value):
        return [*map(_shortened, value[:LONGEST]), f"and {len(value) - LONGEST} more"]
    mean, last = sum(numbers) / len(numbers), float(numbers[-1])
    return {
        "count": len(numbers),
        "mean": mean,
        "min": float(min(numbers)),
        "max": float(max(numbers)),
        "last": last,
    }
