"""The published book of a clust: order, units and maximum, never people or exact times."""

import json
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from clust.campaigns.models import Campaign
from clust.rules.money import plain
from clust.web.parts.seals import live_seal

AT_ONCE = 2_000


def published(campaign: Campaign) -> Iterator[str]:
    """Yield the JSON that `manage.py clear` reads, pledges in the order of the book."""
    yield json.dumps(_conditions(campaign))[:-1] + ', "pledges": ['
    before = ""
    for line in _lines(campaign):
        yield before + json.dumps(line)
        before = ",\n"
    yield "]}\n"


def _conditions(campaign: Campaign) -> dict[str, object]:
    return {
        "ladder": [[rung.from_units, plain(rung.unit_price)] for rung in campaign.ladder.rungs],
        "case": campaign.case_size,
        "cap": campaign.cap,
        "minimum_cases": campaign.minimum_cases,
    }


def _lines(campaign: Campaign) -> Iterator[dict[str, object]]:
    numbers: dict[int, int] = {}
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT units, units + extra, maximum, fewer, variant_id FROM book(%s) ORDER BY place",
            [campaign.pk],
        )
        while rows := cursor.fetchmany(AT_ONCE):
            for units, up_to, maximum, fewer, variant in rows:
                yield {
                    "units": units,
                    "up_to": up_to,
                    "maximum": plain(maximum),
                    "fewer": fewer,
                    "variant": numbers.setdefault(variant, len(numbers)),
                }


def stream_url(campaign: int, *, sealed: bool = False) -> str:
    """Return where the live price of a campaign is streamed from; of a private one, sealed."""
    now = timezone.now()
    seal = f"{live_seal(settings.SECRET_KEY, campaign, now)}/" if sealed else ""
    return f"{settings.LIVE_URL}/live/clusts/{campaign}/{seal}"
