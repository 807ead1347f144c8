"""Segments and interfaces as steps: named by heading or role, with a docstring from the notebook's prose."""

from __future__ import annotations

from collections.abc import Mapping

from nb2prod import knowledge
from nb2prod.model import Edit, Parameter, Program, Step
from nb2prod.plan.headings import Heading, sentence
from nb2prod.plan.interfaces import Interface
from nb2prod.plan.names import GENERATED, identifier, unique, words
from nb2prod.plan.segments import Segment
from nb2prod.plan.types import annotated

BY_PHASE = {
    "load": "load_data", "prepare": "prepare_data", "split": "split_data", "train": "train_model",
    "evaluate": "evaluate_model", "export": "export_results", "other": "compute",
}  # fmt: skip
BY_WORD = {  # what a heading of one of these words is called where it says no more
    "clean": "clean_data", "cleaning": "clean_data", "features": "build_features", "feature": "build_features",
    "preprocessing": "preprocess_data", "preparation": "prepare_data", "model": "train_model",
    "modeling": "train_model", "modelling": "train_model", "training": "train_model", "evaluation": "evaluate_model",
    "split": "split_data", "import": "set_up", "imports": "set_up", "setup": "set_up", "libraries": "set_up",
    "data": "prepare_data",
}  # fmt: skip
BY_VERB = {
    "load": "load_data", "read": "load_data", "clean": "clean_data", "save": "save_results", "train": "train_model",
    "evaluate": "evaluate_model", "predict": "predict", "split": "split_data", "prepare": "prepare_data",
    "export": "export_results",
}  # fmt: skip
VERB = {
    "load": "load", "prepare": "prepare", "split": "split", "train": "train", "evaluate": "evaluate",
    "export": "export", "other": "compute",
}  # fmt: skip
STOPS = frozenset(
    ["with", "and", "for", "of", "on", "in", "using", "by", "to", "from", "via", "or", "is", "are", "the", "at", "per"]
)
QUESTIONS = frozenset(
    ["does", "do", "is", "are", "how", "what", "why", "when", "where", "which", "who", "can", "should", "did", "was"]
)
VERBS = frozenset(  # headings that begin with one of these name a step as they stand
    """
    add apply assess build calculate check choose clean collect combine compare compute convert count create
    define derive drop encode engineer estimate evaluate export extract fill filter find fit format generate get
    group handle impute join label load make map measure merge normalise normalize optimise optimize predict
    prepare preprocess process read reduce remove rename replace resample reshape run sample save scale score
    select set sort split standardise standardize summarise summarize test tidy tokenize train transform tune
    validate vectorize write
    """.split()  # noqa: SIM905 - a table of words
)


def steps(
    program: Program,
    found: list[Interface],
    parameters: tuple[Parameter, ...],
    edits: tuple[Edit, ...],
    bound: Mapping[str, list[int]],
    taken: frozenset[str],
    namespace: str = "",
) -> tuple[Step, ...]:
    """One step per segment, in order; `namespace` as in Plan."""
    used = set(taken) | set(GENERATED)
    several = sum(i.segment.phase == "train" for i in found) > 1
    result = []
    for number, interface in enumerate(found):
        alone = sum(i.segment.heading == interface.segment.heading for i in found) == 1
        first = number == 0 or found[number - 1].segment.heading != interface.segment.heading
        wanted = _name(program, interface.segment, alone, first)
        if several and wanted in ("train_model", "evaluate_model"):
            wanted = _of_model(interface, wanted)
        name = unique(wanted, used)
        used.add(name)
        own = _parameters(program, interface.segment, edits)
        lifted = [p.name for p in parameters if p.name in own or p.name in _options(interface.constants, parameters)]
        cells = tuple(dict.fromkeys(program.statements[i].cell for i in interface.segment.statements))
        result.append(
            Step(
                name=name,
                statements=interface.segment.statements,
                inputs=tuple(interface.inputs),
                outputs=tuple(interface.outputs),
                parameters=tuple(lifted),
                doc=_doc(name, interface.segment, cells, number, found),
                cells=cells,
                because=_because(interface, namespace),
                inline=bool(interface.inline),
                loads="" if interface.inline else _handed_in(interface, found, bound),
                types={n: t for n, t in interface.types.items() if annotated(t)},
                perhaps=tuple(interface.perhaps),
            )
        )
    return tuple(result)


def _handed_in(interface: Interface, found: list[Interface], bound: Mapping[str, list[int]]) -> str:
    """The frame that the workflow can be handed instead: the first binding of its name, and the only load of it."""
    name = interface.segment.load
    if not name or bound[name][0] != interface.segment.statements[0]:
        return ""
    return name if sum(i.segment.load == name for i in found) == 1 else ""


def _options(constants: list[str], parameters: tuple[Parameter, ...]) -> set[str]:
    return {p.name for p in parameters for c in constants if p.name in (c, f"nb_{c}")}


def _parameters(program: Program, segment: Segment, edits: tuple[Edit, ...]) -> set[str]:
    places = [
        (s.cell, s.line, s.end_line, s.column, s.node.end_col_offset)
        for i in segment.statements
        for s in [program.statements[i]]
    ]
    return {
        edit.name
        for edit in edits
        for cell, line, end, _, _ in places
        if edit.cell == cell and line <= edit.span[0] <= end and _within(program, segment, edit)
    }


def _within(program: Program, segment: Segment, edit: Edit) -> bool:
    """Whether the edit stands in a statement of the segment (several may share one line)."""
    start, end = edit.span[:2], edit.span[2:]
    for identity in segment.statements:
        statement = program.statements[identity]
        node = statement.node
        first, last = (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)
        if statement.cell == edit.cell and first <= start and end <= last:
            return True
    return False


def _name(program: Program, segment: Segment, alone: bool, first: bool) -> str:
    """From the tag, the loaded frame, what the heading says, else the phase."""
    if segment.tag:
        return identifier(segment.tag)
    if segment.load:
        plain = identifier(segment.load.lower())
        generic = plain in {"df", "data", "dataset", "df_raw", "raw"}
        return "load_data" if generic else f"load_{plain.removesuffix('_df').removeprefix('df_')}"
    calls = {call.rpartition(".")[2] for i in segment.statements for call in program.statements[i].facts.calls}
    scaled = any("Scaler" in call for i in segment.statements for call in program.statements[i].facts.calls)
    if segment.phase == "prepare" and not alone and scaled:
        return "scale_features"
    if segment.phase == "export" and not alone and calls & {"dump", "save"}:
        return "save_model"
    if segment.phase == "load" and calls & {"load"} and not alone:
        return "load_model"
    heading = _subject(segment.heading)
    if heading and heading[0] in VERBS and (alone or (first and segment.phase in ("prepare", "other"))):
        return "_".join(heading) if len(heading) > 1 else BY_VERB.get(heading[0], BY_PHASE[segment.phase])
    known = next((BY_WORD[word] for word in heading[:2] if word in BY_WORD), "")
    if known and (alone or known == BY_PHASE[segment.phase] or segment.phase in ("prepare", "other")):
        return known
    if heading and (alone or first or segment.phase in ("train", "evaluate")):
        verb = "" if heading[0] in VERBS else f"{VERB[segment.phase]}_"
        return verb + "_".join(heading)
    return _prepared(program, segment) if segment.phase == "prepare" else _set_up(program, segment)


def _of_model(interface: Interface, wanted: str) -> str:
    """With several models each step says which: train_svc, evaluate_svc."""
    names = interface.outputs if wanted == "train_model" else interface.inputs
    models = [n for n in names if knowledge.is_a(interface.types.get(n, ""), "sklearn.Estimator")]
    if len(models) != 1 or identifier(models[0]) == "model":
        return wanted
    return f"{wanted.partition('_')[0]}_{identifier(models[0])}"


def _subject(heading: Heading | None) -> list[str]:
    """The telling words of a heading: up to the first preposition, no article in front, at most four."""
    every = words(heading.text) if heading else []
    while every and every[0] in {"the", "a", "an", "our", "part", "step", "section"}:
        every = every[1:]
    if every and every[0] in QUESTIONS:
        return []
    stop = next((n for n, word in enumerate(every) if n and word in STOPS), len(every))
    found = every[:stop] if stop > 1 or (every[:1] and every[0] not in VERBS) else every
    return found[:4] if sum(map(len, found[:4])) <= 40 else found[:2]


def _set_up(program: Program, segment: Segment) -> str:
    roles = {role for i in segment.statements for role in program.statements[i].facts.roles}
    outside = {e for i in segment.statements for e in program.statements[i].facts.effects}
    if segment.phase == "other" and ("setup" in roles or (outside and outside <= {"environment", "write", "seed"})):
        return "set_up"
    fits = any(
        call.endswith(("fit", "fit_predict", "partial_fit"))
        for i in segment.statements
        for call in program.statements[i].facts.calls
    )
    return (
        "create_model"
        if segment.phase == "train" and not fits and len(segment.statements) == 1
        else BY_PHASE[segment.phase]
    )


def _prepared(program: Program, segment: Segment) -> str:
    roles = [role for i in segment.statements for role in program.statements[i].facts.roles]
    if roles.count("feature") > roles.count("clean"):
        return "build_features"
    return "clean_data" if "clean" in roles else "prepare_data"


def _doc(name: str, segment: Segment, cells: tuple[int, ...], number: int, found: list[Interface]) -> str:
    """One line: the heading's words, or what the phase does; and the cells it comes from."""
    where = f"cell {cells[0] + 1}" if len(cells) == 1 else f"cells {', '.join(str(cell + 1) for cell in cells)}"
    if len(cells) > 6:
        where = f"cells {cells[0] + 1} to {cells[-1] + 1}"
    text = _heading_text(segment.heading)
    if segment.load:
        return f"Read {segment.load} ({where})."
    first = number == 0 or found[number - 1].segment.heading != segment.heading
    if text and first:
        return f"{text} ({where})."
    return f"{name.rstrip('_0123456789').replace('_', ' ').capitalize()} ({where})."


def _heading_text(heading: Heading | None) -> str:
    if heading is None:
        return ""
    text = heading.text.rstrip(".")
    prose = sentence(heading.prose, 70).rstrip(".")
    if prose and len(text) + len(prose) < 90 and not prose.startswith(("-", "*", "|", "$")):
        return f"{text}: {prose[0].lower()}{prose[1:]}" if text else prose
    return text[:90]


def _because(interface: Interface, namespace: str) -> str:
    if namespace:
        return f"all in one namespace: {namespace}"
    if interface.inline:
        return f"stays in the workflow function: {interface.inline}"
    segment = interface.segment
    if segment.tag:
        return f"tagged nb2prod:step={segment.tag}"
    if segment.load:
        return f"it loads {segment.load}, which can be handed in instead"
    if segment.heading is not None:
        return f"under the heading {segment.heading.text!r}, phase {segment.phase}"
    return (
        f"a run of statements of one kind: {segment.phase}" if segment.phase != "other" else "a run of plain statements"
    )
