"""What a person can ask of us: be known by an address, be called a name, be shown and forgotten."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from clust.people.models import Address, Erasure, Identity, Person, Profile

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class AddressTaken(Exception):
    """Somebody is known by this e-mail address already."""


class NameTaken(Exception):
    """Somebody else is shown by this name."""


class AlreadyErased(Exception):
    """The person asked for it before."""


@transaction.atomic
def join_as_guest(*, email: str, language: str, now: datetime) -> Person:
    """
    Write a person who has shown that they read this e-mail address, and has no password.

    :raises AddressTaken: if somebody confirmed it before
    """
    if EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
        raise AddressTaken
    person = Person(joined_at=now, language=language)
    person.set_unusable_password()
    person.save(force_insert=True)
    try:
        with transaction.atomic():
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise AddressTaken from error
    return person


@transaction.atomic
def write_down_person(
    *, name: str, language: str, now: datetime, **place: str
) -> tuple[Person, Address]:
    """Write somebody who has no internet, as they signed it: nobody can sign in as them."""
    person = Person(joined_at=now, language=language)
    person.set_unusable_password()
    person.save(force_insert=True)
    Identity.objects.create(person=person, name=name)
    return person, add_address(person=person, now=now, name=name, **place)


@transaction.atomic
def change_profile(*, person: Person, name: str, language: str, time_zone: str) -> Person:
    """Call a person `name` (nothing, where it is empty), and talk to them in their way."""
    person.language, person.time_zone = language, time_zone
    person.save(update_fields=["language", "time_zone"])
    if name:
        Identity.objects.update_or_create(person=person, defaults={"name": name})
    else:
        Identity.objects.filter(person=person).delete()
    return person


def change_language(*, person: Person, language: str) -> Person:
    """Talk to a person in another language from now on."""
    if person.language != language:
        person.language = language
        person.save(update_fields=["language"])
    return person


@transaction.atomic
def show_oneself(
    *, person: Person, name: str, words: str = "", picture: bytes | None = None, now: datetime
) -> Profile:
    """
    Choose how others see a person; where and whether they do is what the person shares.

    :param picture: written anew by `base.pictures.rewritten`; None keeps the one there is
    :raises NameTaken: if somebody else chose that name
    """
    name = " ".join(CONTROLS.sub("", name).split())
    profile = Profile.objects.filter(person=person).first() or Profile(person=person)
    profile.name, profile.words, profile.at = name, CONTROLS.sub("", words).strip(), now
    if picture:
        _drop_picture(profile)
        profile.file = ContentFile(picture, name=f"{uuid4().hex}.webp")
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError as error:
        raise NameTaken from error
    return profile


@transaction.atomic
def drop_picture(profile: Profile) -> Profile:
    """Show no picture any more."""
    _drop_picture(profile)
    profile.save(update_fields=["file"])
    return profile


def _drop_picture(profile: Profile) -> None:
    if name := profile.file.name:
        transaction.on_commit(partial(default_storage.delete, name))
        profile.file = ""


def add_address(*, person: Person, now: datetime, **place: str) -> Address:
    """Write down a place that parcels for a person may go to."""
    return Address.objects.create(person=person, added_at=now, **place)


def remove_address(address: Address, *, now: datetime) -> Address:
    """Offer an address no more; what was promised to it still goes there."""
    if address.removed_at is None:
        address.removed_at = now
        address.save(update_fields=["removed_at"])
    return address


@transaction.atomic
def replace_address(address: Address, *, now: datetime, **place: str) -> Address:
    """Write a corrected address beside the old one, which is offered no more."""
    remove_address(address, now=now)
    return add_address(person=address.person, now=now, **place)


def export_person(person: Person) -> dict[str, Any]:
    """Return what we know about a person here, ready for JSON."""
    identity = Identity.objects.filter(person=person).first()
    mails = EmailAddress.objects.filter(user=person).order_by("pk")
    places = Address.objects.filter(person=person).order_by("pk")
    return {
        "number": person.pk,
        "joined_at": person.joined_at.isoformat(),
        "last_signed_in_at": person.last_login.isoformat() if person.last_login else None,
        "language": person.language,
        "time_zone": person.time_zone,
        "name": identity.name if identity else None,
        "shown_to_others": _exported_profile(Profile.objects.filter(person=person).first()),
        "email_addresses": [
            {"email": mail.email, "confirmed": mail.verified, "primary": mail.primary}
            for mail in mails
        ],
        "addresses": [_exported_address(place) for place in places],
    }


def _exported_profile(profile: Profile | None) -> dict[str, Any] | None:
    if profile is None:
        return None
    return {"name": profile.name, "words": profile.words, "picture": bool(profile.file)}


def _exported_address(place: Address) -> dict[str, Any]:
    fields = ("name", "street", "extra", "postcode", "city", "country", "phone")
    return {
        **{field: getattr(place, field) for field in fields},
        "added_at": place.added_at.isoformat(),
        "removed_at": place.removed_at.isoformat() if place.removed_at else None,
    }


@transaction.atomic
def erase_person(
    *, person: Person, keep_until: date, keep_addresses: Iterable[int], now: datetime
) -> Erasure:
    """
    Forget a person: nobody can sign in as them, and no mail reaches them any more.

    :param keep_until: the last day that the law makes us keep name and addresses of contracts;
        today where there is none, and then everything goes at once
    :param keep_addresses: numbers of the addresses that contracts were made for
    :raises AlreadyErased: if it was done before
    """
    # Not the key: a pledge under way holds that, and may wait for a campaign that we hold.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Erasure.objects.filter(person=person).exists():
        raise AlreadyErased
    person.set_unusable_password()
    person.is_active = person.is_staff = person.is_superuser = False
    person.save()
    for rows in (EmailAddress, Authenticator, SocialAccount):
        rows.objects.filter(user=person).delete()
    _empty_profile(person)
    erasure = Erasure.objects.create(person=person, at=now, keep_until=keep_until)
    if keep_until <= now.date():
        return purge_erased(erasure, now=now)
    Address.objects.filter(person=person).exclude(pk__in=list(keep_addresses)).delete()
    return erasure


def _empty_profile(person: Person) -> None:
    if profile := Profile.objects.filter(person=person).first():
        profile.name = profile.words = ""
        _drop_picture(profile)
        profile.save()


@transaction.atomic
def purge_erased(erasure: Erasure, *, now: datetime) -> Erasure:
    """Let go of the name and addresses that were kept for the law; doing it twice is once."""
    Identity.objects.filter(person=erasure.person).delete()
    Address.objects.filter(person=erasure.person).delete()
    if erasure.purged_at is None:
        erasure.purged_at = now
        erasure.save(update_fields=["purged_at"])
    return erasure
