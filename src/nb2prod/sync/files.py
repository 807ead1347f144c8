"""Decide about every file of a project, and merge what both a person and the notebook changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nb2prod.model import File, Tree
from nb2prod.replacing import dataclass, field
from nb2prod.sync import moves
from nb2prod.sync.across import Sides, renamed_alike
from nb2prod.sync.decisions import (
    DELETED,
    GONE,
    KEPT,
    LACKED,
    LEFT_BEHIND,
    MARKED,
    NEEDED,
    NOT_THERE,
    OLD_NAME,
    WAITS,
    YOURS,
    Decision,
    Text,
    decide,
)
from nb2prod.sync.links import Link, torn
from nb2prod.sync.marks import Merged, clashes, render, without_hunks
from nb2prod.sync.merging import merge, unreadable
from nb2prod.sync.python import merge_python
from nb2prod.sync.renames import module_of

NOTHING = Tree(())


@dataclass(frozen=True)
class Kept:
    """A file with a hand edit, and what became of it; a `conflict` needs a person (exit code 3), the rest is a note."""

    path: str
    because: str
    conflict: bool


@dataclass(frozen=True)
class Reconciled:
    """What to do to the project on disk, and what the next run starts from."""

    write: Tree
    delete: tuple[str, ...]
    kept: tuple[Kept, ...]
    base: Tree
    seen: Tree = NOTHING  # yours, as it was when this was decided
    waiting: tuple[tuple[str, str], ...] = ()  # (path, decision) of what needs a person, for the next run
    edited: tuple[str, ...] = ()  # files with hand edits that stay as they stand, with nothing to say about them
    merged: tuple[str, ...] = ()  # files in which hand edits and the notebook's changes came together

    @property
    def changes(self) -> bool:
        """Whether a file of the project gets another text, appears or goes."""
        return bool(self.write.files or self.delete)

    @property
    def conflicts(self) -> bool:
        """Whether a person has to decide about a file."""
        return any(kept.conflict for kept in self.kept)


def reconcile(
    base: Tree,
    yours: Tree,
    new: Tree,
    waiting: Iterable[tuple[str, str]] = (),
    beside: Tree = NOTHING,
    instead: Tree = NOTHING,
) -> Reconciled:
    """Decide about every file that was or is generated; other files of `yours` are not looked at.

    `waiting` is what the last run left to a person. `beside` are a person's own modules in the project: they are never
    changed, but what they need of generated ones, and generated ones of them, must not go without a word. `instead` is
    what would be generated in the place of some of them.
    """
    told = dict(waiting)
    foreign = frozenset(path for path, why in told.items() if why == "foreign")
    waits = {path: why.removeprefix(WAITS).split() for path, why in told.items() if why.startswith(WAITS)}
    return _Run(_texts(base), _texts(yours), _texts(new), foreign, _texts(beside), _texts(instead), waits).done()


@dataclass
class _Run:
    """One reconciliation, file by file."""

    base: dict[str, str]
    yours: dict[str, str]
    new: dict[str, str]
    foreign: frozenset[str]
    beside: dict[str, str]
    instead: dict[str, str]
    waits: dict[str, list[str]]  # path -> what it needs since an earlier run
    written: dict[str, Text] = field(default_factory=dict)  # None: to be deleted
    kept: list[Kept] = field(default_factory=list)
    start: dict[str, str] = field(default_factory=dict)  # the base of the next run
    waiting: dict[str, str] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    merges: dict[str, tuple[Sides, Merged]] = field(default_factory=dict)
    mine: dict[str, str] = field(default_factory=dict)  # yours, before any function of it bears another name
    needed: dict[str, str] = field(default_factory=dict)  # path -> which module of a person needs what of it
    removed: set[str] = field(default_factory=set)
    settled: dict[str, str] = field(default_factory=dict)  # yours without marks that no person has to decide about

    def done(self) -> Reconciled:
        sides = self._sides()
        for path, one in sides.items():
            self._decide(path, one)
        self._mend(sides)
        for path, (_, merged) in self.merges.items():
            self._take(path, render(merged))
            if clashes(merged):
                self.kept.append(Kept(path, self.needed.get(path, MARKED), True))
        return Reconciled(
            write=_tree(self.written),
            delete=tuple(sorted(path for path, text in self.written.items() if text is None)),
            kept=tuple(sorted(self.kept, key=lambda kept: kept.path)),
            base=_tree(self.start),
            seen=_tree(self.yours),
            waiting=tuple(sorted(self.waiting.items())),
            edited=tuple(self.edited),
            merged=tuple(path for path, (_, merged) in self.merges.items() if not clashes(merged)),
        )

    def _sides(self) -> dict[str, Sides]:
        """The three texts of every file: paths and names that only moved are said as the other sides say them."""
        there = {path: _unix(text, self.new.get(path, self.base.get(path, ""))) for path, text in self.yours.items()}
        # what was never ours has no base until somebody accepts it
        base, new = {path: text for path, text in self.base.items() if path not in self.foreign}, self.new
        settled = {path: without_hunks(text, there.get(path, "")) for path, text in base.items()}
        base = {path: text for path, (text, _) in settled.items()}
        self.settled = {path: text for path, (_, text) in settled.items() if text != there.get(path, "")}
        there |= self.settled
        old, now = moves.package(base), moves.package(new)
        said, mine = ({path: moves.said_of(text, old, now) for path, text in texts.items()} for texts in (base, there))
        self.mine = mine
        sides = {
            path: Sides(said.get(path), mine.get(path), new.get(path)) for path in sorted(base.keys() | new.keys())
        }
        for path, moved in moves.moved(base, there, new).items():
            one = sides[path]
            three = Sides(one.base, one.yours, new[moved], was=path)
            if self._can_follow(moved, three, old != now):
                sides[moved] = three
                del sides[path]
        alike, renamed = renamed_alike(dict(sorted(sides.items())))
        for path, names in renamed.items():
            words = ", ".join(f"`{old}` is `{name}` now" for old, name in sorted(names.items()))
            self.kept.append(Kept(path, f"{words}: your edits and calls of it moved along", False))
        return alike

    def _can_follow(self, path: str, one: Sides, sure: bool) -> bool:
        if one.base is None or one.yours is None or one.new is None or sure:
            return True
        return not unreadable(path, one.yours) and not clashes(merge(path, one.base, one.yours, one.new))

    def _decide(self, path: str, one: Sides) -> None:
        decision = decide(one.base, one.yours, one.new)
        if decision == "merge" and (wrong := unreadable(path, one.yours or "")):
            self.kept.append(
                Kept(path, f"{wrong}, so the notebook's changes wait; put it right, then convert again", True)
            )
            decision = "unreadable"
        if decision in KEPT:
            self.kept.append(Kept(path, *KEPT[decision]))
        if decision == "merge" and one.base is not None and one.yours is not None and one.new is not None:
            self.merges[path] = one, merge(path, one.base, one.yours, one.new)
        elif decision == "write" and one.new is not None:
            self._take(path, one.new)
        elif decision in ("edited", "same") and one.yours is not None:
            self._take(path, one.yours)
        elif decision == "marked" and path in self.settled:
            self._take(path, self.settled[path])
        elif decision == "delete":
            self.written[path] = None
        if decision == "edited":
            self.edited.append(path)
        if decision == "removed":
            self.removed.add(path)
        if decision in ("foreign", "left over", "unreadable"):  # marks tell of themselves, as long as they stand
            self.waiting[path] = decision
        self._start_from(path, one, decision)
        if one.was:
            self._move_away(path, one, decision)

    def _start_from(self, path: str, one: Sides, decision: Decision) -> None:
        waits = decision in ("removed", "left over", "marked", "unreadable")
        text = self.base.get(one.was or path) if waits else self.new.get(path)
        if text is not None:
            self.start[path] = text

    def _move_away(self, path: str, one: Sides, decision: Decision) -> None:
        if one.was in self.yours:
            self.written[one.was] = None
            if decision in ("marked", "unreadable"):
                self._take(path, one.yours or "")
            self.kept.append(Kept(path, f"generated as {one.was} until now: your edits moved along", False))

    def _take(self, path: str, text: str) -> None:
        """Write it, with your line ends and byte order mark, unless it stands there already."""
        there = self.yours.get(path)
        if there is not None:
            bare = there.removeprefix(_BOM)
            text = text.replace("\n", "\r\n") if _unix(bare, text) != bare else text
            text = _BOM + text if bare != there and not text.startswith(_BOM) else text
        if text != there:
            self.written[path] = text

    def _mend(self, sides: Mapping[str, Sides]) -> None:
        """What one file needs and another one lost needs a person."""
        if not (self.merges or self.edited or self.beside or self.instead or self.removed or self.waits):
            return
        after = {path: text for path, one in sides.items() if (text := self._text_after(path, one)) is not None}
        yours = {path: one.yours for path, one in sides.items() if one.yours is not None}
        mine = {path: self.mine[one.was or path] for path, one in sides.items() if (one.was or path) in self.mine}
        new = {path: one.new for path, one in sides.items() if one.new is not None}
        # where your modules were until now, as the package was called
        old, now = moves.package(self.base), moves.package(self.new)
        there = {moves.place_of(path, old, now): moves.said_of(text, old, now) for path, text in self.beside.items()}
        lost = torn(after | self.beside, yours | there, mine | there, new | self.instead, self.waits)
        links = sorted(lost, key=lambda link: (link.path, link.name, link.how))
        lacking: list[Link] = []
        for link in links:
            owners = [path for path in sides if module_of(path) == link.module and path not in self.removed]
            if not owners or link.short in self.waits.get(link.path, ()):
                lacking.append(link)
                continue
            marked = self._mark(link.path, sides, links)
            # an import needs both sides of it; of a call or an attribute, the place where it stands says enough
            if not link.how or not marked:
                marked = any([self._mark(owner, sides, links) for owner in owners]) or marked
            if link.path in self.beside and marked:
                self.needed |= {owner: NEEDED.format(path=link.path, name=link.name) for owner in owners}
            if not marked and not any(self._waits_already(path) for path in (link.path, *owners)):
                lacking.append(link)
        self._say(lacking)

    def _waits_already(self, path: str) -> bool:
        return path in self.waiting or (path in self.merges and bool(clashes(self.merges[path][1])))

    def _say(self, lacking: Iterable[Link]) -> None:
        """What no mark can show needs a person as well, and the next run has to know of it."""
        several: dict[tuple[str, str], list[str]] = {}
        shorts: dict[str, list[str]] = {}
        for link in lacking:
            several.setdefault((link.path, link.module), []).append(link.name)
            shorts.setdefault(link.path, []).append(link.short)
        said = {(path, self._lacked(path, module, names)): None for (path, module), names in several.items()}
        self.kept += [Kept(path, sentence, True) for path, sentence in said]
        for path, each in shorts.items():
            self.waiting.setdefault(path, WAITS + " ".join(sorted(set(each))))

    def _lacked(self, path: str, module: str, names: Iterable[str]) -> str:
        now = moves.package(self.new)
        old, _, rest = module.partition(".")
        if now and old != now:
            place = moves.place_of(path, old, now)
            return OLD_NAME.format(old=old, new=now, move=f"move it to {place} and " if place != path else "")
        same = [own for own in self.beside if module_of(own) and module_of(own).partition(".")[2] == rest]
        every = (*self.beside, *self.instead, *self.base, *self.new)
        owner = next((own for own in every if module_of(own) == module), module)
        if owner in self.removed:
            why = DELETED
        elif owner in self.instead and owner not in self.beside:
            why = NOT_THERE
        elif owner in self.beside:
            why = YOURS
        else:
            why = LEFT_BEHIND.format(there=same[0]) if same else GONE
        return LACKED.format(names=", ".join(f"`{name}`" for name in sorted(set(names))), owner=owner, why=why)

    def _mark(self, path: str, sides: Mapping[str, Sides], links: Iterable[Link]) -> bool:
        """Make a clash of what concerns the links of a file; whether there is something to decide in it."""
        one = sides.get(path)
        if one is None or one.base is None or one.yours is None or one.new is None:
            return False
        names = frozenset(link.name for link in links if path == link.path or module_of(path) == link.module)
        merged = merge_python(one.base, one.yours, one.new, names)
        if merged is None or not clashes(merged):
            return False
        self.merges[path] = one, merged
        return True

    def _text_after(self, path: str, one: Sides) -> Text:
        if path in self.merges:
            merged = self.merges[path][1]
            return None if clashes(merged) else render(merged)
        return self.written.get(path, one.yours)


_BOM = "\ufeff"


def _unix(text: str, like: str) -> str:
    """With plain line ends and no byte order mark, where an editor or git put others."""
    text = text if like.startswith(_BOM) else text.removeprefix(_BOM)
    plain = "\r" not in like and "\r\n" in text and text.count("\r") == text.count("\n") == text.count("\r\n")
    return text.replace("\r\n", "\n") if plain else text


def _texts(tree: Tree) -> dict[str, str]:
    return {file.path: file.text for file in tree.files}


def _tree(texts: Mapping[str, Text]) -> Tree:
    return Tree(tuple(File(path, text) for path, text in sorted(texts.items()) if text is not None))
