"""The one wording of each kind of claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from nb2prod.emit.templates import markdown_code, prose
from nb2prod.knowledge.data_files import holds_rows
from nb2prod.model import Claim
from nb2prod.model_claims import ClaimKind

MOST_NAMED = 5
FEW = 3
MOST_READ = 4
MEASURING = "picks"  # a reason that says the notebook chose by what it measured


def worded(claims: Iterable[Claim], *kinds: ClaimKind) -> str:
    """The sentences of `kinds`, in the order of the claims."""
    return " ".join(WORDINGS[claim.kind](claim) for claim in claims if claim.kind in kinds)


def _chosen(claim: Claim) -> str:
    measured = "" if MEASURING in claim.text else ", not because it measures best"
    return (
        f"{_first(claim)} is the one that is saved, because {claim.text}{measured}: "
        "`final_model: NAME` in `nb2prod.yaml` chooses another."
    )


def _beside(claim: Claim) -> str:
    names, its = in_a_row([markdown_code(name) for name in claim.names]), "their" if claim.names[1:] else "its"
    return f"{names} {_are(claim)} saved beside the model: in training, columns went through {its} `transform`."


def run(claims: Sequence[Claim]) -> str:
    """What the README says of a run: that it computes what the notebook does, or where it ends before."""
    if early := worded(claims, "not started") or worded(claims, "stops"):
        return early
    same = f"same order, same names{worded(claims, 'same draws')}"
    if left_out := worded(claims, "left out"):
        return f"{left_out}: {same}."
    perhaps = worded(claims, "perhaps stops")
    return f"The workflow computes what *Restart & Run All* computes in the notebook: {same}{perhaps}."


WORDINGS: Mapping[ClaimKind, Callable[[Claim], str]] = {
    "predicts": lambda claim: _first(claim),
    "holds": lambda claim: f"with {_listed(claim)}",
    "learns from": lambda claim: f"on {_places(claim)}",
    "learns from library": lambda claim: f"on the data of {_first(claim)}",
    "learns from maker": lambda claim: f"on data that {_first(claim)} makes",
    "reads": lambda claim: f"reads {_places(claim)}",
    "fits": lambda claim: f"fits {_few(claim)}",
    "not saved": lambda claim: "(not saved, as in the notebook)",
    "only drawn": lambda claim: (
        f"{len(claim.cells)} cell{'s that only draw are' if claim.cells[1:] else ' that only draws is'} left out."
    ),
    "from hosts": lambda claim: f"It reads over the network, from {in_a_row([*map(markdown_code, claim.names)])}.",
    "said to come": lambda claim: (
        f"{_first(claim)} comes from {markdown_code(claim.names[1])}, says cell {claim.cells[0]}."
    ),
    "keeps rows": lambda claim: (
        f"{_listed(claim)} {'keep' if claim.names[1:] else 'keeps'} the rows of training: treat `artifacts/` as you "
        "treat the data."
    ),
    "reads besides": lambda claim: (
        f"The code names further files that it reads: {in_a_row([*map(markdown_code, claim.names[:MOST_READ])])}"
        f"{' and more' * (len(claim.names) > MOST_READ)}."
    ),
    "parts": lambda claim: f"Its parts: {prose('; '.join(name or '...' for name in claim.names))}.",
    "together": lambda claim: f"{_listed(claim)} predict together, and are saved.",
    "fitted too": lambda claim: f"{_listed(claim)} {_are(claim)} fitted, too.",
    "chosen": _chosen,
    "served": lambda claim: "`final_model: NAME` in `nb2prod.yaml` chooses another.",
    "as of": lambda claim: (
        f"What is saved is {_first(claim)} as it stands in cell {claim.cells[0]}, where it is asked about rows; "
        f"cell {claim.cells[1]} fits it anew."
    ),
    "asked for nothing": lambda claim: (
        f"What is saved is its last fit (cell {claim.cells[0]}), which the notebook asks for no prediction."
    ),
    "last turn": lambda claim: (
        f"{_first(claim)} is another one in each turn of a loop (cell {claim.cells[0]}): what is saved is that of the "
        "last turn, whether or not it measures best."
    ),
    "from disk": lambda claim: f"What is saved is the {_first(claim)} that cell {claim.cells[0]} loads from disk.",
    "comes from": lambda claim: (
        f"In training, {_first(claim)} comes from {markdown_code(claim.names[1])} of {markdown_code(claim.names[2])}: "
        "new rows must come in that form."
    ),
    "fitted in": lambda claim: (
        f"In training, {markdown_code(claim.names[1])} of {markdown_code(claim.names[2])} fits {_first(claim)} on "
        "them: new rows must come in that form."
    ),
    "beside": _beside,
    "not started": lambda claim: (
        "The command does not start, nor do `--help` and the tests that call it, as long as an import at the top of a "
        "module fails: see below."
    ),
    "stops": lambda claim: f"The workflow does not run to its end: it stops in cell {claim.cells[0]}, see below.",
    "perhaps stops": lambda claim: " - unless a run gets to what is said below, which stops it",
    "left out": lambda claim: (
        f"Run from top to bottom, the notebook stops in cell{'s' * (len(claim.cells) > 1)} "
        f"{in_a_row([*map(str, claim.cells)])}; the workflow leaves out the lines that stop it, and computes the rest"
    ),
    "same draws": lambda claim: ", same random draws",
    "says numbers": lambda claim: ", a list where it says several numbers of a row",
    "chances": lambda claim: "and probabilities",
    "perhaps chances": lambda claim: f"and probabilities if {_first(claim)} has `predict_proba`",
}


def _places(claim: Claim) -> str:
    """Files by their names; hosts, and functions of libraries, by whose data it is."""
    files = [markdown_code(name) for name in claim.names if holds_rows(name)]
    hosts = [f"data of {markdown_code(name)}" for name in claim.names if not holds_rows(name) and "." in name]
    calls = [markdown_code(name) for name in claim.names if not holds_rows(name) and "." not in name]
    return in_a_row([*files, *hosts, *([f"the data of {in_a_row(calls)}"] if calls else [])])


def _few(claim: Claim) -> str:
    named = in_a_row([*map(markdown_code, claim.names)])
    return named if len(claim.names) <= FEW else f"{len(claim.names)} estimators"


def _first(claim: Claim) -> str:
    return markdown_code(claim.names[0])


def _are(claim: Claim) -> str:
    return "are" if len(claim.names) > 1 else "is"


def _listed(claim: Claim) -> str:
    shown = [markdown_code(name) for name in claim.names[:MOST_NAMED]]
    rest = len(claim.names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def in_a_row(names: list[str]) -> str:
    """Names as a sentence lists them: a, b and c."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
