"""Mails that tell of no fact, such as a link to confirm an address: the same dress, in HTML."""

import re
from collections.abc import Mapping
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

from clust.notices.colours import colours_of
from clust.storefronts.models import Storefront

LINK = re.compile(r"(?P<label>.+?)\s?: (?P<url>https?://\S+)")


def plain_mail(
    subject: str,
    text: str,
    *,
    to: str,
    storefront: Storefront,
    home: str,
    headers: Mapping[str, str] | None = None,
) -> EmailMultiAlternatives:
    """Return a mail of a storefront, as text and in its dress; `home` is where its front is."""
    mail = EmailMultiAlternatives(
        subject, text, sender(storefront), [to], headers=dict(headers or {})
    )
    html = dressed(subject, text, storefront=storefront, home=home)
    mail.attach_alternative(html, "text/html")
    return mail


def sender(storefront: Storefront) -> str:
    """Return who sends the mails of a storefront: its name, at the one address we send from."""
    return formataddr((storefront.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def dressed(title: str, text: str, *, storefront: Storefront, home: str) -> str:
    """
    Return a plain text as an HTML mail of a storefront, in the language that is active.

    Paragraphs are parted by empty lines; one that reads `Label: address` becomes a button.
    """
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    lines = [(part, LINK.fullmatch(part)) for part in paragraphs]
    return render_to_string(
        "notices/plain.html",
        {
            "title": title,
            "lines": [(part, link and link.groupdict()) for part, link in lines],
            "paragraphs": paragraphs,
            "shop": storefront.name,
            "colours": colours_of(storefront),
            "home": home.rstrip("/"),
            "language": get_language(),
        },
    )
