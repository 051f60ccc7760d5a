"""Backing a wish: me too, how many, at most at which price; and taking it back."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from clust.people.models import Person
from clust.wallet.models import Card
from clust.wishes.models import Backing, BackingEnd, Wish, WishChoice, visible

MOST_UNITS = 10_000
HIGHEST_CENTS = 100_000_000
LONGEST_LIMIT = timedelta(days=366)


class BackingRefused(Exception):
    """The wish cannot be backed so; the subclasses say why."""


class NotVisible(BackingRefused):
    """The wish is hidden, or goes on as another one."""


class BadUnits(BackingRefused):
    """Not a number of units from 1 to 10,000."""


class BadChoice(BackingRefused):
    """The choice is none of this wish."""


class BadGuess(BackingRefused):
    """Not a price that could be meant."""


class BadLimit(BackingRefused):
    """A limit has a price, a last day of the next 366, and a card only if it can be used."""


class PersonGone(BackingRefused):
    """The person has left."""


class AlreadyEnded(Exception):
    """The backing was taken back, replaced or carried to another wish before."""


@transaction.atomic
def back_wish(
    *,
    wish: Wish,
    person: Person,
    units: int,
    key: UUID,
    choice: WishChoice | None = None,
    guess_gross_cents: int | None = None,
    limit_gross_cents: int | None = None,
    limit_until: date | None = None,
    card: Card | None = None,
    region: str = "",
    now: datetime,
) -> Backing:
    """
    Want what a wish names, once per `key`; what the person wanted of it before is replaced.

    :param choice: the one they want; None if any will do
    :param guess_gross_cents: what they think it costs, per unit with tax
    :param limit_gross_cents: the most they pay per unit with tax, until the end of `limit_until`
    :param card: what they mean to pay with, where they name a limit
    :raises BackingRefused: a subclass says why; nothing is written then
    """
    lock_person(person)
    if said := Backing.objects.filter(key=key, person=person).first():
        return said
    _check(wish, units, choice, guess_gross_cents)
    check_limit(person, limit_gross_cents, limit_until, card, now)
    lock_wish(wish)
    if not visible().filter(pk=wish.pk).exists():
        raise NotVisible
    for old in Backing.objects.standing().filter(wish=wish, person=person):
        end_backing(old, BackingEnd.Cause.CHANGED, now)
    return Backing.objects.create(
        alone=_is_alone(person),
        wish=wish,
        person=person,
        units=units,
        choice=choice,
        guess_gross_cents=guess_gross_cents,
        limit_gross_cents=limit_gross_cents,
        limit_until=limit_until,
        card=card,
        region=region,
        key=key,
        at=now,
    )


def _is_alone(person: Person) -> bool:
    """Say whether nothing else of this person is open; if something is, it is alone no longer."""
    others = Backing.objects.standing().filter(person=person)
    others.filter(alone=True).update(alone=False)
    return not others.exists()


def lock_person(person: Person) -> None:
    """
    Let one thing at a time happen to a person's wishes.

    :raises PersonGone: if they have left
    """
    # Not the key, which every row that points at the person holds.
    if not Person.objects.select_for_update(no_key=True).get(pk=person.pk).is_active:
        raise PersonGone


def lock_wish(wish: Wish) -> None:
    """Keep a wish from being merged meanwhile; others may back it at the same time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM wish WHERE id = %s FOR KEY SHARE", [wish.pk])


def _check(wish: Wish, units: int, choice: WishChoice | None, guess: int | None) -> None:
    if not 1 <= units <= MOST_UNITS:
        raise BadUnits
    if choice is not None and choice.wish_id != wish.pk:
        raise BadChoice
    if guess is not None and not 1 <= guess <= HIGHEST_CENTS:
        raise BadGuess


def check_limit(
    person: Person, cents: int | None, until: date | None, card: Card | None, now: datetime
) -> None:
    """
    Ask whether a person may name this limit.

    :raises BadLimit: if its price, its last day or its card is wrong, or one of them alone
    """
    today = now.date()
    if cents is None and until is None and card is None:
        return
    if cents is None or until is None or not 1 <= cents <= HIGHEST_CENTS:
        raise BadLimit
    if not today < until <= today + LONGEST_LIMIT:
        raise BadLimit
    if card and not Card.objects.usable(today).filter(pk=card.pk, person=person).exists():
        raise BadLimit


def end_backing(backing: Backing, cause: str, now: datetime) -> BackingEnd:
    """Write that a backing ended, in the transaction that holds its wish."""
    Backing.objects.filter(pk=backing.pk).update(open=False)
    backing.open = False
    return BackingEnd.objects.create(backing=backing, cause=cause, at=now)


@transaction.atomic
def take_back(*, backing: Backing, now: datetime) -> BackingEnd:
    """
    Want it no more.

    :raises AlreadyEnded: if it ended before
    """
    lock_wish(backing.wish)
    still = Backing.objects.standing().select_for_update().filter(pk=backing.pk).first()
    if still is None:
        raise AlreadyEnded
    return end_backing(backing, BackingEnd.Cause.TAKEN_BACK, now)
