"""The claim of a pledge: one statement; claims that arrive together are sent together."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Lock
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakSet

import psycopg
from django.db import connection
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

MOST_AT_ONCE = 64
MOST_TRIES = 3
# The gate moved; somebody wrote the same key; they and we waited for each other.
COME_AGAIN = {"CLU01", "23505", "40P01"}

_KINDS = [
    *("bigint", "bigint", "bigint", "bigint"),
    *("integer", "integer", "boolean", "integer", "boolean", "integer", "integer"),
    *("uuid", "timestamptz"),
]
_ONE = f"claim(%s::bigint, {', '.join(f'%s::{kind}' for kind in _KINDS)}, %s)"
_TOGETHER = f"claim_together(%s::bigint, {', '.join(f'%s::{kind}[]' for kind in _KINDS)}, %s)"
_WITHIN = "SELECT * FROM {}"
# The commit gives the gate free before it is on disk; `_make_durable` waits for the disk.
_EARLY = "SELECT c.* FROM set_config('synchronous_commit', 'off', true), {} AS c"
_NUMBERED = ", ".join(f"${n}::{kind}" for n, kind in enumerate(["bigint", *_KINDS, "boolean"], 1))
_ONE_NAME, _ONE_BARE = b"clust_claim", _EARLY.format(f"claim({_NUMBERED})").encode()
_FLUSH_NAME, _FLUSH = b"clust_flush", b"SELECT pg_logical_emit_message(true, 'clust', '')"
_WRITTEN = {"placed", "again"}
_prepared: WeakSet[PGconn] = WeakSet()


class Claim(NamedTuple):
    """All that the gate needs to know; the order of the fields is that of the SQL functions."""

    campaign: int
    person: int
    variant: int
    delivery_option: int
    address: int | None
    units: int
    up_to: int
    fewer: bool
    maximum_cents: int | None
    waits: bool
    shown_cents: int
    surcharge_cents: int
    key: UUID
    at: datetime


class Answer(NamedTuple):
    """What became of a claim: outcome, the pledge's number, price in cents gross, places left."""

    outcome: str
    pledge: int | None
    price_cents: int | None
    places: int | None


Run = Callable[[Sequence[object]], list[Answer]]


def claim_one(claim: Claim) -> Answer:
    """Place one claim on this thread's connection."""
    return _through(_run_one, claim)[0]


def claim_together(claims: Sequence[Claim]) -> list[Answer | Exception]:
    """Place claims on one campaign in one statement and one commit; each gets its own answer."""
    if len(claims) > 1:
        _, *columns = (list(column) for column in zip(*claims, strict=True))
        try:
            return list(_through(_run_together, [claims[0].campaign, *columns]))
        except psycopg.DatabaseError:
            pass  # one of them spoiled it for all: each alone, then
    return [_answer_or_error(claim) for claim in claims]


def _answer_or_error(claim: Claim) -> Answer | Exception:
    try:
        return claim_one(claim)
    except Exception as error:
        return error


def _through(run: Run, values: Sequence[object]) -> list[Answer]:
    """
    Pass the gate: hold it last, and where that does not do come again and hold it first.

    Inside somebody's transaction nothing can be tried again, so it is held first at once.
    """
    if connection.in_atomic_block:
        return run([*values, True])
    for tried in range(MOST_TRIES):
        try:
            return run([*values, tried > 0])
        except psycopg.DatabaseError as error:
            if error.sqlstate not in COME_AGAIN:
                raise
    return run([*values, True])


def _run_together(values: Sequence[object]) -> list[Answer]:
    if connection.in_atomic_block:
        return _run(_WITHIN.format(_TOGETHER), values)
    return _durable(_run(_EARLY.format(_TOGETHER), values))


def _run_one(values: Sequence[object]) -> list[Answer]:
    if connection.in_atomic_block:
        return _run(_WITHIN.format(_ONE), values)
    return _durable([_run_bare(values)])


def _run(statement: str, values: Sequence[object]) -> list[Answer]:
    with _closed_if_broken(), psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return [Answer(*row) for row in cursor.fetchall()]


def _run_bare(values: Sequence[object]) -> Answer:
    """
    Run the claim by libpq itself, outside any transaction.

    psycopg's cursors cost as much again as the rest of a join does in this process.
    """
    with _closed_if_broken():
        given: list[Any] = [_as_text(value) for value in values]
        row = _done(_server().exec_prepared(_ONE_NAME, given))
        outcome, *numbers = (row.get_value(0, column) for column in range(row.nfields))
        return Answer((outcome or b"").decode(), *(n if n is None else int(n) for n in numbers))


def _durable(answers: list[Answer]) -> list[Answer]:
    """
    Return the answers once what was written is on disk.

    A small commit of its own waits for all that was committed before it, and many connections
    wait together, which they cannot do one behind the other at the gate.
    """
    if any(answer.outcome in _WRITTEN for answer in answers):
        with _closed_if_broken():
            _done(_server().exec_prepared(_FLUSH_NAME, []))
    return answers


def _server() -> PGconn:
    """Return this thread's connection with its statements prepared."""
    server: PGconn = connection.connection.pgconn
    if server not in _prepared:
        _done(server.prepare(_ONE_NAME, _ONE_BARE))
        _done(server.prepare(_FLUSH_NAME, _FLUSH))
        _prepared.add(server)
    return server


def _done(result: PGresult) -> PGresult:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise psycopg.errors.error_from_result(result)
    return result


def _as_text(value: object) -> bytes | None:
    return None if value is None else str(value).encode()


@contextmanager
def _closed_if_broken() -> Iterator[None]:
    connection.ensure_connection()
    try:
        yield
    except psycopg.OperationalError:
        if not connection.in_atomic_block:
            connection.close()
        raise


class _Ticket:
    """A claim on its way, and the answer to it; its thread may be asked to carry the next batch."""

    __slots__ = ("answer", "claim", "leads", "ready")

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.answer: Answer | Exception | None = None
        self.leads = False
        self.ready = Event()


class Combiner:
    """
    Sends claims on one campaign that arrive while another is under way together.

    The first thread to come carries its own claim at once; those that come meanwhile wait, and
    one of them carries them all. Nobody waits for company, and nobody carries more than once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[int, deque[_Ticket]] = defaultdict(deque)
        self._busy: set[int] = set()

    def place(self, claim: Claim) -> Answer:
        """Return the answer to this claim, whoever carried it."""
        ticket = _Ticket(claim)
        connection.ensure_connection()  # so that those who wait cannot hold the last one back
        with self._lock:
            self._waiting[claim.campaign].append(ticket)
            ticket.leads = claim.campaign not in self._busy
            self._busy.add(claim.campaign)
        if not ticket.leads:
            ticket.ready.wait()
        if ticket.leads:
            self._carry(claim.campaign)
        if isinstance(ticket.answer, Answer):
            return ticket.answer
        raise ticket.answer or RuntimeError("a claim without an answer")

    def _carry(self, campaign: int) -> None:
        with self._lock:
            waiting = self._waiting[campaign]
            batch = [waiting.popleft() for _ in range(min(len(waiting), MOST_AT_ONCE))]
        try:
            answers = claim_together([ticket.claim for ticket in batch])
        except BaseException as error:
            answers = [RuntimeError(f"the batch was cut off: {error!r}")] * len(batch)
            raise
        finally:
            self._hand_on(campaign)
            for ticket, answer in zip(batch, answers, strict=True):
                ticket.answer = answer
                ticket.leads = False
                ticket.ready.set()

    def _hand_on(self, campaign: int) -> None:
        with self._lock:
            if waiting := self._waiting[campaign]:
                waiting[0].leads = True
                waiting[0].ready.set()
            else:
                del self._waiting[campaign]
                self._busy.discard(campaign)


_combiner = Combiner()


def place(claim: Claim) -> Answer:
    """Place a claim: in a transaction on its own connection, else together with its neighbours."""
    return claim_one(claim) if connection.in_atomic_block else _combiner.place(claim)
