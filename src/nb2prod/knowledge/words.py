"""Names of functions, methods and classes by what they do to rows; the table is `words.yaml`."""

from functools import cache

from nb2prod.knowledge.shelf import table


@cache
def _table() -> dict[str, frozenset[str]]:
    return {key: frozenset(names.split()) for key, names in table("words.yaml").items()}


def words(key: str) -> frozenset[str]:
    """The names that stand under the key."""
    return _table()[key]
