"""Which storefront a host name is: every other host gets 404, never the first shop."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import split_domain_port

from clust.storefronts.models import Domain, Storefront

HOSTLESS = ("/health/", "/metrics", "/tls/allowed/")
HOUSE = ("/desk/", "/admin/")
MOST_KEPT = 1_000


class StorefrontMiddleware:
    """Set `request.storefront` from the host, remembered for a few seconds in each process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept: dict[str, tuple[float, Storefront | None]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 404 where the host is nobody's."""
        host = split_domain_port(request.get_host())[0]
        storefront = self.storefront(host)
        if storefront is None and request.path not in HOSTLESS:
            return HttpResponseNotFound("Unknown host.", content_type="text/plain")
        if request.path.startswith(HOUSE) and not _is_house(host):
            return HttpResponseNotFound("Not here.", content_type="text/plain")
        request.storefront = storefront  # type: ignore[attr-defined]
        return self.get_response(request)

    def storefront(self, host: str) -> Storefront | None:
        """Return the storefront at a host name without its port, or None."""
        moment = time.monotonic()
        at, storefront = self.kept.get(host, (float("-inf"), None))
        if moment - at >= settings.HOSTS_KEPT_SECONDS:
            storefront = _storefront_at(host)
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[host] = (moment, storefront)
        return storefront


def _is_house(host: str) -> bool:
    """Say whether the desk is at this host: a community's could be led through its own servers."""
    return not settings.DESK_HOST or host == settings.DESK_HOST


def _storefront_at(host: str) -> Storefront | None:
    domain = Domain.objects.select_related("storefront__seller").filter(host=host).first()
    return domain.storefront if domain else None
