"""A supplier's forms: quotes with their product, files, words, colleagues."""

from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from clust.people.models import Person
from clust.sourcing.actions.enquiring import (
    AlreadyDeclined,
    AlreadyOffered,
    BadWords,
)
from clust.sourcing.actions.products import ProductFacts, ReferenceTaken
from clust.sourcing.actions.proposing import offer_new_product
from clust.sourcing.actions.quoting import (
    LONGEST_WORDS,
    NotACounter,
    OutOfDate,
    TooLate,
    offer_quote,
)
from clust.sourcing.models import Enquiry, Product, Quote, Supplier
from clust.sourcing.price_list.files import Binary, CannotRead, Cut, Empty, NotThere, TooLarge
from clust.sourcing.price_list.lines import UnknownColumns
from clust.sourcing.quote_file import MOST_BYTES, QuoteFile, TooLong, read_quote
from clust.sourcing.workbooks import HasMacros, NotAWorkbook, TooMuchInside
from clust.web.parts.forms import DeskForm, french_vat
from clust.web.parts.quotes import CLOSED, TermsForm

NEW = ("reference", "name_fr", "name_en", "description_fr", "weight_g", "vat_per_mille")
SAFETY = ("manufacturer", "eu_responsible", "identifier", "warnings_fr")
FACTS = NEW + SAFETY


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SafetyForm(forms.Form):
    """What the law asks to be said of a product."""

    manufacturer = forms.CharField(
        label=_("Manufacturer and address"), max_length=240, required=False
    )
    eu_responsible = forms.CharField(
        label=_("Responsible person in the EU, with address"), max_length=240, required=False
    )
    identifier = forms.CharField(label=_("Model, batch or GTIN"), max_length=80, required=False)
    warnings_fr = forms.CharField(
        label=_("Warnings"), widget=_area(3), max_length=4000, required=False
    )


class OfferForm(SafetyForm, TermsForm):
    """A quote: for a product of the supplier's that we know, or for one described here."""

    product = forms.ModelChoiceField(
        label=_("One of your products"),
        queryset=Product.objects.none(),
        empty_label=_("a new product, described below"),
        required=False,
    )
    reference = forms.CharField(label=_("Your reference"), max_length=60, required=False)
    name_fr = forms.CharField(label=_("Name in French"), max_length=160, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    description_fr = forms.CharField(
        label=_("Description"), widget=_area(4), max_length=8000, required=False
    )
    weight_g = forms.IntegerField(
        label=_("Weight of one unit, packed, in grams"),
        min_value=1,
        max_value=2_000_000,
        initial=500,
        required=False,
    )
    vat_per_mille = forms.TypedChoiceField(
        label=_("VAT rate in France"), choices=french_vat, coerce=int, initial=200, required=False
    )

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        **TermsForm.refusals,
        ReferenceTaken: ("reference", _("You have a product of this reference already.")),
    }

    def __init__(
        self, *args: Any, supplier: Supplier, enquiry: Enquiry | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.supplier, self.enquiry = supplier, enquiry
        products = Product.objects.filter(supplier=supplier).order_by("name_fr", "pk")
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        known = self.data.get("product") if self.is_bound else self.initial.get("product")
        for name in ("reference", "name_fr"):
            self.fields[name].required = not known
        if enquiry is not None:
            self.fields["currency"].disabled = True
            self.initial["currency"] = enquiry.currency

    @property
    def new_fields(self) -> list[forms.BoundField]:
        """Return the fields of what a new product is."""
        return [self[name] for name in NEW]

    @property
    def safety_fields(self) -> list[forms.BoundField]:
        """Return the fields of its safety data, which may follow."""
        return [self[name] for name in SAFETY]

    def offer(self, person: Person, now: datetime, replaces: Quote | None = None) -> Quote | None:
        """Offer what the form says; None where it is refused, and said at the field."""
        common = {"person": person, "now": now, "enquiry": self.enquiry, "replaces": replaces}
        product = self.cleaned_data["product"]
        if product is not None:
            found: Quote | None = self.attempt(offer_quote, product=product, **self.terms, **common)
            return found
        made: Quote | None = self.attempt(
            offer_new_product,
            supplier=self.supplier,
            facts=self._facts(),
            **self.terms,
            **common,
        )
        return made

    def _facts(self) -> ProductFacts:
        told = self.cleaned_data
        facts = {name: told[name] for name in FACTS if told[name] not in ("", None)}
        return cast(ProductFacts, {"name_en": told["name_fr"], **facts})


class QuoteFileForm(DeskForm):
    """A file with the rungs of a quote."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("A column of quantities and one of unit prices without tax, up to 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        max_length=200,
    )

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        HasMacros: ("file", _("The workbook holds macros: save it as .xlsx without them.")),
        NotAWorkbook: ("file", _("The workbook is damaged, or is none.")),
        TooMuchInside: ("file", _("The workbook is too large for a quote.")),
        TooLong: ("file", _("The file is too long for a quote: up to 2,000 lines and 1 MB.")),
        TooLarge: ("file", _("The file is too long for a quote: up to 2,000 lines and 1 MB.")),
        Empty: ("file", _("There is no line in the file.")),
        Cut: ("file", _("The file ends in the middle.")),
        Binary: ("file", _("This is neither a CSV nor an XLSX file.")),
        NotThere: ("file", _("The file cannot be read.")),
        CannotRead: ("file", _("The file cannot be read.")),
        UnknownColumns: (
            "file",
            _("The first line must name a column of quantities and one of unit prices."),
        ),
    }

    def read(self, code: str = "") -> QuoteFile | None:
        """Return what the file says; None where it cannot be read, and said at the field."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        data = upload.read(MOST_BYTES + 1)
        found: QuoteFile | None = self.attempt(read_quote, data, name=upload.name or "", code=code)
        return found


class WordsForm(DeskForm):
    """A question or a message."""

    words = forms.CharField(label=_("Your words"), widget=_area(3), max_length=LONGEST_WORDS)

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        BadWords: ("words", _("Say something, and not too much at once.")),
        TooLate: (None, _("The enquiry can be answered no more: its time is over.")),
    }


class NoForm(DeskForm):
    """A no, with its reason or without."""

    words = forms.CharField(
        label=_("Why"), widget=_area(2), max_length=LONGEST_WORDS, required=False
    )

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        **CLOSED,
        TooLate: (None, _("The enquiry can be answered no more: its time is over.")),
        AlreadyDeclined: (None, _("You declined already.")),
        AlreadyOffered: (None, _("You have offered: your quote stands.")),
    }


class AnswerForm(DeskForm):
    """A yes to a counter-offer, or to what was offered before."""

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        **CLOSED,
        TooLate: (None, _("The enquiry is decided.")),
        NotACounter: (None, _("This is your own quote.")),
        OutOfDate: (None, _("The quote is valid no more.")),
    }
