"""Saying that something should not stay, and standing up for one's own where it was hidden."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clust import flow
from clust.talk.actions.moderating import Thing, report_written
from clust.web.shop import limits
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import me
from clust.web.shop.wall import reader_of
from clust.web.shop.wish_forms import AppealForm, ReportForm

WAIT = 3_600


def written_reported(
    request: HttpRequest, thing: Thing, *, back: str, **shown: str
) -> HttpResponseBase:
    """Take a report of what somebody wrote; its page shows a `title` or the `words`."""
    return reported(
        request,
        report_written,
        page="shop/talk/report.html",
        shown=shown,
        back=back,
        thing=thing,
        storefront=storefront_of(request),
    )


def reported(
    request: HttpRequest,
    action: Callable[..., Any],
    *,
    page: str,
    shown: Mapping[str, Any],
    back: str,
    **inputs: Any,
) -> HttpResponseBase:
    """Take a report by an action with its inputs, on a page that shows what it is about."""
    form = ReportForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if not limits.may_report(request):
            return limits.too_often(request, WAIT)
        told = {"person": reader_of(request), "now": timezone.now(), **form.cleaned_data}
        flow.act(action, **inputs, **told)
        messages.success(request, _("Thank you. Somebody looks at it, and decides with a reason."))
        return redirect(back)
    context = {**shown, "form": form, "back": back}
    return render(request, page, context, status=400 if form.errors else 200)


def objected(request: HttpRequest, action: Callable[..., Any], hiding: object) -> AppealForm | None:
    """Take what an author says against a hiding; returns the form where that is not right."""
    form = AppealForm(request.POST)
    if form.is_valid() and form.attempt(
        flow.act,
        action,
        hiding=hiding,
        person=me(request),
        words=form.cleaned_data["words"],
        now=timezone.now(),
    ):
        messages.success(request, _("We look at it again, and tell you what we decide."))
        return None
    return form
