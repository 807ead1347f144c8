"""What a call asks for outside of the machine: a service, and what a run needs for it.

service("azureml.core.Workspace.from_config")     an Azure Machine Learning workspace: its config.json and a login
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from nb2prod.knowledge.shelf import table


@dataclass(frozen=True)
class Service:
    """Whom a call asks, and what a run needs for that."""

    name: str
    needs: str


def service(qualified: str) -> Service | None:
    """The service of the longest entry that the name begins with."""
    parts = qualified.split(".")
    known = _known()
    found = (known.get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    return next(filter(None, found), None)


def command(line: str) -> Service | None:
    """The service that a line of a shell asks: `git clone https://...`, `!kaggle datasets download`."""
    words = line.split()
    known = _known()
    found = (known.get(f"! {' '.join(words[:length])}") for length in (2, 1) if len(words) >= length)
    return next(filter(None, found), None)


@cache
def acts() -> frozenset[str]:
    """The last parts of calls that change something at a service: `post_message`, `files.upload`."""
    return frozenset(word for line in _table()["acts"] for word in line.split())


@cache
def servers(kind: Literal["modules", "calls"]) -> frozenset[str]:
    """Modules that servers are made with; the last parts of calls that answer requests until somebody stops them."""
    return frozenset(_table()["servers"][kind].split())


@cache
def graphics_options() -> dict[str, dict[str, str]]:
    """By library the options that need a graphics processor, as `name=value`, and the values that do not."""
    return {
        library: {option: instead for instead, listed in row.items() for option in listed.split()}
        for library, row in _table()["graphics"].items()
    }


@cache
def _table() -> dict[str, Any]:
    return table("services.yaml")


@cache
def _known() -> dict[str, Service]:
    """By the first words of a call's name, or of a line of a shell, which begins with `! `."""
    found: dict[str, Service] = {}
    for kind, before in (("calls", ""), ("commands", "! ")):
        for name, row in _table()[kind].items():
            for needs, listed in row.items():
                known = Service(name, needs)
                names = listed if isinstance(listed, list) else listed.split()
                found |= {f"{before}{one}": known for one in names}
    return found
