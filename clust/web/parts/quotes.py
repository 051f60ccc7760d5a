"""Quotes on the pages of the desk and of suppliers: their form, their preview, two side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clust.rules.ladder import Ladder
from clust.sourcing.actions.quoting import (
    TERMS,
    AlreadyAwarded,
    AlreadyRejected,
    AlreadyReplaced,
    BadCases,
    BadCurrency,
    NotInvited,
    OtherCurrency,
    OtherSupplier,
    OutOfDate,
    TooLate,
)
from clust.sourcing.models import Quote
from clust.web.parts import formats
from clust.web.parts.fields import HIGHEST_UNITS, LadderField, MoneyField
from clust.web.parts.forms import DayField, DeskForm

CLOSED: Mapping[type[Exception], tuple[str | None, Any]] = {
    AlreadyAwarded: (None, gettext_lazy("The quote is accepted already.")),
    AlreadyReplaced: (None, gettext_lazy("Another quote stands in its place already.")),
    AlreadyRejected: (None, gettext_lazy("It was refused already.")),
}


def _units(label: Any, **options: Any) -> forms.IntegerField:
    options.setdefault("min_value", 1)
    return forms.IntegerField(label=label, max_value=HIGHEST_UNITS, **options)


class QuotedForm(DeskForm):
    """A form with a quote's terms: what is left empty there is nought."""

    def clean_minimum_cases(self) -> int:
        """Nothing typed is no smallest order."""
        return self.cleaned_data["minimum_cases"] or 0

    def clean_freight_net_cents(self) -> int:
        """Nothing typed is included."""
        return self.cleaned_data["freight_net_cents"] or 0

    def clean_return_fee_per_mille(self) -> int:
        """Nothing typed is nothing kept."""
        return self.cleaned_data["return_fee_per_mille"] or 0


class TermsForm(QuotedForm):
    """What a quote says: unit cost by quantity, and its terms."""

    rungs = LadderField(
        label=gettext_lazy("Unit cost by quantity"), price=gettext_lazy("Unit cost without tax")
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=gettext_lazy("Currency"), initial="EUR", max_length=3, min_length=3
    )
    case_size = _units(gettext_lazy("Units per case"), initial=1)
    minimum_cases = _units(
        gettext_lazy("Smallest order, in cases"), initial=0, min_value=0, required=False
    )
    capacity = _units(gettext_lazy("Most units it can deliver"), required=False)
    lead_days = forms.IntegerField(
        label=gettext_lazy("Days from order to delivery"), min_value=0, max_value=730, initial=14
    )
    freight_net_cents = MoneyField(
        label=gettext_lazy("Delivery of one order, without tax"),
        help_text=gettext_lazy("Left empty, it is included."),
        required=False,
    )
    delivery_terms = forms.CharField(
        label=gettext_lazy("Delivery terms"),
        help_text=gettext_lazy("Such as DAP Lyon, or to each buyer."),
        max_length=120,
        required=False,
    )
    samples = forms.CharField(label=gettext_lazy("Samples"), max_length=120, required=False)
    valid_until = DayField(label=gettext_lazy("Valid until"), required=False)
    return_days = forms.IntegerField(
        label=gettext_lazy("Days in which it takes goods back"),
        help_text=gettext_lazy("Left empty, it never does."),
        min_value=1,
        max_value=365,
        required=False,
    )
    return_fee_per_mille = forms.IntegerField(
        label=gettext_lazy("What it keeps of the price then, per mille"),
        min_value=0,
        max_value=1000,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Note, printed on the purchase order"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    refusals: ClassVar[dict[type[Exception], tuple[str | None, Any]]] = {
        **CLOSED,
        BadCurrency: ("currency", gettext_lazy("Not a currency of hundredths that we know.")),
        OtherCurrency: (None, gettext_lazy("The enquiry asks for another currency.")),
        BadCases: (
            "capacity",
            gettext_lazy("It can deliver less than the smallest order, or than one case."),
        ),
        OutOfDate: ("valid_until", gettext_lazy("This day is over.")),
        TooLate: (None, gettext_lazy("The enquiry can be answered no more: its time is over.")),
        NotInvited: (None, gettext_lazy("The supplier was not asked.")),
        OtherSupplier: (None, gettext_lazy("This quote answers something else.")),
    }

    @property
    def terms(self) -> dict[str, Any]:
        """Return what a quote says, for its action."""
        told = {name: self.cleaned_data[name] for name in TERMS if name in self.cleaned_data}
        return told | {"rungs": self.cleaned_data["rungs"].rungs}

    def number_in(self, name: str) -> int:
        """Return the number typed in a field as it stands, checked or not; 0 for none."""
        try:
            return int(self.fields[name].clean(self[name].value()) or 0)
        except ValidationError:
            return 0


def terms_of(quote: Quote) -> dict[str, Any]:
    """Return what a form shows of a quote."""
    told = {name: getattr(quote, name) for name in TERMS}
    freight = quote.freight_net_cents or None
    return told | {"rungs": quote.cost_ladder(), "freight_net_cents": freight}


class PreviewRow(NamedTuple):
    """What so many units cost: each, with delivery each, and in all; in cents without tax."""

    units: int
    unit_cents: int
    landed_cents: int
    total_cents: int
    likely: bool


@dataclass(frozen=True)
class QuotePreview:
    """What a quote comes to, at each rung and at the units that are counted on."""

    rows: list[PreviewRow]
    currency: str


def previewed(form: TermsForm, *, likely: int = 0) -> dict[str, Any]:
    """Return the preview of a form as it stands, or what is wrong with its rungs."""
    try:
        ladder: Ladder = form.fields["rungs"].clean(form["rungs"].value())
    except ValidationError as error:
        return {"preview": None, "problems": error.messages if form.is_bound else []}
    rows = list(_rows(ladder, form.number_in("freight_net_cents"), likely))
    return {"preview": QuotePreview(rows, str(form["currency"].value() or "EUR")[:3])}


def _rows(ladder: Ladder, freight: int, likely: int) -> Iterator[PreviewRow]:
    wanted = {rung.from_units for rung in ladder.rungs[:50]} | ({likely} if likely else set())
    for units in sorted(wanted):
        cents = ladder.price_at(units)
        if cents is not None:
            total = cents * units + freight
            yield PreviewRow(units, cents, round(total / units), total, units == likely)


@dataclass(frozen=True)
class Compared:
    """One line of two quotes side by side."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Say whether the two say different things."""
        return self.before != self.after


def side_by_side(before: Quote, after: Quote) -> list[Compared]:
    """Return two quotes line by line: unit cost at every step of either, then the terms."""
    one, two = before.cost_ladder(), after.cost_ladder()
    edges = sorted({rung.from_units for rung in one.rungs + two.rungs})
    costs = [
        Compared(
            _("Each, from %(units)s on") % {"units": formats.units(edge)},
            _money(one.price_at(edge), before.currency),
            _money(two.price_at(edge), after.currency),
        )
        for edge in edges
    ]
    told = zip(_terms_said(before), _terms_said(after), strict=True)
    return costs + [Compared(label, was, now) for (label, was), (_label, now) in told]


def _money(cents: int | None, currency: str) -> str:
    return "–" if cents is None else formats.money(cents, currency)


def _terms_said(quote: Quote) -> Iterator[tuple[str, str]]:
    yield _("Units per case"), formats.units(quote.case_size)
    yield _("Smallest order, in cases"), formats.units(quote.minimum_cases)
    yield _("Most units"), formats.units(quote.capacity) if quote.capacity else "–"
    yield _("Days from order to delivery"), str(quote.lead_days)
    freight = quote.freight_net_cents
    yield (
        _("Delivery of one order"),
        _money(freight, quote.currency) if freight else _("included"),
    )
    yield _("Delivery terms"), quote.delivery_terms or "–"
    yield _("Samples"), quote.samples or "–"
    yield _("Takes goods back"), _returns(quote)
    yield _("Valid until"), formats.day(quote.valid_until) if quote.valid_until else "–"
    yield _("Note"), quote.note or "–"


def _returns(quote: Quote) -> str:
    if quote.return_days is None:
        return _("never")
    told = {"days": quote.return_days, "fee": quote.return_fee_per_mille / 10}
    words = ngettext(
        "within %(days)s day, less %(fee)g%%",
        "within %(days)s days, less %(fee)g%%",
        quote.return_days,
    )
    return words % told
