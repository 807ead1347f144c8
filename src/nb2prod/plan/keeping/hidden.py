"""State that no name holds: what a dropped statement leaves behind there, and whether a kept one would notice.

os.chdir("data")                         noticed by whatever touches a file later
df.to_csv("a.csv")                       noticed by what may read a.csv later
lib.configure(fast=True)                 noticed by what calls the same unknown library later
warnings.filterwarnings("error")         noticed by everything that may warn
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.knowledge.figures import TELL_OPEN
from nb2prod.knowledge.python import STDLIB, hears_warnings
from nb2prod.model import Program, Statement
from nb2prod.plan.keeping.touched import SHELLS, own_parts
from nb2prod.walking import walk

CLOCKS = (  # they read the environment and leave it as it is
    "time.", "datetime.", "platform.", "getpass.", "uuid.", "timeit.", "os.getenv", "os.getcwd", "os.getlogin",
    "os.environ.get", "os.environ.keys", "os.environ.items", "os.environ.copy", "pathlib.Path.cwd",
    "pathlib.Path.home", "builtins.input",
)  # fmt: skip
CLOCK = ("time.time", "time.perf_counter", "time.monotonic", "time.process_time", "datetime.")
SEARCH = ("sys.path", "sys.modules", "site.")
FILES = frozenset({"read", "write", "network", "unknown", "environment"})
MAKES_FOLDERS = ("makedirs", "mkdir", "chdir", "TemporaryDirectory", "mkdtemp")
SEES_FOLDERS = ("chdir", "exists", "isdir", "is_dir", "listdir", "iterdir", "scandir", "stat", "walk", "glob", "rglob")
LISTENERS = frozenset(
    {"redirect_stdout", "redirect_stderr", "capture_output", "StreamHandler", "FileHandler", "basicConfig"}
)
ASKS = TELL_OPEN | {"gca", "gcf", "xlim", "ylim", "axis", "xticks", "yticks", "getp", "legend", "gci"}
SILENT = frozenset({"ignore", "default", "once", "module", "always"})


class Hidden:
    """Knows, for one program, what its statements leave behind and what they notice of it."""

    def __init__(self, program: Program) -> None:
        """Index what names stand for which library."""
        self.program = program
        self.modules = {item.name: item.qualified for item in program.imports if item.name != "*"}
        self.strict = any(hears_warnings(cell.python) for cell in program.notebook.cells)
        self.local = {module.name.split(".")[0] for module in program.notebook.modules}

    def changes_environment(self, statement: Statement) -> bool:
        """Whether it changes what the process runs in: the folder, variables, options, warnings, a patched library."""
        facts = statement.facts
        if self._warns_less(statement):
            return False
        if "environment" not in facts.effects:
            return any(call.startswith("warnings.") for call in facts.calls)
        acting = [call for call in facts.calls if _environment(call)]
        clocks = bool(acting) and all(call.startswith(CLOCKS) and call != "time.tzset" for call in acting)
        return not (clocks or self.runs_commands(statement)) or self.stores(statement)

    def stores(self, statement: Statement) -> bool:
        """Whether it writes to an item or attribute of a module: `os.environ["A"] = "1"`, `pd.options.x = 1`."""
        node = statement.node
        targets = [*getattr(node, "targets", ()), *([node.target] if isinstance(node, ast.AugAssign) else ())]
        return any(
            isinstance(t, (ast.Attribute, ast.Subscript)) and self._base(t) in self.modules
            for target in targets
            for t in walk(target)
        )

    def _base(self, node: ast.expr) -> str:
        while isinstance(node, (ast.Attribute, ast.Subscript)):
            node = node.value
        return node.id if isinstance(node, ast.Name) else ""

    def runs_commands(self, statement: Statement) -> bool:
        """Whether it runs another program, which may read and write any file."""
        return any(call.startswith(SHELLS) for call in statement.facts.calls)

    def _warns_less(self, statement: Statement) -> bool:
        """`warnings.filterwarnings("ignore")`: nothing can be computed from a warning that is not shown."""
        texts = [p.value for p in walk(statement.node) if isinstance(p, ast.Constant) and isinstance(p.value, str)]
        filters = any(call.startswith(("warnings.filter", "warnings.simple")) for call in statement.facts.calls)
        return filters and not self.strict and bool(SILENT & set(texts))

    def notices_environment(self, change: Statement, later: Statement) -> bool:
        """Whether a later statement may do something else because of `change`."""
        calls, facts = change.facts.calls, later.facts
        if any(call.startswith("os.chdir") for call in calls):
            return bool(facts.effects & FILES) or self.imports_unknown(later)
        if any(call.startswith(SEARCH) for call in calls) or "sys.path" in ast.unparse(change.node)[:40]:
            return self.imports_unknown(later) or "unknown" in facts.effects
        computes = any(isinstance(p, (ast.BinOp, ast.Subscript)) for part in own_parts(later.node) for p in walk(part))
        return bool(facts.calls) or computes or isinstance(later.node, (ast.Import, ast.ImportFrom))

    def imports_unknown(self, statement: Statement) -> bool:
        """Whether it imports what may lie in the working directory or on a changed path."""
        found = [item for item in self.program.imports if item.statement == statement.id]
        return any(item.level or self.is_unknown(item.module) for item in found)

    def is_unknown(self, module: str) -> bool:
        """Whether nothing is known about the library; the notebook's neighbours are such libraries."""
        top = module.split(".")[0]
        return top in self.local or (knowledge.library(top) is None and top not in STDLIB)

    def listens(self, statement: Statement) -> bool:
        """Whether what is printed afterwards, or inside it, becomes a value."""
        calls = {call.rpartition(".")[2] for call in statement.facts.calls}
        if calls & LISTENERS:
            return True
        targets = getattr(statement.node, "targets", ())
        return any(ast.unparse(target).endswith(("sys.stdout", "sys.stderr")) for target in targets)

    def speaks(self, statement: Statement) -> bool:
        """Whether it prints or logs."""
        logs = any(call.startswith("logging.") for call in statement.facts.calls)
        return logs or statement.facts.display == "print"

    def asks_pyplot(self, statement: Statement) -> bool:
        """Whether it asks pyplot for the current figure, or for what was set on it."""
        calls = [call for call in statement.facts.calls if call.startswith("matplotlib.pyplot.")]
        return any(call.rpartition(".")[2] in ASKS for call in calls)

    def styles(self, statement: Statement) -> bool:
        """Whether it sets options of a library that draws."""
        names = statement.facts.names & self.modules.keys()
        found = [knowledge.library(self.modules[name]) for name in sorted(names)]
        return any(library is not None and library.plotting for library in found)

    def makes_figure(self, statement: Statement) -> bool:
        """Whether pyplot draws on another figure from here on."""
        return any(call in ("matplotlib.pyplot.figure", "matplotlib.pyplot.subplots") for call in statement.facts.calls)

    def writes(self, statement: Statement) -> bool:
        """Whether it may leave a file behind."""
        facts = statement.facts
        return bool(facts.effects & {"write", "network", "unknown"}) or self.runs_commands(statement)

    def reads(self, statement: Statement) -> bool:
        """Whether it may see a file that an earlier statement left."""
        facts = statement.facts
        seen = bool(facts.effects & {"read", "write", "unknown"}) or self.runs_commands(statement)
        moves = any(call.startswith("os.chdir") for call in facts.calls)
        return seen or moves or self.imports_unknown(statement)

    def guesses(self, one: Statement, other: Statement) -> bool:
        """Whether both are only suspected of touching files: two unknown calls are no evidence."""
        return not self._surely(one) and not self._surely(other)

    def _surely(self, statement: Statement) -> bool:
        known = bool(statement.facts.effects & {"read", "write", "network"})
        return known or self.runs_commands(statement)

    def makes_folders(self, statement: Statement) -> bool:
        """Whether it makes a folder that later files may lie in."""
        return any(call.rpartition(".")[2] in MAKES_FOLDERS for call in statement.facts.calls)

    def sees_folders(self, statement: Statement) -> bool:
        """Whether it would notice that a folder is not there: writing into it, looking for it."""
        looks = any(call.rpartition(".")[2] in SEES_FOLDERS for call in statement.facts.calls)
        return looks or self.writes(statement)

    def configures(self, statement: Statement) -> frozenset[str]:
        """Unknown libraries whose own state a bare call may change: `lib.configure(fast=True)`."""
        acts = isinstance(statement.node, (ast.Expr, ast.Assign, ast.AugAssign))
        if not acts or "unknown" not in statement.facts.effects:
            return frozenset()
        bare = isinstance(statement.node, ast.Expr) or self.stores(statement)
        return self.libraries(statement) if bare else frozenset()

    def libraries(self, statement: Statement) -> frozenset[str]:
        """Unknown libraries that a statement mentions by name."""
        names = statement.facts.names & self.modules.keys()
        return frozenset(top for name in names if self.is_unknown(top := self.modules[name].split(".")[0]))


def _environment(call: str) -> bool:
    known = knowledge.function(call)
    return known is not None and known.io == "environment"


def looks_at_clock(statement: Statement) -> bool:
    """Whether it keeps what time it is, and does nothing else: `t0 = time.time()`, for the title of a plot."""
    facts, calls = statement.facts, [call for call in statement.facts.calls if _environment(call)]
    named = isinstance(statement.node, ast.Assign) and bool(facts.binds) and not facts.effects - {"environment", "read"}
    return named and bool(calls) and all(call.startswith(CLOCK) for call in calls)
