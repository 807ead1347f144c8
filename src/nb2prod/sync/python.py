"""Python merges unit by unit, and what comes out must be as sound as what went in.

    base                    yours                   new                         merged
    def clean(df):          def clean(df):          def tidy(df):               def tidy(df):
        # cell 3                # cell 3                # cell 4                    # cell 4
        return df               return df.copy()        return df                   return df.copy()

Which unit is which, says `matching`; what an import is for, says `imports`; whether something got lost, says `checks`.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nb2prod.sync import checks
from nb2prod.sync.imports import Name, clashing, is_import, names_of, statement, wanted
from nb2prod.sync.lines import merge_lines, side_by_side, split
from nb2prod.sync.marks import Clash, Merged, Piece, clashes, render
from nb2prod.sync.matching import match
from nb2prod.sync.sequence import ordered, pair
from nb2prod.sync.units import KEEP, Unit, parse, read_units, same_but_layout, substance
from nb2prod.sync.words import beside, merge_prose


@dataclass(frozen=True)
class Triple:
    """One unit on three sides, None where it is not there."""

    base: Unit | None
    yours: Unit | None
    new: Unit | None

    @property
    def sides(self) -> tuple[Unit, ...]:
        """Those that are there, yours first."""
        return tuple(unit for unit in (self.yours, self.new, self.base) if unit is not None)


Units = Sequence[Unit]
Write = Callable[[Triple], Merged]


def merge_python(base: str, yours: str, new: str, lost: frozenset[str] = frozenset()) -> Merged | None:
    """The merged module; None where one of the three is no Python that this Python can read.

    What concerns a name of `lost` needs a person.
    """
    before, mine, theirs = read_units(base), read_units(yours), read_units(new)
    if before is None or mine is None or theirs is None:
        return None
    triples = _aligned(before, mine, theirs)
    merged = _module(triples, before, mine, theirs, _concerned(triples, lost))
    if not clashes(merged) and (lost := checks.worse(render(merged), yours, new)):
        merged = _module(triples, before, mine, theirs, _concerned(triples, lost))
        if not clashes(merged):
            merged = side_by_side(base, yours, new)
    return merged


def _concerned(triples: Sequence[Triple], lost: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(unit.key for triple in triples for unit in triple.sides if _concerns(triple, lost))


def _concerns(triple: Triple, lost: frozenset[str]) -> bool:
    """Whether a lost name stands in a unit that differs between the sides."""
    texts = {unit.own if unit is not None else "" for unit in (triple.yours, triple.new)}
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return len(texts) > 1 and bool(words & lost)


def _module(
    triples: Sequence[Triple], base: Units, yours: Units, new: Units, forced: frozenset[tuple[str, ...]]
) -> Merged:
    code = [(triple, _merged(triple, forced)) for triple in triples if not _imports(triple)]
    text = "".join(
        piece if isinstance(piece, str) else f"{piece.yours}{piece.new}" for _, pieces in code for piece in pieces
    )
    names = wanted(base, yours, new, text)
    twice = clashing(names)
    written: set[Name] = set()
    done = {id(triple): pieces for triple, pieces in code}

    def write(triple: Triple) -> Merged:
        if id(triple) in done:
            return done[id(triple)]
        return _merged_import(triple, names - frozenset(written), twice, written)

    return _joined([(triple, write(triple)) for triple in triples])


def _imports(triple: Triple) -> bool:
    return any(is_import(unit) for unit in triple.sides)


def _merged_import(triple: Triple, names: frozenset[Name], twice: frozenset[Name], written: set[Name]) -> Merged:
    base, yours, new = triple.base, triple.yours, triple.new
    mine = [name for unit in (yours, new) if unit is not None for name in names_of(unit)]
    if yours is not None and yours.kept:
        text = yours.inner
    elif twice.intersection(mine) and not (yours and new and yours.inner == new.inner):
        return (Clash(base.own if base else "", yours.own if yours else "", new.own if new else ""),)
    else:
        text = statement(names, yours, new)
    written.update(mine)
    leads = [unit.lead if unit is not None else "" for unit in (base, yours, new)]
    if not text:  # a comment that a person wrote above it stays
        return (leads[1],) if leads[1] != leads[0] and leads[1] else ()
    return (*merge_prose(*leads), text)


# ------------------------------------------------------------------------------------------------------------ sequences


def _aligned(base: Units, yours: Units, new: Units) -> list[Triple]:
    """The units of three sides side by side, in the order in which the merged text has them."""
    indices = pair(
        len(base), match(base, yours), match(base, new), [unit.key for unit in yours], [unit.key for unit in new]
    )
    triples = [
        Triple(None if i is None else base[i], None if j is None else yours[j], None if k is None else new[k])
        for i, j, k in ordered(indices)
    ]
    return sorted(triples, key=lambda triple: all(unit.key == ("end",) for unit in triple.sides))


def _joined(written: Sequence[tuple[Triple, Merged]]) -> Merged:
    pieces: list[Piece] = []
    for triple, merged in written:
        if not merged:
            continue
        last = pieces[-1] if pieces else "\n"
        if isinstance(last, str) and last and not last.endswith("\n"):
            pieces.append("\n")  # a file of yours that ended without one
        pieces += (_gap(triple), *merged)
    return tuple(piece for piece in pieces if piece)


def _gap(triple: Triple) -> str:
    base, yours, new = triple.base, triple.yours, triple.new
    if yours is not None and (new is None or base is None or yours.gap != base.gap):
        return yours.gap
    return new.gap if new is not None else base.gap if base is not None else ""


# ---------------------------------------------------------------------------------------------------------------- units


def _merged(triple: Triple, forced: frozenset[tuple[str, ...]]) -> Merged:
    """One unit, without its gap."""
    base, yours, new = triple.base, triple.yours, triple.new
    if yours is not None and yours.kept:
        return (yours.own,)
    if any(unit.key in forced for unit in triple.sides):
        texts = [unit.own if unit is not None else "" for unit in (base, yours, new)]
        return (texts[1],) if texts[1] == texts[2] else (Clash(*texts),)
    if yours is None or new is None:
        return _one_sided(base, yours, new)
    if base is None:
        return (yours.own,) if same_but_layout(yours, new) else _both(Unit(yours.key), yours, new)
    if yours.own == base.own:
        return (new.own,) if new.own else ()
    if new.own == base.own or same_but_layout(yours, new):
        return (yours.own,)
    merged = _both(base, yours, new)
    if clashes(merged) and same_but_layout(yours, base):
        return (new.own,)  # only its line breaks were changed by hand, and they stand in the way
    return (yours.own,) if clashes(merged) and same_but_layout(new, base) else merged


def _one_sided(base: Unit | None, yours: Unit | None, new: Unit | None) -> Merged:
    there = yours or new
    if there is None:
        return ()
    if base is None:
        return (there.own,) if there.own else ()
    if yours is None:
        gone = new is None or new.own == base.own or substance(new) == substance(base)
    else:
        gone = yours.own == base.own or same_but_layout(yours, base)
    if gone:
        return ()
    return (Clash(base.own, yours.own if yours is not None else "", new.own if new is not None else ""),)


def _both(base: Unit, yours: Unit, new: Unit) -> Merged:
    """Both sides changed it: its parts merge one by one."""
    three = (base, yours, new)
    lead = merge_prose(base.lead, yours.lead, new.lead)
    if all(unit.members for unit in three):
        parts = (*merge_lines(base.head, yours.head, new.head), *merge_prose(base.doc, yours.doc, new.doc))
        triples = _aligned(base.members, yours.members, new.members)
        return (*lead, *parts, *_joined([(triple, _merged(triple, frozenset())) for triple in triples]))
    if all(unit.body for unit in three):
        parts = (*merge_lines(base.head, yours.head, new.head), *merge_prose(base.doc, yours.doc, new.doc))
        return (*lead, *parts, *map(_inside, merge_lines(base.body, yours.body, new.body)))
    merge = merge_prose if base.key[0] in ("doc", "#") else merge_lines
    return (*lead, *merge(base.inner, yours.inner, new.inner))


def _inside(piece: Piece) -> Piece:
    """Lines of a body: a statement under a comment that says that it stays; a log line beside what changed."""
    if not isinstance(piece, Clash):
        return piece
    if any(line.strip() == KEEP for line in split(piece.yours)):
        tree = parse(textwrap.dedent(piece.yours))
        return piece.yours if tree is not None and len(tree.body) == 1 else piece
    both = beside(piece.base, piece.yours, piece.new) if piece.base else None
    added = {piece.yours.removeprefix(piece.base), piece.yours.removesuffix(piece.base)} - {piece.yours}
    return piece if both is None or not all(map(_only_says, added)) else both


def _only_says(text: str) -> bool:
    """Whether it only says or asks something: nothing that is written beside it can mean another thing then."""
    tree = parse(textwrap.dedent(text))
    return tree is not None and all(_SAYS.match(ast.unparse(node)) for node in tree.body)


_SAYS = re.compile(r"(?:print|logger\.\w+|logging\.\w+|warnings\.warn)\(|assert ")
