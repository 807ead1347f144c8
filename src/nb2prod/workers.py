"""Work side by side in processes, which an interrupt ends at once and without a word of their own."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


@contextmanager
def side_by_side(work: Callable[[S], T], items: Sequence[S], workers: int) -> Iterator[Iterator[T]]:
    """The results in the order of `items`; `work` must be a function of a module, or a `partial` of one."""
    # spawn: the progress bar has a thread, and a forked child may inherit a lock that this thread holds
    with ProcessPoolExecutor(workers, get_context("spawn"), _Worker.listen, gc.get_threshold()) as pool:
        try:
            with _deaf():
                results = pool.map(partial(_done, work), items)
            yield results
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _deaf() -> Iterator[None]:
    """Interrupts wait; a child that starts meanwhile is deaf until it listens, so that it dies with no traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """What an interrupt does to a process that works for another one."""

    busy = False
    stopped = False

    @classmethod
    def listen(cls, *threshold: int) -> None:
        """Start: an interrupt ends the work at hand, and any that comes later; garbage waits as long as elsewhere."""
        gc.set_threshold(*threshold)
        signal.signal(signal.SIGINT, cls._interrupted)
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    @classmethod
    def _interrupted(cls, number: int, frame: object) -> None:
        cls.stopped = True
        if cls.busy:
            raise KeyboardInterrupt


def _done(work: Callable[[S], T], item: S) -> T:
    _Worker.busy = True
    try:
        if _Worker.stopped:
            raise KeyboardInterrupt
        return work(item)
    finally:
        _Worker.busy = False
