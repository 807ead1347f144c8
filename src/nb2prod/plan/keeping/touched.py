"""Which files a statement may touch, as far as its text says: enough to tell that two statements share none.

df.to_csv("out/a.csv")         {"a.csv"}
pd.read_csv(f"{DIR}/b.csv")    {"b.csv"}         not the file of the first
open(f"{name}.csv").read()     {"*.csv"}         perhaps
open(path).read()              nothing known     perhaps: any file
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph
from nb2prod.walking import children, walk

FILE_NAME = re.compile(r"[\w*?\])} -]\.\w{1,8}$")  # a name with an ending; modes, separators and encodings have none
SHELLS = ("subprocess.", "os.system", "os.popen")
OPENS = frozenset({"open", "File", "ZipFile"})
UNPACKS = frozenset({"extract", "extractall", "unpack_archive"})
PATH_KEYWORDS = frozenset({"path", "filepath_or_buffer", "path_or_buf", "fname", "filename", "file", "fp", "uri"})


class Files:
    """Answers for one program; constants that are bound once are looked up."""

    def __init__(self, program: Program, graph: Graph) -> None:
        """Index the names that hold one text for the whole notebook."""
        self.program = program
        self.known: dict[int, frozenset[str]] = {}
        self.graph = graph
        bound: dict[str, list[ast.expr | None]] = {}
        for statement in program.statements:
            node = statement.node
            plain = isinstance(node, ast.Assign) and statement.parent is None and isinstance(node.targets[0], ast.Name)
            for name in statement.facts.binds | statement.facts.outer:
                bound.setdefault(name, []).append(node.value if plain and isinstance(node, ast.Assign) else None)
        self.constants = {name: values[0] for name, values in bound.items() if len(values) == 1 and values[0]}

    def may_share(self, one: Statement, other: Statement) -> bool:
        """Whether both may touch one file."""
        ours, theirs = self.names(one), self.names(other)
        return not ours or not theirs or any(alike(a, b) for a in ours for b in theirs)

    def names(self, statement: Statement) -> frozenset[str]:
        """Names of files in its text, or in that of the `open` that its file objects come from; none: any file."""
        if statement.id not in self.known:
            self.known[statement.id] = self._names(statement)
        return self.known[statement.id]

    def _names(self, statement: Statement) -> frozenset[str]:
        if any(call.startswith(SHELLS) for call in statement.facts.calls):
            return frozenset()  # the text of a command names files in ways of its own
        if any(call.rpartition(".")[2] in UNPACKS for call in statement.facts.calls):
            return frozenset()  # the archive says which
        found = frozenset(name for part in own_parts(statement.node) for name in self._texts(part))
        opened = [
            self.program.statements[source]
            for source, _ in self.graph.sources.get(statement.id, ())
            if any(call.rpartition(".")[2] in ({"ZipFile"} if found else OPENS) for call in self._calls(source))
        ]
        return found.union(name for it in opened for part in own_parts(it.node) for name in self._texts(part))

    def _calls(self, identity: int) -> tuple[str, ...]:
        return self.program.statements[identity].facts.calls

    def _texts(self, node: ast.AST) -> Iterator[str]:
        for part in walk(node):
            if isinstance(part, ast.Call):
                given = [*part.args, *(k.value for k in part.keywords if k.arg in PATH_KEYWORDS)]
                for argument in given:
                    text = self.end(argument)
                    if text and FILE_NAME.search(text):
                        yield text.replace("\\", "/").rpartition("/")[2]
            elif isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div):
                text = self.end(part)
                if text and FILE_NAME.search(text):
                    yield text.replace("\\", "/").rpartition("/")[2]

    def end(self, node: ast.expr, depth: int = 4) -> str:
        """How the text ends that `node` gives, with a star for what is not known before it; "" for anything."""
        match node:
            case ast.Constant(value=str() as text):
                return text
            case ast.Name(id=name) if depth and name in self.constants:
                value = self.constants[name]
                return self.end(value, depth - 1) if value is not None else ""
            case ast.JoinedStr(values=[*_, ast.Constant(value=str() as text)]):
                return text if len(node.values) == 1 else f"*{text}"
            case ast.BinOp(op=ast.Add(), right=right):
                return f"*{end}" if (end := self.end(right, depth)) else ""
            case ast.BinOp(op=ast.Div(), right=right):
                return f"*/{end}" if (end := self.end(right, depth)) else ""
            case ast.Call(func=ast.Attribute(attr="join"), args=[_, *_, last]):
                return f"*/{end}" if (end := self.end(last, depth)) else ""
            case ast.Call(func=ast.Name(id="Path") | ast.Attribute(attr="Path"), args=[*_, last]):
                return self.end(last, depth)
        return ""


def own_parts(node: ast.stmt) -> list[ast.AST]:
    """The statement without the statements inside it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node]
    inside = (ast.stmt, ast.ExceptHandler, ast.match_case)
    return [part for part in children(node) if not isinstance(part, inside)]


def alike(one: str, other: str) -> bool:
    """Whether two names may be the same; a star stands for anything before it."""
    if "*" not in one + other and "?" not in one + other:
        return one == other
    ends = [text.rpartition("*")[2] for text in (one, other)]
    return "?" in one + other or ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])
