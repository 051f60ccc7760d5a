"""Goods on the pages of the desk and of suppliers: forms, files, what waits to be sent."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clust import flow
from clust.base.sheets import sheet
from clust.orders.models import Order
from clust.people.models import Person
from clust.sourcing.models import Supplier, Variant
from clust.storefronts.models import DeliveryOption
from clust.supply.actions.answering import MoreThanOrdered, answer_purchase
from clust.supply.actions.shipping import (
    BuyerAsked,
    GoesToPickup,
    NotBought,
    NothingToSend,
    NotOnePlace,
    NotThere,
    TrackingTaken,
    WhichPlace,
    dispatch_parcel,
    ship_in_bulk,
)
from clust.supply.actions.substituting import (
    AlreadyOffered,
    Dearer,
    NobodyWaits,
    NotASubstitute,
    PartlySent,
    TooSoon,
    offer_substitute,
)
from clust.supply.actions.uploading import BadUpload, dispatch_uploaded
from clust.supply.claims import NotEnough, asked_about, claims_on, open_units
from clust.supply.models import PurchaseOrder, PurchaseOrderLine, Substitution, sent_as
from clust.supply.places import Place, places_of, units_for
from clust.web.parts.forms import DayField, DeskForm
from clust.web.parts.lists import csv_file

SHOWN = 50
MOST_BYTES = 2_000_000
PROBLEMS = {
    "not_text": gettext_lazy("This is no text file: save the sheet as CSV."),
    "empty": gettext_lazy("There is no line in the file."),
    "too_long": gettext_lazy("The file has too many lines: send it in parts."),
    "columns": gettext_lazy("The first line must name order, carrier and tracking."),
    "no_order": gettext_lazy("no order number"),
    "no_carrier": gettext_lazy("no carrier, or its name is too long"),
    "no_tracking": gettext_lazy("no tracking number, or it is too long"),
    "bad_units": gettext_lazy("units must be a whole number above zero"),
    "bad_place": gettext_lazy("the place must be its number in the list"),
    "twice": gettext_lazy("this order stands twice in this parcel"),
    "NotBought": gettext_lazy("no such order of yours"),
    "NothingToSend": gettext_lazy("so many units are not left to be sent"),
    "NotOnePlace": gettext_lazy("one parcel goes to one person at one address"),
    "WhichPlace": gettext_lazy("goes to several addresses: name the place"),
    "NotThere": gettext_lazy("nothing of it goes to that place any more: take the list anew"),
    "GoesToPickup": gettext_lazy("goes to a pickup point, in bulk"),
    "BuyerAsked": gettext_lazy("its buyer is asked about a substitute: wait for the answer"),
    "TrackingTaken": gettext_lazy("another parcel has this tracking number"),
}


class AnswerForm(DeskForm):
    """What a supplier says to a purchase order."""

    deliver_by_on = DayField(label=gettext_lazy("Delivery date you can keep"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=500, required=False)

    refusals: ClassVar[dict[Any, Any]] = {
        MoreThanOrdered: (None, gettext_lazy("That is more than was ordered.")),
        NotEnough: (None, gettext_lazy("More than that is on its way to buyers already.")),
    }

    def __init__(self, data: Any = None, *, order: PurchaseOrder) -> None:
        initial = {"deliver_by_on": order.deliver_by_on}
        super().__init__(data, initial=initial, prefix="answer")
        self.order = order
        left = open_units(order)
        for line in order.lines.select_related("variant"):
            self.fields[f"variant_{line.variant_id}"] = forms.IntegerField(
                label=_("Units you will bring: %(what)s")
                % {"what": line.variant.name or order.quote.product.name},
                min_value=0,
                max_value=left[line.variant_id],
                initial=left[line.variant_id],
            )
        self.order_fields([*[name for name in self.fields if name.startswith("variant_")]])

    def answer(self, person: Person, *, refused: bool, now: datetime) -> Any:
        """Note the answer, or say at the form why it cannot be."""
        units = {
            int(name.removeprefix("variant_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("variant_")
        }
        return self.attempt(
            flow.act,
            answer_purchase,
            purchase_order=self.order,
            units=units,
            refused=refused,
            deliver_by_on=self.cleaned_data["deliver_by_on"],
            note=self.cleaned_data["note"],
            person=person,
            now=now,
        )


class SubstituteForm(DeskForm):
    """Another variant in the place of one that cannot be brought."""

    line = forms.ModelChoiceField(
        label=gettext_lazy("What cannot be brought"), queryset=PurchaseOrderLine.objects.none()
    )
    variant = forms.ModelChoiceField(
        label=gettext_lazy("What could come instead"), queryset=Variant.objects.none()
    )
    answer_by_on = DayField(label=gettext_lazy("Last day for the buyers to answer"))
    note = forms.CharField(
        label=gettext_lazy("A word to the buyers"), max_length=240, required=False
    )

    refusals: ClassVar[dict[Any, Any]] = {
        NotASubstitute: ("variant", gettext_lazy("Name another variant of the same product.")),
        Dearer: ("variant", gettext_lazy("It is dearer than what buyers paid.")),
        TooSoon: ("answer_by_on", gettext_lazy("Leave the buyers until tomorrow at least.")),
        AlreadyOffered: ("line", gettext_lazy("The buyers were asked before.")),
        PartlySent: ("line", gettext_lazy("Some buyer has a part of the order already.")),
        NobodyWaits: ("line", gettext_lazy("Nobody waits for it any more.")),
    }

    def __init__(self, data: Any = None, *, order: PurchaseOrder) -> None:
        super().__init__(data, prefix="substitute")
        line, variant = self.fields["line"], self.fields["variant"]
        line.queryset = order.lines.select_related("variant")  # type: ignore[attr-defined]
        line.label_from_instance = lambda row: row.variant.name  # type: ignore[attr-defined]
        variant.queryset = order.quote.product.variants.all()  # type: ignore[attr-defined]
        variant.label_from_instance = lambda row: row.name  # type: ignore[attr-defined]

    def offer(self, person: Person, now: datetime) -> Any:
        """Ask the buyers, or say at the form why it cannot be."""
        told = self.cleaned_data
        done = self.attempt(flow.act, offer_substitute, person=person, now=now, **told)
        if done:
            flow.enqueue_delivery()
        return done


def may_substitute(order: PurchaseOrder) -> bool:
    """Say whether another variant could come for some of it."""
    return order.quote.product.variants.count() > 1 and not order.is_exchange


def substitutes_of(order: PurchaseOrder) -> QuerySet[Substitution]:
    """Return the substitutes offered, with how many buyers said yes, no, and nothing yet."""
    answers = "questions__answer__accepted"
    asked = Count("questions", filter=Q(questions__answer=None))
    return (
        Substitution.objects.filter(line__purchase_order=order)
        .select_related("line__variant", "variant")
        .annotate(
            yes=Count("questions", filter=Q(**{answers: True})),
            no=Count("questions", filter=Q(**{answers: False})),
            silent=asked,
        )
        .order_by("pk")
    )


class ParcelForm(DeskForm):
    """One parcel that left."""

    order = forms.IntegerField(label=gettext_lazy("Order number"), min_value=1)
    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=60)
    tracking = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60)
    units = forms.IntegerField(
        label=gettext_lazy("Units"),
        help_text=gettext_lazy("Left empty, all that is left to be sent."),
        min_value=1,
        required=False,
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place number"),
        help_text=gettext_lazy("Its number in the list; needed for orders to several addresses."),
        min_value=1,
        required=False,
    )

    refusals: ClassVar[dict[Any, Any]] = {
        NotBought: ("order", PROBLEMS["NotBought"]),
        NothingToSend: ("units", PROBLEMS["NothingToSend"]),
        NotOnePlace: ("order", PROBLEMS["NotOnePlace"]),
        WhichPlace: ("place", PROBLEMS["WhichPlace"]),
        NotThere: ("place", PROBLEMS["NotThere"]),
        GoesToPickup: ("order", PROBLEMS["GoesToPickup"]),
        BuyerAsked: ("order", PROBLEMS["BuyerAsked"]),
        TrackingTaken: ("tracking", PROBLEMS["TrackingTaken"]),
    }

    def dispatch(self, supplier: Supplier, person: Person, now: datetime) -> Any:
        """Note the parcel, or say at the form why it cannot be."""
        told = self.cleaned_data
        places = places_of([told["order"]]).get(told["order"], [])
        return self.attempt(
            flow.act,
            dispatch_parcel,
            supplier=supplier,
            units={told["order"]: told["units"] or units_for(places, told["place"])},
            place=told["place"],
            carrier=told["carrier"],
            tracking=told["tracking"],
            dispatched_at=now,
            person=person,
            now=now,
        )


class ParcelFileForm(DeskForm):
    """A file of parcels."""

    file = forms.FileField(label=gettext_lazy("CSV file: order, carrier, tracking, units"))

    def clean_file(self) -> bytes:
        """Return what is in the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(PROBLEMS["too_long"])
        return bytes(file.read())

    def upload(self, supplier: Supplier, person: Person, now: datetime) -> int | None:
        """Note its parcels and return how many; or say every bad line and return None."""
        try:
            parcels = flow.act(
                dispatch_uploaded,
                supplier=supplier,
                data=self.cleaned_data["file"],
                person=person,
                now=now,
            )
        except BadUpload as error:
            for line in error.lines:
                self.add_error("file", _bad_line(line.number, line.problem, line.said))
            return None
        return len(parcels)


def noted_parcels(number: int) -> str:
    """Say how many parcels of a file are noted."""
    said = ngettext("%(number)s parcel is noted.", "%(number)s parcels are noted.", number)
    return said % {"number": number}


def _bad_line(number: int, problem: str, said: str) -> str:
    words = {"line": number, "problem": PROBLEMS[problem], "said": said}
    if said:
        return _("Line %(line)s: %(problem)s (“%(said)s”)") % words
    return _("Line %(line)s: %(problem)s") % words


class BulkForm(DeskForm):
    """Goods that left in bulk for a pickup point."""

    option = forms.ModelChoiceField(
        label=gettext_lazy("Pickup point"), queryset=DeliveryOption.objects.none()
    )
    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=60, required=False)
    tracking = forms.CharField(label=gettext_lazy("Tracking number"), max_length=60, required=False)

    refusals: ClassVar[dict[Any, Any]] = {
        NothingToSend: ("option", gettext_lazy("Nothing is left to be sent there."))
    }

    def __init__(self, data: Any = None, *, order: PurchaseOrder) -> None:
        super().__init__(data, prefix="bulk")
        self.order = order
        self.fields["option"].queryset = pickup_points(order)  # type: ignore[attr-defined]

    def ship(self, person: Person, now: datetime) -> Any:
        """Note the shipment, or say at the form why it cannot be."""
        return self.attempt(
            flow.act,
            ship_in_bulk,
            purchase_order=self.order,
            dispatched_at=now,
            person=person,
            now=now,
            **self.cleaned_data,
        )


def pickup_points(order: PurchaseOrder) -> QuerySet[DeliveryOption]:
    """Return the pickup points where something of a purchase order is still to be sent."""
    there = order.shares.filter(order__delivery_option__kind=DeliveryOption.PICKUP)
    claims = claims_on(there.values_list("order", flat=True))
    asked = asked_about(claims)
    waiting = [row.order for row in claims.values() if row.units and row.order not in asked]
    found = Order.objects.filter(pk__in=waiting).values("delivery_option")
    return DeliveryOption.objects.filter(pk__in=found)


class Waiting:
    """The buyers' orders that parcels of these purchase orders are still to be sent for."""

    def __init__(self, purchase_orders: QuerySet[PurchaseOrder]) -> None:
        orders = Order.objects.filter(
            purchase_shares__purchase_order__in=purchase_orders,
            delivery_option__kind=DeliveryOption.PARCEL,
        )
        claims = claims_on(orders.values_list("pk", flat=True).distinct())
        asked = asked_about(claims)
        self.units = {
            key: claim.units for key, claim in claims.items() if claim.units and key not in asked
        }

    def __len__(self) -> int:
        return len(self.units)

    def first(self) -> Sequence[tuple[Order, Place]]:
        """Return the first of them with the units to send, a row for each place they go to."""
        return list(self._rows(sorted(self.units)[:SHOWN]))

    def _rows(self, keys: Sequence[int]) -> Iterator[tuple[Order, Place]]:
        orders = Order.objects.select_related(
            "variant", "campaign__product", "substitution__answer", "substitution__offer__variant"
        ).in_bulk(keys)
        for key, places in places_of(keys).items():
            for place in places:
                yield orders[key], place

    def csv(self) -> StreamingHttpResponse:
        """Return all of them as a file, ready for carriers and tracking numbers."""
        header = [
            _("order"),
            _("carrier"),
            _("tracking"),
            _("units"),
            _("place"),
            _("Reference"),
            _("Product"),
            _("Variant"),
            _("Name"),
            _("Street"),
            _("Flat, floor, building"),
            _("Postcode"),
            _("City"),
            _("Country"),
            _("Phone"),
            _("Gift, no price in the parcel"),
            _("Greeting"),
        ]
        told = (_told(order, place) for order, place in self._rows(sorted(self.units)))
        return csv_file(sheet(header, told), "parcels-to-send")


def _told(order: Order, place: Place) -> list[object]:
    product, address = order.campaign.product, place.address
    goods = [product.reference, product.name, sent_as(order).name]
    goes_to = [
        getattr(address, name, "")
        for name in ("name", "street", "extra", "postcode", "city", "country", "phone")
    ]
    gift = [_("yes") if place.is_gift else "", place.greeting]
    return [order.pk, "", "", place.units, place.number or "", *goods, *goes_to, *gift]
