"""What is left of paid orders, to whom it is billed and how it is taxed: read as a set."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from clust.invoicing.models import paid_in_full
from clust.orders.models import Cancellation, Order
from clust.rules.vat import Taxed, taxed

# The day of a document is that of the sellers' country.
ZONE = ZoneInfo("Europe/Paris")


class Sale(NamedTuple):
    """What is left of a paid order, amounts in cents with tax, and what its invoice needs."""

    order: int
    person: int
    seller: int
    seller_country: str
    currency: str
    per_mille: int
    kind: str
    units: int
    goods: int
    delivery: int
    last_cancellation: int
    pickup_in: str
    is_pickup: bool
    company: int | None
    company_name: str
    vat_number: str
    vat_valid: bool
    name: str
    address_name: str
    street: str
    extra: str
    postcode: str
    city: str
    country: str

    @property
    def goods_to(self) -> str:
        """Return the country that the goods go to, or are fetched in."""
        if self.is_pickup:
            return (self.pickup_in.split() or [self.seller_country])[0]
        return self.country

    @property
    def vat_country(self) -> str:
        """Return the country of the buyer's VAT number, where it was found valid."""
        prefix = self.vat_number[:2] if self.vat_valid else ""
        return "GR" if prefix == "EL" else prefix

    def taxed(self, on: date) -> Taxed:
        """
        Return who taxes the sale on a day.

        :raises OutsideUnion, UnknownRate: if nobody does, or the table does not say how much
        """
        return taxed(
            seller=self.seller_country,
            goods_to=self.goods_to,
            postcode="" if self.is_pickup else self.postcode,
            home_per_mille=self.per_mille,
            vat_country=self.vat_country,
            kind=self.kind,
            on=on,
        )


def day_of(moment: datetime) -> date:
    """Return the day that a document of this moment carries."""
    return moment.astimezone(ZONE).date()


def paid_sales(orders: Sequence[int]) -> Iterator[Sale]:
    """Return what is left of those orders that are paid in full and have no invoice."""
    rows = paid_in_full(Order.objects.filter(pk__in=orders)).order_by("pk")
    return (Sale(*row) for row in _joined(rows).values_list(*_COLUMNS))


_COLUMNS = (
    *("pk", "person_id", "campaign__storefront__seller_id", "seller_country"),
    *("campaign__currency", "campaign__product__vat_per_mille", "campaign__product__vat_category"),
    *("units_left", "goods", "delivery", "last", "delivery_option__countries", "is_pickup"),
    *("company__id", "company_name", "vat_number", "vat_valid", "name"),
    *("address_name", "street", "extra", "postcode", "city", "country"),
)


def _joined(orders: QuerySet[Order]) -> QuerySet[Order]:
    goods_gone, delivery_gone = _undone("goods_gross_cents"), _undone("delivery_gross_cents")
    return orders.annotate(
        seller_country=F("campaign__storefront__seller__country"),
        goods=F("total_gross_cents") - F("delivery_gross_cents") - goods_gone,
        delivery=F("delivery_gross_cents") - delivery_gone,
        last=_of_cancellations(Max("pk")),
        is_pickup=Q(delivery_option__kind="pickup"),
        company=FilteredRelation(
            "person__companies", condition=Q(person__companies__ended_at=None)
        ),
        company_name=_text("company__name"),
        vat_number=_text("company__vat_number"),
        vat_valid=Coalesce(F("company__vat_check__valid"), Value(False)),
        name=_text("person__identity__name"),
        address_name=_text("address__name"),
        street=_text("address__street"),
        extra=_text("address__extra"),
        postcode=_text("address__postcode"),
        city=_text("address__city"),
        country=_text("address__country"),
    )


def _undone(column: str) -> Coalesce:
    return _of_cancellations(Sum(column))


def _of_cancellations(what: Any) -> Coalesce:
    gone = Cancellation.objects.filter(order=OuterRef("pk")).values("order").annotate(said=what)
    return Coalesce(Subquery(gone.values("said")), 0)


def _text(column: str) -> Coalesce:
    return Coalesce(F(column), Value(""))
