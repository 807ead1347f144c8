"""Values that must not reach a file: tokens told by their form, passwords told by the name they stand under."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

TOKEN = re.compile(
    r"^(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|AKIA[0-9A-Z]{16}|sk-[\w-]{20,}|xox[abpr]-[\w-]{10,}|AIza[\w-]{35}"
    r"|glpat-[\w-]{20,}|hf_[A-Za-z0-9]{20,}|eyJ[\w-]{15,}\.[\w-]{15,}\.[\w-]+)$"
    r"|^(?:Bearer|Basic|token) +[\w.+/=-]{16,}$"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|^[a-z][\w+.-]*://[^/\s:@]+:[^/\s:@]{3,}@"
)
NAME = re.compile(r"(?:^|_)(?:password|passwd|pwd|secret|token|api_?key|access_?key|secret_?key|auth_?token)$", re.I)
PLACEHOLDER = re.compile(r"^(?:<.*>|\[.*\]|\{.*\}|your|my|xxx+|\*+|changeme|example|test|none|null|todo|\.\.\.)", re.I)


def is_secret(value: object, name: str = "") -> bool:
    """Whether the value, standing under `name`, gives something away."""
    if not isinstance(value, str):
        return False
    if TOKEN.search(value):
        return True
    return bool(NAME.search(name)) and len(value) >= 6 and " " not in value and not PLACEHOLDER.match(value)


def holds_secret(node: ast.AST) -> bool:
    """Whether a function or class of the notebook has a secret written in it."""
    under = {id(part): name for name, part in named(node)}
    return any(isinstance(n, ast.Constant) and is_secret(n.value, under.get(id(n), "")) for n in ast.walk(node))


def named(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Values with the name they stand under: of a variable, a keyword, a key."""
    for part in ast.walk(node):
        if isinstance(part, ast.Assign) and len(part.targets) == 1 and isinstance(part.targets[0], ast.Name):
            yield part.targets[0].id, part.value
        elif isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Subscript):  # os.environ["TOKEN"] = "..."
            key = part.targets[0].slice
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, part.value
        elif isinstance(part, ast.keyword) and part.arg:
            yield part.arg, part.value
        elif isinstance(part, ast.Dict):
            for entry, value in zip(part.keys, part.values, strict=True):
                if isinstance(entry, ast.Constant) and isinstance(entry.value, str):
                    yield entry.value, value


def redacted(comment: str) -> str:
    """A comment of the notebook without what would give something away."""
    words = re.split(r"[\s:=\"'`,;]+", comment)
    said = re.search(r"(?:password|passwd|secret|token|api[_ ]?key)\s*[:=]\s*\S{6,}", comment, re.I)
    return "# (a secret stood here)" if said or any(TOKEN.search(word) for word in words) else comment
