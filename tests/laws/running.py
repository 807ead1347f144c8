"""Run the cells of a notebook, and the project generated from them, and look at what both leave behind.

The workflow is watched from outside with a profile function: its own variables when it returns, and those of the steps that it
called, under the notebook's names.
"""

import ast
import asyncio
import builtins
import contextlib
import importlib
import inspect
import io
import os
import random
import sys
import types
import unittest.mock

import numpy as np

from nb2prod.knowledge.figures import ends_with_cells
from tests.notebooks import notebook, project

BUILTINS = frozenset(vars(builtins))
HIDDEN = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)


@contextlib.contextmanager
def inside(folder):
    """Work in a folder, quietly, with every random stream where it always starts; what comes to the builtins goes."""
    before, backend = os.getcwd(), os.environ.get("MPLBACKEND")
    os.chdir(folder)
    os.environ["MPLBACKEND"] = "Agg"
    random.seed(0)
    np.random.seed(0)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        for name in vars(builtins).keys() - BUILTINS:
            delattr(builtins, name)
        os.chdir(before)
        os.environ.pop("MPLBACKEND") if backend is None else os.environ.update(MPLBACKEND=backend)


@contextlib.contextmanager
def as_main(module):
    """`module` is what pickle and type hints find under `__main__`."""
    before, sys.modules["__main__"] = sys.modules["__main__"], module
    try:
        yield
    finally:
        sys.modules["__main__"] = before


def end_figures(*given, **more):
    """What the inline backend does behind each cell, and when a cell shows its figures."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def run_notebook(cells, folder):
    """Every cell in one namespace, as *Restart & Run All* does it: the values at its end."""
    end_figures()
    with unittest.mock.patch("matplotlib.pyplot.show", end_figures):
        return _run_notebook(cells, folder)


def _run_notebook(cells, folder):
    module = types.ModuleType("__main__")
    namespace = vars(module)
    namespace["display"] = lambda *values: None
    loop = asyncio.new_event_loop()  # one for all cells, as a kernel has it
    with inside(folder), contextlib.closing(loop), as_main(module):
        for cell in notebook(*cells).cells:
            if cell.kind == "code":
                namespace.update((name, importlib.import_module(name)) for name in cell.imports)
                code = compile(
                    cell.python, f"cell {cell.index}", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
                )
                waiting = eval(code, namespace)
                if inspect.iscoroutine(waiting):
                    loop.run_until_complete(waiting)
                if ends_with_cells(c.source for c in notebook(*cells).cells):
                    end_figures()
    return {
        k: v for k, v in namespace.items() if not k.startswith("__") and k != "display" and not isinstance(v, HIDDEN)
    }


def run_project(cells, folder, package):
    """Write the project, import its workflow, call it: the values that it held."""
    for path, text in project(*cells, file=f"{package}.ipynb").items():
        target = folder / "project" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    sys.path.insert(0, str(folder / "project" / "src"))
    try:
        config = importlib.import_module(f"{package}.config").Config()
        name = "train" if (folder / "project" / "src" / package / "train.py").exists() else "run"
        module = importlib.import_module(f"{package}.{name}")
        with inside(folder):
            values, result = watch(getattr(module, name), config)
        fixed = {
            name: value for name, value in vars(module).items() if isinstance(value, str | list | tuple | dict | set)
        }
        return {**vars(config), **fixed, **values}, result
    finally:
        sys.path.pop(0)
        for loaded in [key for key in sys.modules if key.split(".")[0] == package]:
            del sys.modules[loaded]


def watch(workflow, config):
    """What the workflow and the steps that it calls have bound when it returns."""
    steps, own, frames = {}, {}, []

    def look(frame, event, argument):
        if event == "call" and frame.f_code is workflow.__code__:
            frames.append(frame)
        elif event == "return" and frames and frame is frames[0]:
            own.update(frame.f_locals)
        elif event == "return" and frames and frame.f_back is frames[0]:
            steps.update(frame.f_locals)

    sys.setprofile(look)
    try:
        result = workflow(config)
    finally:
        sys.setprofile(None)
    return {**steps, **own}, result
