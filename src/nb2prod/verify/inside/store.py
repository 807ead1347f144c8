"""Where pictures lie: one line of JSON for each, and one file with the arrays, called by the hash of their content.

Two pictures of equal values are equal text; only what differs needs its arrays read.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any


class Store:
    """A folder that pictures are written to while a process runs."""

    def __init__(self, folder: Path) -> None:
        """Start empty."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.places: dict[str, int] = {}
        self.arrays = open(folder / "arrays.bin", "wb")  # noqa: SIM115 - open as long as the process pictures

    def keep(self, array: Any) -> str:
        """Write an array of numbers, dates or texts of fixed length; the name to find it by."""
        import numpy as np

        solid = np.ascontiguousarray(array)
        digest = hashlib.sha1(f"{solid.dtype}{array.shape}".encode())
        digest.update(solid.reshape(-1).view(np.uint8).data if solid.size else b"")
        name = digest.hexdigest()
        if name not in self.places:
            self.places[name] = self.arrays.tell()
            np.lib.format.write_array(self.arrays, solid, allow_pickle=False)
        return name

    def write(self, file: str, lines: list[Any]) -> None:
        """Write pictures, each on a line, and where the arrays lie."""
        text = "".join(json.dumps(line) + "\n" for line in lines)
        self.arrays.flush()
        (self.folder / "arrays.json").write_text(json.dumps(self.places), encoding="utf-8")
        (self.folder / file).write_text(text, encoding="utf-8")


class Shelf:
    """A folder that pictures are read from."""

    def __init__(self, folder: Path) -> None:
        """Arrays are read when they are asked for."""
        self.folder = folder
        index = folder / "arrays.json"
        self.places: dict[str, int] = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}

    def read(self, file: str) -> list[Any]:
        """The lines that were written; none where the process never came so far."""
        path = self.folder / file
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def array(self, name: str) -> Any:
        """One array."""
        import numpy as np

        with open(self.folder / "arrays.bin", "rb") as file:
            file.seek(self.places[name])
            return np.lib.format.read_array(file, allow_pickle=False)
