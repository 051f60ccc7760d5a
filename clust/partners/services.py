"""Whom a community's service signs in: those without a charge, once their address is theirs."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.utils.translation import gettext_lazy as _

from clust.partners.models import PartnerPerson
from clust.people.models import Person
from clust.storefronts.models import Officer

WAITS = "community_account"
CHARGED = _(
    "Whoever runs a shop or acts for a partner is signed in by no other service: please sign in"
    " with your e-mail address."
)


def has_charge(person: Person) -> bool:
    """Say whether somebody may do more than buy: no community's service signs them in."""
    return (
        person.is_staff
        or person.is_superuser
        or Officer.objects.standing().filter(person=person).exists()
        or PartnerPerson.objects.filter(person=person, left_at=None).exists()
    )


def let_wait(session: Any, *, person: Person, provider: str, uid: str) -> None:
    """Remember in this browser by which service a new person came, until the address is theirs."""
    session[WAITS] = [person.pk, provider, uid]


def keep_waiting(session: Any, *, person: Person) -> None:
    """Connect a new person to the service they came from, in the browser that came from there."""
    waits = session.pop(WAITS, None)
    if waits and waits[0] == person.pk and not has_charge(person):
        SocialAccount.objects.get_or_create(
            provider=waits[1], uid=waits[2], defaults={"user": person}
        )
