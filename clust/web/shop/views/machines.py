"""One's own keys for machines, and the addresses that are told of one's events."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust.web.parts import machine_pages
from clust.web.parts.access import signed_in
from clust.web.shop import limits
from clust.web.shop.offers import storefront_of
from clust.web.shop.visits import me


def mine(request: HttpRequest) -> machine_pages.Machines:
    """Return the reader's own keys and addresses at this storefront."""
    return machine_pages.Machines("shop", storefront_of(request), me(request))


def _wait(request: HttpRequest, what: str) -> int:
    return limits.look_pace.wait((what, me(request).pk)) if request.method == "POST" else 0


@signed_in
@require_safe
def machines(request: HttpRequest) -> HttpResponse:
    """Show one's keys and addresses at this storefront."""
    return machine_pages.all_machines(request, mine(request))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key; its secret is on the page that answers, and never again."""
    if seconds := _wait(request, "key"):
        return limits.too_often(request, seconds)
    return machine_pages.new_key(request, mine(request))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def key_revocation(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key: asked once more, then at once."""
    return machine_pages.revoke(request, mine(request), pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_endpoint(request: HttpRequest) -> HttpResponse:
    """Have an address told of events."""
    if seconds := _wait(request, "endpoint"):
        return limits.too_often(request, seconds)
    return machine_pages.new_endpoint(request, mine(request))


@signed_in
@never_cache
@require_safe
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an address with its secret, and every message with its tries."""
    return machine_pages.show_endpoint(request, mine(request), pk)


@signed_in
@require_POST
def endpoint_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign with a new secret, for a day with the old one too."""
    return machine_pages.renew(request, mine(request), pk)


@signed_in
@require_POST
def endpoint_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an address told nothing more."""
    return machine_pages.end(request, mine(request), pk)


@signed_in
@require_POST
def resending(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a message sent again."""
    return machine_pages.resend(request, mine(request), pk)
