"""What an emitted project shows to a reader who does not run it: everything here comes from the text of its files."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from reference import bound_to_plotting, parse, undefined_names

OURS = ("config", "train", "run", "inference", "artifacts", "definitions", "features", "report")
FAULTS = ("uncompilable", "untyped", "undefined", "unused_imports", "get_ipython", "emptied")


@dataclass
class ProjectFacts:
    """One emitted project. Each list holds lines for people, `file: what`; those of `FAULTS` must be empty."""

    modules: int = 0
    compiled: int = 0
    lines: int = 0
    workflow: str = ""  # "train", "run", or "" where there is none
    longest: tuple[int, str] = (0, "")  # lines of the longest function that was generated, and its name
    uncompilable: list[str] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)  # mypy's own first step, parsing with type comments, fails
    undefined: list[str] = field(default_factory=list)
    unused_imports: list[str] = field(default_factory=list)
    get_ipython: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    plotting: list[str] = field(default_factory=list)  # no fault in itself: a value or a draw may be needed


def inspect_project(project: Path, excused: frozenset[str], computes: bool) -> ProjectFacts:
    """Facts of the project; `excused` names are undefined in the notebook too, `computes` says that it has work to do.

    Modules that were copied from beside the notebook must compile; their style is their author's.
    """
    facts = ProjectFacts()
    for path in sorted(project.rglob("*.py")):
        name = path.relative_to(project).as_posix()
        if not name.startswith(".nb2prod/"):
            inspect_module(path, name, excused, facts)
    packages = [folder for folder in sorted((project / "src").glob("*")) if folder.is_dir()]
    flows = [(kind, package / f"{kind}.py") for package in packages for kind in ("train", "run")]
    facts.workflow, file = next(((kind, file) for kind, file in flows if file.is_file()), ("", None))
    if computes and (file is None or is_empty(file, facts.workflow)):
        facts.emptied.append(f"{facts.workflow or 'no workflow'}: nothing is left of a notebook that computes")
    facts.unused_imports += unused_imports([str(path) for package in packages for path in ours(package)], project)
    return facts


def ours(package: Path) -> list[Path]:
    """The modules of a package that are generated, as opposed to copied."""
    return [path for name in OURS if (path := package / f"{name}.py").is_file()]


def inspect_module(path: Path, name: str, excused: frozenset[str], facts: ProjectFacts) -> None:
    """Add what one module shows to `facts`."""
    text = path.read_text(encoding="utf-8")
    facts.modules += 1
    try:
        compile(text, name, "exec", dont_inherit=True)
        module = parse(text)
    except (SyntaxError, ValueError) as problem:
        facts.uncompilable.append(f"{name}: {problem}")
        return
    facts.compiled += 1
    if not (name.startswith("src/") and name.count("/") == 2 and path.stem in OURS):
        return
    facts.lines += text.count("\n")
    try:
        ast.parse(text, type_comments=True)
    except SyntaxError as problem:
        facts.untyped.append(f"{name}: {problem}")
    facts.undefined += [f"{name}: {unbound}" for unbound in sorted(undefined_names(module) - excused)]
    names = (node for node in ast.walk(module) if isinstance(node, ast.Name) and node.id == "get_ipython")
    facts.get_ipython += [f"{name}:{node.lineno}" for node in names]
    if path.stem != "report":  # plots are what that one is for
        facts.plotting += plotting_imports(module, name, text.splitlines())
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            facts.longest = max(facts.longest, (length, f"{name}:{node.name}"))


def plotting_imports(module: ast.Module, name: str, lines: list[str]) -> list[str]:
    """Each import of a plotting library with the first lines that use what it binds, for a person to judge."""
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if bound := bound_to_plotting(node):
            used = sorted({n.lineno for n in ast.walk(module) if isinstance(n, ast.Name) and n.id in bound})
            shown = " | ".join(lines[line - 1].strip()[:100] for line in used[:3])
            found.append(f"{name}:{node.lineno}: {ast.unparse(node)} - used {len(used)}x: {shown}")
    return found


def is_empty(file: Path, workflow: str) -> bool:
    """True where the workflow function calls nothing but the constructor of what it returns and the logger."""
    try:
        module = parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return False  # counted already, as what does not compile
    functions = (node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == workflow)
    body = next((node.body for node in functions), [])
    return not any(does_work(statement) for statement in body)


def does_work(statement: ast.stmt) -> bool:
    """False for docstrings, `pass`, log lines and the return."""
    if isinstance(statement, ast.Pass | ast.Return):
        return False
    if isinstance(statement, ast.Expr):
        value = statement.value
        return not (isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and is_logging(value.func)))
    return True


def is_logging(function: ast.expr) -> bool:
    """True for `logger.info` and its kin."""
    owner = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(owner, ast.Name) and "logger" in owner.id


def unused_imports(files: list[str], project: Path) -> list[str]:
    """What ruff's F401 finds in `files`; without files there is nothing to ask (ruff would read the current folder)."""
    if not files:
        return []
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F401"]
    done = subprocess.run([*command, "--output-format", "json", *files], capture_output=True, text=True, check=False)
    found = [item for item in json.loads(done.stdout or "[]") if item["code"] == "F401"]  # not what does not parse
    places = [(Path(item["filename"]).relative_to(project.resolve()).as_posix(), item) for item in found]
    return [f"{place}:{item['location']['row']}: {item['message']}" for place, item in places]


def digest(folder: Path) -> str:
    """One hash over paths and bytes of a folder, caches aside: equal exactly when a second run changed nothing."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return total.hexdigest()
