"""Suppliers' bills and what was paid of them."""

from django.contrib import messages
from django.db.models import Sum
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.base import formats
from clust.base.sheets import Cents
from clust.rules.vat import with_tax
from clust.supply.actions.billing import (
    owed_net_cents,
    pay_bill,
    record_bill,
    unpaid_cents,
    usual_per_mille,
)
from clust.supply.models import PurchaseOrder, SupplierBill
from clust.web.desk.goods_forms import BillForm, PaymentForm
from clust.web.desk.pages import form_page, sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Listing, listed

BILLS = Listing(
    columns={
        gettext_lazy("Number"): lambda bill: bill.number,
        gettext_lazy("Supplier"): lambda bill: bill.supplier.name,
        gettext_lazy("Purchase order"): lambda bill: bill.purchase_order.number,
        gettext_lazy("Total without tax"): lambda bill: Cents(bill.net_cents),
        gettext_lazy("VAT"): lambda bill: Cents(bill.vat_cents),
        gettext_lazy("Total with tax"): lambda bill: Cents(bill.gross_cents),
        gettext_lazy("Paid"): lambda bill: Cents(bill.paid_cents or 0),
        gettext_lazy("To be paid by"): lambda bill: bill.due_on,
        gettext_lazy("Why another amount is right"): lambda bill: bill.reason,
    },
    search=("number", "supplier__name"),
    number="purchase_order",
    links={"campaign": "purchase_order__campaign", "supplier": "supplier"},
    sorts={"due": ["due_on"], "supplier": ["supplier__name"], "total": ["net_cents"]},
    order="due",
)
SECTION = "desk:bills"


@desk_page
def bills(request: PersonRequest) -> HttpResponseBase:
    """Show what suppliers billed."""
    rows = SupplierBill.objects.select_related("supplier", "purchase_order__quote")
    rows = rows.annotate(paid_cents=Sum("payments__cents"))
    return listed(request, BILLS, rows, "desk/bills.html", section=SECTION)


@desk_page
def new_bill(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note a supplier's bill for a purchase order."""
    order = get_object_or_404(
        PurchaseOrder.objects.select_related("quote__product__supplier"), pk=pk
    )
    owed = owed_net_cents(order)
    form = BillForm(sent(request), initial=_expected(order, owed))
    if form.is_valid():
        told = form.cleaned_data
        noted = form.attempt(
            flow.act,
            record_bill,
            purchase_order=order,
            number=told["number"],
            net_cents=told["net"],
            vat_cents=told["vat"] or 0,
            gross_cents=told["gross"],
            per_mille=told["per_mille"],
            due_on=told["due_on"],
            reason=told["reason"],
            person=request.user,
            now=timezone.now(),
        )
        if noted:
            messages.success(request, _("The bill is noted."))
            return redirect("desk:bill", noted.pk)
    return form_page(
        request,
        form,
        title=_("Bill for %(order)s") % {"order": order.number},
        text=_("By the order and what came we owe %(owed)s without tax.")
        % {"owed": formats.money(owed, order.quote.currency)},
        action=_("Note the bill"),
        back=reverse("desk:goods", args=[order.campaign_id]),
        section=SECTION,
    )


def _expected(order: PurchaseOrder, owed: int) -> dict[str, int]:
    """Return what a bill of all that we owe would say."""
    per_mille = usual_per_mille(order)
    if owed <= 0:
        return {"per_mille": per_mille}
    gross = with_tax(owed, per_mille)
    return {"net": owed, "per_mille": per_mille, "vat": gross - owed, "gross": gross}


@desk_page
def bill(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show a bill with its payments, and note one."""
    rows = SupplierBill.objects.select_related(
        "supplier", "purchase_order__quote", "person__identity"
    )
    row = get_object_or_404(rows, pk=pk)
    unpaid = unpaid_cents(row)
    form = PaymentForm(sent(request), initial={"cents": unpaid})
    if form.is_valid() and form.attempt(
        flow.act,
        pay_bill,
        bill=row,
        cents=form.cleaned_data["cents"],
        reference=form.cleaned_data["reference"],
        person=request.user,
        now=timezone.now(),
    ):
        messages.success(request, _("The payment is noted."))
        return redirect("desk:goods", row.purchase_order.campaign_id)
    return with_form(
        request,
        "desk/bill.html",
        form,
        bill=row,
        unpaid=unpaid,
        payments=row.payments.order_by("pk"),
        section=SECTION,
    )
