"""The desk's forms about goods: arrivals, ends, bills, payments, organisers."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clust.sourcing.models import Variant
from clust.supply.actions.billing import (
    BillDiffers,
    BillKnown,
    NoSuchRate,
    TooMuchPaid,
    TotalDiffers,
    UnusualRate,
    VatDiffers,
)
from clust.supply.actions.ending import NoPrice, SomethingRemains
from clust.supply.actions.shipping import AlreadyArrived
from clust.supply.claims import Goods, NotEnough
from clust.supply.models import Disposal, PurchaseOrder, Shipment
from clust.web.desk.fields import MoneyField, written
from clust.web.parts.forms import DayField, DeskForm


class SureForm(DeskForm):
    """Only a yes."""

    refusals: ClassVar[dict[Any, Any]] = {
        SomethingRemains: (
            None,
            _("Units are nobody's yet, or not all have reached their buyers."),
        )
    }


class ArrivalForm(DeskForm):
    """The units of each variant that came to a pickup point."""

    refusals: ClassVar[dict[Any, Any]] = {
        AlreadyArrived: (None, _("The arrival is noted already.")),
        NotEnough: (None, _("That is more than was sent.")),
    }

    def __init__(self, data: Any = None, *, shipment: Shipment, sent: dict[Variant, int]) -> None:
        super().__init__(data)
        for variant, units in sent.items():
            name = variant.name or shipment.purchase_order.quote.product.name
            self.fields[f"variant_{variant.pk}"] = forms.IntegerField(
                label=name, min_value=0, max_value=units, initial=units
            )

    @property
    def units(self) -> dict[int, int]:
        """Return the units by variant."""
        return {
            int(name.removeprefix("variant_")): value for name, value in self.cleaned_data.items()
        }


class OrganiserForm(DeskForm):
    """Who hands out at a pickup point."""

    email = forms.EmailField(label=_("E-mail address of the organiser's account"))


class DisposalForm(DeskForm):
    """Where units without a buyer went."""

    variant = forms.TypedChoiceField(label=_("Which units"), coerce=int)
    units = forms.IntegerField(label=_("Units"), min_value=1)
    kind = forms.ChoiceField(
        label=_("Where they go"),
        choices=[*Disposal.Kind.choices, ("call_off", _("called off: the supplier keeps them"))],
    )
    sold = MoneyField(
        label=_("Resold for, with tax"),
        help_text=_("Only what is resold: the price of all these units, paid to our bank."),
        required=False,
    )
    per_mille = forms.IntegerField(
        label=_("VAT rate of the resale in per mille"),
        min_value=0,
        max_value=500,
        initial=200,
        required=False,
    )
    note = forms.CharField(label=_("To whom, under which number"), max_length=240)
    buyer = forms.CharField(
        label=_("Name and address of who bought it"),
        help_text=_("Only what is resold: it has an invoice, made out to them."),
        max_length=240,
        required=False,
    )

    refusals: ClassVar[dict[Any, Any]] = {
        NotEnough: ("units", _("So many units are not without a buyer.")),
        NoPrice: ("sold", _("What is resold has a price, and nothing else has.")),
        NoSuchRate: ("per_mille", _("Our country has no such VAT rate.")),
    }

    def clean_per_mille(self) -> int:
        """See that what is resold has a rate."""
        per_mille = self.cleaned_data["per_mille"]
        if per_mille is None and self.cleaned_data.get("sold"):
            raise forms.ValidationError(_("Say at which rate it was sold, 0 where at none."))
        return int(per_mille or 0)

    def __init__(self, data: Any = None, *, goods: list[Goods], variants: dict[int, str]) -> None:
        super().__init__(data)
        field: Any = self.fields["variant"]
        field.choices = [
            (row.variant, f"{variants[row.variant]} ({row.remaining})")
            for row in goods
            if row.remaining > 0
        ]


class BillForm(DeskForm):
    """A supplier's bill."""

    number = forms.CharField(label=_("Number of the bill"), max_length=60)
    net = MoneyField(label=_("Total without tax"))
    vat = MoneyField(label=_("VAT"), required=False)
    per_mille = forms.IntegerField(
        label=_("VAT rate in per mille"), min_value=0, max_value=500, initial=200
    )
    gross = MoneyField(label=_("Total with tax"), help_text=_("As it stands on the bill."))
    due_on = DayField(label=_("To be paid by"))
    reason = forms.CharField(
        label=_("Why another amount is right"),
        help_text=_("Only where it differs from what was ordered and came, or in its VAT rate."),
        max_length=240,
        required=False,
    )

    refusals: ClassVar[dict[Any, Any]] = {
        BillKnown: ("number", _("This supplier's bill of that number is noted already.")),
        BillDiffers: (
            "net",
            _("By the order and what came it is %(owed)s. Say why, or refuse it."),
        ),
        TotalDiffers: (
            "gross",
            _("Without tax and VAT together make %(gross)s: the bill does not add up."),
        ),
        VatDiffers: (
            "vat",
            _("At this rate the VAT of that total is %(vat)s: ask for a corrected bill."),
        ),
        NoSuchRate: (
            "per_mille",
            _("The supplier’s country has no such VAT rate: ask for a corrected bill."),
        ),
        UnusualRate: (
            "per_mille",
            _("For these goods it should be %(rate)s per mille. Say why, or refuse it."),
        ),
    }

    def told(self, error: Exception) -> dict[str, Any]:
        """Return the amounts that would be right, as they are typed."""
        return {
            "owed": written(getattr(error, "owed_net_cents", None)),
            "gross": written(getattr(error, "gross_cents", None)),
            "vat": written(getattr(error, "vat_cents", None)),
            "rate": getattr(error, "per_mille", ""),
        }


class PaymentForm(DeskForm):
    """A transfer to a supplier."""

    cents = MoneyField(label=_("Amount"))
    reference = forms.CharField(label=_("Reference of the transfer"), max_length=60)

    refusals: ClassVar[dict[Any, Any]] = {TooMuchPaid: ("cents", _("The bill asks for less."))}


def purchase_order_of(orders: QuerySet[PurchaseOrder], variant: int) -> PurchaseOrder | None:
    """Return the newest purchase order with this variant."""
    return orders.filter(lines__variant=variant).order_by("-units").first()
