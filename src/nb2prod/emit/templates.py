"""The one door to jinja2: text of the notebook reaches a template only as data, through the filters below.

A title such as `x\"\"\"; import os` must stay a title in a docstring, a comment, YAML, TOML and Markdown alike.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import math
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from nb2prod.errors import IncompleteError

PACKAGE = Path(__file__).resolve().parents[1]
LONGEST_SIMPLE_KEY = 100  # YAML reads a longer key only after an explicit `?`


def render(template: str, values: Mapping[str, object]) -> str:
    """Render one template; an undefined name or a missing template is a fault of ours, and raises."""
    try:
        return _environment().get_template(template).render(values)
    except (TemplateNotFound, OSError) as error:
        raise IncompleteError(template_root() / (getattr(error, "name", "") or template)) from error


def template_root() -> Path:
    """The folder of the templates: inside the wheel, or at the top of the repository."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parents[1] / "templates"


def python_literal(value: object) -> str:
    """A Python expression that evaluates to `value`; `repr` alone would write infinity as a name."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{python_literal(k)}: {python_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(python_literal, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(python_literal, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}([{', '.join(sorted(map(python_literal, value)))}])"
    return repr(value)


def one_line(text: object) -> str:
    """Printable text on one line: every other character (line ends, controls, text direction) becomes a space."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def docstring(text: object) -> str:
    """The inside of a docstring, on one line, that cannot end it."""
    safe = one_line(text).replace("\\", "\\\\").replace('"""', "'''")
    return safe[:-1] + '\\"' if safe.endswith('"') else safe


def comment(text: object, mark: str = "# ") -> str:
    """Comment lines, one for each line of `text` whatever kind of line end parts them."""
    return "\n".join((mark + one_line(line)).rstrip() for line in str(text).splitlines())


def yaml_value(value: object) -> str:
    """`value` in YAML flow style, ASCII, on one line, such that a YAML 1.1 and a 1.2 reader agree.

    Raises ValueError for what safe YAML cannot say, such as a tuple as a key of a dict.
    """
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float():
            return _yaml_float(value)
        case bytes():
            return f'!!binary "{base64.b64encode(value).decode()}"'
        case str():
            return _quoted(value, lambda c: f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}")
        case list() | tuple():
            return "[" + ", ".join(map(yaml_value, value)) + "]"
        case set() | frozenset():
            return "[" + ", ".join(sorted(map(yaml_value, value))) + "]"
        case dict():
            return "{" + ", ".join(f"{_yaml_key(k)}: {yaml_value(v)}" for k, v in value.items()) + "}"
    raise ValueError(f"no YAML for a {type(value).__name__}")


def toml_string(text: object) -> str:
    """A TOML basic string; half a surrogate pair, which TOML cannot hold, becomes a question mark."""
    whole = str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "?")
    return _quoted(whole, lambda c: f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}")


def markdown(text: object) -> str:
    """Text that Markdown shows as it is: no emphasis, link, heading, table cell or HTML of its own."""
    safe = re.sub(r"([\\`*\[\]<>|~])", r"\\\1", one_line(text))
    safe = re.sub(r"&(?=#?\w+;)", "&amp;", safe)  # D&D stays as it is
    safe = re.sub(r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])", r"\\_", safe)
    return re.sub(r"^(\d*)([#+=.)-])", r"\1\\\2", safe)


def markdown_code(text: object) -> str:
    """A code span, fenced by more backticks than it holds; a bar is escaped because tables split on it."""
    safe = one_line(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", safe)), default=0) + 1)
    padding = " " if safe.startswith("`") or safe.endswith("`") or not safe else ""
    return f"{fence}{padding}{safe}{padding}{fence}"


def prose(text: object) -> str:
    """A sentence of ours: words in backticks are code, all else shows as it is."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:
        return markdown(text)
    first, *rest = [markdown_code(part) if number % 2 else _between_code(part) for number, part in enumerate(parts)]
    return first + "".join(re.sub(r"^\\(?=[#+=.)-])", "", part) for part in rest)  # they begin no line


def _between_code(part: str) -> str:
    before = " " if part.startswith(" ") else ""
    after = " " if part.endswith(" ") and part.strip() else ""
    return before + markdown(part) + after


def _yaml_float(value: float) -> str:
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ("-" * (value < 0) + ".inf")
    digits, e, exponent = repr(value).partition("e")
    return digits + (".0" if "." not in digits else "") + e + exponent  # 1e-05 would be a string to PyYAML


def _yaml_key(key: object) -> str:
    if isinstance(key, (tuple, list, dict, set, frozenset)):
        raise ValueError(f"no YAML for a {type(key).__name__} as a key")
    text = yaml_value(key)
    return text if len(text) <= LONGEST_SIMPLE_KEY else f"? {text} "


def _quoted(text: str, escape: Callable[[str], str]) -> str:
    plain = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n"}
    return '"' + "".join(plain.get(c, c if " " <= c <= "~" else escape(c)) for c in text) + '"'


FILTERS: dict[str, Callable[..., object]] = {
    "py": python_literal,
    "docstring": docstring,
    "comment": comment,
    "yaml": yaml_value,
    "toml": toml_string,
    "md": markdown,
    "prose": prose,
    "code": markdown_code,
}


class _Compiled(FileSystemBytecodeCache):
    """Templates are compiled once, and kept where Python keeps what it compiles; where it may not, each time anew."""

    def get_source_checksum(self, source: str) -> str:
        """What is compiled by another jinja2 is compiled anew."""
        return super().get_source_checksum(jinja2.__version__ + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, as far as one can read there."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, as far as one can write there."""
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True, parents=True)
                super().dump_bytecode(bucket)


@cache
def _environment() -> Environment:
    kept_at = Path(importlib.util.cache_from_source(str(template_root() / "all"))).parent
    environment = Environment(
        bytecode_cache=_Compiled(str(kept_at)),
        optimized=False,  # what a filter makes of a constant may not outlive a change of the filter
        loader=FileSystemLoader(template_root(), encoding="utf-8"),
        undefined=StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # what is rendered is code and prose, never HTML: the filters above are the escapes
    )
    environment.filters.update(FILTERS)
    return environment
