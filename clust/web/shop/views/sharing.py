"""«Faites passer !»: short links, the pictures they show, banners, and papers to print."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from clust.gatherings.models import Gathering, Invitation
from clust.partners.models import Link
from clust.people.models import Person
from clust.web.parts.banners import NotPublic
from clust.web.parts.colours import Colours
from clust.web.parts.papers import page_or_pdf
from clust.web.parts.share_picture import LAYOUTS, banner_png, is_banner_drawn, is_drawn, png
from clust.web.shop import limits
from clust.web.shop.banners import banner_of
from clust.web.shop.inside import is_host
from clust.web.shop.inviting import invitation_share
from clust.web.shop.offers import offer_or_404, storefront_of
from clust.web.shop.passing import Subject, subject_or_404
from clust.web.shop.posters import poster_html, poster_pdf
from clust.web.shop.sharing import SHORT, SIZES, Share, card_of, share_of
from clust.web.shop.tribes import tribes_of
from clust.web.shop.wishes import MovedOn

A_DAY, A_MINUTE = 86_400, 60
LANGUAGES = dict(settings.LANGUAGES)


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a short link to the clust."""
    offer_or_404(request, pk)
    return redirect("shop:campaign", pk)


@require_safe
def short_wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a short link to the wish, or to what it was merged into."""
    try:
        return redirect("shop:wish", subject_or_404(request, "wishes", pk).pk)
    except MovedOn as moved:
        return redirect("shop:wish", moved.wish)


@require_safe
def short_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a short link to the project."""
    return redirect("shop:project", subject_or_404(request, "projects", pk).pk)


@require_safe
def share_image(
    request: HttpRequest, kind: str, pk: int, language: str, version: str
) -> HttpResponse:
    """Return the picture of a link as it stands now; under its version it may be kept."""
    if kind not in SHORT or language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        try:
            card = card_of(request, subject_or_404(request, kind, pk))
        except MovedOn as moved:
            return redirect("shop:share_image", kind, moved.wish, language, version)
    if not is_drawn(card) and not limits.may_draw(request):
        return limits.too_often(request, A_MINUTE)
    answer = HttpResponse(png(card), content_type="image/png")
    seconds = A_DAY if version == card.version else A_MINUTE
    answer["Cache-Control"] = f"private, max-age={seconds}"
    return answer


@require_safe
def banner(request: HttpRequest, code: str, language: str, size: str) -> HttpResponse:
    """Return a banner of a partner's link as it stands now, for anybody's page."""
    if size not in LAYOUTS or language not in LANGUAGES:
        raise Http404
    rows = Link.objects.filter(storefront=storefront_of(request)).exclude(partner=None)
    link = get_object_or_404(rows.select_related("storefront"), code=code)
    try:
        with translation.override(language):
            said = banner_of(link, timezone.now())
    except NotPublic as error:
        raise Http404 from error
    tag = f'"{said.version}-{size}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        if not is_banner_drawn(said, size) and not limits.may_draw(request):
            return limits.too_often(request, A_MINUTE)
        answer = HttpResponse(banner_png(said, size), content_type="image/png")
    answer["ETag"] = tag
    answer["Cache-Control"] = f"public, max-age={A_MINUTE}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
def paper(request: HttpRequest, kind: str, pk: int, size: str) -> HttpResponse:
    """Return a paper that invites people in, to print or as PDF."""
    if kind not in SHORT or size not in SIZES:
        raise Http404
    try:
        subject = subject_or_404(request, kind, pk)
    except MovedOn as moved:
        return redirect("shop:paper", kind, moved.wish, size)
    share = (kind == "clusts" and _private(request, subject)) or share_of(request, subject)
    if not limits.may_print(request):
        return limits.too_often(request, A_MINUTE)
    storefront, tribe = storefront_of(request), _tribe(request)
    return page_or_pdf(
        request,
        lambda: poster_html(share, size, storefront, screen=True, tribe=tribe),
        lambda: poster_pdf(share, size, storefront, tribe=tribe),
        f"{kind}-{pk}-{size}",
    )


def _tribe(request: HttpRequest) -> str:
    """Return the name of the tribe that is to stand on the paper, of the reader's own."""
    asked = request.GET.get("tribe", "")
    if not asked or not isinstance(request.user, Person):
        return ""
    mine = tribes_of(request.user, storefront_of(request))
    return next((row.name for row in mine if str(row.pk) == asked), "")


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """Return the storefront's colours for its papers on a screen."""
    said = Colours.of(storefront_of(request).theme).tokens
    return HttpResponse(said, content_type="text/css", headers={"Cache-Control": "max-age=60"})


def _private(request: HttpRequest, subject: Subject) -> Share | None:
    """
    Return what a poster of a private clust passes on: its invitation; None for any other clust.

    :raises Http404: if the reader does not organise it, or no link lets anybody in
    """
    found = Gathering.objects.filter(campaign=subject.pk).first()
    if found is None:
        return None
    link = Invitation.objects.good(timezone.now()).filter(gathering=found).first()
    if link is None or not request.user.is_authenticated or not is_host(request.user, found):
        raise Http404
    return invitation_share(request, found, subject, link)
