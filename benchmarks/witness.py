"""Hashes of what a generated workflow computes, told by pickle and knowing nothing of how `nb2prod verify` compares.

python benchmarks/witness.py SOURCE PACKAGE MODULE FILE ARGUMENTS...     writes {name: sha256 of its pickle}

`seeded_faults.py` asks it about a fault that nobody noticed: equal hashes show that the fault changed nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import runpy
import sys
from pathlib import Path
from types import FrameType
from typing import Any


def main() -> None:
    """Run the workflow and hash its variables and those of the steps that it calls, as they are at its end.

    Of one name the workflow's own counts, else that of the last step, as the contract says.
    """
    source, package, module, file, *arguments = sys.argv[1:]
    sys.path[0] = source
    sys.argv = [f"{package}.{module}", *arguments]
    workflow: list[FrameType] = []
    values: dict[str, object] = {}

    def returned(frame: FrameType, event: str, arg: Any) -> Any:
        if event == "return":
            values.update(frame.f_locals)
            if frame is workflow[0]:
                sys.settrace(None)
                hashes = {name: digest(value) for name, value in values.items()}
                Path(file).write_text(json.dumps(hashes), encoding="utf-8")
        return returned

    def called(frame: FrameType, event: str, arg: Any) -> Any:
        if not str(frame.f_globals.get("__name__")).startswith(("__main__", package)):
            return None
        if not workflow and frame.f_code.co_name == module:
            workflow.append(frame)
        elif not workflow or frame.f_back is not workflow[0]:
            return None
        frame.f_trace_lines = False
        return returned

    sys.settrace(called)
    runpy.run_module(f"{package}.{module}", run_name="__main__", alter_sys=True)


class Plain(pickle.Pickler):
    """Tables and arrays by their elements: how they lie in memory differs where nothing that one can see does."""

    def reducer_override(self, value: Any) -> Any:
        """What is pickled instead."""
        if type(value).__name__ == "DataFrame":
            columns = [value.iloc[:, number] for number in range(value.shape[1])]
            return tuple, (("frame", list(value.columns), columns, value.index),)
        if type(value).__name__ == "Series":
            return tuple, (("series", value.name, str(value.dtype), value.tolist(), value.index),)
        if type(value).__name__ == "ndarray" and not value.dtype.hasobject:
            return tuple, (("array", str(value.dtype), value.shape, value.tobytes()),)
        return NotImplemented


def digest(value: object) -> str:
    """The hash of a value's pickle; of one that cannot be pickled, its type."""
    written = io.BytesIO()
    try:
        Plain(written).dump(value)
    except Exception:  # functions of __main__, open files, figures
        return type(value).__name__
    return hashlib.sha256(written.getvalue()).hexdigest()


if __name__ == "__main__":
    main()
