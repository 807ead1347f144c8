"""Which language a notebook is written in, by its metadata; 22 % of real notebooks do not say, and those are Python."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PYTHON = re.compile(r"^(?:i?python|xpython|pyspark|micropython|pyodide)", re.IGNORECASE)
# Names of kernels, where neither language_info nor the kernel names its language.
_KERNELS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(?:ir\d*|r|xr)$"), "R"),
    (re.compile(r"^i?julia"), "Julia"),
    (re.compile(r"scala|^almond|^spylon"), "Scala"),
    (re.compile(r"^(?:i?javascript|jslab|nodejs|deno)"), "JavaScript"),
    (re.compile(r"^(?:bash|calysto_bash)$"), "Bash"),
    (re.compile(r"^octave"), "Octave"),
    (re.compile(r"^matlab"), "MATLAB"),
    (re.compile(r"^i?ruby"), "Ruby"),
    (re.compile(r"^i?haskell"), "Haskell"),
    (re.compile(r"^(?:gophernotes|gonb)"), "Go"),
    (re.compile(r"^(?:rust|evcxr)"), "Rust"),
    (re.compile(r"^\.net-csharp"), "C#"),
    (re.compile(r"^\.net-fsharp"), "F#"),
    (re.compile(r"^(?:java|ijava)$"), "Java"),
    (re.compile(r"^kotlin"), "Kotlin"),
    (re.compile(r"^(?:xcpp|cling)"), "C++"),
    (re.compile(r"^stata"), "Stata"),
    (re.compile(r"^sas$"), "SAS"),
    (re.compile(r"^sagemath"), "Sage"),
    (re.compile(r"^sos$"), "SoS (several languages)"),
)
_NAMES: Mapping[str, str] = {"r": "R", "julia": "Julia", "scala": "Scala", "c++": "C++", "sage": "Sage"}


def language_of(metadata: object) -> str:
    """Give the language when it is not Python, else ""."""
    if not isinstance(metadata, dict):
        return ""
    info, kernel = metadata.get("language_info"), metadata.get("kernelspec")
    for place, key in ((info, "name"), (kernel, "language")):
        name = place.get(key) if isinstance(place, dict) else None
        if isinstance(name, str) and name.strip():
            return "" if _PYTHON.match(name.strip()) else _NAMES.get(name.strip().lower(), name.strip())
    name = kernel.get("name") if isinstance(kernel, dict) else None
    if not isinstance(name, str):
        return ""
    return next((language for pattern, language in _KERNELS if pattern.search(name.lower())), "")
