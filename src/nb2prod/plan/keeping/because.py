"""Why a statement stays, in the words that `explain` shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ADVANCES = "it may advance the random stream"


def effect(effects: Iterable[str]) -> str:
    """Why a statement with these effects stays."""
    known: Mapping[str, str] = {
        "barrier": "nobody can see what it reads or binds",
        "write": "it writes something outside the notebook",
        "network": "it talks to the network",
        "environment": "it changes the environment that later code runs in",
        "seed": "it seeds a random stream",
        "print": "it says something",
        "raise": "it may stop the run",
        "unknown": "it calls something that may have an effect nobody here knows",
    }
    return next((text for name, text in known.items() if name in effects), "it has an effect")
