"""The files of a project side by side: what one side renamed, all sides and all files bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nb2prod.sync.links import defined
from nb2prod.sync.renames import follow, imports_old, module_of, renamed

Text = str | None


@dataclass(frozen=True)
class Sides:
    """The three texts of a file as they are merged; `was` is the path that it had until now."""

    base: Text
    yours: Text
    new: Text
    was: str = ""


def renamed_alike(sides: Mapping[str, Sides]) -> tuple[dict[str, Sides], dict[str, dict[str, str]]]:
    """Functions that one side renamed bear the new name on all sides, in every file that means them.

    With them, by path, what the notebook renamed in files with hand edits.
    """
    if not any(one.yours not in (None, one.base) and path.endswith(".py") for path, one in sides.items()):
        return dict(sides), {}
    ours: dict[str, dict[str, str]] = {}
    hand: dict[str, dict[str, str]] = {}
    for path, one in sides.items():
        module = module_of(path)
        if not module or one.base is None or one.yours is None or one.new is None:
            continue
        generated, edited = renamed(one.base, one.new), renamed(one.base, one.yours)
        both = generated.keys() & edited.keys()
        # What the other side dropped or moved away is no mere renaming: it is left to the merge.
        there, stays = defined(one.yours), defined(one.new)
        ours[module] = {old: new for old, new in generated.items() if old not in both and old in there}
        hand[module] = {old: new for old, new in edited.items() if old not in both and old in stays}
    ours, hand = ({module: names for module, names in known.items() if names} for known in (ours, hand))
    if not ours and not hand:
        return dict(sides), {}
    done: dict[str, Sides] = {}
    for path, one in sides.items():
        own = {
            module: names
            for module, names in hand.items()
            if module == module_of(path) or not _says_old(path, one, hand)
        }
        done[path] = replace(
            one,
            base=_with(path, _with(path, one.base, ours), own),
            yours=_with(path, one.yours, ours),
            new=_with(path, one.new, own),
        )
    moved = {path: ours[module] for path, one in sides.items() if (module := module_of(path)) in ours if _edited(one)}
    return done, moved


def _edited(one: Sides) -> bool:
    return one.yours is not None and one.yours != one.base


def _says_old(path: str, one: Sides, hand: Mapping[str, Mapping[str, str]]) -> bool:
    return one.yours is not None and imports_old(path, one.yours, hand)


def _with(path: str, text: Text, known: Mapping[str, Mapping[str, str]]) -> Text:
    return None if text is None else follow(path, text, known)
