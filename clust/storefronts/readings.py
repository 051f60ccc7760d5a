"""Which invitations to run a shop wait for somebody."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from clust.people.models import Person
from clust.storefronts.models import OfficerInvitation


def invitations_to(person: Person, *, now: datetime) -> QuerySet[OfficerInvitation]:
    """Return the invitations to addresses that a person has confirmed, of the last two weeks."""
    mails = EmailAddress.objects.filter(user=person, verified=True)
    addresses = [mail.lower() for mail in mails.values_list("email", flat=True)]
    rows = OfficerInvitation.objects.standing(now).select_related("storefront", "by")
    return rows.filter(email__in=addresses)
