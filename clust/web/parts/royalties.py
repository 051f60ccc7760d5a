"""A creator's royalties at a moment, and statements as files, for the creator and the desk."""

from dataclasses import dataclass

from django.db.models import Sum

from clust.commissions.models import (
    PAID,
    Royalty,
    RoyaltyPayout,
    RoyaltyReversal,
    RoyaltyStatement,
)
from clust.people.models import Person


@dataclass(frozen=True, slots=True)
class RoyaltySums:
    """What a creator earned in one currency, in cents: all of it, and what was paid out."""

    currency: str
    units: int
    accrued: int
    paid: int
    payable: int

    @property
    def held(self) -> int:
        """Return what is on no statement that pays it: held until goods may not come back."""
        return self.accrued - self.paid - self.payable

    @property
    def owed(self) -> int:
        """Return what is not paid out yet, held or not."""
        return self.accrued - self.paid


def sums_of(creator: Person) -> list[RoyaltySums]:
    """Return a creator's royalties in each currency of their contracts."""
    rows = creator.rights_assignments.values_list("project__wish__currency", flat=True)
    return [_sums(creator, currency) for currency in sorted(set(rows))]


def _sums(creator: Person, currency: str) -> RoyaltySums:
    fields = {"rights__person": creator, "rights__project__wish__currency": currency}
    came, back = (
        table.objects.filter(**fields).aggregate(
            all_units=Sum("units", default=0), all_cents=Sum("cents", default=0)
        )
        for table in (Royalty, RoyaltyReversal)
    )
    stated = RoyaltyStatement.objects.filter(creator=creator, currency=currency)
    paid = RoyaltyPayout.objects.filter(statement__in=stated, open=True)
    open_ones = stated.exclude(PAID)
    return RoyaltySums(
        currency=currency,
        units=came["all_units"] - back["all_units"],
        accrued=came["all_cents"] - back["all_cents"],
        paid=paid.aggregate(sum=Sum("cents", default=0))["sum"],
        payable=open_ones.aggregate(sum=Sum("payable_cents", default=0))["sum"],
    )
