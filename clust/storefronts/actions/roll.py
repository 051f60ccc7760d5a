"""The staff roll: reading a list, taking it in, and proving that one is on it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import IO, Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat, Lower
from django.utils import timezone

from clust.base.copying import copy_rows
from clust.base.sql import statement
from clust.people.models import Person
from clust.storefronts.actions.admitting import leave_with_roll
from clust.storefronts.models import (
    Admission,
    RollApplication,
    RollClaim,
    RollEntry,
    RollFailure,
    RollLine,
    RollList,
    Storefront,
)
from clust.storefronts.roll_file import Roll, Said, open_roll

MOST_TRIES = 5
TRIES_LAST = timedelta(days=1)
TOLD_EVERY = 1_000
# Social contributions may be looked at again for three years and the year itself (CSS L244-3).
FORMER_KEPT = timedelta(days=4 * 366)
NAMELESS = "former-"
_LINE = ("list_id", *Said._fields)
_OPTIONAL = ("name", "email", "birth_year", "category", "household", "begins_on", "ends_on")
# What was just written counts as empty: looped over, a hundred thousand lines take hours.
_NO_LOOPS = "SELECT set_config('enable_nestloop', 'off', true)"

Told = Callable[[int], None]


class HasFaults(Exception):
    """Some lines are wrong; only the good ones are taken if that is said."""


class NothingGood(Exception):
    """No line of the list can be taken."""


class AlreadyTaken(Exception):
    """The list was taken in before."""


class WouldEndOthers(Exception):
    """More or fewer entries are missing from the list than was agreed to; look again."""


class NotOnRoll(Exception):
    """Nobody stands there under this number with this answer; which of both is not said."""


class TooManyTries(Exception):
    """Wrong answers came too often, for this number or from this person; both rest a day."""


class HasNumber(Exception):
    """The person proved to be another entry of this roll, which still stands."""


class ClaimedByOther(Exception):
    """Another account proved to be this entry."""


class Difference(NamedTuple):
    """What taking a list in would do, in numbers of entries."""

    added: int
    changed: int
    same: int
    missing: int


@transaction.atomic
def read_roll_list(
    storefront: Storefront,
    *,
    file: IO[bytes],
    file_name: str,
    person: Person | None,
    now: datetime,
    told: Told = lambda lines: None,
) -> RollList:
    """
    Read a list and lay its lines aside, good and bad; the roll itself stays as it is.

    :param told: called with the number of lines read, now and then
    :raises NotARoll: if it is none
    :raises TooLong: if it holds more than is taken at once
    """
    roll = open_roll(file)
    kept = RollList.objects.create(
        storefront=storefront,
        person=person,
        file_name=file_name[-120:],
        columns=roll.columns,
        at=now,
    )
    counts = {True: 0, False: 0}
    copy_rows("roll_line", _LINE, _lines(kept, roll, counts, told))
    kept.good, kept.bad = counts[True], counts[False]
    kept.save(update_fields=["good", "bad"])
    return kept


def _lines(
    kept: RollList, roll: Roll, counts: dict[bool, int], told: Told
) -> Iterator[tuple[object, ...]]:
    for count, said in enumerate(roll, 1):
        counts[not said.fault] += 1
        if count % TOLD_EVERY == 0:
            told(count)
        yield (kept.pk, *said)
    told(sum(counts.values()))


@transaction.atomic
def difference(kept: RollList) -> Difference:
    """Return what taking a list in would do to the roll as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(_NO_LOOPS)
        cursor.execute(statement("storefronts", "roll_difference"), _told(kept))
        return Difference(*map(int, cursor.fetchone()))


def _told(kept: RollList) -> dict[str, Any]:
    told: dict[str, Any] = {name: name in kept.columns for name in _OPTIONAL}
    return told | {"list": kept.pk, "storefront": kept.storefront_id}


@transaction.atomic
def take_roll_list(
    kept: RollList,
    *,
    person: Person | None,
    good_only: bool,
    end_missing: int | None,
    now: datetime,
) -> RollApplication:
    """
    Bring the roll to what a list says: all of it, or nothing.

    :param good_only: take the good lines, though others are wrong
    :param end_missing: end those the list does not name, of whom so many were shown; None: keep
    :raises AlreadyTaken: if it was taken in before, or its lines are gone
    :raises HasFaults: if lines are wrong and `good_only` is not said
    :raises NothingGood: if no line is good
    :raises WouldEndOthers: if other entries are missing by now than were shown
    """
    Storefront.objects.select_for_update(no_key=True).get(pk=kept.storefront_id)
    if RollApplication.objects.filter(list=kept).exists() or not kept.lines.exists():
        raise AlreadyTaken
    if kept.bad and not good_only:
        raise HasFaults
    if not kept.good:
        raise NothingGood
    if end_missing is not None and difference(kept).missing != end_missing:
        raise WouldEndOthers
    told = _told(kept) | {"now": now}
    application = RollApplication.objects.create(
        list=kept,
        person=person,
        changed=_run("roll_change", told),
        added=_run("roll_add", told),
        ended=_run("roll_end", told) if end_missing is not None else 0,
        at=now,
    )
    RollLine.objects.filter(list=kept, fault="").delete()
    gone = Admission.objects.due_to_leave_roll(now).filter(storefront=kept.storefront)
    for admission in gone:
        leave_with_roll(admission, now=now)
    return application


def _run(name: str, told: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_NO_LOOPS)
        cursor.execute(statement("storefronts", name), told)
        return int(cursor.rowcount)


@transaction.atomic
def drop_roll_list(kept: RollList, *, now: datetime) -> int:
    """Let go of the lines of a list, which nobody took in or whose faults were read."""
    return RollLine.objects.filter(list=kept).delete()[0]


def claim_entry(
    *, storefront: Storefront, person: Person, number: str, birth_year: str, now: datetime
) -> RollClaim:
    """
    Prove to be somebody on the roll: by the number, and the year of birth or a confirmed address.

    :param birth_year: as it was typed; empty where the person's confirmed e-mail is to prove it
    :raises TooManyTries: if answers for the number, or of the person, were wrong five times a day
    :raises NotOnRoll: if nobody stands there so; counted against the number and the person
    :raises HasNumber: if the person has another number there
    :raises ClaimedByOther: if somebody else did before
    """
    claim = _claim(storefront, person, number.strip(), birth_year.strip(), now)
    if claim is None:
        raise NotOnRoll
    return claim


@transaction.atomic
def claim_by_address(*, storefront: Storefront, person: Person, now: datetime) -> RollClaim | None:
    """
    Know somebody by a confirmed address that one entry of the roll has, without asking the number.

    :returns: None where the person is known there, or none or several have the address
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    mine = EmailAddress.objects.filter(user=person, verified=True).values(plain=Lower("email"))
    standing = RollEntry.objects.standing(timezone.localdate(now)).filter(storefront=storefront)
    found = list(
        standing.exclude(email="")
        .alias(plain=Lower("email"))
        .filter(plain__in=mine)
        .select_for_update(no_key=True)[:2]
    )
    known = entry_of(storefront=storefront, person=person, now=now)
    if known or len(found) != 1:
        return None
    if RollClaim.objects.filter(entry=found[0], entered_by=None).exists():
        return None
    return _linked(found[0], person, None, now)


def recognise_on_paper(
    *, storefront: Storefront, number: str, birth_year: str, entered_by: Person, now: datetime
) -> RollEntry:
    """
    Find who signed a form on the roll, by number and year of birth: no address can prove them.

    A wrong answer counts for whoever enters it, as if they had been asked about themselves.

    :raises TooManyTries, NotOnRoll: as `claim_entry`
    :raises ClaimedByOther: if somebody with an account proved to be this entry
    """
    entry = _answered(storefront, entered_by, number.strip(), birth_year.strip(), None, now)
    if entry is None:
        raise NotOnRoll
    if RollClaim.objects.filter(entry=entry, entered_by=None).exists():
        raise ClaimedByOther
    return entry


@transaction.atomic
def claim_on_paper(
    *, entry: RollEntry, person: Person, entered_by: Person, now: datetime
) -> RollClaim:
    """
    Let who signed a form be the entry that their number and year of birth proved.

    :raises NotOnRoll: if the entry stands no more
    :raises ClaimedByOther: if somebody with an account proved to be it meanwhile
    """
    entry = RollEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if not entry.stands(timezone.localdate(now)):
        raise NotOnRoll
    return _linked(entry, person, entered_by, now)


@transaction.atomic
def _claim(
    storefront: Storefront, person: Person, number: str, birth_year: str, now: datetime
) -> RollClaim | None:
    """Return the claim, or None where the answer is wrong, which has to be kept."""
    entry = _answered(storefront, person, number, birth_year, person, now)
    if entry is None:
        return None
    if entry_of(storefront=storefront, person=person, now=now) not in (None, entry):
        raise HasNumber
    return _linked(entry, person, None, now)


@transaction.atomic
def _answered(
    storefront: Storefront,
    answers: Person,
    number: str,
    birth_year: str,
    about: Person | None,
    now: datetime,
) -> RollEntry | None:
    """
    Return the entry that an answer proves, locked, or None where it is wrong, which is kept.

    :param about: whose confirmed address may prove it as well
    """
    Person.objects.select_for_update(no_key=True).get(pk=answers.pk)
    mine = {"storefront": storefront, "person": answers}
    if RollFailure.objects.filter(**mine, at__gt=now - TRIES_LAST).count() >= MOST_TRIES:
        raise TooManyTries
    entry = _proved(storefront, number, birth_year, about, now)
    if entry is None:
        RollFailure.objects.create(**mine, at=now)
    return entry


def _proved(
    storefront: Storefront, number: str, birth_year: str, about: Person | None, now: datetime
) -> RollEntry | None:
    """Return the entry, or None where the answer is wrong, counted against the number."""
    numbered = RollEntry.objects.alias(plain=Lower("number")).filter(plain=number.lower())
    entry = numbered.select_for_update(no_key=True).filter(storefront=storefront).first()
    if entry is None:
        return None
    fresh = entry.tried_at is None or entry.tried_at <= now - TRIES_LAST
    if not fresh and entry.tries >= MOST_TRIES:
        raise TooManyTries
    if not (entry.stands(timezone.localdate(now)) and _proves(entry, about, birth_year)):
        _keep_tries(entry, 1 if fresh else entry.tries + 1, now if fresh else entry.tried_at)
        return None
    _keep_tries(entry, 0, None)
    return entry


def _linked(
    entry: RollEntry, person: Person, entered_by: Person | None, now: datetime
) -> RollClaim:
    """Return the claim of a locked entry; one that was entered from a form gives way."""
    told = {"person": person, "entered_by": entered_by, "at": now}
    claim, _ = RollClaim.objects.get_or_create(entry=entry, defaults=told)
    if claim.person_id == person.pk:
        return claim
    if claim.entered_by_id is None:
        raise ClaimedByOther
    claim.person, claim.entered_by, claim.at = person, entered_by, now
    claim.save(update_fields=["person", "entered_by", "at"])
    return claim


def _keep_tries(entry: RollEntry, tries: int, since: datetime | None) -> None:
    RollEntry.objects.filter(pk=entry.pk).update(tries=tries, tried_at=since)


def _proves(entry: RollEntry, about: Person | None, birth_year: str) -> bool:
    """Say whether the year is the entry's, or its e-mail one that the person has confirmed."""
    if entry.birth_year and birth_year == str(entry.birth_year):
        return True
    if about is None or not entry.email:
        return False
    confirmed = EmailAddress.objects.filter(user=about, verified=True)
    return bool(confirmed.filter(email__iexact=entry.email).exists())


def entry_of(*, storefront: Storefront, person: Person, now: datetime) -> RollEntry | None:
    """Return who a person is on a community's roll today, None if nobody."""
    found = RollEntry.objects.standing(timezone.localdate(now)).filter(
        storefront=storefront, claim__person=person
    )
    return found.order_by("id").first()


def export_roll(person: Person) -> list[dict[str, Any]]:
    """Return what communities' rolls say of a person, ready for JSON."""
    rows = RollEntry.objects.filter(claim__person=person).select_related("storefront", "claim")
    return [
        {
            "community": row.storefront.name,
            "number": row.number,
            "name": row.name,
            "email": row.email,
            "birth_year": row.birth_year,
            "category": row.category,
            "household": row.household,
            "since": row.claim.at.isoformat(),
        }
        for row in rows.order_by("id")
    ]


@transaction.atomic
def erase_roll(person: Person, *, now: datetime) -> int:
    """Forget who a person is on rolls; what the community says of its staff is its own."""
    RollFailure.objects.filter(person=person).delete()
    return RollClaim.objects.filter(person=person).delete()[0]


@transaction.atomic
def forget_former(*, now: datetime) -> int:
    """
    Let go of what lists said of those who left four years ago; subsidies keep a row without a name.

    :returns: how many were let go
    """
    before = now - FORMER_KEPT
    former = RollEntry.objects.filter(Q(ended_at__lt=before) | Q(ends_on__lt=before.date()))
    nameless = Concat(Value(NAMELESS), Cast(F("pk"), TextField()))
    return former.exclude(number=nameless).update(
        number=nameless, name="", email="", birth_year=None, household=""
    )
