"""The storefront's own keys for machines, and the addresses that are told of its events."""

from allauth.core import ratelimit
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clust.keys.scopes import OF_A_STOREFRONT
from clust.web.office.access import OfficeRequest, owner_page
from clust.web.parts import machine_pages
from clust.web.parts.paces import too_often


def ours(request: OfficeRequest) -> machine_pages.Machines:
    """Return the keys and addresses of this storefront, whichever officer made them."""
    whose = request.storefront, request.user
    return machine_pages.Machines("office", *whose, for_storefront=True, offered=OF_A_STOREFRONT)


def _too_often(request: OfficeRequest) -> HttpResponse | None:
    key = str(request.storefront.pk)
    if request.method != "POST" or ratelimit.consume(request, action="machines", key=key):
        return None
    return too_often(request)


@require_safe
@owner_page
def machines(request: OfficeRequest) -> HttpResponse:
    """Show the keys and addresses of the storefront."""
    return machine_pages.all_machines(request, ours(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@owner_page
def new_key(request: OfficeRequest) -> HttpResponse:
    """Make a key; its secret is on the page that answers, and never again."""
    return _too_often(request) or machine_pages.new_key(request, ours(request))


@require_http_methods(["GET", "HEAD", "POST"])
@owner_page
def key_revocation(request: OfficeRequest, pk: int) -> HttpResponse:
    """End a key: asked once more, then at once."""
    return machine_pages.revoke(request, ours(request), pk)


@require_http_methods(["GET", "HEAD", "POST"])
@owner_page
def new_endpoint(request: OfficeRequest) -> HttpResponse:
    """Have an address told of the storefront's events."""
    return _too_often(request) or machine_pages.new_endpoint(request, ours(request))


@never_cache
@require_safe
@owner_page
def endpoint(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show an address with its secret, and every message with its tries."""
    return machine_pages.show_endpoint(request, ours(request), pk)


@require_POST
@owner_page
def endpoint_secret(request: OfficeRequest, pk: int) -> HttpResponse:
    """Sign with a new secret, for a day with the old one too."""
    return machine_pages.renew(request, ours(request), pk)


@require_POST
@owner_page
def endpoint_end(request: OfficeRequest, pk: int) -> HttpResponse:
    """Have an address told nothing more."""
    return machine_pages.end(request, ours(request), pk)


@require_POST
@owner_page
def resending(request: OfficeRequest, pk: int) -> HttpResponse:
    """Have a message sent again."""
    return machine_pages.resend(request, ours(request), pk)
