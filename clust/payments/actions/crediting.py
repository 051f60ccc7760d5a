"""Credits that pay for orders, and come back where the sale is undone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from clust.ledger.actions import Account, Line, post
from clust.orders.models import Order
from clust.payments.models import CreditReturn, CreditUse
from clust.payments.settling import settlement
from clust.wallet.crediting import take_credit_back
from clust.wallet.models import Credit, CreditTaking

AT_LEAST = timedelta(days=30)


@transaction.atomic
def use_credits(order: Order, *, now: datetime) -> int:
    """
    Pay what is due of an order from its buyer's credits, those that expire first first.

    :returns: the cents paid so
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    campaign = order.campaign
    spendable = Credit.objects.spendable(order.person, campaign.storefront.seller, now).filter(
        currency=campaign.currency
    )
    due = wanted = settlement(order).to_charge
    for credit in spendable.exclude(uses__order=order).select_for_update(of=("self",)):
        if wanted:
            wanted -= _use(credit, order, min(wanted, credit.left_cents), now)
    return due - wanted


def _use(credit: Credit, order: Order, cents: int, now: datetime) -> int:
    Credit.objects.filter(pk=credit.pk).update(left_cents=F("left_cents") - cents)
    use = CreditUse.objects.create(credit=credit, order=order, cents=cents, at=now)
    post(
        key=f"credit_use:{use.pk}",
        currency=credit.currency,
        lines=[
            Line(Account.CREDITS, cents, party=order.person_id),
            Line(Account.BUYERS, -cents, party=order.person_id),
        ],
        now=now,
    )
    return cents


@transaction.atomic
def return_credits(order: Order, *, now: datetime) -> list[CreditReturn]:
    """
    Give back, as credits, what credits paid of a sale that was undone; never as money.

    Money flows back first, as long as there is any. A credit that came back may be spent for a
    month at least; where what had earned it was undone meanwhile, it is taken back at once.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    wanted = settlement(order).credit_to_return
    returns = []
    for use in order.credit_uses.order_by("-pk"):
        if cents := min(wanted, use.cents - use.returned_cents):
            returns.append(_return(use, cents, now))
            wanted -= cents
    return returns


def _return(use: CreditUse, cents: int, now: datetime) -> CreditReturn:
    CreditUse.objects.filter(pk=use.pk).update(returned_cents=F("returned_cents") + cents)
    was = Credit.objects.select_for_update().get(pk=use.credit_id)
    credit = Credit.objects.create(
        person=was.person,
        seller=was.seller,
        cents=cents,
        left_cents=cents,
        currency=was.currency,
        reason=was.reason,
        key=f"credit_use:{use.pk}:{use.returned_cents}",
        at=now,
        expires_at=max(was.expires_at, now + AT_LEAST),
    )
    back = CreditReturn.objects.create(use=use, credit=credit, cents=cents, at=now)
    post(
        key=f"credit_return:{back.pk}",
        currency=was.currency,
        lines=[
            Line(Account.BUYERS, cents, party=was.person_id),
            Line(Account.CREDITS, -cents, party=was.person_id),
        ],
        now=now,
    )
    if CreditTaking.objects.filter(credit=was).exists():
        take_credit_back(credit, now=now)
    return back
