"""People without internet are asked too: who organises answers for them, by their word."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clust import flow
from clust.campaigns.actions.amending import extend_campaign
from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.actions.pledging import Closed, withdraw_pledge
from clust.campaigns.models import Extension, Pledge, Renewal
from clust.gatherings.actions.answering import (
    NotOnPaper,
    answer_substitution_on_paper,
    renew_on_paper,
    take_money_back_on_paper,
)
from clust.gatherings.actions.starting import NotHost, appoint_host, call_off_gathering
from clust.gatherings.models import Gathering, Offering, PaperAnswer, PaperForm
from clust.orders.models import Order
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Variant
from clust.supply.actions.ending import NotLate, OnItsWay, may_take_back_on
from clust.supply.actions.shipping import ship_in_bulk
from clust.supply.actions.substituting import AlreadyAnswered, TooLate, offer_substitute
from clust.supply.models import PurchaseOrder, SubstitutionQuestion, sent_as
from tests.gatherings.story import TEN_DAYS, come, join, named, offer, sign, start
from tests.world import DAY, World, make_card, make_person, make_world

pytestmark = pytest.mark.django_db

CLOSED = DAY + TEN_DAYS + timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def gathering(world: World) -> Gathering:
    return start(world)


def slow_offer(world: World) -> Offering:
    """Let the desk allow a ladder that needs six units."""
    return offer(world, ladder=Ladder.of([(6, 5000), (9, 4000)]))


@pytest.fixture
def missed(world: World) -> Gathering:
    return start(world, offering=slow_offer(world))


def second_host(gathering: Gathering) -> Person:
    other = named("Bruno Roche")
    come(gathering, other)
    appoint_host(gathering=gathering, by=gathering.founder, person=other, now=DAY)
    return other


def bought(gathering: Gathering) -> Order:
    """Sign Marcelle in on the organiser's card, and let the clust be closed, paid and bought."""
    paper = sign(gathering, by_transfer=False)
    confirm_hold(hold=paper.hold, card=make_card(gathering.founder), ref="checked", now=DAY)
    flow.walk(now=CLOSED)
    return Order.objects.get(person=paper.hold.person)


def late(order: Order) -> datetime:
    day = may_take_back_on(order.campaign)
    return CLOSED.replace(year=day.year, month=day.month, day=day.day)


def asked(order: Order) -> SubstitutionQuestion:
    """Let the supplier offer blue ones instead, until five days from now."""
    blue = Variant.objects.create(
        product=order.campaign.product, name_fr="bleu", name_en="blue", position=9
    )
    line = PurchaseOrder.objects.get(campaign=order.campaign).lines.get()
    day = CLOSED.date() + timedelta(days=5)
    offer_substitute(line=line, variant=blue, answer_by_on=day, now=CLOSED)
    return SubstitutionQuestion.objects.get(order=order)


def extended(gathering: Gathering, now: datetime = DAY) -> Extension:
    """Let the clust close a week later, as it has not reached its critical mass."""
    closes = gathering.campaign.closes_at
    later = closes + timedelta(days=7)
    return extend_campaign(campaign=gathering.campaign, closes_at=later, person=None, now=now)


def test_who_waited_too_long_has_the_money_back_by_the_organiser(gathering: Gathering) -> None:
    order = bought(gathering)
    told = {"order": order, "entered_by": gathering.founder}
    with pytest.raises(NotLate):
        take_money_back_on_paper(now=CLOSED, **told)
    undone = take_money_back_on_paper(now=late(order), **told)
    assert (undone.cause, undone.units) == ("late", 2)
    answer = PaperAnswer.objects.get()
    assert (answer.money_back, answer.entered_by) == (undone, gathering.founder)
    assert answer.paper == PaperForm.objects.get()


def test_two_organisers_give_the_money_back_once(gathering: Gathering) -> None:
    order, other = bought(gathering), second_host(gathering)
    first = take_money_back_on_paper(order=order, entered_by=gathering.founder, now=late(order))
    again = take_money_back_on_paper(order=order, entered_by=other, now=late(order))
    assert first == again
    assert PaperAnswer.objects.get().entered_by == gathering.founder


def test_what_is_on_its_way_is_not_taken_back(gathering: Gathering) -> None:
    order = bought(gathering)
    bulk = PurchaseOrder.objects.get()
    ship_in_bulk(purchase_order=bulk, option=gathering.place, dispatched_at=CLOSED, now=CLOSED)
    with pytest.raises(OnItsWay):
        take_money_back_on_paper(order=order, entered_by=gathering.founder, now=late(order))
    assert not PaperAnswer.objects.exists()


def test_a_yes_to_another_variant_is_sent(gathering: Gathering) -> None:
    question = asked(bought(gathering))
    answer = answer_substitution_on_paper(
        question=question, accepted=True, entered_by=gathering.founder, now=CLOSED
    )
    assert answer.person == gathering.founder
    assert sent_as(Order.objects.get()).name_en == "blue"
    assert PaperAnswer.objects.get().substitution == answer


def test_a_no_to_another_variant_gives_the_money_back(gathering: Gathering) -> None:
    question = asked(bought(gathering))
    told = {"question": question, "entered_by": gathering.founder, "now": CLOSED}
    answer = answer_substitution_on_paper(accepted=False, **told)
    assert question.order.cancellations.get().units == 2
    assert answer_substitution_on_paper(accepted=False, **told) == answer
    with pytest.raises(AlreadyAnswered):
        answer_substitution_on_paper(accepted=True, **told)
    with pytest.raises(AlreadyAnswered):
        answer_substitution_on_paper(
            **{**told, "entered_by": second_host(gathering)}, accepted=False
        )
    assert PaperAnswer.objects.count() == 1


def test_after_the_last_day_nobody_answers(gathering: Gathering) -> None:
    question = asked(bought(gathering))
    told = {"question": question, "accepted": True, "entered_by": gathering.founder}
    with pytest.raises(TooLate):
        answer_substitution_on_paper(now=CLOSED + timedelta(days=6), **told)


def test_a_yes_to_a_later_close_keeps_them_in(missed: Gathering) -> None:
    paper, silent = sign(missed), sign(missed, name="Paul Roy")
    extension = extended(missed)
    told = {"extension": extension, "entered_by": missed.founder, "now": DAY}
    renewal = renew_on_paper(pledge=paper.pledge, **told)
    assert renew_on_paper(pledge=paper.pledge, **told) == renewal
    flow.walk(now=CLOSED)
    standing = Pledge.objects.standing().values_list("pk", flat=True)
    assert list(standing) == [paper.pledge.pk]
    assert silent.pledge
    assert PaperAnswer.objects.get().renewal == renewal


def test_a_yes_comes_before_the_old_close_to_a_pledge_that_stands(missed: Gathering) -> None:
    paper, other = sign(missed), sign(missed, name="Paul Roy")
    told = {"extension": extended(missed), "entered_by": missed.founder}
    with pytest.raises(Closed):
        renew_on_paper(pledge=paper.pledge, now=CLOSED, **told)
    withdraw_pledge(pledge=other.pledge, units=None, now=DAY)
    with pytest.raises(Closed):
        renew_on_paper(pledge=other.pledge, now=DAY, **told)
    call_off_gathering(gathering=missed, person=missed.founder, reason="No hall", now=DAY)
    with pytest.raises(Closed):
        renew_on_paper(pledge=paper.pledge, now=DAY, **told)
    assert not Renewal.objects.exists()


def test_only_who_organises_the_clust_answers(world: World, gathering: Gathering) -> None:
    question = asked(bought(gathering))
    order = question.order
    member = make_person()
    come(gathering, member)
    elsewhere = start(world, named("Zoé"), offering=gathering.offering).founder
    for stranger in (member, elsewhere, order.person):
        with pytest.raises(NotHost):
            take_money_back_on_paper(order=order, entered_by=stranger, now=late(order))
        with pytest.raises(NotHost):
            answer_substitution_on_paper(
                question=question, accepted=True, entered_by=stranger, now=CLOSED
            )
    assert not PaperAnswer.objects.exists()


def test_nobody_answers_for_those_who_are_online(missed: Gathering) -> None:
    pledge = join(missed, make_person())
    extension = extended(missed)
    with pytest.raises(NotOnPaper):
        renew_on_paper(pledge=pledge, extension=extension, entered_by=missed.founder, now=DAY)


def test_an_answer_is_one_fact_and_stays(missed: Gathering) -> None:
    paper = sign(missed)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperAnswer.objects.create(paper=paper, entered_by=missed.founder, at=DAY)
    renew_on_paper(
        pledge=paper.pledge,
        extension=extended(missed),
        entered_by=missed.founder,
        now=DAY,
    )
    with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
        PaperAnswer.objects.get().delete()
