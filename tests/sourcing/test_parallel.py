"""Both sides answer a quote at once: one answer stands. Real connections, and controls."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from clust.sourcing.actions.quoting import (
    QuoteClosed,
    award_quote,
    counter_quote,
    offer_quote,
    reject_quote,
    take_counter,
)
from clust.sourcing.models import Award, Quote, Rejection
from tests.faults.guards import key_of, without_constraint
from tests.sourcing.negotiating import Talks, make_talks
from tests.world import DAY

pytestmark = [pytest.mark.load, pytest.mark.django_db(transaction=True)]
HANDS = 6
Answer = Callable[[], object]


@pytest.fixture
def talks() -> Talks:
    return make_talks()


def at_once(*answers: Answer) -> int:
    """Give every answer over a connection of its own; return how many were taken."""
    start = Barrier(len(answers))

    def one(answer: Answer) -> bool:
        try:
            start.wait()
            return bool(answer())
        except QuoteClosed:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(len(answers)) as pool:
        return sum(pool.map(one, answers))


def test_a_counter_offer_is_taken_over_once(talks: Talks) -> None:
    counter = counter_quote(quote=talks.offer(), person=talks.desk, now=DAY)
    take = [lambda: take_counter(quote=counter, person=talks.seller, now=DAY)] * HANDS
    assert at_once(*take) == 1
    assert Quote.objects.filter(replaces=counter).count() == 1


def test_without_its_key_it_would_be_taken_over_many_times(talks: Talks) -> None:
    """The control: the same row, asked for and written without lock or key."""
    counter = counter_quote(quote=talks.offer(), person=talks.desk, now=DAY)
    asked = Barrier(HANDS)

    def take() -> bool:
        free = not Quote.objects.filter(replaces=counter).exists()
        asked.wait()
        if free:
            Quote.objects.create(product=counter.product, replaces=counter, received_at=DAY)
        return free

    with without_constraint("quote", key_of("quote", "replaces_id")):
        assert at_once(*[take] * HANDS) == HANDS
        assert Quote.objects.filter(replaces=counter).count() > 1


def answered(quote: Quote) -> int:
    """Count the answers to a quote."""
    return (
        Award.objects.filter(quote=quote).count()
        + Quote.objects.filter(replaces=quote).count()
        + Rejection.objects.filter(quote=quote).count()
    )


def test_a_quote_gets_one_answer(talks: Talks) -> None:
    quote = talks.offer()
    taken = at_once(
        lambda: award_quote(quote, person=talks.desk, now=DAY),
        lambda: counter_quote(quote=quote, person=talks.desk, now=DAY),
        lambda: reject_quote(quote=quote, person=talks.desk, now=DAY),
        lambda: offer_quote(
            product=quote.product, person=talks.seller, rungs=[(1, 5)], replaces=quote, now=DAY
        ),
    )
    assert taken == answered(quote) == 1


def test_without_the_lock_it_would_get_several(talks: Talks) -> None:
    """The control: the three tables have a key each, and none over all three."""
    quote = talks.offer()
    asked = Barrier(3)

    def ask(write: Answer) -> Answer:
        def one() -> bool:
            free = answered(quote) == 0
            asked.wait()
            return free and bool(write())

        return one

    taken = at_once(
        ask(lambda: Award.objects.create(quote=quote, at=DAY)),
        ask(lambda: Rejection.objects.create(quote=quote, at=DAY)),
        ask(lambda: Quote.objects.create(product=quote.product, replaces=quote, received_at=DAY)),
    )
    assert taken == answered(quote) == 3
