"""Numbers have no gap, whoever asks at the same moment and whatever fails."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from clust.base.checks import Found
from clust.invoicing.actions import numbering
from clust.invoicing.actions.issuing import issue_invoices
from clust.invoicing.actions.numbering import take_numbers
from clust.invoicing.checks import CHECKS
from clust.invoicing.models import Invoice, InvoiceNumber, Series
from tests.faults.crew import Crew
from tests.invoicing.selling import PAID, captured, credited, invoiced, sold
from tests.world import World, make_world

AT_ONCE, EACH = 8, 5


def differing() -> list[str]:
    """Return what the checks of invoices find wrong."""
    found: list[Found] = [check.find(None) for check in CHECKS]
    return [name for one in found for name in one.named]


def issue_some(orders: list[int], failing: bool) -> Callable[[], str]:
    """Invoice orders one by one; a failing one takes its number and breaks off."""

    def issue() -> str:
        for order in orders:
            try:
                with transaction.atomic():
                    issue_invoices(orders=[order], now=PAID)
                    if failing:
                        raise RuntimeError
            except RuntimeError:
                continue
        return "done"

    return issue


def crowd(world: World) -> list[int]:
    """Return paid orders."""
    orders = sold(world, countries=["FR"] * AT_ONCE * EACH, delivery=world.pickup)
    for order in orders:
        captured(order)
    return [order.pk for order in orders]


def run_at_once(orders: list[int]) -> None:
    """Let eight connections invoice them together; every fourth breaks off each time."""
    jobs = [
        issue_some(orders[n * EACH : (n + 1) * EACH], failing=n % 4 == 3) for n in range(AT_ONCE)
    ]
    with Crew(jobs) as crew:
        crew.go()
        answers = crew.answers()
    assert sum(answers.values()) == AT_ONCE, answers


@pytest.mark.load
@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_many_ask_and_some_fail() -> None:
    run_at_once(crowd(make_world()))
    numbers = sorted(Invoice.objects.values_list("number", flat=True))
    assert numbers == list(range(1, AT_ONCE * EACH * 3 // 4 + 1))
    assert differing() == []


@pytest.mark.load
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_not_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: reading the last number and writing the next gives one number twice."""

    def unlocked(*, seller: int, year: int, series: Series, count: int) -> range:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(number), 0) FROM invoice, pg_sleep(0.02)")
            last = cursor.fetchone()[0]
        return range(last + 1, last + 1 + count)

    monkeypatch.setattr("clust.invoicing.actions.issuing.take_numbers", unlocked)
    run_at_once(crowd(make_world()))
    assert Invoice.objects.count() < AT_ONCE * EACH * 3 // 4


def test_a_failed_transaction_gives_its_numbers_back(world: World) -> None:
    seller = world.storefront.seller.pk

    def take() -> range:
        return take_numbers(seller=seller, year=2026, series=Series.INVOICE, count=3)

    assert take() == range(1, 4)
    with transaction.atomic():
        take()
        transaction.set_rollback(True)
    assert take() == range(4, 7)
    assert numbering.take_numbers(
        seller=seller, year=2026, series=Series.CREDIT_NOTE, count=1
    ) == range(1, 2)


def test_the_checks_find_nothing_wrong_in_a_year(world: World) -> None:
    for country in ("FR", "DE"):
        for units in (1, 3):
            order = sold(world, countries=[country], units=units)[0]
            invoiced(order)
            credited(order, 700)
    credited(order, 3000, 490, units=1, now=PAID + timedelta(days=20))
    assert differing() == []


def test_the_checks_find_a_gap(world: World) -> None:
    invoiced(sold(world)[0])
    InvoiceNumber.objects.update(last=2)
    assert differing() == ["invoice 2026: 1 of 2"]
