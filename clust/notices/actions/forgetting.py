"""What somebody was told and how they chose to be, shown to them and forgotten with them."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction

from clust.notices.actions.following import end_following
from clust.notices.models import (
    Bounce,
    Following,
    FollowingEnd,
    Notice,
    Preference,
    PushSubscription,
    QuietHours,
    ReadUpTo,
)
from clust.people.models import Person


def export_notices(person: Person) -> dict[str, Any]:
    """Return all that a person was told and chose here, ready for JSON."""
    quiet = QuietHours.objects.filter(person=person).first()
    return {
        "told": [
            {"kind": row.kind, "clust": row.campaign_id, "at": row.at.isoformat()}
            for row in Notice.objects.filter(person=person).order_by("id")
        ],
        "preferences": [
            {
                "topic": row.topic,
                "mail": row.mail,
                "push": row.push,
                "site": row.site,
                "by": row.source,
                "at": row.at.isoformat(),
            }
            for row in Preference.objects.filter(person=person).order_by("topic")
        ],
        "quiet_hours": [quiet.from_hour, quiet.to_hour] if quiet else None,
        "follows": [
            {
                "clust": row.campaign_id,
                "storefront": row.storefront_id,
                "at": row.at.isoformat(),
                "open": row.open,
            }
            for row in Following.objects.filter(person=person).order_by("id")
        ],
        "screens": [
            {"endpoint": row.endpoint, "at": row.at.isoformat(), "open": row.open}
            for row in PushSubscription.objects.filter(person=person).order_by("id")
        ],
        "returned_mails": [
            {"address": row.address, "kind": row.kind, "at": row.happened_at.isoformat()}
            for row in _bounces(person)
        ],
    }


@transaction.atomic
def erase_notices(person: Person, *, now: datetime) -> None:
    """Forget choices, screens and returned mails, and end all that a person follows."""
    for following in Following.objects.standing().filter(person=person):
        end_following(following=following, cause=FollowingEnd.Cause.ERASED, now=now)
    _bounces(person).delete()
    for rows in (Preference, QuietHours, ReadUpTo, PushSubscription):
        rows.objects.filter(person=person).delete()


def _bounces(person: Person) -> Any:
    mine = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return Bounce.objects.filter(address__in=[email.lower() for email in mine]).order_by("id")
