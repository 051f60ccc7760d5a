"""Who earns by which storefront at the desk: the list, a new keeper, fees and their payment."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust.base import formats
from clust.base.sheets import Cents
from clust.commissions.actions.charging import receive_fees
from clust.commissions.fee_documents import invoice_html, invoice_pdf
from clust.commissions.fees import fees_open
from clust.commissions.levels import summed
from clust.commissions.models import Clawback, Commission, FeeInvoice, MonthFee
from clust.partners.actions.keeping import give_tenure
from clust.partners.models import Partner, Tenure
from clust.storefronts.models import Storefront
from clust.web.desk.pages import form_page, sent
from clust.web.desk.partner_forms import FeePaymentForm, TenureForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.fields import written
from clust.web.parts.lists import Listing, listed
from clust.web.parts.papers import page_or_pdf

SECTION = "desk:partners"
SHOPS = Listing(
    columns={
        gettext_lazy("Storefront"): lambda row: row.name,
        gettext_lazy("Who earns here"): lambda row: row.keeper,
        gettext_lazy("Earned without tax"): lambda row: Cents(row.earned),
        gettext_lazy("Monthly fees"): lambda row: Cents(row.fees),
        gettext_lazy("Total without tax"): lambda row: Cents(row.earned + row.fees),
    },
    search=("name", "tenures__partner__name"),
    links={"partner": "tenures__partner"},
    sorts={"name": ["name"], "earned": ["earned"], "fees": ["fees"]},
    order="name",
)


@desk_page
def shops(request: PersonRequest) -> HttpResponseBase:
    """Show what each storefront earned its keeper, or cost it."""
    return listed(request, SHOPS, _shops(), "desk/partners/shops.html", section=SECTION)


def _shops() -> QuerySet[Any]:
    held = Tenure.objects.on(timezone.localdate()).filter(storefront=OuterRef("pk"))
    by = "tenure__storefront"
    came, back = (table.objects.filter(**{by: OuterRef("pk")}) for table in (Commission, Clawback))
    fees = MonthFee.objects.filter(storefront=OuterRef("pk"))
    return Storefront.objects.annotate(
        keeper=Subquery(held.values("partner__name")[:1]),
        keeper_pk=Subquery(held.values("partner")[:1]),
        earned=summed(came, by, "cents") - summed(back, by, "cents"),
        fees=summed(fees, "storefront", "cents"),
    ).distinct()


@desk_page
def keeper(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let a partner earn by a storefront."""
    found = get_object_or_404(Storefront, pk=pk)
    form = TenureForm(sent(request), initial={"from_on": timezone.localdate()})
    told = {"storefront": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(give_tenure, **told, **form.cleaned_data):
        messages.success(request, _("The change is written."))
        return redirect("desk:shop_earnings")
    return form_page(
        request,
        form,
        title=_("Who earns here: %(shop)s") % {"shop": found.name},
        text=_("By the terms agreed with the partner; who earned here before does so no more."),
        action=_("Write the change"),
        back=reverse("desk:shop_earnings"),
        section=SECTION,
    )


@desk_page
def fee(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Give the invoice for a shop's month, as a page or as PDF."""
    row = get_object_or_404(FeeInvoice, pk=pk)
    return page_or_pdf(request, lambda: invoice_html(row), lambda: invoice_pdf(row), row.name)


@desk_page
def payment(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that a partner paid fees by transfer."""
    found = get_object_or_404(Partner, pk=pk)
    owed = max(fees_open(found, "EUR"), 0)
    form = FeePaymentForm(sent(request), initial={"cents": written(owed)})
    told = {"partner": found, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(receive_fees, **told, **form.cleaned_data):
        messages.success(request, _("The payment is noted."))
        return redirect("desk:partner", pk)
    return form_page(
        request,
        form,
        title=_("%(number)s: %(amount)s")
        % {"number": found.name, "amount": formats.money(owed, "EUR")},
        action=_("Note the payment"),
        back=reverse("desk:partner", args=[pk]),
        section=SECTION,
    )
