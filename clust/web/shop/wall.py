"""The wall of wishes: sought, on a shelf, near somebody, sorted; and each as a card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, gettext_lazy

from clust.people.models import Person
from clust.storefronts.models import Storefront, Tribe
from clust.web.parts.crowds import Crowd, draw
from clust.web.parts.progress import Progress, progress_of, with_progress
from clust.web.parts.standings import Standing, standings
from clust.web.shop.listing import clusts
from clust.web.shop.moments import Moments, minute
from clust.web.shop.tribes import wanted_by
from clust.wishes.models import Backing, Category, Hiding, Wish, visible
from clust.wishes.readings import near, rising, with_sums
from clust.wishes.search import search

A_PAGE = 24
A_FEW = 3
MOST_RANKED = 240
SORTS = {
    "rising": gettext_lazy("Rising"),
    "new": gettext_lazy("Newest first"),
    "wanted": gettext_lazy("Most wanted"),
}


_ranks: Moments[list[int]] = Moments(minute)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader looks for on the wall."""

    words: str
    sort: str
    category: Category | None
    region: str
    tribe: Tribe | None = None

    @property
    def is_bare(self) -> bool:
        """Say whether nothing narrows the wall."""
        return not (self.words or self.category or self.region or self.tribe)


def asked(
    query: QueryDict,
    categories: Sequence[Category],
    known: Iterable[str],
    tribes: Iterable[Tribe] = (),
) -> Asked:
    """Return what an address asks for; what it does not know is left out."""
    sort, region = query.get("sort", ""), query.get("region", "")
    return Asked(
        words=query.get("q", "").replace("\x00", "").strip()[:80],
        sort=sort if sort in SORTS else next(iter(SORTS)),
        category=next((row for row in categories if row.slug == query.get("category")), None),
        region=region if region in set(known) else "",
        tribe=next((row for row in tribes if str(row.pk) == query.get("tribe")), None),
    )


def on_wall(storefront: Storefront) -> QuerySet[Wish]:
    """Return the wishes that everybody sees on a storefront's wall; projects have their own."""
    return visible().filter(storefront=storefront, project=None)


@dataclass(frozen=True, slots=True)
class WishCard:
    """A wish among others; only sums are told of those who want it."""

    wish: Any
    progress: Progress
    crowd: Crowd
    picture_url: str
    clust: Standing | None
    is_mine: bool

    @property
    def dots(self) -> str:
        """Return its people as dots."""
        return draw(self.crowd)


def read(rows: QuerySet[Wish], storefront: Storefront, now: datetime) -> QuerySet[Wish]:
    """Return wishes with all that a card needs."""
    found = with_progress(with_sums(rows, now), now, storefront)
    return found.select_related("category", "look").prefetch_related("pictures")


def cards(
    rows: Iterable[Wish], storefront: Storefront, person: Person | None, now: datetime
) -> list[WishCard]:
    """Return wishes as cards, with as many queries for many as for one."""
    wishes: list[Any] = list(rows)
    became = _became([wish.clust for wish in wishes if wish.clust], storefront, now)
    mine = _mine([wish.pk for wish in wishes], person)
    return [_card(wish, became.get(wish.clust), wish.pk in mine) for wish in wishes]


def _became(numbers: list[int], storefront: Storefront, now: datetime) -> dict[int, Standing]:
    found = standings(clusts(storefront).filter(pk__in=numbers), now) if numbers else []
    return {one.campaign.pk: one for one in found}


def _mine(wishes: list[int], person: Person | None) -> set[int]:
    if person is None:
        return set()
    rows = Backing.objects.standing().filter(person=person, wish__in=wishes)
    return set(rows.values_list("wish", flat=True))


def _card(wish: Any, clust: Standing | None, is_mine: bool) -> WishCard:
    return WishCard(
        wish=wish,
        progress=progress_of(wish),
        crowd=Crowd(wish.people, wish.limits),
        picture_url=picture_of(wish),
        clust=clust,
        is_mine=is_mine,
    )


def picture_of(wish: Wish) -> str:
    """Return the address of a wish's first picture, or of the one behind its link; or nothing."""
    pictures = list(wish.pictures.all())
    if pictures:
        return str(pictures[0].file.url)
    look = getattr(wish, "look", None)
    return str(look.file.url) if look and look.file else ""


def found(asked: Asked, storefront: Storefront, now: datetime) -> Any:
    """
    Return the numbers of the wishes that a reader asks for, in the order they ask for.

    The wall as a whole is ranked once a minute, as far as anybody turns its pages.
    """
    if asked.words or asked.region or asked.tribe or asked.sort == "new":
        return _in_order(_narrowed(asked, storefront), asked, now).values_list("pk", flat=True)
    key = (storefront.pk, asked.sort, asked.category.pk if asked.category else 0)
    return _ranks.get(key, lambda: _ranked(asked, storefront, now))


def _narrowed(asked: Asked, storefront: Storefront) -> QuerySet[Wish]:
    rows = search(asked.words, storefront=storefront).filter(project=None)
    if asked.category:
        rows = rows.filter(category=asked.category)
    if asked.tribe:
        rows = wanted_by(rows, asked.tribe)
    return near(rows, asked.region) if asked.region else rows


def _in_order(rows: QuerySet[Wish], asked: Asked, now: datetime) -> QuerySet[Wish]:
    if asked.sort == "new":
        return rows.order_by("-at", "-pk")
    if asked.sort == "wanted":
        summed: Any = with_sums(rows, now)
        wanted: QuerySet[Wish] = summed.order_by("-people", "-at", "-pk")
        return wanted
    return rows if asked.words else rising(rows, now)


def _ranked(asked: Asked, storefront: Storefront, now: datetime) -> list[int]:
    """Return the wishes that lead the wall, then the newest ones that do not."""
    rows = _narrowed(asked, storefront)
    first = list(_in_order(rows, asked, now).values_list("pk", flat=True)[:MOST_RANKED])
    rest = rows.exclude(pk__in=first).order_by("-at", "-pk").values_list("pk", flat=True)
    return first + list(rest[: MOST_RANKED - len(first)])


def shown(
    numbers: Iterable[int], storefront: Storefront, person: Person | None, now: datetime
) -> list[WishCard]:
    """Return wishes by their numbers as cards, in that order."""
    order = {number: place for place, number in enumerate(numbers)}
    rows = read(Wish.objects.filter(pk__in=order, project=None), storefront, now)
    return sorted(cards(rows, storefront, person, now), key=lambda card: order[card.wish.pk])


def hidden_among(wishes: Iterable[int]) -> set[int]:
    """Return which of these wishes are hidden."""
    return set(
        Hiding.objects.in_force().filter(wish__in=list(wishes)).values_list("wish", flat=True)
    )


def leading(storefront: Storefront, now: datetime, most: int = A_FEW) -> list[WishCard]:
    """Return the few wishes that rise fastest, for pages that are the same for everybody."""
    numbers = found(Asked("", "rising", None, ""), storefront, now)
    return shown(numbers[:most], storefront, None, now)


def language() -> str:
    """Return the language that a reader's words are looked up in."""
    return (get_language() or "fr").split("-")[0]


def reader_of(request: HttpRequest) -> Person | None:
    """Return who reads, None for strangers."""
    return request.user if request.user.is_authenticated else None
