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

    :param prepare: called once in each thread with its number; returns what to repeat
    """
    leave_connections()
    ready = _fork.Barrier(processes + 1)
    counts = _fork.SimpleQueue()
    crew = [
        _fork.Process(target=_process, args=(prepare, n, threads, seconds, ready, counts))
        for n in range(processes)
    ]
    for member in crew:
        member.start()
    try:
        ready.wait(timeout=60)
    except threading.BrokenBarrierError:
        raise RuntimeError("a process of the benchmark did not get ready") from None
    for member in crew:
        member.join(timeout=seconds + 60)
    if any(member.exitcode for member in crew):
        raise RuntimeError("a process of the benchmark failed")
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
    crew = [
        threading.Thread(
            target=_thread, args=(prepare, number * threads + n, seconds, start, rates)
        )
        for n in range(threads)
    ]
    for member in crew:
        member.start()
    _wait_until_all_wait(start, crew)
    ready.wait()
    start.wait()
    for member in crew:
        member.join()
    if len(rates) < threads:
        raise SystemExit(1)
    counts.put(sum(rates))


def _wait_until_all_wait(start: threading.Barrier, crew: list[threading.Thread]) -> None:
    while start.n_waiting < len(crew):
        if not all(member.is_alive() for member in crew):
            raise SystemExit(1)
        time.sleep(0.01)


def _thread(
    prepare: Prepare, number: int, seconds: float, start: threading.Barrier, rates: list[float]
) -> None:
    work = prepare(number)
    for _ in range(WARM_UP):
        work()
    start.wait()
    began = time.monotonic()
    until, done = began + seconds, 0
    while (now := time.monotonic()) < until:
        work()
        done += 1
    rates.append(done / (now - began))
    connection.close()
