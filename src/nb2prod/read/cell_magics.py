"""What each cell magic means. Those in TRANSPARENT run the cell as Python and are simply taken off it."""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from dataclasses import replace
from pathlib import PurePosixPath

from nb2prod.knowledge.findings import finding
from nb2prod.model import Module
from nb2prod.read.call import Call, Handler, Handlers, Outcome
from nb2prod.read.expand import expand
from nb2prod.read.magics import gone, other_language, unknown, unsupported
from nb2prod.read.shell import script, shell_line

TRANSPARENT = frozenset(
    "time capture prun lprun mprun snakeviz scalene pyinstrument heat black nb_black lab_black debug wandb"
    " ipytest notify blackcellmagic trackerml spark_ui flake8 pycodestyle local configure_logging".split()
)
_OFF = gone("%%script switches the cell off", "other")


def _writefile(call: Call) -> Outcome:
    """`%%writefile F.py` is a module of the package; another file is written where the notebook writes it."""
    words = call.argument.split()
    append = bool({"-a", "--append"} & set(words))
    name = " ".join(word for word in words if word not in ("-a", "--append")).strip("'\"")
    text = call.body if call.body.endswith("\n") or not call.body else call.body + "\n"
    path = _module_path(name)
    if path is None or append or not _is_python(text):
        return _written(name, text, append, call)
    module = Module(path.removesuffix(".py").replace("/", "."), path, text, call.cell, "%%writefile makes it a module")
    if not call.mentions(PurePosixPath(path).name):
        return Outcome("it is a module of the package", fate="module", roles=("setup",), modules=(module,))
    written = _written(name, text, append, call)
    report = finding("NB019", cell=call.cell, line=call.line, path=path)
    return Outcome(
        "it is a module of the package, and the notebook also uses it as a file",
        python=written.python,
        roles=("export",),
        imports=written.imports,
        modules=(module,),
        findings=(report,),
    )


def _written(name: str, text: str, append: bool, call: Call) -> Outcome:
    place = expand(name, call.names)
    if name.startswith("~"):
        place = f"pathlib.Path({place}).expanduser()"
        opened = f"{place}.open('a', encoding='utf-8')"
    else:
        opened = f"open({place}, 'a', encoding='utf-8')"
        place = f"pathlib.Path({place})"
    python = f"{opened}.write({text!r})" if append else f"{place}.write_text({text!r}, encoding='utf-8')"
    imports = frozenset({"pathlib"}) if "pathlib." in python.split("(")[0] else frozenset[str]()
    return Outcome("the notebook writes this file", python=python, roles=("export",), imports=imports)


def _module_path(name: str) -> str | None:
    """Give the path inside the package, or None where `name` leads out of it or is no name of a module."""
    path = PurePosixPath(name)
    parts = [*path.parts[:-1], path.stem]
    plain = all(re.fullmatch(r"[A-Za-z_]\w*", part, re.ASCII) and not keyword.iskeyword(part) for part in parts)
    return str(path) if plain and path.suffix == ".py" else None


def _is_python(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _program(*words: str) -> Handler:
    return lambda call: script(words, call)


def _script(call: Call) -> Outcome:
    """`%%script bash`, and the idiom `%%script false` that switches a cell off."""
    words = call.argument.split()
    place = next((number for number, word in enumerate(words) if not word.startswith("--")), len(words))
    program = words[place].rsplit("/", 1)[-1] if place < len(words) else ""
    call = replace(call, argument=" ".join(words[:place] + words[place + 1 :]))
    if program in ("false", "echo", "true", ":"):
        return _OFF(call)
    known = {"bash": ("bash",), "sh": ("sh",), "zsh": ("zsh",), "python": ("python",), "python3": ("python",)}
    if program in known:
        return script(known[program], call)
    return other_language(program or "an unnamed program")(call)


def _shell_cell(call: Call) -> Outcome:
    return shell_line(Call("!", call.body.rstrip("\n"), call.cell, call.line, call.names))


_DISPLAY = gone("it only shows something in the notebook")
_TIMES = gone("it measures time, and binds nothing")
_LANGUAGES = {
    "R": "R", "r": "R", "julia": "Julia", "sql": "SQL", "bigquery": "SQL", "bq": "SQL", "cython": "Cython",
    "perl": "Perl", "ruby": "Ruby", "cmd": "Windows' command language", "powershell": "PowerShell",
    "pwsh": "PowerShell", "octave": "Octave", "matlab": "MATLAB", "fortran": "Fortran", "scala": "Scala",
    "javascript_node": "JavaScript", "node": "JavaScript", "cpp": "C++", "cu": "CUDA", "cuda": "CUDA",
    "python2": "Python 2", "pypy": "Python of another interpreter", "spark": "Spark", "sparksql": "SQL",
    "stata": "Stata", "sas": "SAS", "SAS": "SAS", "duckdb": "SQL", "dot": "Graphviz", "mermaid": "Mermaid",
    "ai": "a prompt for a language model", "cypher": "Cypher", "gremlin": "Gremlin", "nim": "Nim",
}  # fmt: skip

CELL_MAGICS: Handlers = {
    "writefile": _writefile, "file": _writefile, "script": _script,
    "bash": _program("bash"), "sh": _program("sh"), "zsh": _program("zsh"),
    "python": _program("python"), "python3": _program("python"),
    "system": _shell_cell, "sx": _shell_cell, "!": _shell_cell, "shell": _shell_cell,
    "timeit": _TIMES, "memit": _TIMES,
    **dict.fromkeys("html HTML javascript js latex svg SVG markdown md pretty tutor".split(), _DISPLAY),
    **dict.fromkeys("skip false ignore comment".split(), gone("the magic switches the cell off", "other")),
    **{magic: other_language(language) for magic, language in _LANGUAGES.items()},
    "macro": unsupported("it works on the history of the session"),
}  # fmt: skip


def cell_magic(call: Call) -> Outcome:
    """Look the cell magic up."""
    return CELL_MAGICS.get(call.name, unknown)(call)
