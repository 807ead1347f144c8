"""Which comments of the notebook still say what is so, beside the code that is left of it.

# multiply the std by 3            goes where the 3 has become a parameter
# transform and visualise it       goes where what showed it is gone
# scale train and test             goes where what scaled `test` is gone, or stands in another function
# scaler = MinMaxScaler()          goes: code that nobody runs, and what is said right above it with it
# $HIDE_INPUT$                     goes: a mark for a tool of notebooks; so do rules ("# =====")
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import libcst as cst

from nb2prod.walking import walk

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
SHOWING = re.compile(
    r"\b(?:visuali[sz]\w*|plots?|plotting|plotted|charts?|figures?|heatmaps?|histograms?|(?:sub|bar|box|scatter)plots?)\b",
    re.IGNORECASE,
)
MARK = re.compile(r"#+\s*(?:[%$_]+[A-Z]\w*(?:\(\w*\))?[%$_]+|[\W_]*)")  # _UNCOMMENT_IF(PROD)_, $HIDE_INPUT$, =====
LABEL = 80  # characters that make a label
WORD = re.compile(r"[A-Za-z_]\w*")
PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
STEM = 4  # letters by which words are told apart
LONGEST = 2  # lines of a remark that go together; a longer one says more than what is outdated in it


def left(
    lines: Sequence[cst.EmptyLine],
    olds: Iterable[str],
    shows: bool,
    names: Collection[str] = (),
    elsewhere: tuple[str, str] = ("", ""),
) -> list[cst.EmptyLine]:
    """The lines above a statement without remarks that are no longer true.

    `olds`: the literals in it that became names; `shows`: nothing that its remarks may announce is gone; `names`: what
    it binds and calls: of code that was taken out for it, what is said above is said of it as well; `elsewhere`: the
    code that stood below the remark and no longer does, and that which still does.
    """
    values = list(olds)
    away = stems(elsewhere[0]) - stems(elsewhere[1])
    found: list[cst.EmptyLine] = []
    for remark in _remarks(lines):
        texts = [line.comment.value for line in remark if line.comment is not None]
        gone = any(outdated(text, values) or (not shows and SHOWING.search(text)) for text in texts)
        gone = gone or any(stems(text) & away for text in texts)
        if not (texts and gone and len(remark) <= LONGEST):
            found += _without_code(remark, names)
    return found


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words in a text or in code: `cross_val_score` and "scores" both have `scor`."""
    return frozenset(part[:STEM].lower() for part in PART.findall(text) if len(part) >= STEM)


def _without_code(remark: Sequence[cst.EmptyLine], names: Collection[str]) -> list[cst.EmptyLine]:
    """Without lines of code, marks for tools, and what is said right above code that is no form of what is below."""
    found: list[cst.EmptyLine] = []
    said = 0  # lines since the last one of code
    for line in remark:
        text = line.comment.value if line.comment is not None else ""
        if text and code(text):
            other = not {*WORD.findall(text)} & {*names}
            found = found[: len(found) - said] if other else found
            said = 0
        elif not (text and MARK.fullmatch(text)):
            found.append(line)
            said += bool(text)
    return found


def outdated(comment: str, olds: Iterable[str]) -> bool:
    """Whether a comment says the value of a literal: as it stands, as percent, or as what is left of all."""
    numbers = {float(number) for number in NUMBER.findall(comment)}
    for old in olds:
        value = _literal(old)
        if isinstance(value, str) and len(value) > 2 and re.search(rf"\b{re.escape(value)}\b", comment):
            return True
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            share = (round(value * 100, 6), round((1 - value) * 100, 6)) if 0 < value < 1 else ()
            if numbers & {float(value), *share}:
                return True
    return False


def code(comment: str) -> bool:
    """Whether a comment is a statement that was taken out: a call, or a variable set to what a call gives."""
    try:
        body = ast.parse(comment.lstrip("# \t")).body
    except (SyntaxError, ValueError):
        return False
    match body:
        case [ast.Expr(value=ast.Call() as call)]:
            return not re.search(r"\w\s+\(", comment) and ast.unparse(call.func).islower()
        case [ast.Import() | ast.ImportFrom() | ast.Delete() | ast.Assign(targets=[ast.Subscript() | ast.Attribute()])]:
            return True
        case [ast.Assign(value=value)]:
            return any(isinstance(part, ast.Call) for part in walk(value))
    return False


def words(lines: Sequence[cst.EmptyLine]) -> str:
    """What the last remark says, where it is a short one of one line: a label for what stands below it."""
    runs = [*_remarks(lines)]
    last = [line.comment.value for line in runs[-1] if line.comment is not None] if runs else []
    text = last[0].strip("# \t.:") if len(last) == 1 else ""
    return text if 0 < len(text) <= LABEL and not code(last[0]) and not text.isupper() and "?" not in text else ""


def _remarks(lines: Sequence[cst.EmptyLine]) -> Iterator[list[cst.EmptyLine]]:
    """Runs of lines with a comment, and blank lines, in their order."""
    run: list[cst.EmptyLine] = []
    for line in lines:
        if line.comment is None:
            yield from ([run] if run else [])
            yield [line]
            run = []
        else:
            run.append(line)
    yield from ([run] if run else [])


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None
