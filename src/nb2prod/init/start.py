"""The settings that a repository starts with."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from nb2prod import settings
from nb2prod.init.change import Change
from nb2prod.repository import Owned, Project, sort_out

MOST = 30  # notebooks that are named for a person to choose from


def settings_change(repository: settings.Settings) -> Change:
    """`nb2prod.yaml`, listing what was converted before; where there are settings, they stay."""
    if repository.source is not None:
        return Change(repository.source.name, "there already")
    owned = sort_out([repository.root], None)
    return Change(settings.YAML, "written", _text(repository, owned), _advice(owned))


def _text(repository: settings.Settings, owned: Owned) -> str:
    lines = [
        "# What nb2prod keeps in step, and how; every key is explained in its README, section Settings.",
        f"output: {repository.output}  # projects go to {repository.output}/<package>",
    ]
    if not owned.notebooks:
        lines += ["notebooks: {}"]
    else:
        lines += ["notebooks:  # `nb2prod check .` looks at these"]
        for path, projects in owned.notebooks:
            lines += [f"  {_key(repository.name_of(path))}: {_section(repository, projects)}"]
    if owned.left_alone:
        lines += ["  # never converted; to keep one in step, list it above and convert it:"]
        lines += [f"  #   {_key(repository.name_of(path))}: {{}}" for path in owned.left_alone[:MOST]]
        lines += [f"  #   and {len(owned.left_alone) - MOST} more"] if len(owned.left_alone) > MOST else []
    return "\n".join((*lines, ""))


def _section(repository: settings.Settings, projects: tuple[Project, ...]) -> str:
    """`output`, where the project does not lie where it would go."""
    usual = Path(os.path.realpath(repository.root / repository.output))
    roots = [Path(os.path.relpath(project.root, os.path.realpath(repository.root))) for project in projects]
    if any(project.root.parent == usual for project in projects) or not roots or ".." in roots[0].parts:
        return "{}"
    return f"{{output: {_key(roots[0].as_posix())}}}"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z][\w./-]*", text, re.ASCII) else json.dumps(text, ensure_ascii=True)


def _advice(owned: Owned) -> tuple[str, ...]:
    return () if owned.notebooks else (f"convert a notebook, or list it in {settings.YAML}",)
