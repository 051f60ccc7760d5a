"""Forms of the desk about money: order now, call off, send a refund from the bank."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.payments.actions.deciding import (
    AlreadyDecided,
    AtTheSupplier,
    CalledOff,
    NothingCaptured,
    SoldBelowCost,
)
from clust.payments.actions.refunding import NotFromBank, NothingTwice
from clust.web.parts.forms import DeskForm


class DecisionForm(DeskForm):
    """Ordering with what is paid."""

    below_cost_reason = forms.CharField(
        label=_("Legal exception for a sale below cost"), max_length=240, required=False
    )
    sure = forms.BooleanField(label=_("Yes, order what is paid. The rest is not waited for."))

    refusals = {
        SoldBelowCost: (
            "below_cost_reason",
            _("At this quantity it is sold below cost: that needs a legal exception."),
        ),
        NothingCaptured: (None, _("Nothing is paid: there is nothing to order.")),
        AlreadyDecided: (None, _("This was decided before.")),
        CalledOff: (None, _("This clust was called off.")),
    }


class CallOffForm(DeskForm):
    """Calling a cleared clust off."""

    condition = forms.CharField(
        label=_("The condition in the terms under which it is called off"), max_length=240
    )
    sure = forms.BooleanField(label=_("Yes, undo every order and give everybody's money back."))

    refusals = {
        CalledOff: (None, _("This clust was called off.")),
        AtTheSupplier: (None, _("The supplier has its order: go on from there.")),
    }


class PaidBackForm(DeskForm):
    """A refund sent from the bank."""

    ref = forms.CharField(label=_("The bank's number of the transfer"), max_length=120)

    refusals = {NotFromBank: (None, _("The card provider gives this money back."))}


class RegainForm(DeskForm):
    """What became of money that went back twice."""

    let_go = forms.TypedChoiceField(
        label=_("What became of it"),
        choices=[("0", _("it came back to our bank")), ("1", _("we let it go"))],
        coerce=lambda said: said == "1",
    )
    note = forms.CharField(label=_("How it came, or why not"), max_length=240)

    refusals = {NothingTwice: (None, _("This was settled before."))}
