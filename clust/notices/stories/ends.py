"""How it ended: an order at the final price, or nothing to pay."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day, units
from clust.campaigns.models import Campaign, Clearing, Pledge
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.papers import contract_papers
from clust.notices.stairs import Standing, draw
from clust.notices.stories.parts import (
    Action,
    Fact,
    Story,
    cents,
    delivery,
    scene,
    small_print,
    what,
    who_pays,
)
from clust.orders.models import Order
from clust.orders.shares import share_of


def result(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return an order at the final price, with its total and its papers."""
    order = Order.objects.select_related(
        "variant", "delivery_option", "address", "allotment__clearing", "allotment__pledge__mandate"
    ).get(pk=notice.fact)
    price = cents(campaign, order.unit_gross_cents)
    share = share_of(order)
    bought = what(order.units, campaign.product.name, order.variant.name)
    return Story(
        says={
            **scene(campaign),
            "final": price,
            "what": bought,
            "total": cents(campaign, order.total_gross_cents),
            "community": share.community if share else "",
            "yours": cents(campaign, share.you_pay_cents) if share else "",
            "delivered": day(campaign.delivery_on),
            **_paid_with(order),
        },
        facts=order_lines(order, campaign),
        actions=[Action(_("See my order"), link("order", order.pk))],
        stairs=draw(campaign.ladder, cleared(campaign.closing.clearing), campaign.currency),
        small=small_print(campaign),
        papers=contract_papers(campaign, str(order.pk)),
    )


def _paid_with(order: Order) -> dict[str, object]:
    """Return the card that is charged for an order, or that it is paid by transfer."""
    mandate = getattr(order.pledge, "mandate", None)
    if mandate is None:
        return {"card": "", "by_transfer": False}
    return {"card": str(mandate.card or ""), "by_transfer": mandate.by_transfer}


def order_lines(order: Order, campaign: Campaign) -> list[Fact]:
    """Return an order line by line, strong what its buyer pays."""
    share = share_of(order)
    surcharge = order.surcharge_gross_cents
    return [
        Fact(_("Order"), _("no. %(number)s") % {"number": order.pk}),
        Fact(_("Seller"), campaign.terms.seller.name),
        Fact(_("Product"), what(order.units, campaign.product.name, order.variant.name)),
        Fact(_("Final price per unit"), cents(campaign, order.unit_gross_cents)),
        *([Fact(_("Surcharge per unit"), cents(campaign, surcharge))] if surcharge else []),
        *compared(campaign, order.unit_gross_cents),
        Fact(
            _("Delivery"),
            f"{order.delivery_option.name}, {cents(campaign, order.delivery_gross_cents)}",
        ),
        *delivery(order)[1:],
        Fact(_("Total with tax"), cents(campaign, order.total_gross_cents), strong=not share),
        *who_pays(share, campaign),
        Fact(_("Delivered by"), day(campaign.delivery_on)),
    ]


def compared(campaign: Campaign, price: int) -> list[Fact]:
    """Return what the price may be compared with, where that is more, and whose price it is."""
    comparison, reference = campaign.comparison_cents, campaign.reference_price
    if comparison is None or comparison <= price:
        return []
    if campaign.lowest_30_days_cents is not None or reference is None:
        whose = _("our lowest price of the 30 days before")
    else:
        told = {"source": reference.source, "day": day(reference.seen_on)}
        whose = _("seen at %(source)s on %(day)s") % told
    return [Fact(_("To compare"), f"{cents(campaign, comparison)} ({whose})")]


def cleared(clearing: Clearing) -> Standing:
    """Return where a campaign ended."""
    return Standing(clearing.rung or 0, clearing.units, 0, 0, final=True)


def left_out(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that it closed without this pledge, or for nobody at all."""
    pledge = Pledge.objects.with_left().select_related("variant").get(pk=notice.fact)
    clearing = Clearing.objects.get(closing__campaign=campaign)
    final = clearing.gross_cents
    needed = max(campaign.ladder.critical_mass, campaign.minimum_cases * campaign.case_size)
    return Story(
        says={
            **scene(campaign),
            "final": cents(campaign, final) if final else "",
            "maximum": cents(campaign, pledge.maximum_gross_cents),
            "above": final is not None and final > pledge.maximum_gross_cents,
            "needed": units(needed),
            "number_needed": needed,
            "reached": units(campaign.gate.units),
        },
        facts=[
            Fact(
                _("Pledge no. %(number)s") % {"number": pledge.pk},
                what(pledge.left, campaign.product.name, pledge.variant.name),
            ),
            Fact(_("To pay"), cents(campaign, 0), strong=True),
        ],
        actions=[Action(_("See the other clusts"), link("home"))],
        stairs=draw(campaign.ladder, cleared(clearing), campaign.currency) if final else None,
    )
