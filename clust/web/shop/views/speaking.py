"""Saying that a wish should not stay, without an account; and its author's answer to a hiding."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clust import flow
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.visits import me
from clust.web.shop.wall import reader_of
from clust.web.shop.wish_forms import AppealForm, ReportForm
from clust.web.shop.wishes import MovedOn, hiding_of, page_of, seen_or_404, wish_or_404
from clust.wishes.actions.moderating import appeal, report_wish

WAIT = 3_600


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report, from anybody."""
    try:
        wish = seen_or_404(request, pk)
    except MovedOn as moved:
        return redirect("shop:report_wish", moved.wish)
    form = ReportForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if not limits.may_report(request):
            return limits.too_often(request, WAIT)
        flow.act(
            report_wish,
            wish=wish,
            person=reader_of(request),
            now=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, _("Thank you. Somebody looks at it, and decides with a reason."))
        return redirect(page_of(pk))
    context = {"wish": wish, "form": form}
    return render(request, "shop/wishes/report.html", context, status=400 if form.errors else 200)


@signed_in
@require_POST
def appeal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the author of a hidden wish say why it may stay."""
    try:
        wish = wish_or_404(request, pk)
    except MovedOn as moved:
        return redirect(page_of(moved.wish))
    hiding = hiding_of(wish)
    if hiding is None or wish.person_id != me(request).pk:
        raise Http404
    form = AppealForm(request.POST)
    if form.is_valid() and form.attempt(
        flow.act,
        appeal,
        hiding=hiding,
        person=me(request),
        words=form.cleaned_data["words"],
        now=timezone.now(),
    ):
        messages.success(request, _("We look at it again, and tell you what we decide."))
        return redirect(page_of(pk))
    context = {"wish": wish, "hiding": hiding, "form": form}
    return render(request, "shop/wishes/hidden.html", context, status=400)
