"""Lower one code cell to Python, line for line: line k of the Python is line k of the cell.

    %matplotlib inline          (nothing)
    !wget -q {url}        ->    subprocess.run('wget -q {0}'.format(url), shell=True)
    %time fit(x)                fit(x)

A cell that parses as Python holds no IPython syntax and stays as it is, but for calls of IPython's shell object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, LineFate, Module, Requirement
from nb2prod.read.call import Call, Outcome
from nb2prod.read.captured import IMPORTS, WHOLE, Special, in_plain_python, wrapped
from nb2prod.read.cell_magics import TRANSPARENT, cell_magic
from nb2prod.read.compiling import check, parse
from nb2prod.read.in_browser import INSTALLERS, Browser, out_of_browser
from nb2prod.read.magics import line_magic
from nb2prod.read.prompts import without_prompts
from nb2prod.read.refusals import Refusal
from nb2prod.read.scan import AUTOMAGIC, Piece, find, unwrap
from nb2prod.read.session import Replacement, is_automagic, replacements, without_session
from nb2prod.read.shell import shell_line
from nb2prod.read.timing import OPTIONS, TIMED, timed
from nb2prod.replacing import dataclass, field, replace

_CELL_MAGIC = re.compile(r"^%%(!|[A-Za-z_]\w*)[ \t]*(.*)$")
_QUOTES = re.compile(r"""[fF][rR]?(?:'[^'\n]*\{[^}'\n]*'|"[^"\n]*\{[^}"\n]*")""")  # f'{at('k')}'
_LINE_MAGIC = re.compile(r"^\s*([A-Za-z_]\w*)\s*(.*?)\s*;?\s*$", re.DOTALL)


@dataclass(frozen=True)
class Surroundings:
    """What lowering a cell must know of the rest of the notebook."""

    cell: int
    names: frozenset[str] = frozenset()  # bound anywhere in the notebook
    shells: frozenset[str] = frozenset()  # names of IPython's shell object: `ip = get_ipython()`
    mentions: Callable[[str], bool] = lambda _: False
    reads: Callable[[str], bool] = lambda _: False  # is this name read anywhere?
    special: Special = field(default_factory=Special)  # names that hold what only IPython gives
    browser: Browser = field(default_factory=Browser)  # and what only a browser gives


@dataclass(frozen=True)
class Lowered:
    """The Python of one cell with everything that was taken out of it, or the reason why there is none."""

    python: str
    lines: tuple[LineFate, ...] = ()
    imports: frozenset[str] = frozenset()
    requirements: tuple[Requirement, ...] = ()
    modules: tuple[Module, ...] = ()
    findings: tuple[Finding, ...] = ()
    refusal: Refusal | None = None


@dataclass
class _Draft:
    """The cell while it is being lowered; lives for one call of `lower`."""

    source: list[str]
    python: list[str]
    around: Surroundings
    empty: list[int]  # lines that a block may need a `pass` for
    lines: list[LineFate]
    outcomes: list[Outcome]
    findings: list[Finding]
    capture: tuple[int, str] | None = None  # line and name of a `%%capture` whose output is read

    def result(self, refusal: Refusal | None = None) -> Lowered:
        outcomes = self.outcomes
        return Lowered(
            "\n".join(self.python),
            tuple(self.lines),
            frozenset(name for outcome in outcomes for name in outcome.imports),
            tuple(one for outcome in outcomes for one in outcome.requirements),
            tuple(one for outcome in outcomes for one in outcome.modules),
            (*(one for outcome in outcomes for one in outcome.findings), *self.findings),
            refusal,
        )


def lower(source: str, around: Surroundings) -> Lowered:
    """Lower `source`; the result says why where it is no Python 3."""
    if _QUOTES.search(source):
        from nb2prod.rewrite.quotes import older_quotes  # libcst takes longer to import than most checks take

        source = older_quotes(source)
    lines = source.split("\n")
    draft = _Draft(lines, without_prompts(lines), around, [], [], [], [])
    if not isinstance(parse(source), Refusal) and not is_automagic(source, around.names, AUTOMAGIC):
        draft.python = list(lines)
    elif _lower_cell_magics(draft):
        return draft.result()
    else:
        _lower_lines(draft)
    _replace_session(draft)
    _wrap_captured(draft)
    tree = parse("\n".join(draft.python))
    return draft.result(tree if isinstance(tree, Refusal) else check(tree))


def _lower_cell_magics(draft: _Draft) -> bool:
    """Take off `%%time` and its kind; True when a magic such as `%%bash` took the whole cell."""
    for number, line in enumerate(draft.python):
        match = _CELL_MAGIC.match(line)
        if not match:
            if line.strip() and not line.lstrip().startswith("#"):
                return False
            continue
        name, argument = match[1], match[2]
        if any(text.strip() for text in draft.source[:number]) and not draft.lines:
            draft.findings.append(finding("NB017", cell=draft.around.cell, line=number + 1, magic=name))
        if name in TIMED and timed("\n".join(draft.python[number + 1 :]), argument) is not None:
            draft.python[number] = ""
            _take_out(draft, number + 1, number + 1, Outcome("it measures time; what it times runs once"))
            draft.findings.append(finding("NB021", cell=draft.around.cell, line=number + 1, magic=name))
            continue
        if name not in TRANSPARENT:
            _lower_whole_cell(draft, number, name, argument)
            return True
        draft.python[number] = "" if name == "capture" or argument.startswith("-") else argument
        _take_out(draft, number + 1, number + 1, Outcome("it only wraps the Python below it"))
        _note_capture(draft, number, name, argument)
    return False


def _lower_whole_cell(draft: _Draft, number: int, name: str, argument: str) -> None:
    body = "\n".join(draft.source[number + 1 :])
    call = Call(
        name, argument.strip(), draft.around.cell, number + 1, draft.around.names, "", body, draft.around.mentions
    )
    outcome = cell_magic(call)
    draft.python = ["" for _ in draft.python]
    draft.python[number] = outcome.python
    draft.outcomes.append(outcome)
    if not outcome.python:
        last = max(i for i, line in enumerate(draft.source, 1) if line.strip())
        _take_out(draft, number + 1, max(last, number + 1), outcome)


def _note_capture(draft: _Draft, number: int, name: str, argument: str) -> None:
    stored = next((word for word in argument.split() if word.isidentifier()), "")
    if name != "capture" or not stored or not draft.around.reads(stored):
        return
    if stored in draft.around.special.captured and "--no-stdout" not in argument:
        draft.capture = number, stored
    else:
        draft.findings.append(finding("NB016", cell=draft.around.cell, line=number + 1, name=stored))


def _take_out(draft: _Draft, line: int, end_line: int, outcome: Outcome) -> None:
    text = "\n".join(draft.source[line - 1 : end_line])
    draft.lines.append(LineFate(line, end_line, text, outcome.fate, outcome.roles, outcome.because))


def _lower_lines(draft: _Draft) -> None:
    unwrapped = [unwrap(line) for line in draft.python]
    for number, (before, after) in enumerate(zip(draft.python, unwrapped, strict=True), 1):
        if before and not after:
            _take_out(draft, number, number, Outcome("it measures time, and binds nothing"))
    draft.python = unwrapped
    pieces = list(find(draft.python))
    if not pieces or isinstance(parse(_blanked(draft.python, pieces)), Refusal):
        pieces = list(find(draft.python, automagic=True))
    for piece in pieces:
        _apply(draft, piece, _outcome(piece, draft.around))
    _fill_blocks(draft)


def _blanked(lines: Sequence[str], pieces: Sequence[Piece]) -> str:
    """Write the lines with `pass` for every piece: whether the rest parses tells if automagic is about."""
    python = list(lines)
    for piece in pieces:
        python[piece.line - 1 : piece.end_line] = [f"{piece.indent}pass"] + [""] * (piece.end_line - piece.line)
    return "\n".join(python)


def _outcome(piece: Piece, around: Surroundings) -> Outcome:
    if piece.kind == "help":
        return Outcome("it only asks for help")
    if piece.kind == "quiet":
        return Outcome("it only keeps the notebook from showing the value above")
    if piece.kind == "shell":
        return shell_line(Call("!", piece.text, around.cell, piece.line, around.names, piece.target))
    return magic(piece.text, piece.line, around, piece.target, nested=bool(piece.indent))


def magic(text: str, line: int, around: Surroundings, target: str = "", *, nested: bool = False) -> Outcome:
    """Lower a line magic: `text` is what follows the %."""
    match = _LINE_MAGIC.match(text)
    if not match:
        return Outcome("there is nothing in it")
    name, argument = match[1], match[2]
    if name in ("capture", "time") and not argument.strip():
        return Outcome("it only wraps the Python below it")
    body = re.sub(OPTIONS, "", argument)
    if name in TIMED and not target and (expression := timed(body, argument[: len(argument) - len(body)])) is not None:
        report = finding("NB021", cell=around.cell, line=line, magic=name)
        return Outcome("it measures time; what it times runs once", expression, findings=(report,))
    return line_magic(Call(name, argument, around.cell, line, around.names, target, "", around.mentions, nested))


def _apply(draft: _Draft, piece: Piece, outcome: Outcome) -> None:
    draft.outcomes.append(outcome)
    blank = [""] * (piece.end_line - piece.line)
    if outcome.python:
        target = f"{piece.target} = " if piece.target else ""
        draft.python[piece.line - 1 : piece.end_line] = [f"{piece.indent}{target}{outcome.python}", *blank]
        return
    draft.python[piece.line - 1 : piece.end_line] = ["", *blank]
    if piece.indent:
        draft.empty.append(piece.line)
    _take_out(draft, piece.line, piece.end_line, outcome)


def _fill_blocks(draft: _Draft) -> None:
    """Put `pass` where a block lost its only lines."""
    if not draft.empty or not isinstance(parse("\n".join(draft.python)), Refusal):
        return
    for line in draft.empty:
        text = draft.source[line - 1]
        draft.python[line - 1] = text[: len(text) - len(text.lstrip())] + "pass"


def _replace_session(draft: _Draft) -> None:
    """Replace calls of IPython's shell object and of a browser, last one first so that earlier columns stay true."""
    shells, browser = draft.around.shells, draft.around.browser
    python, special = "\n".join(draft.python), draft.around.special
    names = shells | special.captured | special.lines
    if not any(name in python for name in ("get_ipython", *INSTALLERS, *browser.named, *names)):
        return
    tree = parse(python)
    if isinstance(tree, Refusal):
        return
    found = [*replacements(tree, draft.python, shells), *in_plain_python(tree, draft.python, special)]
    found += out_of_browser(tree, draft.python, draft.around.cell, browser)
    for each in sorted(found, key=lambda r: (r.line, r.column), reverse=True):
        _replace(draft, each)
    draft.python = without_session(draft.python)


def _wrap_captured(draft: _Draft) -> None:
    """`%%capture said`: the cell below it prints into what the name holds."""
    if draft.capture is None or isinstance(parse("\n".join(draft.python)), Refusal):
        return
    number, name = draft.capture
    whole = name in draft.around.special.whole
    draft.python = wrapped(draft.python, number, name, whole=whole)
    draft.lines = [line for line in draft.lines if line.line != number + 1]
    draft.outcomes.append(Outcome("it keeps what the cell prints", imports=IMPORTS | WHOLE if whole else IMPORTS))


def _replace(draft: _Draft, found: Replacement) -> None:
    """Put Python in the place of one call; a statement alone on its lines that vanishes leaves blank lines."""
    around, first, last = draft.around, found.line - 1, found.end_line - 1
    outcome = found.outcome or _session_outcome(found, around)
    outcome = replace(outcome, findings=tuple(replace(one, cell=around.cell) for one in outcome.findings))
    draft.outcomes.append(outcome)
    before, after = draft.python[first][: found.column], draft.python[last][found.end_column :]
    alone = found.statement and not before.strip() and not after.split("#")[0].strip()
    python = outcome.python or ("" if alone else "pass")
    if not python:
        _take_out(draft, found.line, found.end_line, outcome)
    blank = [""] * (last - first)
    text = f"{before}{python}{after}" if python else (f"{before}pass" if before else "")
    draft.python[first : last + 1] = [text, *blank]


def _session_outcome(found: Replacement, around: Surroundings) -> Outcome:
    if found.method == "shell":
        return shell_line(Call("!", found.text, around.cell, found.line, around.names, found.target))
    if found.method == "magic":
        text = unwrap(f"%{found.text}")
        if not text.startswith("%"):
            return Outcome("it only times the Python in it", python=text)
        return magic(text.lstrip("%"), found.line, around, found.target)
    inner = lower(found.text, around)
    text = "; ".join(line for line in inner.python.split("\n") if line.strip())
    simple = not isinstance(parse(text), Refusal)
    return Outcome(
        "the magic wraps Python, or is lowered to it",
        python=(text if simple else f"exec({inner.python!r})") if inner.refusal is None else "",
        imports=inner.imports,
        requirements=inner.requirements,
        modules=inner.modules,
        findings=inner.findings,
    )
