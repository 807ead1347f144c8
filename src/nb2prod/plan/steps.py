"""Segments and interfaces as steps: named by heading or role, with a docstring from the notebook's prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nb2prod.model import Edit, Parameter, Program, Step
from nb2prod.plan.cutting.interfaces import Interface
from nb2prod.plan.cutting.segment import Segment
from nb2prod.plan.names import GENERATED
from nb2prod.plan.naming import Naming
from nb2prod.plan.types import annotated, made_here


def steps(
    program: Program,
    kept: frozenset[int],
    found: list[Interface],
    parameters: tuple[Parameter, ...],
    edits: tuple[Edit, ...],
    bound: Mapping[str, list[int]],
    taken: frozenset[str],
    namespace: str,
    beside: Mapping[str, str],
    shown: Mapping[int, Sequence[str]],
) -> tuple[Step, ...]:
    """One step per segment, in order; `namespace` as in Plan.

    `beside`: types of what is measured and kept beside the notebook's own names; `shown`: the names that values get
    which statements only show.
    """
    # what we keep and measure beside the notebook's statements names no step
    named = [replace(i, outputs=[name for name in i.outputs if name in bound]) for i in found]
    naming = Naming(program, kept, named, taken | GENERATED, shown)
    result, made = [], made_here(program)
    for number, (interface, name) in enumerate(zip(found, naming.names(), strict=True)):
        own = _parameters(program, interface.segment, edits)
        own |= _options(interface.constants, parameters)
        cells = tuple(dict.fromkeys(program.statements[i].cell for i in interface.segment.statements))
        result.append(
            Step(
                name=name,
                statements=interface.segment.statements,
                inputs=tuple(interface.inputs),
                outputs=_outputs(interface, bound),
                parameters=tuple(p.name for p in parameters if p.name in own),
                doc=naming.doc(number),
                cells=cells,
                because=_because(interface, namespace),
                inline=bool(interface.inline),
                loads="" if interface.inline else _handed_in(interface, bound),
                types={n: t for n, t in (_beside(interface, beside) | interface.types).items() if annotated(t, made)},
                perhaps=tuple(interface.perhaps),
                imports=tuple(interface.imports),
            )
        )
    return tuple(result)


def _beside(interface: Interface, beside: Mapping[str, str]) -> dict[str, str]:
    return {name: type_ for name, type_ in beside.items() if name in interface.outputs}


def _outputs(interface: Interface, bound: Mapping[str, list[int]]) -> tuple[str, ...]:
    """What later steps take, what nobody takes, and then what is measured and kept beside the notebook's statements."""
    own = [name for name in interface.outputs if name in bound]
    return tuple(dict.fromkeys((*own, *interface.last, *interface.outputs)))


def _handed_in(interface: Interface, bound: Mapping[str, list[int]]) -> str:
    """The frame that the workflow can be handed instead; of several loads into one name it stands for the first."""
    name = interface.segment.load
    return name if name and bound[name][0] == interface.segment.statements[0] else ""


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
    plain = segment.phase == "other"
    return "a run of plain statements" if plain else f"a run of statements of one kind: {segment.phase}"
