"""From an entry in the books to the page of the fact that caused it."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from clust.banking.models import Explanation, PayBack
from clust.campaigns.models import Clearing
from clust.contributions.models import ContributionPayment
from clust.invoicing.models import CreditNote, Invoice
from clust.ledger.models import Entry
from clust.orders.models import Cancellation, Subsidy, SubsidyReturn
from clust.payments.models import Capture, CreditUse, Refund, RefundAfterAll, Regain
from clust.returns.models import Restitution
from clust.supply.models import (
    Delivery,
    Disposal,
    PurchaseReduction,
    SupplierBill,
    SupplierPayment,
)


class Cause(NamedTuple):
    """A page about the fact behind an entry, and what to call it."""

    url: str
    label: str


def _number(rows: QuerySet, path: str) -> Callable[[int], int | None]:  # type: ignore[type-arg]
    return lambda pk: rows.filter(pk=pk).values_list(path, flat=True).first()


# For each kind of fact: the desk's page that shows it, and from the fact's number to that page's.
FACTS: Mapping[str, tuple[str, Callable[[int], int | None]]] = {
    "orders": ("campaign", _number(Clearing.objects.all(), "closing__campaign")),
    "order": ("order", lambda pk: pk),
    "capture": ("order", _number(Capture.objects.all(), "order")),
    "refund": ("order", _number(Refund.objects.all(), "capture__order")),
    "refund_done": ("order", _number(Refund.objects.all(), "capture__order")),
    "refund_failure": ("order", _number(Refund.objects.all(), "capture__order")),
    "refund_after_all": (
        "order",
        _number(RefundAfterAll.objects.all(), "refund__capture__order"),
    ),
    "regain": ("order", _number(Regain.objects.all(), "after_all__refund__capture__order")),
    "credit_use": ("order", _number(CreditUse.objects.all(), "order")),
    "subsidy": ("order", _number(Subsidy.objects.all(), "order")),
    "subsidy_return": ("order", _number(SubsidyReturn.objects.all(), "subsidy__order")),
    "contribution_payment": (
        "contribution",
        _number(ContributionPayment.objects.all(), "statement"),
    ),
    "cancellation": ("order", _number(Cancellation.objects.all(), "order")),
    "invoice": ("order", _number(Invoice.objects.all(), "order")),
    "credit_note": ("order", _number(CreditNote.objects.all(), "cancellation__order")),
    "restitution": ("order", _number(Restitution.objects.all(), "cancellation__order")),
    "purchase_order": ("purchase_order", lambda pk: pk),
    "purchase_reduction": (
        "purchase_order",
        _number(PurchaseReduction.objects.all(), "purchase_order"),
    ),
    "delivery": (
        "purchase_order",
        _number(Delivery.objects.all(), "parcel__shipment__purchase_order"),
    ),
    "disposal": ("purchase_order", _number(Disposal.objects.all(), "purchase_order")),
    "supplier_bill": ("purchase_order", _number(SupplierBill.objects.all(), "purchase_order")),
    "supplier_payment": (
        "purchase_order",
        _number(SupplierPayment.objects.all(), "bill__purchase_order"),
    ),
    "payout": ("payout", lambda pk: pk),
    "bank_line": ("bank_line", lambda pk: pk),
    "explanation": ("bank_line", _number(Explanation.objects.all(), "line")),
    "pay_back": ("bank_line", _number(PayBack.objects.all(), "line")),
    "pay_back_done": ("bank_line", _number(PayBack.objects.all(), "line")),
}


def cause_of(entry: Entry) -> Cause | None:
    """Return the page about what caused an entry, if the desk has one."""
    fact, _colon, number = entry.key.partition(":")
    if fact not in FACTS or not number.isdecimal():
        return None
    page, find = FACTS[fact]
    found = find(int(number))
    if found is None:
        return None
    return Cause(reverse(f"desk:{page}", args=[found]), f"{_labels()[page]} {found}")


def _labels() -> dict[str, str]:
    return {
        "campaign": _("Clust"),
        "order": _("Order"),
        "purchase_order": _("Purchase order"),
        "payout": _("Payout"),
        "bank_line": _("Bank line"),
        "contribution": _("Statement of subsidies"),
    }
