"""What each line magic means: a table from its name to Python, to nothing, or to a finding."""

from __future__ import annotations

import re
import shlex

from nb2prod.knowledge.findings import finding
from nb2prod.model import Role
from nb2prod.read.call import Call, Handler, Handlers, Outcome
from nb2prod.read.expand import expand
from nb2prod.read.shell import packages, shell_line
from nb2prod.replacing import replace

_OS = frozenset({"os"})
_PYLAB = (
    "import numpy; import matplotlib; from matplotlib import pylab, mlab, pyplot; import numpy as np; plt = pyplot",
    "; from pylab import *; from numpy import *; from IPython.core.pylabtools import figsize, getfigs",
)


def gone(because: str, *roles: Role) -> Handler:
    """Make a handler that drops the line."""
    outcome = Outcome(because, roles=roles or ("display",))
    return lambda call: outcome


def unsupported(reason: str) -> Handler:
    """Make a handler that drops the line with an error."""

    def handle(call: Call) -> Outcome:
        report = finding("NB013", cell=call.cell, line=call.line, magic=call.name, reason=reason)
        return Outcome(f"%{call.name} is left out: {reason}", roles=("other",), findings=(report,))

    return handle


def other_language(language: str) -> Handler:
    """Make a handler that drops code of another language with an error that names it."""

    def handle(call: Call) -> Outcome:
        report = finding("NB012", cell=call.cell, line=call.line, language=language)
        return Outcome(f"code in {language} is left out", roles=("other",), findings=(report,))

    return handle


def _cd(call: Call) -> Outcome:
    path = _unquoted(re.sub(r"^-q\s+", "", call.argument.strip()))
    if path.startswith("-"):
        return unsupported("the folders visited before are not kept")(call)
    text = expand(path or "~", call.names)
    place = f"os.path.expanduser({text})" if not path or path.startswith("~") else text
    return Outcome("the working directory changes", python=f"os.chdir({place})", roles=("setup",), imports=_OS)


def _env(call: Call) -> Outcome:
    words = re.match(r"^\s*([A-Za-z_]\w*)(?:\s*=\s*|\s+)(.+?)\s*$", call.argument)
    if words:
        name, value = words[1], expand(words[2], call.names)
        return Outcome(
            "the environment changes", python=f"os.environ[{name!r}] = {value}", roles=("setup",), imports=_OS
        )
    if call.target:
        name = call.argument.strip()
        read = f"os.environ[{name!r}]" if name else "dict(os.environ)"
        return Outcome("the environment is read", python=read, imports=_OS)
    return Outcome("it only shows the environment")


def _pwd(call: Call) -> Outcome:
    if call.target:
        return Outcome("the working directory is read", python="os.getcwd()", imports=_OS)
    return Outcome("it only shows the working directory")


def _pylab(call: Call) -> Outcome:
    modules, names = _PYLAB
    python = modules if "--no-import-all" in call.argument else modules + names
    return Outcome("%pylab imports these names", python=python, roles=("import",))


def _run(call: Call) -> Outcome:
    """`%run a.py` gives the notebook what the script binds; with -i the script also sees what the notebook has."""
    inside, path = re.fullmatch(r"(-i\s+)?(.*?)", call.argument.strip(), re.S).groups()  # type: ignore[union-attr]
    path = _unquoted(path)
    if path.endswith(".py") and not path.startswith("-") and not call.target:
        text = expand(path, call.names)
        if inside:
            # the name for its `if __name__ == "__main__":`, and then back, so that what is defined later can be pickled
            named, back = (
                "globals()['__name__'] = '__main__'",
                "globals()['__name__'] = getattr(__spec__, 'name', '__main__')",
            )
            ran = f"exec(compile(open({text}).read(), {text}, 'exec'))"
            return Outcome("a script runs", python=f"{named}; {ran}; {back}")
        ran = f"runpy.run_path({text}, run_name='__main__')"
        taken = f"{{name: value for name, value in {ran}.items() if name[:2] != '__'}}"
        return Outcome("a script runs", python=f"globals().update({taken})", imports=frozenset({"runpy"}))
    report = finding("NB011", cell=call.cell, line=call.line, argument=call.argument)
    return Outcome("%run is left out", roles=("other",), findings=(report,))


def _xdel(call: Call) -> Outcome:
    name = call.argument.removeprefix("-n").strip()
    return Outcome("the name goes", python=f"del {name}") if name.isidentifier() else unknown(call)


def _shell(call: Call) -> Outcome:
    return shell_line(call)


def _as_command(call: Call) -> Outcome:
    """`%mkdir x` is IPython's alias of the command."""
    return shell_line(Call("!", f"{call.name} {call.argument}", call.cell, call.line, call.names, call.target))


def _unquoted(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError:
        return text
    return words[0] if len(words) == 1 else text


def unknown(call: Call) -> Outcome:
    """Drop a magic that nobody here knows, with an error."""
    report = finding("NB010", cell=call.cell, line=call.line, magic=call.name)
    return Outcome(f"the magic %{call.name} is not known", roles=("other",), findings=(report,))


_PLOTS = gone("it only sets how the notebook shows plots", "setup")
_FRONT = gone("it concerns IPython alone", "setup")


def _tensorflow_version(call: Call) -> Outcome:
    """Only Colab has it: the `try` around it asks where the notebook runs, and this import fails where it does."""
    if call.nested:
        return Outcome("only Colab has it", python="import google.colab", roles=("import",))
    version = call.argument.partition("#")[0].strip()
    old = [finding("NB046", cell=call.cell, line=call.line, version=version)] if version.startswith("1") else []
    return replace(_FRONT(call), findings=tuple(old))


_RELOAD = gone("it only reloads modules while one edits them", "setup")
_LOOK = gone("it only shows something to the reader of the notebook")
_TIMES = gone("it measures time, and binds nothing")
_HISTORY = unsupported("it works on the history of the session")

LINE_MAGICS: Handlers = {
    "cd": _cd, "env": _env, "set_env": _env, "pwd": _pwd, "pylab": _pylab, "run": _run, "xdel": _xdel,
    # the shell
    "system": _shell, "sx": _shell, "sc": unsupported("its result is an object of IPython"), "shell": _shell,
    "pip": lambda call: packages("pip", call), "conda": lambda call: packages("conda", call),
    "mamba": lambda call: packages("mamba", call), "micromamba": lambda call: packages("micromamba", call),
    "uv": lambda call: packages("uv", call),
    **dict.fromkeys(
        "cat cp ls ll ldir lf lk lx mkdir mv rm rmdir head tail touch wget curl unzip git echo".split(), _as_command
    ),
    # display and front end
    "matplotlib": _PLOTS, "gui": _PLOTS, "config": _FRONT, "load_ext": _FRONT, "reload_ext": _FRONT,
    "unload_ext": _FRONT, "autoreload": _RELOAD, "aimport": _RELOAD, "tensorflow_version": _tensorflow_version,
    **dict.fromkeys(
        "alias_magic autoawait autocall automagic autosave clear cls colors connect_info debug doctest_mode"
        " history hist html javascript js killbgscripts latex less logoff logon logstart logstate logstop"
        " lsmagic magic man markdown more notebook page pastebin pdb pdef pdoc pfile pinfo pinfo2 pprint"
        " precision psearch psource pycat qtconsole quickref svg subplots tb tensorboard watermark who who_ls"
        " whos xmode display ipytest nb_black lab_black black nbdev_export nbdev_default_export kedro_viz"
        " skip_if_no_gpu beep notify code_wrap blackcellmagic flake8_on pycodestyle_on".split(),
        _LOOK,
    ),
    # time
    "timeit": _TIMES, "memit": _TIMES, "time": _TIMES, "mprun": _TIMES, "lprun": _TIMES, "prun": _TIMES,
    # what cannot be
    **dict.fromkeys("edit macro recall rerun save rep repeat paste cpaste".split(), _HISTORY),
    "load": unsupported("the code that it loads is not in the notebook"),
    "loadpy": unsupported("the code that it loads is not in the notebook"),
    "store": unsupported("values of other sessions are not in the notebook"),
    "reset": unsupported("a program has no session to empty"),
    "reset_selective": unsupported("a program has no session to empty"),
    "alias": unsupported("it defines a magic"), "rehashx": _LOOK, "bookmark": unsupported("it keeps folders for later"),
    **dict.fromkeys("pushd popd dhist dirs".split(), unsupported("the folders visited before are not kept")),
    "R": other_language("R"), "Rpush": other_language("R"), "Rpull": other_language("R"), "Rget": other_language("R"),
    "julia": other_language("Julia"), "sql": other_language("SQL"), "bigquery": other_language("SQL"),
    "octave": other_language("Octave"), "matlab": other_language("MATLAB"), "cython": other_language("Cython"),
}  # fmt: skip


def line_magic(call: Call) -> Outcome:
    """Look the magic up; a value that only IPython can give is None, with an error."""
    outcome = LINE_MAGICS.get(call.name, unknown)(call)
    if not call.target or outcome.python:
        return outcome
    report = finding(
        "NB014", cell=call.cell, line=call.line, source=f"%{call.name} {call.argument}".rstrip(), target=call.target
    )
    return Outcome(outcome.because, "None", requirements=outcome.requirements, findings=(*outcome.findings, report))
