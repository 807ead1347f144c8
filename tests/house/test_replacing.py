"""`replacing` says what `dataclasses` says."""

import dataclasses

from nb2prod.analyse.environment import Value
from nb2prod.model import Facts
from nb2prod.replacing import replace


def test_it_replaces_as_dataclasses_do():
    for value, changes in (
        (Value("int"), {"type": "str", "metric": True}),
        (Facts(), {"calls": ("a",)}),
        (Facts(), {}),
    ):
        before = repr(value)
        found = replace(value, **changes)
        assert found == dataclasses.replace(value, **changes) and repr(found) == repr(
            dataclasses.replace(value, **changes)
        )
        assert hash(found) == hash(dataclasses.replace(value, **changes)) and repr(value) == before
