"""Processes of their own with connections of their own, let go at the same moment."""

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from django.db import connection, transaction

from clust.campaigns.models import Campaign, Gate
from tests.deadline import until

Job = Callable[[], object]
PATIENCE = 90
_fork = multiprocessing.get_context("fork")


class Crew:
    """One process for each job; all begin at `go`, and answer with what came of it."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._begin = _fork.Event()
        self._pipes = [_fork.Pipe(duplex=False) for _ in jobs]
        self._members = [
            _fork.Process(target=self._work, args=(job, sender), daemon=True)
            for job, (_, sender) in zip(jobs, self._pipes, strict=True)
        ]

    def __enter__(self) -> Self:
        connection.close()
        connection.close_pool()
        for member in self._members:
            member.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for member in self._members:
            member.kill()
            member.join()

    def _work(self, job: Job, sender: "multiprocessing.connection.Connection") -> None:
        self._begin.wait(PATIENCE)
        try:
            answer = str(job())
        except Exception as error:
            answer = type(error).__name__
        sender.send(answer)
        sender.close()
        os._exit(0)

    def go(self) -> None:
        """Let everybody begin."""
        self._begin.set()

    def kill(self) -> None:
        """Kill everybody where they stand, and what they had asked of the database with them."""
        for member in self._members:
            assert member.pid
            os.kill(member.pid, signal.SIGKILL)
            member.join()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        until(lambda: waiting() == 0, seconds=PATIENCE)

    def answers(self) -> Counter[str]:
        """Count what came of the jobs: what they returned, or the name of what they raised."""
        found: Counter[str] = Counter()
        for receiver, _ in self._pipes:
            assert receiver.poll(PATIENCE), "a process did not answer in time"
            found[receiver.recv()] += 1
        return found


def together(jobs: Sequence[Job]) -> Counter[str]:
    """Do the jobs at the same time and count what came of them."""
    with Crew(jobs) as crew:
        crew.go()
        return crew.answers()


@contextmanager
def stopped_at(statement: str, crew: Crew, *, blocked: int) -> Iterator[None]:
    """Take a lock, let the crew begin, and go on when so many of them wait; release it after."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)
        crew.go()
        until(lambda: waiting() >= blocked, seconds=PATIENCE)
        yield


def at_the_gate(campaign: Campaign, jobs: Sequence[Job]) -> Counter[str]:
    """Bring all jobs to the locked gate of a campaign, open it, and count what came of them."""
    with Crew(jobs) as crew:
        with stopped_at(
            f"SELECT FROM gate WHERE campaign_id = {campaign.pk} FOR UPDATE",
            crew,
            blocked=len(jobs),
        ):
            pass
        return crew.answers()


def waiting() -> int:
    """Return how many connections to this database wait for a lock."""
    return _connections("wait_event_type = 'Lock'")


def others_at_work() -> int:
    """Return how many other connections to this database are in a transaction."""
    return _connections("state <> 'idle'")


def _connections(condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            f" AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND {condition}"
        )
        return int(cursor.fetchone()[0])


def units_in(campaign: Campaign) -> int:
    """Return the units that the gate counts as in."""
    return Gate.objects.get(campaign=campaign).units
