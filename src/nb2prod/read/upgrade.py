"""The old nbformat 3, through nbformat itself: the only place that imports it, and only when it is needed."""

from __future__ import annotations

import copy
import warnings
from typing import Any

from nb2prod.read.languages import language_of
from nb2prod.read.refusals import stop


def upgrade(content: dict[str, Any], file: str) -> dict[str, Any]:
    """Give the notebook as nbformat 4; raises Stop where it is too broken for that, or of another language."""
    for language in _languages(content):
        raise stop(file, "language", language=language)
    import nbformat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:  # nbformat's functions have no types
            node = nbformat.convert(nbformat.from_dict(copy.deepcopy(_completed(content))), 4)  # type: ignore[no-untyped-call]
        except Exception as error:  # it raises whatever a missing key or a wrong type makes of its own code
            raise stop(file, "upgrade", reason=f"{type(error).__name__}: {error}") from error
    upgraded: dict[str, Any] = dict(node)
    return upgraded


def _completed(content: dict[str, Any]) -> dict[str, Any]:
    """Add what nbformat requires: keys that old notebooks lack and that do not matter here."""
    sheets = content.get("worksheets")
    for sheet in sheets if isinstance(sheets, list) else []:
        for cell in sheet.get("cells", []) if isinstance(sheet, dict) else []:
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                cell["outputs"] = []
                cell.setdefault("metadata", {})
                cell.setdefault("collapsed", False)
                cell.setdefault("language", "python")
    return {"metadata": {}, "nbformat_minor": 0, **content}


def _languages(content: dict[str, Any]) -> list[str]:
    """In nbformat 3 each cell names its language."""
    sheets = content.get("worksheets")
    cells = [
        cell
        for sheet in (sheets if isinstance(sheets, list) else [])
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
        for cell in sheet["cells"]
    ]
    named = [str(cell["language"]) for cell in cells if isinstance(cell, dict) and cell.get("language")]
    found = [language_of({"language_info": {"name": name}}) for name in named]
    return [language for language in found if language]
