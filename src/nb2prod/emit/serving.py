"""What the templates of inference, rows, schema and artifacts need to know: only what a project uses is generated."""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.emit.templates import one_line
from nb2prod.model import Plan, Serving
from nb2prod.walking import walk

OWN_FORMATS = (("catboost", ".cbm"), ("lightgbm", ".lgb"), ("xgboost", ".ubj"))  # what `save_model` of a library writes
UNKNOWN = ("", "?")
NATIVE = ("xgboost.Booster", "lightgbm.Booster", "statsmodels.")  # models with another interface than scikit-learn's
FORMULAS = "statsmodels.formula."
OF_TABLES = ("sklearn.", "xgboost.", "lightgbm.", "catboost.", "statsmodels.", "imblearn.")
OWN = "class:"  # of the notebook


def serves(plan: Plan) -> bool:
    """Whether the project predicts for new rows at all."""
    return plan.inference is not None and plan.inference.level != "none"


def is_raw(plan: Plan) -> bool:
    """Whether predictions are made from the rows that the notebook loads."""
    return plan.inference is not None and plan.inference.level == "raw"


def reads_settings(plan: Plan) -> bool:
    """Whether an option of reading is a parameter: the command must then know the configuration."""
    reading = plan.inference.reading if plan.inference else None
    return serves(plan) and reading is not None and any(text.startswith("config.") for _, text in reading.options)


def values(plan: Plan) -> dict[str, object]:
    """Values for the templates."""
    found = plan.inference
    reading = found.reading if found else None
    names = dict(reading.options) if reading else {}
    return {
        "serves": serves(plan),
        "level": found.told if found else "",
        "raw": is_raw(plan),
        "gets_them": "makes" if found and found.told != found.level else "loads",
        "reason": one_line(found.because).rstrip(".") if found else "",
        "model": found.model if found else "",
        "namer": found.namer if found else "",
        "coded": found.coded if found else "",
        "history": found.history if found else "",
        "apart": is_raw(plan) and not (found and found.history),
        "options": reading.options if reading else (),
        "dates": reading.dates if reading else (),
        "reader": reading.function if reading else "",
        "array": found is not None and (_of_array(found.serving) if found.serving is not None else bool(found.columns)),
        "excel": reading is not None and reading.function == "read_excel",
        "headerless": "names" in names or names.get("header") == "None",
        "uses_config": reads_settings(plan),
        "native": _native(plan),
        "own_class": own_class(plan),
        "pictures": serves(plan) and not is_raw(plan) and not _takes_tables(plan),
        "blanks": any(requirement.name == "lightgbm" for requirement in plan.requirements),
        "formula": not is_raw(plan) and by_formula(plan),
        "own_formats": own_formats(plan),
        "boosters": any(library == "lightgbm" for library, _ in own_formats(plan)),
        "skops": plan.persistence == "skops",
        "suffix": f".{plan.persistence}",
    }


def _of_array(serving: Serving) -> bool:
    return serving.table is not None and serving.table.array


def kinds_of_model(plan: Plan) -> set[str]:
    """The types that the model's name is known to hold."""
    model = plan.inference.model if plan.inference else ""
    return {kind for s in plan.program.statements for name, kind in s.facts.types if name == model}


def _native(plan: Plan) -> bool:
    """Whether the model may be one of those that tell their columns in another way."""
    return any(kind.startswith(NATIVE) for kind in kinds_of_model(plan))


def _takes_tables(plan: Plan) -> bool:
    """Whether the model is of a library whose models refuse arrays of more than two dimensions when they are fitted."""
    kinds = kinds_of_model(plan)
    return bool(kinds) and all(kind.startswith(OF_TABLES) for kind in kinds)


def own_class(plan: Plan) -> bool:
    """Whether the model is of a class of the notebook, or hands rows to one: it gets them as when it was fitted."""
    kinds = kinds_of_model(plan)
    if bool(kinds) and all(kind.startswith(OWN) for kind in kinds):
        return True
    return any(knowledge.is_a(kind, "sklearn.Pipe") for kind in kinds) and _pipes_own(plan)


def _pipes_own(plan: Plan) -> bool:
    """Whether a pipeline is made with an object of a class of the notebook: it may know no names of columns."""
    classes = {s.node.name for s in plan.program.statements if isinstance(s.node, ast.ClassDef)}
    makers = (s for s in plan.program.statements if any(knowledge.is_a(k, "sklearn.Pipe") for _, k in s.facts.types))
    return any(isinstance(part, ast.Name) and part.id in classes for s in makers for part in walk(s.node))


def by_formula(plan: Plan) -> bool:
    """Whether the model may be fitted by a formula, which names its target, too."""
    return _native(plan) and any(call.startswith(FORMULAS) for s in plan.program.statements for call in s.facts.calls)


def own_formats(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Libraries that a learned value may be of, with the suffix of their own format."""
    learned = {artifact.name for artifact in plan.artifacts}
    types = {t for s in plan.program.statements for name, t in s.facts.types if name in learned}
    required = {requirement.name for requirement in plan.requirements}
    unknown = not types or any(kind in UNKNOWN for kind in types)
    return tuple(
        (library, suffix)
        for library, suffix in OWN_FORMATS
        if library in required and (unknown or any(kind.split(".")[0] == library for kind in types))
    )
