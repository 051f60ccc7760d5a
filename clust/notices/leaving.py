"""The link in a mail that ends mails of its kind: signed, so that nobody has to sign in."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing

from clust.notices.links import link
from clust.notices.models import Topic
from clust.people.models import Person

SALT = "clust.notices.leave"
HEADER = "List-Unsubscribe=One-Click"


class BadLink(Exception):
    """It is not one of our links, or its person is gone."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who leaves which topics."""

    person: Person
    topics: list[Topic]


def leave_link(person: int, topics: Collection[Topic]) -> str:
    """Return the address at which a person ends mails about topics."""
    said = [person, *sorted(topic.value for topic in topics)]
    return link("leave", signing.dumps(said, salt=SALT))


def leave_headers(address: str) -> dict[str, str]:
    """Return what tells a mail program of that address (RFC 8058)."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": HEADER}


def read_leaving(token: str) -> Leaving:
    """
    Return who leaves what by a link; it holds for as long as the mail is kept.

    :raises BadLink: if it is forged, or of somebody who is gone
    """
    try:
        person, *topics = signing.loads(token, salt=SALT)
        found = Person.objects.filter(pk=person, erasure=None).first()
        chosen = [Topic(topic) for topic in topics if topic != Topic.SERVICE]
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadLink from error
    if found is None or not chosen:
        raise BadLink
    return Leaving(found, chosen)
