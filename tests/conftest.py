"""What holds for every test."""

import gc


def pytest_collection_finish() -> None:
    """As `nb2prod` itself does it: to look for garbage among what all tests share was a fifth of their time."""
    gc.freeze()
    gc.set_threshold(100_000, 50)
