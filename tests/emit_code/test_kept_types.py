"""The annotations of what training keeps: only what the line itself tells."""

import pytest

from nb2prod.emit.code.keeps import kept_type
from nb2prod.model import Keep

TYPES = (
    ("df.columns.tolist()", "list[Any]"),
    ("[name for name in names if name != 'y']", "list[Any]"),
    ("dict(zip(df.columns, names))", "dict[Any, Any]"),
    ("df['age'].median()", "float"),
    ("df.median()", "Any"),
    ("df[names].mean()", "Any"),
    ("df['age'].quantile([0.1, 0.9])", "Any"),
    ("df['age'].mode()[0]", "Any"),
)


@pytest.mark.parametrize("text, told", TYPES)
def test_kept_types(text, told):
    assert kept_type(Keep(1, "before", "kept", None, text, "kept")) == told
