"""Everything we know about a person, for themselves; and leaving."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from clust.campaigns.actions.holding import end_hold
from clust.campaigns.actions.pledging import withdraw_pledge
from clust.campaigns.models import Call, Hold, Pledge, Withdrawal
from clust.gatherings.actions.leaving import erase_gatherings, export_gatherings, forget_photos
from clust.gatherings.models import Host, PaperForm
from clust.hooks.actions.leaving import erase_endpoints, export_endpoints
from clust.keys.actions import erase_keys, export_keys
from clust.notices.actions.forgetting import erase_notices, export_notices
from clust.orders.models import Order
from clust.payments.cards import mandates_needing
from clust.payments.settling import with_sums
from clust.people.actions import erase_person, export_person
from clust.people.models import Erasure, Person
from clust.returns.actions.talking import erase_words, export_after_sales
from clust.rules.money import plain
from clust.sponsoring.actions.joining import erase_sponsoring, export_sponsoring
from clust.storefronts.actions.admitting import erase_admissions
from clust.storefronts.actions.officers import erase_offices
from clust.storefronts.actions.roll import erase_roll, export_roll
from clust.storefronts.actions.sharing import export_sharing, stop_sharing
from clust.storefronts.actions.tribes import erase_tribes, export_tribes
from clust.supply.actions.destining import erase_greetings
from clust.supply.models import Destination
from clust.talk.actions.leaving import erase_talk, export_talk
from clust.wallet.actions import empty_wallet, export_wallet
from clust.wallet.models import Card
from clust.wishes.actions.forgetting import export_projects, forget_projects
from clust.wishes.actions.leaving import erase_wishes, export_wishes

LONG_CONTRACT_CENTS = 12_000
YEARS_LONG, YEARS_SHORT = 10, 5


class StillBound(Exception):
    """One of their clusts is being closed right now, or an order is not paid yet."""


def export(person: Person) -> dict[str, Any]:
    """Return all rows about a person, ready for JSON; money as text, with tax."""
    return {
        "person": export_person(person),
        "tribes": export_tribes(person),
        "private_clusts": export_gatherings(person),
        "shared": export_sharing(person),
        "conversation": export_talk(person),
        "staff_rolls": export_roll(person),
        "wishes": export_wishes(person),
        "sponsorship": export_sponsoring(person),
        "pledges": [_pledge(row) for row in _pledges(person)],
        "choices_not_confirmed": [_hold(row) for row in _holds(person)],
        "wallet": export_wallet(person),
        "payments": [_payment(row) for row in with_sums(_orders(person))],
        "orders": [_order(row) for row in Order.objects.filter(person=person).order_by("id")],
        "after_sales": export_after_sales(person),
        "projects": export_projects(person),
        "calls": [
            {"clust": row.campaign_id, "backing": row.backing_id, "at": row.at.isoformat()}
            for row in Call.objects.filter(person=person).order_by("id")
        ],
        "notices": export_notices(person),
        "keys": export_keys(person),
        "webhooks": export_endpoints(person),
    }


def _pledges(person: Person) -> Any:
    rows = Pledge.objects.filter(person=person).select_related("variant", "delivery_option")
    return rows.prefetch_related("withdrawals").order_by("id")


def _pledge(row: Pledge) -> dict[str, Any]:
    return {
        "number": row.pk,
        "clust": row.campaign_id,
        "variant": row.variant.name,
        "units": row.units,
        "up_to": row.up_to,
        "fewer_is_fine": row.fewer,
        "maximum": plain(row.maximum_gross_cents),
        "price_shown": plain(row.shown_gross_cents),
        "delivery": row.delivery_option.name,
        "address": row.address_id,
        "at": row.at.isoformat(),
        "withdrawals": [
            {"units": gone.units, "cause": gone.cause, "at": gone.at.isoformat()}
            for gone in row.withdrawals.all()
        ],
    }


def _holds(person: Person) -> Any:
    rows = Hold.objects.filter(person=person, end__pledge=None).select_related("variant")
    return rows.order_by("id")


def _hold(row: Hold) -> dict[str, Any]:
    return {
        "clust": row.campaign_id,
        "variant": row.variant.name,
        "units": row.units,
        "most": plain(row.most_gross_cents),
        "at": row.at.isoformat(),
    }


def _orders(person: Person) -> Any:
    return Order.objects.filter(person=person).order_by("id")


def _payment(row: Any) -> dict[str, Any]:
    return {
        "order": row.pk,
        "due": plain(row.due),
        "paid": plain(row.captured),
        "refunded": plain(row.refunding),
    }


def _order(row: Order) -> dict[str, Any]:
    return {
        "number": row.pk,
        "clust": row.campaign_id,
        "units": row.units,
        "unit_price": plain(row.unit_gross_cents),
        "surcharge": plain(row.surcharge_gross_cents),
        "delivery": plain(row.delivery_gross_cents),
        "total": plain(row.total_gross_cents),
        "address": row.address_id,
        "destinations": [_destination(sent) for sent in row.destinations.order_by("id")],
        "at": row.at.isoformat(),
    }


def _destination(row: Destination) -> dict[str, Any]:
    return {
        "address": row.address_id,
        "units": row.units,
        "gift": row.is_gift,
        "greeting": row.greeting,
        "at": row.at.isoformat(),
    }


def open_pledges(person: Person) -> list[Pledge]:
    """Return the pledges that still wait for a closing, campaign by campaign."""
    rows = Pledge.objects.standing().filter(person=person, campaign__closing=None, direct=None)
    return list(rows.select_related("campaign").order_by("campaign_id", "id"))


def owes(person: Person) -> bool:
    """Say whether an order of theirs is not paid yet."""
    return with_sums(_orders(person)).filter(due__gt=F("kept")).exists()


def is_bound(person: Person, now: datetime) -> bool:
    """
    Say whether a clust of theirs is over and its price not known, or an order not paid.

    Whoever's card carries orders on paper answers for them until they are paid.
    """
    standing = Pledge.objects.standing().filter(person=person, direct=None)
    counting = standing.filter(campaign__closing__isnull=False, campaign__closing__clearing=None)
    over = standing.filter(campaign__closing=None, campaign__closes_at__lte=now)
    unordered = standing.filter(allotment__isnull=False, allotment__order=None)
    if counting.exists() or over.exists() or unordered.exists() or owes(person):
        return True
    return answers_for_others(person)


def answers_for_others(person: Person) -> bool:
    """
    Say whether what others ordered on paper is not paid yet, and hangs on this person.

    Their card carries it, or they alone organise the clust, and nobody else would hear of it.
    """
    cards = Card.objects.filter(person=person, removed_at=None)
    if any(row.pledge.person_id != person.pk for row in mandates_needing(*cards)):
        return True
    others = Host.objects.filter(gathering=OuterRef("gathering"), open=True).exclude(person=person)
    alone = Host.objects.filter(~Exists(others), person=person, open=True).values("gathering")
    papers = PaperForm.objects.entered().filter(gathering__in=alone)
    closing = papers.filter(
        gathering__campaign__closing__isnull=False, gathering__campaign__closing__clearing=None
    )
    signed = Order.objects.filter(allotment__pledge__in=papers.values("hold__end__pledge"))
    return closing.exists() or with_sums(signed).filter(due__gt=F("kept")).exists()


def keep_until(person: Person, today: date) -> date:
    """
    Return until when the law makes us keep name and addresses: 10 years after a contract over
    120 € (French consumer code D213-1, D213-2), 5 after another one (civil code 2224).
    """
    last = today
    for at, cents in Order.objects.filter(person=person).values_list("at", "total_gross_cents"):
        years = YEARS_LONG if cents >= LONG_CONTRACT_CENTS else YEARS_SHORT
        last = max(last, _years_later(at.date(), years))
    return last


def _years_later(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


@transaction.atomic
def leave(person: Person, *, now: datetime) -> Erasure:
    """
    Withdraw all open pledges of a person, then forget them.

    :raises StillBound: as `is_bound`
    """
    if is_bound(person, now):
        raise StillBound
    for hold in Hold.objects.filter(person=person, end=None):
        end_hold(hold, now=now, cause=Withdrawal.ERASED)
    empty_wallet(person, now=now)
    erase_words(person, now=now)
    erase_gatherings(person, now=now)
    erase_tribes(person, now=now)
    erase_offices(person, now=now)
    erase_sponsoring(person, now=now)
    stop_sharing(person)
    erase_talk(person, now=now)
    erase_admissions(person, now=now)
    erase_roll(person, now=now)
    erase_wishes(person, now=now)
    erase_greetings(person)
    forget_projects(person, now=now)
    erase_notices(person, now=now)
    erase_keys(person, now=now)
    erase_endpoints(person, now=now)
    for pledge in open_pledges(person):
        withdraw_pledge(pledge=pledge, cause=Withdrawal.ERASED, now=now)
    erasure = erase_person(
        person=person,
        keep_until=keep_until(person, now.date()),
        keep_addresses=_of_contracts(person),
        now=now,
    )
    if erasure.purged_at:
        forget_photos(person)
    return erasure


def _of_contracts(person: Person) -> set[int]:
    """Return the addresses that goods of their orders go to, by number."""
    orders = Order.objects.filter(person=person, address__isnull=False)
    sent = Destination.objects.in_force().filter(order__person=person, address__isnull=False)
    homes = set(orders.values_list("address_id", flat=True))
    return homes | set(sent.values_list("address_id", flat=True))
