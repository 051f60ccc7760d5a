"""What people of this shop reported: wishes looked at, hidden with a reason, or left to stay."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from clust.web.office.access import OfficeRequest, host_page
from clust.web.parts.forms import DeskForm
from clust.wishes.actions.moderating import AlreadyHidden, NoWords, dismiss_reports, hide_wish
from clust.wishes.models import Report, Wish
from clust.wishes.models.moderation import Reason

SECTION = "office:reports"


class HidingForm(DeskForm):
    """Why a wish may not stay."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Reason.choices)
    words = forms.CharField(
        label=gettext_lazy("Why, for the author to read"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4_000,
    )
    refusals = {
        NoWords: ("words", gettext_lazy("Say why.")),
        AlreadyHidden: (None, gettext_lazy("It is hidden already.")),
    }


def reported(request: OfficeRequest) -> Any:
    """Return the reports of this storefront's wishes that nobody has looked at."""
    rows = Report.objects.due_to_judge().filter(wish__storefront=request.storefront)
    return rows.select_related("wish").order_by("at", "id")


@require_safe
@host_page
def reports(request: OfficeRequest) -> HttpResponse:
    """Show what was reported."""
    return _page(request, HidingForm())


@require_POST
@host_page
def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """Hide a wish, or let it stay."""
    wish = get_object_or_404(Wish.objects.filter(storefront=request.storefront), pk=pk)
    if "stays" in request.POST:
        dismiss_reports(wish=wish, now=timezone.now())
        messages.success(request, _("The wish stays."))
        return redirect(SECTION)
    form = HidingForm(request.POST)
    told = {"wish": wish, "person": request.user, "now": timezone.now()}
    if form.is_valid() and form.attempt(hide_wish, **told, **form.cleaned_data):
        messages.success(request, _("The wish is hidden; its author reads why, and may appeal."))
        return redirect(SECTION)
    return _page(request, form)


def _page(request: OfficeRequest, form: HidingForm) -> HttpResponse:
    shown = {"reports": reported(request)[:100], "form": form, "section": SECTION}
    wrong = form.is_bound and form.errors
    return render(request, "office/reports.html", shown, status=422 if wrong else 200)
