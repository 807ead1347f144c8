"""Runs a notebook cell by cell in the kernel of another Python: `python drive.py SPEC`, a process of its own.

It stops at the first cell whose error nobody allowed, as *Restart & Run All* does. Between the cells it tells the
session inside the kernel where it is, in requests that leave no trace in `In`, `Out`, `_` or the count.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import v4

FAULT = 70  # the exit code that says so
SOCKET = 80  # characters that the path of a socket may have, with room for its number
SESSION = "__import__('sys').modules['_nb2prod_session']"


class FaultError(Exception):
    """Our own code failed in the kernel."""


class Manager(AsyncKernelManager):
    """Starts the kernel of a given Python, whatever kernels are registered."""

    command: tuple[str, ...] = ()

    @property
    def kernel_spec(self) -> KernelSpec:
        """How the kernel is started."""
        return KernelSpec(argv=[*self.command, "-f", "{connection_file}"], display_name="", language="python")


def main(file: str) -> None:
    """Run what SPEC says, and leave in its folder how it ended."""
    spec = json.loads(Path(file).read_text(encoding="utf-8"))
    folder = Path(spec["folder"])
    threading.Thread(target=follow, args=(os.getppid(),), daemon=True).start()
    Manager.command = (spec["python"], spec["inside"], "kernel", file)
    manager = Manager(kernel_name="python3")
    manager.connection_file = str(folder / "kernel.json")
    if os.name == "posix" and len(manager.connection_file) < SOCKET:
        manager.transport = "ipc"  # two runs at a time may be given one free port
        manager.ip = str(folder / "kernel")
    cells = [cell_node(cell) for cell in spec["cells"]]
    book = v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        book, km=manager, timeout=None, startup_timeout=spec["patience"], resources={"metadata": {"path": spec["cwd"]}}
    )
    client.extra_arguments = ["--log-level=ERROR"]
    try:
        ended = asyncio.run(execute(client, spec, folder))
    except FaultError as problem:
        print(problem)
        sys.exit(FAULT)
    (folder / "ended.json").write_text(json.dumps(ended), encoding="utf-8")


def follow(parent: int) -> None:
    """End when the process that started us is gone: it was killed and could not end us; the kernel follows."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(FAULT)


def cell_node(cell: dict[str, Any]) -> Any:
    """A cell as nbclient wants it."""
    return v4.new_code_cell(cell["source"], metadata={"tags": cell["tags"]})  # type: ignore[no-untyped-call]


async def execute(client: NotebookClient, spec: dict[str, Any], folder: Path) -> dict[str, Any]:
    """All cells; {} when they ran, else the cell that failed and why."""
    at = -1
    try:
        async with client.async_setup_kernel(cleanup_kc=True):
            for number, (node, cell) in enumerate(zip(client.nb.cells, spec["cells"], strict=True)):
                at = cell["index"]
                (folder / "at").write_text(str(at), encoding="utf-8")
                await tell(client, f"begin({at}, {cell['shift']})")
                await client.async_execute_cell(node, number)
                await tell(client, f"end({cell['last']})")
            (folder / "at").unlink(missing_ok=True)
            await tell(client, "finish()")
    except CellExecutionError as problem:
        return {"cell": at, "error": f"{problem.ename}: {problem.evalue}".strip(), "name": problem.ename}
    except DeadKernelError:
        return {"cell": at, "error": "the kernel died", "name": "DeadKernelError"}
    return {}


async def tell(client: NotebookClient, call: str) -> None:
    """Call the session and wait until it has answered."""
    node = v4.new_code_cell(f"{SESSION}.{call}")  # type: ignore[no-untyped-call]
    client.nb["cells"].append(node)  # where the client puts what it has run
    try:
        await client.async_execute_cell(node, len(client.nb["cells"]) - 1, store_history=False)
    except CellExecutionError as problem:  # our own code failed, not a cell
        raise FaultError(str(problem)) from problem
    finally:
        client.nb["cells"].pop()


if __name__ == "__main__":
    main(sys.argv[1])
