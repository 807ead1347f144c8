"""Files that figures are saved in: display like the figure itself, until code that stays looks at one.

0  def save(name): plt.savefig(name)
1  plt.plot(x)                          stays: it is what 2 saves
2  save("a.png")                        stays with the function: 3 reads the file
3  im = plt.imread("a.png")
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.keeping.touched import SHELLS, Files, alike, own_parts
from nb2prod.walking import values_given, walk

ENDINGS = (".png", ".jpg", ".jpeg", ".svg", ".pdf", ".gif", ".html", ".eps", ".tif", ".tiff", ".webp", ".bmp", ".dot")
LOOKS = ("imread", "Image.open", "load_img", "imread_collection", "mimread")  # they read pictures, whatever the name
LISTING = ("ls", "dir", "zip", "tar")  # commands that see whole folders
LISTS = ("listdir", "scandir", "iterdir", "walk", "glob", "iglob", "rglob")


class Pictures:
    """Answers for one program."""

    def __init__(self, program: Program, graph: Graph, files: Files) -> None:
        """Find what saves a figure."""
        self.program, self.graph, self.files = program, graph, files
        found = [s for s in program.statements if s.facts.pictures]
        self.inner = [s for s in found if function_of(program, s) is not None]
        self.saved = tuple(s for s in found if function_of(program, s) is None)
        self.files_of: dict[int, frozenset[str]] = {}

    def seen_by(self, saver: Statement, later: Statement) -> bool:
        """Whether `later` may look at the file that `saver` leaves."""
        calls, effects = later.facts.calls, later.facts.effects
        shell = any(call.startswith(SHELLS) for call in calls)
        if not shell and (later.facts.pictures or not effects & {"read", "write", "unknown"}):
            return False
        ours, theirs = self._saved_in(saver), self.files.names(later)
        if "unknown" in effects and any(alike(a, b) for a in ours for b in self._named_in(later)):
            return True  # slack.files.upload(file_="a.png")
        if shell:
            return any(end in text or text.startswith(LISTING) for end in map(_ending, ours) for text in _texts(later))
        pictures = {name for name in theirs if name.lower().endswith(ENDINGS)}
        if pictures:
            return not ours or any(alike(a, b) for a in ours for b in pictures)
        if any(call.rpartition(".")[2] in LISTS for call in calls):
            return not theirs and _folder(saver) == _folder(later)
        if "write" in effects and any(_ending(name) in text for name in ours for text in _texts(later)):
            return True  # f.write("![all of them](a.png)"): a report that shows it
        return not theirs and any(call.endswith(LOOKS) for call in calls)

    def _named_in(self, later: Statement) -> frozenset[str]:
        """Names of pictures in whatever is given to its calls: what nobody knows may take a path under any name."""
        calls = [n for part in own_parts(later.node) for n in walk(part) if isinstance(n, ast.Call)]
        given = [value for call in calls for value in values_given(call)]
        names = (self.files.end(value).replace("\\", "/").rpartition("/")[2] for value in given)
        return frozenset(name for name in names if name.lower().endswith(ENDINGS))

    def made_with(self, saver: Statement) -> Iterator[int]:
        """Statements of the functions that save for it: they only draw, and nobody else would ask for them."""
        for function in sorted({self._function(s) for s in self._inside(saver)}):
            yield from self.graph.inside(function)

    def _function(self, inner: Statement) -> int:
        function = function_of(self.program, inner)
        assert function is not None, "only statements of functions are asked"
        return function

    def _inside(self, saver: Statement) -> list[Statement]:
        """Statements of functions that save the figure, where `saver` calls those functions."""
        if not saver.facts.pictures:
            return []
        reached = saver.facts.names | saver.facts.reads
        return [s for s in self.inner if self.program.statements[self._function(s)].facts.binds & reached]

    def _saved_in(self, saver: Statement) -> frozenset[str]:
        """Names of files, as far as the text says them; none: any picture."""
        if saver.id not in self.files_of:
            inner = frozenset(n for s in self._inside(saver) for n in self.files.names(s))
            self.files_of[saver.id] = self.files.names(saver) or inner
        return self.files_of[saver.id]


def _texts(statement: Statement) -> list[str]:
    return [p.value for p in walk(statement.node) if isinstance(p, ast.Constant) and isinstance(p.value, str)]


def _ending(name: str) -> str:
    """What is known of a name: all of it, or what stands after the last star."""
    return name.rpartition("*")[2]


def _folder(statement: Statement) -> str | None:
    """The folder that the first text of a statement names; "" for the current one, None where nobody knows."""
    calls = [n for part in own_parts(statement.node) for n in walk(part) if isinstance(n, ast.Call) and n.args]
    texts = [c.args[0] for c in calls if not isinstance(c.args[0], ast.Call)]
    if not texts:
        return ""
    match texts[-1]:
        case ast.Constant(value=str() as text):
            folder = text.rpartition("/")[0] if "." in text.rpartition("/")[2].strip(".") else text
            return folder.strip("/").removeprefix("./").strip(".")
    return None
