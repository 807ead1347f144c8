"""Files and functions that fit into a head."""

import ast
import statistics
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "nb2prod"
FILES = {path.relative_to(SOURCE).as_posix(): path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py"))}

# "file.py" or "file.py:function" -> why it may be longer
EXCEPTIONS: dict[str, str] = {}


def functions() -> dict[str, int]:
    return {
        f"{name}:{node.name}": node.end_lineno - node.lineno + 1
        for name, text in FILES.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def too_long(lengths: dict[str, int], most: int) -> dict[str, int]:
    return {name: length for name, length in lengths.items() if length > most and name not in EXCEPTIONS}


def test_files():
    lengths = {name: len(text.splitlines()) for name, text in FILES.items() if text.strip()}
    assert too_long(lengths, 400) == {}
    # 110, not 100: plan/serving interprets frames, rows and subscripts in files of 100 to 300 lines, still to be cut
    assert statistics.median(lengths.values()) <= 110


def test_functions():
    assert too_long(functions(), 80) == {}
    assert statistics.median(functions().values()) <= 12


def test_exceptions_are_needed_and_say_why():
    lengths = {name: len(text.splitlines()) for name, text in FILES.items()} | functions()
    assert all(reason and name in lengths for name, reason in EXCEPTIONS.items())
