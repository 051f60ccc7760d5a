"""The open clusts as a file for a partner's page or price engine, each with the partner's link."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clust.partners.models import Link
from clust.rules.money import plain
from clust.web.parts.standings import Standing, standings
from clust.web.shop import limits, listing
from clust.web.shop.moments import Moments, minute
from clust.web.shop.offers import storefront_of

MOST = 1_000
LONGEST_BRAND = 70
GOOGLE = "http://base.google.com/ns/1.0"
COLUMNS = (
    *("id", "title", "description", "link", "image_link", "price", "currency"),
    *("units", "closes_at", "delivery_on", "brand"),
)
Items = list[dict[str, Any]]


class Shop(NamedTuple):
    """Whose feed it is: its name, and the address of its home."""

    name: str
    home: str


_feeds: Moments[bytes] = Moments(lambda: 5 * minute())


@require_safe
def feed(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Give all open clusts of a link's storefront, made at most every five minutes."""
    if kind not in KINDS:
        raise Http404
    storefront = storefront_of(request)
    link = get_object_or_404(Link, code=code, storefront=storefront)
    if limits.visit_pace.wait(("feed", link.pk)):
        return limits.too_often(request, 60)
    write, mime = KINDS[kind]
    key = (link.pk, kind, get_language(), request.get_host())
    shop = Shop(storefront.name, request.build_absolute_uri("/"))
    body = _feeds.get(key, lambda: write(_items(request, link), shop))
    answer = HttpResponse(body, content_type=mime)
    answer["Cache-Control"] = "public, max-age=300"
    answer["Vary"] = "Accept-Language"
    return answer


def _items(request: HttpRequest, link: Link) -> Items:
    now = timezone.now()
    rows = listing.in_stage(listing.clusts(link.storefront), "live", now)
    found = listing.in_order(rows, "closing", "live")[:MOST]
    return [_item(request, link, one) for one in standings(found, now)]


def _item(request: HttpRequest, link: Link, one: Standing) -> dict[str, Any]:
    campaign, product = one.campaign, one.campaign.product
    to = urlencode({"to": reverse("shop:campaign", args=[campaign.pk])})
    path = reverse("shop:link", args=[link.code])
    pictures = list(product.pictures.all())
    return {
        "id": str(campaign.pk),
        "title": product.name[:150],
        "description": (product.description or product.name)[:5_000],
        "link": request.build_absolute_uri(f"{path}?{to}"),
        "image_link": request.build_absolute_uri(pictures[0].file.url) if pictures else "",
        "price": plain(one.price_cents),
        "currency": campaign.currency,
        "units": one.units,
        "closes_at": campaign.closes_at.isoformat(),
        "delivery_on": campaign.delivery_on.isoformat(),
        "brand": _maker(product.manufacturer),
    }


def _maker(manufacturer: str) -> str:
    """Return the name before the postal address, as long as a brand may be."""
    return re.split(r"[,;\n]", manufacturer)[0].strip()[:LONGEST_BRAND]


def _csv(items: Items, shop: Shop) -> bytes:
    written = io.StringIO()
    rows = csv.DictWriter(written, COLUMNS)
    rows.writeheader()
    rows.writerows({name: _safe(value) for name, value in item.items()} for item in items)
    return written.getvalue().encode()


def _safe(value: Any) -> Any:
    """Keep a spreadsheet from taking words for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t" else value


def _json(items: Items, shop: Shop) -> bytes:
    return json.dumps({"shop": shop.name, "items": items}, ensure_ascii=False).encode()


def _google(items: Items, shop: Shop) -> bytes:
    ET.register_namespace("g", GOOGLE)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    for name, text in (("title", shop.name), ("link", shop.home), ("description", shop.name)):
        ET.SubElement(channel, name).text = text
    for item in items:
        _google_item(channel, item)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _google_item(channel: ET.Element, item: dict[str, Any]) -> None:
    entry = ET.SubElement(channel, "item")
    told = {name: item[name] for name in ("id", "title", "description", "link", "image_link")}
    told |= {
        "price": f"{item['price']} {item['currency']}",
        "availability": "preorder",
        "availability_date": _moment(date.fromisoformat(item["delivery_on"])),
        "condition": "new",
        "brand": item["brand"],
    }
    for name, value in told.items():
        if value:
            text = "".join(one for one in str(value) if one.isprintable() or one == "\n")
            ET.SubElement(entry, f"{{{GOOGLE}}}{name}").text = text


def _moment(day: date) -> str:
    """Return the beginning of a day as Google reads it: 2026-12-25T00:00+0100."""
    begins = datetime.combine(day, time(), timezone.get_current_timezone())
    return begins.strftime("%Y-%m-%dT%H:%M%z")


Writer = Callable[[Items, Shop], bytes]
KINDS: dict[str, tuple[Writer, str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "json": (_json, "application/json"),
    "xml": (_google, "application/xml"),
}
