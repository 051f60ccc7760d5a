"""Suppliers' bills, held against what was ordered and came, and their payment."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from clust.ledger.actions import Account, Line, post
from clust.people.models import Person
from clust.supply.models import PurchaseOrder, SupplierBill, SupplierPayment


class BillKnown(Exception):
    """This supplier's bill of that number is noted."""


class BillDiffers(Exception):
    """It asks for something else than was ordered and came, and nobody said why that is right."""

    def __init__(self, owed_net_cents: int) -> None:
        super().__init__(str(owed_net_cents))
        self.owed_net_cents = owed_net_cents


class TooMuchPaid(Exception):
    """More would be paid than the bill asks for."""


@transaction.atomic
def record_bill(
    *,
    purchase_order: PurchaseOrder,
    number: str,
    net_cents: int,
    due_on: date,
    now: datetime,
    vat_cents: int = 0,
    vat_detail: str = "",
    reason: str = "",
    person: Person | None = None,
) -> SupplierBill:
    """
    Note a supplier's bill; a difference from what we owe needs its reason.

    :param vat_detail: country and rate of its VAT, such as `FR 200`
    :raises BillDiffers: if it asks for another amount and no reason is given
    :raises BillKnown: if the supplier's bill of this number is noted
    """
    PurchaseOrder.objects.select_for_update(no_key=True).get(pk=purchase_order.pk)
    owed = owed_net_cents(purchase_order)
    if net_cents != owed and not reason.strip():
        raise BillDiffers(owed)
    supplier = purchase_order.quote.product.supplier_id
    try:
        with transaction.atomic():
            bill = SupplierBill.objects.create(
                purchase_order=purchase_order,
                supplier_id=supplier,
                number=number.strip(),
                net_cents=net_cents,
                vat_cents=vat_cents,
                vat_detail=vat_detail if vat_cents else "",
                difference_net_cents=net_cents - owed,
                reason=reason.strip(),
                due_on=due_on,
                person=person,
                at=now,
            )
    except IntegrityError as error:
        raise BillKnown from error
    if bill.vat_cents or bill.difference_net_cents:
        _post_bill(bill)
    return bill


def _post_bill(bill: SupplierBill) -> None:
    """The goods are owed since they were ordered: a bill adds its tax, and what differs."""
    more = bill.vat_cents + bill.difference_net_cents
    post(
        key=f"supplier_bill:{bill.pk}",
        currency=bill.purchase_order.quote.currency,
        lines=[
            Line(Account.VAT_INPUT, bill.vat_cents, detail=bill.vat_detail),
            Line(Account.PURCHASES, bill.difference_net_cents),
            Line(Account.SUPPLIERS, -more, party=bill.supplier_id),
        ],
        now=bill.at,
    )


def owed_net_cents(purchase_order: PurchaseOrder) -> int:
    """Return what we owe for a purchase order and was not billed yet, in cents net."""
    less = purchase_order.reductions.aggregate(sum=Sum("net_cents", default=0))["sum"]
    billed = purchase_order.bills.aggregate(
        net=Sum("net_cents", default=0), more=Sum("difference_net_cents", default=0)
    )
    return int(purchase_order.total_net_cents - less - billed["net"] + billed["more"])


@transaction.atomic
def pay_bill(
    bill: SupplierBill, *, cents: int, reference: str, now: datetime, person: Person | None = None
) -> SupplierPayment:
    """
    Note that we paid a bill, or a part of it.

    :raises TooMuchPaid: if it asks for less
    """
    SupplierBill.objects.select_for_update(no_key=True).get(pk=bill.pk)
    if not 0 < cents <= unpaid_cents(bill):
        raise TooMuchPaid
    payment = SupplierPayment.objects.create(
        bill=bill, cents=cents, reference=reference, person=person, at=now
    )
    post(
        key=f"supplier_payment:{payment.pk}",
        currency=bill.purchase_order.quote.currency,
        lines=[
            Line(Account.SUPPLIERS, cents, party=bill.supplier_id),
            Line(Account.BANK, -cents),
        ],
        now=now,
    )
    return payment


def unpaid_cents(bill: SupplierBill) -> int:
    """Return what of a bill is not paid yet, in cents with tax."""
    return bill.gross_cents - int(bill.payments.aggregate(sum=Sum("cents", default=0))["sum"])
