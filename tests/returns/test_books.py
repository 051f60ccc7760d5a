"""Invoice, delivery, returns and credit notes: in the end every account is as if nothing was."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from clust.invoicing.actions.crediting import credit_cancellation
from clust.ledger.models import Posting
from clust.orders.models import Order
from clust.returns.actions.claiming import answer_claim, claim_guarantee
from clust.returns.actions.returning import check_return, give_back, note_return_arrival
from clust.returns.checks import CHECKS
from clust.returns.models import Return
from clust.supply.actions.receiving import deliver
from tests.invoicing.selling import PAID, invoiced, sold
from tests.returns.story import retracted, sent
from tests.world import World, make_person

CAME = PAID + timedelta(days=3)
LATER = CAME + timedelta(days=2)


def balances() -> dict[str, int]:
    rows = Posting.objects.values("account").annotate(sum=Sum("cents"))
    return {row["account"]: row["sum"] for row in rows if row["sum"]}


def at_home(world: World, country: str) -> Order:
    order = sold(world, countries=(country,), units=3, price=3333)[0]
    invoiced(order)
    deliver(sent(order, at=PAID), how="carrier", now=CAME)
    return order


def brought_back(order: Order, units: int) -> None:
    back = Return.objects.get(retraction=retracted(order, units, now=CAME))
    desk = make_person(is_staff=True)
    note_return_arrival(return_=back, units=units, person=desk, now=LATER)
    check_return(return_=back, units=units, person=desk, now=LATER)
    credit_cancellation(give_back(back, now=LATER).cancellation, now=LATER)


@pytest.mark.parametrize("country", ["FR", "DE", "FI"])
@pytest.mark.parametrize("parts", [(3,), (1, 2), (2, 1), (1, 1, 1)])
def test_all_of_it_back_leaves_nothing_promised_and_nothing_sold(
    world: World, country: str, parts: tuple[int, ...]
) -> None:
    order = at_home(world, country)
    for units in parts:
        brought_back(order, units)
    total = order.total_gross_cents
    assert balances() == {"provider": total, "buyers": -total}
    assert all(check.find(None).differing == 0 for check in CHECKS)


def test_a_lower_price_leaves_nothing_promised(world: World) -> None:
    order, desk = at_home(world, "DE"), make_person(is_staff=True)
    claim = claim_guarantee(
        order=order, units=1, wish="reduction", words="It leaks.", key=uuid4(), now=LATER
    )
    answer = answer_claim(
        claim=claim, remedy="reduced", gross_cents=777, reason="It leaks.", person=desk, now=LATER
    )
    credit_cancellation(answer.restitution.cancellation, now=LATER)
    left = balances()
    assert not {"goods_promised", "delivery_promised"} & set(left)
    assert left["buyers"] == -777


@pytest.mark.parametrize("country", ["FR", "FI"])
def test_what_came_back_early_does_not_hide_what_comes_late(world: World, country: str) -> None:
    order = sold(world, countries=(country,), units=3, price=3333)[0]
    invoiced(order)
    deliver(sent(order, 2, at=PAID), how="carrier", now=CAME)
    claim = claim_guarantee(
        order=order, units=1, wish="refund", words="It leaks.", key=uuid4(), now=CAME
    )
    desk = make_person(is_staff=True)
    answer_claim(claim=claim, remedy="refunded", reason="It leaks.", person=desk, now=CAME)
    back = Return.objects.get(claim=claim)
    note_return_arrival(return_=back, units=1, person=desk, now=CAME)
    check_return(return_=back, units=1, person=desk, now=CAME)
    credit_cancellation(give_back(back, now=CAME).cancellation, now=CAME)
    deliver(sent(order, 1, at=CAME), how="carrier", now=LATER)
    assert not {"goods_promised", "delivery_promised"} & set(balances())
    brought_back(order, 2)
    total = order.total_gross_cents
    assert balances() == {"provider": total, "buyers": -total}
