"""What a learned value is called by, after the expression that it comes from."""

import ast

import pytest

from nb2prod.plan.serving.stems import stems

NAMES = {  # expression -> its first name
    "df['TotalCharges'].median()": "total_charges_median",
    "df.Chol.mean() + 3 * df.Chol.std()": "chol_upper_limit",
    "df.Chol.mean() - 3 * df.Chol.std()": "chol_lower_limit",
    "df.Chol.mean() + df.Age.mean()": "kept",  # no bound of anything
    "{0: data['Glucose'].median()}": "glucose_median",
    "[cols]": "feature_columns",
    "[a, b]": "kept",
}  # fmt: skip


@pytest.mark.parametrize(("text", "name"), NAMES.items())
def test_values(text, name):
    assert next(iter(stems(ast.parse(text, mode="eval").body, "value", "kept", False, ()))) == name


@pytest.mark.parametrize(("text", "name"), {
    "list(features)": "feature_columns",
    "[c for c in vars_cat if c != 'y']": "vars_cat_columns",
}.items())  # fmt: skip
def test_lists_of_columns(text, name):
    assert next(iter(stems(ast.parse(text, mode="eval").body, "value", "columns", False, ()))) == name


def test_one_for_each_turn_is_told_by_what_the_turns_are():
    found = [*stems(ast.parse("le", mode="eval").body, "estimator", "label_encoder", True, ("col",))]
    assert found == ["label_encoders", "label_encoder_by_col", "learned_label_encoder"]
