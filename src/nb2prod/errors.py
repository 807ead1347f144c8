"""How nb2prod stops: a sentence for the user and an exit code; `cli.py` is the one place that turns them into words."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the contract, section 2."""

    DONE = 0
    DIFFERENT = 1
    BAD_INPUT = 2
    CONFLICT = 3
    NOT_SHIPPABLE = 4
    ENVIRONMENT = 5
    FAULT = 70
    INTERRUPTED = 130


class Stop(Exception):
    """The user can act on this: `sentences` say what is wrong, where, and what to do; nothing was written."""

    def __init__(self, code: ExitCode, *sentences: str) -> None:
        """Stop with `code`; each sentence is one printed line, all bad cells at once."""
        super().__init__("\n".join(sentences))
        self.code = code
        self.sentences = sentences


class IncompleteError(Exception):
    """A file of nb2prod's own cannot be read: a fault of this installation, whatever the notebook is."""

    def __init__(self, path: object) -> None:
        """Name the file."""
        super().__init__(f"nb2prod's own file {path} is missing or cannot be read: install nb2prod again.")
