"""Moderation of this shop's conversation: reports, hidings, objections, and their log."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clust import flow
from clust.storefronts.models import Tribe
from clust.talk.actions.moderating import dismiss_written, hide_written, may_decide, rule_on
from clust.talk.models import TalkAppeal, TalkHiding, TalkReport
from clust.web.office.access import OfficeRequest, host_page
from clust.web.office.views.conversation import SECTION, is_ours, said
from clust.web.parts.conversation import decisions_about, judged
from clust.web.parts.lists import Rows, listed
from clust.web.parts.moderation import DECISIONS, OBJECTIONS, OF_HIDING, REPORTS, named
from clust.web.parts.moderation_forms import HidingForm, RulingForm


def ours(request: OfficeRequest, path: str = "") -> Q:
    """Return the condition that a decision is about a message or a tribe of this storefront."""
    here = request.storefront
    said_here = Q(**{f"{path}comment__storefront": here})
    return said_here | Q(**{f"{path}tribe__storefront": here})


def things(request: OfficeRequest, kind: str) -> Rows:
    """Return the messages or the tribes of this storefront."""
    if kind == "comment":
        return said(request)
    return judged(Tribe.objects.filter(storefront=request.storefront), "tribe")


@host_page
def reports(request: OfficeRequest) -> HttpResponseBase:
    """Show what people of this shop say should not stay."""
    rows = TalkReport.objects.filter(ours(request)).select_related("comment", "tribe")
    return listed(request, REPORTS, rows, "office/talk/reports.html", section=SECTION)


@host_page
def objections(request: OfficeRequest) -> HttpResponseBase:
    """Show which authors do not agree."""
    rows = _appeals(request).select_related("ruling", "hiding__comment", "hiding__tribe")
    return listed(request, OBJECTIONS, rows, "office/talk/objections.html", section=SECTION)


@host_page
def decisions(request: OfficeRequest) -> HttpResponseBase:
    """Show all that was hidden here, by whom and why, and what came of it: the log."""
    rows = TalkHiding.objects.filter(ours(request)).select_related("appeal__ruling", *OF_HIDING)
    return listed(request, DECISIONS, rows, "office/talk/decisions.html", section=SECTION)


@host_page
def tribe(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Show a tribe with its reports and decisions."""
    found = get_object_or_404(things(request, "tribe"), pk=pk)
    shown = {**decisions_about(found, "tribe"), "title": named(found), "section": SECTION}
    return render(request, "office/talk/tribe.html", shown)


@host_page
def hiding(request: OfficeRequest, pk: int, kind: str) -> HttpResponseBase:
    """Hide a message or a tribe, with the reason that its author reads."""
    found = _hideable(request, kind, pk)
    last = found.talkreports.order_by("-pk").first()
    form = HidingForm(
        request.POST if request.method == "POST" else None,
        initial={"reason": last.reason} if last else {},
    )
    if form.is_valid() and form.attempt(
        flow.act,
        hide_written,
        thing=found,
        storefront=request.storefront,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("It is hidden. Its author can object."))
        return redirect(f"office:{kind}", pk)
    shown = {
        "form": form,
        "title": _("Hide “%(title)s”") % {"title": named(found)},
        "text": _("Another officer or Clust’s desk decides, should its author object."),
        "action": _("Hide it"),
        "back": reverse(f"office:{kind}", args=[pk]),
        "section": SECTION,
    }
    return render(request, "office/money_form.html", shown, status=422 if form.errors else 200)


@require_POST
@host_page
def dismissal(request: OfficeRequest, pk: int, kind: str) -> HttpResponseBase:
    """Let a message or a tribe stay: its reports are judged."""
    flow.act(dismiss_written, thing=_hideable(request, kind, pk), now=timezone.now())
    messages.success(request, _("It stays, and its reports are judged."))
    return redirect(f"office:{kind}", pk)


def _hideable(request: OfficeRequest, kind: str, pk: int) -> Any:
    found = get_object_or_404(things(request, kind), pk=pk)
    if not is_ours(found):
        raise Http404
    return found


@host_page
def objection(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Look again at what another officer hid, and decide."""
    names = (f"hiding__{name}" for name in OF_HIDING)
    rows = _appeals(request).select_related("ruling__person__identity", *names)
    found = get_object_or_404(rows, pk=pk)
    form = RulingForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.attempt(
        flow.act,
        rule_on,
        appeal=found,
        person=request.user,
        now=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, _("Decided. The author is told why."))
        return redirect("office:talk_objection", pk)
    shown = {
        "appeal": found,
        "ruling": getattr(found, "ruling", None),
        "may_decide": may_decide(found.hiding, request.user),
        "title": named(found.hiding.written),
        "form": form,
        "section": SECTION,
    }
    return render(request, "office/talk/objection.html", shown, status=422 if form.errors else 200)


def _appeals(request: OfficeRequest) -> Rows:
    return TalkAppeal.objects.filter(ours(request, "hiding__"))
