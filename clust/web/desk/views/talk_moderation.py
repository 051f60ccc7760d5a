"""Moderation of the conversation at the desk: reports, hidings, objections, and their log."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust import flow
from clust.people.models import Profile
from clust.storefronts.models import Storefront
from clust.talk.actions.moderating import dismiss_written, hide_written, rule_on
from clust.talk.models import TalkAppeal, TalkHiding, TalkReport
from clust.web.desk.pages import form_page, sent, with_form
from clust.web.parts.access import PersonRequest, desk_page
from clust.web.parts.conversation import decisions_about, judged
from clust.web.parts.lists import listed
from clust.web.parts.moderation import (
    DECISIONS,
    OBJECTIONS,
    OF_HIDING,
    REPORTS,
    THINGS,
    named,
)
from clust.web.parts.moderation_forms import HidingForm, RulingForm

SECTION = "desk:comments"


@desk_page
def reports(request: PersonRequest) -> HttpResponseBase:
    """Show what people say should not stay."""
    rows = TalkReport.objects.select_related("comment", "tribe", "profile")
    return listed(request, REPORTS, rows, "desk/talk/reports.html", section=SECTION)


@desk_page
def objections(request: PersonRequest) -> HttpResponseBase:
    """Show which authors do not agree."""
    rows = TalkAppeal.objects.select_related(
        "ruling", *(f"hiding__{name}" for name in OF_HIDING[:3])
    )
    return listed(request, OBJECTIONS, rows, "desk/talk/objections.html", section=SECTION)


@desk_page
def decisions(request: PersonRequest) -> HttpResponseBase:
    """Show all that was hidden, by whom and why, and what came of it: the log."""
    rows = TalkHiding.objects.select_related("appeal__ruling", *OF_HIDING)
    return listed(request, DECISIONS, rows, "desk/talk/decisions.html", section=SECTION)


@desk_page
def written(request: PersonRequest, kind: str, pk: int) -> HttpResponseBase:
    """Show a tribe or a member's page with its reports and decisions."""
    found = _found(kind, pk)
    if kind == "comment":
        return redirect("desk:comment", pk)
    context = {**decisions_about(found, kind), "title": named(found), "section": SECTION}
    return render(request, "desk/talk/written.html", context)


def _found(kind: str, pk: int) -> Any:
    if kind not in THINGS:
        raise Http404
    return get_object_or_404(judged(THINGS[kind]._default_manager.all(), kind), pk=pk)


@desk_page
def hiding(request: PersonRequest, kind: str, pk: int) -> HttpResponseBase:
    """Hide a thing, with the reason that its author reads."""
    found = _found(kind, pk)
    last = found.talkreports.order_by("-pk").first()
    form = HidingForm(sent(request), initial={"reason": last.reason} if last else {})
    if form.is_valid() and form.attempt(
        flow.act,
        hide_written,
        thing=found,
        storefront=_storefront(request, found, last),
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("It is hidden. Its author can object."))
        return redirect("desk:written", kind, pk)
    return form_page(
        request,
        form,
        title=_("Hide “%(title)s”") % {"title": named(found)},
        action=_("Hide it"),
        back=reverse("desk:written", args=[kind, pk]),
        section=SECTION,
    )


def _storefront(request: PersonRequest, thing: Any, last: TalkReport | None) -> Storefront:
    """Return in whose name its author is told: a member's page is hidden where it was reported."""
    if isinstance(thing, Profile):
        return last.storefront if last else request.storefront
    storefront: Storefront = thing.storefront
    return storefront


@desk_page
@require_POST
def dismissal(request: PersonRequest, kind: str, pk: int) -> HttpResponseBase:
    """Let a thing stay: its reports are judged."""
    flow.act(dismiss_written, thing=_found(kind, pk), now=timezone.now())
    messages.success(request, _("It stays, and its reports are judged."))
    return redirect("desk:written", kind, pk)


@desk_page
def objection(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Look again at a hiding its author does not agree with, and decide."""
    rows = TalkAppeal.objects.select_related(
        "ruling__person__identity", *(f"hiding__{name}" for name in OF_HIDING)
    )
    found = get_object_or_404(rows, pk=pk)
    form = RulingForm(sent(request))
    if form.is_valid() and form.attempt(
        flow.act,
        rule_on,
        appeal=found,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("Decided. The author is told why."))
        return redirect("desk:talk_objection", pk)
    thing = found.hiding.written
    context = {
        "appeal": found,
        "ruling": getattr(found, "ruling", None),
        "title": named(thing),
        "thing_url": reverse("desk:written", args=[found.hiding.about, thing.pk]),
        "up_url": reverse("desk:talk_objections"),
        "section": SECTION,
    }
    return with_form(request, "desk/wishes/appeal.html", form, **context)
