"""What training hands to inference: one file per learned value, and a manifest with checksums, schema and versions."""

import hashlib
import json
import platform
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Optional

import joblib

from bike_returns.metrics import plain, write_metrics
from bike_returns.schema import Seen

try:
    import cloudpickle  # joblib requires it, or brings its own
except ImportError:
    from joblib.externals import cloudpickle

LIBRARIES = [
    "joblib",
    "pandas",
    "scikit-learn",
]


class ArtifactError(RuntimeError):
    """An artifact is missing, cannot be saved, or is not the one that training wrote."""


def save(
    directory: Path,
    learned: dict[str, Any],
    *,
    metrics: dict[str, Any],
    config: dict[str, Any],
    seen: Seen,
    needed: Optional[list[Any]] = None,
) -> None:
    """Write metrics.json, a sample of the rows, every learned value and, last, the manifest that makes it complete.

    `needed` are the columns that a prediction needs, where it does not need them all.

    Raises:
        ArtifactError: naming each value that cannot be saved; all others have been written.
    """
    write_metrics(directory, metrics)
    (directory / "manifest.json").unlink(missing_ok=True)
    sample = seen.sample.astype(object).where(seen.sample.notna(), None)
    lines = [json.dumps(plain(row)) + "\n" for row in sample.to_dict("records")]
    (directory / "sample.jsonl").unlink(missing_ok=True)
    if lines:
        (directory / "sample.jsonl").write_text("".join(lines), encoding="utf-8")
    files, failed = {}, []
    for name, value in learned.items():
        path = directory / f"{name}.joblib"
        try:
            details = _dump(value, path)
        except Exception as problem:  # of any kind; the other values must not be lost
            path.unlink(missing_ok=True)
            failed.append(f"{name} ({type(value).__name__}: {problem})")
        else:
            files[name] = {"file": path.name, "sha256": _digest(path), **details}
    manifest = {
        "artifacts": files,
        "config": plain(config),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "schema": seen.schema
        if needed is None
        else {**seen.schema, "needed": plain(needed)},
    }
    text = json.dumps(manifest, indent=2)
    (directory / "manifest.json").write_text(text + "\n", encoding="utf-8")
    if failed:
        raise ArtifactError(
            f"{directory} holds everything but what cannot be pickled: {', '.join(failed)}"
        )


def load(directory: Path) -> dict[str, Any]:
    """Read what `save` wrote; every file is checked against the manifest before any is loaded.

    Raises:
        ArtifactError: no manifest, a file missing, a checksum that does not match, or a value that does not load.
    """
    manifest = _manifest(directory)
    paths = {}
    for name, entry in manifest["artifacts"].items():
        paths[name] = path = directory / Path(entry["file"]).name
        if not path.exists() or _digest(path) != entry["sha256"]:
            raise ArtifactError(
                f"{path} is missing or was changed since training: train again or restore it"
            )
    _warn_of_other_versions(manifest["libraries"])
    return {
        name: _loaded(path, manifest["artifacts"][name]) for name, path in paths.items()
    }


def load_schema(directory: Path) -> dict[str, Any]:
    """What training saw of each column. Raises ArtifactError where nothing was trained."""
    return _manifest(directory)["schema"]


def _manifest(directory: Path) -> Any:
    path = directory / "manifest.json"
    if not path.exists():
        raise ArtifactError(
            f"{directory} holds no trained model: run `python -m bike_returns.train --artifacts {directory}` first"
        )
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        manifest = None
    if (
        not isinstance(manifest, dict)
        or not {"artifacts", "libraries", "schema"} <= manifest.keys()
    ):
        raise ArtifactError(f"{path} is damaged: train again or restore it")
    return manifest


def _dump(value: Any, path: Path) -> dict[str, Any]:
    """Save one value; what its file does not hold goes to the manifest."""
    try:
        joblib.dump(value, path)
        if b"\x8c\x08__main__" not in path.read_bytes():
            return {}
    except Exception:  # of any kind: what pickle raises depends on the value
        path.unlink(missing_ok=True)
    # it holds a lambda, or a function that no module has: those are kept whole, as bytecode of this Python
    path.write_bytes(cloudpickle.dumps(value))
    return {"python": _python()}


def _loaded(path: Path, entry: dict[str, Any]) -> Any:
    if entry.get("python", _python()) != _python():
        raise ArtifactError(
            f"{path} holds functions of Python {entry['python']}, and this is Python {_python()}: train again with this one"
        )
    try:
        return joblib.load(path)
    except Exception as problem:  # of the kinds that the library of the value knows
        raise ArtifactError(f"{path} does not load here: {problem}") from problem


def _warn_of_other_versions(trained_with: dict[str, str]) -> None:
    for name, then in trained_with.items():
        now = _version(name)
        if now.split(".")[0] != then.split(".")[0]:
            warnings.warn(
                f"trained with {name} {then}, running with {now}", stacklevel=3
            )


def _python() -> str:
    return platform.python_version().rpartition(".")[0]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
