"""All secrets of a notebook, and texts without them."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache

from nb2prod.knowledge.secrets.places import secret_nodes
from nb2prod.knowledge.secrets.texts import inside
from nb2prod.model import Notebook

HIDDEN = "(a secret stood here)"
PLAIN = 8  # a shorter secret may be a common word: it is hidden in quotes only
SAID = re.compile(  # "the token is abc123"; not "the token is stored as a text file"
    r"(?:password|passwd|pwd|secret|token|api[_ ]?key)\s*"
    r"(?:[:=]|is\b(?!\s+(?:\w+ed|kept|read|set|not|in|the|from|your|this|that|here|only|valid|taken|given)\b))\s*\S{4,}",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z]+")


@lru_cache(maxsize=1)  # several files of one project ask for them
def values(notebook: Notebook) -> tuple[str, ...]:
    """Every secret in the notebook's code, comments, magics, modules and texts, the longest first."""
    found: set[str] = set()
    for cell in notebook.cells:
        found |= set(_in_code(cell.python)) if cell.kind == "code" else set()
        for text in (cell.source, *(line.source for line in cell.lines)):
            found |= {value for line in text.splitlines() for value in inside(line)}
    for module in notebook.modules:
        found |= set(_in_code(module.text))
    return tuple(sorted(found, key=lambda value: (-len(value), value)))


def _in_code(python: str) -> Iterator[str]:
    if not python.strip():
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            tree = ast.parse(python)
    except (SyntaxError, ValueError):
        return
    for node, _ in secret_nodes(tree):
        assert isinstance(node.value, str)
        within = set(inside(node.value))
        yield from within or {node.value}


def is_strong(value: str) -> bool:
    """Whether it is told wherever it stands: long enough, and no common word."""
    return len(value) >= PLAIN and not WORD.fullmatch(value)


def hidden(text: str, secrets: Iterable[str]) -> str:
    """`text` without the secrets: one that may be a common word goes only where it stands in quotes."""
    for secret in secrets:
        written = {secret, repr(secret)[1:-1], secret.replace("\n", "\\n")}
        for form in sorted(written, key=len, reverse=True):
            if is_strong(form):
                text = text.replace(form, HIDDEN)
            else:
                text = re.sub(rf"(?<=[\"':=]){re.escape(form)}(?=[\"'@;\s]|$)", HIDDEN, text)
    return text


def redacted(comment: str) -> str:
    """A comment of the notebook without what would give something away."""
    said = SAID.search(comment)
    return f"# {HIDDEN}" if said or next(inside(comment), None) is not None else comment
