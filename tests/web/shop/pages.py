"""What tests read and send."""

import html
import re
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from clust.campaigns.models import Campaign, Pledge
from clust.storefronts.models import DeliveryOption


def text(answer: Any) -> str:
    """Return what a page says, without its tags."""
    page = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page))).replace("\xa0", " ")


def chosen(campaign: Campaign, way: DeliveryOption, **fields: object) -> dict[str, str]:
    """Return the fields of an order: one unit, joining at the opening price."""
    order = {
        "units": 1,
        "mode": "join",
        "delivery": way.pk,
        "shown": campaign.ladder.opening_price,
        "key": uuid4(),
        **fields,
    }
    return {name: str(value) for name, value in order.items()}


def order(client: Client, campaign: Campaign, way: DeliveryOption, **fields: object) -> Any:
    """Send an order."""
    return client.post(f"/clusts/{campaign.pk}/pledges/", chosen(campaign, way, **fields))


def ordered(answer: HttpResponse) -> Pledge:
    """Return the pledge that an order made."""
    assert answer.status_code == 302, answer.content
    return Pledge.objects.with_left().get(pk=answer["Location"].split("/")[2])
