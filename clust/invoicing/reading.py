"""What an invoice or a credit note says, read once for its page and its data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from allauth.account.models import EmailAddress
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from clust.invoicing.models import (
    BilledTo,
    CreditNote,
    Invoice,
    Kind,
    Line,
    Treatment,
)
from clust.orders.models import Order, Subsidy
from clust.payments.models import Capture, CreditUse
from clust.storefronts.models import Seller, Terms


@dataclass(frozen=True)
class Item:
    """A line as it is read: what, how many, at what rate, in cents."""

    kind: str
    name: str
    detail: str
    units: int
    per_mille: int
    net: int
    vat: int
    gross: int


@dataclass(frozen=True)
class Reading:
    """One document with all it rests on; `note` is none for an invoice."""

    invoice: Invoice
    note: CreditNote | None = None

    @property
    def document(self) -> Invoice | CreditNote:
        """Return the row that carries number, day and sums."""
        return self.note or self.invoice

    @cached_property
    def order(self) -> Order:
        """Return the order with what its document names."""
        rows = Order.objects.select_related(
            "person", "variant", "delivery_option", "campaign__product", "campaign__terms"
        )
        return rows.get(pk=self.invoice.order_id)

    @property
    def seller(self) -> Seller:
        """Return who sold."""
        return self.invoice.seller

    @property
    def terms(self) -> Terms:
        """Return the legal texts that the sale was made under."""
        return self.order.campaign.terms

    @property
    def language(self) -> str:
        """Return the language that the buyer reads."""
        return str(self.order.person.language)

    @cached_property
    def billed_to(self) -> BilledTo:
        """Return whom it is made out to; a number alone, where the rest was forgotten."""
        found = BilledTo.objects.filter(invoice=self.invoice).first()
        person = self.order.person_id
        return found or BilledTo(
            invoice=self.invoice,
            person_id=person,
            name=_("Customer no. %(number)s") % {"number": person},
            country=self.invoice.country,
        )

    @cached_property
    def buyer_email(self) -> str:
        """Return where the buyer reads mail, or where we do, if we know of no such place."""
        mail = EmailAddress.objects.filter(user=self.order.person, primary=True).first()
        return str(mail.email) if mail else self.seller.email

    @property
    def siren(self) -> str:
        """Return the French seller's register number, the end of its VAT number."""
        return self.seller.vat_number[-9:] if self.seller.country == "FR" else ""

    @property
    def is_exempt(self) -> bool:
        """Say whether the buyer's company accounts for the tax."""
        return self.invoice.treatment == Treatment.EXEMPT

    @property
    def until(self) -> date:
        """Return the promised day of delivery, not before the document's own."""
        return max(self.order.campaign.delivery_on, self.document.issued_on)

    @cached_property
    def items(self) -> Sequence[Item]:
        """Return the lines, goods first."""
        return [self._item(row) for row in self.document.lines.all()]

    def _item(self, row: Line) -> Item:
        goods = row.kind == Kind.GOODS
        product, variant = self.order.campaign.product, self.order.variant
        name = product.name if goods else _("Delivery")
        detail = variant.name if goods else self.order.delivery_option.name
        if goods and not row.units:
            detail = " · ".join(filter(None, (detail, _("lower price"))))
        return Item(
            row.kind, name, detail, row.units, row.per_mille,
            row.net_cents, row.vat_cents, row.gross_cents,
        )  # fmt: skip

    @property
    def per_mille(self) -> int:
        """Return the rate; a sale has one."""
        return self.items[0].per_mille

    @cached_property
    def paid(self) -> Sequence[tuple[str, date, int]]:
        """Return how an invoice was paid: by what, on which day, cents."""
        rows = [
            (self._means(row), row.at.date(), row.cents)
            for row in Capture.objects.filter(order=self.order).order_by("pk")
        ]
        used = CreditUse.objects.filter(order=self.order).aggregate(cents=Sum("cents"))["cents"]
        rows = [*self._subsidies(), *rows]
        return [*rows, (_("Credits"), self.invoice.issued_on, used)] if used else rows

    def _subsidies(self) -> list[tuple[str, date, int]]:
        """Return what communities paid: a third party's payment, the price stays what it is."""
        paid = Subsidy.objects.filter(order=self.order, cents__gt=F("returned_cents"))
        community = "part__plan__budget__storefront__name"
        summed = paid.values(community).annotate(sum=Sum(F("cents") - F("returned_cents")))
        return [
            (
                _("Paid by %(community)s (subsidy)") % {"community": row[community]},
                self.invoice.issued_on,
                row["sum"],
            )
            for row in summed.order_by(community)
        ]

    def _means(self, capture: Capture) -> str:
        card = capture.attempt.card if capture.attempt else None
        if card:
            return str(card)
        return _("Card") if capture.attempt else _("Bank transfer")

    @property
    def by_card(self) -> bool:
        """Say whether a card paid, wholly or in part."""
        return Capture.objects.filter(order=self.order, attempt__isnull=False).exists()
