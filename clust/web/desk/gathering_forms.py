"""Allowing a quote for private clusts."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.campaigns.actions.opening import BelowCost, NoAssignment, TwoProjects
from clust.gatherings.actions.offering import AlreadyOffered, BoundsSwapped, QuoteOver
from clust.gatherings.models import Offering
from clust.rules.ladder import Ladder
from clust.sourcing.models import Quote
from clust.web.desk.campaign_forms import BELOW_COST
from clust.web.desk.fields import LadderField, MoneyField
from clust.web.parts.forms import DeskForm


class OfferingForm(DeskForm):
    """The terms under which private clusts are started."""

    rungs = LadderField(label=_("Price by quantity"), price=_("Unit price with tax"))
    starters = forms.ChoiceField(
        label=_("Who may start one"), choices=Offering.Starters.choices, initial="members"
    )
    shortest_days = forms.IntegerField(
        label=_("Open for at least, in days"), min_value=1, max_value=90
    )
    longest_days = forms.IntegerField(
        label=_("Open for at most, in days"), min_value=1, max_value=90
    )
    delivery_gross_cents = MoneyField(
        label=_("Delivery to the group's place, each order"), required=False
    )
    takes_transfers = forms.BooleanField(
        label=_("May be paid by bank transfer"),
        help_text=_("People without internet pay so, or by the organiser's card."),
        required=False,
    )
    below_cost_reason = forms.CharField(
        label=_("Legal exception for a sale below cost"), max_length=240, required=False
    )
    sure = forms.BooleanField(label=_("I have read the margin at every step."))

    refusals: ClassVar[Any] = {
        AlreadyOffered: (None, _("This quote is allowed for private clusts already.")),
        BoundsSwapped: ("longest_days", _("It is shorter than the shortest time.")),
        QuoteOver: (None, _("The quote is valid no more.")),
        NoAssignment: (None, _("Its creator has not agreed to a contract yet.")),
        TwoProjects: (None, _("Its brief speaks for several projects.")),
        BelowCost: ("below_cost_reason", BELOW_COST),
    }

    def ladder(self) -> Ladder:
        """
        Return the ladder as it stands in the form, checked or not.

        :raises ValidationError: where it is none
        """
        ladder: Ladder = self.fields["rungs"].clean(self["rungs"].value())
        return ladder

    def shown_cap(self, quote: Quote) -> int | None:
        """Return the most units that the supplier can deliver."""
        return quote.capacity
