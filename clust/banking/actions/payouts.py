"""Taking the provider's payouts, held line by line against captures and refunds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clust.banking.actions.matching import NotInBooks, explain_line
from clust.banking.models import BankLine, Payout, PayoutLine
from clust.banking.payout_table import SaidMovement, SaidPayout
from clust.ledger.actions import Account, Line, post
from clust.payments.models import Capture, Refund, RefundDone
from clust.people.models import Person

LATE = timedelta(days=14)
DAYS_APART = timedelta(days=10)


@transaction.atomic
def take_payouts(
    said: Sequence[SaidPayout], *, gateway: str, now: datetime, person: Person | None = None
) -> list[Payout]:
    """
    Write payouts with their lines, once each, and what arrived and was kept into the books.

    :returns: those that were new
    """
    known = set(
        Payout.objects.filter(ref__in=[one.ref for one in said]).values_list("ref", flat=True)
    )
    return [_take(one, gateway, person, now) for one in said if one.ref not in known]


def _take(said: SaidPayout, gateway: str, person: Person | None, now: datetime) -> Payout:
    payout = Payout.objects.create(
        gateway=gateway,
        ref=said.ref,
        currency=said.currency,
        net_cents=said.net,
        fee_cents=said.fee,
        arrives_on=said.arrives_on,
        person=person,
        at=now,
    )
    captures, refunds = _ours(said.movements)
    PayoutLine.objects.bulk_create(
        (_line(payout, one, captures, refunds) for one in said.movements), batch_size=1_000
    )
    post(
        key=f"payout:{payout.pk}",
        currency=said.currency,
        lines=[
            Line(Account.BANK, payout.net_cents),
            Line(Account.PROVIDER_FEES, payout.fee_cents),
            Line(Account.PROVIDER, -payout.gross_cents),
        ],
        now=now,
    )
    _explain(payout, now)
    return payout


def _line(
    payout: Payout,
    said: SaidMovement,
    captures: Mapping[str, Capture],
    refunds: Mapping[str, Refund],
) -> PayoutLine:
    capture = next((captures[ref] for ref in said.sources if ref in captures), None)
    refund = next((refunds[ref] for ref in said.sources if ref in refunds), None)
    return PayoutLine(
        payout=payout,
        ref=said.ref,
        kind=said.kind,
        source=said.sources[0][:120] if said.sources else "",
        gross_cents=said.gross,
        fee_cents=said.fee,
        capture=None if refund or said.gross <= 0 else capture,
        refund=refund if said.gross <= 0 else None,
    )


def _ours(
    movements: Iterable[SaidMovement],
) -> tuple[dict[str, Capture], dict[str, Refund]]:
    """Return our captures and refunds by the provider's numbers."""
    refs = {source for one in movements for source in one.sources}
    captures = {one.ref: one for one in Capture.objects.filter(ref__in=refs)}
    done = RefundDone.objects.filter(ref__in=refs).select_related("refund")
    return captures, {one.ref: one.refund for one in done}


def _explain(payout: Payout, now: datetime) -> None:
    """Take the one line of the bank that is this payout, if it came first."""
    day = datetime.combine(payout.arrives_on, now.timetz())
    lines = BankLine.objects.about(payout.net_cents, day - DAYS_APART, day + DAYS_APART)
    lines = lines.filter(account__currency=payout.currency).select_related("account")
    if len(found := list(lines[:2])) == 1:
        try:
            explain_line(line=found[0], key=f"payout:{payout.pk}", person=None, now=now)
        except NotInBooks:
            return


def captures_not_paid_out(now: datetime) -> QuerySet[Capture]:
    """Return captures by card of two weeks ago and before that no payout has brought."""
    return Capture.objects.filter(attempt__isnull=False, payout_lines=None, at__lt=now - LATE)
