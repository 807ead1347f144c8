"""Pictures of files, by what stands in them: two files may hold the same and differ in their bytes."""

from __future__ import annotations

import gzip
import importlib
import io
import pickle
import re
import zipfile
from pathlib import Path
from typing import Any, Callable

from .picture import Node, Painter

FLOAT = re.compile(r"(?<![\w.])([-+]?\d+\.\d+(?:[eE][-+]?\d+)?|[-+]?\d+[eE][-+]?\d+)(?![\w.])")
STAMPED = ("docProps/",)  # office files say there when they were written


class Stub:
    """An instance of a class that only the notebook or the project has: its name and its state are kept."""

    def __init__(self, *arguments: Any) -> None:
        """Take whatever the pickle calls the class with."""
        self.arguments = arguments

    def append(self, item: Any) -> None:
        """Pickles of lists do this."""
        self.__dict__.setdefault("items", []).append(item)

    def extend(self, items: Any) -> None:
        """Pickles of lists do this."""
        self.__dict__.setdefault("items", []).extend(items)

    def __setitem__(self, key: Any, item: Any) -> None:
        self.__dict__.setdefault("pairs", []).append((key, item))

    def __setstate__(self, state: Any) -> None:
        pairs = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
        for part in pairs:
            self.__dict__.update(part if isinstance(part, dict) else {} if part is None else {"state": part})


def finding(painter: Painter, kind: Any) -> Any:
    """An unpickler of `kind` that puts stubs where a class is the notebook's own."""

    class Finder(kind):  # type: ignore[misc]
        def find_class(self, module: str, name: str) -> Any:
            if painter.home(module):
                try:
                    return super().find_class(module, name)
                except (ImportError, AttributeError):
                    pass
            home = painter.home(module)
            return type(name, (Stub,), {"__module__": home or "__main__", "__qualname__": name})

    return Finder


def unpickled(painter: Painter, data: bytes) -> Node:
    """What a pickle holds."""
    return painter.paint(finding(painter, pickle.Unpickler)(io.BytesIO(data)).load())


def dumped(painter: Painter, path: Path) -> Node:
    """What joblib has written, compressed or not."""
    numpy_pickle: Any = importlib.import_module("joblib.numpy_pickle")
    original = numpy_pickle.NumpyUnpickler
    numpy_pickle.NumpyUnpickler = finding(painter, original)
    try:
        return painter.paint(numpy_pickle.load(str(path)))
    finally:
        numpy_pickle.NumpyUnpickler = original


def packed(painter: Painter, data: bytes) -> Node:
    """An archive: what its members hold."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if not name.startswith(STAMPED))
        return {"t": "archive", "pairs": [[name, content(painter, archive.read(name))] for name in names]}


def text(data: bytes) -> Node:
    """Lines, the numbers in them as numbers."""
    lines = data.decode("utf-8").split("\n")
    return {"t": "text", "items": [line_node(line) for line in lines]}


def line_node(line: str) -> Node:
    """A line without decimal numbers as it is, else what stands between them and they themselves."""
    parts = FLOAT.split(line)
    if len(parts) == 1:
        return line
    return {"t": "line", "items": [float(part) if number % 2 else part for number, part in enumerate(parts)]}


def content(painter: Painter, data: bytes) -> Node:
    """What bytes hold, as far as they say it themselves."""
    for magic, read in MAGIC:
        if data.startswith(magic):
            try:
                return read(painter, data)
            except Exception:  # it only looked like it
                break
    try:
        return text(data)
    except UnicodeDecodeError:
        return painter.raw(data)


def array(painter: Painter, data: bytes) -> Node:
    """A file of numpy's."""
    import numpy as np

    return painter.paint(np.load(io.BytesIO(data), allow_pickle=False))


def table(painter: Painter, data: bytes) -> Node:
    """A Parquet file."""
    return painter.paint(importlib.import_module("pandas").read_parquet(io.BytesIO(data)))


MAGIC: tuple[tuple[bytes, Callable[[Painter, bytes], Node]], ...] = (
    (b"\x93NUMPY", array),
    (b"PAR1", table),
    (b"PK\x03\x04", packed),
    (b"\x1f\x8b", lambda painter, data: content(painter, gzip.decompress(data))),
    (b"\x80", unpickled),
)


def file_node(painter: Painter, path: Path) -> Node:
    """The picture of a file."""
    data = path.read_bytes()
    if path.suffix.lower() in (".joblib", ".pkl", ".pickle", ".sav", ".model", ".gz", ".z", ".bz2", ".xz"):
        try:
            return dumped(painter, path)
        except Exception:  # joblib is missing, or did not write it
            return content(painter, data)
    return content(painter, data)
