"""Links that let somebody in, once: their signed numbers, and the mail that carries them."""

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from clust.storefronts.models import AdmissionInvitation

SALT = "clust.admission"


def invitation_url(request: HttpRequest, invitation: AdmissionInvitation) -> str:
    """Return the whole address of an invitation."""
    token = signing.dumps(invitation.pk, salt=SALT)
    return request.build_absolute_uri(reverse("shop:joining", args=[token]))


def invitation_in(token: str) -> int:
    """
    Return the number of the invitation that a link carries.

    :raises BadSignature: if we did not make it
    """
    number = signing.loads(token, salt=SALT)
    if not isinstance(number, int):
        raise signing.BadSignature
    return number
