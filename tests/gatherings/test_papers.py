"""People without internet: entered from a signed form, counted like everybody."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from clust import flow
from clust.campaigns.actions.holding import confirm_hold
from clust.campaigns.actions.mandates import pass_mandates_on
from clust.campaigns.actions.pledging import Closed, TooMany
from clust.campaigns.models import Gate, Mandate, Pledge
from clust.gatherings.actions import papering
from clust.gatherings.actions.starting import NotHost
from clust.gatherings.models import Gathering, PaperForm
from clust.invoicing.models import Invoice
from clust.orders.models import Order
from clust.people.models import Identity
from tests.gatherings.story import TEN_DAYS, join, sign, start
from tests.world import DAY, World, make_card, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def gathering(world: World) -> Gathering:
    return start(world)


def test_whoever_signed_is_in_like_everybody(gathering: Gathering) -> None:
    join(gathering, make_person(), 2)
    paper = sign(gathering)
    assert paper.pledge
    assert paper.pledge.person.identity.name == "Marcelle Petit"
    assert not paper.pledge.person.has_usable_password()
    assert Gate.objects.get().units == 4
    assert Gate.objects.get().rung == 2
    assert Mandate.objects.get(pledge=paper.pledge).by_transfer


def test_a_limit_below_the_price_waits(gathering: Gathering) -> None:
    variant = gathering.campaign.product.variants.get()
    sign(gathering, signed=papering.Signed(variant, 2, 4500, DAY.date()))
    assert Gate.objects.get().units == 0
    join(gathering, make_person(), 2)
    assert Gate.objects.get().units == 4


def test_sent_twice_it_is_entered_once(gathering: Gathering) -> None:
    key = uuid4()
    assert sign(gathering, key=key) == sign(gathering, key=key)
    assert Identity.objects.filter(name="Marcelle Petit").count() == 1


def test_only_an_organiser_enters_forms_of_days_that_can_be(gathering: Gathering) -> None:
    with pytest.raises(NotHost):
        sign(gathering, entered_by=make_person())
    variant = gathering.campaign.product.variants.get()
    for day in (DAY + timedelta(days=1), DAY - timedelta(days=1)):
        with pytest.raises(papering.SignedLater):
            sign(gathering, signed=papering.Signed(variant, 1, 5000, day.date()))


def test_the_day_of_a_signature_is_the_day_where_it_was_signed(world: World) -> None:
    after_midnight = datetime(2026, 6, 11, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))
    gathering = start(world, now=after_midnight)
    variant = gathering.campaign.product.variants.get()
    signed = papering.Signed(variant, 1, 5000, after_midnight.date())
    assert sign(gathering, signed=signed, now=after_midnight)
    the_day_before = papering.Signed(variant, 1, 5000, date(2026, 6, 10))
    with pytest.raises(papering.SignedLater):
        sign(gathering, signed=the_day_before, now=after_midnight)


def test_it_ends_in_an_order_and_an_invoice_to_the_buyer(gathering: Gathering) -> None:
    join(gathering, make_person(), 2)
    paper = sign(gathering)
    flow.walk(now=DAY + TEN_DAYS)
    order = Order.objects.get(person=paper.hold.person)
    assert order.unit_gross_cents == 4500
    assert order.address is not None
    assert order.address.name == "Marcelle Petit"
    assert order.delivery_gross_cents == 200
    assert not Invoice.objects.exists()


def test_the_organisers_card_carries_it_once_confirmed(gathering: Gathering) -> None:
    paper = sign(gathering, by_transfer=False)
    assert paper.pledge is None
    assert PaperForm.objects.waiting(DAY).get() == paper
    card = make_card(gathering.founder)
    confirm_hold(hold=paper.hold, card=card, ref="checked", now=DAY)
    mandate = Mandate.objects.get(pledge=PaperForm.objects.get().pledge)
    assert mandate.card == card
    assert mandate.most_gross_cents == 2 * 5000 + 200
    new = make_card(gathering.founder)
    pass_mandates_on(mandates=[mandate], card=new, now=DAY)
    assert Mandate.objects.get(pk=mandate.pk).card == new


def test_without_transfers_the_card_has_to_carry_it(world: World) -> None:
    from tests.gatherings.story import offer

    gathering = start(world, offering=offer(world, takes_transfers=False))
    with pytest.raises(papering.NoTransfers):
        sign(gathering)
    assert sign(gathering, by_transfer=False)


def test_what_is_taken_back_in_writing_is_noted(gathering: Gathering) -> None:
    paper = sign(gathering)
    told = {"paper": paper, "entered_by": gathering.founder, "signed_on": DAY.date(), "now": DAY}
    papering.withdraw_on_paper(units=1, **told)
    with pytest.raises(TooMany):
        papering.withdraw_on_paper(units=2, **told)
    papering.withdraw_on_paper(units=None, **told)
    assert not Pledge.objects.standing().exists()
    assert [row.withdrawal.units for row in paper.withdrawals.order_by("pk")] == [1, 1]


def test_after_the_close_nothing_is_entered_or_taken_back(gathering: Gathering) -> None:
    paper, later = sign(gathering), DAY + TEN_DAYS
    with pytest.raises(Closed):
        sign(gathering, now=later)
    with pytest.raises(Closed):
        papering.withdraw_on_paper(
            paper=paper,
            entered_by=gathering.founder,
            signed_on=later.date(),
            units=1,
            now=later,
        )
