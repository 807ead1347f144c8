"""How many seconds of CPU `nb2prod convert` takes for each notebook, as a process of its own.

    python benchmarks/convert_speed.py NOTEBOOK|FOLDER... [--times N] [--profile]

Without anything it takes the examples. Of N times the shortest counts, so that what else runs here matters little.
`--profile` prints the functions of nb2prod that took longest, over all the notebooks in one process.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
from pathlib import Path

from check_speed import ROOT, cpu, run

LONGEST = 60  # functions that `--profile` prints


def main() -> int:
    """Measure each notebook, print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("places", nargs="*", type=Path, default=[ROOT / "examples"], metavar="NOTEBOOK|FOLDER")
    arguments.add_argument("--times", type=int, default=3, metavar="N")
    arguments.add_argument("--profile", action="store_true")
    given = arguments.parse_args()
    notebooks = [path for place in given.places for path in (sorted(place.rglob("*.ipynb")) or [place])]
    if given.profile:
        profile(notebooks)
        return 0
    print(f"{seconds('--version', times=given.times):7.2f}  to start")
    taken = []
    for notebook in notebooks:
        with tempfile.TemporaryDirectory() as folder:
            taken.append(seconds("convert", str(notebook), "-o", f"{folder}/project", times=given.times))
        print(f"{taken[-1]:7.2f}  {notebook}", flush=True)
    print(f"{sorted(taken)[len(taken) // 2]:7.2f}  median, {max(taken):.2f} the longest")
    return 0


def seconds(*command: str, times: int) -> float:
    """Seconds of CPU that nb2prod takes; every time after the first one a project stands there already."""
    found = []
    for _ in range(times):
        before = cpu()
        run(Path.cwd(), *command)
        found.append(cpu() - before)
    return min(found)


def profile(notebooks: list[Path]) -> None:
    """Print which functions took longest, those that they call included."""
    sys.path.insert(0, str(ROOT / "src"))
    from nb2prod import delivery, pipeline

    profiler = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        for number, notebook in enumerate(notebooks):
            options = delivery.Options(Path(folder) / str(number), (), 1, False, False, False, False, False, False)
            profiler.runcall(pipeline.convert, [notebook], options, lambda total: None)
    pstats.Stats(profiler).sort_stats("cumulative").print_stats("nb2prod", LONGEST)


if __name__ == "__main__":
    sys.exit(main())
