"""Projects in the shop: which are shown to whom, as cards and as pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.storefronts.models import Storefront
from clust.web.parts.projects import ProjectStanding, projects_with_all, standings_of
from clust.web.shop.offers import storefront_of
from clust.wishes.models import Project, visible

A_FEW, A_PAGE = 3, 12
TABS: dict[str, Any] = {
    "voting": _("In the vote"),
    "won": _("Won"),
    "all": _("All"),
}


def shown(storefront: Storefront, now: datetime) -> QuerySet[Project]:
    """Return the projects that everybody sees in a storefront."""
    seen = visible().filter(pk=OuterRef("wish"))
    rows = projects_with_all(now).filter(Exists(seen), wish__storefront=storefront)
    return rows.filter(review__accepted=True)


def in_tab(rows: QuerySet[Project], tab: str, now: datetime) -> QuerySet[Project]:
    """Return those in the vote, those that were won, or all of them, in the order of the tab."""
    if tab == "voting":
        return rows.filter(vote__until__gt=now, vote__end=None).order_by("vote__until", "pk")
    if tab == "won":
        return rows.filter(vote__end__won=True).order_by("-vote__end__at", "-pk")
    return rows.order_by("-at", "-pk")


def rising(
    storefront: Storefront, now: datetime, *, most: int = A_FEW
) -> Sequence[ProjectStanding]:
    """Return the projects to vote for that end first, for `shop/projects_rising.html`."""
    return standings_of(in_tab(shown(storefront, now), "voting", now)[:most], now)


def standing_or_404(request: HttpRequest, pk: int, now: datetime) -> ProjectStanding:
    """
    Return a project that everybody sees, or one's own.

    :raises Http404: if there is none for this reader
    """
    storefront = storefront_of(request)
    mine = Q(wish__person=request.user.pk) if request.user.is_authenticated else Q(pk__in=[])
    rows = projects_with_all(now).filter(wish__storefront=storefront, pk=pk)
    found = shown(storefront, now).filter(pk=pk).first() or rows.filter(mine).first()
    if found is None:
        raise Http404
    return standings_of([found], now)[0]


def own_or_404(person: Person, pk: int, now: datetime) -> ProjectStanding:
    """
    Return a project of a creator.

    :raises Http404: if it is none of theirs
    """
    found = projects_with_all(now).filter(pk=pk, wish__person=person).first()
    if found is None:
        raise Http404
    return standings_of([found], now)[0]
