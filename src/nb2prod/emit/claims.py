"""The one wording of each kind of claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from nb2prod.emit.templates import markdown_code
from nb2prod.knowledge.data_files import holds_rows
from nb2prod.listing import in_a_row
from nb2prod.model import Claim
from nb2prod.model_claims import ClaimKind

MOST_NAMED = 12
MOST_OTHERS = 3


def worded(claims: Iterable[Claim], *kinds: ClaimKind) -> str:
    """The sentences of `kinds`, in the order of the claims."""
    return " ".join(WORDINGS[claim.kind](claim) for claim in claims if claim.kind in kinds)


def _as_of(claim: Claim) -> str:
    then = {"binds": "gives that name to another one", "changes": "changes it"}.get(claim.text, "fits it again")
    return f"What is saved is {_first(claim)} as it stands in cell {claim.cells[0]}; cell {claim.cells[1]} {then}."


def _last_turn(claim: Claim) -> str:
    cell = claim.cells[0]
    if claim.text:
        return f"{_first(claim)} is one that the loop of cell {cell} picks: what is saved is what it holds in the end."
    return f"{_first(claim)} is another one in each turn of a loop (cell {cell}): what is saved is the last one."


def _from_disk(claim: Claim) -> str:
    cell, *before = claim.cells
    instead = f", in place of what cell{'s' * (len(before) > 1)} {_numbers(before)} {'fit' if before[1:] else 'fits'}"
    return f"In the end {_first(claim)} is what cell {cell} loads from disk{instead if before else ''}."


def _aim(claim: Claim) -> str:
    """A column with the statement that makes something else of it."""
    shown = f": {markdown_code(claim.text)}" if claim.text else ""
    return f"{_first(claim)} (cell {claim.cells[0]}{shown})"


def _numbers(cells: Iterable[int]) -> str:
    return in_a_row([*map(str, cells)])


WORDINGS: Mapping[ClaimKind, Callable[[Claim], str]] = {
    "predicts": lambda claim: _first(claim),
    "last column": lambda claim: f"the last column of {_first(claim)}",
    "aims at": _aim,
    "holds": lambda claim: f"with {_listed(claim)}",
    "learns from": lambda claim: f"on {_places(claim)}",
    "learns from library": lambda claim: f"on the data of {_first(claim)}",
    "learns from maker": lambda claim: f"on data that {_first(claim)} makes",
    "from hosts": lambda claim: (
        f"The workflow reads over the network, from {in_a_row([*map(markdown_code, claim.names)])}."
    ),
    "together": lambda claim: f"{_listed(claim)} predict together, and are saved.",
    "one of several": lambda claim: (
        f"The notebook fits {_listed(claim, MOST_OTHERS)}, too: `final_model: NAME` in `nb2prod.yaml` chooses another."
    ),
    "as of": _as_of,
    "asked last": lambda claim: f"It is the last {_first(claim)} that is asked for predictions outside of a loop.",
    "fitted again": lambda claim: (
        f"Cells {_numbers(claim.cells)} fit {_first(claim)}: what is saved is what it holds in the end."
    ),
    "last turn": _last_turn,
    "from disk": _from_disk,
    "transformed": lambda claim: (
        f" They come transformed: training saved {_first(claim)}, which makes them, and inference does not call it."
    ),
    "comes from": lambda claim: (
        f", {_first(claim)} of {markdown_code(claim.names[1])} in {markdown_code(claim.names[2])}"
    ),
    "not started": lambda claim: (
        "The command does not start, nor do `--help` and the tests that call it, as long as an import at the top of a "
        "module fails: see below."
    ),
    "stops": lambda claim: f"The workflow does not run to its end: it stops in cell {claim.cells[0]}, see below.",
    "left out": lambda claim: (
        f"Run from top to bottom, the notebook stops in cell{'s' * (len(claim.cells) > 1)} "
        f"{_numbers(claim.cells)}; the workflow leaves out the lines that stop it."
    ),
    "says numbers": lambda claim: (
        f", in `prediction_0` and so on: {_first(claim)}, which is saved, names them in their order "
        f"({markdown_code(claim.names[1])})"
        if claim.names
        else ", or `prediction_0`, `prediction_1` and so on where it says several numbers of a row"
    ),
    "chances": lambda claim: "and probabilities",
    "perhaps chances": lambda claim: "and probabilities where the model gives them",
}


def _places(claim: Claim) -> str:
    """Files by their names; hosts, and functions of libraries, by whose data it is."""
    files = [markdown_code(name) for name in claim.names if holds_rows(name)]
    hosts = [f"data of {markdown_code(name)}" for name in claim.names if not holds_rows(name) and "." in name]
    calls = [markdown_code(name) for name in claim.names if not holds_rows(name) and "." not in name]
    return in_a_row([*files, *hosts, *([f"the data of {in_a_row(calls)}"] if calls else [])])


def _first(claim: Claim) -> str:
    return markdown_code(claim.names[0])


def _listed(claim: Claim, most: int = MOST_NAMED) -> str:
    shown = [markdown_code(name) for name in claim.names[:most]]
    rest = len(claim.names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
