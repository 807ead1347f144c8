"""`check`: what `convert` would do, said and not done.

It owns the notebooks that `repository` finds. One whose origin is what it was, made by this version, needs no analysis:
what was generated last is what would be generated now, and only the files on disk are compared. Every other one is
drafted as `convert` drafts it. Both go through `delivery.compare`, the one that decides what `convert` writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from nb2prod import delivery
from nb2prod.check.answer import Answer, as_json
from nb2prod.check.verdicts import judged, without_notebooks
from nb2prod.check.words import sentences
from nb2prod.delivery import Draft, Outcome
from nb2prod.repository import sort_out
from nb2prod.unchanged import unchanged

__all__ = ["Answer", "as_json", "check", "sentences"]


Tick = Callable[[int], None]


def check(given: Iterable[Path], output: Path | None, tick: Tick = lambda total: None) -> Answer:
    """Compare every owned notebook among `given` with its project. Writes nothing.

    Raises Stop for wrong settings, and where two notebooks would become one project.
    """
    paths = list(given)
    alone = len(paths) == 1 and not paths[0].is_dir()
    owned = sort_out(paths, output)
    drafts = {path: unchanged(path, projects, output, alone) for path, projects in owned.notebooks}
    quick = sum(it is not None for it in drafts.values())
    done: dict[Path, Draft | Outcome] = {path: it for path, it in drafts.items() if it is not None}
    done |= _drafted([path for path, it in drafts.items() if it is None], tick)
    ready = {path: it for path, it in done.items() if isinstance(it, Draft)}
    targets = {path: delivery.target_of(path, it.package, output, alone) for path, it in ready.items()}
    delivery.refuse_clashes(ready, targets)
    verdicts = [judged(path, done[path], targets.get(path), projects) for path, projects in owned.notebooks]
    return Answer(
        (*verdicts, *without_notebooks(owned)), tuple(map(str, owned.left_alone)), tuple(map(str, owned.empty)), quick
    )


def _drafted(paths: list[Path], tick: Tick) -> dict[Path, Draft | Outcome]:
    if not paths:
        return {}
    from nb2prod import pipeline  # all that is heavy

    options = delivery.Options(jobs=os.cpu_count() or 1)
    return dict(zip(paths, pipeline.draft_all(paths, options, tick), strict=True))
