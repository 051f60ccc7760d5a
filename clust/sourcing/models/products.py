"""What is bought from whom: suppliers, products with their safety data, reference prices."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class Supplier(models.Model):
    """A company that Clust buys from."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    email = models.EmailField(_("e-mail for orders"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="fr")
    country = models.CharField(_("country"), max_length=2, default="FR")

    class Meta:
        db_table = "supplier"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A thing that can be sold, with what the law wants shown before it is ordered."""

    NONE, MADE_TO_MEASURE, PERISHABLE, SEALED = "", "made_to_measure", "perishable", "sealed"

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="products")
    reference = models.CharField(_("supplier's reference"), max_length=60)
    name_fr = models.CharField(_("name in French"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    description_fr = models.TextField(_("description in French"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    weight_g = models.PositiveIntegerField(_("weight of one unit, packed, in grams"), default=500)
    contents = models.PositiveIntegerField(
        _("contents of one unit, in grams or millilitres"),
        default=0,
        help_text="0 where no price per kilogram or litre is due",
    )
    measure = models.CharField(
        _("measure"),
        max_length=2,
        blank=True,
        default="",
        choices=[("", _("no unit price due")), ("kg", _("kilogram")), ("l", _("litre"))],
    )
    vat_per_mille = models.PositiveSmallIntegerField(_("VAT rate in per mille"), default=200)
    vat_category = models.CharField(
        _("kind of goods for VAT"),
        max_length=12,
        blank=True,
        default="",
        choices=[
            ("", _("nothing favoured: the standard rate abroad")),
            ("books", _("printed books")),
            ("food", _("food")),
        ],
    )
    manufacturer = models.CharField(_("manufacturer and address"), max_length=240, blank=True)
    eu_responsible = models.CharField(
        _("responsible person in the EU, with address"), max_length=240, blank=True
    )
    identifier = models.CharField(_("model, batch or GTIN"), max_length=80, blank=True)
    warnings_fr = models.TextField(_("warnings in French"), blank=True)
    warnings_en = models.TextField(_("warnings in English"), blank=True)
    repairability = models.CharField(_("repair or durability index"), max_length=40, blank=True)
    eco_contribution_cents = models.PositiveIntegerField(
        _("eco-contribution in cents, included in the price"), default=0
    )
    withdrawal_exception = models.CharField(
        _("exception to the right of withdrawal"),
        max_length=16,
        blank=True,
        default=NONE,
        choices=[
            (MADE_TO_MEASURE, _("made to measure")),
            (PERISHABLE, _("perishable")),
            (SEALED, _("sealed for hygiene")),
        ],
    )
    added_at = models.DateTimeField()

    if TYPE_CHECKING:
        variants: RelatedManager["Variant"]
        pictures: RelatedManager["Picture"]
        reference_prices: RelatedManager["ReferencePrice"]

    class Meta:
        db_table = "product"
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "reference"], name="product_once_per_supplier"
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawal_exception__in=["", "made_to_measure", "perishable", "sealed"]
                ),
                name="product_withdrawal_exception_known",
            ),
            models.CheckConstraint(
                condition=Q(vat_category__in=["", "books", "food"]),
                name="product_vat_category_known",
            ),
            models.CheckConstraint(
                condition=Q(contents=0, measure="") | Q(contents__gt=0, measure__in=["kg", "l"]),
                name="product_contents_have_measure",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_fr

    @property
    def description(self) -> str:
        """Return the description in the reader's language."""
        return self.description_en if get_language() == "en" else self.description_fr

    @property
    def warnings(self) -> str:
        """Return the safety warnings in the reader's language."""
        return self.warnings_en if get_language() == "en" else self.warnings_fr


class Variant(models.Model):
    """A size or colour of a product; a product without choices has one, unnamed."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    name_fr = models.CharField(_("name in French"), max_length=60, blank=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    surcharge_gross_cents = models.PositiveIntegerField(
        _("surcharge in cents, with tax"), default=0
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "variant"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=["product", "name_fr"], name="variant_once_per_product")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language; empty where there is no choice."""
        return self.name_en if get_language() == "en" else self.name_fr


class Picture(models.Model):
    """A picture of a product, re-encoded by us or drawn by us."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="pictures")
    file = models.FileField(upload_to="pictures/")
    alt_fr = models.CharField(_("what it shows, in French"), max_length=160)
    alt_en = models.CharField(_("what it shows, in English"), max_length=160)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "picture"
        ordering = ("position", "id")

    @property
    def alt(self) -> str:
        """Return what the picture shows, in the reader's language."""
        return self.alt_en if get_language() == "en" else self.alt_fr


class ReferencePrice(models.Model):
    """What somebody else asks for the product: a comparison with its source and its day."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="reference_prices")
    gross_cents = models.PositiveIntegerField(_("price with tax, in cents"))
    source = models.CharField(_("where it was seen"), max_length=160)
    url = models.URLField(_("address of the page"), blank=True)
    seen_on = models.DateField(_("day it was seen"))

    class Meta:
        db_table = "reference_price"
        ordering = ("-seen_on", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(gross_cents__gt=0), name="reference_price_positive")
        ]
