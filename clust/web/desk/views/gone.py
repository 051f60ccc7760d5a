"""Money owed to creators who left: what files pay, what is settled by hand, what is kept."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clust import flow
from clust.base import formats
from clust.base.sheets import Cents
from clust.commissions.actions.leaving import keep_royalties, last_claim
from clust.commissions.models import Transfer, TransferReturn
from clust.commissions.models.payouts import BY_HAND, owed_to_gone
from clust.partners.models import PayoutAccount
from clust.web.desk.pages import form_page, sent
from clust.web.desk.project_forms import KeepingForm
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:royalties"
FILED = Q(in_file=True) | ~BY_HAND

GONE = Listing(
    columns={
        gettext_lazy("Statement"): lambda row: row.number,
        gettext_lazy("Creator"): lambda row: row.creator_id,
        gettext_lazy("Account holder"): lambda row: row.holder or "",
        gettext_lazy("Left on"): lambda row: row.left_at,
        gettext_lazy("Owed"): lambda row: Cents(row.payable_cents),
        gettext_lazy("Currency"): lambda row: row.currency,
        gettext_lazy("Came back on"): lambda row: row.back_on,
        gettext_lazy("Reason"): lambda row: row.back_reason or "",
        gettext_lazy("Can be claimed until"): last_claim,
        pgettext_lazy("money", "Kept"): lambda row: (
            row.keeping.note if hasattr(row, "keeping") else ""
        ),
    },
    search=("holder", "back_reason", "keeping__note"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer(
                    "open",
                    gettext_lazy("to settle by hand"),
                    lambda now: BY_HAND & Q(in_file=False, keeping=None),
                ),
                Answer("kept", gettext_lazy("kept as owed"), lambda now: Q(keeping__isnull=False)),
                Answer("file", gettext_lazy("paid by a file"), lambda now: FILED),
            ],
        )
    ],
    links={"creator": "creator"},
    sorts={"number": ["pk"], "left": ["left_at"], "owed": ["payable_cents"]},
    order="-number",
)


def _rows() -> QuerySet[Any]:
    returns = TransferReturn.objects.filter(transfer__royalty_statement=OuterRef("pk"))
    back = returns.order_by("-pk")
    account = PayoutAccount.objects.filter(pk=OuterRef("account"))
    rows = owed_to_gone(timezone.now()).select_related("keeping")
    found: QuerySet[Any] = rows.annotate(
        in_file=Exists(Transfer.objects.filter(royalty_statement=OuterRef("pk"), open=True)),
        holder=Subquery(account.values("holder")[:1]),
        back_on=Subquery(back.values("booked_on")[:1]),
        back_reason=Subquery(back.values("reason")[:1]),
    )
    return found


@desk_page
def owed(request: PersonRequest) -> HttpResponseBase:
    """Show what is owed to creators who left, and how it is settled."""
    return listed(request, GONE, _rows(), "desk/projects/gone.html", section=SECTION)


@desk_page
def keeping(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Keep it as owed until the law's term."""
    row = get_object_or_404(_rows().filter(BY_HAND), pk=pk)
    form = KeepingForm(sent(request))
    told = {"statement": row, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(flow.act, keep_royalties, **told, **form.cleaned_data):
        messages.success(request, _("It is kept as owed."))
        return redirect("desk:owed_to_gone")
    words = {"number": row.number, "amount": formats.money(row.payable_cents, row.currency)}
    text = _("It stays in our books as owed until %(day)s, and is paid if its creator asks.")
    return form_page(
        request,
        form,
        title=_("Keep as owed: %(number)s, %(amount)s") % words,
        text=text % {"day": formats.day(last_claim(row))},
        action=_("Keep it"),
        back=reverse("desk:owed_to_gone"),
        section=SECTION,
    )
