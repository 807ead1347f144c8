"""Three-way merge of texts for people: where both sides changed a line, word by word.

base                    yours                       new                     merged
Clean up (cell 3).      Clean it all up (cell 3).   Clean up (cell 4).      Clean it all up (cell 4).
"""

from __future__ import annotations

import re

from nb2prod.sync.lines import applied, clusters, decided, edits, merge_lines, split
from nb2prod.sync.marks import Clash, Merged, Piece, clashes, render


def merge_prose(base: str, yours: str, new: str) -> Merged:
    """Merge texts for people: where both changed a line, word by word."""
    pieces: list[Piece] = []
    for piece in merge_lines(base, yours, new):
        words = _merge_words(piece) if isinstance(piece, Clash) else None
        if words is None and isinstance(piece, Clash) and _but_cells(piece.base) == _but_cells(piece.new):
            words = piece.yours  # a person wrote it anew, and the notebook only counts its cells otherwise
        pieces.append(piece if words is None else words)
    return tuple(pieces)


def _but_cells(text: str) -> list[str]:
    return re.sub(r"\bcells?\s+\d+(?:(?:,|\s+to)\s+\d+)*", "cell", text).split()


def _merge_words(clash: Clash) -> str | None:
    texts = (clash.base, clash.yours, clash.new)
    if (both := beside(*texts) or beside(clash.base, clash.new, clash.yours)) is not None:
        return both
    if len({text.count("\n") for text in texts}) > 1 or not all(text.strip() for text in texts):
        return None
    lines = [split(text) for text in texts]
    merged = [_merge_by(_WORD, *three) for three in zip(*lines, strict=True)]
    return None if any(line is None for line in merged) else "".join(line or "" for line in merged)


def beside(base: str, one: str, other: str) -> str | None:
    """What one side wrote right before or after lines that the other side changed stays before or after them."""
    if not one.endswith("\n") or not other.endswith("\n"):
        return None
    if not base:  # both wrote in one place: what begins with a blank line is a paragraph of its own
        return other + one if one.startswith("\n") and not other.startswith("\n") else None
    if not base.endswith("\n"):
        return None
    if one.startswith(base):
        return other + one.removeprefix(base)
    return one.removesuffix(base) + other if one.endswith(base) else None


_WORD = re.compile(r"\w+|\s+|[^\w\s]")


def _merge_by(pattern: re.Pattern[str], base: str, yours: str, new: str) -> str | None:
    words = pattern.findall(base)
    mine, theirs = edits(words, pattern.findall(yours)), edits(words, pattern.findall(new))
    done, text = 0, ""
    for start, end, ours, other in clusters(mine, theirs):
        piece = decided("".join(words[start:end]), applied(words, start, end, ours), applied(words, start, end, other))
        if isinstance(piece, Clash):
            return None
        text += "".join(words[done:start]) + piece
        done = end
    return text + "".join(words[done:])


def merge_comments(base: str, yours: str, new: str) -> str:
    """Merge comments and blank lines: what a person wrote stays, what is new comes, what one side took away goes.

    A comment decides about nothing, so it is no reason for a conflict.
    """
    merged = merge_prose(base, yours, new)
    if not clashes(merged):
        return render(merged)
    before, mine, theirs = (split(text) for text in (base, yours, new))
    own = [line for line in mine if line not in before and line not in theirs]
    return "".join([*own, *(line for line in theirs if line in mine or line not in before)])
