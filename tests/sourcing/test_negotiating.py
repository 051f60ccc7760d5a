"""Counter-offers back and forth: each a new quote, each answered once."""

from datetime import timedelta

import pytest

from clust.sourcing.actions.quoting import (
    AlreadyAwarded,
    AlreadyRejected,
    AlreadyReplaced,
    NotACounter,
    NotTheirs,
    OtherSupplier,
    OutOfDate,
    TooLate,
    award_quote,
    counter_quote,
    offer_quote,
    reject_quote,
    stand_by_quote,
    take_counter,
)
from clust.sourcing.models import Quote
from tests.sourcing.negotiating import WEEK, Talks, make_talks
from tests.world import DAY

pytestmark = pytest.mark.django_db
LATER = DAY + WEEK + timedelta(days=1)


@pytest.fixture
def talks() -> Talks:
    return make_talks()


@pytest.fixture
def counter(talks: Talks) -> Quote:
    """What the desk offers back, after the deadline."""
    offer = talks.offer(lead_days=20)
    return counter_quote(quote=offer, person=talks.desk, rungs=[(1, 900), (50, 800)], now=LATER)


def state(quote: Quote) -> str:
    found: str = Quote.objects.with_state(LATER).get(pk=quote.pk).state  # type: ignore[attr-defined]
    return found


def test_the_desk_changes_some_terms_and_keeps_the_others(counter: Quote) -> None:
    assert counter.cost_ladder().rungs == ((1, 900), (50, 800))
    assert counter.lead_days == 20
    assert counter.side == "desk"
    assert state(counter.replaces) == "countered"  # type: ignore[arg-type]


def test_a_counter_offer_cannot_be_accepted_before_the_supplier_takes_it(
    talks: Talks, counter: Quote
) -> None:
    with pytest.raises(NotTheirs):
        award_quote(counter, person=talks.desk, now=LATER)
    taken = take_counter(quote=counter, person=talks.seller, now=LATER)
    assert taken.cost_ladder() == counter.cost_ladder()
    assert state(taken) == "open"
    award_quote(taken, person=talks.desk, now=LATER)
    assert state(taken) == "accepted"


def test_a_supplier_stands_by_what_it_offered(talks: Talks, counter: Quote) -> None:
    again = stand_by_quote(quote=counter, person=talks.seller, now=LATER)
    assert again.cost_ladder().rungs == ((1, 1000), (50, 900))
    assert again.replaces == counter


def test_a_supplier_answers_with_terms_between(talks: Talks, counter: Quote) -> None:
    between = talks.offer([(1, 950)], replaces=counter, now=LATER)
    assert between.enquiry == talks.enquiry
    again = counter_quote(quote=between, person=talks.desk, rungs=[(1, 940)], now=LATER)
    assert take_counter(quote=again, person=talks.seller, now=LATER).replaces == again


def test_after_the_deadline_only_the_desk_is_answered(talks: Talks) -> None:
    offer = talks.offer()
    with pytest.raises(TooLate):
        talks.offer([(1, 950)], replaces=offer, now=LATER)
    assert talks.offer([(1, 950)], replaces=offer, now=DAY).replaces == offer
    assert state(offer) == "replaced"


def test_a_quote_is_replaced_once(talks: Talks, counter: Quote) -> None:
    take_counter(quote=counter, person=talks.seller, now=LATER)
    for answer in (take_counter, stand_by_quote, reject_quote, counter_quote):
        with pytest.raises(AlreadyReplaced):
            answer(quote=counter, person=talks.seller, now=LATER)
    with pytest.raises(AlreadyReplaced):
        award_quote(counter.replaces, person=talks.desk, now=LATER)  # type: ignore[arg-type]


def test_what_is_accepted_or_rejected_stays_so(talks: Talks) -> None:
    refused, accepted = talks.offer(), talks.offer()
    reject_quote(quote=refused, person=talks.desk, words="Trop cher", now=DAY)
    assert state(refused) == "refused"
    with pytest.raises(AlreadyRejected):
        award_quote(refused, person=talks.desk, now=DAY)
    award_quote(accepted, person=talks.desk, now=DAY)
    with pytest.raises(AlreadyAwarded):
        counter_quote(quote=accepted, person=talks.desk, now=DAY)


def test_the_others_are_refused_when_one_is_accepted(talks: Talks) -> None:
    loses, wins = talks.offer(), talks.offer()
    award_quote(wins, person=talks.desk, now=DAY)
    assert state(loses) == "refused"


def test_a_rejected_counter_offer_ends_the_talk(talks: Talks, counter: Quote) -> None:
    reject_quote(quote=counter, person=talks.seller, now=LATER)
    with pytest.raises(AlreadyRejected):
        take_counter(quote=counter, person=talks.seller, now=LATER)


def test_only_a_counter_offer_is_taken_over(talks: Talks) -> None:
    for answer in (take_counter, stand_by_quote):
        with pytest.raises(NotACounter):
            answer(quote=talks.offer(), person=talks.seller, now=DAY)


def test_a_counter_offer_runs_out(talks: Talks) -> None:
    offer = talks.offer()
    until = DAY.date() + timedelta(days=2)
    counter = counter_quote(quote=offer, person=talks.desk, valid_until=until, now=DAY)
    assert state(counter) == "expired"
    with pytest.raises(OutOfDate):
        take_counter(quote=counter, person=talks.seller, now=LATER)
    assert stand_by_quote(quote=counter, person=talks.seller, now=LATER).side == "supplier"


def test_nobody_replaces_anothers_quote(talks: Talks) -> None:
    offer = talks.offer()
    with pytest.raises(OtherSupplier):
        offer_quote(product=talks.vase, person=None, rungs=[(1, 1)], replaces=offer, now=DAY)


def test_proposals_are_negotiated_too(talks: Talks) -> None:
    proposal = talks.offer(enquiry=None)
    counter = counter_quote(quote=proposal, person=talks.desk, rungs=[(1, 700)], now=DAY)
    assert take_counter(quote=counter, person=talks.seller, now=DAY).enquiry is None
    assert Quote.objects.due_to_award(DAY).count() == 1
