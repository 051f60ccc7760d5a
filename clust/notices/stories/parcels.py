"""What becomes of the goods: a parcel left, can be collected, or is later than promised."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day
from clust.campaigns.models import Campaign
from clust.notices.links import link
from clust.notices.models import Notice
from clust.notices.stories.parts import Action, Fact, Story, scene, what
from clust.orders.models import Order
from clust.supply.actions.ending import may_take_back_on
from clust.supply.actions.receiving import standing_units
from clust.supply.claims import claims_on
from clust.supply.codes import code_of
from clust.supply.models import Parcel, SubstitutionQuestion, sent_as


def parcel(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return what a parcel holds and how to follow it."""
    sent = Parcel.objects.get(pk=notice.fact)
    facts = [Fact(_("Carrier"), sent.carrier), Fact(_("Tracking number"), sent.tracking)]
    return _story(sent, campaign, [*facts, Fact(_("Goes to"), str(sent.address or ""))])


def ready(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return what can be collected where, and the code for somebody else."""
    lying = Parcel.objects.select_related("shipment__option").get(pk=notice.fact)
    place = lying.shipment.option.place if lying.shipment else ""
    facts = [Fact(_("Where to collect it"), place), Fact(_("Code"), code_of(lying), strong=True)]
    return _story(lying, campaign, facts)


def _story(parcel: Parcel, campaign: Campaign, facts: list[Fact]) -> Story:
    lines = list(parcel.lines.select_related("order__campaign__product", "order__variant", "gap"))
    held = [
        what(units, line.order.campaign.product.name, line.variant.name)
        for line in lines
        if (units := standing_units(line))
    ]
    return Story(
        says={**scene(campaign), "what": ", ".join(held)},
        facts=[Fact(_("In it"), text) for text in held] + [fact for fact in facts if fact.value],
        actions=[Action(_("Follow my order"), link("order", lines[0].order_id))],
    )


def late(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that a buyer waited longer than promised, and may take the money back."""
    order = Order.objects.select_related("variant").get(pk=notice.fact)
    left = claims_on([order.pk])[order.pk].units
    waiting = what(left, campaign.product.name, sent_as(order).name)
    return Story(
        says={**scene(campaign), "what": waiting, "promised": day(campaign.delivery_on)},
        facts=[
            Fact(_("Order"), _("no. %(number)s") % {"number": order.pk}),
            Fact(_("Still to come"), waiting),
            Fact(_("Promised by"), day(campaign.delivery_on)),
            Fact(_("Money back, if you want, since"), day(may_take_back_on(campaign))),
        ],
        actions=[
            Action(_("Give me my money back"), link("money_back", order.pk)),
            Action(_("I will wait: see my order"), link("order", order.pk)),
        ],
    )


def substitute(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return that another variant could come instead, and until when to say yes."""
    rows = SubstitutionQuestion.objects.select_related("offer__variant", "order__variant")
    asked = rows.get(pk=notice.fact)
    left, offer = claims_on([asked.order_id])[asked.order_id].units, asked.offer
    instead = what(left, campaign.product.name, offer.variant.name)
    return Story(
        says={
            **scene(campaign),
            "was": asked.order.variant.name,
            "instead": offer.variant.name,
            "last": day(offer.answer_by_on),
            "note": offer.note,
        },
        facts=[
            Fact(_("Order"), _("no. %(number)s") % {"number": asked.order_id}),
            Fact(_("Ordered"), what(left, campaign.product.name, asked.order.variant.name)),
            Fact(_("Could come instead"), instead, strong=True),
            Fact(_("Answer by"), day(offer.answer_by_on)),
        ],
        actions=[Action(_("Answer: yes or no"), link("substitution", asked.order_id))],
    )
