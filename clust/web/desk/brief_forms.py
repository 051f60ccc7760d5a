"""The desk's forms of a negotiation: briefs, enquiries, words, counter-offers, the decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.sourcing.actions.enquiring import (
    AlreadyAnswered,
    AlreadyInvited,
    BadWords,
    NoSuppliers,
    NoTimeLeft,
    NoUnits,
)
from clust.sourcing.actions.quoting import (
    LONGEST_WORDS,
    AlreadyAwarded,
    AlreadyRejected,
    AlreadyReplaced,
    BadCases,
    BadCurrency,
    NotInvited,
    NotTheirs,
    OtherCurrency,
    OutOfDate,
    TooLate,
)
from clust.sourcing.models import Quote, Supplier
from clust.web.desk.fields import LadderField, MoneyField
from clust.web.desk.forms import MomentField, units_field
from clust.web.parts.forms import DayField, DeskForm
from clust.web.parts.quotes import QuotedForm
from clust.wishes.actions.briefing import (
    AlreadyBriefed,
    AlreadyEnquired,
    MixedCurrencies,
    NoTitle,
    NotShown,
    NoWishes,
)
from clust.wishes.models import Wish

WISH_REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {
    NoWishes: (None, _("A brief speaks for one wish at least.")),
    AlreadyBriefed: (None, _("Another brief speaks for one of these wishes already.")),
    NotShown: (None, _("One of these wishes is hidden, or goes on as another one.")),
    MixedCurrencies: (None, _("These wishes name their prices in different currencies.")),
    AlreadyEnquired: (None, _("Suppliers were asked already: what it speaks for stays.")),
}


def area(label: Any, rows: int, **options: Any) -> forms.CharField:
    """Return a field for words of several lines."""
    options.setdefault("max_length", LONGEST_WORDS)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class BriefForm(DeskForm):
    """Wishes put together under a title, with what is asked for in the desk's words."""

    title = forms.CharField(label=_("Title"), max_length=120)
    specification = area(_("Specification"), 8, required=False, help_text=_("Suppliers read this."))

    refusals = {**WISH_REFUSALS, NoTitle: ("title", _("A brief has a title."))}


class WishForm(DeskForm):
    """One more wish for a brief, by its number."""

    wish = forms.ModelChoiceField(
        label=_("Number of the wish"),
        queryset=Wish.objects.all(),
        widget=forms.NumberInput(attrs={"min": 1}),
    )

    refusals = WISH_REFUSALS


class EnquiryForm(DeskForm):
    """What chosen suppliers are asked, and until when."""

    title = forms.CharField(label=_("Title"), max_length=120)
    words = area(_("What we ask"), 5, required=False)
    likely_units = units_field(label=_("Units we count on"))
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), initial="EUR", max_length=3, min_length=3
    )
    answer_by = MomentField(label=_("Answer by"))

    refusals = {
        NoSuppliers: (None, _("Choose one supplier at least.")),
        NoTimeLeft: ("answer_by", _("This moment is over.")),
        NoUnits: ("likely_units", _("Count on one unit at least.")),
        BadCurrency: ("currency", _("Not a currency of hundredths that we know.")),
    }


class InvitationForm(DeskForm):
    """One more supplier."""

    supplier = forms.ModelChoiceField(label=_("Supplier"), queryset=Supplier.objects.all())

    refusals = {
        TooLate: (None, _("The enquiry can be answered no more.")),
        AlreadyInvited: ("supplier", _("It is asked already.")),
    }


class WordsForm(DeskForm):
    """An answer to a question, or a word to one supplier."""

    words = area(_("Your words"), 3)

    refusals = {
        BadWords: ("words", _("Say something, in at most 4,000 characters.")),
        AlreadyAnswered: (None, _("Somebody has answered it already.")),
    }


CLOSED: dict[type[Exception], tuple[str | None, Any]] = {
    AlreadyAwarded: (None, _("The quote is accepted already.")),
    AlreadyReplaced: (None, _("Another quote stands in its place: look at that one.")),
    AlreadyRejected: (None, _("The other side said no to it already.")),
}


class CounterForm(QuotedForm):
    """What the desk offers back: a quote's terms, some of them changed."""

    rungs = LadderField(label=_("Unit cost by quantity"), price=_("Unit cost without tax"))
    case_size = units_field(label=_("Units per case"))
    minimum_cases = units_field(label=_("Smallest order, in cases"), min_value=0, required=False)
    capacity = units_field(label=_("Most units it can deliver"), required=False)
    freight_net_cents = MoneyField(
        label=_("Delivery of one purchase order, without tax"), required=False
    )
    lead_days = forms.IntegerField(
        label=_("Days from order to delivery"), min_value=0, max_value=730
    )
    valid_until = DayField(label=_("Valid until"), required=False)
    return_days = forms.IntegerField(
        label=_("Days in which it takes goods back"),
        help_text=_("Left empty, it never does."),
        min_value=1,
        max_value=365,
        required=False,
    )
    return_fee_per_mille = forms.IntegerField(
        label=_("What it keeps of the price then, per mille"),
        min_value=0,
        max_value=1000,
        required=False,
    )
    delivery_terms = forms.CharField(label=_("Delivery terms"), max_length=120, required=False)
    samples = forms.CharField(label=_("Samples"), max_length=120, required=False)
    note = area(_("What we say to it"), 3, required=False, max_length=2000)

    refusals = {
        **CLOSED,
        BadCases: ("capacity", _("It can deliver less than the smallest order, or than one case.")),
        OutOfDate: ("valid_until", _("This day is over.")),
        TooLate: (None, _("The enquiry is decided.")),
        NotInvited: (None, _("The supplier was not asked.")),
        OtherCurrency: (None, _("The enquiry asks for another currency.")),
    }


def terms_of(quote: Quote) -> dict[str, Any]:
    """Return what the form of a counter-offer begins with."""
    names = [name for name in CounterForm.base_fields if name not in {"rungs", "note"}]
    terms = {name: getattr(quote, name) for name in names}
    terms["freight_net_cents"] = quote.freight_net_cents or None
    return terms | {"rungs": quote.cost_ladder()}


class DecisionForm(DeskForm):
    """Which quote is accepted, and why."""

    quote = forms.ModelChoiceField(
        label=_("Quote"), queryset=Quote.objects.none(), widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why this quote"), max_length=240, help_text=_("Written down for good.")
    )

    refusals = {
        **CLOSED,
        OutOfDate: ("quote", _("The quote is valid no more.")),
        NotTheirs: ("quote", _("It is our own counter-offer: the supplier must take it first.")),
    }

    def __init__(self, *args: Any, quotes: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quote"].queryset = quotes  # type: ignore[attr-defined]
