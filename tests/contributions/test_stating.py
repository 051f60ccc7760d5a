"""A community is stated what it owes by the month, once, and its payment is matched."""

from datetime import UTC, datetime, timedelta

import pytest

from clust import flow
from clust.banking.actions.statements import take_statement
from clust.banking.models import Explanation
from clust.banking.papers import SaidLine, SaidStatement
from clust.commissions.models import CommissionStatement
from clust.contributions.actions import (
    AlreadyPaid,
    AlreadyStated,
    NotSoMuch,
    due_to_state,
    receive_contribution,
    state_contributions,
)
from clust.contributions.models import ContributionStatement
from clust.orders.cancelling import cancel_all
from clust.orders.models import Cause, Order
from clust.payments.actions.charging import ask, begin_attempt
from clust.storefronts.models import Seller
from clust.web.parts.contributions import stated_lines, statement_html
from tests.payments.sales import OVER, balance, clear, walk
from tests.subsidised import budget, buy_subsidised, plan
from tests.world import World, make_campaign, make_card, make_world

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
MAY = datetime(2026, 5, 2, 9, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def sold(world: World) -> list[Order]:
    plan(budget(world), fixed_cents=1000)
    campaign = make_campaign(world, [(1, 5000)], asks_for_card=True)
    for card in ("ok-1", "ok-2", "refused-1"):
        buy_subsidised(world, campaign, card=card)
    orders = clear(campaign).orders
    walk()
    return orders


def stated(world: World, now: datetime = APRIL) -> ContributionStatement:
    (statement,) = state_contributions(world.storefront, now=now)
    return statement


def test_what_buyers_have_paid_their_part_of_is_stated_once(
    world: World, sold: list[Order]
) -> None:
    statement = stated(world)
    assert str(statement.month) == "2026-03-01"
    assert (statement.subsidies_cents, statement.asked_cents) == (2000, 2000)
    assert statement.lines.count() == 2
    assert (statement.reference or "").startswith("RF")
    with pytest.raises(AlreadyStated):
        stated(world)


def test_the_chain_states_the_month_when_it_is_over(world: World, sold: list[Order]) -> None:
    flow.walk(now=APRIL)
    assert ContributionStatement.objects.get().asked_cents == 2000


def test_who_pays_after_the_statement_is_on_the_next(world: World, sold: list[Order]) -> None:
    stated(world)
    late = Order.objects.exclude(subsidies__stated__isnull=False).get()
    card = make_card(late.person)
    ask(
        begin_attempt(late, by_buyer=True, card=card, now=APRIL),
        return_url="https://shop.example/back",
        now=APRIL,
    )
    assert not due_to_state(APRIL).exists()
    with pytest.raises(AlreadyStated):
        stated(world)
    flow.walk(now=MAY)
    assert [one.subsidies_cents for one in ContributionStatement.objects.order_by("month")] == [
        2000,
        1000,
    ]


def test_what_flowed_back(world: World, sold: list[Order]) -> None:
    stated(world)
    cancel_all(order=sold[0], cause=Cause.GESTURE, key="x", now=APRIL)
    later = stated(world, MAY)
    assert (later.subsidies_cents, later.returns_cents) == (0, 1000)
    assert (later.asked_cents, later.balance_cents) == (0, -1000)


def test_what_flowed_back_before_is_on_the_same_statement(world: World, sold: list[Order]) -> None:
    cancel_all(order=sold[0], cause=Cause.GESTURE, key="x", now=OVER)
    assert stated(world).asked_cents == 1000


def test_a_payment_is_noted_once_and_never_too_much(world: World, sold: list[Order]) -> None:
    statement = stated(world)
    paid = {"statement": statement, "person": None, "now": APRIL}
    receive_contribution(cents=1500, reference="V1", **paid)
    with pytest.raises(AlreadyPaid):
        receive_contribution(cents=1500, reference="V1", **paid)
    with pytest.raises(NotSoMuch):
        receive_contribution(cents=501, reference="V2", **paid)
    assert statement.due_cents == 500
    assert statement.is_late(statement.due_on + timedelta(days=1))
    assert balance("subsidies") == 3000 - 1500
    assert balance("bank") == 1500


def test_a_transfer_with_its_reference_is_matched_by_itself(
    world: World, sold: list[Order]
) -> None:
    statement = stated(world)
    Seller.objects.update(iban="FR7630006000011234567890189")
    said = SaidStatement(
        account="FR7630006000011234567890189",
        currency="EUR",
        number="1",
        lines=[
            SaidLine(
                booked_on=APRIL.date(),
                cents=2000,
                ref="L1",
                reference=statement.reference or "",
                name="CSE",
                iban="",
                text="",
                end_to_end="",
            )
        ],
        opening=None,
        closing=None,
    )
    take_statement(said, person=None, now=APRIL)
    assert statement.due_cents == 0
    assert Explanation.objects.get().key.startswith("contribution_payment:")
    assert (balance("bank"), balance("unmatched")) == (2000, 0)


def test_its_paper_names_everybody_by_number(world: World, sold: list[Order]) -> None:
    statement = stated(world)
    numbers = [line.number for line in stated_lines(statement)]
    page = statement_html(statement)
    assert len(numbers) == 2
    assert all(number in page for number in numbers)
    assert "Relevé de participations" in page


def test_no_community_s_statement_has_the_number_of_a_partner_s() -> None:
    assert ContributionStatement(pk=7).number != CommissionStatement(pk=7).number
