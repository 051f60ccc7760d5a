"""«Parrainage»: one's own link, whom it brought, and what it earned."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clust.campaigns.models import Pledge
from clust.partners.models import Link, Referral, Visit
from clust.people.models import Person
from clust.sponsoring.actions.joining import note_device
from clust.sponsoring.facts import day_of
from clust.sponsoring.models import NameGiven, Sponsorship, SponsorTerms, order_of
from clust.storefronts.models import Storefront
from clust.wallet.models import Credit
from clust.web.shop.offers import storefront_of

BROWSER = "clust_browser"
SALT = "clust.browser"
A_YEAR = 365 * 86_400
LABELS: dict[str, tuple[Any, str]] = {
    "earned": (_("earned"), "done"),
    "reversed": (_("taken back"), "off"),
    "refused": (_("does not count"), "off"),
    "way": (_("on its way"), "waiting"),
}


@dataclass(frozen=True, slots=True)
class Friend:
    """Somebody who ordered by one's link; named only if they agreed. `cents` is one's credit."""

    at: datetime
    name: str
    state: str
    cents: int = 0
    currency: str = "EUR"

    @property
    def label(self) -> Any:
        """Return a word for people."""
        return LABELS[self.state][0]

    @property
    def tone(self) -> str:
        """Return the look of that word."""
        return LABELS[self.state][1]


def terms_today(storefront: Storefront, now: datetime) -> SponsorTerms | None:
    """Return what is promised here today, None where nothing is."""
    found = SponsorTerms.objects.on(day_of(now)).filter(storefront=storefront).first()
    return found if found and found.promises else None


def own_link(person: Person, storefront: Storefront) -> Link | None:
    """Return a member's own link to a storefront, None where they have none."""
    return Link.objects.filter(sponsor=person, storefront=storefront).order_by("pk").first()


def address_of(request: HttpRequest, link: Link, path: str = "") -> str:
    """Return the whole address of a link, leading to a page of the shop where one is named."""
    address = request.build_absolute_uri(reverse("shop:link", args=[link.code]))
    return f"{address}?to={path}" if path else address


def shared_address(request: HttpRequest, person: Person, path: str) -> str:
    """Return the address to pass on of a page: by one's own link, where one has one."""
    link = own_link(person, storefront_of(request))
    if link and terms_today(link.storefront, timezone.now()):
        return address_of(request, link, path)
    return request.build_absolute_uri(path)


def brought_by(person: Person, storefront: Storefront) -> QuerySet[Any]:
    """Return the orders that somebody's link led to, the last ones first, with `order_id`."""
    placed = Pledge.objects.filter(key=OuterRef("key"))
    rows = Referral.objects.filter(
        Exists(placed), visit__link__sponsor=person, visit__link__storefront=storefront
    )
    wanted = ("person__profile", "sponsorship__credit", "sponsorship__reversal", "sponsor_refusal")
    found = rows.select_related(*wanted, "visit__link__sponsor", "visit__link__storefront")
    return found.annotate(order_id=order_of(OuterRef("key"))).order_by("-at", "-pk")


def friends(rows: Iterable[Any]) -> list[Friend]:
    """Return such orders as their sponsor reads them."""
    rows = list(rows)
    people = [row.person_id for row in rows]
    named = NameGiven.objects.filter(person__in=people).values_list("person", flat=True)
    taken = Sponsorship.objects.filter(sponsored__in=people).values_list("sponsored", flat=True)
    given, sponsored = set(named), set(taken)
    return [_friend(row, row.person_id in given, row.person_id in sponsored) for row in rows]


def _friend(row: Any, may_be_named: bool, is_sponsored: bool) -> Friend:
    profile = getattr(row.person, "profile", None) if may_be_named else None
    name, earned = profile.name if profile else "", getattr(row, "sponsorship", None)
    if earned is None:
        own = row.person_id == row.visit.link.sponsor_id
        refused = own or is_sponsored or hasattr(row, "sponsor_refusal")
        return Friend(row.at, name, "refused" if refused else "way")
    state = "reversed" if hasattr(earned, "reversal") else "earned"
    if earned.credit is None:
        return Friend(row.at, name, state)
    return Friend(row.at, name, state, earned.credit.cents, earned.credit.currency)


def sums_of(person: Person, link: Link | None) -> dict[str, Any]:
    """Return how many clicked, how many ordered, and what it earned, in cents."""
    earned = Sponsorship.objects.filter(sponsor=person, reversal=None)
    return {
        "visits": Visit.objects.filter(link=link).count() if link else 0,
        "earned": earned.count(),
        "cents": earned.aggregate(sum=Sum("credit__cents", default=0))["sum"],
    }


def spendable(person: Person, storefront: Storefront, now: datetime) -> int:
    """Return what somebody may spend here, in cents."""
    rows = Credit.objects.spendable(person, storefront.seller, now)
    return int(rows.aggregate(sum=Sum("left_cents", default=0))["sum"])


def keep_browser(request: HttpRequest, answer: HttpResponse, person: Person) -> None:
    """Mark the browser that a sponsor's page is opened in, so that nobody brings themselves."""
    mark = mark_in(request) or uuid4()
    note_device(mark=mark, person=person, now=timezone.now())
    answer.set_cookie(
        BROWSER,
        signing.dumps(str(mark), salt=SALT),
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def note_browser(request: HttpRequest, person: Person) -> None:
    """Write who orders in a browser that a sponsor's page was opened in; others stay unmarked."""
    if mark := mark_in(request):
        note_device(mark=mark, person=person, now=timezone.now())


def mark_in(request: HttpRequest) -> UUID | None:
    """Return the mark of this browser, if it is one that we signed."""
    with suppress(signing.BadSignature, ValueError, TypeError):
        return UUID(signing.loads(request.COOKIES.get(BROWSER, ""), salt=SALT))
    return None
