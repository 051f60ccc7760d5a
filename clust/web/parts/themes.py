"""A storefront's colours as a style sheet of its own, under a name that changes with them."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from clust.rules.theme import Theme
from clust.storefronts.models import Storefront

FOR_GOOD = "public, max-age=31536000, immutable"


def style_of(storefront: Storefront) -> str:
    """Return the style sheet of a storefront, empty where it wears our colours."""
    if not storefront.theme:
        return ""
    return Theme.of(storefront.theme.get("light", {}), storefront.theme.get("dark", {})).css()


def theme_url(storefront: Storefront | None) -> str:
    """Return where the style sheet is, empty where there is none."""
    style = style_of(storefront) if storefront else ""
    return reverse("theme", args=[_digest(style)]) if style else ""


@require_safe
def theme(request: HttpRequest, digest: str) -> HttpResponse:
    """Answer with the colours of this storefront; for good where they are those asked for."""
    style = style_of(request.storefront)  # type: ignore[attr-defined]
    answer = HttpResponse(style, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = FOR_GOOD if digest == _digest(style) else "no-cache"
    return answer


def _digest(style: str) -> str:
    return sha256(style.encode()).hexdigest()[:16]
