"""What a person shares with the people of a storefront: nothing, until they say so."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from clust.people.models import Person
from clust.storefronts.models import Sharing, Storefront


@transaction.atomic
def share_with(
    *, storefront: Storefront, person: Person, what: Collection[str], now: datetime
) -> int:
    """
    Share exactly this with the people of a storefront, and nothing else; returns how many things.

    :param what: values of `Sharing.What`; without the page itself, nothing is shared
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    wanted = set(what) & set(Sharing.What.values) if Sharing.What.PAGE in what else set()
    mine = Sharing.objects.filter(storefront=storefront, person=person)
    mine.exclude(what__in=wanted).delete()
    for one in sorted(wanted - set(mine.values_list("what", flat=True))):
        Sharing.objects.create(storefront=storefront, person=person, what=one, at=now)
    return len(wanted)


def export_sharing(person: Person) -> list[dict[str, Any]]:
    """Return what a person shares where, ready for JSON."""
    rows = Sharing.objects.filter(person=person).select_related("storefront").order_by("id")
    return [
        {"storefront": row.storefront.name, "what": row.what, "at": row.at.isoformat()}
        for row in rows
    ]


def stop_sharing(person: Person) -> int:
    """Share nothing any more, anywhere; returns how many things were shared."""
    return Sharing.objects.filter(person=person).delete()[0]
