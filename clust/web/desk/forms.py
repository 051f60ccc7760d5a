"""The desk's forms: each ends in one action and says its refusals at the field."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.base.pictures import NotAPicture, TooHeavy, TooManyPixels
from clust.campaigns.actions.amending import NotInBuyersFavour, TooLate
from clust.campaigns.actions.closing import AlreadyClosed, TooEarly
from clust.campaigns.actions.opening import (
    BelowCost,
    DatesSwapped,
    InThePast,
    NoAssignment,
    NoSingles,
    NoTerms,
    OverCapacity,
    QuoteRunsOut,
    TwoProjects,
)
from clust.gatherings.actions.capping import NotSoManyLeft
from clust.rules.ladder import Ladder
from clust.sourcing.actions.products import (
    BadReferencePrice,
    BadVariants,
    Frozen,
    NameTaken,
    ReferenceTaken,
    VariantFacts,
)
from clust.sourcing.actions.quoting import NotTheirs, OutOfDate
from clust.sourcing.models import Product, Quote, Supplier
from clust.storefronts.models import DeliveryOption
from clust.web.desk.fields import HIGHEST_UNITS, LadderField, MoneyField, VariantsField
from clust.web.parts.forms import DayField as DayField
from clust.web.parts.forms import DeskForm as DeskForm
from clust.web.parts.quotes import CLOSED, TermsForm

LANGUAGES = [("fr", _("French")), ("en", _("English"))]
MOMENT = "%Y-%m-%dT%H:%M"


class MomentInput(forms.DateTimeInput):
    """A day and an hour, in the reader's time zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)


class MomentField(forms.DateTimeField):
    """A day and an hour, in the reader's time zone."""

    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"], **options)


def units_field(**options: Any) -> forms.IntegerField:
    """Return a field for a quantity."""
    options.setdefault("min_value", 1)
    return forms.IntegerField(max_value=HIGHEST_UNITS, **options)


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
        choices=[(200, "20 %"), (100, "10 %"), (55, "5,5 %"), (21, "2,1 %"), (0, "0 %")],
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


class QuoteForm(TermsForm):
    """A supplier's offer, as it told us."""

    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.select_related("supplier").order_by("name_fr")
    )
    field_order = ("product",)


class RejectionForm(DeskForm):
    """A no to a quote, with its reason."""

    words = forms.CharField(
        label=_("Why, for the supplier to read"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {**CLOSED}


class AwardForm(DeskForm):
    """Why a quote is accepted."""

    reason = forms.CharField(label=_("Why this quote"), max_length=240, required=False)

    refusals = {
        **CLOSED,
        NotTheirs: (None, _("This is our counter-offer: the supplier must take it over first.")),
        OutOfDate: (None, _("The quote is valid no more.")),
    }


BELOW_COST = _(
    "From %(from_units)s units on it would sell below the purchase price. Raise the price, or"
    " record the legal exception (Code de commerce L442-5)."
)


class OpeningForm(DeskForm):
    """The terms of a clust, as they are frozen."""

    rungs = LadderField(label=_("Price by quantity"), price=_("Unit price with tax"))
    opens_at = MomentField(
        label=_("Opens"), required=False, help_text=_("Left empty, it opens at once.")
    )
    closes_at = MomentField(label=_("Closes"))
    closes_when_full = forms.BooleanField(label=_("Close at once when full"), required=False)
    cap = units_field(label=_("Most units in all"), required=False)
    per_person = units_field(label=_("Most units a person"), required=False)
    delivery_options = forms.ModelMultipleChoiceField(
        label=_("Delivery"),
        queryset=DeliveryOption.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    asks_for_card = forms.BooleanField(
        label=_("A pledge counts once its card is confirmed"), required=False
    )
    takes_transfers = forms.BooleanField(label=_("May be paid by bank transfer"), required=False)
    ships_singles = forms.BooleanField(
        label=_("May be bought now, refunded the difference"),
        required=False,
        help_text=_("Only where the supplier ships single units and sells in no cases."),
    )
    delivery_on = DayField(
        label=_("Promised delivery"),
        required=False,
        help_text=_("Left empty, the quote's days after closing."),
    )
    below_cost_reason = forms.CharField(
        label=_("Legal exception for a sale below cost"), max_length=240, required=False
    )
    belief = forms.CharField(widget=forms.HiddenInput, required=False)
    sure = forms.BooleanField(
        label=_("I have read it over: from now on terms change in the buyers' favour only.")
    )

    refusals = {
        DatesSwapped: ("closes_at", _("It would close before it opens.")),
        InThePast: ("closes_at", _("The opening or the closing lies in the past.")),
        QuoteRunsOut: ("closes_at", _("The quote is not valid until the closing.")),
        OverCapacity: ("cap", _("More than the supplier can deliver, or less than one case.")),
        NoTerms: (None, _("The seller has published no terms of sale.")),
        NoAssignment: (None, _("Its creator has not agreed to a contract yet.")),
        TwoProjects: (None, _("Its brief speaks for several projects.")),
        NoSingles: ("ships_singles", _("This needs a card, and a supplier without cases.")),
        BelowCost: ("below_cost_reason", BELOW_COST),
    }

    def __init__(self, *args: Any, deliveries: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["delivery_options"].queryset = deliveries  # type: ignore[attr-defined]

    def ladder(self) -> Ladder:
        """
        Return the ladder as it stands in the form, checked or not.

        :raises ValidationError: where it is none
        """
        ladder: Ladder = self.fields["rungs"].clean(self["rungs"].value())
        return ladder

    def shown_cap(self, quote: Quote) -> int | None:
        """Return the cap as it stands in the form, or the supplier's capacity."""
        text = str(self["cap"].value() or "")
        return int(text[:9]) if text.isascii() and text.isdecimal() else quote.capacity


class AmendmentForm(DeskForm):
    """A change of frozen terms in the buyers' favour."""

    sure = forms.BooleanField(label=_("Yes, for everybody and for good."))

    refusals = {
        TooLate: (None, _("It is too late for this change.")),
        BelowCost: (None, BELOW_COST),
    }


class RungForm(AmendmentForm):
    """A deeper rung."""

    from_units = units_field(label=_("From units"))
    gross_cents = MoneyField(label=_("Unit price with tax"))
    field_order = ("from_units", "gross_cents", "sure")

    refusals = {
        **AmendmentForm.refusals,
        NotInBuyersFavour: (
            "from_units",
            _("It must start at more units than the last rung, and cost less."),
        ),
    }


class PriceForm(AmendmentForm):
    """A lower price of one rung."""

    number = forms.TypedChoiceField(label=_("Rung"), coerce=int)
    gross_cents = MoneyField(label=_("Unit price with tax"))
    field_order = ("number", "gross_cents", "sure")

    refusals = {
        **AmendmentForm.refusals,
        NotInBuyersFavour: (
            "gross_cents",
            _("It must be lower than now, and higher than the price of the next rung."),
        ),
    }

    def __init__(self, *args: Any, rungs: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].choices = rungs  # type: ignore[attr-defined]


class CapForm(AmendmentForm):
    """A higher cap."""

    cap = units_field(label=_("Most units in all"))
    field_order = ("cap", "sure")

    refusals = {
        **AmendmentForm.refusals,
        NotInBuyersFavour: (
            "cap",
            _("It must be higher than now, and no more than the supplier can deliver."),
        ),
        NotSoManyLeft: ("cap", _("Other private clusts leave %(left)s units of this product.")),
    }


class ExtensionForm(AmendmentForm):
    """A later close."""

    closes_at = MomentField(label=_("Closes"))
    field_order = ("closes_at", "sure")

    refusals = {
        **AmendmentForm.refusals,
        TooLate: (None, _("The critical mass is reached, or the clust is closed.")),
        NotInBuyersFavour: ("closes_at", _("The new date must be later.")),
    }


class ClosingForm(DeskForm):
    """Closing early because it is full."""

    sure = forms.BooleanField(label=_("Yes, stop taking pledges now."))

    refusals = {
        AlreadyClosed: (None, _("It is closed already.")),
        TooEarly: (None, _("It is not full, so it closes at its date.")),
    }
