"""Names: of the package, of steps, of parameters; always valid, unique, and shadowing nothing."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Collection

from nb2prod.knowledge.python import BUILTINS, KEYWORDS, STDLIB, file_identifier
from nb2prod.model import Notebook, Program
from nb2prod.walking import walk

OURS = frozenset({  # what generated code, its tests and the common libraries import
    "typer", "click", "rich", "pydantic", "yaml", "joblib", "tests", "pytest", "numpy", "pandas", "sklearn", "scipy",
    "dateutil",
    "pyarrow", "six", "pytz", "threadpoolctl", "matplotlib", "seaborn", "xgboost", "lightgbm", "catboost", "torch",
    "tensorflow",
})  # fmt: skip
GENERATED = frozenset({
    "config", "logger", "artifacts", "train", "run", "main", "Config", "Training", "Results", "Any", "Optional", "Path",
    "NamedTuple", "Annotated", "typer", "logging", "ValidationError", "inference", "definitions", "learned", "metrics",
    "measured",
})  # fmt: skip


def words(text: str) -> list[str]:
    """The words of any text in lower-case ASCII: "2.3) Let's normalise `b`" -> ["lets", "normalise", "b"]."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)  # a Markdown link keeps its words
    text = re.sub(r"<[^>]{0,200}>|\$+[^$]{0,400}\$+", " ", text)
    text = re.sub(r"^[\s#*_>-]*(?:\(?\d+(?:\.\d+)*[.):]*|[IVXivx]+[.)])\s+", "", text)
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", plain.replace("'", ""))
    return re.findall(r"[a-z0-9]+", plain.lower())


def first(text: str) -> str:
    """The first word of any text; "" where it has none that a name could use: `_`, or another script."""
    return next(iter(words(text)), "")


def identifier(text: str, fallback: str = "step") -> str:
    """`text` as a snake-case identifier."""
    name = "_".join(words(text)) or fallback
    return f"{fallback}_{name}" if name[:1].isdigit() else name


FORBIDDEN = BUILTINS | KEYWORDS


def allowed(name: str, taken: Collection[str]) -> bool:
    """Whether a name is an identifier, no keyword, no builtin and not taken."""
    return name.isidentifier() and name not in taken and name not in FORBIDDEN


def unique(wanted: str, taken: Collection[str]) -> str:
    """`wanted` as an identifier, or the first of wanted_2, wanted_3 ... that is allowed."""
    wanted = wanted if wanted.isidentifier() else identifier(wanted, "value")
    name, count = wanted, 1
    while not allowed(name, taken):
        count += 1
        name = f"{wanted}_{count}"
    return name


def package_name(notebook: Notebook) -> str:
    """The notebook's file name as an identifier; `_nb` where it or a module hides the other (contract, section 4)."""
    name = file_identifier(notebook.name)
    taken = {"test", *STDLIB, *KEYWORDS, *imported(notebook), "nb2prod"}
    taken |= {module.name.split(".")[0] for module in notebook.modules}
    taken |= OURS
    return f"{name}_nb" if name in taken or name == notebook.hidden_by else name


def imported(notebook: Notebook) -> frozenset[str]:
    """Top-level modules that any cell imports."""
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.kind == "code" and not cell.dropped and "import" in cell.python:
            for node in walk(ast.parse(cell.python)):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module.split(".")[0])
    return frozenset(found)


def names_of_notebook(program: Program) -> frozenset[str]:
    """Every name that the notebook reads or binds anywhere: generated names keep clear of them."""
    found: set[str] = set()
    for statement in program.statements:
        facts = statement.facts
        found |= facts.names | facts.binds | facts.late | facts.outer | facts.deletes
        if isinstance(statement.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found |= {n.id for n in walk(statement.node) if isinstance(n, ast.Name)}
    return frozenset(found)
