"""The same work in many processes or threads at once, counted per second."""

import multiprocessing
import threading
import time
from collections.abc import Callable

from django.db import connection

Work = Callable[[], object]
Prepare = Callable[[int], Work]

WARM_UP = 20
_fork = multiprocessing.get_context("fork")


def leave_connections() -> None:
    """Close this process's connections and pool, so that it may be forked."""
    connection.close()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()


def per_second(
    prepare: Prepare, *, processes: int = 16, threads: int = 1, seconds: float = 4.0
) -> float:
    """
    Return how often a second the work is done by all of them together.

    A process of one thread keeps its connection; threads give theirs back to the pool each time,
    as requests do.

    :param prepare: called once in each thread with its number; returns what to repeat
    """
    leave_connections()
    ready = _fork.Barrier(processes + 1)
    counts = _fork.SimpleQueue()
    crew = [
        _fork.Process(target=_process, args=(prepare, n, threads, seconds, ready, counts))
        for n in range(processes)
    ]
    try:
        for member in crew:
            member.start()
        ready.wait(timeout=60)
        for member in crew:
            member.join(timeout=seconds + 60)
        if any(member.exitcode != 0 for member in crew):
            raise RuntimeError("a process of the benchmark failed")
    finally:
        for member in crew:
            member.kill()
    return sum(counts.get() for _ in crew)


def _process(
    prepare: Prepare,
    number: int,
    threads: int,
    seconds: float,
    ready: threading.Barrier,
    counts: "multiprocessing.SimpleQueue[float]",
) -> None:
    rates: list[float] = []
    start = threading.Barrier(threads + 1)

    def repeat(thread: int) -> None:
        try:
            rates.append(_repeat(prepare(thread), seconds, start, one_each=threads == 1))
        finally:
            start.abort()

    first = number * threads
    crew = [threading.Thread(target=repeat, args=(first + n,)) for n in range(threads)]
    for member in crew:
        member.start()
    start.wait()
    ready.wait()
    start.wait()
    for member in crew:
        member.join()
    if len(rates) < threads:
        raise SystemExit(1)
    counts.put(sum(rates))


def _repeat(work: Work, seconds: float, start: threading.Barrier, *, one_each: bool) -> float:
    """Warm up, wait for the others twice, repeat the work, and return how often a second."""
    for _ in range(WARM_UP):
        work()
    start.wait()
    start.wait()
    began = time.monotonic()
    until, done = began + seconds, 0
    while (now := time.monotonic()) < until:
        work()
        done += 1
        if not one_each:
            connection.close()
    connection.close()
    return done / (now - began)
