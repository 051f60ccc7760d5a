"""«Parrainage»: the page of one's own link."""

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clust.base.qr import qr
from clust.sponsoring.actions.joining import give_name, link_of_sponsor
from clust.sponsoring.models import NameGiven
from clust.web.parts.access import signed_in
from clust.web.shop import sponsoring
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import me

A_PAGE = 20


@signed_in
@never_cache
@require_safe
def sponsorship(request: HttpRequest) -> HttpResponseBase:
    """Show one's link, whom it brought and what it earned; without one, what there is to earn."""
    now, person, storefront = timezone.now(), me(request), storefront_of(request)
    link = sponsoring.own_link(person, storefront)
    rows = sponsoring.brought_by(person, storefront)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    address = sponsoring.address_of(request, link) if link else ""
    context = {
        "terms": sponsoring.terms_today(storefront, now),
        "link": link,
        "address": address,
        "ways": _ways(storefront.name, address),
        "sums": sponsoring.sums_of(person, link),
        "spendable": sponsoring.spendable(person, storefront, now),
        "currency": storefront.currency,
        "page": page,
        "friends": sponsoring.friends(page.object_list),
        "came_by": getattr(person, "sponsored_by", None),
        "name_given": NameGiven.objects.filter(person=person).exists(),
        "now": now,
    }
    answer = render(request, "shop/sponsorship/page.html", context)
    if link:
        sponsoring.keep_browser(request, answer, person)
    return answer


def _ways(shop: str, address: str) -> dict[str, str]:
    said = _("Come and buy together with me at %(shop)s:") % {"shop": shop}
    text = quote(f"{said}\n{address}")
    return {
        _("By mail"): f"mailto:?subject={quote(shop)}&body={text}",
        "WhatsApp": f"https://wa.me/?text={text}",
        "Telegram": f"https://t.me/share/url?url={quote(address)}&text={quote(said)}",
    }


@signed_in
@require_POST
def sponsor_link(request: HttpRequest) -> HttpResponse:
    """Make one's own link; who has one keeps it."""
    storefront, now = storefront_of(request), timezone.now()
    if sponsoring.terms_today(storefront, now) is None:
        raise Http404
    link_of_sponsor(person=me(request), storefront=storefront, now=now)
    return redirect("shop:sponsorship")


@signed_in
@require_POST
def sponsor_name(request: HttpRequest) -> HttpResponse:
    """Let one's sponsor read one's chosen name, or no more."""
    shown = request.POST.get("shown") == "yes"
    give_name(person=me(request), shown=shown, now=timezone.now())
    said = _("Your sponsor sees your chosen name.") if shown else _("Your sponsor sees no name.")
    messages.success(request, said)
    return redirect("shop:sponsorship")


@signed_in
@never_cache
@require_safe
def sponsor_code(request: HttpRequest) -> HttpResponse:
    """Return the code that leads to one's own link, to show or to print."""
    link = sponsoring.own_link(me(request), storefront_of(request))
    if link is None:
        raise Http404
    return HttpResponse(qr(sponsoring.address_of(request, link)), content_type="image/svg+xml")
