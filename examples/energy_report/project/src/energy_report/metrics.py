"""metrics.json: what the workflow measured, as plain JSON."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LARGEST = 500  # arrays and frames with more values are described, not written out
LONGEST = (
    100  # numbers in a row; of more of them their range and their mean are written
)


def write_metrics(directory: Path, metrics: Mapping[str, Any]) -> None:
    """Write `metrics` to metrics.json in `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    values = {key: plain(value) for key, value in metrics.items() if value is not None}
    told = {
        key: value for key, value in values.items() if " at 0x" not in str(value)
    }  # an object, and no number
    text = json.dumps(told, indent=2)
    (directory / "metrics.json").write_text(text + "\n", encoding="utf-8")


def plain(value: Any) -> Any:
    """Numbers, small arrays and mappings of them as JSON has them; anything else as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(
        value, "_asdict"
    ):  # slope, intercept ... of scipy's results
        return plain(value._asdict())
    if isinstance(value, (list, tuple)):
        return (
            _range(value) if len(value) > LONGEST else [plain(item) for item in value]
        )
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
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
        return _range(value.tolist())
    if isinstance(size, int) and hasattr(value, "shape"):
        return f"{type(value).__name__} of shape {tuple(value.shape)}, not written out"
    return str(value)


def _range(values: Sequence[Any]) -> Any:
    """How many they are, and where they lie; the first of them where they are no numbers."""
    single = [
        value.item() if getattr(value, "shape", None) == () else value
        for value in values
    ]
    numbers = [float(value) for value in single if isinstance(value, (int, float))]
    if len(numbers) < len(values):
        return [
            *(plain(value) for value in values[:LONGEST]),
            f"and {len(values) - LONGEST} more",
        ]
    return plain(
        {
            "count": len(numbers),
            "mean": sum(numbers) / len(numbers),
            "min": min(numbers),
            "max": max(numbers),
        }
    )
