"""All checks of the house: kept numbers counted again, keys walked, the books added up."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from rich.table import Table

from clust.banking.checks import CHECKS as BANKING
from clust.base.checks import Checking, Found
from clust.campaigns.checks import CHECKS as CAMPAIGNS
from clust.commissions.checks import CHECKS as COMMISSIONS
from clust.contributions.checks import CHECKS as CONTRIBUTIONS
from clust.invoicing.checks import CHECKS as INVOICING
from clust.ledger.checks import CHECKS as LEDGER
from clust.orders.checks import CHECKS as ORDERS
from clust.payments.checks import CHECKS as PAYMENTS
from clust.returns.checks import CHECKS as RETURNS
from clust.storefronts.checks import CHECKS as STOREFRONTS
from clust.subsidies.checks import CHECKS as SUBSIDIES
from clust.supply.checks import CHECKS as SUPPLY
from clust.talk.checks import CHECKS as TALK
from clust.wishes.checks import CHECKS as WISHES

CHECKS: tuple[Checking, ...] = (
    *STOREFRONTS,
    *WISHES,
    *CAMPAIGNS,
    *SUBSIDIES,
    *ORDERS,
    *PAYMENTS,
    *CONTRIBUTIONS,
    *BANKING,
    *INVOICING,
    *SUPPLY,
    *TALK,
    *RETURNS,
    *COMMISSIONS,
    *LEDGER,
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What each check found."""

    found: Sequence[tuple[Checking, Found]]

    @property
    def differing(self) -> int:
        """The number of rows that differ."""
        return sum(found.differing for _, found in self.found)

    def table(self) -> Table:
        """Return what was checked, with the rows looked at and those that differ."""
        table = Table("checked", box=None, title_justify="left")
        table.add_column("rows", justify="right")
        table.add_column("differ", justify="right")
        for check, found in self.found:
            differing = f"[bold red]{found.differing:,}[/]" if found.differing else "0"
            table.add_row(check.says, f"{found.rows:,}", differing)
        return table

    def named(self) -> Iterator[str]:
        """Yield the rows that differ, the first of each check."""
        for check, found in self.found:
            if found.differing:
                yield f"Not so: {check.says}"
                yield from (f"  {name}" for name in found.named)
                if found.differing > len(found.named):
                    yield f"  … and {found.differing - len(found.named):,} more"


def verify(campaigns: Sequence[int] | None = None) -> Verified:
    """Run all checks over these campaigns, or over everything, at one moment of the database."""
    with _one_moment():
        return Verified([(check, check.find(campaigns)) for check in CHECKS])


@contextlib.contextmanager
def _one_moment() -> Iterator[None]:
    """Let no commit of somebody else's fall between two counts."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
