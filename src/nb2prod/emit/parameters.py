"""How a parameter looks from each side: a typed field, a line of YAML, an option, an environment variable."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from nb2prod.emit.templates import comment, python_literal, yaml_value
from nb2prod.listing import in_cells
from nb2prod.model import Parameter, Plan
from nb2prod.replacing import dataclass

NUMBER = "Union[int, float]"
SCALARS = ("int", "float", "str", "bool")
BUILTINS = (*SCALARS, "list", "dict", "tuple", "set", "frozenset", "bytes")
TYPING = ("Any", "Optional", "Union", "Literal")
# YAML 1.1 reads these as truth values.
NOT_PLAIN_KEYS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
COMMENT_COLUMN = 32
WIDEST_LINE = 100
NO_OPTION = frozenset({"config", "artifacts", "help", "input", "output"})  # what the commands call so
STEPS_NAMED = 3
PROBES = {  # what the generated tests set: in the file, in the environment (and as text), on the command line
    "int": ((1, 2, 3), "2"),
    "float": ((0.5, 1.5, 2.5), "1.5"),
    "str": (("one", "two", "three"), "two"),
    "bool": ((False, True, False), "true"),
}
WHOLE = {  # what more than a secret has become a setting
    "command": "The command line with a secret",
    "file_text": "The text of a file with a secret",
    "database_url": "The address with a password",
    "url": "The address with a password",
    "connection": "The connection string with a password",
}


@dataclass(frozen=True)
class Field:
    """One parameter, ready for every template."""

    name: str
    default: object
    help: str
    required: bool
    cells: tuple[int, ...]  # from 1
    steps: tuple[str, ...]  # that take it
    of_model: bool  # it is a setting of a model
    annotation: str
    key: str  # in config.yaml
    variable: str  # in the environment
    option: str  # on the command line, without dashes
    lines: tuple[str, ...]  # in config.yaml
    shown: str  # the default in the README
    yaml_text: bool  # text on the command line or in the environment is YAML

    @property
    def cell(self) -> int:
        """The first cell that takes it."""
        return self.cells[0]

    @property
    def used(self) -> str:
        """The steps and cells that take it, as the README lists them."""
        cells = f"cell{'s' if len(self.cells) > 1 else ''} {', '.join(map(str, self.cells))}"
        named = [f"`{step}`" for step in self.steps[:STEPS_NAMED]]
        more = f" and {len(self.steps) - STEPS_NAMED} more" if len(self.steps) > STEPS_NAMED else ""
        return f"{cells} ({', '.join(named)}{more})" if named else cells


@dataclass(frozen=True)
class Option:
    """One argument of `main`; `declaration` is empty where typer derives the option from the argument's name."""

    name: str
    argument: str
    type: str
    number: bool  # whole or not: 100 rows, or 0.25 of them
    declaration: str
    help: str


def prefix(plan: Plan) -> str:
    """What the environment variables of the project begin with."""
    return plan.package.upper() + "_"


def upper_names(plan: Plan) -> bool:
    """Whether variables are upper case; not where two parameters (`n` and `N`) would meet in one."""
    names = [parameter.name.upper() for parameter in plan.parameters]
    return len(set(names)) == len(names)


def fields(plan: Plan) -> tuple[Field, ...]:
    """The parameters, those without a default first, as a dataclass wants them."""
    found = [_field(plan, parameter) for parameter in plan.parameters]
    return tuple(sorted(found, key=lambda field: not field.required))


def groups(plan: Plan) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """The parameters that config.yaml holds, by the step that takes them first, in the order of the workflow."""
    shown = [field for field in fields(plan) if not field.required]
    steps = dict.fromkeys([*(plan.workflow if step.inline else step.name for step in plan.steps), ""])
    named = [(step, tuple(f for f in shown if (f.steps or ("",))[0] == step)) for step in steps]
    return tuple((step or "workflow", members) for step, members in named if members)


def options(plan: Plan, reserved: Collection[str]) -> tuple[Option, ...]:
    """The options of the workflow's command; secrets have none, for a command line is seen by everybody."""
    names = {*reserved, *(parameter.name for parameter in plan.parameters)}
    return tuple(_option(field, reserved, names) for field in fields(plan) if not field.required)


def takes_numbers(plan: Plan) -> bool:
    """Whether an option takes whole numbers and fractions alike."""
    return any(field.annotation == NUMBER and not field.required for field in fields(plan))


def scoped(annotation: str, names: Iterable[str]) -> str:
    """`annotation` where a field of the same class may be called `list`: `builtins.list` then."""
    taken = set(names)
    return re.sub(r"\w+", lambda m: f"builtins.{m[0]}" if m[0] in taken & set(BUILTINS) else m[0], annotation)


def probe(plan: Plan) -> dict[str, object] | None:
    """The parameter on which the generated tests show what wins over what."""
    for field in fields(plan):
        if field.annotation in PROBES and not field.required:
            tries, text = PROBES[field.annotation]
            variable = field.variable.removeprefix(prefix(plan))
            return {"name": field.name, "key": field.key, "tries": tries, "text": text, "environment": variable}
    return None


def annotation_of(parameter: Parameter) -> str:
    """The type that validates the default and gives it back unchanged after a way through YAML."""
    if isinstance(parameter.default, (list, tuple, set, frozenset, dict)):
        return _container_type(parameter.default) or "Any"
    if parameter.choices:
        listed = f"Literal[{', '.join(map(python_literal, parameter.choices))}]"
        return f"Optional[{listed}]" if parameter.type.startswith("Optional") else listed
    known = all(word in (*BUILTINS, *TYPING, "None") for word in re.findall(r"[^\W\d]\w*", parameter.type))
    declared = parameter.type if known and parameter.type else "Any"
    if parameter.default is None and not parameter.required and not declared.startswith(("Optional", "Any")):
        return f"Optional[{declared}]"
    return declared


def _field(plan: Plan, parameter: Parameter) -> Field:
    name, annotation = parameter.name, annotation_of(parameter)
    taking = [plan.workflow if step.inline else step.name for step in plan.steps if name in step.parameters]
    steps = tuple(dict.fromkeys(taking or [parameter.step] * bool(parameter.step)))
    key = name if name.isascii() and name.lower() not in NOT_PLAIN_KEYS else yaml_value(name)
    return Field(
        name=name,
        default=parameter.default,
        help=_help(parameter),
        required=parameter.required,
        cells=tuple(cell + 1 for cell in parameter.cells or (parameter.cell,)),
        steps=steps,
        of_model=parameter.setting,
        annotation=annotation,
        key=key,
        variable=prefix(plan) + (name.upper() if upper_names(plan) else name),
        option=_option_name(plan, name).replace("_", "-"),
        lines=() if parameter.required else _yaml_lines(key, parameter, annotation),
        shown="" if parameter.required else _shorten(python_literal(parameter.default)),
        yaml_text=annotation not in (*SCALARS, "Optional[str]", NUMBER) and not annotation.startswith("Literal"),
    )


def _option_name(plan: Plan, name: str) -> str:
    """`lambda_` has its dash for the sake of Python: --lambda, where nothing else is called so."""
    plain = name.rstrip("_")
    taken = {parameter.name for parameter in plan.parameters} | NO_OPTION
    return plain if plain and plain not in taken and f"{plain}_" == name else name


def _help(parameter: Parameter) -> str:
    """What a person learns from; a name said twice tells nothing."""
    if parameter.required:
        said = WHOLE.get(parameter.name.rstrip("_0123456789"), "The secret")
        return f"{said} that cell {parameter.cell + 1} of the notebook holds; it comes from the environment."
    return "" if parameter.help == f"The notebook's {parameter.constant or parameter.name}." else parameter.help


def _yaml_lines(key: str, parameter: Parameter, annotation: str) -> tuple[str, ...]:
    origin = comment(" ".join(f"{in_cells(parameter.cells or (parameter.cell,))}: {parameter.origin}".split()))
    unfaithful = annotation == "Any" and isinstance(parameter.default, (list, tuple, set, frozenset, dict))
    if unfaithful:
        return (f"{origin} (YAML cannot say this value: see config.py)",)
    text = f"{key}: {yaml_value(parameter.default)}"
    if len(text) > WIDEST_LINE or len(text) + len(origin) > WIDEST_LINE + COMMENT_COLUMN:
        return (origin, text)
    return (f"{text:<{COMMENT_COLUMN}} {origin}" if len(text) <= COMMENT_COLUMN else f"{text}  {origin}",)


def _option(field: Field, reserved: Collection[str], names: Collection[str]) -> Option:
    argument = field.name
    while argument in reserved or (argument != field.name and argument in names):
        argument += "_"
    plain = field.option == field.name.replace("_", "-")
    explicit = argument != field.name or field.name != field.name.lower() or not plain
    both = f"--{field.option}/--no-{field.option}" if field.annotation == "bool" else f"--{field.option}"
    return Option(
        name=field.name,
        argument=argument,
        number=field.annotation == NUMBER,
        type="float" if field.annotation == NUMBER else field.annotation if field.annotation in SCALARS else "str",
        declaration=both if explicit else "",
        help=(field.help + " (YAML)" if field.yaml_text else field.help).strip(),
    )


def _container_type(value: object) -> str:
    """The annotation that makes of YAML's lists what the notebook had; "" where none does."""
    if isinstance(value, dict):
        if not all(_same_in_yaml(key) for key in value):
            return ""
        return _with_items("dict", list(value.values()), "dict[Any, {}]")
    name = type(value).__name__
    assert isinstance(value, (list, tuple, set, frozenset))
    return _with_items(name, list(value), "tuple[{}, ...]" if name == "tuple" else name + "[{}]")


def _with_items(name: str, items: list[object], pattern: str) -> str:
    if all(_same_in_yaml(item) for item in items):
        return name
    if not all(isinstance(item, (list, tuple, set, frozenset, dict)) for item in items):
        return ""
    inner = {_container_type(item) for item in items}
    return pattern.format(inner.pop()) if len(inner) == 1 and "" not in inner else ""


def _same_in_yaml(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_same_in_yaml, value))
    if isinstance(value, dict):
        return all(_same_in_yaml(key) and _same_in_yaml(item) for key, item in value.items())
    return value is None or isinstance(value, (bool, int, float, str, bytes))


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
