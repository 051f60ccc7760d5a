"""The desk's forms around projects and royalties."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.commissions.actions.leaving import AlreadyKept, NoNote, NotLeft
from clust.commissions.actions.stating import (
    AlreadyPaid,
    InTransferFile,
    NoReference,
    NothingToPay,
)
from clust.web.desk.fields import MoneyField
from clust.web.desk.forms import MomentField, units_field
from clust.web.parts.forms import DayField, DeskForm
from clust.wishes.actions import assigning, conversing, projecting, promising

SAY = ("words", _("Write something, up to 4,000 letters."))


def words_field(label: object, *, rows: int = 4, required: bool = True) -> forms.CharField:
    """Return a field for words that people read."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        max_length=conversing.LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        required=required,
    )


class ReviewForm(DeskForm):
    """Yes with price, goal and end of the vote; or no, and why."""

    accepted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Let it go to the vote")), ("no", _("Do not take it up"))],
        coerce=lambda word: word == "yes",
        initial="yes",
        widget=forms.RadioSelect,
    )
    price_gross_cents = MoneyField(label=_("Price of the vote, with tax"), required=False)
    goal_units = units_field(label=_("Units that win"), required=False)
    until = MomentField(label=_("End of the vote"), required=False)
    words = words_field(_("For the creator"), required=False)

    refusals = {
        projecting.AlreadyReviewed: (None, _("It was reviewed before.")),
        projecting.Unexplained: ("words", _("Say why: the creator reads it.")),
        projecting.BadVote: ("until", _("The vote ends within the next 120 days.")),
        projecting.BadGoal: (
            "price_gross_cents",
            _("The price is above the royalty asked, and the goal above zero."),
        ),
    }


class RightsForm(DeskForm):
    """What the creator is offered for each unit."""

    royalty_cents = MoneyField(label=_("Royalty per unit kept, without tax"))

    refusals = {
        assigning.AlreadyAssigned: (None, _("The contract is made.")),
        assigning.NotWon: (None, _("The vote was not won.")),
        assigning.TooDear: ("royalty_cents", _("That is not less than the price of the vote.")),
    }


class UpdateForm(DeskForm):
    """News of a project, from the desk."""

    words = words_field(_("News"))

    refusals = {conversing.NothingSaid: SAY}


class QuestionAnswerForm(DeskForm):
    """An answer that everybody reads."""

    words = words_field(_("Answer"))

    refusals = {
        conversing.NothingSaid: SAY,
        conversing.AlreadyAnswered: (None, _("It was answered before.")),
    }


class MilestoneForm(DeskForm):
    """A promise with its day."""

    title = forms.CharField(label=_("What is promised"), max_length=120)
    due_on = DayField(label=_("By"))

    refusals = {
        promising.NoPromise: ("title", _("Say what, in 120 letters; thirty promises at most.")),
        promising.PastDay: ("due_on", _("This day is over.")),
    }


class MilestoneEndForm(DeskForm):
    """Kept or not."""

    kept = forms.TypedChoiceField(
        label=_("Was it kept?"),
        choices=[("yes", _("Kept")), ("no", _("Not kept"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    words = words_field(_("In a sentence"), rows=2, required=False)

    refusals = {
        promising.Unexplained: ("words", _("Say why it could not be kept.")),
        promising.AlreadyEnded: (None, _("That was said before.")),
    }


class RoyaltyPaymentForm(DeskForm):
    """The transfer that paid a statement."""

    reference = forms.CharField(label=_("Reference of the transfer"), max_length=60)

    refusals = {
        NoReference: ("reference", _("A payment has the reference of its transfer.")),
        NothingToPay: (None, _("It pays nothing out.")),
        AlreadyPaid: (None, _("It was paid before.")),
        InTransferFile: (None, _("It stands in a file of transfers, which is paid as a whole.")),
    }


class KeepingForm(DeskForm):
    """Why money of a creator who left is kept."""

    note = forms.CharField(
        label=_("What was tried"),
        max_length=200,
        help_text=_("For instance: a letter to the last address came back."),
    )

    refusals = {
        NoNote: ("note", _("Say what was tried.")),
        NotLeft: (None, _("The creator is still here, and can say where to pay to.")),
        AlreadyPaid: (None, _("It was paid before.")),
        InTransferFile: (None, _("It stands in a file of transfers, which is paid as a whole.")),
        AlreadyKept: (None, _("It is kept already.")),
    }
