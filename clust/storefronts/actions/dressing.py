"""How a storefront looks and what it says: name, languages, texts, logo, colours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import IO

import nh3
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import escape
from PIL import Image

from clust.base.pictures import rewritten
from clust.rules.theme import Theme, Unreadable
from clust.storefronts.models import Storefront

LANGUAGES = ("fr", "en")
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "blockquote"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"https", "mailto", "tel"}
LOGO_SIDES = (480, 160)


class NoLanguage(Exception):
    """A storefront speaks one language at least, of those that we know."""


class NotReadable(Exception):
    """Words could not be read on their ground; `pairs` says which, the worst first."""

    def __init__(self, pairs: Sequence[Unreadable]) -> None:
        super().__init__(self.__doc__)
        self.pairs = pairs


@transaction.atomic
def change_words(
    *,
    storefront: Storefront,
    name: str,
    languages: Sequence[str],
    welcome: Mapping[str, str],
    footer: Mapping[str, str],
    now: datetime,
) -> Storefront:
    """
    Call a storefront so, and let it say this; HTML is cleaned to what its texts may hold.

    :param welcome: by language, as the footer
    :raises NoLanguage: if it would speak none
    """
    spoken = [language for language in LANGUAGES if language in languages]
    if not spoken:
        raise NoLanguage
    row = _locked(storefront)
    row.name, row.languages = name, " ".join(spoken)
    row.language = row.language if row.language in spoken else spoken[0]
    for language in LANGUAGES:
        setattr(row, f"welcome_{language}", clean(welcome.get(language, "")))
        setattr(row, f"footer_{language}", clean(footer.get(language, "")))
    row.save()
    return row


def clean(words: str) -> str:
    """Return HTML with nothing but paragraphs, lists, emphasis and links that lead out safely."""
    if "<" not in words:
        return _paragraphs(str(escape(words.replace("\r", ""))))
    return nh3.clean(
        words, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow"
    )


def _paragraphs(words: str) -> str:
    parts = (part.strip().replace("\n", "<br>") for part in words.split("\n\n"))
    return "".join(f"<p>{part}</p>" for part in parts if part)


@transaction.atomic
def change_colours(
    *, storefront: Storefront, light: Mapping[str, str], dark: Mapping[str, str], now: datetime
) -> Storefront:
    """
    Dress a storefront in these colours.

    :raises NotAColour: if one is none
    :raises NotReadable: if somebody could not read what stands in them
    """
    theme = Theme.of(light, dark)
    if pairs := theme.unreadable():
        raise NotReadable(pairs)
    row = _locked(storefront)
    row.theme = {"light": dict(theme.light), "dark": dict(theme.dark)}
    row.save(update_fields=["theme"])
    return row


@transaction.atomic
def drop_colours(*, storefront: Storefront, now: datetime) -> Storefront:
    """Dress a storefront in our own colours again."""
    row = _locked(storefront)
    row.theme = {}
    row.save(update_fields=["theme"])
    return row


@transaction.atomic
def change_logo(*, storefront: Storefront, upload: IO[bytes], now: datetime) -> Storefront:
    """
    Show a picture as the logo, written anew and small.

    :raises PictureRefused: if it is too heavy, too large or no picture
    """
    picture = _small(rewritten(upload))
    row = _locked(storefront)
    before = str(row.logo.name or "")
    row.logo.save(f"{row.slug}.webp", ContentFile(picture), save=False)
    row.save(update_fields=["logo"])
    if before:
        transaction.on_commit(lambda: row.logo.storage.delete(before))
    return row


@transaction.atomic
def drop_logo(*, storefront: Storefront, now: datetime) -> Storefront:
    """Show the name instead of a picture, and keep no file of it."""
    row = _locked(storefront)
    before = str(row.logo.name or "")
    row.logo = ""
    row.save(update_fields=["logo"])
    if before:
        transaction.on_commit(lambda: row.logo.storage.delete(before))
    return row


def _small(picture: bytes) -> bytes:
    with Image.open(BytesIO(picture)) as found:
        found.thumbnail(LOGO_SIDES)
        written = BytesIO()
        found.save(written, "WEBP", quality=90, method=4)
    return written.getvalue()


def _locked(storefront: Storefront) -> Storefront:
    return Storefront.objects.select_for_update(no_key=True).get(pk=storefront.pk)
