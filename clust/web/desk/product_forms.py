"""The desk's forms of suppliers and their products."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.base.pictures import NotAPicture, TooHeavy, TooManyPixels
from clust.sourcing.actions.products import (
    BadReferencePrice,
    BadVariants,
    Frozen,
    NameTaken,
    ReferenceTaken,
    VariantFacts,
)
from clust.sourcing.models import Product, Supplier
from clust.web.desk.fields import MoneyField, VariantsField
from clust.web.desk.forms import units_field
from clust.web.parts.forms import DayField, DeskForm, french_vat

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class SupplierForm(DeskForm):
    """A company to buy from."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail for purchase orders"), required=False)
    language = forms.ChoiceField(label=_("Language of its papers"), choices=LANGUAGES)
    country = forms.RegexField(
        r"^[A-Z]{2}$", label=_("Country, two letters"), initial="FR", max_length=2
    )

    refusals = {NameTaken: ("name", _("A supplier of this name is known already."))}


class ProductForm(DeskForm):
    """A product with its variants and safety data."""

    reference = forms.CharField(label=_("Supplier's reference"), max_length=60)
    name_fr = forms.CharField(label=_("Name in French"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)
    description_fr = forms.CharField(
        label=_("Description in French"), widget=forms.Textarea, max_length=8000, required=False
    )
    description_en = forms.CharField(
        label=_("Description in English"), widget=forms.Textarea, max_length=8000, required=False
    )
    variants = VariantsField(
        label=_("Variants"), help_text=_("Leave empty where there is nothing to choose.")
    )
    weight_g = units_field(label=_("Weight of one unit, packed, in grams"), initial=500)
    vat_per_mille = forms.TypedChoiceField(
        label=_("VAT rate"),
        choices=french_vat,
        coerce=int,
        initial=200,
    )
    vat_category = forms.ChoiceField(
        label=_("Kind of goods for VAT abroad"),
        help_text=_("Only where the table of the countries’ rates knows the kind."),
        choices=Product._meta.get_field("vat_category").choices,  # type: ignore[arg-type]
        required=False,
    )
    contents = forms.IntegerField(
        label=_("Contents of one unit, in grams or millilitres"),
        help_text=_("Where a price per kilogram or litre is due, as for food; else empty."),
        min_value=0,
        max_value=10_000_000,
        required=False,
    )
    measure = forms.ChoiceField(
        label=_("Price shown per"),
        choices=Product._meta.get_field("measure").choices,  # type: ignore[arg-type]
        required=False,
    )
    eco_contribution_cents = MoneyField(
        label=_("Eco-contribution, included in the price"), required=False
    )
    withdrawal_exception = forms.ChoiceField(
        label=_("Exception to the right of withdrawal"),
        choices=[
            ("", _("none: 14 days")),
            ("made_to_measure", _("made to measure")),
            ("perishable", _("perishable")),
            ("sealed", _("sealed for hygiene")),
        ],
        required=False,
    )
    manufacturer = forms.CharField(
        label=_("Manufacturer and address"), max_length=240, required=False
    )
    eu_responsible = forms.CharField(
        label=_("Responsible person in the EU, with address"), max_length=240, required=False
    )
    identifier = forms.CharField(label=_("Model, batch or GTIN"), max_length=80, required=False)
    warnings_fr = forms.CharField(
        label=_("Warnings in French"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    warnings_en = forms.CharField(
        label=_("Warnings in English"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    repairability = forms.CharField(
        label=_("Repair or durability index"), max_length=40, required=False
    )

    refusals = {
        ReferenceTaken: ("reference", _("The supplier has a product of this reference already.")),
        BadVariants: (
            "variants",
            _("Each variant has a name of its own, and none may be missing."),
        ),
        Frozen: (
            None,
            _("A quote for it is accepted, so this can no longer be changed: %(names)s."),
        ),
    }
    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (
            _("What it is"),
            ["supplier", "reference", "name_fr", "name_en", "description_fr", "description_en"],
        ),
        (_("Variants"), ["variants"]),
        (
            _("Price and parcel"),
            [
                "vat_per_mille",
                "vat_category",
                "eco_contribution_cents",
                "contents",
                "measure",
                "weight_g",
                "withdrawal_exception",
            ],
        ),
        (
            _("Safety"),
            [
                "manufacturer",
                "eu_responsible",
                "identifier",
                "repairability",
                "warnings_fr",
                "warnings_en",
            ],
        ),
    ]

    @property
    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields under their headings."""
        return [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in self.groups
        ]

    def told(self, error: Exception) -> Mapping[str, Any]:
        """Return the labels of frozen fields."""
        frozen = error.names if isinstance(error, Frozen) else ()
        return {"names": ", ".join(str(self.fields[name].label) for name in frozen)}

    def clean_contents(self) -> int:
        """Nothing typed is no unit price."""
        return self.cleaned_data["contents"] or 0

    def clean(self) -> dict[str, Any]:
        """Contents and measure come together."""
        data = super().clean() or {}
        if "contents" in data and bool(data["contents"]) != bool(data.get("measure")):
            self.add_error("measure", _("Name both the contents and the measure, or neither."))
        return data

    def clean_eco_contribution_cents(self) -> int:
        """Nothing typed is nothing due."""
        return self.cleaned_data["eco_contribution_cents"] or 0


class NewProductForm(ProductForm):
    """A product that is not known yet, with who makes it."""

    supplier = forms.ModelChoiceField(label=_("Supplier"), queryset=Supplier.objects.all())


def facts_of(product: Product) -> dict[str, Any]:
    """Return what a form shows of a product."""
    facts = {name: getattr(product, name) for name in ProductForm.base_fields if name != "variants"}
    facts["variants"] = [
        VariantFacts(v.name_fr, v.name_en, v.surcharge_gross_cents, v.pk)
        for v in product.variants.all()
    ]
    return facts | {"eco_contribution_cents": product.eco_contribution_cents or None}


class PictureForm(DeskForm):
    """A picture to show of a product."""

    upload = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. Its metadata is removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        max_length=200,
    )
    alt_fr = forms.CharField(label=_("What it shows, in French"), max_length=160)
    alt_en = forms.CharField(label=_("What it shows, in English"), max_length=160)

    refusals = {
        TooHeavy: ("upload", _("The file has more than 10 MB.")),
        TooManyPixels: ("upload", _("The picture has more than 40 million pixels.")),
        NotAPicture: ("upload", _("This is not a whole JPEG, PNG or WebP picture.")),
    }


class ReferencePriceForm(DeskForm):
    """What somebody else asks for a product."""

    gross_cents = MoneyField(label=_("Price with tax"))
    source = forms.CharField(label=_("Where it was seen"), max_length=160)
    url = forms.URLField(label=_("Address of the page"), required=False, assume_scheme="https")
    seen_on = DayField(label=_("Day it was seen"))

    refusals = {
        BadReferencePrice: ("seen_on", _("It was seen somewhere, on a day that is not to come."))
    }
