"""What a supplier is sent: a purchase order with its papers."""

from datetime import datetime

from django.utils.translation import gettext as _

from clust.base.formats import day, money, units
from clust.campaigns.models import Campaign
from clust.notices.links import supplier_link
from clust.notices.models import Notice
from clust.notices.papers import purchase_papers
from clust.notices.stories.parts import Action, Fact, Story
from clust.supply.models import PurchaseOrder


def purchase(notice: Notice, campaign: Campaign, now: datetime) -> Story:
    """Return a purchase order in short; the whole of it hangs on the mail."""
    order = PurchaseOrder.objects.select_related("quote__product__supplier").get(pk=notice.fact)
    product, currency = order.quote.product, order.quote.currency
    return Story(
        says={
            "number": order.number,
            "product": product.name,
            "units": units(order.units),
            "number_of_units": order.units,
            "seller": campaign.terms.seller.name,
        },
        facts=[
            Fact(_("Purchase order"), order.number),
            Fact(_("Product"), f"{product.name} ({product.reference})"),
            Fact(_("Units"), units(order.units)),
            Fact(_("Unit price without tax"), money(order.unit_net_cents, currency)),
            Fact(_("Total without tax"), money(order.total_net_cents, currency), strong=True),
            Fact(_("Deliver by"), day(order.deliver_by_on)),
        ],
        actions=[Action(_("Answer this order"), supplier_link("purchase_order", order.pk))],
        papers=purchase_papers(order),
    )
