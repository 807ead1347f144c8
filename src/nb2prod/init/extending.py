"""Add to somebody's YAML without touching anything else in it: comments, quotes and blank lines stay byte for byte.

    repos:                      repos:
      # ours                      # ours
      - repo: local    ->         - repo: local
        hooks: []                   hooks: []
                                  - repo: local
                                    hooks: ...

The parser says where things stand, the text is cut there, and the result is parsed again: what was there must still be
there, and what was wanted must be new. Anything else is refused.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import yaml

Plain = object  # texts, lists and dicts: what a document says, whatever tags it uses


class UnclearError(ValueError):
    """The text cannot be extended safely; a person has to do it."""


_BOM = "\ufeff"
_NULL, _LIST = "tag:yaml.org,2002:null", "tag:yaml.org,2002:seq"


def parsed(text: str) -> tuple[yaml.Node | None, Plain]:
    """The document as a node and as plain values; raises UnclearError where it is no YAML, or not one document."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise UnclearError(f"it is not YAML ({' '.join(str(error).split())})") from error
    return node, _plain(node)


def listed(text: str, key: str) -> str:
    """The text with the one value under the top-level `key` as a list of that value; what is none or a list stays."""
    text = _ended(text)
    node, before = parsed(text)
    found = node.value if isinstance(node, yaml.MappingNode) and not node.flow_style else []
    values = [value for name, value in found if name.value == key]
    if not values or isinstance(values[0], yaml.SequenceNode) or values[0].tag == _NULL:
        return text
    start = values[0].start_mark
    if isinstance(values[0], yaml.MappingNode) and not values[0].flow_style:
        lines = text.splitlines(keepends=True)
        end = _end(text, values[0])
        inner = [f"  {line}" if line.strip() else line for line in lines[start.line : end]]
        inner[0] = f"{' ' * start.column}- {inner[0][start.column + 2 :]}"
        changed = "".join([*lines[: start.line], *inner, *lines[end:]])
    else:
        changed = f"{text[: start.index].rstrip(' ')}{_line_end(text)}  - {text[start.index :]}"
    _, after = parsed(changed)
    if not isinstance(before, dict) or after != {**before, key: [before[key]]}:
        raise UnclearError(f"`{key}` is written in an unusual way")
    return changed


def with_item(text: str, key: str, item: Sequence[str]) -> str:
    """The text with one more item in the list under the top-level `key`; `item` is a mapping, in block style."""
    text = _ended(text)
    node, before = parsed(text)
    if node is None:
        return text + "\n".join((f"{key}:", *_item(item, "  "), ""))
    if not isinstance(node, yaml.MappingNode):
        raise UnclearError("it holds no keys at its top")
    values = [value for name, value in node.value if name.value == key]
    if not values:
        changed = _inserted(text, len(text.splitlines()), [f"{key}:", *_item(item, "  ")])
    elif isinstance(values[0], yaml.ScalarNode) and not values[0].value:
        changed = _inserted(text, values[0].start_mark.line + 1, _item(item, "  "))
    elif not isinstance(values[0], yaml.SequenceNode):
        raise UnclearError(f"`{key}` is no list")
    elif not values[0].flow_style:
        changed = _inserted(text, _end(text, values[0]), list(_item(item, " " * values[0].start_mark.column)))
    elif not values[0].value:
        start, end = values[0].start_mark.index, values[0].end_mark.index
        line = text.count("\n", 0, end) + 1
        changed = _inserted(text[:start].rstrip(" ") + text[end:], line, list(_item(item, "  ")))
    elif len(item) == 1 and values[0].tag == _LIST:
        last = values[0].value[-1].end_mark.index
        changed = f"{text[:last]}, {{{item[0]}}}{text[last:]}"
    else:
        raise UnclearError(f"`{key}` is written in brackets")
    _prove(before, changed, key, item)
    return changed


def with_line(text: str, before_key: str, line: str) -> str:
    """The text with a top-level line in front of that of `before_key`."""
    if text.startswith(_BOM):
        return _BOM + with_line(text.removeprefix(_BOM), before_key, line)
    node, _ = parsed(text)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return text
    places = [name.start_mark.line for name, _ in node.value if name.value == before_key]
    return _inserted(text, places[0], [line]) if places else text


def _item(item: Sequence[str], margin: str) -> list[str]:
    return [f"{margin}{'- ' if place == 0 else '  '}{line}" for place, line in enumerate(item)]


def _end(text: str, node: yaml.CollectionNode) -> int:
    """The line behind the last one of the collection, and behind the comments that are indented deeper than it."""
    lines = text.splitlines()
    column = node.start_mark.column
    end = min(node.end_mark.line, len(lines))
    while end > node.start_mark.line + 1 and not _content(lines[end - 1]):
        end -= 1
    while end < len(lines) and lines[end].strip().startswith("#") and _indent(lines[end]) > column:
        end += 1
    return end


def _content(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _inserted(text: str, place: int, lines: list[str]) -> str:
    end = _line_end(text)
    old = _ended(text, end).splitlines(keepends=True)
    return "".join([*old[:place], *(line + end for line in lines), *old[place:]])


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(text: str, end: str = "\n") -> str:
    return text if not text or text.endswith(("\n", "\r")) else text + end


def _prove(before: Plain, changed: str, key: str, item: Sequence[str]) -> None:
    _, after = parsed(changed)
    _, wanted = parsed("\n".join(item))
    old = before if isinstance(before, dict) else {}
    listed = old.get(key) or []
    if after != {**old, key: [*(listed if isinstance(listed, list) else []), wanted]}:
        raise UnclearError("it is written in an unusual way")


def _plain(node: yaml.Node | None) -> Plain:
    match node:
        case yaml.MappingNode():
            return {json.dumps(_plain(key)) if not isinstance(key, yaml.ScalarNode) else key.value: _plain(value)
                    for key, value in node.value}  # fmt: skip
        case yaml.SequenceNode():
            return [_plain(item) for item in node.value]
        case yaml.ScalarNode():
            return str(node.value)
    return {}
