"""Money that went back twice: by the bank, and by a provider that had called it failed."""

from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clust import flow
from clust.base import formats
from clust.base.sheets import Cents
from clust.payments.actions.refunding import note_regain
from clust.payments.models import RefundAfterAll
from clust.web.desk.pages import form_page, sent
from clust.web.desk.payment_forms import RegainForm
from clust.web.desk.views.payments import REFUND_SECTION
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

TWICE = Listing(
    columns={
        gettext_lazy("Refund"): lambda row: row.refund_id,
        gettext_lazy("Order"): lambda row: row.refund.capture.order_id,
        gettext_lazy("Person"): lambda row: row.refund.capture.order.person_id,
        gettext_lazy("Amount"): lambda row: Cents(row.twice_cents),
        gettext_lazy("Currency"): lambda row: row.refund.capture.order.campaign.currency,
        gettext_lazy("Known since"): lambda row: row.at,
        gettext_lazy("Settled"): lambda row: row.settled_at,
        gettext_lazy("Note"): lambda row: row.note,
    },
    search=("name",),
    number="refund__capture__order",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("open", gettext_lazy("owed to us"), lambda now: Q(regain=None)),
                Answer("back", gettext_lazy("came back"), lambda now: Q(regain__let_go=False)),
                Answer("let_go", gettext_lazy("let go"), lambda now: Q(regain__let_go=True)),
            ],
        )
    ],
    links={"campaign": "refund__capture__order__campaign"},
    sorts={"number": ["pk"], "amount": ["twice_cents"]},
    order="-number",
)


def _rows() -> QuerySet[Any]:
    rows = RefundAfterAll.objects.filter(twice_cents__gt=0)
    return rows.select_related("refund__capture__order__campaign__product").annotate(
        name=F("refund__capture__order__person__identity__name"),
        settled_at=F("regain__at"),
        let_go=F("regain__let_go"),
        note=F("regain__note"),
    )


@desk_page
def paid_back_twice(request: PersonRequest) -> HttpResponseBase:
    """Show what buyers had back twice."""
    return listed(request, TWICE, _rows(), "desk/payments/twice.html", section=REFUND_SECTION)


@desk_page
def regain(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Note that it came to our bank again, or let it go."""
    row = get_object_or_404(_rows(), pk=pk, regain=None)
    form = RegainForm(sent(request))
    told = {"after_all": row, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(flow.act, note_regain, **form.cleaned_data, **told):
        messages.success(request, _("It is noted."))
        return redirect("desk:paid_back_twice")
    order = row.refund.capture.order
    money = formats.money(row.twice_cents, order.campaign.currency)
    return form_page(
        request,
        form,
        title=_("Paid back twice"),
        text=_(
            "The buyer of order %(order)s owes us %(money)s: both the bank and the card"
            " provider paid it back."
        )
        % {"order": order.pk, "money": money},
        action=_("Note it"),
        back=reverse("desk:paid_back_twice"),
        section=REFUND_SECTION,
    )
