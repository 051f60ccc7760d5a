"""«Faites passer !»: the short link of a clust, and its poster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from clust.web.parts.papers import page_or_pdf
from clust.web.parts.standings import standing
from clust.web.shop import limits
from clust.web.shop.offers import offer_or_404
from clust.web.shop.sharing import SIZES, poster_html, poster_pdf, share_of


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a short link to the clust."""
    offer_or_404(request, pk)
    return redirect("shop:campaign", pk)


@require_safe
def poster(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Return a paper that invites people in, to print or as PDF."""
    if size not in SIZES:
        raise Http404
    offer = offer_or_404(request, pk)
    stand = standing(offer.campaign, timezone.now())
    share = share_of(request, offer, stand)
    if not limits.may_print(request):
        return limits.too_often(request, 60)
    return page_or_pdf(
        request,
        lambda: poster_html(offer, stand, share, size, screen=True),
        lambda: poster_pdf(offer, stand, share, size),
        f"clust-{pk}-{size}",
    )
