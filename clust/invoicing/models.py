"""What we say in writing that we sold, and took back, with its tax: invoices and credit notes."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clust.orders.models import Cancellation, Order, Subsidy
from clust.payments.models import Capture, CreditUse
from clust.payments.settling import with_sums
from clust.people.models import Person
from clust.storefronts.models import Seller

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

WAIT_FOR_REGISTER = timedelta(days=2)


class CompanyQuerySet(models.QuerySet["Company"]):
    def of(self, person: Person) -> "Company | None":
        """Return the company that a person buys for now, if they do."""
        return self.filter(person=person, ended_at=None).first()

    def due_to_check(self, now: datetime) -> Self:
        """Return companies whose number nobody has looked up yet."""
        return self.filter(vat_check=None, ended_at=None, at__lte=now)


class Company(models.Model):
    """A person buys for a company until they say no more; its VAT number is well formed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="companies")
    name = models.CharField(_("company"), max_length=120)
    vat_number = models.CharField(_("VAT number"), max_length=16)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        vat_check: "VatCheck"

    class Meta:
        db_table = "company"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="company_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.vat_number})"

    @property
    def country(self) -> str:
        """Return the country of its number, two letters as on addresses."""
        return "GR" if self.vat_number[:2] == "EL" else self.vat_number[:2]


class VatCheck(models.Model):
    """What the Commission's register (VIES) said of a company's number."""

    company = models.OneToOneField(Company, models.PROTECT, related_name="vat_check")
    valid = models.BooleanField()
    ref = models.CharField(_("consultation number"), max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "vat_check"


class Series(models.TextChoices):
    """Numbers run apart in each."""

    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")


class InvoiceNumber(models.Model):
    """The last number given by a seller in a year and series; its row is locked while giving."""

    seller = models.ForeignKey(Seller, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=11, choices=Series.choices)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "invoice_number"
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "year", "series"], name="invoice_number_counter_once"
            )
        ]


class Treatment(models.TextChoices):
    """How a sale is taxed, in the words of `rules.vat`."""

    HOME = "home", _("taxed in the seller's country")
    OSS = "oss", _("taxed in the country of arrival (OSS)")
    EXEMPT = "exempt", _("exempt, the buyer accounts for the tax")


class Document(models.Model):
    """What an invoice and a credit note have in common; amounts are above zero in both."""

    seller = models.ForeignKey(Seller, models.PROTECT, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    issued_on = models.DateField(_("day of issue"))
    currency = models.CharField(max_length=3)
    net_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField()
    gross_cents = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["issued_on"], name="%(class)s_by_day"),
            models.Index(fields=["at"], name="%(class)s_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "year", "number"], name="%(class)s_number_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    gross_cents=F("net_cents") + F("vat_cents"),
                    gross_cents__gt=0,
                    net_cents__gte=0,
                    vat_cents__gte=0,
                    number__gt=0,
                ),
                name="%(class)s_adds_up",
            ),
        ]


def paid_in_full(orders: models.QuerySet[Order]) -> models.QuerySet[Order]:
    """Return those of which something is left, all of it paid by anybody, uninvoiced."""
    paid = Q(kept__gt=0) | Q(credited__gt=0) | Q(subsidised__gt=0)
    return with_sums(orders).filter(
        paid, invoice=None, kept__gte=F("due"), total_gross_cents__gt=F("undone")
    )


def ready_to_invoice(now: datetime) -> models.QuerySet[Order]:
    """Return the order of an outer row, once it is paid in full and nothing is asked about it."""
    return paid_in_full(of_known_buyers(now)).filter(pk=OuterRef("order"))


def of_known_buyers(now: datetime) -> models.QuerySet[Order]:
    """
    Return orders of which it is known how they are taxed.

    For a company of another member state we wait some days for what the register says of it.
    """
    unknown = Company.objects.annotate(until=F("at") + WAIT_FOR_REGISTER).filter(
        ~Q(vat_number__startswith=OuterRef("campaign__storefront__seller__country")),
        person=OuterRef("person"),
        ended_at=None,
        vat_check=None,
        until__gt=now,
    )
    return Order.objects.filter(~Exists(unknown))


def due_to_invoice(now: datetime) -> models.QuerySet[Capture]:
    """Return money that came and made an order paid in full, which has no invoice yet."""
    paid = ready_to_invoice(now)
    return Capture.objects.filter(Exists(paid), order__invoice=None, at__lte=now)


def due_to_invoice_credits(now: datetime) -> models.QuerySet[CreditUse]:
    """Return credits that paid an order in full, which has no invoice yet."""
    paid = ready_to_invoice(now)
    return CreditUse.objects.filter(Exists(paid), order__invoice=None, at__lte=now)


def due_to_invoice_subsidies(now: datetime) -> models.QuerySet[Subsidy]:
    """Return subsidies that paid an order in full, which has no invoice yet."""
    paid = ready_to_invoice(now)
    return Subsidy.objects.filter(Exists(paid), order__invoice=None, at__lte=now)


def due_to_credit(now: datetime) -> models.QuerySet[Cancellation]:
    """Return what was undone of an order after its invoice, without credit note."""
    return Cancellation.objects.filter(
        credit_note=None, order__invoice__last_cancellation__lt=F("pk"), at__lte=now
    )


class Invoice(Document):
    """
    What a buyer paid for: all of an order that was left when it was paid.

    `last_cancellation` is the last one the invoice knows; every later one has its credit note.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="invoice", db_constraint=False)
    treatment = models.CharField(max_length=6, choices=Treatment.choices)
    country = models.CharField(_("country of taxation"), max_length=2)
    company = models.ForeignKey(Company, models.PROTECT, null=True, db_index=False)
    last_cancellation = models.BigIntegerField(default=0)

    if TYPE_CHECKING:
        lines: RelatedManager["InvoiceLine"]
        billed_to: "BilledTo"
        paper: "InvoicePaper"

    class Meta(Document.Meta):
        db_table = "invoice"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the number that is written on it, such as F2026-000012."""
        return f"F{self.year}-{self.number:06d}"


class CreditNote(Document):
    """What we no longer ask for, of an invoice: one for each part of the sale undone after it."""

    cancellation = models.OneToOneField(
        Cancellation, models.PROTECT, related_name="credit_note", db_constraint=False
    )
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="credit_notes")

    if TYPE_CHECKING:
        lines: RelatedManager["CreditNoteLine"]
        paper: "CreditNotePaper"

    class Meta(Document.Meta):
        db_table = "credit_note"

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the number that is written on it, such as A2026-000003."""
        return f"A{self.year}-{self.number:06d}"


class ResaleInvoice(Document):
    """
    Goods that came back and were sold again, at home: one line, numbered among the invoices.

    Its Factur-X data is not written: who buys the rest of a clust by hand is handed the paper.
    """

    country = models.CharField(_("country of taxation"), max_length=2)
    product = models.CharField(_("what was sold"), max_length=240)
    units = models.PositiveIntegerField()
    per_mille = models.PositiveSmallIntegerField(_("VAT rate in per mille"))

    if TYPE_CHECKING:
        resold_to: "ResoldTo"

    class Meta(Document.Meta):
        db_table = "resale_invoice"
        constraints = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(units__gt=0), name="resale_invoice_of_something"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the number that is written on it, of the same series as all invoices."""
        return f"F{self.year}-{self.number:06d}"


class ResoldTo(models.Model):
    """Whom a resale is made out to, as the desk wrote it; kept apart and erasable."""

    invoice = models.OneToOneField(
        ResaleInvoice, models.CASCADE, primary_key=True, related_name="resold_to"
    )
    who = models.CharField(_("to whom"), max_length=240)

    class Meta:
        db_table = "resold_to"


class Kind(models.TextChoices):
    """What a line is for."""

    GOODS = "goods", _("goods")
    DELIVERY = "delivery", _("delivery")


class Line(models.Model):
    """An amount with tax, split at one rate; the tax is rounded here and nowhere else."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    units = models.PositiveIntegerField()
    per_mille = models.PositiveSmallIntegerField(_("VAT rate in per mille"))
    net_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField()
    gross_cents = models.BigIntegerField()

    class Meta:
        abstract = True
        ordering = ("-kind",)
        constraints = [
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("vat_cents"), gross_cents__gt=0),
                name="%(class)s_adds_up",
            )
        ]


class InvoiceLine(Line):
    """A line of an invoice."""

    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )

    class Meta(Line.Meta):
        db_table = "invoice_line"
        constraints = [
            *Line.Meta.constraints,
            models.UniqueConstraint(fields=["invoice", "kind"], name="invoice_line_once"),
        ]


class CreditNoteLine(Line):
    """A line of a credit note; `units` is 0 where only the price fell."""

    credit_note = models.ForeignKey(
        CreditNote, models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )

    class Meta(Line.Meta):
        db_table = "credit_note_line"
        constraints = [
            *Line.Meta.constraints,
            models.UniqueConstraint(fields=["credit_note", "kind"], name="credit_note_line_once"),
        ]


class BilledTo(models.Model):
    """Whom an invoice is made out to, as it was on its day; kept apart and erasable."""

    invoice = models.OneToOneField(
        Invoice, models.CASCADE, primary_key=True, related_name="billed_to", db_constraint=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=160, blank=True)
    extra = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)
    vat_number = models.CharField(max_length=16, blank=True)

    class Meta:
        db_table = "billed_to"


class Paper(models.Model):
    """A document as it was first rendered: the same file ever after."""

    content = models.BinaryField()
    language = models.CharField(max_length=5)

    class Meta:
        abstract = True


class InvoicePaper(Paper):
    """An invoice's PDF, with its data inside."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="paper")

    class Meta:
        db_table = "invoice_paper"


class CreditNotePaper(Paper):
    """A credit note's PDF, with its data inside."""

    credit_note = models.OneToOneField(CreditNote, models.PROTECT, related_name="paper")

    class Meta:
        db_table = "credit_note_paper"
