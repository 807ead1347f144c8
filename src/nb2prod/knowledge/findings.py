"""Everything that analysis and plan may report, as one table: code, level, what is so, what to do.

What reading reports stands in `read/findings.py`. `docs/findings.md` is made from both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nb2prod.model import Finding, Level

_LONGEST_WORD = 160
_LONGEST_IN_FINDING = 320  # a finding may list places or names


@dataclass(frozen=True)
class Kind:
    """One row of the table; text and advice are templates over the words that the place supplies."""

    level: Level
    text: str
    advice: str


# What ends the run when it gets there.
STOPPING = frozenset({"NB101", "NB102", "NB130", "NB140", "NB143", "NB146", "NB154", "NB155"})
ABSENT = frozenset({"NB035", "NB036"})  # modules that reading does not find, and nobody knows
# What the README opens with, by weight: what stops a run, what changes its answers, what it does to others, what gets
# out. A warning that stands in none of them comes last.
WEIGHTS: tuple[frozenset[str], ...] = (
    STOPPING
    | {
        "NB020",
        "NB022",
        "NB033",
        "NB035",
        "NB036",
        "NB038",
        "NB104",
        "NB106",
        "NB133",
        "NB142",
        "NB145",
        "NB147",
        "NB151",
        "NB153",
        "NB156",
        "NB157",
        "NB158",
        "NB159",
        "NB162",
    },
    frozenset(
        {
            "NB107",
            "NB113",
            "NB123",
            "NB124",
            "NB125",
            "NB126",
            "NB127",
            "NB128",
            "NB129",
            "NB132",
            "NB149",
            "NB152",
            "NB161",
        }
    ),
    frozenset({"NB150"}),
    frozenset({"NB042", "NB108", "NB114"}),
)
NOTED = frozenset({"NB033", "NB106", "NB108", "NB142"})  # notes among them that an owner has to know all the same
# What the README says elsewhere, or what says nothing of a run: secrets, outputs, neighbours, one namespace, no result.
ELSEWHERE = frozenset({"NB041", "NB045", "NB105", "NB110", "NB117", "NB118", "NB131"})

FINDINGS: Mapping[str, Kind] = {
    # names
    "NB101": Kind(
        "error",
        "the name {name} is defined nowhere in the notebook; what reads it and stays is kept as it is",
        "{advice}",
    ),
    "NB130": Kind(
        "error",
        "{name} is IPython's history of what was shown or typed; outside a notebook there is no such name",
        "give what is shown a name, and use that",
    ),
    "NB102": Kind(
        "error",
        "{names} read where {them} not bound ({why}): run from top to bottom, the notebook stops here",
        "move the cell that binds {what} up, or the one that reads {what} down",
    ),
    "NB103": Kind(
        "note",
        "no number of a run stands beside {cells}: the project does what stands there, whether or not it ever ran",
        "run the notebook from top to bottom, or tag what is left over nb2prod:drop",
    ),
    "NB109": Kind(
        "note",
        "{name} is defined again (first in cell {first}): from here on the later one counts",
        "give the two definitions two names, or delete one",
    ),
    # what the code does
    "NB146": Kind("error", "the class {owner} has no method {method}: the run stops here", "{advice}"),
    "NB154": Kind(
        "error",
        "the history has no key {key}: compile is told {told}, which is the name there: a KeyError ends the run here",
        "read {instead}",
    ),
    "NB155": Kind("warning", "{what}: {error} ends the run when it gets here", "{advice}"),
    "NB156": Kind(
        "warning",
        "the loop counts to the length that {name} has before it, and takes items out of {name}: once one is taken "
        "before the last turn, an IndexError ends the run here",
        "make a new list of what is to stay",
    ),
    "NB157": Kind(
        "warning",
        "{path} is a path of Windows: elsewhere a backslash is a letter of the name",
        "{advice}",
    ),
    "NB159": Kind(
        "warning",
        "{names}: nothing here binds them but the star import of {module}, which is not there; what they need is not "
        "among the requirements",
        "put {module} where it can be imported, and what it imports into pyproject.toml",
    ),
    "NB158": Kind(
        "warning",
        "data that no installation of this project brings is read ({calls}): without {what} a run that gets there "
        "stops",
        "once, after installing: {command}",
    ),
    "NB151": Kind(
        "warning",
        'the notebook says so itself: "{said}" - where that is true, the run stops here',
        "take the line out, or catch what it raises",
    ),
    "NB104": Kind("error", "{call}() waits for a person; it is kept", "make the answer a parameter"),
    "NB105": Kind(
        "warning",
        "exec, eval, globals() or locals(): what it reads and binds cannot be seen, so all cells stay in one namespace",
        "write the code out",
    ),
    "NB106": Kind("note", "a path of one machine {where}", "{advice}"),
    "NB107": Kind(
        "warning",
        "{call}{more} draws from {streams}, which nothing seeds before: two runs may give two results",
        "{advice}",
    ),
    "NB149": Kind(
        "warning",
        "importing {module} takes numbers from the stream that cell {seeded} seeds, and the project imports it first: "
        "{call} may draw others than in the notebook",
        "import it above the seed",
    ),
    "NB108": Kind(
        "note",
        "columns named as what tells who a person is: {columns}",
        "leave out what the model does not need, and see to it that the data may be used for this",
    ),
    # libraries
    "NB115": Kind(
        "note",
        "calls of {libraries} are not known: each is kept, and may change whatever it is given",
        "nothing to do; the project is longer than it would have to be",
    ),
    "NB116": Kind(
        "note",
        "{name} is gone from {library} {version}: the project asks for an older one",
        "use {instead}, and newer ones will do",
    ),
    "NB142": Kind(
        "note",
        "{calls}: front ends of {host}, which the project leaves out",
        "put the data where the parameters say",
    ),
    "NB143": Kind(
        "warning",
        "{call} exists on {host} alone, and its value is needed: elsewhere the run stops here",
        "take the value from a file, or from a parameter",
    ),
    "NB144": Kind(
        "note",
        "{name} stands under another name now: the project imports {place}",
        "import it from there",
    ),
    "NB160": Kind(
        "note",
        "{name} is called {now} since {library} {version}, and means the same: the project calls it so",
        "call it so in the notebook",
    ),
    "NB145": Kind(
        "warning",
        "{path} bears a date and a time: where an earlier run has written it, no new one does, and a run stops here",
        "{advice}",
    ),
    "NB153": Kind(
        "warning",
        "{path} is the checkpoint of one run, by its epoch and step: a run that ends otherwise writes no such file, "
        "and stops here",
        "take the path that the trainer tells, best_model_path of its checkpoint callback",
    ),
    "NB147": Kind(
        "warning",
        "{call} asks {service}: a run needs {needs}",
        "without it, take what it answers from a file",
    ),
    "NB162": Kind(
        "warning",
        "{option} has {library} compute on a graphics processor (GPU): where there is none, the run stops",
        "say {instead} there; the numbers may differ a little",
    ),
    "NB150": Kind(
        "warning",
        "a run does more than to compute: {what}",
        "see to it that all of this is wanted before the first run",
    ),
    "NB140": Kind(
        "warning",
        "{name} is gone from {library} {version}, and {why}: {so}",
        "use {instead}",
    ),
    "NB152": Kind(
        "warning",
        "{name} is gone from {library} {version}, and {why}: {so}",
        "use {instead}",
    ),
    "NB141": Kind(
        "warning",
        "{requirement} of a pip line has no wheels for Python 3.9 or later: pip may be unable to install it",
        "ask for a newer one in the pip line",
    ),
    # the plan
    "NB110": Kind(
        "warning",
        "a secret stands here; in the project it is a required setting",
        "set it in the environment, as .env.example says, and take it out of the notebook",
    ),
    "NB111": Kind(
        "warning",
        "a lambda stands where a model or a transformer is made: saved with it, that loads only in the Python that "
        "trained it",
        "make it a named function of the notebook",
    ),
    "NB112": Kind(
        "note",
        "all cells stay in one function over one namespace: {reason}",
        "the values are right; steps need code that can be taken apart",
    ),
    "NB113": Kind(
        "warning",
        "the inference command reads rows without {options} of {function}, which needs the notebook's state",
        "give it a literal value",
    ),
    "NB114": Kind(
        "warning",
        "a secret stands here, in a comment or in code that is left out; no file gets it",
        "take it out of the notebook, and revoke it",
    ),
    # inference from raw rows
    "NB118": Kind(
        "warning",
        "this notebook draws plots, which are left out: nothing reads what stays",
        "tag the cells whose figures are wanted nb2prod:keep",
    ),
    "NB131": Kind(
        "warning",
        "this notebook hands nothing on: what it shows is left out",
        "tag the cells whose tables or figures are wanted nb2prod:keep",
    ),
    "NB132": Kind(
        "warning",
        "blanks stand in {cells} ({shown}): what comes of them is as unfinished as the notebook",
        "fill them in",
    ),
    "NB133": Kind(
        "error",
        "{call}() waits for a person in {module}, a module that the notebook imports and the project copies",
        "give the answer another way: nobody sits at a run in production",
    ),
    "NB134": Kind(
        "warning",
        "{cells} measured how long a fit takes (%%timeit): neither the times nor the fits are in the project",
        "tag what is wanted nb2prod:keep, or measure it in a cell without %%timeit",
    ),
    "NB119": Kind(
        "warning",
        "which name holds, at the end, the {model} that is fitted here is not derived: artifacts/ does not get it, and "
        "there is no inference",
        "give the fitted model a name at the end of the notebook",
    ),
    "NB121": Kind(
        "note",
        "training leaves rows out here, inference does not: {what}",
        "the predictions of the rows that stay are the same",
    ),
    "NB122": Kind(
        "note",
        "single rows of the training data are mended here, new rows are not: {what}",
        "make it a rule that names no row",
    ),
    "NB123": Kind(
        "note",
        "what is computed from here on sees both parts, rows of training and rows to be predicted: {what}",
        "learn from the training rows alone",
    ),
    # leakage
    "NB124": Kind(
        "warning",
        "{what} learns from the rows that measure {models}, too: what is measured may be too good",
        "split first, and learn from the rows of training alone",
    ),
    "NB125": Kind(
        "warning",
        "{what} makes rows of others before the split: what comes of one row stands on both sides of it, and measures "
        "{models}",
        "split first, and add rows to the part for training alone",
    ),
    "NB126": Kind(
        "warning",
        "{what} learns anew from the rows to be predicted: what it learned for the fit is not what reaches {models}",
        "learn from the rows of training, and use that on the others",
    ),
    "NB127": Kind(
        "warning",
        "the rows that measure {models} are rows of training: what is measured there says little of new rows",
        "fit it on the part for training",
    ),
    "NB161": Kind(
        "warning",
        "{models}: the rows come of another random split than those of the fit, of the same rows: many are rows of "
        "training",
        "split once, and use both parts of that split",
    ),
    "NB128": Kind(
        "warning",
        "the target {what} is one of the features of {models}: a new row would have to bring it",
        "drop it from the features",
    ),
    "NB129": Kind(
        "warning",
        "{what} is done to the rows of the fit or to those of the prediction, not to both: {models}",
        "do to new rows what is done to those of training",
    ),
    # the files beside it
    "NB117": Kind(
        "warning",
        "{file} beside the notebook bears the package's name: where it lies, python -m {package} finds the script and "
        "not the project",
        "rename the script, or give the notebook a package name in the settings",
    ),
}


def plain(word: str, longest: int = _LONGEST_WORD) -> str:
    """Give `word` as one printable line of bounded length: notebook text must not forge a message."""
    line = "".join(c if c.isprintable() else " " for c in word)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def filled(kind: Kind, code: str, cell: int | None, line: int | None, words: Mapping[str, object]) -> Finding:
    """The finding that a row makes of its words."""
    shown = {key: plain(str(word), _LONGEST_IN_FINDING) for key, word in words.items()}
    return Finding(code, kind.level, kind.text.format(**shown), kind.advice.format(**shown), cell, line)


def finding(code: str, *, cell: int | None = None, line: int | None = None, **words: object) -> Finding:
    """Fill the row `code` of the table with `words`."""
    return filled(FINDINGS[code], code, cell, line, words)
