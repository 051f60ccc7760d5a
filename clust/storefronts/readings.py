"""Which invitations to run a shop wait for somebody."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from clust.people.models import Person
from clust.storefronts.models import OfficerInvitation


def invitations_to(person: Person, *, now: datetime) -> QuerySet[OfficerInvitation]:
    """Return the invitations to addresses that a person has confirmed, of the last two weeks."""
    standing = OfficerInvitation.objects.standing(now).select_related("storefront", "by")
    return standing.filter(email__in=_addresses(person))


def ever_sent_to(person: Person) -> QuerySet[OfficerInvitation]:
    """Return the same with those that are over."""
    return OfficerInvitation.objects.filter(email__in=_addresses(person))


def _addresses(person: Person) -> list[str]:
    mails = EmailAddress.objects.filter(user=person, verified=True)
    return [mail.lower() for mail in mails.values_list("email", flat=True)]
