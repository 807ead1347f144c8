"""Columns that tell who a person is, told by their names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Statement
from nb2prod.walking import walk

PERSONAL = frozenset({
    "email", "e_mail", "email_address", "mail_address", "ssn", "social_security_number", "social_security", "phone",
    "phone_number", "telephone", "mobile_number", "cell_phone", "first_name", "last_name", "firstname", "lastname",
    "surname", "full_name", "maiden_name", "street_address", "home_address", "date_of_birth", "dob", "birth_date",
    "birthdate", "passport", "passport_number", "driver_license", "license_plate", "credit_card", "credit_card_number",
    "card_number", "iban", "account_holder", "ip_address", "national_id", "tax_id", "patient_name", "patient_id",
    "customer_name", "employee_name", "user_name", "username", "medical_record_number", "nhs_number",
    "user_id", "userid", "customer_id", "customerid", "employee_id", "employeeid", "member_id", "client_id",
})  # fmt: skip
OF_PEOPLE = frozenset({"sex", "gender", "age", "marital_status", "race", "ethnicity", "religion", "nationality"})


def personal_columns(statements: tuple[Statement, ...]) -> Iterator[Finding]:
    """One finding for the notebook, where the first of them is used; "name" counts where others are of people."""
    seen: dict[str, tuple[str, int, int]] = {}
    for statement in statements:
        if statement.parent is None:
            for key, line in _columns(statement.node):
                seen.setdefault(_snake(key), (key, statement.cell, line))
    made = {_snake(text) for s in statements if s.parent is None for text in _made(s.node)}
    of_people = OF_PEOPLE & seen.keys() and "name" not in made
    told = {key for key in seen if key in PERSONAL or (key == "name" and of_people)}
    if told:
        found = sorted((seen[key] for key in told), key=lambda one: (one[1], one[2], one[0]))
        columns = ", ".join(name for name, _, _ in found)
        yield finding("NB108", cell=found[0][1], line=found[0][2], columns=columns)


def _made(node: ast.AST) -> Iterator[str]:
    """Names that columns get in the notebook itself: `terms.to_series(name="Name")`."""
    named = (k.value for part in walk(node) if isinstance(part, ast.Call) for k in part.keywords if k.arg == "name")
    yield from (text for part in named for text, _ in _texts(part))


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+", "_", key).lower().strip("_")


def _columns(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Texts that stand where columns do: `df["a"]`, `df[["a", "b"]]`, `drop(columns=["a"])`, `drop("a", axis=1)`."""
    for part in walk(node):
        match part:
            case ast.Subscript(slice=key):
                yield from _texts(key)
            case ast.Call(func=ast.Attribute(attr="drop" | "groupby" | "set_index"), args=[first, *_]):
                yield from _texts(first)
        if isinstance(part, ast.Call):
            for keyword in part.keywords:
                if keyword.arg in {"columns", "usecols", "index_col", "subset", "names", "on"}:
                    yield from _texts(keyword.value)


def _texts(node: ast.expr) -> Iterator[tuple[str, int]]:
    parts = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value, part.lineno
