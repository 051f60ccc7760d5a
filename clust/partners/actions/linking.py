"""Links, visits by them, and the orders they lead to."""

import re
from datetime import date, datetime, timedelta
from secrets import choice
from uuid import UUID

from django.db import transaction

from clust.ledger.readings import CALENDAR
from clust.partners.models import Advert, Link, Partner, Referral, Visit
from clust.people.models import Person
from clust.storefronts.models import Storefront

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LONG = 8
INSIDE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]{0,299}")


class NotInside(Exception):
    """The page to lead to is not a path of our own site."""


class OutsideWindow(Exception):
    """The visit lies longer back than was agreed, or was never made here."""


class NoVisit(Exception):
    """No such visit of this storefront."""


def is_inside(path: str) -> bool:
    """Say whether this is a path of our own site, and no way out of it."""
    return bool(INSIDE.fullmatch(path)) and not path.startswith("/r/")


@transaction.atomic
def make_link(
    *,
    storefront: Storefront,
    path: str,
    now: datetime,
    partner: Partner | None = None,
    sponsor: Person | None = None,
    advert: Advert | None = None,
    name: str = "",
) -> Link:
    """
    Make a link to a page of a storefront, for one owner.

    :raises NotInside: if the page is not one of ours
    """
    if not is_inside(path):
        raise NotInside
    return Link.objects.create(
        code="".join(choice(LETTERS) for _ in range(CODE_LONG)),
        storefront=storefront,
        path=path,
        name=name,
        partner=partner,
        sponsor=sponsor,
        advert=advert,
        at=now,
    )


@transaction.atomic
def name_advert(*, storefront: Storefront, name: str, now: datetime) -> Advert:
    """Begin an advertisement of the operator's own; the same name gives the same one."""
    advert, _ = Advert.objects.get_or_create(storefront=storefront, name=name, defaults={"at": now})
    return advert


def note_visit(link: Link, *, remembered: bool, now: datetime) -> Visit:
    """Count a click on a link, by its day."""
    return Visit.objects.create(link=link, day=day_of(now), remembered=remembered)


@transaction.atomic
def refer(
    *, visit: int, storefront: Storefront, person: Person, key: UUID, now: datetime
) -> Referral:
    """
    Write that an order about to be placed under `key` came by a visit; twice is once.

    :param visit: the number of the last visit, as the browser kept it
    :raises NoVisit: if it is not one of this storefront
    :raises OutsideWindow: if it lies further back than the days agreed
    """
    found = Visit.objects.select_related("link").filter(pk=visit).first()
    if found is None or found.link.storefront_id != storefront.pk:
        raise NoVisit
    today = day_of(now)
    if found.day + timedelta(days=found.link.window_days(today)) < today:
        raise OutsideWindow
    told = {"visit": found, "person": person, "at": now}
    referral, _ = Referral.objects.get_or_create(key=key, defaults=told)
    return referral


@transaction.atomic
def pass_on(*, key: UUID, to: UUID) -> Referral | None:
    """Write that the order under `to` came as and when the one did whose place it takes."""
    was = Referral.objects.filter(key=key).first()
    if was is None:
        return None
    told = {"visit_id": was.visit_id, "person_id": was.person_id, "at": was.at}
    return Referral.objects.get_or_create(key=to, defaults=told)[0]


def day_of(now: datetime) -> date:
    """Return the day of a moment, in the calendar of the books."""
    return now.astimezone(CALENDAR).date()
