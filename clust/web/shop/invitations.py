"""The words in an invitation's address, and the letters that carry one."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from clust.gatherings.models import Gathering, Invitation, Letter
from clust.notices.leaving import leave_headers
from clust.notices.plain import plain_mail
from clust.people.models import Identity, Person
from clust.web.shop.offers import storefront_of

LINK, LETTER = "l", "m"
_signer = signing.Signer(salt="clust.invitation")
_WITH = ("gathering__campaign__product", "gathering__founder", "person")


@dataclass(frozen=True, slots=True)
class Invited:
    """What an address of an invitation stands for: a link or a letter."""

    gathering: Gathering
    sender: Person
    link: Invitation | None
    letter: Letter | None


def token_of(invitation: Invitation | Letter) -> str:
    """Return the word that an invitation's address ends in."""
    kind = LINK if isinstance(invitation, Invitation) else LETTER
    return _signer.sign(f"{kind}{invitation.pk}")


def url_of(request: HttpRequest, invitation: Invitation | Letter) -> str:
    """Return the whole address of an invitation."""
    return request.build_absolute_uri(reverse("shop:invitation", args=[token_of(invitation)]))


def read_token(token: str) -> Invited | None:
    """Return what a word in an address stands for; None where it was never ours."""
    try:
        said = _signer.unsign(token)
    except signing.BadSignature:
        return None
    kind, number = said[:1], int(said[1:])
    if kind == LINK:
        link = Invitation.objects.select_related(*_WITH).get(pk=number)
        return Invited(link.gathering, link.person, link, None)
    letter = Letter.objects.select_related(*_WITH).get(pk=number)
    return Invited(letter.gathering, letter.person, None, letter)


def called(person: Person, otherwise: str = "") -> str:
    """Return what somebody is called in their profile."""
    name = Identity.objects.filter(person=person).values_list("name", flat=True).first()
    return name or otherwise or _("An organiser")


def mail_letter(request: HttpRequest, letter: Letter) -> None:
    """Mail an invitation, in the sender's name and with a way to want no more of them."""
    shop, gathering = storefront_of(request), letter.gathering
    with override(letter.language):
        sender = called(letter.person)
        url = url_of(request, letter)
        stop = request.build_absolute_uri(reverse("shop:no_letters", args=[token_of(letter)]))
        name = " ".join(gathering.name.split())
        subject = _("%(name)s: shall we buy it together?") % {"name": name}
        told = {"sender": sender, "gathering": gathering, "url": url, "stop": stop}
        told["site"] = shop.name
        text = render_to_string("shop/private/letter.txt", {**told, "letter": letter})
        home = request.build_absolute_uri("/")
        mail = plain_mail(
            subject,
            text,
            to=letter.email,
            storefront=shop,
            home=home,
            headers=leave_headers(stop),
        )
    mail.send()
