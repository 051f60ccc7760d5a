"""People who wish for kettles, and a clust that comes of their wishes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from clust.campaigns.actions.opening import open_campaign
from clust.campaigns.models import Campaign
from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award, Enquiry, Invitee, Quote, QuoteRung, Supplier
from clust.wishes.models import Backing, BackingEnd, Brief, BriefWish, Wish
from tests.world import DAY, WEEK, World, make_person

LADDER = [(1, 5000), (6, 4500), (11, 4000)]
NEXT_YEAR = date(2027, 1, 1)


def make_wish(world: World, person: Person | None = None, *, now: datetime = DAY) -> Wish:
    """Somebody wishes for a kettle; they do not back it yet."""
    return Wish.objects.create(
        storefront=world.storefront,
        person=person or make_person(),
        title="Bouilloire",
        key=uuid4(),
        at=now,
    )


def back(
    wish: Wish,
    limit_cents: int | None = None,
    *,
    person: Person | None = None,
    until: date = NEXT_YEAR,
    units: int = 1,
    now: datetime = DAY,
    **fields: Any,
) -> Backing:
    """Somebody wants it too, at that limit or without one."""
    return Backing.objects.create(
        wish=wish,
        person=person or make_person(),
        units=units,
        limit_gross_cents=limit_cents,
        limit_until=None if limit_cents is None else until,
        key=uuid4(),
        at=now,
        **fields,
    )


def take_back(backing: Backing, *, now: datetime = DAY, cause: str = "taken_back") -> None:
    """Somebody does not want it any more."""
    Backing.objects.filter(pk=backing.pk).update(open=False)
    BackingEnd.objects.create(backing=backing, cause=cause, at=now)


def make_brief(*wishes: Wish, now: datetime = DAY) -> Brief:
    """The desk negotiates these wishes together."""
    brief = Brief.objects.create(title="Bouilloires", at=now)
    BriefWish.objects.bulk_create(BriefWish(brief=brief, wish=wish) for wish in wishes)
    return brief


def make_enquiry(world: World, brief: Brief, *, now: datetime = DAY, **fields: Any) -> Enquiry:
    """A supplier of kettles is asked."""
    told: dict[str, Any] = {"title": "Bouilloires", "likely_units": 100, "answer_by": now + WEEK}
    enquiry = Enquiry.objects.create(brief=brief, at=now, **told | fields)
    invite(enquiry, world.supplier, now=now)
    return enquiry


def invite(enquiry: Enquiry, supplier: Supplier, *, now: datetime = DAY) -> Invitee:
    """Another supplier is asked."""
    return Invitee.objects.create(enquiry=enquiry, supplier=supplier, at=now)


def make_quote(
    world: World, enquiry: Enquiry | None, *, now: datetime = DAY, **fields: Any
) -> Quote:
    """The supplier of kettles offers them at a euro."""
    told: dict[str, Any] = {"product": world.kettle} | fields
    quote = Quote.objects.create(enquiry=enquiry, received_at=now, **told)
    QuoteRung.objects.create(quote=quote, from_units=1, net_cents=100)
    return quote


def award(quote: Quote, *, now: datetime = DAY) -> Award:
    """The desk takes it."""
    return Award.objects.create(quote=quote, at=now)


def wished_campaign(
    world: World,
    *wishes: Wish,
    ladder: Sequence[tuple[int, int]] = LADDER,
    now: datetime = DAY,
    opens_in: timedelta = timedelta(0),
    **terms: Any,
) -> Campaign:
    """Open a clust on what was asked for these wishes."""
    quote = make_quote(world, make_enquiry(world, make_brief(*wishes, now=now), now=now), now=now)
    return open_campaign(
        award=award(quote, now=now),
        storefront=world.storefront,
        ladder=Ladder.of(ladder),
        opens_at=now + opens_in,
        closes_at=now + opens_in + WEEK,
        delivery_options=[world.parcel, world.pickup],
        now=now,
        **terms,
    )
