"""Guests: an e-mail address confirmed by a link that works once and for two hours."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from clust.notices.plain import plain_mail
from clust.people.models import Person
from clust.web.shop.offers import storefront_of

SALT = "clust.guest"
LIVES = timedelta(hours=2)


class NoSuchLink(Exception):
    """The link was never ours, is too old, or was used."""


@dataclass(frozen=True, slots=True)
class Link:
    """Who follows a link, and where to; `person` is None for somebody new."""

    email: str
    person: Person | None
    next: str


def send_link(request: HttpRequest, email: str, back: str) -> None:
    """Mail a link that confirms the address; whoever has a password is asked to sign in."""
    person = Person.objects.by_confirmed_address(email)
    known = person is not None and has_account(person)
    path = (
        f"{reverse('account_login')}?{urlencode({'next': back})}"
        if known
        else reverse("shop:guest_link", args=[_token(email, person, back)])
    )
    shop = storefront_of(request)
    context = {"url": request.build_absolute_uri(path), "known": known, "site": shop.name}
    subject = _("Your link to continue your order")
    text = render_to_string("shop/guest_mail.txt", context)
    home = request.build_absolute_uri("/")
    plain_mail(subject, text, to=email, storefront=shop, home=home).send()


def has_account(person: Person) -> bool:
    """Say whether somebody signs in in another way than by a mailed link."""
    return person.has_usable_password() or Authenticator.objects.filter(user=person).exists()


def read_link(token: str) -> Link:
    """
    Return who follows a link.

    :raises NoSuchLink: if it is not ours, older than two hours, or used
    """
    try:
        said: dict[str, Any] = signing.loads(token, salt=SALT, max_age=LIVES)
    except signing.BadSignature as error:
        raise NoSuchLink from error
    person = Person.objects.by_confirmed_address(said["email"])
    if said["seal"] != _seal(person) or (person and has_account(person)):
        raise NoSuchLink
    return Link(said["email"], person, said["next"])


def safe_next(path: str | None) -> str:
    """Return a page of ours to go to, the front page where another was asked for."""
    safe = path and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe and path and path.startswith("/") else "/"


def _token(email: str, person: Person | None, back: str) -> str:
    said = {"email": email, "next": back, "seal": _seal(person)}
    return signing.dumps(said, salt=SALT, compress=True)


def _seal(person: Person | None) -> str:
    """Return what changes when a link is used: signing in moves `last_login`."""
    if person is None:
        return ""
    state = f"{person.pk}:{person.password}:{person.last_login}"
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()[:24]
