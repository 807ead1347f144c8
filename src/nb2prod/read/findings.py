"""Everything that reading may report, as one table: code, level, what is so, what to do. The docs are made from it."""

from __future__ import annotations

from collections.abc import Mapping

from nb2prod.knowledge.findings import Kind, filled, plain
from nb2prod.model import Finding

__all__ = ["FINDINGS", "Kind", "finding", "plain"]

_OTHER_LANGUAGE = "Convert it to Python in the notebook, or tag the cell nb2prod:drop if the result is not needed."

FINDINGS: Mapping[str, Kind] = {
    # the file
    "NB001": Kind("note", "The file starts with a byte order mark.", "Nothing to do; it is ignored."),
    "NB002": Kind(
        "warning",
        "The format is nbformat 4.{minor}, newer than what nb2prod knows (4.5).",
        "It was read as 4.5; compare the result with care.",
    ),
    "NB003": Kind(
        "warning", "The notebook is of the old nbformat 3.", "It was upgraded in memory; save it once in Jupyter."
    ),
    "NB004": Kind(
        "warning",
        "Invisible characters change how this text is shown ({characters}).",
        "Read the line in an editor that shows them, and write them as escapes.",
    ),
    "NB005": Kind("warning", "The text cell holds characters that are no text.", "They were replaced."),
    "NB006": Kind("warning", "The tag {tag} is not known.", "Known are: {known}."),
    "NB007": Kind("error", "The cell is left out: {reason}.", "{advice}."),
    "NB008": Kind(
        "warning",
        "The tag {tag} has no effect yet: this version makes no report.",
        "Nothing to do; the cell is treated as if it were not tagged.",
    ),
    "NB009": Kind("warning", "The cell is tagged {tags}, but {drop} leaves it out.", "Take one of them away."),
    # IPython syntax
    "NB010": Kind(
        "error", "The magic %{magic} is not known, so the line is left out.", "Write in Python what it does."
    ),
    "NB011": Kind(
        "error", "%run {argument} is left out.", "Put the code into a module beside the notebook and import it."
    ),
    "NB012": Kind("error", "Code in {language} is left out.", _OTHER_LANGUAGE),
    "NB013": Kind("error", "The magic %{magic} is left out: {reason}.", "Write in Python what it does."),
    "NB014": Kind(
        "error", "The value of {source} exists in IPython only, so {target} is None.", "Compute the value in Python."
    ),
    "NB015": Kind(
        "error",
        "IPython's shell object does not exist outside a notebook: {source} is None.",
        "Write in Python what it does.",
    ),
    "NB016": Kind(
        "error", "The output that %%capture stored as {name} is read later.", "Keep the value in a variable instead."
    ),
    "NB017": Kind(
        "warning",
        "%%{magic} stands below other lines, where IPython does not know it.",
        "Move it to the top of the cell.",
    ),
    "NB018": Kind("note", "The shell line runs as a subprocess.", "Replace it by Python where you can."),
    "NB019": Kind(
        "warning",
        "{path} is also named elsewhere in the notebook, so the workflow writes it besides the package's module.",
        "Import the module instead of running its file.",
    ),
    "NB021": Kind(
        "note",
        "%{magic} runs this over and over in the notebook; the project runs it once.",
        "Where it draws random numbers or changes something, call it in plain Python as often as it shall run.",
    ),
    # Python that needs a person or a notebook
    "NB022": Kind(
        "warning",
        "{path}, which goes with the notebook, calls input(), which waits for a person.",
        "Hand the answer to its functions instead.",
    ),
    "NB020": Kind("error", "input() waits for a person.", "Make the answer a constant; it becomes a parameter."),
    # requirements
    "NB030": Kind(
        "warning",
        "The requirements in {path} are not read.",
        "Add them to the generated pyproject.toml, or to a pip line.",
    ),
    "NB031": Kind(
        "warning", "The requirement {requirement} is not understood.", "Write it as pip's documentation does."
    ),
    "NB032": Kind(
        "warning",
        "{requirement} is installed from a folder, which the project does not have.",
        "Publish it, or copy it.",
    ),
    "NB033": Kind("note", "The package index {index} is not kept.", "Set it up where the project is installed."),
    "NB034": Kind("warning", "{name} is asked for twice, as {first} and as {second}.", "The later one is kept."),
    "NB035": Kind(
        "warning",
        "The module {module} is not beside the notebook, and which distribution holds it is not known.",
        "No requirement was written: if it is yours, put it beside the notebook; else add a line %pip install to it.",
    ),
    "NB036": Kind(
        "warning",
        "The module {module} is neither beside the notebook nor in a known distribution.",
        "Put it beside the notebook; no requirement was written, as somebody else's package may bear that name.",
    ),
    "NB037": Kind("warning", "An address of a requirement held a password or a token.", "It was taken out; revoke it."),
    "NB038": Kind("error", "The module {path} beside the notebook is no Python 3: it is not copied.", "Repair it."),
    "NB039": Kind(
        "error",
        "%%writefile writes {path} again in a later cell, with other content: the package holds the later one.",
        "Give the two modules two names.",
    ),
    "NB044": Kind(
        "warning",
        "{path}, which a call names, lies beside the notebook and is not copied into the project.",
        "Put it where the run starts, under the same path: without it the run stops where it is asked for.",
    ),
    # secrets
    "NB041": Kind(
        "warning", "A stored output shows what looks like a secret.", "Clear the output, and revoke the secret."
    ),
    "NB045": Kind(
        "warning",
        "The stored output of the cell is an error ({error}): when it was last run, it stopped here.",
        "Run the notebook once more, and mend it: where the line that failed stays, the project may stop there, too.",
    ),
    "NB042": Kind(
        "warning", "The text holds a secret; nothing gets it.", "Take it out of the notebook, and revoke it."
    ),
    # requirements together
    "NB043": Kind(
        "warning",
        "A pip line pins {requirement} after another one installed {other}: here pip needs versions that fit both,"
        " where in the notebook the later line wins and pip only warns.",
        "If pip finds none, pin {other} to the version that the notebook ran with, or drop this pin.",
    ),
}


def finding(code: str, *, cell: int | None = None, line: int | None = None, **words: object) -> Finding:
    """Fill the row `code` of the table with `words`."""
    return filled(FINDINGS[code], code, cell, line, words)
