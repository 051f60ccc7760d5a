"""Which invitations wait for somebody."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from clust.partners.models import PartnerInvitation
from clust.people.models import Person


def invitations_to(person: Person, *, now: datetime) -> QuerySet[PartnerInvitation]:
    """Return the invitations to addresses that a person has confirmed, of the last two weeks."""
    mails = EmailAddress.objects.filter(user=person, verified=True)
    addresses = [mail.lower() for mail in mails.values_list("email", flat=True)]
    rows = PartnerInvitation.objects.standing(now).select_related("partner")
    return rows.filter(email__in=addresses)
