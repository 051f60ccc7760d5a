"""What is filled in around projects: the idea, a vote, questions, news and promises."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from clust.wallet.models import Card
from clust.web.parts.forms import DayField, DeskForm
from clust.web.shop.after_sales_forms import PhotosField
from clust.web.shop.choices import PriceField, named
from clust.wishes.actions import conversing, promising
from clust.wishes.actions.backing import BadLimit, BadUnits, NotVisible
from clust.wishes.actions.posting import LONGEST_CHOICE, MOST_CHOICES, TooLong, TooManyWishes
from clust.wishes.actions.projecting import (
    LONGEST_NAME,
    LONGEST_PITCH,
    MOST_UNITS,
    BadGoal,
    BadVote,
    VoteOver,
)
from clust.wishes.models import Category, Vote

TOO_MANY = (None, _("You have posted twenty wishes and projects today. Come back tomorrow."))
SAY = ("words", _("Write something, up to 4,000 letters."))


class KeyForm(DeskForm):
    """A form with the key that makes it count once, however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.initial.setdefault("key", uuid4())


class ProjectForm(KeyForm):
    """An idea to be made and sold."""

    title = forms.CharField(label=_("What would you like to see made?"), max_length=120)
    pitch = forms.CharField(
        label=_("Your idea"),
        help_text=_("What it is, whom it helps, why it should exist. Tell it as to a friend."),
        max_length=LONGEST_PITCH,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    pictures = PhotosField(
        label=_("Pictures"),
        help_text=_("Sketches are fine. Up to five; places and dates in them are removed."),
    )
    choices = forms.CharField(
        label=_("Variants"),
        help_text=_("Sizes or colours, one on each line."),
        max_length=(LONGEST_CHOICE + 2) * MOST_CHOICES,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    category = forms.ModelChoiceField(
        label=_("Shelf"), queryset=Category.objects.all(), required=False, empty_label=_("none")
    )
    guess_gross_cents = PriceField(
        label=_("What could one cost, tax included?"),
        help_text=_("A guess: the price of the vote is agreed with our desk."),
    )
    royalty_cents = PriceField(
        label=_("What would you like to earn on each one?"),
        help_text=_("Without tax, for each unit that is delivered and kept. Empty: nothing."),
        required=False,
    )
    goal_units = forms.IntegerField(
        label=_("From how many on is it worthwhile?"), min_value=1, max_value=MOST_UNITS
    )
    signed = forms.CharField(
        label=_("Name shown on the page"),
        help_text=_("A first name or an artist’s name. Empty: “a member”."),
        max_length=LONGEST_NAME,
        required=False,
    )

    refusals = {
        BadGoal: ("royalty_cents", _("What you earn must be less than what it costs.")),
        TooManyWishes: TOO_MANY,
        TooLong: ("choices", _("Ten variants at most, of 80 letters each.")),
    }

    @property
    def idea(self) -> dict[str, Any]:
        """Return what the action asks for."""
        said = self.cleaned_data
        return said | {
            "royalty_cents": said["royalty_cents"] or 0,
            "choices": said["choices"].splitlines(),
            "pictures": [BytesIO(picture) for picture in said["pictures"]],
        }


class VoteForm(KeyForm):
    """How many one would take at the price; firm, if one likes, with a card."""

    units = forms.IntegerField(label=_("How many?"), min_value=1, max_value=10_000, initial=1)
    choice: Any = forms.ModelChoiceField(
        label=_("Which one?"), queryset=None, required=False, empty_label=_("any of them")
    )
    limit_until = DayField(
        label=_("My vote is firm: I buy at this price until"),
        help_text=_("When its clust opens, your order is ready: one click, and you are in."),
        required=False,
    )
    card: Any = forms.ModelChoiceField(
        label=_("With the card"), queryset=None, required=False, empty_label=_("later")
    )

    refusals = {
        VoteOver: (None, _("The vote is over.")),
        BadVote: ("limit_until", _("A firm vote lasts at least until the end of the vote.")),
        BadLimit: ("limit_until", _("A day within the next year, and a card that is good.")),
        BadUnits: ("units", _("From 1 to 10,000.")),
        NotVisible: (None, _("This project is not shown any more.")),
    }

    def __init__(self, *given: Any, vote: Vote, cards: list[Card], **options: Any) -> None:
        super().__init__(*given, **options)
        choices = vote.project.wish.choices.all()
        if choices:
            named(self, "choice").queryset = choices
        else:
            del self.fields["choice"]
        if cards:
            keys = [card.pk for card in cards]
            named(self, "card").queryset = Card.objects.filter(pk__in=keys)
        else:
            del self.fields["card"]

    def clean(self) -> dict[str, Any]:
        """Leave the card out where no vote is firm."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("limit_until"):
            cleaned.pop("card", None)
        return cleaned


class QuestionForm(KeyForm):
    """A question about a project."""

    words = forms.CharField(
        label=_("Your question"),
        max_length=conversing.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    refusals = {
        conversing.NothingSaid: SAY,
        conversing.TooManyQuestions: (
            None,
            _("You have asked twenty questions today. Come back tomorrow."),
        ),
    }


class UpdateForm(DeskForm):
    """News of a project."""

    words = forms.CharField(
        label=_("What is new?"),
        max_length=conversing.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    refusals = {conversing.NothingSaid: SAY}


class AnswerForm(DeskForm):
    """The answer to a question."""

    words = forms.CharField(
        label=_("Your answer"),
        max_length=conversing.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    refusals = {
        conversing.NothingSaid: SAY,
        conversing.AlreadyAnswered: (None, _("It was answered before.")),
    }


class MilestoneForm(DeskForm):
    """A promise with its day."""

    title = forms.CharField(label=_("What do you promise?"), max_length=120)
    due_on = DayField(label=_("By when?"))

    refusals = {
        promising.NoPromise: (
            "title",
            _("Say what, in 120 letters; thirty promises at most."),
        ),
        promising.PastDay: ("due_on", _("This day is over.")),
    }


class MilestoneEndForm(DeskForm):
    """Kept or not."""

    kept = forms.TypedChoiceField(
        label=_("Did you keep it?"),
        choices=[("yes", _("Kept")), ("no", _("Not kept"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In a sentence"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    refusals = {
        promising.Unexplained: ("words", _("Say why it could not be kept.")),
        promising.AlreadyEnded: (None, _("That was said before.")),
    }
