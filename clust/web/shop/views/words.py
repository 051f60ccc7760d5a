"""What we say about ourselves: how it works, terms, seller, privacy, access, withdrawal."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clust.storefronts.models import Terms
from clust.web.parts.ladders import ladder_picture
from clust.web.shop.offers import storefront_of

YOUR_EUROPE = "https://europa.eu/youreurope/citizens/consumers/shopping/guarantees/"
EXAMPLE = [(1, 6000), (5, 5500), (10, 4900), (20, 4200), (40, 3500)]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Explain how it works, with an example ladder."""
    picture = ladder_picture(EXAMPLE, units_in=12, missing=3, waiting_by_level={4: 5}, key="how")
    return render(request, "shop/about.html", {"picture": picture})


@require_safe
def terms(request: HttpRequest, version: int | None = None) -> HttpResponse:
    """Show the terms of sale: the version in force, or an older one."""
    versions = list(Terms.objects.filter(seller=storefront_of(request).seller).order_by("-version"))
    asked = [row for row in versions if version in (None, row.version)]
    if not asked:
        raise Http404
    return render(request, "shop/terms.html", {"terms": asked[0], "versions": versions})


@require_safe
def seller(request: HttpRequest) -> HttpResponse:
    """Say who sells."""
    return render(request, "shop/seller.html", {"seller": storefront_of(request).seller})


@require_safe
def guarantee(request: HttpRequest) -> HttpResponse:
    """Show the Union's notice of the legal guarantee: its file if the operator has put it there."""
    said = {"seller": storefront_of(request).seller, "notice": _notice(), "portal": YOUR_EUROPE}
    return render(request, "shop/guarantee.html", said)


def _notice() -> str:
    """Return the address of the official file in the reader's language, or nothing."""
    names = (f"legal/guarantee-{get_language()}.{kind}" for kind in ("svg", "png"))
    return next((default_storage.url(name) for name in names if default_storage.exists(name)), "")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what we know about people, why and for how long."""
    return render(request, "shop/privacy.html", {"seller": storefront_of(request).seller})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how far everybody can use the shop."""
    return render(request, "shop/accessibility.html", {"seller": storefront_of(request).seller})


@require_safe
def withdrawal_right(request: HttpRequest) -> HttpResponse:
    """Say how to withdraw from a contract, before and after closing."""
    return render(request, "shop/withdrawal_right.html", {"seller": storefront_of(request).seller})
