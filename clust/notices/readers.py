"""Who reads a notice: at which address, in which language and time zone."""

import zoneinfo
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings

from clust.notices.models import Notice
from clust.people.models import Erasure, Identity, Person
from clust.talk.models import TalkReport
from clust.wishes.models import Report


@dataclass(frozen=True, slots=True)
class Reader:
    """Where a mail goes and how it talks; `name` is empty where we know none."""

    address: str
    name: str
    language: str
    zone: zoneinfo.ZoneInfo


def reader_of(notice: Notice) -> Reader | None:
    """Return the reader, or None where there is no confirmed address, or none any more."""
    if notice.person:
        return _person(notice.person)
    if notice.kind == Notice.Kind.REPORT_SEEN:
        return _reporter(notice.fact)
    if notice.kind == Notice.Kind.TALK_REPORT_SEEN:
        return _talk_reporter(notice.fact)
    supplier = notice.supplier
    if supplier is None or not supplier.email:
        return None
    return Reader(supplier.email, supplier.name, supplier.language, zone(settings.TIME_ZONE))


def _reporter(report: int) -> Reader | None:
    fact = Report.objects.select_related("wish").get(pk=report)
    if not fact.email:
        return None
    return Reader(fact.email, "", fact.wish.language, zone(settings.TIME_ZONE))


def _talk_reporter(report: int) -> Reader | None:
    fact = TalkReport.objects.select_related("storefront").get(pk=report)
    if not fact.email:
        return None
    return Reader(fact.email, "", fact.storefront.language, zone(settings.TIME_ZONE))


def _person(person: Person) -> Reader | None:
    addresses = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk")
    address = addresses.values_list("email", flat=True).first()
    if address is None or Erasure.objects.filter(person=person).exists():
        return None
    name = Identity.objects.filter(person=person).values_list("name", flat=True).first()
    return Reader(address, name or "", person.language, zone(person.time_zone))


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Return the time zone of this name, or the shop's where nobody knows it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
