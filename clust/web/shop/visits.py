"""Who asks, and with which key."""

from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest

from clust.people.models import Person


def me(request: HttpRequest) -> Person:
    """Return the person signed in."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def key_of(request: HttpRequest) -> UUID:
    """Return the key that makes a form sent twice count once; a new one where there is none."""
    try:
        return UUID(request.POST["key"]) if request.POST.get("key") else uuid4()
    except ValueError as error:
        raise BadRequest("the key is not one of ours") from error
