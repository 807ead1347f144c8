"""YAML merges key by key; the order, comments and layout of the hand-edited file stay.

    base                    yours                       new                         merged
    rate: 0.1  # cell 3     rate: 0.2  # cell 3         rate: 0.1  # cell 4         rate: 0.2  # cell 4
                            mine: true                  size: 8    # cell 5         mine: true
                                                                                    size: 8    # cell 5

The text is cut into slices, never written anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import yaml

from nb2prod.sync.lines import merge_lines, side_by_side, split
from nb2prod.sync.marks import Clash, Merged, Piece, clashes
from nb2prod.sync.sequence import Indices, match_keys, ordered
from nb2prod.sync.words import merge_comments, merge_prose

REST = "\n"  # the key of what stands behind the last one: blank lines, comments


@dataclass(frozen=True)
class Entry:
    """One key with its value and the comments that belong to it; a mapping has `members`."""

    key: str
    gap: str
    lead: str  # comments directly above
    head: str  # `key: value`, or `key:` in front of members
    tail: str  # what follows on the line: blanks, a comment, the line end
    members: tuple[Entry, ...] = ()
    value: object = field(default=None, compare=False)

    @property
    def own(self) -> str:
        """All but the gap."""
        return f"{self.lead}{self.head}{self.tail}{''.join(f'{one.gap}{one.own}' for one in self.members)}"

    @property
    def is_comment(self) -> bool:
        """Whether it is a block of comments that stands alone."""
        return bool(self.lead) and not self.head

    @property
    def kept(self) -> bool:
        """Whether a person said that it stays as it stands."""
        return any(line.partition("#")[2].strip() == "nb2prod: keep" for line in (*split(self.lead), self.tail))


def merge_yaml(base: str, yours: str, new: str) -> Merged | None:
    """The merged text; None where one of the three is no block mapping."""
    sides = [_read(text) for text in (base, yours, new)]
    before, mine, theirs = sides
    if before is None or mine is None or theirs is None:
        return None
    merged = _mapping(before, mine, theirs)
    text = "".join(piece if isinstance(piece, str) else "" for piece in merged)
    if not clashes(merged) and _read(text) is None:
        return side_by_side(base, yours, new)
    return merged


def _read(text: str) -> tuple[Entry, ...] | None:
    """The entries of a YAML mapping; together they are the text again."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(node, yaml.MappingNode) or node.flow_style or "\r" in text or "\ufeff" in text:
        return None
    lines = split(text)
    entries = _numbered(_entries(lines, text, 0, len(lines), node))
    keys = [entry.key for entry in entries if not entry.is_comment]
    whole = "".join(f"{entry.gap}{entry.own}" for entry in entries) == text
    return entries if whole and len(set(keys)) == len(keys) else None


def _entries(lines: Sequence[str], text: str, start: int, end: int, node: yaml.MappingNode) -> Iterator[Entry]:
    at = start
    for position, (key, value) in enumerate(node.value):
        first = key.start_mark.line
        until = node.value[position + 1][0].start_mark.line if position + 1 < len(node.value) else end
        last = _end(lines, first, until, key.start_mark.column)
        loose, gap, lead = _above(lines[at:first])
        yield from loose
        yield _entry(lines, text, first, last, key, value, gap, lead)
        at = last
    loose, gap, lead = _above(lines[at:end])
    yield from loose
    if lead:
        yield Entry(lead, gap, lead, "", "")
    elif gap:
        yield Entry(REST, gap, "", "", "")


def _end(lines: Sequence[str], first: int, until: int, column: int) -> int:
    """Where an entry ends: blank lines and comments as far left as its key belong to what follows."""
    at = until
    while at > first + 1:
        line = lines[at - 1]
        comment = line.lstrip().startswith("#") and len(line) - len(line.lstrip()) <= column
        if line.strip() and not comment and line.strip() not in ("---", "..."):
            break
        at -= 1
    return at


def _numbered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The second comment of one text is another one."""
    seen: Counter[str] = Counter()
    numbered = []
    for entry in entries:
        seen[entry.key] += 1
        again = entry.is_comment and seen[entry.key] > 1
        numbered.append(replace(entry, key=f"{entry.key}{seen[entry.key]}") if again else entry)
    return tuple(numbered)


def _above(lines: Sequence[str]) -> tuple[list[Entry], str, str]:
    """Comments that stand alone are entries of their own; then blank lines, and the comments of what follows."""
    loose: list[Entry] = []
    gap = block = ""
    for line in lines:
        if line.strip():
            block += line
        elif block:
            loose.append(Entry(block, gap, block, "", ""))
            gap, block = line, ""
        else:
            gap += line
    return loose, gap, block


def _entry(
    lines: Sequence[str], text: str, first: int, last: int, key: yaml.Node, value: yaml.Node, gap: str, lead: str
) -> Entry:
    name = str(key.value)
    whole = "".join(lines[first:last])
    if isinstance(value, yaml.MappingNode) and not value.flow_style and value.value and value.start_mark.line > first:
        inner = _entries(lines, text, first + 1, last, value)
        return Entry(name, gap, lead, lines[first], "", _numbered(inner))
    stop = value.end_mark.index - sum(map(len, lines[:first]))
    known = _plain(value)
    tail = whole[stop:]
    if value.end_mark.line != first or not re.fullmatch(r"[ \t]*(?:#.*)?\n?", tail):
        return Entry(name, gap, lead, whole, "", value=known)
    head = whole[:stop].rstrip(" ")
    return Entry(name, gap, lead, head, whole[len(head) :], value=known)


def _plain(node: yaml.Node) -> object:
    try:
        return yaml.safe_load(yaml.serialize(node, Dumper=yaml.SafeDumper))
    except (yaml.YAMLError, ValueError):
        return node.value


Side = Sequence[Entry]


def _mapping(base: Side, yours: Side, new: Side) -> Merged:
    pieces: list[Piece] = []
    known = match_keys([entry.key for entry in base], [entry.key for entry in yours], [entry.key for entry in new])
    for i, j, k in _last(ordered(known), base, yours, new):
        before = None if i is None else base[i]
        mine = None if j is None else yours[j]
        theirs = None if k is None else new[k]
        if any(entry is not None and entry.key == REST for entry in (before, mine, theirs)):
            pieces.append(merge_comments(*(entry.gap if entry is not None else "" for entry in (before, mine, theirs))))
            continue
        merged = _merged(before, mine, theirs)
        if (mine is not None and mine.is_comment) or (theirs is not None and theirs.is_comment):
            merged = _merged_comments(before, mine, theirs)
        if merged:
            last = pieces[-1] if pieces else "\n"
            if isinstance(last, str) and not last.endswith("\n"):
                pieces.append("\n")
            pieces += (_gap(before, mine, theirs), *merged)
    return tuple(piece for piece in pieces if piece)


def _last(indices: Sequence[Indices], base: Side, yours: Side, new: Side) -> list[Indices]:
    """What stands behind the last key stays there."""

    def is_rest(three: Indices) -> bool:
        return any(i is not None and side[i].key == REST for i, side in zip(three, (base, yours, new), strict=True))

    return sorted(indices, key=is_rest)


def _merged_comments(base: Entry | None, yours: Entry | None, new: Entry | None) -> Merged:
    """A comment decides about nothing: one that a person changed stays, one that a person took away is gone."""
    if yours is None:
        return (new.lead,) if new is not None and base is None else ()
    if new is None:
        return () if base is not None and yours.lead == base.lead else (yours.lead,)
    return (merge_comments(base.lead if base is not None else "", yours.lead, new.lead),)


def _gap(base: Entry | None, yours: Entry | None, new: Entry | None) -> str:
    if yours is not None and new is not None:
        return merge_comments(base.gap if base is not None else "", yours.gap, new.gap)
    return (yours or new or base or Entry("", "", "", "", "")).gap


def _merged(base: Entry | None, yours: Entry | None, new: Entry | None) -> Merged:
    if yours is None or new is None:
        return _one_sided(base, yours, new)
    if yours.kept or yours.own == new.own or (base is not None and base.own == new.own):
        return (yours.own,) if yours.own else ()
    if base is not None and base.own == yours.own:
        return (new.own,)
    empty = Entry(yours.key, "", "", "", "")
    before = base or empty
    lead = (merge_comments(before.lead, yours.lead, new.lead),)
    if yours.members and new.members and (base is None or base.members):
        head = merge_prose(before.head, yours.head, new.head)
        return (*lead, *head, *_mapping(before.members, yours.members, new.members))
    if all(entry.tail and not entry.members for entry in (yours, new)) and (base is None or base.tail):
        return (*lead, *_scalar(base, yours, new))
    return (*lead, *merge_lines(_inner(before), _inner(yours), _inner(new)))


def _inner(entry: Entry) -> str:
    return entry.own[len(entry.lead) :]


def _one_sided(base: Entry | None, yours: Entry | None, new: Entry | None) -> Merged:
    there = yours or new
    if there is None:
        return ()
    if base is None or there.kept:
        return (there.own,) if there.own else ()
    same = there.own == base.own if yours is not None else _means(there) == _means(base)
    return () if same else (Clash(base.own, yours.own if yours else "", new.own if new else ""),)


def _means(entry: Entry) -> object:
    if entry.members:
        return {one.key: _means(one) for one in entry.members if one.key != REST}
    return repr(entry.value)


def _scalar(base: Entry | None, yours: Entry, new: Entry) -> Merged:
    """`key: value  # comment`: the value and the comment have each their own history."""
    if _means(yours) == _means(new) or (base is not None and _means(base) == _means(new)):
        head, other = yours.head, new.head
    elif base is not None and base.head == yours.head:
        head, other = new.head, yours.head
    else:
        return (Clash(_inner(base) if base else "", _inner(yours), _inner(new)),)
    tail = yours.tail if base is None or yours.tail.strip() != base.tail.strip() else new.tail
    if tail is new.tail and head is not new.head and tail.strip():  # the comment stays in its column where it can
        column = len(other) + len(tail) - len(tail.lstrip())
        tail = " " * max(2, column - len(head)) + tail.lstrip()
    return (f"{head}{tail}",)
