"""Private clusts as their organisers and the invited see them: who is in, who is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clust.campaigns.models import Pledge
from clust.gatherings.models import Acceptance, Gathering, Host, Letter, Offering, PaperForm
from clust.orders.models import Order
from clust.people.models import Identity, Person
from clust.storefronts.models import Storefront
from clust.web.parts import crowds
from clust.web.parts.standings import Standing
from clust.web.shop.offers import storefront_of
from clust.web.shop.paper_answers import asked_in
from clust.web.shop.paying import badges
from clust.web.shop.visits import me

_WITH = ("campaign__product", "campaign__gate", "campaign__storefront__seller", "place", "offering")


@dataclass(frozen=True, slots=True)
class Missing:
    """How many people are in, were invited and are not in yet, and are missing to the next step."""

    people: int
    invited: int
    missing: int

    @property
    def faint(self) -> int:
        """Return the units missing that the invited would not make up, one each."""
        return max(self.missing - self.invited, 0)

    def drawn(self) -> SafeString:
        """Return all of them as dots: filled, rings, faint."""
        there = self.people + self.invited
        return crowds.draw(crowds.Crowd(there, self.people, there + self.faint))


@dataclass(frozen=True, slots=True)
class Somebody:
    """A line of the organiser's list."""

    name: str
    way: str
    state: str
    tone: str
    units: int
    at: datetime
    person: Person | None = None
    paper: PaperForm | None = None

    @property
    def is_in(self) -> bool:
        """Say whether they have pledged."""
        return self.units > 0


def offerings(storefront: Storefront, now: datetime) -> QuerySet[Offering]:
    """Return what private clusts can be started with, with all that a page shows of it."""
    rows = Offering.objects.standing(now.date()).filter(storefront=storefront)
    return rows.select_related("award__quote__product", "storefront").prefetch_related(
        "rungs", "award__quote__product__pictures"
    )


def gathering_or_404(request: HttpRequest, pk: int) -> Gathering:
    """Return a private clust of this storefront that the reader organises."""
    mine = Gathering.objects.organised_by(me(request)).select_related(*_WITH)
    found = mine.filter(pk=pk, campaign__storefront=storefront_of(request)).first()
    if found is None:
        raise Http404
    return found


def paper_or_404(request: HttpRequest, pk: int) -> PaperForm:
    """Return a form that was entered in a private clust the reader organises."""
    rows = PaperForm.objects.select_related(
        "hold__end__pledge", "hold__person__identity", "hold__address", "hold__variant"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.gathering = gathering_or_404(request, found.gathering_id)
    return found


def missing(gathering: Gathering, stand: Standing, now: datetime) -> Missing:
    """Return who is in and who is missing."""
    people = _units_of(gathering)
    came = Acceptance.objects.filter(gathering=gathering, person__isnull=False)
    waiting = came.exclude(person__in=people).count()
    letters = gathering.letters.waiting(now).count()
    step = stand.next_step if stand.is_live else None
    return Missing(len(people), waiting + letters, stand.missing if step else 0)


def _units_of(gathering: Gathering) -> dict[int, int]:
    """Return the units left of everybody in."""
    sums: dict[int, int] = {}
    for row in Pledge.objects.standing().filter(campaign=gathering.campaign_id):
        sums[row.person_id] = sums.get(row.person_id, 0) + row.left
    return sums


def people(gathering: Gathering, now: datetime) -> list[Somebody]:
    """Return everybody who is in, came or was written to, for those who organise it."""
    units = _units_of(gathering)
    papers, asked = _papers(gathering), asked_in(gathering, now)
    names = _names([*units, *_came(gathering), *(row.person_id for row in _hosts(gathering))])
    lines = list(_those_in(gathering, units, papers, asked, names))
    lines += _those_who_came(gathering, units, names)
    lines += [_written_to(row, now) for row in gathering.letters.filter(acceptance=None)]
    return lines


def _papers(gathering: Gathering) -> dict[int, PaperForm]:
    rows = gathering.papers.select_related("hold")
    return {row.hold.person_id: row for row in rows}


def _hosts(gathering: Gathering) -> QuerySet[Host]:
    return Host.objects.filter(gathering=gathering, open=True)


def _came(gathering: Gathering) -> Iterable[int]:
    rows = Acceptance.objects.filter(gathering=gathering, person__isnull=False)
    return rows.values_list("person", flat=True)


def _names(people: Iterable[int | None]) -> dict[int, str]:
    rows = Identity.objects.filter(person__in={one for one in people if one})
    return dict(rows.values_list("person", "name"))


def _those_in(
    gathering: Gathering,
    units: dict[int, int],
    papers: dict[int, PaperForm],
    asked: set[int],
    names: dict[int, str],
) -> Iterable[Somebody]:
    first: dict[int, Pledge] = {}
    paid = badges(Order.objects.filter(campaign=gathering.campaign_id, person__in=papers))
    rows = Pledge.objects.filter(campaign=gathering.campaign_id, person__in=units)
    for row in rows.select_related("person").order_by("-pk"):
        first[row.person_id] = row
    for number, left in sorted(units.items(), key=lambda pair: first[pair[0]].pk):
        paper, row = papers.get(number), first[number]
        way = pgettext("way in", "on paper") if paper else _("online")
        name = names.get(number) or _("somebody without a name")
        state, tone = paid.get(number, (_("in"), "in"))
        if number in asked:
            state, tone = _("is asked"), "waiting"
        yield Somebody(name, way, state, tone, left, row.at, row.person, paper)


def _those_who_came(
    gathering: Gathering, units: dict[int, int], names: dict[int, str]
) -> Iterable[Somebody]:
    rows = gathering.acceptances.filter(person__isnull=False).exclude(person__in=units)
    for row in rows.select_related("person").order_by("pk"):
        way = _("by mail") if row.letter_id else _("by link")
        name = names.get(row.person_id or 0) or _("somebody without a name")
        yield Somebody(name, way, _("has seen it"), "waiting", 0, row.at, row.person)


def _written_to(row: Letter, now: datetime) -> Somebody:
    state, tone = pgettext("somebody", "invited"), "plain"
    if row.sent_at is None:
        state, tone = _("not sent yet"), "danger"
    elif row.expires_at <= now:
        state = _("did not answer")
    return Somebody(row.email or _("address deleted"), _("by mail"), state, tone, 0, row.at)


def shown_names(gathering: Gathering) -> list[str]:
    """Return the first names of those in who agreed to be seen by the others."""
    rows = Acceptance.objects.filter(gathering=gathering, shows_name=True)
    standing = rows.filter(person__in=_units_of(gathering)).order_by("pk")
    names = standing.values_list("person__identity__name", flat=True)
    return [name.split()[0] for name in names if name and name.split()]


def units_left(gathering: Gathering) -> int:
    """Return the units of everybody in, those who wait included."""
    rows = Pledge.objects.standing().filter(campaign=gathering.campaign_id)
    return int(rows.aggregate(sum=Sum("left"))["sum"] or 0)


def mine(person: Person, storefront: Storefront) -> QuerySet[Gathering]:
    """Return the private clusts that somebody organises, pledged in or came into."""
    inside = (
        Q(hosts__person=person, hosts__open=True)
        | Q(acceptances__person=person)
        | Q(campaign__pledges__person=person)
    )
    rows: Any = Gathering.objects.filter(inside, campaign__storefront=storefront)
    found: QuerySet[Gathering] = rows.select_related(*_WITH).distinct().order_by("-pk")
    return found
