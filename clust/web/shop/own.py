"""The part of a clust's page that is one person's own: where their pledges stand."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from clust.base.sql import statement
from clust.campaigns.models import Pledge
from clust.web.parts.standings import Standing, standing
from clust.web.shop.held import Held
from clust.web.shop.moments import Moments, page_seconds
from clust.web.shop.offers import Offer, offer_or_404, storefront_of
from clust.web.shop.pledges import state_of

MOST = 5

Row = tuple[int, ...]
Place = tuple[bool, bool, bool]

_stands: Moments[tuple[Offer, Standing]] = Moments(page_seconds)


def keep_standing(request: HttpRequest, offer: Offer, stand: Standing) -> None:
    """Keep what a page was just made of for the parts of those who read it."""
    _stands.keep((storefront_of(request).pk, offer.campaign.pk), (offer, stand))


def own_part(request: HttpRequest, pk: int) -> str:
    """Return where a reader's own pledges in this clust stand, and nothing where there are none."""
    person = request.user
    rows = _rows(pk, person.pk) if person.is_authenticated else []
    if not rows:
        return ""
    key = (storefront_of(request).pk, pk)
    offer, stand = _stands.get(key, lambda: _stand(request, pk, timezone.now()))
    mine = list(_held(rows[:MOST], offer, stand))
    return render_to_string("shop/own.html", {"mine": mine, "more": len(rows) > MOST})


def _stand(request: HttpRequest, pk: int, now: datetime) -> tuple[Offer, Standing]:
    offer = offer_or_404(request, pk)
    return offer, standing(offer.campaign, now)


def _rows(campaign: int, person: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement("campaigns", "own_pledges"),
            {"campaign": campaign, "person": person, "most": MOST + 1},
        )
        return list(cursor.fetchall())


def _held(rows: list[Row], offer: Offer, stand: Standing) -> Iterator[Held]:
    places = _places(rows, stand)
    for pk, variant, units, up_to, maximum, shown, left, released in rows:
        pledge = Pledge(
            pk=pk,
            campaign=offer.campaign,
            variant=offer.variant(variant),
            units=units,
            up_to=up_to,
            maximum_gross_cents=maximum,
            shown_gross_cents=shown,
        )
        place, was_in, allotted = places.get(pk, (True, True, False))
        told = {"left": left, "is_released": released, "holds_place": place, "was_in": was_in}
        vars(pledge).update(told)
        yield Held(pledge, stand, state_of(pledge, stand, allotted), None)


def _places(rows: list[Row], stand: Standing) -> dict[int, Place]:
    """Return more of those pledges of which their maximum alone does not tell that they are in."""
    is_plain = stand.is_live and stand.campaign.gate.room is None
    asked = [pk for pk, _, _, _, maximum, *_ in rows if not is_plain or maximum < stand.price_cents]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement("campaigns", "own_places"), {"pledges": asked})
        return {pk: (place, was_in, allotted) for pk, place, was_in, allotted in cursor.fetchall()}
