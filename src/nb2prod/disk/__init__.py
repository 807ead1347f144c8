"""A project on disk: read what is there, and replace it so that a kill at any moment leaves the old or the new one.

Beside the generated files lies `.nb2prod/`, committed with them:

    .nb2prod/base/<path>    the last generated text of every file: what the next merge needs
    .nb2prod/lock.json      its hashes, the notebook's identity, the version that wrote it
    .nb2prod/stage/         only while writing: the new texts, on the same file system
    .nb2prod/journal.json   only while writing: what goes where; once it is there, the new project is true

A write stages everything, writes the journal, renames file by file with `lock.json` last, and removes the journal.
A start that finds a journal finishes it. The order makes it safe: before the journal nothing visible has changed, after
it nothing is missing.
"""

from nb2prod.disk.holding import hold, look
from nb2prod.disk.lock import Generated
from nb2prod.disk.places import OWN
from nb2prod.disk.plain import read_file_text, write_files
from nb2prod.disk.reading import (
    is_interrupted,
    is_project,
    read_beside,
    read_generated,
    read_origin,
    read_tree,
)
from nb2prod.disk.writing import write_tree

__all__ = [
    "OWN",
    "Generated",
    "hold",
    "is_interrupted",
    "is_project",
    "look",
    "read_beside",
    "read_file_text",
    "read_generated",
    "read_origin",
    "read_tree",
    "write_files",
    "write_tree",
]
