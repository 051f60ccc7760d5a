"""The communities under the roof of a portal, each with its own shop."""

from dataclasses import dataclass

from django.db.models import Min
from django.http import HttpRequest

from clust.storefronts.models import Storefront
from clust.web.shop.moments import Moments, minute

MOST = 60


@dataclass(frozen=True, slots=True)
class Community:
    """A shop under the roof: its name and where it is."""

    name: str
    url: str
    logo_url: str


_kept: Moments[list[Community]] = Moments(minute)


def communities(request: HttpRequest, portal: Storefront) -> list[Community]:
    """Return the communities of a portal by name; none where a storefront is no portal."""
    port = request.get_port()
    beside = "" if port in ("80", "443") else f":{port}"
    return _kept.get((portal.pk, beside), lambda: _read(portal, beside))


def _read(portal: Storefront, port: str) -> list[Community]:
    rows = portal.communities.annotate(first=Min("domains__pk")).exclude(first=None)
    found = rows.order_by("name", "pk").prefetch_related("domains")[:MOST]
    return [_community(row, port) for row in found]


def _community(row: Storefront, port: str) -> Community:
    host = min(row.domains.all(), key=lambda domain: domain.pk).host
    return Community(row.name, f"//{host}{port}/", row.logo.url if row.logo else "")
