"""Views that do the least: what the pages of the shop are measured against."""

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.campaigns.telling import told
from clust.web.shop import wall
from clust.web.shop.offers import storefront_of
from clust.wishes.models import Wish

_INSERT = """
    INSERT INTO bare.pledge (
        campaign_id, person_id, variant_id, delivery_option_id, address_id, units, up_to, fewer,
        maximum_gross_cents, shown_gross_cents, surcharge_gross_cents, key, at
    ) VALUES (%s, %s, %s, %s, NULL, 1, 1, false, 60000, 60000, 0, gen_random_uuid(), now())
"""


def empty(request: HttpRequest) -> HttpResponse:
    """Answer nothing, behind the same middleware."""
    return HttpResponse()


def reader(request: HttpRequest) -> HttpResponse:
    """Answer nothing but who asks."""
    return HttpResponse(str(request.user.pk))


def insert(request: HttpRequest) -> HttpResponse:
    """Read who asks and insert as many rows as a pledge does: one, into a table of its shape."""
    sent = request.POST
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [sent["campaign"], request.user.pk, sent["variant"], sent["delivery"]],
        )
    return HttpResponse()


def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one wish by its key, and show it as similar ones are shown."""
    now, storefront = timezone.now(), storefront_of(request)
    rows = wall.read(Wish.objects.filter(pk=pk), storefront, now)
    cards = wall.cards(rows, storefront, wall.reader_of(request), now)
    return render(request, "shop/wishes/similar.html", {"similar": cards, "words": ""})


def campaigns(request: HttpRequest) -> HttpResponse:
    """Read a hundred campaigns, and write them as JSON."""
    rows = Campaign.objects.filter(listings__storefront=storefront_of(request)).order_by("-pk")
    found = told(list(rows.values_list("pk", flat=True)[:100]), now=timezone.now())
    content = orjson.dumps([row._asdict() for row in found])
    return HttpResponse(content, content_type="application/json")
