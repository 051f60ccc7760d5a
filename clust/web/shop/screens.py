"""The browsers in which somebody takes notices on the screen."""

from typing import Any

from django.conf import settings

from clust.notices.models import PushSubscription
from clust.people.models import Person


def screen_context(person: Person) -> dict[str, Any]:
    """Return what the page says of a person's screens, and the key that a browser asks for."""
    return {
        "screens": PushSubscription.objects.standing().filter(person=person).count(),
        "push_key": settings.VAPID_PUBLIC_KEY,
    }
