"""Where rows come from, and which files a run reads that no parameter names: claims for the README.

faces = fetch_lfw_people()                            scikit-learn downloads them
df = pd.read_csv("https://x.org/a.csv")               they come over the network, from x.org
df = pd.read_csv(ROOT / "data" / "a.csv")             that path is in no parameter
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from nb2prod.fates import kept_statements
from nb2prod.model import Claim, Plan, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import binders
from nb2prod.plan.telling.learned_from import file_name, sources
from nb2prod.walking import values_given, walk

MOST = 4  # that one sentence names
PRIVATE = re.compile(r"@|token|key=|sig=|secret|passw", re.IGNORECASE)
READING = re.compile(r"(?:read_(?!sql|gbq)\w+|load|loadtxt|genfromtxt|loadmat|imread|load_model|load_workbook)$")
SUFFIX = re.compile(r"\.\w{2,8}$")
LONGEST = 60  # of an expression that is shown; of a longer one the file


def origins(plan: Plan) -> Iterator[Claim]:
    """From which hosts rows are read, and which files are read that no parameter names."""
    statements = kept_statements(plan)
    loads = _loading(statements)
    known = {*sources(plan, loads)}
    hosts = tuple(host for host in dict.fromkeys(_hosts(plan, loads)) if host not in known)
    if 0 < len(hosts) <= MOST:
        yield Claim("from hosts", hosts)
    besides = tuple(dict.fromkeys(shown for shown, file in _besides(plan, statements) if file not in known))
    if besides:
        yield Claim("reads besides", besides[: MOST + 1])


def _loading(statements: list[Statement]) -> list[Statement]:
    return [s for s in statements if "load" in s.facts.roles]


def _hosts(plan: Plan, loads: list[Statement]) -> Iterator[str]:
    """The hosts of addresses that rows are read from."""
    texts = [p.default for p in plan.parameters if p.place == "read"]
    texts += [n.value for s in loads for n in walk(s.node) if isinstance(n, ast.Constant)]
    for text in texts:
        if isinstance(text, str) and text.startswith(("http://", "https://")):
            yield urlsplit(text).hostname or ""


def _besides(plan: Plan, statements: list[Statement]) -> Iterator[tuple[str, str]]:
    """Paths that are read and that no parameter sets, as the code makes them, and their files."""
    lifted = {(edit.cell, edit.span) for edit in plan.edits}
    values = {str(p.default) for p in plan.parameters}
    made = set(_made(statements))
    for statement in statements:
        for call in (n for n in walk(statement.node) if isinstance(n, ast.Call) and _reads(n)):
            path = _as_bound(plan, call.args[0])
            texts = [n for n in walk(path) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            texts.sort(key=lambda n: (n.lineno, n.col_offset))
            last, shown = str(texts[-1].value) if texts else "", ast.unparse(path)
            own = file_name(last) in made
            own = own or any((statement.cell, span_of(n)) in lifted or n.value in values for n in texts)
            names_one = (SUFFIX.search(last) is not None or "/" in last) and "://" not in shown
            if names_one and not own and not PRIVATE.search(shown):
                yield shown if len(shown) <= LONGEST else f".../{file_name(last)}", file_name(last)


def _reads(call: ast.Call) -> bool:
    """Whether it reads the file that its first argument names."""
    name = ast.unparse(call.func).rpartition(".")[2]
    return bool(call.args) and (bool(READING.match(name)) or (name == "open" and _to_read(call)))


def _as_bound(plan: Plan, path: ast.expr) -> ast.expr:
    """What a name was set to, where one statement alone sets it."""
    made = binders(plan.program, path.id) if isinstance(path, ast.Name) else []
    return made[0].node.value if len(made) == 1 and isinstance(made[0].node, ast.Assign) else path


def _made(statements: list[Statement]) -> Iterator[str]:
    """Names of files that calls may write: all that stand in one which does not read."""
    for call in (n for s in statements for n in walk(s.node) if isinstance(n, ast.Call)):
        given = () if _reads(call) else values_given(call)
        inside = (n.value for part in given for n in walk(part) if isinstance(n, ast.Constant))
        yield from (file_name(text) for text in inside if isinstance(text, str))


def _to_read(call: ast.Call) -> bool:
    mode = [*call.args[1:2], *(k.value for k in call.keywords if k.arg == "mode")]
    return all(isinstance(m, ast.Constant) and not set(str(m.value)) & set("wax+") for m in mode)
