"""A friend's first order earns its sponsor a credit once it was delivered and kept."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from clust import flow
from clust.ledger.actions import Account
from clust.ledger.models import Posting
from clust.notices.models import Notice
from clust.notices.stories.pledges import receipt
from clust.orders.cancelling import cancel, cancel_all
from clust.orders.models import Cause
from clust.partners.models import Link, Referral
from clust.payments.actions.crediting import return_credits, use_credits
from clust.payments.checks import CHECKS
from clust.people.models import Person
from clust.returns.actions.retracting import retract
from clust.sponsoring.actions.earning import (
    AlreadyJudged,
    Kept,
    NotYet,
    claw_back,
    judge_referral,
)
from clust.sponsoring.actions.joining import InThePast, link_of_sponsor, note_device, set_terms
from clust.sponsoring.models import (
    SponsorRefusal,
    SponsorReversal,
    Sponsorship,
    due_to_claw_back,
    due_to_sponsor,
)
from clust.wallet.models import Credit
from tests.partners.story import referred
from tests.returns.story import CAME, bought
from tests.sponsoring.story import KEPT, PROMISED, brought, order_of, promised, receive, sponsor
from tests.world import (
    DAY,
    World,
    make_address,
    make_campaign,
    make_card,
    make_person,
    make_world,
    pledge,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def link(world: World) -> Link:
    promised(world)
    return sponsor(world)


def reason(referral: Referral) -> str:
    """Judge an order that earns nothing, and return why."""
    refused = judge_referral(referral, now=KEPT)
    assert isinstance(refused, SponsorRefusal)
    return refused.reason


def sponsor_of(link: Link) -> Person:
    assert link.sponsor
    return link.sponsor


def owed(person: Person | None) -> int:
    """Return what the books say we owe somebody in credits, in cents."""
    lines = Posting.objects.filter(account=Account.CREDITS, party=person.pk if person else None)
    return -sum(lines.values_list("cents", flat=True))


def test_both_get_their_credit_once_it_was_kept(world: World, link: Link) -> None:
    friend = make_person()
    brought(world, link, friend)
    flow.walk(now=KEPT)
    earned = {row.person_id: row.left_cents for row in Credit.objects.all()}
    assert earned == {link.sponsor_id: 500, friend.pk: 300}
    assert (owed(link.sponsor), owed(friend)) == (500, 300)


def test_nothing_is_earned_while_it_may_go_back(world: World, link: Link) -> None:
    referral = brought(world, link)
    early = KEPT - timedelta(seconds=1)
    assert not due_to_sponsor(early).exists()
    with pytest.raises(NotYet):
        judge_referral(referral, now=early)


def test_nothing_is_earned_before_all_of_it_came(world: World, link: Link) -> None:
    brought(world, link, came=False)
    assert not due_to_sponsor(KEPT + timedelta(days=99)).exists()


def test_it_waits_while_something_is_on_its_way_back(world: World, link: Link) -> None:
    referral = brought(world, link, units=2)
    retract(order=order_of(referral), units=1, key=uuid4(), now=CAME + timedelta(days=2))
    assert not due_to_sponsor(KEPT).exists()


def test_it_is_judged_once(world: World, link: Link) -> None:
    referral = brought(world, link)
    judge_referral(referral, now=KEPT)
    with pytest.raises(AlreadyJudged):
        judge_referral(referral, now=KEPT)


def test_a_credit_expires_as_the_terms_say(world: World) -> None:
    promised(world, expires_days=30)
    brought(world, sponsor(world))
    flow.walk(now=KEPT)
    assert {row.expires_at for row in Credit.objects.all()} == {KEPT + timedelta(days=30)}


def test_the_terms_of_the_day_of_the_order_hold(world: World, link: Link) -> None:
    promised(world, from_on=(DAY + timedelta(days=1)).date(), sponsor_cents=9_900)
    brought(world, link)
    flow.walk(now=KEPT)
    assert Sponsorship.objects.get().credit.cents == 500


def test_before_there_are_terms_nothing_is_promised(world: World) -> None:
    assert reason(brought(world, sponsor(world))) == "no_terms"


def test_nobody_sponsors_themselves(world: World, link: Link) -> None:
    assert reason(brought(world, link, link.sponsor)) == "own"


def test_a_card_in_common_is_no_friend(world: World, link: Link) -> None:
    friend = make_person()
    cards = [make_card(one) for one in (sponsor_of(link), friend)]
    type(cards[0]).objects.update(fingerprint="one")
    assert reason(brought(world, link, friend)) == "card"


def test_an_address_in_common_is_no_friend(world: World, link: Link) -> None:
    make_address(sponsor_of(link))
    assert reason(brought(world, link)) == "address"


def test_a_device_in_common_is_no_friend(world: World, link: Link) -> None:
    friend, mark = make_person(), uuid4()
    for one in (sponsor_of(link), friend):
        note_device(mark=mark, person=one, now=DAY)
    assert reason(brought(world, link, friend)) == "device"


def test_only_the_first_order_earns(world: World, link: Link) -> None:
    friend = make_person()
    receive(bought(world, person=friend))
    assert reason(brought(world, link, friend)) == "not_first"


def test_a_person_has_one_sponsor_ever(world: World, link: Link) -> None:
    friend = make_person()
    judge_referral(brought(world, link, friend), now=KEPT)
    assert reason(brought(world, sponsor(world), friend)) == "sponsored"


def test_two_do_not_sponsor_each_other(world: World, link: Link) -> None:
    friend = make_person()
    judge_referral(brought(world, link, friend), now=KEPT)
    back = link_of_sponsor(person=friend, storefront=world.storefront, now=DAY)
    first = bought(world, person=link.sponsor)
    referral = referred(back, sponsor_of(link), key=first.pledge.key)
    receive(first)
    assert reason(referral) == "mutual"


def test_whom_a_friend_brings_earns_nothing_further_up(world: World, link: Link) -> None:
    friend = make_person()
    judge_referral(brought(world, link, friend), now=KEPT)
    own = link_of_sponsor(person=friend, storefront=world.storefront, now=DAY)
    referral = brought(world, own, make_person())
    friend.addresses.all().delete()
    judge_referral(referral, now=KEPT)
    assert Credit.objects.filter(person=link.sponsor).count() == 1


def test_an_order_below_the_minimum_earns_nothing(world: World) -> None:
    promised(world, minimum_gross_cents=2_501)
    assert reason(brought(world, sponsor(world))) == "too_small"


def test_a_year_has_so_many_credits_and_no_more(world: World) -> None:
    promised(world, most_per_year=1)
    link = sponsor(world)
    judge_referral(brought(world, link), now=KEPT)
    assert reason(brought(world, link)) == "too_many"


def undo(referral: Referral, *, days: int) -> None:
    """The sale is undone so many days after it was earned by."""
    order = order_of(referral)
    cancel(
        order=order,
        cause=Cause.RETURNED,
        key=f"test:{order.pk}",
        units=1,
        goods_gross_cents=order.unit_gross_cents,
        now=KEPT + timedelta(days=days),
    )


def test_what_comes_back_later_takes_the_credits_back(world: World, link: Link) -> None:
    undo(referral := brought_and_judged(world, link), days=40)
    flow.walk(now=KEPT + timedelta(days=41))
    assert set(Credit.objects.values_list("left_cents", flat=True)) == {0}
    reversal = SponsorReversal.objects.get(sponsorship__referral=referral)
    assert (reversal.cents, reversal.spent_cents, owed(link.sponsor)) == (800, 0, 0)


def brought_and_judged(world: World, link: Link) -> Referral:
    referral = brought(world, link)
    judge_referral(referral, now=KEPT)
    return referral


def test_what_was_spent_meanwhile_stays_spent(world: World, link: Link) -> None:
    undo(brought_and_judged(world, link), days=1)
    Credit.objects.filter(person=link.sponsor).update(left_cents=200)
    claw_back(Sponsorship.objects.get(), now=KEPT + timedelta(days=2))
    assert SponsorReversal.objects.get().spent_cents == 300


def test_what_was_spent_and_came_back_is_taken_too(world: World, link: Link) -> None:
    undo(brought_and_judged(world, link), days=1)
    order = bought(world, 1, person=sponsor_of(link))
    use_credits(order, now=KEPT)
    cancel_all(order=order, cause=Cause.RETURNED, key="test:own", now=KEPT)
    return_credits(order, now=KEPT)
    claw_back(Sponsorship.objects.get(), now=KEPT + timedelta(days=2))
    reversal = SponsorReversal.objects.get()
    assert (reversal.cents, reversal.spent_cents, owed(link.sponsor)) == (800, 0, 0)


def test_after_so_long_nothing_is_taken_back(world: World) -> None:
    promised(world, claw_back_days=10)
    undo(brought_and_judged(world, sponsor(world)), days=11)
    assert not due_to_claw_back(KEPT + timedelta(days=50)).exists()
    with pytest.raises(Kept):
        claw_back(Sponsorship.objects.get(), now=KEPT + timedelta(days=50))


def test_the_books_and_the_credits_agree(world: World, link: Link) -> None:
    undo(brought_and_judged(world, link), days=1)
    flow.walk(now=KEPT + timedelta(days=2))
    found = {one.says: one.find(None) for one in CHECKS if "credit" in one.says}
    assert [says for says, one in found.items() if one.differing] == []


def test_a_receipt_carries_the_sponsors_own_link(world: World, link: Link) -> None:
    campaign = make_campaign(world)
    theirs = [pledge(world, campaign, person=one) for one in (sponsor_of(link), make_person())]
    notices = [
        Notice(kind="receipt", fact=one.pk, campaign=campaign, person=one.person) for one in theirs
    ]
    stories = [receipt(one, campaign, DAY) for one in notices]
    told = [{action.url.partition("/r/")[2] for action in story.actions} for story in stories]
    assert told == [{"", f"{link.code}/?to=/c/{campaign.pk}/"}, {""}]


def test_terms_do_not_begin_on_a_day_that_is_over_where_we_live(world: World) -> None:
    after_midnight = datetime(2026, 6, 11, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))
    told = {"storefront": world.storefront, "person": None, "now": after_midnight, **PROMISED}
    with pytest.raises(InThePast):
        set_terms(from_on=date(2026, 6, 10), **told)
    assert set_terms(from_on=date(2026, 6, 11), **told)
