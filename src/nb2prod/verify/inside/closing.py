"""Figures end where Jupyter's own backend ends them: behind each cell, and where a cell shows them."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

NAME = "_nb2prod_closing"
SHARED = ("FigureCanvas", "FigureManager", "new_figure_manager")  # of `agg`: what a backend has to have


def prepare() -> None:
    """Let matplotlib draw into memory, as `agg` does, until the notebook asks for another backend."""
    try:
        matplotlib: Any = importlib.import_module("matplotlib")
        agg = importlib.import_module("matplotlib.backends.backend_agg")
    except ImportError:
        return  # then the notebook cannot draw either
    backend = ModuleType(NAME)
    vars(backend).update({name: getattr(agg, name) for name in SHARED if hasattr(agg, name)}, show=end_figures)
    sys.modules[NAME] = backend
    matplotlib.rcParams["backend"] = f"module://{NAME}"


def end_figures(*given: Any, **more: Any) -> None:
    """Close all figures."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
