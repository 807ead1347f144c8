"""The bytes of an .ipynb file as raw cells. The `json` module does it: importing nbformat costs more than all the rest.

Nothing here trusts the file: what is read of a cell is checked here, and what is not read (ids, most metadata) is not
looked at, so that it cannot matter; outputs are looked through for secrets and errors, and for nothing else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding
from nb2prod.read.languages import language_of
from nb2prod.read.outputs import last_error, shown_secrets
from nb2prod.read.refusals import Refusal, stop
from nb2prod.read.upgrade import upgrade

Kind = Literal["code", "markdown", "raw"]
_KINDS: dict[str, Kind] = {"code": "code", "markdown": "markdown", "raw": "raw"}
_NEWEST_MINOR = 5
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)


@dataclass(frozen=True)
class RawCell:
    """A cell as the file holds it; `refusal` where its shape is wrong."""

    kind: Kind
    source: str
    tags: frozenset[str]
    count: int | None
    refusal: Refusal | None = None
    error: str = ""  # with which it ended when it was last run, as its stored output says


@dataclass(frozen=True)
class Document:
    """A notebook file after its structure is checked."""

    cells: tuple[RawCell, ...]
    findings: tuple[Finding, ...]


def parse_document(data: bytes, file: str) -> Document:
    """Read the structure of a notebook; raises Stop where it is none, or none of Python."""
    findings: list[Finding] = []
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        findings.append(finding("NB001"))
    content = _checked(_json(_decoded(data, file), file), file)
    if content["nbformat"] == 3:
        content = upgrade(content, file)
        findings.append(finding("NB003"))
    minor = content.get("nbformat_minor")
    if isinstance(minor, int) and minor > _NEWEST_MINOR:
        findings.append(finding("NB002", minor=minor))
    if not isinstance(content.get("cells"), list):
        raise stop(file, "not a notebook", reason='it has no list of "cells"')
    language = language_of(content.get("metadata"))
    if language:
        raise stop(file, "language", language=language)
    cells = tuple(_cell(cell) for cell in content["cells"])
    findings += [each for index, cell in enumerate(content["cells"]) for each in shown_secrets(index, cell)]
    if not any(cell.kind == "code" and (cell.source.strip() or cell.refusal) for cell in cells):
        raise stop(file, "nothing")
    return Document(cells, tuple(findings))


def _decoded(data: bytes, file: str) -> str:
    if not data.strip():
        raise stop(file, "empty")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise stop(file, "encoding", offset=error.start) from error


class _TwiceError(Exception):
    """The key "cells" stands twice: nobody can say which list is meant."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs) and [key for key, _ in pairs].count("cells") > 1:
        raise _TwiceError
    return content


def _json(text: str, file: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except _TwiceError as error:
        raise stop(file, "twice") from error
    except json.JSONDecodeError as error:
        conflict = _CONFLICT.search(text)
        if conflict:
            raise stop(file, "conflict", line=text.count("\n", 0, conflict.start()) + 1) from error
        raise stop(file, "json", line=error.lineno, column=error.colno, reason=error.msg) from error
    except RecursionError as error:
        raise stop(file, "json value", reason="it is nested too deeply") from error
    except ValueError as error:  # a number of more digits than CPython converts
        raise stop(file, "json value", reason=str(error).split(";")[0]) from error


def _checked(content: object, file: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise stop(file, "not a notebook", reason=f"it is a {_JSON_NAMES.get(type(content), 'value')}")
    if "nbformat" not in content:
        raise stop(file, "not a notebook", reason="it has no nbformat")
    version = content["nbformat"]
    if type(version) is not int or version not in (3, 4):
        raise stop(file, "version", version=json.dumps(version))
    return content


_JSON_NAMES: dict[type, str] = {list: "list", str: "string", int: "number", float: "number", bool: "truth value"}


def _cell(cell: object) -> RawCell:
    if not isinstance(cell, dict):
        return _bad("the cell is no object")
    kind = cell.get("cell_type")
    if not isinstance(kind, str) or kind not in _KINDS:
        return _bad(f"the cell's type is {json.dumps(kind)}, not code, markdown or raw")
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return _bad(f"the source of the cell is {type(source).__name__}, not text", _KINDS[kind])
    count, tags = cell.get("execution_count"), _tags(cell.get("metadata"))
    return RawCell(
        _KINDS[kind],
        source.replace("\r\n", "\n").replace("\r", "\n"),
        tags,
        count if type(count) is int else None,
        error=last_error(cell) if "raises-exception" not in tags else "",
    )


def _bad(reason: str, kind: Kind = "raw") -> RawCell:
    return RawCell(kind, "", frozenset(), None, Refusal("shape", None, reason))


def _tags(metadata: object) -> frozenset[str]:
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset()
