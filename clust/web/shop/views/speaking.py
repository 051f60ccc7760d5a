"""Saying that a wish should not stay, without an account; and its author's answer to a hiding."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clust.web.parts.access import signed_in
from clust.web.shop.reporting import objected, reported
from clust.web.shop.visits import me
from clust.web.shop.wishes import MovedOn, hiding_of, page_of, seen_or_404, wish_or_404
from clust.wishes.actions.moderating import appeal, report_wish


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a report, from anybody."""
    try:
        wish = seen_or_404(request, pk)
    except MovedOn as moved:
        return redirect("shop:report_wish", moved.wish)
    page, shown = "shop/wishes/report.html", {"wish": wish}
    return reported(request, report_wish, page=page, shown=shown, back=page_of(pk), wish=wish)


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
    form = objected(request, appeal, hiding)
    if form is None:
        return redirect(page_of(pk))
    context = {"wish": wish, "hiding": hiding, "form": form}
    return render(request, "shop/wishes/hidden.html", context, status=400)
