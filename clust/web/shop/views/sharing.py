"""«Faites passer !»: the short link of a clust, and its poster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from clust.gatherings.models import Gathering, Invitation
from clust.web.parts.papers import page_or_pdf
from clust.web.parts.standings import standing
from clust.web.shop import limits
from clust.web.shop.inside import is_host
from clust.web.shop.invitations import url_of
from clust.web.shop.offers import offer_or_404, storefront_of
from clust.web.shop.sharing import SIZES, Share, poster_html, poster_pdf, share_of


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
    share = _private(request, pk) or share_of(request, offer, stand)
    if not limits.may_print(request):
        return limits.too_often(request, 60)
    return page_or_pdf(
        request,
        lambda: poster_html(offer, stand, share, size, screen=True),
        lambda: poster_pdf(offer, stand, share, size),
        f"clust-{pk}-{size}",
    )


def _private(request: HttpRequest, pk: int) -> Share | None:
    """
    Return what a poster of a private clust passes on: its invitation; None for any other clust.

    :raises Http404: if the reader does not organise it, or no link lets anybody in
    """
    found = Gathering.objects.filter(campaign=pk).first()
    if found is None:
        return None
    link = Invitation.objects.good(timezone.now()).filter(gathering=found).first()
    if link is None or not request.user.is_authenticated or not is_host(request.user, found):
        raise Http404
    return Share(storefront_of(request).name, found.name, url_of(request, link), found.words)
