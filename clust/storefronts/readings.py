"""Which invitations to run a shop wait for somebody, and how many belong to a shop."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Case, Count, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from clust.people.models import Person
from clust.storefronts.models import OfficerInvitation, Storefront


def with_members(storefronts: QuerySet[Storefront]) -> QuerySet[Any]:
    """Annotate `members`: who belong to a community, or have an account where it is nobody's."""
    people = Person.objects.filter(is_active=True, is_staff=False).order_by()
    accounts = people.values("is_active").annotate(number=Count("pk")).values("number")
    standing = Count("admissions", filter=Q(admissions__open=True), distinct=True)
    everybodys = When(shares=True, then=Coalesce(Subquery(accounts), 0))
    return storefronts.annotate(members=Case(everybodys, default=standing))


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
