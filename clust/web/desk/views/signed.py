"""What people without internet signed, and what the law owes them: their data, and leaving."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from clust.base import formats
from clust.campaigns.actions.pledging import Closed
from clust.campaigns.models import HoldEnd
from clust.gatherings.models import PaperForm
from clust.people.actions import AlreadyErased
from clust.web.desk.pages import form_page, sent
from clust.web.parts import archive
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.forms import DeskForm
from clust.web.parts.lists import Answer, Filter, Listing, listed

SECTION = "desk:offerings"
_WHO = "hold__person__identity"
BOUND = gettext_lazy("A clust of theirs is being closed, or an order is not paid yet.")

SIGNED = Listing(
    columns={
        gettext_lazy("Form"): lambda row: row.pk,
        gettext_lazy("Name"): lambda row: row.hold.person.identity.name,
        gettext_lazy("Private clust"): lambda row: row.gathering.name,
        gettext_lazy("Clust"): lambda row: row.gathering.campaign_id,
        gettext_lazy("Units"): lambda row: row.hold.units,
        gettext_lazy("Signed on"): lambda row: row.signed_on,
        gettext_lazy("Entered by"): lambda row: row.entered_by_id,
    },
    search=(f"{_WHO}__name", "hold__address__city", "gathering__name"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("in", pgettext_lazy("form", "ordered"), lambda now: Q(is_in=True)),
                Answer("out", gettext_lazy("payment not confirmed"), lambda now: Q(is_in=False)),
            ],
        )
    ],
    links={"clust": "gathering__campaign", "person": "hold__person"},
    sorts={"number": ["pk"], "name": [f"{_WHO}__name"], "signed": ["signed_on"]},
    order="-number",
)


class ForgettingForm(DeskForm):
    """A yes to forgetting somebody who asked for it in writing."""

    sure = forms.BooleanField(label=gettext_lazy("They asked for it in writing."))

    refusals = {
        archive.StillBound: (None, BOUND),
        Closed: (None, BOUND),
        AlreadyErased: (None, gettext_lazy("They are forgotten already.")),
    }


def _rows() -> QuerySet[Any]:
    pledged = HoldEnd.objects.filter(hold=OuterRef("hold"), pledge__isnull=False)
    rows = PaperForm.objects.without_account().annotate(is_in=Exists(pledged))
    found: QuerySet[Any] = rows.select_related(
        "gathering", "hold__address", "hold__person__identity"
    )
    return found


@desk_page
def signed(request: PersonRequest) -> HttpResponseBase:
    """Show what people without internet signed, to answer their letters."""
    return listed(request, SIGNED, _rows(), "desk/private/signed.html", section=SECTION)


@desk_page
@require_GET
def signed_data(request: PersonRequest, pk: int) -> HttpResponse:
    """Hand out all that is known about who signed, to be printed and sent to them."""
    row = get_object_or_404(_rows(), pk=pk)
    answer = JsonResponse(
        archive.export(row.hold.person), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="clust-{row.hold.person_id}.json"'
    return answer


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def forgetting(request: PersonRequest, pk: int) -> HttpResponse:
    """Forget who signed, as far as the law lets us; what is open of theirs is taken back."""
    row, now = get_object_or_404(_rows(), pk=pk), timezone.now()
    person, form = row.hold.person, ForgettingForm(sent(request))
    if form.is_valid() and form.attempt(archive.leave, person, now=now):
        messages.success(request, _("They are forgotten, as far as the law lets us."))
        return redirect("desk:signed")
    kept = archive.keep_until(person, now.date())
    text = _("Open pledges are taken back, and name, addresses and photos are deleted at once.")
    if kept > now.date():
        text = _(
            "Open pledges are taken back. The law makes us keep name and address until %(day)s,"
            " apart from all else."
        ) % {"day": formats.day(kept)}
    return form_page(
        request,
        form,
        title=_("Forget %(name)s?") % {"name": row.hold.person.identity.name},
        text=text,
        action=_("Forget them"),
        back=reverse("desk:signed"),
        section=SECTION,
    )
