"""benchmarks/check_slices.py for tests: it is a script beside other scripts, no package."""

import sys
from pathlib import Path

BENCHMARKS = str(Path(__file__).resolve().parents[2] / "benchmarks")
sys.path.append(BENCHMARKS)
try:
    from check_slices import Server, check, share
finally:
    sys.path.remove(BENCHMARKS)

__all__ = ["Server", "check", "share"]
