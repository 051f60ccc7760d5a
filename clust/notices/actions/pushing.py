"""Taking notices on a screen, and switching that off."""

from datetime import datetime

from django.db import transaction

from clust.notices.models import PushSubscription, PushSubscriptionEnd
from clust.people.models import Person

MOST_SCREENS = 10


@transaction.atomic
def subscribe(
    *, person: Person, endpoint: str, p256dh: str, auth: str, now: datetime
) -> PushSubscription:
    """
    Take pushes in a browser; saying it twice is once, and another person's turn ends theirs.

    Beyond ten browsers the oldest takes no more.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    open_ones = PushSubscription.objects.standing().select_for_update()
    if found := open_ones.filter(endpoint=endpoint).first():
        if (found.person_id, found.p256dh, found.auth) == (person.pk, p256dh, auth):
            return found
        end_subscription(subscription=found, cause=PushSubscriptionEnd.Cause.TAKEN, now=now)
    for old in open_ones.filter(person=person).order_by("-pk")[MOST_SCREENS - 1 :]:
        end_subscription(subscription=old, cause=PushSubscriptionEnd.Cause.LEFT, now=now)
    return PushSubscription.objects.create(
        person=person, endpoint=endpoint, p256dh=p256dh, auth=auth, at=now
    )


@transaction.atomic
def end_subscription(
    *, subscription: PushSubscription, cause: str, now: datetime
) -> PushSubscriptionEnd:
    """Send no more pushes to a browser; ending twice is once."""
    PushSubscription.objects.filter(pk=subscription.pk).update(open=False)
    end, _ = PushSubscriptionEnd.objects.get_or_create(
        subscription=subscription, defaults={"cause": cause, "at": now}
    )
    return end
