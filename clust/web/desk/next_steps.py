"""From close to the supplier's payment: what the desk does next for a clust."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clust.base import formats
from clust.base.models import ParkedRow
from clust.campaigns.models import Campaign
from clust.supply.actions.billing import owed_net_cents, unpaid_cents
from clust.supply.claims import Goods, goods_of
from clust.supply.models import Conclusion, Parcel, PurchaseOrder, Shipment, SupplierBill
from clust.web.parts.goods import Waiting, pickup_points

STOPPED = {
    "BelowMinimum": gettext_lazy(
        "Less is paid than the supplier's smallest order: order all the same, or call it off."
    ),
    "BelowCost": gettext_lazy(
        "What is paid costs more than it brings: record the legal exception, or call it off."
    ),
    "NothingToBuy": gettext_lazy("No whole case is paid: call the clust off."),
}


@dataclass(frozen=True)
class NextStep:
    """What is to be done, where, and whether somebody else does it."""

    words: str
    url: str = ""
    action: str = ""
    waits: bool = False


@dataclass
class Run:
    """A clust's way from its close to the supplier's payment."""

    campaign: Campaign
    now: datetime

    def __post_init__(self) -> None:
        orders = PurchaseOrder.objects.filter(campaign=self.campaign).answered()
        self.purchase_orders = list(
            orders.select_related("quote__product__supplier").order_by("pk")
        )
        self.waiting = Waiting(orders)
        self.goods: list[Goods] = goods_of(self.campaign.pk)
        self.shipments = list(
            Shipment.objects.filter(purchase_order__campaign=self.campaign)
            .select_related("option", "arrival")
            .order_by("pk")
        )
        self.bills = list(
            SupplierBill.objects.filter(purchase_order__campaign=self.campaign)
            .select_related("purchase_order__quote")
            .order_by("pk")
        )
        parcels = Parcel.objects.filter(lines__order__campaign=self.campaign).distinct()
        self.sent = parcels.count()
        self.received = parcels.filter(delivery__isnull=False).count()
        self.travelling = parcels.filter(delivery=None, end=None).count()
        self.conclusion = Conclusion.objects.filter(campaign=self.campaign).first()

    @property
    def remaining(self) -> int:
        """Return the units that are nobody's."""
        return sum(row.remaining for row in self.goods)

    @property
    def next(self) -> NextStep:
        """Return the first thing that is to be done."""
        for found in (self._to_buy, self._to_answer, self._to_send, self._to_end, self._to_pay):
            if step := found():
                return step
        if self.conclusion is None and self.purchase_orders:
            words = _("Everything has come to its end: close the file of this clust.")
            return NextStep(words, self._at("conclusion"), _("Nothing remains"))
        return NextStep(_("Nothing is left to be done."), waits=True)

    def _at(self, name: str, *numbers: int) -> str:
        return reverse(f"desk:{name}", args=numbers or [self.campaign.pk])

    def _to_buy(self) -> NextStep | None:
        clearing = getattr(getattr(self.campaign, "closing", None), "clearing", None)
        if self.purchase_orders:
            return None
        if clearing is None:
            return NextStep(_("The clust is not closed yet."), self._at("campaign"), waits=True)
        if clearing.gross_cents is None:
            return NextStep(_("The critical mass was not reached."), waits=True)
        if not self.campaign.asks_for_card:
            return NextStep(_("The supplier is ordered from in a moment."), waits=True)
        stopped = ParkedRow.objects.filter(step="purchase", key=clearing.pk).first()
        if stopped and stopped.error in STOPPED:
            return NextStep(str(STOPPED[stopped.error]), self._at("payments"), _("Decide"))
        words = _("The money comes in. Order when enough has come, or call the clust off.")
        return NextStep(words, self._at("payments"), _("See the money"), waits=True)

    def _to_answer(self) -> NextStep | None:
        for order in self.purchase_orders:
            if order.is_refused and self._is_open(order):  # type: ignore[attr-defined]
                words = _("The supplier refuses %(order)s. Refund its buyers, or ask again.")
                url = self._at("refusal", order.pk)
                return NextStep(words % {"order": order.number}, url, _("Decide"))
            if not order.is_answered and order.clearing_id:  # type: ignore[attr-defined]
                words = _("The supplier has not answered %(order)s yet.") % {"order": order.number}
                return NextStep(words, self._at("purchase_answer", order.pk), _("Note its answer"))
        return None

    def _is_open(self, order: PurchaseOrder) -> bool:
        return sum(line.units for line in order.reductions.all()) < order.units

    def _to_send(self) -> NextStep | None:
        for order in self.purchase_orders:
            if pickup_points(order):
                words = _("Goods for a pickup point have not left yet.")
                return NextStep(words, self._at("purchase_order", order.pk), _("Note what left"))
        if self.waiting:
            words = ngettext(
                "%(number)s order waits for its parcel.",
                "%(number)s orders wait for their parcel.",
                len(self.waiting),
            )
            words %= {"number": formats.units(len(self.waiting))}
            return NextStep(words, self._at("sending"), _("Note parcels"))
        for shipment in self.shipments:
            if not hasattr(shipment, "arrival"):
                words = _("A shipment to %(place)s has not arrived yet.")
                url = self._at("shipment", shipment.pk)
                words %= {"place": shipment.option.name}
                return NextStep(words, url, _("Note its arrival"))
        return None

    def _to_end(self) -> NextStep | None:
        if self.remaining:
            words = ngettext(
                "%(units)s unit has no buyer any more: say where it goes.",
                "%(units)s units have no buyer any more: say where they go.",
                self.remaining,
            )
            words %= {"units": formats.units(self.remaining)}
            return NextStep(words, self._at("disposal"), _("Say where they go"))
        return None

    def _to_pay(self) -> NextStep | None:
        for order in self.purchase_orders:
            if owed_net_cents(order) > 0:
                words = _("The bill for %(order)s has not come.") % {"order": order.number}
                return NextStep(words, self._at("new_bill", order.pk), _("Note the bill"))
        for bill in self.bills:
            if unpaid_cents(bill):
                words = _("Bill %(number)s is to be paid by %(day)s.")
                words %= {"number": bill.number, "day": formats.day(bill.due_on)}
                return NextStep(words, self._at("bill", bill.pk), _("Note the payment"))
        if self.travelling:
            words = ngettext(
                "%(number)s parcel is on its way or to be collected.",
                "%(number)s parcels are on their way or to be collected.",
                self.travelling,
            )
            words %= {"number": formats.units(self.travelling)}
            url = f"{reverse('desk:parcels')}?state=open&campaign={self.campaign.pk}"
            return NextStep(words, url, _("See the parcels"), waits=True)
        return None

    @property
    def steps(self) -> list[tuple[Any, bool]]:
        """Return the stages of the way, each with whether it is behind us."""
        answered = bool(self.purchase_orders) and all(
            order.is_answered or not order.clearing_id  # type: ignore[attr-defined]
            for order in self.purchase_orders
        )
        sent = bool(self.purchase_orders) and not self._to_send()
        paid = bool(self.bills) and self._to_pay_nothing()
        return [
            (_("closed"), hasattr(self.campaign, "closing")),
            (_("ordered"), bool(self.purchase_orders)),
            (_("answered"), answered),
            (_("sent"), sent),
            (_("received"), sent and not self.travelling),
            (_("supplier paid"), paid),
            (_("nothing remains"), self.conclusion is not None),
        ]

    def _to_pay_nothing(self) -> bool:
        billed = all(owed_net_cents(order) <= 0 for order in self.purchase_orders)
        return billed and not any(unpaid_cents(bill) for bill in self.bills)
