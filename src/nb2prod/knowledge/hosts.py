"""Modules that exist on a notebook's host alone: no distribution holds them, and nothing of them runs elsewhere."""

from __future__ import annotations

HOSTS = {
    "google.colab": "Colab",
    "kaggle_secrets": "Kaggle",
    "kaggle_datasets": "Kaggle",
    "kaggle_evaluation": "Kaggle",
    "kaggle_web_client": "Kaggle",
    "notebookutils": "Fabric",
    "mssparkutils": "Synapse",
}


def host(qualified: str) -> str:
    """The host that has the module, or the module that the name is of; "" for everything else."""
    found = (place for module, place in HOSTS.items() if qualified == module or qualified.startswith(f"{module}."))
    return next(found, "")
