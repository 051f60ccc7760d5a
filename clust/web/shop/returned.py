"""Which of somebody's addresses take no more than they must, and why."""

from allauth.account.models import EmailAddress

from clust.notices.models import Bounce
from clust.people.models import Person


def returned(person: Person) -> list[Bounce]:
    """Return the bounces and complaints that stop mails to a person, one for each address."""
    mine = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    rows = Bounce.objects.stopping().filter(address__in=[email.lower() for email in mine])
    return list({row.address: row for row in rows.order_by("pk")}.values())
