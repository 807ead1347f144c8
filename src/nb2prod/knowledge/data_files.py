"""Which files hold rows of data, by the ends of their names: `train.csv`, `data.sqlite`; no models, no pictures."""

from __future__ import annotations

import re

ROWS = re.compile(
    r"\w\.(?:csv|tsv|txt|data|dat|xlsx?|parquet|feather|jsonl?|arff|sav|dta|sas7bdat|mat|npz?|zip|gz|db|sqlite3?)$",
    re.I,
)
# a path that is there on one machine only
ABSOLUTE = re.compile(r"^(?:/(?:home|Users|content|kaggle|mnt|data|root|tmp|Volumes|gdrive)/|[A-Za-z]:[\\/]|~/|\\\\)")


def holds_rows(file: str) -> bool:
    """Whether a file of that name does."""
    return ROWS.search(file) is not None
