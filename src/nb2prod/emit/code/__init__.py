"""The notebook's own Python as modules: train.py or run.py, and definitions.py, built as syntax."""

from __future__ import annotations

from nb2prod.emit.code.modules import code_files

__all__ = ["code_files"]
