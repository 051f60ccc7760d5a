"""Suppliers' bills, held against what was ordered and came, and their payment."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from clust.ledger.actions import Account, Line, post
from clust.people.models import Person
from clust.rules.vat import OutsideUnion, UnknownRate, rates_on, with_tax
from clust.supply.models import PurchaseOrder, SupplierBill, SupplierPayment

ROUNDING_CENTS = 1


class BillKnown(Exception):
    """This supplier's bill of that number is noted."""


class BillDiffers(Exception):
    """It asks for something else than was ordered and came, and nobody said why that is right."""

    def __init__(self, owed_net_cents: int) -> None:
        super().__init__(str(owed_net_cents))
        self.owed_net_cents = owed_net_cents


class TotalDiffers(Exception):
    """Net and VAT do not make the total that stands on the bill."""

    def __init__(self, gross_cents: int) -> None:
        super().__init__(str(gross_cents))
        self.gross_cents = gross_cents


class VatDiffers(Exception):
    """The VAT is not that of its rate, beyond what rounding line by line explains."""

    def __init__(self, vat_cents: int) -> None:
        super().__init__(str(vat_cents))
        self.vat_cents = vat_cents


class NoSuchRate(Exception):
    """The supplier's country knows no such rate, or its VAT is none of ours to pay."""


class UnusualRate(Exception):
    """It is not the rate of what was ordered, and nobody said why that is right."""

    def __init__(self, per_mille: int) -> None:
        super().__init__(str(per_mille))
        self.per_mille = per_mille


class TooMuchPaid(Exception):
    """More would be paid than the bill asks for."""


@transaction.atomic
def record_bill(
    *,
    purchase_order: PurchaseOrder,
    number: str,
    net_cents: int,
    vat_cents: int,
    gross_cents: int,
    per_mille: int,
    due_on: date,
    now: datetime,
    reason: str = "",
    person: Person | None = None,
) -> SupplierBill:
    """
    Note a supplier's bill; a difference from what we owe, or an unusual rate, needs its reason.

    :param gross_cents: the total that stands on it
    :param per_mille: the rate of its VAT, 0 where it charges none
    :raises TotalDiffers: if net and VAT are not that total
    :raises NoSuchRate, VatDiffers: if the supplier's country has no such rate, or the sum is wrong
    :raises UnusualRate: if it is another rate than that of the goods and no reason is given
    :raises BillDiffers: if it asks for another amount and no reason is given
    :raises BillKnown: if the supplier's bill of this number is noted
    """
    PurchaseOrder.objects.select_for_update(no_key=True).get(pk=purchase_order.pk)
    if gross_cents != net_cents + vat_cents:
        raise TotalDiffers(net_cents + vat_cents)
    _check_vat(purchase_order, net_cents, vat_cents, per_mille, bool(reason.strip()), now)
    owed = owed_net_cents(purchase_order)
    if net_cents != owed and not reason.strip():
        raise BillDiffers(owed)
    supplier = purchase_order.quote.product.supplier
    try:
        with transaction.atomic():
            bill = SupplierBill.objects.create(
                purchase_order=purchase_order,
                supplier=supplier,
                number=number.strip(),
                net_cents=net_cents,
                vat_cents=vat_cents,
                gross_cents=gross_cents,
                per_mille=per_mille,
                vat_detail=f"{supplier.country} {per_mille}" if vat_cents else "",
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


def _check_vat(
    order: PurchaseOrder, net_cents: int, vat_cents: int, per_mille: int, why: bool, now: datetime
) -> None:
    """See that a bill's VAT is that of its rate, and its rate one that its supplier may charge."""
    usual = usual_per_mille(order)
    if not per_mille == usual == 0 and not _has_rate(order, per_mille, now):
        raise NoSuchRate
    exact = net_cents * per_mille // 1000
    if abs(vat_cents - exact) > ROUNDING_CENTS + order.lines.count():
        raise VatDiffers(with_tax(net_cents, per_mille) - net_cents)
    if per_mille != usual and not why:
        raise UnusualRate(usual)


def usual_per_mille(order: PurchaseOrder) -> int:
    """Return the rate we expect: that of the goods at home, none from another country."""
    product = order.quote.product
    at_home = product.supplier.country == order.campaign.storefront.seller.country
    return product.vat_per_mille if at_home else 0


def _has_rate(order: PurchaseOrder, per_mille: int, now: datetime) -> bool:
    """Say whether the supplier's country has a rate; none is charged by who is exempt."""
    try:
        rates = rates_on(order.quote.product.supplier.country, now.date())
    except (OutsideUnion, UnknownRate):
        return False
    return per_mille == 0 or rates.holds(per_mille)


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
