"""Which notebooks of a repository are nb2prod's business: those that its settings list, and those converted before.

prod/churn/.nb2prod/lock.json   says: made from notebooks/churn.ipynb     -> that notebook is owned
notebooks/scratch.ipynb         no project says so, nor do the settings   -> it is left alone
prod/old/.nb2prod/lock.json     says: made from notebooks/old.ipynb, which is not there any more   -> an orphan
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nb2prod import disk, settings
from nb2prod.delivery import alike, find_notebooks
from nb2prod.errors import Stop
from nb2prod.model import Origin
from nb2prod.replacing import dataclass

SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env"})  # nobody's projects lie there


@dataclass(frozen=True)
class Project:
    """A generated project on disk; `origin` is None where its lock cannot be read."""

    root: Path
    origin: Origin | None


@dataclass(frozen=True)
class Orphan:
    """A project or a section of the settings whose notebook is not there; `renamed` is the notebook it may be now."""

    notebook: str
    root: Path | None
    source: Path | None  # the settings that list it
    renamed: Path | None = None
    anew: Path | None = None  # the project that the renamed notebook has got since
    bare: bool = False  # no file of the project is left

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do."""
        if self.root is None:
            return f"{self.source} lists it, and it is not there: remove its section, or bring the notebook back"
        there = os.path.relpath(self.root)
        if self.bare:  # as after a merge in git of a branch that moved the project
            return f"it is not there, and nothing but {disk.OWN} is left of {there}: delete that folder"
        if self.renamed and self.anew:
            anew = os.path.relpath(self.anew)
            return (
                f"it is not there, and {self.renamed}, which looks like it, has {anew} now: if it was renamed, delete "
                f"{anew}, move {there} to it, convert again, and your edits move along; else delete {there}, or bring "
                f"the notebook back"
            )
        if self.renamed:
            return (
                f"it is not there, and {self.renamed} looks like it: if it was renamed, give {there} the name of "
                f"its package and convert it, and your edits move along"
            )
        return f"it is not there, and {there} was made from it: delete that folder, or bring the notebook back"


@dataclass(frozen=True)
class Owned:
    """What was asked for, sorted out: every notebook is owned, with its projects, or left alone."""

    notebooks: tuple[tuple[Path, tuple[Project, ...]], ...]
    left_alone: tuple[Path, ...]
    empty: tuple[Path, ...]  # folders without any notebook
    orphans: tuple[Orphan, ...]
    every: tuple[Path, ...]  # all notebooks, in the order given


def as_named(given: Iterable[Path]) -> Owned:
    """Notebooks that somebody named one by one: nobody has to look for anything."""
    return Owned((), (), (), (), tuple(dict.fromkeys(given)))


def sort_out(given: Iterable[Path], output: Path | None) -> Owned:
    """Find the notebooks and what they own; raises Stop (2) for wrong settings. `output` is what `-o` says."""
    given = list(given)
    found = {path: find_notebooks(path) for path in given}
    notebooks = list(dict.fromkeys(notebook for several in found.values() for notebook in several))
    alone = output is not None and len(given) == 1 and not given[0].is_dir()
    repositories = {folder: settings.load_settings(folder) for folder in dict.fromkeys(map(_folder, notebooks))}
    folders = [path for path in given if path.is_dir()]
    repositories |= {path: settings.load_settings(path) for path in folders}
    every = {repository.root: repository for repository in repositories.values()}
    known = {root: list(_projects(repository, output, alone)) for root, repository in every.items()}
    owned: list[tuple[Path, tuple[Project, ...]]] = []
    left: list[Path] = []
    for path in notebooks:
        repository = repositories[_folder(path)]
        mine = tuple(each for each in known[repository.root] if _may_be_of(each, path, repository))
        listed = repository.section(path) is not None
        if mine or listed or alone or not path.is_file():  # whoever reads it says what is wrong with it
            owned.append((path, mine))
        else:
            left.append(path)
    orphans = tuple(
        orphan for root, repository in every.items() for orphan in _orphans(repository, known[root], folders, notebooks)
    )
    return Owned(tuple(owned), tuple(left), tuple(path for path in given if not found[path]), orphans, tuple(notebooks))


def _folder(path: Path) -> Path:
    return path.parent


def _projects(repository: settings.Settings, output: Path | None, alone: bool) -> Iterator[Project]:
    """Projects where they are settled to be first, then the others of the repository."""
    if output is not None:
        places = [output] if alone else _children(output)
    else:
        own = [repository.root / each.output for each in repository.notebooks.values() if each.output]
        places = [*own, *_children(repository.root / repository.output)]
        places += list(_below(repository.root)) if repository.repository else []
    for place in dict.fromkeys(Path(os.path.realpath(place)) for place in places):
        try:
            origin = disk.read_origin(place)
        except (Stop, OSError):  # of another version, or damaged: whoever converts it says so
            yield Project(place, None)
            continue
        if origin is not None:
            yield Project(place, origin)


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(Path(entry.path) for entry in os.scandir(folder) if entry.is_dir())
    except OSError:
        return []


def _below(root: Path) -> Iterator[Path]:
    for folder, inner, _ in os.walk(root):
        if disk.OWN in inner:
            yield Path(folder)
            inner.clear()
            continue
        inner[:] = sorted(
            name
            for name in inner
            if not name.startswith(".") and name not in SKIPPED and not os.path.exists(Path(folder, name, ".git"))
        )


def _may_be_of(project: Project, path: Path, repository: settings.Settings) -> bool:
    if project.origin is None or not project.origin.notebook:  # it does not say; its folder bears the package's name
        package = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")
        return project.root.name in (package, f"{package}_nb")
    return project.origin.notebook == repository.name_of(path)


def _orphans(
    repository: settings.Settings, projects: list[Project], folders: list[Path], notebooks: list[Path]
) -> Iterator[Orphan]:
    """What is without its notebook, as far as the given folders go: the notebook or the project would lie there."""
    within = [Path(os.path.realpath(folder)) for folder in folders]

    def concerns(place: Path) -> bool:
        return any(place.is_relative_to(folder) for folder in within)

    if not repository.repository:
        return  # outside a repository a project only knows the name of its notebook, not where it was
    said: set[str] = set()
    taken = {project.origin.notebook for project in projects if project.origin}
    free = [path for path in notebooks if repository.name_of(path) not in taken]
    for project in projects:
        name = project.origin.notebook if project.origin else ""
        place = repository.root / name
        if project.origin and name and not place.is_file() and (concerns(place) or concerns(project.root)):
            said.add(name)
            renamed, anew = _renamed(project.origin, free), None
            if renamed is None:
                renamed, anew = _made_anew(project.origin, projects, repository)
            bare = all(entry.name == disk.OWN for entry in os.scandir(project.root))
            yield Orphan(name, project.root, None, renamed, anew, bare)
    for name in repository.notebooks:
        place = repository.root / name
        if name not in said and not place.is_file() and concerns(place):
            yield Orphan(name, None, repository.source)


def _made_anew(
    origin: Origin, projects: list[Project], repository: settings.Settings
) -> tuple[Path | None, Path | None]:
    """The notebook that holds most of the cells which the lost one held, and the project that it has already."""
    best: tuple[float, Path | None, Path | None] = (0.5, None, None)
    for project in projects:
        if project.origin and (repository.root / project.origin.notebook).is_file():
            likeness = alike(origin, project.origin)
            if likeness > best[0]:
                best = (likeness, Path(project.origin.notebook), project.root)
    return best[1:]


def _renamed(origin: Origin, notebooks: list[Path]) -> Path | None:
    """The notebook that holds most of the cells which the lost one held."""
    from nb2prod import read  # only for a project without a notebook

    best: tuple[float, Path | None] = (0.5, None)
    for path in notebooks:
        try:
            found = read.read_origin(path, "document", ())
        except Stop:
            continue
        likeness = alike(origin, found)
        if likeness > best[0]:
            best = (likeness, path)
    return best[1]
