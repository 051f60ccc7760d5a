"""Quotes: recorded or offered, answered by a counter-offer, taken over, rejected, accepted."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, TypedDict, Unpack

from babel.numbers import get_currency_precision, is_currency
from django.db import IntegrityError, transaction

from clust.people.models import Person
from clust.rules.ladder import Ladder
from clust.sourcing.models import Award, Enquiry, Product, Quote, QuoteRung, Rejection

Rungs = Iterable[tuple[int, int]]


class QuoteRefused(Exception):
    """The quote cannot be recorded; the subclasses say why."""


class BadCurrency(QuoteRefused):
    """Not a currency of hundredths that we know."""


class OtherCurrency(BadCurrency):
    """The enquiry asks for another currency."""


class BadCases(QuoteRefused):
    """The capacity holds no case, or less than the smallest order."""


class OutOfDate(QuoteRefused):
    """The quote was valid until a day that is over."""


class TooLate(QuoteRefused):
    """The enquiry was to be answered by a moment that is over, or is decided."""


class NotInvited(QuoteRefused):
    """The supplier was not asked."""


class OtherSupplier(QuoteRefused):
    """The quote to be replaced is another supplier's, or answers another enquiry."""


class QuoteClosed(Exception):
    """Nothing more can be done with the quote; the subclasses say why."""


class AlreadyAwarded(QuoteClosed):
    """The quote is accepted already."""


class AlreadyReplaced(QuoteClosed):
    """Another quote stands in its place."""


class AlreadyRejected(QuoteClosed):
    """The other side said no to it."""


class NotTheirs(QuoteClosed):
    """It is what the desk offered: the supplier must make it its own first."""


class NotACounter(QuoteClosed):
    """It is the supplier's own quote: there is nothing to take over."""


class QuoteTerms(TypedDict, total=False):
    """What a quote says beside its rungs, by the names of its columns."""

    currency: str
    case_size: int
    minimum_cases: int
    capacity: int | None
    lead_days: int
    valid_until: date | None
    return_days: int | None
    return_fee_per_mille: int
    freight_net_cents: int
    delivery_terms: str
    samples: str
    note: str


class QuoteChanges(QuoteTerms, total=False):
    """What a counter-offer says otherwise than the quote that it answers."""

    rungs: Rungs


LONGEST_WORDS = 4_000
TERMS = tuple(QuoteTerms.__annotations__)


@transaction.atomic
def record_quote(
    *, product: Product, rungs: Rungs, now: datetime, **terms: Unpack[QuoteTerms]
) -> Quote:
    """
    Record what a supplier told the desk.

    :param rungs: pairs of (from units, unit cost in cents net)
    :raises InvalidLadder: if they make no ladder, naming the rung
    :raises QuoteRefused: a subclass says why
    """
    return _written(Quote(product=product, received_at=now, **terms), rungs)


@transaction.atomic
def offer_quote(
    *,
    product: Product,
    person: Person | None,
    rungs: Rungs,
    now: datetime,
    enquiry: Enquiry | None = None,
    replaces: Quote | None = None,
    **terms: Unpack[QuoteTerms],
) -> Quote:
    """
    Offer for a supplier: to an enquiry until its deadline, or of its own accord.

    What answers the desk's counter-offer may come after the deadline.

    :param rungs: pairs of (from units, unit cost in cents net)
    :param replaces: the supplier's last quote or the desk's counter-offer, replaced once
    :raises InvalidLadder: if the rungs make no ladder, such as rising costs
    :raises QuoteRefused: a subclass says why
    :raises QuoteClosed: if `replaces` is accepted, replaced or rejected already
    """
    if replaces is not None:
        replaces = _taken_up(replaces)
        if replaces.product.supplier_id != product.supplier_id:
            raise OtherSupplier
        if enquiry is not None and replaces.enquiry_id != enquiry.pk:
            raise OtherSupplier
        enquiry = replaces.enquiry
    quote = Quote(product=product, person=person, received_at=now, enquiry=enquiry, **terms)
    quote.replaces = replaces
    if enquiry is not None:
        _check_enquiry(quote, enquiry)
    return _written(quote, rungs)


@transaction.atomic
def counter_quote(
    *, quote: Quote, person: Person | None, now: datetime, **changes: Unpack[QuoteChanges]
) -> Quote:
    """
    Offer back, for the desk: the quote with some of its terms changed.

    :raises InvalidLadder: if the rungs make no ladder
    :raises QuoteRefused: a subclass says why
    :raises QuoteClosed: if the quote is accepted, replaced or rejected already
    """
    return _again(_taken_up(quote), quote, "desk", person, now, changes)


@transaction.atomic
def take_counter(*, quote: Quote, person: Person | None, now: datetime) -> Quote:
    """
    Make the desk's counter-offer the supplier's own, which can be accepted.

    :raises NotACounter: if it is not the desk's
    :raises OutOfDate: if it is valid no more
    :raises QuoteClosed: if it is replaced or rejected already
    """
    return _again(_countered(quote), quote, "supplier", person, now, {})


@transaction.atomic
def stand_by_quote(*, quote: Quote, person: Person | None, now: datetime) -> Quote:
    """
    Answer the desk's counter-offer with what the supplier offered before, unchanged.

    :raises NotACounter: if it is not the desk's
    :raises OutOfDate: if what was offered before is valid no more
    :raises QuoteClosed: if the counter-offer is replaced or rejected already
    """
    counter = _countered(quote)
    before = counter.replaces
    while before is not None and before.side == "desk":
        before = before.replaces
    if before is None:
        raise NotACounter
    return _again(counter, before, "supplier", person, now, {})


@transaction.atomic
def reject_quote(
    *, quote: Quote, person: Person | None, now: datetime, words: str = ""
) -> Rejection:
    """
    Say no: the desk to a supplier's quote, the supplier to the desk's counter-offer.

    :raises QuoteClosed: if the quote is accepted, replaced or rejected already
    """
    found = _taken_up(quote)
    return Rejection.objects.create(
        quote=found, person=person, words=words.strip()[:LONGEST_WORDS], at=now
    )


@transaction.atomic
def award_quote(quote: Quote, *, person: Person | None, now: datetime, reason: str = "") -> Award:
    """
    Accept a quote; clusts may be opened on it.

    :raises OutOfDate: if it is valid no more
    :raises NotTheirs: if it is the desk's own counter-offer
    :raises QuoteClosed: if it is accepted, replaced or rejected already
    """
    found = _taken_up(quote)
    if found.side == "desk":
        raise NotTheirs
    _check_day(found, now)
    try:
        with transaction.atomic():
            return Award.objects.create(quote=quote, person=person, reason=reason, at=now)
    except IntegrityError as error:
        raise AlreadyAwarded from error


def _taken_up(quote: Quote) -> Quote:
    """
    Return a quote that waits for an answer, held until the answer is written.

    :raises QuoteClosed: if it has one
    """
    found = Quote.objects.select_for_update().get(pk=quote.pk)
    if Award.objects.filter(quote=found).exists():
        raise AlreadyAwarded
    if Quote.objects.filter(replaces=found).exists():
        raise AlreadyReplaced
    if Rejection.objects.filter(quote=found).exists():
        raise AlreadyRejected
    return found


def _countered(quote: Quote) -> Quote:
    found = _taken_up(quote)
    if found.side != "desk":
        raise NotACounter
    return found


def _again(
    answered: Quote,
    like: Quote,
    side: Literal["supplier", "desk"],
    person: Person | None,
    now: datetime,
    changes: QuoteChanges,
) -> Quote:
    """Write a quote like another one, in the place of the one it answers."""
    rungs = changes.pop("rungs", None)
    terms = {name: getattr(like, name) for name in TERMS} | changes
    quote = Quote(product=like.product, enquiry=answered.enquiry, replaces=answered, **terms)
    quote.side, quote.person, quote.received_at = side, person, now
    if quote.enquiry is not None:
        _check_enquiry(quote, quote.enquiry)
    return _written(quote, like.cost_ladder().rungs if rungs is None else rungs)


def _check_enquiry(quote: Quote, enquiry: Enquiry) -> None:
    if not enquiry.invitees.filter(supplier=quote.product.supplier_id).exists():
        raise NotInvited
    if Award.objects.filter(quote__enquiry=enquiry).exists():
        raise TooLate
    answers_desk = quote.replaces is not None and quote.replaces.side == "desk"
    by_desk = quote.side == "desk"
    if quote.received_at >= enquiry.answer_by and not (answers_desk or by_desk):
        raise TooLate
    if quote.currency != enquiry.currency:
        raise OtherCurrency


def _written(quote: Quote, rungs: Rungs) -> Quote:
    ladder = Ladder.of(rungs)
    _check_terms(quote)
    _check_day(quote, quote.received_at)
    try:
        with transaction.atomic():
            quote.save(force_insert=True)
    except IntegrityError as error:
        if quote.replaces is None:
            raise
        raise AlreadyReplaced from error
    QuoteRung.objects.bulk_create(
        QuoteRung(quote=quote, from_units=rung.from_units, net_cents=rung.unit_price)
        for rung in ladder.rungs
    )
    return quote


def check_currency(currency: str) -> None:
    """
    Let a currency of hundredths pass.

    :raises BadCurrency: if it is none that we know
    """
    if not is_currency(currency) or get_currency_precision(currency) != 2:
        raise BadCurrency


def _check_terms(quote: Quote) -> None:
    check_currency(quote.currency)
    if quote.case_size < 1 or quote.minimum_cases < 0:
        raise BadCases
    smallest = max(1, quote.minimum_cases) * quote.case_size
    if quote.capacity is not None and quote.capacity < smallest:
        raise BadCases


def _check_day(quote: Quote, now: datetime) -> None:
    if quote.valid_until is not None and quote.valid_until < now.date():
        raise OutOfDate
