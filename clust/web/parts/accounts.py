"""How allauth makes and finds our people."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from clust.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A new person joins now and reads the language of the page they signed up on."""

    def new_user(self, request: HttpRequest) -> Person:
        """Return a person who is not stored yet."""
        return Person(joined_at=timezone.now(), language=_language())


def _language() -> str:
    return (get_language() or "fr").split("-")[0]
