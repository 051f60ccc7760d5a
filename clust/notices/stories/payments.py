"""What becomes of the money: it came, was refused, flows back; how to pay, with which card."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from clust.base.formats import day, grouped, moment
from clust.campaigns.models import Campaign, Pledge
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story, cents, scene, what
from clust.orders.models import Cancellation, Order
from clust.payments.models import Capture, Refund, Refusal, TransferDue
from clust.payments.settling import settlement
from clust.wallet.models import Card

PAY_AGAIN = timedelta(hours=settings.PAY_AGAIN_HOURS)


def charged(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that money came, by card or by transfer."""
    capture = Capture.objects.select_related("order__variant", "attempt__card").get(pk=notice.fact)
    card = capture.attempt.card if capture.attempt else None
    amount = cents(campaign, capture.cents)
    return Story(
        says={**scene(campaign), "amount": amount, "by_card": capture.attempt is not None},
        facts=[
            *_order(capture.order, campaign),
            Fact(_("Paid with"), str(card) if card else _("bank transfer")),
            Fact(_("When"), moment(capture.at)),
            Fact(_("Paid"), amount, strong=True),
        ],
        actions=[Action(_("See my order"), link("order", capture.order_id))],
    )


def refused(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a card was refused, and until when the order can be paid again."""
    refusal = Refusal.objects.select_related("attempt__order__variant", "attempt__card").get(
        pk=notice.fact
    )
    order = refusal.attempt.order
    first = Refusal.objects.filter(attempt__order=order).order_by("at")[0]
    owed = cents(campaign, settlement(order).to_charge)
    until = moment(first.at + PAY_AGAIN)
    return Story(
        says={
            **scene(campaign),
            "owed": owed,
            "until": until,
            "asks": refusal.wants_holder,
            "card": str(refusal.attempt.card or ""),
        },
        facts=[
            *_order(order, campaign),
            Fact(_("To pay"), owed, strong=True),
            Fact(_("Until"), until),
        ],
        actions=[Action(_("Pay now"), link("payment", order.pk))],
    )


def lapsed(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that an order was not paid in time."""
    undone = Cancellation.objects.select_related("order__variant").get(pk=notice.fact)
    return Story(
        says=scene(campaign),
        facts=[
            *_order(undone.order, campaign),
            Fact(_("To pay"), cents(campaign, 0), strong=True),
        ],
        actions=[Action(_("See the other clusts"), link("home"))],
    )


def refund(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that money flows back, how much and why."""
    back = Refund.objects.select_related("capture__order__variant", "capture__attempt__card").get(
        pk=notice.fact
    )
    order, attempt = back.capture.order, back.capture.attempt
    amount = cents(campaign, back.cents)
    card = attempt.card if attempt else None
    why = order.cancellations.filter(at__lte=back.at).order_by("at")
    return Story(
        says={**scene(campaign), "amount": amount, "by_card": attempt is not None},
        facts=[
            *_order(order, campaign),
            *(
                Fact(
                    str(row.get_cause_display()).capitalize(),
                    cents(campaign, row.total_gross_cents),
                )
                for row in why
            ),
            Fact(_("Goes back to"), str(card) if card else _("the account or card you paid from")),
            Fact(_("You get back"), amount, strong=True),
        ],
        actions=[Action(_("See my order"), link("order", order.pk))],
    )


def _undone(row: Cancellation, campaign: Campaign) -> Fact:
    cause = str(row.get_cause_display())
    return Fact(cause[:1].upper() + cause[1:], cents(campaign, row.total_gross_cents))


def transfer(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return how an order is paid by bank transfer."""
    due = TransferDue.objects.select_related("order__variant").get(pk=notice.fact)
    seller = campaign.terms.seller
    owed = cents(campaign, settlement(due.order).to_charge)
    return Story(
        says={**scene(campaign), "owed": owed, "until": moment(due.due_at)},
        facts=[
            *_order(due.order, campaign),
            Fact(_("To"), seller.name),
            *([Fact(_("Account (IBAN)"), grouped(seller.iban))] if seller.iban else []),
            Fact(_("Reference"), grouped(due.reference), strong=True),
            Fact(_("Amount"), owed, strong=True),
            Fact(_("To arrive by"), moment(due.due_at)),
        ],
        actions=[Action(_("See my order"), link("order", due.order_id))],
    )


def card_ends(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a card expires before it is to pay."""
    card = Card.objects.get(pk=notice.fact)
    pledges = Pledge.objects.standing().filter(mandate__card=card, campaign__gate__open=True)
    return Story(
        says={**scene(campaign), "card": str(card), "end": day(card.expires_on)},
        facts=[
            Fact(
                _("Your pledge no. %(number)s") % {"number": row.pk},
                _("%(what)s, closes %(closes)s")
                % {
                    "what": what(row.left, row.campaign.product.name, row.variant.name),
                    "closes": moment(row.campaign.closes_at),
                },
            )
            for row in pledges.select_related("campaign__product", "variant").order_by("pk")
        ],
        actions=[Action(_("Replace the card"), link("card_replacement", card.pk))],
    )


def _order(order: Order, campaign: Campaign) -> list[Fact]:
    return [
        Fact(_("Order"), _("no. %(number)s") % {"number": order.pk}),
        Fact(_("Product"), what(order.units, campaign.product.name, order.variant.name)),
    ]
