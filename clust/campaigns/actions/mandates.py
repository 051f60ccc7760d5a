"""Which card pays for which pledge, and passing that on to another card."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from clust.campaigns.models import Mandate, MandateChange, Pledge
from clust.wallet.models import Card


def open_mandates(cards: Collection[Card]) -> list[Mandate]:
    """Return the mandates of cards whose pledge stands and whose campaign has no final price."""
    standing = Pledge.objects.standing().filter(
        mandate__card__in=cards, campaign__closing__clearing=None, direct=None
    )
    return list(
        Mandate.objects.filter(pledge__in=standing.values("pk"))
        .select_related("pledge__campaign__product")
        .order_by("id")
    )


@transaction.atomic
def pass_mandates_on(
    *, mandates: Collection[Mandate], card: Card, now: datetime
) -> list[MandateChange]:
    """
    Let another card of their holder pay for pledges; what paid before stays written.

    A card may pay for what its holder answers for, as an organiser does for people on paper.
    """
    mine = Q(pledge__person=card.person_id) | Q(card__person=card.person_id)
    changes = []
    for mandate in Mandate.objects.select_for_update(of=("self",)).filter(
        mine, pk__in=[row.pk for row in mandates]
    ):
        if mandate.card_id != card.pk:
            change = MandateChange(mandate=mandate, was_id=mandate.card_id, card=card, at=now)
            changes.append(change)
            mandate.card = card
            mandate.save(update_fields=["card"])
    return MandateChange.objects.bulk_create(changes)
