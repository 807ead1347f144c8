"""Programs beside the notebook that its calls name: they go where the workflow runs, as they lay beside the notebook.

InferenceConfig(entry_script="score.py")     score.py
!python tools/clean.py                       tools/clean.py
open("made.py", "w")                         none: it is written
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from nb2prod.knowledge.findings import finding
from nb2prod.knowledge.secrets import secret_nodes
from nb2prod.model import Finding, Module
from nb2prod.read.compiling import parse
from nb2prod.read.modules import Beside
from nb2prod.read.refusals import Refusal
from nb2prod.walking import last_of, values_given, walk

SCRIPT = re.compile(r"(?:\./)?((?:\.\./)*[A-Za-z_][\w-]*(?:/[A-Za-z_][\w-]*)*\.py)")
TAKEN = ("src/", "tests/")  # folders of the project's own
LARGEST = 100_000  # characters
WHY = "a call of the notebook names it"


def named_scripts(
    trees: Sequence[tuple[int, ast.Module]], written: Collection[str], beside: Beside
) -> tuple[tuple[Module, ...], tuple[Finding, ...]]:
    """Those that can be copied, and a finding for each that cannot; `written`: paths that cells write."""
    scripts: dict[str, Module] = {}
    findings: dict[str, Finding] = {}
    for cell, tree in trees:
        for path, line in _named(tree):
            if path in scripts or path in findings or path in written:
                continue
            text = beside(path)
            if text is None:
                continue
            parsed = parse(text)
            secret = not isinstance(parsed, Refusal) and any(secret_nodes(parsed))
            if path.startswith(("../", *TAKEN)) or len(text) > LARGEST or secret:
                findings[path] = finding("NB044", cell=cell, line=line, path=path)
            else:
                scripts[path] = Module("", path, text.replace("\r\n", "\n").replace("\r", "\n"), None, WHY)
    return tuple(scripts[path] for path in sorted(scripts)), tuple(findings.values())


def _named(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The paths that texts in calls consist of, or that stand among the words of a command."""
    for node in walk(tree):
        if isinstance(node, ast.Call) and not _writes(node):
            for part in _texts(values_given(node)):
                for word in str(part.value).split():
                    if found := SCRIPT.fullmatch(word):
                        yield found[1], part.lineno


def _texts(given: Iterable[ast.expr]) -> Iterator[ast.Constant]:
    for value in given:
        parts = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
        yield from (part for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def _writes(call: ast.Call) -> bool:
    name = last_of(call)
    modes = [part.value for part in _texts([*call.args[1:2], *(k.value for k in call.keywords if k.arg == "mode")])]
    return name == "print" or (name == "open" and any(set(str(mode)) & set("wax") for mode in modes))
