"""Orders by a sponsor's link judged at once: one credit each, no more than a year allows."""

from collections import Counter
from multiprocessing import get_context

import pytest
from django.db import transaction

from clust.partners.models import Link, Referral
from clust.rules.sponsorship import refusal
from clust.sponsoring.actions.earning import AlreadyJudged, judge_referral
from clust.sponsoring.facts import facts_of
from clust.sponsoring.models import SponsorRefusal, Sponsorship
from clust.wallet.models import Credit
from tests.deadline import until
from tests.faults.crew import Crew, together, waiting
from tests.sponsoring.story import KEPT, brought, order_of, promised, sponsor
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.load]


def judge(referral: Referral) -> str:
    try:
        found = judge_referral(referral, now=KEPT)
    except AlreadyJudged:
        return "already"
    return found.reason if isinstance(found, SponsorRefusal) else "earned"


@pytest.fixture
def link(world: World) -> Link:
    promised(world, most_per_year=1)
    return sponsor(world)


def test_eight_workers_judge_once(world: World, link: Link) -> None:
    referral = brought(world, link)
    answers = together([lambda: judge(referral)] * 8)
    assert answers == Counter({"earned": 1, "already": 7})
    assert Credit.objects.count() == 2


def test_two_friends_at_once_share_what_a_year_allows(world: World, link: Link) -> None:
    two = [brought(world, link), brought(world, link)]
    answers = together([lambda one=one: judge(one) for one in two])  # type: ignore[misc]
    assert answers == Counter({"earned": 1, "too_many": 1})
    assert Sponsorship.objects.count() == 1


def test_without_the_lock_both_find_room(world: World, link: Link) -> None:
    two, looked = [brought(world, link), brought(world, link)], get_context("fork").Barrier(2)
    terms = link.storefront.sponsor_terms.get()

    def judge_carelessly(referral: Referral) -> str:
        """Look and write as the action does, without locking the two people before."""
        order = order_of(referral)
        with transaction.atomic():
            reason = refusal(facts_of(order, link.sponsor, KEPT), terms.terms)  # type: ignore[arg-type]
            looked.wait(30)
            people = {"sponsor_id": link.sponsor_id, "sponsored_id": order.person_id}
            Sponsorship.objects.create(
                referral=referral, order=order, terms=terms, at=KEPT, **people
            )
        return str(reason or "earned")

    answers = together([lambda one=one: judge_carelessly(one) for one in two])  # type: ignore[misc]
    assert answers == Counter({"earned": 2})


def test_the_second_waits_for_the_first(world: World, link: Link) -> None:
    two = [brought(world, link), brought(world, link)]
    with Crew([lambda: judge(two[1])]) as crew:
        with transaction.atomic():
            judge(two[0])
            crew.go()
            until(lambda: waiting() == 1, seconds=30)
        assert crew.answers() == Counter({"too_many": 1})
