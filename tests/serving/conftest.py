"""The files that notebooks here read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.serving.harness import data


@pytest.fixture(scope="package", name="folder")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with them, written once: a test copies what it changes."""
    folder = tmp_path_factory.mktemp("serving")
    data(folder)
    return folder
