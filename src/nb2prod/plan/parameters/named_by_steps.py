"""Settings that nothing but their cell tells apart bear the name of the one step that takes them.

cell_25_epochs, of train_model_3            model_3_epochs
cell_13_C, of train_svc_on_a and _on_b      svc_C: what the names of its steps have in common
cell_4_size and cell_5_size, of one step    stay: its name is true of both
cell_8_alpha and cell_9_alpha, of Ridge     ridge_cell_8_alpha, ridge_cell_9_alpha: the number of a step tells less
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from nb2prod.model import Parameter, Plan, Program
from nb2prod.plan.names import GENERATED, allowed, names_of_notebook
from nb2prod.plan.naming.wording import VERBS
from nb2prod.plan.parameters.calls import kind_of
from nb2prod.plan.parameters.telling import flat
from nb2prod.plan.twins.facts import ORDINALS

OF_CELL = re.compile(r"cell_(\d+)_(\w+)")
IN_TURN = re.compile(rf"({'|'.join(ORDINALS)})_(\w+)")
CLASS = re.compile(r"[A-Z]\w*")
LONGEST = 44  # letters of an option
SMALL = frozenset({"and", "for", "from", "in", "of", "on", "over", "to", "with", "using"})
VAGUE = frozenset({"columns", "data", "notebook", "result", "results", "value", "values", "workflow"})


def named_by_steps(plan: Plan) -> Plan:
    """The plan with these parameters renamed wherever it speaks of them."""
    of_notebook = names_of_notebook(plan.program)
    settings = {p.name: setting for p in plan.parameters if (setting := _setting(p, of_notebook))}
    if plan.namespace or not settings:
        return plan
    taken = of_notebook | GENERATED | _identifiers(_told(plan))
    names: dict[str, str] = {}
    for named in (_after_steps, _after_class, _after_class_and_cell):
        wanted = {
            p.name: name
            for p in plan.parameters
            if p.name in settings and p.name not in names and (name := named(plan, p, settings[p.name]))
        }
        every = [wanted.get(p.name) or names.get(p.name, p.name) for p in plan.parameters]
        times = Counter(map(flat, every))  # kmeans_C and k_means_C are no two
        names |= {old: new for old, new in wanted.items() if times[flat(new)] == 1 and allowed(new, taken)}
    return cast(Plan, _renamed(plan, names)) if names else plan


def _setting(parameter: Parameter, of_notebook: Collection[str]) -> str:
    """What stands behind its cell, or behind which of several it is; "" where it has a name of its own."""
    turn = IN_TURN.fullmatch(parameter.name)
    if turn and not parameter.constant and turn[1] not in of_notebook:
        return turn[2]
    match = OF_CELL.fullmatch(parameter.name)
    return match[2] if match and int(match[1]) - 1 in (parameter.cell, *parameter.cells) else ""


def _after_steps(plan: Plan, parameter: Parameter, setting: str) -> str:
    """`svc_on_x_C`, of the steps that take it; "" where they give no name."""
    steps = [step for step in plan.steps if parameter.name in step.parameters and not step.inline]
    common = _common([_stem(step.name) for step in steps])
    name = _joined(common, setting)
    set_there = {p.default for p in plan.parameters for s in steps if p.name in s.parameters and type(p.default) is str}
    vague = not common or common[0] in VAGUE or "and" in common or name == setting
    vague |= common[-1:] != [] and common[-1].isdigit() and bool(CLASS.fullmatch(parameter.origin))
    vague |= not set_there.isdisjoint(common)  # svc_with_rbf_kernel, and another kernel tomorrow
    vague |= common == ["model"] and _plain(plan, name.removeprefix("model_"))  # the saved one has it, too
    return name if not vague and len(name) <= LONGEST else ""


def _after_class(plan: Plan, parameter: Parameter, setting: str) -> str:
    """`simple_imputer_strategy`, where no parameter is called `strategy`."""
    if not CLASS.fullmatch(parameter.origin):
        return ""
    name = _joined(kind_of(parameter.origin).split("_"), setting)
    return name if name != setting and not _plain(plan, setting) and len(name) <= LONGEST else ""


def _after_class_and_cell(plan: Plan, parameter: Parameter, setting: str) -> str:
    """`ridge_cell_9_alpha`, where there are several."""
    match = OF_CELL.fullmatch(parameter.name)
    if not match or not CLASS.fullmatch(parameter.origin):
        return ""
    name = _joined([*kind_of(parameter.origin).split("_"), "cell", match[1]], setting)
    return name if len(name) <= LONGEST else ""


def _plain(plan: Plan, name: str) -> bool:
    return any(p.name == name for p in plan.parameters)


def _joined(words: list[str], setting: str) -> str:
    """The words in front of the setting, none of them twice: cell_9_svc_C, of train_svc_on_x, is svc_on_x_C."""
    rest = setting.split("_")
    while len(rest) > 1 and rest[0] in words:
        rest = rest[1:]
    return "_".join((*words, *rest)) if words and words[0] != rest[0] else setting


def _stem(name: str) -> list[str]:
    """The words of a step's name behind what it does."""
    words = name.removeprefix("cross_").split("_")
    return words[1:] if words[0] in VERBS | {"validate"} else []


def _common(stems: list[list[str]]) -> list[str]:
    """The words with which all of them begin, up to a word that says something."""
    found = []
    for words in zip(*stems, strict=False):
        if len({*words}) > 1:
            break
        found.append(words[0])
    while found and (found[-1] in SMALL or (len({*map(tuple, stems)}) > 1 and found[-1].isdigit())):
        found.pop()
    return found


def _told(plan: Plan) -> list[str]:
    """Every text of the plan but the notebook's own."""
    found: list[str] = []

    def seen(text: str) -> str:
        found.append(text)
        return text

    _each_text(plan, seen)
    return found


def _identifiers(texts: list[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d]\w*", text))


def _renamed(plan: Plan, names: Mapping[str, str]) -> object:
    found = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return _each_text(plan, lambda text: found.sub(lambda match: names[match[0]], text))


def _each_text(value: Any, change: Any) -> Any:
    """The value with each text in it changed; the program is the notebook's."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, (tuple, frozenset)):
        return type(value)(_each_text(part, change) for part in value)
    if isinstance(value, Mapping):
        return {key: _each_text(part, change) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, (type, Program)):
        parts = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
        return replace(value, **{name: _each_text(part, change) for name, part in parts.items()})
    return value
