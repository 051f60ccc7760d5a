"""Taking a supplier's list in: products and quotes, a few hundred at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from django.db import connection, reset_queries, transaction

from clust.rules.ladder import InvalidLadder, Ladder
from clust.rules.price_breaks import price_breaks
from clust.sourcing.models import Product, Quote, QuoteRung, Supplier, Variant
from clust.sourcing.price_list.lines import Line

AT_ONCE = 500
NOTE = "price list: "

_TABLE = """
    CREATE TEMPORARY TABLE price_line (code text, name text, quantity integer, cents integer)
    ON COMMIT DROP
"""
_PRICES = """
    SELECT p.code, n.name, p.quantity, p.cents
    FROM (
        SELECT code, cents, min(quantity) AS quantity FROM price_line GROUP BY code, cents
    ) AS p
    JOIN (
        SELECT code, coalesce(mode() WITHIN GROUP (ORDER BY name) FILTER (WHERE name <> ''), code)
            AS name
        FROM price_line GROUP BY code
    ) AS n ON n.code = p.code
    ORDER BY p.code COLLATE "C"
"""


class Item(NamedTuple):
    """A supplier's item: its code, what it is called most often, and its cost by quantity."""

    code: str
    name: str
    ladder: Ladder


@dataclass
class Imported:
    """What became of a list: its lines and items, and what was written."""

    lines: int = 0
    items: int = 0
    laddered: int = 0
    products: int = 0
    quotes: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Say whether anything was written."""
        return bool(self.products or self.quotes)


@transaction.atomic
def import_prices(
    *, supplier_name: str, lines: Iterable[Line], source: str, currency: str, now: datetime
) -> Imported:
    """
    Write the products of a supplier's lines, and a quote where the price breaks are new.

    The prices are what the supplier asks, without tax. Lines are kept in a table of the
    transaction's own, so that memory holds a few hundred items whatever the list's length.
    What is known of a product already stays as it is.

    :param source: what the list is called, for the quotes' notes
    """
    supplier, _ = Supplier.objects.get_or_create(name=supplier_name)
    Supplier.objects.select_for_update().get(pk=supplier.pk)
    imported = Imported(lines=_keep(lines))
    items = _items(imported)
    while batch := list(islice(items, AT_ONCE)):
        reset_queries()  # in development Django keeps every statement
        imported.items += len(batch)
        imported.laddered += sum(len(item.ladder.rungs) > 1 for item in batch)
        products = _write_products(supplier, batch, imported, now)
        _write_quotes(products, batch, imported, note=NOTE + source, currency=currency, now=now)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE price_line")
    return imported


def _keep(lines: Iterable[Line]) -> int:
    kept = 0
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        with cursor.copy("COPY price_line FROM STDIN") as copy:
            for line in lines:
                kept += 1
                copy.write_row((line.code, line.name, line.quantity, line.cents))
        cursor.execute("ANALYZE price_line")
    return kept


def _items(imported: Imported) -> Iterator[Item]:
    """Yield the items of the lines kept; one whose prices make no ladder is refused."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_PRICES)
        for (code, name), prices in groupby(cursor, key=itemgetter(0, 1)):
            try:
                ladder = Ladder.of(price_breaks(tuple(row[2:]) for row in prices))
            except InvalidLadder as error:
                imported.items += 1
                imported.refused.append(f"{code}: {error}")
                continue
            yield Item(code, name, ladder)


def _write_products(
    supplier: Supplier, batch: Sequence[Item], imported: Imported, now: datetime
) -> dict[str, int]:
    """Return the product of each code, those not known yet written."""
    codes = [item.code for item in batch]
    known = dict(
        Product.objects.filter(supplier=supplier, reference__in=codes).values_list(
            "reference", "pk"
        )
    )
    made = Product.objects.bulk_create(
        Product(
            supplier=supplier,
            reference=item.code,
            name_fr=item.name,
            name_en=item.name,
            identifier=item.code,
            added_at=now,
        )
        for item in batch
        if item.code not in known
    )
    Variant.objects.bulk_create(Variant(product=product) for product in made)
    imported.products += len(made)
    return known | {product.reference: product.pk for product in made}


def _write_quotes(
    products: dict[str, int],
    batch: Sequence[Item],
    imported: Imported,
    *,
    note: str,
    currency: str,
    now: datetime,
) -> None:
    known = _quoted(products.values(), currency)
    fresh = [item for item in batch if known.get(products[item.code]) != list(item.ladder.rungs)]
    quotes = Quote.objects.bulk_create(
        Quote(product_id=products[item.code], currency=currency, note=note, received_at=now)
        for item in fresh
    )
    QuoteRung.objects.bulk_create(
        QuoteRung(quote=quote, from_units=rung.from_units, net_cents=rung.unit_price)
        for quote, item in zip(quotes, fresh, strict=True)
        for rung in item.ladder.rungs
    )
    imported.quotes += len(fresh)


def _quoted(products: Iterable[int], currency: str) -> dict[int, list[tuple[int, int]]]:
    """Return the rungs of each product's last quote that came in a list."""
    last = (
        Quote.objects.filter(product__in=products, note__startswith=NOTE, currency=currency)
        .order_by("product", "-received_at", "-id")
        .distinct("product")
        .prefetch_related("rungs")
    )
    return {
        quote.product_id: [(rung.from_units, rung.net_cents) for rung in quote.rungs.all()]
        for quote in last
    }
