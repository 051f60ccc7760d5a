"""A community pays for buyers on paper too: by their number, as for everybody on its roll."""

from datetime import timedelta

import pytest

from clust import flow
from clust.campaigns.actions.holding import confirm_hold, end_hold
from clust.campaigns.actions.pledging import PledgeRefused
from clust.gatherings.actions import papering
from clust.gatherings.models import Gathering, PaperForm
from clust.orders.models import Order, Subsidy
from clust.payments.actions.charging import receive_transfer
from clust.payments.models import Capture
from clust.payments.settling import settlement
from clust.people.models import Person
from clust.storefronts.actions.roll import ClaimedByOther, NotOnRoll, claim_entry
from clust.storefronts.models import RollClaim, RollEntry, Storefront
from clust.subsidies.models import Promise, PromisePart
from tests.gatherings.story import TEN_DAYS, join, sign, start
from tests.subsidised import budget, plan
from tests.world import DAY, World, make_card, make_person, make_world

pytestmark = pytest.mark.django_db

CLOSED = DAY + TEN_DAYS + timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def gathering(world: World) -> Gathering:
    return start(world)


@pytest.fixture
def marcelle(world: World) -> RollEntry:
    return RollEntry.objects.create(
        storefront=world.storefront, number="M1", birth_year=1950, at=DAY
    )


def promised() -> list[int]:
    return list(PromisePart.objects.order_by("pk").values_list("cents", flat=True))


def test_the_promise_is_made_with_the_form(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    purse = budget(world)
    plan(purse, per_mille=200)
    paper = sign(gathering, on_roll=marcelle)
    promise = Promise.objects.get()
    assert (promise.person, promise.entry) == (paper.hold.person, marcelle)
    assert promise.goods_most_cents == 10_000
    assert promised() == [2000]
    claim = RollClaim.objects.get()
    assert (claim.person, claim.entered_by) == (paper.hold.person, gathering.founder)
    purse.refresh_from_db()
    assert purse.reserved_cents == 2000


def test_without_a_number_nothing_is_promised(world: World, gathering: Gathering) -> None:
    plan(budget(world))
    sign(gathering)
    assert not Promise.objects.exists()


def test_the_buyer_transfers_the_rest(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world), per_mille=200)
    join(gathering, make_person(), 2)
    sign(gathering, on_roll=marcelle)
    flow.walk(now=CLOSED)
    order = Order.objects.get(person__roll_claims__isnull=False)
    assert order.total_gross_cents == 2 * 4500 + 200
    assert Subsidy.objects.get(order=order).cents == 1800
    assert settlement(order).due == 2 * 4500 + 200 - 1800
    assert receive_transfer(order=order, cents=7400, ref="bank:1", now=CLOSED)


def test_the_organisers_card_is_charged_the_rest(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world), fixed_cents=1000)
    paper = sign(gathering, by_transfer=False, on_roll=marcelle)
    confirm_hold(hold=paper.hold, card=make_card(gathering.founder), ref="checked", now=DAY)
    flow.walk(now=CLOSED)
    assert Capture.objects.get().cents == 2 * 5000 + 200 - 1000


def test_what_the_budget_has_left_is_promised_and_no_more(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    purse = budget(world, 600)
    plan(purse, fixed_cents=1000)
    assert sign(gathering, on_roll=marcelle).pledge
    assert promised() == [600]


def test_one_allowance_for_all_the_forms_of_one_buyer(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world), fixed_cents=1000, person_most_cents=1500)
    sign(gathering, on_roll=marcelle)
    second = sign(gathering, on_roll=marcelle)
    assert promised() == [1000, 500]
    assert RollClaim.objects.get().person == second.hold.person


def test_a_form_that_came_to_nothing_takes_nothing_of_the_next(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world), fixed_cents=1000, person_most_cents=1000)
    end_hold(sign(gathering, by_transfer=False, on_roll=marcelle).hold, now=DAY)
    sign(gathering, on_roll=marcelle)
    assert promised() == [1000, 1000]
    assert Promise.objects.standing().count() == 1


def test_entered_twice_under_one_key_it_is_promised_once(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world))
    paper = sign(gathering, on_roll=marcelle)
    assert sign(gathering, on_roll=marcelle, key=paper.hold.key) == paper
    assert promised() == [1000]


def test_a_place_that_is_refused_promises_and_links_nothing(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world))
    variant = gathering.campaign.product.variants.get()
    ahead = papering.Signed(variant, 1, 5000, DAY.date() + timedelta(days=1))
    with pytest.raises(papering.SignedLater):
        sign(gathering, on_roll=marcelle, signed=ahead)
    with pytest.raises(PledgeRefused):
        sign(gathering, on_roll=marcelle, signed=papering.Signed(variant, 0, 5000, DAY.date()))
    assert not RollClaim.objects.exists()
    assert not Promise.objects.exists()


def test_a_form_taken_back_frees_what_was_promised(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    purse = budget(world)
    plan(purse)
    paper = sign(gathering, on_roll=marcelle)
    papering.withdraw_on_paper(
        paper=paper, entered_by=gathering.founder, signed_on=DAY.date(), units=None, now=DAY
    )
    flow.walk(now=DAY)
    purse.refresh_from_db()
    assert purse.reserved_cents == 0


def test_somebody_who_proved_it_meanwhile_keeps_it(
    world: World, gathering: Gathering, marcelle: RollEntry
) -> None:
    plan(budget(world))
    claim_entry(
        storefront=world.storefront,
        person=make_person(),
        number="M1",
        birth_year="1950",
        now=DAY,
    )
    with pytest.raises(ClaimedByOther):
        sign(gathering, on_roll=marcelle)
    assert not PaperForm.objects.exists()
    assert not Person.objects.filter(identity__name="Marcelle Petit").exists()


def test_a_roll_of_another_community_counts_for_nothing(world: World, gathering: Gathering) -> None:
    seller = world.storefront.seller
    other = Storefront.objects.create(slug="other", name="Other", seller=seller)
    elsewhere = RollEntry.objects.create(storefront=other, number="M1", birth_year=1950, at=DAY)
    with pytest.raises(NotOnRoll):
        sign(gathering, on_roll=elsewhere)
    assert not PaperForm.objects.exists()
