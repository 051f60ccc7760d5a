"""One wish: who may see it, what its reader has said of it, and where its page is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from clust.people.models import Address, Person
from clust.web.parts.regions import region_of
from clust.web.shop.choices import typed
from clust.web.shop.means import usable_cards
from clust.web.shop.offers import storefront_of
from clust.web.shop.wish_forms import BackingForm
from clust.wishes.models import Backing, Hiding, Merge, Project, Wish

UNDO_SECONDS = 3_600


class MovedOn(Exception):
    """The wish goes on as another one."""

    def __init__(self, wish: int) -> None:
        super().__init__(self.__doc__)
        self.wish = wish


@dataclass(frozen=True, slots=True)
class Own:
    """What a reader has said of a wish: the backing that stands, or the one just taken back."""

    standing: Backing | None = None
    undone: Backing | None = None


def wish_or_404(request: HttpRequest, pk: int) -> Wish:
    """
    Return a wish of this storefront, hidden or not.

    :raises Http404: if there is none
    :raises MovedOn: if it was merged into another
    """
    rows = Wish.objects.filter(pk=pk, storefront=storefront_of(request))
    wish = rows.select_related("look", "category", "merge", "project").first()
    if wish is None:
        raise Http404
    if hasattr(wish, "merge"):
        raise MovedOn(_last(wish.merge))
    return wish


def seen_or_404(request: HttpRequest, pk: int) -> Wish:
    """
    Return a wish that everybody may see.

    :raises Http404: if there is none, it is hidden, or a project that is not public
    :raises MovedOn: if it was merged into another
    """
    wish = wish_or_404(request, pk)
    if hiding_of(wish) or (
        hasattr(wish, "project") and not Project.objects.public().filter(wish=wish).exists()
    ):
        raise Http404
    return wish


def backable_or_404(request: HttpRequest, pk: int) -> Wish:
    """
    Return a wish of the wall that everybody may back here; projects have their own vote.

    :raises Http404: if there is none, or it is hidden
    :raises MovedOn: if it was merged into another
    """
    wish = seen_or_404(request, pk)
    if hasattr(wish, "project"):
        raise Http404
    return wish


def _last(merge: Merge) -> int:
    """Return the wish at the end of a chain of merges."""
    while further := Merge.objects.filter(wish=merge.into_id).first():
        merge = further
    return merge.into_id


def hiding_of(wish: Wish) -> Hiding | None:
    """Return why a wish is hidden, None where it is not."""
    rows = Hiding.objects.in_force().filter(wish=wish).select_related("appeal__ruling")
    return rows.order_by("-pk").first()


def own(wish: Wish, person: Person | None, now: datetime) -> Own:
    """Return what somebody has said of a wish."""
    if person is None:
        return Own()
    rows = Backing.objects.filter(wish=wish, person=person).select_related("choice", "card", "end")
    last = rows.order_by("-pk").first()
    if last is None or last.open:
        return Own(standing=last)
    fresh = (now - last.end.at).total_seconds() < UNDO_SECONDS
    return Own(undone=last if last.end.cause == "taken_back" and fresh else None)


def backing_form(
    wish: Wish, person: Person | None, data: Any = None, *, mine: Backing | None = None
) -> BackingForm:
    """Return the form of a backing, begun with what stands already or with what was asked."""
    today = timezone.localdate()
    cards = usable_cards(person, today) if person else []
    begun = said(mine, today) if mine else {"units": 1, "region": home(person)}
    return BackingForm(data, wish=wish, cards=cards, today=today, initial=begun, auto_id="back_%s")


def said(backing: Backing, today: date) -> dict[str, Any]:
    """Return a backing as the fields of its form; a limit whose time is over is left out."""
    firm = backing.is_firm(today)
    card = backing.card_id if firm else None
    return {
        "units": backing.units,
        "choice": backing.choice_id or "",
        "guess": typed(backing.guess_gross_cents) if backing.guess_gross_cents else "",
        "region": backing.region,
        "limit": typed(backing.limit_gross_cents or 0) if firm else "",
        "until": backing.limit_until if firm else None,
        "pay": str(card) if card else "",
    }


def home(person: Person | None) -> str:
    """Return the region of the address somebody used last, empty where there is none."""
    if person is None:
        return ""
    last = Address.objects.on_offer().filter(person=person).order_by("-pk").first()
    return region_of(last.country, last.postcode) if last else ""


def page_of(wish: int) -> str:
    """Return the address of a wish's page."""
    return reverse("shop:wish", args=[wish])
