"""The desk's forms of a clust: opened, amended in the buyers' favour, closed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.campaigns.actions.amending import NotInBuyersFavour, TooLate
from clust.campaigns.actions.closing import AlreadyClosed, TooEarly
from clust.campaigns.actions.opening import (
    BelowCost,
    DatesSwapped,
    InThePast,
    LessThanACase,
    NoAssignment,
    NoSingles,
    NoTerms,
    OverCapacity,
    QuoteRunsOut,
    TwoProjects,
)
from clust.campaigns.capacity import NotSoManyLeft, left_of
from clust.rules.ladder import Ladder
from clust.sourcing.models import Quote
from clust.storefronts.models import DeliveryOption
from clust.web.desk.fields import LadderField, MoneyField
from clust.web.desk.forms import MomentField, units_field
from clust.web.parts.forms import DayField, DeskForm

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
        OverCapacity: ("cap", _("What the other clusts with this quote leave: %(left)s.")),
        LessThanACase: ("cap", _("That is less than one case.")),
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
        """Return the cap as it stands in the form, or what other clusts leave of the quote."""
        text = str(self["cap"].value() or "")
        return int(text[:9]) if text.isascii() and text.isdecimal() else left_of(quote)


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
            _("It must be higher than now."),
        ),
        NotSoManyLeft: ("cap", _("What the other clusts with this quote leave: %(left)s.")),
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
