"""The smallest program that computes a name at the notebook's end: the closure of what the name holds there.

    0  df = pd.read_csv(p)      kept: total is made of it
    1  df.to_csv("copy.csv")    dropped: nothing that stays reads that file
    2  total = df["a"].sum()    the root of `nb2prod slice NOTEBOOK total`
    3  print(total)             dropped: it only says something

State that no name holds counts: random streams, files, the working directory, options, patched libraries (hidden.py).
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterable, Iterator

from nb2prod.errors import ExitCode, Stop
from nb2prod.fates import staying
from nb2prod.model import Choice, Edit, Plan, Program, Statement
from nb2prod.plan.cutting.functions import binders
from nb2prod.plan.graph import FUNCTION
from nb2prod.plan.keeping.closure import IMPORTS, Closure
from nb2prod.plan.keeping.drawn import draws_on
from nb2prod.plan.keeping.fresh import fresh, on_fresh_figures, under_a_name
from nb2prod.plan.keeping.hidden import Hidden
from nb2prod.plan.keeping.pictures import Pictures
from nb2prod.plan.keeping.quiet import COMPOUND, SHOWN
from nb2prod.plan.keeping.search_path import acts
from nb2prod.plan.keeping.touched import Files
from nb2prod.plan.parameters.secrets import secrets
from nb2prod.walking import children, walk

PLAIN = ("pandas.", "numpy.", "int", "float", "str", "bool", "bytes", "complex", "None", "range")  # hold no function
CODE = (".py", ".zip", ".whl", ".so", ".pyx")  # what an import may read
READERS = frozenset({"get", "keys", "values", "items", "copy", "__contains__"})  # of the dict that globals() gives


def slice_of(program: Program, names: Iterable[str]) -> Plan:
    """A plan without steps: what computes `names`, with secrets as required settings of the environment.

    Raises Stop (2) for a name that the notebook does not hold at its end, with the nearest ones.
    """
    wanted = tuple(dict.fromkeys(names))
    held = {name for name in wanted if name.isidentifier() and (program.exits.get(name) or _dynamic(program, name))}
    unknown = [name for name in wanted if name not in held]
    if unknown:
        raise Stop(ExitCode.BAD_INPUT, *(_missing(program, name) for name in unknown))
    choices = Slicer(program, wanted).choices()
    return Plan(
        program=program,
        package="",
        title="",
        workflow="run",
        choices=choices,
        steps=(),
        definitions=(),
        parameters=(),
        edits=_without_secrets(program, choices),
        artifacts=(),
        metrics=(),
        inference=None,
        requirements=(),
        findings=(),
    )


class Slicer(Closure):
    """Marks what must stay, from the last bindings of the wanted names backwards, until nothing changes."""

    def __init__(self, program: Program, names: Iterable[str] = ()) -> None:
        """Nothing is kept yet."""
        super().__init__(program)
        self.names = frozenset(names)
        self.hidden = Hidden(program)
        self.files = Files(program, self.graph)
        self.pictures = Pictures(program, self.graph, self.files)
        self.figures = {n for s in self.statements for n, t in s.facts.types if n in self.names and draws_on(t)}
        self.listens = any(self.hidden.listens(s) for s in self.statements)
        self.called_only = self._called_only()
        self.mentioned = {name for s in self.statements for name in s.facts.names | s.facts.late}

    def choices(self) -> tuple[Choice, ...]:
        """Decide everything about `names`."""
        roots = [i for name in sorted(self.names) for i in sorted(self.program.exits.get(name, ()))]
        return self.choices_of(roots)

    def choices_of(self, roots: Iterable[int]) -> tuple[Choice, ...]:
        """Decide everything about some statements."""
        for identity in roots:
            self.keep(identity, "it makes the value that is asked for")
        for identity in self._barriers():
            self.keep(identity, "nobody can see what it reads or binds")
        self._settle()
        self.empty_tries()
        self._settle()
        choices = (self.choice(statement) for statement in self.statements)
        return under_a_name(self.program, on_fresh_figures(fresh(self.program, self.kept), choices), ())

    def _settle(self) -> None:
        """Keep what hidden state asks for, until nothing is added."""
        while True:
            before = len(self.kept) + len(self.remains)
            self.keep_imports()
            self.keep_draws()
            for statement in reversed(self.statements):
                if statement.id not in self.kept and self.function(statement) is None:
                    reason = self._noticed(statement)
                    for identity in (statement.id, *self.pictures.made_with(statement)) if reason else ():
                        self.keep(identity, reason)
            self._escaped()
            self._before_barriers()
            if len(self.kept) + len(self.remains) == before:
                return

    def _needs(self, statement: Statement, source: int, name: str) -> bool:
        """Nobody needs a `del` but for a binding that stays (`_deletes`)."""
        facts = self.statements[source].facts
        return super()._needs(statement, source, name) and (name not in facts.deletes or name in facts.binds)

    # ------------------------------------------------------------------------------------------------ inside functions

    def inner_root(self, statement: Statement) -> str:
        """Prints go from functions as well, unless somebody catches what they raise or say."""
        facts = statement.facts
        said = facts.display == "print" and not facts.effects - {"read"} and not facts.draws
        if said and not self.catches and not self.listens:
            return ""
        return super().inner_root(statement)

    def _called_only(self) -> frozenset[str]:
        """Functions whose name stands nowhere but in calls: the graph sees all that they read."""
        tops = {id(s.node): s.node for s in self.statements if s.parent is None}
        called: set[str] = set()
        read: set[str] = set()
        for node in tops.values():
            functions = {id(part.func) for part in walk(node) if isinstance(part, ast.Call)}
            for part in walk(node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                    (called if id(part) in functions else read).add(part.id)
        return frozenset(called - read - self.names)

    def _escaped(self) -> None:
        """What a function reads that may be called from anywhere: every binding of those names up to the last use."""
        last = max(self.kept, default=-1) if self._plain_names() else len(self.statements)
        for identity in sorted(self.kept):
            statement = self.statements[identity]
            if not statement.facts.late or self._precise(statement):
                continue
            for other in self.statements[: last + 1]:
                facts = other.facts
                changed = statement.facts.late & (facts.binds | facts.mutates | facts.outer)
                shows = facts.display in SHOWN or isinstance(other.node, IMPORTS)
                if changed and not shows and other.id not in self.kept and self.function(other) is None:
                    self.keep(other.id, f"a function that is handed around reads {min(changed)}")

    def _precise(self, statement: Statement) -> bool:
        node, facts = statement.node, statement.facts
        if isinstance(node, FUNCTION):
            return not node.decorator_list and node.name in self.called_only
        if isinstance(node, ast.ClassDef) or not facts.binds:
            return isinstance(node, (ast.For, ast.While, ast.If))
        return all(type_.startswith(PLAIN) for _, type_ in facts.types)

    def _plain_names(self) -> bool:
        """Whether no wanted name can hold a function, which somebody might call after the end."""
        return all(
            dict(self.statements[i].facts.types).get(name, "None").startswith(PLAIN)
            for name in self.names
            for i in self.program.exits.get(name, ())
        )

    # ----------------------------------------------------------------------------------------------------- hidden state

    def _noticed(self, statement: Statement) -> str:
        """Why a statement that nobody reads must stay; "" where no kept one would notice that it is gone."""
        checks: tuple[tuple[str, Callable[[Statement], bool]], ...] = (
            ("it deletes a name that is read again", self._deletes),
            ("it imports something for its side effect", self._side_import),
            ("it changes the environment that later code runs in", self._environment),
            ("what it says is listened to", self._heard),
            ("what is drawn so far is asked for", self._drawn),
            ("it may write a file that is read later", self._file),
            ("it may change the state of a library that is used later", self._library),
        )
        return next((reason for reason, check in checks if check(statement)), "")

    def _later(self, statement: Statement) -> Iterator[Statement]:
        return (later for later in self.after(statement) if later.id in self.kept)

    def _deletes(self, statement: Statement) -> bool:
        """`del sum` gives the builtin back to whoever reads it later."""
        gone = {name for name in statement.facts.deletes if name not in self.names}
        bound = {name for s in self.statements[: statement.id] if s.id in self.kept for name in gone & s.facts.binds}
        return any(bound & (later.facts.names | later.facts.reads) for later in self._later(statement))

    def _side_import(self, statement: Statement) -> bool:
        node = statement.node
        if not isinstance(node, IMPORTS):
            return False
        if getattr(node, "module", "") == "__future__" or acts(statement) or any(a.name == "*" for a in node.names):
            return True
        mine = [item for item in self.program.imports if item.statement == statement.id]
        kept = {i.name: i for i in self.program.imports if i.statement in self.kept and not i.attribute}
        if any(not i.attribute and i.name in kept and kept[i.name].module.split(".")[0] == i.name for i in mine):
            return any("." in i.module for i in mine)  # `import a.b` beside `import a.c`: both bind `a`
        return any(self.hidden.is_unknown(i.module) and i.name not in self.mentioned for i in mine)

    def _environment(self, statement: Statement) -> bool:
        if statement.facts.display == "option" or not self.hidden.changes_environment(statement):
            return False
        return any(self.hidden.notices_environment(statement, later) for later in self._later(statement))

    def _heard(self, statement: Statement) -> bool:
        """A print or a log, where a kept statement has put something in the place of the standard output."""
        if not self.listens or not self.hidden.speaks(statement):
            return False
        before = (s for s in self.statements[: statement.id] if s.id in self.kept)
        return any(self.hidden.listens(s) and not isinstance(s.node, COMPOUND) for s in before)

    def _drawn(self, statement: Statement) -> bool:
        """A plot, where a kept statement asks pyplot for its current state, or where a figure is asked for."""
        facts = statement.facts
        if facts.display == "option":
            return bool(self.figures) and self.hidden.styles(statement)
        if facts.display != "plot" and not (facts.display == "look" and "plot" in facts.roles):
            return False
        pyplot = any(call.startswith("matplotlib.pyplot.") for call in statement.facts.calls)
        if any(self.hidden.asks_pyplot(later) for later in self._later(statement)):
            return pyplot or "plot" in statement.facts.roles
        made = [i for name in self.figures for i in self.program.exits[name] if i < statement.id]
        kept = {n for i in self.kept for n, type_ in self.statements[i].facts.types if draws_on(type_)}
        if not made or statement.facts.names & kept:
            return bool(made)
        between = self.statements[max(made) + 1 : statement.id]
        return pyplot and not any(self.hidden.makes_figure(s) for s in (*between, statement))

    def _file(self, statement: Statement) -> bool:
        if statement.facts.pictures:
            return any(self.pictures.seen_by(statement, later) for later in self._later(statement))
        if not self.hidden.writes(statement):
            return False
        if self.hidden.makes_folders(statement):
            return any(self.hidden.sees_folders(later) for later in self._later(statement))
        return any(self._sees(later, statement) for later in self._later(statement))

    def _sees(self, later: Statement, writer: Statement) -> bool:
        """Whether a later statement may read what `writer` wrote."""
        if isinstance(later.node, IMPORTS):
            names = self.files.names(writer)
            return self.hidden.imports_unknown(later) and (not names or any(n.endswith(CODE) for n in names))
        shares = self.hidden.reads(later) and self.files.may_share(writer, later)
        return shares and not self.hidden.guesses(writer, later)

    def _library(self, statement: Statement) -> bool:
        configured = self.hidden.configures(statement)
        return bool(configured) and any(configured & self.hidden.libraries(later) for later in self._later(statement))

    # --------------------------------------------------------------------------------------------------------- barriers

    def _barriers(self) -> list[int]:
        """Statements that may bind or change any name: `exec(text)`, `globals()[name] = value`."""
        found = [s for s in self.statements if "barrier" in s.facts.effects and self.function(s) is None]
        return [s.id for s in found if not _only_reads(s)]

    def _before_barriers(self) -> None:
        """A kept barrier may read any name: everything before it stays, but what only shows something."""
        barriers = [i for i in self.kept if "barrier" in self.statements[i].facts.effects]
        barriers = [i for i in barriers if not _harmless(self.statements[i])]
        makers = [i for i in barriers if _may_define(self.statements[i])]  # a function may read names when it is called
        for statement in self.statements[: max(self.kept if makers else barriers, default=0)]:
            shows = statement.facts.display in {*SHOWN, "print"} and not statement.facts.binds
            inner = self.function(statement) is not None or isinstance(statement.node, COMPOUND)
            if statement.id not in self.kept and statement.id not in self.quiet and not shows and not inner:
                self.keep(statement.id, "what comes after may read any name")


def _only_reads(statement: Statement) -> bool:
    """Whether a barrier may read any name, but binds and changes none."""
    parents = {id(child): node for node in walk(statement.node) for child in children(node)}
    calls = [n for n in walk(statement.node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    barriers = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id in {"exec", "eval", *_DICTS}]
    return bool(barriers) and all(_reading(call, parents) for call in barriers)


_DICTS = frozenset({"globals", "locals", "vars", "dir"})


def _reading(call: ast.Call, parents: dict[int, ast.AST]) -> bool:
    assert isinstance(call.func, ast.Name)
    around = parents.get(id(call))
    if call.func.id in _DICTS:
        if call.args or call.func.id == "dir":
            return True
        match around:
            case ast.Compare():
                return True
            case ast.Subscript(ctx=ast.Load()):
                return True
            case ast.Attribute(attr=name):
                return name in READERS
            case ast.keyword(arg=None):
                return True
        return False
    match call.args:
        case [ast.Constant(value=str() as text)] if call.func.id == "eval":
            try:
                tree = ast.parse(text, mode="eval")
            except SyntaxError:
                return False
            return not any(isinstance(n, (ast.Call, ast.NamedExpr, ast.Await)) for n in walk(tree))
    return False


def _may_define(statement: Statement) -> bool:
    """Whether what `exec` or `eval` runs may make a function."""
    calls = [n for n in walk(statement.node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    texts = [n.args[0] for n in calls if isinstance(n.func, ast.Name) and n.func.id in {"exec", "eval"} and n.args]
    plain = [t.value for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str)]
    return len(plain) < len(texts) or any(word in text for text in plain for word in ("lambda", "def ", "class "))


def _harmless(statement: Statement) -> bool:
    """`vars(box)` looks into one object, not into the notebook."""
    calls = [n for n in walk(statement.node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    named = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id in {"exec", "eval", *_DICTS}]
    return bool(named) and all(isinstance(n.func, ast.Name) and n.func.id in {"vars", "dir"} and n.args for n in named)


def _without_secrets(program: Program, choices: tuple[Choice, ...]) -> tuple[Edit, ...]:
    """Secrets in what stays come from the environment, each value under one name of its own."""
    kept = staying(choices)
    statements = [program.statements[i] for i in sorted(kept)]
    names: dict[object, str] = {}
    edits: dict[tuple[int, tuple[int, int, int, int]], Edit] = {}
    for found in secrets(program, statements, binders(program, kept)):
        base = found.name.upper()
        taken = set(names.values()) - {names.get(found.value, "")}
        free = next(n for n in (base, *(f"{base}_{i}" for i in range(2, len(taken) + 3))) if n not in taken)
        name = names.setdefault(found.value, free)
        edits[found.cell, found.span] = Edit(found.cell, found.span, f'os.environ["{name}"]')
    return tuple(edits[key] for key in sorted(edits))


def _dynamic(program: Program, name: str) -> bool:
    """Whether `exec`, `globals()` or a star import may bind a name, and it looks like no slip of the pen."""
    stars = any(item.name == "*" for item in program.imports)
    barriers = any("barrier" in s.facts.effects and not _only_reads(s) for s in program.statements)
    near = difflib.get_close_matches(name, sorted(program.exits), n=1, cutoff=0.9)
    return (stars or barriers) and (not near or len(name) < 4)


def _missing(program: Program, name: str) -> str:
    """Why the notebook does not hold the name at its end, and what is like it."""
    file = program.notebook.file
    for statement in reversed(program.statements):
        if name in statement.facts.deletes:
            return f"{file}: {name} is not there at the end: cell {statement.cell + 1} deletes it."
    for cell in program.notebook.cells:
        if cell.dropped and name in _words(cell.python or cell.source):
            return f"{file}: {name} stands only in cell {cell.index + 1}, which is left out: {cell.dropped}."
    held = sorted(known for known in program.exits if known.isidentifier())
    near = difflib.get_close_matches(name, held, n=3, cutoff=0.5)
    advice = f"nearest are {', '.join(near)}" if near else f"it holds {', '.join(held[:8]) or 'nothing'}"
    return f"{file}: the notebook does not bind {name}; {advice}."


def _words(text: str) -> set[str]:
    return set("".join(c if c.isidentifier() or c.isdigit() else " " for c in text).split())
