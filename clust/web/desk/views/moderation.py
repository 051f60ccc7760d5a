"""Moderation at the desk: reports to judge, hidings with a reason, appeals to rule on."""

from django.contrib import messages
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clust import flow
from clust.web.desk.pages import form_page, sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.lists import Answer, Filter, Listing, listed
from clust.web.parts.moderation import by_reason
from clust.web.parts.moderation_forms import HidingForm, RulingForm
from clust.wishes.actions.moderating import dismiss_reports, hide_wish, rule
from clust.wishes.models import Appeal, Report, Wish

SECTION = "desk:reports"


REPORTS = Listing(
    columns={
        gettext_lazy("Number"): lambda report: report.pk,
        gettext_lazy("Number of the wish"): lambda report: report.wish_id,
        gettext_lazy("Title"): lambda report: report.wish.title,
        gettext_lazy("Reason"): lambda report: report.get_reason_display(),
        gettext_lazy("In words"): lambda report: report.words,
        gettext_lazy("Reported"): lambda report: report.at,
        gettext_lazy("Judged"): lambda report: report.seen_at,
    },
    search=("wish__title", "words"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("due", gettext_lazy("to judge"), lambda now: Q(seen_at=None)),
                Answer("seen", gettext_lazy("judged"), lambda now: Q(seen_at__isnull=False)),
            ],
        ),
        by_reason("reason"),
    ],
    links={"wish": "wish"},
    sorts={"title": ["wish__title"], "reported": ["at"], "judged": ["seen_at"]},
    order="-reported",
)
APPEALS = Listing(
    columns={
        gettext_lazy("Number"): lambda appeal: appeal.pk,
        gettext_lazy("Number of the wish"): lambda appeal: appeal.hiding.wish_id,
        gettext_lazy("Title"): lambda appeal: appeal.hiding.wish.title,
        gettext_lazy("Reason"): lambda appeal: appeal.hiding.get_reason_display(),
        gettext_lazy("In words"): lambda appeal: appeal.words,
        gettext_lazy("Objected"): lambda appeal: appeal.at,
    },
    search=("hiding__wish__title", "words"),
    number="pk",
    filters=[
        Filter(
            "state",
            gettext_lazy("state"),
            [
                Answer("due", gettext_lazy("to decide"), lambda now: Q(ruling=None)),
                Answer("ruled", gettext_lazy("decided"), lambda now: Q(ruling__isnull=False)),
            ],
        ),
        by_reason("hiding__reason"),
    ],
    sorts={"title": ["hiding__wish__title"], "objected": ["at"]},
    order="-objected",
)


@desk_page
def reports(request: PersonRequest) -> HttpResponseBase:
    """Show what people say should not stay."""
    rows = Report.objects.select_related("wish")
    return listed(request, REPORTS, rows, "desk/wishes/reports.html", section=SECTION)


@desk_page
def hiding(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Hide a wish, with the reason that its author reads."""
    found = get_object_or_404(Wish, pk=pk)
    form = HidingForm(sent(request), initial=_reported(found))
    if form.is_valid() and form.attempt(
        flow.act,
        hide_wish,
        wish=found,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("The wish is hidden. Its author can object."))
        return redirect("desk:wish", pk)
    return form_page(
        request,
        form,
        title=_("Hide “%(title)s”") % {"title": found.title},
        action=_("Hide the wish"),
        back=reverse("desk:wish", args=[pk]),
        section=SECTION,
    )


def _reported(found: Wish) -> dict[str, str]:
    last = found.reports.order_by("-pk").first()
    return {"reason": last.reason} if last else {}


@desk_page
@require_POST
def dismissal(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let a wish stay: its reports are judged."""
    found = get_object_or_404(Wish, pk=pk)
    flow.act(dismiss_reports, wish=found, now=timezone.now())
    messages.success(request, _("The wish stays, and its reports are judged."))
    return redirect("desk:wish", pk)


@desk_page
def appeals(request: PersonRequest) -> HttpResponseBase:
    """Show which authors do not agree."""
    rows = Appeal.objects.select_related("hiding__wish", "ruling")
    return listed(request, APPEALS, rows, "desk/wishes/appeals.html", section=SECTION)


@desk_page
def appeal(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Look again at a hiding its author does not agree with, and decide."""
    rows = Appeal.objects.select_related(
        "hiding__wish", "hiding__person__identity", "ruling__person__identity"
    )
    found = get_object_or_404(rows, pk=pk)
    form = RulingForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act, rule, appeal=found, person=request.user, now=timezone.now(), **form.cleaned_data
    ):
        messages.success(request, _("Decided. The author is told why."))
        return redirect("desk:appeal", pk)
    context = {
        "appeal": found,
        "ruling": getattr(found, "ruling", None),
        "title": found.hiding.wish.title,
        "thing_url": reverse("desk:wish", args=[found.hiding.wish_id]),
        "up_url": reverse("desk:appeals"),
        "section": SECTION,
    }
    return with_form(request, "desk/wishes/appeal.html", form, **context)
