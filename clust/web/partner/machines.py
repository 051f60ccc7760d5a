"""Keys for the partner's own programs: what its links bring and what it is paid."""

from allauth.core import ratelimit
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from clust.keys.scopes import OF_A_PARTNER
from clust.partners.models import Partner
from clust.web.partner.access import partner_form, partner_page
from clust.web.parts import machine_pages
from clust.web.parts.access import PersonRequest

FORM = require_http_methods(["GET", "HEAD", "POST"])


def mine(request: PersonRequest, partner: Partner) -> machine_pages.Machines:
    """Return the keys of whoever acts for the partner; each person has their own."""
    return machine_pages.Machines(
        "partner",
        request.storefront,
        request.user,
        offered=OF_A_PARTNER,
        shown={"partner": partner, "home": request.build_absolute_uri("/")},
    )


@partner_page
def machines(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Show the keys that may read what concerns the partner."""
    ours = mine(request, partner)
    keys = ours.keys.standing()  # type: ignore[attr-defined]
    shown = keys.filter(scopes__contains="partner:read").order_by("-pk")
    return ours.page(request, "machines", keys=shown)


@never_cache
@FORM
@partner_form
def new_key(request: PersonRequest, partner: Partner) -> HttpResponseBase:
    """Make a key; its secret is on the page that answers, and never again."""
    key = f"partner-{request.user.pk}"
    if request.method == "POST" and not ratelimit.consume(request, action="machines", key=key):
        return render(request, "429.html", status=429)
    return machine_pages.new_key(request, mine(request, partner))


@FORM
@partner_form
def key_revocation(request: PersonRequest, partner: Partner, pk: int) -> HttpResponseBase:
    """End a key: asked once more, then at once."""
    return machine_pages.revoke(request, mine(request, partner), pk)
